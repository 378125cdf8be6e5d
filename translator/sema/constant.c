/*
 * Integer constant expressions (C23 6.6), and what GCC and Clang fold beyond them where a constant
 * is asked for: casts of floating constants, addresses formed from null pointers (offsetof by
 * hand), builtins.
 *
 * The expression has been typed.  Values are kept in 64 bits and cut to the expression's type
 * after each step; what does not fit (128 bits) is no constant here.
 */
#include "sema/sema_int.h"
#include "token/literal.h"

struct value { bool ok, floating; int64_t i; double d; };

static struct value eval(struct sema *s, struct node *n);

static const struct value NONE = { false, false, 0, 0 };

static struct value integer(int64_t i)
{
	return (struct value){ true, false, i, 0 };
}

static struct value floating(double d)
{
	return (struct value){ true, true, 0, d };
}

/* Cuts a value to type t. */
static struct value wrap(struct sema *s, const struct type *t, struct value v)
{
	unsigned bits;

	if (!v.ok)
		return v;
	if (type_is_floating(t))
		return v.floating ? v : floating(type_is_unsigned(s->types, t) ? (double)(uint64_t)v.i : (double)v.i);
	if (t->kind == TYPE_POINTER)
		return v.floating ? NONE : v;
	bits = type_bits(s->types, t);
	if (!bits)
		return NONE;
	if (t->kind == TYPE_BOOL)
		return integer(v.floating ? v.d != 0 : v.i != 0);
	if (v.floating) {
		if (!(v.d > -9.2e18 && v.d < 9.2e18))
			return NONE;
		v = integer((int64_t)v.d);
	}
	if (bits < 64) {
		uint64_t mask = ((uint64_t)1 << bits) - 1, u = (uint64_t)v.i & mask;

		if (!type_is_unsigned(s->types, t) && u >> (bits - 1))
			u |= ~mask;
		v.i = (int64_t)u;
	}
	return v;
}

static struct value literal(struct sema *s, struct node *n)
{
	const struct token *t = n->tok < s->ts->v.n ? &s->ts->v.at[n->tok] : NULL;
	struct literal lit;
	int64_t c;

	if (!t)
		return NONE;
	if (n->kind == AST_CHARACTER)
		return literal_char(t, s->types->target.char_signed, &c) ? integer(c) : NONE;
	if (!literal_number(t, &lit) || lit.is_imaginary || lit.overflow)
		return NONE;
	return lit.is_float ? floating(lit.fvalue) : integer((int64_t)lit.value);
}

static bool size_of(struct sema *s, const struct type *t, bool alignment, int64_t *out)
{
	uint64_t size;
	uint32_t align;

	if (t->kind == TYPE_VOID || t->kind == TYPE_FUNCTION) {
		*out = 1;
		return true;
	}
	while (alignment && t->kind == TYPE_ARRAY && !t->align)
		t = t->of;
	if (!type_size(s->types, t, &size, &align))
		return false;
	*out = (int64_t)(alignment ? align : size);
	return true;
}

static struct value sizeof_value(struct sema *s, struct node *n)
{
	struct node *operand = n->kid[0];
	int64_t v;

	return operand && operand->type && size_of(s, operand->type, n->op == TOK_ALIGNOF, &v) ? integer(v) : NONE;
}

/* The address of an lvalue that is built from a constant pointer. */
static struct value address(struct sema *s, struct node *n)
{
	uint64_t offset = 0;
	struct value v, index;
	struct node *object;
	struct type *t;
	int64_t size;

	n = node_unparen(n);
	switch ((enum node_kind)n->kind) {
	case AST_UNARY:
		return n->op == TOK_STAR ? eval(s, n->kid[UNARY_EXPR]) : NONE;
	case AST_MEMBER_OF:
		object = n->kid[MEMBER_OF_OBJECT];
		t = n->op == TOK_ARROW ? value_type(s, object)->of : object->type;
		v = n->op == TOK_ARROW ? eval(s, object) : address(s, object);
		if (!v.ok || v.floating || !t || !member_offset(s, t, token_name(s, n->tok), &offset))
			return NONE;
		return integer((int64_t)((uint64_t)v.i + offset));
	case AST_INDEX:
		v = eval(s, n->kid[INDEX_ARRAY]);
		index = eval(s, n->kid[INDEX_INDEX]);
		if (!v.ok || !index.ok || v.floating || index.floating || !size_of(s, n->type, false, &size))
			return NONE;
		return integer((int64_t)((uint64_t)v.i + (uint64_t)index.i * (uint64_t)size));
	default:
		return NONE;
	}
}

static struct value unary(struct sema *s, struct node *n)
{
	struct value v;

