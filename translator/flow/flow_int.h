/* Shared by the files of flow/: the graph. */
#ifndef CDEFER_FLOW_FLOW_INT_H
#define CDEFER_FLOW_FLOW_INT_H

#include "flow/flow.h"

/* A point of the graph: a place between statements.  Edges are a linked list of rows. */
struct point {
	uint32_t edges;         /* first row of graph.edges, 0: none */
	const struct scope *scope;
	struct flow_site *site; /* the site that executes here, or null */
	uint32_t exit;          /* control leaves the routine here: row of graph.exits, 0: it does not */
	bool again;             /* control may come back here by itself: setjmp */
	bool address_taken;     /* a label whose address is taken */
	/* cycles.c */
	uint32_t index, low, component;
	bool on_stack;
};

struct edge { uint32_t to, next; };

struct way_out { enum flow_exit_kind kind; struct node *node; const struct scoped *open; };

/* Numbers of sites, exits or jumps, `to` not included. */
struct range { size_t from, to; };

/* C does not order an operand that has exits with others that have sites: any of those, or none, come first. */
struct rivals {
	struct range exits, own;        /* of the operand; its own sites */
	struct range all;               /* the sites of all operands */
};

/* A label, a case or a jump, and the _Defer that is pending there. */
struct place_of_jump { struct node *node; struct symbol *label; const struct scoped *open; uint32_t point; };

/* A CASE or DEFAULT, with what is pending there and in front of its switch. */
struct case_label { struct node *node; const struct scoped *outside, *open; };

struct graph {
	struct env *env;
	struct unit *unit;
	struct routine *routine;
	struct flow *flow;
	VEC(struct point) points;       /* [0] is no point */
	VEC(struct edge) edges;         /* [0] is no edge */
	VEC(struct way_out) exits;      /* [0] is none; in textual order */
	VEC(struct rivals) rivals;
	VEC(uint32_t) jumps;            /* where they go */
	VEC(struct place_of_jump) labels, gotos, computed;      /* scoped.c */
	VEC(struct case_label) cases;
	uint32_t entry, end;
};

uint32_t graph_point(struct graph *g, const struct scope *scope);
void graph_edge(struct graph *g, uint32_t from, uint32_t to);

/* build.c: fills the graph. */
void graph_build(struct graph *g);
/* A flow in which the sites are not decided yet, and its graph. */
struct flow *graph_new(struct graph *g, struct env *env, struct unit *unit, struct routine *r);
/* cycles.c: fills flow from the graph. */
void graph_solve(struct graph *g);
/* scoped.c: the exits of gotos, and which are reachable; errors for jumps into scopes. */
void graph_scope_exits(struct graph *g, const bool *live);
void graph_check_jumps(struct graph *g, const struct tokens *ts);

#endif
