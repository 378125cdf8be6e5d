/*
 * check.c - the checking build (-DCDEFER_CHECK): misuse is told with its place.
 *
 * Beside the chain each context keeps a list of its frames that does not lie on the stack, so that a
 * frame whose function has gone (left by a longjmp, an exception or pthread_exit of code that was not
 * translated) is noticed and can be named, although its memory has been overwritten.  A record of a
 * function is in it like a frame.
 */
#include "internal.h"

#ifdef CDEFER_CHECK

struct cdefer__shadow {
	const struct cdefer_frame *frame;
	const struct cdefer_func *func;
	unsigned bits;                  /* the frame's, as they were last */
	const char *sp;                 /* the stack pointer of its function, or somewhat below */
};

static size_t dropped;

static int first_line(const struct cdefer_func *fn)
{
	return !fn->lines ? 0 : fn->lines[0] < 0 ? -fn->lines[0] : fn->lines[0];
}

/* Entry of f, counted from 1; 0 if there is none. */
static size_t find(const struct context *c, const struct cdefer_frame *f)
{
	size_t n = c->shadows;

	while (n > 0 && c->shadow[n - 1].frame != f)
		n--;
	return n;
}

static void push(struct context *c, const struct cdefer_frame *f, const char *sp)
{
	struct cdefer__shadow *more;
	size_t room;

	if (c->shadows == c->shadow_room) {
		room = c->shadow_room ? c->shadow_room * 2 : 64;
		more = cdefer__alloc(c, room * sizeof *more);
		if (!more)
			cdefer__fatal("no memory for the checks", f->func, first_line(f->func));
		if (c->shadow)
			memcpy(more, c->shadow, c->shadows * sizeof *more);
		if (c->shadow)
			cdefer__release(c->shadow);
		c->shadow = more;
		c->shadow_room = room;
	}
	c->shadow[c->shadows].frame = f;
	c->shadow[c->shadows].func = f->func;
	c->shadow[c->shadows].sp = sp;
	c->shadow[c->shadows++].bits = f->bits;
}

static CDEFER_NORETURN_ void dead(const struct cdefer_func *fn)
{
	cdefer__fatal("a function has ended and its actions are still pending (left by a longjmp, an exception or "
		"pthread_exit of code that was not translated?)", fn, first_line(fn));
}

/* What check_link may lie below the stack pointer of its caller. */
#if defined __x86_64__ || defined __i386__
# define SLACK 0
#else
# define SLACK 256
#endif

/* On the thread's own stack all that is newer lies below the stack pointer of h's function. */
void cdefer__check_alive(struct context *c, const struct cdefer_frame *h, const void *newer)
{
	const char *low, *high;
	size_t n = h && c->owned ? find(c, h) : 0;
	uintptr_t sp, now = (uintptr_t)newer;

	if (n == 0)
		return;
	sp = (uintptr_t)c->shadow[n - 1].sp + SLACK;
	if (now <= sp || !cdefer__stack_bounds(&low, &high))
		return;
	if (sp >= (uintptr_t)low && now < (uintptr_t)high)
		dead(c->shadow[n - 1].func);
}

static void check_here(struct context *c, const struct cdefer_func *fn)
{
	if (c != context_self())
		cdefer__fatal("a function goes on in another context, or another thread, than it began in",
			fn, first_line(fn));
}

void cdefer_rt_check_link(struct cdefer_context *rt, const struct cdefer_frame *f)
{
	struct context *c = context_of(rt);

	check_here(c, f->func);
	cdefer__check_alive(c, f->next, &c);
#if defined __GNUC__ || defined __TINYC__
	push(c, f, __builtin_frame_address(0));
#else
	push(c, f, (const char *)&c);
#endif
}

void cdefer_rt_check_use(struct cdefer_context *rt, const struct cdefer_func *fn)
{
	check_here(context_of(rt), fn);
}

void cdefer_rt_check_bits(const struct cdefer_frame *f)
{
	struct context *c = context_self();
	size_t n = find(c, f);

	if (n > 0)
		c->shadow[n - 1].bits = f->bits;
}

void cdefer__check_end(struct context *c, const struct cdefer_frame *f)
{
	const struct cdefer_func *newest = NULL;        /* of the records of the function, which have a line */
	size_t n = find(c, f), i;

	check_here(c, f->func);
	if (n == 0)
		return;
	for (i = c->shadows; i > n; i--)
		if (!(c->shadow[i - 1].func->flags & CDEFER_RECORD))
			dead(newest ? newest : c->shadow[i - 1].func);
		else if (!newest)
			newest = c->shadow[i - 1].func;
	c->shadows = n;
}

void cdefer__check_ended(struct context *c, const struct cdefer_frame *f)
{
	size_t n = find(c, f);

	if (n > 0)
		c->shadows = n - 1;
}

void cdefer_rt_check_end(struct cdefer_context *rt, const struct cdefer_frame *f)
{
	cdefer__check_end(context_of(rt), f);
	cdefer__check_ended(context_of(rt), f);
}

size_t cdefer__check_left(struct context *c, const struct cdefer_frame *head)
{
	size_t n = head ? find(c, head) : 0, pending = 0;
	unsigned bits;

	if (head && n == 0)
		return 0;
	while (c->shadows > n)
		for (bits = c->shadow[--c->shadows].bits; bits; bits &= bits - 1)
			pending++;
	return pending;
}

void cdefer__check_dropped(size_t n)
{
# if defined __GNUC__ && !defined __TINYC__
	__atomic_add_fetch(&dropped, n, __ATOMIC_RELAXED);
# else
	dropped += n;
# endif
}

size_t cdefer_dropped(void)
{
	return atomic_get(&dropped);
}

static void first_pending(void *to, const struct cdefer_func *fn, int line)
{
	const struct cdefer_func **found = to;

	if (!*found) {
		*found = fn;
		cdefer__tell("cdefer_context_free with pending actions, the newest", fn, line);
	}
}

void cdefer__check_free(struct context *c)
{
	const struct cdefer_func *fn = NULL;

	if (!c || c->owned || atomic_get(&c->running)) {
		cdefer__tell("cdefer_context_free of a context that is in use", c && c->rt.head ? c->rt.head->func : NULL, 0);
		return;
	}
	cdefer__each_pending(c, first_pending, &fn);
}

#else

size_t cdefer_dropped(void)
{
	return 0;
}

#endif
