/*
 * cdefer --explain: the main file, and at each exit the actions that run there, in their order.
 *
 * Takes the typed tree and the plans; gives text.  The source's lines stand as they are.  Under the
 * `defer` stands where its action lives and why; under each way out of a function (return, panic, its
 * end, a call that does not come back), through macros too, stand the actions that are pending there,
 * the next one first.  What may run and what does is told apart by control flow alone.
 */
#ifndef CDEFER_EXPLAIN_EXPLAIN_H
#define CDEFER_EXPLAIN_EXPLAIN_H

#include "base/buf.h"
#include "place/place.h"
#include "source/env.h"

enum explain_format {
	EXPLAIN_TEXT,           /* the functions that have actions, for a terminal */
	EXPLAIN_HTML            /* the whole file as one page that needs no other */
};

/* Functions that an #include brings in are left out.  `color`: escape sequences in the text. */
void explain_unit(struct env *env, struct unit *unit, struct tokens *ts, const struct file *main,
                  enum explain_format format, bool color, struct buf *out);

#endif
