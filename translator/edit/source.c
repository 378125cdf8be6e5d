/*
 * Text of a level, above all what stands between units: white space, comments, directives, calls
 * that give nothing.
 *
 * In the stream it is copied, but for groups that were not translated.  Text that was not copied,
 * since a replacement stands for it or its macro call was expanded, is passed: its directives and what
 * makes up for its uses of __COUNTER__ are written on lines of their own.  Detached text is copied
 * without directives.
 */
#include <string.h>

#include "edit/edit_int.h"

/* Whether tokens came out of the include at `hash` of row `row`'s file.  Rows know that only when they
 * are outermost; for the others the tokens are asked once. */
static bool gave_tokens(struct edits *e, uint32_t row, loc_t hash)
{
	const struct expansions *x = e->env->expansions;

	if (!e->fruitful) {
		e->fruitful = arena_alloc(e->env->tu, x->rows.n);
		for (size_t i = 0; i < e->tokens->v.n; i++)
			for (uint32_t r = e->tokens->v.at[i].expansion; r && !e->fruitful[r]; r = x->rows.at[r].parent)
				e->fruitful[r] = 1;
	}
	for (size_t i = 0; i < e->includes.n; i++)
		if (x->rows.at[e->includes.at[i]].begin == hash && x->rows.at[e->includes.at[i]].parent == row)
			return e->fruitful[e->includes.at[i]];
	return false;
}

/* Directives that are text: a pragma is a token, an include stands for its tokens.  What concerns the
 * preprocessor alone is none. */
static bool is_text(struct edits *e, uint32_t row, const struct directive *d)
{
	if (directive_is(d, "pragma"))
		return !token_spelled(&d->operand, "once") && !token_spelled(&d->operand, "push_macro") &&
		       !token_spelled(&d->operand, "pop_macro");
	return (directive_includes(d) || directive_is(d, "embed")) && gave_tokens(e, row, d->hash);
}

/* ---- the stream ------------------------------------------------------------------------------------ */

/* The lines of a group: the #error, and a newline for each of the others. */
static void copy_error(struct edits *e, const struct group *g)
{
	const char *begin = source_text(e, g->at.begin), *end = begin + (g->at.end - g->at.begin), *p = begin;

	group_error(e, g, false);
	while ((p = memchr(p, '\n', (size_t)(end - p)))) {
		bool cr = p > begin && p[-1] == '\r';

		p++;
		out_put(e, p - 1 - cr, (size_t)1 + cr);
	}
	e->out.source_end = g->at.end;
	e->out.token = NULL;
	e->out.seam = SEAM_SOURCE;
}

/* Bytes p..q of an included file that is none any more: without the directives that speak of the file itself, and with
 * names of what it includes that are right here. */
static void copy_included(struct edits *e, const struct level *lv, loc_t p, loc_t q)
{
	struct directive d;
	struct scan s;

	if (lv->row && p < q && may_have_directive(e, p, q))
		for (scan_begin(e, &s, p, q); scan_directive(&s, &d); ) {
			const char *operand;
			loc_t begin, end;

			if (header_operand(e, lv->row, &d, &begin, &end, &operand)) {
				out_source(e, p, begin);
				out_put(e, operand, strlen(operand));
				p = end;
			} else if (directive_is(&d, "pragma") && !is_text(e, lv->row, &d) && token_spelled(&d.operand, "once")) {
				out_source(e, p, d.hash);
				p = d.end;
			}
		}
	out_source(e, p, q);
}

/* Bytes p..q with #error for what was not translated. */
static void copy(struct edits *e, const struct level *lv, loc_t p, loc_t q)
{
	size_t i = groups_from(e, lv->row, p);

	/* The group that p stands in does not begin behind p. */
	for (; i < e->groups.n && e->groups.at[i].at.row == lv->row && e->groups.at[i].at.begin < q; i++) {
		const struct group *g = &e->groups.at[i];

		if (!g->replaced)
			continue;
		copy_included(e, lv, p, g->at.begin);
		copy_error(e, g);
		p = g->at.end;
	}
	copy_included(e, lv, p, q);
}

/* What makes up for uses of __COUNTER__ in front of `to` that were not copied. */
static void pass_counters(struct edits *e, loc_t to)
{
	static const char use[] = "#if __COUNTER__ || 1", end[] = "#endif";

	for (; e->counters_done < e->counters.n && e->counters.at[e->counters_done].at < to; e->counters_done++)
		if (e->counters.at[e->counters_done].token + 1 < e->ncounters) {
			out_directive(e, use, sizeof use - 1);
			out_directive(e, end, sizeof end - 1);
		}
}

