/*
 * Decisions: what a deferred call saves, which action may recover, and the tier of every site.
 */
#include <string.h>

#include "place/place_int.h"

/* ---- deferred calls (language 2.3) ------------------------------------------------------------ */

/* A literal needs no saving: it is written again where the call is due.  (So a format stays visible
 * to the compiler's checks.) */
static bool is_literal(const struct node *n)
{
	while (n->kind == AST_PAREN)
		n = n->kid[PAREN_EXPR];
	return n->kind == AST_NUMBER || n->kind == AST_CHARACTER || n->kind == AST_STRING || n->kind == AST_WORD;
}

static struct type *argument_type(struct placing *p, struct type *fn, unsigned i, struct node *arg)
{
	struct types *ts = p->unit->types;
	if (fn && i < fn->nparams && !fn->old_style) {
		struct type *t = type_unqualified(ts, fn->params[i].type);
		struct type *plain = type_plain(t);
		if (!(plain->kind == TYPE_UNION && plain->record && plain->record->transparent_union))
			return t;
	}
	struct type *t = type_decay(ts, arg->type);
	return type_is_arithmetic(t) ? type_default_promote(ts, t) : t;
}

static void save_arguments(struct placing *p, struct site *s, struct type *fn)
{
	unsigned i = 0;
	for (struct node *a = s->call->kid[CALL_ARGS]; a; a = a->next, i++) {
		struct saved *saved = vec_push(p->env->tu, &s->args);
		saved->node = a;
		saved->constant = is_literal(a);
		saved->type = argument_type(p, fn, i, a);
	}
}

static bool is_va_end(const struct symbol *callee)
{
	return callee && callee->name->len == 16 && strcmp(callee->name->text, "__builtin_va_end") == 0;
}

static void decide_call(struct placing *p, struct site *s)
{
	struct node *e = s->node->kid[DEFER_CALL_EXPR];
	while (e && (e->kind == AST_PAREN || e->kind == AST_CAST || (e->kind == AST_UNARY && e->op == TOK_EXTENSION)))
		e = e->kind == AST_CAST ? e->kid[CAST_EXPR] : e->kid[0];
	s->call = e;
	if (!e)
		return;
	if (e->kind == AST_RECOVER) {
		s->kind = CALL_RECOVER;
		return;
	}
	if (e->kind == AST_PANIC) {
		s->kind = CALL_PANIC;
		for (struct node *a = e->kid[PANIC_ARGS]; a; a = a->next) {
			struct saved *saved = vec_push(p->env->tu, &s->args);
			saved->node = a;
			saved->type = type_decay(p->unit->types, a->type);
		}
		return;
	}
	if (e->kind != AST_CALL)
		return;         /* sema has reported it */
	struct symbol *callee = sema_callee(e);
	s->kind = is_va_end(callee) ? CALL_VA_END : CALL_ORDINARY;
	/* A name of file scope means the same in the action; a nested function or a block's own
	 * declaration is saved as any other callee. */
	if (callee && !callee->is_nested && (!symbol_routine(callee) || callee->implicit))
		s->callee = callee;
	else {
		s->function.node = e->kid[CALL_CALLEE];
		s->function.type = type_decay(p->unit->types, e->kid[CALL_CALLEE]->type);
	}
	save_arguments(p, s, sema_callee_type(e));
}

void decide_calls(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);
	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->node->kind == AST_DEFER_CALL)
			decide_call(p, plan->sites.at[i]);
}

/* ---- who may recover (architecture: landing pads only where an action may recover) ------------ */

/* The routine itself calls recover, at once or when it ends. */
static bool recovers(const struct routine *r)
{
	const struct plan *plan = plan_of(r);
	if (r->recovers.v.n)
		return true;
	for (size_t i = 0; plan && i < plan->sites.n; i++)
		if (plan->sites.at[i]->kind == CALL_RECOVER && plan->sites.at[i]->node->kind == AST_DEFER_CALL)
			return true;
	return false;
}

/* A pattern of --no-recover fits the function; the name of one that is only known by a pointer is "". */
static bool is_listed(const char *list, const char *name)
{
	for (const char *end; list && *list; list = *end ? end + 1 : end) {
		size_t n = strcspn(list, ",");

		end = list + n;
		if (n && list[n - 1] == '*' ? strncmp(list, name, n - 1) == 0 && (*name || n == 1)
		                            : strlen(name) == n && memcmp(list, name, n) == 0 && n)
			return true;
	}
	return false;
}

