/*
 * --dump=edits: every edit with its place, in the order of the source.
 */
#include <string.h>

#include "edit/edit_int.h"

static void dump_literal(const char *text, size_t len, struct buf *out)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			buf_puts(out, "\\n");
		else if (text[i] == '\t')
			buf_puts(out, "\\t");
		else if (text[i] == '"' || text[i] == '\\')
			buf_printf(out, "\\%c", text[i]);
		else
			buf_putc(out, text[i]);
	}
	buf_putc(out, '"');
}

static void dump_place(const struct edits *e, tok_id t, struct buf *out)
{
	struct place p = files_place(e->env->files, token_site(e, t));

	if (p.file != e->main)
		buf_printf(out, "%s:", p.name);
	buf_printf(out, "%u:%u", p.line, p.column);
}

/* The spellings of a range, shortened. */
static void dump_range(const struct edits *e, tok_id a, tok_id b, struct buf *out)
{
	const struct token *v = e->tokens->v.at;

	buf_putc(out, '\'');
	for (tok_id i = a; i <= b; i++) {
		if (b - a > 12 && i == a + 8) {
			buf_puts(out, " ...");
			i = b - 2;
		}
		if (i > a && (v[i].flags & (TOK_SPACE | TOK_LINE_START) || token_needs_space(&v[i - 1], &v[i])))
			buf_putc(out, ' ');
		if (v[i].kind == TOK_SKIPPED)
			buf_puts(out, "...");
		else if (v[i].kind == TOK_EOF)
			buf_puts(out, "end of file");
		else
			buf_add(out, v[i].text, v[i].len);
	}
	buf_putc(out, '\'');
}

static void dump_text(const struct edits *e, const struct text *t, struct buf *out)
{
	for (const struct piece *p = t->first; p; p = p->next) {
		if (p->kind == PIECE_TEXT) {
			dump_text(e, p->is.more, out);
			continue;
		}
		buf_putc(out, '\t');
		switch (p->kind) {
		case PIECE_LITERAL:
			dump_literal(p->is.text, p->len, out);
			break;
		case PIECE_TOKENS:
			buf_puts(out, "tokens ");
			dump_place(e, p->a, out);
			buf_putc(out, ' ');
			dump_range(e, p->a, p->b, out);
			break;
		case PIECE_LINE:
			buf_puts(out, "line ");
			dump_place(e, p->a, out);
			break;
		default:
			buf_puts(out, "fresh line");
		}
		buf_putc(out, '\n');
	}
}

static void dump_head(const struct edits *e, const char *what, tok_id a, tok_id b, struct buf *out)
{
	dump_place(e, a, out);
	buf_printf(out, " %s ", what);
	dump_range(e, a, b, out);
}

static void dump_insertion(const struct edits *e, const struct insertion *i, const char *what, struct buf *out)
{
	dump_head(e, what, i->at, i->at, out);
	buf_putc(out, '\n');
	dump_text(e, i->what, out);
}

static void dump_region(const struct edits *e, const struct region *r, struct buf *out)
{
	dump_head(e, r->to ? "moved" : "rewritten", r->a, r->b, out);
	if (r->to) {
		buf_puts(out, " behind ");
		dump_place(e, r->to, out);
	}
	buf_putc(out, '\n');
}

void edits_dump(struct edits *e, struct buf *out)
{
	size_t r = 0, b = 0, a = 0;

	edits_prepare(e);
	buf_add(out, "", 0);
	if (e->top) {
		buf_puts(out, "top\n");
		dump_text(e, e->top, out);
	}
	for (size_t i = 0; i < e->regions.n; i++)
		dump_region(e, &e->regions.at[i], out);
	while (r < e->replacements.n || b < e->before.n || a < e->after.n) {
		tok_id at_r = r < e->replacements.n ? e->replacements.at[r].a : UINT32_MAX;
		tok_id at_b = b < e->before.n ? e->before.at[b].at : UINT32_MAX;
		tok_id at_a = a < e->after.n ? e->after.at[a].at : UINT32_MAX;

		if (at_b <= at_r && at_b <= at_a && b < e->before.n) {
			dump_insertion(e, &e->before.at[b], e->before.at[b].outside ? "in front of" : "before", out);
			b++;
		} else if (at_r <= at_a && r < e->replacements.n) {
			dump_head(e, "replace", e->replacements.at[r].a, e->replacements.at[r].b, out);
			buf_putc(out, '\n');
			dump_text(e, e->replacements.at[r++].with, out);
		} else {
			dump_insertion(e, &e->after.at[a], e->after.at[a].outside ? "behind" : "after", out);
			a++;
		}
	}
}
