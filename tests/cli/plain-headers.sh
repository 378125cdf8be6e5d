# A function of an included file cannot be rewritten, unless that is a .hd: the message says what is in it.
cat >words.h <<'END'
void g(void);
static inline void words(void) { defer g(); }
END
cat >jumps.h <<'END'
#include <setjmp.h>
extern jmp_buf env;
static inline void jumps(void) { longjmp(env, 1); }
END
echo '#include "words.h"
void f(void) { words(); }' >a.cd
run --check a.cd
expect 1
has err "words.h:2:20: error: 'words' uses defer, panic or recover in a plain header"
echo '#include "jumps.h"
void g(void);
void f(void) { defer g(); jumps(); }' >b.cd
run --check b.cd
expect 1
has err "jumps.h:3:20: error: 'jumps' uses setjmp or longjmp in a plain header"
# Where nothing is deferred, the jump is the C compiler's.
echo '#include "jumps.h"
void f(void) { jumps(); }' >c.cd
run --check c.cd
expect 0
run --check -fsetjmp c.cd
expect 1
