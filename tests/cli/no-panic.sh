# -fno-panic: the output needs no header of ours, and no library.
cat >a.cd <<'END'
#include <stddefer.h>
#include <stdio.h>

struct constant { const int n; };
int read_all(FILE *f, void (*each)(int));

int read_all(FILE *f, void (*each)(int))
{
	defer fclose(f);
	for (int c; (c = getc(f)) != EOF;) {
		_Defer each(-c);
		if (c == 'q')
			return c;
		each(c);
	}
	return 0;
}
struct constant made(int n);
struct constant made(int n)
{
	int sizes[n];
	defer printf("%d\n", sizes[0]);
	sizes[0] = n;
	return (struct constant){n};
}
END
for option in '' -P; do
	run -fno-panic $option a.cd -o a.c
	expect 0
	empty err
	lacks a.c 'cdefer.h'
	lacks a.c 'stddefer.h'
	for cc in $COMPILERS; do
		$cc -std=c99 -c a.c -o a.o 2>err || fail "$cc: $(cat err)"
		nm -u a.o >names
		lacks names cdefer
	done
done
gcc -std=c99 -pedantic -Wall -Wextra -Wshadow -Wconversion -Werror -c a.c -o a.o 2>err || fail "$(cat err)"
# Where the way on is one, the statement stands at the end of its block, as people write it; not where a pragma is about it.
cat >g.cd <<'END'
#include <stdlib.h>
int work(char *, int);
int g(int n);
int g(int n)
{
	char *a = malloc(8);
	if (!a)
		return -1;
	_Defer free(a);
	while (n--) {
		char *b = malloc(9);
		_Defer free(b);
		if (work(b, n))
			return -2;
	}
	return work(a, n);
}
int h(int n);
int h(int n)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-value"
	_Defer n + 1;
#pragma GCC diagnostic pop
	return n;
}
int k(int n);
int k(int n)
{
	_Pragma("GCC diagnostic push")
	_Pragma("GCC diagnostic ignored \"-Wunused-value\"")
	_Defer n + 1;
	_Pragma("GCC diagnostic pop")
	return n;
}
END
run -fno-panic -P g.cd -o g.c
expect 0
gcc -std=c99 -pedantic -Wall -Wextra -Werror -c g.c -o g.o 2>err || fail "$(cat err)"
sed 's/[[:blank:]]*$//' g.c | sed -n '/^int g/,/^}/p; /return cdefer_r/q' >body
cat >expected <<'END'
int g(int n);
int g(int n)
{ int cdefer_r = 0; unsigned cdefer_e2;
	char *a = malloc(8);
	if (!a)
		return -1;

	while (n--) {
		char *b = malloc(9);
		if (0) { cdefer_d2:; free(b); if (cdefer_e2 == 0) { goto cdefer_end2; } goto cdefer_d1; }
		if (work(b, n))
			{ cdefer_r = -2; cdefer_e2 = 1; goto cdefer_d2; }
	cdefer_e2 = 0; goto cdefer_d2; cdefer_end2:; }
	{ cdefer_r = work(a, n);  }
cdefer_d1:; free(a); return cdefer_r; }
END
same body expected
# A function without anything to panic costs no record either, and the report says so.
cat >b.cd <<'END'
#include <stdio.h>
void unknown(void);
void known(void) __attribute__((nothrow));
static int callee(int n) { return n ? callee(n - 1) : puts("c"); }
void a(void) { _Defer puts("a"); callee(3); known(); }
void b(void) { _Defer puts("b"); unknown(); }
void c(void) { { _Defer puts("c"); } unknown(); }
void d(void (*f)(void)) { _Defer puts("d"); f(); }
void e(int n) { _Defer printf("%d\n", n); int v[n]; known(); (void)v; }
END
run --report=placement --check -Wno-defer-last b.cd
expect 0
cat >expected <<'END'
b.cd:5: a: no frame: nothing can panic while an action is pending
b.cd:5: a: _Defer: in place: nothing can panic while it is pending
    no landing pad: no panic runs it
b.cd:6: b: frame: 'unknown' may panic, in line 6
b.cd:6: b: _Defer: open-coded: pending at most once at a time
    a panic may run it: 'unknown' may panic, in line 6
    no landing pad: the block does not call recover
