/*
 * context.c - contexts and their memory.
 */
#include "internal.h"

static void *(*allocate)(size_t size) = malloc;
static void (*release)(void *memory) = free;

void cdefer_set_allocator(void *(*alloc)(size_t size), void (*give_back)(void *memory))
{
	allocate = alloc;
	release = give_back;
}

/* Memory that belongs to c (null: to nobody), which is to be given back when its thread ends. */
void *cdefer__alloc(struct context *c, size_t size)
{
	if (c && c->owned)
		cdefer__watch_thread();
	return allocate(size);
}

void cdefer__release(void *memory)
{
	release(memory);
}

void cdefer__context_init(struct context *c)
{
	cdefer__begin_stack(c);
}

void cdefer__context_reset(struct context *c)
{
	int owned = c->owned;

	cdefer__give_back(c, NULL);
	cdefer__free_chunks(c);
	memset(c, 0, sizeof *c);
	c->owned = owned;
	cdefer__context_init(c);
}

cdefer_context *cdefer_context_new(void)
{
	struct context *c = cdefer__alloc(NULL, sizeof *c);

	if (!c)
		return NULL;
	memset(c, 0, sizeof *c);
	cdefer__context_init(c);
	return &c->rt;
}

static void note_one(void *to, const struct cdefer_func *fn, int line)
{
	(void)fn;
	(void)line;
	++*(size_t *)to;
}

int cdefer_context_free(cdefer_context *context)
{
	struct context *c = context_of(context);
	size_t pending = 0;

	if (!c || c->owned || atomic_get(&c->running))
		return -1;
	cdefer__each_pending(c, note_one, &pending);
	if (pending)
		return -1;
	cdefer__context_reset(c);
	cdefer__release(c);
	return 0;
}

cdefer_context *cdefer_context_switch(cdefer_context *context)
{
	struct context *before = context_self();
	struct context *next = context ? context_of(context) : cdefer__thread()->own;

	if (!before->owned)
		atomic_put(&before->running, 0);
	if (!next->owned) {
		if (atomic_get(&next->running) && getenv("CDEFER_CHECK"))
			cdefer__fatal("a switch to a context that runs on another thread", NULL, 0);
		atomic_put(&next->running, 1);
		/* It is nobody's any more when the thread ends. */
		cdefer__watch_thread();
	}
	cdefer__set_current(next);
	return before->owned ? NULL : &before->rt;
}

size_t cdefer_pending(void)
{
	size_t pending = 0;

	cdefer__each_pending(context_self(), note_one, &pending);
	return pending;
}

static void print_one(void *to, const struct cdefer_func *fn, int line)
{
	fprintf(to, "  %s  %s:%d\n", fn->name, fn->file, line);
}

void cdefer_trace(FILE *stream)
{
	cdefer__each_pending(context_self(), print_one, stream);
}
