/* Programs that cdefer-cc calls. */
#ifndef CDEFER_CC_RUN_H
#define CDEFER_CC_RUN_H

#include "cc/command.h"

/* In place of this process; comes back, with a message, only if that is not possible. */
void run_instead(struct arena *a, const cc_words *words);
/* Waits for the end; signals that end us are passed on to it.  Its status as waitpid's; -1 with a message if it
 * cannot be started. */
int run_wait(struct arena *a, const cc_words *words);
/* The signal that has come meanwhile, or 0. */
int run_signal(void);
/* Prints the words as -### does. */
void run_show(const cc_words *words);

#endif
