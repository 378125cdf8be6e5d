/*
 * Where each action and each captured variable lives, and why (language 7).
 *
 * Takes the typed tree and the flow of each routine; gives each routine a plan (routine->plan) that
 * the report prints and lowering obeys.  Nothing here makes text.
 */
#ifndef CDEFER_PLACE_PLACE_H
#define CDEFER_PLACE_PLACE_H

#include "flow/flow.h"
#include "sema/sema.h"

enum placement {
	PLACE_OPEN, PLACE_STACK, PLACE_HEAP,
	PLACE_CALLED,           /* scoped: no record; a function that exits call */
	PLACE_HERE              /* scoped: no record; the statement stands in its block once, and exits jump to it */
};

/* How an action gets at a variable of a routine around it. */
enum capture_how {
	COPIED,          /* a copy, made when the defer executes */
	IN_PLACE,       /* by reference; the variable stays where C puts it */
	IN_FRAME,          /* by reference; the variable is moved to the function's frame */
	ON_HEAP            /* by reference; the variable is moved to the record stack */
};

struct capture {
	struct symbol *sym;     /* the captured variable, of a routine around (of COPIED by `x = e`: null) */
	struct symbol *copy;    /* COPIED from a capture list: the new variable of the block */
	struct node *node;      /* the CAPTURE, or the first use */
	enum capture_how how;
};

/* A moved variable (symbol->lower points here). */
struct moved {
	struct symbol *sym;
	struct environment *env;/* null: in the frame */
	const char *field;      /* its name there */
	bool vla;               /* it is a VLA: storage for each execution of its declaration */
	bool pointed;           /* of variably modified type: its declaration stays, as that of a pointer */
};

/* The moved variables of one scope that can be entered more than once: one storage each entry. */
struct environment {
	const struct scope *scope;
	unsigned number;
	VEC(struct moved *) variables;
};

enum call_kind {
	CALL_ORDINARY,
	CALL_PANIC,             /* defer panic(e); */
	CALL_RECOVER,           /* defer recover(); */
	CALL_VA_END             /* keeps its va_list by reference */
};

struct saved {                  /* the callee or an argument of a deferred call */
	struct node *node;
	struct type *type;      /* unqualified, decayed; of the parameter where there is one */
	bool constant;          /* a literal: written again where the call is due, not saved */
};

struct site {
	struct node *node;      /* DEFER_CALL, DEFER_BLOCK or DEFER_SCOPED */
	struct routine *routine;/* which registers it */
	struct routine *body;   /* of a deferred block or statement: its own routine; else null */
	bool scoped;            /* exits find it by its block: _Defer, and in a routine that ends_with_block `defer` */
	bool once;              /* scoped: what an exit does for it stands in its block once, and exits jump to it */
	bool braced;            /* PLACE_HERE: what follows in its block stands in one of its own */
	bool movable;           /* once: at the end of its block its text would mean the same */
	bool direct;            /* open-coded: the call stands where it is due, and is no function of its own */
	unsigned number;        /* from 1, in the C function */
	size_t index;           /* in the plan */
	enum placement placement;
	const char *reason;     /* of the placement: a phrase */
	const char *panic;      /* why a panic may run a _Defer: a phrase; null: none may, or not asked */
	unsigned bit;           /* open-coded: its bit in the frame */
	bool reserve;           /* heap, and too large for a temporary */

	bool may_recover;       /* the function needs a landing pad for it */
	bool said_not_to;       /* ...it needs none because the program says so: a recovery is noticed */
	const char *recover_reason;

	/* deferred calls */
	enum call_kind kind;
	struct node *call;      /* the CALL, PANIC or RECOVER */
	struct symbol *callee;  /* called by its name; null: saved */
	struct saved function;  /* where it is saved */
	VEC(struct saved) args;
	/* deferred blocks */
	VEC(struct capture) captures;
	bool result;            /* it uses _Result, itself or in a block of its own */
};

struct plan {
	struct routine *routine;
	struct flow *flow;
	VEC(struct site *) sites;
	VEC(struct moved *) frame;      /* variables moved to the frame */
	VEC(struct environment *) environments;
	bool marked;            /* has heap records or storage: its frame keeps a mark */
	bool open_coded;        /* all sites are */
	bool function_scoped;   /* some action runs when the routine ends, whatever its block */
	bool pad;               /* one of its actions may recover: needs a landing pad */
	bool result;            /* _Result is used in it or in a block of it (C functions) */
	bool opens;             /* its `defer`s are open-coded, or less: registering them cannot fail (known early, so
	                           that some are open-coded all the same) */
	bool quiet;             /* no panic and no longjmp runs what it has pending: bits at most, and no frame for them */
	const char *frame_reason;   /* why what it has pending needs a frame, or none: a phrase */
	bool needs_frame;       /* it links a frame */
	struct site *site;      /* of an action: its own */
	const struct risks *risks;  /* C function: panics.c */
	bool may_panic, may_jump;   /* out of it: a panic, a longjmp */
	bool rewritten;         /* anything in it changes */
};

/* Plans every routine of the unit; errors (a variable that cannot be moved) are in env->diag. */
void place_unit(struct env *env, struct unit *unit, struct tokens *ts);

/* --report=placement: a line a site and a captured variable, as text or JSON. */
void place_report(struct env *env, struct unit *unit, struct tokens *ts, bool json, struct buf *out);

/*
 * Visits every identifier of routine r's own text, deferred blocks in it included, with the
 * routine that the identifier stands in and whether it is evaluated there (not so in sizeof, typeof,
 * _Alignof and the control of _Generic, unless the type is variably modified).
 */
struct use {
	struct node *node;      /* IDENT, or a specifier: SPEC_TYPEDEF_NAME, SPEC_RECORD, SPEC_ENUM */
	struct routine *routine;
	bool evaluated;
};
void uses_walk(struct routine *r, void (*visit)(const struct use *, void *), void *ctx);

/* The capture by which routine `r` (or, through it, a block in it) reaches `sym`; null if it has none. */
struct capture *capture_find(const struct routine *r, const struct symbol *sym);
/* A _Defer: its block is what it is registered for. */
static inline bool is_of_block(const struct site *s) { return s->node->kind == AST_DEFER_SCOPED; }
/* The site of an action's routine. */
struct site *site_of(const struct routine *action);
/* The routine in whose function the text of r stands: itself, unless that is PLACE_HERE. */
struct routine *routine_of_text(const struct routine *r);
/* The routine that a variable belongs to; null for one of file scope. */
struct routine *symbol_routine(const struct symbol *sym);

#endif
