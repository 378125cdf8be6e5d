/*
 * chain.c - what is pending, and how it is run: at an ordinary exit, and for a panic, an exit of the
 * thread or a longjmp.
 *
 * The newest action of a context is the record at the top if that is above the mark of the head,
 * else the head's highest bit.
 */
#include "internal.h"

static int has_mark(const struct cdefer_frame *f)
{
	return (f->func->flags & (CDEFER_MARKED | CDEFER_RECORD)) != 0;
}

static int line_of(int line)
{
	return line < 0 ? -line : line;
}

/* In parentheses: the macros of these names take the address of the frame in which they stand. */
struct cdefer_context *(cdefer_rt_enter_)(struct cdefer_frame *f, const struct cdefer_func *fn, struct cdefer_pad *pad)
{
	return (cdefer_rt_enter)(f, fn, pad);
}

void cdefer_rt_withdraw_(struct cdefer_context *rt, struct cdefer_frame *r)
{
	struct cdefer_frame **at = &rt->head;

	while (*at && *at != r)
		at = &(*at)->next;
	if (!*at)
		cdefer__fatal("a block ends that is not in the chain", r->func, line_of(r->func->lines[0]));
	*at = r->next;
}

/* base, the head, has nothing pending. */
static void end(struct cdefer_context *rt, struct cdefer_frame *base)
{
	rt->head = base->next;
	CHECK(cdefer__check_ended(context_of(rt), base));
	/* For the frame's cleanup function. */
	base->func = NULL;
}

static CDEFER_NOINLINE_ void run(struct cdefer_context *rt, struct cdefer_frame *base)
{
	struct context *c = context_of(rt);
	struct cdefer_frame *h;

	for (;;) {
		h = rt->head;
		if (!h)
			cdefer__fatal("a function ends that is not in the chain", base->func, 0);
		if (has_mark(h)) {
			char *mark = h->mark, *top;

			while ((top = rt->top) != mark) {
				uintptr_t word = record_word(top);
				const struct cdefer_site *s = (const struct cdefer_site *)word;
				char *saved;

				if (CDEFER_LIKELY_(!(word & PASSED) && s->run)) {
					saved = top - WORD - s->size;
					record_set_word(top, word | PASSED);
					s->run(saved, NULL);
					rt->top = saved;
					continue;
				}
				top = cdefer__newest(c, mark);
				if (!top)
					break;
				s = record_site(top);
				saved = top - WORD - s->size;
				record_set_word(top, (uintptr_t)s | PASSED);
				s->run(saved, NULL);
				cdefer__cut(c, saved);
			}
		}
		while (h->bits) {
			unsigned bit = highest_bit(h->bits);

			h->bits &= ~(1u << bit);
			CHECK(cdefer_rt_check_bits(h));
			h->func->run(h, bit, NULL);
		}
		if (has_mark(h) && rt->top != h->mark)
			cdefer__cut(c, h->mark);
		if (h == base) {
			end(rt, base);
			return;
		}
		rt->head = h->next;
	}
}

/* Ordinary exit: language 2.1, 2.2. */
void cdefer_rt_run(struct cdefer_context *rt, struct cdefer_frame *base)
{
	CHECK(cdefer__check_end(context_of(rt), base));
	/* As it is behind a recovery. */
	if (rt->head == base && base->bits == 0 && !has_mark(base))
		end(rt, base);
	else
		run(rt, base);
}

/* r is about to run an action of frame h. */
static void note(struct context *c, struct raise *r, struct cdefer_frame *h, int line)
{
	r->top = c->rt.top;
	if (h->reported++ == 0)
		h->newest = line_of(line);
}

/* Runs the newest record of h, the head, for r; false if it has none. */
static int run_record(struct context *c, struct raise *r, struct cdefer_frame *h, struct cdefer_panic *panic)
{
	char *top;

	while (c->rt.top != h->mark && (top = cdefer__newest(c, h->mark)) != NULL) {
		const struct cdefer_site *s = record_site(top);
		char *saved = top - WORD - s->size;

		record_set_word(top, (uintptr_t)s | PASSED);
		/* A longjmp does not run a _Defer (language 11). */
		if (s->line < 0 && r->what == RAISE_JUMP)
			continue;
		note(c, r, h, s->line);
		s->run(saved, panic);
		cdefer__cut(c, saved);
		return 1;
	}
	return 0;
}

