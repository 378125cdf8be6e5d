/* Shared by build.c and expression.c: the walk that makes the graph. */
#ifndef CDEFER_FLOW_BUILD_H
#define CDEFER_FLOW_BUILD_H

#include "flow/flow_int.h"

/* `open`: the _Defer that is pending around a loop or switch. */
struct jump_target {
	uint32_t brk, cont;
	struct node *loop;              /* the body */
	const struct scoped *brk_open, *cont_open, *switch_open;
	uint32_t dispatch;
	bool has_default;
};

struct label_point { struct symbol *label; uint32_t point; };

struct build {
	struct graph *g;
	uint32_t cur;
	const struct scope *scope;
	struct jump_target target;
	size_t next_site;
	VEC(struct label_point) labels;
	const struct scoped *open;      /* the innermost _Defer that is pending */
	const struct scoped *ended;     /* the same at the end of the last block */
	struct node *block;             /* around the statement at hand; null: that is the body of an if or a loop */
	struct node *kept;              /* the statement that is its block's value */
	const struct node *unused;      /* the BLOCK of a statement expression whose value nobody uses */
	const struct node *valued;      /* the BLOCK of the statement expression at hand */
};

/* ---- build.c ---- */
/* A new point that control reaches from here; p is that point. */
uint32_t flow_step(struct build *b);
void flow_join(struct build *b, uint32_t p);
/* Control leaves the routine here. */
void flow_leave(struct build *b, enum flow_exit_kind kind, struct node *n);
void flow_statement(struct build *b, struct node *n);

/* ---- expression.c ---- */
void flow_expression(struct build *b, struct node *n);
void flow_expressions(struct build *b, struct node *list);
/* Whether condition `e` is known: 1 true, 0 false, -1 not known (or absent: true). */
int flow_known(struct build *b, struct node *e);

#endif
