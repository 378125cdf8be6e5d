/*
 * Blocks that end: each exit runs what _Defer has registered in them, inner blocks first (language 5.1).
 *
 * What is pending is known at every point of the text, so that an exit calls the actions itself; that something is
 * pending is noted, in a bit or a record, for a panic only.  What they do for it stands in its block once, and is jumped
 * to: the statement itself (PLACE_HERE), or the call of its function.  Where control goes on in one way behind it, it
 * stands at the end, as people write it:
 *
 *     FILE *f = fopen(name, "r");
 *     if (!f) { cdefer_r = -1; goto cdefer_d1; }
 *     ...
 *     cdefer_d1:; fclose(f); return cdefer_r;
 *
 * Where exits differ in that, it stays where it is, each exit tells it the way before, and the end jumps there, too:
 *
 *     if (0) { cdefer_d1:; free(p); if (cdefer_e1 == 0) { goto cdefer_end1; } break; }
 *     if (!p) { cdefer_e1 = 1; goto cdefer_d1; }
 *     ...
 *     cdefer_e1 = 0; goto cdefer_d1; cdefer_end1:;
 *
 * (So compilers make better code: a `continue` shares the end's assignment.)
 */
#include <string.h>

#include "lower/lower_int.h"

static struct site *site_at(const struct plan *plan, const struct scoped *d)
{
	return plan->sites.at[d->site - plan->flow->sites];
}

/* ---- what is pending ------------------------------------------------------------------------------------------ */

/* The bits of what is pending around it. */
static unsigned outer_bits(const struct plan *plan, const struct scoped *d)
{
	unsigned bits = 0;

	for (d = d->outer; d; d = d->outer)
		if (site_at(plan, d)->placement == PLACE_OPEN)
			bits |= 1u << site_at(plan, d)->bit;
	return bits;
}

/* Where all is scoped the text says it. */
static const char *bits_text(struct lowering *l, const struct site *s, unsigned with, const char *noted)
{
	const struct plan *plan = s->routine->plan;

	if (plan->function_scoped)
		return noted;
	return lower_printf(l, "%uu", outer_bits(plan, plan->flow->sites[s->index].scoped) | with);
}

const char *bits_with(struct lowering *l, const struct site *s)
{
	return bits_text(l, s, 1u << s->bit, lower_printf(l, "%s %s %uu", pending_bits(s->routine), has_local_bits(s->routine) ? "|=" : "|",
	                                                  1u << s->bit));
}

const char *bits_without(struct lowering *l, const struct site *s)
{
	return bits_text(l, s, 0, lower_printf(l, "%s %s ~%uu", pending_bits(s->routine), has_local_bits(s->routine) ? "&=" : "&", 1u << s->bit));
}

/* ---- how control goes on behind a statement ------------------------------------------------------------------ */

static struct ways *ways_of(struct lowering *l, const struct site *s)
{
	while (l->ways.n <= s->number)
		vec_push(l->env->tu, &l->ways);
	return &l->ways.at[s->number];
}

/* The number of that way for site s, the first one being 0; that of the ways if it is none of them. */
static size_t way_number(struct lowering *l, const struct site *s, const struct way *on)
{
	const struct ways *w = ways_of(l, s);
	size_t n = 0;

	while (n < w->v.n && (w->v.at[n].to != on->to || strcmp(w->v.at[n].final, on->final) != 0))
		n++;
	return n;
}

/* Control may go on so behind all statements from `d` outwards. */
static void note_way(struct lowering *l, const struct routine *r, const struct scoped *d, struct way on)
{
	for (; d != on.to; d = d->outer) {
		const struct site *s = site_at(r->plan, d);

		if (!s->once)
			continue;
		/* Where it is known, it is known further out. */
		if (way_number(l, s, &on) < ways_of(l, s)->v.n)
			return;
		*vec_push(l->env->tu, &ways_of(l, s)->v) = on;
	}
}

/* The statement stands at the end of its block, in the way of those that fall off that. */
static bool stands_at_end(struct lowering *l, const struct site *s)
{
	return s->once && s->movable && ways_of(l, s)->v.n == 1;
}

