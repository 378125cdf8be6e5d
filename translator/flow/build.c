/*
 * The graph of a routine: one walk over its statements.
 *
 * `cur` is the point that control has reached, 0 behind a jump.  The walk recurses as deep as statements nest, which
 * the parser bounds; chains of else-if, labels and binary operators are followed in loops.
 */
#include "flow/build.h"

uint32_t graph_point(struct graph *g, const struct scope *scope)
{
	vec_push(g->env->tu, &g->points)->scope = scope;
	return (uint32_t)g->points.n - 1;
}

void graph_edge(struct graph *g, uint32_t from, uint32_t to)
{
	if (!from || !to)
		return;
	struct edge *e = vec_push(g->env->tu, &g->edges);
	e->to = to;
	e->next = g->points.at[from].edges;
	g->points.at[from].edges = (uint32_t)g->edges.n - 1;
}

/* A new point that control reaches from here. */
uint32_t flow_step(struct build *b)
{
	uint32_t p = graph_point(b->g, b->scope);
	graph_edge(b->g, b->cur, p);
	return b->cur = p;
}

void flow_join(struct build *b, uint32_t p)
{
	graph_edge(b->g, b->cur, p);
	b->cur = p;
}

/* Control leaves the routine here. */
void flow_leave(struct build *b, enum flow_exit_kind kind, struct node *n)
{
	flow_step(b);
	*vec_push(b->g->env->tu, &b->g->exits) = (struct way_out){kind, n, b->open};
	b->g->points.at[b->cur].exit = (uint32_t)b->g->exits.n - 1;
	b->cur = 0;
}

static void jump(struct build *b, uint32_t to)
{
	graph_edge(b->g, b->cur, to);
	*vec_push(b->g->env->tu, &b->g->jumps) = to;
}

static uint32_t label_point(struct build *b, struct symbol *label)
{
	for (size_t i = 0; i < b->labels.n; i++)
		if (b->labels.at[i].label == label)
			return b->labels.at[i].point;
	uint32_t p = graph_point(b->g, b->scope);
	*vec_push(b->g->env->tu, &b->labels) = (struct label_point){label, p};
	return p;
}

/* Control leaves the scopes up to that of `to`. */
static void leave_scopes(struct build *b, struct node *n, const struct scoped *to, struct node *value)
{
	if (b->open != to)
		*vec_push(b->g->env->tu, &b->g->flow->scope_exits) =
		    (struct scope_exit){.node = n, .from = b->open, .to = to, .value = value, .point = b->cur,
		                         .loop = n->kind == AST_CONTINUE ? b->target.loop : NULL,
		                         .labeled = value && node_last(n->kid[BLOCK_ITEMS])->kind == AST_LABEL,
		                         .unused = value && b->unused == n};
}

static void statements(struct build *b, struct node *n)
{
	for (; n; n = n->next)
		flow_statement(b, n);
}

static struct flow_site *site(struct build *b, struct node *n)
{
	struct flow *f = b->g->flow;
	flow_step(b);
	for (size_t i = 0; i < f->nsites; i++) {
		/* Sites come in textual order, so that the next one is nearly always it. */
		size_t k = (b->next_site + i) % f->nsites;
		if (f->sites[k].node == n) {
			b->g->points.at[b->cur].site = &f->sites[k];
			b->next_site = k + 1;
			return &f->sites[k];
		}
	}
	return NULL;
}

static void scoped_site(struct build *b, struct node *n)
{
	struct flow_site *s = site(b, n);
	struct scoped *d = arena_new_of(b->g->env->tu, struct scoped);

	*d = (struct scoped){.site = s, .outer = b->open, .depth = b->open ? b->open->depth + 1 : 0, .block = b->block};
	if (s)
		s->scoped = d;
	b->open = d;
}

/* Of a `defer`. */
static void function_site(struct build *b, struct node *n)
{
	if (b->g->routine->ends_with_block)
		scoped_site(b, n);
	else
		site(b, n);
}

/* ---- statements ------------------------------------------------------------------------------- */

/* The body of an if or a loop: a block, with braces or without (C23 6.8.1). */
static void secondary(struct build *b, struct node *n)
{
	const struct scoped *outer = b->open;
	struct node *block = b->block;

	b->block = NULL;
	flow_statement(b, n);
	b->block = block;
	if (b->open != outer)
		leave_scopes(b, b->open->site->node, outer, NULL);
	b->open = outer;
}

/* The statement that is a statement expression's value. */
static struct node *value_of(const struct build *b, const struct node *block)
{
	struct node *n = node_last(block->kid[BLOCK_ITEMS]);

	if (b->valued != block)
		return NULL;
	while (n && n->kind == AST_LABEL)
		n = n->kid[LABEL_STMT];
	return n && n->kind == AST_EXPR_STMT && n->kid[EXPR_STMT_EXPR] ? n : NULL;
}

