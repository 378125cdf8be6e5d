/* The report of panics that nothing recovers, to the letter (language 3.4). */
#include "hand.h"
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void quiet(frame *b, unsigned bit, panic_t *p) { (void)b, (void)bit, (void)p; }
static void quiet_saved(void *saved, panic_t *p) { (void)saved, (void)p; }

/* write_block panics in save in main; save has two pending, one of them run already. */
FUNC(save, 0, quiet, 80, 88, 90);
FUNC(outermost, CDEFER_MARKED, quiet, 0);
FUNC(outermost_block, CDEFER_RECORD, quiet, -125);
FUNC(outermost_record, CDEFER_RECORD, quiet, 130);
FUNC(nothing_pending, 0, quiet, 1);
SITE(outermost_site, quiet_saved, 8, outermost, 120);
static void save(void (*raise_)(void))
{
	frame F;

	cdefer_rt_enter(&F, &save_fn, NULL);
	F.bits = 3;
	raise_();
}
static void nothing_pending(void (*raise_)(void))
{
	frame F;

	cdefer_rt_enter(&F, &nothing_pending_fn, NULL);
	save(raise_);
}
static void outermost(void (*raise_)(void))
{
	frame F, B, R;
	context *c = cdefer_rt_enter(&F, &outermost_fn, NULL);

	cdefer_rt_defer(c, &outermost_site, "saved  ", 8);
	cdefer_rt_record(c, &B, &outermost_block_fn, NULL);
	cdefer_rt_defer(c, &outermost_site, "saved  ", 8);
	cdefer_rt_record(c, &R, &outermost_record_fn, NULL);
	nothing_pending(raise_);
}

static void disk_full(void) { PANIC_STR(write_block, 42, "disk full"); }
static void trace(void) { outermost(disk_full); }
static void none(void) { setenv("CDEFER_TRACEBACK", "none", 1); outermost(disk_full); }
static void native(void) { setenv("CDEFER_TRACEBACK", "native", 1); disk_full(); }
static void single(void) { setenv("CDEFER_TRACEBACK", "single", 1); disk_full(); }

static void an_int(void) { PANIC_INT(f, 1, -42); }
static void least(void) { RAISE(f, 1, CDEFER_INT, "long long", long long, INT64_MIN); }
static void most(void) { RAISE(f, 1, CDEFER_UINT, "unsigned long long", unsigned long long, UINT64_MAX); }
static void a_char(void) { RAISE(f, 1, CDEFER_INT, "signed char", signed char, -1); }
static void a_bool(void) { RAISE(f, 1, CDEFER_UINT, "_Bool", _Bool, 1); }
static void not_so(void) { RAISE(f, 1, CDEFER_UINT, "_Bool", _Bool, 0); }
static void a_double(void) { RAISE(f, 1, CDEFER_FLOAT, "double", double, 0.1 + 0.2); }
static void a_float(void) { RAISE(f, 1, CDEFER_FLOAT, "float", float, 0.1f); }
static void a_long_double(void) { RAISE(f, 1, CDEFER_FLOAT, "long double", long double, -2.5L); }
static void no_string(void) { PANIC_STR(f, 1, NULL); }
static void lines(void) { PANIC_STR(f, 1, "one\ntwo\n\nfour"); }
static void pointer(void) { RAISE(f, 1, CDEFER_POINTER, "int *", int *, (int *)(uintptr_t)0xabcd1234u); }
static void null_pointer(void) { RAISE(f, 1, CDEFER_POINTER, "struct s *", void *, NULL); }
struct io_error { int code; char path[100]; };
static void object(void)
{
	static const struct io_error e = { 1, "x" };

	RAISE(f, 1, CDEFER_OBJECT, "struct io_error", struct io_error, e);
}
static void formatted(void) { PANICF(f, 9, "%s is %d", "it", 3); }
static void null_call(void)
{
	static const struct cdefer_raise from = { CDEFER_STRING, "char *", 8, "test.cd", "f", 7 };

	cdefer_rt_null_call(&from);
}
static void null_again(void) { REPANIC(f, 8, NULL); }