/* The first of those from `d` outwards that stands at the end of the block that they share; null for none. */
static const struct scoped *at_end_from(struct lowering *l, const struct routine *r, const struct scoped *d, const struct scoped *to)
{
	while (d != to && !stands_at_end(l, site_at(r->plan, d)))
		d = d->outer;
	return d == to ? NULL : d;
}

/* It is pending no longer. */
static const char *taken(struct lowering *l, const struct site *s)
{
	if (s->placement == PLACE_OPEN)
		return lower_printf(l, "cdefer_rt_take(&cdefer_F.cdefer_base, %s); ", bits_without(l, s));
	if (s->placement == PLACE_STACK)
		return lower_printf(l, "cdefer_rt_withdraw(cdefer_c, &cdefer_F.cdefer_s%u.cdefer_base); ", s->number);
	return "";
}

static const char *called(struct lowering *l, const struct site *s)
{
	const char *saved = has_saved(s) ? lower_printf(l, "&cdefer_F.cdefer_s%u%s", s->number,
	                                                s->placement == PLACE_STACK ? ".cdefer_saved" : "") : "0";

	return lower_printf(l, "%s%s(%s, 0);", taken(l, s), site_name(l, s), saved);
}

/* From `d` outwards, then as `on` says.  `next`: what stands right behind this text; `falls`: what goes on behind that. */
static const char *path(struct lowering *l, const struct routine *r, const struct scoped *d, struct way on,
                        const struct scoped *next, const char *falls)
{
	struct buf b = {0};
	const char *text;

	for (; d != on.to; d = d->outer) {
		const struct site *s = site_at(r->plan, d);

		if (!s->once) {
			buf_printf(&b, "%s ", called(l, s));
			continue;
		}
		if (d == next)
			break;
		if (ways_of(l, s)->v.n > 1)
			buf_printf(&b, "cdefer_e%u = %zu; ", s->number, way_number(l, s, &on));
		buf_printf(&b, "goto cdefer_d%u;", s->number);
		ways_of(l, s)->entered = true;
		break;
	}
	if (d == on.to && (next || !falls || strcmp(falls, on.final) != 0)) {
		buf_puts(&b, on.final);
		if (on.lands)
			ways_of(l, on.lands)->landed = true;
	}
	text = arena_copy(l->env->tu, b.text ? b.text : "", b.len);
	buf_free(&b);
	return text;
}

const char *scopes_text(struct lowering *l, const struct routine *r, const struct scoped *from, const struct scoped *to,
                        const char *final)
{
	return path(l, r, from, (struct way){to, final, NULL}, NULL, NULL);
}

