/*
 * Values that an action saves: arguments of deferred calls, captured values, the value of a panic.
 *
 * The text around them is replaced, so a C compiler would complain about code that nobody wrote.
 * Hence what C forbids there is told here (language 11), as far as types alone tell it; types that
 * do not fit each other stay with the C compiler, which sees them unchanged.
 */
#include "sema/sema_int.h"

static const char *text_of(const struct type *t, struct buf *b)
{
	b->len = 0;
	sema_type_text(t, b);
	return b->text ? b->text : "";
}

/* The first operand of unknown type; null if n itself is where the type is lost. */
static struct node *unknown_operand(const struct node *n)
{
	for (unsigned i = 0; i < n->nkids; i++)
		for (struct node *k = n->kid[i]; k; k = k->next)
			if (node_is_expression(k) && k->type && k->type->kind == TYPE_UNKNOWN)
				return k;
	return NULL;
}

static bool undeclared(struct sema *s, const struct node *n)
{
	struct name *name = token_name(s, n->tok);

	/* What begins so may be a compiler's own. */
	if (!name || n->sym || (name->text[0] == '_' && name->text[1] == '_'))
		return false;
	diag_error(s->env->diag, span_of(s, n), "use of undeclared identifier '%s'", name->text);
	return true;
}

static bool no_member(struct sema *s, const struct node *n)
{
	struct node *object = n->kid[MEMBER_OF_OBJECT];
	struct name *name = token_name(s, n->tok);
	struct type *t = object ? object->type : NULL;
	struct buf text = {0};
	bool told = true;

	if (!t || !name)
		return false;
	if (n->op == TOK_ARROW)
		t = value_type(s, object);
	if (n->op == TOK_ARROW && t->kind == TYPE_POINTER)
		t = t->of;
	else if (n->op == TOK_ARROW)
		t = basic(s, TYPE_VOID);
	t = type_unqualified(s->types, t);
	if (!type_is_record(t))
		diag_error(s->env->diag, span_of(s, object), "'%s' is not a %s", text_of(object->type, &text),
		           n->op == TOK_ARROW ? "pointer to a structure or union" : "structure or union");
	else if (!type_is_complete(t))
		diag_error(s->env->diag, span_of(s, n), "'%s' is incomplete here", text_of(t, &text));
	else if (!type_member(t, name))
		diag_error(s->env->diag, span_of(s, n), "no member named '%s' in '%s'", name->text, text_of(t, &text));
	else
		told = false;
	buf_free(&text);
	return told;
}

/* Says why the type of n is not known, if the reason is sure.  Otherwise lowering tells that it
 * cannot write the type. */
static bool explain_unknown(struct sema *s, struct node *n)
{
	struct node *operand;

	/* Chains may be long: no recursion. */
	while ((operand = unknown_operand(n)))
		n = operand;
	if (n->kind == AST_IDENT)
		return undeclared(s, n);
	return n->kind == AST_MEMBER_OF && no_member(s, n);
}

bool check_saved(struct sema *s, struct node *e, const char *role)
{
	struct type *t = value_type(s, e);
	struct buf text = {0};

	if (t->kind == TYPE_UNKNOWN)
		return !explain_unknown(s, e);
	if (t->kind == TYPE_VOID) {
		diag_error(s->env->diag, span_of(s, e), "%s has type 'void'", role);
		return false;
	}
	if (type_is_record(t) && !type_is_complete(t)) {
		diag_error(s->env->diag, span_of(s, e), "%s has incomplete type '%s'", role, text_of(t, &text));
		buf_free(&text);
		return false;
	}
	return true;
}

static void note_declaration(struct sema *s, const struct symbol *sym)
{
	struct node *n = sym->node, *core;

	if (!n || (n->kind != AST_FUNCTION && n->kind != AST_INIT_DECLARATOR))
		return;
	core = node_declared(n->kid[n->kind == AST_FUNCTION ? (int)FUNCTION_DECLARATOR : (int)INIT_DECLARATOR_DECLARATOR]);
	diag_note(s->env->diag, span_of(s, core ? core : n), "'%s' is declared here", sym->name->text);
}

/* A prototype's number of parameters (C23 6.5.3.3). */
static void check_count(struct sema *s, struct node *call, const struct type *f, const struct symbol *callee)
{
	struct node *arg = call->kid[CALL_ARGS];
	unsigned given = 0;
	bool few;

	for (; arg && given < f->nparams; arg = arg->next)
		given++;
	few = given < f->nparams;
	if (!few && (!arg || f->variadic))
		return;
	for (struct node *rest = arg; rest; rest = rest->next)
		given++;
	diag_error(s->env->diag, span_of(s, few ? call : arg),
	           "too %s arguments in a deferred call: %s%u expected, %u given", few ? "few" : "many",
	           f->variadic ? "at least " : "", f->nparams, given);
	if (callee)
		note_declaration(s, callee);
}

void check_saved_call(struct sema *s, struct node *call)
{
	struct node *callee = call->kid[CALL_CALLEE];
	struct symbol *sym = sema_callee(call);
	struct type *t = callee ? value_type(s, callee) : NULL;
	struct type *f = sema_callee_type(call);
	struct buf text = {0};

	/* The compilers' own functions take what they like, types among it. */
	if (!t || (sym && (sym->builtin || sym->implicit)))
		return;
	if (t->kind == TYPE_UNKNOWN) {
		explain_unknown(s, callee);
	} else if (!f) {
		diag_error(s->env->diag, span_of(s, callee), "called object of type '%s' is not a function",
		           text_of(callee->type, &text));
		buf_free(&text);
	} else if (!f->old_style) {
		check_count(s, call, f, sym);
	}
	for (struct node *arg = call->kid[CALL_ARGS]; arg; arg = arg->next)
		if (node_is_expression(arg))
			check_saved(s, arg, "argument of a deferred call");
}
