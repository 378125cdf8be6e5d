#include <cdefer.h>
#if CDEFER_ABI != 1
#error "cdefer.h is of another version than the cdefer that made this file"
#endif
#line 1 "blocks.cd"
/* A deferred block in a loop whose variable moves, and one that recovers. */
#include <stdio.h>

typedef int cdefer_visit_result;
struct cdefer_visit_1 {
	cdefer_visit_result *cdefer_result;
};
struct cdefer_visit_1_record {
	struct cdefer_frame cdefer_base;
	struct cdefer_visit_1 cdefer_saved;
};
struct cdefer_visit_2 {
	int *cdefer_j_1;
};
struct cdefer_visit_env1 {
	int cdefer_j_1;
};
struct cdefer_visit_frame {
	struct cdefer_frame cdefer_base;
	struct cdefer_visit_1_record cdefer_s1;
};
struct cdefer_visit_pad {
	struct cdefer_pad cdefer_pad;
	cdefer_visit_result cdefer_result;
};
CDEFER_AGAIN_
#line 4 "blocks.cd"
int visit(int n) CDEFER_CATCHES_; CDEFER_AGAIN_END_
static void cdefer_visit_1(void *, struct cdefer_panic *);
static void cdefer_visit_2(void *, struct cdefer_panic *);
static const struct cdefer_func cdefer_visit_func = {
	"blocks.cd", "visit", CDEFER_MARKED, NULL, NULL
};
static void cdefer_visit_1_record_run(struct cdefer_frame *, unsigned, struct cdefer_panic *);
static const int cdefer_visit_1_record_lines[] = { 6 };
static const struct cdefer_func cdefer_visit_1_record_func = {
	"blocks.cd", "visit", CDEFER_RECORD | CDEFER_MARKED, cdefer_visit_1_record_run, cdefer_visit_1_record_lines
};
static const struct cdefer_site cdefer_visit_2_site = { cdefer_visit_2, CDEFER_RT_SIZE(struct cdefer_visit_2), &cdefer_visit_func, 12, 0 };
static const struct cdefer_site cdefer_visit_env1_site = { NULL, CDEFER_RT_SIZE(struct cdefer_visit_env1), &cdefer_visit_func, 3, 0 };
static const struct cdefer_raise cdefer_visit_raise1 = { CDEFER_STRING, "char *", sizeof (const char *), "blocks.cd", "visit", 14 };
#line 4 "blocks.cd"
static CDEFER_NOINLINE_ int cdefer_visit_body(struct cdefer_visit_pad *cdefer_P, int n)
{ struct cdefer_visit_frame cdefer_F CDEFER_FRAME_; struct cdefer_visit_env1 *cdefer_E1 = NULL; struct cdefer_visit_2 cdefer_T2; struct cdefer_context *const cdefer_c = cdefer_rt_enter(&cdefer_F.cdefer_base, &cdefer_visit_func, &cdefer_P->cdefer_pad);
	cdefer_F.cdefer_s1.cdefer_saved.cdefer_result = &cdefer_P->cdefer_result, cdefer_rt_record(cdefer_c, &cdefer_F.cdefer_s1.cdefer_base, &cdefer_visit_1_record_func, &cdefer_P->cdefer_pad);



	for (int i = 0; i < n; i++) { cdefer_E1 = cdefer_rt_storage(cdefer_c, &cdefer_visit_env1_site, cdefer_E1);
		cdefer_E1->cdefer_j_1 = i * i;
		cdefer_T2.cdefer_j_1 = &cdefer_E1->cdefer_j_1, cdefer_rt_defer(cdefer_c, &cdefer_visit_2_site, &cdefer_T2, sizeof cdefer_T2);
		if (cdefer_E1->cdefer_j_1 > 10)
			cdefer_rt_panicf(&cdefer_visit_raise1, "too much: %d", cdefer_E1->cdefer_j_1);
	}
	{ cdefer_P->cdefer_result = n; cdefer_rt_run(cdefer_c, &cdefer_F.cdefer_base); return cdefer_P->cdefer_result; }
}
#line 4 "blocks.cd"
int visit(int n) { struct cdefer_visit_pad cdefer_P; cdefer_rt_zero((void *)&cdefer_P.cdefer_result, sizeof cdefer_P.cdefer_result); if (CDEFER_RT_CATCH(&cdefer_P.cdefer_pad)) { return cdefer_P.cdefer_result; } return cdefer_visit_body(&cdefer_P, n); }
#line 6 "blocks.cd"
static void cdefer_visit_1(void *cdefer_saved, struct cdefer_panic *cdefer_p) { struct cdefer_visit_1 *const cdefer_S = (struct cdefer_visit_1 *)cdefer_saved;
		if (cdefer_rt_recover(cdefer_p))
			(*cdefer_S->cdefer_result) = -1;
	}
#line 6 "blocks.cd"
static void cdefer_visit_1_record_run(struct cdefer_frame *cdefer_f, unsigned cdefer_bit, struct cdefer_panic *cdefer_p) { (void)cdefer_bit; cdefer_visit_1(&((struct cdefer_visit_1_record *)cdefer_rt_whole(cdefer_f))->cdefer_saved, cdefer_p); }
#line 12 "blocks.cd"
static void cdefer_visit_2(void *cdefer_saved, struct cdefer_panic *cdefer_p) { struct cdefer_visit_2 *const cdefer_S = (struct cdefer_visit_2 *)cdefer_saved; (void)cdefer_p; printf("%d\n", (*cdefer_S->cdefer_j_1)); }
