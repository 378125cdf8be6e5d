/*
 * The functions that run: one for each site, and the dispatchers by which the runtime reaches those
 * of a frame.
 *
 * A deferred block's function is the block's own text, moved (language 8.6: an action's text stands
 * once).  They stand behind the C function, so that its name is known to them.
 */
#include <string.h>

#include "lower/lower_int.h"

/* ---- attributes ------------------------------------------------------------------------------------ */

static bool is_kept(const char *name)
{
	static const char *const kept[] = {
		"target", "no_sanitize", "no_sanitize_address", "no_sanitize_thread", "no_sanitize_undefined",
		"no_instrument_function", "no_profile_instrument_function", "no_stack_protector", "optimize", "optnone",
		"disable_sanitizer_instrumentation", "no_address_safety_analysis", "no_stack_limit",
	};
	size_t n = strlen(name);

	if (n > 4 && strncmp(name, "__", 2) == 0 && strcmp(name + n - 2, "__") == 0) {
		name += 2;
		n -= 4;
	}
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (strlen(kept[i]) == n && strncmp(kept[i], name, n) == 0)
			return true;
	return false;
}

const char *kept_attributes(struct lowering *l)
{
	struct buf b = {0};

	for (struct node *a = l->function->node->kid[FUNCTION_SPECS]; a; a = a->next) {
		if (a->kind != AST_ATTRIBUTE || (a->flags & F_C23))
			continue;
		for (struct node *i = a->kid[ATTRIBUTE_ITEMS]; i; i = i->next) {
			struct buf item = {0};
			if (i->tok == NO_TOKEN || !is_kept(token_text(l, i->tok)))
				continue;
			edits_render(l->edits, i->first, i->last, &item);
			buf_printf(&b, "__attribute__((%s)) ", item.text ? item.text : "");
			buf_free(&item);
		}
	}
	const char *text = arena_copy(l->env->tu, b.text ? b.text : "", b.len);
	buf_free(&b);
	return text;
}

/* ---- deferred calls --------------------------------------------------------------------------------- */

static void begin_action(struct lowering *l, struct site *s, bool uses_panic)
{
	const char *name = site_name(l, s);

	after_at(l, s->node->first);
	text_printf(l->after, "%s void %s(void *cdefer_saved, struct cdefer_panic *cdefer_p)\n{\n", l->linkage, name);
	if (has_saved(s))
		text_printf(l->after, "\tstruct %s *const cdefer_S = (struct %s *)cdefer_saved;\n\n", name, name);
	else
		text_add(l->after, "\t(void)cdefer_saved;\n");
	if (!uses_panic)
		text_add(l->after, "\t(void)cdefer_p;\n");
}

/* The action stands behind the function, where the callee's name must not have become another one's. */
static bool is_function_like_macro(struct lowering *l, const struct site *s, tok_id when)
{
	const struct macro *m = pp_macro_at(l->pp, s->callee->name, when);

	if (m && !m->function_like && m != pp_macro_at(l->pp, s->callee->name, s->node->first)) {
		diag_error(l->env->diag, node_span(l->tokens, s->call), "'%s' becomes a macro behind this defer, in the same function",
		           s->callee->name->text);
		diag_note(l->env->diag, node_span(l->tokens, s->call), "define it behind the function");
	}
	return m && m->function_like;
}

static const char *callee_text(struct lowering *l, const struct site *s)
{
	if (!s->callee)
		return "cdefer_S->cdefer_fn";
	/* The name alone, if a macro of that name would take the call for its own, here or where the function ends. */
	if (is_function_like_macro(l, s, l->function->node->last) || is_function_like_macro(l, s, s->node->first))
		return lower_printf(l, "(%s)", s->callee->name->text);
	return s->callee->name->text;
}

/* `saved` begins the lvalues of what is saved. */
static void arguments(const struct site *s, const char *saved, struct text *t)
{
	const char *sep = "";

	for (size_t i = 0; i < s->args.n; i++, sep = ", ") {
		const struct saved *a = &s->args.at[i];
		text_add(t, sep);
		if (a->constant) {
			text_tokens(t, a->node->first, a->node->last);
			text_line(t, s->node->first);
		} else {
			text_printf(t, "%scdefer_a%u", saved, (unsigned)i + 1);
		}
	}
}

/* A result that must not be dropped, as its function says, is dropped all the same. */
static struct type *refused_result(const struct site *s)
{
	const struct type *fn = sema_callee_type(s->call);
	struct type *t = fn ? fn->of : NULL;