bool jumps_to_statement(const struct routine *r, const struct scope_exit *x)
{
	for (const struct scoped *d = x->from; d != x->to; d = d->outer)
		if (site_at(r->plan, d)->once)
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

static bool ends_routine(const struct routine *r, const struct scope_exit *x)
{
	return x->node == routine_body(r) && routine_of_text(r) == r;
}

/* The end of the loop's body, where that does what this `continue` does. */
static const struct scope_exit *continued(const struct routine *r, const struct scope_exit *x)
{
	return x->node->kind == AST_CONTINUE && x->loop->kind == AST_BLOCK ? flow_scope_exit(((struct plan *)r->plan)->flow, x->loop) : NULL;
}

/* How control goes on at the exit. */
static struct way final_way(struct lowering *l, struct routine *r, const struct scope_exit *x)
{
	const struct scope_exit *end = continued(r, x);
	struct way on = {x->to, "", NULL};

	if (x->node->kind == AST_GOTO)
		on.final = lower_printf(l, "goto %s;", x->node->sym->name->text);
	else if (x->node->kind == AST_BREAK)
		on.final = "break;";
	else if (x->node->kind == AST_RETURN)
		on.final = return_final(l, r, x->node);
	else if (x->node->kind == AST_CONTINUE && (!end || !jumps_to_statement(r, x)))
		on.final = "continue;";
	else if (jumps_to_statement(r, x) && ends_routine(r, x) && return_final(l, r, NULL))
		on.final = return_final(l, r, NULL);
	else if (x->node->kind != AST_DEFER_SCOPED && jumps_to_statement(r, x)) {
		on.lands = site_at(r->plan, (end ? end : x)->from);
		on.final = lower_printf(l, "goto cdefer_end%u;", on.lands->number);
	}
	return on;
}

/* What needs no text at the end of that block. */
static const char *falls_off(struct lowering *l, struct routine *r, const struct scope_exit *x)
{
	return ends_routine(r, x) && return_final(l, r, NULL) ? "return;" : lower_printf(l, "goto cdefer_end%u;", site_at(r->plan, x->from)->number);
}

/* The statement that the last thing in the routine's body falls into, if that is the exit. */
static const struct scoped *falls_into(struct lowering *l, const struct routine *r, const struct scope_exit *x)
{
	const struct node *body = routine_body(r);
	const struct scope_exit *end = flow_scope_exit(((struct plan *)r->plan)->flow, body);

	return end && x->node->last + 1 == body->last && node_last(body->kid[BLOCK_ITEMS]) == x->node ? at_end_from(l, r, end->from, end->to) : NULL;
}

const char *jump_text(struct lowering *l, struct routine *r, const struct scope_exit *x)
{
	const struct scope_exit *end = continued(r, x);
	struct way on = final_way(l, r, x);
	const char *text = path(l, r, x->from, on, falls_into(l, r, x), NULL);

	/* The same as the end's, which has a label for it. */
	if (!on.lands || !end->reachable || end->from != x->from || strncmp(text, "goto", 4) == 0)
		return text;
	ways_of(l, on.lands)->continued = true;
	return lower_printf(l, "goto cdefer_n%u;", on.lands->number);
}

/* What the end of a block does until its first statement there. */
static const char *end_text(struct lowering *l, struct routine *r, const struct scope_exit *x)
{
	return path(l, r, x->from, final_way(l, r, x), at_end_from(l, r, x->from, x->to), falls_off(l, r, x));
}

/* And behind that of d. */
static const char *behind_text(struct lowering *l, struct routine *r, const struct scope_exit *x, const struct scoped *d)
{
	struct way on = ways_of(l, site_at(r->plan, d))->v.at[0];

	return path(l, r, d->outer, on, at_end_from(l, r, d->outer, x->to), falls_off(l, r, x));
}

/* The value of a statement expression is computed before its block ends. */
static void value(struct lowering *l, struct routine *r, const struct scope_exit *x)
{
	const struct node *e = x->value->kid[EXPR_STMT_EXPR];
	struct type *t = e->type ? type_unqualified(l->ty, type_decay(l->ty, e->type)) : NULL;
	const char *name = lower_printf(l, "cdefer_v%u", site_at(r->plan, x->from)->number);
	bool comma = e->kind == AST_COMMA;
	struct text *behind = text_new(l->edits);

	if (t && type_plain(t)->kind == TYPE_VOID) {
		text_add(behind, " ");
		block_end(l, r, x, behind);
		text_add(behind, " (void)0;");
		edit_after(l->edits, x->value->last, behind);
		return;
	}
	if (x->unused)
		edit_before(l->edits, x->value->first, literal(l, "(void)("));
	else if (t && t->variably_modified)
		/* Its name cannot be written here. */
		edit_before(l->edits, x->value->first, literal(l, lower_printf(l, "__auto_type %s =%s ", name, comma ? " (" : "")));
	else if (braces(r->plan, x) || x->labeled) {
		edit_after(l->edits, block_start(x->node), literal(l, lower_printf(l, " %s;", declare(l, t, name, e))));
		edit_before(l->edits, x->value->first, literal(l, lower_printf(l, "%s =%s ", name, comma ? " (" : "")));
	} else
		edit_before(l->edits, x->value->first, literal(l, lower_printf(l, "%s =%s ", declare(l, t, name, e), comma ? " (" : "")));
	text_add(behind, x->unused || comma ? "); " : "; ");
	block_end(l, r, x, behind);
	text_printf(behind, " %s;", x->unused ? "(void)0" : name);
	edit_replace(l->edits, x->value->last, x->value->last, behind);
}

/* What an exit does for it. */
static void action_text(struct lowering *l, const struct site *s, struct text *t)
{
	if (s->placement == PLACE_HERE && s->body) {
		text_tokens(t, s->node->kid[DEFER_BLOCK_BODY]->first, s->node->last);
	} else if (s->placement == PLACE_HERE || s->direct) {
		text_add(t, taken(l, s));
		call_text(l, s, "cdefer_F.", t);
	} else {
		text_add(t, called(l, s));
	}
}

void block_end(struct lowering *l, struct routine *r, const struct scope_exit *x, struct text *t)
{
	const struct ways *last = ways_of(l, site_at(r->plan, x->from));

	if (last->continued)
		text_printf(t, "cdefer_n%u:; ", site_at(r->plan, x->from)->number);
	if (x->reachable)
		text_add(t, end_text(l, r, x));
	for (const struct scoped *d = x->from; (d = at_end_from(l, r, d, x->to)) != NULL; d = d->outer) {
		const struct site *s = site_at(r->plan, d);

		text_fresh_line(t);
		text_line(t, s->node->first);
		text_add(t, ways_of(l, s)->entered ? lower_printf(l, "cdefer_d%u:; ", s->number) : "\t");
		action_text(l, s, t);
		text_printf(t, " %s", behind_text(l, r, x, d));
	}
	/* Braces of ours end, and those that are in place jump back. */
	for (const struct scoped *d = x->from; d != x->to; d = d->outer)
		if (site_at(r->plan, d)->braced)
			text_add(t, " }");
	if (last->landed)
		text_printf(t, " cdefer_end%u:;", site_at(r->plan, x->from)->number);
}

/* The token in front of which a block ends: its `}`, or a [[fallthrough]], which must be the last thing in it. */
static tok_id end_of(const struct node *block)
{
	const struct node *last = node_last(block->kid[BLOCK_ITEMS]);

	return last && last->kind == AST_ATTRIBUTE_STMT ? last->first : block->last;
}

static void jump(struct lowering *l, const struct node *n, const char *run)
{
	bool one = strncmp(run, "goto", 4) == 0;

	edit_replace(l->edits, n->first, n->last, literal(l, one ? run : lower_printf(l, "{ %s }", run)));
}

void lower_scope_exits(struct lowering *l, struct routine *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->flow->scope_exits.n; i++) {
		const struct scope_exit *x = &plan->flow->scope_exits.at[i];
		struct text *t;

		/* Those of the routine are in exits.c; a body without a block is its registration, and its end. */
		if (x->node->kind == AST_RETURN || x->node->kind == AST_DEFER_SCOPED || ends_routine(r, x))
			continue;
		if (x->node->kind != AST_BLOCK) {
			jump(l, x->node, jump_text(l, r, x));
		} else if (x->value) {
			value(l, r, x);
		} else {
			t = text_new(l->edits);
			block_end(l, r, x, t);
			text_add(t, " ");
			edit_before(l->edits, end_of(x->node), t);
		}
	}
}

