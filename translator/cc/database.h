/*
 * A compilation database (compile_commands.json, Clang's JSONCompilationDatabase), for editors.
 */
#ifndef CDEFER_CC_DATABASE_H
#define CDEFER_CC_DATABASE_H

#include "cc/command.h"

/* Enters how `source` is compiled to `output` (or null) in this folder, in place of what stood for the two.  Many
 * may do so at the same time; a file that this has not written is left alone, with a message. */
void database_enter(struct arena *a, const char *database, const char *source, const char *output, const cc_words *words);

#endif
