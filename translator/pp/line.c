/* #line and line markers: presumed places (C23 6.10.6; `# 12 "x.c" 1 3` of preprocessed input). */
#include "pp/pp_int.h"

#include <string.h>

#include "token/literal.h"

struct place line_place(struct pp *pp, loc_t at)
{
	struct place p = files_presumed(pp->env->files, at);

	if (!p.name)
		p.name = pp->main->name;
	return p;
}

/* The value of digit sequence `t`; false if it is none. */
static bool digits(const struct token *t, uint32_t *out)
{
	uint64_t v = 0;

	for (uint32_t i = 0; i < t->len; i++) {
		if (t->text[i] == '\'')
			continue;
		if (t->text[i] < '0' || t->text[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(t->text[i] - '0');
		if (v > UINT32_MAX)
			v = UINT32_MAX;
	}
	*out = (uint32_t)v;
	return t->len > 0;
}

/* The bytes of file name `t`, a plain string literal. */
static char *name_of(struct pp *pp, const struct token *t)
{
	struct buf b = { 0 };
	char *name;

	literal_string(t, &b);
	name = arena_copy(pp->env->tu, b.text ? b.text : "", b.len);
	buf_free(&b);
	return name;
}

static void mark(struct pp *pp, uint32_t line, const char *name, bool system)
{
	loc_t at;

	pp_line_end(pp, NULL);
	at = pp->line_next;
	if (!pp->probing)
		file_mark(pp->env->files, pp->in->file, at, line, name, system);
}

void line_directive(struct pp *pp, const struct token *hash)
{
	struct token t, file;
	const char *name = files_presumed(pp->env->files, hash->at).name;
	bool system = files_system(pp->env->files, hash->at);
	uint32_t line;

	expand_next(pp, &t);
	if (t.kind != TOK_NUMBER || !digits(&t, &line)) {
		diag_error(pp->env->diag, token_span(&t), "#line needs a line number");
		return;
	}
	expand_next(pp, &file);
	if (file.kind == TOK_STRING && literal_prefix_of(&file) == LIT_PLAIN && file.text[0] == '"')
		name = name_of(pp, &file);
	else if (file.kind != TOK_EOF) {
		diag_error(pp->env->diag, token_span(&file), "invalid file name in #line");
		return;
	}
	mark(pp, line, name, system);
}

void line_marker(struct pp *pp, const struct token *number)
{
	const char *name = files_presumed(pp->env->files, number->at).name;
	bool system = files_system(pp->env->files, number->at);
	uint32_t line;
	struct token t;

	if (!digits(number, &line)) {
		diag_error(pp->env->diag, token_span(number), "invalid line marker");
		return;
	}
	pp_file_token(pp, &t);
	if (t.kind == TOK_STRING && t.text[0] == '"') {
		name = name_of(pp, &t);
		system = false;
		for (pp_file_token(pp, &t); t.kind == TOK_NUMBER; pp_file_token(pp, &t))
			system |= t.len == 1 && t.text[0] == '3';
	}
	mark(pp, line, name, system);
}
