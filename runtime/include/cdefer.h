/*
 * cdefer.h - defer, panic and recover for C: the runtime's public names (language.md, section 10),
 * and below them the contract between translated code and the runtime.
 *
 * C99 to C23 and C++.  Link with -lcdefer (and -lpthread where the C library needs it), or compile
 * cdefer.c along.  Every function may be called from any thread.
 */
#ifndef CDEFER_H
#define CDEFER_H

/*
 * Nothing of the C library is included where that can be avoided, only the compiler's own headers:
 * translated code includes this file in front of everything, so that no macro of the program can
 * reach into it, and the program's own #define _GNU_SOURCE must still come before the first header
 * of the system.
 */
#include <stdarg.h>
#include <stddef.h>
#ifdef __linux__
# if defined __powerpc__ || defined __powerpc64__
#  include <setjmp.h>
# endif
#else
# include <setjmp.h>
# include <stdio.h>
#endif
#if !defined __GNUC__ || defined __TINYC__
# ifndef __linux__
#  include <string.h>
# endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Version of the contract between emitted code and runtime; translated code checks it. */
#define CDEFER_ABI 1

#if defined __GNUC__ && !defined __TINYC__
# define CDEFER_NORETURN_ __attribute__((__noreturn__))
/* GCC takes what a function has stored for lost when it sees that it never returns; the body around which
 * a landing pad stands does return, by a jump.  So it must not look into it. */
# if defined __has_attribute && !defined __clang__
#  if __has_attribute(__noipa__)
#   define CDEFER_NOINLINE_ __attribute__((__noipa__))
#  endif
# endif
# ifndef CDEFER_NOINLINE_
#  define CDEFER_NOINLINE_ __attribute__((__noinline__))
# endif
# define CDEFER_COLD_ __attribute__((__cold__))
# define CDEFER_UNUSED_ __attribute__((__unused__))
/* Clang leaves these functions out of what a debugger steps through; for GCC, gdb is told (cdefer-gdb.py).
 * -std=c89 knows __inline__ only. */
# ifdef __clang__
#  define CDEFER_HELPER_ __attribute__((__unused__, __nodebug__)) static __inline__
# else
#  define CDEFER_HELPER_ CDEFER_UNUSED_ static __inline__
# endif
# define CDEFER_LIKELY_(e) __builtin_expect(!!(e), 1)
# define CDEFER_PRINTF_(f, a) __attribute__((__format__(__printf__, f, a)))
# pragma GCC visibility push(default)
#else
# define CDEFER_NORETURN_
# define CDEFER_NOINLINE_
# define CDEFER_COLD_
# define CDEFER_UNUSED_
# ifdef __TINYC__
#  define CDEFER_HELPER_ static __inline__
# else
#  define CDEFER_HELPER_ static inline
# endif
# define CDEFER_LIKELY_(e) (e)
# define CDEFER_PRINTF_(f, a)
#endif
/* Behind the declaration of a function: it does not call recover, so that a function that defers a call of it
 * needs no landing pad.  (While a file is translated it is an attribute.) */
#ifndef CDEFER_NORECOVER
# define CDEFER_NORECOVER
#endif
/* What an external inline function needs (its actions, its descriptors) may be defined in several
 * translation units: one of them is kept, or each has its own. */
#if defined __GNUC__ && !defined __TINYC__ && defined __ELF__
# define CDEFER_INLINE_ __attribute__((__weak__, __visibility__("hidden")))
#else
# define CDEFER_INLINE_ CDEFER_UNUSED_ static
#endif

/* Exceptions can pass through this file; they run the actions of what they leave. */
#if defined __EXCEPTIONS && defined __GNUC__ && !defined __TINYC__ && !defined __cplusplus
# define CDEFER_GUARDED_ 1
#endif
#ifdef CDEFER_FOREIGN_UNWIND
# ifndef CDEFER_GUARDED_
#  error "-fforeign-unwind needs GCC or Clang with -fexceptions"
# endif
# define CDEFER_UNWINDS_ 1
#else
# define CDEFER_UNWINDS_ 0
#endif

