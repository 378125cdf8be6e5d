/* Programs that cdefer-cc calls. */
#ifndef CDEFER_CC_RUN_H
#define CDEFER_CC_RUN_H

#include "cc/command.h"

/* In place of this process; comes back, with a message, only if that is not possible. */
void run_instead(struct arena *a, const cc_words *words);
/* Waits for the end.  A signal that would end us (not one that is ignored) is passed on to it, and is in *came
 * from then on, for the caller to end by it; it stays blocked.  The status is waitpid's; -1 with a message if it
 * cannot be started. */
int run_wait(struct arena *a, const cc_words *words, int *came);
/* Prints the words as -### does. */
void run_show(const cc_words *words);

#endif
