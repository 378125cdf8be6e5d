/*
 * Which sites have executed when control leaves: the graph's fixed point (Kildall, POPL 1973).
 *
 * Nothing takes an execution back, so a point needs two sets: the sites that lie on some path to it
 * (united over its predecessors) and those that lie on all paths (intersected).  Points are numbered
 * about as the text runs, so that few rounds over them are needed.
 */
#include <string.h>

#include "flow/flow_int.h"

enum { BITS = 64 };

struct sets {
	struct graph *g;
	size_t words;           /* of one set */
	uint64_t *some, *all;   /* a set for each point, of what has executed in front of it */
	bool *reached;
};

static uint64_t *set_of(const struct sets *s, uint64_t *sets, uint32_t point) { return sets + point * s->words; }

static bool has(const uint64_t *set, size_t i) { return set[i / BITS] >> i % BITS & 1; }

/* Hands what holds behind `from` on to `to`; whether that changed anything there. */
static bool flow_on(struct sets *s, uint32_t from, uint32_t to)
{
	const struct flow_site *site = s->g->points.at[from].site;
	size_t own = site ? (size_t)(site - s->g->flow->sites) : SIZE_MAX;
	bool first = !s->reached[to], changed = first;

	for (size_t w = 0; w < s->words; w++) {
		uint64_t here = own / BITS == w ? (uint64_t)1 << own % BITS : 0;
		uint64_t some = set_of(s, s->some, from)[w] | here, all = set_of(s, s->all, from)[w] | here;
		uint64_t *to_some = &set_of(s, s->some, to)[w], *to_all = &set_of(s, s->all, to)[w];

		some |= *to_some;
		all &= first ? ~(uint64_t)0 : *to_all;
		changed |= some != *to_some || all != *to_all;
		*to_some = some;
		*to_all = all;
	}
	s->reached[to] = true;
	return changed;
}

static void solve(struct sets *s)
{
	struct graph *g = s->g;
	bool changed = true;

	s->reached[g->entry] = true;
	while (changed) {
		changed = false;
		for (uint32_t v = 1; v < g->points.n; v++)
			for (uint32_t e = s->reached[v] ? g->points.at[v].edges : 0; e; e = g->edges.at[e].next)
				changed |= flow_on(s, v, g->edges.at[e].to);
	}
}

/* Control may come back to `point` from everywhere behind it, with what has executed there; that it comes back unseen
 * takes nothing away.  Whether that is news. */
static bool flow_back(struct sets *s, uint32_t point)
{
	struct graph *g = s->g;
	uint32_t *work = arena_alloc(g->env->tu, g->points.n * sizeof *work), n = 0;
	bool *seen = arena_alloc(g->env->tu, g->points.n), changed = false;

	seen[point] = true;
	for (work[n++] = point; n;) {
		uint32_t v = work[--n];
		const struct flow_site *site = g->points.at[v].site;
		size_t own = site ? (size_t)(site - g->flow->sites) : 0;
		uint64_t *some = set_of(s, s->some, point);

		if (site && !has(some, own)) {
			some[own / BITS] |= (uint64_t)1 << own % BITS;
			changed = true;
		}
		for (uint32_t e = g->points.at[v].edges; e; e = g->edges.at[e].next)
			if (!seen[g->edges.at[e].to]) {
				seen[g->edges.at[e].to] = true;
				work[n++] = g->edges.at[e].to;
			}
	}
	return changed;
}

static void solve_all(struct sets *s)
{
	bool changed;

	do {
		solve(s);
		changed = false;
		for (uint32_t v = 1; v < s->g->points.n; v++)
			if (s->reached[v] && s->g->points.at[v].again)
				changed |= flow_back(s, v);
	} while (changed);
}

/* At an exit in an operand, what other operands register may have been registered already, or not yet. */
static void mix(const struct graph *g, struct flow_exits *out)
{
	for (size_t i = 0; i < g->rivals.n; i++) {
		const struct rivals *r = &g->rivals.at[i];

		for (size_t x = r->exits.from; x < r->exits.to; x++)
			for (size_t s = r->all.from; s < r->all.to; s++)
				if (s < r->own.from || s >= r->own.to)
					out->v.at[x - 1].sites[s] = FLOW_PERHAPS;
	}
}

void flow_exits(struct env *env, struct unit *unit, struct routine *r, struct flow_exits *out)
{
	struct graph g;
	const struct flow *f = graph_new(&g, env, unit, r);
	struct sets s = {.g = &g, .words = f->nsites / BITS + 1};

	s.some = arena_alloc(env->tu, g.points.n * s.words * sizeof *s.some);
	s.all = arena_alloc(env->tu, g.points.n * s.words * sizeof *s.all);
	s.reached = arena_alloc(env->tu, g.points.n);
	solve_all(&s);
	for (size_t i = 1; i < g.exits.n; i++) {
		struct flow_exit *x = vec_push(env->tu, &out->v);

		x->kind = g.exits.at[i].kind;
		x->node = g.exits.at[i].node;
		x->sites = arena_alloc(env->tu, f->nsites + 1);
		for (const struct scoped *d = g.exits.at[i].open; d; d = d->outer)
			*vec_push(env->tu, &x->scoped) = (size_t)(d->site - f->sites);
	}
	for (uint32_t v = 1; v < g.points.n; v++) {
		if (!g.points.at[v].exit)
			continue;
		struct flow_exit *x = &out->v.at[g.points.at[v].exit - 1];

		x->reachable = s.reached[v];
		for (size_t i = 0; i < f->nsites; i++)
			x->sites[i] = has(set_of(&s, s.all, v), i) ? FLOW_ALWAYS
			            : has(set_of(&s, s.some, v), i) ? FLOW_PERHAPS : FLOW_NEVER;
	}
	mix(&g, out);
}
