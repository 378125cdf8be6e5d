/*
 * --headers: the .hd files that a file includes, translated for a build that has nobody else to do it.
 *
 * Each goes to its edits_header_path(), and the include in the output names it by that.
 */
#ifndef CDEFER_DRIVER_HEADERS_H
#define CDEFER_DRIVER_HEADERS_H

#include "base/buf.h"
#include "driver/options.h"

/* Translates and writes the headers that `list` has (a line each), with the options of `c`.  A status of the program;
 * needs the deep stack, like translate(). */
int headers_translate(const struct command *c, const struct buf *list);

#endif
