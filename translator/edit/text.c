/*
 * Pieces: what new text consists of.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "edit/edit_int.h"

static struct piece *piece_new(struct text *t)
{
	return vec_push(t->edits->env->tu, &t->pieces);
}

struct text *text_new(struct edits *e)
{
	struct text *t = arena_new_of(e->env->tu, struct text);

	t->edits = e;
	return t;
}

void text_add(struct text *t, const char *literal)
{
	size_t len = strlen(literal);
	const char *copy = arena_copy(t->edits->env->tu, literal, len);

	*piece_new(t) = (struct piece){ .kind = PIECE_LITERAL, .text = copy, .len = len };
}

void text_printf(struct text *t, const char *fmt, ...)
{
	char *copy;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	copy = arena_alloc(t->edits->env->tu, (size_t)len + 1);
	va_start(ap, fmt);
	vsnprintf(copy, (size_t)len + 1, fmt, ap);
	va_end(ap);
	*piece_new(t) = (struct piece){ .kind = PIECE_LITERAL, .text = copy, .len = (size_t)len };
}

void text_tokens(struct text *t, tok_id a, tok_id b)
{
	*piece_new(t) = (struct piece){ .kind = PIECE_TOKENS, .a = a, .b = b };
}

void text_line(struct text *t, tok_id a)
{
	*piece_new(t) = (struct piece){ .kind = PIECE_LINE, .a = a };
}

void text_fresh_line(struct text *t)
{
	*piece_new(t) = (struct piece){ .kind = PIECE_FRESH };
}

void text_append(struct text *t, const struct text *more)
{
	*piece_new(t) = (struct piece){ .kind = PIECE_TEXT, .more = more };
}

bool text_names(const struct text *t, tok_id token)
{
	for (size_t i = 0; i < t->pieces.n; i++) {
		const struct piece *p = &t->pieces.at[i];

		if (p->kind == PIECE_TOKENS ? p->a <= token && token <= p->b
		                            : p->kind == PIECE_TEXT && text_names(p->more, token))
			return true;
	}
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
