/*
 * Uses of names: one walk over a function that knows, at each identifier, in which routine it
 * stands and whether C evaluates it there.
 */
#include "place/place.h"

struct walk {
	void (*visit)(const struct use *, void *);
	void *ctx;
	struct routine *routine;
	unsigned unevaluated;   /* depth of operands that are not evaluated */
};

static void walk_list(struct walk *w, struct node *n);

/* The operand is not evaluated, unless its type is variably modified (C23 6.5.3.4, 6.7.2.5). */
static bool is_unevaluated(const struct node *n)
{
	struct node *operand = n->nkids ? n->kid[0] : NULL;
	if (!operand || (operand->type && operand->type->variably_modified))
		return false;
	return n->kind == AST_SIZEOF_EXPR || n->kind == AST_SPEC_TYPEOF || n->kind == AST_TYPES_COMPATIBLE;
}

static bool pre(struct node *n, void *ctx)
{
	struct walk *w = ctx;
	switch (n->kind) {
	case AST_IDENT: case AST_SPEC_TYPEDEF_NAME: case AST_SPEC_RECORD: case AST_SPEC_ENUM: {
		struct use u = {n, w->routine, !w->unevaluated};
		w->visit(&u, w->ctx);
		return n->kind != AST_IDENT;
	}
	case AST_DEFER_BLOCK: case AST_DEFER_SCOPED: {
		struct routine *outer = w->routine;
		walk_list(w, n->kid[DEFER_BLOCK_CAPTURES]);
		if (n->scope)
			w->routine = n->scope->routine;
		walk_list(w, n->kid[DEFER_BLOCK_BODY]);
		w->routine = outer;
		return false;
	}
	case AST_GENERIC: {
		w->unevaluated++;
		walk_list(w, n->kid[GENERIC_CONTROL]);
		w->unevaluated--;
		walk_list(w, n->kid[GENERIC_ASSOCS]);
		return false;
	}
	default:
		if (is_unevaluated(n)) {
			w->unevaluated++;
			for (unsigned i = 0; i < n->nkids; i++)
				walk_list(w, n->kid[i]);
			w->unevaluated--;
			return false;
		}
		return true;
	}
}

static void walk_list(struct walk *w, struct node *n)
{
	for (; n; n = n->next)
		node_walk(n, pre, NULL, w);
}

void uses_walk(struct routine *r, void (*visit)(const struct use *, void *), void *ctx)
{
	struct walk w = {.visit = visit, .ctx = ctx, .routine = r};
	if (r->node->kind == AST_FUNCTION) {
		walk_list(&w, r->node->kid[FUNCTION_KR]);
		walk_list(&w, r->node->kid[FUNCTION_DECLARATOR]);
		walk_list(&w, r->node->kid[FUNCTION_BODY]);
	} else {
		walk_list(&w, r->node->kid[DEFER_BLOCK_BODY]);
	}
}

struct routine *symbol_routine(const struct symbol *sym)
{
	return sym->scope ? sym->scope->routine : NULL;
}
