/*
 * Directives in the text of a file, one after the other.
 */
#include <string.h>

#include "edit/edit_int.h"

bool may_have_directive(const struct edits *e, loc_t p, loc_t q)
{
	const char *text = source_text(e, p);
	size_t n = q - p;

	/* A # may be spelled %: or ??=. */
	return memchr(text, '#', n) || memchr(text, '%', n) || memchr(text, '?', n);
}

void scan_to(struct scan *s, loc_t at)
{
	const char *p = s->file->text + (at - s->file->base);

	if (p <= s->lx.cursor)
		return;
	s->lx.cursor = p;
	while (p > s->file->text && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	s->lx.line_start = p == s->file->text || p[-1] == '\n';
}

void scan_begin(struct edits *e, struct scan *s, loc_t p, loc_t q)
{
	s->file = files_of(e->env->files, p);
	s->end = q;
	lexer_init(&s->lx, e->env, s->file);
	s->lx.quiet = true;
	scan_to(s, p);
}

/* To the next directive, from where `t` is read; false if there is none. */
static bool next_hash(struct scan *s, struct token *t)
{
	s->text = 0;
	do
		lexer_next(&s->lx, t);
	while (t->kind == TOK_NEWLINE);
	if (t->kind == TOK_EOF || t->at >= s->end)
		return false;
	if (t->kind == TOK_HASH && t->flags & TOK_LINE_START)
		return true;
	/* The other tokens up to the directive are not looked at: most of a file is such text. */
	s->text = t->at;
	if (!lexer_skip_to_hash(&s->lx, s->file->text + (s->end - s->file->base)))
		return false;
	lexer_next(&s->lx, t);
	return t->at < s->end;
}

bool scan_directive(struct scan *s, struct directive *d)
{
	struct token t;

	if (!next_hash(s, &t))
		return false;
	d->hash = t.at;
	s->lx.directive = true;
	lexer_next(&s->lx, &d->word);
	d->operand = t = d->word;
	for (bool first = true; t.kind != TOK_NEWLINE && t.kind != TOK_EOF; first = false) {
		d->behind = t.at + token_raw(&t);
		lexer_next(&s->lx, &t);
		if (first)
			d->operand = t;
	}
	s->lx.directive = false;
	d->end = t.at;
	d->next = t.at + token_raw(&t);
	return true;
}

bool token_spelled(const struct token *t, const char *text)
{
	return strlen(text) == t->len && memcmp(text, t->text, t->len) == 0;
}

bool directive_is(const struct directive *d, const char *word) { return token_spelled(&d->word, word); }

bool directive_includes(const struct directive *d)
{
	return directive_is(d, "include") || directive_is(d, "include_next") || directive_is(d, "import");
}