static void note_exits(struct lowering *l, struct routine *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->flow->scope_exits.n; i++) {
		const struct scope_exit *x = &plan->flow->scope_exits.at[i];

		if (x->node->kind != AST_DEFER_SCOPED && (x->reachable || x->node->kind != AST_BLOCK))
			note_way(l, r, x->from, final_way(l, r, x));
	}
	/* From here on their place in memory is fixed. */
	for (size_t i = 0; i < plan->sites.n; i++)
		ways_of(l, plan->sites.at[i]);
	for (size_t i = 0; i < r->routines.n; i++)
		note_exits(l, r->routines.at[i]);
}

/* Now that it is known where each stands: the labels that are jumped to. */
static void note_labels(struct lowering *l, struct routine *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->flow->scope_exits.n; i++) {
		const struct scope_exit *x = &plan->flow->scope_exits.at[i];

		if (x->node->kind == AST_DEFER_SCOPED)
			continue;
		if (x->node->kind != AST_BLOCK)
			jump_text(l, r, x);
		else if (x->reachable)
			end_text(l, r, x);
		if (x->node->kind == AST_BLOCK)
			for (const struct scoped *d = x->from; (d = at_end_from(l, r, d, x->to)) != NULL; d = d->outer)
				behind_text(l, r, x, d);
	}
	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct scoped *d = plan->flow->sites[i].scoped;

		if (!plan->sites.at[i]->once || stands_at_end(l, plan->sites.at[i]))
			continue;
		for (size_t k = 0; k < ways_of(l, plan->sites.at[i])->v.n; k++)
			path(l, r, d->outer, ways_of(l, plan->sites.at[i])->v.at[k], NULL, NULL);
	}
	for (size_t i = 0; i < r->routines.n; i++)
		note_labels(l, r->routines.at[i]);
}

