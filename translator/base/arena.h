/*
 * Memory by lifetime.
 *
 * An arena hands out memory that is given back all at once.  Nothing taken from
 * it is freed singly; running out of memory ends the program with a message, so
 * that no caller has to handle a null pointer.
 */
#ifndef CDEFER_BASE_ARENA_H
#define CDEFER_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* Makes an empty arena; arena_free() gives it and all that it handed out back. */
struct arena *arena_new(void);
void arena_free(struct arena *a);

/* Forgets everything that was handed out and keeps the memory for what follows. */
void arena_empty(struct arena *a);

/* `size` bytes, zeroed, aligned for any object; never null. */
void *arena_alloc(struct arena *a, size_t size);

/* Moves `old` (of `old_size` bytes, from this arena, or null) into `size` bytes; the rest is
 * zeroed.  Grows in place when `old` is the newest allocation. */
void *arena_grow(struct arena *a, void *old, size_t old_size, size_t size);

/* A copy of `len` bytes with a null behind it. */
char *arena_copy(struct arena *a, const char *text, size_t len);

/* As sprintf, into memory of the arena; `len` (may be null) becomes the length. */
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, size_t *len, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

#define arena_new_of(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
