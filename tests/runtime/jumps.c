/* longjmp of translated and of other code, over frames, records, panics, exits and other setjmps. */
#include "hand.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#define SETJMP(c, m, env) cdefer_rt_mend(c, m, setjmp(*(jmp_buf *)cdefer_rt_mark_set(c, m, env)))

static void say_saved(void *saved, panic_t *p) { printf("%s%s ", p ? "!" : "", *(const char **)saved); }
static void (*act)(void);
/* Bit 0 says, bit 1 does what `act` says, bit 2 recovers, bit 3 is a _Defer. */
struct named { frame b; const char *name; };
static void named_run(frame *b, unsigned bit, panic_t *p)
{
	const char *name = ((struct named *)(void *)b)->name;

	switch (bit) {
	case 0: printf("%s%s ", p ? "!" : "", name); break;
	case 1: printf("%s-acts ", name); act(); break;
	case 2: printf("%s%s ", name, cdefer_rt_recover(p) ? "-recovers" : "-null"); break;
	default: printf("%s-block ", name); break;
	}
}
FUNC(named, CDEFER_MARKED, named_run, 1, 2, 3, -4);
SITE(site, say_saved, sizeof (char *), named, 5);
SITE(block_site, say_saved, sizeof (char *), named, -6);
struct pad { struct cdefer_pad pad; int how; };

static context *enter(struct named *F, const char *name, struct cdefer_pad *pad, unsigned bits)
{
	context *c = cdefer_rt_enter(&F->b, &named_fn, pad);

	F->name = name;
	F->b.bits = bits;
	return c;
}
static void add(context *c, const struct cdefer_site *s, const char *text) { cdefer_rt_defer(c, s, &text, sizeof text); }

static jmp_buf env, other;

/* Two calls deep: records, stack records, bits; then a jump of either kind. */
static void leaf(int how)
{
	struct named F;
	context *c = enter(&F, "leaf", NULL, 9);

	add(c, &site, "leaf-heap");
	add(c, &block_site, "leaf-heap-block");
	if (how == 0)
		longjmp(env, 1);
	if (how == 1)
		cdefer_rt_longjmp(&env, 2, 0);
	if (how == 2)
		longjmp(*(jmp_buf *)cdefer_rt_leave(&env), 3);
	cdefer_rt_run(c, &F.b);
}
static void middle(int how)
{
	struct named F, R;
	context *c = enter(&F, "middle", NULL, 1);
	int i;

	for (i = 0; i < 600; i++)
		cdefer_rt_vla(c, 100);
	add(c, &site, "middle-heap");
	cdefer_rt_record(c, &R.b, &named_fn, NULL);
	R.name = "middle-record";
	add(c, &site, "middle-heap2");
	leaf(how);
	cdefer_rt_run(c, &F.b);
}

/* What the function itself has registered behind the setjmp stays. */
static void keeps(int how)
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "keeps", NULL, 1);
	volatile int turns = 0;
	int r;

	cdefer_rt_marks_init(M, 1);
	add(c, &site, "before");
	r = SETJMP(c, &M[0], &env);
	add(c, &site, "behind");
	if (turns++ < 2)
		middle(how);
	printf("| %d ", r);
	cdefer_rt_marks_drop(c, M, 1);
	cdefer_rt_run(c, &F.b);
	puts("");
	check_clean();
}

/* One buffer for every depth; each jump goes to the newest. */
static int recursive(int n)
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "recursive", NULL, 0);
	int r;

	cdefer_rt_marks_init(M, 1);
	add(c, &site, n == 0 ? "0" : n == 1 ? "1" : "2");
	r = SETJMP(c, &M[0], &env);
	if (r == 0) {
		if (n < 2)
			recursive(n + 1);
		r = SETJMP(c, &M[0], &env);
		if (r == 0)
			leaf(n % 2);
	}
	printf("r%d ", r);
	cdefer_rt_marks_drop(c, M, 1);
	cdefer_rt_run(c, &F.b);
	return r;
}

