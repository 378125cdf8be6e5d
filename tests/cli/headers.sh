# --headers: the .hd files that are included are translated, too.
mkdir inc
printf 'static inline int f(int n) { defer g(n); return n; }\n' >inc/a.hd
printf 'void g(int);\n#include "inc/a.hd"\n#include "b.hd"\nint h(void) { defer g(1); return f(2); }\n' >c.cd
printf 'struct b { int b; };\n' >b.hd
sed -i '1i void g(int);' inc/a.hd
run --headers=out.d c.cd -o c.c
expect 0
empty err
has c.c '#include "inc/a.h"'
[ -s "out.d$PWD/inc/a.h" ] || fail "no inc/a.h: $(find out.d)"
[ -s "out.d$PWD/b.h" ] || fail "no b.h: $(find out.d)"
same out.d/list - <<END
$PWD/inc/a.hd
$PWD/b.hd
END
no_file inc/a.h
gcc -fsyntax-only -I "$TOP/runtime/include" -iquote "out.d$PWD" c.c 2>err || fail "it does not compile"

# None: nothing is made.
echo 'int x;' >d.cd
run --headers=none d.cd -o d.c
expect 0
no_file none

# An error in a header leaves the translation unwritten.
echo 'static void e(void) { defer 3; }' >>inc/a.hd
run --headers=two.d c.cd -o e.c
expect 1
has err inc/a.hd:3
no_file e.c
no_file two.d/list
run --headers=x --check c.cd
expect 2
has err "'--headers' needs a translation"
