/*
 * The preprocessor's main loop: files -> tokens, and the dispatch of directives.
 *
 * pp_file_token() reads the file on top and executes the directives that it meets; pp_raw() puts
 * the token lists of macros on top of that; pp_next() delivers what comes out of the expansion, and
 * keeps the token ranges of the outermost rows.  Inside a directive the same functions read its
 * line, the end of which looks like the end of a file, so that macros in #if and #include are
 * expanded by the same code.
 */
#include "pp/pp_int.h"

#include <string.h>

/* The usual headers have as many. */
enum { FIRST_TOKENS = 1 << 14 };

struct pp *pp_new(struct env *env, const struct pp_config *cf, struct file *main)
{
	struct pp *pp = arena_new_of(env->tu, struct pp);

	pp->env = env;
	pp->cf = cf;
	pp->main = main;
	pp->tokens.arena = env->tu;
	vec_room(env->tu, &pp->tokens.v, FIRST_TOKENS);
	pp->heat_when = 1;
	lexer_keywords(env);
	macro_init(pp);
	include_init(pp);
	pp_push_file(pp, main, 0);
	include_main_read(pp);
	include_command_line(pp);
	return pp;
}

bool pp_is_preprocessed(const struct pp *pp)
{
	return pp->cf->preprocessed;
}

struct tokens *pp_tokens(struct pp *pp)
{
	return &pp->tokens;
}

struct pp_name *pp_name_of(struct pp *pp, struct name *n)
{
	if (!n->pp)
		n->pp = arena_new_of(pp->env->tu, struct pp_name);
	return n->pp;
}

void pp_push_file(struct pp *pp, struct file *f, uint32_t row)
{
	struct input *in = arena_new_of(pp->env->tu, struct input);

	in->below = pp->in;
	in->file = f;
	in->row = row;
	in->conds = pp->conds.n;
	lexer_init(&in->lx, pp->env, f);
	pp->in = in;
}

bool pp_in_system(const struct pp *pp)
{
	return pp->in && (pp->in->file->system ||
	                  (pp->in->file->nmarks && files_system(pp->env->files, pp_loc(pp, pp->in->lx.cursor))));
}

loc_t pp_loc(const struct pp *pp, const char *p)
{
	return pp->in->file->base + (loc_t)(p - pp->in->file->text);
}

void pp_unread(struct pp *pp, const struct token *t, size_t n)
{
	if (pp->ahead_at < n) {
		size_t more = n - pp->ahead_at, old = pp->ahead.n;

		for (size_t i = 0; i < more; i++)
			vec_push(pp->env->tu, &pp->ahead);
		memmove(pp->ahead.at + more, pp->ahead.at, old * sizeof *t);
		pp->ahead_at += more;
	}
	pp->ahead_at -= n;
	memcpy(pp->ahead.at + pp->ahead_at, t, n * sizeof *t);
}

/* ----------------------------------------------------------------------------- directives */

enum directive {
	DIR_NONE, DIR_DEFINE, DIR_UNDEF, DIR_INCLUDE, DIR_INCLUDE_NEXT, DIR_IMPORT, DIR_LINE, DIR_ERROR,
	DIR_WARNING, DIR_PRAGMA, DIR_EMBED, DIR_IDENT, DIR_ASSERT, DIR_UNASSERT
};

static enum directive directive_of(const struct token *word)
{
	static const struct { const char *text; enum directive directive; } table[] = {
		{ "define", DIR_DEFINE }, { "undef", DIR_UNDEF }, { "include", DIR_INCLUDE },
		{ "pragma", DIR_PRAGMA }, { "error", DIR_ERROR }, { "line", DIR_LINE },
		{ "include_next", DIR_INCLUDE_NEXT }, { "warning", DIR_WARNING }, { "embed", DIR_EMBED },
		{ "ident", DIR_IDENT }, { "sccs", DIR_IDENT }, { "assert", DIR_ASSERT },
		{ "unassert", DIR_UNASSERT }, { "import", DIR_IMPORT },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strlen(table[i].text) == word->len && !memcmp(table[i].text, word->text, word->len))
			return table[i].directive;
	return DIR_NONE;
}