/* intmax_t, uintmax_t, uintptr_t, FILE and jmp_buf, by their own names nowhere. */
#ifdef __INTMAX_TYPE__
# define CDEFER_INTMAX_ __INTMAX_TYPE__
# define CDEFER_UINTMAX_ __UINTMAX_TYPE__
# define CDEFER_UINTPTR_ __UINTPTR_TYPE__
# define CDEFER_INTPTR_ __INTPTR_TYPE__
#elif defined __LP64__ || defined __x86_64__ || defined __aarch64__
# define CDEFER_INTMAX_ long
# define CDEFER_UINTMAX_ unsigned long
# define CDEFER_UINTPTR_ unsigned long
# define CDEFER_INTPTR_ long
#else
# define CDEFER_INTMAX_ long long
# define CDEFER_UINTMAX_ unsigned long long
# define CDEFER_UINTPTR_ unsigned long
# define CDEFER_INTPTR_ long
#endif
#ifdef __linux__
struct _IO_FILE;
# define CDEFER_FILE_ struct _IO_FILE
#else
# define CDEFER_FILE_ FILE
#endif
#if !defined __linux__ || defined __powerpc__ || defined __powerpc64__
# define CDEFER_JMP_BUF_ jmp_buf
# define CDEFER_SETJMP_(env) _setjmp(env)
#else
/* Room for every jmp_buf of Linux (runtime/recover.c checks it); the C library's _setjmp fills it. */
typedef struct cdefer_rt_jmp_buf_ { union { char bytes[512]; long double alignment; void *pointer; } room; } cdefer_rt_jmp_buf[1];
# define CDEFER_JMP_BUF_ cdefer_rt_jmp_buf
# if defined __GNUC__ && !defined __TINYC__
__attribute__((__returns_twice__))
# endif
int cdefer_rt_setjmp_(void *env) __asm__("_setjmp");
# define CDEFER_SETJMP_(env) cdefer_rt_setjmp_(env)
#endif
/* Where a landing pad keeps its place: for the compilers' own setjmp (three stores) where it is known to
 * work; sanitizers must see the library's.  The pad says which it is, so object files with either may
 * be mixed. */
#if defined __GNUC__ && !defined __TINYC__ && !defined CDEFER_SETJMP && !defined __cplusplus \
    && (defined __x86_64__ || defined __i386__) \
    && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
# if defined __has_feature
#  if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer) && !__has_feature(memory_sanitizer)
#   define CDEFER_RT_BUILTIN_SETJMP_ 1
#  endif
# else
#  define CDEFER_RT_BUILTIN_SETJMP_ 1
# endif
#endif
#if defined CDEFER_RT_BUILTIN_SETJMP_ && !defined CDEFER_RUNTIME_
typedef void *CDEFER_PAD_ENV_[5];
#else
typedef CDEFER_JMP_BUF_ CDEFER_PAD_ENV_;
#endif
#if defined __GNUC__ && !defined __TINYC__
# define CDEFER_MEMCPY_ __builtin_memcpy
# define CDEFER_MEMSET_ __builtin_memset
#else
# ifdef __linux__
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *object, int byte, size_t size);
# endif
# define CDEFER_MEMCPY_ memcpy
# define CDEFER_MEMSET_ memset
#endif

#if defined __GNUC__ || defined __TINYC__
# define CDEFER_ALIGNED_(n) __attribute__((__aligned__(n)))
#else
# define CDEFER_ALIGNED_(n) _Alignas(n)
#endif
/* The end of a function that panics before it; T: its result's type. */
#ifdef __TINYC__
# define CDEFER_UNREACHED_(T) return *(T *)0;
#else
# define CDEFER_UNREACHED_(T)
#endif
/* Around the declaration of a function that the program may have declared, too. */
#if defined __GNUC__ && !defined __TINYC__
# define CDEFER_AGAIN_ _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wredundant-decls\"") \
	_Pragma("GCC diagnostic ignored \"-Wstrict-prototypes\"")
# define CDEFER_AGAIN_END_ _Pragma("GCC diagnostic pop")
#else
# define CDEFER_AGAIN_
# define CDEFER_AGAIN_END_
#endif
/* Around a recursive function that a panic ends. */
#if defined __GNUC__ && !defined __TINYC__ && !defined __clang__ && __GNUC__ >= 12
# define CDEFER_RECURSIVE_ _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Winfinite-recursion\"")
# define CDEFER_RECURSIVE_END_ _Pragma("GCC diagnostic pop")
#else
# define CDEFER_RECURSIVE_
# define CDEFER_RECURSIVE_END_
#endif

/* ---- for programs ---------------------------------------------------------------------------- */

enum cdefer_kind { CDEFER_INT, CDEFER_UINT, CDEFER_FLOAT, CDEFER_STRING, CDEFER_POINTER, CDEFER_OBJECT };

struct cdefer_frame;
struct cdefer_context;
typedef struct cdefer_context cdefer_context;

/*
 * What recover() points to.  It and all it points to are valid until the action that recovered
 * ends.  Signed integers (char and enums by their signedness) are CDEFER_INT, unsigned ones and
 * _Bool CDEFER_UINT, pointers to a char type CDEFER_STRING, other pointers CDEFER_POINTER,
 * structures, unions and what else there is CDEFER_OBJECT.  An integer of more bits than intmax_t
 * is cut in `value` and whole in `object`.
 */
struct cdefer_panic {
	enum cdefer_kind kind;
	union { CDEFER_INTMAX_ i; CDEFER_UINTMAX_ u; double f; const char *s; const void *p; } value;
	const char *type;               /* "int", "char *", "struct io_error" */
	const void *object;             /* the value itself, of that type */
	size_t size;                    /* its size in bytes */
	const char *file, *func; int line;      /* where it was raised */
	const struct cdefer_panic *previous;    /* the panic that this one replaced, or null */
};

