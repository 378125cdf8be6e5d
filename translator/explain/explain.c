/*
 * The remarks: every site and every exit of the main file's functions, as they stand in the text.
 */
#include <stdlib.h>
#include <string.h>

#include "explain/explain_int.h"

/* What stands in a macro is said of the call in the main file; 0 for what comes out of an #include. */
static loc_t place_in_main(const struct explain *x, tok_id token)
{
	const struct token *t = &x->ts->v.at[token];
	uint32_t row = expansion_outermost(x->env->expansions, t->expansion);
	const struct expansion *e = &x->env->expansions->rows.at[row];

	if (!row)
		return files_of(x->env->files, t->at) == x->main ? t->at : 0;
	return e->kind == EXPANSION_MACRO && files_of(x->env->files, e->begin) == x->main ? e->begin : 0;
}

static void add(struct explain *x, struct explained *f, tok_id token, struct remark remark)
{
	remark.at = place_in_main(x, token);
	if (remark.at)
		*vec_push(x->env->tu, &f->remarks) = remark;
}

static void routine(struct explain *x, struct unit *unit, struct explained *f, struct routine *r)
{
	const struct plan *plan = r->plan;
	const struct node *body = r->node->kid[r->parent ? DEFER_BLOCK_BODY : FUNCTION_BODY];
	struct flow_exits *exits = arena_new_of(x->env->tu, struct flow_exits);

	if (!plan->sites.n)
		return;
	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct site *s = plan->sites.at[i];

		add(x, f, s->node->first, (struct remark){.site = s});
		if (s->body)
			routine(x, unit, f, s->body);
	}
	flow_exits(x->env, unit, r, exits);
	for (size_t i = 0; i < exits->v.n; i++) {
		const struct flow_exit *e = &exits->v.at[i];

		if (e->kind == FLOW_END && !e->reachable)
			continue;
		add(x, f, e->kind == FLOW_END ? e->node->last : e->node->first, (struct remark){.exit = e, .routine = r});
	}
	for (size_t i = 0; i < plan->flow->scope_exits.n; i++) {
		const struct scope_exit *e = &plan->flow->scope_exits.at[i];
		bool end = e->node->kind == AST_BLOCK;

		if (e->node->kind == AST_RETURN || e->node == body || (end && !e->reachable))
			continue;
		add(x, f, end ? e->node->last : e->node->first, (struct remark){.leaves = e, .routine = r});
	}
}

/* A site that ends something in the same place does so first: `return` in the arguments of a deferred call. */
static int in_text(const void *a, const void *b)
{
	const struct remark *p = a, *q = b;

	if (p->at != q->at)
		return p->at < q->at ? -1 : 1;
	return !q->site - !p->site;
}

static void function(struct explain *x, struct unit *unit, struct routine *r)
{
	struct explained f = {.function = r};
	loc_t first = place_in_main(x, r->node->first), last = place_in_main(x, r->node->last);

	if (!first || !last)
		return;
	routine(x, unit, &f, r);
	if (!f.remarks.n)
		return;
	qsort(f.remarks.at, f.remarks.n, sizeof *f.remarks.at, in_text);
	f.first = files_place(x->env->files, first).line;
	f.last = files_place(x->env->files, last).line;
	*vec_push(x->env->tu, &x->functions) = f;
}

bool line_next(const struct explain *x, struct line *l)
{
	const char *stop = x->main->text + x->main->len;

	l->begin = l->number ? l->next : x->main->text + (x->main->bom ? 3 : 0);
	if (l->begin >= stop)
		return false;
	l->end = memchr(l->begin, '\n', (size_t)(stop - l->begin));
	if (!l->end)
		l->end = stop;
	l->next = l->end + 1;
	if (l->end > l->begin && l->end[-1] == '\r')
		l->end--;
	l->number++;
	return true;
}

loc_t line_end(const struct explain *x, const struct line *l) { return x->main->base + (loc_t)(l->end - x->main->text); }

void explain_unit(struct env *env, struct unit *unit, struct tokens *ts, const struct file *main,
                  enum explain_format format, bool color, struct buf *out)
{
	struct explain x = {.env = env, .ts = ts, .main = main, .out = out};

	for (size_t i = 0; i < unit->functions.n; i++)
		function(&x, unit, unit->functions.at[i]);
	if (format == EXPLAIN_HTML)
		explain_html(&x);
	else
		explain_text(&x, color);
}
