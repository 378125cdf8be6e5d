/*
 * The words of --explain, the same on a terminal and on a page.
 */
#include <string.h>

#include "explain/explain_int.h"

enum { LONGEST = 48, WIDEST = 200 };    /* of an action's text, of an indentation, in bytes */

/* ---- sites -------------------------------------------------------------------------------------------- */

/* The bytes from begin to end, white space made single blanks, cut in the middle of nothing. */
static const char *squeezed(struct arena *a, const char *begin, const char *end)
{
	char *text = arena_alloc(a, (size_t)(end - begin) + sizeof "...");
	size_t n = 0;
	bool blank = false;

	for (const char *p = begin; p < end; p++) {
		if (strchr(" \t\r\n\f\v\\", *p) && (*p != '\\' || p[1] == '\n')) {
			blank = n > 0;
			continue;
		}
		/* A character of UTF-8 is not cut. */
		if (n >= LONGEST && ((unsigned char)*p & 0xc0) != 0x80) {
			memcpy(text + n, "...", sizeof "...");
			return text;
		}
		if (blank)
			text[n++] = ' ';
		blank = false;
		text[n++] = *p;
	}
	text[n] = '\0';
	return text;
}

/* The piece of the main file that tokens a to b came out of, macro calls whole; null if there is none. */
static const char *source_text(const struct explain *x, tok_id a, tok_id b)
{
	const struct expansion *rows = x->env->expansions->rows.at;
	const struct token *first = &x->ts->v.at[a], *last = &x->ts->v.at[b];
	uint32_t row = expansion_outermost(x->env->expansions, first->expansion);
	uint32_t end_row = expansion_outermost(x->env->expansions, last->expansion);
	loc_t begin = row ? rows[row].begin : first->at, end = end_row ? rows[end_row].end : last->at + token_raw(last);
	const struct file *f = files_of(x->env->files, begin);

	if (!f || end <= begin || end > f->base + f->len)
		return NULL;
	return squeezed(x->env->tu, f->text + (begin - f->base), f->text + (end - f->base));
}

const char *action_text(const struct explain *x, const struct site *s)
{
	const char *text = NULL;

	if (s->body && !(s->node->kid[DEFER_BLOCK_BODY]->flags & F_BARE))
		return "{ ... }";
	if (s->body) {
		const struct node *body = s->body->node->kid[DEFER_BLOCK_BODY];

		/* Without its `;`. */
		text = body->last > body->first ? source_text(x, body->first, body->last - 1) : NULL;
		return text ? text : "...";
	}
	/* One that a macro makes together with other things is known by its callee. */
	if (!x->ts->v.at[s->node->first].expansion)
		text = source_text(x, s->call->first, s->call->last);
	if (text)
		return text;
	if (s->kind == CALL_PANIC)
		return "panic(...)";
	if (s->kind == CALL_RECOVER)
		return "recover()";
	return s->callee ? arena_printf(x->env->tu, "%s(...)", s->callee->name->text) : "(*...)(...)";
}

uint32_t site_line(const struct explain *x, const struct site *s)
{
	const struct token *t = &x->ts->v.at[s->node->first];
	uint32_t row = expansion_outermost(x->env->expansions, t->expansion);

	return files_place(x->env->files, row ? x->env->expansions->rows.at[row].begin : t->at).line;
}

const char *placement_text(const struct explain *x, const struct site *s)
{
	static const char *const where[] = {"open-coded", "a record in the frame", "a record on the heap", "called at exits", "in place"};

	return arena_printf(x->env->tu, "%s: %s", where[s->placement], s->reason);
}

const char *recovery_text(const struct explain *x, const struct site *s)
{
	const char *name = s->routine->function->sym->name->text;

	if (!s->may_recover)
		return NULL;
	if (s->routine->parent)
		return arena_printf(x->env->tu, "may recover: %s; the action that registered it then ends", s->recover_reason);
	return arena_printf(x->env->tu, "may recover: %s; %s() then returns to its caller", s->recover_reason, name);
}

const char *capture_text(const struct explain *x, const struct capture *c)
{
	static const char *const how[] = {"by value", "by reference in place", "moved to the frame", "moved to the heap"};
	const struct symbol *sym = c->copy ? c->copy : c->sym;

	if (!sym || (c->sym && c->sym->kind == SYM_TYPEDEF))
		return NULL;
	return arena_printf(x->env->tu, "%s: %s", sym->name->text, how[c->how]);
}

/* ---- exits --------------------------------------------------------------------------------------------- */

static bool jumps(const struct remark *r)
{
	const struct nodes *calls = &r->routine->longjmps;

	for (size_t i = 0; i < calls->v.n; i++)
		if (calls->v.at[i] == r->exit->node)
			return true;
	return false;
}

static bool ends_thread(const struct symbol *callee) { return strcmp(callee->name->text, "cdefer_thread_exit") == 0; }

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

/* exit() and its like end the process; what ends the thread runs the actions if it unwinds the stack and may.  Of
 * another function that does not return nothing is known. */
