/*
 * What the graph has of expressions: what can stand in them - statement expressions (and so sites), operators that
 * choose, calls that do not return, setjmp.
 *
 * Operands that C does not order may come in any order; those that are perhaps not evaluated may be passed by.
 */
#include <string.h>

#include "flow/build.h"

int flow_known(struct build *b, struct node *e)
{
	int64_t v;
	if (!e)
		return 1;
	return sema_known(b->g->unit->sema, e, &v) ? v != 0 : -1;
}

static size_t sites_before(struct build *b) { return b->next_site; }

static void mark_unordered(struct build *b, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		b->g->flow->sites[i].unordered = true;
}

/* Operands that C does not order. */
struct operand { uint32_t end; bool holds; struct range jumps; };
struct operands { uint32_t start; size_t first, holders, rivals, jumps; bool left; VEC(struct operand) v; };

static struct operands operands_begin(struct build *b)
{
	return (struct operands){.start = b->cur, .first = sites_before(b), .rivals = b->g->rivals.n, .jumps = b->g->jumps.n};
}

static void operand(struct build *b, struct operands *o, struct node *n)
{
	size_t sites = sites_before(b), exits = b->g->exits.n, jumps = b->g->jumps.n;
	struct operand it;

	/* What leaves may as well come last. */
	if (!b->cur && o->start) {
		o->left = true;
		b->cur = o->start;
	}
	flow_expression(b, n);
	it = (struct operand){.end = b->cur, .holds = sites_before(b) > sites, .jumps = {jumps, b->g->jumps.n}};
	o->holders += it.holds;
	if (it.holds || it.jumps.to > it.jumps.from)
		*vec_push(b->g->env->tu, &o->v) = it;
	if (b->g->exits.n > exits)
		*vec_push(b->g->env->tu, &b->g->rivals) =
		    (struct rivals){.exits = {exits, b->g->exits.n}, .own = {sites, sites_before(b)},
		                    .all = {0, SIZE_MAX}};
}

/* A jump in one of them may be taken when another one has been evaluated. */
static void mix_jumps(struct build *b, const struct operands *o)
{
	for (size_t i = 0; i < o->v.n; i++)
		for (size_t k = 0; k < o->v.n; k++)
			for (size_t j = o->v.at[i].jumps.from; k != i && o->v.at[k].holds && j < o->v.at[i].jumps.to; j++)
				graph_edge(b->g, o->v.at[k].end, b->g->jumps.at[j]);
}

/* If two of them hold sites, all of those are unordered. */
static void operands_end(struct build *b, const struct operands *o)
{
	size_t end = sites_before(b);

	if (o->left)
		b->cur = 0;
	if (o->holders > 1)
		mark_unordered(b, o->first, end);
	for (size_t i = o->rivals; i < b->g->rivals.n; i++)
		if (b->g->rivals.at[i].all.to == SIZE_MAX)
			b->g->rivals.at[i].all = (struct range){o->first, end};
	if (b->g->jumps.n > o->jumps && o->holders)
		mix_jumps(b, o);
}

static void unordered(struct build *b, struct node **operands, size_t n)
{
	struct operands o = operands_begin(b);

	for (size_t i = 0; i < n; i++)
		operand(b, &o, operands[i]);
	operands_end(b, &o);
}

static void unordered_list(struct build *b, struct node *callee, struct node *args)
{
	struct operands o = operands_begin(b);

	for (struct node *n = callee; n; n = n == callee ? args : n->next)
		operand(b, &o, n);
	operands_end(b, &o);
}

/* What is evaluated in parts at most: operands of sizeof (sizes of arrays), an association of _Generic. */
static void perhaps(struct build *b, struct node *n)
{
	uint32_t fork = b->cur, out;

	flow_expressions(b, n);
	if (b->cur == fork)
		return;
	out = graph_point(b->g, b->scope);
	graph_edge(b->g, fork, out);
	flow_join(b, out);
}

/* Builtins that ask of an expression without evaluating it. */
static bool only_asks(const struct symbol *callee)
{
	static const char *const names[] = {"__builtin_constant_p", "__builtin_object_size", "__builtin_dynamic_object_size",
	                                    "__builtin_classify_type"};

	for (size_t i = 0; callee && i < sizeof names / sizeof *names; i++)
		if (strcmp(callee->name->text, names[i]) == 0)
			return true;
	return false;
}

static bool is_family(const struct nodes *list, const struct node *n)
{
	for (size_t i = 0; i < list->v.n; i++)
		if (list->v.at[i] == n)
			return true;
	return false;
}

