/* Functions of several kinds with landing pads: struct result, variadic, recursion. */
#include "hand.h"
#include <stdarg.h>

struct big { long a[4]; const int tag; };
/* struct big f(int n)
 * {
 *	int x = n; struct big r = {{n}, 7};
 *	defer { printf("first x=%d\n", x); }
 *	defer { if (recover()) { x++; _Result.a[1] = 99; } }
 *	x = 5; if (n > 1) panic(n);
 *	x = 6; return r;
 * } */
struct f_frame { frame b; int *x; struct big *result; };
struct f_pad { struct cdefer_pad pad; struct big result; int n; };
static void f_a0(struct f_frame *F) { printf("first x=%d\n", *F->x); }
static void f_a1(struct f_frame *F, panic_t *p)
{
	if (cdefer_rt_recover(p)) {
		(*F->x)++;
		F->result->a[1] = 99;
	}
}
static void f_run(frame *b, unsigned bit, panic_t *p)
{
	if (bit)
		f_a1((struct f_frame *)(void *)b, p);
	else
		f_a0((struct f_frame *)(void *)b);
}
FUNC(f, 0, f_run, 3, 4);
CDEFER_NOINLINE_ static void f_body(struct f_pad *P)
{
	int n = P->n, x = n;
	struct big r = { { n }, 7 };
	struct f_frame F;
	context *c = cdefer_rt_enter(&F.b, &f_fn, &P->pad);

	F.result = &P->result;
	F.x = &x, F.b.bits = 1u;
	F.b.bits = 3u;
	x = 5;
	if (n > 1)
		PANIC_INT(f, 5, n);
	x = 6;
	CDEFER_RT_COPY(P->result, struct big, r);
	F.b.bits = 1u;
	f_a1(&F, NULL);
	F.b.bits = 0;
	f_a0(&F);
	cdefer_rt_unlink(c, &F.b);
}
static struct big f(int n)
{
	struct f_pad P;

	memset((void *)&P.result, 0, sizeof P.result);
	P.n = n;
	(void)TRY(&P, f_body);
	return P.result;
}

/* int sum(int n, ...)
 * {
 *	va_list ap; va_start(ap, n); defer va_end(ap);
 *	defer { if (recover()) _Result = -1; }
 *	int s = 0; while (n--) { int v = va_arg(ap, int); if (v < 0) panic(v); s += v; } return s;
 * } */
struct sum_pad { struct cdefer_pad pad; int result, n; va_list *va; };
struct sum_frame { frame b; va_list *ap; int *result; };
static void sum_run(frame *b, unsigned bit, panic_t *p)
{
	struct sum_frame *F = (struct sum_frame *)(void *)b;

	if (bit) {
		if (cdefer_rt_recover(p))
			*F->result = -1;
	} else {
		va_end(*F->ap);
		printf("va_end\n");
	}
}
FUNC(sum, 0, sum_run, 1, 2);
CDEFER_NOINLINE_ static void sum_body(struct sum_pad *P)
{
	int n = P->n, s = 0;
	struct sum_frame F;
	va_list ap;
	context *c = cdefer_rt_enter(&F.b, &sum_fn, &P->pad);

	F.result = &P->result;
	CDEFER_RT_VA_COPY(ap, *P->va);
	F.ap = &ap, F.b.bits = 1u;
	F.b.bits = 3u;
	while (n--) {
		int v = va_arg(ap, int);

		if (v < 0)
			PANIC_INT(sum, 3, v);
		s += v;
	}
	P->result = s;
	F.b.bits = 1;
	sum_run(&F.b, 1, NULL);
	F.b.bits = 0;
	sum_run(&F.b, 0, NULL);
	cdefer_rt_unlink(c, &F.b);
}
static int sum(int n, ...)
{
	struct sum_pad P;
	va_list ap;

	P.result = 0;
	P.n = n;
	va_start(ap, n);
	P.va = &ap;
	(void)TRY(&P, sum_body);
	va_end(ap);
	return P.result;
}

/* void rec(int d) { defer { printf("rec %d\n", d); if (d == 2) recover(); }
 *	if (d == 0) panic(0); rec(d - 1); printf("after %d\n", d); } */
struct rec_pad { struct cdefer_pad pad; int d; };
struct rec_frame { frame b; int *d; };
static void rec_run(frame *b, unsigned bit, panic_t *p)
{
	int d = *((struct rec_frame *)(void *)b)->d;

	(void)bit;
	printf("rec %d\n", d);
	if (d == 2)
		cdefer_rt_recover(p);
}
FUNC(rec, 0, rec_run, 1);
static void rec(int d);
CDEFER_NOINLINE_ static void rec_body(struct rec_pad *P)
{
	struct rec_frame F;
	int d = P->d;
	context *c = cdefer_rt_enter(&F.b, &rec_fn, &P->pad);

	F.d = &d, F.b.bits = 1;
	if (d == 0)
		PANIC_INT(rec, 2, 0);
	rec(d - 1);
	printf("after %d\n", d);
	F.b.bits = 0;
	rec_run(&F.b, 0, NULL);
	cdefer_rt_unlink(c, &F.b);
}
static void rec(int d)
{
	struct rec_pad P;

	P.d = d;
	(void)TRY(&P, rec_body);
}

int main(void)
{
	struct big (*volatile pointer)(int) = f;
	struct big r = pointer(1);

	printf("%ld %ld %d\n", r.a[0], r.a[1], r.tag);
	{
		struct big q = pointer(2);

		printf("%ld %ld %d\n", q.a[0], q.a[1], q.tag);
	}
	printf("%d\n", sum(3, 1, 2, 3));
	printf("%d\n", sum(3, 1, -2, 3));
	rec(4);
	check_clean();
	return 0;
}
/* output:
first x=6
1 0 7
first x=6
0 99 0
va_end
6
va_end
-1
rec 0
rec 1
rec 2
after 3
rec 3
after 4
rec 4
*/
