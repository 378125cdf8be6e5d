/* Plans to edits: what the output says instead of the language's words. */
#ifndef CDEFER_LOWER_LOWER_H
#define CDEFER_LOWER_LOWER_H

#include "edit/edit.h"
#include "place/place.h"

/* Makes the edits of every function of the unit that changes.  Errors (a type that cannot be written
 * at file scope) are in env->diag. */
void lower_unit(struct env *env, struct unit *unit, struct pp *pp, struct file *main, struct edits *edits);

#endif