static void call(struct build *b, struct node *n)
{
	const struct symbol *callee = sema_callee(n);

	if (only_asks(callee)) {
		perhaps(b, n->kid[CALL_ARGS]);
		return;
	}
	unordered_list(b, n->kid[CALL_CALLEE], n->kid[CALL_ARGS]);
	if (is_family(&b->g->routine->setjmps, n) || is_family(&b->g->routine->twice, n)) {
		flow_step(b);
		b->g->points.at[b->cur].again = true;
	}
	if ((callee && callee->is_noreturn) || is_family(&b->g->routine->longjmps, n))
		flow_leave(b, FLOW_NORETURN, n);
}

static void choose(struct build *b, struct node *cond, struct node *yes, struct node *no)
{
	flow_expression(b, cond);
	int k = flow_known(b, cond);
	uint32_t fork = b->cur, out = graph_point(b->g, b->scope);
	b->cur = k == 0 ? 0 : fork;
	flow_expression(b, yes);
	graph_edge(b->g, b->cur, out);
	b->cur = k == 1 ? 0 : fork;
	flow_expression(b, no);
	flow_join(b, out);
}

/* __builtin_choose_expr: the other one is not reached by intent, which nobody is warned of. */
static void choose_builtin(struct build *b, struct node *n)
{
	int64_t v = 0;
	bool is = sema_constant(b->g->unit->sema, n->kid[CHOOSE_EXPR_COND], &v);

	(is && v ? flow_expression : perhaps)(b, n->kid[CHOOSE_EXPR_THEN]);
	(is && !v ? flow_expression : perhaps)(b, n->kid[CHOOSE_EXPR_ELSE]);
}

static bool is_ordered(const struct node *n)
{
	return n->kind == AST_COMMA || n->op == TOK_ANDAND || n->op == TOK_OROR;
}

/* Left-nested operators may be tens of thousands deep: the left spine is walked in a loop. */
static void binary(struct build *b, struct node *n)
{
	VEC(struct node *) spine = {0};
	while (n && (n->kind == AST_BINARY || n->kind == AST_COMMA)) {
		*vec_push(b->g->env->tu, &spine) = n;
		n = n->kid[BINARY_LEFT];
	}
	struct operands o = operands_begin(b);
	size_t i = spine.n;

	operand(b, &o, n);
	for (; i > 0 && !is_ordered(spine.at[i - 1]); i--)
		operand(b, &o, spine.at[i - 1]->kid[BINARY_RIGHT]);
	operands_end(b, &o);
	/* Those bind least: no other stands above them. */
	for (; i > 0; i--)
		(spine.at[i - 1]->kind == AST_COMMA ? flow_expressions : perhaps)(b, spine.at[i - 1]->kid[BINARY_RIGHT]);
}

void flow_expression(struct build *b, struct node *n)
{
	if (!n)
		return;
	switch (n->kind) {
	case AST_STMT_EXPR:
		b->valued = n->kid[STMT_EXPR_BODY];
		flow_statement(b, n->kid[STMT_EXPR_BODY]);
		break;
	case AST_BINARY: case AST_COMMA:
		binary(b, n);
		break;
	case AST_CONDITIONAL:
		choose(b, n->kid[CONDITIONAL_COND], n->kid[CONDITIONAL_THEN], n->kid[CONDITIONAL_ELSE]);
		break;
	case AST_CALL:
		call(b, n);
		break;
	case AST_PANIC:
		unordered_list(b, n->kid[PANIC_ARGS], n->kid[PANIC_ARGS] ? n->kid[PANIC_ARGS]->next : NULL);
		flow_leave(b, FLOW_PANIC, n);
		break;
	case AST_ASSIGN: case AST_INDEX:
		unordered(b, n->kid, 2);
		break;
	case AST_INIT_LIST: case AST_INIT_ITEM:
		unordered_list(b, n->kid[0], n->kid[0] ? n->kid[0]->next : NULL);
		if (n->kind == AST_INIT_ITEM)
			flow_expression(b, n->kid[INIT_ITEM_VALUE]);
		break;
	case AST_CHOOSE_EXPR:
		choose_builtin(b, n);
		break;
	case AST_SIZEOF_EXPR: case AST_GENERIC_ASSOC: case AST_TYPE_NAME:
		for (unsigned i = 0; i < n->nkids; i++)
			perhaps(b, n->kid[i]);
		break;
	case AST_GENERIC:
		perhaps(b, n->kid[GENERIC_CONTROL]);
		flow_expressions(b, n->kid[GENERIC_ASSOCS]);
		break;
	default:
		for (unsigned i = 0; i < n->nkids; i++)
			flow_expressions(b, n->kid[i]);
		break;
	}
}

void flow_expressions(struct build *b, struct node *n)
{
	for (; n; n = n->next)
		flow_expression(b, n);
}
