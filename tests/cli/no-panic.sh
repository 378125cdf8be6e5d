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
b.cd:5: a: _Defer: in place: nothing can panic while it is pending
    no landing pad: no panic runs it
b.cd:6: b: _Defer: open-coded: pending at most once at a time
    no landing pad: the block does not call recover
b.cd:7: c: _Defer: in place: nothing can panic while it is pending
    no landing pad: no panic runs it
b.cd:8: d: _Defer: open-coded: pending at most once at a time
    no landing pad: the block does not call recover
b.cd:9: e: _Defer: function: an array of variable size is declared behind it in its block
    no landing pad: no panic runs it
    n: by reference in place
END
same out expected
run --report=placement --check -fcatch-signals -Wno-defer-last b.cd
expect 0
[ "$(grep -c open-coded out)" = 5 ] || fail "-fcatch-signals: $(cat out)"
# What needs the runtime is told.
cat >c.cd <<'END'
void g(int);
void f(void)
{
	defer g(1);
	defer { g(2); }
	panic("3");
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
has err "c.cd:10:15: error: 'recover' with -fno-panic, which leaves the runtime out"
has err "write '_Defer', or translate without -fno-panic"
no_file c.c
