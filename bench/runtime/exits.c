/* 1, 3 and 8 resources, released by hand, by cleanup functions, behind a setjmp, and by pthread_cleanup_push. */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include "work.h"

static int goto_1(struct work *w)
{
	struct resource *r = w->r;
	int result = -1;

	if (take(&r[0]))
		goto out0;
	result = body(w);
	release(&r[0]);
out0:
	return result;
}

static int goto_3(struct work *w)
{
	struct resource *r = w->r;
	int result = -1;

	if (take(&r[0]))
		goto out0;
	if (take(&r[1]))
		goto out1;
	if (take(&r[2]))
		goto out2;
	result = body(w);
	release(&r[2]);
out2:
	release(&r[1]);
out1:
	release(&r[0]);
out0:
	return result;
}

static int goto_8(struct work *w)
{
	struct resource *r = w->r;
	int result = -1;

	if (take(&r[0]))
		goto out0;
	if (take(&r[1]))
		goto out1;
	if (take(&r[2]))
		goto out2;
	if (take(&r[3]))
		goto out3;
	if (take(&r[4]))
		goto out4;
	if (take(&r[5]))
		goto out5;
	if (take(&r[6]))
		goto out6;
	if (take(&r[7]))
		goto out7;
	result = body(w);
	release(&r[7]);
out7:
	release(&r[6]);
out6:
	release(&r[5]);
out5:
	release(&r[4]);
out4:
	release(&r[3]);
out3:
	release(&r[2]);
out2:
	release(&r[1]);
out1:
	release(&r[0]);
out0:
	return result;
}

static inline void cleanup(struct resource **r)
{
	release(*r);
}
#define CLEANUP(name, value) __attribute__((cleanup(cleanup), unused)) struct resource *name = (value)

static int cleanup_1(struct work *w)
{
	struct resource *r = w->r;

	if (take(&r[0]))
		return -1;
	CLEANUP(r0, &r[0]);
	return body(w);
}

static int cleanup_3(struct work *w)
{
	struct resource *r = w->r;

	if (take(&r[0]))
		return -1;
	CLEANUP(r0, &r[0]);
	if (take(&r[1]))
		return -1;
	CLEANUP(r1, &r[1]);
	if (take(&r[2]))
		return -1;
	CLEANUP(r2, &r[2]);
	return body(w);
}

static int cleanup_8(struct work *w)
{
	struct resource *r = w->r;

	if (take(&r[0]))
		return -1;
	CLEANUP(r0, &r[0]);
	if (take(&r[1]))
		return -1;
	CLEANUP(r1, &r[1]);
	if (take(&r[2]))
		return -1;
	CLEANUP(r2, &r[2]);
	if (take(&r[3]))
		return -1;
	CLEANUP(r3, &r[3]);
	if (take(&r[4]))
		return -1;
	CLEANUP(r4, &r[4]);
	if (take(&r[5]))
		return -1;
	CLEANUP(r5, &r[5]);
	if (take(&r[6]))
		return -1;
	CLEANUP(r6, &r[6]);
	if (take(&r[7]))
		return -1;
	CLEANUP(r7, &r[7]);
	return body(w);
}

/* What a program does that has setjmp and nothing else: a chain of places to go to, and in each function one that
 * releases what it has taken and goes on. */
struct handler {
	struct handler *below;
	jmp_buf env;
};
static __thread struct handler *handlers;

static inline int leave_handler(struct handler *h, struct resource *r, int taken, int thrown, int result)
{
	handlers = h->below;
	while (taken > 0)
		release(&r[--taken]);
	if (thrown) {
		if (!handlers)
			abort();
		_longjmp(handlers->env, thrown);
	}
	return result;
}

static int setjmp_1(struct work *w)
{
	struct resource *r = w->r;
	struct handler h;
	volatile int taken = 0, result = -1;
	int thrown;

	h.below = handlers;
	thrown = _setjmp(h.env);
	if (!thrown) {
		handlers = &h;
		if (take(&r[0]))
			goto out;
		taken = 1;
		result = body(w);
	}
out:
	return leave_handler(&h, r, taken, thrown, result);
}

