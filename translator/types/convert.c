/*
 * Conversions that expressions apply by themselves (C23 6.3): decay, integer promotions, default
 * argument promotions, the usual arithmetic conversions.  Results have no qualifiers; those of
 * arithmetic have no typedef name either.
 */
#include "types/type.h"

struct type *type_decay(struct types *ts, struct type *t)
{
	if (t->kind == TYPE_ARRAY)
		return type_pointer(ts, t->of);
	if (t->kind == TYPE_FUNCTION)
		return type_pointer(ts, t);
	return type_unqualified(ts, t);
}

unsigned type_bits(const struct types *ts, const struct type *t)
{
	const struct target *g = &ts->target;

	switch (t->kind) {
	case TYPE_BOOL:
		return 1;
	case TYPE_CHAR: case TYPE_SCHAR: case TYPE_UCHAR:
		return 8;
	case TYPE_SHORT: case TYPE_USHORT:
		return g->short_size * 8u;
	case TYPE_INT: case TYPE_UINT:
		return g->int_size * 8u;
	case TYPE_LONG: case TYPE_ULONG:
		return g->long_size * 8u;
	case TYPE_LLONG: case TYPE_ULLONG:
		return g->llong_size * 8u;
	case TYPE_INT128: case TYPE_UINT128:
		return 128;
	case TYPE_BITINT:
		return (unsigned)t->count;
	case TYPE_ENUM:
		return t->record->underlying ? type_bits(ts, t->record->underlying) : g->int_size * 8u;
	default:
		return 0;
	}
}

struct type *type_promote(struct types *ts, struct type *t)
{
	switch (t->kind) {
	case TYPE_BOOL: case TYPE_CHAR: case TYPE_SCHAR: case TYPE_UCHAR: case TYPE_SHORT:
		return ts->basic[TYPE_INT];
	case TYPE_USHORT:
		return ts->basic[ts->target.short_size < ts->target.int_size ? TYPE_INT : TYPE_UINT];
	case TYPE_ENUM:
		return t->record->underlying ? type_promote(ts, t->record->underlying) : ts->basic[TYPE_INT];
	default:
		return type_is_arithmetic(t) ? type_unqualified(ts, type_plain(t)) : type_decay(ts, t);
	}
}

struct type *type_default_promote(struct types *ts, struct type *t)
{
	if (t->kind == TYPE_FLOAT)
		return ts->basic[TYPE_DOUBLE];
	/* A typedef name that survives is worth keeping for what is printed. */
	if (type_is_integer(t) && type_bits(ts, t) >= ts->target.int_size * 8u && t->kind != TYPE_ENUM)
		return type_unqualified(ts, t);
	return type_is_integer(t) ? type_promote(ts, t) : type_decay(ts, t);
}

/* Order of the real floating types: of two operands the one with the higher rank wins. */
static int float_rank(enum type_kind kind)
{
	switch (kind) {
	case TYPE_BF16:       return 1;
	case TYPE_FLOAT16:    return 2;
	case TYPE_FLOAT:      return 3;
	case TYPE_FLOAT32:    return 4;
	case TYPE_DOUBLE:     return 5;
	case TYPE_FLOAT32X:   return 6;
	case TYPE_FLOAT64:    return 7;
	case TYPE_LDOUBLE:    return 8;
	case TYPE_FLOAT64X:   return 9;
	case TYPE_FLOAT128:   return 10;
	case TYPE_DECIMAL32:  return 11;
	case TYPE_DECIMAL64:  return 12;
	case TYPE_DECIMAL128: return 13;
	default:              return 0;
	}
}

static int integer_rank(const struct type *t)
{
	switch (t->kind) {
	case TYPE_INT: case TYPE_UINT:
		return 2;
	case TYPE_LONG: case TYPE_ULONG:
		return 3;
	case TYPE_LLONG: case TYPE_ULLONG:
		return 4;
	case TYPE_INT128: case TYPE_UINT128:
		return 5;
	default:
		return 1;
	}
}

/* C23 6.3.1.8 for two promoted integer types. */
static struct type *usual_integer(struct types *ts, struct type *a, struct type *b)
{
	unsigned abits = type_bits(ts, a), bbits = type_bits(ts, b);
	bool aun = type_is_unsigned(ts, a), bun = type_is_unsigned(ts, b);
	struct type *high, *low;

	if (a->kind == b->kind && abits == bbits && aun == bun)
		return a;
	if (abits != bbits)
		high = abits > bbits ? a : b;
	else
		high = integer_rank(a) >= integer_rank(b) ? a : b;
	low = high == a ? b : a;
	if (aun == bun || type_is_unsigned(ts, high) || abits != bbits)
		return high;
	/* Of equal width, and the one of lower rank is unsigned: the unsigned twin of the higher. */
	if (high->kind >= TYPE_SHORT && high->kind <= TYPE_UINT128)
		return ts->basic[high->kind + 1];
	return low;
}

struct type *type_usual(struct types *ts, struct type *a, struct type *b)
{
	struct type *ra, *rb, *r;

	if (!type_is_arithmetic(a) || !type_is_arithmetic(b))
		return ts->basic[TYPE_UNKNOWN];
	ra = a->kind == TYPE_COMPLEX ? a->of : a;
	rb = b->kind == TYPE_COMPLEX ? b->of : b;
	if (type_is_floating(ra) || type_is_floating(rb))
		r = float_rank(ra->kind) >= float_rank(rb->kind) ? ra : rb;
	else
		r = usual_integer(ts, type_promote(ts, ra), type_promote(ts, rb));
	r = type_unqualified(ts, type_plain(r));
	return a->kind == TYPE_COMPLEX || b->kind == TYPE_COMPLEX ? type_complex(ts, r) : r;
}
