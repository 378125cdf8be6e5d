/*
 * The graph of a routine: one walk over its statements.
 *
 * `cur` is the point that control has reached, 0 behind a jump.  Expressions matter only for what
 * can stand in them: statement expressions (and so sites), operators that choose, calls that do not
 * return, setjmp.  The walk recurses as deep as statements nest, which the parser bounds; chains of
 * else-if, labels and binary operators are followed in loops.
 */
#include <string.h>

#include "flow/flow_int.h"

/* `open`: the _Defer that is pending around a loop or switch. */
struct jump_target {
	uint32_t brk, cont;
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
static uint32_t step(struct build *b)
{
	uint32_t p = graph_point(b->g, b->scope);
	graph_edge(b->g, b->cur, p);
	return b->cur = p;
}

static void join(struct build *b, uint32_t p)
{
	graph_edge(b->g, b->cur, p);
	b->cur = p;
}

/* Control leaves the routine here. */
static void leave(struct build *b, enum flow_exit_kind kind, struct node *n)
{
	step(b);
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

static bool is_labeled(const struct node *block)
{
	const struct node *n = block->kid[BLOCK_ITEMS];

	while (n->next)
		n = n->next;
	return n->kind == AST_LABEL;
}

/* Control leaves the scopes up to that of `to`. */
static void leave_scopes(struct build *b, struct node *n, const struct scoped *to, struct node *value)
{
	if (b->open != to)
		*vec_push(b->g->env->tu, &b->g->flow->scope_exits) =
		    (struct scope_exit){.node = n, .from = b->open, .to = to, .value = value, .point = b->cur,
		                         .labeled = value && is_labeled(n), .unused = value && b->unused == n};
}

static void statement(struct build *b, struct node *n);
static void expression(struct build *b, struct node *n);

static void statements(struct build *b, struct node *n)
{
	for (; n; n = n->next)
		statement(b, n);
}

static void expressions(struct build *b, struct node *n)
{
	for (; n; n = n->next)
		expression(b, n);
}

/* Whether condition `e` is known: 1 true, 0 false, -1 not known (or absent: true). */
static int known(struct build *b, struct node *e)
{
	int64_t v;
	if (!e)
		return 1;
	return sema_known(b->g->unit->sema, e, &v) ? v != 0 : -1;
}

static struct flow_site *site(struct build *b, struct node *n)
{
	struct flow *f = b->g->flow;
	step(b);
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

/* ---- expressions ------------------------------------------------------------------------------ */

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
	expression(b, n);
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

	expressions(b, n);
	if (b->cur == fork)
		return;
	out = graph_point(b->g, b->scope);
	graph_edge(b->g, fork, out);
	join(b, out);
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
		step(b);
		b->g->points.at[b->cur].again = true;
	}
	if ((callee && callee->is_noreturn) || is_family(&b->g->routine->longjmps, n))
		leave(b, FLOW_NORETURN, n);
}

static void choose(struct build *b, struct node *cond, struct node *yes, struct node *no)
{
	expression(b, cond);
	int k = known(b, cond);
	uint32_t fork = b->cur, out = graph_point(b->g, b->scope);
	b->cur = k == 0 ? 0 : fork;
	expression(b, yes);
	graph_edge(b->g, b->cur, out);
	b->cur = k == 1 ? 0 : fork;
	expression(b, no);
	join(b, out);
}

/* __builtin_choose_expr: the other one is not reached by intent, which nobody is warned of. */
static void choose_builtin(struct build *b, struct node *n)
{
	int64_t v = 0;
	bool is = sema_constant(b->g->unit->sema, n->kid[CHOOSE_EXPR_COND], &v);

	(is && v ? expression : perhaps)(b, n->kid[CHOOSE_EXPR_THEN]);
	(is && !v ? expression : perhaps)(b, n->kid[CHOOSE_EXPR_ELSE]);
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
		(spine.at[i - 1]->kind == AST_COMMA ? expressions : perhaps)(b, spine.at[i - 1]->kid[BINARY_RIGHT]);
}

static void expression(struct build *b, struct node *n)
{
	if (!n)
		return;
	switch (n->kind) {
	case AST_STMT_EXPR:
		b->valued = n->kid[STMT_EXPR_BODY];
		statement(b, n->kid[STMT_EXPR_BODY]);
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
		leave(b, FLOW_PANIC, n);
		break;
	case AST_ASSIGN: case AST_INDEX:
		unordered(b, n->kid, 2);
		break;
	case AST_INIT_LIST: case AST_INIT_ITEM:
		unordered_list(b, n->kid[0], n->kid[0] ? n->kid[0]->next : NULL);
		if (n->kind == AST_INIT_ITEM)
			expression(b, n->kid[INIT_ITEM_VALUE]);
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
		expressions(b, n->kid[GENERIC_ASSOCS]);
		break;
	default:
		for (unsigned i = 0; i < n->nkids; i++)
			expressions(b, n->kid[i]);
		break;
	}
}

/* ---- statements ------------------------------------------------------------------------------- */

/* The body of an if or a loop: a block, with braces or without (C23 6.8.1). */
static void secondary(struct build *b, struct node *n)
{
	const struct scoped *outer = b->open;
	struct node *block = b->block;

	b->block = NULL;
	statement(b, n);
	b->block = block;
	if (b->open != outer)
		leave_scopes(b, b->open->site->node, outer, NULL);
	b->open = outer;
}

/* The statement that is a statement expression's value. */
static struct node *value_of(const struct build *b, const struct node *block)
{
	struct node *n = block->kid[BLOCK_ITEMS];