void note_scope_exits(struct lowering *l, struct routine *r)
{
	note_exits(l, r);
	note_labels(l, r);
}

/* ---- the statement where it is --------------------------------------------------------------------------------- */

bool has_ways(struct lowering *l, const struct routine *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->sites.n; i++)
		if (ways_of(l, plan->sites.at[i])->v.n > 1)
			return true;
	return false;
}

const char *ways_text(struct lowering *l, const struct routine *r)
{
	const struct plan *plan = r->plan;
	struct buf b = {0};
	const char *text;

	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct site *s = plan->sites.at[i];

		if (s->once && ways_of(l, s)->v.n > 1)
			buf_printf(&b, " unsigned cdefer_e%u;", s->number);
		if (s->placement == PLACE_HERE && s->body)
			buf_puts(&b, ways_text(l, s->body));
	}
	text = arena_copy(l->env->tu, b.text ? b.text : "", b.len);
	buf_free(&b);
	return text;
}

/* A label in front of it needs one behind it. */
static const char *nothing(const struct lowering *l, tok_id keyword)
{
	enum tok before = l->tokens->v.at[keyword - 1].kind;

	return before == TOK_SEMI || before == TOK_LBRACE || before == TOK_RBRACE ? "" : ";";
}

/* Behind the statement where it is: how control goes on, and the end of what stands around it. */
static const char *on_text(struct lowering *l, const struct site *s)
{
	const struct routine *r = s->routine;
	const struct scoped *d = ((struct plan *)r->plan)->flow->sites[s->index].scoped;
	size_t n = ways_of(l, s)->v.n;
	struct buf b = {0};
	const char *text;

	for (size_t k = 0; k < n; k++) {
		const char *on = path(l, r, d->outer, ways_of(l, s)->v.at[k], NULL, NULL);

		if (k + 1 < n)
			buf_printf(&b, " if (cdefer_e%u == %zu) { %s }", s->number, k, on);
		else
			buf_printf(&b, " %s", on);
	}
	buf_puts(&b, s->braced ? " } {" : " }");
	text = arena_copy(l->env->tu, b.text, b.len);
	buf_free(&b);
	return text;
}

/* What is saved and noted where it is registered, and, unless that stands at the end, what exits do. */
static void lower_registered(struct lowering *l, struct site *s, struct text *t)
{
	size_t n = ways_of(l, s)->v.n;

	if (s->once && !stands_at_end(l, s)) {
		text_add(t, n ? lower_printf(l, " if (0) { cdefer_d%u:; ", s->number) : " if (0) { ");
		action_text(l, s, t);
		text_add(t, on_text(l, s));
	}
	edit_replace(l->edits, s->node->first, s->node->last, t);
}

void lower_statement(struct lowering *l, struct site *s, struct text *registration)
{
	const struct scoped *d = ((struct plan *)s->routine->plan)->flow->sites[s->index].scoped;
	tok_id keyword = s->node->first;
	size_t n = ways_of(l, s)->v.n;
	struct text *behind;

	if (registration) {
		lower_registered(l, s, registration);
		return;
	}
	/* Alone in its block it runs where it stands. */
	if (!d->block) {
		edit_replace(l->edits, keyword, keyword, literal(l, ""));
		return;
	}
	if (stands_at_end(l, s)) {
		edit_replace(l->edits, keyword, s->node->last, literal(l, nothing(l, keyword)));
		return;
	}
	behind = text_new(l->edits);
	edit_replace(l->edits, keyword, s->node->kid[DEFER_BLOCK_BODY]->first - 1,
	             literal(l, n ? lower_printf(l, "if (0) { cdefer_d%u:;", s->number) : "if (0) {"));
	text_add(behind, on_text(l, s));
	edit_after(l->edits, s->node->last, behind);
}
