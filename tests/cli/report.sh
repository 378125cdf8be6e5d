# --report=placement: on standard output, or, when the translation goes there, on standard error.
cat >a.cd <<'END'
void g(int);
void f(int n)
{
	defer g(1);
	for (int i = 0; i < n; i++)
		defer g(i);
}
void h(void) { defer g(2); g(3); }
END
run --report=placement a.cd -o a.c
expect 0
empty err
has out heap
has out open
[ -s a.c ] || fail "no output"
cp out text
run --report=placement --check a.cd
expect 0
cmp -s out text || fail "--check prints another report"
run --report=placement a.cd -o -
expect 0
cmp -s out a.c || fail "the translation is another one"
cmp -s err text || fail "standard error has another report"
run --report=placement-json a.cd -o a.c
expect 0
if command -v python3 >/dev/null 2>&1; then
	python3 -c 'import json, sys; json.load(sys.stdin)' <out || fail "no JSON"
fi
run -fno-open-coded --report=placement --check a.cd
expect 0
lacks out ": open-coded: "

# Who may recover, and why: known functions, system headers, what is said, what is assumed.
cat >pads.cd <<'END'
#include <stdlib.h>
void said(int) CDEFER_NORECOVER, listed(int), other(int), (*pointer)(int);
static void here(int n) { (void)n; }
static void recovers(int n) { (void)n; recover(); }
void f(int n)
{
	defer said(n);
	defer listed(n);
	defer free(NULL);
	defer here(n);
}
void g(int n) { defer other(n); other(n); }
void h(int n) { defer recovers(n); other(n); }
void i(int n) { defer pointer(n); other(n); }
END
run --no-recover=listed --report=placement --check pads.cd
expect 0
has out "no landing pad: the function is declared CDEFER_NORECOVER"
has out "no landing pad: --no-recover names the function"
has out "no landing pad: a function of a system header is not translated"
has out "no landing pad: the function does not call recover"
has out " landing pad: the function calls recover"
has out " landing pad: the function is defined elsewhere and may call recover"
has out " landing pad: it is not known which function is called"
run '--no-recover=*' --report=placement --check pads.cd
expect 0
has out "no landing pad: --no-recover=* says that nothing recovers that is called through a pointer"
lacks out "defined elsewhere"

# A frame where a panic or a longjmp may run something, and why.
cat >frames.cd <<'END'
#include <setjmp.h>
#include <stdio.h>
void unknown(void), told(void) __attribute__((nothrow));
static void known(FILE *f) { fputs("known", f); told(); }
void before(FILE *f)
{
	unknown();
	defer fclose(f);
	known(f);
}
void behind(FILE *f)
{
	defer fclose(f);
	known(f);
	unknown();
}
void backwards(FILE *f, int n)
{
again:
	if (n)
		unknown();
	else if (f) {
		defer fclose(f);
		return;
	}
	goto again;
}
int operands(FILE *f) { return (unknown(), 1) + ({ defer fclose(f); 2; }); }
void loops(FILE *f) { for (int i = 0; i < 2; i++) defer fputs("x", f); }
void calls_that(FILE *f) { defer fclose(f); loops(f); }
void jumps(FILE *f, jmp_buf env) { defer fclose(f); longjmp(env, 1); }
void sets(FILE *f, jmp_buf env) { defer fclose(f); if (setjmp(env)) return; }
void mixed(FILE *f) { { _Defer fclose(f); unknown(); } defer known(f); }
void scoped(FILE *f) { _Defer fclose(f); known(f); }
/* When the last action runs, nothing is pending. */
void last(FILE *f) { defer unknown(); known(f); }
void two(FILE *f) { defer known(f); defer unknown(); known(f); }
END
run --report=placement --check frames.cd
expect 0
has out "frames.cd:5: before: no frame: nothing can panic while an action is pending"
has out "frames.cd:11: behind: frame: 'unknown' may panic, in line 15"
has out "backwards: frame: 'unknown' may panic, in line 21"
has out "operands: frame: 'unknown' may panic, in line 28"
has out "loops: frame: the defer of line 29 may be executed more than once a call"
has out "calls_that: frame: 'loops' may panic, in line 30"
has out "jumps: frame: 'longjmp' may longjmp, in line 31"
has out "sets: frame: it calls what returns twice"
has out "last: no frame"
has out "two: frame: 'unknown' may panic, in line 37"
has out "mixed: frame: 'unknown' may panic, in line 33"
has out "scoped: no frame: nothing can panic while an action is pending"
run -fcatch-signals --report=placement --check frames.cd
expect 0
has out "before: frame: signals may panic, anywhere"
run -fno-open-coded --report=placement --check frames.cd
expect 0
has out "before: frame: -fno-open-coded"
run --report=placement-json --check frames.cd
expect 0
has out '"frame": true, "frame_reason": "'"'unknown' may panic, in line 15"
# A handler may jump, wherever that is; a signal that is ignored has none.
cp frames.cd handled.cd
echo 'void install(void) { signal(2, (void (*)(int))0); }' >>handled.cd
sed -i '1i#include <signal.h>' handled.cd
run --report=placement --check handled.cd
expect 0
has out "before: no frame"
echo 'void handle(int n); void installs(void) { signal(2, handle); }' >>handled.cd
run --report=placement --check handled.cd
expect 0
has out "before: frame: a signal handler may longjmp, anywhere"
# Another definition than the one in the file may be called.
cat >weak.cd <<'END'
#include <stdio.h>
#pragma weak first
void first(void) { }
void second(void) { }
void third(void) { }
void f(void) { defer puts("f"); first(); }
void g(void) { defer puts("g"); second(); }
void h(void) { defer puts("h"); third(); }
#pragma weak second = other
END
run --report=placement --check weak.cd
expect 0
has out "f: frame: 'first' may panic, in line 6"
has out "g: frame: 'second' may panic, in line 7"
has out "h: no frame"
