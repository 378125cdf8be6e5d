/*
 * --dump=STAGE where the stage has no dump of its own: what one stage hands to the next, as text.
 */
#ifndef CDEFER_DRIVER_DUMP_H
#define CDEFER_DRIVER_DUMP_H

#include "base/buf.h"
#include "sema/sema.h"
#include "source/env.h"
#include "token/token.h"

/* --dump=tokens: the preprocessing tokens of `main`, one a line: place, kind, spelling. */
void dump_tokens(struct env *env, struct file *main, struct buf *out);

/* --dump=types: the tree with the type of each expression and declarator. */
void dump_types(struct unit *unit, struct tokens *ts, struct buf *out);

/* --dump=flow: what is known of each routine's order of execution. */
void dump_flow(struct env *env, struct unit *unit, struct tokens *ts, struct buf *out);

#endif
