/*
 * Rendering: ranges of tokens as text, with their edits.
 *
 * render() goes through the units of a range.  Runs of units without edits are copied.  A macro call
 * that the range cuts or within which an edit begins or ends is spelled as its expansion; an include
 * is replaced by the text of its file, which is rendered alike.  Replacements print their pieces, of
 * which ranges are rendered again, in the stream as long as they go forward in it.
 */
#include <string.h>

#include "edit/edit_int.h"

/* Where a rendering goes on. */
struct walk {
	struct level *level;
	bool top;               /* the stream itself, not a piece */
	tok_id x, y;            /* the range */
};

static void render(struct edits *e, const struct walk *w, tok_id i, tok_id limit, tok_id *next);

/* ---- pieces ------------------------------------------------------------------------------------ */

static void render_range(struct edits *e, struct level *lv, tok_id a, tok_id b, bool top)
{
	struct walk w = { lv, top, a, b };
	tok_id next;

	render(e, &w, a, b, &next);
}

static void render_detached(struct edits *e, tok_id a, tok_id b)
{
	struct level lv = { 0, e->main, 0, (tok_id)e->tokens->v.n - 1, false, 0 };

	render_range(e, &lv, a, b, false);
}

/* A piece of the replacement of r in the stream goes on in it; any other is detached. */
static void render_piece(struct edits *e, struct level *lv, const struct replacement *r, tok_id a, tok_id b)
{
	struct unit u;

	if (lv->stream && r && r->a <= a && b <= r->b && lv->first <= a && b <= lv->last) {
		u = unit_of(e, a, lv->row);
		/* The rest of a call that is being spelled, or something new. */
		if (u.begin >= lv->done || (u.kind == UNIT_CALL && a > u.first && u.end == lv->done)) {
			render_range(e, lv, a, b, false);
			return;
		}
	}
	render_detached(e, a, b);
}

static void render_text(struct edits *e, struct level *lv, const struct replacement *r, const struct text *t)
{
	for (const struct piece *p = t->first; p; p = p->next) {
		switch (p->kind) {
		case PIECE_LITERAL:
			out_literal(e, p->is.text, p->len);
			break;
		case PIECE_TOKENS:
			out_release(e);
			render_piece(e, lv, r, p->a, p->b);
			break;
		case PIECE_LINE:
			e->out.pending = token_site(e, p->a);
			e->out.held = e->lines;
			e->out.owed = false;
			break;
		case PIECE_FRESH:
			out_fresh_line(e);
			e->out.pending = 0;
			e->out.held = e->out.owed = false;
			e->out.ours = true;
			break;
		case PIECE_TEXT:
			render_text(e, lv, r, p->is.more);
			break;
		}
	}
}

/* An edit as a whole, presumed at the place of its token until it says another; what follows it must not fuse with it. */
static void render_edit(struct edits *e, struct level *lv, const struct replacement *r, const struct text *t)
{
	render_text(e, lv, r, t);
	e->out.held = e->out.owed = false;
	if (e->out.seam)
		e->out.seam = SEAM_SOURCE;
}

static void render_insertion(struct edits *e, const struct walk *w, struct insertion *i, bool outside)
{
	if (i->active || i->outside != outside || (outside && !w->top))
		return;
	i->active = true;
	render_edit(e, w->level, NULL, i->what);
	i->active = false;
}

/* The insertions in front of token t, or of those in front of all else, which stand once. */
static void render_before(struct edits *e, const struct walk *w, tok_id t, bool outside)
{
	size_t n, first = edits_insertions(e, true, t, &n);

	for (size_t i = first; i < first + n; i++) {
		e->out.pending = token_site(e, t);
		render_insertion(e, w, &e->before.at[i], outside);
	}
}

static void render_after(struct edits *e, const struct walk *w, tok_id t, bool outside)
{
	size_t n, first = edits_insertions(e, false, t, &n);

	for (size_t i = first + n; i > first; i--)
		render_insertion(e, w, &e->after.at[i - 1], outside);
}

/* ---- tokens --------------------------------------------------------------------------------------- */

/* An insertion belongs to its token: it stands outside of a replacement that does not show that. */
static tok_id render_replacement(struct edits *e, const struct walk *w, struct replacement *r)
{
	r->active = true;
	render_before(e, w, r->a, true);
	if (!text_names(r->with, r->a))
		render_before(e, w, r->a, false);
	e->out.pending = token_site(e, r->a);
	render_edit(e, w->level, r, r->with);
	if (!text_names(r->with, r->b))
		render_after(e, w, r->b, false);
	render_after(e, w, r->b, true);
	r->active = false;
	e->out.pending = 0;
	return r->b + 1;
}