/*
 * Panic from C that was not translated, as panic() does in C that was: the pending actions of the
 * current context run, innermost first, until one recovers; if none does, the report is written
 * and the process aborts.  They never return, and must not leave a signal handler.
 *
 * cdefer_panicf formats as printf does; the text may have any length (if there is no memory for
 * it, its first thousand bytes are kept).  cdefer_panic_str takes the string as it is and does not
 * copy it; it may be null.  The types that recover(T) sees are `char *`, `int` and `void *`.
 *
 * They are functions, and macros over them that tell the place of the call.
 */
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_panicf(const char *format, ...) CDEFER_PRINTF_(1, 2);
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_panic_int(int value);
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_panic_str(const char *text);
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_panic_ptr(const void *pointer);

/*
 * Writes the value of `panic` as the report prints it, with its type and without marks, to
 * `buffer`, of which `size` bytes including the final zero are used; with size 0 the buffer may be
 * null.  Returns the length of the whole text as snprintf does.  Allocates nothing;
 * async-signal-safe.
 */
int cdefer_panic_text(const struct cdefer_panic *panic, char *buffer, size_t size);

/*
 * Installs the process's last handler for panics that nothing recovers and returns the one before
 * (null: none, also as argument).  It is called in the thread that panics, before the report, while
 * the stack that panicked is whole.  It may end the process; if it returns, the report and abort()
 * follow.  A panic that it raises and does not recover is reported at once.
 */
typedef void cdefer_panic_handler(const struct cdefer_panic *panic);
cdefer_panic_handler *cdefer_on_panic(cdefer_panic_handler *handler);

/*
 * Runs everything pending in the current context, newest first, with recover() giving null, then,
 * if that is not the thread's own, what is pending in the thread's own, then ends the thread as
 * pthread_exit(value) does (in the main thread: the process lives on until its other threads end).
 * A panic that one of the actions raises and another recovers does not stop it; called in an action
 * that a panic runs, it drops that panic.  Never returns.
 */
CDEFER_NORETURN_ void cdefer_thread_exit(void *value);

/*
 * A context is a chain of pending actions of its own, for a program that switches stacks itself
 * (ucontext, coroutines): one for each stack but the thread's own.
 *
 * cdefer_context_new makes one, with nothing pending; null if there is no memory.  Give it back
 * with cdefer_context_free, which returns 0, or -1 and frees nothing if actions are pending in it or it
 * is the current one of a thread (a null argument stands for the thread's own: -1).
 *
 * cdefer_context_switch makes `context` (null: the thread's own) the current one of the calling
 * thread and returns the one that it leaves (null if that was the thread's own).  Call it
 * immediately before the switch of stacks.  `context` may have run on another thread before, but
 * runs on none now.  It never fails, allocates nothing and runs no actions.
 *
 *     cdefer_context *before = cdefer_context_switch(co->context);
 *     swapcontext(&scheduler, &co->stack);        // and there: cdefer_context_switch(before)
 *
 * A function that calls it and may continue on another thread is compiled with -DCDEFER_MIGRATE.
 */
cdefer_context *cdefer_context_new(void);
int cdefer_context_free(cdefer_context *context);
cdefer_context *cdefer_context_switch(cdefer_context *context);

/*
 * From now on, in every thread, a fault that the program causes itself (SIGSEGV, SIGBUS, SIGFPE, SIGILL)
 * is a panic whose value is a struct cdefer_signal, raised where it happened; its file and function
 * are "?".  One that was sent (kill) goes to the handler that was there before.  Returns 0, or -1 with errno
 * when a handler cannot be installed.
 *
 * Threads that use the runtime for the first time afterwards, and the calling one, get an alternate
 * stack if they have none (256 KiB): a stack overflow is a panic there, its actions run on that stack.
 *
 * What cannot be safe: a fault may interrupt a function of the C library that holds a lock (malloc,
 * stdio), and an action that needs that lock then waits for ever; variables of the function that
 * faulted have the values that the compiler had stored by then.
 */
struct cdefer_signal {
	int signal;                     /* SIGSEGV, SIGBUS, SIGFPE or SIGILL */
	int code;                       /* siginfo_t's si_code */
	void *address;                  /* its si_addr: what could not be accessed, or the instruction */
	const void *pc;                 /* the instruction; null where it is not known */
};
int cdefer_catch_signals(void);

/* Number of actions that are pending in the current context; one that runs is not counted. */
size_t cdefer_pending(void);

/* Prints the actions that are pending in the current context to `stream`, newest first, one a line:
 * function, file and line of each. */
void cdefer_trace(CDEFER_FILE_ *stream);

/*
 * How many pending actions longjmps have dropped in this process, in code that was not translated.  Counted by
 * a checking build, whose translated files and runtime are compiled with -DCDEFER_CHECK (or linked with
 * -lcdefer-check); else 0.  Such a build also tells misuse, with its place, on standard error: a
 * function that is gone with actions pending, a context that is used on two threads or given back with actions
 * pending, a panic of a panic that is over.
 */
