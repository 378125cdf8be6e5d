# --report=placement: on standard output, or, when the translation goes there, on standard error.
cat >a.cd <<'END'
void g(int);
void f(int n)
{
	defer g(1);
	for (int i = 0; i < n; i++)
		defer g(i);
}
void h(void) { defer g(2); }
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
void g(int n) { defer other(n); }
void h(int n) { defer recovers(n); }
void i(int n) { defer pointer(n); }
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
