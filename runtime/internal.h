/*
 * internal.h - what the files of the runtime share; not installed.
 *
 * The chain of a context, and a panic that runs actions on it:
 *
 *     raises --> [raise 2 | head top]--link--> [raise 1 | head top]--link--> null
 *                          |                             |
 *     frames of   g3 g2 g1 h                   f2 f1     e     d c b a --> null
 *                 `- registered in the action   `- in the action of e
 *                    of h that raise 2 runs        that raise 1 runs
 *
 * `head` and `top` of a raise are where the chain stood when the action that it runs was called.
 * A later raise that finds the chain there again has left that action: it aborts the earlier one
 * and goes on in its place.  All raises lie on the stack of the function that panicked, which stays
 * whole until a recovery, so that they need no memory and nothing is lost when a longjmp drops them.
 *
 * Invariants:
 * - An action is marked as run (its bit cleared, its word tagged) before it is called.
 * - The record that runs stays below the top until its action has ended.
 * - What lies above the mark of the head (of the newest frame that has one) is newer than it.
 * - `raises` and every `border` point to raises that are not aborted.
 */
#ifndef CDEFER_INTERNAL_H
#define CDEFER_INTERNAL_H

#ifndef _POSIX_C_SOURCE
# define _POSIX_C_SOURCE 200809L
#endif
/* The registers in a signal's context (signal.c), the bounds of a stack (port.c). */
#if defined __linux__ && !defined _GNU_SOURCE
# define _GNU_SOURCE
#endif
/* __longjmp_chk aborts on jumps that are legitimate between contexts. */
#undef _FORTIFY_SOURCE
#undef CDEFER_MIGRATE
#define CDEFER_RUNTIME_
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cdefer.h"

#if defined __GNUC__ && !defined __TINYC__
# define HIDDEN __attribute__((__visibility__("hidden")))
#else
# define HIDDEN
#endif
#define WORD sizeof (void *)

/* ---- port: what compilers and systems do differently ---- */

struct context;

/* Of each thread: its own context, and a number for the report. */
struct thread {
	struct context *own;
	unsigned number;        /* in order of first use; the main thread is 1 where that is known */
	int watched;            /* its end is noticed */
	int reports;            /* that this thread has begun */
	void *signal_stack;     /* for cdefer__free_signal_stack; null: none */
	int ending;             /* it keeps no more memory */
	struct kept {           /* memory that contexts gave back in this thread, for the next ones; by its size */
		struct kept_block *newest;
		unsigned count, used, most;     /* kept; taken and not given back, now and at most */
	} kept[4];
};
HIDDEN struct thread *cdefer__thread(void);
HIDDEN void cdefer__set_current(struct context *c);
/* From now on cdefer__context_reset(own) is called when the calling thread ends. */
HIDDEN void cdefer__watch_thread(void);
/* Gives the calling thread an alternate stack if signals are caught and it has none. */
HIDDEN void cdefer__equip_thread(void);
/* Claims the report for the calling thread: 1, 0 if it had it already, -1 if another one has. */
HIDDEN int cdefer__claim_report(void);
HIDDEN cdefer_panic_handler *cdefer__swap_handler(cdefer_panic_handler *handler);
HIDDEN CDEFER_NORETURN_ void cdefer__wait_for_ever(void);

#if defined __GNUC__ && !defined __TINYC__
# define highest_bit(bits) (31u - (unsigned)__builtin_clz(bits))
# define atomic_get(p) __atomic_load_n(p, __ATOMIC_RELAXED)
# define atomic_put(p, v) __atomic_store_n(p, v, __ATOMIC_RELAXED)
#else
static inline unsigned highest_bit(unsigned bits)
{
	unsigned n = 0;

	while (bits >>= 1)
		n++;
	return n;
}
# define atomic_get(p) (*(p))
# define atomic_put(p, v) ((void)(*(p) = (v)))
#endif

/* The functions of setjmp's family that leave the signal mask alone. */
#if defined __APPLE__ || defined __FreeBSD__ || defined __NetBSD__ || defined __OpenBSD__
# define fast_setjmp _setjmp
# define fast_longjmp _longjmp
#else
# define fast_setjmp setjmp
# define fast_longjmp longjmp
#endif

/* ---- signals ---- */

/* If signals are caught and the calling thread has no alternate stack: makes one, in memory that it
 * returns; else, or without memory, null. */
HIDDEN void *cdefer__signal_stack(void);
HIDDEN void cdefer__free_signal_stack(void *memory);
HIDDEN int cdefer__is_on_signal_stack(void);
/* Of the panics that faults raise. */
extern HIDDEN const struct cdefer_raise cdefer__fault_place;

/* ---- context ---- */

struct block;
struct raise;

