/* Fibers on Boost.Context, run by a few threads; fiber.c. Behind cdefer.h, which translated files see anyway. */
#ifndef FIBER_H
#define FIBER_H
#include <stddef.h>

typedef struct { void *fctx, *data; } transfer_t;

struct fiber {
	int number;
	cdefer_context *context;
	void (*body)(struct fiber *f);
	void (*quit)(struct fiber *f);  /* ends it from outside: called on top of its stack */
	void *place, *back;             /* where it stands when it does not run; where its thread does then */
	char *stack;
	unsigned stack_id;              /* valgrind's */
	const void *thread_stack; size_t thread_stack_size; void *fake;         /* for the address sanitizer */
	int thread, moves, resumed, done, quits;
	int quit_at;                    /* it is ended from outside when it was resumed so often; 0: never */
	struct fiber *next;
	/* Its actions: every one is counted, with its number on top of the list. */
	size_t registered, ran;
	int depth, order[200];
	long results[8];
};

/* Prepares a fiber and queues it. */
void fiber_start(struct fiber *f, int number, void (*body)(struct fiber *f));
/* Goes back to the queue, and on, maybe in another thread. */
void fiber_yield(struct fiber *f);
/* Starts one in this thread, which it ends. */
void fiber_run_here(struct fiber *f);
/* Runs what is queued until all have ended. */
void fiber_work(int thread);
void fiber_free(struct fiber *f);

extern int bad;
void fiber_wrong(const char *file, int line, const char *what, int number);
#define CHECK(e, f) ((e) ? (void)0 : fiber_wrong(__FILE__, __LINE__, #e, (f)->number))
#endif
