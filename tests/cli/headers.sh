# --headers: the .hd files that are included are translated, too.
mkdir inc
printf 'static inline int f(int n) { defer g(n); return n; }\n' >inc/a.hd
printf 'void g(int);\n#include "inc/a.hd"\n#include "b.hd"\nint h(void) { defer g(1); return f(2); }\n' >c.cd
printf 'struct b { int b; };\n' >b.hd
sed -i '1i void g(int);' inc/a.hd
run --headers=out.d c.cd -o c.c
expect 0
empty err
has c.c "#include \"$PWD/out.d$PWD/inc/a.hd.h\""
has c.c "#include \"$PWD/out.d$PWD/b.hd.h\""
[ -s "out.d$PWD/inc/a.hd.h" ] || fail "no inc/a.hd.h: $(find out.d)"
[ -s "out.d$PWD/b.hd.h" ] || fail "no b.hd.h: $(find out.d)"
no_file inc/a.h
gcc -fsyntax-only -I "$TOP/runtime/include" c.c 2>err || fail "it does not compile"

# What is beside a header, asked for and included in more than one way; what is found by a search stays searched.
mkdir sys
echo '#define K 3' >inc/k.h
echo '#define S 4' >sys/s.h
printf 'static inline int twin(void) { return 5; }\n' >inc/twin.hd
ln -s inc link
cat >inc/k.hd <<'END'
#define NAME "k.h"
#if __has_include("k.h") && !__has_include("none.h") && __has_include(NAME) && __has_include("twin.hd") && !__has_include("twin.h")
#include NAME
#include "k.h" // twice
#include "s.h"
#include "twin.hd"
#endif
static inline int k(void) { defer g(K + S + twin()); return K; }
END
printf 'void g(int);\n#include <k.hd>\n#include "link/b2.hd"\n#define N "inc/b2.hd"\n#include N\nint m(void) { return k() + b2(); }\n' >k.cd
printf '#pragma once\nstatic inline int b2(void) { defer g(2); return 2; }\n' >inc/b2.hd
run -Iinc -Isys --headers=out.d k.cd -o k.c
expect 0
empty err
made=out.d$PWD/inc/k.hd.h
has "$made" "#include \"$PWD/inc/k.h\" // twice"
[ "$(grep -c "#include \"$PWD/inc/k.h\"" "$made")" = 2 ] || fail "by a macro: $(cat "$made")"
has "$made" '#include "s.h"'
has "$made" '#if 1 && !0 && 1 && 1 && !0'
gcc -fsyntax-only -Iinc -Isys -I "$TOP/runtime/include" k.c 2>err || fail "it does not compile: $(cat err)"
# A file of another name behind a link is what it is called.
mkdir store l
mv inc/b2.hd store/abc
ln -s ../store/abc l/v.hd
printf 'void g(int);\n#include "l/v.hd"\nint v(void) { return b2(); }\n' >v.cd
run --headers=out.d v.cd -o v.c
expect 0
has v.c "#include \"$PWD/out.d$PWD/l/v.hd.h\""

# A .cd file without a word is called so, too.
printf '#include "b.hd"\nint x[sizeof (struct b) - 4] = {&x};\n' >w.cd
run --headers=out.d w.cd -o w.c
expect 0
gcc -fsyntax-only w.c 2>err
has err 'w.cd:2:'

# By itself: x.h, however x.hd is named.
printf 'void g(int);\n#define N "b.hd"\n#define S(x) <x.hd>\n#include N\n#include S(l/v)\n' >m.cd
run -I. m.cd -o m.c
expect 0
has m.c '#include "b.h"'
has m.c '#include <l/v.h>'

# What cannot be right is told: a search that goes on from where the header was, one header in two ways.
printf '#include_next <k.hd>\n' >sys/k.hd
printf '#include <k.hd>\n' >n.cd
run -Isys -Iinc --headers=out.d n.cd -o n.c
expect 1
has err '#include_next in a header that is translated on the way'
no_file n.c
printf '#pragma once\n#include "b.hd"\n' >plain.h
printf '#include "plain.h"\n#include "b.hd"\nstruct b b;\n' >o.cd
run --headers=out.d o.cd -o o.c
expect 1
has err "'b.hd' is included as it is here, by the plain header 'plain.h', and translated elsewhere"

# Text of an included file that has to stand in the output includes what it did.
mkdir -p inc/sub
echo '#define KK 7' >inc/sub/k.h
echo '#define KK 1000' >sub.h
echo '#define KK 1000' >k2.h
printf 'if (n == 5) return 1;\n#include "k.h"\nn += KK;\n' >inc/sub/body.h
printf 'int f(int n)\n{\n\tdefer g(n);\n#include "inc/sub/body.h"\n\treturn n;\n}\n' >body.cd
sed -i '1i void g(int);' body.cd
run body.cd -o body.c
expect 0
has body.c '#include "inc/sub/k.h"'
run --headers=out.d body.cd -o body.c
expect 0
has body.c "#include \"$PWD/inc/sub/k.h\""

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
