/* What main.cd and lib.cd know of each other; point has another size in other.cd. */
#include <stdio.h>
struct point { int x, y; };
enum colour { RED, GREEN };
typedef unsigned long handle;
typedef void hook(void);

const char *lib_recover(void);          /* for callers that are not deferred: null */
void lib_recovers(void);
void lib_recovers_point(int add);
void lib_recovers_handle(void);
void lib_helper_recovers(void);
hook *lib_hook(int which);
void lib_panics(int what);
void lib_calls(hook *call);
int lib_guarded(hook *call);
void lib_deferred(hook *call);          /* defers the hook, then panics */

extern struct point last_point;
extern const char *last_text;

void other_panics(void);                /* with its own struct point, of three members */
int other_guarded(hook *call);
