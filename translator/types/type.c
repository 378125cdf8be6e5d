/*
 * Making types, and simple questions about them.
 *
 * Takes the arena and the target of a translation; gives types that are never changed again.
 * Pointers to a type, and its versions with other qualifiers, are made once and kept in lists that
 * hang on the type, since expressions ask for the same ones over and over.  An aliased type is a
 * full copy of what the typedef stands for, so that most questions need not look behind it.
 *
 * Comparing is in compat.c, sizes in layout.c, conversions in convert.c, text in typetext.c.
 */
#include "types/type.h"

static struct type *new_type(struct types *ts, enum type_kind kind)
{
	struct type *t = arena_new_of(ts->arena, struct type);

	t->kind = kind;
	return t;
}

/* A copy that starts its own lists of variants and pointers. */
static struct type *copy_type(struct types *ts, const struct type *t)
{
	struct type *copy = arena_new_of(ts->arena, struct type);

	*copy = *t;
	copy->base = copy->variants = copy->pointer = NULL;
	return copy;
}

void types_init(struct types *ts, struct arena *a, const struct target *target)
{
	ts->arena = a;
	ts->target = *target;
	for (int k = TYPE_UNKNOWN; k < TYPE_STRUCT; k++)
		ts->basic[k] = new_type(ts, (enum type_kind)k);
}

struct type *type_basic(struct types *ts, enum type_kind kind)
{
	return ts->basic[kind];
}

struct type *type_pointer(struct types *ts, struct type *to)
{
	if (!to->pointer) {
		to->pointer = new_type(ts, TYPE_POINTER);
		to->pointer->of = to;
		to->pointer->variably_modified = to->variably_modified;
	}
	return to->pointer;
}

struct type *type_array(struct types *ts, struct type *of, uint64_t count)
{
	struct type *t = new_type(ts, TYPE_ARRAY);

	t->of = of;
	t->count = count;
	t->variably_modified = of->variably_modified;
	return t;
}

struct type *type_completed(struct types *ts, const struct type *array, uint64_t count)
{
	struct type *t = type_array(ts, array->of, count);

	t->align = array->align;
	return t;
}

struct type *type_function(struct types *ts, struct type *result, struct param *params, unsigned n,
                           bool variadic, bool old_style)
{
	struct type *t = new_type(ts, TYPE_FUNCTION);

	t->of = result;
	t->params = params;
	t->nparams = n;
	t->variadic = variadic;
	t->old_style = old_style;
	return t;
}

struct type *type_complex(struct types *ts, struct type *of)
{
	struct type *t = new_type(ts, TYPE_COMPLEX);

	t->of = type_unqualified(ts, type_plain(of));
	return t;
}

struct type *type_vector(struct types *ts, struct type *of, uint64_t count)
{
	struct type *t = new_type(ts, TYPE_VECTOR);

	t->of = of;
	t->count = count;
	return t;
}

struct type *type_of_record(struct types *ts, struct record *r)
{
	struct type *t = new_type(ts, r->kind);

	t->record = r;
	return t;
}

struct type *type_with_align(struct types *ts, struct type *t, uint32_t align)
{
	struct type *copy;

	if (align <= t->align)
		return t;
	copy = copy_type(ts, t);
	copy->align = align;
	return copy;
}

/* The version of t that has exactly the qualifiers `quals`; t is no array. */
static struct type *with_quals(struct types *ts, struct type *t, unsigned quals)
{
	struct type *base = t->base ? t->base : t;
	struct type *v;

	if (base->quals == quals)
		return base;
	for (v = base->variants; v; v = v->variants)
		if (v->quals == quals)
			return v;
	v = copy_type(ts, base);
	v->quals = (unsigned char)quals;
	v->base = base;
	v->variants = base->variants;
	base->variants = v;
	return v;
}

/* The same array of other elements; the alias no longer fits. */
static struct type *array_of(struct types *ts, const struct type *array, struct type *of)
{
	struct type *t = copy_type(ts, array);

	t->of = of;
	t->alias = NULL;
	t->unaliased = t->plain = NULL;
	t->alias_name = NULL;
	t->alias_local = false;
	return t;
}

/* The element of an array of arrays; t itself if it is no array. */
static const struct type *innermost(const struct type *t)
{
	while (t->kind == TYPE_ARRAY)
		t = t->of;
	return t;
}

struct type *type_qualified(struct types *ts, struct type *t, unsigned add)
{
	struct type *v, *of;

	if (t->kind == TYPE_ARRAY) {
		if ((innermost(t)->quals | add) == innermost(t)->quals)
			return t;
		of = type_qualified(ts, t->of, add);
		return of == t->of ? t : array_of(ts, t, of);
	}
	if ((t->quals | add) == t->quals || t->kind == TYPE_UNKNOWN || t->kind == TYPE_FUNCTION)
		return t;
	v = with_quals(ts, t, t->quals | add);
	if (v->alias)
		v->plain = type_qualified(ts, t->plain, add);
	return v;
}