static void decide_site_recover(struct placing *p, struct site *s)
{
	const char *listed = p->env->opt->no_recover;

	if (s->placement >= PLACE_CALLED || plan_of(s->routine)->quiet) {
		s->recover_reason = "no panic runs it";
	} else if (s->body) {
		s->may_recover = recovers(s->body);
		s->recover_reason = s->may_recover ? "the block calls recover" : "the block does not call recover";
	} else if (s->kind != CALL_ORDINARY) {
		s->recover_reason = "the call is one of the language's own";
	} else if (!s->callee) {
		if (is_listed(listed, "")) {
			s->said_not_to = true;
			s->recover_reason = "--no-recover=* says that nothing recovers that is called through a pointer";
			return;
		}
		s->may_recover = true;
		s->recover_reason = "it is not known which function is called";
	} else if (s->callee->definition) {
		s->may_recover = recovers(s->callee->definition);
		s->recover_reason = s->may_recover ? "the function calls recover" : "the function does not call recover";
	} else if (s->callee->defined) {
		s->recover_reason = "the function does not call recover";
	} else if (s->callee->system || s->callee->builtin) {
		s->recover_reason = "a function of a system header is not translated";
	} else if (s->callee->no_recover) {
		s->said_not_to = true;
		s->recover_reason = "the function is declared CDEFER_NORECOVER";
	} else if (is_listed(listed, s->callee->name->text)) {
		s->said_not_to = true;
		s->recover_reason = "--no-recover names the function";
	} else {
		s->may_recover = true;
		s->recover_reason = "the function is defined elsewhere and may call recover";
	}
}

void decide_recover(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);
	for (size_t i = 0; i < plan->sites.n; i++) {
		decide_site_recover(p, plan->sites.at[i]);
		plan->pad |= plan->sites.at[i]->may_recover;
	}
}

/* ---- tiers (language 7) ------------------------------------------------------------------------- */

uint64_t type_bytes(struct placing *p, struct type *t)
{
	uint64_t size;
	uint32_t align;
	return type_size(p->unit->types, t, &size, &align) ? size : p->unit->types->target.pointer_size;
}

static struct type *captured_type(const struct capture *c)
{
	return c->copy ? c->copy->type : c->sym ? c->sym->type : NULL;
}

/* What the record holds of a capture: a pointer, or the copy (of a VLA: a pointer to it). */
static uint64_t capture_size(struct placing *p, const struct capture *c)
{
	struct type *t = captured_type(c);
	return c->how == COPIED && t && !t->vla ? type_bytes(p, t) : p->unit->types->target.pointer_size;
}

uint64_t saved_size(struct placing *p, const struct site *s)
{
	uint64_t n = 0;
	if (s->function.node)
		n += p->unit->types->target.pointer_size;
	for (size_t i = 0; i < s->args.n; i++)
		if (!s->args.at[i].constant)
			n += type_bytes(p, s->args.at[i].type);
	for (size_t i = 0; i < s->captures.n; i++)
		n += capture_size(p, &s->captures.at[i]);
	return n;
}

static const char *repeat_reason(const struct flow_site *f)
{
	switch (f->repeat) {
	case FLOW_LOOP: return "may be executed more than once a call (loop or backward goto)";
	case FLOW_SETJMP: return "stands behind a setjmp, which may return more than once";
	case FLOW_COMPUTED: return "stands behind a label whose address is taken";
	case FLOW_ONCE: break;
	}
	return NULL;
}

/* Something that the action needs lies on the record stack besides its record: the copy of a VLA, or
 * the text of `defer panic(format, ...)`. */
static bool needs_stack(const struct site *s)
{
	if (s->kind == CALL_PANIC && s->args.n > 1)
		return true;
	for (size_t i = 0; i < s->captures.n; i++) {
		struct type *t = captured_type(&s->captures.at[i]);
		if (s->captures.at[i].how == COPIED && t && t->vla)
			return true;
	}
	return false;
}

/* Another defer stands inside this one's arguments (in a statement expression), and registers first. */
static bool holds_site(const struct plan *plan, const struct site *s)
{
	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct node *n = plan->sites.at[i]->node;
		if (n != s->node && n->first >= s->node->first && n->last <= s->node->last)
			return true;
	}
	return false;
}

