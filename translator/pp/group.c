/*
 * Conditional sections: #if to #endif (C23 6.10.2), and the record of their groups.
 *
 * A group that is not taken is skipped from # to #, only the directives' names being read.  The
 * lines of each group and whether it was taken are kept: a rewriter replaces those that were not
 * (language 8.3).
 */
#include "pp/pp_int.h"

#include <string.h>

enum group_word group_word(const struct token *t)
{
	static const struct { const char *text; enum group_word word; } table[] = {
		{ "if", GROUP_IF }, { "ifdef", GROUP_IFDEF }, { "ifndef", GROUP_IFNDEF },
		{ "elif", GROUP_ELIF }, { "elifdef", GROUP_ELIFDEF }, { "elifndef", GROUP_ELIFNDEF },
		{ "else", GROUP_ELSE }, { "endif", GROUP_ENDIF },
	};

	if (t->kind == TOK_IDENT && (t->text[0] == 'i' || t->text[0] == 'e'))
		for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
			if (strlen(table[i].text) == t->len && !memcmp(table[i].text, t->text, t->len))
				return table[i].word;
	return GROUP_NONE;
}

/* loc of the first byte of the line that `at` of the file on top stands in. */
static loc_t line_start(const struct pp *pp, loc_t at)
{
	const struct file *f = pp->in->file;
	const char *p = f->text + (at - f->base);

	while (p > f->text && p[-1] != '\n')
		p--;
	return pp_loc(pp, p);
}

static bool recorded(const struct pp *pp)
{
	return !pp->in->file->scratch && !pp->probing;
}

/* The group that ends where the directive with # at `hash` begins. */
static void group_close(struct pp *pp, struct cond *c, loc_t hash)
{
	if (c->group)
		pp->groups.at[c->group - 1].end = hash;
	c->group = 0;
}

/* The group that begins behind the directive that was just read. */
static void group_open(struct pp *pp, struct cond *c, loc_t hash, bool taken)
{
	if (!recorded(pp))
		return;
	*vec_push(pp->env->tu, &pp->groups) =
	    (struct pp_group){ pp->in->row, pp->line_next, pp->line_next, hash, pp->line_end, taken };
	c->group = pp->groups.n;
}

const struct pp_group *pp_groups(const struct pp *pp, size_t *n)
{
	*n = pp->groups.n;
	return pp->groups.at;
}

/* The name of #ifdef and relatives; whether it is defined. */
static bool name_defined(struct pp *pp, const char *directive, struct name **name)
{
	struct token t;

	*name = NULL;
	pp_file_token(pp, &t);
	if (t.kind != TOK_IDENT) {
		diag_error(pp->env->diag, token_span(&t), "%s in #%s",
		           t.kind == TOK_EOF ? "no macro name given" : "macro names must be identifiers",
		           directive);
		return false;
	}
	*name = t.name;
	pp_line_end(pp, directive);
	return t.name->macro != NULL;
}

/* `#if !defined X` or `#if !defined(X)` alone on the line: X, else null.  Reads nothing. */
static struct name *not_defined(struct pp *pp)
{
	struct lexer lx = pp->in->lx;
	struct token t;
	struct name *n;
	bool paren;

	lx.quiet = true;
	lexer_next(&lx, &t);
	if (t.kind != TOK_NOT)
		return NULL;
	lexer_next(&lx, &t);
	if (t.kind != TOK_IDENT || t.name != pp->n_defined)
		return NULL;
	lexer_next(&lx, &t);
	paren = t.kind == TOK_LPAREN;
	if (paren)
		lexer_next(&lx, &t);
	n = t.kind == TOK_IDENT ? t.name : NULL;
	lexer_next(&lx, &t);
	if (paren && t.kind == TOK_RPAREN)
		lexer_next(&lx, &t);
	return t.kind == TOK_NEWLINE ? n : NULL;
}

/* Moves to the directive that ends a group which is not taken, and begins to read it; nothing is
 * left at the end of the file. */
static bool next_directive(struct pp *pp, struct token *hash, struct token *word, enum group_word *w)
{
	struct lexer *lx = &pp->in->lx;
	bool quiet = lx->quiet;
	size_t depth = 0;

	lx->quiet = true;
	while (lexer_skip_to_hash(lx, lx->end)) {
		lexer_next(lx, hash);
		lx->directive = true;
		lexer_next(lx, word);
		lx->directive = false;
		if (word->kind == TOK_NEWLINE)
			continue;
		*w = group_word(word);
		if (*w == GROUP_IF || *w == GROUP_IFDEF || *w == GROUP_IFNDEF) {
			depth++;
		} else if (*w == GROUP_ENDIF && depth) {
			depth--;
		} else if (*w != GROUP_NONE && !depth) {
			lx->quiet = quiet;
			return true;
		}
	}
	lx->quiet = quiet;
	return false;
}

