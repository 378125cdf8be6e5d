/* A C program may use the words as names. */
// args: -Wno-keyword-shadowed
#include <stdio.h>
typedef int defer;
struct recover { int panic; struct recover *defer; };
enum { recover = 3 };
static void panic(const char *fmt, ...) { (void)fmt; }
defer f(defer x)
{
	defer y = x, *defer_pointer = &y;
	struct recover r = {recover, 0};
	panic("%d", r.panic);
	{ int defer = 1; defer++; (void)defer; }
	(void)r.defer;
	goto panic;
panic:
	return recover + *defer_pointer;
}
