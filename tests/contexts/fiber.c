/*
 * A scheduler on Boost.Context's three functions, as such a library has to be written for cdefer: each
 * switch of stacks follows a cdefer_context_switch. All threads take from one queue, and none what it ran last.
 */
#include <cdefer.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "fiber.h"
#ifdef __has_include
# if __has_include(<valgrind/valgrind.h>)
#  include <valgrind/valgrind.h>
# endif
#endif
#ifndef VALGRIND_STACK_REGISTER
# define VALGRIND_STACK_REGISTER(start, end) 0
# define VALGRIND_STACK_DEREGISTER(id) ((void)(id))
#endif

#ifdef __SANITIZE_ADDRESS__
void __sanitizer_start_switch_fiber(void **fake, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *fake, const void **bottom, size_t *size);
#else
# define __sanitizer_start_switch_fiber(fake, bottom, size) ((void)(fake), (void)(bottom), (void)(size))
# define __sanitizer_finish_switch_fiber(fake, bottom, size) ((void)(fake), (void)(bottom), (void)(size))
#endif

extern transfer_t jump_fcontext(void *to, void *data);
extern void *make_fcontext(void *stack, size_t size, void (*fn)(transfer_t));
extern transfer_t ontop_fcontext(void *to, void *data, transfer_t (*fn)(transfer_t));

#define STACK ((size_t)128 << 10)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct fiber *first, **last = &first;
static int alive;
int bad;

void fiber_wrong(const char *file, int line, const char *what, int number)
{
	pthread_mutex_lock(&lock);
	if (bad++ < 20)
		printf("%s:%d: fiber %d: %s\n", file, line, number, what);
	pthread_mutex_unlock(&lock);
}

static void arrived(struct fiber *f, transfer_t t)
{
	f->back = t.fctx;
	__sanitizer_finish_switch_fiber(f->fake, &f->thread_stack, &f->thread_stack_size);
}

/* Inline, as the thread sanitizer must not see a function return between the two switches. */
static inline __attribute__((__always_inline__)) void leave(struct fiber *f)
{
	CHECK(cdefer_context_switch(NULL) == f->context, f);
	__sanitizer_start_switch_fiber(f->done ? NULL : &f->fake, f->thread_stack, f->thread_stack_size);
}

static void entry(transfer_t t)
{
	struct fiber *f = t.data;

	arrived(f, t);
	f->body(f);
	CHECK(cdefer_pending() == 0, f);
	f->done = 1;
	leave(f);
	jump_fcontext(f->back, f);
}

void fiber_yield(struct fiber *f)
{
	leave(f);
	arrived(f, jump_fcontext(f->back, f));
}

static transfer_t end_it(transfer_t t)
{
	struct fiber *f = t.data;

	arrived(f, t);
	f->quit(f);
	return t;
}

static void resume(struct fiber *f)
{
	void *fake;
	int ends = f->quit_at && ++f->resumed == f->quit_at;
	transfer_t t;

	CHECK(cdefer_context_switch(f->context) == NULL, f);
	__sanitizer_start_switch_fiber(&fake, f->stack, STACK);
	t = ends ? ontop_fcontext(f->place, f, end_it) : jump_fcontext(f->place, f);
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
	f->place = t.fctx;
}

static void put(struct fiber *f)
{
	pthread_mutex_lock(&lock);
	f->next = NULL;
	*last = f;
	last = &f->next;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

static void make(struct fiber *f, int number, void (*body)(struct fiber *f))
{
	f->number = number;
	f->body = body;
	f->thread = -1;
	f->context = cdefer_context_new();
	f->stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!f->context || f->stack == MAP_FAILED)
		abort();
	f->stack_id = VALGRIND_STACK_REGISTER(f->stack, f->stack + STACK);
	f->place = make_fcontext(f->stack + STACK, STACK, entry);
}

void fiber_start(struct fiber *f, int number, void (*body)(struct fiber *f))
{
	make(f, number, body);
	alive++;
	put(f);
}

void fiber_run_here(struct fiber *f)
{
	make(f, f->number, f->body);
	resume(f);
}

void fiber_free(struct fiber *f)
{
	CHECK(cdefer_context_free(f->context) == 0, f);
	VALGRIND_STACK_DEREGISTER(f->stack_id);
	munmap(f->stack, STACK);
}

/* One that ran on another thread: however busy the machine is, they move.  Null if there is none. */
static struct fiber *take(int thread)
{
	struct fiber **at, *f;

	for (at = &first; *at && (*at)->thread == thread;)
		at = &(*at)->next;
	f = *at;
	if (f && !(*at = f->next))
		last = at;
	return f;
}

void fiber_work(int thread)
{
	size_t pending = cdefer_pending();

	for (;;) {
		struct fiber *f;

		pthread_mutex_lock(&lock);
		while ((f = take(thread)) == NULL && alive)
			pthread_cond_wait(&changed, &lock);
		pthread_mutex_unlock(&lock);
		if (!f)
			return;
		f->moves += f->thread >= 0 && f->thread != thread;
		f->thread = thread;
		resume(f);
		CHECK(cdefer_pending() == pending, f);
		if (f->done) {
			fiber_free(f);
			pthread_mutex_lock(&lock);
			if (--alive == 0)
				pthread_cond_broadcast(&changed);
			pthread_mutex_unlock(&lock);
		} else {
			CHECK(cdefer_context_free(f->context) == -1, f);
			put(f);
			sched_yield();
		}
	}
}