/* Of how many sites something is noted when they register. */
static size_t records(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->sites.n; i++)
		n += plan->sites.at[i]->placement < PLACE_CALLED;
	return n;
}

/* An action of `defer` is registered repeatedly. */
static bool repeats(const struct plan *plan)
{
	for (size_t i = 0; i < plan->sites.n; i++)
		if (!plan->sites.at[i]->scoped && plan->flow->sites[i].repeat != FLOW_ONCE)
			return true;
	return false;
}

/* A jump to a setjmp leaves blocks without running their _Defers; records of the chain are dropped by it. */
static bool is_dropped_by_jumps(const struct plan *plan)
{
	bool scoped = false;

	for (size_t i = 0; i < plan->sites.n; i++)
		scoped |= is_of_block(plan->sites.at[i]) && plan->sites.at[i]->placement < PLACE_CALLED;
	return scoped && (plan->routine->setjmps.v.n || plan->routine->twice.v.n);
}

static bool holds_another(const struct plan *plan)
{
	for (size_t i = 0; i < plan->sites.n; i++)
		if (!plan->sites.at[i]->body && holds_site(plan, plan->sites.at[i]))
			return true;
	return false;
}

/* The name of what is called means the same wherever the call stands: in the body once, else behind the function. */
static bool is_direct(struct placing *p, const struct site *s)
{
	const struct scoped *d = plan_of(s->routine)->flow->sites[s->index].scoped;

	if (s->placement != PLACE_OPEN || s->body || s->kind != CALL_ORDINARY || !s->callee)
		return false;
	/* A result that must not be dropped has a type that is to be written. */
	return !s->scoped || (s->once && !s->callee->is_nodiscard && (!s->movable || !hidden_behind(p, d->block, s->call->kid[CALL_CALLEE])));
}

void decide_placement(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);
	const struct flow *flow = plan->flow;
	const char *chain = NULL;       /* why the routine's records are on the chain */

	if (p->env->opt->no_open_coded)
		chain = "-fno-open-coded";
	else if (!flow->in_order && !repeats(plan))
		chain = holds_another(plan) ? "a defer stands in what another one evaluates"
		                            : "a goto runs the defers of the function in another order than they are written";
	else if (records(plan) > FRAME_BITS)
		chain = "the function has more defers than the bits of a frame";
	else if (is_dropped_by_jumps(plan))
		chain = "a longjmp to the function ends blocks without running their actions";
	for (size_t i = 0; i < plan->sites.n; i++) {
		struct site *s = plan->sites.at[i];
		const struct flow_site *f = &flow->sites[i];
		if (!s->reason && !s->scoped)
			s->reason = repeat_reason(f);
		if (!s->reason && !s->scoped && saved_size(p, s) > p->env->opt->frame_limit) {
			s->reason = "larger than the frame limit";
			s->reserve = !holds_site(plan, s);
		}
		plan->marked |= needs_stack(s);
		if (s->placement >= PLACE_CALLED) {
			;
		} else if (s->reason) {
			s->placement = PLACE_HEAP;
			plan->marked = true;
			if (!chain)
				chain = "another defer of the function needs a record on the chain";
		} else if (f->unordered && !chain) {
			chain = "C does not order the defers of one expression";
		}
		if (!f->reachable && p->env->diag)
			diag_warn(p->env->diag, W_UNREACHABLE_DEFER, node_span(p->tokens, s->node),
			          "this defer cannot be reached");
		if (f->repeat == FLOW_LOOP && !s->scoped)
			diag_warn(p->env->diag, W_DEFER_IN_LOOP, node_span(p->tokens, s->node),
			          "defer in a loop: its records pile up until the function ends");
	}
	/* What lies on the record stack above a frame's mark is newer than its bits. */
	if (!chain && plan->marked)
		chain = "something that an action of the function needs lies on the record stack";
	plan->open_coded = !chain;
	for (size_t i = 0, bit = 0; i < plan->sites.n; i++) {
		struct site *s = plan->sites.at[i];
		if (s->placement >= PLACE_HEAP)
			continue;
		s->placement = chain ? PLACE_STACK : PLACE_OPEN;
		s->reason = chain ? chain : is_of_block(s) ? "pending at most once at a time" : "executed at most once a call";
		s->bit = (unsigned)bit++;
		s->direct = is_direct(p, s);
	}
}
