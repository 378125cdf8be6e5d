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
