/*
 * Memory by lifetime: a chain of blocks.
 *
 * Small requests are cut from blocks of growing size by moving a number; a request of LARGE bytes
 * or more gets a block of its own, so that a long array that grows can give its old place back
 * to the system at once (arena_grow) instead of leaving it behind as waste.  Which of the two an
 * allocation is follows from its size alone.  Fresh blocks are zero already; a block that is
 * used again after arena_empty() knows how far it was written.
 */
#include "base/arena.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/format.h"
#include "base/pages.h"

/* C99 has no max_align_t. */
struct aligned {
	char c;
	union { long long i; long double d; void *p; void (*f)(void); } most;
};

enum { ALIGN = offsetof(struct aligned, most), FIRST_BLOCK = 1 << 18, LAST_BLOCK = 1 << 23, LARGE = 1 << 16 };

struct block {
	struct block *next, *prev;
	size_t size;            /* bytes behind the header */
	size_t used;            /* handed out so far */
	size_t dirty;           /* bytes that may differ from zero: used <= dirty unless fresh */
};

struct arena {
	struct block *current;  /* small requests are cut from it; older ones follow by ->next */
	struct block *spare;    /* emptied blocks that wait for use */
	struct block *large;    /* one allocation each */
	char *newest;           /* the last small allocation, for growing in place */
	size_t next_size;       /* of the next block for small requests */
};

static size_t round_up(size_t n)
{
	return (n + ALIGN - 1) / ALIGN * ALIGN;
}

#define HEADER ((sizeof(struct block) + ALIGN - 1) / ALIGN * ALIGN)

static char *block_bytes(struct block *b)
{
	return (char *)b + HEADER;
}

static void *must(void *p)
{
	if (!p) {
		fputs("cdefer: fatal error: out of memory\n", stderr);
		exit(2);
	}
	return p;
}

static struct block *block_new(size_t size)
{
	struct block *b = must(size < SIZE_MAX - HEADER ? calloc(1, HEADER + size) : NULL);

	pages_large(b, HEADER + size);
	b->size = size;
	return b;
}

static void blocks_free(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

struct arena *arena_new(void)
{
	struct arena *a = must(calloc(1, sizeof *a));

	a->next_size = FIRST_BLOCK;
	return a;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	blocks_free(a->current);
	blocks_free(a->spare);
	blocks_free(a->large);
	free(a);
}

void arena_empty(struct arena *a)
{
	while (a->current) {
		struct block *b = a->current;

		a->current = b->next;
		if (b->dirty < b->used)
			b->dirty = b->used;
		b->used = 0;
		b->next = a->spare;
		a->spare = b;
	}
	blocks_free(a->large);
	a->large = NULL;
	a->newest = NULL;
}

static void *large_alloc(struct arena *a, size_t size)
{
	struct block *b = block_new(size);

	b->next = a->large;
	if (b->next)
		b->next->prev = b;
	a->large = b;
	return block_bytes(b);
}

static void large_free(struct arena *a, void *p)
{
	struct block *b = (struct block *)(void *)((char *)p - HEADER);

	if (b->prev)
		b->prev->next = b->next;
	else
		a->large = b->next;
	if (b->next)
		b->next->prev = b->prev;
	free(b);
}

/* Makes a block current that has room for any small request. */
static void next_block(struct arena *a)
{
	struct block *b = a->spare;

	if (b) {
		a->spare = b->next;
	} else {
		b = block_new(a->next_size);
		if (a->next_size < LAST_BLOCK)
			a->next_size *= 2;
	}
	b->next = a->current;
	a->current = b;
}

/* Bytes from..to of the block become zero, as far as they were written in an earlier life. */
static void clean(struct block *b, size_t from, size_t to)
{
	if (from < b->dirty)
		memset(block_bytes(b) + from, 0, (to < b->dirty ? to : b->dirty) - from);
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t need = size ? round_up(size) : ALIGN;

	if (size >= LARGE)
		return large_alloc(a, size);
	if (!a->current || a->current->size - a->current->used < need)
		next_block(a);

	struct block *b = a->current;
	size_t from = b->used;

	b->used += need;
	clean(b, from, b->used);
	return a->newest = block_bytes(b) + from;
}

/* Whether the newest small allocation, of `old_size` bytes, could become `size` bytes in place. */
static int grows_in_place(const struct arena *a, const void *old, size_t size)
{
	if (!old || old != a->newest || size >= LARGE)
		return 0;
	return size <= a->current->size - (size_t)(a->newest - block_bytes(a->current));
}

void *arena_grow(struct arena *a, void *old, size_t old_size, size_t size)
{
	assert(size >= old_size);
	if (grows_in_place(a, old, size)) {
		struct block *b = a->current;
		size_t from = b->used, start = (size_t)(a->newest - block_bytes(b));
		size_t to = start + round_up(size);

		if (to > from && to <= b->size) {
			b->used = to;
			clean(b, from, to);
			return old;
		}
		if (to <= from)
			return old;
	}

	void *new = arena_alloc(a, size);

	if (old && old_size)
		memcpy(new, old, old_size);
	if (old && old_size >= LARGE)
		large_free(a, old);
	return new;
}

char *arena_copy(struct arena *a, const char *text, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (len)
		memcpy(copy, text, len);
	return copy;
}

/* Most texts are short: they are formatted once, on the stack, and copied. */
char *arena_vprintf(struct arena *a, size_t *len, const char *fmt, va_list ap)
{
	char small[256], *text;
	va_list again;

	va_copy(again, ap);
	int n = format_text(small, sizeof small, fmt, ap);
	assert(n >= 0);
	if ((size_t)n < sizeof small) {
		text = arena_copy(a, small, (size_t)n);
	} else {
		text = arena_alloc(a, (size_t)n + 1);
		vsnprintf(text, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	if (len)
		*len = (size_t)n;
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *text = arena_vprintf(a, NULL, fmt, ap);
	va_end(ap);
	return text;
}
