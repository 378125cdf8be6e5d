# Limits are memory only: functions of 500 sites, 200 nested blocks, thousands of macros.
gen() { awk "BEGIN { $1 }"; }
compile() { # NAME
	run "$1.cd" -o "$1.c"
	expect 0
	gcc -std=c99 -pedantic -Wall -Wextra -Werror -I"$WORK/rt" -o prog "$1.c" "$WORK/rt/gcc-O0.o" >log 2>&1 ||
		fail "gcc $1.c: $(head -n 5 log)"
	./prog >printed 2>&1 || fail "$1: status $?"
}
{
	echo 'static int n; static void s(int x) { if (x != n) n = -1000000; n--; }'
	echo 'static void f(void) {'
	gen 'for (i = 1; i <= 500; i++) print "defer s(" i ");"'
	echo '} int main(void) { n = 500; f(); return n != 0; }'
} >sites.cd
compile sites
{
	echo 'static int n; static void s(int x) { if (x != n) n = -1000000; n--; }'
	echo 'static void f(int c) {'
	gen 'for (i = 1; i <= 500; i++) print "int v" i " = " i "; if (c) return; defer { s(v" i "); }"'
	echo '} int main(void) { n = 500; f(0); return n != 0; }'
} >blocks.cd
compile blocks
{
	echo 'static int n; static void f(void) {'
	gen 'for (i = 0; i < 200; i++) print "{ int v" i " = " i "; defer { n += v" i "; }"; for (i = 0; i < 200; i++) print "}"'
	echo '} int main(void) { f(); return n != 199 * 100; }'
} >nested.cd
compile nested
{
	echo 'static int n; static void f(void) {'
	gen 'for (i = 0; i < 40; i++) print "defer { int v" i " = " i "; n += v" i ";"; for (i = 0; i < 40; i++) print "}"'
	echo '} int main(void) { f(); return n != 39 * 20; }'
} >actions.cd
compile actions
{
	gen 'for (i = 0; i < 5000; i++) print "#define M" i "(x) (M" i - 1 "(x) + 1)"' | sed 's/(M-1(x)/((x)/'
	echo 'static int n; static void s(int x) { n += x; }'
	echo 'int main(void) { defer s(M100(1)); defer { s(M4999(0) > 0); } return n; }'
} >macros.cd
sed 's/M4999(0)/M150(0)/' macros.cd >m && mv m macros.cd
compile macros
{
	echo 'static int n; static void s(int x) { n += x; }'
	gen 'for (i = 0; i < 2000; i++) print "static void f" i "(void) { defer s(1); if (n < 0) return; s(" i "); }"'
	echo 'int main(void) {'
	gen 'for (i = 0; i < 2000; i++) print "f" i "();"'
	echo 'return n != 1999 * 1000 + 2000; }'
} >functions.cd
compile functions
