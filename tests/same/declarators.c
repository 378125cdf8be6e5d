/* Declarators that are read inside out, typedef names that are hidden again. */
#include <stddef.h>
typedef int T, *PT, AT[3], FT(int), (*PFT)(T);
static T (*(*fp)(T (*)[2], PFT))[3];
static int (*signal_like(int, void (*)(int)))(int);
int f(T), g(int T), h(T(T)), k(int (T)), l(T[]), m(T *restrict), n(T [static 3]);
void scopes(void)
{
	T T = 3, *p = &T;
	{ typedef char T; T c = 'c'; (void)c; }
	for (int T = 0; T < 2; T++) { T * 2; }
	(void)(T * *p), sizeof(T);
	struct T { int T; } *q; enum { e = sizeof *q };
	goto T;
T:	(void)e;
}
int x, *y, **z, a[2][3], (*b)[3], *c[3], (*d[3])(void), (*(*e2)(void))[2];
unsigned long long int const volatile static_ = 1ull;
long unsigned int static weird_order;
