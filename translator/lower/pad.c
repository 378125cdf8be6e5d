/*
 * The small function around a body whose actions may recover.
 *
 * A landing pad in the user's function would spoil the code of its loops.  So the function's text
 * becomes its body, a function that is not inlined and has the pad as first parameter; the
 * function itself, with the source's own head, catches what comes back and passes its parameters on.
 *
 *     static CDEFER_NOINLINE_ int cdefer_f_body(struct cdefer_f_pad *cdefer_P, int a) { ... }
 *     int f(int a)
 *     {
 *             struct cdefer_f_pad cdefer_P;
 *             cdefer_P.cdefer_result = 0;
 *             if (CDEFER_RT_CATCH(&cdefer_P.cdefer_pad))
 *                     return cdefer_P.cdefer_result;
 *             return cdefer_f_body(&cdefer_P, a);
 *     }
 */
#include <string.h>

#include "lower/lower_int.h"

/* The head of the function at hand, taken apart. */
struct head {
	struct node *f, *declarator, *function; /* its FUNCTION_DECLARATOR */
	tok_id name, lparen, rparen, end;       /* end: the last token in front of the body and a K&R list */
	bool variadic, old, no_parameters;
};

static struct type *function_type(struct lowering *l) { return type_plain(l->function->sym->type); }

/* The function declarator nearest to the name. */
static struct node *function_declarator(struct node *d)
{
	struct node *found = NULL;

	for (; d && d->nkids; d = d->kid[0])
		if (d->kind == AST_FUNCTION_DECLARATOR)
			found = d;
	return found;
}

static tok_id find_token(struct lowering *l, tok_id from, enum tok kind)
{
	while (l->tokens->v.at[from].kind != kind && from + 1 < l->tokens->v.n)
		from++;
	return from;
}

static struct head take_apart(struct lowering *l)
{
	struct head h = {.f = l->function->node};
	struct node *body = h.f->kid[FUNCTION_BODY], *list = h.f->kid[FUNCTION_KR];

	h.declarator = h.f->kid[FUNCTION_DECLARATOR];
	h.function = function_declarator(h.declarator);
	h.name = node_declared(h.declarator)->tok;
	h.lparen = find_token(l, h.function->kid[FUNCTION_DECLARATOR_INNER]->last + 1, TOK_LPAREN);
	h.rparen = h.function->last;
	h.end = (list ? list->first : body->first) - 1;
	h.variadic = h.function->flags & F_VARIADIC;
	h.old = h.function->flags & F_KR;
	h.no_parameters = !h.old && function_type(l)->nparams == 0;
	return h;
}

void lower_pad_types(struct lowering *l, struct routine *r)
{
	const struct plan *plan = r->plan;
	struct node *d = r->parent ? NULL : function_declarator(r->node->kid[FUNCTION_DECLARATOR]);

	if (!plan->pad || r->parent)
		return;
	text_printf(l->types, "struct %s_pad {\n\tstruct cdefer_pad cdefer_pad;\n", l->base);
	if (function_result(l))
		text_printf(l->types, "\t%s_result cdefer_result;\n", l->base);
	if (d && (d->flags & F_VARIADIC))
		text_add(l->types, "\t__builtin_va_list *cdefer_va;\n");
	text_add(l->types, "};\n");
}

/* ---- heads --------------------------------------------------------------------------------------------- */

static bool is_storage(const struct node *s)
{
	if (s->kind != AST_SPEC_WORD)
		return false;
	switch (s->op) {
	case TOK_STATIC: case TOK_EXTERN: case TOK_INLINE: case TOK_NORETURN: case TOK_AUTO: case TOK_REGISTER:
	case TOK_TYPEDEF: case TOK_THREAD_LOCAL: case TOK_CONSTEXPR:
		return true;
	default:
		return false;
	}
}

