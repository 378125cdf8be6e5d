/* GNU Pth switches stacks inside its calls: around each the thread's own chain is the current one. */
#include <cdefer.h>
#include <pth.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "green.h"
#ifdef __has_include
# if __has_include(<valgrind/valgrind.h>)
#  include <valgrind/valgrind.h>
# endif
#endif
#ifndef VALGRIND_STACK_REGISTER
# define VALGRIND_STACK_REGISTER(start, end) 0
# define VALGRIND_STACK_DEREGISTER(id) ((void)(id))
#endif

#define STACK ((size_t)128 << 10)

#define AROUND(call) do { cdefer_context *c_ = cdefer_context_switch(NULL); call; cdefer_context_switch(c_); } while (0)

static struct green {
	pth_t thread;
	cdefer_context *context;
	void (*body)(void *), (*on_cancel)(void *);
	void *argument, *cancel_argument;
	char *stack;
	unsigned stack_id;
} all[1000];
static int count, left;
static pth_mutex_t mutex = PTH_MUTEX_INIT;
static pth_key_t self;

void green_yield(void) { AROUND(pth_yield(NULL)); }
void green_sleep(void) { AROUND(pth_nap(pth_time(0, 1000))); }
void green_acquire(void) { AROUND(pth_mutex_acquire(&mutex, 0, NULL)); }
void green_release(void) { AROUND(pth_mutex_release(&mutex)); }
ssize_t green_read(int fd, void *to, size_t size)
{
	ssize_t n;

	AROUND(n = pth_read(fd, to, size));
	return n;
}
ssize_t green_write(int fd, const void *from, size_t size)
{
	ssize_t n;

	AROUND(n = pth_write(fd, from, size));
	return n;
}

/* Pth calls it on the stack of the thread that is cancelled, in the wait that AROUND stands around. */
static void cancelled(void *v)
{
	struct green *g = v;

	cdefer_context_switch(g->context);
	g->on_cancel(g->cancel_argument);
}
void green_on_cancel(void (*f)(void *), void *argument)
{
	struct green *g = pth_key_getdata(self);

	g->on_cancel = f;
	g->cancel_argument = argument;
	pth_cleanup_push(cancelled, g);
}
void green_no_cancel(void) { pth_cleanup_pop(0); }

static void *entry(void *v)
{
	struct green *g = v;

	pth_key_setdata(self, g);
	if (cdefer_context_switch(g->context))
		abort();
	g->body(g->argument);
	if (cdefer_pending() || cdefer_context_switch(NULL) != g->context)
		abort();
	left--;
	return NULL;
}

void green_start(void (*body)(void *), void *argument)
{
	struct green *g = &all[count];
	pth_attr_t attr = pth_attr_new();

	if (count++ == 0) {
		pth_init();
		pth_key_create(&self, NULL);
	}
	g->body = body;
	g->argument = argument;
	g->context = cdefer_context_new();
	g->stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (g->stack == MAP_FAILED)
		abort();
	g->stack_id = VALGRIND_STACK_REGISTER(g->stack, g->stack + STACK);
	pth_attr_set(attr, PTH_ATTR_STACK_SIZE, (unsigned)STACK);
	pth_attr_set(attr, PTH_ATTR_STACK_ADDR, g->stack);
	left++;
	AROUND(g->thread = pth_spawn(attr, entry, g));
	if (!g->context || !g->thread)
		abort();
	pth_attr_destroy(attr);
}

int green_cancel(int n)
{
	int ok;

	AROUND(ok = pth_cancel(all[n].thread));
	return ok;
}

int green_free(int n) { return cdefer_context_free(all[n].context); }
int green_left(void) { return left; }

void green_end(void)
{
	int i;

	for (i = 0; i < count; i++) {
		struct green *g = &all[i];

		AROUND(pth_join(g->thread, NULL));
		if (cdefer_context_free(g->context))
			abort();
		VALGRIND_STACK_DEREGISTER(g->stack_id);
		munmap(g->stack, STACK);
	}
	pth_kill();
}
