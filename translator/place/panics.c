/*
 * Where a panic can begin: which calls may raise one, and what is pending there.
 *
 * A call raises none if its function is declared nothrow, is the compiler's own, comes from a system header and is
 * given no function to call back, or is defined in this file (not weakly) and calls nothing but such.  Of any other
 * nothing is known.
 */
#include <stdlib.h>
#include <string.h>

#include "place/place_int.h"

/* A call, by its first token. */
struct risk { tok_id at; struct plan *callee; /* defined in this file; null: it may panic */ };

struct risks {
	struct placing *p;
	VEC(struct risk) v;     /* as they stand in the text */
};

/* ---- system functions ----------------------------------------------------------------------------------- */

static bool is_function_pointer(const struct type *t)
{
	while (t->kind == TYPE_POINTER || t->kind == TYPE_ARRAY)
		t = type_plain(t->of);
	return t->kind == TYPE_FUNCTION || t->kind == TYPE_BLOCK_POINTER || t->kind == TYPE_UNKNOWN;
}

/* A value of the type brings a function along, itself or as a member of what it points to. */
static bool holds_function(const struct type *t)
{
	t = type_plain((struct type *)t);
	if (is_function_pointer(t))
		return true;
	while (t->kind == TYPE_POINTER || t->kind == TYPE_ARRAY)
		t = type_plain(t->of);
	for (size_t i = 0; t->record && i < t->record->nmembers; i++) {
		const struct type *m = type_plain(t->record->members[i].type);

		while (m->kind == TYPE_ARRAY)
			m = type_plain(m->of);
		if (m->kind == TYPE_STRUCT || m->kind == TYPE_UNION ? holds_function(m) : is_function_pointer(m))
			return true;
	}
	return false;
}

static bool is_given_function(const struct symbol *callee)
{
	const struct type *t = callee->type ? type_plain(callee->type) : NULL;

	if (!t || t->kind != TYPE_FUNCTION || t->old_style)
		return true;
	for (unsigned i = 0; i < t->nparams; i++)
		if (holds_function(t->params[i].type))
			return true;
	return false;
}

/* ---- the risks of a function ------------------------------------------------------------------------------ */

static void add(struct risks *r, const struct node *n, struct plan *callee)
{
	*vec_push(r->p->env->tu, &r->v) = (struct risk){n->first, callee};
}

/* n calls that function; null: not known which. */
static void call(struct risks *r, const struct node *n, const struct symbol *callee)
{
	bool unwinds = r->p->env->opt->foreign_unwind;

	if (!callee) {
		add(r, n, NULL);
		return;
	}
	if (strcmp(callee->name->text, "cdefer_catch_signals") == 0)
		r->p->catch_signals = true;
	if (callee->is_nothrow || callee->builtin)
		return;
	if (callee->definition && callee->definition->plan && !callee->is_weak)
		add(r, n, callee->definition->plan);
	else if (!callee->system || unwinds || strncmp(callee->name->text, "cdefer_", 7) == 0 || is_given_function(callee))
		add(r, n, NULL);
}

static bool pre(struct node *n, void *ctx)
{
	struct risks *r = ctx;

	switch (n->kind) {
	case AST_CALL:
		call(r, n, sema_callee(n));
		break;
	/* Its cleanup function is called when the scope ends. */
	case AST_DECLARATION:
		for (struct node *d = n->kid[DECLARATION_DECLARATORS]; d; d = d->next) {
			const struct node *core = node_declared(d->kid[INIT_DECLARATOR_DECLARATOR]);

			if (core && core->sym && core->sym->cleanup)
				call(r, n, sema_file_symbol(r->p->unit->sema, core->sym->cleanup));
		}
		break;
	/* Registering one may be the end of memory; and what it runs is not looked at. */
	case AST_DEFER_CALL: case AST_DEFER_BLOCK: case AST_PANIC:
		add(r, n, NULL);
		break;
	default:
		break;
	}
	return true;
}

static int in_text(const void *a, const void *b)
{
	const struct risk *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* ---- all functions ------------------------------------------------------------------------------------------ */

/* Who panics, and who calls those: to the callers, until nothing is new.  Most are defined in front of those. */
static void spread(struct unit *unit)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = 0; i < unit->functions.n; i++) {
			struct plan *plan = plan_of(unit->functions.at[i]);
			const struct risks *r = plan->risks;

			if (plan->may_panic)
				continue;
			for (size_t k = 0; k < r->v.n && !plan->may_panic; k++)
				plan->may_panic = !r->v.at[k].callee || r->v.at[k].callee->may_panic;
			changed |= plan->may_panic;
		}
	}
}

void panics_find(struct placing *p)
{
	p->catch_signals = p->env->opt->catch_signals;
	for (size_t i = 0; i < p->unit->functions.n; i++) {
		struct routine *f = p->unit->functions.at[i];
		struct risks *r = arena_new_of(p->env->tu, struct risks);

		r->p = p;
		node_walk(f->node->kid[FUNCTION_BODY], pre, NULL, r);
		if (r->v.n)
			qsort(r->v.at, r->v.n, sizeof *r->v.at, in_text);
		plan_of(f)->risks = r;
	}
	spread(p->unit);
}

bool panics_between(const struct routine *f, tok_id from, tok_id to)
{
	const struct risks *r = plan_of(f)->risks;
	size_t low = 0, high = r->v.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->v.at[mid].at <= from)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < r->v.n && r->v.at[low].at <= to; low++)
		if (!r->v.at[low].callee || r->v.at[low].callee->may_panic)
			return true;
	return false;
}
