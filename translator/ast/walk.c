/*
 * Walking the tree.
 *
 * Left-nested operators may be a hundred thousand deep (`a + b + c + ...`), and so may `else if`; both are
 * kept off the C stack: of the kid that leads on, the way is noted in a list.
 */
#include "ast/ast.h"

#include <stdlib.h>

struct walk {
	bool (*pre)(struct node *, void *);
	void (*post)(struct node *, void *);
	void *ctx;
};

static void walk(struct walk *w, struct node *n);

static void walk_list(struct walk *w, struct node *n)
{
	for (; n; n = n->next)
		walk(w, n);
}

static bool is_spine(const struct node *n)
{
	return n->kind == AST_BINARY || n->kind == AST_COMMA;
}

/* The left spine of operators: down with pre(), up again with the right operands. */
static void walk_spine(struct walk *w, struct node *n)
{
	struct node **stack = NULL;
	size_t depth = 0, room = 0;

	while (n && is_spine(n) && w->pre(n, w->ctx)) {
		if (depth == room) {
			room = room ? room * 2 : 32;
			stack = realloc(stack, room * sizeof *stack);
			if (!stack)
				abort();
		}
		stack[depth++] = n;
		n = n->kid[BINARY_LEFT];
	}
	if (n && !is_spine(n))
		walk(w, n);
	while (depth > 0) {
		n = stack[--depth];
		walk_list(w, n->kid[BINARY_RIGHT]);
		if (w->post)
			w->post(n, w->ctx);
	}
	free(stack);
}

/* `else if` chains: the last kid in a loop, post() of all behind it. */
static void walk_if(struct walk *w, struct node *n)
{
	struct node *first = n;
	size_t depth = 0;

	for (;; n = n->kid[IF_ELSE]) {
		if (!w->pre(n, w->ctx))
			break;
		depth++;
		walk_list(w, n->kid[IF_COND]);
		walk_list(w, n->kid[IF_THEN]);
		if (!n->kid[IF_ELSE] || n->kid[IF_ELSE]->kind != AST_IF) {
			walk_list(w, n->kid[IF_ELSE]);
			break;
		}
	}
	/* Innermost first; chains are long only in generated code. */
	while (w->post && depth > 0) {
		n = first;
		for (size_t i = 1; i < depth; i++)
			n = n->kid[IF_ELSE];
		w->post(n, w->ctx);
		depth--;
	}
}

static void walk(struct walk *w, struct node *n)
{
	if (is_spine(n)) {
		walk_spine(w, n);
		return;
	}
	if (n->kind == AST_IF) {
		walk_if(w, n);
		return;
	}
	if (!w->pre(n, w->ctx))
		return;
	for (unsigned i = 0; i < n->nkids; i++)
		walk_list(w, n->kid[i]);
	if (w->post)
		w->post(n, w->ctx);
}

void node_walk(struct node *n, bool (*pre)(struct node *, void *), void (*post)(struct node *, void *), void *ctx)
{
	struct walk w = {pre, post, ctx};

	if (n)
		walk(&w, n);
}