size_t cdefer_dropped(void);

/*
 * Takes memory from `alloc` and gives it back by `release` instead of malloc and free.  To be called
 * before the first use of anything else here, before there are other threads.  `alloc` returns
 * memory aligned as malloc's, or null; then the action that could not be registered is run at once
 * and the program panics with the string "out of memory".
 */
void cdefer_set_allocator(void *(*alloc)(size_t size), void (*release)(void *memory));

/* ---- for translated code ------------------------------------------------------------------------ */
#ifndef CDEFER_TRANSLATES_              /* not for the translator itself */
/*
 * What follows is for translated code only; it may change with CDEFER_ABI.
 *
 * The chain: context->head is the newest *frame*.  A function with actions links one frame; its
 * open-coded actions are bits of it (bit n: action n is pending; the highest runs first).  An action
 * with a chain record of its own (placement "stack") is a frame of one bit, linked when the defer
 * executes.  Repeated actions (placement "heap") are records on the context's record stack: the word
 * below `top` is the address of the site's descriptor, the saved values lie below it.  A frame whose
 * function can have such records keeps a mark, the top when it was linked: what lies above the mark
 * of the head is newer than the head.
 *
 *     head --> [frame of g | bits 3 | mark]--next--> [frame of f | bits 1]--next--> null
 *                                 |
 *     record stack:  ...| saved |*|                        *: address of a site's descriptor
 *                                 ^mark of g
 *                                 | saved |*| saved |*|
 *                                                     ^top       both are g's, and run before its bits
 */

/* One per function (or deferred block) with actions, static const. */
struct cdefer_func {
	const char *file, *name;
	unsigned flags;                 /* CDEFER_MARKED: frame.mark is set */
	/* Runs action `bit` (its bit is cleared already); panic: the one that runs it, null at an ordinary exit. */
	void (*run)(struct cdefer_frame *, unsigned bit, struct cdefer_panic *panic);
	const int *lines;               /* line of the defer of action n; negative: it is a _Defer */
};
#define CDEFER_MARKED 1u
#define CDEFER_RECORD 2u                /* a stack record: belongs to the function whose frame is below it */

struct cdefer_frame {
	struct cdefer_frame *next;
	const struct cdefer_func *func;
	struct cdefer_pad *pad;         /* where a recovery goes; null where no action may recover */
	char *mark;                     /* with CDEFER_MARKED */
	unsigned bits;
	int passed;                     /* a panic has run all of it, and it is not in the chain */
	/* The runtime's, set once a panic has reached the frame: */
	unsigned reported;              /* actions that the panic found pending */
	int newest;                     /* line of the newest of them */
};

/* One per heap site, static const; its address is the word below the top. */
struct cdefer_site {
	void (*run)(void *saved, struct cdefer_panic *panic);   /* null: storage of a moved variable */
	size_t size;                    /* of `saved`, a multiple of sizeof (void *) */
	const struct cdefer_func *func;
	int line;                       /* negative: it is a _Defer; of storage: how deep its block is nested */
	unsigned align;                 /* of `saved`; 0: that of a pointer */
};

/* The landing pad of a function whose actions may recover: lives in the small function that
 * translated code puts around the body, and outlives the body. */
struct cdefer_pad {
	struct cdefer_frame *base;      /* the function's own frame; set by the body */
	struct cdefer_mark *marks;      /* context->marks at entry */
	void (*jump)(void *env);        /* how to get there; null: longjmp */
	const void *frame;              /* with -fforeign-unwind: the body's frame address (it may not be that of a variable:
	                                   the address sanitizer has stacks of its own) */
	/* What stands here depends on how the file was compiled: */
	CDEFER_PAD_ENV_ env;
#if CDEFER_UNWINDS_
	CDEFER_ALIGNED_(16) char unwinding[128];        /* memory for cdefer_rt_cut */
#endif
};

/* A setjmp of translated code: in the frame of the function that calls it; see cdefer_rt_mark_set. */
struct cdefer_mark {
	struct cdefer_mark *next;       /* an older one */
	const void *env;                /* null: not linked */
	struct cdefer_frame *head;
	char *top;
	struct cdefer_panic *panics;    /* internal panics list at the time of the setjmp */
	const void *frame;              /* tells the calls of functions apart */
	struct cdefer_mark *first;      /* the first mark that this call set... */
	struct cdefer_mark *newest;     /* ...in which this is the last one */
	unsigned long serial;           /* in order of setting */
};

/* The beginning of a context, as far as translated code reads it; one per thread or per cdefer_context. */
struct cdefer_context {
	struct cdefer_frame *head;
	char *top, *end;                /* record stack: next free byte, end of the chunk */
	struct cdefer_mark *marks;
	struct cdefer_panic *token;     /* the panic that is about to call a deferred function directly */
	void (*token_callee)(void);
};

typedef void (*cdefer_rt_fn)(void);

/* Static const, one per panic expression. */
struct cdefer_raise {
	enum cdefer_kind kind;
	const char *type;
	size_t size;
	const char *file, *func; int line;
};