static int setjmp_3(struct work *w)
{
	struct resource *r = w->r;
	struct handler h;
	volatile int taken = 0, result = -1;
	int thrown;

	h.below = handlers;
	thrown = _setjmp(h.env);
	if (!thrown) {
		handlers = &h;
		if (take(&r[0]))
			goto out;
		taken = 1;
		if (take(&r[1]))
			goto out;
		taken = 2;
		if (take(&r[2]))
			goto out;
		taken = 3;
		result = body(w);
	}
out:
	return leave_handler(&h, r, taken, thrown, result);
}

static int setjmp_8(struct work *w)
{
	struct resource *r = w->r;
	struct handler h;
	volatile int taken = 0, result = -1;
	int thrown;

	h.below = handlers;
	thrown = _setjmp(h.env);
	if (!thrown) {
		handlers = &h;
		if (take(&r[0]))
			goto out;
		taken = 1;
		if (take(&r[1]))
			goto out;
		taken = 2;
		if (take(&r[2]))
			goto out;
		taken = 3;
		if (take(&r[3]))
			goto out;
		taken = 4;
		if (take(&r[4]))
			goto out;
		taken = 5;
		if (take(&r[5]))
			goto out;
		taken = 6;
		if (take(&r[6]))
			goto out;
		taken = 7;
		if (take(&r[7]))
			goto out;
		taken = 8;
		result = body(w);
	}
out:
	return leave_handler(&h, r, taken, thrown, result);
}

static void release_it(void *r)
{
	release(r);
}

static int push_1(struct work *w)
{
	struct resource *r = w->r;
	volatile int result = -1;

	if (!take(&r[0])) {
		pthread_cleanup_push(release_it, &r[0]);
		result = body(w);
		pthread_cleanup_pop(1);
	}
	return result;
}

static int push_3(struct work *w)
{
	struct resource *r = w->r;
	volatile int result = -1;

	if (!take(&r[0])) {
		pthread_cleanup_push(release_it, &r[0]);
		if (!take(&r[1])) {
			pthread_cleanup_push(release_it, &r[1]);
			if (!take(&r[2])) {
				pthread_cleanup_push(release_it, &r[2]);
				result = body(w);
				pthread_cleanup_pop(1);
			}
			pthread_cleanup_pop(1);
		}
		pthread_cleanup_pop(1);
	}
	return result;
}

static int push_8(struct work *w)
{
	struct resource *r = w->r;
	volatile int result = -1;

	if (!take(&r[0])) {
		pthread_cleanup_push(release_it, &r[0]);
		if (!take(&r[1])) {
			pthread_cleanup_push(release_it, &r[1]);
			if (!take(&r[2])) {
				pthread_cleanup_push(release_it, &r[2]);
				if (!take(&r[3])) {
					pthread_cleanup_push(release_it, &r[3]);
					if (!take(&r[4])) {
						pthread_cleanup_push(release_it, &r[4]);
						if (!take(&r[5])) {
							pthread_cleanup_push(release_it, &r[5]);
							if (!take(&r[6])) {
								pthread_cleanup_push(release_it, &r[6]);
								if (!take(&r[7])) {
									pthread_cleanup_push(release_it, &r[7]);
									result = body(w);
									pthread_cleanup_pop(1);
								}
								pthread_cleanup_pop(1);
							}
							pthread_cleanup_pop(1);
						}
						pthread_cleanup_pop(1);
					}
					pthread_cleanup_pop(1);
				}
				pthread_cleanup_pop(1);
			}
			pthread_cleanup_pop(1);
		}
		pthread_cleanup_pop(1);
	}
	return result;
}

const struct variant variants[] = {
	{ "goto_1", goto_1, 0 }, { "goto_3", goto_3, 0 }, { "goto_8", goto_8, 0 },
	{ "cleanup_1", cleanup_1, 0 }, { "cleanup_3", cleanup_3, 0 }, { "cleanup_8", cleanup_8, 0 },
	{ "setjmp_1", setjmp_1, 0 }, { "setjmp_3", setjmp_3, 0 }, { "setjmp_8", setjmp_8, 0 },
	{ "push_1", push_1, 0 }, { "push_3", push_3, 0 }, { "push_8", push_8, 0 },
	{ 0, 0, 0 }
};
