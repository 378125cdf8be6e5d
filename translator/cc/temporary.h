/*
 * The folder for what cdefer-cc makes on the way.  It goes away with the process, however that ends: a
 * child waits for the end of it and removes what is left.
 */
#ifndef CDEFER_CC_TEMPORARY_H
#define CDEFER_CC_TEMPORARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct temporary { char *dir; };

/* Makes it below $TMPDIR, by the same name for the same `key`, if nobody uses that, so that caches of
 * compilations find the same paths; and starts the child.  False with a message if it cannot. */
bool temporary_make(struct temporary *t, struct arena *a, const char *key);
/* DIR/number, made. */
char *temporary_dir(struct temporary *t, struct arena *a, size_t number);
void temporary_remove(struct temporary *t);

#endif
