/*
 * _Defers that need no record: nothing can panic while they are pending (architecture: what cannot panic costs nothing).
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

static const char *no_place(struct placing *p, const struct site *s, struct node *block)
{
	struct type *result = s->routine->function->sym->type ? type_plain(s->routine->function->sym->type)->of : NULL;
	bool sized = false;

	if (uses_words(s->body))
		return "it uses words that need a function of their own";
	/* TinyCC does not free it when control comes by a jump back. */
	node_walk(s->node->kid[DEFER_SCOPED_BODY], declares_sized, NULL, &sized);
	if (sized)
		return "it declares an array of variable size";
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

/* Who may panic at n, for people. */
static const char *who(struct placing *p, const struct node *n)
{
	const struct symbol *callee = n->kind == AST_CALL ? sema_callee(n) : NULL;
	const char *name = callee                 ? arena_printf(p->env->tu, "'%s'", callee->name->text)
	                   : n->kind == AST_CALL ? "a function that is called by a pointer"
	                                         : "a cleanup function";
	unsigned line = files_presumed(p->env->files, p->tokens->v.at[n->first].at).line;

	if (n->kind == AST_PANIC)
		return arena_printf(p->env->tu, "line %u panics", line);
	if (n->kind == AST_DEFER_CALL || n->kind == AST_DEFER_BLOCK)
		return arena_printf(p->env->tu, "line %u defers what may panic", line);
	return arena_printf(p->env->tu, "%s may panic, in line %u", name, line);
}

static struct node *block_of(const struct site *s) { return plan_of(s->routine)->flow->sites[s->index].scoped->block; }

/* What may panic while it is pending; null: nothing, or it ends at once. */
static const struct node *panics_while(const struct site *s)
{
	const struct node *block = block_of(s);

	return block ? panics_between(s->routine->function, s->node->last, block->last) : NULL;
}

bool only_exits_run(struct placing *p, const struct site *s)
{
	if (!block_of(s) || p->env->opt->no_panic)
		return true;
	return !p->env->opt->no_open_coded && !p->catch_signals && !panics_while(s);
}

static void decide(struct placing *p, struct site *s)
{
	struct node *block = block_of(s);
	const char *called;

	if (!only_exits_run(p, s)) {
		const struct node *panics = panics_while(s);

		s->panic = panics ? who(p, panics) : p->catch_signals ? "signals may, anywhere" : NULL;
		return;
	}
	called = block ? no_place(p, s, block) : uses_words(s->body) ? "it uses words that need a function of their own" : NULL;
	s->placement = called ? PLACE_CALLED : PLACE_HERE;
	s->reason = called                    ? called
	            : !block                  ? "its block ends at once"
	            : p->env->opt->no_panic   ? "-fno-panic"
	                                      : "nothing can panic while it is pending";
	if (called)
		return;
	/* It stands where its variables do. */
	s->captures.n = 0;
	/* The variable's scope then ends in front of where the block does. */
	s->braced = block && cleanup_behind(p, block, s->node);
	s->movable = block && !s->braced && !(block->flags & F_BARE) && !hidden_behind(p, block, s->node);
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
