/*
 * Blocks that end: each exit runs what _Defer has registered in them, inner blocks first (language 5.1).
 *
 * What is pending is known at every point of the text, so that an exit calls the actions itself; that something is
 * pending is noted, in a bit or a record, for a panic only.  A statement that stays where it is (PLACE_HERE) is jumped to:
 *
 *     FILE *f = fopen(name, "r");
 *     if (0) { cdefer_d1:; fclose(f); return cdefer_r; }
 *     if (!f) { cdefer_r = -1; goto cdefer_d1; }
 *
 * Behind it stands how control goes on; where exits differ in that, each tells it before, in cdefer_e1.
 */
#include <string.h>

#include "lower/lower_int.h"

static struct site *site_at(const struct plan *plan, const struct scoped *d)
{
	return plan->sites.at[d->site - plan->flow->sites];
}

/* ---- how control goes on behind a statement ------------------------------------------------------------------ */

/* The number of that way for site s, the first one being 0; noted if it is new. */
static unsigned way(struct lowering *l, const struct site *s, const struct scoped *to, const char *final)
{
	unsigned n = 0;

	for (size_t i = 0; i < l->ways.n; i++) {
		const struct way *w = &l->ways.at[i];

		if (w->site != s)
			continue;
		if (w->to == to && strcmp(w->final, final) == 0)
			return n;
		n++;
	}
	*vec_push(l->env->tu, &l->ways) = (struct way){s, to, final};
	return n;
}

static unsigned ways(const struct lowering *l, const struct site *s)
{
	unsigned n = 0;

	for (size_t i = 0; i < l->ways.n; i++)
		n += l->ways.at[i].site == s;
	return n;
}

/* ---- exits ------------------------------------------------------------------------------------------------- */

static const char *called(struct lowering *l, const struct routine *r, const struct site *s)
{
	const char *saved = has_saved(s) ? lower_printf(l, "&cdefer_F.cdefer_s%u%s", s->number,
	                                                s->placement == PLACE_STACK ? ".cdefer_saved" : "") : "0";
	const char *taken = "";

	if (s->placement == PLACE_OPEN)
		taken = lower_printf(l, "cdefer_rt_take(&cdefer_F.cdefer_base, %s %s ~%uu); ", pending_bits(r),
		                     has_local_bits(r) ? "&=" : "&", 1u << s->bit);
	else if (s->placement == PLACE_STACK)
		taken = lower_printf(l, "cdefer_rt_withdraw(cdefer_c, &cdefer_F.cdefer_s%u.cdefer_base); ", s->number);
	return lower_printf(l, "%s%s(%s, 0);", taken, site_name(l, s), saved);
}

const char *scopes_text(struct lowering *l, const struct routine *r, const struct scoped *from, const struct scoped *to,
                        const char *final)
{
	const char *text = "";

	for (const struct scoped *d = from; d != to; d = d->outer) {
		const struct site *s = site_at(r->plan, d);
		unsigned n;

		if (s->placement != PLACE_HERE) {
			text = lower_printf(l, "%s%s ", text, called(l, r, s));
			continue;
		}
		n = way(l, s, to, final);
		/* What follows is noted, too. */
		scopes_text(l, r, d->outer, to, final);
		return ways(l, s) > 1 ? lower_printf(l, "%scdefer_e%u = %u; goto cdefer_d%u;", text, s->number, n, s->number)
		                      : lower_printf(l, "%sgoto cdefer_d%u;", text, s->number);
	}
	return lower_printf(l, "%s%s", text, final);
}

bool jumps_to_statement(const struct routine *r, const struct scope_exit *x)
{
	for (const struct scoped *d = x->from; d != x->to; d = d->outer)
		if (site_at(r->plan, d)->placement == PLACE_HERE)
			return true;
	return false;
}

static bool braces(const struct plan *plan, const struct scope_exit *x)
{
	for (const struct scoped *d = x->from; d != x->to; d = d->outer)
		if (site_at(plan, d)->braced)
			return true;
	return false;
}

