/*
 * --dump=pp: the delivered tokens as preprocessed text.
 *
 * Lines are kept where that is cheap: a token stands on the line of its site, which is its own place,
 * or that of the outermost macro call that it came out of within its file.
 */
#include "pp/pp_int.h"

#include <string.h>

/* Where the token stands on the level of files, and the row of that file. */
static loc_t site(const struct pp *pp, const struct token *t, uint32_t *file_row)
{
	const struct expansion *rows = pp->env->expansions->rows.at;
	uint32_t row = t->expansion;
	loc_t at = t->at;

	while (row && rows[row].kind == EXPANSION_MACRO) {
		at = rows[row].begin;
		row = rows[row].parent;
	}
	*file_row = row;
	return at;
}

static void marker(struct buf *out, const struct place *p, bool system)
{
	buf_printf(out, "# %u \"", p->line);
	buf_c_escape(out, p->name, strlen(p->name));
	buf_puts(out, system ? "\" 3\n" : "\"\n");
}

static void fresh_line(struct buf *out)
{
	if (out->len && out->text[out->len - 1] != '\n')
		buf_putc(out, '\n');
}

void pp_dump(struct pp *pp, struct buf *out)
{
	bool marks = !pp->env->opt->no_line;
	const char *name = NULL;
	const struct token *before = NULL, *t;
	uint32_t line = 0, row;
	tok_id last;

	do
		last = pp_next(pp);
	while (pp->tokens.v.at[last].kind != TOK_EOF);
	for (tok_id i = 0; i < last; i++) {
		struct place p;
		loc_t at;

		t = &pp->tokens.v.at[i];
		at = site(pp, t, &row);
		p = files_presumed(pp->env->files, at);
		if (p.file && p.file->scratch) {
			p.name = name;
			p.line = line;
		}
		if (p.name && (!name || strcmp(p.name, name) != 0 || p.line < line || p.line > line + 8)) {
			fresh_line(out);
			if (marks)
				marker(out, &p, files_system(pp->env->files, at));
			name = p.name;
			line = p.line;
			before = NULL;
		}
		if (p.line > line) {
			if (!marks)
				fresh_line(out);
			while (marks && line < p.line) {
				buf_putc(out, '\n');
				line++;
			}
			line = p.line;
			before = NULL;
		}
		if (t->kind == TOK_PRAGMA) {
			fresh_line(out);
			buf_putc(out, '#');
			buf_add(out, t->text, t->len);
			buf_putc(out, '\n');
			line++;
			before = NULL;
			continue;
		}
		if (before && (t->flags & TOK_SPACE || token_needs_space(before, t)))
			buf_putc(out, ' ');
		buf_add(out, t->text, t->len);
		before = t;
	}
	fresh_line(out);
}
