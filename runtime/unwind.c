/*
 * unwind.c - what others unwind: C++ exceptions, pthread_exit and cancellation that pass through
 * translated functions, if these are compiled with -fexceptions.
 *
 * Each frame then has a cleanup function.  By itself it takes the frame out of the chain, so that the
 * chain stays sound; with -fforeign-unwind it runs what the function has pending first, and a
 * recovery leaves the functions that it cuts by a forced unwinding of its own, which runs their
 * cleanup functions and destructors.  (Itanium C++ ABI: Exception Handling, 1.3 and 1.4.)
 */
#include "internal.h"

#if defined __GNUC__ && !defined __TINYC__

void cdefer_rt_gone_(struct cdefer_frame *f);
void cdefer_rt_unwound_(struct cdefer_frame *f);
CDEFER_NORETURN_ void cdefer_rt_cut(const void *frame, void *memory, void (*jump)(void *env), void *env);

/* Above f in the chain are its own records, which lie behind it in the function's frame; a frame at a
 * lower address belongs to a function that is gone and had no cleanup function. */
static void drop_newer(struct context *c, const struct cdefer_frame *f)
{
	if ((uintptr_t)c->rt.head < (uintptr_t)f)
		c->rt.head = (struct cdefer_frame *)(uintptr_t)f;
	if (c->raises && (uintptr_t)c->raises < (uintptr_t)f && !cdefer__guards_raises())
		cdefer__drop_raises(c, NULL);
	c->rt.token = NULL;
}

void cdefer_rt_gone_(struct cdefer_frame *f)
{
	struct context *c = context_self();

	if (f->passed)
		return;
	drop_newer(c, f);
	CHECK(cdefer__check_left(c, f->next));
	if (f->func->flags & CDEFER_MARKED)
		cdefer__cut(c, f->mark);
	c->rt.head = f->next;
}

void cdefer_rt_unwound_(struct cdefer_frame *f)
{
	struct context *c = context_self();

	if (f->passed)
		return;
	drop_newer(c, f);
	CHECK(cdefer__check_left(c, f));
	cdefer_rt_run(&c->rt, f);
}

#endif

#if defined __GNUC__ && !defined __TINYC__ && defined __EXCEPTIONS
# include <unwind.h>

/* ---- a raise that is left ------------------------------------------------------------------------ */

struct guard {
	struct context *c;
	struct raise *r;                /* null: it has ended as it should */
};

static void drop_raise(struct guard *g)
{
	struct raise *r;

	for (r = g->c->raises; r && r != g->r; r = r->link)
		;
	if (!r)
		return;
	cdefer__drop_raises(g->c, r->link);
	g->c->rt.token = NULL;
}

static struct cdefer_frame *guarded(struct context *c, struct raise *r, const struct cdefer_frame *stop,
	cdefer__unwinder *unwind)
{
	struct guard g __attribute__((__cleanup__(drop_raise)));
	struct cdefer_frame *h;

	g.c = c;
	g.r = r;
	h = unwind(c, r, stop);
	g.r = NULL;
	return h;
}

__attribute__((__constructor__)) static void guard_raises(void)
{
	cdefer__guard_raises(guarded);
}

/* ---- a recovery that unwinds ----------------------------------------------------------------------- */

/* In the landing pad: what was on the stack is overwritten when the first cleanup function has run. */
struct cut {
	struct _Unwind_Exception exception;     /* first: the most aligned */
	const void *frame;              /* the address of the oldest frame that is cut */
	void (*jump)(void *env);
	void *env;
};
typedef char pad_has_room[sizeof (struct cut) <= 128 ? 1 : -1];

static CDEFER_NORETURN_ void arrive(const struct cut *cut)
{
	if (cut->jump)
		cut->jump(cut->env);
	fast_longjmp(*(jmp_buf *)cut->env, 1);
}

/* The frame at hand is still to be cut if its stack pointer is not above that address. */
static _Unwind_Reason_Code stop(int version, _Unwind_Action actions, _Unwind_Exception_Class kind,
	struct _Unwind_Exception *exception, struct _Unwind_Context *at, void *data)
{
	const struct cut *cut = data;

	(void)version;
	(void)kind;
	(void)exception;
	if (actions & _UA_END_OF_STACK || (uintptr_t)_Unwind_GetCFA(at) > (uintptr_t)cut->frame)
		arrive(cut);
	return _URC_NO_REASON;
}

void cdefer_rt_cut(const void *frame, void *memory, void (*jump)(void *env), void *env)
{
	struct cut *cut = memory;

	memset(cut, 0, sizeof *cut);
	cut->frame = frame;
	cut->jump = jump;
	cut->env = env;
	if (!context_self()->straight)
		_Unwind_ForcedUnwind(&cut->exception, stop, cut);
	arrive(cut);
}

#elif defined __GNUC__ && !defined __TINYC__

void cdefer_rt_cut(const void *frame, void *memory, void (*jump)(void *env), void *env)
{
	(void)frame;
	(void)memory;
	(void)jump;
	(void)env;
	cdefer__fatal("-fforeign-unwind needs a runtime that is compiled with -fexceptions", NULL, 0);
}

#endif