static void copy_unit(struct edits *e, const struct walk *w, const struct unit *u)
{
	bool directive = unit_is_directive(e, u);

	if (directive)
		out_fresh_line(e);
	source_copy(e, w->level, u->begin, u->end);
	e->out.directive |= directive;
}

/* Token i of unit u, or what replaces it and more; gives the token behind. */
static tok_id render_token(struct edits *e, const struct walk *w, const struct unit *u, tok_id i)
{
	struct replacement *r = edits_replacement(e, i, w->y);

	if (r)
		return render_replacement(e, w, r);
	render_before(e, w, i, true);
	render_before(e, w, i, false);
	if (u->kind == UNIT_TOKEN)
		copy_unit(e, w, u);
	else
		spell_token(e, u, i);
	render_after(e, w, i, false);
	render_after(e, w, i, true);
	return i + 1;
}

/* ---- units ------------------------------------------------------------------------------------------ */

/* The tokens of a macro call from i on, spelled. */
static tok_id render_expansion(struct edits *e, const struct walk *w, const struct unit *u, tok_id i)
{
	tok_id last = u->last < w->y ? u->last : w->y;
	size_t guarded = e->guarded.n;

	if (w->level->stream && w->level->done < u->end) {
		source_pass(e, w->level, u->end);
		e->out.where = u->first;
	}
	guard_open(e, i, last);
	while (i <= last) {
		if (i > u->first && i > w->x)
			spell_space(e, i);
		i = render_token(e, w, u, i);
	}
	guard_close(e, guarded);
	return i;
}

/* The text of an include from token i on. */
static tok_id render_include(struct edits *e, const struct walk *w, const struct unit *u, tok_id i)
{
	const struct file *f = unit_file(e, u);
	struct level lv = { u->row, f, u->first, u->last, w->level->stream, 0 };
	struct walk inner = { &lv, w->top, w->x, w->y };
	loc_t begin, end;
	tok_id next;

	if (!f)
		return render_expansion(e, w, u, i);
	begin = lv.done = f->base + (f->bom ? 3 : 0);
	end = f->base + (loc_t)f->len;
	/* The rest of one that has passed already. */
	if (lv.stream && w->level->done >= u->end)
		lv.stream = false;
	if (lv.stream) {
		source_pass(e, w->level, u->begin);
		w->level->done = u->end;
	}
	out_fresh_line(e);
	if (i == u->first)
		source_copy(e, &lv, begin, unit_of(e, i, u->row).begin);
	render(e, &inner, i, u->last < w->y ? u->last : w->y, &next);
	if (next == u->last + 1)
		source_copy(e, &lv, unit_of(e, u->last, u->row).end, end);
	else
		source_pass(e, &lv, end);
	e->out.directive = e->out.buf->len > e->out.line_begin;
	return next;
}

/* Whether something in p..q may stand only where it is: a use of __COUNTER__, or a condition. */
static bool keeps_the_place(const struct edits *e, const struct walk *w, loc_t p, loc_t q)
{
	size_t counter = counters_from(e, p), group = groups_from(e, w->level->row, p);

	return (counter < e->counters.n && e->counters.at[counter].at < q) ||
	       (group < e->groups.n && e->groups.at[group].at.row == w->level->row &&
	        e->groups.at[group].at.directive < q);
}

/* Whether the text of the unit cannot be copied where it goes, though no edit is in it. */
static bool must_be_spelled(struct edits *e, const struct walk *w, const struct unit *u)
{
	if (w->level->stream && !e->guarded.n)
		return false;
	if (!unit_means_the_same(e, u, e->out.where))
		return true;
	return !w->level->stream && u->kind == UNIT_CALL && keeps_the_place(e, w, u->begin, u->end);
}

/* The unit of token i, which is touched, cut, or cannot be copied. */
static tok_id render_unit(struct edits *e, const struct walk *w, const struct unit *u, tok_id i)
{
	struct replacement *r;
	bool whole = i == u->first && u->last <= w->y;

	if (u->kind == UNIT_TOKEN) {
		size_t guarded = e->guarded.n;

		if (!w->level->stream && !unit_means_the_same(e, u, e->out.where))
			guard_open(e, i, i);
		i = render_token(e, w, u, i);
		guard_close(e, guarded);
		return i;
	}
	r = edits_replacement(e, i, w->y);
	if (i == u->first && r && r->b >= u->last)
		return render_replacement(e, w, r);
	if (whole && !r && !edits_inside(e, u->first, u->last) && !must_be_spelled(e, w, u)) {
		render_before(e, w, u->first, true);
		render_before(e, w, u->first, false);
		copy_unit(e, w, u);
		render_after(e, w, u->last, false);
		render_after(e, w, u->last, true);
		return u->last + 1;
	}
	return u->kind == UNIT_INCLUDE ? render_include(e, w, u, i) : render_expansion(e, w, u, i);
}

