/* A coroutine with pending actions panics and recovers while the main stack has others. */
// without: san valgrind
#include "hand.h"
#include <ucontext.h>

static void own_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b, (void)bit;
	printf("own %d\n", p != NULL);
}
FUNC(own, 0, own_run, 1);
struct pad { struct cdefer_pad pad; };

static ucontext_t main_stack, co_stack;
static char stack[65536];
static context *co_context;
static void co_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b, (void)bit;
	printf("co rec %d\n", cdefer_rt_recover(p) != NULL);
}
FUNC(co, 0, co_run, 1);
CDEFER_NOINLINE_ static void co_body(struct pad *P)
{
	frame F;

	cdefer_rt_enter(&F, &co_fn, &P->pad);
	F.bits = 1;
	CHECK(cdefer_context_switch(NULL) == co_context);
	swapcontext(&co_stack, &main_stack);
	PANIC_INT(co, 1, 3);
}
static void co(void)
{
	struct pad P;

	(void)TRY(&P, co_body);
	printf("co ends %d\n", co_context->head == NULL);
	cdefer_context_switch(NULL);
}

int main(void)
{
	frame F;
	context *c;

	c = cdefer_rt_enter(&F, &own_fn, NULL);
	F.bits = 1;
	co_context = cdefer_context_new();
	CHECK(co_context);
	getcontext(&co_stack);
	co_stack.uc_stack.ss_sp = stack;
	co_stack.uc_stack.ss_size = sizeof stack;
	co_stack.uc_link = &main_stack;
	makecontext(&co_stack, co, 0);
	CHECK(cdefer_context_switch(co_context) == NULL);
	CHECK(cdefer_context_free(co_context) == -1);
	swapcontext(&main_stack, &co_stack);
	printf("main: own %d\n", cdefer_rt_self() == c && c->head == &F);
	CHECK(cdefer_context_free(co_context) == -1);
	cdefer_context_switch(co_context);
	swapcontext(&main_stack, &co_stack);
	CHECK(cdefer_context_free(co_context) == 0);
	CHECK(cdefer_context_free(NULL) == -1);
	F.bits = 0;
	own_run(&F, 0, NULL);
	cdefer_rt_unlink(c, &F);
	check_clean();
	return 0;
}
/* output:
main: own 1
co rec 1
co ends 1
own 0
*/
