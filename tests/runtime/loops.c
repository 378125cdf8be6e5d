/* Variables captured in loops, on the record stack; storage that is taken again; _Defer in between. */
#include "hand.h"

/* void f(int n)
 * {
 *	for (int i = 0; i < n; i++) {
 *		int j = i; char buf[64]; buf[0] = 'a' + i % 26;
 *		if (i % 1000 == 1) { defer { printf("%d%c ", j, buf[0]); } defer { j *= 10; } }
 *	}
 * } */
struct f_block { int j; char buf[64]; char pad[4]; };
struct f_saved { struct f_block *block; };
static void f_1(void *saved, panic_t *p)
{
	struct f_block *e = ((struct f_saved *)saved)->block;

	(void)p;
	printf("%d%c ", e->j, e->buf[0]);
}
static void f_2(void *saved, panic_t *p)
{
	(void)p;
	((struct f_saved *)saved)->block->j *= 10;
}
FUNC(f, CDEFER_MARKED, NULL, 0);
SITE(f_storage, NULL, sizeof (struct f_block), f, 1);
SITE(f_site1, f_1, sizeof (struct f_saved), f, 2);
SITE(f_site2, f_2, sizeof (struct f_saved), f, 3);
static size_t peak;
static void f(int n)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &f_fn, NULL);
	struct f_block *block = NULL, *first = NULL;
	int i;

	for (i = 0; i < n; i++) {
		struct f_saved saved;

		block = cdefer_rt_storage(c, &f_storage, block);
		if (!first)
			first = block;
		block->j = i;
		block->buf[0] = (char)('a' + i % 26);
		if (i % 1000 == 1) {
			saved.block = block;
			cdefer_rt_defer(c, &f_site1, &saved, sizeof saved);
			cdefer_rt_defer(c, &f_site2, &saved, sizeof saved);
		}
		if (cdefer_pending() > peak)
			peak = cdefer_pending();
	}
	if (n == 3002)
		printf("%d bytes and 20 words\n", (int)(c->top - (char *)first) - 20 * (int)sizeof (void *));
	cdefer_rt_run(c, &F);
	if (n > 3)
		printf("\n");
}

/* void g(int x)
 * {
 *	_Defer puts("b-end");
 *	for (int i = 0; i < 3; i++) {
 *		_Defer printf("turn%d ", i); defer printf("f%d ", i);
 *		if (i == x) panic(i);
 *	}
 * } */
struct g_saved { int i; char pad[4]; };
struct g_turn { frame b; int *i; };
static void g_call(void *saved, panic_t *p) { (void)p; printf("f%d ", ((struct g_saved *)saved)->i); }
static void g_end(frame *b, unsigned bit, panic_t *p) { (void)b, (void)bit, (void)p; printf("b-end "); }
static void g_turn(frame *b, unsigned bit, panic_t *p)
{
	(void)bit, (void)p;
	printf("turn%d ", *((struct g_turn *)(void *)b)->i);
}
FUNC(g, CDEFER_MARKED, NULL, 0);
FUNC(g_end, CDEFER_RECORD, g_end, -3);
FUNC(g_turn, CDEFER_RECORD, g_turn, -5);
SITE(g_site, g_call, sizeof (struct g_saved), g, 5);
static void g(int x)
{
	frame F, B1;
	struct g_turn B2;
	context *c = cdefer_rt_enter(&F, &g_fn, NULL);
	int i;

	cdefer_rt_record(c, &B1, &g_end_fn, NULL);
	for (i = 0; i < 3; i++) {
		struct g_saved saved;

		B2.i = &i, cdefer_rt_record(c, &B2.b, &g_turn_fn, NULL);
		saved.i = i;
		cdefer_rt_defer(c, &g_site, &saved, sizeof saved);
		if (i == x)
			PANIC_INT(g, 6, i);
		B2.b.bits = 0;
		cdefer_rt_unlink(c, &B2.b);
		g_turn(&B2.b, 0, NULL);
	}
	B1.bits = 0;
	cdefer_rt_unlink(c, &B1);
	g_end(&B1, 0, NULL);
	cdefer_rt_run(c, &F);
}

/* void h(int x) { defer { puts(recover() ? "rec" : "no"); } g(x); } */
struct h_pad { struct cdefer_pad pad; int x; };
static void h_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b, (void)bit;
	puts(cdefer_rt_recover(p) ? "rec" : "no");
}
FUNC(h, 0, h_run, 1);
CDEFER_NOINLINE_ static void h_body(struct h_pad *P)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &h_fn, &P->pad);

	F.bits = 1;
	g(P->x);
	F.bits = 0;
	h_run(&F, 0, NULL);
	cdefer_rt_unlink(c, &F);
}
static void h(int x)
{
	struct h_pad P;

	P.x = x;
	(void)TRY(&P, h_body);
}

int main(void)
{
	int i;

	f(3002);
	for (i = 0; i < 30; i++)
		f(3);
	puts("");
	h(9);
	h(0);
	h(2);
	printf("%d\n", (int)peak);
	check_clean();
	return 0;
}
/* output:
288 bytes and 20 words
30010l 20010z 10010n 10b 
10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 10b 
turn0 turn1 turn2 b-end f2 f1 f0 no
f0 turn0 b-end rec
turn0 turn1 f2 turn2 f1 f0 b-end rec
8
*/