/* The beginning of a panic, as far as translated code reads it. */
struct cdefer_rt_running {
	struct cdefer_panic panic;
	int recovered;
};

/*
 * The current context; made on first use.  The variable is read inline where the compiler has
 * thread-local variables, unless CDEFER_MIGRATE is defined: a compiler keeps the address of a
 * thread-local variable over a call that comes back on another thread.
 */
struct cdefer_context *cdefer_rt_self_(void);
#if defined __GNUC__ && !defined __TINYC__ && !defined CDEFER_MIGRATE
__extension__ extern __thread struct cdefer_context *cdefer_rt_current
	__attribute__((__tls_model__("initial-exec")));
#endif
CDEFER_HELPER_ struct cdefer_context *cdefer_rt_self(void)
{
#if defined __GNUC__ && !defined __TINYC__ && !defined CDEFER_MIGRATE
	struct cdefer_context *c = cdefer_rt_current;
	return CDEFER_LIKELY_(c != NULL) ? c : cdefer_rt_self_();
#else
	return cdefer_rt_self_();
#endif
}

/* What has been registered is in memory from here on: a fault (cdefer_catch_signals) finds it, also where no call
 * follows that could panic. */
CDEFER_HELPER_ void cdefer_rt_seen(void)
{
#if defined __GNUC__ && !defined __TINYC__
	__asm__ __volatile__("" : : : "memory");
#endif
}

/* The frame as that of its function, of which it is the first member.  By a call: compilers that look for broken
 * aliasing take any cast for such. */
CDEFER_HELPER_ void *cdefer_rt_whole(struct cdefer_frame *f)
{
	return f;
}

/* Notes on the record stack that records above belong to a later frame (runtime/jump.c). */
CDEFER_COLD_ void cdefer_rt_boundary_(struct cdefer_context *c, const struct cdefer_func *fn);

/* The checking build: compiled with -DCDEFER_CHECK and linked with a runtime that was (runtime/check.c). */
#ifdef CDEFER_CHECK
void cdefer_rt_check_link(struct cdefer_context *c, const struct cdefer_frame *f);
void cdefer_rt_check_use(struct cdefer_context *c, const struct cdefer_func *fn);
void cdefer_rt_check_bits(const struct cdefer_frame *f);
void cdefer_rt_check_end(struct cdefer_context *c, const struct cdefer_frame *f);
# define CDEFER_CHECK_(call) (call)
#else
# define CDEFER_CHECK_(call) ((void)0)
#endif

/* Links the function's frame with nothing pending.  pad: of this function, or null. */
CDEFER_HELPER_ void cdefer_rt_link(struct cdefer_context *c, struct cdefer_frame *f,
	const struct cdefer_func *fn, struct cdefer_pad *pad)
{
	f->func = fn;
	f->pad = pad;
	if (pad) {
		/* The analyzer would have f outlive its function: only a recovery looks at it, while that runs. */
#ifndef __clang_analyzer__
		pad->base = f;
#endif
	}
	f->bits = 0;
	f->passed = 0;
	if (fn->flags & CDEFER_MARKED) {
		f->mark = c->top;
		if (!CDEFER_LIKELY_(c->marks == NULL))
			cdefer_rt_boundary_(c, fn);
	}
	f->next = c->head;
	c->head = f;
	CDEFER_CHECK_(cdefer_rt_check_link(c, f));
}

CDEFER_HELPER_ struct cdefer_context *cdefer_rt_enter(struct cdefer_frame *f,
	const struct cdefer_func *fn, struct cdefer_pad *pad)
{
	struct cdefer_context *c = cdefer_rt_self();
	cdefer_rt_link(c, f, fn, pad);
	return c;
}

/* The same, never inline: for a function that calls setjmp, where compilers warn of every variable. */
struct cdefer_context *cdefer_rt_enter_(struct cdefer_frame *f, const struct cdefer_func *fn, struct cdefer_pad *pad);
#if CDEFER_UNWINDS_
/* The frame address is the caller's only where the text of the call stands. */
CDEFER_HELPER_ struct cdefer_pad *cdefer_rt_framed_(struct cdefer_pad *pad, const void *frame)
{
	if (pad)
		pad->frame = frame;
	return pad;
}
# define cdefer_rt_enter(f, fn, pad) cdefer_rt_enter(f, fn, cdefer_rt_framed_(pad, __builtin_frame_address(0)))
# define cdefer_rt_enter_(f, fn, pad) cdefer_rt_enter_(f, fn, cdefer_rt_framed_(pad, __builtin_frame_address(0)))
#endif

CDEFER_HELPER_ void cdefer_rt_unlink(struct cdefer_context *c, struct cdefer_frame *f)
{
	CDEFER_CHECK_(cdefer_rt_check_end(c, f));
	c->head = f->next;
#ifdef CDEFER_GUARDED_
	f->func = NULL;
#endif
}