/* How control goes on at the exit, but for a return. */
static const char *final_text(struct lowering *l, struct routine *r, const struct scope_exit *x)
{
	const char *end = NULL;

	switch (x->node->kind) {
	case AST_GOTO: return lower_printf(l, "goto %s;", x->node->sym->name->text);
	case AST_BREAK: return "break;";
	case AST_CONTINUE: return "continue;";
	default: break;
	}
	if (x->node->kind != AST_BLOCK || !jumps_to_statement(r, x))
		return "";
	if (x->node == routine_body(r) && routine_of_text(r) == r)
		end = return_final(l, r, NULL);
	return end ? end : lower_printf(l, "goto cdefer_end%u;", site_at(r->plan, x->from)->number);
}

/* The value of a statement expression is computed before its block ends. */
static void value(struct lowering *l, const struct plan *plan, const struct scope_exit *x, const char *run)
{
	const struct node *e = x->value->kid[EXPR_STMT_EXPR];
	struct type *t = e->type ? type_unqualified(l->ty, type_decay(l->ty, e->type)) : NULL;
	const char *name = lower_printf(l, "cdefer_v%u", site_at(plan, x->from)->number);
	bool comma = e->kind == AST_COMMA;

	if (t && type_plain(t)->kind == TYPE_VOID) {
		edit_after(l->edits, x->value->last, literal(l, lower_printf(l, " %s (void)0;", run)));
	} else if (x->unused) {
		edit_before(l->edits, x->value->first, literal(l, "(void)("));
		edit_replace(l->edits, x->value->last, x->value->last, literal(l, lower_printf(l, "); %s (void)0;", run)));
	} else if (t && t->variably_modified) {
		/* Its name cannot be written here. */
		edit_before(l->edits, x->value->first, literal(l, lower_printf(l, "__auto_type %s =%s ", name, comma ? " (" : "")));
		edit_replace(l->edits, x->value->last, x->value->last, literal(l, lower_printf(l, "%s; %s %s;", comma ? ")" : "", run, name)));
	} else if (braces(plan, x) || x->labeled) {
		edit_after(l->edits, block_start(x->node), literal(l, lower_printf(l, " %s;", declare(l, t, name, e))));
		edit_before(l->edits, x->value->first, literal(l, lower_printf(l, "%s =%s ", name, comma ? " (" : "")));
		edit_replace(l->edits, x->value->last, x->value->last, literal(l, lower_printf(l, "%s; %s %s;", comma ? ")" : "", run, name)));
	} else {
		edit_before(l->edits, x->value->first, literal(l, lower_printf(l, "%s =%s ", declare(l, t, name, e), comma ? " (" : "")));
		edit_replace(l->edits, x->value->last, x->value->last, literal(l, lower_printf(l, "%s; %s %s;", comma ? ")" : "", run, name)));
	}
}

/* At the end of the block: braces of ours that end there, and where its statements jump back to. */
static const char *landing(struct lowering *l, struct routine *r, const struct scope_exit *x)
{
	const char *text = "", *label = lower_printf(l, "cdefer_end%u", site_at(r->plan, x->from)->number);

	for (const struct scoped *d = x->from; d != x->to; d = d->outer)
		if (site_at(r->plan, d)->braced)
			text = lower_printf(l, "%s } ", text);
	if (x->reachable && strcmp(final_text(l, r, x), lower_printf(l, "goto %s;", label)) == 0)
		text = lower_printf(l, "%s%s:;", text, label);
	return text;
}

const char *block_end(struct lowering *l, struct routine *r, const struct scope_exit *x)
{
	const char *run = x->reachable ? scopes_text(l, r, x->from, x->to, final_text(l, r, x)) : "";

	return lower_printf(l, "%s %s", run, landing(l, r, x));
}

