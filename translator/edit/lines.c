/*
 * The output and its lines.
 *
 * Beside the text it is kept what a compiler presumes at its end: file and line.  Text of the
 * source says where it ought to be, and #line (or, a few lines ahead, newlines) is written only
 * when that is not so, in front of the first token or directive that is concerned.
 */
#include <string.h>

#include "edit/edit_int.h"

enum { MAX_NEWLINES = 8 };      /* written instead of #line */

void out_begin(struct edits *e, struct buf *buf)
{
	memset(&e->out, 0, sizeof e->out);
	e->out.buf = buf;
	e->out.line_begin = buf->len;
	/* The output has a name of its own, so that the first token wants a #line. */
	e->out.line = 1;
}

const char *source_text(const struct edits *e, loc_t at)
{
	const struct file *f = files_of(e->env->files, at);

	return f->text + (at - f->base);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

/* Whether nothing but blanks is on the line so far. */
static bool line_is_blank(const struct edits *e)
{
	for (size_t i = e->out.line_begin; i < e->out.buf->len; i++)
		if (!is_blank(e->out.buf->text[i]))
			return false;
	return true;
}

void out_put(struct edits *e, const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	size_t base = e->out.buf->len;

	buf_add(e->out.buf, text, len);
	while ((p = memchr(p, '\n', (size_t)(end - p)))) {
		p++;
		e->out.line++;
		e->out.line_begin = base + (size_t)(p - text);
		e->out.directive = false;
	}
}

/* Blanks at the end of the line go, unless a backslash would then end it. */
static void trim(struct edits *e)
{
	struct buf *b = e->out.buf;
	size_t end = b->len;

	while (end > e->out.line_begin && is_blank(b->text[end - 1]))
		end--;
	if (end == e->out.line_begin || b->text[end - 1] != '\\')
		b->len = end;
}

void out_newline(struct edits *e)
{
	trim(e);
	out_put(e, e->crlf ? "\r\n" : "\n", e->crlf ? 2 : 1);
	e->out.source_end = 0;
	e->out.token = NULL;
	e->out.seam = SEAM_NONE;
}

/* A line of blanks is given up; they come again with the text that they indent. */
void out_fresh_line(struct edits *e)
{
	if (!e->out.directive && line_is_blank(e)) {
		e->out.buf->len = e->out.line_begin;
		e->out.source_end = 0;
		e->out.token = NULL;
		e->out.seam = SEAM_NONE;
	} else {
		out_newline(e);
	}
}

/* ---- what must not fuse ----------------------------------------------------------------------- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
	       c == '$' || c == '\\' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void classify(struct token *t, char first)
{
	if (is_digit(first))
		t->kind = TOK_NUMBER;
	else if (is_word(first))
		t->kind = TOK_IDENT;
	else if (first == '"')
		t->kind = TOK_STRING;
	else if (first == '\'')
		t->kind = TOK_CHARACTER;
	else
		t->kind = TOK_COMMA;
}

void out_separate(struct edits *e, const char *text, size_t len)
{
	const char *all = e->out.buf->text;
	size_t end = e->out.buf->len, at = end;
	struct token a = { 0 }, b = { 0 };

	if (!len || end == e->out.line_begin)
		return;
	while (at > e->out.line_begin && end - at < 512 && is_word(all[at - 1]))
		at--;
	if (at == end)
		at--;
	/* A number may have begun with a full stop or have signs in it. */
	a.text = all + at;
	a.len = (uint32_t)(end - at);
	classify(&a, all[at]);
	b.text = text;
	b.len = (uint32_t)len;
	classify(&b, text[0]);
	if (len > 1 && text[0] == '.' && is_digit(text[1]))
		b.kind = TOK_NUMBER;
	if (token_needs_space(&a, &b))
		out_put(e, " ", 1);
}

/* ---- places ----------------------------------------------------------------------------------- */

