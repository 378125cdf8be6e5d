/*
 * Which routines need no frame: nothing that a panic or a longjmp would have to run is ever pending in them
 * (architecture: what cannot panic costs nothing).
 *
 * Registering must not fail either, which open-coded actions cannot.  And which routines end with their outermost block:
 * where all `defer`s stand in that itself, what is pending is known at every exit, as it is of _Defers, and exits jump to
 * what they run, as people write `goto out`.  Others keep their bits in a variable.
 */
#include "place/place_int.h"

/* ---- open-coded for certain: known before captures are, because who registers what cannot fail cannot panic ---- */

static bool is_item(const struct routine *r, const struct node *n)
{
	const struct node *body = r->node->kid[r->parent ? DEFER_BLOCK_BODY : FUNCTION_BODY];

	for (const struct node *i = body->kid[BLOCK_ITEMS]; i && i->first <= n->first; i = i->next)
		if (i == n)
			return true;
	return false;
}

static bool count_use(struct node *n, void *ctx)
{
	size_t *uses = ctx;

	*uses += n->kind == AST_IDENT || n->kind == AST_SPEC_TYPEDEF_NAME;
	return true;
}

/* Bytes that the captures of a block take at most; the limit and more if that is not known yet. */
static uint64_t captured_size(struct placing *p, const struct site *s)
{
	uint64_t limit = p->env->opt->frame_limit, n = 0;
	size_t uses = 0;

	for (const struct node *c = s->node->kid[DEFER_BLOCK_CAPTURES]; c; c = c->next) {
		if (c->op == TOK_EQ || (c->op != TOK_AMP && (!c->sym || !c->sym->type || c->sym->type->vla)))
			return limit + 1;
		if (c->op != TOK_AMP)
			n += type_bytes(p, c->sym->type);
	}
	node_walk(s->node, count_use, NULL, &uses);
	return n + uses * p->unit->types->target.pointer_size;
}

/* What is captured by reference would go to the record stack. */
static bool goes_to_stack(struct placing *p, struct routine *r, struct symbol *sym)
{
	/* What stands in the head of a loop moves together. */
	return sym->kind == SYM_VARIABLE && sym->scope && sym->scope != r->scope &&
	       (capture_home(p, r, sym) == ON_HEAP || (sym->scope->node && sym->scope->node->kind == AST_FOR));
}

struct moves { struct placing *p; struct routine *r; bool found; };

static bool moves(struct node *n, void *ctx)
{
	struct moves *m = ctx;
	struct symbol *sym = n->kind == AST_IDENT || (n->kind == AST_CAPTURE && n->op == TOK_AMP) ? n->sym : NULL;

	m->found |= sym && symbol_routine(sym) == m->r && goes_to_stack(m->p, m->r, sym);
	return true;
}

/* It uses a variable of the routine that would go there. */
static bool moves_variables(struct placing *p, const struct site *s)
{
	struct moves m = {p, s->routine, false};

	node_walk(s->node, moves, NULL, &m);
	return m.found;
}

/* The like of the va_list that it keeps. */
static bool moves_list(struct placing *p, const struct site *s)
{
	struct symbol *sym = kept_list(s);

	return sym && goes_to_stack(p, s->routine, sym);
}

/* Why a site may not be open-coded: behind "the defer of line 12 "; null: it is. */
static const char *site_on_chain(struct placing *p, const struct site *s)
{
	const struct flow_site *f = &plan_of(s->routine)->flow->sites[s->index];
	uint64_t limit = p->env->opt->frame_limit;

	if (f->unordered)
		return "stands in an expression with another one";
	/* What unwinds from outside may want its variables moved. */
	if (s->scoped)
		return p->env->opt->foreign_unwind ? "may be run by an exception" : NULL;
	if (f->repeat != FLOW_ONCE)
		return "may be executed more than once a call";
	if (s->body && captured_size(p, s) > limit)
		return "copies much, or everything";
	if (s->body)
		return moves_variables(p, s) ? "uses variables of a block that has ended then" : NULL;
	if (s->kind == CALL_PANIC)
		return "panics";
	if (s->kind == CALL_RECOVER)
		return "recovers";
	return moves_list(p, s) ? "keeps a va_list of a block that has ended then" : saved_size(p, s) > limit ? "saves much" : NULL;
}

static const char *on_chain(struct placing *p, const struct routine *r)
{
	const struct plan *plan = plan_of(r);

	if (p->env->opt->no_open_coded)
		return "-fno-open-coded";
	if (r->setjmps.v.n || r->twice.v.n)
		return "it calls what returns twice";
	if (r->computed_gotos.v.n)
		return "it has a computed goto";
	if (!plan->flow->in_order)
		return "its defers may be executed in another order than they are written";
	if (plan->sites.n > FRAME_BITS)
		return "it has more defers than a frame has bits";
	for (size_t i = 0; i < plan->sites.n; i++) {
		const char *why = site_on_chain(p, plan->sites.at[i]);

		if (why)
			return arena_printf(p->env->tu, "the defer of line %u %s",
			                    files_presumed(p->env->files, p->tokens->v.at[plan->sites.at[i]->node->first].at).line, why);
	}
	return NULL;
}

