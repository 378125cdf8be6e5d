/*
 * Conditional groups in functions that are rewritten (language 8.3).
 *
 * The text of a group that was not taken was not translated, so an #error takes its place; so it is
 * with all groups of a section some directive of which stands within such a function, also those
 * that lie outside of it, as the other head of the function does.
 */
#include <stdlib.h>
#include <string.h>

#include "edit/edit_int.h"

static loc_t line_start(const struct edits *e, loc_t at)
{
	const struct file *f = files_of(e->env->files, at);
	const char *begin = f->text + (at - f->base), *p = begin;

	while (p > f->text && p[-1] != '\n')
		p--;
	return at - (loc_t)(begin - p);
}

static int compare_groups(const void *a, const void *b)
{
	const struct group *g = a, *h = b;

	if (g->at.row != h->at.row)
		return g->at.row < h->at.row ? -1 : 1;
	return g->at.directive < h->at.directive ? -1 : g->at.directive > h->at.directive;
}

/* Directives that say nothing when they are not translated. */
static bool is_harmless(const struct token *word)
{
	static const char *const words[] = { "if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else",
	                                     "endif", "error", "warning", "line", "pragma", "ident" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i]) == word->len && memcmp(words[i], word->text, word->len) == 0)
			return true;
	return word->kind == TOK_NUMBER;
}

bool group_has_text(struct edits *e, const struct group *g)
{
	const struct file *f = files_of(e->env->files, g->at.begin);
	struct lexer lx;
	struct token t;

	lexer_init(&lx, e->env, f);
	lx.cursor = f->text + (g->at.begin - f->base);
	lx.quiet = true;
	for (lexer_next(&lx, &t); t.at < g->at.end && t.kind != TOK_EOF; lexer_next(&lx, &t)) {
		if (t.kind == TOK_NEWLINE)
			continue;
		if (t.kind != TOK_HASH || !(t.flags & TOK_LINE_START))
			return true;
		lexer_next(&lx, &t);
		if (t.kind != TOK_NEWLINE && !is_harmless(&t))
			return true;
		while (t.kind != TOK_NEWLINE && t.kind != TOK_EOF)
			lexer_next(&lx, &t);
	}
	return false;
}

bool group_is_else(struct edits *e, const struct group *g)
{
	const struct file *f = files_of(e->env->files, g->at.directive);
	struct lexer lx;
	struct token t;

	lexer_init(&lx, e->env, f);
	lx.cursor = f->text + (g->at.directive - f->base);
	lx.quiet = true;
	lexer_next(&lx, &t);
	lexer_next(&lx, &t);
	return t.len == 4 && memcmp(t.text, "else", 4) == 0;
}

/* ---- looking up ------------------------------------------------------------------------------- */