/* The specifiers that make the result's type. */
static void add_result_specs(struct lowering *l, struct text *t)
{
	bool any = false;

	for (struct node *s = l->function->node->kid[FUNCTION_SPECS]; s; s = s->next) {
		if (is_storage(s) || s->kind == AST_ATTRIBUTE)
			continue;
		any = true;
		text_tokens(t, s->first, s->last);
		text_add(t, " ");
	}
	if (!any)
		text_add(t, "int ");
}

/* The head of a function like f, called `name`, with the first parameter `extra`; without `...`. */
static void add_head(struct lowering *l, struct text *t, const struct head *h, const char *name, const char *extra)
{
	struct node *params = h->function->kid[FUNCTION_DECLARATOR_PARAMS], *last = params;

	while (last && last->next)
		last = last->next;
	text_printf(t, "%s CDEFER_NOINLINE_ %s", l->linkage, kept_attributes(l));
	add_result_specs(l, t);
	if (h->declarator->first < h->name)
		text_tokens(t, h->declarator->first, h->name - 1);
	text_add(t, name);
	if (h->lparen > h->name + 1)
		text_tokens(t, h->name + 1, h->lparen - 1);
	if (h->old)
		text_add(t, "(cdefer_P, ");
	else
		text_printf(t, "(%s%s", extra, h->no_parameters || !*extra ? "" : ", ");
	if (params && !h->no_parameters)
		text_tokens(t, params->first, last->last);
	text_add(t, h->no_parameters && !*extra ? "void)" : ")");
	if (h->declarator->last > h->rparen)
		text_tokens(t, h->rparen + 1, h->declarator->last);
	if (h->old)
		text_printf(t, " %s;", extra);
}

/* ---- the call ------------------------------------------------------------------------------------------- */

/* Names of the parameters, in order, behind `first`; one without a name gets one. */
static const char *arguments(struct lowering *l, const struct head *h, const char *first)
{
	struct buf b = {0};
	unsigned i = 0;

	buf_puts(&b, first);
	for (struct node *p = h->function->kid[FUNCTION_DECLARATOR_PARAMS]; p && !h->no_parameters; p = p->next) {
		struct node *d = p->kind == AST_KR_NAME ? p : node_declared(p->kid[PARAM_DECLARATOR]);
		i++;
		buf_puts(&b, b.len ? ", " : "");
		if (p->kind == AST_KR_NAME || (d && d->kind == AST_NAME_DECLARATOR)) {
			buf_puts(&b, token_text(l, d->tok));
			continue;
		}
		buf_printf(&b, "cdefer_a%u", i);
	}
	const char *text = arena_copy(l->env->tu, b.text ? b.text : "", b.len);
	buf_free(&b);
	return text;
}

/* Gives the parameters without a name those of arguments(). */
static void name_parameters(struct lowering *l, const struct head *h)
{
	unsigned i = 0;

	for (struct node *p = h->function->kid[FUNCTION_DECLARATOR_PARAMS]; p && !h->no_parameters && !h->old; p = p->next) {
		struct node *d = node_declared(p->kid[PARAM_DECLARATOR]);
		i++;
		if (!d || d->kind != AST_NAME_DECLARATOR)
			edit_after(l->edits, d ? d->first - 1 : p->last, literal(l, lower_printf(l, " cdefer_a%u", i)));
	}
}

/* The name that va_start wants; C23 allows none. */
static const char *last_parameter(struct lowering *l, const struct head *h)
{
	struct node *p = h->function->kid[FUNCTION_DECLARATOR_PARAMS];

	while (p && p->next)
		p = p->next;
	struct node *d = p ? node_declared(p->kid[PARAM_DECLARATOR]) : NULL;
	return d && d->kind == AST_NAME_DECLARATOR ? token_text(l, d->tok) : "0";
}

