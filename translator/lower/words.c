/*
 * The words inside expressions: panic, recover, _Result; and what else must change because the text
 * stands in another function now: __func__, va_start, setjmp and longjmp.
 */
#include <string.h>

#include "lower/lower_int.h"

/* ---- panic (language 3) ---------------------------------------------------------------------------- */

static bool is_string(const struct type *t)
{
	const struct type *p = type_plain((struct type *)t);

	return p->kind == TYPE_POINTER && type_is_char(type_plain(p->of));
}

struct type *panic_value_type(struct lowering *l, struct type *t)
{
	/* Type of a VLA's element pointer and the like: its name cannot be written, its value is a pointer's. */
	if (t->variably_modified)
		return type_pointer(l->ty, type_basic(l->ty, TYPE_VOID));
	if (is_string(t))
		return type_pointer(l->ty, type_qualified(l->ty, type_plain(t)->of, Q_CONST));
	return type_unqualified(l->ty, t);
}

bool is_panic_pointer(const struct type *t)
{
	const struct type *p = type_plain((struct type *)t), *of = p->kind == TYPE_POINTER ? type_plain(p->of) : NULL;

	return of && of->kind == TYPE_STRUCT && of->record && of->record->tag &&
	       strcmp(of->record->tag->text, "cdefer_panic") == 0;
}

/* Language 11: kinds. */
static const char *kind_of(struct lowering *l, const struct type *t)
{
	if (is_string(t))
		return "CDEFER_STRING";
	t = type_plain((struct type *)t);
	if (t->kind == TYPE_POINTER || t->kind == TYPE_BLOCK_POINTER || t->kind == TYPE_NULLPTR)
		return "CDEFER_POINTER";
	if (type_is_integer(t))
		return t->kind == TYPE_BOOL || type_is_unsigned(l->ty, t) ? "CDEFER_UINT" : "CDEFER_INT";
	if (type_is_floating(t) && t->kind != TYPE_DECIMAL32 && t->kind != TYPE_DECIMAL64 && t->kind != TYPE_DECIMAL128)
		return "CDEFER_FLOAT";
	return "CDEFER_OBJECT";
}

const char *raise_descriptor(struct lowering *l, struct type *t, const struct node *at)
{
	const char *name = lower_printf(l, "%s_raise%u", l->base, ++l->raises);
	const char *kind = t ? kind_of(l, t) : "CDEFER_POINTER";
	struct buf type = {0};

	if (t)
		type_print(t, "", TYPE_TEXT_NAME, NULL, &type);
	text_printf(l->decls, "%s const struct cdefer_raise %s = { %s, \"%s\", %s, \"%s\", \"%s\", %u };\n", l->linkage, name, kind,
	            type.text ? type.text : "", t ? lower_printf(l, "sizeof (%s)", declare(l, t, "", at)) : "0",
	            place_file(l, at->first), l->function->sym->name->text, place_line(l, at->first));
	buf_free(&type);
	return name;
}

/* The call of a `defer panic(...)` or `defer recover()`: its site sees to it. */
static bool is_deferred(const struct routine *r, const struct node *call)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->call == call)
			return true;
	return false;
}

static void lower_panic(struct lowering *l, struct node *n)
{
	struct node *first = n->kid[PANIC_ARGS], *last = first;
	struct text *t = text_new(l->edits);
	struct type *type;

	if (!first)
		return;
	while (last->next)
		last = last->next;
	type = type_decay(l->ty, first->type);
	if (first->next || is_panic_pointer(type)) {
		text_printf(t, "cdefer_rt_%s(&%s, ", first->next ? "panicf" : "repanic",
		            raise_descriptor(l, first->next ? panic_value_type(l, type) : NULL, n));
		text_tokens(t, first->first, last->last);
		text_add(t, ")");
	} else {
		type = panic_value_type(l, type);
		text_printf(t, "cdefer_rt_panic(&%s, %s", raise_descriptor(l, type, n), compound_head(l, type, first));
		text_tokens(t, first->first, first->last);
		text_add(t, " })");
	}
	edit_replace(l->edits, n->first, n->last, t);
}

/* ---- recover (language 4) ---------------------------------------------------------------------------- */

bool needs_panic(const struct routine *r)
{
	const struct plan *plan = r->plan;

	if (r->recovers.v.n)
		return true;
	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->kind == CALL_RECOVER && !plan->sites.at[i]->body)
			return true;
	return false;
}

