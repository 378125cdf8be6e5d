/*
 * The type of every expression (C23 6.5), as it is before decay: an array is an array, an lvalue
 * has its qualifiers.
 *
 * Chains of operators that nest to the left can be very long (machine-made code); they are gone
 * down and up again in a loop, with the nodes on a stack of ours.  Everything else nests no
 * deeper than the parser allows.  Names and literals are in primary.c, operators in operator.c, calls
 * in call.c.
 */
#include "sema/sema_int.h"

struct type *basic(struct sema *s, enum type_kind kind)
{
	return type_basic(s->types, kind);
}

struct type *unknown(struct sema *s)
{
	return type_basic(s->types, TYPE_UNKNOWN);
}

struct name *token_name(struct sema *s, tok_id t)
{
	return t < s->ts->v.n ? s->ts->v.at[t].name : NULL;
}

struct type *value_type(struct sema *s, struct node *n)
{
	return n->type ? type_decay(s->types, n->type) : unknown(s);
}

/* C23 6.3.1.1: a bit-field that int can hold is promoted by its width. */
struct type *promoted_type(struct sema *s, struct node *n)
{
	struct type *t = value_type(s, n);
	struct node *bare = node_unparen(n);
	const struct member *m;
	struct type *object;
	unsigned bits = s->types->target.int_size * 8u;

	if (bare->kind == AST_MEMBER_OF && (bare->flags & F_BITFIELD)) {
		object = value_type(s, bare->kid[MEMBER_OF_OBJECT]);
		if (bare->op == TOK_ARROW)
			object = object->of;
		m = type_member(object, token_name(s, bare->tok));
		if (m && m->width < bits)
			return basic(s, TYPE_INT);
		if (m && m->width == bits)
			return basic(s, type_is_unsigned(s->types, t) ? TYPE_UINT : TYPE_INT);
	}
	return type_promote(s->types, t);
}

static struct type *index_type(struct sema *s, struct node *n)
{
	struct type *a, *i;

	exprs(s, n->kid[INDEX_INDEX]);
	a = value_type(s, n->kid[INDEX_ARRAY]);
	i = n->kid[INDEX_INDEX] ? value_type(s, n->kid[INDEX_INDEX]) : unknown(s);
	if (a->kind == TYPE_POINTER || a->kind == TYPE_VECTOR)
		return a->of;
	return i->kind == TYPE_POINTER ? i->of : unknown(s);
}

static struct type *member_type(struct sema *s, struct node *n)
{
	struct type *object = n->kid[MEMBER_OF_OBJECT]->type;
	const struct member *m;

	if (n->op == TOK_ARROW) {
		object = type_decay(s->types, object);
		if (object->kind != TYPE_POINTER)
			return unknown(s);
		object = object->of;
	}
	m = type_member(object, token_name(s, n->tok));
	if (!m)
		return unknown(s);
	if (m->bitfield)
		n->flags |= F_BITFIELD;
	return type_qualified(s->types, m->type, object->quals & (Q_CONST | Q_VOLATILE));
}

/* The value of the last expression statement, if that ends the block (GNU). */
static struct type *statement_expression(struct sema *s, struct node *n)
{
	struct node *body = n->kid[STMT_EXPR_BODY], *last = NULL;

	if (!body)
		return basic(s, TYPE_VOID);
	statement(s, body);
	for (struct node *item = body->kid[BLOCK_ITEMS]; item; item = item->next)
		last = item;
	while (last && last->kind == AST_LABEL)
		last = last->kid[LABEL_STMT];
	if (!last || last->kind != AST_EXPR_STMT || !last->kid[EXPR_STMT_EXPR])
		return basic(s, TYPE_VOID);
	return value_type(s, last->kid[EXPR_STMT_EXPR]);
}

static struct type *compound_literal(struct sema *s, struct node *n)
{
	struct type *t = n->kid[COMPOUND_LITERAL_TYPE] ? type_name(s, n->kid[COMPOUND_LITERAL_TYPE]) : unknown(s);

	return n->kid[COMPOUND_LITERAL_INIT] ? initializer(s, t, n->kid[COMPOUND_LITERAL_INIT]) : t;
}

static struct type *choose_expr(struct sema *s, struct node *n)
{
	int64_t v = 0;
	struct node *chosen;

	exprs(s, n->kid[CHOOSE_EXPR_COND]);
	exprs(s, n->kid[CHOOSE_EXPR_THEN]);
	exprs(s, n->kid[CHOOSE_EXPR_ELSE]);
	if (!n->kid[CHOOSE_EXPR_COND] || !sema_constant(s, n->kid[CHOOSE_EXPR_COND], &v))
		return unknown(s);
	chosen = n->kid[v ? CHOOSE_EXPR_THEN : CHOOSE_EXPR_ELSE];
	return chosen ? chosen->type : unknown(s);
}

static struct type *offsetof_type(struct sema *s, struct node *n)
{
	if (n->kid[OFFSETOF_TYPE])
		type_name(s, n->kid[OFFSETOF_TYPE]);
	for (struct node *d = n->kid[OFFSETOF_DESIGNATORS]; d; d = d->next)
		if (d->kind == AST_INDEX_DESIGNATOR) {
			exprs(s, d->kid[INDEX_DESIGNATOR_LOW]);
			exprs(s, d->kid[INDEX_DESIGNATOR_HIGH]);
		}
	return type_size_t(s->types);
}

