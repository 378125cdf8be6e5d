#include <cdefer.h>
#if CDEFER_ABI != 1
#error "cdefer.h is of another version than the cdefer that made this file"
#endif
#line 1 "frames.cd"
/* A deferred call that a panic may run: open-coded. */
#include <stdio.h>
#include <stdlib.h>
#define CHECK(x) do { if (!(x)) return -1; } while (0)
int parse(FILE *f, char *line);

typedef int cdefer_first_line_result;
struct cdefer_first_line_1 {
	FILE *cdefer_a1;
};
struct cdefer_first_line_2 {
	char **cdefer_line_1;
};
struct cdefer_first_line_frame {
	struct cdefer_frame cdefer_base;
	struct cdefer_first_line_1 cdefer_s1;
	struct cdefer_first_line_2 cdefer_s2;
};
static void cdefer_first_line_2(void *, struct cdefer_panic *);
static void cdefer_first_line_run(struct cdefer_frame *, unsigned, struct cdefer_panic *);
static const int cdefer_first_line_lines[] = { 12, 15 };
static const struct cdefer_func cdefer_first_line_func = {
	"frames.cd", "first_line", 0, cdefer_first_line_run, cdefer_first_line_lines
};
#line 7 "frames.cd"
int first_line(const char *name, char *line)
{ struct cdefer_first_line_frame cdefer_F CDEFER_FRAME_; int cdefer_r; struct cdefer_context *const cdefer_c = cdefer_rt_enter(&cdefer_F.cdefer_base, &cdefer_first_line_func, NULL);
	FILE *f = fopen(name, "r");

	do { if (!(f)) { cdefer_rt_unlink(cdefer_c, &cdefer_F.cdefer_base); return -1; } } while (0);               /* a hidden return */
	cdefer_F.cdefer_s1.cdefer_a1 = f, cdefer_rt_add(&cdefer_F.cdefer_base, 1u);
	if (!line)
		{ cdefer_r = -2; goto cdefer_d1; }
	cdefer_F.cdefer_s2.cdefer_line_1 = &line, cdefer_rt_add(&cdefer_F.cdefer_base, 3u);
	{ cdefer_r = parse(f, line);  }
#line 15 "frames.cd"
	cdefer_rt_take(&cdefer_F.cdefer_base, 1u); cdefer_first_line_2(&cdefer_F.cdefer_s2, 0);
#line 12 "frames.cd"
cdefer_d1:; cdefer_rt_take(&cdefer_F.cdefer_base, 0u); fclose(cdefer_F.cdefer_s1.cdefer_a1); cdefer_rt_unlink(cdefer_c, &cdefer_F.cdefer_base); return cdefer_r;




}
#line 15 "frames.cd"
static void cdefer_first_line_2(void *cdefer_saved, struct cdefer_panic *cdefer_p) { struct cdefer_first_line_2 *const cdefer_S = (struct cdefer_first_line_2 *)cdefer_saved; (void)cdefer_p; free((*cdefer_S->cdefer_line_1)); }
#line 17 "frames.cd"
static void cdefer_first_line_run(struct cdefer_frame *cdefer_f, unsigned cdefer_bit, struct cdefer_panic *cdefer_p) { struct cdefer_first_line_frame *const cdefer_F = (struct cdefer_first_line_frame *)cdefer_rt_whole(cdefer_f); switch (cdefer_bit) {
#line 12 "frames.cd"
	case 0: fclose(cdefer_F->cdefer_s1.cdefer_a1); break; default: cdefer_first_line_2(&cdefer_F->cdefer_s2, cdefer_p); break; } }
