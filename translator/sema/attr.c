/*
 * Attributes that matter for types and rules: aligned, packed, mode, vector_size, ext_vector_type,
 * transparent_union, cleanup, noreturn, nothrow, weak, returns_twice, nodiscard, cdefer_norecover.  All others are the
 * C compiler's business.
 *
 * The tree keeps attributes as token ranges, so the few arguments are read from the tokens: an
 * integer expression of literals, enumerators and sizes of simple type names.
 */
#include <string.h>

#include "sema/sema_int.h"
#include "token/literal.h"

struct reader { struct sema *s; tok_id at, end; bool ok; unsigned depth; };

static enum tok peek(const struct reader *r)
{
	return r->at < r->end ? (enum tok)r->s->ts->v.at[r->at].kind : TOK_EOF;
}

static int64_t read_sum(struct reader *r);

/* sizeof (T) or _Alignof (T) of a type named by words, a tag or a typedef; pointers to it. */
static int64_t read_size(struct reader *r, bool alignment)
{
	struct types *types = r->s->types;
	struct type *t = NULL;
	unsigned longs = 0;
	bool pointer = false, is_short = false;
	uint64_t size;
	uint32_t align;

	if (peek(r) != TOK_LPAREN) {
		r->ok = false;
		return 0;
	}
	for (r->at++; peek(r) != TOK_RPAREN && peek(r) != TOK_EOF; r->at++) {
		struct name *name = r->s->ts->v.at[r->at].name;
		struct symbol *sym = name ? scope_find(r->s, name) : NULL;
		struct tag *tag;

		switch (peek(r)) {
		case TOK_LONG:   longs++; break;
		case TOK_SHORT:  is_short = true; break;
		case TOK_STAR:   pointer = true; break;
		case TOK_CHAR: case TOK_BOOL: t = basic(r->s, TYPE_CHAR); break;
		case TOK_FLOAT:  t = basic(r->s, TYPE_FLOAT); break;
		case TOK_DOUBLE: t = basic(r->s, TYPE_DOUBLE); break;
		case TOK_INT128: t = basic(r->s, TYPE_INT128); break;
		case TOK_FLOAT128: t = basic(r->s, TYPE_FLOAT128); break;
		case TOK_STRUCT: case TOK_UNION: case TOK_ENUM:
			tag = r->at + 1 < r->end && r->s->ts->v.at[r->at + 1].name
			    ? scope_find_tag(r->s, r->s->ts->v.at[r->at + 1].name) : NULL;
			t = tag ? tag->type : unknown(r->s);
			r->at++;
			break;
		case TOK_IDENT:
			t = sym && sym->type ? sym->type : unknown(r->s);
			break;
		default:
			break;
		}
	}
	r->at++;
	if (longs && t && t->kind == TYPE_DOUBLE)
		t = basic(r->s, TYPE_LDOUBLE);
	else if (longs && !t)
		t = basic(r->s, longs > 1 ? TYPE_LLONG : TYPE_LONG);
	if (!t)
		t = basic(r->s, is_short ? TYPE_SHORT : TYPE_INT);
	if (pointer)
		t = type_pointer(types, t);
	if (!type_size(types, t, &size, &align))
		r->ok = false;
	return r->ok ? (int64_t)(alignment ? align : size) : 0;
}

static int64_t read_primary(struct reader *r)
{
	struct token *t = r->at < r->end ? &r->s->ts->v.at[r->at] : NULL;
	struct literal lit;
	struct symbol *sym;
	int64_t v;

	if (!t || ++r->depth > 200) {
		r->ok = false;
		return 0;
	}
	r->at++;
	switch ((enum tok)t->kind) {
	case TOK_NUMBER:
		if (literal_number(t, &lit) && !lit.is_float)
			return (int64_t)lit.value;
		break;
	case TOK_LPAREN:
		v = read_sum(r);
		if (peek(r) == TOK_RPAREN)
			r->at++;
		else
			r->ok = false;
		return v;
	case TOK_SIZEOF: case TOK_ALIGNOF:
		return read_size(r, t->kind == TOK_ALIGNOF);
	case TOK_IDENT:
		sym = scope_find(r->s, t->name);
		if (sym && sym->kind == SYM_ENUMERATOR)
			return sym->value;
		break;
	default:
		break;
	}
	r->ok = false;
	return 0;
}

static int64_t read_product(struct reader *r)
{
	int64_t v = read_primary(r), w;

	while (r->ok && (peek(r) == TOK_STAR || peek(r) == TOK_SLASH)) {
		bool times = peek(r) == TOK_STAR;

		r->at++;
		w = read_primary(r);
		if (!times && w == 0)
			r->ok = false;
		else
			v = times ? (int64_t)((uint64_t)v * (uint64_t)w) : v / w;
	}
	return v;
}

/* + and -, and << behind them. */
static int64_t read_sum(struct reader *r)
{
	int64_t v = read_product(r), w;

	while (r->ok && (peek(r) == TOK_PLUS || peek(r) == TOK_MINUS || peek(r) == TOK_SHL)) {
		enum tok op = peek(r);

		r->at++;
		w = read_product(r);
		if (op == TOK_SHL)
			v = w >= 0 && w < 63 ? (int64_t)((uint64_t)v << w) : 0;
		else
			v = (int64_t)(op == TOK_PLUS ? (uint64_t)v + (uint64_t)w : (uint64_t)v - (uint64_t)w);
	}
	return v;
}

/* The number in the parentheses of an attribute; `missing` if it has none, 0 if it is unknown. */
static uint64_t argument(struct sema *s, const struct node *item, uint64_t missing)
{
	struct reader r = { s, item->tok + 1, item->last + 1, true, 0 };
	int64_t v;

	if (peek(&r) != TOK_LPAREN)
		return missing;
	r.at++;
	v = read_sum(&r);
	return r.ok && v > 0 ? (uint64_t)v : 0;
}

