/*
 * requests STRATEGY [REQUESTS]: serves requests in 8 threads, 10,000 of them at any time, and prints how many a second, and
 * the microseconds of wall clock that 99 % of them took at most.
 *
 * A request is suspended between its steps: it has a stack of its own (Boost.Context switches them) and, where
 * cdefer's runtime keeps its actions, a cdefer_context.  The strategies differ in where the records of its actions are.
 * cdefer has the record stack, whose chunks come from malloc or from what cdefer_set_allocator names, and frames; a record
 * each from malloc or from a pool, and an array that grows, are written by hand.  Fails if an action of a request is
 * lost or runs out of order.
 */
#define _GNU_SOURCE
#include <cdefer.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include "requests.h"

enum { WORKERS = 8, IN_FLIGHT = 10000, OWN = IN_FLIGHT / WORKERS, STACK = 16 << 10 };

typedef struct { void *fctx, *data; } transfer_t;
extern transfer_t jump_fcontext(void *to, void *data);
extern void *make_fcontext(void *stack, size_t size, void (*fn)(transfer_t));

struct strategy {
	const char *name;
	void (*serve)(struct request *q);
	int in_context;                 /* its actions are in a cdefer_context */
	int pooled;                     /* and that has its memory from the pool */
};

struct worker {
	pthread_t thread;
	const struct strategy *strategy;
	struct request own[OWN];
	long quota, begun, ended;
	double *latency;                /* of each request, in microseconds */
	int wrong;
};

static double wall_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- a request --------------------------------------------------------------------------------------------------- */

int request_enter(struct request *q)
{
	return q->entered++;
}

void request_leave(struct request *q, int number)
{
	q->left++;
	q->wrong |= number != q->entered - q->left;
}

void request_pause(struct request *q)
{
	if (q->context)
		cdefer_context_switch(NULL);
	q->back = jump_fcontext(q->back, q).fctx;
}

/* ---- memory from a pool ------------------------------------------------------------------------------------------ */

/* Blocks of one size are kept in a list of the thread's; what is in front of a block tells its size. */
enum { SIZES = 20 };
struct block {
	struct block *next;
	size_t size_class;
};
static __thread struct block *pool[SIZES];

static void *pool_alloc(size_t size)
{
	size_t size_class = 0;
	struct block *b;

	while (((size_t)32 << size_class) < size)
		size_class++;
	if (size_class >= SIZES)
		return NULL;
	b = pool[size_class];
	if (b)
		pool[size_class] = b->next;
	else if ((b = malloc(sizeof *b + ((size_t)32 << size_class))) == NULL)
		return NULL;
	b->size_class = size_class;
	return b + 1;
}