/* Of the record stack (stack.c). */
struct chunk {
	struct chunk *below;
	char *top, *end;                /* of the stack when this chunk was begun */
	size_t size;                    /* of all of it */
	const struct cdefer_site *site; /* this header is the lowest record */
};

struct context {
	struct cdefer_context rt;       /* what translated code reads; first */
	struct raise *raises;           /* that run actions now, newest first */
	struct chunk *chunk, *spare;    /* of the record stack: the newest, and one kept for reuse */
	struct block *blocks;           /* memory of panic values, newest first */
	const struct cdefer_mark *jumping;      /* to which a longjmp is on its way, the chain being mended */
	unsigned long serial;           /* of marks and boundaries */
	int running;                    /* current in some thread; not kept for a thread's own */
	int owned;                      /* a thread's own */
	int lending;                    /* `spot` is in use */
	int straight;                   /* a recovery that is on its way unwinds nothing */
	void *fiber;                    /* the thread sanitizer's */
#ifdef CDEFER_CHECK
	struct cdefer__shadow *shadow;  /* of its frames, oldest first (check.c) */
	size_t shadows, shadow_room;
#endif
	union {                         /* for a record that is registered without memory */
		char bytes[128];
		long double aligned;
		void *pointer;
	} spot;
	struct {                        /* the first chunk: a few records need no memory */
		struct chunk chunk;
		char bytes[1024];
	} base;
};

static inline struct context *context_of(struct cdefer_context *c)
{
	return (struct context *)(void *)c;
}
static inline struct context *context_self(void)
{
	return context_of(cdefer_rt_self());
}
/* Makes a context of zeros; makes one as new, giving back all its memory. */
HIDDEN void cdefer__context_init(struct context *c);
HIDDEN void cdefer__context_reset(struct context *c);
HIDDEN void *cdefer__alloc(struct context *c, size_t size);
HIDDEN void cdefer__release(void *memory);
/* For contexts and their chunks, which programs with a context for each request make and free all the time: a block of
 * just that size that this thread keeps, or else a new one; gives one back, which the thread keeps unless it has as many as
 * it has used at once.  Without the program's own allocator only. */
HIDDEN void *cdefer__take(struct context *c, size_t size);
HIDDEN void cdefer__keep(void *memory, size_t size);
/* The thread ends: gives back what t keeps. */
HIDDEN void cdefer__drop_kept(struct thread *t);

/* ---- stack: records ---- */

/* The word below a top: the address of a site, and this bit if the record is not to be run: it has
 * been, or its saved values are still being written. */
#define PASSED ((uintptr_t)1)
/* This one with it: the record lies in the context's spot, not on the stack (cdefer_rt_arm). */
#define LENT ((uintptr_t)2)

/* A note that records above belong to a later frame. */
struct boundary {
	unsigned long serial;
};
extern HIDDEN const struct cdefer_site cdefer__boundary_site;

static inline uintptr_t record_word(const char *top)
{
	return *(const uintptr_t *)(const void *)(top - WORD);
}
static inline const struct cdefer_site *record_site(const char *top)
{
	return (const struct cdefer_site *)(record_word(top) & ~PASSED);
}
static inline void record_set_word(char *top, uintptr_t word)
{
	*(volatile uintptr_t *)(void *)(top - WORD) = word;
}
/* Room for a record of s; its word is s, tagged.  Null without memory. */
HIDDEN void *cdefer__push(struct context *c, const struct cdefer_site *s);
/* The top without the record at it, which may also be passive; changes nothing. */
HIDDEN char *cdefer__below(char *top);
/* Where the newest record ends that is pending above mark, or null.  Records that have been run are
 * taken off; areas and storage above it are not, since its action may refer to them. */
HIDDEN char *cdefer__newest(struct context *c, char *mark);
/* Takes off all above `top`. */
HIDDEN void cdefer__cut(struct context *c, char *top);
HIDDEN int cdefer__is_on_stack(const struct context *c, const void *p);
HIDDEN void cdefer__begin_stack(struct context *c);
HIDDEN void cdefer__free_chunks(struct context *c);
/* A registration without memory: panics. */
HIDDEN CDEFER_NORETURN_ CDEFER_COLD_ void cdefer__no_memory(const struct cdefer_func *fn, int line);

/* ---- panics ---- */

enum raise_what { RAISE_PANIC, RAISE_EXIT, RAISE_JUMP };