/* A jump to the first setjmp of a function leaves its second one valid. */
static void two(int how)
{
	struct named F;
	struct cdefer_mark M[2];
	context *c = enter(&F, "two", NULL, 1);
	volatile int turn = 0;

	cdefer_rt_marks_init(M, 2);
	switch (SETJMP(c, &M[0], &env)) {
	case 0: break;
	default:
		printf("first ");
		if (turn++ == 0)
			memcpy(&env, &other, sizeof env), cdefer_rt_longjmp(&other, 1, 0);
	}
	if (turn == 0) {
		if (SETJMP(c, &M[1], &other) == 0)
			middle(how);
	}
	printf("second ");
	CHECK(c->marks == &M[1] && M[1].next == &M[0]);
	cdefer_rt_marks_drop(c, M, 2);
	cdefer_rt_run(c, &F.b);
	puts("");
	check_clean();
}

/* A setjmp that a recovery has left is not jumped to, and its mark is gone. */
static void set_and_panic(struct pad *P)
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "set", &P->pad, 4);

	cdefer_rt_marks_init(M, 1);
	if (SETJMP(c, &M[0], &env) == 0)
		PANIC_INT(set_and_panic, 1, 1);
}
static void over_a_mark(void)
{
	struct pad P;

	printf("%d ", TRY(&P, set_and_panic));
	CHECK(cdefer_rt_leave(&env) == &env);
	puts("");
	check_clean();
}

/* Jumps out of actions: of a panic, which is dropped; of a return. */
static void jump_back(void) { cdefer_rt_longjmp(&env, 1, 0); }
static void jump_back_untranslated(void) { longjmp(env, 1); }
static void acts(int panics)
{
	struct named F;
	context *c = enter(&F, "acts", NULL, 3);

	if (panics)
		PANIC_INT(acts, 1, 1);
	cdefer_rt_run(c, &F.b);
}
static void out_of_actions(void (*how)(void), int panics)
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "out", NULL, 1);

	act = how;
	cdefer_rt_marks_init(M, 1);
	if (SETJMP(c, &M[0], &env) == 0)
		acts(panics);
	cdefer_rt_marks_drop(c, M, 1);
	cdefer_rt_run(c, &F.b);
	puts("");
	check_clean();
}

/* An action that a longjmp runs panics: recovered by a function that is left, the jump is dropped; recovered
 * by none, the panic goes on over the function that was the target. */
static void raise_two(void) { PANIC_INT(raise_two, 1, 2); }

static void jumping_body(struct pad *P)
{
	struct named F;

	(void)P;
	enter(&F, "jumping", NULL, 3);
	cdefer_rt_longjmp(&env, 1, 0);
}
static void left_body(struct pad *P)
{
	struct named F;
	context *c = enter(&F, "left", &P->pad, P->how ? 5 : 1);
	struct pad inner;

	jumping_body(&inner);
	cdefer_rt_run(c, &F.b);
}
static void target_body(struct pad *P)
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "target", &P->pad, 5);
	struct pad left;
	int r;

	act = raise_two;
	cdefer_rt_marks_init(M, 1);
	r = SETJMP(c, &M[0], &env);
	if (r == 0) {
		left.how = P->how;
		printf("left returned %d ", TRY(&left, left_body));
	}
	printf("r%d ", r);
	cdefer_rt_marks_drop(c, M, 1);
	cdefer_rt_run(c, &F.b);
}
static void panic_in_a_jump(int how)
{
	struct pad P;

	P.how = how;
	printf("= %d\n", TRY(&P, target_body));
	check_clean();
}

/* A panic has passed the function whose setjmp an older one's action then jumps to: it goes on there. */
static void passed(void)
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "passed", NULL, 1);

	cdefer_rt_marks_init(M, 1);
	add(c, &site, "passed-heap");
	if (SETJMP(c, &M[0], &env) == 0)
		PANIC_INT(passed, 1, 1);
	CHECK(c->head == &F.b && cdefer_pending() == 1);
	add(c, &site, "registered-later");
	cdefer_rt_marks_drop(c, M, 1);
	cdefer_rt_run(c, &F.b);
}
static void passes(void (*how)(void))
{
	struct named F;
	context *c = enter(&F, "older", NULL, 3);

	act = how;
	passed();
	cdefer_rt_run(c, &F.b);
	puts("");
}

