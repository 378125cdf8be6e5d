/* Macros of every kind, used and unused, and conditionals. */
#include <stdio.h>
#define EMPTY
#define OBJ 1 + 2
#define FN(x, ...) printf(x, ##__VA_ARGS__)
#define STR(x) #x
#define XSTR(x) STR(x)
#define CAT(a, b) a ## b
#define CAT2(a, b) CAT(a, b)
#define BEGIN {
#define END }
#define LOOP for (;;) BEGIN
#define MULTI(a, \
              b) \
	do {     \
		(a) = (b); /* comment */ \
	} while (0)
#define defer_like(x) x
#pragma GCC diagnostic push
_Pragma("GCC diagnostic ignored \"-Wall\"")
int CAT2(na, me) = OBJ, counter = __COUNTER__;
#if defined OBJ && (OBJ) == 3 || __has_include(<nowhere.h>)
static const char *s = XSTR(CAT(a, b) OBJ) "x" /**/ "y";
# elif 1
#	error never
#else
# garbage ' here "
#endif
int fn(void) BEGIN
	int v;
	MULTI(v, 3);
	FN("%d\n", v);
	FN("none\n");
	LOOP break; END
	defer_like(return v;)
END
#ifdef NEVER
int unbalanced( {
#endif
#line 100 "other.c"
int at_line = __LINE__;
#
#undef OBJ
#define OBJ(x) x
int obj = OBJ(1)
;
