/* What the types of the host compiler's target look like, from its predefined macros. */
#ifndef CDEFER_DRIVER_TARGET_H
#define CDEFER_DRIVER_TARGET_H

#include <stdbool.h>

#include "types/target.h"

/* Reads `#define` lines (the answer of cc -E -dM) into `t`; what they do not say is as on a 64-bit
 * Unix.  False if the sizes cannot be those of a target (zero, or beyond 16 bytes). */
bool target_read(struct target *t, const char *predefined);

#endif
