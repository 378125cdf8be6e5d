# cdefer.h and stddefer.h are found without -I: the translator has them. No rule for make names them.
cat >a.cd <<'END'
#include <cdefer.h>
#include "stddefer.h"
#ifndef __STDC_VERSION_STDDEFER_H__
#error "no stddefer.h"
#endif
#if !__has_include(<cdefer.h>)
#error "no cdefer.h"
#endif
int f(const struct cdefer_panic *p) { return p->line; }
END
run a.cd -o a.c
expect 0
cmp -s a.cd a.c || fail "another text"
run -M a.cd
expect 0
lacks out defer.h
# One that is there goes first.
mkdir own
echo 'typedef int its_own;' >own/cdefer.h
echo '#include <cdefer.h>
its_own x;' >b.cd
run -Iown -M b.cd
expect 0
has out own/cdefer.h