void decide_opens(struct placing *p, struct routine *r)
{
	plan_of(r)->frame_reason = on_chain(p, r);
	plan_of(r)->opens = !plan_of(r)->frame_reason;
	for (size_t i = 0; i < r->routines.n; i++)
		decide_opens(p, r->routines.at[i]);
}

/* ---- what may leave the routine while something is pending ------------------------------------------------------ */

struct order { const struct routine *routine; bool lost; };

static bool look(struct node *n, void *ctx)
{
	struct order *o = ctx;
	const struct plan *plan = plan_of(o->routine);

	/* C may evaluate an operand of its expression that is written in front of it later. */
	if (n->kind == AST_STMT_EXPR)
		for (size_t i = 0; i < plan->sites.n; i++)
			o->lost |= plan->sites.at[i]->node->first > n->first && plan->sites.at[i]->node->last < n->last;
	/* It is due at the end of its block. */
	if (n->kind == AST_DECLARATION)
		for (struct node *d = n->kid[DECLARATION_DECLARATORS]; d; d = d->next) {
			const struct node *core = node_declared(d->kid[INIT_DECLARATOR_DECLARATOR]);

			o->lost |= core && core->sym && core->sym->cleanup;
		}
	return !o->lost;
}

/* The token behind which its `defer`s may be pending: nothing that is written in front of the first one executes behind
 * it, unless a jump goes back (a loop would execute the `defer` again), or it is that of a _Defer.  And when the action of
 * the first one runs, which is the last to do so, nothing is pending any more. */
static tok_id pending_from(const struct routine *r, const struct site *first)
{
	struct order o = {r, r->labels.v.n > 0 || first->index > 0};

	if (!o.lost)
		node_walk(r->node, look, NULL, &o);
	return o.lost ? r->node->first : first->node->last;
}

/* Why the routine needs a frame; null: it needs none. */
static const char *needs(struct placing *p, const struct routine *r, const struct site *first)
{
	const struct plan *plan = plan_of(r);
	const struct risk *risk = NULL;

	if (plan->frame_reason)
		return plan->frame_reason;
	if (p->catch_signals)
		return "signals may panic, anywhere";
	if (p->handles_signals)
		return "a signal handler may longjmp, anywhere";
	if (first)
		risk = leaves_between(r->function, pending_from(r, first), r->node->last, LEAVES_ANYHOW);
	for (size_t i = 0; i < plan->sites.n && !risk; i++)
		if (plan->sites.at[i]->scoped && !only_exits_run(p, plan->sites.at[i]))
			risk = leaves_between(r->function, plan->sites.at[i]->node->last, r->node->last, LEAVES_PANIC);
	return risk ? who_leaves(p, risk) : NULL;
}

/* ---- the end of the function is that of its outermost block ---------------------------------------------------------- */

static bool ends_with_block(struct placing *p, const struct routine *r)
{
	const struct plan *plan = plan_of(r);

	/* A jump may pass over a `defer`, and into what one of a _Defer would be.  errno is kept by what all exits call. */
	if (r->parent || r->labels.v.n || p->env->opt->preserve_errno)
		return false;
	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->scoped || !is_item(r, plan->sites.at[i]->node))
			return false;
	/* What is cleaned up has its turn behind the actions (language 11). */
	return !cleanup_inside_behind(p, r->node->kid[FUNCTION_BODY], plan->sites.at[0]->node);
}

static void end_with_block(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);

	r->ends_with_block = true;
	plan->function_scoped = false;
	for (size_t i = 0; i < plan->sites.n; i++)
		plan->sites.at[i]->scoped = true;
	plan->flow = flow_build(p->env, p->unit, r, p->tokens);
}

void decide_frames(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);
	const struct site *first = NULL;

	for (size_t i = plan->sites.n; i-- > 0;)
		if (!plan->sites.at[i]->scoped)
			first = plan->sites.at[i];
	if (!first) {
		/* _Defers: scoped.c. */
		plan->frame_reason = NULL;
	} else {
		const char *why = needs(p, r, first);

		plan->quiet = !why;
		plan->frame_reason = why ? why : "nothing can panic while an action is pending";
		if (plan->opens && ends_with_block(p, r))
			end_with_block(p, r);
	}
	for (size_t i = 0; i < r->routines.n; i++)
		decide_frames(p, r->routines.at[i]);
}
