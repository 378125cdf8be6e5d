/*
 * What stops an error of the functions that it calls, for comparison with guard.cd: by a result, and by a setjmp in
 * the function, once with volatile variables, as the standard asks for.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include "work.h"

static __thread jmp_buf *handler;

static int goto_1(struct work *w)
{
	int result = -1;

	if (take(&w->r[0]))
		goto out;
	result = body(w);
	release(&w->r[0]);
out:
	return result;
}

static int setjmp_1(struct work *w)
{
	jmp_buf here, *below = handler;
	volatile int result = -1;

	if (take(&w->r[0]))
		return -1;
	if (_setjmp(here) == 0) {
		handler = &here;
		result = body(w);
	}
	handler = below;
	release(&w->r[0]);
	return result;
}

static int goto_hot(struct work *w)
{
	unsigned a = (unsigned)w->n, b = 2, c = 3;
	int result = -1;

	if (take(&w->r[0]))
		goto out;
	HOT_LOOP(a, b, c)
	result = HOT_RESULT(a, b, c) + body(w);
	release(&w->r[0]);
out:
	return result;
}

/* The usual warning, and what comes of it when nobody heeds it. */
#ifndef __clang__
# pragma GCC diagnostic ignored "-Wclobbered"
#endif
#define SETJMP_HOT(name, qualifier) \
	static int name(struct work *w) \
	{ \
		jmp_buf here, *below = handler; \
		qualifier unsigned a = (unsigned)w->n, b = 2, c = 3; \
		volatile int result = -1; \
		\
		if (take(&w->r[0])) \
			return -1; \
		if (_setjmp(here) == 0) { \
			handler = &here; \
			HOT_LOOP(a, b, c) \
			result = HOT_RESULT(a, b, c) + body(w); \
		} \
		handler = below; \
		release(&w->r[0]); \
		return result; \
	}
SETJMP_HOT(setjmp_hot, )
SETJMP_HOT(volatile_hot, volatile)

const struct variant variants[] = {
	{ "goto", goto_1, 0 }, { "setjmp", setjmp_1, 0 },
	{ "goto_hot", goto_hot, HOT_EXPECTED }, { "setjmp_hot", setjmp_hot, HOT_EXPECTED },
	{ "volatile_hot", volatile_hot, HOT_EXPECTED },
	{ 0, 0, 0 }
};
