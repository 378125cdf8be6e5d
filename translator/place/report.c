/*
 * --report=placement: every decision with its reason.
 *
 *     store.cd:38: save: frame: 'fetch' may panic, in line 44
 *     store.cd:42: defer fclose(...): open-coded: executed at most once a call
 *         no landing pad: a function of a system header is not translated
 *     store.cd:50: defer { ... }: heap: may be executed more than once a call (loop or backward goto)
 *         j: moved to the heap
 *     store.cd:60: _Defer: open-coded: pending at most once at a time
 *         a panic may run it: 'fetch' may panic, in line 62
 *         no landing pad: the block does not call recover
 */
#include <string.h>

#include "place/place_int.h"

static const char *const tier[] = {"open-coded", "stack", "heap", "function", "in place"};
static const char *const how_text[] = {"by value", "by reference in place", "moved to the frame", "moved to the heap"};

struct report {
	struct env *env;
	struct tokens *ts;
	struct buf *out;
	bool json, any;
};

static struct place where(struct report *r, const struct node *n)
{
	const struct token *t = &r->ts->v.at[n->first];
	uint32_t row = expansion_outermost(r->env->expansions, t->expansion);
	loc_t at = row && r->env->expansions->rows.at[row].kind == EXPANSION_MACRO
	               ? r->env->expansions->rows.at[row].begin : t->at;
	return files_presumed(r->env->files, at);
}

static const char *capture_name(const struct capture *c)
{
	return c->copy ? c->copy->name->text : c->sym ? c->sym->name->text : "";
}

/* Of variable size: its sizes are captured, which is no matter of placement. */
static bool is_typedef(const struct capture *c) { return c->sym && c->sym->kind == SYM_TYPEDEF; }

static const char *what(struct report *r, const struct site *s)
{
	if (s->body)
		return s->node->kind == AST_DEFER_SCOPED ? "_Defer" : "defer { ... }";
	if (s->kind == CALL_PANIC)
		return "defer panic(...)";
	if (s->kind == CALL_RECOVER)
		return "defer recover()";
	return s->callee ? arena_printf(r->env->tu, "defer %s(...)", s->callee->name->text) : "defer (*...)(...)";
}

static void text_site(struct report *r, const struct routine *fn, const struct site *s)
{
	struct place at = where(r, s->node);
	buf_printf(r->out, "%s:%u: %s: %s: %s: %s\n", at.name, at.line, fn->sym->name->text, what(r, s),
	           tier[s->placement], s->reason);
	if (s->panic)
		buf_printf(r->out, "    a panic may run it: %s\n", s->panic);
	buf_printf(r->out, "    %s: %s\n", s->may_recover ? "landing pad" : "no landing pad", s->recover_reason);
	for (size_t i = 0; i < s->captures.n; i++)
		if (!is_typedef(&s->captures.at[i]))
			buf_printf(r->out, "    %s: %s\n", capture_name(&s->captures.at[i]), how_text[s->captures.at[i].how]);
}

static void json_text(struct report *r, const char *key, const char *text)
{
	buf_printf(r->out, "\"%s\": \"", key);
	buf_json_escape(r->out, text, strlen(text));
	buf_puts(r->out, "\"");
}

static void json_site(struct report *r, const struct routine *fn, const struct site *s)
{
	struct place at = where(r, s->node);
	buf_puts(r->out, r->any ? ",\n  {" : "\n  {");
	json_text(r, "file", at.name);
	buf_printf(r->out, ", \"line\": %u, ", at.line);
	json_text(r, "function", fn->sym->name->text);
	buf_puts(r->out, ", ");
	json_text(r, "defer", what(r, s));
	buf_puts(r->out, ", ");
	json_text(r, "placement", tier[s->placement]);
	buf_puts(r->out, ", ");
	json_text(r, "reason", s->reason);
	if (s->panic) {
		buf_puts(r->out, ", ");
		json_text(r, "panic", s->panic);
	}
	buf_printf(r->out, ", \"frame\": %s, ", plan_of(s->routine)->needs_frame ? "true" : "false");
	json_text(r, "frame_reason", plan_of(s->routine)->frame_reason);
	buf_printf(r->out, ", \"landing_pad\": %s, ", s->may_recover ? "true" : "false");
	json_text(r, "landing_pad_reason", s->recover_reason);
	buf_puts(r->out, ", \"captures\": [");
	for (size_t i = 0, n = 0; i < s->captures.n; i++) {
		if (is_typedef(&s->captures.at[i]))
			continue;
		buf_puts(r->out, n++ ? ", {" : "{");
		json_text(r, "name", capture_name(&s->captures.at[i]));
		buf_puts(r->out, ", ");
		json_text(r, "how", how_text[s->captures.at[i].how]);
		buf_puts(r->out, "}");
	}
	buf_puts(r->out, "]}");
	r->any = true;
}

/* Of a C function, and of a block that has actions of its own. */
static void text_routine(struct report *r, const struct routine *routine)
{
	const struct plan *plan = plan_of(routine);
	struct place at = where(r, routine->node);

	buf_printf(r->out, "%s:%u: %s: %s: %s\n", at.name, at.line, routine->function->sym->name->text,
	           plan->needs_frame ? "frame" : "no frame", plan->frame_reason);
}

static void routine_report(struct report *r, const struct routine *routine)
{
	const struct plan *plan = plan_of(routine);

	if (plan->sites.n && !r->json)
		text_routine(r, routine);
	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct site *s = plan->sites.at[i];
		(r->json ? json_site : text_site)(r, routine->function, s);
		if (s->body)
			routine_report(r, s->body);
	}
}

void place_report(struct env *env, struct unit *unit, struct tokens *ts, bool json, struct buf *out)
{
	struct report r = {.env = env, .ts = ts, .out = out, .json = json};
	if (json)
		buf_puts(out, "[");
	for (size_t i = 0; i < unit->functions.n; i++)
		routine_report(&r, unit->functions.at[i]);
	if (json)
		buf_puts(out, r.any ? "\n]\n" : "]\n");
}
