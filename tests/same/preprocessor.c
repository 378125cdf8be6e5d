/* Directives in every place, macros that never balance, branches that are no C. */
#include <stdio.h>
#if 0
this is 'no C at all { ( [ " unterminated
# else
#	define A(x, ...) x __VA_ARGS__
#endif
#define OPEN {
#define CLOSE }
#define STR_(x) #x
#define STR(x) STR_(x)
#define CAT(a, b) a ## b
#define EMPTY()
#define DEFER(x) x EMPTY()
#define LONG_MACRO(a, \
                   b) \
	do { \
		(void)(a); \
	} while (b)
#ident "same"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
_Pragma("GCC diagnostic pop")
# /* a null directive with a comment */
#line 7 "elsewhere.c"
static const char *names[] = {
#define X(n) STR(n),
	X(one) X(two)
#ifdef NEVER
	X(never)
#elif defined __GNUC__ && !defined NEVER
	X(gnu)
#else
#error "not reached"
#endif
#undef X
};
static int CAT(fu, nc)(int CAT(ar, g)) OPEN
	LONG_MACRO(arg, 0);
#if __COUNTER__ + __COUNTER__ == 1
	if (arg
#ifndef NEVER
	    > __LINE__
#endif
	) return A(1,  + 1);
#endif
	return DEFER(2)DEFER(-1) + (int)sizeof STR(CAT(a, b)  c "q\"\\");
CLOSE
int main(void) { return printf("%s" "%d\n", names[0], func(3) + __LINE__) < 0; /* the last line has no end */ }