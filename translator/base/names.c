/*
 * Interned spellings, over uthash.
 *
 * The hash of a spelling is computed once, eight bytes at a time, and handed to uthash, whose
 * buckets come from the arena too.  A word of C is short: three multiplications are enough.
 */
#include "base/names.h"

#include <string.h>

#define uthash_malloc(size) arena_alloc(arena, (size))
#define uthash_free(p, size) ((void)(p), (void)(size))
#define HASH_FUNCTION(key, len, hashv) ((hashv) = hash_of((key), (len)))

static unsigned hash_of(const void *text, size_t len);

#include <uthash.h>

struct entry {
	struct name name;       /* first, so that a name can be handed out for its entry */
	UT_hash_handle hh;
};

struct names {
	struct arena *arena;
	struct entry *table;
};

static unsigned hash_of(const void *text, size_t len)
{
	const unsigned char *p = text;
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
	/* uthash takes the low bits, and the last letter of a word is in the highest ones. */
	h = (h ^ h >> 32) * UINT64_C(0xD6E8FEB86659FD93);
	return (unsigned)(h >> 32);
}

struct names *names_new(struct arena *a)
{
	struct names *t = arena_new_of(a, struct names);

	t->arena = a;
	return t;
}

struct name *names_intern(struct names *t, const char *text, size_t len)
{
	struct arena *arena = t->arena;
	struct entry *e;
	unsigned hash = hash_of(text, len);

	HASH_FIND_BYHASHVALUE(hh, t->table, text, len, hash, e);
	if (e)
		return &e->name;
	e = arena_new_of(arena, struct entry);
	e->name.text = arena_copy(arena, text, len);
	e->name.len = (uint32_t)len;
	HASH_ADD_KEYPTR_BYHASHVALUE(hh, t->table, e->name.text, len, hash, e);
	return &e->name;
}

struct name *names_of(struct names *t, const char *text)
{
	return names_intern(t, text, strlen(text));
}
