/*
 * Units: which piece of a file's text a token came out of, and whether that text may stand elsewhere.
 */
#include <string.h>

#include "edit/edit_int.h"

static const struct expansion *row_at(const struct edits *e, uint32_t row)
{
	return &e->env->expansions->rows.at[row];
}

/* The row below `level` that row `row` lies in; 0 if it does not lie in it. */
static uint32_t row_below(const struct edits *e, uint32_t row, uint32_t level)
{
	while (row > level && row_at(e, row)->parent != level)
		row = row_at(e, row)->parent;
	return row > level ? row : 0;
}

/* The tokens around t that came out of `row`, which is below an include. */
static void find_tokens(struct edits *e, struct unit *u, tok_id t, uint32_t level)
{
	const struct token *v = e->tokens->v.at;

	u->first = u->last = t;
	while (u->first && row_below(e, v[u->first - 1].expansion, level) == u->row)
		u->first--;
	while (u->last + 1 < e->tokens->v.n && row_below(e, v[u->last + 1].expansion, level) == u->row)
		u->last++;
}

struct unit unit_of(struct edits *e, tok_id t, uint32_t level)
{
	const struct token *token = &e->tokens->v.at[t];
	struct unit u = { UNIT_TOKEN, 0, t, t, token->at, token->at + token_raw(token) };
	const struct expansion *row;

	if (token->expansion == level)
		return u;
	if (level == 0) {
		if (e->outer_of != token->expansion) {
			e->outer_of = token->expansion;
			e->outer = expansion_outermost(e->env->expansions, token->expansion);
		}
		u.row = e->outer;
		u.first = row_at(e, u.row)->first;
		u.last = row_at(e, u.row)->last;
	} else {
		u.row = row_below(e, token->expansion, level);
		find_tokens(e, &u, t, level);
	}
	row = row_at(e, u.row);
	u.kind = row->kind == EXPANSION_INCLUDE ? UNIT_INCLUDE : UNIT_CALL;
	u.begin = row->begin;
	u.end = row->end;
	return u;
}

/* A token that is written in the text of the include, or a call in it, tells the file. */
const struct file *unit_file(struct edits *e, const struct unit *u)
{
	const struct token *v = e->tokens->v.at;
	const struct file *f;
	loc_t at = v[u->first].at;
	uint32_t row = v[u->first].expansion;

	while (row != u->row) {
		at = row_at(e, row)->begin;
		row = row_at(e, row)->parent;
	}
	f = files_of(e->env->files, at);
	return f && !f->scratch ? f : NULL;
}

bool unit_is_directive(struct edits *e, const struct unit *u)
{
	const char *text;

	if (u->kind != UNIT_TOKEN)
		return u->kind == UNIT_INCLUDE && u->begin < u->end;
	if (e->tokens->v.at[u->first].kind != TOK_PRAGMA)
		return false;
	text = source_text(e, u->begin);
	return *text == '#' || *text == '%' || *text == '?';
}

loc_t token_site(const struct edits *e, tok_id t)
{
	const struct token *token = &e->tokens->v.at[t];
	uint32_t row = token->expansion;
	loc_t at = token->at;

	for (; row && row_at(e, row)->kind == EXPANSION_MACRO; row = row_at(e, row)->parent)
		at = row_at(e, row)->begin;
	return at;
}

/* ---- macros ---------------------------------------------------------------------------------- */

/* Whether expanding the object-like macro m leads back to its own name: `#define stdin stdin`. */
static bool returns(struct edits *e, const struct macro *m, tok_id where)
{
	const struct name *n = m->name;
	const struct macro *at = m;

	for (unsigned i = 0; i < 64 && at; i++) {
		const struct name *next = pp_macro_alias(at);

		if (!next)
			return false;
		if (next == n)
			return true;
		at = pp_macro_at(e->pp, next, where);
	}
	return false;
}

bool token_is_macro(struct edits *e, tok_id i, tok_id where)
{
	const struct token *v = e->tokens->v.at;
	const struct macro *m = v[i].name ? pp_macro_at(e->pp, v[i].name, where) : NULL;

	if (!m || v[i].kind == TOK_PRAGMA || is_guarded(e, v[i].name))
		return false;
	if (m->function_like)
		return i + 1 < e->tokens->v.n && v[i + 1].kind == TOK_LPAREN;
	return !returns(e, m, where);
}

bool calls_are_the_same(struct edits *e, uint32_t top, tok_id where)
{
	for (uint32_t r = top; r < e->env->expansions->rows.n; r++) {
		const struct expansion *row = row_at(e, r);

		/* A row comes before those that lie in it, and what follows lies elsewhere. */
		if (r > top && row->parent < top)
			break;
		if (row->kind == EXPANSION_MACRO &&
		    (row->macro != pp_macro_at(e->pp, row->name, where) || is_guarded(e, row->name)))
			return false;
	}
	return true;
}

bool unit_means_the_same(struct edits *e, const struct unit *u, tok_id where)
{
	if (!e->guarded.n && pp_macros_same(e->pp, where, u->first) && pp_macros_same(e->pp, where, u->last))
		return true;
	if (u->kind == UNIT_INCLUDE)
		return false;
	if (u->kind == UNIT_CALL && !calls_are_the_same(e, u->row, where))
		return false;
	for (tok_id i = u->first; i <= u->last; i++)
		if (e->tokens->v.at[i].name && token_is_macro(e, i, where) &&
		    pp_macro_at(e->pp, e->tokens->v.at[i].name, where) !=
		        pp_macro_at(e->pp, e->tokens->v.at[i].name, i))
			return false;
	return true;
}

size_t counters_from(const struct edits *e, loc_t at)
{
	size_t low = 0, high = e->counters.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (e->counters.at[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
