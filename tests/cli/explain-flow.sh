# --explain: what control flow knows, and what it does not: operands that are not evaluated, or in no order; a setjmp.
cat >a.cd <<'END'
#include <cdefer.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
static jmp_buf env;
int sink(int, int, int);
_Noreturn void stop(void);
int evaluated(int n)
{
	int x = (int)sizeof(({ defer puts("size"); 3; }));
	if (__builtin_constant_p(n))
		return 1;
	x += _Generic(n, int: ({ defer puts("int"); 1; }), default: ({ defer puts("other"); 2; }));
	x += __builtin_choose_expr(1, ({ defer puts("one"); 1; }), 0);
	return x;
}
int operands(int n)
{
	return sink(({ defer puts("l"); 1; }), ({ if (n) return 7; 2; }), ({ defer puts("r"); 1; }));
}
int again(int n)
{
	if (setjmp(env) == 1)
		return 1;
	defer puts("behind");
	if (n)
		stop();
	abort();
}
END
cat >expected <<'END'
a.cd: evaluated
    8 | int evaluated(int n)
    9 | {
   10 | 	int x = (int)sizeof(({ defer puts("size"); 3; }));
      | 	                       ^ [1] open-coded: executed at most once a call
   11 | 	if (__builtin_constant_p(n))
   12 | 		return 1;
      | 		^ returns after
      | 		  [1] puts("size"), line 10, if it was registered
   13 | 	x += _Generic(n, int: ({ defer puts("int"); 1; }), default: ({ defer puts("other"); 2; }));
      | 	                         ^ [2] open-coded: executed at most once a call
      | 	                                                               ^ [3] open-coded: executed at most once a call
   14 | 	x += __builtin_choose_expr(1, ({ defer puts("one"); 1; }), 0);
      | 	                                 ^ [4] open-coded: executed at most once a call
   15 | 	return x;
      | 	^ returns after
      | 	  [4] puts("one"), line 14
      | 	  [3] puts("other"), line 13, if it was registered
      | 	  [2] puts("int"), line 13, if it was registered
      | 	  [1] puts("size"), line 10, if it was registered
   16 | }

a.cd: operands
   17 | int operands(int n)
   18 | {
   19 | 	return sink(({ defer puts("l"); 1; }), ({ if (n) return 7; 2; }), ({ defer puts("r"); 1; }));
      | 	^ returns after
      | 	  [2] puts("r"), line 19
      | 	  [1] puts("l"), line 19
      | 	  (what was registered last runs first, whatever the order here)
      | 	               ^ [1] a record in the frame: C does not order the defers of one expression
      | 	                                                 ^ returns after
      | 	                                                   [2] puts("r"), line 19, if it was registered
      | 	                                                   [1] puts("l"), line 19, if it was registered
      | 	                                                   (what was registered last runs first, whatever the order here)
      | 	                                                                     ^ [2] a record in the frame: C does not order the defers of one expression
   20 | }

a.cd: again
   21 | int again(int n)
   22 | {
   23 | 	if (setjmp(env) == 1)
   24 | 		return 1;
      | 		^ returns after
      | 		  [1] puts("behind"), line 25, each time it was registered
   25 | 	defer puts("behind");
      | 	^ [1] a record on the heap: stands behind a setjmp, which may return more than once
   26 | 	if (n)
   27 | 		stop();
      | 		^ does not come back; if it panics,
      | 		  [1] puts("behind"), line 25, each time it was registered
   28 | 	abort();
      | 	^ does not come back; runs no action
   29 | }
END
run --explain a.cd
expect 0
same out expected

# What __builtin_constant_p says of no constant is the optimizer's.
lacks err 'cannot be reached'

# Functions of one line, and places too far to the right to be shown.
cat >b.cd <<'END'
void g(int);
void a(void) { defer g(1); } void b(void) { defer g(2); }
END
{
	printf 'void c(int n)\n{\n\tswitch (n) {'
	i=0
	while [ $i -lt 40 ]; do
		printf ' case %d: defer g(n); return;' $i
		i=$((i + 1))
	done
	printf ' }\n}\n'
} >>b.cd
run --explain b.cd
expect 0
[ "$(grep -c '^    2 | void a' out)" = 2 ] || fail "the line that two functions share: $(cat out)"
grep -q "column 1[0-9][0-9][0-9]: returns after" out || fail "no columns"
[ "$(wc -c <out)" -lt 60000 ] || fail "much white space: $(wc -c <out) bytes"
run --explain=html b.cd
expect 0
grep -q "column 1[0-9][0-9][0-9]: returns after" out || fail "no columns"

# A page holds what is text alone.
printf 'void g(const char *);\nvoid d(void) { defer g("\033[31m \303\244 \377 \355\240\200"); }\n' >c.cd
run --explain=html c.cd
expect 0
has out "$(printf '\357\277\275[31m \303\244 \357\277\275 \357\277\275\357\277\275\357\277\275')"
