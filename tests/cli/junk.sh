# What is no C is an error, never a crash, and never takes long.
check() { # NAME
	timeout 10 "$CDEFER" "$1" -o x.c >out 2>err
	status=$?
	shown=$1
	[ "$status" -le 2 ] || fail "$1 ends it"
	[ "$status" -eq 0 ] || no_file x.c
	rm -f x.c
}
nest() { # COUNT TEXT
	awk -v n="$1" -v t="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", t }'
}
head -c 100000 "$CDEFER" >elf.cd
check elf.cd
expect 1
head -c 20000 /dev/urandom >random.cd
check random.cd
nest 100000 '(' >open.cd
check open.cd
expect 1
{ echo 'int x = '; nest 100000 '('; echo 1; nest 100000 ')'; echo ';'; } >parens.cd
check parens.cd
{ echo 'void f(void) {'; nest 100000 '{'; nest 100000 '}'; echo 'defer f(); }'; } >braces.cd
check braces.cd
{ echo 'int x = 1'; nest 100000 ' + 1'; echo ';'; } >sum.cd
check sum.cd
expect 0
{ echo 'void g(void); void f(int a) { defer g();'; nest 50000 'if (a) '; echo ';}'; } >ifs.cd
check ifs.cd
{ echo 'void g(void); void f(int a) { defer g();'; nest 20000 'if (a) g(); else '; echo ';}'; } >elses.cd
check elses.cd
{ echo 'void g(void); void f(int *a) { defer g(); a = '; nest 100000 '*&'; echo 'a; }'; } >stars.cd
check stars.cd
{ echo 'int '; nest 100000 '*'; echo 'p;'; } >pointers.cd
check pointers.cd
{ echo 'int a'; nest 50000 '[1]'; echo ';'; } >arrays.cd
check arrays.cd
nest 100000 '#if 1
' >ifdirectives.cd
check ifdirectives.cd
expect 1
{ nest 100000 '
#define f(x) f(x
f(f(f('; } >macros.cd
check macros.cd
{ echo '#define f(x) x'; echo 'int x = '; nest 50000 'f('; echo 1; nest 50000 ')'; echo ';'; } >arguments.cd
check arguments.cd
expect 1
has err "brackets are nested too deeply in the arguments of macro 'f'"
# A record in itself.
{ nest 10000 'struct s { '; echo 'int x;'; nest 10000 '} a;'; } >records.cd
check records.cd
echo 'struct s { struct s a[2]; union { struct s; }; } x; void g(struct s); void f(void) { defer g(x); panic(x); }' >in-itself.cd
check in-itself.cd
echo '#include "self.cd"' >self.cd
check self.cd
expect 1
has err "self.cd"
printf 'int x;\0int y;\n' >nul.cd
check nul.cd
expect 0
printf '"abc\n' >string.cd
check string.cd
expect 1
printf '/* abc\n' >comment.cd
check comment.cd
expect 1
printf '#if 1\nint x;\n' >if.cd
check if.cd
expect 1
printf 'int f(void) { return 1;\n' >brace.cd
check brace.cd
expect 1
printf '\357\273\277int x;\r\nint y;\r\n' >bom.cd
check bom.cd
expect 0
{ printf 'char s[] = "'; nest 1000000 'abcdefghij'; echo '";'; } >long.cd
check long.cd
expect 0
