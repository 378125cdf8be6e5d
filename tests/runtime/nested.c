/* Nested panics; blocks with actions of their own; recover in deferred functions, directly or not. */
#include "hand.h"

static void say(const char *s) { printf("%s\n", s); }

/* void handler(const char *who) { const struct cdefer_panic *p = recover(); printf(...); } */
static void handler(const char *who)
{
	panic_t *mine = cdefer_rt_direct((cdefer_rt_fn)handler);
	const panic_t *p = cdefer_rt_recover(mine);

	printf("handler %s: %d\n", who, p ? (int)p->value.i : -1);
}
static void indirect(const char *who) { handler(who); }

/* void f(int k)
 * {
 *	defer say("f0");
 *	defer (k == 2 ? indirect : handler)("f");
 *	defer {
 *		defer say("nested"); defer { if (recover()) say("rec in nested"); }
 *		if (k == 1) panic(20);
 *		say("block end");
 *	}
 *	if (k != 3) panic(10);
 * } */
struct f_pad { struct cdefer_pad pad; int k; };
struct f_frame { frame b; void (*g)(const char *); const char *a; int *k; };
struct block_pad { struct cdefer_pad pad; struct f_frame *F; };
static void block_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b;
	if (!bit)
		say("nested");
	else if (cdefer_rt_recover(p))
		say("rec in nested");
}
FUNC(block, 0, block_run, 6, 6);
CDEFER_NOINLINE_ static void block_body(struct block_pad *P)
{
	frame B;
	context *c = cdefer_rt_enter(&B, &block_fn, &P->pad);

	B.bits = 1;
	B.bits = 3;
	if (*P->F->k == 1)
		PANIC_INT(f, 7, 20);
	say("block end");
	B.bits = 1;
	block_run(&B, 1, NULL);
	B.bits = 0;
	block_run(&B, 0, NULL);
	cdefer_rt_unlink(c, &B);
}
static void f_a2(struct f_frame *F)
{
	struct block_pad P;

	P.F = F;
	(void)TRY(&P, block_body);
}
static void f_a1(struct f_frame *F, panic_t *p)
{
	void (*g)(const char *) = F->g;

	cdefer_rt_token(p, (cdefer_rt_fn)g);
	g(F->a);
}
static void f_run(frame *b, unsigned bit, panic_t *p)
{
	struct f_frame *F = (struct f_frame *)(void *)b;

	switch (bit) {
	case 0: say("f0"); break;
	case 1: f_a1(F, p); break;
	default: f_a2(F); break;
	}
}
FUNC(f, 0, f_run, 3, 4, 5);
CDEFER_NOINLINE_ static void f_body(struct f_pad *P)
{
	int k = P->k;
	struct f_frame F;
	context *c = cdefer_rt_enter(&F.b, &f_fn, &P->pad);

	F.b.bits = 1;
	F.g = k == 2 ? indirect : handler, F.a = "f", F.b.bits = 3u;
	F.k = &k, F.b.bits = 7u;
	if (k != 3)
		PANIC_INT(f, 10, 10);
	F.b.bits = 3;
	f_a2(&F);
	F.b.bits = 1;
	f_a1(&F, NULL);
	F.b.bits = 0;
	say("f0");
	cdefer_rt_unlink(c, &F.b);
}
static void f(int k)
{
	struct f_pad P;

	P.k = k;
	(void)TRY(&P, f_body);
	say("f returned");
}

/* void outer(int m)
 * {
 *	defer { for (const struct cdefer_panic *p = recover(); p; p = p->previous) printf("[%d] ", ...); }
 *	defer panic(3);
 *	defer say("o2");
 *	if (m) panic(1);
 * } */
struct outer_pad { struct cdefer_pad pad; int m; };
static void outer_run(frame *b, unsigned bit, panic_t *p)
{
	const panic_t *q;

	(void)b;
	if (bit == 2) {
		say("o2");
	} else if (bit == 1) {
		PANIC_INT(outer, 4, 3);
	} else {
		for (q = cdefer_rt_recover(p); q; q = q->previous)
			printf("[%d] ", (int)q->value.i);
		puts("");
	}
}
FUNC(outer, 0, outer_run, 3, 4, 5);
CDEFER_NOINLINE_ static void outer_body(struct outer_pad *P)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &outer_fn, &P->pad);

	F.bits = 7;
	if (P->m)
		PANIC_INT(outer, 6, 1);
	F.bits = 3;
	outer_run(&F, 2, NULL);
	F.bits = 1;
	outer_run(&F, 1, NULL);
	F.bits = 0;
	outer_run(&F, 0, NULL);
	cdefer_rt_unlink(c, &F);
}
static void outer(int m)
{
	struct outer_pad P;

	P.m = m;
	(void)TRY(&P, outer_body);
	check_clean();
}

/* void sq(void) { defer { defer recover(); say("sq block"); } panic(4); } */
struct sq_pad { struct cdefer_pad pad; };
struct sq_block { frame b; panic_t *outer; };
static void sq_block_run(frame *b, unsigned bit, panic_t *p)
{
	(void)bit;
	if (!p)
		cdefer_rt_recover(((struct sq_block *)(void *)b)->outer);
}
FUNC(sq_block, 0, sq_block_run, 1);
static void sq_run(frame *b, unsigned bit, panic_t *p)
{
	struct sq_block B;
	context *c = cdefer_rt_enter(&B.b, &sq_block_fn, NULL);

	(void)bit, (void)b;
	B.outer = p;
	B.b.bits = 1;
	say("sq block");
	B.b.bits = 0;
	sq_block_run(&B.b, 0, NULL);
	cdefer_rt_unlink(c, &B.b);
}
FUNC(sq, 0, sq_run, 1);
CDEFER_NOINLINE_ static void sq_body(struct sq_pad *P)
{
	frame F;

	cdefer_rt_enter(&F, &sq_fn, &P->pad);
	F.bits = 1;
	PANIC_INT(sq, 1, 4);
}
static void sq(void)
{
	struct sq_pad P;

	(void)TRY(&P, sq_body);
	say("sq returned");
}

int main(void)
{
	outer(0);
	outer(1);
	sq();
	f(3);
	puts("--");
	f(0);
	puts("--");
	f(1);
	check_clean();
	return 0;
}
/* output:
o2
[3] 
o2
[3] [1] 
sq block
sq returned
block end
nested
handler f: -1
f0
f returned
--
block end
nested
handler f: 10
f0
f returned
--
rec in nested
nested
handler f: 10
f0
f returned
*/
