/*
 * The scopes of _Defer statements: what jumps leave, and that none enters one (language 5.2; TS 25755, constraints).
 *
 * At each point of the text one _Defer is the innermost that is pending, and all around it are: no flag is needed to
 * know what runs at an exit.
 */
#include <stdlib.h>

#include "flow/flow_int.h"

static const struct scoped *common(const struct scoped *a, const struct scoped *b)
{
	while (a != b)
		if (!b || (a && a->depth >= b->depth))
			a = a->outer;
		else
			b = b->outer;
	return a;
}

static const struct scoped *open_at_label(const struct graph *g, const struct symbol *label)
{
	for (size_t i = 0; i < g->labels.n; i++)
		if (g->labels.at[i].label == label)
			return g->labels.at[i].open;
	return NULL;
}

static int in_text(const void *a, const void *b)
{
	const struct scope_exit *x = a, *y = b;

	return (x->node->first > y->node->first) - (x->node->first < y->node->first);
}

void graph_scope_exits(struct graph *g, const bool *live)
{
	for (size_t i = 0; i < g->gotos.n; i++) {
		const struct place_of_jump *j = &g->gotos.at[i];
		const struct scoped *to = common(j->open, open_at_label(g, j->label));

		if (j->open == to)
			continue;
		*vec_push(g->env->tu, &g->flow->scope_exits) =
		    (struct scope_exit){.node = j->node, .from = j->open, .to = to, .point = j->point};
	}
	for (size_t i = 0; i < g->flow->scope_exits.n; i++)
		g->flow->scope_exits.at[i].reachable = live[g->flow->scope_exits.at[i].point];
	if (g->flow->scope_exits.n)
		qsort(g->flow->scope_exits.at, g->flow->scope_exits.n, sizeof *g->flow->scope_exits.at, in_text);
}

/* ---- errors --------------------------------------------------------------------------------------------- */

/* The first _Defer that a jump from where `from` is pending to where `to` is passes over. */
static const struct scoped *bypassed(const struct scoped *from, const struct scoped *to)
{
	const struct scoped *shared = common(from, to);

	while (to != shared && to->outer != shared)
		to = to->outer;
	return to == shared ? NULL : to;
}

static void note(struct graph *g, const struct tokens *ts, const struct scoped *d, const char *text)
{
	diag_note(g->env->diag, tokens_span(ts, d->site->node->first, d->site->node->first), "%s", text);
}

static void check_goto(struct graph *g, const struct tokens *ts, const struct place_of_jump *j)
{
	const struct scoped *d = bypassed(j->open, open_at_label(g, j->label));

	if (!d)
		return;
	diag_error(g->env->diag, node_span(ts, j->node), "'goto %s' enters the scope of a '_Defer'", j->label->name->text);
	note(g, ts, d, "which it bypasses here");
}

static void check_case(struct graph *g, const struct tokens *ts, const struct case_label *c)
{
	const struct scoped *d = bypassed(c->outside, c->open);
	bool is_case = c->node->kind == AST_CASE;

	if (!d)
		return;
	diag_error(g->env->diag, tokens_span(ts, c->node->first, c->node->first), "'%s' is in the scope of a '_Defer', which it bypasses",
	           is_case ? "case" : "default");
	note(g, ts, d, "the scope goes to the end of the block; braces around this '_Defer' and what belongs to it end it before");
}

/* An asm goto names its labels; a computed goto means any whose address is taken. */
static bool may_mean(const struct node *jump, const struct symbol *label)
{
	if (jump->kind != AST_ASM)
		return label->address_taken;
	for (const struct node *n = jump->kid[ASM_OPERANDS]; n; n = n->next)
		if (n->kind == AST_LABEL_ADDRESS && n->sym == label)
			return true;
	return false;
}

/* What runs would have to be told from the address. */
static void check_computed(struct graph *g, const struct tokens *ts, const struct place_of_jump *j)
{
	for (size_t i = 0; i < g->labels.n; i++) {
		const struct place_of_jump *l = &g->labels.at[i];
		const struct scoped *d = bypassed(j->open, l->open);
		const char *what = j->node->kind == AST_ASM ? "'asm goto'" : "computed 'goto'";

		if (l->open == j->open || !l->label || !may_mean(j->node, l->label))
			continue;
		if (d) {
			diag_error(g->env->diag, node_span(ts, j->node), "%s may enter the scope of a '_Defer'", what);
		} else {
			d = bypassed(l->open, j->open);
			diag_error(g->env->diag, node_span(ts, j->node), "%s may leave the scope of a '_Defer'", what);
		}
		note(g, ts, d, "of this one");
		diag_note(g->env->diag, tokens_span(ts, l->node->first, l->node->first), "label '%s' has its address taken",
		          l->label->name->text);
		return;
	}
}

void graph_check_jumps(struct graph *g, const struct tokens *ts)
{
	for (size_t i = 0; i < g->gotos.n; i++)
		check_goto(g, ts, &g->gotos.at[i]);
	for (size_t i = 0; i < g->cases.n; i++)
		check_case(g, ts, &g->cases.at[i]);
	for (size_t i = 0; i < g->computed.n; i++)
		check_computed(g, ts, &g->computed.at[i]);
}

const struct scope_exit *flow_scope_exit(const struct flow *f, const struct node *n)
{
	size_t low = 0, high = f->scope_exits.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f->scope_exits.at[mid].node->first < n->first)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < f->scope_exits.n && f->scope_exits.at[low].node->first == n->first; low++)
		if (f->scope_exits.at[low].node == n)
			return &f->scope_exits.at[low];
	return NULL;
}
