/*
 * The order of placement: flow of every routine, what calls save, captures, tiers, landing pads.
 */
#include <assert.h>
#include <string.h>

#include "place/place_int.h"

/* Most functions have nothing of the language in them, and their graphs would be most of the memory. */
static bool asks_for_flow(const struct routine *r)
{
	return r->sites.v.n || r->panics.v.n || r->recovers.v.n || r->results.v.n || r->setjmps.v.n || r->longjmps.v.n || r->parent;
}

static void make_plan(struct placing *p, struct routine *r, struct site *own)
{
	struct plan *plan = arena_new_of(p->env->tu, struct plan);
	size_t block = 0;
	r->plan = plan;
	plan->routine = r;
	plan->site = own;
	for (size_t i = 0; i < r->sites.v.n; i++) {
		struct node *n = r->sites.v.at[i];
		struct site *s = arena_new_of(p->env->tu, struct site);
		s->node = n;
		s->routine = r;
		s->index = i;
		s->scoped = n->kind == AST_DEFER_SCOPED;
		plan->function_scoped |= !s->scoped;
		s->number = ++p->sites;
		if (node_is_action(n) && block < r->routines.n)
			s->body = r->routines.at[block++];
		*vec_push(p->env->tu, &plan->sites) = s;
	}
	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->body)
			make_plan(p, plan->sites.at[i]->body, plan->sites.at[i]);
	plan->flow = asks_for_flow(r) ? flow_build(p->env, p->unit, r, p->tokens) : flow_none(p->env);
	decide_calls(p, r);
}

/* Why a routine without a `defer` needs a frame, or none. */
static const char *scoped_frame(const struct placing *p, const struct plan *plan)
{
	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->placement <= PLACE_HEAP)
			return plan->sites.at[i]->panic ? plan->sites.at[i]->panic : "-fno-open-coded";
	return p->env->opt->no_panic ? "-fno-panic" : "nothing can panic while an action is pending";
}

static void finish_plan(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);
	bool jumps = !p->env->opt->no_panic && (p->unit->uses_words || p->env->opt->setjmp_always);

	for (size_t i = 0; i < r->routines.n; i++)
		finish_plan(p, r->routines.at[i]);
	decide_scoped(p, r);
	decide_recover(p, r);
	decide_placement(p, r);
	/* Who calls it relies on that. */
	assert(!plan->opens || (plan->open_coded && !plan->marked));
	for (size_t i = 0; i < plan->sites.n; i++)
		plan->needs_frame |= plan->sites.at[i]->placement <= PLACE_HEAP && !plan->quiet;
	if (!plan->frame_reason)
		plan->frame_reason = scoped_frame(p, plan);
	plan->rewritten = plan->sites.n || plan->result || r->panics.v.n || r->recovers.v.n || r->results.v.n ||
	                  (jumps && (r->setjmps.v.n || r->longjmps.v.n));
}

/* Language 11: what cannot be right in a body that becomes a function of its own. */
static void check_builtins(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);
	for (size_t i = 0; plan->pad && i < r->frame_builtins.v.n; i++)
		diag_error(p->env->diag, node_span(p->tokens, r->frame_builtins.v.at[i]),
		           "this builtin cannot be used in a function whose actions may recover");
	if (plan->rewritten && (r->nested_functions || r->sym->is_nested))
		diag_error(p->env->diag, node_span(p->tokens, r->node->kid[FUNCTION_DECLARATOR]),
		           "a function %s cannot use defer, panic or recover",
		           r->sym->is_nested ? "inside a function" : "with functions inside it");
}

void place_unit(struct env *env, struct unit *unit, struct tokens *ts)
{
	struct placing p = {.env = env, .unit = unit, .tokens = ts};
	for (size_t i = 0; i < unit->functions.n; i++) {
		p.sites = 0;
		make_plan(&p, unit->functions.at[i], NULL);
	}
	/* Who panics and who recovers is known only when every function has its plan. */
	for (size_t i = 0; i < unit->functions.n; i++)
		decide_opens(&p, unit->functions.at[i]);
	panics_find(&p);
	for (size_t i = 0; i < unit->functions.n; i++) {
		decide_frames(&p, unit->functions.at[i]);
		p.environments = p.fields = 0;
		capture_function(&p, unit->functions.at[i]);
		finish_plan(&p, unit->functions.at[i]);
		check_builtins(&p, unit->functions.at[i]);
	}
}