/* Begins to read a directive's line behind its name. */
static void line_begin(struct pp *pp)
{
	pp->in_line = true;
	pp->line_over = false;
	pp->quiet_rows++;
	pp->in->lx.directive = true;
}

/* Whether #elif or #else `w` opens its group; reads its line. */
static bool alternative(struct pp *pp, struct cond *c, enum group_word w, const struct token *word)
{
	struct name *n;
	bool take = false;

	if (c->else_at.begin) {
		diag_error(pp->env->diag, token_span(word), "#%.*s after #else", (int)word->len, word->text);
		diag_note(pp->env->diag, c->else_at, "#else is here");
	}
	if (w == GROUP_ELSE) {
		c->else_at = token_span(word);
		take = !c->taken;
		pp_line_end(pp, "else");
	} else if (!c->taken) {
		if (w == GROUP_ELIF)
			take = condition_line(pp);
		else if (w == GROUP_ELIFDEF)
			take = name_defined(pp, "elifdef", &n);
		else
			take = !name_defined(pp, "elifndef", &n) && n;
	}
	pp_line_end(pp, NULL);
	return take;
}

/* From a directive of section `c` on that was read up to `take`: skips to the group that is taken
 * or behind the #endif. */
static void proceed(struct pp *pp, bool take, loc_t hash)
{
	struct cond *c = &pp->conds.at[pp->conds.n - 1];
	struct token next, word;
	enum group_word w;

	for (;;) {
		group_open(pp, c, hash, take);
		if (take) {
			c->taken = true;
			return;
		}
		if (!next_directive(pp, &next, &word, &w)) {
			group_close(pp, c, pp->in->file->base + (loc_t)pp->in->file->len);
			return;
		}
		hash = next.at;
		group_close(pp, c, line_start(pp, hash));
		line_begin(pp);
		if (w == GROUP_ENDIF) {
			pp_line_end(pp, "endif");
			pp->conds.n--;
			return;
		}
		take = alternative(pp, c, w, &word);
	}
}

static void section_begin(struct pp *pp, enum group_word w, const struct token *hash, const struct token *word)
{
	struct input *in = pp->in;
	struct cond *c = vec_push(pp->env->tu, &pp->conds);
	struct name *guard = NULL;
	bool take;

	*c = (struct cond){ .in = in, .at = { hash->at, word->at + token_raw(word), 0 } };
	if (w == GROUP_IF) {
		if (in->guard == GUARD_START)
			guard = not_defined(pp);
		take = condition_line(pp);
	} else {
		take = name_defined(pp, w == GROUP_IFDEF ? "ifdef" : "ifndef", &guard);
		if (w == GROUP_IFNDEF)
			take = !take && guard;
		else
			guard = NULL;
	}
	if (in->guard == GUARD_START && guard) {
		in->guard = GUARD_IN;
		in->guard_name = guard;
		in->guard_cond = pp->conds.n;
	} else if (in->guard != GUARD_IN) {
		in->guard = GUARD_NONE;
	}
	pp_line_end(pp, NULL);
	proceed(pp, take, hash->at);
	if (in->guard == GUARD_IN && pp->conds.n < in->guard_cond)
		in->guard = GUARD_AFTER;
}

void group_directive(struct pp *pp, enum group_word w, const struct token *hash, const struct token *word)
{
	struct input *in = pp->in;
	struct cond *c;

	if (w == GROUP_IF || w == GROUP_IFDEF || w == GROUP_IFNDEF) {
		section_begin(pp, w, hash, word);
		return;
	}
	if (pp->conds.n == in->conds) {
		diag_error(pp->env->diag, token_span(word), "#%.*s without #if", (int)word->len, word->text);
		return;
	}
	c = &pp->conds.at[pp->conds.n - 1];
	group_close(pp, c, line_start(pp, hash->at));
	if (w == GROUP_ENDIF) {
		pp_line_end(pp, "endif");
		pp->conds.n--;
		if (in->guard == GUARD_IN && pp->conds.n < in->guard_cond)
			in->guard = GUARD_AFTER;
		return;
	}
	if (in->guard == GUARD_IN && pp->conds.n == in->guard_cond)
		in->guard = GUARD_NONE;
	/* The section is taken already: the line is not evaluated. */
	alternative(pp, c, w, word);
	proceed(pp, false, hash->at);
}

void group_end_of_file(struct pp *pp)
{
	struct input *in = pp->in;

	while (pp->conds.n > in->conds) {
		struct cond *c = &pp->conds.at[--pp->conds.n];

		group_close(pp, c, in->file->base + (loc_t)in->file->len);
		if (!pp->probing)
			diag_error(pp->env->diag, c->at, "unterminated conditional directive");
		in->guard = GUARD_NONE;
	}
}
