/*
 * Comparing types (C23 6.2.7): whether two are compatible, and what two declarations of one thing
 * make together.  Follows long chains of pointers and arrays in a loop; recursion is for function
 * parameters, which nest in the text.
 */
#include "types/type.h"

/* The parameters of two function types; of an old-style one nothing is known. */
static bool same_params(const struct type *a, const struct type *b, bool loose)
{
	if (a->old_style || b->old_style)
		return true;
	if (a->nparams != b->nparams || a->variadic != b->variadic)
		return false;
	for (unsigned i = 0; i < a->nparams; i++)
		if (!type_same(a->params[i].type, b->params[i].type, loose))
			return false;
	return true;
}

/* An enumerated type is compatible with the integer type that holds it. */
static const struct type *seen_integer(const struct type *t, const struct type *other)
{
	if (t->kind == TYPE_ENUM && other->kind != TYPE_ENUM && t->record->underlying)
		return t->record->underlying;
	return t;
}

bool type_same(const struct type *a, const struct type *b, bool loose)
{
	for (;; a = a->of, b = b->of) {
		if (a == b)
			return true;
		if (!loose && a->quals != b->quals)
			return false;
		a = seen_integer(a, b);
		b = seen_integer(b, a);
		if (a->kind != b->kind)
			return false;
		switch (a->kind) {
		case TYPE_UNKNOWN:
			return false;
		case TYPE_STRUCT: case TYPE_UNION: case TYPE_ENUM:
			return a->record == b->record;
		case TYPE_BITINT:
			return a->count == b->count && a->is_unsigned == b->is_unsigned;
		case TYPE_VECTOR:
			if (a->count != b->count)
				return false;
			break;
		case TYPE_ARRAY:
			if (!a->incomplete_array && !b->incomplete_array && !a->vla && !b->vla
			    && a->count != b->count)
				return false;
			break;
		case TYPE_FUNCTION:
			if (!same_params(a, b, loose))
				return false;
			break;
		case TYPE_POINTER: case TYPE_BLOCK_POINTER: case TYPE_COMPLEX:
			break;
		default:
			return true;
		}
	}
}

static struct type *composite_function(struct types *ts, struct type *a, struct type *b)
{
	struct type *of = type_composite(ts, a->of, b->of);
	struct param *params;

	if (a->old_style && !b->old_style)
		return b;
	if (b->old_style || a->nparams != b->nparams)
		return a;
	params = arena_alloc(ts->arena, (a->nparams + 1) * sizeof *params);
	for (unsigned i = 0; i < a->nparams; i++) {
		params[i] = b->params[i];
		params[i].type = type_composite(ts, a->params[i].type, b->params[i].type);
	}
	return type_function(ts, of, params, a->nparams, a->variadic, false);
}

struct type *type_composite(struct types *ts, struct type *a, struct type *b)
{
	struct type *of;

	if (a == b || a->kind != b->kind)
		return a;
	switch (a->kind) {
	case TYPE_FUNCTION:
		return composite_function(ts, a, b);
	case TYPE_ARRAY:
		of = type_composite(ts, a->of, b->of);
		if ((a->incomplete_array || (a->vla && !b->vla)) && !b->incomplete_array)
			return of == b->of ? b : type_array(ts, of, b->count);
		return of == a->of || a->incomplete_array || a->vla ? a : type_array(ts, of, a->count);
	case TYPE_POINTER:
		of = type_composite(ts, a->of, b->of);
		return of == a->of ? a : type_qualified(ts, type_pointer(ts, of), a->quals);
	default:
		return a;
	}
}