const char *recover_text(struct lowering *l, const struct node *n, const char *panic)
{
	const struct node *arg = n->kid[RECOVER_TYPE];
	struct buf name = {0};

	if (!arg)
		return lower_printf(l, "cdefer_rt_recover(%s)", panic);
	struct type *t = arg->type;
	type_print(t, "", TYPE_TEXT_NAME, NULL, &name);
	const char *text = lower_printf(l, "((%s)cdefer_rt_recover_type(%s, \"%s\", sizeof (%s)))",
	                                declare(l, type_pointer(l->ty, t), "", n), panic, name.text ? name.text : "",
	                                declare(l, t, "", n));
	buf_free(&name);
	return text;
}

/* ---- what the text's new function must make up for ------------------------------------------------- */

static void lower_func(struct lowering *l, struct routine *r)
{
	const struct routine *of = routine_of_text(r);
	const struct plan *plan = of->plan;

	if (!of->parent && !plan->pad)
		return;
	for (size_t i = 0; i < r->funcs.v.n; i++) {
		struct node *n = r->funcs.v.at[i];
		edit_replace(l->edits, n->first, n->last, literal(l, lower_printf(l, "\"%s\"", l->function->sym->name->text)));
	}
}

/* The variable arguments belong to the small function around the body, which passes a va_list. */
static void lower_va_start(struct lowering *l, struct routine *r)
{
	const struct routine *of = routine_of_text(r);
	const struct plan *plan = of->plan;

	for (size_t i = 0; i < r->va_starts.v.n; i++) {
		struct node *n = r->va_starts.v.at[i], *list = n->kid[CALL_ARGS];
		struct text *t = text_new(l->edits);
		if (of->parent) {
			diag_error(l->env->diag, node_span(l->tokens, n), "'va_start' in an action that becomes a function");
			diag_note(l->env->diag, node_span(l->tokens, n), "start the list in the function; the action sees it");
			continue;
		}
		if (!plan->pad || !list)
			continue;
		text_add(t, "__builtin_va_copy(");
		text_tokens(t, list->first, list->last);
		text_add(t, ", *cdefer_P->cdefer_va)");
		edit_replace(l->edits, n->first, n->last, t);
	}
}

/* ---- setjmp and longjmp (language 6) ------------------------------------------------------------------ */

bool translates_jumps(const struct lowering *l)
{
	return !l->env->opt->no_panic && (l->unit->uses_words || l->env->opt->setjmp_always);
}

static void lower_setjmp(struct lowering *l, const struct node *n, size_t i)
{
	const struct node *env = n->kid[CALL_ARGS];

	if (!env)
		return;
	edit_before(l->edits, n->first, literal(l, lower_printf(l, "cdefer_rt_mend(cdefer_c, &cdefer_M[%u], ", (unsigned)i)));
	edit_after(l->edits, n->last, literal(l, ")"));
	edit_before(l->edits, env->first, literal(l, lower_printf(l, "cdefer_rt_mark_set(cdefer_c, &cdefer_M[%u], ", (unsigned)i)));
	edit_after(l->edits, env->last, literal(l, ")"));
}

static void lower_longjmp(struct lowering *l, const struct node *n)
{
	const struct node *callee = n->kid[CALL_CALLEE], *env = n->kid[CALL_ARGS];
	const struct symbol *sym = sema_callee(n);

	if (!env || !sym)
		return;
	if (strncmp(sym->name->text, "__builtin_", 10) == 0) {
		edit_before(l->edits, env->first, literal(l, "cdefer_rt_leave("));
		edit_after(l->edits, env->last, literal(l, ")"));
		return;
	}
	edit_replace(l->edits, callee->first, callee->last, literal(l, "cdefer_rt_longjmp"));
	edit_before(l->edits, n->last, literal(l, strstr(sym->name->text, "sig") ? ", 1" : ", 0"));
}

void lower_words(struct lowering *l, struct routine *r)
{
	for (size_t i = 0; i < r->results.v.n; i++)
		edit_replace(l->edits, r->results.v.at[i]->first, r->results.v.at[i]->last, literal(l, result_text(l, r)));
	for (size_t i = 0; i < r->panics.v.n; i++)
		if (!is_deferred(r, r->panics.v.at[i]))
			lower_panic(l, r->panics.v.at[i]);
	for (size_t i = 0; i < r->recovers.v.n; i++)
		if (!is_deferred(r, r->recovers.v.at[i]))
			edit_replace(l->edits, r->recovers.v.at[i]->first, r->recovers.v.at[i]->last,
			             literal(l, recover_text(l, r->recovers.v.at[i], "cdefer_p")));
	lower_func(l, r);
	lower_va_start(l, r);
	if (!translates_jumps(l))
		return;
	for (size_t i = 0; i < r->setjmps.v.n; i++)
		lower_setjmp(l, r->setjmps.v.at[i], i);
	for (size_t i = 0; i < r->longjmps.v.n; i++)
		lower_longjmp(l, r->longjmps.v.at[i]);
}