static void pool_free(void *memory)
{
	struct block *b = (struct block *)memory - 1;

	b->next = pool[b->size_class];
	pool[b->size_class] = b;
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

struct record {
	struct record *older;
	void (*run)(struct request *q, int number);
	struct request *q;
	int number;
};

static inline void serve_list(struct request *q, void *(*alloc)(size_t), void (*release)(void *))
{
	struct record *newest = NULL, *r;

	for (int step = 0; step < STEPS; step++) {
		for (int i = 0; i < EACH; i++) {
			if ((r = alloc(sizeof *r)) == NULL)
				abort();
			*r = (struct record){ newest, request_leave, q, request_enter(q) };
			newest = r;
		}
		request_pause(q);
	}
	while ((r = newest) != NULL) {
		newest = r->older;
		r->run(r->q, r->number);
		release(r);
	}
}

static void serve_malloc(struct request *q)
{
	serve_list(q, malloc, free);
}

static void serve_pool(struct request *q)
{
	serve_list(q, pool_alloc, pool_free);
}

static void serve_array(struct request *q)
{
	struct record *records = NULL;
	size_t count = 0, room = 0;

	for (int step = 0; step < STEPS; step++) {
		for (int i = 0; i < EACH; i++) {
			if (count == room) {
				room = room ? room * 2 : 8;
				if ((records = realloc(records, room * sizeof *records)) == NULL)
					abort();
			}
			records[count++] = (struct record){ NULL, request_leave, q, request_enter(q) };
		}
		request_pause(q);
	}
	while (count-- > 0)
		records[count].run(records[count].q, records[count].number);
	free(records);
}

static const struct strategy strategies[] = {
	{ "malloc", serve_malloc, 0, 0 },
	{ "pool", serve_pool, 0, 0 },
	{ "array", serve_array, 0, 0 },
	{ "record-stack", serve_record_stack, 1, 0 },
	{ "record-stack-pool", serve_record_stack, 1, 1 },
	{ "frames", serve_frames, 1, 0 },
	{ NULL, NULL, 0, 0 }
};

/* ---- workers ----------------------------------------------------------------------------------------------------- */

static __thread const struct strategy *current;

static void entry(transfer_t t)
{
	struct request *q = t.data;

	q->back = t.fctx;
	current->serve(q);
	q->done = 1;
	if (q->context)
		cdefer_context_switch(NULL);
	jump_fcontext(q->back, q);
}

static void begin(struct request *q, const struct strategy *s)
{
	char *stack = q->stack;

	memset(q, 0, sizeof *q);
	q->stack = stack;
	q->began = wall_us();
	q->place = make_fcontext(stack + STACK, STACK, entry);
	if (s->in_context && (q->context = cdefer_context_new()) == NULL)
		abort();
}

static void go_on(struct request *q)
{
	if (q->context)
		cdefer_context_switch(q->context);
	q->place = jump_fcontext(q->place, q).fctx;
}

static void end(struct worker *w, struct request *q)
{
	w->wrong |= q->wrong || q->entered != STEPS * EACH || q->left != q->entered;
	if (q->context)
		w->wrong |= cdefer_context_free(q->context) != 0;
	w->latency[w->ended++] = wall_us() - q->began;
}

/* All of the worker's requests in turns; one that has ended makes room for the next. */
static void *work(void *argument)
{
	struct worker *w = argument;

	current = w->strategy;
	while (w->ended < w->quota)
		for (int i = 0; i < OWN; i++) {
			struct request *q = &w->own[i];

			if (q->done || !q->place) {
				if (w->begun == w->quota)
					continue;
				w->begun++;
				begin(q, w->strategy);
			}
			go_on(q);
			if (q->done)
				end(w, q);
		}
	return NULL;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	const struct strategy *s = strategies;
	long requests = argc > 2 ? atol(argv[2]) : 100000, quota = requests / WORKERS;
	struct worker *workers = calloc(WORKERS, sizeof *workers);
	double *latency = calloc((size_t)(quota * WORKERS) + 1, sizeof *latency), start, seconds;
	char *stacks = mmap(NULL, (size_t)IN_FLIGHT * STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	while (s->name && (argc < 2 || strcmp(s->name, argv[1]) != 0))
		s++;
	if (!s->name || quota < 1 || !workers || !latency || stacks == MAP_FAILED)
		return 2;
	if (s->pooled)
		cdefer_set_allocator(pool_alloc, pool_free);
	start = wall_us();
	for (int i = 0; i < WORKERS; i++) {
		struct worker *w = &workers[i];

		w->strategy = s;
		w->quota = quota;
		w->latency = latency + i * quota;
		for (int k = 0; k < OWN; k++)
			w->own[k].stack = stacks + ((size_t)i * OWN + (size_t)k) * STACK;
		if (pthread_create(&w->thread, NULL, work, w) != 0)
			return 2;
	}
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(workers[i].thread, NULL);
		if (workers[i].wrong) {
			fprintf(stderr, "requests: an action is lost, or ran out of order\n");
			return 1;
		}
	}
	seconds = (wall_us() - start) / 1e6;
	qsort(latency, (size_t)(quota * WORKERS), sizeof *latency, compare);
	printf("%.0f %.0f\n", (double)(quota * WORKERS) / seconds, latency[quota * WORKERS / 100 * 99]);
	return 0;
}
