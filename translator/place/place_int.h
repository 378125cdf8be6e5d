/* Shared by the files of place/. */
#ifndef CDEFER_PLACE_PLACE_INT_H
#define CDEFER_PLACE_PLACE_INT_H

#include "place/place.h"

struct placing {
	struct env *env;
	struct unit *unit;
	struct tokens *tokens;
	unsigned sites, environments, fields;   /* counters of the C function at hand */
	struct placed_block *blocks;            /* block.c: a table */
	bool catch_signals;     /* any access may panic: by the option, or since the file asks for it */
	bool handles_signals;   /* the file installs a handler, which may longjmp out of any function */
};

/* capture.c: captures of every deferred block in C function `f`, and the variables that must move. */
void capture_function(struct placing *p, struct routine *f);
/* Where variable `sym` of routine `owner` must live when it is captured by reference. */
enum capture_how capture_home(struct placing *p, struct routine *owner, struct symbol *sym);
/* The variable of the routine itself that `defer va_end(ap)` keeps by reference (language 2.3); null: none. */
struct symbol *kept_list(const struct site *s);
/* decide.c */
void decide_calls(struct placing *p, struct routine *r);        /* what each deferred call saves */
void decide_recover(struct placing *p, struct routine *r);      /* may_recover, pads */
void decide_placement(struct placing *p, struct routine *r);    /* tiers */
/* Bytes that the site's record holds of what is known of it, roughly: what the frame limit is compared with. */
uint64_t saved_size(struct placing *p, const struct site *s);
uint64_t type_bytes(struct placing *p, struct type *t);         /* of a pointer if it is not known */
enum { FRAME_BITS = 32 };                                       /* of struct cdefer_frame */
/* panics.c: the calls of every function, and what may leave it besides returns: plan->risks, may_panic, may_jump. */
void panics_find(struct placing *p);
enum { LEAVES_PANIC = 1, LEAVES_JUMP = 2, LEAVES_ANYHOW = 3 };
/* A call, a declaration of a variable with a cleanup function, a defer whose registration may fail, a panic. */
struct risk {
	const struct node *node;
	struct plan *callee;    /* defined in this file; null: not known */
	unsigned leaves;        /* what of it may leave the function */
};
/* What may leave C function f first in one of those ways, of what stands behind token `from`, up to `to`; null: nothing. */
const struct risk *leaves_between(const struct routine *f, tok_id from, tok_id to, unsigned how);
/* Who may do that, for people. */
const char *who_leaves(struct placing *p, const struct risk *r);
/* frame.c: plan->opens of a routine and those in it, before panics_find(). */
void decide_opens(struct placing *p, struct routine *r);
/* Which routines need no frame, and which of those end with their outermost block; behind panics_find(). */
void decide_frames(struct placing *p, struct routine *r);
/* scoped.c: whether no panic, and nothing that unwinds from outside, can run a _Defer: only exits of its block do. */
bool only_exits_run(struct placing *p, const struct site *s);
/* Which _Defers need no record (PLACE_HERE, PLACE_CALLED), and why; the reason is null for others. */
void decide_scoped(struct placing *p, struct routine *r);

/* block.c: what stands behind statement n in its block.  Each block is looked through once. */
bool sized_behind(struct placing *p, struct node *block, const struct node *n);         /* a VLA, in the block itself */
bool cleanup_behind(struct placing *p, struct node *block, const struct node *n);       /* a cleanup variable, likewise */
bool cleanup_inside_behind(struct placing *p, struct node *block, const struct node *n);/* one in the block or in it */
/* A declaration of a name that n mentions, or a pragma: n might mean something else at the end of the block. */
bool hidden_behind(struct placing *p, struct node *block, const struct node *n);
/* The DECLARATION n declares such a symbol. */
bool declares(struct node *n, bool (*is)(const struct symbol *));
bool is_variably_modified(const struct symbol *sym);

/* The plan of r, made by place.c before anything else. */
static inline struct plan *plan_of(const struct routine *r) { return r->plan; }

#endif
