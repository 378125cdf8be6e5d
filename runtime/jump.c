/*
 * jump.c - setjmp and longjmp of translated code, and longjmp of code that was not translated into it
 * (language 6, 11).
 *
 * A mark is what a setjmp noted: where the chain was.  The marks of a call of a function lie next to
 * each other in the context's list; the first of them knows the newest, so that a jump into the call
 * drops the marks of what is left and no others.
 *
 * A longjmp of translated code finds the mark and runs what the functions that it leaves have pending,
 * while their frames are whole.  One of other code has destroyed the frames when the setjmp returns;
 * what the function that called setjmp has pushed itself, and keeps, is then told from the records of
 * the functions that were left by the boundaries, which each function pushes that is entered while there
 * are marks.
 */
#include "internal.h"

void cdefer_rt_boundary_(struct cdefer_context *rt, const struct cdefer_func *fn)
{
	struct context *c = context_of(rt);
	struct boundary *b = cdefer__push(c, &cdefer__boundary_site);

	if (!b)
		cdefer__no_memory(fn, 0);
	b->serial = ++c->serial;
	cdefer_rt_arm(b, &cdefer__boundary_site);
}

void *cdefer_rt_mark_set_(struct cdefer_context *rt, struct cdefer_mark *m, const void *env, const void *frame)
{
	struct context *c = context_of(rt);

	if (!m->env) {
		m->next = rt->marks;
		m->frame = frame;
		m->first = rt->marks && rt->marks->frame == frame ? rt->marks->first : m;
		m->first->newest = m;
		rt->marks = m;
	}
	c->jumping = NULL;
	m->env = env;
	m->head = rt->head;
	m->top = rt->top;
	m->panics = (struct cdefer_panic *)(void *)c->raises;
	m->serial = ++c->serial;
	return (void *)(uintptr_t)env;
}

/* The newest setjmp that has filled env. */
static struct cdefer_mark *find_mark(struct context *c, const void *env)
{
	struct cdefer_mark *m, *found = NULL;

	for (m = c->rt.marks; m; m = m->next)
		if (m->env == env && (!found || m->serial > found->serial))
			found = m;
	return found;
}

/* The chain belongs to m's function again. */
static void back_to_mark(struct context *c, struct cdefer_mark *m)
{
	struct raise *r = (struct raise *)(void *)m->panics;
	struct cdefer_frame *h;

	if (r)
		r->aborted = 0;
	cdefer__drop_raises(c, r);
	c->rt.marks = m->first->newest;
	/* Panics that are dropped now may have passed it. */
	for (h = m->head; h && h->passed; h = h->next)
		h->passed = 0;
	c->rt.head = m->head;
	c->rt.token = NULL;
}

static int is_in_chain(const struct context *c, const struct cdefer_frame *f)
{
	const struct cdefer_frame *h;

	for (h = c->rt.head; h && h != f; h = h->next)
		;
	return h == f;
}

/* Above which frame everything is left by a jump to m. */
static struct cdefer_frame *stop_of(struct context *c, const struct cdefer_mark *m)
{
	struct cdefer_frame *h, *stop = c->rt.head;
	struct raise *r, *oldest = NULL;

	if (is_in_chain(c, m->head)) {
		/* Stack records above the function's own frame are its own, not those of a function that is left. */
		for (h = c->rt.head; h != m->head; h = h->next)
			if (!(h->func->flags & CDEFER_RECORD))
				stop = h->next;
		return stop;
	}
	/* A panic has passed m's function and runs an action of an older one, which jumps: left is what was
	 * entered in that action. */
	for (r = c->raises; r && &r->rt.panic != m->panics; r = r->link)
		if (!r->aborted)
			oldest = r;
	return oldest ? oldest->head : stop;
}

static void leave(struct context *c, struct cdefer_mark *m)
{
	struct raise jump;
	struct cdefer_frame *h;
	int passed = !is_in_chain(c, m->head);

	memset(&jump, 0, sizeof jump);
	cdefer__begin(c, &jump, RAISE_JUMP);
	jump.link = jump.border;
	cdefer__unwind(c, &jump, stop_of(c, m));
	/* What a panic has passed has nothing pending any more, and no records. */
	if (passed)
		for (h = m->head; h && !is_in_chain(c, h); h = h->next)
			h->mark = c->rt.top;
	CHECK(cdefer__check_left(c, m->head));
	back_to_mark(c, m);
	c->jumping = m;
}

void *cdefer_rt_leave(const void *env)
{
	struct context *c = context_self();
	struct cdefer_mark *m = find_mark(c, env);

	if (m)
		leave(c, m);
	return (void *)(uintptr_t)env;
}

void cdefer_rt_longjmp(const void *env, int value, int sig)
{
	void *to = cdefer_rt_leave(env);

	if (sig)
		siglongjmp(*(sigjmp_buf *)to, value);
	longjmp(*(jmp_buf *)to, value);
}

#ifdef CDEFER_CHECK
static void count_dropped(struct context *c, const struct cdefer_mark *m, const char *lowest)
{
	size_t n = cdefer__check_left(c, m->head);
	char *top;

	for (top = c->rt.top; lowest && top != lowest; top = cdefer__below(top))
		if (!(record_word(top) & PASSED) && record_site(top)->run)
			n++;
	cdefer__check_dropped(n);
}
#endif

int cdefer_rt_mend(struct cdefer_context *rt, struct cdefer_mark *m, int r)
{
	struct context *c = context_of(rt);
	char *top, *lowest = NULL;

	if (r == 0)
		return r;
	if (c->jumping != m) {
		for (top = rt->top; top && top != m->top; top = cdefer__below(top)) {
			struct boundary *b;

			if (record_word(top) != (uintptr_t)&cdefer__boundary_site)
				continue;
			b = (struct boundary *)(void *)(top - WORD - sizeof *b);
			if (b->serial < m->serial)
				break;
			lowest = cdefer__below(top);
		}
		CHECK(count_dropped(c, m, lowest));
		if (lowest)
			cdefer__cut(c, lowest);
		back_to_mark(c, m);
	}
	c->jumping = NULL;
	return r;
}

void cdefer_rt_marks_drop(struct cdefer_context *rt, struct cdefer_mark *m, unsigned n)
{
	struct cdefer_mark *i, **link;

	for (i = m; i < m + n; i++) {
		if (!i->env)
			continue;
		if (i->first >= m && i->first < m + n) {
			/* All of the call, and what calls that were left by other code have forgotten. */
			rt->marks = i->first->next;
			break;
		}
		for (link = &rt->marks; *link && *link != i; link = &(*link)->next)
			;
		if (*link)
			*link = i->next;
		if (i->first->newest == i)
			i->first->newest = i->next;
	}
	for (i = m; i < m + n; i++)
		i->env = NULL;
}
