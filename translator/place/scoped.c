/*
 * _Defers that need no record: nothing can panic while they are pending (architecture: what cannot panic costs nothing).
 *
 * Such a statement stays where it is written, once, and exits jump to it: its names mean what they meant, and a compiler
 * makes of it what it makes of `goto out`.  Where a jump back to it would do too much, it becomes a function.
 */
#include "place/place_int.h"

static bool declares(struct node *n, bool (*is)(const struct symbol *))
{
	if (n->kind != AST_DECLARATION)
		return false;
	for (struct node *d = n->kid[DECLARATION_DECLARATORS]; d; d = d->next) {
		const struct node *core = node_declared(d->kid[INIT_DECLARATOR_DECLARATOR]);

		if (core && core->sym && is(core->sym))
			return true;
	}
	return false;
}

static bool has_cleanup(const struct symbol *sym) { return sym->cleanup != NULL; }
static bool is_variably_modified(const struct symbol *sym) { return sym->type && sym->type->variably_modified; }

struct search { bool (*is)(const struct symbol *); tok_id from, to; bool found; };

static bool look(struct node *n, void *ctx)
{
	struct search *s = ctx;

	s->found |= n->first > s->from && n->last <= s->to && declares(n, s->is);
	return !s->found && n->last > s->from && n->first <= s->to;
}

/* A declaration of that kind stands behind the statement in its block: in the block itself, or in one inside it. */
static bool declared_behind(const struct site *s, struct node *block, bool inside, bool (*is)(const struct symbol *))
{
	struct search search = {.is = is, .from = s->node->last, .to = block->last};

	for (struct node *n = block->kid[BLOCK_ITEMS]; n && !search.found; n = n->next) {
		/* A label may stand in front of a declaration (C23). */
		struct node *item = node_unlabeled(n);

		if (!item || item->first <= s->node->last)
			continue;
		if (inside)
			node_walk(item, look, NULL, &search);
		else
			search.found = declares(item, is);
	}
	return search.found;
}

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
	if (declared_behind(s, block, false, is_variably_modified))
		return "an array of variable size is declared behind it in its block";
	return NULL;
}

static void decide(struct placing *p, struct site *s, struct node *block)
{
	const char *why = "nothing can panic while it is pending";
	const char *called;

	if (!block)
		why = "its block ends at once";
	else if (p->env->opt->no_panic)
		why = "-fno-panic";
	else if (p->env->opt->no_open_coded || p->catch_signals || panics_between(s->routine->function, s->node->last, block->last))
		return;
	called = block ? no_place(p, s, block) : uses_words(s->body) ? "it uses words that need a function of their own" : NULL;
	s->placement = called ? PLACE_CALLED : PLACE_HERE;
	s->reason = called ? called : why;
	/* It stands where its variables do. */
	if (!called)
		s->captures.n = 0;
	/* The variable's scope then ends in front of where the block does. */
	s->braced = !called && block && declared_behind(s, block, false, has_cleanup);
}

void decide_scoped(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);

	for (size_t i = 0; i < plan->sites.n; i++) {
		struct site *s = plan->sites.at[i];
		struct node *block = s->scoped ? plan->flow->sites[i].scoped->block : NULL;

		if (!s->scoped)
			continue;
		decide(p, s, block);
		/* Exits run it themselves, and what is cleaned up has its turn behind them. */
		if (s->placement != PLACE_HERE && block && declared_behind(s, block, true, has_cleanup)) {
			diag_error(p->env->diag, tokens_span(p->tokens, s->node->first, s->node->first),
			           "a variable with a cleanup function is declared in the scope of this '_Defer', which a panic may run");
			diag_note(p->env->diag, tokens_span(p->tokens, s->node->first, s->node->first),
			          "make the cleanup a '_Defer', too");
		}
	}
}
