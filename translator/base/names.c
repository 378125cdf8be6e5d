/*
 * Interned spellings: a table of slots with linear probing, at most half of them used.
 *
 * The hash of a spelling is computed eight bytes at a time and kept in the slot, so that a name is
 * looked at only if it is the one, or all but surely.  A word of C is short: three multiplications are
 * enough.
 */
#include "base/names.h"

#include <string.h>

struct slot { uint32_t hash; struct name *name; };

struct names {
	struct arena *arena;
	struct slot *slots;
	size_t n, room;         /* names; slots, a power of two */
};

static uint32_t hash_of(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	uint64_t h = len * UINT64_C(0x9E3779B97F4A7C15), w;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&w, p, 8);
		h = (h ^ w) * UINT64_C(0xD6E8FEB86659FD93);
		h ^= h >> 32;
	}
	w = 0;
	if (len >= 4) {
		uint32_t a, b;

		memcpy(&a, p, 4);
		memcpy(&b, p + len - 4, 4);
		w = a | (uint64_t)b << 32;
	} else if (len) {
		w = p[0] | (uint64_t)p[len / 2] << 8 | (uint64_t)p[len - 1] << 16;
	}
	h = (h ^ w) * UINT64_C(0xD6E8FEB86659FD93);
	/* The slot is told by the low bits, and the last letter of a word is in the highest ones. */
	h = (h ^ h >> 32) * UINT64_C(0xD6E8FEB86659FD93);
	return (uint32_t)(h >> 32);
}

struct names *names_new(struct arena *a)
{
	struct names *t = arena_new_of(a, struct names);

	t->arena = a;
	t->room = 1 << 11;
	t->slots = arena_alloc(a, t->room * sizeof *t->slots);
	return t;
}

/* The first free slot for a name of that hash. */
static struct slot *free_slot(struct names *t, uint32_t hash)
{
	size_t i = hash & (t->room - 1);

	while (t->slots[i].name)
		i = (i + 1) & (t->room - 1);
	return &t->slots[i];
}

static void grow(struct names *t)
{
	struct slot *old = t->slots;
	size_t n = t->room;

	t->room = n * 2;
	t->slots = arena_alloc(t->arena, t->room * sizeof *t->slots);
	for (size_t i = 0; i < n; i++)
		if (old[i].name)
			*free_slot(t, old[i].hash) = old[i];
}

struct name *names_intern(struct names *t, const char *text, size_t len)
{
	uint32_t hash = hash_of(text, len);
	size_t i = hash & (t->room - 1);
	struct name *n;

	for (; (n = t->slots[i].name) != NULL; i = (i + 1) & (t->room - 1))
		if (t->slots[i].hash == hash && n->len == len && memcmp(n->text, text, len) == 0)
			return n;
	if (++t->n > t->room / 2)
		grow(t);
	/* The spelling stands behind the name itself, where the processor has it at hand. */
	n = arena_alloc(t->arena, sizeof *n + len + 1);
	if (len)
		memcpy(n + 1, text, len);
	n->text = (const char *)(n + 1);
	n->len = (uint32_t)len;
	*free_slot(t, hash) = (struct slot){ hash, n };
	return n;
}

struct name *names_of(struct names *t, const char *text)
{
	return names_intern(t, text, strlen(text));
}