size_t groups_from(const struct edits *e, uint32_t row, loc_t at)
{
	size_t low = 0, high = e->groups.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct pp_group *g = &e->groups.at[mid].at;

		if (g->row < row || (g->row == row && g->directive < at))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct group *group_of_directive(struct edits *e, uint32_t row, loc_t hash)
{
	size_t i = groups_from(e, row, hash);

	return i < e->groups.n && e->groups.at[i].at.directive == hash && e->groups.at[i].at.row == row
	           ? &e->groups.at[i] : NULL;
}

struct group *group_around(struct edits *e, uint32_t row, loc_t at)
{
	size_t i = groups_from(e, row, at);

	if (i == 0 || e->groups.at[i - 1].at.row != row)
		return NULL;
	while (i && e->groups.at[i - 1].at.end <= at)
		i = e->groups.at[i - 1].parent;
	return i ? &e->groups.at[i - 1] : NULL;
}

struct group *group_section_ended(struct edits *e, uint32_t row, loc_t at)
{
	loc_t line = line_start(e, at);
	size_t i = groups_from(e, row, at);

	if (i == 0 || e->groups.at[i - 1].at.row != row)
		return NULL;
	while (i && e->groups.at[i - 1].at.end < line)
		i = e->groups.at[i - 1].parent;
	return i && e->groups.at[i - 1].at.end == line ? &e->groups.at[e->groups.at[i - 1].section - 1] : NULL;
}

/* ---- preparing -------------------------------------------------------------------------------- */

/* The directive of the next group of a section stands on the line on which the one before ends. */
static void find_sections(struct edits *e)
{
	VEC(uint32_t) open = { 0 };

	for (uint32_t i = 1; i <= e->groups.n; i++) {
		struct group *g = &e->groups.at[i - 1];
		loc_t line = line_start(e, g->at.directive);

		g->section = g->last = i;
		while (open.n) {
			struct group *before = &e->groups.at[open.at[open.n - 1] - 1];

			if (before->at.row == g->at.row && before->at.end > line) {
				g->parent = open.at[open.n - 1];
				break;
			}
			open.n--;
			if (before->at.row == g->at.row && before->at.end == line) {
				g->section = before->section;
				g->parent = before->parent;
				e->groups.at[g->section - 1].last = i;
				break;
			}
		}
		e->groups.at[g->section - 1].taken |= g->at.taken;
		*vec_push(e->env->tu, &open) = i;
	}
}

/* All groups of the section of g that were not taken. */
static void replace_section(struct edits *e, const struct group *g)
{
	uint32_t last = e->groups.at[g->section - 1].last;

	for (uint32_t i = g->section; i <= last; i++) {
		struct group *h = &e->groups.at[i - 1];

		if (h->section == g->section && !h->at.taken)
			h->replaced = group_has_text(e, h);
	}
}

/* All sections of a level that have a directive within p..q. */
static void replace_within(struct edits *e, uint32_t row, loc_t p, loc_t q)
{
	size_t i = groups_from(e, row, p);
	uint32_t done = 0;

	/* Sections that are open at p and end before q. */
	for (struct group *g = group_around(e, row, p); g; g = g->parent ? &e->groups.at[g->parent - 1] : NULL)
		if (g->at.end < q)
			replace_section(e, g);
	for (; i < e->groups.n && e->groups.at[i].at.row == row && e->groups.at[i].at.directive < q; i++) {
		const struct group *g = &e->groups.at[i];

		if (g->section != done)
			replace_section(e, g);
		done = g->section;
	}
}

static void replace_region(struct edits *e, const struct region *r)
{
	const struct expansion *rows = e->env->expansions->rows.at;
	struct unit a = unit_of(e, r->a, 0), b = unit_of(e, r->b, 0);

	replace_within(e, 0, a.begin, b.end);
	for (size_t i = 0; i < e->includes.n; i++) {
		uint32_t row = e->includes.at[i], outer = expansion_outermost(e->env->expansions, row);

		if (rows[outer].first <= r->b && rows[outer].last >= r->a && rows[outer].first <= rows[outer].last)
			replace_within(e, row, 0, UINT32_MAX);
	}
}

static void copy_groups(struct edits *e)
{
	const struct pp_group *groups;
	size_t n;

	groups = pp_groups(e->pp, &n);
	for (size_t i = 0; i < n; i++)
		vec_push(e->env->tu, &e->groups)->at = groups[i];
	if (e->groups.n > 1)
		qsort(e->groups.at, e->groups.n, sizeof *e->groups.at, compare_groups);
}

void groups_prepare(struct edits *e)
{
	if (!e->groups.n) {
		copy_groups(e);
		find_sections(e);
	}
	for (size_t i = 0; i < e->regions.n && e->groups.n; i++)
		replace_region(e, &e->regions.at[i]);
}

/* ---- the message ------------------------------------------------------------------------------ */

/* As part of a string literal, so that quotes in it pair. */
static void add_quoted(struct buf *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"' || text[i] == '\\')
			buf_putc(b, '\\');
		buf_putc(b, text[i] == '\n' || text[i] == '\0' ? ' ' : text[i]);
	}
}

/* The directive without comments, its blanks made single. */
static void add_directive(struct edits *e, struct buf *b, const struct pp_group *g)
{
	const struct file *f = files_of(e->env->files, g->directive);
	struct lexer lx;
	struct token t;
	bool first = true;

	lexer_init(&lx, e->env, f);
	lx.cursor = f->text + (g->directive - f->base);
	lx.quiet = true;
	for (lexer_next(&lx, &t); t.kind != TOK_NEWLINE && t.kind != TOK_EOF; lexer_next(&lx, &t)) {
		if (t.flags & TOK_SPACE && !first)
			buf_putc(b, ' ');
		buf_add(b, t.text, t.len);
		first = t.kind == TOK_HASH && first;
	}
}

void group_error(struct edits *e, const struct group *g, bool missing)
{
	const struct group *first = &e->groups.at[g->section - 1];
	const struct file *f = files_of(e->env->files, g->at.directive);
	struct buf condition = { 0 }, b = { 0 };

	if (missing || group_is_else(e, g)) {
		buf_puts(&condition, "#else of ");
		add_directive(e, &condition, &first->at);
	} else {
		add_directive(e, &condition, &g->at);
	}
	buf_puts(&b, "#error \"");
	add_quoted(&b, f->name, strlen(f->name));
	buf_puts(&b, " was translated without this branch (");
	add_quoted(&b, condition.text, condition.len);
	buf_puts(&b, "); translate it again for this configuration\"");
	out_put(e, b.text, b.len);
	buf_free(&condition);
	buf_free(&b);
}