b.cd:7: c: no frame: nothing can panic while an action is pending
b.cd:7: c: _Defer: in place: nothing can panic while it is pending
    no landing pad: no panic runs it
b.cd:8: d: frame: a function that is called by a pointer may panic, in line 8
b.cd:8: d: _Defer: open-coded: pending at most once at a time
    a panic may run it: a function that is called by a pointer may panic, in line 8
    no landing pad: the block does not call recover
b.cd:9: e: no frame: nothing can panic while an action is pending
b.cd:9: e: _Defer: function: an array of variable size is declared behind it in its block
    no landing pad: no panic runs it
    n: by reference in place
END
same out expected
run --report=placement --check -fcatch-signals -Wno-defer-last b.cd
expect 0
[ "$(grep -c open-coded out)" = 5 ] || fail "-fcatch-signals: $(cat out)"
[ "$(grep -c 'a panic may run it: ' out)" = 5 ] || fail "-fcatch-signals: $(cat out)"
has out 'a panic may run it: signals may panic, anywhere'
# Only the C library calls back nothing but what it is given; of inline functions with an external definition, and of weak
# ones, another one may be called.
mkdir sys
printf '#include <stdio.h>\nvoid lib_run(void *);\nint lib_print(const char *, ...);\n' >sys/lib.h
printf 'void lib_error(void);\n' >sys/error.h
cat >d.cd <<'END'
#include <error.h>
#include <lib.h>
#include <stdlib.h>
static void each(void) { }
inline int external(int n) { return n; }
__attribute__((weak)) int weak(int n) { return n; }
static int sure(int n) { return n; }
void a(void *l) { _Defer puts("a"); lib_run(l); }
void b(void) { _Defer puts("b"); lib_print("b"); }
void c(void) { _Defer puts("c"); printf("%p", each); }
void d(void) { _Defer puts("d"); external(1); }
void e(void) { _Defer puts("e"); weak(1); }
void f(void) { _Defer puts("f"); sure(1); printf("%d", abs(1)); free(NULL); }
void g(void) { _Defer puts("g"); cdefer_panicf("g"); }
void h(void) { _Defer puts("h"); lib_error(); }
END
run --report=placement --check -isystem sys d.cd
expect 0
[ "$(grep -c open-coded out)" = 7 ] || fail "who may panic: $(cat out)"
has out 'd.cd:13: f: _Defer: in place'
# Bodies without a word of the language are not read, which takes time, where no _Defer needs to know them.
printf 'enum { OP_DeferredSeek, SQLITE_DeferFKs, stddefer_h };\nvoid f(void) { int x = = 3; }\n' >h.cd
run h.cd -o h.c
expect 0
printf 'void g(void);\nvoid f(void) { int x = = 3; }\nvoid h(void) { _Defer g(); f(); }\n' >i.cd
run i.cd -o i.c
expect 1
has err 'i.cd:2:'
# Conditions on the language are answered as they were, without any header.
printf '#include <stddefer.h>\n#if __STDC_VERSION_STDDEFER_H__ != 202602L || !__STDC_DEFER_TS25755__\n#error wrong\n#endif\nvoid g(void); void f(void) { defer g(); g(); }\n' >e.cd
run -fno-panic e.cd -o e.c
expect 0
gcc -c e.c -o e.o 2>err || fail "$(cat err)"
run -fno-panic -fpreserve-errno e.cd -o f.c
expect 2
has err "'-fpreserve-errno' needs the runtime"
# What needs the runtime is told.
cat >c.cd <<'END'
void g(int);
void f(void)
{
	defer g(1);
	defer { g(2); }
	panic("3");
}
int r(void)
{
	_Defer { _Result = 4; }
	return 1;
}
void h(void)
{
	_Defer { if (recover()) g(4); }
	g(5);
}
END
run -fno-panic c.cd -o c.c
expect 1
for line in 4:2 5:2 6:2; do has err "c.cd:$line: error: '"; done
has err "c.cd:15:15: error: 'recover' with -fno-panic, which leaves the runtime out"
has err "write '_Defer', or translate without -fno-panic"
no_file c.c
