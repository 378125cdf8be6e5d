/* Shared by the files of place/. */
#ifndef CDEFER_PLACE_PLACE_INT_H
#define CDEFER_PLACE_PLACE_INT_H

#include "place/place.h"

struct placing {
	struct env *env;
	struct unit *unit;
	struct tokens *tokens;
	unsigned sites, environments, fields;   /* counters of the C function at hand */
};

/* capture.c: captures of every deferred block in C function `f`, and the variables that must move. */
void capture_function(struct placing *p, struct routine *f);
/* decide.c */
void decide_calls(struct placing *p, struct routine *r);        /* what each deferred call saves */
void decide_recover(struct placing *p, struct routine *r);      /* may_recover, pads */
void decide_placement(struct placing *p, struct routine *r);    /* tiers */

/* The plan of r, made by place.c before anything else. */
static inline struct plan *plan_of(const struct routine *r) { return r->plan; }

#endif
