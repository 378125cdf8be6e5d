/*
 * What the host compiler says: predefined macros, include directories, and which attributes and
 * built-ins it has.
 *
 * It is asked once, as `CC -std=.. -E -dM -v`; the answer is kept in $XDG_CACHE_HOME/cdefer (or
 * ~/.cache/cdefer), in a file named by a hash of the compiler's path, size, time of change and the
 * flags.  Later questions (__has_attribute(x)) are asked in one go with those that the same program asked
 * before, and kept there too.
 */
#ifndef CDEFER_DRIVER_HOSTCC_H
#define CDEFER_DRIVER_HOSTCC_H

#include "pp/pp.h"
#include "source/env.h"

/*
 * Completes `config`: predefined, the system's directories (between -isystem's and -idirafter's),
 * has and ctx.  `cc` is the command, which may have arguments ("gcc -m32"); `standard` is "-std=..."
 * or null.  False after a message on standard error if the compiler cannot be asked.
 *
 * config->has(ctx, what, NULL) tells whether the operator itself exists ("feature": __has_feature;
 * "include", "embed", "file_name" for __FILE_NAME__ likewise).
 */
bool hostcc_ask(struct env *env, const char *cc, const char *standard, struct pp_config *config);

#endif
