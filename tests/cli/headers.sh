# --headers: the .hd files that are included are translated, too.
mkdir inc
printf 'static inline int f(int n) { defer g(n); return n; }\n' >inc/a.hd
printf 'void g(int);\n#include "inc/a.hd"\n#include "b.hd"\nint h(void) { defer g(1); return f(2); }\n' >c.cd
printf 'struct b { int b; };\n' >b.hd
sed -i '1i void g(int);' inc/a.hd
run --headers=out.d c.cd -o c.c
expect 0
empty err
has c.c "#include \"$PWD/out.d$PWD/inc/a.h\""
has c.c "#include \"$PWD/out.d$PWD/b.h\""
[ -s "out.d$PWD/inc/a.h" ] || fail "no inc/a.h: $(find out.d)"
[ -s "out.d$PWD/b.h" ] || fail "no b.h: $(find out.d)"
no_file inc/a.h
gcc -fsyntax-only -I "$TOP/runtime/include" c.c 2>err || fail "it does not compile"

# A header beside which there is another file, which is asked for and included in more than one way.
echo '#define K 3' >inc/k.h
cat >inc/k.hd <<'END'
#if __has_include("k.h") && !__has_include("none.h")
#define NAME "k.h"
#include NAME
#include "k.h" // twice
#  include_next <stddef.h>
#endif
static inline int k(void) { defer g(K); return K; }
END
printf 'void g(int);\n#include <k.hd>\nint m(void) { return k(); }\n' >k.cd
run -Iinc --headers=out.d k.cd -o k.c
expect 0
has "out.d$PWD/inc/k.h" "#include \"$PWD/inc/k.h\" // twice"
grep -q '^#  include "/.*/stddef.h"$' "out.d$PWD/inc/k.h" || fail "include_next: $(cat "out.d$PWD/inc/k.h")"
has "out.d$PWD/inc/k.h" "__has_include(\"$PWD/inc/k.h\") && !__has_include(\"none.h\")"
rm inc/k.hd
gcc -fsyntax-only -I "$TOP/runtime/include" k.c 2>err || fail "it does not compile"

# --named-includes: the output may lie anywhere.
mkdir -p src build/deep
echo 'struct p { int x; };' >src/p.h
printf '#include "p.h"\n#include <stddef.h>\n#include "../inc/k.h"\nvoid g(int);\nint n(struct p *p) { defer g(K); return p->x; }\n' >src/n.cd
run --named-includes src/n.cd -o build/deep/n.c
expect 0
has build/deep/n.c '#include "src/p.h"'
has build/deep/n.c '#include <stddef.h>'
has build/deep/n.c '#include "src/../inc/k.h"'
gcc -fsyntax-only -iquote . -I "$TOP/runtime/include" build/deep/n.c 2>err || fail "it does not compile"

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
no_file two.d
run --headers=x --check c.cd
expect 2
has err "'--headers' needs a translation"