/*
 * Behind the declaration of a frame: what happens when something else unwinds the function, a C++
 * exception, pthread_exit or a cancellation (which it can only if it is compiled with -fexceptions).
 * The frame leaves the chain; with CDEFER_FOREIGN_UNWIND, which -fforeign-unwind defines, what is
 * pending in it is run first.  f->func is null when the function has ended in the ordinary way.
 */
#ifdef CDEFER_GUARDED_
void cdefer_rt_gone_(struct cdefer_frame *f);
void cdefer_rt_unwound_(struct cdefer_frame *f);
CDEFER_HELPER_ void cdefer_rt_end_(void *frame)
{
	struct cdefer_frame *f = (struct cdefer_frame *)frame;

	if (!CDEFER_LIKELY_(f->func == NULL)) {
# if CDEFER_UNWINDS_
		cdefer_rt_unwound_(f);
# else
		cdefer_rt_gone_(f);
# endif
	}
}
# define CDEFER_FRAME_ __attribute__((__cleanup__(cdefer_rt_end_)))
#else
# define CDEFER_FRAME_
#endif

/* Links a stack record: a frame of one action, which is pending.  pad: the function's, or null. */
CDEFER_HELPER_ void cdefer_rt_record(struct cdefer_context *c, struct cdefer_frame *r,
	const struct cdefer_func *fn, struct cdefer_pad *pad)
{
	r->func = fn;
	r->pad = pad;
	r->mark = c->top;
	r->bits = 1u;
	r->passed = 0;
	r->next = c->head;
	c->head = r;
	CDEFER_CHECK_(cdefer_rt_check_link(c, r));
	cdefer_rt_seen();
}

/* Takes a stack record out of the chain: a _Defer whose block ends.  What is newer and stays (records of `defer`) is
 * the frame's below it then. */
CDEFER_COLD_ void cdefer_rt_withdraw_(struct cdefer_context *c, struct cdefer_frame *r);
CDEFER_HELPER_ void cdefer_rt_withdraw(struct cdefer_context *c, struct cdefer_frame *r)
{
	/* The result, which may fault, has been computed and stored before. */
	cdefer_rt_seen();
	if (CDEFER_LIKELY_(c->head == r))
		c->head = r->next;
	else
		cdefer_rt_withdraw_(c, r);
}

/* What of frame f is pending, when an open-coded action is registered and when one is about to run.  The function has
 * a copy of the bits in a variable of its own, which the compiler can know. */
CDEFER_HELPER_ void cdefer_rt_add(struct cdefer_frame *f, unsigned bits)
{
	*(volatile unsigned *)&f->bits = bits;
	CDEFER_CHECK_(cdefer_rt_check_bits(f));
	cdefer_rt_seen();
}
CDEFER_HELPER_ void cdefer_rt_take(struct cdefer_frame *f, unsigned bits)
{
	/* The result, which may fault, has been computed and stored before. */
	cdefer_rt_seen();
	*(volatile unsigned *)&f->bits = bits;
	CDEFER_CHECK_(cdefer_rt_check_bits(f));
}

/* errno, for -fpreserve-errno. */
int cdefer_rt_errno(void);
void cdefer_rt_set_errno(int value);

/* Ordinary exit of a function with chain records: runs what is pending above `base` and in it, newest
 * first, and unlinks base. */
void cdefer_rt_run(struct cdefer_context *c, struct cdefer_frame *base);

/* Pushes a record of site s with a copy of `saved` (size bytes, at most s->size).  Without memory the
 * action runs at once, from `saved`, and then there is a panic.  The top is raised before the record
 * is written: a signal handler may push above it. */
void cdefer_rt_defer_(struct cdefer_context *c, const struct cdefer_site *s, const void *saved, size_t size);
CDEFER_HELPER_ void cdefer_rt_defer(struct cdefer_context *c, const struct cdefer_site *s,
	const void *saved, size_t size)
{
	char *a = c->top;
	size_t need = s->size + sizeof (void *);

	CDEFER_CHECK_(cdefer_rt_check_use(c, s->func));
	if (s->align > sizeof (void *) || !CDEFER_LIKELY_((CDEFER_INTPTR_)((CDEFER_UINTPTR_)c->end - (CDEFER_UINTPTR_)a) >= (CDEFER_INTPTR_)need)) {
		cdefer_rt_defer_(c, s, saved, size);
		return;
	}
	*(char *volatile *)&c->top = a + need;
	if (size)
		CDEFER_MEMCPY_(a, saved, size);
	*(const struct cdefer_site *volatile *)(void *)(a + s->size) = s;
	cdefer_rt_seen();
}

/* A record whose saved values the caller writes in place: it is passed over until it is armed.  Without
 * memory it lies elsewhere, and arm runs the action and panics; only where that is not possible,
 * either, reserve panics before anything is evaluated. */
