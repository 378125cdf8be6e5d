# Warnings and the forms of messages.
cat >a.cd <<'END'
void g(int);
void f(int n) { for (int i = 0; i < n; i++) { defer g(i); } }
#warning look here
END
run --check a.cd
expect 0
has err "a.cd:3:"
has err "warning: "
lacks err "defer-in-loop"
run --check -Wall a.cd
expect 0
has err "[-Wdefer-in-loop]"
run --check -Wdefer-in-loop a.cd
has err "[-Wdefer-in-loop]"
run --check -Wall -Wno-defer-in-loop a.cd
lacks err "defer-in-loop"
run --check -w -Wall a.cd
expect 0
empty err
run --check -Werror a.cd
expect 1
run --check -Wall -Werror=defer-in-loop a.cd
expect 1
run a.cd -Werror -o a.c
expect 1
no_file a.c
run --check -Werror -Wno-error=cpp a.cd
expect 0
run --check -Wno-cpp -Werror a.cd
expect 0

# Colour: on demand, never into a file by itself.
esc=$(printf '\033')
run --check a.cd
lacks err "$esc"
run --check -fdiagnostics-color=auto a.cd
lacks err "$esc"
run --check -fdiagnostics-color a.cd
has err "$esc["
run --check -fdiagnostics-color=always a.cd
has err "$esc["
run --check -fdiagnostics-color -fno-diagnostics-color a.cd
lacks err "$esc"
run --check -fdiagnostics-color=always -fdiagnostics-color=never a.cd
lacks err "$esc"

for format in json sarif; do
	run --check -fdiagnostics-format=$format a.cd
	expect 0
	has err "look here"
	if command -v python3 >/dev/null 2>&1; then
		python3 -c 'import json, sys; json.load(sys.stdin)' <err || fail "$format is no JSON"
	fi
	echo 'int x;' >clean.cd
	run --check -fdiagnostics-format=$format clean.cd
	expect 0
done
for format in json sarif; do
	run --check -fdiagnostics-format=$format missing.cd
	expect 2
	has err "cannot read 'missing.cd'"
	if command -v python3 >/dev/null 2>&1; then
		python3 -m json.tool err >/dev/null || fail "$format is no JSON"
	fi
done
run --check -fdiagnostics-format=text a.cd
has err "warning: "

# Many errors: at most 20 are told.
{ i=0; while [ $i -lt 100 ]; do echo "int f$i( { ; }"; i=$((i + 1)); done; } >many.cd
run --check many.cd
expect 1
[ "$(grep -c ' error: ' err)" -le 21 ] || fail "too many errors"
{ i=0; while [ $i -lt 21 ]; do echo "void g$i(int x) { defer x; }"; i=$((i + 1)); done; } >many.cd
run --check many.cd
expect 1
has err "many.cd:20:"
has err "cdefer: error: too many errors, stopping now"
lacks err "many.cd:21:"

# A remedy at the very place of its error shows the line once.
cat >once.cd <<'END'
int f(void)
{
	defer { return 1; }
	return 0;
}
END
run --check once.cd
expect 1
[ "$(grep -c 'defer { return 1; }' err)" -eq 1 ] || fail "the line is shown twice"
has err "note: 'return;' ends the block"

# A file of NUL bytes is told of a few hundred times, not once a byte.
head -c 100000 /dev/zero >nul.cd
run nul.cd -o nul.c
expect 0
cmp -s nul.cd nul.c || fail "NUL bytes are changed"
has err "too many warnings of this kind"
[ "$(grep -c 'null character' err)" -le 200 ] || fail "too many warnings"