/* The token in front of which a block ends: its `}`, or a [[fallthrough]], which must be the last thing in it. */
static tok_id end_of(const struct node *block)
{
	const struct node *last = node_last(block->kid[BLOCK_ITEMS]);

	return last && last->kind == AST_ATTRIBUTE_STMT ? last->first : block->last;
}

static void jump(struct lowering *l, const struct node *n, const char *run)
{
	edit_replace(l->edits, n->first, n->last, literal(l, lower_printf(l, "{ %s }", run)));
}

void lower_scope_exits(struct lowering *l, struct routine *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->flow->scope_exits.n; i++) {
		const struct scope_exit *x = &plan->flow->scope_exits.at[i];

		/* Those of the routine are in exits.c; a body without a block is its registration, and its end. */
		if (x->node->kind == AST_RETURN || x->node->kind == AST_DEFER_SCOPED || (x->node == routine_body(r) && routine_of_text(r) == r))
			continue;
		if (x->node->kind != AST_BLOCK)
			jump(l, x->node, scopes_text(l, r, x->from, x->to, final_text(l, r, x)));
		else if (x->value)
			value(l, plan, x, block_end(l, r, x));
		else
			edit_before(l->edits, end_of(x->node), literal(l, lower_printf(l, "%s ", block_end(l, r, x))));
	}
}

void note_scope_exits(struct lowering *l, struct routine *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->flow->scope_exits.n; i++) {
		const struct scope_exit *x = &plan->flow->scope_exits.at[i];

		if (x->node->kind == AST_RETURN)
			scopes_text(l, r, x->from, x->to, return_final(l, r, x->node));
		else if (x->node->kind != AST_DEFER_SCOPED && (x->reachable || x->node->kind != AST_BLOCK))
			scopes_text(l, r, x->from, x->to, final_text(l, r, x));
	}
	for (size_t i = 0; i < r->routines.n; i++)
		note_scope_exits(l, r->routines.at[i]);
}

/* ---- the statement where it is --------------------------------------------------------------------------------- */

bool has_ways(struct lowering *l, const struct routine *r)
{
	for (size_t i = 0; i < l->ways.n; i++)
		if (l->ways.at[i].site->routine == r && ways(l, l->ways.at[i].site) > 1)
			return true;
	return false;
}

const char *ways_text(struct lowering *l, const struct routine *r)
{
	const struct plan *plan = r->plan;
	const char *text = "";

	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct site *s = plan->sites.at[i];

		if (s->placement != PLACE_HERE)
			continue;
		if (ways(l, s) > 1)
			text = lower_printf(l, "%s unsigned cdefer_e%u;", text, s->number);
		text = lower_printf(l, "%s%s", text, ways_text(l, s->body));
	}
	return text;
}

void lower_statement(struct lowering *l, struct site *s)
{
	const struct routine *r = s->routine;
	const struct scoped *d = ((struct plan *)r->plan)->flow->sites[s->index].scoped;
	tok_id keyword = s->node->first;
	unsigned n = ways(l, s), k = 0;
	struct text *behind = text_new(l->edits);

	/* Alone in its block it runs where it stands. */
	if (!d->block) {
		edit_replace(l->edits, keyword, keyword, literal(l, ""));
		return;
	}
	edit_replace(l->edits, keyword, keyword,
	             literal(l, n ? lower_printf(l, "if (0) { cdefer_d%u:;", s->number) : "if (0) {"));
	for (size_t i = 0; i < l->ways.n; i++) {
		const struct way *w = &l->ways.at[i];
		const char *on;

		if (w->site != s)
			continue;
		on = scopes_text(l, r, d->outer, w->to, w->final);
		if (++k < n)
			text_printf(behind, " if (cdefer_e%u == %u) { %s }", s->number, k - 1, on);
		else
			text_printf(behind, " %s", on);
	}
	text_add(behind, s->braced ? " } {" : " }");
	edit_after(l->edits, s->node->last, behind);
}
