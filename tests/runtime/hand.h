/*
 * hand.h - for the tests of the runtime, which are lowered by hand: `/ * the source * /` stands above what
 * the translator would make of it.
 */
#define _XOPEN_SOURCE 700
#include "cdefer.h"
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is read behind a setjmp is not changed behind it. */
#if defined __GNUC__ && !defined __clang__ && !defined __TINYC__
# pragma GCC diagnostic ignored "-Wclobbered"
#endif

typedef struct cdefer_context context;
typedef struct cdefer_frame frame;
typedef struct cdefer_panic panic_t;

/* The descriptor of function f: `run` runs its bits, of the lines that follow. */
#define FUNC(f, flags, run, ...) \
	static const int f##_lines[] = { __VA_ARGS__ }; \
	static const struct cdefer_func f##_fn = { "test.cd", #f, flags, run, f##_lines }
#define SITE(s, run, size, f, line) static const struct cdefer_site s = { run, size, &f##_fn, line, 0 }

#define RAISE(f, line, kind, type, T, value) do { \
	static const struct cdefer_raise raise_ = { kind, type, sizeof (T), "test.cd", #f, line }; \
	T value_ = value; \
	cdefer_rt_panic(&raise_, &value_); \
} while (0)
#define PANIC_INT(f, line, value) RAISE(f, line, CDEFER_INT, "int", int, value)
#define PANIC_STR(f, line, value) RAISE(f, line, CDEFER_STRING, "char *", const char *, value)
#define PANICF(f, line, ...) do { \
	static const struct cdefer_raise raise_ = { CDEFER_STRING, "char *", sizeof (char *), "test.cd", #f, line }; \
	cdefer_rt_panicf(&raise_, __VA_ARGS__); \
} while (0)
#define REPANIC(f, line, p) do { \
	static const struct cdefer_raise raise_ = { CDEFER_STRING, "char *", sizeof (char *), "test.cd", #f, line }; \
	cdefer_rt_repanic(&raise_, p); \
} while (0)

/* Calls body(P) behind the landing pad that P begins with; true after a recovery. */
#define TRY(P, body) (CDEFER_RT_CATCH(&(P)->pad) ? 1 : (body(P), 0))

#define CHECK(e) ((e) ? (void)0 : (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #e), fflush(stdout), abort()))

/* Nothing is left over in the context. */
static inline void check_clean(void)
{
	context *c = cdefer_rt_self(), *fresh = cdefer_context_new();

	CHECK(!c->head);
	CHECK(!fresh || c->top - (char *)c == fresh->top - (char *)fresh);
	CHECK(!fresh || cdefer_context_free(fresh) == 0);
	CHECK(!c->marks);
	CHECK(!c->token);
	CHECK(cdefer_pending() == 0);
}