/* `{ ... }` of the function that catches. */
static void add_catch(struct lowering *l, const struct head *h)
{
	struct text *t = l->after;
	bool result = function_result(l);
	const char *call = lower_printf(l, "%s_body(%s);\n", l->base, arguments(l, h, "&cdefer_P"));

	text_line(t, h->f->first);
	text_printf(t, "\n{\n\tstruct %s_pad cdefer_P;\n%s\n", l->base, h->variadic ? "\t__builtin_va_list cdefer_va;\n" : "");
	if (result)
		text_add(t, "\tcdefer_rt_zero((void *)&cdefer_P.cdefer_result, sizeof cdefer_P.cdefer_result);\n");
	if (!h->variadic && !l->function->sym->is_noreturn) {
		text_printf(t, "\tif (CDEFER_RT_CATCH(&cdefer_P.cdefer_pad)) {\n\t\treturn%s;\n\t}\n\t%s%s}\n",
		            result ? " cdefer_P.cdefer_result" : "", result ? "return " : "", call);
		return;
	}
	if (h->variadic)
		text_printf(t, "\tcdefer_P.cdefer_va = &cdefer_va;\n\t__builtin_va_start(cdefer_va, %s);\n", last_parameter(l, h));
	text_printf(t, "\tif (!CDEFER_RT_CATCH(&cdefer_P.cdefer_pad)) {\n\t\t%s%s\t}\n", result ? "(void)" : "", call);
	if (h->variadic)
		text_add(t, "\t__builtin_va_end(cdefer_va);\n");
	if (l->function->sym->is_noreturn)
		text_printf(t, "\tcdefer_panicf(\"'%%s', which does not return, returned\", \"%s\");\n", l->function->sym->name->text);
	else if (result)
		text_add(t, "\treturn cdefer_P.cdefer_result;\n");
	text_add(t, "}\n");
}

/* The source's own head, again.  In two pieces, so that neither is the range that is replaced. */
static void add_own_head(struct text *t, const struct head *h, tok_id end)
{
	text_tokens(t, h->f->first, h->name);
	text_tokens(t, h->name + 1, end);
}

/* A compiler that must inline a function cannot do so with a landing pad in it: that stands in a third one. */
static bool has_call(struct lowering *l, const struct head *h)
{
	return l->function->sym->is_inline && !h->variadic && !h->old;
}

/* The body and others may call the function before it is defined again behind the body. */
static void declare_itself(struct lowering *l, const struct head *h)
{
	text_add(l->decls, "CDEFER_AGAIN_ ");
	if (h->old) {
		text_tokens(l->decls, h->f->first, h->name);
		if (h->lparen > h->name + 1)
			text_tokens(l->decls, h->name + 1, h->lparen - 1);
		text_add(l->decls, "()");
		if (h->declarator->last > h->rparen)
			text_tokens(l->decls, h->rparen + 1, h->declarator->last);
	} else {
		add_own_head(l->decls, h, h->end);
	}
	text_printf(l->decls, "%s; CDEFER_AGAIN_END_\n", has_call(l, h) ? "" : " CDEFER_CATCHES_");
}

void lower_pad(struct lowering *l)
{
	const struct plan *plan = l->function->plan;
	struct head h;
	struct text *head;
	const char *body, *extra;

	if (!plan->pad)
		return;
	h = take_apart(l);
	body = lower_printf(l, "%s_body", l->base);
	extra = lower_printf(l, "struct %s_pad *cdefer_P", l->base);
	declare_itself(l, &h);
	name_parameters(l, &h);
	head = text_new(l->edits);
	text_line(head, h.f->first);
	add_head(l, head, &h, body, extra);
	/* A K&R list stays where it is. */
	edit_replace(l->edits, h.f->first, h.end, head);

	text_fresh_line(l->after);
	if (has_call(l, &h)) {
		add_head(l, l->after, &h, lower_printf(l, "%s_call", l->base), "");
		add_catch(l, &h);
		after_at(l, h.f->first);
		add_own_head(l->after, &h, h.f->kid[FUNCTION_BODY]->first - 1);
		text_line(l->after, h.f->first);
		text_printf(l->after, "\n{\n\t%s%s_call(%s);\n}\n", function_result(l) ? "return " : "", l->base,
		            arguments(l, &h, ""));
	} else {
		text_line(l->after, h.f->first);
		add_own_head(l->after, &h, h.f->kid[FUNCTION_BODY]->first - 1);
		add_catch(l, &h);
	}
}
