/*
 * Declarators: from a type and the declarator around a name to the name's type (C23 6.7.6).
 *
 * A declarator is read from the outside inwards, each step making a pointer to, an array of or a
 * function returning the type so far; so it is a loop, however long the declarator is.
 * Parameters are symbols of a scope of their own, which stays open when a definition follows.
 */
#include "sema/sema_int.h"

static unsigned qualifiers(struct sema *s, struct node *list, struct attrs *a)
{
	unsigned quals = 0;

	for (struct node *n = list; n; n = n->next)
		if (n->kind == AST_SPEC_WORD)
			quals |= n->op == TOK_CONST ? Q_CONST : n->op == TOK_VOLATILE ? Q_VOLATILE
			       : n->op == TOK_RESTRICT ? Q_RESTRICT : n->op == TOK_ATOMIC ? Q_ATOMIC : 0;
	attrs_add(s, list, a);
	return quals;
}

static struct type *array_declarator(struct sema *s, struct type *of, struct node *d)
{
	struct type *t = type_array(s->types, of, 0);
	struct node *size = d->kid[ARRAY_DECLARATOR_SIZE];
	int64_t n;

	t->static_size = d->flags & F_STATIC;
	if (size) {
		expr(s, size);
		if (sema_constant(s, size, &n)) {
			t->count = n < 0 ? 0 : (uint64_t)n;
		} else if (s->scope->kind == SCOPE_FILE) {
			/* Not a size that we know; arrays of file scope are never variable. */
			t->incomplete_array = true;
		} else {
			t->vla = true;
			t->vla_size = size;
		}
	} else if (d->flags & F_STAR) {
		t->vla = true;
	} else {
		t->incomplete_array = true;
	}
	t->variably_modified |= t->vla;
	return t;
}

/* C23 6.7.7.4: an array parameter is a pointer, with the qualifiers in its brackets. */
static struct type *adjust(struct sema *s, struct type *t, struct node *d)
{
	struct attrs ignored = {0};
	unsigned quals = 0;

	if (t->kind == TYPE_FUNCTION)
		return type_pointer(s->types, t);
	if (t->kind != TYPE_ARRAY)
		return t;
	/* The brackets nearest to the name are those of the outermost array. */
	for (; d; d = d->kid[0]) {
		if (d->kind == AST_ARRAY_DECLARATOR)
			quals = qualifiers(s, d->kid[ARRAY_DECLARATOR_QUALS], &ignored);
		else if (d->kind != AST_PAREN_DECLARATOR)
			break;
	}
	return type_qualified(s->types, type_pointer(s->types, t->of), quals);
}

static struct param parameter(struct sema *s, struct node *n)
{
	struct specs sp;
	struct declared d;
	struct param p = {0};
	struct symbol *sym;
	struct type *t;

	specifiers(s, n->kid[PARAM_SPECS], false, &sp);
	declarator(s, sp.type, n->kid[PARAM_DECLARATOR], NULL, &d);
	attrs_add(s, n->kid[PARAM_ATTRS], &d.attrs);
	t = adjust(s, attrs_apply(s, d.type, &d.attrs), n->kid[PARAM_DECLARATOR]);
	if (sp.attrs.align || d.attrs.align)
		t = type_with_align(s->types, t, sp.attrs.align > d.attrs.align ? sp.attrs.align : d.attrs.align);
	n->type = t;
	p.type = type_unqualified(s->types, t);
	p.name = d.name;
	p.node = n;
	if (d.name) {
		sym = scope_enter(s, SYM_PARAMETER, d.name, n);
		sym->storage = sp.is_register ? STORAGE_REGISTER : STORAGE_AUTO;
		sym->type = t;
		n->sym = sym;
		d.core->sym = sym;
		d.core->type = t;
	}
	return p;
}

/* `(void)`: one unnamed parameter that is plain void. */
static bool is_void(const struct param *params, unsigned n)
{
	return n == 1 && !params[0].name && params[0].type->kind == TYPE_VOID;
}

static struct type *function_declarator(struct sema *s, struct type *result, struct node *d,
                                        struct node *definition, struct declared *out)
{
	VEC(struct param) params = {0};
	struct scope_mark mark;
	struct type *t;
	bool old = d->flags & F_KR || (!d->kid[FUNCTION_DECLARATOR_PARAMS] && !(d->flags & F_VARIADIC)
	                               && s->env->opt->standard < 2023);
	unsigned n;

	scope_open(s, definition ? SCOPE_FUNCTION : SCOPE_PROTOTYPE, definition ? definition : d, &mark);
	if (!(d->flags & F_KR))
		for (struct node *p = d->kid[FUNCTION_DECLARATOR_PARAMS]; p; p = p->next)
			if (p->kind == AST_PARAM)
				*vec_push(s->env->tu, &params) = parameter(s, p);
	n = is_void(params.at, (unsigned)params.n) ? 0 : (unsigned)params.n;
	t = type_function(s->types, type_unqualified(s->types, result), params.at, n, d->flags & F_VARIADIC, old);
	if (definition) {
		out->mark = mark;
		out->scope = s->scope;
	} else {
		scope_close(s, &mark);
	}
	return t;
}

/* Whether nothing but parentheses stands between a declarator and the name. */
static bool next_to_name(const struct node *d)
{
	for (d = d->kid[0]; d && d->kind == AST_PAREN_DECLARATOR; d = d->kid[0])
		;
	return !d || d->kind == AST_NAME_DECLARATOR || d->kind == AST_ABSTRACT_DECLARATOR;
}

void declarator(struct sema *s, struct type *base, struct node *d, struct node *definition, struct declared *out)
{
	struct type *t = base;
	unsigned quals;

	*out = (struct declared){0};
	for (; d; d = d->kid[0]) {
		switch ((enum node_kind)d->kind) {
		case AST_POINTER_DECLARATOR:
			quals = qualifiers(s, d->kid[POINTER_DECLARATOR_QUALS], &out->attrs);
			t = type_pointer(s->types, t);
			if (d->op == TOK_CARET) {
				struct type *block = arena_new_of(s->env->tu, struct type);

				block->kind = TYPE_BLOCK_POINTER;
				block->of = t->of;
				t = block;
			}
			t = type_qualified(s->types, t, quals);
			break;
		case AST_ARRAY_DECLARATOR:
			t = array_declarator(s, t, d);
			break;
		case AST_FUNCTION_DECLARATOR:
			if (next_to_name(d)) {
				out->function = d;
				t = function_declarator(s, t, d, definition, out);
			} else {
				t = function_declarator(s, t, d, NULL, out);
			}
			break;
		case AST_PAREN_DECLARATOR:
			attrs_add(s, d->kid[PAREN_DECLARATOR_ATTRS], &out->attrs);
			break;
		case AST_BITFIELD_DECLARATOR:
			out->bitfield = d;
			break;
		default:
			out->core = d;
			if (d->kind == AST_NAME_DECLARATOR)
				out->name = token_name(s, d->tok);
			out->type = t;
			d->type = t;
			return;
		}
	}
	out->type = t;
}
