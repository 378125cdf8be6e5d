/*
 * An error on its way through n functions, each of which has something to release, for comparison with panic.cd: as
 * a result, and by a setjmp in every function.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include "work.h"

static int goto_down(struct work *w, long depth)
{
	int result;

	if (take(&w->r[0]))
		return -1;
	result = depth > 0 ? w->down(w, depth - 1) : 1;
	if (result)
		goto out;
	result = body(w);
out:
	release(&w->r[0]);
	return result;
}

static int goto_up(struct work *w)
{
	w->down = goto_down;
	return w->down(w, w->n - 1);
}

struct handler {
	struct handler *below;
	jmp_buf env;
};
static __thread struct handler *handlers;

static int setjmp_down(struct work *w, long depth)
{
	struct handler h;

	if (take(&w->r[0]))
		return -1;
	h.below = handlers;
	if (_setjmp(h.env) == 0) {
		handlers = &h;
		if (depth == 0)
			_longjmp(h.env, 1);
		w->down(w, depth - 1);
	}
	handlers = h.below;
	release(&w->r[0]);
	_longjmp(handlers->env, 1);
}

static int setjmp_up(struct work *w)
{
	struct handler h;
	volatile int result = 0;

	h.below = handlers;
	if (_setjmp(h.env) == 0) {
		handlers = &h;
		w->down = setjmp_down;
		w->down(w, w->n - 1);
	} else {
		result = 1;
	}
	handlers = h.below;
	return result;
}

const struct variant variants[] = {
	{ "goto", goto_up, 1 }, { "setjmp", setjmp_up, 1 },
	{ 0, 0, 0 }
};
