/*
 * _Defers, and what counts as one (frame.c), that need no record: nothing can panic while they are pending.
 *
 * Such a statement stands in its block once, and exits jump to it: its names mean what they meant, and a compiler makes
 * of it what it makes of `goto out`.  Where a jump to it would do too much, it becomes a function.
 */
#include "place/place_int.h"

/* The words in it need a function of their own. */
static bool uses_words(const struct routine *r)
{
	if (r->recovers.v.n || r->results.v.n || r->setjmps.v.n || r->longjmps.v.n || r->twice.v.n || r->computed_gotos.v.n)
		return true;
	for (size_t i = 0; i < plan_of(r)->sites.n; i++)
		if (plan_of(r)->sites.at[i]->placement != PLACE_HERE)
			return true;
	return false;
}

static bool declares_sized(struct node *n, void *ctx)
{
	bool *found = ctx;

	*found |= declares(n, is_variably_modified);
	return !*found;
}

static bool copies(const struct site *s)
{
	for (const struct node *c = s->node->kind == AST_DEFER_BLOCK ? s->node->kid[DEFER_BLOCK_CAPTURES] : NULL; c; c = c->next)
		if (c->op != TOK_AMP)
			return true;
	return false;
}

/* Of the statement or block. */
static const char *no_place_for(const struct site *s)
{
	bool sized = false;

	if (uses_words(s->body))
		return "it uses words that need a function of their own";
	if (copies(s))
		return "it copies variables";
	if (s->node->kind == AST_DEFER_BLOCK && s->body->returns.v.n)
		return "it returns";
	if (s->node->kind == AST_DEFER_BLOCK && s->body->labels.v.n)
		return "it has labels of its own";
	/* TinyCC does not free it when control comes by a jump back. */
	node_walk(s->node->kid[DEFER_SCOPED_BODY], declares_sized, NULL, &sized);
	return sized ? "it declares an array of variable size" : NULL;
}

static const char *no_statement(const struct site *s)
{
	if (s->body)
		return no_place_for(s);
	if (!s->callee)
		return "its function is saved";
	if (s->callee->is_nodiscard)
		return "its result must not be dropped";
	return s->kind == CALL_VA_END && s->args.at[0].node->kind != AST_IDENT ? "its va_list is found now" : NULL;
}

/* Why exits cannot jump to what stands in the block once. */
static const char *no_jump(struct placing *p, const struct site *s, struct node *block)
{
	struct type *result = s->routine->function->sym->type ? type_plain(s->routine->function->sym->type)->of : NULL;

	if (p->env->opt->preserve_errno)
		return "-fpreserve-errno";
	if (s->routine->setjmps.v.n || s->routine->twice.v.n)
		return "the function calls setjmp";
	if (result && type_has_const(result))
		return "the function's result cannot be assigned";
	if (sized_behind(p, block, s->node))
		return "an array of variable size is declared behind it in its block";
	return NULL;
}

static struct node *block_of(const struct site *s) { return plan_of(s->routine)->flow->sites[s->index].scoped->block; }

/* What may panic while it is pending; null: nothing, or it ends at once. */
static const struct risk *panics_while(const struct site *s)
{
	const struct node *block = block_of(s);

	return block ? leaves_between(s->routine->function, s->node->last, block->last, LEAVES_PANIC) : NULL;
}

bool only_exits_run(struct placing *p, const struct site *s)
{
	if (!block_of(s) || p->env->opt->no_panic)
		return true;
	if (!is_of_block(s))
		return plan_of(s->routine)->quiet;
	return !p->env->opt->no_open_coded && !p->catch_signals && !panics_while(s);
}

static void decide(struct placing *p, struct site *s)
{
	struct node *block = block_of(s);
	const char *called, *jump = block ? no_jump(p, s, block) : NULL;

	s->once = block && !jump;
	s->movable = s->once && !(block->flags & F_BARE);
	if (!only_exits_run(p, s)) {
		const struct risk *panics = panics_while(s);

		s->panic = panics ? who_leaves(p, panics) : p->catch_signals ? "signals may panic, anywhere" : NULL;
		return;
	}
	called = block ? no_statement(s) : uses_words(s->body) ? "it uses words that need a function of their own" : NULL;
	if (!called)
		called = jump;
	s->placement = called ? PLACE_CALLED : PLACE_HERE;
	s->reason = called                    ? called
	            : !block                  ? "its block ends at once"
	            : p->env->opt->no_panic   ? "-fno-panic"
	                                      : "nothing can panic while it is pending";
	if (called)
		return;
	s->once = true;
	/* It stands where its variables do. */
	s->captures.n = 0;
	/* The variable's scope then ends in front of where the block does. */
	s->braced = block && cleanup_behind(p, block, s->node);
	s->movable = s->movable && !s->braced && !hidden_behind(p, block, s->node);
}

void decide_scoped(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);

	for (size_t i = 0; i < plan->sites.n; i++) {
		struct site *s = plan->sites.at[i];

		if (!s->scoped)
			continue;
		decide(p, s);
		/* Exits run it themselves, and what is cleaned up has its turn behind them. */
		if (s->placement != PLACE_HERE && block_of(s) && cleanup_inside_behind(p, block_of(s), s->node)) {
			diag_error(p->env->diag, tokens_span(p->tokens, s->node->first, s->node->first),
			           "a variable with a cleanup function is declared in the scope of this '_Defer', which a panic may run");
			diag_note(p->env->diag, tokens_span(p->tokens, s->node->first, s->node->first),
			          "make the cleanup a '_Defer', too");
		}
	}
}
