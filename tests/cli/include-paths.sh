# Quoted includes are still found when the output lies in another folder; .hd gives .h.
mkdir -p src/sub made
cat >src/u.hd <<'END'
#ifndef U_H
#define U_H
#include <stdio.h>
static inline void twice(int x)
{
	defer printf("u %d\n", x);
	printf("u first %d\n", x);
}
#endif
END
echo 'enum { FROM_SUB = 3 };' >src/sub/s.h
cat >src/main.cd <<'END'
#include "u.hd"
#include "sub/s.h"
int main(void)
{
	defer twice(FROM_SUB);
	return 0;
}
END
run src/u.hd -o made/u.h
expect 0
empty err
run src/main.cd -o made/main.c
expect 0
has made/main.c '"u.h"'
lacks made/main.c 'u.hd"'
gcc -std=c99 -Wall -Wextra -Werror -I"$WORK/rt" -Isrc -o prog made/main.c "$WORK/rt/gcc-O0.o" 2>log || fail "gcc: $(cat log)"
[ "$(./prog | tr '\n' ' ')" = "u first 3 u 3 " ] || fail "another output"
# A word in a function of a plain .h is an error that proposes .hd.
cp src/u.hd src/plain.h
printf '#include "plain.h"\nint main(void) { defer twice(1); return 0; }\n' >src/wrong.cd
run src/wrong.cd -o made/wrong.c
expect 1
has err ".hd"
no_file made/wrong.c
