/*
 * recover.c - who may recover, and the way back to the function that registered the action (language 4).
 */
#include "internal.h"

/* What cdefer.h has for a jmp_buf, which it does not include, is large enough. */
typedef char pad_is_large_enough[sizeof ((struct cdefer_pad *)0)->env >= sizeof (jmp_buf) ? 1 : -1];
struct aligned {
	char c;
	jmp_buf env;
};
typedef char pad_is_aligned[offsetof(struct cdefer_pad, env) % offsetof(struct aligned, env) == 0 ? 1 : -1];

void *cdefer_rt_recover_as(struct cdefer_panic *p, const char *type)
{
	if (!p || ((struct raise *)(void *)p)->rt.recovered || strcmp(p->type, type) != 0)
		return NULL;
	((struct raise *)(void *)p)->rt.recovered = 1;
	return (void *)(uintptr_t)p->object;
}

void *cdefer_rt_recover_type(struct cdefer_panic *p, const char *type, size_t size)
{
	return p && p->size == size ? cdefer_rt_recover_as(p, type) : NULL;
}

void cdefer__recovered(struct context *c, struct raise *r, const struct cdefer_frame *h)
{
	struct cdefer_pad *pad = h->pad;
	void *env;
	struct raise *q;

	/* Nobody can unwind a function that has been interrupted anywhere. */
	c->straight = 0;
	for (q = c->raises; q && q != r->link; q = q->link)
		c->straight |= q->fault;
	for (q = r->link; q && q->aborted; q = q->link)
		c->straight |= q->fault;
	/* r is over, and so are those that it aborted; but an exit of the thread goes on (language 6). */
	for (q = r->link; q && q->aborted; q = q->link)
		if (q->what == RAISE_EXIT)
			cdefer__exit_again(q);
	cdefer__drop_raises(c, q);
	if (!pad)
		cdefer__fatal("recover in an action that was not expected to", h->func, h->newest);

	CHECK(cdefer__check_left(c, pad->base));
	/* What the function still has pending is run before the jump: its stack is gone afterwards. */
	cdefer_rt_run(&c->rt, pad->base);
	c->rt.marks = pad->marks;
	c->rt.token = NULL;
	env = pad->env;
	if (pad->jump)
		pad->jump(env);
	fast_longjmp(*(jmp_buf *)env, 1);
}