	if (!s->callee || !s->callee->is_nodiscard || !t || type_plain(t)->kind == TYPE_VOID || t->variably_modified)
		return NULL;
	return t;
}

static void the_call(struct lowering *l, const struct site *s, const char *callee, const char *saved, struct text *t)
{
	struct type *refused = refused_result(s);

	if (refused)
		text_printf(t, "{ %s = ", declare(l, type_unqualified(l->ty, refused), "cdefer_dropped", s->call));
	text_printf(t, "%s(", callee);
	arguments(s, saved, t);
	text_add(t, refused ? "); (void)cdefer_dropped; }" : ");");
}

void call_text(struct lowering *l, const struct site *s, const char *frame, struct text *t)
{
	if (s->kind == CALL_VA_END)
		text_tokens(t, s->call->first, s->node->last);
	else
		the_call(l, s, callee_text(l, s), lower_printf(l, "%scdefer_s%u.", frame, s->number), t);
}

static bool uses_token(const struct site *s) { return s->may_recover || s->said_not_to; }

static void ordinary_call(struct lowering *l, struct site *s)
{
	const char *callee = callee_text(l, s);

	if (!s->callee) {
		const char *raise = raise_descriptor(l, NULL, s->node);
		text_printf(l->after, "\tif (!cdefer_S->cdefer_fn) {\n\t\tcdefer_rt_null_call(&%s);\n\t}\n", raise);
	}
	if (uses_token(s))
		text_printf(l->after, "\tcdefer_rt_token(cdefer_p, (cdefer_rt_fn)%s);\n", callee);
	text_add(l->after, "\t");
	the_call(l, s, callee, "cdefer_S->", l->after);
	text_add(l->after, "\n");
}

static void panic_call(struct lowering *l, struct site *s)
{
	struct saved *first = &s->args.at[0];

	if (s->args.n > 1) {
		const char *raise = raise_descriptor(l, panic_value_type(l, first->type), s->call);
		text_printf(l->after, "\tcdefer_rt_panic(&%s, &cdefer_S->cdefer_a1);\n", raise);
	} else if (is_panic_pointer(first->type)) {
		text_printf(l->after, "\tcdefer_rt_repanic(&%s, cdefer_S->cdefer_a1);\n", raise_descriptor(l, NULL, s->call));
	} else {
		const char *raise = raise_descriptor(l, panic_value_type(l, first->type), s->call);
		text_printf(l->after, "\tcdefer_rt_panic(&%s, &cdefer_S->cdefer_a1);\n", raise);
	}
}

static void call_action(struct lowering *l, struct site *s)
{
	begin_action(l, s, s->kind == CALL_RECOVER || (s->kind == CALL_ORDINARY && uses_token(s)));
	switch (s->kind) {
	case CALL_RECOVER:
		/* Language 4.1: at the ordinary end of what a panic runs, it is as if that called recover. */
		text_printf(l->after, "\tif (!cdefer_p)\n\t\t(void)%s;\n", recover_text(l, s->call, "cdefer_S->cdefer_panic"));
		break;
	case CALL_PANIC:
		panic_call(l, s);
		break;
	case CALL_VA_END:
		text_add(l->after, "\t__builtin_va_end(*cdefer_S->cdefer_a1);\n");
		break;
	case CALL_ORDINARY:
		ordinary_call(l, s);
		break;
	}
	text_add(l->after, "}\n");
}

/* ---- deferred blocks ----------------------------------------------------------------------------------- */

/* The small function that catches what an action of the block recovers. */
static void block_pad(struct lowering *l, struct site *s)
{
	const char *name = site_name(l, s);

	after_at(l, s->node->first);
	text_printf(l->after,
	            "%s CDEFER_CATCHES_ void %s(void *cdefer_saved, struct cdefer_panic *cdefer_p)\n{\n"
	            "\tstruct cdefer_pad cdefer_P;\n\n"
	            "\tif (CDEFER_RT_CATCH(&cdefer_P)) {\n\t\treturn;\n\t}\n"
	            "\t%s_body(&cdefer_P, cdefer_saved, cdefer_p);\n}\n",
	            l->linkage, name, name);
}

