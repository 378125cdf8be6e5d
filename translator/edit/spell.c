/*
 * Macro calls as their expansion, token by token.
 *
 * A compiler reads the spelled tokens again.  A name that the preprocessor left alone, because its
 * macro was being expanded (`#define read(x) count(read(x))`), would be expanded then; so would one
 * that is a macro only where the text goes.  The definitions of such names are put aside around
 * the call, with #pragma push_macro, which every compiler of today has.
 */
#include <string.h>

#include "edit/edit_int.h"

/* `pragma x` as _Pragma("x"). */
static void spell_pragma(struct edits *e, const struct token *t)
{
	struct buf b = { 0 };
	uint32_t i = 0;

	while (i < t->len && t->text[i] != ' ')
		i++;
	buf_puts(&b, "_Pragma(\"");
	for (i++; i < t->len; i++) {
		if (t->text[i] == '"' || t->text[i] == '\\')
			buf_putc(&b, '\\');
		buf_putc(&b, t->text[i]);
	}
	buf_puts(&b, "\")");
	out_separate(e, "_", 1);
	out_put(e, b.text, b.len);
	buf_free(&b);
}

void spell_space(struct edits *e, tok_id i)
{
	size_t len = e->out.buf->len;

	if (!(e->tokens->v.at[i].flags & (TOK_SPACE | TOK_LINE_START)) || len == e->out.line_begin ||
	    e->out.directive || e->out.buf->text[len - 1] == ' ')
		return;
	out_put(e, " ", 1);
	e->out.token = NULL;
}

void spell_token(struct edits *e, const struct unit *u, tok_id i)
{
	const struct token *t = &e->tokens->v.at[i], *before;

	if (e->out.directive)
		out_newline(e);
	out_sync(e, u->begin);
	before = e->out.token;
	if (before && token_needs_space(before, t))
		out_put(e, " ", 1);
	else if (!before && e->out.seam)
		out_separate(e, t->text, t->len);
	if (t->kind == TOK_PRAGMA)
		spell_pragma(e, t);
	else
		out_put(e, t->text, t->len);
	e->out.token = t;
	e->out.source_end = 0;
	e->out.seam = SEAM_SOURCE;
}

bool is_guarded(const struct edits *e, const struct name *n)
{
	for (size_t i = 0; i < e->guarded.n; i++)
		if (e->guarded.at[i] == n)
			return true;
	return false;
}

static void macro_line(struct edits *e, const char *begin, const struct name *n, const char *end)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s%s%s", begin, n->text, end);
	out_directive(e, b.text, b.len);
	buf_free(&b);
}

void guard_open(struct edits *e, tok_id a, tok_id b)
{
	for (tok_id i = a; i <= b && !e->one_line; i++) {
		struct name *n = e->tokens->v.at[i].name;

		if (n && token_is_macro(e, i, e->out.where)) {
			*vec_push(e->env->tu, &e->guarded) = n;
			macro_line(e, "#pragma push_macro(\"", n, "\")");
			macro_line(e, "#undef ", n, "");
		}
	}
}

void guard_close(struct edits *e, size_t n)
{
	while (e->guarded.n > n)
		macro_line(e, "#pragma pop_macro(\"", e->guarded.at[--e->guarded.n], "\")");
}