/* defer { recover(); panic(28); }  panic("disk full");  and further ones. */
static int how;
static void again_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b;
	if (how == 1 && bit == 1) {
		cdefer_rt_recover(p);
		PANIC_INT(again, 12, 28);
	} else if (how == 2 && bit == 1) {
		REPANIC(again, 13, cdefer_rt_recover(p));
	} else if (how == 3 && bit > 0) {
		PANIC_INT(again, 14, (int)bit);
	} else if (how == 4 && bit == 2) {
		REPANIC(again, 15, cdefer_rt_recover(p));
	} else if (how == 4 && bit == 1) {
		cdefer_rt_recover(p);
		PANIC_STR(again, 16, "other");
	} else if (how == 5 && bit == 2) {
		PANIC_STR(again, 17, "second");
	} else if (how == 5 && bit == 1) {
		REPANIC(again, 18, cdefer_rt_recover(p));
	}
}
FUNC(again, 0, again_run, 20, 21, 22, 23);
static void again(void)
{
	frame F;

	cdefer_rt_enter(&F, &again_fn, NULL);
	F.bits = 15;
	PANIC_STR(again, 11, "disk full");
}
static void recovered(void) { how = 1; again(); }
static void repanicked(void) { how = 2; again(); }
static void replaced(void) { how = 3; again(); }
static void both(void) { how = 4; again(); }
static void second_again(void) { how = 5; again(); }

static void tell(const panic_t *p)
{
	char text[50];

	cdefer_panic_text(p, text, sizeof text);
	fprintf(stderr, "handler: %s, %s:%d, previous %d\n", text, p->file, p->line, p->previous != NULL);
}
static void handler(void) { CHECK(cdefer_on_panic(tell) == NULL); replaced(); }
static void ends(const panic_t *p) { tell(p); _exit(3); }
static void handler_ends(void) { CHECK(!cdefer_on_panic(tell)); CHECK(cdefer_on_panic(ends) == tell); disk_full(); }
static void panics(const panic_t *p) { tell(p); PANIC_STR(handler, 5, "in the handler"); }
static void handler_panics(void) { cdefer_on_panic(panics); trace(); }

#line 100
static void plain(void) { cdefer_panicf("plain %s", "C"); }
static void plain_int(void) { cdefer_panic_int(5); }
static void plain_str(void) { cdefer_panic_str("%d"); }
static void plain_ptr(void) { cdefer_panic_ptr((void *)0x10); }
static void as_function(void) { (cdefer_panicf)("from %s", "nowhere"); }

#line 140
static void wrong_run(frame *b, unsigned bit, panic_t *p) { (void)b, (void)bit; cdefer_rt_recover(p); }
FUNC(wrong, 0, wrong_run, 30);
static void no_pad(void)
{
	frame F;

	cdefer_rt_enter(&F, &wrong_fn, NULL);
	F.bits = 1;
	PANIC_INT(wrong, 31, 1);
}

static const struct { const char *name; void (*call)(void); } cases[] = {
#define CASE(f) { #f, f }
	CASE(trace), CASE(none), CASE(single),
	CASE(an_int), CASE(least), CASE(most), CASE(a_char), CASE(a_bool), CASE(not_so), CASE(a_double), CASE(a_float),
	CASE(a_long_double), CASE(no_string), CASE(lines), CASE(pointer), CASE(null_pointer), CASE(object),
	CASE(formatted), CASE(null_call), CASE(null_again),
	CASE(recovered), CASE(repanicked), CASE(replaced), CASE(both), CASE(second_again),
	CASE(handler), CASE(handler_ends), CASE(handler_panics),
	CASE(plain), CASE(plain_int), CASE(plain_str), CASE(plain_ptr), CASE(as_function), CASE(no_pad), CASE(native),
};