void *cdefer_rt_reserve(struct cdefer_context *c, const struct cdefer_site *s);
CDEFER_COLD_ void cdefer_rt_arm_(void *saved, const struct cdefer_site *s);
CDEFER_HELPER_ void cdefer_rt_arm(void *saved, const struct cdefer_site *s)
{
	const struct cdefer_site *volatile *word = (const struct cdefer_site *volatile *)(void *)((char *)saved + s->size);

	cdefer_rt_seen();
	if (CDEFER_LIKELY_(((CDEFER_UINTPTR_)*word & 2u) == 0))
		*word = s;
	else
		cdefer_rt_arm_(saved, s);
}

/*
 * Storage of a block's moved variables, s->run null, not zeroed.  before: what the block's last entry
 * in this call got, or null; it is taken again if no action was registered since.  (Storage above
 * it, of blocks inside or beside it, is given up then: an enclosing block's storage is always taken
 * first.  s->line is the depth of the block's nesting: greater than that of every block around it.)
 */
void *cdefer_rt_storage(struct cdefer_context *c, const struct cdefer_site *s, void *before);

/* Storage of any size, aligned for anything up to 16; a record that is pushed before or behind may refer
 * to it.  vla_of: given up with the storage s of its block, or of a block around it. */
void *cdefer_rt_vla(struct cdefer_context *c, size_t bytes);
void *cdefer_rt_vla_of(struct cdefer_context *c, const struct cdefer_site *s, size_t bytes);

/* Panics with a copy of the value at `object`. */
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_rt_panic(const struct cdefer_raise *r, const void *object);
/* Panics with a formatted string of any length. */
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_rt_panicf(const struct cdefer_raise *r, const char *format, ...)
	CDEFER_PRINTF_(2, 3);
/* Raises p, which recover() returned, again; a null p is a string panic. */
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_rt_repanic(const struct cdefer_raise *r, const struct cdefer_panic *p);
/* A deferred call of a null pointer has come due. */
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_rt_null_call(const struct cdefer_raise *r);
/* The text for a `defer panic(format, ...)`, on the record stack: the frame must be CDEFER_MARKED
 * and left by cdefer_rt_run. */
const char *cdefer_rt_format(struct cdefer_context *c, const char *format, ...) CDEFER_PRINTF_(2, 3);

/* recover() in an action's own text: p is the action's parameter. */
CDEFER_HELPER_ const struct cdefer_panic *cdefer_rt_recover(struct cdefer_panic *p)
{
	if (!p || ((struct cdefer_rt_running *)(void *)p)->recovered)
		return NULL;
	((struct cdefer_rt_running *)(void *)p)->recovered = 1;
	return p;
}

/* recover(T): `type` is T's canonical name; the second form compares sizes, too. */
void *cdefer_rt_recover_as(struct cdefer_panic *p, const char *type);
void *cdefer_rt_recover_type(struct cdefer_panic *p, const char *type, size_t size);

/* Before an action calls the function that is deferred: a recover in its body is for p. */
CDEFER_HELPER_ void cdefer_rt_token(struct cdefer_panic *p, cdefer_rt_fn callee)
{
	if (p) {
		struct cdefer_context *c = cdefer_rt_self();
		c->token = p;
		c->token_callee = callee;
	}
}

/* At the entry of function `self`, which contains recover: the panic that called it directly, or null. */
CDEFER_HELPER_ struct cdefer_panic *cdefer_rt_direct(cdefer_rt_fn self)
{
	struct cdefer_context *c = cdefer_rt_self();
	struct cdefer_panic *p = c->token;

	if (CDEFER_LIKELY_(p == NULL))
		return NULL;
	c->token = NULL;
	return c->token_callee == self ? p : NULL;
}

/*
 * `if (CDEFER_RT_CATCH(&P.pad)) return P.result;` in the small function around a body: nonzero when a
 * recovery comes back, after everything that the function had pending has run.
 */
CDEFER_HELPER_ void *cdefer_rt_pad_(struct cdefer_pad *p, void (*jump)(void *env))
{
	p->marks = cdefer_rt_self()->marks;
	p->jump = jump;
	return &p->env;
}
#ifdef CDEFER_RT_BUILTIN_SETJMP_
CDEFER_NORETURN_ CDEFER_NOINLINE_ CDEFER_COLD_ CDEFER_UNUSED_ static void cdefer_rt_jump_(void *env)
{
	__builtin_longjmp((void **)env, 1);
}
# define CDEFER_RT_CATCH(p) __builtin_setjmp((void **)cdefer_rt_pad_(p, CDEFER_JUMP_(cdefer_rt_jump_)))
#else
# define CDEFER_RT_CATCH(p) CDEFER_SETJMP_(*(CDEFER_JMP_BUF_ *)cdefer_rt_pad_(p, CDEFER_JUMP_(NULL)))
#endif
/* A function with CDEFER_RT_CATCH in it.  Clang does not know that its own setjmp returns twice: in a
 * function into which this one is inlined it would keep old values of variables. */
