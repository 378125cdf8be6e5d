/*
 * What the graph says: Tarjan's strongly connected components (SIAM J. Comput. 1972), without
 * recursion, because a body may have hundreds of thousands of points.
 *
 * A site repeats if its point lies on a cycle, or if it can be reached from a point to which control
 * may come back unseen: a setjmp, a label whose address is taken (language 7).  A scope is entered
 * again if a cycle runs through a point in it and one outside it.
 */
#include "flow/flow_int.h"

struct frame { uint32_t point, edge; };

struct solve {
	struct graph *g;
	uint32_t counter, components;
	VEC(uint32_t) stack;
	VEC(struct frame) calls;
	VEC(uint32_t) sizes;            /* points in each component */
	VEC(bool) loops;                /* the component is a cycle */
};

static void finish(struct solve *s, uint32_t v)
{
	struct graph *g = s->g;
	uint32_t w, size = 0;
	do {
		w = s->stack.at[--s->stack.n];
		g->points.at[w].on_stack = false;
		g->points.at[w].component = s->components;
		size++;
	} while (w != v);
	*vec_push(g->env->tu, &s->sizes) = size;
	*vec_push(g->env->tu, &s->loops) = size > 1;
	s->components++;
}

static void enter(struct solve *s, uint32_t v)
{
	struct point *p = &s->g->points.at[v];
	p->index = p->low = ++s->counter;
	p->on_stack = true;
	*vec_push(s->g->env->tu, &s->stack) = v;
	*vec_push(s->g->env->tu, &s->calls) = (struct frame){v, p->edges};
}

static void connect(struct solve *s, uint32_t root)
{
	struct graph *g = s->g;
	enter(s, root);
	while (s->calls.n) {
		struct frame *f = &s->calls.at[s->calls.n - 1];
		struct point *p = &g->points.at[f->point];
		if (f->edge) {
			struct edge e = g->edges.at[f->edge];
			struct point *to = &g->points.at[e.to];
			f->edge = e.next;
			if (!to->index)
				enter(s, e.to);
			else if (to->on_stack && to->index < p->low)
				p->low = to->index;
			continue;
		}
		uint32_t v = f->point, low = p->low;
		s->calls.n--;
		if (low == p->index)
			finish(s, v);
		if (s->calls.n) {
			struct point *up = &g->points.at[s->calls.at[s->calls.n - 1].point];
			if (low < up->low)
				up->low = low;
		}
	}
}

/* Marks in `seen` what can be reached from the points on `work`. */
static void reach(struct graph *g, bool *seen, uint32_t *work, size_t n)
{
	while (n) {
		uint32_t v = work[--n];
		for (uint32_t e = g->points.at[v].edges; e; e = g->edges.at[e].next) {
			uint32_t to = g->edges.at[e].to;
			if (!seen[to]) {
				seen[to] = true;
				work[n++] = to;
			}
		}
	}
}

/* Everything reachable from the points that `from` says, those points excluded unless reached. */
static bool *reachable(struct graph *g, bool (*from)(const struct graph *, uint32_t))
{
	bool *seen = arena_alloc(g->env->tu, g->points.n);
	uint32_t *work = arena_alloc(g->env->tu, g->points.n * 2 * sizeof *work);
	size_t n = 0;
	for (uint32_t v = 1; v < g->points.n; v++)
		if (from(g, v))
			work[n++] = v;
	reach(g, seen, work, n);
	return seen;
}

static bool is_entry(const struct graph *g, uint32_t v) { return v == g->entry; }
static bool comes_again(const struct graph *g, uint32_t v) { return g->points.at[v].again; }
static bool is_taken(const struct graph *g, uint32_t v) { return g->points.at[v].address_taken; }

static const struct scope *common(const struct scope *a, const struct scope *b)
{
	while (a && b && a != b)
		*(a->depth >= b->depth ? &a : &b) = a->depth >= b->depth ? a->parent : b->parent;
	return a && b ? a : NULL;
}

static void add_scope(struct flow *f, struct arena *arena, const struct scope *s)
{
	if (!flow_entered_again(f, s))
		*vec_push(arena, &f->entered_again) = s;
}

/* The scopes of each cycle that lie below what all of its points share. */
static void scopes_entered_again(struct solve *s)
{
	struct graph *g = s->g;
	const struct scope **shared = arena_alloc(g->env->tu, (s->components + 1) * sizeof *shared);
	for (uint32_t v = 1; v < g->points.n; v++) {
		const struct point *p = &g->points.at[v];
		shared[p->component] = shared[p->component] ? common(shared[p->component], p->scope) : p->scope;
	}
	for (uint32_t v = 1; v < g->points.n; v++) {
		const struct point *p = &g->points.at[v];
		if (s->loops.at[p->component])
			for (const struct scope *c = p->scope; c && c != shared[p->component]; c = c->parent)
				add_scope(g->flow, g->env->tu, c);
	}
}

