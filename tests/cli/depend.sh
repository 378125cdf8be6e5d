# The -M family.
echo '#include "h.h"
#include "k.h"
#include <stddef.h>
int x;' >a.cd
echo 'int h;' >h.h
echo '#include "h2.h"' >k.h
echo 'int h2;' >h2.h

run -MM a.cd
expect 0
[ "$(cat out)" = "a.c: a.cd h.h k.h h2.h" ] || fail "-MM"
no_file a.c

run -M a.cd
expect 0
has out "a.c: a.cd h.h k.h h2.h"
has out "stddef.h"
awk 'length > 100 { exit 1 }' out || fail "a long line"

run -MM -MP a.cd
expect 0
[ "$(cat out)" = "a.c: a.cd h.h k.h h2.h
h.h:
k.h:
h2.h:" ] || fail "-MP"

run -MM a.cd -MT one -MT 'two $x' -MQ 'a $x'
expect 0
[ "$(cat out)" = 'one two $x a\ $$x: a.cd h.h k.h h2.h' ] || fail "-MT, -MQ"
run -MM -MTjoined -MFjoined.d a.cd
expect 0
empty out
[ "$(cat joined.d)" = 'joined: a.cd h.h k.h h2.h' ] || fail "joined -MT, -MF"
rm joined.d

# As in GCC, -o is the rule's file, or, with -MF, the target.
run -MM a.cd -o a.d
expect 0
[ "$(cat a.d)" = "a.c: a.cd h.h k.h h2.h" ] || fail "-MM -o"
run -MM a.cd -o sub/b.c -MF a.d
expect 0
[ "$(cat a.d)" = "sub/b.c: a.cd h.h k.h h2.h" ] || fail "-MM -o -MF"
rm a.d

run -MMD a.cd -o b.c
expect 0
[ "$(cat b.d)" = "b.c: a.cd h.h k.h h2.h" ] || fail "-MMD"
cmp -s a.cd b.c || fail "-MMD: no output"
rm b.c b.d
run -MD -MP -MF dep a.cd
expect 0
has dep "a.c: a.cd h.h"
has dep "stddef.h"
[ -f a.c ] || fail "-MD: no output"
rm a.c dep
mkdir o
run -MD a.cd -o o/a.c
expect 0
has o/a.d "o/a.c: a.cd"
rm -r o
run -MMD -MF dep -MT t a.cd -o -
expect 0
has dep "t: a.cd"
cmp -s a.cd out || fail "-MMD with standard output"
run --check -MMD a.cd -o x.c
expect 0
has x.d "x.c: a.cd"
no_file x.c
rm x.d dep

# Make can read it: blanks, dollars.
mkdir 'my dir'
echo 'int a;' >'my dir/a$b c.h'
echo '#include "my dir/a$b c.h"' >blank.cd
run -MMD -MP blank.cd -o x.c
expect 0
printf 'include x.d\nx.c:\n\techo made\n' >Makefile
make -s -f Makefile x.c >made 2>&1 || fail "make: $(cat made)"
sleep 0.01
touch 'my dir/a$b c.h'
make -s -f Makefile x.c >made 2>&1
[ "$(cat made)" = made ] || fail "make does not see the header: $(cat made)"
rm -r 'my dir' blank.cd x.c x.d Makefile made

# Headers that are generated later.
echo '#include "later.h"' >g.cd
run -MM g.cd
expect 1
run -MM -MG g.cd
expect 0
[ "$(cat out)" = "g.c: g.cd later.h" ] || fail "-MG"
clean a.cd g.cd h.h k.h h2.h

# As GCC names them: no ./ in front, a missing header once, one in <> left out by -MM.
cat >g.c <<'END'
#include "h.h"
#include "made.h"
#include "made.h"
#include <made-too.h>
END
for flags in '-MM -MG -MT t' '-MM -MG -MT t -MP' '-MM -MG -MT t -I.' '-MM -MG -MT t -I./'; do
	if command -v gcc >/dev/null 2>&1; then
		# shellcheck disable=SC2086  # a list
		gcc $flags ./g.c >expected
		# shellcheck disable=SC2086
		run $flags ./g.c
		expect 0
		cmp -s expected out || fail "unlike gcc: $flags"
	fi
done
echo '#include "h.h"' | "$CDEFER" -MM -MT t - >out 2>err
[ "$(cat out)" = "t: h.h" ] || fail "standard input in the rule"