static bool same_name(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool in_sync(const struct edits *e, loc_t at)
{
	struct place p;

	if (!e->lines)
		return true;
	p = files_presumed(e->env->files, at);
	return p.line == e->out.line && same_name(p.name, e->out.name);
}

static void presume(struct edits *e, loc_t at)
{
	struct place p = files_presumed(e->env->files, at);

	e->out.name = p.name;
	e->out.line = p.line;
	e->out.ours = false;
}

/* The name stands as it is, as the other bytes of the file do: escapes only where they must be.
 * Preprocessed text gets a line marker, since #line is none for a compiler that takes it as such. */
static void line_directive(struct edits *e, const struct place *p, loc_t at)
{
	bool marker = pp_is_preprocessed(e->pp);
	struct buf b = { 0 };

	buf_printf(&b, marker ? "# %u \"" : "#line %u \"", p->line);
	for (const char *s = p->name; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_putc(&b, '\\');
		if (*s == '\n')
			buf_puts(&b, "\\n");
		else
			buf_putc(&b, *s);
	}
	buf_puts(&b, marker && files_system(e->env->files, at) ? "\" 3" : "\"");
	out_put(e, b.text, b.len);
	buf_free(&b);
	out_newline(e);
}

void out_sync(struct edits *e, loc_t at)
{
	struct place p;

	e->out.pending = 0;
	if (in_sync(e, at))
		return;
	p = files_presumed(e->env->files, at);
	if (!p.name || !p.line)
		return;
	/* Where only lines of the source are missing they are made up for. */
	if (!e->out.ours && same_name(p.name, e->out.name) && p.line > e->out.line &&
	    p.line - e->out.line <= MAX_NEWLINES) {
		while (e->out.line < p.line)
			out_newline(e);
		return;
	}
	out_fresh_line(e);
	line_directive(e, &p, at);
	presume(e, at);
}

/* ---- text of ours ------------------------------------------------------------------------------ */

/* A line break and the indentation behind it are a blank, if anything follows. */
static void out_held(struct edits *e, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text)), *stop = newline ? newline : end;

		while (e->out.owed && text < stop && is_blank(*text))
			text++;
		if (e->out.owed && text < stop)
			out_put(e, " ", 1);
		e->out.owed &= text == stop;
		out_put(e, text, (size_t)(stop - text));
		e->out.owed |= newline && !line_is_blank(e);
		text = newline ? newline + 1 : end;
	}
}

void out_release(struct edits *e)
{
	if (e->out.owed && !line_is_blank(e))
		out_put(e, " ", 1);
	e->out.held = e->out.owed = false;
}

void out_literal(struct edits *e, const char *text, size_t len)
{
	const char *newline;
	size_t at;

	if (!len)
		return;
	if (e->out.directive && text[0] != '\n')
		out_newline(e);
	if (e->out.pending && e->lines)
		out_sync(e, e->out.pending);
	e->out.pending = 0;
	if (e->out.seam == SEAM_SOURCE)
		out_separate(e, text, len);
	while (e->crlf && !e->out.held && (newline = memchr(text, '\n', len))) {
		e->out.ours = true;
		out_put(e, text, (size_t)(newline - text));
		out_put(e, "\r\n", 2);
		len -= (size_t)(newline - text) + 1;
		text = newline + 1;
	}
	if (e->out.held) {
		out_held(e, text, len);
	} else {
		if (memchr(text, '\n', len))
			e->out.ours = true;
		out_put(e, text, len);
	}
	for (at = e->out.line_begin; at < e->out.buf->len && is_blank(e->out.buf->text[at]); at++)
		;
	e->out.directive = at < e->out.buf->len && e->out.buf->text[at] == '#';
	e->out.source_end = 0;
	e->out.token = NULL;
	e->out.seam = SEAM_LITERAL;
}

void out_directive(struct edits *e, const char *text, size_t len)
{
	out_fresh_line(e);
	out_put(e, text, len);
	out_newline(e);
}

/* ---- text of the source -------------------------------------------------------------------------- */