	if (!n->kid[UNARY_EXPR])
		return NONE;
	if (n->op == TOK_AMP)
		return address(s, n->kid[UNARY_EXPR]);
	if (n->op == TOK_STAR || n->op == TOK_INC || n->op == TOK_DEC)
		return NONE;
	v = eval(s, n->kid[UNARY_EXPR]);
	if (!v.ok)
		return v;
	switch ((enum tok)n->op) {
	case TOK_MINUS:
		return wrap(s, n->type, v.floating ? floating(-v.d) : integer((int64_t)(0 - (uint64_t)v.i)));
	case TOK_TILDE:
		return v.floating ? NONE : wrap(s, n->type, integer(~v.i));
	case TOK_NOT:
		return integer(v.floating ? v.d == 0 : v.i == 0);
	case TOK_PLUS: case TOK_EXTENSION: case TOK_REAL:
		return v;
	default:
		return NONE;
	}
}

static struct value float_operation(enum tok op, double a, double b)
{
	switch (op) {
	case TOK_PLUS:  return floating(a + b);
	case TOK_MINUS: return floating(a - b);
	case TOK_STAR:  return floating(a * b);
	case TOK_SLASH: return b != 0 ? floating(a / b) : NONE;
	case TOK_LT:    return integer(a < b);
	case TOK_GT:    return integer(a > b);
	case TOK_LE:    return integer(a <= b);
	case TOK_GE:    return integer(a >= b);
	case TOK_EQ:    return integer(a == b);
	case TOK_NE:    return integer(a != b);
	default:        return NONE;
	}
}

/* a op b where both have the signedness of the operation. */
static struct value integer_operation(enum tok op, int64_t a, int64_t b, bool is_unsigned)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;

	switch (op) {
	case TOK_PLUS:    return integer((int64_t)(x + y));
	case TOK_MINUS:   return integer((int64_t)(x - y));
	case TOK_STAR:    return integer((int64_t)(x * y));
	case TOK_SLASH:
		if (!y || (!is_unsigned && b == -1 && a == INT64_MIN))
			return NONE;
		return integer(is_unsigned ? (int64_t)(x / y) : a / b);
	case TOK_PERCENT:
		if (!y || (!is_unsigned && b == -1))
			return y ? integer(0) : NONE;
		return integer(is_unsigned ? (int64_t)(x % y) : a % b);
	case TOK_AMP:     return integer((int64_t)(x & y));
	case TOK_PIPE:    return integer((int64_t)(x | y));
	case TOK_CARET:   return integer((int64_t)(x ^ y));
	case TOK_SHL:     return b < 0 || b > 63 ? NONE : integer((int64_t)(x << y));
	case TOK_SHR:
		if (b < 0 || b > 63)
			return NONE;
		return integer(is_unsigned || a >= 0 ? (int64_t)(x >> y) : (int64_t)~(~x >> y));
	case TOK_LT:      return integer(is_unsigned ? x < y : a < b);
	case TOK_GT:      return integer(is_unsigned ? x > y : a > b);
	case TOK_LE:      return integer(is_unsigned ? x <= y : a <= b);
	case TOK_GE:      return integer(is_unsigned ? x >= y : a >= b);
	case TOK_EQ:      return integer(x == y);
	case TOK_NE:      return integer(x != y);
	default:          return NONE;
	}
}

/* Sums and differences that involve pointers. */
static struct value pointer_operation(struct sema *s, struct node *n, struct value a, struct value b,
                                      const struct type *l, const struct type *r)
{
	int64_t size = 1;
	const struct type *p = l->kind == TYPE_POINTER ? l : r;

	if (n->op != TOK_PLUS && n->op != TOK_MINUS)
		return integer_operation(n->op, a.i, b.i, true);
	if (!size_of(s, p->of, false, &size) || size <= 0)
		return NONE;
	if (l->kind == TYPE_POINTER && r->kind == TYPE_POINTER)
		return integer((int64_t)((uint64_t)a.i - (uint64_t)b.i) / size);
	if (l->kind == TYPE_POINTER)
		b.i = (int64_t)((uint64_t)b.i * (uint64_t)size);
	else
		a.i = (int64_t)((uint64_t)a.i * (uint64_t)size);
	return integer_operation(n->op, a.i, b.i, true);
}

static struct value binary(struct sema *s, struct node *n, struct value a)
{
	struct type *l = value_type(s, n->kid[BINARY_LEFT]), *r, *common;
	struct value b;

	if (!a.ok || !n->kid[BINARY_RIGHT])
		return NONE;
	if (n->op == TOK_ANDAND || n->op == TOK_OROR) {
		bool truth = a.floating ? a.d != 0 : a.i != 0;

		if (truth == (n->op == TOK_OROR))
			return integer(truth);
		b = eval(s, n->kid[BINARY_RIGHT]);
		return b.ok ? integer(b.floating ? b.d != 0 : b.i != 0) : NONE;
	}
	b = eval(s, n->kid[BINARY_RIGHT]);
	if (!b.ok)
		return NONE;
	r = value_type(s, n->kid[BINARY_RIGHT]);
	if (l->kind == TYPE_POINTER || r->kind == TYPE_POINTER)
		return a.floating || b.floating ? NONE : pointer_operation(s, n, a, b, l, r);
	if (n->op == TOK_SHL || n->op == TOK_SHR)
		return a.floating || b.floating ? NONE
		     : wrap(s, n->type, integer_operation(n->op, a.i, b.i, type_is_unsigned(s->types, n->type)));
	common = type_usual(s->types, promoted_type(s, n->kid[BINARY_LEFT]), promoted_type(s, n->kid[BINARY_RIGHT]));
	a = wrap(s, common, a);
	b = wrap(s, common, b);
	if (!a.ok || !b.ok)
		return NONE;
	if (a.floating || b.floating)
		return a.floating && b.floating ? float_operation(n->op, a.d, b.d) : NONE;
	return wrap(s, n->type, integer_operation(n->op, a.i, b.i, type_is_unsigned(s->types, common)));
}

