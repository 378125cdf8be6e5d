/*
 * Declaration specifiers: words, tags, typedef names and attributes -> a type and how it is
 * declared (C23 6.7).
 *
 * The basic types are counted, since their words come in any order and between others.  Without
 * any type the result is int (C89), or the initializer's type for `auto` (C23) and __auto_type.
 */
#include "sema/sema_int.h"

/* How often each word of a basic type was met. */
struct words {
	unsigned void_, char_, short_, int_, long_, float_, double_, signed_, unsigned_, bool_, complex;
	enum type_kind special;         /* int128 and the floating types with a width; UNKNOWN: none */
	bool int128;
	bool any;
};

static void count_word(struct sema *s, struct words *w, const struct node *n)
{
	w->any = true;
	switch ((enum tok)n->op) {
	case TOK_VOID:       w->void_++; break;
	case TOK_CHAR:       w->char_++; break;
	case TOK_SHORT:      w->short_++; break;
	case TOK_INT:        w->int_++; break;
	case TOK_LONG:       w->long_++; break;
	case TOK_FLOAT:      w->float_++; break;
	case TOK_DOUBLE:     w->double_++; break;
	case TOK_SIGNED:     w->signed_++; break;
	case TOK_UNSIGNED:   w->unsigned_++; break;
	case TOK_BOOL:       w->bool_++; break;
	case TOK_COMPLEX: case TOK_IMAGINARY: w->complex++; break;
	case TOK_INT128:     w->int128 = true; break;
	case TOK_FLOAT16:    w->special = TYPE_FLOAT16; break;
	case TOK_BF16:       w->special = TYPE_BF16; break;
	case TOK_FLOAT32:    w->special = TYPE_FLOAT32; break;
	case TOK_FLOAT64:    w->special = TYPE_FLOAT64; break;
	case TOK_FLOAT128:   w->special = TYPE_FLOAT128; break;
	case TOK_FLOAT32X:   w->special = TYPE_FLOAT32X; break;
	case TOK_FLOAT64X:
		/* __float80 is long double where it exists. */
		w->special = s->ts->v.at[n->first].len == 9 && s->ts->v.at[n->first].text[0] == '_'
		          && s->ts->v.at[n->first].text[1] == '_' ? TYPE_LDOUBLE : TYPE_FLOAT64X;
		break;
	case TOK_DECIMAL32:  w->special = TYPE_DECIMAL32; break;
	case TOK_DECIMAL64:  w->special = TYPE_DECIMAL64; break;
	case TOK_DECIMAL128: w->special = TYPE_DECIMAL128; break;
	default:
		w->any = false;
		break;
	}
}

static enum type_kind kind_of_words(const struct words *w)
{
	bool u = w->unsigned_ != 0;

	if (w->special != TYPE_UNKNOWN)
		return w->special;
	if (w->int128)
		return u ? TYPE_UINT128 : TYPE_INT128;
	if (w->void_)
		return TYPE_VOID;
	if (w->bool_)
		return TYPE_BOOL;
	if (w->char_)
		return u ? TYPE_UCHAR : w->signed_ ? TYPE_SCHAR : TYPE_CHAR;
	if (w->float_)
		return TYPE_FLOAT;
	if (w->double_)
		return w->long_ ? TYPE_LDOUBLE : TYPE_DOUBLE;
	if (w->short_)
		return u ? TYPE_USHORT : TYPE_SHORT;
	if (w->long_ > 1)
		return u ? TYPE_ULLONG : TYPE_LLONG;
	if (w->long_)
		return u ? TYPE_ULONG : TYPE_LONG;
	/* `_Complex` alone is double _Complex (GNU). */
	if (w->complex && !w->int_ && !u && !w->signed_)
		return TYPE_DOUBLE;
	return u ? TYPE_UINT : TYPE_INT;
}

/* A storage class, qualifier or function specifier.  Qualifiers are returned. */
static unsigned other_word(struct specs *out, const struct node *n)
{
	switch ((enum tok)n->op) {
	case TOK_TYPEDEF:      out->is_typedef = true; break;
	case TOK_EXTERN:       out->is_extern = true; break;
	case TOK_STATIC:       out->is_static = true; break;
	case TOK_REGISTER:     out->is_register = true; break;
	case TOK_AUTO:         out->is_auto = true; break;
	case TOK_INLINE:       out->is_inline = true; break;
	case TOK_THREAD_LOCAL: out->thread = true; break;
	case TOK_CONSTEXPR:    out->constexpr_ = true; return Q_CONST;
	case TOK_NORETURN:     out->attrs.noreturn = true; break;
	case TOK_AUTO_TYPE:    out->deduce = true; break;
	case TOK_CONST:        return Q_CONST;
	case TOK_VOLATILE:     return Q_VOLATILE;
	case TOK_RESTRICT:     return Q_RESTRICT;
	case TOK_ATOMIC:       return Q_ATOMIC;
	default:               break;
	}
	return 0;
}

static struct type *typedef_type(struct sema *s, struct node *n)
{
	struct name *name = token_name(s, n->tok);
	struct symbol *sym = name ? scope_find(s, name) : NULL;
	struct type *t;

	if (sym && sym->kind == SYM_TYPEDEF) {
		n->sym = sym;
		if (!sym->type)
			return unknown(s);
		if (!sym->aliased) {
			sym->aliased = type_aliased(s->types, sym->type, sym);
			sym->aliased->alias_name = sym->name;
			sym->aliased->alias_local = sym->scope != s->file;
		}
		return sym->aliased;
	}
	t = name ? builtin_type_name(s, name) : NULL;
	return t ? t : unknown(s);
}

