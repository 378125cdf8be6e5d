/* C that was not translated: it panics, and asks what is pending. */
#include "cdefer.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_PENDING(n) ((int)cdefer_pending() == (n) ? (void)0 : (void)printf("%d pending\n", (int)cdefer_pending()))

/* void f(int n) { defer { recover... } for (...) defer note(); raise(n); } */
struct f_frame { struct cdefer_frame b; int n; };
static void note_(void *saved, struct cdefer_panic *p)
{
	(void)saved, (void)p;
	printf("%d ", (int)cdefer_pending());
}
static void f_run(struct cdefer_frame *b, unsigned bit, struct cdefer_panic *p)
{
	const struct cdefer_panic *got = bit == 0 ? cdefer_rt_recover(p) : NULL;
	char text[100];

	(void)b;
	if (bit == 1)
		note_(NULL, p);
	if (!got)
		return;
	cdefer_panic_text(got, text, sizeof text);
	printf("| %s %s %d %d\n", text, got->func, got->line, (int)cdefer_pending());
}
static const int f_lines[] = { 12, 13 }, record_lines[] = { -14 };
static const struct cdefer_func f_fn = { "plain.cd", "f", CDEFER_MARKED, f_run, f_lines };
static const struct cdefer_func record_fn = { "plain.cd", "f", CDEFER_RECORD, f_run, record_lines };
static const struct cdefer_site site = { note_, sizeof (long), &f_fn, 16, 0 };
struct f_pad { struct cdefer_pad pad; int n; };

#line 100
static void raise_(int n)
{
	switch (n) {
	case 0: cdefer_panicf("%s %d%%", "text", 5); break;
	case 1: cdefer_panic_int(-4); break;
	case 2: cdefer_panic_str("100% sure"); break;
	case 3: cdefer_panic_str(NULL); break;
	case 4: cdefer_panic_ptr(NULL); break;
	case 5: (cdefer_panicf)("%s", "as a function"); break;
	case 6: (cdefer_panic_int)(6); break;
	case 7: (cdefer_panic_str)("s"); break;
	default: (cdefer_panic_ptr)((void *)8); break;
	}
}

CDEFER_NOINLINE_ static void f_body(struct f_pad *P)
{
	struct cdefer_frame F, R;
	struct cdefer_context *c = cdefer_rt_enter(&F, &f_fn, &P->pad);
	long saved = 1;
	int i;

	F.bits = 3;
	for (i = 0; i < 3; i++)
		cdefer_rt_defer(c, &site, &saved, sizeof saved);
	cdefer_rt_record(c, &R, &record_fn, &P->pad);
	cdefer_rt_defer(c, &site, &saved, sizeof saved);
	if (P->n == 0)
		cdefer_trace(stdout);
	CHECK_PENDING(7);
	raise_(P->n);
}

int main(void)
{
	static struct f_pad P;
	static int n;

	CHECK_PENDING(0);
	for (n = 0; n < 9; n++) {
		P.n = n;
		if (CDEFER_RT_CATCH(&P.pad))
			CHECK_PENDING(0);
		else
			f_body(&P);
	}
	puts("");
	return 0;
}
/* output:
  f  plain.cd:16
  f  plain.cd:14
  f  plain.cd:16
  f  plain.cd:16
  f  plain.cd:16
  f  plain.cd:13
  f  plain.cd:12
6 | text 5% raise_ 103 5
4 3 2 1 6 | -4 (int) raise_ 104 5
4 3 2 1 6 | 100% sure raise_ 105 5
4 3 2 1 6 | (null) raise_ 106 5
4 3 2 1 6 | 0x0 (void *) raise_ 107 5
4 3 2 1 6 | as a function ? 0 5
4 3 2 1 6 | 6 (int) ? 0 5
4 3 2 1 6 | s ? 0 5
4 3 2 1 6 | 0x8 (void *) ? 0 5
4 3 2 1 
*/