static void block(struct build *b, struct node *n)
{
	const struct scoped *outer = b->open;
	struct node *value = value_of(b, n), *block = b->block, *kept = b->kept;

	/* Without braces its one statement is what the body of an if is. */
	if (n->flags & F_BARE) {
		secondary(b, n->kid[BLOCK_ITEMS]);
		return;
	}
	b->block = n;
	b->kept = value;
	statements(b, n->kid[BLOCK_ITEMS]);
	b->block = block;
	b->kept = kept;
	leave_scopes(b, n, outer, value);
	b->ended = b->open;
	b->open = outer;
}

static void loop(struct build *b, struct node *cond, struct node *step_expr, struct node *body, bool body_first)
{
	struct jump_target outer = b->target;
	uint32_t head = flow_step(b), again = graph_point(b->g, b->scope), out = graph_point(b->g, b->scope);

	b->target.brk = out;
	b->target.cont = again;
	b->target.loop = body;
	b->target.brk_open = b->target.cont_open = b->open;
	if (!body_first) {
		flow_expression(b, cond);
		int k = flow_known(b, cond);
		if (k != 1)
			graph_edge(b->g, b->cur, out);
		if (k == 0)
			b->cur = 0;
	}
	secondary(b, body);
	flow_join(b, again);
	flow_expression(b, step_expr);
	if (body_first) {
		flow_expression(b, cond);
		int k = flow_known(b, cond);
		if (k != 1)
			graph_edge(b->g, b->cur, out);
		if (k != 0)
			graph_edge(b->g, b->cur, head);
	} else {
		graph_edge(b->g, b->cur, head);
	}
	b->cur = out;
	b->target = outer;
}

static void if_chain(struct build *b, struct node *n)
{
	uint32_t out = graph_point(b->g, b->scope);
	for (; n && n->kind == AST_IF; n = n->kid[IF_ELSE]) {
		flow_expression(b, n->kid[IF_COND]);
		int k = flow_known(b, n->kid[IF_COND]);
		uint32_t fork = b->cur;
		b->cur = k == 0 ? 0 : fork;
		secondary(b, n->kid[IF_THEN]);
		graph_edge(b->g, b->cur, out);
		b->cur = k == 1 ? 0 : fork;
	}
	secondary(b, n);
	flow_join(b, out);
}

static void switch_statement(struct build *b, struct node *n)
{
	struct jump_target outer = b->target;
	flow_expression(b, n->kid[SWITCH_COND]);
	uint32_t out = graph_point(b->g, b->scope);
	b->target.brk = out;
	b->target.brk_open = b->target.switch_open = b->open;
	b->target.dispatch = b->cur;
	b->target.has_default = false;
	b->cur = 0;
	secondary(b, n->kid[SWITCH_BODY]);
	flow_join(b, out);
	if (!b->target.has_default)
		graph_edge(b->g, b->target.dispatch, out);
	b->target = outer;
}

static void goto_computed(struct build *b, struct node *n)
{
	struct routine *r = b->g->routine;
	*vec_push(b->g->env->tu, &b->g->computed) = (struct place_of_jump){.node = n, .open = b->open, .point = b->cur};
	for (size_t i = 0; i < r->labels.v.n; i++) {
		struct symbol *l = r->labels.v.at[i]->sym;
		if (l && l->address_taken)
			graph_edge(b->g, b->cur, label_point(b, l));
	}
	if (n->kind == AST_GOTO_COMPUTED)
		b->cur = 0;
}

static void declaration(struct build *b, struct node *n)
{
	for (struct node *d = n->kid[DECLARATION_DECLARATORS]; d; d = d->next) {
		flow_expression(b, d->kid[INIT_DECLARATOR_DECLARATOR]);      /* sizes of VLAs */
		flow_expression(b, d->kid[INIT_DECLARATOR_INIT]);
	}
}

static void scoped(struct build *b, struct node *n)
{
	switch (n->kind) {
	case AST_BLOCK: block(b, n); break;
	case AST_IF: if_chain(b, n); break;
	case AST_SWITCH: switch_statement(b, n); break;
	case AST_WHILE: loop(b, n->kid[WHILE_COND], NULL, n->kid[WHILE_BODY], false); break;
	case AST_DO: loop(b, n->kid[DO_COND], NULL, n->kid[DO_BODY], true); break;
	case AST_FOR:
		if (n->kid[FOR_INIT])
			flow_statement(b, n->kid[FOR_INIT]);
		loop(b, n->kid[FOR_COND], n->kid[FOR_STEP], n->kid[FOR_BODY], false);
		break;
	default: break;
	}
}

static void case_label(struct build *b, struct node *n)
{
	*vec_push(b->g->env->tu, &b->g->cases) = (struct case_label){n, b->target.switch_open, b->open};

	uint32_t p = graph_point(b->g, b->scope);
	flow_join(b, p);
	graph_edge(b->g, b->target.dispatch, p);
}

/* The call is due later: here only its callee and arguments are evaluated (so that a deferred
 * panic or exit() does not end the flow here). */