/* Behind the directive that begins at `hash` if it says line and file itself, else 0. */
static loc_t behind_line(struct lexer lx)
{
	struct token t;

	lexer_next(&lx, &t);
	if (t.kind == TOK_IDENT && t.len == 4 && memcmp(t.text, "line", 4) == 0)
		lexer_next(&lx, &t);
	if (t.kind != TOK_NUMBER)
		return 0;
	lexer_next(&lx, &t);
	if (t.kind != TOK_STRING)
		return 0;
	while (t.kind != TOK_NEWLINE && t.kind != TOK_EOF)
		lexer_next(&lx, &t);
	return t.at + token_raw(&t);
}

/* The first byte from p on that is neither blank nor comment.  If that is a directive that says line
 * and file, *behind is set. */
static loc_t significant(struct edits *e, loc_t p, loc_t *behind)
{
	const struct file *f = files_of(e->env->files, p);
	struct lexer lx;
	struct token t;

	lexer_init(&lx, e->env, f);
	lx.cursor = f->text + (p - f->base);
	lx.line_start = p == f->base || lx.cursor[-1] == '\n';
	lx.quiet = true;
	do
		lexer_next(&lx, &t);
	while (t.kind == TOK_NEWLINE);
	*behind = t.kind == TOK_HASH && t.flags & TOK_LINE_START ? behind_line(lx) : 0;
	return t.at;
}

/* The indentation of the source's line, if p is where it ends. */
static void indent(struct edits *e, loc_t p)
{
	const struct file *f = files_of(e->env->files, p);
	const char *at = f->text + (p - f->base), *begin = at;

	while (begin > f->text && is_blank(begin[-1]))
		begin--;
	if (begin == f->text || begin[-1] == '\n')
		out_put(e, begin, (size_t)(at - begin));
}

void out_bytes(struct edits *e, loc_t p, loc_t q)
{
	const char *text = source_text(e, p);
	size_t low = 0, high = e->renamed.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (e->renamed.at[mid].begin < p)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < e->renamed.n && e->renamed.at[low].begin < q; low++) {
		const struct renamed *r = &e->renamed.at[low];

		out_put(e, text, r->begin - p);
		out_put(e, r->text, r->len);
		text += r->end - p;
		p = r->end;
	}
	out_put(e, text, q - p);
}

void out_source(struct edits *e, loc_t p, loc_t q)
{
	const char *text;
	loc_t from, at, behind;

	if (p >= q)
		return;
	text = source_text(e, p);
	if (e->out.directive && !(text[0] == '\n' || (text[0] == '\r' && text[1] == '\n')))
		out_newline(e);
	if (e->out.seam && e->out.source_end != p)
		out_separate(e, text, q - p);
	e->out.pending = 0;
	if (e->lines && !in_sync(e, p)) {
		at = significant(e, p, &behind);
		if (behind && behind <= q) {
			out_put(e, text, behind - p);
			presume(e, behind);
			e->out.source_end = behind;
			out_source(e, behind, q);
			return;
		}
		/* The line that is over already need not end twice. */
		if (!e->out.source_end && e->out.line_begin && e->out.line_begin == e->out.buf->len &&
		    (*text == '\n' || (text[0] == '\r' && text[1] == '\n'))) {
			p += *text == '\n' ? 1 : 2;
			text = source_text(e, p);
		}
		if (at >= q) {
			out_put(e, text, q - p);
			e->out.source_end = q;
			e->out.token = NULL;
			e->out.seam = SEAM_SOURCE;
			return;
		}
		for (from = at; from > p && is_blank(text[from - p - 1]); )
			from--;
		if (from > p ? text[from - p - 1] != '\n' : !line_is_blank(e))
			from = at;
		out_put(e, text, from - p);
		out_sync(e, at);
		p = from;
	}
	if (e->out.buf->len == e->out.line_begin && e->out.source_end != p)
		indent(e, p);
	out_bytes(e, p, q);
	if (e->lines)
		presume(e, q);
	e->out.source_end = q;
	e->out.token = NULL;
	e->out.seam = SEAM_SOURCE;
}