static bool is(const char *text, size_t len, const char *what)
{
	return strlen(what) == len && memcmp(text, what, len) == 0;
}

static void one_item(struct sema *s, struct node *item, struct attrs *a)
{
	const struct token *t;
	const char *text;
	size_t len;

	if (item->tok == NO_TOKEN)
		return;
	t = &s->ts->v.at[item->tok];
	text = t->text;
	len = t->len;
	if (len > 4 && memcmp(text, "__", 2) == 0 && memcmp(text + len - 2, "__", 2) == 0) {
		text += 2;
		len -= 4;
	}
	if (is(text, len, "nothrow")) {
		a->nothrow = true;
	} else if (is(text, len, "noreturn") || is(text, len, "_Noreturn")) {
		a->noreturn = true;
	} else if (is(text, len, "returns_twice")) {
		a->returns_twice = true;
	} else if (is(text, len, "warn_unused_result") || is(text, len, "nodiscard")) {
		a->nodiscard = true;
	} else if (is(text, len, "weak")) {
		a->weak = true;
	} else if (is(text, len, "cdefer_norecover")) {
		a->no_recover = true;
	} else if (is(text, len, "packed")) {
		a->packed = true;
	} else if (is(text, len, "cleanup")) {
		/* cleanup ( name ) */
		t = item->tok + 2 <= item->last ? &s->ts->v.at[item->tok + 2] : NULL;
		a->cleanup = t && t->name ? t->name : names_of(s->env->names, "");
	} else if (is(text, len, "transparent_union")) {
		a->transparent_union = true;
	} else if (is(text, len, "aligned")) {
		uint64_t n = argument(s, item, s->types->target.max_align);

		if (n > a->align && n <= 1u << 28 && (n & (n - 1)) == 0)
			a->align = (uint32_t)n;
	} else if (is(text, len, "vector_size") || is(text, len, "ext_vector_type")) {
		a->vector_size = argument(s, item, 0);
		a->ext_vector = text[0] == 'e';
	} else if (is(text, len, "mode") && item->tok + 2 <= item->last) {
		a->mode = s->ts->v.at[item->tok + 2].name;
	}
}

void attribute(struct sema *s, struct node *n, struct attrs *a)
{
	for (struct node *item = n->kid[ATTRIBUTE_ITEMS]; item; item = item->next)
		one_item(s, item, a);
}

void attrs_add(struct sema *s, struct node *list, struct attrs *a)
{
	for (struct node *n = list; n; n = n->next)
		if (n->kind == AST_ATTRIBUTE)
			attribute(s, n, a);
}

/* mode(DI) and relatives: the machine mode decides, the signedness of t stays. */
static struct type *with_mode(struct sema *s, struct type *t, const struct name *mode)
{
	const char *m = mode->text;
	size_t len = mode->len;
	bool is_unsigned = type_is_unsigned(s->types, t);
	unsigned size = 0;

	if (len > 4 && m[0] == '_' && m[1] == '_') {
		m += 2;
		len -= 4;
	}
	if (is(m, len, "QI") || is(m, len, "byte"))
		size = 1;
	else if (is(m, len, "HI"))
		size = 2;
	else if (is(m, len, "SI"))
		size = 4;
	else if (is(m, len, "DI"))
		size = 8;
	else if (is(m, len, "TI"))
		size = 16;
	else if (is(m, len, "word") || is(m, len, "pointer") || is(m, len, "unwind_word"))
		size = s->types->target.pointer_size;
	if (size && type_is_integer(t))
		return size == 8 && s->types->target.long_size == 8
		     ? basic(s, is_unsigned ? TYPE_ULONG : TYPE_LONG)
		     : type_integer_of_size(s->types, size, is_unsigned);
	if (is(m, len, "SF"))
		return basic(s, TYPE_FLOAT);
	if (is(m, len, "DF"))
		return basic(s, TYPE_DOUBLE);
	if (is(m, len, "XF"))
		return basic(s, TYPE_LDOUBLE);
	if (is(m, len, "TF"))
		return basic(s, s->types->target.ldouble_size == 16 && s->types->target.gcc ? TYPE_FLOAT128 : TYPE_LDOUBLE);
	if (is(m, len, "SC"))
		return type_complex(s->types, basic(s, TYPE_FLOAT));
	if (is(m, len, "DC"))
		return type_complex(s->types, basic(s, TYPE_DOUBLE));
	return t;
}

/* Vectors are made of the innermost element type, as GCC does: `int *p` of vector_size is a
 * pointer to a vector. */
static struct type *with_vector(struct sema *s, struct type *t, const struct attrs *a)
{
	uint64_t size, n = a->vector_size;
	uint32_t align;

	if (t->kind == TYPE_POINTER)
		return type_qualified(s->types, type_pointer(s->types, with_vector(s, t->of, a)), t->quals);
	if (t->kind == TYPE_ARRAY)
		return t->vla || t->incomplete_array ? t : type_completed(s->types, type_array(s->types, with_vector(s, t->of, a), 0), t->count);
	if (!type_size(s->types, t, &size, &align) || size == 0)
		return unknown(s);
	if (!a->ext_vector)
		n /= size;
	return type_vector(s->types, t, n);
}

struct type *attrs_apply(struct sema *s, struct type *t, const struct attrs *a)
{
	if (a->mode)
		t = type_qualified(s->types, with_mode(s, t, a->mode), t->quals);
	if (a->vector_size)
		t = with_vector(s, t, a);
	return t;
}
