/* Macros of every kind, the examples of C23 6.10 among them: compared with the host compiler's -E. */
// standard examples
#define x 3
#define f(a) f(x * (a))
#undef x
#define x 2
#define g f
#define z z[0]
#define h g(~
#define m(a) a(w)
#define w 0,1
#define t(a) a
#define p() int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x
f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);
g(x+(3,4)-w) | h 5) & m
(f)^m(m);
p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };
char c[2][6] = { str(hello), str() };
#define xstr(s) str(s)
#define debug(s, t) printf("x" # s "= %d, x" # t "= %s", \
 x ## s, x ## t)
#define INCFILE(n) vers ## n
#define glue(a, b) a ## b
#define xglue(a, b) glue(a, b)
#define HIGHLOW "hello"
#define LOW LOW ", world"
debug(1, 2);
fputs(str(strncmp("abc\0d", "abc", '\4') // this goes away
 == 0) str(: @\n), s);
xglue(HIGH, LOW)
glue(HIGH, LOW);
#define hash_hash # ## #
#define mkstr(a) # a
#define in_between(a) mkstr(a)
#define join(c, d) in_between(c hash_hash d)
char p[] = join(x, y);
#define t2(x,y,z) x ## y ## z
int j[] = { t2(1,2,3), t2(,4,5), t2(6,,7), t2(8,9,), t2(10,,), t2(,11,), t2(,,12), t2(,,) };
#define debug2(...) fprintf(stderr, __VA_ARGS__)
#define showlist(...) puts(#__VA_ARGS__)
#define report(test, ...) ((test)?puts(#test):printf(__VA_ARGS__))
debug2("Flag");
debug2("X = %d\n", x);
showlist(The first, second, and third items.);
report(x>y, "x is %d but y is %d", x, y);
#define V1(...) k(0 __VA_OPT__(,) __VA_ARGS__)
#define V2(X, ...) k(0, X __VA_OPT__(,) __VA_ARGS__)
#define SDEF(sname, ...) S sname __VA_OPT__(= { __VA_ARGS__ })
#define EMP
V1(a, b, c) V1() V1(EMP) V2(a, b, c) V2(a, ) V2(a) SDEF(foo); SDEF(bar, 1, 2);
#define H2(X, Y, ...) __VA_OPT__(X ## Y,) __VA_ARGS__
#define H3(X, ...) #__VA_OPT__(X##X X##X)
#define H4(X, ...) __VA_OPT__(a X ## X) ## b
#define H5A(...) __VA_OPT__()/**/__VA_OPT__()
#define H5B(X) a ## X ## b
#define H5C(X) H5B(X)
H2(a, b, c, d) H3(, 0) H4(, 1) H5C(H5A())
// gnu
#define e(fmt, args...) printf(fmt, ##args)
#define e2(fmt, ...) printf(fmt , ## __VA_ARGS__)
#define e3(...) P(0, ##__VA_ARGS__)
e("a") e("a",) e("a", 1, e("x")) e2("a") e2("b",) e2("c", e2("d",1)) e3() e3(1) e3(e3(2))
#define NIL(xxx) xxx
#define G_0(arg) NIL(G_1)(arg)
#define G_1(arg) NIL(arg)
G_0(42)
#define ff(x) x ff
ff(1)(2)(3)
#define AA BB
#define BB AA
AA BB
#define EMPTY
#define DEFER(id) id EMPTY
#define EXPAND(...) __VA_ARGS__
#define A_() 123
DEFER(A_)() EXPAND(DEFER(A_)())
#define REPEAT(n) n REPEAT_
#define REPEAT_(n) n REPEAT
REPEAT(1)(2)(3)(4) f1
#define FUNC(a,b) [a|b]
FUNC(1,
#if 1
2
#else
3
#endif
) FUNC ( (1,2) , 3 ) FUNC
FUNC
 (4,5)
#define LPAREN (
#define RPAREN )
#define FF(x, y) x + y
#define ELLIP_FUNC(...) __VA_ARGS__
ELLIP_FUNC(FF, LPAREN, 'a', 'b', RPAREN);
#define foo() bar foo
foo()()() foo
#define OBJ_LIKE (1-1)
#define cat(a,b) a ## b
#define xcat(a,b) cat(a,b)
%:define DIG <: :>
DIG %: 
str(  a   b  /* c */ d "q\\" '\"' L"x" ) str(@ \ n)
-EMPTY- +EMPTY+ x EMPTY y .EMPTY. 1EMPTY
#define minus -
-minus-minus 
__INCLUDE_LEVEL__ __COUNTER__ __COUNTER__ 
#if 0x7fffffffffffffff + 1u > 0 && -1 > 0u && (2 || 1/0) && 'a' == 97 && -1 >> 1 == -1 && (1 ? 2 : (1/0)) == 2 && __STDC__ && !undefd && defined(AA) && defined BB
cond ok
#endif
#define HAS defined(AA) && defined BB
#if HAS
has
#endif
#if 0
don't " 
#elif 1
elif
#elif garbage (((
#else
no
#endif
#ifdef __has_feature
feat
#endif
#ifdef __has_embed
emb
#endif
#ifdef __has_attribute
#if __has_attribute(noinline) && !__has_attribute(foo_bar) && __has_attribute(__cold__)
attr __has_attribute(cold)
#endif
#endif
#ifdef __has_builtin
__has_builtin(__builtin_expect) __has_builtin(nonesuch)
#endif
#ifdef __has_c_attribute
__has_c_attribute(nonesuch)
#endif
#if __has_include(<stdio.h>) && __has_include("torture.c") && !__has_include("nope.h")
hi
#endif
#undef h
#define INC <stdarg.h>
#include INC
#line 77 "foo.c"
__LINE__ __FILE__
#line 5
__LINE__ __FILE__
# 9 "bar.c" 3
__LINE__ __FILE__
#pragma push_macro("AA")
#undef AA
#define AA 5
AA
#pragma pop_macro("AA")
AA
\
#def\
ine SPL\
ICE 1
SPLICE 1e+5.x 0x1p-3 .5e.. '\'' ??= a\
b
#define CAT3(a,b,c) a##b##c
CAT3(<,<,=) CAT3(L,'a',) 
