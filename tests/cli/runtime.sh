# --emit-runtime writes three files that compile alone.
mkdir r
run --emit-runtime=r
expect 0
empty out
[ "$(ls r | tr '\n' ' ')" = "cdefer.c cdefer.h stddefer.h " ] || fail "other files: $(ls r)"
cmp -s r/cdefer.h "$TOP/runtime/include/cdefer.h" || fail "another cdefer.h"
cmp -s r/stddefer.h "$TOP/runtime/include/stddefer.h" || fail "another stddefer.h"
for cc in $COMPILERS; do
	$cc -std=c99 -Wall -Ir -c -o r/$cc.o r/cdefer.c >log 2>&1 || fail "$cc: $(cat log)"
	[ ! -s log ] || fail "$cc: $(cat log)"
done
run --emit-runtime=missing
expect 2
has err "missing/cdefer.c"