/* The last token of the run of whole units without edits that begins at i; i - 1 if there is none. */
static tok_id untouched(struct edits *e, const struct walk *w, tok_id i, tok_id limit)
{
	tok_id last = edits_next(e, i, limit) - 1;
	struct unit u;

	if (last + 1 == i)
		return last;
	u = unit_of(e, i, w->level->row);
	if (u.first != i || u.last > last)
		return i - 1;
	u = unit_of(e, last, w->level->row);
	if (u.last > last)
		last = u.first - 1;
	return last;
}

/* Whether units i..last may be copied without a look at each. */
static bool copies_freely(struct edits *e, const struct walk *w, tok_id i, tok_id last)
{
	struct unit a, b;

	if (e->guarded.n)
		return false;
	if (w->level->stream)
		return true;
	if (!pp_macros_same(e->pp, e->out.where, i) || !pp_macros_same(e->pp, e->out.where, last))
		return false;
	a = unit_of(e, i, w->level->row);
	b = unit_of(e, last, w->level->row);
	return !keeps_the_place(e, w, a.begin, b.end);
}

static void copy_units(struct edits *e, const struct walk *w, loc_t from, tok_id i, tok_id last)
{
	struct unit a = unit_of(e, i, w->level->row), b = unit_of(e, last, w->level->row);

	if (unit_is_directive(e, &a)) {
		source_copy(e, w->level, from, a.begin);
		out_fresh_line(e);
		from = a.begin;
	}
	source_copy(e, w->level, from, b.end);
	e->out.directive |= unit_is_directive(e, &b);
}

/* Tokens i..limit of the level, with what stands between them; *next is the token behind, which a
 * replacement may have carried beyond the limit. */
static void render(struct edits *e, const struct walk *w, tok_id i, tok_id limit, tok_id *next)
{
	loc_t from = 0;         /* where the gap in front of i begins; 0: none */

	while (i <= limit) {
		struct unit u = unit_of(e, i, w->level->row);
		tok_id last = untouched(e, w, i, limit);

		if (w->level->stream)
			e->out.where = i;
		if (last >= i && last != UINT32_MAX && copies_freely(e, w, i, last)) {
			copy_units(e, w, from ? from : u.begin, i, last);
			i = last + 1;
			if (w->level->stream)
				e->out.where = last;
		} else {
			if (from && i == u.first)
				source_copy(e, w->level, from, u.begin);
			i = render_unit(e, w, &u, i);
		}
		u = unit_of(e, i - 1, w->level->row);
		from = i - 1 == u.last ? u.end : 0;
	}
	*next = i;
}

/* ---- results ----------------------------------------------------------------------------------------- */

void edits_render(struct edits *e, tok_id a, tok_id b, struct buf *out)
{
	struct output_state saved = e->out;
	bool lines = e->lines;
	struct buf text = { 0 };

	edits_prepare(e);
	out_begin(e, &text);
	e->lines = false;
	e->one_line = true;
	e->out.where = a;
	render_detached(e, a, b);
	e->one_line = false;
	e->lines = lines;
	e->out = saved;
	text_on_one_line(text.text, text.len, out);
	buf_free(&text);
}

bool edits_apply(struct edits *e, struct buf *out)
{
	unsigned errors = diag_errors(e->env->diag);
	tok_id last = (tok_id)e->tokens->v.n - 1;
	struct level lv = { 0, e->main, 0, last, true, e->main->base };
	loc_t begin = e->main->base + (e->main->bom ? 3 : 0);

	headers_rename(e);
	if (!e->made && !e->top && !e->regions.n && !e->renamed.n) {
		files_take(e->env->files, e->main, out);
		return true;
	}
	out_begin(e, out);
	edits_prepare(e);
	e->counters_done = 0;
	if (e->main->bom)
		buf_add(out, e->main->text, 3);
	lv.done = begin;
	e->out.line_begin = out->len;
	e->out.pending = begin;
	if (e->top) {
		e->out.pending = 0;
		render_text(e, &lv, NULL, e->top);
		out_fresh_line(e);
		out_sync(e, begin);
	}
	source_copy(e, &lv, begin, unit_of(e, 0, 0).begin);
	render_range(e, &lv, 0, last, true);
	return diag_errors(e->env->diag) == errors;
}
