# -x, -std and what a suffix says.
cat >w.c <<'END'
typedef int defer;
static int panic(int x) { return x; }
int f(void) { defer d = panic(2); return d; }
END
cp w.c w.cd
run w.c -o x.c
expect 0
cmp -s w.c x.c || fail ".c"
run -x cd w.c -o x.c
expect 0
cmp -s w.c x.c || fail "-x cd"
run -xc w.cd -o x.c
expect 0
cmp -s w.c x.c || fail "-x c"

# The words are words only where the language says so.
cat >d.cd <<'END'
void g(int);
void f(void) { defer g(1); }
END
run d.cd -o x.c
expect 0
has x.c cdefer
# In C they are the C compiler's business.
cp d.cd d.c
run -x c d.c -o x.c
expect 0
cmp -s d.c x.c || fail "-x c rewrites"

for s in c89 c90 iso9899:1990 iso9899:199409 c99 c9x iso9899:1999 iso9899:199x c11 c1x iso9899:2011 c17 c18 \
	iso9899:2017 iso9899:2018 c23 c2x iso9899:2024 gnu89 gnu90 gnu99 gnu9x gnu11 gnu1x gnu17 gnu18 gnu23 gnu2x; do
	run -std=$s w.cd -o x.c
	expect 0
done
run -ansi w.cd -o x.c
expect 0

# A standard's keywords and macros.
echo 'int typeof, inline_;' >k.cd
run -std=c99 --check k.cd
expect 0
echo 'bool b; static_assert(1, ""); int *p = nullptr;' >k.cd
run -std=c23 --check k.cd
expect 0
echo '__STDC_VERSION__ __STRICT_ANSI__' >v.cd
run -std=c99 --dump=pp -P v.cd
has out '199901L 1'
run -std=gnu11 --dump=pp -P v.cd
has out '201112L __STRICT_ANSI__'
echo '__CDEFER__ __STDC_DEFER_TS25755__ ;' >v.cd
run --dump=pp -P v.cd
grep -Eq '^ *[0-9]+ 1 ;' out || fail "__CDEFER__"