void pp_line_end(struct pp *pp, const char *name)
{
	struct token t;

	if (!pp->in_line)
		return;
	while (pp->ctx) {
		struct ctx *c = pp->ctx;

		if (c->macro)
			c->macro->priv->busy--;
		toks_free(pp, &c->own);
		pp->ctx = c->below;
		c->below = pp->spare_ctx;
		pp->spare_ctx = c;
	}
	if (name && pp->ahead_at == pp->ahead.n && !pp->line_over) {
		pp_file_token(pp, &t);
		if (t.kind != TOK_EOF && !pp_in_system(pp))
			diag_warn(pp->env->diag, W_PREPROCESSOR, token_span(&t),
			          "extra tokens at end of #%s directive", name);
	}
	pp->ahead.n = pp->ahead_at = 0;
	pp->in->lx.quiet = true;
	while (!pp->line_over)
		pp_file_token(pp, &t);
	pp->in->lx.quiet = pp->probing != 0;
	pp->in->lx.directive = false;
	pp->in_line = false;
	pp->quiet_rows--;
}

/* #error, #warning: the rest of the line is the message. */
static void message_line(struct pp *pp, bool error, const struct token *word)
{
	struct buf text = { 0 };
	struct token t;

	pp->in->lx.quiet = true;
	for (pp_file_token(pp, &t); t.kind != TOK_EOF; pp_file_token(pp, &t)) {
		if (text.len && t.flags & TOK_SPACE)
			buf_putc(&text, ' ');
		buf_add(&text, t.text, t.len);
	}
	if (error)
		diag_error(pp->env->diag, token_span(word), "%s", text.len ? text.text : "#error");
	else if (!pp_in_system(pp))
		diag_warn(pp->env->diag, W_CPP, token_span(word), "%s", text.len ? text.text : "#warning");
	buf_free(&text);
}

static void other_directive(struct pp *pp, const struct token *hash, const struct token *word)
{
	switch (directive_of(word)) {
	case DIR_DEFINE:
		macro_define_line(pp);
		break;
	case DIR_UNDEF:
		macro_undef_line(pp);
		break;
	case DIR_INCLUDE:
		include_line(pp, hash, word, false, false);
		break;
	case DIR_INCLUDE_NEXT:
		include_line(pp, hash, word, true, false);
		break;
	case DIR_IMPORT:
		include_line(pp, hash, word, false, true);
		break;
	case DIR_LINE:
		line_directive(pp, hash);
		break;
	case DIR_ERROR:
		message_line(pp, true, word);
		break;
	case DIR_WARNING:
		message_line(pp, false, word);
		break;
	case DIR_PRAGMA:
		pragma_directive(pp, hash);
		break;
	case DIR_EMBED:
		embed_line(pp, hash, word);
		break;
	case DIR_ASSERT:
		macro_assert_line(pp, true);
		break;
	case DIR_UNASSERT:
		macro_assert_line(pp, false);
		break;
	case DIR_IDENT:
		break;
	case DIR_NONE:
		diag_error(pp->env->diag, token_span(word), "invalid preprocessing directive '#%.*s'",
		           (int)word->len, word->text);
	}
}

/* Executes the directive whose # was read. */
static void directive(struct pp *pp, const struct token *hash)
{
	bool deliver = pp->deliver;
	enum group_word group;
	struct token word;

	pp->in_line = true;
	pp->line_over = false;
	pp->deliver = false;
	pp->quiet_rows++;
	pp->in->lx.directive = true;
	pp_file_token(pp, &word);
	if (word.kind == TOK_NUMBER) {
		line_marker(pp, &word);
	} else if (pp->cf->preprocessed) {
		if (word.kind == TOK_IDENT && directive_of(&word) == DIR_PRAGMA)
			pragma_directive(pp, hash);
	} else if (word.kind == TOK_IDENT && (group = group_word(&word)) != GROUP_NONE) {
		group_directive(pp, group, hash, &word);
	} else if (word.kind != TOK_EOF) {
		if (pp->in->guard != GUARD_IN)
			pp->in->guard = GUARD_NONE;
		if (word.kind == TOK_IDENT)
			other_directive(pp, hash, &word);
		else
			diag_error(pp->env->diag, token_span(&word), "invalid preprocessing directive");
	}
	pp_line_end(pp, NULL);
	pp->deliver = deliver;
}