#if defined CDEFER_RT_BUILTIN_SETJMP_ && defined __clang__
# define CDEFER_CATCHES_ __attribute__((__noinline__))
#else
# define CDEFER_CATCHES_
#endif
#if CDEFER_UNWINDS_
/* Unwinds the functions on the way, up to the one that has that frame address, with it, then does the same (null:
 * longjmp).  `memory` outlives them. */
CDEFER_NORETURN_ void cdefer_rt_cut(const void *frame, void *memory, void (*jump)(void *env), void *env);
CDEFER_NORETURN_ CDEFER_NOINLINE_ CDEFER_COLD_ CDEFER_UNUSED_ static void cdefer_rt_cut_(void *env)
{
	struct cdefer_pad *p = (struct cdefer_pad *)(void *)((char *)env - offsetof(struct cdefer_pad, env));

# ifdef CDEFER_RT_BUILTIN_SETJMP_
	cdefer_rt_cut(p->frame, p->unwinding, cdefer_rt_jump_, env);
# else
	cdefer_rt_cut(p->frame, p->unwinding, NULL, env);
# endif
}
# define CDEFER_JUMP_(direct) cdefer_rt_cut_
#else
# define CDEFER_JUMP_(direct) direct
#endif

/*
 * setjmp in translated code: `cdefer_rt_mend(c, &m, setjmp(cdefer_rt_mark_set(c, &m, env)))`.  m.env is
 * null at the entry of the function; m may be set again.  mark_set returns env, mend r.  At the
 * function's exit marks_drop unlinks its n marks.
 */
#if defined __GNUC__ || defined __TINYC__
# define cdefer_rt_mark_set(c, m, env) \
	((__typeof__(((void)0, (env))))cdefer_rt_mark_set_(c, m, env, __builtin_frame_address(0)))
#else
# define cdefer_rt_mark_set(c, m, env) cdefer_rt_mark_set_(c, m, env, m)
#endif
CDEFER_HELPER_ void cdefer_rt_marks_init(struct cdefer_mark *m, unsigned n)
{
	while (n > 0)
		m[--n].env = NULL;
}
void *cdefer_rt_mark_set_(struct cdefer_context *c, struct cdefer_mark *m, const void *env, const void *frame);
int cdefer_rt_mend(struct cdefer_context *c, struct cdefer_mark *m, int r);
void cdefer_rt_marks_drop(struct cdefer_context *c, struct cdefer_mark *m, unsigned n);

/* longjmp and _longjmp, with sig siglongjmp: first runs the actions of the functions that are left,
 * if env was filled by translated code.  leave does only that, and returns env. */
CDEFER_NORETURN_ void cdefer_rt_longjmp(const void *env, int value, int sig);
void *cdefer_rt_leave(const void *env);

/* va_copy, which C89 does not have. */
#if defined __GNUC__ && !defined __TINYC__
# define CDEFER_RT_VA_COPY(to, from) __builtin_va_copy(to, from)
#else
# define CDEFER_RT_VA_COPY(to, from) va_copy(to, from)
#endif

/* Initializes an object whose type may have const members. */
CDEFER_HELPER_ void cdefer_rt_copy(void *object, const void *value, size_t size)
{
	CDEFER_MEMCPY_(object, value, size);
}
/* The same, and gives the object; nothing; the size of a record that holds a T. */
CDEFER_HELPER_ void *cdefer_rt_copied(void *object, const void *value, size_t size)
{
	CDEFER_MEMCPY_(object, value, size);
	return object;
}
CDEFER_HELPER_ void cdefer_rt_zero(void *object, size_t size)
{
	CDEFER_MEMSET_(object, 0, size);
}
#define CDEFER_RT_SIZE(T) ((sizeof (T) + sizeof (void *) - 1) / sizeof (void *) * sizeof (void *))
#define CDEFER_RT_COPY(object, T, ...) cdefer_rt_copy((void *)&(object), (T[1]){ __VA_ARGS__ }, sizeof (T))

/* The panics of untranslated C with the place of the call. */
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_rt_panicf_at(const char *file, int line, const char *func,
	const char *format, ...) CDEFER_PRINTF_(4, 5);
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_rt_panic_int_at(const char *file, int line, const char *func, int value);
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_rt_panic_str_at(const char *file, int line, const char *func, const char *text);
CDEFER_NORETURN_ CDEFER_COLD_ void cdefer_rt_panic_ptr_at(const char *file, int line, const char *func, const void *pointer);
#ifndef CDEFER_RUNTIME_
#define cdefer_panicf(...) cdefer_rt_panicf_at(__FILE__, __LINE__, __func__, __VA_ARGS__)
#define cdefer_panic_int(value) cdefer_rt_panic_int_at(__FILE__, __LINE__, __func__, value)
#define cdefer_panic_str(text) cdefer_rt_panic_str_at(__FILE__, __LINE__, __func__, text)
#define cdefer_panic_ptr(pointer) cdefer_rt_panic_ptr_at(__FILE__, __LINE__, __func__, pointer)
#endif
#endif /* CDEFER_TRANSLATES_ */

#if defined __GNUC__ && !defined __TINYC__
# pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
