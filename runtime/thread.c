/*
 * thread.c - cdefer_thread_exit (language 6).
 */
#include "internal.h"
#include <pthread.h>

struct exit_here {
	struct raise r;                 /* first */
	struct context *c;
	void *value;
	jmp_buf again;
};

static void begin_exit(struct exit_here *e, struct context *c)
{
	/* Panics that run now are dropped: nothing comes back to them. */
	c->raises = NULL;
	e->c = c;
	memset(&e->r.rt, 0, sizeof e->r.rt);
	e->r.origin = NULL;
	cdefer__begin(c, &e->r, RAISE_EXIT);
}

/* A panic that left an action was recovered. */
void cdefer__exit_again(struct raise *exit)
{
	struct exit_here *e = (struct exit_here *)(void *)exit;

	exit->aborted = 0;
	cdefer__drop_raises(e->c, exit);
	fast_longjmp(e->again, 1);
}

static CDEFER_NORETURN_ void run_all(struct exit_here *e)
{
	(void)fast_setjmp(e->again);
	for (;;) {
		struct context *c = e->c, *own;

		cdefer__unwind(c, &e->r, NULL);
		c->raises = NULL;
		c->rt.marks = NULL;
		own = cdefer__thread()->own;
		if (c == own)
			break;
		cdefer_context_switch(NULL);
		begin_exit(e, own);
	}
	pthread_exit(e->value);
}

void cdefer_thread_exit(void *value)
{
	struct exit_here e;

	e.value = value;
	begin_exit(&e, context_self());
	run_all(&e);
}
