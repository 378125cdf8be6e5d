/*
 * Types of the operators (C23 6.5.4 to 6.5.17), GNU's vectors and complex integers included.
 */
#include "sema/sema_int.h"

/* The integer vector that a comparison of vectors gives; GCC and Clang differ in its elements. */
static struct type *comparison_vector(struct sema *s, struct type *v)
{
	const struct target *g = &s->types->target;
	struct type *of;
	uint64_t size;
	uint32_t align;

	if (!type_size(s->types, v->of, &size, &align) || size > 16)
		return unknown(s);
	if (g->clang && size == 1)
		of = basic(s, TYPE_CHAR);
	else if (size == 8)
		of = basic(s, g->long_size == 8 && !g->clang ? TYPE_LONG : TYPE_LLONG);
	else
		of = type_integer_of_size(s->types, (unsigned)size, false);
	return type_vector(s->types, of, v->count);
}

static bool is_pointer(const struct type *t)
{
	return t->kind == TYPE_POINTER || t->kind == TYPE_BLOCK_POINTER;
}

static struct type *sum_type(struct sema *s, struct node *n, struct type *l, struct type *r)
{
	if (is_pointer(l) && is_pointer(r))
		return n->op == TOK_MINUS ? type_ptrdiff_t(s->types) : unknown(s);
	if (is_pointer(l))
		return l;
	if (is_pointer(r) && n->op == TOK_PLUS)
		return r;
	return type_usual(s->types, promoted_type(s, n->kid[BINARY_LEFT]), promoted_type(s, n->kid[BINARY_RIGHT]));
}

struct type *binary_type(struct sema *s, struct node *n)
{
	struct type *l = value_type(s, n->kid[BINARY_LEFT]);
	struct type *r = n->kid[BINARY_RIGHT] ? value_type(s, n->kid[BINARY_RIGHT]) : unknown(s);
	struct type *v = l->kind == TYPE_VECTOR ? l : r->kind == TYPE_VECTOR ? r : NULL;

	switch ((enum tok)n->op) {
	case TOK_LT: case TOK_GT: case TOK_LE: case TOK_GE: case TOK_EQ: case TOK_NE:
	case TOK_ANDAND: case TOK_OROR:
		return v ? comparison_vector(s, v) : basic(s, TYPE_INT);
	default:
		break;
	}
	if (v)
		return v;
	if (l->kind == TYPE_UNKNOWN || r->kind == TYPE_UNKNOWN)
		return unknown(s);
	switch ((enum tok)n->op) {
	case TOK_SHL: case TOK_SHR:
		return promoted_type(s, n->kid[BINARY_LEFT]);
	case TOK_PLUS: case TOK_MINUS:
		return sum_type(s, n, l, r);
	default:
		return type_usual(s->types, promoted_type(s, n->kid[BINARY_LEFT]), promoted_type(s, n->kid[BINARY_RIGHT]));
	}
}

struct type *unary_type(struct sema *s, struct node *n)
{
	struct node *operand = n->kid[UNARY_EXPR];
	struct type *t;

	if (!operand)
		return unknown(s);
	t = expr(s, operand);
	switch ((enum tok)n->op) {
	case TOK_INC: case TOK_DEC:
		note_assignment(s, operand, n);
		return type_unqualified(s->types, t);
	case TOK_AMP:
		return t->kind == TYPE_UNKNOWN ? t : type_pointer(s->types, t);
	case TOK_STAR:
		t = type_decay(s->types, t);
		return is_pointer(t) ? t->of : unknown(s);
	case TOK_NOT:
		return t->kind == TYPE_VECTOR ? comparison_vector(s, t) : basic(s, TYPE_INT);
	case TOK_REAL: case TOK_IMAG:
		return t->kind == TYPE_COMPLEX ? t->of : type_unqualified(s->types, t);
	case TOK_EXTENSION:
		return t;
	default:
		return promoted_type(s, operand);
	}
}

/* C23 6.3.2.3: an integer constant expression 0, such an expression cast to void *, or nullptr. */
bool is_null_constant(struct sema *s, struct node *n)
{
	int64_t v;

	n = node_unparen(n);
	if (n->type->kind == TYPE_NULLPTR)
		return true;
	if (n->kind == AST_CAST && n->type->kind == TYPE_POINTER && n->type->of->kind == TYPE_VOID
	    && !n->type->of->quals && n->kid[CAST_EXPR])
		n = node_unparen(n->kid[CAST_EXPR]);
	return n->type && type_is_integer(n->type) && sema_constant(s, n, &v) && v == 0;
}

/* C23 6.5.16: what two pointers make together. */
static struct type *pointer_pair(struct sema *s, struct type *a, struct type *b)
{
	unsigned quals = a->of->quals | b->of->quals;
	struct type *of;

	if (a->of->kind == TYPE_VOID)
		of = a->of;
	else if (b->of->kind == TYPE_VOID)
		of = b->of;
	else if (type_same(type_unqualified(s->types, a->of), type_unqualified(s->types, b->of), false))
		/* The one with a typedef name says more. */
		of = !a->of->alias && b->of->alias ? b->of : type_composite(s->types, a->of, b->of);
	else
		/* Both compilers warn, and take a pointer to void. */
		of = basic(s, TYPE_VOID);
	return type_pointer(s->types, type_qualified(s->types, of, quals));
}

struct type *conditional_type(struct sema *s, struct node *then, struct node *other)
{
	struct type *a, *b;

	if (!then || !other)
		return unknown(s);
	a = value_type(s, then);
	b = value_type(s, other);
	if (a->kind == TYPE_VOID || b->kind == TYPE_VOID)
		return basic(s, TYPE_VOID);
	if (type_is_arithmetic(a) && type_is_arithmetic(b)) {
		if (a == b && !type_is_integer(a))
			return a;
		return type_usual(s->types, promoted_type(s, then), promoted_type(s, other));
	}
	if (is_pointer(a) && is_pointer(b)) {
		if (a == b)
			return a;
		if (is_null_constant(s, then))
			return b;
		if (is_null_constant(s, other))
			return a;
		return pointer_pair(s, a, b);
	}
	if (is_pointer(a))
		return a;
	if (is_pointer(b))
		return b;
	if (a->kind == TYPE_UNKNOWN)
		return type_is_record(b) ? b : a;
	return a;
}