struct type *type_unqualified(struct types *ts, struct type *t)
{
	struct type *v, *of;

	if (t->kind == TYPE_ARRAY) {
		if (!innermost(t)->quals)
			return t;
		of = type_unqualified(ts, t->of);
		return of == t->of ? t : array_of(ts, t, of);
	}
	/* A typedef that has a qualifier itself is no name of the unqualified type. */
	while (t->quals && t->alias && t->unaliased->quals)
		t = t->unaliased;
	if (!t->quals)
		return t;
	v = with_quals(ts, t, 0);
	if (v->alias)
		v->plain = type_unqualified(ts, t->plain);
	return v;
}

struct type *type_aliased(struct types *ts, struct type *t, struct symbol *alias)
{
	struct type *copy = copy_type(ts, t);

	copy->alias = alias;
	copy->unaliased = t;
	copy->plain = type_plain(t);
	return copy;
}

struct type *type_plain(struct type *t)
{
	return t->alias ? t->plain : t;
}

struct type *type_size_t(struct types *ts)
{
	const struct target *g = &ts->target;

	return ts->basic[g->size_is_long ? TYPE_ULONG : g->pointer_size == g->int_size ? TYPE_UINT : TYPE_ULLONG];
}

struct type *type_ptrdiff_t(struct types *ts)
{
	const struct target *g = &ts->target;

	return ts->basic[g->ptrdiff_is_long ? TYPE_LONG : g->pointer_size == g->int_size ? TYPE_INT : TYPE_LLONG];
}

struct type *type_wchar_t(struct types *ts)
{
	return type_integer_of_size(ts, ts->target.wchar_size, !ts->target.wchar_signed);
}

struct type *type_integer_of_size(struct types *ts, unsigned size, bool is_unsigned)
{
	const struct target *g = &ts->target;
	enum type_kind kind = TYPE_UNKNOWN;

	if (size == 1)
		return ts->basic[is_unsigned ? TYPE_UCHAR : TYPE_SCHAR];
	if (size == g->int_size)
		kind = TYPE_INT;
	else if (size == g->short_size)
		kind = TYPE_SHORT;
	else if (size == g->long_size)
		kind = TYPE_LONG;
	else if (size == g->llong_size)
		kind = TYPE_LLONG;
	else if (size == 16)
		kind = TYPE_INT128;
	/* Each unsigned kind follows its signed one in enum type_kind. */
	return ts->basic[kind == TYPE_UNKNOWN || !is_unsigned ? kind : kind + 1];
}

bool type_is_integer(const struct type *t)
{
	return (t->kind >= TYPE_BOOL && t->kind <= TYPE_BITINT) || t->kind == TYPE_ENUM;
}

bool type_is_unsigned(const struct types *ts, const struct type *t)
{
	switch (t->kind) {
	case TYPE_CHAR:
		return !ts->target.char_signed;
	case TYPE_BOOL: case TYPE_UCHAR: case TYPE_USHORT: case TYPE_UINT: case TYPE_ULONG: case TYPE_ULLONG:
	case TYPE_UINT128:
		return true;
	case TYPE_BITINT:
		return t->is_unsigned;
	case TYPE_ENUM:
		return t->record->underlying && type_is_unsigned(ts, t->record->underlying);
	default:
		return false;
	}
}

bool type_is_floating(const struct type *t)
{
	return t->kind >= TYPE_FLOAT16 && t->kind <= TYPE_DECIMAL128;
}

bool type_is_arithmetic(const struct type *t)
{
	return type_is_integer(t) || type_is_floating(t) || t->kind == TYPE_COMPLEX;
}

bool type_is_scalar(const struct type *t)
{
	return type_is_arithmetic(t) || t->kind == TYPE_POINTER || t->kind == TYPE_BLOCK_POINTER
	    || t->kind == TYPE_NULLPTR;
}

bool type_is_char(const struct type *t)
{
	return t->kind == TYPE_CHAR || t->kind == TYPE_SCHAR || t->kind == TYPE_UCHAR;
}

bool type_is_record(const struct type *t)
{
	return t->kind == TYPE_STRUCT || t->kind == TYPE_UNION;
}

bool type_is_complete(const struct type *t)
{
	for (; t->kind == TYPE_ARRAY; t = t->of)
		if (t->incomplete_array)
			return false;
	if (type_is_record(t) || t->kind == TYPE_ENUM)
		return t->record->complete;
	return t->kind != TYPE_UNKNOWN && t->kind != TYPE_VOID && t->kind != TYPE_FUNCTION;
}

bool type_has_const(const struct type *t)
{
	t = innermost(t);
	return (t->quals & Q_CONST) || (type_is_record(t) && t->record->has_const_member);
}
