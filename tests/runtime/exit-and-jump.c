/* Threads that end inside functions, longjmp of several kinds. */
#include "hand.h"
#include <pthread.h>
#include <setjmp.h>

static void thread_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b;
	switch (bit) {
	case 0: printf("bottom %d\n", p != NULL); break;
	case 1: printf("rec %d\n", cdefer_rt_recover(p) != NULL); break;
	case 2: printf("raise\n"); PANIC_INT(thread, 1, 1); break;
	default: printf("top %d\n", p != NULL); break;
	}
}
FUNC(thread, 0, thread_run, 1, 1, 1, 1);
FUNC(inner, 0, thread_run, 1, 1, 1, 1);
struct pad { struct cdefer_pad pad; };
CDEFER_NOINLINE_ static void inner_body(struct pad *P)
{
	frame F;

	cdefer_rt_enter(&F, &inner_fn, &P->pad);
	F.bits = 14;
	cdefer_thread_exit((void *)7);
}
static void *thread(void *v)
{
	struct pad P;
	frame F;

	cdefer_rt_enter(&F, &thread_fn, NULL);
	F.bits = 1;
	(void)TRY(&P, inner_body);
	printf("NEVER\n");
	return v;
}

/* int jump(int how) { jmp_buf e; if ((r = setjmp(e)) == 0) { defer say("once"); callee(&e); } ... } */
struct callee { frame b; jmp_buf *e; };
static void callee_run(frame *b, unsigned bit, panic_t *p)
{
	(void)p;
	if (bit == 1) {
		printf("action jumps\n");
		cdefer_rt_longjmp(((struct callee *)(void *)b)->e, 5, 0);
	}
	printf("callee act%u\n", bit);
}
FUNC(callee, 0, callee_run, 1, 1, -1);
CDEFER_NOINLINE_ static void callee(jmp_buf *e, int how)
{
	struct callee F;

	cdefer_rt_enter(&F.b, &callee_fn, NULL);
	F.e = e;
	F.b.bits = how == 2 ? 3 : 5;    /* bit 2 is a _Defer: not run by longjmp */
	if (how == 2)
		PANIC_INT(callee, 1, 9);
	if (how == 1)
		cdefer_rt_longjmp(e, 5, 0);
	longjmp(*e, 6);                 /* as untranslated code would */
}
FUNC(jump, 0, thread_run, 1);
static int jump(int how)
{
	frame F;
	struct cdefer_mark M;
	jmp_buf e;
	context *c = cdefer_rt_enter(&F, &jump_fn, NULL);
	int r;

	M.env = NULL;
	F.bits = 1;
	r = cdefer_rt_mend(c, &M, setjmp(*(jmp_buf *)cdefer_rt_mark_set(c, &M, &e)));
	if (r == 0)
		callee(&e, how);
	printf("r %d head %d\n", r, c->head == &F);
	cdefer_rt_marks_drop(c, &M, 1);
	F.bits = 0;
	thread_run(&F, 0, NULL);
	cdefer_rt_unlink(c, &F);
	check_clean();
	return r;
}

int main(void)
{
	pthread_t t;
	void *value;

	pthread_create(&t, NULL, thread, NULL);
	pthread_join(t, &value);
	printf("joined %d\n", (int)(intptr_t)value);
	jump(0);
	jump(1);
	jump(2);
	check_clean();
	return 0;
}
/* output:
top 0
raise
rec 1
bottom 0
joined 7
r 6 head 1
bottom 0
callee act0
r 5 head 1
bottom 0
action jumps
callee act0
r 5 head 1
bottom 0
*/