int main(void)
{
	unsigned i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		int ends_[2], status;
		char buffer[4096];
		ssize_t n;

		printf("== %s\n", cases[i].name);
		fflush(stdout);
		CHECK(pipe(ends_) == 0);
		if (fork() == 0) {
			dup2(ends_[1], 2);
			close(ends_[0]);
			close(ends_[1]);
			/* The report flushes nothing (valgrind does). */
			if (!strstr("valgrind", getenv("WAY") ? getenv("WAY") : "none"))
				printf("not flushed\n");
			/* What is not under test is told shortly. */
			setenv("CDEFER_TRACEBACK", i >= 3 && i < 25 && i != 18 && i != 20 && i != 21 && i != 24 ? "none" : "single", 1);
			cases[i].call();
			_exit(99);
		}
		close(ends_[1]);
		while ((n = read(ends_[0], buffer, sizeof buffer - 1)) > 0) {
			char *end;

			buffer[n] = '\0';
			/* The platform's own trace is of the platform. */
			end = strstr(buffer, "   panic\n");
			if (cases[i].call == native)
				n = end ? end + 9 - buffer : 0;
			fwrite(buffer, 1, (size_t)n, stdout);
		}
		close(ends_[0]);
		wait(&status);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
			printf("status %x\n", (unsigned)status);
	}
	return 0;
}
/* output:
== trace
panic: disk full

thread 1 [panicking]:
  write_block  test.cd:42   panic
  save         test.cd:88   2 deferred
  outermost    test.cd:130   4 deferred
== none
panic: disk full
== single
panic: disk full

thread 1 [panicking]:
  write_block  test.cd:42   panic
== an_int
panic: -42 (int)
== least
panic: -9223372036854775808 (long long)
== most
panic: 18446744073709551615 (unsigned long long)
== a_char
panic: -1 (signed char)
== a_bool
panic: true (_Bool)
== not_so
panic: false (_Bool)
== a_double
panic: 0.30000000000000004 (double)
== a_float
panic: 0.1 (float)
== a_long_double
panic: -2.5 (long double)
== no_string
panic: (null)
== lines
panic: one
	two
	
	four
== pointer
panic: 0xabcd1234 (int *)
== null_pointer
panic: 0x0 (struct s *)
== object
panic: (struct io_error)
== formatted
panic: it is 3
== null_call
panic: call of a null pointer

thread 1 [panicking]:
  f  test.cd:7   panic
== null_again
panic: panic(NULL)
== recovered
panic: disk full [recovered]
	panic: 28 (int)

thread 1 [panicking]:
  again  test.cd:12   panic
  again  test.cd:20   1 deferred
== repanicked
panic: disk full [recovered, repanicked]

thread 1 [panicking]:
  again  test.cd:11   panic
  again  test.cd:23   4 deferred
== replaced
panic: disk full
	panic: 3 (int)
	panic: 2 (int)
	panic: 1 (int)
== both
panic: disk full [recovered, repanicked]
	panic: other
== second_again
panic: disk full
	panic: second [recovered, repanicked]

thread 1 [panicking]:
  again  test.cd:17   panic
  again  test.cd:21   2 deferred
== handler
handler: 1 (int), test.cd:14, previous 1
panic: disk full
	panic: 3 (int)
	panic: 2 (int)
	panic: 1 (int)

thread 1 [panicking]:
  again  test.cd:14   panic
  again  test.cd:20   1 deferred
== handler_ends
handler: disk full, test.cd:42, previous 0
status 300
== handler_panics
handler: disk full, test.cd:42, previous 0
panic: disk full
	panic: in the handler

thread 1 [panicking]:
  handler  test.cd:5   panic
== plain
panic: plain C

thread 1 [panicking]:
  plain  tests/runtime/report.c:100   panic
== plain_int
panic: 5 (int)

thread 1 [panicking]:
  plain_int  tests/runtime/report.c:101   panic
== plain_str
panic: %d

thread 1 [panicking]:
  plain_str  tests/runtime/report.c:102   panic
== plain_ptr
panic: 0x10 (void *)

thread 1 [panicking]:
  plain_ptr  tests/runtime/report.c:103   panic
== as_function
panic: from nowhere

thread 1 [panicking]:
  ?  ?   panic
== no_pad
cdefer: recover in an action that was not expected to: wrong, test.cd:30
== native
panic: disk full

thread 1 [panicking]:
  write_block  test.cd:42   panic
*/