static void deferred_call(struct build *b, struct node *n)
{
	struct node *e = n->kid[DEFER_CALL_EXPR];
	while (e && (e->kind == AST_PAREN || e->kind == AST_CAST))
		e = e->kid[e->kind == AST_CAST ? CAST_EXPR : PAREN_EXPR];
	if (e && e->kind == AST_CALL) {
		/* What is saved is evaluated as it is written (language 2.3). */
		flow_expression(b, e->kid[CALL_CALLEE]);
		flow_expressions(b, e->kid[CALL_ARGS]);
	} else if (e && e->kind == AST_PANIC)
		flow_expressions(b, e->kid[PANIC_ARGS]);
	else
		flow_expression(b, e);
	function_site(b, n);
}

void flow_statement(struct build *b, struct node *n)
{
	while (n) {
		const struct scope *outer = b->scope;
		switch (n->kind) {
		case AST_BLOCK: case AST_IF: case AST_SWITCH: case AST_WHILE: case AST_DO: case AST_FOR:
			if (n->scope)
				b->scope = n->scope;
			flow_step(b);
			scoped(b, n);
			b->scope = outer;
			return;
		case AST_LABEL: {
			uint32_t p = label_point(b, n->sym);
			b->g->points.at[p].scope = b->scope;
			b->g->points.at[p].address_taken = n->sym && n->sym->address_taken;
			*vec_push(b->g->env->tu, &b->g->labels) = (struct place_of_jump){.node = n, .label = n->sym, .open = b->open};
			flow_join(b, p);
			n = n->kid[LABEL_STMT];
			continue;
		}
		case AST_CASE:
			case_label(b, n);
			n = n->kid[CASE_STMT];
			continue;
		case AST_DEFAULT:
			case_label(b, n);
			b->target.has_default = true;
			n = n->kid[DEFAULT_STMT];
			continue;
		case AST_GOTO:
			if (n->sym) {
				jump(b, label_point(b, n->sym));
				*vec_push(b->g->env->tu, &b->g->gotos) =
				    (struct place_of_jump){.node = n, .label = n->sym, .open = b->open, .point = b->cur};
			}
			b->cur = 0;
			return;
		case AST_GOTO_COMPUTED:
			flow_expression(b, n->kid[GOTO_COMPUTED_TARGET]);
			goto_computed(b, n);
			return;
		case AST_BREAK:
			leave_scopes(b, n, b->target.brk_open, NULL);
			jump(b, b->target.brk);
			b->cur = 0;
			return;
		case AST_CONTINUE:
			leave_scopes(b, n, b->target.cont_open, NULL);
			jump(b, b->target.cont);
			b->cur = 0;
			return;
		case AST_RETURN:
			flow_expression(b, n->kid[RETURN_VALUE]);
			leave_scopes(b, n, NULL, NULL);
			flow_leave(b, FLOW_RETURN, n);
			return;
		case AST_EXPR_STMT:
			/* Nobody looks at the value of one that stands alone. */
			if (n != b->kept && n->kid[EXPR_STMT_EXPR] && n->kid[EXPR_STMT_EXPR]->kind == AST_STMT_EXPR)
				b->unused = n->kid[EXPR_STMT_EXPR]->kid[STMT_EXPR_BODY];
			flow_expression(b, n->kid[EXPR_STMT_EXPR]);
			return;
		case AST_DECLARATION: declaration(b, n); return;
		case AST_ASM:
			flow_expressions(b, n->kid[ASM_OPERANDS]);
			if (n->flags & F_GOTO)
				goto_computed(b, n);
			return;
		case AST_DEFER_CALL:
			deferred_call(b, n);
			return;
		case AST_DEFER_BLOCK:
			for (struct node *c = n->kid[DEFER_BLOCK_CAPTURES]; c; c = c->next)
				flow_expression(b, c->kid[CAPTURE_VALUE]);
			function_site(b, n);
			return;
		case AST_DEFER_SCOPED:
			scoped_site(b, n);
			return;
		default:
			if (node_is_expression(n))
				flow_expression(b, n);
			return;
		}
	}
}

static struct node *body_of(const struct routine *r)
{
	return r->node->kid[r->node->kind == AST_FUNCTION ? FUNCTION_BODY : DEFER_BLOCK_BODY];
}

void graph_build(struct graph *g)
{
	struct build b = {.g = g, .scope = g->routine->scope};
	struct node *body = body_of(g->routine);

	vec_push(g->env->tu, &g->points);
	vec_push(g->env->tu, &g->edges);
	vec_push(g->env->tu, &g->exits);
	g->entry = b.cur = graph_point(g, b.scope);
	flow_statement(&b, body);
	g->end = graph_point(g, g->routine->scope);
	flow_join(&b, g->end);
	*vec_push(g->env->tu, &g->exits) = (struct way_out){FLOW_END, body, b.ended};
	g->points.at[g->end].exit = (uint32_t)g->exits.n - 1;
}

struct flow *graph_new(struct graph *g, struct env *env, struct unit *unit, struct routine *r)
{
	struct flow *f = arena_new_of(env->tu, struct flow);

	*g = (struct graph){.env = env, .unit = unit, .routine = r, .flow = f};
	f->nsites = r->sites.v.n;
	f->sites = arena_alloc(env->tu, (f->nsites + 1) * sizeof *f->sites);
	for (size_t i = 0; i < f->nsites; i++)
		f->sites[i].node = r->sites.v.at[i];
	graph_build(g);
	return f;
}
