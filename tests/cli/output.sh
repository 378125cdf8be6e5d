# Where the output goes, and that it is whole or not there.
printf 'int x;\n' >a.cd
printf '#ifndef U\n#define U\nint u(void);\n#endif\n' >u.hd

run a.cd -o x.c
expect 0
empty out
empty err
cmp -s a.cd x.c || fail "not the same bytes"
rm x.c

run -ox.c a.cd
expect 0
cmp -s a.cd x.c || fail "joined -o"
rm x.c

# Beside the input by default.
mkdir d
cp a.cd d/a.cd
cp u.hd d/u.v2.hd
run d/a.cd
expect 0
cmp -s a.cd d/a.c || fail "no d/a.c"
run d/u.v2.hd
expect 0
cmp -s u.hd d/u.v2.h || fail "no d/u.v2.h"
rm -r d
clean a.cd u.hd

# Standard input and output.
"$CDEFER" - <a.cd >out 2>err
status=$?
expect 0
cmp -s a.cd out || fail "standard input to standard output"
"$CDEFER" - -o x.c <a.cd >out 2>err
status=$?
expect 0
cmp -s a.cd x.c || fail "standard input to a file"
rm x.c
run a.cd -o -
expect 0
cmp -s a.cd out || fail "-o -"
run a.cd -o /dev/stdout
expect 0
cmp -s a.cd out || fail "-o /dev/stdout"
clean a.cd u.hd
echo first >joined
"$CDEFER" a.cd -o /dev/stdout >>joined 2>err
[ "$(cat joined)" = "first
int x;" ] || fail "standard output was truncated"
rm joined

# Devices and pipes are written in place.
run a.cd -o /dev/null
expect 0
[ -c /dev/null ] || fail "/dev/null is gone"
mkfifo pipe
cat pipe >got &
run a.cd -o pipe
wait
expect 0
cmp -s a.cd got || fail "pipe"
rm pipe got

# A symbolic link stays one.
mkdir d
echo old >d/real.c
ln -s d/real.c link.c
run a.cd -o link.c
expect 0
[ -L link.c ] || fail "the link is replaced"
cmp -s a.cd d/real.c || fail "the link's target is not written"
rm -r d link.c

# The mode is what the umask leaves.
(umask 027; "$CDEFER" a.cd -o x.c)
[ "$(ls -l x.c | cut -c1-10)" = -rw-r----- ] || fail "mode: $(ls -l x.c)"
rm x.c

# The same bytes each time.
run a.cd -o 1.c
run a.cd -o 2.c
cmp -s 1.c 2.c || fail "two outputs"
rm 1.c 2.c
clean a.cd u.hd

# An empty input, and one without a last newline.
: >e.cd
run e.cd -o e.c
expect 0
cmp -s e.cd e.c || fail "empty"
printf 'int x;' >e.cd
run e.cd -o e.c
expect 0
cmp -s e.cd e.c || fail "no last newline"
