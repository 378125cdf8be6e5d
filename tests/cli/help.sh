# --help: grouped, one line an option; --version.
run --help
expect 0
empty err
for group in Output Language Preprocessor Dependencies Messages; do
	grep -q "^$group:$" out || fail "no group $group"
done
for o in -o --check -P --report= --dump= --emit-runtime= -x -std= -fno-open-coded -fpreserve-errno \
	-fsetjmp --frame-limit= --cc= -D -U -include -iquote -I -isystem -idirafter -M -MM -MD -MMD -MF \
	-MT -MQ -MP -MG -W -Werror -w -fdiagnostics-color -fdiagnostics-format= -v --version --help; do
	[ "$(grep -Ec "^  $o( |[A-Z]{3,})" out)" -eq 1 ] || fail "'$o' has not one line"
done
run --version
expect 0
grep -Eq '^cdefer [0-9]+\.[0-9]+' out || fail "no version"
"$CDEFER" --help >/dev/full 2>err
status=$?
expect 2
has err "standard output"
