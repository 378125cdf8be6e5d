/*
 * Nodes: made by kind, with the number of kids and the names of grammar/nodes.def.
 */
#include "ast/ast.h"

struct kind { const char *name; unsigned char kids; const char *kid[4]; };

static const struct kind kinds[AST_COUNT] = {
#define N0(k) [AST_##k] = {#k, 0, {0}},
#define N1(k, a) [AST_##k] = {#k, 1, {#a}},
#define N2(k, a, b) [AST_##k] = {#k, 2, {#a, #b}},
#define N3(k, a, b, c) [AST_##k] = {#k, 3, {#a, #b, #c}},
#define N4(k, a, b, c, d) [AST_##k] = {#k, 4, {#a, #b, #c, #d}},
#include "../grammar/nodes.def"
#undef N0
#undef N1
#undef N2
#undef N3
#undef N4
};

struct node *node_new(struct arena *a, enum node_kind kind, tok_id first, tok_id last)
{
	struct node *n = arena_alloc(a, sizeof *n + kinds[kind].kids * sizeof n->kid[0]);

	n->kind = (uint16_t)kind;
	n->nkids = kinds[kind].kids;
	n->first = first;
	n->last = last;
	n->tok = NO_TOKEN;
	return n;
}

unsigned node_kids(enum node_kind kind) { return kinds[kind].kids; }

const char *node_kind_name(enum node_kind kind) { return kinds[kind].name; }

const char *node_kid_name(enum node_kind kind, unsigned slot) { return kinds[kind].kid[slot]; }

/* nodes.def lists statements from BLOCK on, then captures, then expressions. */
bool node_is_expression(const struct node *n) { return n->kind >= AST_IDENT; }

bool node_is_statement(const struct node *n) { return n->kind >= AST_BLOCK && n->kind < AST_CAPTURE; }

bool node_is_action(const struct node *n) { return n->kind == AST_DEFER_BLOCK || n->kind == AST_DEFER_SCOPED; }

struct node *node_unlabeled(struct node *n)
{
	while (n && (n->kind == AST_LABEL || n->kind == AST_CASE || n->kind == AST_DEFAULT))
		n = n->kid[n->kind == AST_LABEL ? LABEL_STMT : n->kind == AST_CASE ? CASE_STMT : DEFAULT_STMT];
	return n;
}

struct node *node_last(struct node *list)
{
	while (list && list->next)
		list = list->next;
	return list;
}

struct node *node_unparen(struct node *n)
{
	while (n && (n->kind == AST_PAREN || (n->kind == AST_UNARY && n->op == TOK_EXTENSION)))
		n = n->kid[0];
	return n;
}

/* In every declarator with kids the first is the declarator inside. */
struct node *node_declared(struct node *declarator)
{
	while (declarator && declarator->nkids)
		declarator = declarator->kid[0];
	return declarator;
}

struct span node_span(const struct tokens *ts, const struct node *n)
{
	tok_id end = (tok_id)ts->v.n - 1, first = n->first < end ? n->first : end, last = n->last < end ? n->last : end;

	return tokens_span(ts, first, last < first ? first : last);
}