/* Types the kids in order; those that are type names too. */
static void kids(struct sema *s, struct node *n)
{
	for (unsigned i = 0; i < n->nkids; i++)
		exprs(s, n->kid[i]);
}

static struct type *type_of_slot(struct sema *s, struct node *n, unsigned slot)
{
	kids(s, n);
	return n->kid[slot] ? type_name(s, n->kid[slot]) : unknown(s);
}

/* The type of n, whose left operand (see left_operand) is typed already. */
static struct type *type_of(struct sema *s, struct node *n)
{
	switch ((enum node_kind)n->kind) {
	case AST_IDENT:
		return identifier_type(s, n, false);
	case AST_NUMBER: case AST_CHARACTER: case AST_STRING: case AST_WORD:
		return literal_type(s, n);
	case AST_PAREN:
		return n->kid[PAREN_EXPR] ? expr(s, n->kid[PAREN_EXPR]) : unknown(s);
	case AST_STMT_EXPR:
		return statement_expression(s, n);
	case AST_GENERIC:
		return generic_type(s, n);
	case AST_CALL:
		return call_type(s, n);
	case AST_INDEX:
		return index_type(s, n);
	case AST_MEMBER_OF:
		return member_type(s, n);
	case AST_POSTFIX:
		note_assignment(s, n->kid[POSTFIX_EXPR], n);
		return type_unqualified(s->types, n->kid[POSTFIX_EXPR]->type);
	case AST_UNARY:
		return unary_type(s, n);
	case AST_LABEL_ADDRESS:
		if (s->routine)
			scope_jump(s, n);
		return type_pointer(s->types, basic(s, TYPE_VOID));
	case AST_SIZEOF_EXPR: case AST_SIZEOF_TYPE:
		s->unevaluated++;
		kids(s, n);
		s->unevaluated--;
		return type_size_t(s->types);
	case AST_CAST:
		return type_unqualified(s->types, type_of_slot(s, n, CAST_TYPE));
	case AST_COMPOUND_LITERAL:
		return compound_literal(s, n);
	case AST_BINARY:
		exprs(s, n->kid[BINARY_RIGHT]);
		return binary_type(s, n);
	case AST_CONDITIONAL:
		kids(s, n);
		return conditional_type(s, n->kid[CONDITIONAL_THEN] ? n->kid[CONDITIONAL_THEN] : n->kid[CONDITIONAL_COND],
		                        n->kid[CONDITIONAL_ELSE]);
	case AST_ASSIGN:
		kids(s, n);
		note_assignment(s, n->kid[ASSIGN_LEFT], n);
		return type_unqualified(s->types, n->kid[ASSIGN_LEFT]->type);
	case AST_COMMA:
		exprs(s, n->kid[COMMA_RIGHT]);
		return n->kid[COMMA_RIGHT] ? value_type(s, n->kid[COMMA_RIGHT]) : unknown(s);
	case AST_VA_ARG:
		return type_unqualified(s->types, type_of_slot(s, n, VA_ARG_TYPE));
	case AST_OFFSETOF:
		return offsetof_type(s, n);
	case AST_TYPES_COMPATIBLE:
		kids(s, n);
		return basic(s, TYPE_INT);
	case AST_CHOOSE_EXPR:
		return choose_expr(s, n);
	case AST_CONVERTVECTOR:
		return type_of_slot(s, n, CONVERTVECTOR_TYPE);
	case AST_BIT_CAST:
		return type_unqualified(s->types, type_of_slot(s, n, BIT_CAST_TYPE));
	case AST_TYPE_ARGUMENT:
		return type_of_slot(s, n, TYPE_ARGUMENT_TYPE);
	case AST_PANIC:
		return panic_type(s, n);
	case AST_RECOVER:
		return recover_type(s, n);
	case AST_RESULT:
		return result_type(s, n);
	case AST_TYPE_NAME:
		return type_name(s, n);
	case AST_INIT_LIST:
		return initializer(s, unknown(s), n);
	default:
		kids(s, n);
		return unknown(s);
	}
}

/* The operand of n that the grammar lets nest without end. */
static struct node *left_operand(const struct node *n)
{
	switch ((enum node_kind)n->kind) {
	case AST_BINARY: case AST_COMMA: case AST_INDEX: case AST_MEMBER_OF: case AST_POSTFIX:
		return n->kid[0];
	case AST_CALL:
		/* A name that is called may be undeclared: call.c. */
		return n->kid[CALL_CALLEE] && n->kid[CALL_CALLEE]->kind != AST_IDENT ? n->kid[CALL_CALLEE] : NULL;
	default:
		return NULL;
	}
}

struct type *expr(struct sema *s, struct node *n)
{
	size_t bottom = s->spine.n;
	struct node *at = n, *left;

	while (!at->type && (left = left_operand(at))) {
		*vec_push(s->env->tu, &s->spine) = at;
		at = left;
	}
	if (!at->type)
		at->type = type_of(s, at);
	while (s->spine.n > bottom) {
		at = s->spine.at[--s->spine.n];
		at->type = type_of(s, at);
	}
	return n->type;
}

void exprs(struct sema *s, struct node *list)
{
	for (struct node *n = list; n; n = n->next)
		expr(s, n);
}
