/*
 * What leaves the program: files, written whole or not at all, and messages that have no place
 * in a source file.
 */
#ifndef CDEFER_DRIVER_OUTPUT_H
#define CDEFER_DRIVER_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Prints "cdefer: error: " and the text to standard error.  Always false, so that a caller can
 * say `return complain(...)`. */
bool complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Whether two names lead to one regular file; "-" and what does not exist are none. */
bool same_file(const char *a, const char *b);

struct output {
	const char *path;       /* "-": standard output; null: nothing to do */
	const struct buf *text;
	/* private to output.c */
	char *target, *temporary;
	int fd;
};

/*
 * Writes all `n` files, or none of them as far as they are regular files: each goes to a
 * temporary file beside it first, and only when all are complete are they renamed.  SIGINT,
 * SIGTERM and SIGHUP wait meanwhile, so nothing is left behind by them either.  A device, a pipe
 * and the like are written directly.  False, with a message, when something could not be
 * written; then older files are as they were.
 */
bool output_write(struct output *files, size_t n);

#endif
