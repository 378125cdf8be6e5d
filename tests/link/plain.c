/* C that was not translated, in between. */
#include <cdefer.h>
#include "lib.h"
void plain_calls(hook *call);
void plain_panics(void);
void plain_calls(hook *call) { call(); }
void plain_panics(void) { cdefer_panicf("plain %d", 1); }
