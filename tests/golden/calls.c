#include <cdefer.h>
#if CDEFER_ABI != 1
#error "cdefer.h is of another version than the cdefer that made this file"
#endif
#line 1 "calls.cd"
/* Deferred calls, open-coded: comments, layout and macro calls stay. */
#include <stdio.h>
#define CHECK(x) do { if (!(x)) return -1; } while (0)

typedef int cdefer_first_line_result;
struct cdefer_first_line_1 {
	FILE *cdefer_a1;
};
struct cdefer_first_line_frame {
	struct cdefer_frame cdefer_base;
	struct cdefer_first_line_1 cdefer_s1;
};
static void cdefer_first_line_1(void *, struct cdefer_panic *);
static void cdefer_first_line_run(struct cdefer_frame *, unsigned, struct cdefer_panic *);
static const int cdefer_first_line_lines[] = { 10 };
static const struct cdefer_func cdefer_first_line_func = {
	"calls.cd", "first_line", 0, cdefer_first_line_run, cdefer_first_line_lines
};
static void cdefer_first_line_exit(struct cdefer_context *, struct cdefer_first_line_frame *, unsigned);
#line 5 "calls.cd"
static int first_line(const char *name, char *line, int size)
{ struct cdefer_first_line_frame cdefer_F CDEFER_FRAME_; CDEFER_UNUSED_ unsigned cdefer_b = 0; struct cdefer_context *const cdefer_c = cdefer_rt_enter(&cdefer_F.cdefer_base, &cdefer_first_line_func, NULL);
	FILE *f = fopen(name, "r");

	do { if (!(f)) { cdefer_first_line_exit(cdefer_c, &cdefer_F, cdefer_b); return -1; } } while (0);               /* a hidden return */
	(cdefer_F.cdefer_s1.cdefer_a1 = f, cdefer_rt_add(&cdefer_F.cdefer_base, cdefer_b |= 1u));
	if (!fgets(line, size, f))      // end of file
		{ cdefer_first_line_exit(cdefer_c, &cdefer_F, cdefer_b); return -1; }
	{ cdefer_first_line_exit(cdefer_c, &cdefer_F, cdefer_b); return 0; }
}
#line 10 "calls.cd"
static void cdefer_first_line_1(void *cdefer_saved, struct cdefer_panic *cdefer_p) { struct cdefer_first_line_1 *const cdefer_S = (struct cdefer_first_line_1 *)cdefer_saved; (void)cdefer_p; fclose(cdefer_S->cdefer_a1); }
#line 14 "calls.cd"
static void cdefer_first_line_run(struct cdefer_frame *cdefer_f, unsigned cdefer_bit, struct cdefer_panic *cdefer_p) { struct cdefer_first_line_frame *const cdefer_F = (struct cdefer_first_line_frame *)cdefer_rt_whole(cdefer_f); (void)cdefer_bit; cdefer_first_line_1(&cdefer_F->cdefer_s1, cdefer_p); }
#line 14 "calls.cd"
static void cdefer_first_line_exit(struct cdefer_context *cdefer_c, struct cdefer_first_line_frame *cdefer_F, unsigned cdefer_b) {
#line 14 "calls.cd"
	if (cdefer_b & 1u) {
#line 10 "calls.cd"
		cdefer_rt_take(&cdefer_F->cdefer_base, 0); cdefer_first_line_1(&cdefer_F->cdefer_s1, NULL); }
#line 14 "calls.cd"
	cdefer_rt_unlink(cdefer_c, &cdefer_F->cdefer_base); }

int main(void)
{
	char line[80];

	return first_line("x", line, sizeof line);
}
