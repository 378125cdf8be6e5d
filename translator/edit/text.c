/*
 * Pieces: what new text consists of.
 */
#include <stdarg.h>
#include <string.h>

#include "edit/edit_int.h"

/* A list, since most texts have few pieces: an array would have as many more that are not used. */
static void add(struct text *t, struct piece new)
{
	struct piece *p = arena_new_of(t->edits->env->tu, struct piece);

	*p = new;
	if (t->last)
		t->last->next = p;
	else
		t->first = p;
	t->last = p;
}

struct text *text_new(struct edits *e)
{
	struct text *t = arena_new_of(e->env->tu, struct text);

	t->edits = e;
	return t;
}

static void add_literal(struct text *t, const char *text, size_t len)
{
	add(t, (struct piece){ .kind = PIECE_LITERAL, .len = (uint32_t)len, .is.text = text });
}

void text_add(struct text *t, const char *literal)
{
	size_t len = strlen(literal);

	add_literal(t, arena_copy(t->edits->env->tu, literal, len), len);
}

void text_printf(struct text *t, const char *fmt, ...)
{
	char *text;
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	text = arena_vprintf(t->edits->env->tu, &len, fmt, ap);
	va_end(ap);
	add_literal(t, text, len);
}

void text_tokens(struct text *t, tok_id a, tok_id b)
{
	add(t, (struct piece){ .kind = PIECE_TOKENS, .a = a, .b = b });
}

void text_line(struct text *t, tok_id a)
{
	add(t, (struct piece){ .kind = PIECE_LINE, .a = a });
}

void text_fresh_line(struct text *t)
{
	add(t, (struct piece){ .kind = PIECE_FRESH });
}

void text_append(struct text *t, const struct text *more)
{
	add(t, (struct piece){ .kind = PIECE_TEXT, .is.more = more });
}

bool text_names(const struct text *t, tok_id token)
{
	for (const struct piece *p = t->first; p; p = p->next)
		if (p->kind == PIECE_TOKENS ? p->a <= token && token <= p->b
		                            : p->kind == PIECE_TEXT && text_names(p->is.more, token))
			return true;
	return false;
}

/* Behind the literal or comment that begins at p; p itself if none does. */
static const char *skip(const char *p, const char *end)
{
	if (*p == '"' || *p == '\'') {
		char quote = *p++;

		while (p < end && *p != quote && *p != '\n')
			p += *p == '\\' && p + 1 < end ? 2 : 1;
		return p < end ? p + 1 : end;
	}
	if (*p == '/' && p + 1 < end && p[1] == '*') {
		for (p += 2; p + 1 < end && !(p[0] == '*' && p[1] == '/'); p++)
			;
		return p + 1 < end ? p + 2 : end;
	}
	if (*p == '/' && p + 1 < end && p[1] == '/')
		while (p < end && *p != '\n')
			p++;
	return p;
}

void text_on_one_line(const char *text, size_t len, struct buf *out)
{
	const char *p = text, *end = text + len;
	bool space = false;
	size_t begin = out->len;

	buf_add(out, "", 0);
	while (p < end) {
		const char *next = skip(p, end);

		if (*p == '/' && next > p) {
			space = true;
			p = next;
			continue;
		}
		if (*p == ' ' || (*p >= '\t' && *p <= '\r') || (*p == '\\' && p + 1 < end && p[1] == '\n')) {
			space = true;
			p += *p == '\\' ? 2 : 1;
			continue;
		}
		if (space && out->len > begin)
			buf_putc(out, ' ');
		space = false;
		if (next == p)
			next = p + 1;
		buf_add(out, p, (size_t)(next - p));
		p = next;
	}
}