/* Runs the newest open-coded action of h, likewise. */
static int run_bit(struct context *c, struct raise *r, struct cdefer_frame *h, struct cdefer_panic *panic)
{
	while (h->bits) {
		unsigned bit = highest_bit(h->bits);
		int line = h->func->lines[bit];

		h->bits &= ~(1u << bit);
		CHECK(cdefer_rt_check_bits(h));
		if (line < 0 && r->what == RAISE_JUMP)
			continue;
		note(c, r, h, line);
		h->func->run(h, bit, panic);
		return 1;
	}
	return 0;
}

/* Runs all that h, the head, has pending, the records first; true if one has recovered r. */
static int run_frame(struct context *c, struct raise *r, struct cdefer_frame *h, struct cdefer_panic *panic)
{
	int marked = has_mark(h);

	while ((marked && run_record(c, r, h, panic)) || run_bit(c, r, h, panic)) {
		c->rt.token = NULL;
		if (r->rt.recovered)
			return 1;
	}
	if (marked)
		cdefer__cut(c, h->mark);
	return 0;
}

/* r has left the action that the older q runs, and takes its place (language 3.3). */
static void pass(struct raise *r, struct raise *q)
{
	q->aborted = 1;
	r->border = q->border;
	if (r->what != RAISE_PANIC || q->what != RAISE_PANIC)
		return;
	if (q != r->origin) {
		r->tail->rt.panic.previous = &q->rt.panic;
		r->tail = q->tail;
	} else if (q->rt.panic.previous) {
		r->tail->rt.panic.previous = q->rt.panic.previous;
		r->tail = q->tail;
	}
}

void cdefer__begin(struct context *c, struct raise *r, enum raise_what what)
{
	r->what = what;
	r->aborted = 0;
	r->link = r->border = c->raises;
	r->tail = r;
	r->start = r->origin ? r->origin->start : c->rt.head;
	r->blocks = c->blocks;
	r->head = c->rt.head;
	r->top = c->rt.top;
	c->rt.token = NULL;
	c->raises = r;
}

void cdefer__drop_raises(struct context *c, struct raise *r)
{
	c->raises = r;
	cdefer__give_back(c, r ? r->blocks : NULL);
}

static struct cdefer_frame *run_pending(struct context *c, struct raise *r, const struct cdefer_frame *stop)
{
	struct cdefer_panic *panic = r->what == RAISE_PANIC ? &r->rt.panic : NULL;
	struct cdefer_frame *h;

	for (h = c->rt.head;; h->passed = 1, c->rt.head = h = h->next) {
		int counted = 0;

		while (r->border && h == r->border->head && c->rt.top == r->border->top) {
			/* A panic that was raised again is told with all that it found the first time. */
			if (r->border == r->origin)
				counted = 1;
			pass(r, r->border);
		}
		if (h == stop)
			return NULL;
		CHECK(cdefer__check_alive(c, h, r));
		r->head = h;
		if (!counted)
			h->reported = 0;
		if (run_frame(c, r, h, panic))
			return h;
	}
}

static cdefer__guarded_unwinder *guard;

void cdefer__guard_raises(cdefer__guarded_unwinder *guarded)
{
	guard = guarded;
}

int cdefer__guards_raises(void)
{
	return guard != NULL;
}

struct cdefer_frame *cdefer__unwind(struct context *c, struct raise *r, const struct cdefer_frame *stop)
{
	return guard ? guard(c, r, stop, run_pending) : run_pending(c, r, stop);
}

void cdefer__each_pending(struct context *c, cdefer__visitor *visit, void *to)
{
	const struct cdefer_frame *h;
	char *top = c->rt.top;
	unsigned bits, bit;

	for (h = c->rt.head; h; h = h->next) {
		for (; has_mark(h) && top != h->mark; top = cdefer__below(top))
			if (!(record_word(top) & PASSED) && record_site(top)->run)
				visit(to, record_site(top)->func, line_of(record_site(top)->line));
		for (bits = h->bits; bits; bits &= ~(1u << bit)) {
			bit = highest_bit(bits);
			visit(to, h->func, line_of(h->func->lines[bit]));
		}
	}
}