/* A jump out of an action that cdefer_thread_exit runs drops the exit. */
static void *thread(void *v)
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "thread", NULL, 1);

	act = jump_back;
	cdefer_rt_marks_init(M, 1);
	if (SETJMP(c, &M[0], &env) == 0) {
		struct named G;

		enter(&G, "exiting", NULL, 3);
		cdefer_thread_exit(NULL);
	}
	printf("goes on ");
	cdefer_rt_marks_drop(c, M, 1);
	cdefer_rt_run(c, &F.b);
	puts("");
	check_clean();
	return v;
}

static sigjmp_buf signal_env;
static void handler(int number)
{
	struct named F;

	enter(&F, "handler", NULL, 1);
	cdefer_rt_longjmp(&signal_env, number, 1);
}
static void signals(void)
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "signals", NULL, 1);
	volatile int n = 0;
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handler;
	sigaction(SIGUSR1, &action, NULL);
	cdefer_rt_marks_init(M, 1);
	cdefer_rt_mend(c, &M[0], sigsetjmp(*(sigjmp_buf *)cdefer_rt_mark_set(c, &M[0], &signal_env), 1));
	if (n++ < 3) {
		struct named G;

		enter(&G, "interrupted", NULL, 1);
		raise(SIGUSR1);
	}
	cdefer_rt_marks_drop(c, M, 1);
	cdefer_rt_run(c, &F.b);
	puts("");
	check_clean();
}

/* Many jumps, with records that stay: neither time nor memory is squared. */
static long count;
static void count_saved(void *saved, panic_t *p) { (void)saved, (void)p; count++; }
SITE(count_site, count_saved, 0, named, 7);
static void many(void (*jump)(void))
{
	struct named F;
	struct cdefer_mark M[1];
	context *c = enter(&F, "many", NULL, 0);
	volatile int n = 0;

	count = 0;
	cdefer_rt_marks_init(M, 1);
	SETJMP(c, &M[0], &env);
	cdefer_rt_defer(c, &count_site, NULL, 0);
	if (n++ < 30000) {
		struct named G;

		if (jump == jump_back)
			enter(&G, "left", NULL, 0);
		jump();
	}
	cdefer_rt_marks_drop(c, M, 1);
	cdefer_rt_run(c, &F.b);
	CHECK(count == 30001);
	check_clean();
}

int main(void)
{
	pthread_t t;

	keeps(0);
	keeps(1);
	keeps(2);
	recursive(0);
	puts("");
	check_clean();
	two(0);
	two(1);
	over_a_mark();
	out_of_actions(jump_back, 0);
	out_of_actions(jump_back_untranslated, 0);
	out_of_actions(jump_back, 1);
	out_of_actions(jump_back_untranslated, 1);
	panic_in_a_jump(0);
	panic_in_a_jump(1);
	passes(jump_back);
	passes(jump_back_untranslated);
	check_clean();
	pthread_create(&t, NULL, thread, NULL);
	pthread_join(t, NULL);
	signals();
	many(jump_back);
	return 0;
}
/* output:
| 1 behind behind behind before keeps 
leaf-heap leaf middle-heap2 middle-record middle-heap middle leaf-heap leaf middle-heap2 middle-record middle-heap middle | 2 behind behind behind before keeps 
leaf-heap leaf middle-heap2 middle-record middle-heap middle leaf-heap leaf middle-heap2 middle-record middle-heap middle | 3 behind behind behind before keeps 
r1 2 leaf-heap leaf r2 1 r1 0 
first second two 
leaf-heap leaf middle-heap2 middle-record middle-heap middle first second two 
set-recovers 1 
acts-acts acts out 
acts-acts out 
acts-acts acts out 
acts-acts out 
jumping-acts !jumping !left target-recovers target = 1
jumping-acts !jumping left-recovers left left returned 1 r0 target-null target = 0
!passed-heap !passed older-acts registered-later older 
!passed-heap !passed older-acts registered-later older 
exiting-acts exiting goes on thread 
handler interrupted handler interrupted handler interrupted signals 
*/
