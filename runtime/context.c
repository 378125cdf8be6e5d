/*
 * context.c - contexts and their memory.
 */
#include "internal.h"

/*
 * The thread sanitizer follows switches of stacks if they are told to it: a context is a fiber of its.
 * The symbols are there if the program is linked with it (sanitizer/tsan_interface.h).
 */
#if defined __GNUC__ && !defined __TINYC__ && defined __ELF__
__attribute__((__weak__)) void *__tsan_create_fiber(unsigned flags);
__attribute__((__weak__)) void __tsan_destroy_fiber(void *fiber);
__attribute__((__weak__)) void __tsan_switch_to_fiber(void *fiber, unsigned flags);
__attribute__((__weak__)) void *__tsan_get_current_fiber(void);
# define HAS_FIBERS (__tsan_switch_to_fiber != NULL)
#else
# define HAS_FIBERS 0
# define __tsan_create_fiber(flags) NULL
# define __tsan_destroy_fiber(fiber) ((void)0)
# define __tsan_switch_to_fiber(fiber, flags) ((void)0)
# define __tsan_get_current_fiber() NULL
#endif
/* Entered on one fiber and left on another: not to be followed itself. */
#if defined __has_attribute
# if __has_attribute(__disable_sanitizer_instrumentation__)
#  define UNFOLLOWED __attribute__((__disable_sanitizer_instrumentation__))
# elif __has_attribute(__no_sanitize_thread__)
#  define UNFOLLOWED __attribute__((__no_sanitize_thread__))
# endif
#endif
#ifndef UNFOLLOWED
# define UNFOLLOWED
#endif

#if defined __has_feature
# if __has_feature(address_sanitizer)
#  define SANITIZES 1
# endif
#endif
#ifndef SANITIZES
# define SANITIZES 0
#endif

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

struct kept_block {
	struct kept_block *older;
};

/* Those of that size: contexts, or chunks of a size that is not too much for a thread to keep.  None where a thread has no
 * variables of its own, and none in the checking build and for the address sanitizer, which want to see what is used when it
 * has been freed. */
static struct kept *kept_of(size_t size)
{
#if defined CDEFER_CHECK || defined __SANITIZE_ADDRESS__ || SANITIZES || !defined __GNUC__ || defined __TINYC__
	(void)size;
	return NULL;
#else
	static const size_t sizes[] = { sizeof (struct context), 4096, 8192, 16384 };
	unsigned i;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		if (size == sizes[i])
			return &cdefer__thread()->kept[i];
	return NULL;
#endif
}

void *cdefer__take(struct context *c, size_t size)
{
	struct kept *k = kept_of(size);
	struct kept_block *b = k ? k->newest : NULL;

	if (k && ++k->used > k->most)
		k->most = k->used;
	if (!b)
		return cdefer__alloc(c, size);
	k->newest = b->older;
	k->count--;
	return b;
}

void cdefer__keep(void *memory, size_t size)
{
	struct kept *k = release == free ? kept_of(size) : NULL;
	struct kept_block *b = memory;

	if (k && k->used > 0)
		k->used--;
	if (!k || k->count >= k->most || cdefer__thread()->ending) {
		cdefer__release(memory);
		return;
	}
	cdefer__watch_thread();
	b->older = k->newest;
	k->newest = b;
	k->count++;
}

void cdefer__drop_kept(struct thread *t)
{
	size_t i;

	for (i = 0; i < sizeof t->kept / sizeof *t->kept; i++)
		while (t->kept[i].newest) {
			struct kept_block *b = t->kept[i].newest;

			t->kept[i].newest = b->older;
			t->kept[i].count--;
			cdefer__release(b);
		}
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
#ifdef CDEFER_CHECK
	if (c->shadow)
		cdefer__release(c->shadow);
#endif
	memset(c, 0, sizeof *c);
	c->owned = owned;
	cdefer__context_init(c);
}

cdefer_context *cdefer_context_new(void)
{
	struct context *c = cdefer__take(NULL, sizeof *c);

	if (!c)
		return NULL;
	memset(c, 0, sizeof *c);
	cdefer__context_init(c);
	if (HAS_FIBERS)
		c->fiber = __tsan_create_fiber(0);
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

	CHECK(cdefer__check_free(c));
	if (!c || c->owned || atomic_get(&c->running))
		return -1;
	cdefer__each_pending(c, note_one, &pending);
	if (pending)
		return -1;
	if (HAS_FIBERS)
		__tsan_destroy_fiber(c->fiber);
	cdefer__context_reset(c);
	cdefer__keep(c, sizeof *c);
	return 0;
}

static void switch_contexts(struct context *before, struct context *next)
{
	if (!before->owned)
		atomic_put(&before->running, 0);
	if (!next->owned) {
#ifdef CDEFER_CHECK
		if (atomic_get(&next->running))
			cdefer__fatal("a switch to a context that is current already, here or in another thread",
				next->rt.head ? next->rt.head->func : NULL, 0);
#endif
		atomic_put(&next->running, 1);
		/* It is nobody's any more when the thread ends. */
		cdefer__watch_thread();
	}
	cdefer__set_current(next);
	if (HAS_FIBERS && before->owned)
		before->fiber = __tsan_get_current_fiber();
}

UNFOLLOWED cdefer_context *cdefer_context_switch(cdefer_context *context)
{
	struct context *before = context_self();
	struct context *next = context ? context_of(context) : cdefer__thread()->own;

	switch_contexts(before, next);
	if (HAS_FIBERS && next != before && next->fiber)
		__tsan_switch_to_fiber(next->fiber, 0);
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
