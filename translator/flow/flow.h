/*
 * Order of execution in one routine.
 *
 * Takes a routine's typed tree, builds the graph of its statements and answers what placement
 * needs: which sites may execute more than once in a call, whether sites execute in the order in
 * which they are written, which blocks can be entered more than once, whether the end is reached.
 * Deferred blocks are opaque here: each is a routine, and so a graph, of its own.
 */
#ifndef CDEFER_FLOW_FLOW_H
#define CDEFER_FLOW_FLOW_H

#include "sema/sema.h"
#include "source/env.h"

enum flow_repeat {
	FLOW_ONCE,
	FLOW_LOOP,              /* a cycle of the graph: a loop or a backward goto */
	FLOW_SETJMP,            /* behind a setjmp, which may return again */
	FLOW_COMPUTED           /* behind a label whose address is taken */
};

struct scoped;

struct flow_site {
	struct node *node;      /* DEFER_CALL, DEFER_BLOCK or DEFER_SCOPED */
	enum flow_repeat repeat;
	bool reachable;
	bool unordered;         /* C does not order it with another site of its expression */
	const struct scoped *scoped;    /* of a DEFER_SCOPED, and of what counts as one (routine->ends_with_block) */
};

/* A _Defer, or what counts as one, and the one that is pending when it executes; null for the first of a routine. */
struct scoped {
	struct flow_site *site;
	const struct scoped *outer;
	unsigned depth;
	struct node *block;     /* the BLOCK that it stands in; null: it is the body of an if or a loop itself */
};

/* Control leaves the scopes of those from `from` outwards up to, but without, `to`; `from` runs first. */
struct scope_exit {
	struct node *node;      /* RETURN, GOTO, BREAK, CONTINUE; the end of a BLOCK, or of a DEFER_SCOPED that has no block
	                           around it but is the body of an if or a loop */
	const struct scoped *from, *to;
	struct node *loop;      /* CONTINUE: the loop's body */
	struct node *value;     /* BLOCK of a statement expression: the statement that is its value, or null */
	bool labeled;           /* a label stands in front of that */
	bool unused;            /* nobody uses the value */
	bool reachable;
	uint32_t point;         /* flow: in the graph; private */
};

struct flow {
	struct flow_site *sites; size_t nsites;     /* as routine->sites */
	VEC(struct scope_exit) scope_exits;     /* those that leave any, as their nodes begin in the text */
	bool in_order;          /* no site of `defer` can execute after one that is written behind it; nor a _Defer after
	                           such a site that is written behind it */
	bool defers_in_order;   /* the first half of that */
	bool end_reached;       /* control can run off the end of the body */
	VEC(const struct scope *) entered_again;    /* scopes that can be entered more than once a call */
};

/* Memory is env->tu's.  Jumps into the scope of a _Defer are errors in env->diag (language 5.2). */
struct flow *flow_build(struct env *env, struct unit *unit, struct routine *r, const struct tokens *ts);
/* That of a routine of which nothing is known and nobody asks: no sites, the end is reached. */
struct flow *flow_none(struct env *env);
/* The exit at a node; null if it leaves no scope of a _Defer. */
const struct scope_exit *flow_scope_exit(const struct flow *f, const struct node *n);
bool flow_entered_again(const struct flow *f, const struct scope *s);

/* A way out of the routine, and which sites have executed when control takes it. */
enum flow_exit_kind {
	FLOW_RETURN,
	FLOW_PANIC,
	FLOW_NORETURN,          /* a call of a function that does not return */
	FLOW_END                /* of the body */
};
enum flow_executed { FLOW_NEVER, FLOW_PERHAPS, FLOW_ALWAYS };

struct flow_exit {
	enum flow_exit_kind kind;
	struct node *node;      /* RETURN, PANIC, CALL; END: the routine's body */
	bool reachable;
	unsigned char *sites;   /* an enum flow_executed for each of flow->sites */
	VEC(size_t) scoped;     /* the sites of _Defers that are pending, the next one first */
};
struct flow_exits { VEC(struct flow_exit) v; };

/* All exits, in textual order.  Time and memory: points of the graph times sites; no translation needs
 * it, --explain does. */
void flow_exits(struct env *env, struct unit *unit, struct routine *r, struct flow_exits *out);

/* --dump=flow: one line a site and a scope. */
void flow_dump(const struct flow *f, const struct tokens *ts, struct env *env, struct buf *out);

#endif
