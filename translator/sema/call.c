/*
 * Calls and generic selections (C23 6.5.3.3, 6.5.2.1).
 *
 * Also notes, for the stages behind, which calls a routine makes that matter: setjmp and longjmp
 * and their relatives, va_start, and builtins that look at the frame.
 */
#include "sema/sema_int.h"

void routine_note(struct sema *s, struct nodes *list, struct node *n)
{
	list->arena = s->env->tu;
	*vec_push(s->env->tu, &list->v) = n;
}

struct type *sema_callee_type(const struct node *call)
{
	const struct node *callee = call->kind == AST_CALL ? call->kid[CALL_CALLEE] : NULL;
	struct type *t = callee ? callee->type : NULL;

	if (t && (t->kind == TYPE_POINTER || t->kind == TYPE_BLOCK_POINTER))
		t = t->of;
	return t && t->kind == TYPE_FUNCTION ? t : NULL;
}

struct symbol *sema_callee(const struct node *call)
{
	struct node *n = call->kind == AST_CALL ? call->kid[CALL_CALLEE] : NULL;

	while (n) {
		n = node_unparen(n);
		if (n->kind != AST_UNARY || (n->op != TOK_AMP && n->op != TOK_STAR))
			break;
		n = n->kid[UNARY_EXPR];
	}
	if (!n || n->kind != AST_IDENT || !n->sym || n->sym->kind != SYM_FUNCTION)
		return NULL;
	return n->sym->linked ? n->sym->linked : n->sym;
}

static void note_call(struct sema *s, struct node *n, const struct symbol *callee)
{
	if (!s->routine)
		return;
	if (callee->jumps == 1)
		routine_note(s, &s->routine->setjmps, n);
	else if (callee->jumps == 2)
		routine_note(s, &s->routine->longjmps, n);
	else if (callee->jumps == 3)
		routine_note(s, &s->routine->twice, n);
	if (callee->builtin && builtin_is_frame(callee->builtin))
		routine_note(s, &s->routine->frame_builtins, n);
	if (callee->builtin && builtin_is_va_start(callee->builtin)) {
		routine_note(s, &s->routine->va_starts, n);
		check_va_start(s, n);
	}
}

struct type *call_type(struct sema *s, struct node *n)
{
	struct node *callee = n->kid[CALL_CALLEE];
	struct type *t;
	struct symbol *sym;

	if (!callee) {
		exprs(s, n->kid[CALL_ARGS]);
		return unknown(s);
	}
	if (!callee->type)
		callee->type = callee->kind == AST_IDENT ? identifier_type(s, callee, true) : expr(s, callee);
	if (callee->kind == AST_IDENT && callee->sym && callee->sym->implicit && !callee->sym->builtin)
		n->flags |= F_IMPLICIT;
	sym = sema_callee(n);
	if (sym)
		note_call(s, n, sym);
	exprs(s, n->kid[CALL_ARGS]);
	if (sym && sym->builtin && callee->type->kind == TYPE_UNKNOWN)
		return builtin_call_type(s, n, sym->builtin);
	t = sema_callee_type(n);
	return t ? type_unqualified(s->types, t->of) : unknown(s);
}

struct type *generic_type(struct sema *s, struct node *n)
{
	struct node *control = n->kid[GENERIC_CONTROL], *chosen = NULL, *other = NULL;
	struct type *t = unknown(s);

	if (control) {
		s->unevaluated++;
		expr(s, control);
		s->unevaluated--;
		t = control->kind == AST_TYPE_NAME ? control->type : value_type(s, control);
	}
	for (struct node *a = n->kid[GENERIC_ASSOCS]; a; a = a->next) {
		struct node *name = a->kid[GENERIC_ASSOC_TYPE], *e = a->kid[GENERIC_ASSOC_EXPR];

		if (name)
			type_name(s, name);
		if (e)
			a->type = expr(s, e);
		if (!name)
			other = a;
		else if (!chosen && type_same(t, name->type, false))
			chosen = a;
	}
	if (!chosen && t->kind != TYPE_UNKNOWN)
		chosen = other;
	if (chosen)
		chosen->op = GENERIC_CHOSEN;
	return chosen && chosen->type ? chosen->type : unknown(s);
}
