/*
 * Types as text: the names that users see, and C99 declarations for the output.
 *
 * A declarator grows outwards from the name: a pointer goes in front, an array or function behind,
 * with parentheses where both meet.  In code, the walk stops at the first typedef name that is
 * visible at file scope.
 */
#include <stdio.h>
#include <string.h>

#include "types/type.h"

struct printer {
	enum type_text how;
	const struct type_text_hooks *hooks;
	unsigned dimension;     /* VLA dimensions met so far */
	bool ok;                /* everything could be written */
};

static void print(struct printer *p, const struct type *t, unsigned quals, struct buf *inner, struct buf *out);
static void print_base(struct printer *p, const struct type *t, unsigned quals, struct buf *out);

/* Puts text in front of what a buffer holds. */
static void prepend(struct buf *b, const char *text)
{
	size_t add = strlen(text), old = b->len;

	buf_puts(b, text);
	memmove(b->text + add, b->text, old);
	memcpy(b->text, text, add);
}

/* "const volatile " with a blank behind each. */
static const char *quals_text(struct printer *p, unsigned quals, char room[64])
{
	room[0] = '\0';
	if (p->how == TYPE_TEXT_NAME)
		return room;
	snprintf(room, 64, "%s%s%s%s", quals & Q_CONST ? "const " : "", quals & Q_VOLATILE ? "volatile " : "",
	         quals & Q_RESTRICT ? "restrict " : "", quals & Q_ATOMIC ? "_Atomic " : "");
	return room;
}

static const char *basic_text(const struct type *t, bool code)
{
	switch (t->kind) {
	case TYPE_VOID:       return "void";
	case TYPE_BOOL:       return "_Bool";
	case TYPE_CHAR:       return "char";
	case TYPE_SCHAR:      return "signed char";
	case TYPE_UCHAR:      return "unsigned char";
	case TYPE_SHORT:      return "short";
	case TYPE_USHORT:     return "unsigned short";
	case TYPE_INT:        return "int";
	case TYPE_UINT:       return "unsigned int";
	case TYPE_LONG:       return "long";
	case TYPE_ULONG:      return "unsigned long";
	case TYPE_LLONG:      return "long long";
	case TYPE_ULLONG:     return "unsigned long long";
	case TYPE_INT128:     return "__int128";
	case TYPE_UINT128:    return "unsigned __int128";
	case TYPE_FLOAT16:    return "_Float16";
	case TYPE_BF16:       return "__bf16";
	case TYPE_FLOAT:      return "float";
	case TYPE_DOUBLE:     return "double";
	case TYPE_LDOUBLE:    return "long double";
	case TYPE_FLOAT32:    return "_Float32";
	case TYPE_FLOAT64:    return "_Float64";
	case TYPE_FLOAT128:   return code ? "__float128" : "_Float128";
	case TYPE_FLOAT32X:   return "_Float32x";
	case TYPE_FLOAT64X:   return "_Float64x";
	case TYPE_DECIMAL32:  return "_Decimal32";
	case TYPE_DECIMAL64:  return "_Decimal64";
	case TYPE_DECIMAL128: return "_Decimal128";
	case TYPE_NULLPTR:    return code ? "__typeof__(nullptr)" : "nullptr_t";
	case TYPE_VA_LIST:    return "__builtin_va_list";
	default:              return NULL;
	}
}

/* struct, union or enum by its best name. */
static void print_record(struct printer *p, const struct type *t, struct buf *out)
{
	const struct record *r = t->record;
	const char *word = t->kind == TYPE_STRUCT ? "struct" : t->kind == TYPE_UNION ? "union" : "enum";
	bool code = p->how == TYPE_TEXT_CODE;

	if (code && r->hoisted) {
		buf_printf(out, "%s %s", word, r->hoisted);
	} else if (r->tag && !(code && r->local)) {
		buf_printf(out, "%s %s", word, r->tag->text);
	} else if (!r->tag && r->typedef_text && !(code && r->typedef_local)) {
		buf_puts(out, r->typedef_text->text);
	} else if (code && t->kind == TYPE_ENUM && r->underlying) {
		/* Compatible with what holds its values, so its own name is not needed. */
		print_base(p, r->underlying, 0, out);
	} else {
		buf_printf(out, "%s (unnamed)", word);
		p->ok = p->ok && !code;
	}
}

