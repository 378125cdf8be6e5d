/*
 * Primary expressions: the types of literals (C23 6.4.4, 6.4.5) and what a name means (6.5.2).
 *
 * A name that nothing declares may be the compiler's or cdefer.h's own, or a function that C89
 * declares by its call.
 */
#include "sema/sema_int.h"
#include "token/literal.h"

/* ---- literals --------------------------------------------------------------------------------- */

static struct type *float_type(struct sema *s, enum literal_float width)
{
	switch (width) {
	case LIT_FLOAT:  return basic(s, TYPE_FLOAT);
	case LIT_LDOUBLE: return basic(s, TYPE_LDOUBLE);
	case LIT_F16:    return basic(s, TYPE_FLOAT16);
	case LIT_F32:    return basic(s, TYPE_FLOAT32);
	case LIT_F64:    return basic(s, TYPE_FLOAT64);
	case LIT_F128:   return basic(s, TYPE_FLOAT128);
	case LIT_F32X:   return basic(s, TYPE_FLOAT32X);
	case LIT_F64X:   return basic(s, TYPE_FLOAT64X);
	case LIT_D32:    return basic(s, TYPE_DECIMAL32);
	case LIT_D64:    return basic(s, TYPE_DECIMAL64);
	case LIT_D128:   return basic(s, TYPE_DECIMAL128);
	case LIT_BF16:   return basic(s, TYPE_BF16);
	default:         return basic(s, TYPE_DOUBLE);
	}
}

static struct type *bitint_literal(struct sema *s, const struct literal *lit)
{
	struct type *t = arena_new_of(s->env->tu, struct type);
	unsigned width = 0;

	t->kind = TYPE_BITINT;
	t->is_unsigned = lit->is_unsigned;
	while (width < 64 && lit->value >> width)
		width++;
	t->count = lit->is_unsigned ? (width ? width : 1) : (width < 1 ? 2 : width + 1);
	return t;
}

/* C23 6.4.4.1: the first type of the list of its suffix and base that holds the value. */
static struct type *integer_type(struct sema *s, const struct literal *lit)
{
	static const enum type_kind list[] = { TYPE_INT, TYPE_LONG, TYPE_LLONG };

	if (lit->width == LIT_BITINT)
		return bitint_literal(s, lit);
	for (unsigned i = lit->width; i < 3; i++) {
		unsigned bits = type_bits(s->types, basic(s, list[i]));
		uint64_t most = UINT64_MAX >> (64 - bits);

		if (!lit->is_unsigned && lit->value <= most >> 1)
			return basic(s, list[i]);
		if (lit->is_unsigned || !lit->decimal || (s->env->opt->standard < 1999 && i == 1))
			if (lit->value <= most)
				return basic(s, list[i] + 1);
	}
	return basic(s, s->types->target.gcc && lit->decimal && s->types->target.pointer_size == 8 ? TYPE_INT128
	                                                                                          : TYPE_ULLONG);
}

static struct type *number_type(struct sema *s, struct node *n)
{
	struct literal lit;
	struct type *t;

	if (n->tok >= s->ts->v.n || !literal_number(&s->ts->v.at[n->tok], &lit))
		return unknown(s);
	t = lit.is_float ? float_type(s, lit.fwidth) : integer_type(s, &lit);
	return lit.is_imaginary ? type_complex(s->types, t) : t;
}

static struct type *unit_type(struct sema *s, enum literal_prefix prefix, bool string)
{
	switch (prefix) {
	case LIT_u8: return basic(s, s->env->opt->standard >= 2023 || !string ? TYPE_UCHAR : TYPE_CHAR);
	case LIT_u:  return type_integer_of_size(s->types, 2, true);
	case LIT_U:  return type_integer_of_size(s->types, 4, true);
	case LIT_L:  return type_wchar_t(s->types);
	default:     return basic(s, string ? TYPE_CHAR : TYPE_INT);
	}
}

/* Number of code units of a string expression, its null included. */
uint64_t string_units(struct sema *s, struct node *n, struct type **unit)
{
	enum literal_prefix prefix = LIT_PLAIN, p;
	struct buf bytes = {0};
	uint64_t units = 1;

	for (tok_id t = n->first; t <= n->last && t < s->ts->v.n; t++) {
		const struct token *tok = &s->ts->v.at[t];

		if (tok->kind != TOK_STRING)
			continue;
		p = literal_prefix_of(tok);
		if (p != LIT_PLAIN)
			prefix = p;
		units += literal_string(tok, &bytes);
		bytes.len = 0;
	}
	buf_free(&bytes);
	*unit = unit_type(s, prefix, true);
	return units;
}

struct type *literal_type(struct sema *s, struct node *n)
{
	struct type *unit;
	uint64_t count;

	switch ((enum node_kind)n->kind) {
	case AST_NUMBER:
		return number_type(s, n);
	case AST_CHARACTER:
		return n->tok < s->ts->v.n ? unit_type(s, literal_prefix_of(&s->ts->v.at[n->tok]), false) : unknown(s);
	case AST_STRING:
		count = string_units(s, n, &unit);
		return type_array(s->types, unit, count);
	default:
		return basic(s, n->op == TOK_NULLPTR ? TYPE_NULLPTR : TYPE_BOOL);
	}
}

/* ---- names ------------------------------------------------------------------------------------- */

/* __func__ is an array of const char that holds the function's name. */
static struct type *func_type(struct sema *s, struct node *n)
{
	uint64_t count = s->routine && s->routine->sym ? s->routine->sym->name->len + 1 : 1;

	if (s->routine)
		routine_note(s, &s->routine->funcs, n);
	return type_array(s->types, type_qualified(s->types, basic(s, TYPE_CHAR), Q_CONST), count);
}

/* C89 6.3.2.2: a call declares the function that it names. */
static struct symbol *implicit_function(struct sema *s, struct name *name, struct node *n)
{
	struct symbol *sym = scope_enter_file(s, SYM_FUNCTION, name, n);
	struct type *t = library_type(s, name);

	sym->implicit = true;
	sym->storage = STORAGE_EXTERN;
	sym->type = t ? t : type_function(s->types, basic(s, TYPE_INT), NULL, 0, false, true);
	return sym;
}

struct type *identifier_type(struct sema *s, struct node *n, bool called)
{
	struct name *name = token_name(s, n->tok);
	struct symbol *sym;

	if (!name)
		return unknown(s);
	sym = scope_find(s, name);
	if (!sym && (name == s->name_func || name == s->name_function || name == s->name_pretty))
		return func_type(s, n);
	if (!sym)
		sym = builtin_symbol(s, name);
	if (!sym && called)
		sym = implicit_function(s, name, n);
	n->sym = sym;
	if (sym && sym->storage == STORAGE_REGISTER && s->routine && s->routine != sym->scope->routine
	    && !s->unevaluated && sym->scope->routine && sym->scope->routine->function == s->routine->function)
		check_register_use(s, span_of(s, n), sym);
	return sym && sym->kind != SYM_TYPEDEF && sym->type ? sym->type : unknown(s);
}
