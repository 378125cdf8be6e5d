/*
 * port.c - threads, and what must happen at once: the only place where compilers and systems differ.
 *
 * With thread-local variables a thread's context is one of them, so that a thread that registers no
 * records on the heap allocates nothing; without (TinyCC), it hangs on a pthread key.
 */
#include "internal.h"
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void thread_ends(void *own);
static void make_key(void)
{
	if (pthread_key_create(&key, thread_ends) != 0)
		cdefer__fatal("no key for thread-specific data", NULL, 0);
}

void cdefer__equip_thread(void)
{
	struct thread *t = cdefer__thread();

	if (!t->signal_stack && (t->signal_stack = cdefer__signal_stack()) != NULL)
		cdefer__watch_thread();
}

static void unequip(struct thread *t)
{
	void *memory = t->signal_stack;

	t->signal_stack = NULL;
	if (memory)
		cdefer__free_signal_stack(memory);
}

#if defined __GNUC__ && !defined __TINYC__

/* Only the pointer is read often; a library that is loaded late finds little room for initial-exec. */
__extension__ __thread struct cdefer_context *cdefer_rt_current
	__attribute__((__tls_model__("initial-exec")));
__extension__ static __thread struct context this_context;
__extension__ static __thread struct thread this_thread;
static unsigned threads = 1;

/* The thread that loads the program is number 1, whichever panics first. */
__attribute__((__constructor__)) static void number_main(void)
{
	this_thread.number = 1;
}

/* The thread that ends the program does not end itself. */
__attribute__((__destructor__)) static void drop_last(void)
{
	cdefer__drop_kept(&this_thread);
}

/* Not inlined: a compiler keeps thread-local addresses over calls that come back on another thread. */
CDEFER_NOINLINE_ struct thread *cdefer__thread(void)
{
	struct thread *t = &this_thread;

	if (!t->number)
		t->number = __atomic_add_fetch(&threads, 1, __ATOMIC_RELAXED);
	if (!t->own) {
		t->own = &this_context;
		t->own->owned = 1;
		cdefer__context_init(t->own);
		cdefer__equip_thread();
	}
	return t;
}

CDEFER_NOINLINE_ struct cdefer_context *cdefer_rt_self_(void)
{
	if (!cdefer_rt_current)
		cdefer_rt_current = &cdefer__thread()->own->rt;
	return cdefer_rt_current;
}

CDEFER_NOINLINE_ void cdefer__set_current(struct context *c)
{
	cdefer_rt_current = &c->rt;
}

static void thread_ends(void *own)
{
	if (cdefer_rt_current)
		atomic_put(&context_of(cdefer_rt_current)->running, 0);
	cdefer_rt_current = NULL;
	this_thread.watched = 0;
	this_thread.ending = 1;
	cdefer__context_reset(own);
	cdefer__drop_kept(&this_thread);
	this_thread.ending = 0;
	unequip(&this_thread);
}

void cdefer__watch_thread(void)
{
	struct thread *t = cdefer__thread();

	if (t->watched)
		return;
	t->watched = 1;
	pthread_once(&key_once, make_key);
	pthread_setspecific(key, t->own);
}

static struct thread *reporter;

int cdefer__claim_report(void)
{
	struct thread *none = NULL, *self = cdefer__thread();

	if (__atomic_compare_exchange_n(&reporter, &none, self, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return 1;
	return none == self ? 0 : -1;
}

static cdefer_panic_handler *last_handler;

cdefer_panic_handler *cdefer__swap_handler(cdefer_panic_handler *handler)
{
	return __atomic_exchange_n(&last_handler, handler, __ATOMIC_ACQ_REL);
}

#else

struct slot {
	struct thread thread;
	struct context own, *current;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned threads;
static struct slot *reporter;
static struct slot first_slot;

static struct slot *this_slot(void)
{
	struct slot *s;

	pthread_once(&key_once, make_key);
	s = pthread_getspecific(key);
	if (s)
		return s;
	pthread_mutex_lock(&lock);
	threads++;
	/* The first thread, which is the main one as a rule, needs no memory. */
	s = threads == 1 ? &first_slot : cdefer__alloc(NULL, sizeof *s);
	if (s) {
		memset(s, 0, sizeof *s);
		s->thread.number = threads;
	}
	pthread_mutex_unlock(&lock);
	if (!s)
		cdefer__fatal("no memory for the chain of a thread", NULL, 0);
	s->own.owned = 1;
	cdefer__context_init(&s->own);
	s->thread.own = s->current = &s->own;
	if (pthread_setspecific(key, s) != 0)
		cdefer__fatal("no memory for thread-specific data", NULL, 0);
	cdefer__equip_thread();
	return s;
}

struct thread *cdefer__thread(void)
{
	return &this_slot()->thread;
}

struct cdefer_context *cdefer_rt_self_(void)
{
	return &this_slot()->current->rt;
}

void cdefer__set_current(struct context *c)
{
	this_slot()->current = c;
}

static void thread_ends(void *slot)
{
	struct slot *s = slot;

	if (!s->current->owned)
		s->current->running = 0;
	s->thread.ending = 1;
	cdefer__context_reset(&s->own);
	cdefer__drop_kept(&s->thread);
	unequip(&s->thread);
	if (s != &first_slot)
		cdefer__release(s);
}

void cdefer__watch_thread(void)
{
}

int cdefer__claim_report(void)
{
	struct slot *self = this_slot();
	int claim;

	pthread_mutex_lock(&lock);
	claim = !reporter ? 1 : reporter == self ? 0 : -1;
	if (claim == 1)
		reporter = self;
	pthread_mutex_unlock(&lock);
	return claim;
}

static cdefer_panic_handler *last_handler;

cdefer_panic_handler *cdefer__swap_handler(cdefer_panic_handler *handler)
{
	cdefer_panic_handler *before;

	pthread_mutex_lock(&lock);
	before = last_handler;
	last_handler = handler;
	pthread_mutex_unlock(&lock);
	return before;
}

#endif

#ifdef CDEFER_CHECK
int cdefer__stack_bounds(const char **low, const char **high)
{
# if defined __GLIBC__ || defined __BIONIC__
	pthread_attr_t attributes;
	void *address;
	size_t size;

	if (cdefer__is_on_signal_stack() || pthread_getattr_np(pthread_self(), &attributes) != 0)
		return 0;
	pthread_attr_getstack(&attributes, &address, &size);
	pthread_attr_destroy(&attributes);
	*low = address;
	*high = *low + size;
	return 1;
# else
	(void)low;
	(void)high;
	return 0;
# endif
}
#endif

int cdefer_rt_errno(void)
{
	return errno;
}

void cdefer_rt_set_errno(int value)
{
	errno = value;
}

void cdefer__wait_for_ever(void)
{
	for (;;)
		pause();
}
