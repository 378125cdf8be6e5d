# A file that uses none of the words but functions of cdefer.h sees it, too (language 11); one that includes it
# itself, and one in C, stay as they are.
cat >a.cd <<'END'
#include <stdio.h>
static cdefer_context *c;
static cdefer_panic_handler handler;
static void handler(const struct cdefer_panic *p) { printf("%s\n", p->value.s); }
int main(void)
{
	c = cdefer_context_new();
	cdefer_on_panic(handler);
	cdefer_catch_signals();
	return cdefer_context_free(c);
}
END
run a.cd -o a.c
expect 0
empty err
has a.c '#include <cdefer.h>'
gcc -Wall -Wextra -Werror -fsyntax-only -I "$TOP/runtime/include" a.c 2>err || fail "it does not compile"
sed '1i #include <cdefer.h>' a.cd >b.cd
run b.cd -o b.c
expect 0
same b.c b.cd
cp b.cd c.c
run c.c -o d.c
expect 0
same d.c c.c
