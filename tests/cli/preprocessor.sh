# -D, -U, -include and the four kinds of directories, joined and separate; -P.
mkdir q i s after
echo 'q' >q/x.h
echo 'i' >i/x.h
echo 's' >s/x.h
echo 'after' >after/x.h
echo 'only' >after/only.h
pp() { run --dump=pp -P "$@"; expect 0; tr -s ' \n' ' ' <out | sed 's/^ //; s/ $//' >text; }
is() { [ "$(cat text)" = "$1" ] || fail "'$(cat text)', not '$1'"; }

echo '#include "x.h"' >quote.cd
echo '#include <x.h>' >angle.cd
echo '#include <only.h>' >only.cd
pp quote.cd -idirafter after -isystem s -I i -iquote q
is q
pp quote.cd -idirafterafter -isystems -Ii -iquoteq
is q
pp angle.cd -idirafter after -isystem s -I i -iquote q
is i
pp angle.cd -idirafter after -isystem s -iquote q
is s
pp angle.cd -idirafter after -iquote q
is after
pp only.cd -I i -idirafter after
is only
pp quote.cd -I q -I i
is q

echo 'A B F(1) U E' >d.cd
pp d.cd -DA -D B=2 '-DF(x)=<x>' -DU=1 -UU -D E=
is '1 2 <1> U'
pp d.cd -DA=1 -U A -DA=3 -DU
is '3 B F(1) 1 E'
echo 'A X' >i.cd
echo '#define X from_x' >x.h
echo '#define A X' >y.h
pp i.cd -include x.h -include y.h
is 'from_x from_x'
pp i.cd -includex.h
is 'A from_x'
run --dump=pp -include nowhere.h i.cd
expect 1
has err "nowhere.h"

# Line markers, and -P without them.
run --dump=pp i.cd
grep -q '^# 1 "i.cd"' out || grep -q '^#line 1 "i.cd"' out || fail "no line marker"
run --dump=pp -P i.cd
lacks out '#'

# Preprocessed input, as from a compiler.
gcc -E -x c - <quote.cd -iquote q >q.i 2>err || fail "gcc -E"
run -x preprocessed --dump=pp -P - <q.i
printf '# 1 "z.c"\n# 1 "<built-in>"\n# 1 "z.c"\nint a;\n# 1 "h.h" 1 3\nint A;\n# 3 "z.c" 2\nint b;\n' >z.i
run z.i -o z.c -DA=wrong
expect 0
cmp -s z.i z.c || fail "preprocessed input"