/* Behind a setjmp or a taken label every block that begins there counts as entered again. */
static void scopes_behind(struct graph *g, const bool *seen)
{
	for (uint32_t v = 1; v < g->points.n; v++)
		if (seen[v])
			for (const struct scope *c = g->points.at[v].scope; c && c != g->routine->scope; c = c->parent)
				add_scope(g->flow, g->env->tu, c);
}

/* True unless, on some path, a site of `defer` executes before one that is written in front of it: site i is
 * reached from site j > i.  One search from the last sites to the first, each point seen once.  (What is pending of
 * _Defer has been registered as it is written.) */
static void written_order(struct graph *g)
{
	struct flow *f = g->flow;
	uint32_t *at = arena_alloc(g->env->tu, (f->nsites + 1) * sizeof *at);
	uint32_t *work = arena_alloc(g->env->tu, g->points.n * 2 * sizeof *work);
	bool *seen = arena_alloc(g->env->tu, g->points.n);

	f->in_order = f->defers_in_order = true;
	for (uint32_t v = 1; v < g->points.n; v++)
		if (g->points.at[v].site)
			at[g->points.at[v].site - f->sites] = v;
	for (size_t j = f->nsites; j-- > 0;) {
		if (!at[j])
			continue;
		if (seen[at[j]]) {
			f->in_order = false;
			f->defers_in_order &= f->sites[j].node->kind == AST_DEFER_SCOPED;
		}
		if (f->sites[j].node->kind == AST_DEFER_SCOPED)
			continue;
		work[0] = at[j];
		reach(g, seen, work, 1);
	}
}

void graph_solve(struct graph *g)
{
	struct solve s = {.g = g};
	struct flow *f = g->flow;
	for (uint32_t v = 1; v < g->points.n; v++)
		if (!g->points.at[v].index)
			connect(&s, v);
	/* A point with an edge to itself is a cycle too. */
	for (uint32_t v = 1; v < g->points.n; v++)
		for (uint32_t e = g->points.at[v].edges; e; e = g->edges.at[e].next)
			if (g->edges.at[e].to == v)
				s.loops.at[g->points.at[v].component] = true;

	bool *live = reachable(g, is_entry), *again = reachable(g, comes_again), *taken = reachable(g, is_taken);
	live[g->entry] = true;
	for (uint32_t v = 1; v < g->points.n; v++) {
		struct flow_site *site = g->points.at[v].site;
		if (!site)
			continue;
		site->reachable = live[v];
		site->repeat = s.loops.at[g->points.at[v].component] ? FLOW_LOOP
		             : again[v] ? FLOW_SETJMP : taken[v] ? FLOW_COMPUTED : FLOW_ONCE;
	}
	scopes_entered_again(&s);
	scopes_behind(g, again);
	scopes_behind(g, taken);
	f->end_reached = live[g->end];
	graph_scope_exits(g, live);
	written_order(g);
}

struct flow *flow_build(struct env *env, struct unit *unit, struct routine *r, const struct tokens *ts)
{
	struct graph g;
	struct flow *f = graph_new(&g, env, unit, r);

	graph_solve(&g);
	graph_check_jumps(&g, ts);
	return f;
}

struct flow *flow_none(struct env *env)
{
	struct flow *f = arena_new_of(env->tu, struct flow);

	f->in_order = f->defers_in_order = f->end_reached = true;
	return f;
}

bool flow_entered_again(const struct flow *f, const struct scope *s)
{
	for (size_t i = 0; i < f->entered_again.n; i++)
		if (f->entered_again.at[i] == s)
			return true;
	return false;
}

void flow_dump(const struct flow *f, const struct tokens *ts, struct env *env, struct buf *out)
{
	static const char *const repeat[] = {"once", "loop", "behind setjmp", "behind a computed goto"};
	for (size_t i = 0; i < f->nsites; i++) {
		const struct flow_site *s = &f->sites[i];
		buf_printf(out, "site line %u: %s%s%s\n",
		           files_presumed(env->files, ts->v.at[s->node->first].at).line, repeat[s->repeat],
		           s->reachable ? "" : ", unreachable", s->unordered ? ", unordered" : "");
	}
	for (size_t i = 0; i < f->entered_again.n; i++) {
		const struct node *n = f->entered_again.at[i]->node;
		if (n)
			buf_printf(out, "entered again: line %u\n",
			           files_presumed(env->files, ts->v.at[n->first].at).line);
	}
	buf_printf(out, "in order: %s, end reached: %s\n", f->in_order ? "yes" : "no", f->end_reached ? "yes" : "no");
}