static void block_action(struct lowering *l, struct site *s)
{
	const char *name = site_name(l, s), *attributes = kept_attributes(l);
	struct node *body = routine_body(s->body);
	const struct plan *plan = s->body->plan;
	tok_id end = l->function->node->last;

	after_at(l, body->first);
	if (plan->pad)
		text_printf(l->after,
		            "%s CDEFER_NOINLINE_ %svoid %s_body(struct cdefer_pad *cdefer_P, %s%s *cdefer_S, struct cdefer_panic *cdefer_p)\n",
		            l->linkage, attributes, name, has_saved(s) ? "struct " : "void", has_saved(s) ? name : "");
	else
		text_printf(l->after, "%s %svoid %s(void *cdefer_saved, struct cdefer_panic *cdefer_p)\n", l->linkage, attributes,
		            name);
	routine_text(l, s->body, l->after);
	text_fresh_line(l->after);
	edit_moved(l->edits, body->first, body->last, end);
	at_begin(l, s->body, enter_text(l, s->body));
	if (plan->pad)
		block_pad(l, s);
}

/* ---- dispatchers ------------------------------------------------------------------------------------------ */

/* The argument of an action: its saved struct in `of`. */
static const char *saved_of(struct lowering *l, const struct site *s, const char *of)
{
	return has_saved(s) ? lower_printf(l, "&%s", of) : "NULL";
}

static void record_dispatcher(struct lowering *l, struct site *s)
{
	const char *name = site_name(l, s);
	const char *saved = saved_of(l, s, lower_printf(l, "((struct %s_record *)cdefer_rt_whole(cdefer_f))->cdefer_saved", name));

	after_at(l, s->node->first);
	text_printf(l->after,
	            "%s void %s_record_run(struct cdefer_frame *cdefer_f, unsigned cdefer_bit, struct cdefer_panic *cdefer_p)\n{\n"
	            "\t(void)cdefer_bit;\n%s\t%s(%s, cdefer_p);\n}\n",
	            l->linkage, name, has_saved(s) ? "" : "\t(void)cdefer_f;\n", name, saved);
}

/* One action, on a panic. */
static void dispatch(struct lowering *l, const struct site *s)
{
	if (!s->direct) {
		text_printf(l->after, "%s(%s, cdefer_p);", site_name(l, s), saved_of(l, s, lower_printf(l, "cdefer_F->cdefer_s%u", s->number)));
		return;
	}
	if (uses_token(s))
		text_printf(l->after, "cdefer_rt_token(cdefer_p, (cdefer_rt_fn)%s); ", callee_text(l, s));
	call_text(l, s, "cdefer_F->", l->after);
}

void lower_dispatcher(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;
	const char *name = routine_name(l, r);
	size_t open = 0;
	bool saved = false, panic = false;

	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct site *s = plan->sites.at[i];

		open += s->placement == PLACE_OPEN;
		saved |= s->placement == PLACE_OPEN && has_saved(s);
		panic |= s->placement == PLACE_OPEN && (!s->direct || uses_token(s));
	}
	if (!open || plan->quiet)
		return;
	after_at(l, r->node->last);
	text_printf(l->after, "%s void %s_run(struct cdefer_frame *cdefer_f, unsigned cdefer_bit, struct cdefer_panic *cdefer_p)\n{\n",
	            l->linkage, name);
	if (saved)
		text_printf(l->after, "\tstruct %s_frame *const cdefer_F = (struct %s_frame *)cdefer_rt_whole(cdefer_f);\n\n", name, name);
	else
		text_add(l->after, "\t(void)cdefer_f;\n");
	if (!panic)
		text_add(l->after, "\t(void)cdefer_p;\n");
	text_add(l->after, open > 1 ? "\tswitch (cdefer_bit) {\n" : "\t(void)cdefer_bit;\n");
	for (size_t i = 0, k = 0; i < plan->sites.n; i++) {
		const struct site *s = plan->sites.at[i];

		if (s->placement != PLACE_OPEN)
			continue;
		/* A call that stands here only is the line of its defer. */
		if (s->direct)
			after_at(l, s->node->first);
		if (open == 1)
			text_add(l->after, "\t");
		else if (++k < open)
			text_printf(l->after, "\tcase %u: ", s->bit);
		else
			text_add(l->after, "\tdefault: ");
		dispatch(l, s);
		text_add(l->after, open == 1 ? "\n" : k < open ? " break;\n" : " break;\n\t}\n");
	}
	text_add(l->after, "}\n");
}

void lower_action(struct lowering *l, struct site *s)
{
	if (s->placement == PLACE_HERE || s->direct)
		return;
	if (s->body)
		block_action(l, s);
	else
		call_action(l, s);
	if (s->placement == PLACE_STACK)
		record_dispatcher(l, s);
}