static bool runs_nothing(const struct explain *x, const struct remark *r)
{
	static const char *const process[] = {"exit", "_exit", "_Exit", "quick_exit", "abort", "__assert_fail", "__assert",
	                                      "__assert_perror_fail", "err", "errx", "verr", "verrx", "__builtin_abort",
	                                      "__builtin_exit", "__builtin_trap", "__builtin_unreachable", "__chk_fail",
	                                      "__stack_chk_fail", "__builtin__exit", "__builtin__Exit"};
	static const char *const thread[] = {"pthread_exit", "thrd_exit"};
	const struct symbol *callee = r->exit->kind == FLOW_NORETURN ? sema_callee(r->exit->node) : NULL;

	if (!callee || !(callee->system || callee->builtin))
		return false;
	return is_one_of(callee->name->text, process, sizeof process / sizeof *process) ||
	       (!x->env->opt->foreign_unwind && is_one_of(callee->name->text, thread, sizeof thread / sizeof *thread));
}

static const char *departure(const struct explain *x, const struct remark *r)
{
	const struct symbol *callee = sema_callee(r->exit->node);

	if (jumps(r))
		return "jumps; runs, of these, what was registered since its setjmp:";
	if (callee && ends_thread(callee))
		return "ends the thread after";
	return runs_nothing(x, r) ? "does not come back; runs no action" : "does not come back; if it panics,";
}

const char *exit_text(const struct explain *x, const struct remark *r, bool any)
{
	bool block = r->routine->parent != NULL;

	if (r->leaves)
		return r->leaves->node->kind == AST_GOTO ? "jumps after" : r->leaves->node->kind == AST_BREAK ? "breaks after"
		     : r->leaves->node->kind == AST_CONTINUE ? "continues after" : "the block ends after";
	if (!r->exit->reachable)
		return "is never reached";
	switch (r->exit->kind) {
	case FLOW_RETURN:
		return any ? (block ? "ends the action after" : "returns after")
		           : block ? "ends the action; nothing is pending" : "returns; nothing is pending";
	case FLOW_END:
		return any ? (block ? "the action ends after" : "the function ends after")
		           : block ? "the action ends; nothing is pending" : "the function ends; nothing is pending";
	case FLOW_PANIC:
		return any ? "panics; then, until one recovers," : "panics; nothing is pending";
	case FLOW_NORETURN:
		break;
	}
	return any || runs_nothing(x, r) ? departure(x, r) : "does not come back; nothing is pending";
}

static struct pending *add_pending(const struct explain *x, struct pendings *out, const struct site *s)
{
	struct pending *p = vec_push(x->env->tu, &out->v);

	p->site = s;
	return p;
}

/* Of the blocks around: those are pending for certain. */
static void scoped_at(const struct explain *x, const struct remark *r, struct pendings *out)
{
	const struct plan *plan = r->routine->plan;

	if (r->leaves)
		for (const struct scoped *d = r->leaves->from; d != r->leaves->to; d = d->outer)
			add_pending(x, out, plan->sites.at[d->site - plan->flow->sites]);
	else
		for (size_t i = 0; i < r->exit->scoped.n; i++)
			add_pending(x, out, plan->sites.at[r->exit->scoped.at[i]]);
}

/* A panic runs all as they were registered, which they are as they are written. */
static void merge(const struct remark *r, struct pendings *out)
{
	if (r->exit->kind != FLOW_PANIC && r->exit->kind != FLOW_NORETURN)
		return;
	for (size_t i = 1; i < out->v.n; i++)
		for (size_t k = i; k > 0 && out->v.at[k - 1].site->index < out->v.at[k].site->index; k--) {
			struct pending swap = out->v.at[k];

			out->v.at[k] = out->v.at[k - 1];
			out->v.at[k - 1] = swap;
		}
}

void pending_at(const struct explain *x, const struct remark *r, struct pendings *out)
{
	const struct plan *plan = r->routine->plan;
	bool in_order = plan->flow->defers_in_order;

	if (!r->leaves && runs_nothing(x, r))
		return;
	scoped_at(x, r, out);
	for (size_t i = plan->sites.n; i-- > 0 && !r->leaves;) {
		const struct flow_site *f = &plan->flow->sites[i];
		struct pending *p;

		if (plan->sites.at[i]->scoped || r->exit->sites[i] == FLOW_NEVER)
			continue;
		p = add_pending(x, out, plan->sites.at[i]);
		if (f->repeat != FLOW_ONCE) {
			p->condition = "each time it was registered";
		} else if (r->exit->sites[i] == FLOW_PERHAPS) {
			p->condition = "if it was registered";
		}
		in_order &= !f->unordered && (f->repeat == FLOW_ONCE || f->repeat == FLOW_LOOP);
	}
	if (out->v.n > 1 && !in_order && !r->leaves)
		out->order = "what was registered last runs first, whatever the order here";
	if (!r->leaves)
		merge(r, out);
}

bool indent_to(const struct explain *x, loc_t at, struct buf *out)
{
	const char *begin, *end, *stop;

	files_line(x->env->files, at, &begin, &end);
	stop = x->main->text + (at - x->main->base);
	if (begin == x->main->text && x->main->bom)
		begin += 3;
	if (stop - begin > WIDEST)
		return false;
	for (const char *p = begin; p < stop; p++)
		if (*p == '\t')
			buf_putc(out, '\t');
		else if (((unsigned char)*p & 0xc0) != 0x80)
			buf_putc(out, ' ');
	return true;
}

uint32_t column_of(const struct explain *x, loc_t at) { return files_place(x->env->files, at).column; }
