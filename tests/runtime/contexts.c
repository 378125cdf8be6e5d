/* Contexts that move between threads, are freed with actions pending or not, and end their thread. */
// without: san valgrind
#undef CDEFER_MIGRATE
#define CDEFER_MIGRATE
#include "hand.h"
#include <pthread.h>
#include <ucontext.h>

static void say_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b;
	if (bit == 1)
		printf("%s ", cdefer_rt_recover(p) ? "recovered" : "null");
	else
		printf("%s%u ", p ? "!" : "", bit);
}
static void say_saved(void *saved, panic_t *p) { printf("%s%s ", p ? "!" : "", *(const char **)saved); }
FUNC(say, CDEFER_MARKED, say_run, 1, 2, 3);
SITE(site, say_saved, sizeof (char *), say, 4);
struct pad { struct cdefer_pad pad; };

/* ---- a coroutine that is resumed by other threads ---- */

static ucontext_t scheduler, coroutine;
static char stack[262144];
static context *own;

/* As a library for coroutines does it. */
static CDEFER_NOINLINE_ void yield_(void)
{
	CHECK(cdefer_context_switch(NULL) == own);
	swapcontext(&coroutine, &scheduler);
}
static CDEFER_NOINLINE_ void resume(void)
{
	CHECK(cdefer_context_switch(own) == NULL);
	swapcontext(&scheduler, &coroutine);
}
static void *resume_here(void *v)
{
	struct pad P;

	(void)P;
	resume();
	CHECK(cdefer_rt_self() != own);
	CHECK(cdefer_pending() == 0);
	return v;
}

static void body(struct pad *P)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &say_fn, &P->pad);
	const char *text = "heap";
	int i;

	CHECK(c == own);
	F.bits = 3;
	for (i = 0; i < 3; i++) {
		cdefer_rt_defer(c, &site, &text, sizeof text);
		yield_();
		CHECK(cdefer_rt_self() == own);
	}
	PANIC_INT(body, 1, 1);
}
static void run(void)
{
	struct pad P;

	printf("= %d\n", TRY(&P, body));
	check_clean();
	yield_();
}

/* ---- the end of a thread inside of a context ---- */

static ucontext_t of_thread, inside;
static char stack2[262144];
static context *inner;
static void exits(void)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &say_fn, NULL);
	const char *text = "inner";

	cdefer_rt_defer(c, &site, &text, sizeof text);
	F.bits = 1;
	cdefer_thread_exit((void *)5);
}
static void *thread(void *v)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &say_fn, NULL);
	const char *text = "outer";

	cdefer_rt_defer(c, &site, &text, sizeof text);
	F.bits = 5;
	inner = cdefer_context_new();
	getcontext(&inside);
	inside.uc_stack.ss_sp = stack2;
	inside.uc_stack.ss_size = sizeof stack2;
	inside.uc_link = NULL;
	makecontext(&inside, exits, 0);
	cdefer_context_switch(inner);
	swapcontext(&of_thread, &inside);
	return v;
}

int main(void)
{
	pthread_t t;
	void *value;
	context *left;
	frame F;
	const char *text = "left";
	int i;

	own = cdefer_context_new();
	getcontext(&coroutine);
	coroutine.uc_stack.ss_sp = stack;
	coroutine.uc_stack.ss_size = sizeof stack;
	coroutine.uc_link = NULL;
	makecontext(&coroutine, run, 0);
	for (i = 0; i < 4; i++) {
		if (i)
			CHECK(cdefer_context_free(own) == -1);
		pthread_create(&t, NULL, resume_here, NULL);
		pthread_join(t, NULL);
	}
	CHECK(cdefer_context_free(own) == 0);

	pthread_create(&t, NULL, thread, NULL);
	pthread_join(t, &value);
	printf("= %d\n", (int)(intptr_t)value);
	CHECK(cdefer_context_free(inner) == 0);

	/* One with something pending is not freed; without, it may have been in use. */
	left = cdefer_context_new();
	CHECK(cdefer_context_switch(left) == NULL);
	CHECK(cdefer_context_switch(left) == left);
	cdefer_rt_link(left, &F, &say_fn, NULL);
	cdefer_rt_defer(left, &site, &text, sizeof text);
	CHECK(cdefer_pending() == 1);
	CHECK(cdefer_context_switch(NULL) == left);
	CHECK(cdefer_pending() == 0);
	CHECK(cdefer_context_free(left) == -1);
	cdefer_context_switch(left);
	cdefer_rt_run(left, &F);
	CHECK(cdefer_context_free(left) == -1);
	cdefer_context_switch(NULL);
	CHECK(cdefer_context_free(left) == 0);
	puts("");
	return 0;
}
/* output:
!heap !heap !heap recovered 0 = 1
inner 0 outer 2 0 = 5
left 
*/
