/*
 * The pipeline: one file in, its translation (or what else was asked for) out, in memory.
 */
#ifndef CDEFER_DRIVER_TRANSLATE_H
#define CDEFER_DRIVER_TRANSLATE_H

#include "base/buf.h"
#include "driver/options.h"

/* Exit statuses of the program. */
enum { STATUS_OK = 0, STATUS_ERRORS = 1, STATUS_USAGE = 2 };

struct translation {
	struct buf text;        /* what goes to command->output */
	struct buf report;      /* --report */
	struct buf rule;        /* the make rule of -M and relatives */
	struct buf headers;     /* --headers: the .hd files that were read, a line each */
};

/* Runs the stages that the command asks for; messages go to standard error.  Gives STATUS_OK,
 * STATUS_ERRORS (the input has errors), STATUS_USAGE (the input or the host compiler cannot be
 * used).  Only with STATUS_OK is `t` complete.  Needs the deep stack that main() provides. */
int translate(const struct command *c, struct translation *t);

#endif
