/* What real headers and programs hold. */
// args: -std=gnu11
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
extern int weak(void) __attribute__((weak, alias("target")));
typedef int v4 __attribute__((vector_size(16)));
extern __inline __attribute__((__gnu_inline__)) int gi(void) { return 1; }
int target(void) { return 0; }
static int asm_name(void) __asm__("other_name");
struct __attribute__((packed)) pk { char c; int i; } __attribute__((aligned(2)));
static jmp_buf env;
static int nested(int n)
{
	__label__ local;
	va_list ap; (void)ap;
	v4 v = {1, 2, 3, 4}; v = v + v;
	__int128 big = 1; _Float64 f64 = 1; __complex__ double z = 1.0i; (void)big; (void)f64; (void)z;
	if (__builtin_expect(setjmp(env) == 0, 1)) goto local;
	assert(n > 0);
	atomic_int a = 0; atomic_fetch_add(&a, 1);
local:
	return v[0] + (int)(unsigned char)n;
}
void empty(void) {}
;
struct flexible { int n; char data[]; };
struct empty_struct {};
int zero[0];
