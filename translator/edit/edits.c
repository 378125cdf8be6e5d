/*
 * The lists of edits: made in any order, looked up by token.
 *
 * They are sorted when text is first wanted.  Whoever prints goes from one token at which something
 * begins or ends to the next, so that untouched text costs nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "edit/edit_int.h"

struct edits *edits_new(struct env *env, struct pp *pp, struct file *main)
{
	struct edits *e = arena_new_of(env->tu, struct edits);
	const char *newline = memchr(main->text, '\n', main->len);

	e->env = env;
	e->pp = pp;
	e->tokens = pp_tokens(pp);
	e->main = main;
	e->lines = !env->opt->no_line;
	e->crlf = newline && newline > main->text && newline[-1] == '\r';
	return e;
}

void edit_replace(struct edits *e, tok_id a, tok_id b, struct text *with)
{
	*vec_push(e->env->tu, &e->replacements) = (struct replacement){ a, b, e->made++, false, with };
	e->prepared = false;
}

void edit_before(struct edits *e, tok_id a, struct text *what)
{
	*vec_push(e->env->tu, &e->before) = (struct insertion){ a, e->made++, false, false, what };
	e->prepared = false;
}

void edit_after(struct edits *e, tok_id b, struct text *what)
{
	*vec_push(e->env->tu, &e->after) = (struct insertion){ b, e->made++, false, false, what };
	e->prepared = false;
}

void edit_in_front(struct edits *e, tok_id a, struct text *what)
{
	*vec_push(e->env->tu, &e->before) = (struct insertion){ a, e->made++, true, false, what };
	e->prepared = false;
}

void edit_behind(struct edits *e, tok_id b, struct text *what)
{
	*vec_push(e->env->tu, &e->after) = (struct insertion){ b, e->made++, true, false, what };
	e->prepared = false;
}

void edit_rewritten(struct edits *e, tok_id a, tok_id b)
{
	*vec_push(e->env->tu, &e->regions) = (struct region){ a, b, 0 };
	e->prepared = false;
}

void edit_moved(struct edits *e, tok_id a, tok_id b, tok_id to)
{
	*vec_push(e->env->tu, &e->regions) = (struct region){ a, b, to };
	e->prepared = false;
}

void edit_top(struct edits *e, struct text *what)
{
	if (!e->top)
		e->top = text_new(e);
	text_append(e->top, what);
}

/* ---- sorting ------------------------------------------------------------------------------ */

static int by_number(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

/* Outer ones first. */
static int compare_replacements(const void *a, const void *b)
{
	const struct replacement *r = a, *s = b;

	if (r->a != s->a)
		return by_number(r->a, s->a);
	return r->b != s->b ? by_number(s->b, r->b) : by_number(r->order, s->order);
}

static int compare_insertions(const void *a, const void *b)
{
	const struct insertion *i = a, *k = b;

	return i->at != k->at ? by_number(i->at, k->at) : by_number(i->order, k->order);
}

static int compare_tokens(const void *a, const void *b)
{
	return by_number(*(const tok_id *)a, *(const tok_id *)b);
}

/* qsort() wants no null pointer. */
static void sort(void *at, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	if (n > 1)
		qsort(at, n, size, compare);
}

void edits_prepare_source(struct edits *e)
{
	const struct expansions *x = e->env->expansions;
	const struct pp_counter *counters = pp_counters(e->pp, &e->ncounters);

	if (e->includes.n || e->empty_calls.n || e->counters.n)
		return;
	for (size_t i = 0; i < e->ncounters; i++)
		if (files_of(e->env->files, counters[i].at) == e->main)
			*vec_push(e->env->tu, &e->counters) =
			    (struct pp_counter){ counters[i].at, (tok_id)i, counters[i].value };
	for (uint32_t i = 1; i < x->rows.n; i++) {
		const struct expansion *row = &x->rows.at[i];

		if (row->kind == EXPANSION_INCLUDE)
			*vec_push(e->env->tu, &e->includes) = i;
		else if (row->parent == 0 && row->first > row->last)
			*vec_push(e->env->tu, &e->empty_calls) = i;
	}
}

void edits_prepare(struct edits *e)
{
	struct arena *arena = e->env->tu;

	if (e->prepared)
		return;
	e->prepared = true;
	sort(e->replacements.at, e->replacements.n, sizeof *e->replacements.at, compare_replacements);
	sort(e->before.at, e->before.n, sizeof *e->before.at, compare_insertions);
	sort(e->after.at, e->after.n, sizeof *e->after.at, compare_insertions);
	e->starts.n = e->ends.n = 0;
	for (size_t i = 0; i < e->replacements.n; i++) {
		*vec_push(arena, &e->starts) = e->replacements.at[i].a;
		*vec_push(arena, &e->ends) = e->replacements.at[i].b;
	}
	for (size_t i = 0; i < e->before.n; i++)
		*vec_push(arena, &e->starts) = e->before.at[i].at;
	for (size_t i = 0; i < e->after.n; i++)
		*vec_push(arena, &e->ends) = e->after.at[i].at;
	sort(e->starts.at, e->starts.n, sizeof *e->starts.at, compare_tokens);
	sort(e->ends.at, e->ends.n, sizeof *e->ends.at, compare_tokens);
	edits_prepare_source(e);
	groups_prepare(e);
}

/* ---- looking up ------------------------------------------------------------------------------ */

/* The first of the sorted tokens that is i or behind it; UINT32_MAX if there is none. */
static tok_id first_from(const tok_id *at, size_t n, tok_id i)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (at[mid] < i)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n ? at[low] : UINT32_MAX;
}

tok_id edits_next(const struct edits *e, tok_id i, tok_id y)
{
	tok_id s = first_from(e->starts.at, e->starts.n, i), t = first_from(e->ends.at, e->ends.n, i);

	if (t < s)
		s = t;
	return s <= y ? s : y + 1;
}

bool edits_inside(const struct edits *e, tok_id a, tok_id b)
{
	return first_from(e->starts.at, e->starts.n, a + 1) <= b ||
	       (b > a && first_from(e->ends.at, e->ends.n, a) <= b - 1);
}

struct replacement *edits_replacement(struct edits *e, tok_id i, tok_id y)
{
	size_t low = 0, high = e->replacements.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (e->replacements.at[mid].a < i)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < e->replacements.n && e->replacements.at[low].a == i; low++)
		if (!e->replacements.at[low].active && e->replacements.at[low].b <= y)
			return &e->replacements.at[low];
	return NULL;
}

size_t edits_insertions(const struct edits *e, bool before, tok_id t, size_t *n)
{
	const struct insertion *at = before ? e->before.at : e->after.at;
	size_t all = before ? e->before.n : e->after.n, low = 0, high = all, first;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (at[mid].at < t)
			low = mid + 1;
		else
			high = mid;
	}
	for (first = low; low < all && at[low].at == t; low++)
		;
	*n = low - first;
	return first;
}