/* What stands in front of the declarator: qualifiers and the type's own name. */
static void print_base(struct printer *p, const struct type *t, unsigned quals, struct buf *out)
{
	bool code = p->how == TYPE_TEXT_CODE;
	const char *word = basic_text(t, code);
	char room[64];

	buf_puts(out, quals_text(p, quals, room));
	if (word) {
		buf_puts(out, word);
		return;
	}
	switch (t->kind) {
	case TYPE_BITINT:
		buf_printf(out, "%s_BitInt(%llu)", t->is_unsigned ? "unsigned " : "", (unsigned long long)t->count);
		break;
	case TYPE_COMPLEX:
		word = basic_text(t->of, code);
		buf_printf(out, "_Complex %s", word ? word : "double");
		break;
	case TYPE_VECTOR: {
		struct buf none = {0};

		buf_puts(out, code ? "__attribute__((__vector_size__(" : "vector ");
		if (code) {
			buf_printf(out, "%llu * sizeof(", (unsigned long long)t->count);
			print(p, t->of, 0, &none, out);
			buf_puts(out, ")))) ");
		}
		print(p, t->of, t->of->quals, &none, out);
		if (!code)
			buf_printf(out, " (%llu)", (unsigned long long)t->count);
		buf_free(&none);
		break;
	}
	case TYPE_STRUCT: case TYPE_UNION: case TYPE_ENUM:
		print_record(p, t, out);
		break;
	default:
		buf_puts(out, "(unknown type)");
		p->ok = false;
		break;
	}
}

static void add_params(struct printer *p, const struct type *t, struct buf *inner)
{
	buf_putc(inner, '(');
	for (unsigned i = 0; !t->old_style && i < t->nparams; i++) {
		struct buf none = {0};

		if (i)
			buf_puts(inner, ", ");
		print(p, t->params[i].type, t->params[i].type->quals, &none, inner);
		buf_free(&none);
	}
	if (t->variadic)
		buf_puts(inner, t->nparams ? ", ..." : "...");
	else if (!t->old_style && !t->nparams)
		buf_puts(inner, "void");
	buf_putc(inner, ')');
}

static void add_dimension(struct printer *p, const struct type *t, struct buf *inner)
{
	const char *size = NULL;

	if (t->vla) {
		if (p->hooks && p->hooks->vla_size)
			size = p->hooks->vla_size(p->hooks->ctx, t, p->dimension);
		else if (p->how == TYPE_TEXT_CODE)
			p->ok = false;
		p->dimension++;
		buf_printf(inner, "[%s]", size ? size : "*");
	} else if (t->incomplete_array) {
		buf_puts(inner, "[]");
	} else {
		buf_printf(inner, "[%llu]", (unsigned long long)t->count);
	}
}

/* Whether the typedef name of t is what is printed. */
static bool keeps_alias(const struct printer *p, const struct type *t)
{
	return p->how == TYPE_TEXT_CODE && t->alias && !t->alias_local && t->alias_name && !t->variably_modified;
}

/* Appends type t, with `quals` as its own qualifiers, declaring `inner` (which is used up). */
static void print(struct printer *p, const struct type *t, unsigned quals, struct buf *inner, struct buf *out)
{
	char room[64];

	for (;;) {
		while (t->alias && !keeps_alias(p, t))
			t = t->unaliased;
		if (t->alias) {
			buf_puts(out, quals_text(p, quals & ~(unsigned)t->unaliased->quals, room));
			buf_puts(out, t->alias_name->text);
			break;
		}
		if (t->kind == TYPE_POINTER || t->kind == TYPE_BLOCK_POINTER) {
			if (quals && p->how != TYPE_TEXT_NAME) {
				size_t n = strlen(quals_text(p, quals, room));

				if (inner->len == 0 || inner->text[0] == '[' || inner->text[0] == '(')
					room[n - 1] = '\0';
				prepend(inner, room);
			}
			prepend(inner, t->kind == TYPE_POINTER ? "*" : "^");
		} else if (t->kind == TYPE_ARRAY || t->kind == TYPE_FUNCTION) {
			if (inner->len && (inner->text[0] == '*' || inner->text[0] == '^')) {
				prepend(inner, "(");
				buf_putc(inner, ')');
			}
			if (t->kind == TYPE_ARRAY)
				add_dimension(p, t, inner);
			else
				add_params(p, t, inner);
		} else {
			print_base(p, t, quals, out);
			break;
		}
		t = t->of;
		quals = t->quals;
	}
	if (inner->len) {
		buf_putc(out, ' ');
		buf_add(out, inner->text, inner->len);
	}
}

bool type_print(const struct type *t, const char *name, enum type_text how,
                const struct type_text_hooks *hooks, struct buf *out)
{
	struct printer p = { how, hooks, 0, true };
	struct buf inner = {0};

	buf_puts(&inner, name);
	print(&p, t, t->quals, &inner, out);
	buf_free(&inner);
	return p.ok;
}
