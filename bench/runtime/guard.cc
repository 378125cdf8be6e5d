// A function that catches what the functions throw that it calls.
#include "work.h"

static int catch_1(struct work *w)
{
	int result;

	if (take(&w->r[0]))
		return -1;
	try {
		result = body(w);
	} catch (...) {
		result = -2;
	}
	release(&w->r[0]);
	return result;
}

static int catch_hot(struct work *w)
{
	unsigned a = (unsigned)w->n, b = 2, c = 3;
	int result;

	if (take(&w->r[0]))
		return -1;
	try {
		HOT_LOOP(a, b, c)
		result = HOT_RESULT(a, b, c) + body(w);
	} catch (...) {
		result = -2;
	}
	release(&w->r[0]);
	return result;
}

extern "C" const struct variant variants[] = {
	{ "catch", catch_1, 0 }, { "catch_hot", catch_hot, HOT_EXPECTED },
	{ 0, 0, 0 }
};