void pp_probe_directive(struct pp *pp, const struct token *hash)
{
	directive(pp, hash);
}

/* ------------------------------------------------------------------------------- reading */

void pp_file_token(struct pp *pp, struct token *t)
{
	for (;;) {
		struct input *in = pp->in;

		if (pp->in_line && pp->line_over) {
			*t = (struct token){ .kind = TOK_EOF, .at = pp->line_end, .text = "" };
			return;
		}
		lexer_next(&in->lx, t);
		if (pp->in_line) {
			if (t->kind == TOK_NEWLINE || t->kind == TOK_EOF) {
				pp->line_over = true;
				pp->line_end = t->at;
				pp->line_next = t->at + token_raw(t);
				continue;
			}
			t->flags |= FILE_LEVEL;
			return;
		}
		if (t->kind == TOK_NEWLINE)
			continue;
		if (t->kind == TOK_HASH && t->flags & TOK_LINE_START) {
			struct token hash = *t;

			directive(pp, &hash);
			if (pp->pragma_made) {
				pp->pragma_made = false;
				*t = pp->pragma;
				return;
			}
			if (pp->ahead_at < pp->ahead.n) {
				pp_raw(pp, t);
				return;
			}
			continue;
		}
		if (t->kind == TOK_EOF) {
			group_end_of_file(pp);
			if (!in->below)
				return;
			include_leave(pp, in);
			pp->in = in->below;
			if (!pp->in->below)
				include_command_line(pp);
			continue;
		}
		if (in->guard != GUARD_IN)
			in->guard = GUARD_NONE;
		t->expansion = in->row;
		t->flags |= FILE_LEVEL;
		return;
	}
}

void pp_raw(struct pp *pp, struct token *t)
{
	struct ctx *c;

	while ((c = pp->ctx)) {
		if (c->at < c->end) {
			*t = *c->at;
			if (c->direct) {
				t->expansion = c->row;
				if (c->at == c->start)
					t->flags = (uint16_t)((t->flags & ~(TOK_SPACE | TOK_LINE_START)) |
					                      c->lead);
			}
			c->at++;
			return;
		}
		if (c->barrier) {
			*t = (struct token){ .kind = TOK_EOF, .text = "" };
			return;
		}
		if (c->macro)
			c->macro->priv->busy--;
		toks_free(pp, &c->own);
		pp->ctx = c->below;
		c->below = pp->spare_ctx;
		pp->spare_ctx = c;
	}
	if (pp->ahead_at < pp->ahead.n) {
		*t = pp->ahead.at[pp->ahead_at++];
		if (pp->ahead_at == pp->ahead.n)
			pp->ahead.n = pp->ahead_at = 0;
		return;
	}
	pp_file_token(pp, t);
}

tok_id pp_next(struct pp *pp)
{
	struct expansion *rows;
	struct token t;
	tok_id id;

	if (pp->end)
		return (tok_id)pp->tokens.v.n - 1;
	pp->deliver = true;
	expand_next(pp, &t);
	pp->deliver = false;
	t.flags &= OUTER_FLAGS;
	if (t.kind == TOK_IDENT && t.name->keyword)
		t.kind = t.name->keyword;
	pp->end = t.kind == TOK_EOF;
	id = (tok_id)pp->tokens.v.n;
	if (id >= MAX_TOKENS && !pp->end) {
		diag_error(pp->env->diag, token_span(&t), "too many tokens in one file");
		t.kind = TOK_EOF;
		pp->end = true;
	}
	if (t.expansion) {
		if (pp->outer_of != t.expansion) {
			pp->outer_of = t.expansion;
			pp->outer = expansion_outermost(pp->env->expansions, t.expansion);
		}
		rows = pp->env->expansions->rows.at;
		if (rows[pp->outer].first > rows[pp->outer].last)
			rows[pp->outer].first = id;
		rows[pp->outer].last = id;
	}
	*vec_push(pp->env->tu, &pp->tokens.v) = t;
	return id;
}

const struct pp_counter *pp_counters(const struct pp *pp, size_t *n)
{
	*n = pp->counters.n;
	return pp->counters.at;
}