static struct type *typeof_type(struct sema *s, struct node *n)
{
	struct node *operand = n->kid[SPEC_TYPEOF_OPERAND];
	struct type *t;

	if (!operand)
		return unknown(s);
	s->unevaluated++;
	t = operand->kind == AST_TYPE_NAME ? type_name(s, operand) : expr(s, operand);
	s->unevaluated--;
	return n->op == TOK_TYPEOF_UNQUAL ? type_unqualified(s->types, t) : t;
}

static struct type *bitint_type(struct sema *s, struct node *n)
{
	struct type *t = arena_new_of(s->env->tu, struct type);
	int64_t width;

	t->kind = TYPE_BITINT;
	exprs(s, n->kid[SPEC_BITINT_WIDTH]);
	if (!n->kid[SPEC_BITINT_WIDTH] || !sema_constant(s, n->kid[SPEC_BITINT_WIDTH], &width)
	    || width < 1 || width > 1 << 24)
		return unknown(s);
	t->count = (uint64_t)width;
	return t;
}

static uint32_t asked_alignment(struct sema *s, struct node *n)
{
	struct node *operand = n->kid[SPEC_ALIGNAS_OPERAND];
	uint64_t size;
	uint32_t align;
	int64_t v;

	if (!operand)
		return 0;
	if (operand->kind == AST_TYPE_NAME)
		return type_size(s->types, type_name(s, operand), &size, &align) ? align : 0;
	expr(s, operand);
	return sema_constant(s, operand, &v) && v > 0 && v <= 1 << 28 && (v & (v - 1)) == 0 ? (uint32_t)v : 0;
}

/* The type that one specifier names by itself; null if it is none of those. */
static struct type *named_type(struct sema *s, struct node *n, bool lone)
{
	switch ((enum node_kind)n->kind) {
	case AST_SPEC_TYPEDEF_NAME:
		return typedef_type(s, n);
	case AST_SPEC_RECORD:
		return record_specifier(s, n, lone);
	case AST_SPEC_ENUM:
		return enum_specifier(s, n, lone);
	case AST_SPEC_TYPEOF:
		return typeof_type(s, n);
	case AST_SPEC_ATOMIC:
		return type_qualified(s->types, n->kid[SPEC_ATOMIC_TYPE] ? type_name(s, n->kid[SPEC_ATOMIC_TYPE])
		                                                         : unknown(s), Q_ATOMIC);
	case AST_SPEC_BITINT:
		return bitint_type(s, n);
	default:
		return NULL;
	}
}

/* Attributes right behind a body belong to the type: struct { ... } __attribute__((packed)) x; */
static void trailing_attributes(struct sema *s, struct node *body)
{
	struct record *r = body->type->record;
	struct attrs a = {0};

	for (struct node *n = body->next; n && n->kind == AST_ATTRIBUTE; n = n->next)
		attribute(s, n, &a);
	r->transparent_union |= a.transparent_union;
	if (a.align > r->align)
		r->align = a.align;
	if (a.packed && !r->packed) {
		r->packed = true;
		if (r->kind == TYPE_ENUM)
			enum_pack(s, r);
	}
	if (a.packed || a.align)
		r->laid_out = false;
}

void specifiers(struct sema *s, struct node *list, bool lone, struct specs *out)
{
	struct words w = {0};
	bool words = false;
	unsigned quals = 0;
	struct type *t = NULL, *named;

	*out = (struct specs){0};
	for (struct node *n = list; n; n = n->next) {
		if (n->kind == AST_SPEC_WORD) {
			count_word(s, &w, n);
			words |= w.any;
			quals |= w.any ? 0 : other_word(out, n);
		} else if (n->kind == AST_SPEC_ALIGNAS) {
			uint32_t align = asked_alignment(s, n);

			out->attrs.align = align > out->attrs.align ? align : out->attrs.align;
		} else if ((named = named_type(s, n, lone))) {
			t = named;
			if ((n->kind == AST_SPEC_RECORD || n->kind == AST_SPEC_ENUM) && (n->flags & F_BODY)
			    && n->next && n->next->kind == AST_ATTRIBUTE)
				trailing_attributes(s, n);
		}
	}
	attrs_add(s, list, &out->attrs);
	/* `unsigned` beside _BitInt(n). */
	if (t && t->kind == TYPE_BITINT && w.unsigned_)
		t->is_unsigned = true;
	if (!t && words) {
		t = basic(s, kind_of_words(&w));
		if (w.complex)
			t = type_complex(s->types, t);
	}
	if (!t) {
		out->deduce |= (out->is_auto || out->constexpr_) && s->env->opt->standard >= 2023;
		t = basic(s, TYPE_INT);
	}
	t = type_qualified(s->types, t, quals);
	if (out->attrs.mode || out->attrs.vector_size)
		t = attrs_apply(s, t, &out->attrs);
	out->type = t;
}

struct type *type_name(struct sema *s, struct node *n)
{
	struct specs sp;
	struct declared d;

	if (n->kind != AST_TYPE_NAME)
		return unknown(s);
	if (n->type)
		return n->type;
	specifiers(s, n->kid[TYPE_NAME_SPECS], false, &sp);
	declarator(s, sp.type, n->kid[TYPE_NAME_DECLARATOR], NULL, &d);
	return n->type = sp.attrs.align ? type_with_align(s->types, d.type, sp.attrs.align) : d.type;
}
