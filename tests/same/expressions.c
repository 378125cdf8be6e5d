/* C11 and GNU expressions. */
// args: -std=gnu11
#include <stddef.h>
#include <stdint.h>
struct p { int x, y; struct { int in; }; union { int u; float f; }; };
_Static_assert(sizeof(int) >= 2, "int");
_Alignas(16) static char buf[32];
static _Thread_local int tls;
static int e(int a, int *b, struct p *q)
{
	int c = _Generic(a, int: 1, default: 2);
	struct p l = { .x = 1, .y = (int){2}, .in = 3 };
	int arr[] = { [3] = 1, [1] = 2, [5 ... 7] = 9 };
	a ?: c;
	a = ({ int t = *b; t + 1; });
	void *labels[] = { &&one, &&two };
	goto *labels[a & 1];
one:	switch (a) { case 1 ... 5: c++; break; case 'a': default: ; }
two:	__asm__ volatile("nop" : "+r"(c) : "r"(a) : "memory");
	__auto_type z = (typeof(c))c;
	__typeof__(*q) w = *q; (void)w;
	return offsetof(struct p, y) + __builtin_offsetof(struct p, x) + sizeof(struct p) + _Alignof(int)
	     + l.x + arr[1] + (int)z + __extension__ 1 + (a, c) - - -a + !~a + a-- - --c
	     + 0x1p3 + .5e-1f;
}
#undef e
__attribute__((noinline, unused)) static int attributed(int x __attribute__((unused))) { return 0; }
