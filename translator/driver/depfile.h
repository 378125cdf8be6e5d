/*
 * Dependencies as a make rule: what the output was made from.
 *
 * A compiler that sees the translated file cannot write this rule: the headers that the
 * translator replaced, and the .cd file itself, are not in it.
 */
#ifndef CDEFER_DRIVER_DEPFILE_H
#define CDEFER_DRIVER_DEPFILE_H

#include "base/buf.h"
#include "driver/options.h"
#include "pp/pp.h"

/* Adds `name` with what is special to make quoted. */
void buf_make_quoted(struct buf *b, const char *name);

/* The rule (and those of -MP) for the files that `pp` has read, the main file first. */
void depfile_write(const struct depend *d, const struct pp *pp, const char *main, struct buf *out);

#endif