/* Whether a directive stays when the text around it goes; #line is ours to write. */
static bool stays(struct edits *e, uint32_t row, const struct directive *d)
{
	static const char *const words[] = { "define", "undef", "if", "ifdef", "ifndef", "elif", "elifdef",
	                                     "elifndef", "else", "endif", "warning", "ident", "assert", "unassert",
	                                     "include", "include_next", "import" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (directive_is(d, words[i]))
			return !is_text(e, row, d);
	if (directive_is(d, "pragma"))
		return token_spelled(&d->operand, "push_macro") || token_spelled(&d->operand, "pop_macro");
	return !e->lines && (directive_is(d, "line") || d->word.kind == TOK_NUMBER);
}

/* Text of the group at `at`, and of those around it, goes. */
static void drop(struct edits *e, uint32_t row, loc_t at)
{
	struct group *g = group_around(e, row, at);

	for (; g && !g->dropped; g = g->parent ? &e->groups.at[g->parent - 1] : NULL)
		g->dropped = true;
}

/* In front of an #endif: text that goes whatever the condition needs an #else. */
static void pass_end(struct edits *e, const struct level *lv, const struct directive *d)
{
	const struct group *first = group_section_ended(e, lv->row, d->hash);
	bool dropped = false;

	if (!first || group_is_else(e, &e->groups.at[first->last - 1]))
		return;
	for (uint32_t i = first->section; i <= first->last; i++)
		dropped |= e->groups.at[i - 1].section == first->section && e->groups.at[i - 1].dropped;
	if (!dropped)
		return;
	out_directive(e, "#else", 5);
	group_error(e, first, true);
	out_newline(e);
}

void source_pass(struct edits *e, struct level *lv, loc_t to)
{
	loc_t from = lv->done;
	struct directive d;
	struct scan s;

	if (!lv->stream || from >= to)
		return;
	lv->done = to;
	if (may_have_directive(e, from, to)) {
		for (scan_begin(e, &s, from, to); scan_directive(&s, &d); ) {
			const struct group *g = group_of_directive(e, lv->row, d.hash);

			if (s.text)
				drop(e, lv->row, s.text);
			if (lv->row == 0)
				pass_counters(e, d.hash);
			if (directive_is(&d, "endif"))
				pass_end(e, lv, &d);
			if (stays(e, lv->row, &d)) {
				out_fresh_line(e);
				out_bytes(e, d.hash, d.end);
				out_newline(e);
			}
			if (!g || g->at.taken)
				continue;
			if (e->groups.at[g->section - 1].taken || group_has_text(e, g)) {
				group_error(e, g, false);
				out_newline(e);
			}
			scan_to(&s, g->at.end);
		}
		if (s.text)
			drop(e, lv->row, s.text);
	}
	if (lv->row == 0)
		pass_counters(e, to);
}

/* ---- detached text --------------------------------------------------------------------------------- */

static void copy_without_directives(struct edits *e, const struct level *lv, loc_t p, loc_t q)
{
	struct directive d;
	struct scan s;

	if (p < q && may_have_directive(e, p, q)) {
		for (scan_begin(e, &s, p, q); scan_directive(&s, &d); ) {
			const struct group *g = group_of_directive(e, lv->row, d.hash);

			if (is_text(e, lv->row, &d))
				continue;
			out_source(e, p, d.hash);
			/* Not a newline of the source: a #line may have stood here. */
			if (d.next > d.end)
				out_newline(e);
			p = g && !g->at.taken ? g->at.end : d.next;
			scan_to(&s, p);
		}
	}
	out_source(e, p, q);
}

/* Index of the first call without tokens at p or behind it. */
static size_t empty_calls_from(const struct edits *e, loc_t p)
{
	const struct expansion *rows = e->env->expansions->rows.at;
	size_t low = 0, high = e->empty_calls.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (rows[e->empty_calls.at[mid]].begin < p)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* A call that gives nothing here must not give something there, nor count. */
static void copy_detached(struct edits *e, const struct level *lv, loc_t p, loc_t q)
{
	const struct expansion *rows = e->env->expansions->rows.at;

	for (size_t i = empty_calls_from(e, p); lv->row == 0 && i < e->empty_calls.n; i++) {
		const struct expansion *row = &rows[e->empty_calls.at[i]];
		size_t counter = counters_from(e, row->begin);

		if (row->begin >= q)
			break;
		if (row->begin < p || row->end > q ||
		    (calls_are_the_same(e, e->empty_calls.at[i], e->out.where) &&
		     !(counter < e->counters.n && e->counters.at[counter].at < row->end)))
			continue;
		copy_without_directives(e, lv, p, row->begin);
		p = row->end;
	}
	copy_without_directives(e, lv, p, q);
}

void source_copy(struct edits *e, struct level *lv, loc_t p, loc_t q)
{
	if (p > q || (p == q && !lv->stream))
		return;
	if (!lv->stream) {
		copy_detached(e, lv, p, q);
		return;
	}
	/* What -include reads has a place of its own at the beginning. */
	if (p < lv->done)
		p = lv->done;
	if (p > q)
		return;
	source_pass(e, lv, p);
	copy(e, lv, p, q);
	lv->done = q;
	if (lv->row == 0)
		while (e->counters_done < e->counters.n && e->counters.at[e->counters_done].at < q)
			e->counters_done++;
}
