// An exception through n functions, each of which has something to release; and one that each of them throws again.
#include "work.h"

struct holder {
	resource *r;
	explicit holder(resource *taken) : r(taken) {}
	~holder() { release(r); }
};

static int down(struct work *w, long depth)
{
	if (take(&w->r[0]))
		return -1;
	holder h(&w->r[0]);
	if (depth == 0)
		throw 1;
	return w->down(w, depth - 1);
}

static int again(struct work *w, long depth)
{
	if (take(&w->r[0]))
		return -1;
	try {
		if (depth == 0)
			throw 1;
		return w->down(w, depth - 1);
	} catch (...) {
		release(&w->r[0]);
		throw;
	}
}

static int caught(struct work *w)
{
	try {
		return w->down(w, w->n - 1);
	} catch (int) {
		return 1;
	}
}

static int throw_up(struct work *w)
{
	w->down = down;
	return caught(w);
}

static int again_up(struct work *w)
{
	w->down = again;
	return caught(w);
}

extern "C" const struct variant variants[] = {
	{ "throw", throw_up, 1 }, { "again", again_up, 1 },
	{ 0, 0, 0 }
};
