# Options of the translation itself.
cat >a.cd <<'END'
void g(int);
int f(void) { defer g(1); return 2; }
END
run a.cd -o a.c
has a.c '#line'
run -P a.cd -o p.c
expect 0
lacks p.c '#line'
run -fno-open-coded a.cd -o n.c
expect 0
cmp -s a.c n.c && fail "-fno-open-coded changes nothing"
run -fno-open-coded -fopen-coded a.cd -o o.c
cmp -s a.c o.c || fail "-fopen-coded does not undo -fno-open-coded"
run -fpreserve-errno a.cd -o e.c
expect 0
has e.c errno
run -fpreserve-errno -fno-preserve-errno a.cd -o o.c
cmp -s a.c o.c || fail "-fno-preserve-errno"

cat >big.cd <<'END'
struct big { char bytes[5000]; };
void g(struct big);
void f(struct big b) { defer g(b); }
END
run --report=placement --check big.cd
lacks out heap
run --report=placement --check --frame-limit=100 big.cd
has out heap
run --report=placement --check --frame-limit=4K big.cd
has out heap
run --report=placement --check --frame-limit=1m big.cd
lacks out heap

cat >j.cd <<'END'
#include <setjmp.h>
jmp_buf b;
int f(void) { return setjmp(b); }
END
run j.cd -o j.c
cmp -s j.cd j.c || fail "setjmp is translated in a file without words"
run -fsetjmp j.cd -o j.c
expect 0
cmp -s j.cd j.c && fail "-fsetjmp does nothing"

# -v tells of the host compiler on standard error, and changes nothing else.
run -v a.cd -o v.c
expect 0
empty out
[ -s err ] || fail "-v is silent"
cmp -s a.c v.c || fail "-v changes the output"