	if (b->valued != block)
		return NULL;
	while (n && n->next)
		n = n->next;
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
	uint32_t head = step(b), again = graph_point(b->g, b->scope), out = graph_point(b->g, b->scope);

	b->target.brk = out;
	b->target.cont = again;
	b->target.brk_open = b->target.cont_open = b->open;
	if (!body_first) {
		expression(b, cond);
		int k = known(b, cond);
		if (k != 1)
			graph_edge(b->g, b->cur, out);
		if (k == 0)
			b->cur = 0;
	}
	secondary(b, body);
	join(b, again);
	expression(b, step_expr);
	if (body_first) {
		expression(b, cond);
		int k = known(b, cond);
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
		expression(b, n->kid[IF_COND]);
		int k = known(b, n->kid[IF_COND]);
		uint32_t fork = b->cur;
		b->cur = k == 0 ? 0 : fork;
		secondary(b, n->kid[IF_THEN]);
		graph_edge(b->g, b->cur, out);
		b->cur = k == 1 ? 0 : fork;
	}
	secondary(b, n);
	join(b, out);
}

static void switch_statement(struct build *b, struct node *n)
{
	struct jump_target outer = b->target;
	expression(b, n->kid[SWITCH_COND]);
	uint32_t out = graph_point(b->g, b->scope);
	b->target.brk = out;
	b->target.brk_open = b->target.switch_open = b->open;
	b->target.dispatch = b->cur;
	b->target.has_default = false;
	b->cur = 0;
	secondary(b, n->kid[SWITCH_BODY]);
	join(b, out);
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
		expression(b, d->kid[INIT_DECLARATOR_DECLARATOR]);      /* sizes of VLAs */
		expression(b, d->kid[INIT_DECLARATOR_INIT]);
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
			statement(b, n->kid[FOR_INIT]);
		loop(b, n->kid[FOR_COND], n->kid[FOR_STEP], n->kid[FOR_BODY], false);
		break;
	default: break;
	}
}

static void case_label(struct build *b, struct node *n)
{
	*vec_push(b->g->env->tu, &b->g->cases) = (struct case_label){n, b->target.switch_open, b->open};

	uint32_t p = graph_point(b->g, b->scope);
	join(b, p);
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
		expression(b, e->kid[CALL_CALLEE]);
		expressions(b, e->kid[CALL_ARGS]);
	} else if (e && e->kind == AST_PANIC)
		expressions(b, e->kid[PANIC_ARGS]);
	else
		expression(b, e);
	site(b, n);
}

static void statement(struct build *b, struct node *n)
{
	while (n) {
		const struct scope *outer = b->scope;
		switch (n->kind) {
		case AST_BLOCK: case AST_IF: case AST_SWITCH: case AST_WHILE: case AST_DO: case AST_FOR:
			if (n->scope)
				b->scope = n->scope;
			step(b);
			scoped(b, n);
			b->scope = outer;
			return;
		case AST_LABEL: {
			uint32_t p = label_point(b, n->sym);
			b->g->points.at[p].scope = b->scope;
			b->g->points.at[p].address_taken = n->sym && n->sym->address_taken;
			*vec_push(b->g->env->tu, &b->g->labels) = (struct place_of_jump){.node = n, .label = n->sym, .open = b->open};
			join(b, p);
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
			expression(b, n->kid[GOTO_COMPUTED_TARGET]);
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
			expression(b, n->kid[RETURN_VALUE]);
			leave_scopes(b, n, NULL, NULL);
			leave(b, FLOW_RETURN, n);
			return;
		case AST_EXPR_STMT:
			/* Nobody looks at the value of one that stands alone. */
			if (n != b->kept && n->kid[EXPR_STMT_EXPR] && n->kid[EXPR_STMT_EXPR]->kind == AST_STMT_EXPR)
				b->unused = n->kid[EXPR_STMT_EXPR]->kid[STMT_EXPR_BODY];
			expression(b, n->kid[EXPR_STMT_EXPR]);
			return;
		case AST_DECLARATION: declaration(b, n); return;
		case AST_ASM:
			expressions(b, n->kid[ASM_OPERANDS]);
			if (n->flags & F_GOTO)
				goto_computed(b, n);
			return;
		case AST_DEFER_CALL:
			deferred_call(b, n);
			return;
		case AST_DEFER_BLOCK:
			for (struct node *c = n->kid[DEFER_BLOCK_CAPTURES]; c; c = c->next)
				expression(b, c->kid[CAPTURE_VALUE]);
			site(b, n);
			return;
		case AST_DEFER_SCOPED:
			scoped_site(b, n);
			return;
		default:
			if (node_is_expression(n))
				expression(b, n);
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
	statement(&b, body);
	g->end = graph_point(g, g->routine->scope);
	join(&b, g->end);
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