struct raise {
	struct cdefer_rt_running rt;    /* what recover() points to; first */
	enum raise_what what;
	int aborted;                    /* a later raise has left the action that this one runs */
	int fault;                      /* raised by a signal (signal.c) */
	const struct raise *origin;     /* panic(p): the raise of p, and how often it was raised again */
	unsigned again;
	struct raise *link;             /* raised before and not over */
	struct raise *border;           /* the next older one whose action this one has not left */
	struct raise *tail;             /* the oldest of those that this one replaced, or itself */
	struct raise *told;             /* for the report: the one that replaced this one */
	struct cdefer_frame *head;      /* the chain when the action that it runs was called */
	char *top;
	struct cdefer_frame *start;     /* the chain when it was raised */
	struct block *blocks;           /* the context's, with those of this panic */
};

/* Enters r as the context's newest. */
HIDDEN void cdefer__begin(struct context *c, struct raise *r, enum raise_what what);
/* Makes `raises` r and gives back the values of later panics. */
HIDDEN void cdefer__drop_raises(struct context *c, struct raise *r);

/* Runs what is pending above frame `stop` for r and unlinks it; null when all is done, or the
 * frame one of whose actions has recovered. */
typedef struct cdefer_frame *cdefer__unwinder(struct context *c, struct raise *r,
	const struct cdefer_frame *stop);
HIDDEN cdefer__unwinder cdefer__unwind;
/* From now on every unwinding is called through `guarded`, which drops r when an exception leaves it
 * (unwind.c). */
typedef struct cdefer_frame *cdefer__guarded_unwinder(struct context *c, struct raise *r,
	const struct cdefer_frame *stop, cdefer__unwinder *unwind);
HIDDEN void cdefer__guard_raises(cdefer__guarded_unwinder *guarded);
HIDDEN int cdefer__guards_raises(void);
/* An action of frame h recovered r: to its function's landing pad. */
HIDDEN CDEFER_NORETURN_ void cdefer__recovered(struct context *c, struct raise *r,
	const struct cdefer_frame *h);
HIDDEN CDEFER_NORETURN_ void cdefer__exit_again(struct raise *exit);

/* Calls visit for every pending action, newest first. */
typedef void cdefer__visitor(void *to, const struct cdefer_func *fn, int line);
HIDDEN void cdefer__each_pending(struct context *c, cdefer__visitor *visit, void *to);

/* ---- the checking build (check.c) ---- */

#ifdef CDEFER_CHECK
/* h, in the chain, is fatal if its function has ended; newer: an address in a function that has not. */
HIDDEN void cdefer__check_alive(struct context *c, const struct cdefer_frame *h, const void *newer);
/* The function of f ends, and with it f leaves the chain. */
HIDDEN void cdefer__check_end(struct context *c, const struct cdefer_frame *f);
HIDDEN void cdefer__check_ended(struct context *c, const struct cdefer_frame *f);
/* What is newer than `head` has: returns how many actions were pending there. */
HIDDEN size_t cdefer__check_left(struct context *c, const struct cdefer_frame *head);
HIDDEN void cdefer__check_dropped(size_t actions);
HIDDEN void cdefer__check_free(struct context *c);
/* Of the calling thread's own stack; 0 if they are not known. */
HIDDEN int cdefer__stack_bounds(const char **low, const char **high);
# define CHECK(call) (call)
#else
# define CHECK(call) ((void)0)
#endif

/* ---- values, text, report ---- */

/* Where text goes: into memory, of which the first bytes are kept, or to a file descriptor. */
struct sink {
	char *buffer;
	size_t size, used;      /* of the buffer */
	size_t length;          /* of all text */
	int fd;                 /* -1: memory */
};
HIDDEN void cdefer__put(struct sink *to, const char *text, size_t length);
HIDDEN void cdefer__puts(struct sink *to, const char *text);
HIDDEN void cdefer__put_number(struct sink *to, uintmax_t n, unsigned base);
HIDDEN void cdefer__flush(struct sink *to);
/* The digits of a floating value, shortest that reads back (float: as a float); at most 32 bytes. */
HIDDEN size_t cdefer__decimal(char *text, double value, int is_float);

HIDDEN void cdefer__value_read(struct cdefer_panic *p);
HIDDEN void cdefer__value_put(struct sink *to, const struct cdefer_panic *p);
/* Memory that lives as long as the context's newest raise; null: none. */
HIDDEN void *cdefer__hold(struct context *c, size_t size, size_t align);
HIDDEN void cdefer__give_back(struct context *c, const struct block *until);

HIDDEN CDEFER_NORETURN_ void cdefer__report(struct context *c, struct raise *r);
/* A line on standard error: what, and the place where there is one. */
HIDDEN CDEFER_COLD_ void cdefer__tell(const char *what, const struct cdefer_func *fn, int line);
HIDDEN CDEFER_NORETURN_ CDEFER_COLD_ void cdefer__fatal(const char *what, const struct cdefer_func *fn, int line);
HIDDEN void cdefer__native_trace(void);

#endif