/* A chain of binary operators, from its innermost left operand outwards. */
static struct value chain(struct sema *s, struct node *n)
{
	size_t bottom = s->spine.n;
	struct node *at = n;
	struct value v;

	while (at->kind == AST_BINARY) {
		*vec_push(s->env->tu, &s->spine) = at;
		at = at->kid[BINARY_LEFT];
	}
	v = eval(s, at);
	while (s->spine.n > bottom)
		v = binary(s, s->spine.at[--s->spine.n], v);
	return v;
}

static struct value conditional(struct sema *s, struct node *n)
{
	struct value c = n->kid[CONDITIONAL_COND] ? eval(s, n->kid[CONDITIONAL_COND]) : NONE;
	struct node *chosen;

	if (!c.ok)
		return NONE;
	if (c.floating ? c.d != 0 : c.i != 0)
		chosen = n->kid[CONDITIONAL_THEN];
	else
		chosen = n->kid[CONDITIONAL_ELSE];
	return chosen ? wrap(s, n->type, eval(s, chosen)) : c;
}

static struct value generic(struct sema *s, struct node *n)
{
	for (struct node *a = n->kid[GENERIC_ASSOCS]; a; a = a->next)
		if (a->op == GENERIC_CHOSEN)
			return eval(s, a->kid[GENERIC_ASSOC_EXPR]);
	return NONE;
}

static struct value symbol(struct symbol *sym)
{
	return sym && (sym->kind == SYM_ENUMERATOR || sym->is_constant) ? integer(sym->value) : NONE;
}

static struct value eval(struct sema *s, struct node *n)
{
	int64_t v;
	uint64_t offset;
	struct node *e;

	if (!n || !n->type)
		return NONE;
	switch ((enum node_kind)n->kind) {
	case AST_NUMBER: case AST_CHARACTER:
		return literal(s, n);
	case AST_WORD:
		return integer(n->op == TOK_TRUE);
	case AST_IDENT:
		return symbol(n->sym);
	case AST_PAREN:
		return eval(s, n->kid[PAREN_EXPR]);
	case AST_UNARY:
		return unary(s, n);
	case AST_BINARY:
		return chain(s, n);
	case AST_CONDITIONAL:
		return conditional(s, n);
	case AST_CAST:
		return n->type->kind == TYPE_VOID ? NONE : wrap(s, n->type, eval(s, n->kid[CAST_EXPR]));
	case AST_SIZEOF_EXPR: case AST_SIZEOF_TYPE:
		return sizeof_value(s, n);
	case AST_OFFSETOF:
		return n->kid[OFFSETOF_TYPE] && record_offset(s, n->kid[OFFSETOF_TYPE]->type, n->kid[OFFSETOF_DESIGNATORS], &offset)
		     ? integer((int64_t)offset) : NONE;
	case AST_TYPES_COMPATIBLE:
		if (!n->kid[TYPES_COMPATIBLE_LEFT] || !n->kid[TYPES_COMPATIBLE_RIGHT])
			return NONE;
		return integer(type_same(type_unqualified(s->types, n->kid[TYPES_COMPATIBLE_LEFT]->type),
		                         type_unqualified(s->types, n->kid[TYPES_COMPATIBLE_RIGHT]->type), false));
	case AST_CHOOSE_EXPR:
		e = n->kid[CHOOSE_EXPR_COND];
		return e && sema_constant(s, e, &v) ? eval(s, n->kid[v ? CHOOSE_EXPR_THEN : CHOOSE_EXPR_ELSE]) : NONE;
	case AST_GENERIC:
		return generic(s, n);
	case AST_CALL:
		return builtin_constant(s, n, &v) ? integer(v) : NONE;
	case AST_MEMBER_OF: case AST_INDEX:
		return n->type->kind == TYPE_ARRAY ? address(s, n) : NONE;
	default:
		return NONE;
	}
}

bool sema_constant(struct sema *s, struct node *e, int64_t *value)
{
	struct value v;

	if (!e->type)
		expr(s, e);
	if (!type_is_integer(e->type))
		return false;
	v = eval(s, e);
	*value = v.i;
	return v.ok && !v.floating;
}

bool sema_known(struct sema *s, struct node *e, int64_t *value)
{
	bool is;

	s->optimized = true;
	is = sema_constant(s, e, value);
	s->optimized = false;
	return is;
}
