/*
 * Definitions of macros (C23 6.10.4): #define, #undef, their history, assertions.
 *
 * A body is stored ready for use: parameters are known by index, # and ## are flags of the tokens
 * that they concern, __VA_OPT__ knows how long its content is.  No definition is forgotten, since
 * the rewriter asks what a name meant at a token (pp_macro_at).
 */
#include "pp/pp_int.h"

#include <string.h>

static tok_id now(const struct pp *pp)
{
	return (tok_id)(pp->tokens.v.n + pp->peeking);
}

/* A definition begins or ends now. */
static void changed(struct pp *pp)
{
	if (!pp->changes.n || pp->changes.at[pp->changes.n - 1] < now(pp))
		*vec_push(pp->env->tu, &pp->changes) = now(pp);
}

void macro_enter(struct pp *pp, struct macro *m)
{
	struct pp_name *n = pp_name_of(pp, m->name);

	changed(pp);
	m->born = now(pp);
	m->died = UINT32_MAX;
	m->priv->older = n->newest;
	n->newest = m;
	m->name->macro = m;
	*vec_push(pp->env->tu, &pp->macros) = m;
}

void macro_undef(struct pp *pp, struct name *n)
{
	if (n->macro) {
		changed(pp);
		n->macro->died = now(pp);
		n->macro = NULL;
	}
}

const struct macro *pp_macro_at(const struct pp *pp, const struct name *name, tok_id when)
{
	const struct macro *m = name->pp ? name->pp->newest : NULL;

	(void)pp;
	while (m && !(m->born <= when && when < m->died))
		m = m->priv->older;
	return m;
}

bool pp_macros_same(const struct pp *pp, tok_id a, tok_id b)
{
	tok_id first = a < b ? a : b, last = a < b ? b : a;
	size_t low = 0, high = pp->changes.n;

	/* The first change behind `first`. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (pp->changes.at[mid] <= first)
			low = mid + 1;
		else
			high = mid;
	}
	return low == pp->changes.n || pp->changes.at[low] > last;
}

struct name *pp_macro_alias(const struct macro *m)
{
	return !m->function_like && !m->builtin && m->priv->nbody == 1 ? m->priv->body[0].name : NULL;
}

static bool same_token(const struct token *a, const struct token *b, bool first)
{
	uint16_t what = (uint16_t)(~OUTER_FLAGS | (first ? 0 : TOK_SPACE));

	return a->kind == b->kind && a->len == b->len && !memcmp(a->text, b->text, a->len) &&
	       (a->flags & what) == (b->flags & what) &&
	       (!(a->flags & (BODY_PARAM | BODY_VA_OPT)) || a->expansion == b->expansion);
}

/* Whether two definitions are the same (C23 6.10.4, paragraph 2). */
static bool same_macro(const struct macro *a, const struct macro *b)
{
	const struct macro_private *p = a->priv, *q = b->priv;

	if (a->function_like != b->function_like || a->variadic != b->variadic || a->builtin ||
	    b->builtin || p->nparams != q->nparams || p->nbody != q->nbody)
		return false;
	for (uint32_t i = 0; i < p->nparams; i++)
		if (p->params[i] != q->params[i])
			return false;
	for (uint32_t i = 0; i < p->nbody; i++)
		if (!same_token(&p->body[i], &q->body[i], i == 0))
			return false;
	return true;
}

/* Reads the name that a directive defines; false with an error. */
static bool read_name(struct pp *pp, struct token *t)
{
	pp_file_token(pp, t);
	if (t->kind == TOK_IDENT && t->name != pp->n_defined && t->name != pp->n_va_args &&
	    t->name != pp->n_va_opt)
		return true;
	if (t->kind == TOK_IDENT)
		diag_error(pp->env->diag, token_span(t), "'%s' cannot be used as a macro name", t->name->text);
	else
		diag_error(pp->env->diag, token_span(t), t->kind == TOK_EOF ? "macro name missing"
		                                                            : "macro name must be an identifier");
	return false;
}

/* The parameters behind `(`, up to `)`. */
static bool read_params(struct pp *pp, struct macro *m)
{
	VEC(struct name *) params = { 0 };
	struct token t;
	bool more = false;

	for (;;) {
		pp_file_token(pp, &t);
		if (t.kind == TOK_RPAREN && !more)
			break;
		if (t.kind == TOK_ELLIPSIS) {
			m->variadic = true;
			*vec_push(pp->env->tu, &params) = pp->n_va_args;
			pp_file_token(pp, &t);
			break;
		}
		if (t.kind != TOK_IDENT || t.name == pp->n_va_args) {
			diag_error(pp->env->diag, token_span(&t), "expected a parameter name");
			return false;
		}
		for (size_t i = 0; i < params.n; i++)
			if (params.at[i] == t.name) {
				diag_error(pp->env->diag, token_span(&t), "duplicate macro parameter '%s'",
				           t.name->text);
				return false;
			}
		*vec_push(pp->env->tu, &params) = t.name;
		pp_file_token(pp, &t);
		if (t.kind == TOK_ELLIPSIS) {
			m->variadic = true;
			pp_file_token(pp, &t);
			break;
		}
		if (t.kind == TOK_RPAREN)
			break;
		if (t.kind != TOK_COMMA)
			break;
		more = true;
	}
	m->priv->params = params.at;
	m->priv->nparams = (uint32_t)params.n;
	if (t.kind == TOK_RPAREN)
		return true;
	diag_error(pp->env->diag, token_span(&t), "missing ')' in macro parameter list");
	return false;
}

/* Marks what is a parameter; 0 on an unfit name. */
static void mark_param(struct pp *pp, const struct macro *m, struct token *t, const struct token *name)
{
	for (uint32_t i = 0; i < m->priv->nparams; i++)
		if (m->priv->params[i] == t->name) {
			t->flags |= BODY_PARAM;
			t->expansion = i;
			return;
		}
	if (t->name == pp->n_va_args && !pp_in_system(pp) && name->at)
		diag_warn(pp->env->diag, W_PREPROCESSOR, token_span(t),
		          "__VA_ARGS__ can only appear in the expansion of a variadic macro");
}

static bool body_error(struct pp *pp, const struct token *t, const char *text)
{
	diag_error(pp->env->diag, token_span(t), "%s", text);
	return false;
}

/* The body, from its first token `t` on, which may be TOK_EOF. */
static bool read_body(struct pp *pp, struct macro *m, const struct token *name, struct token *t)
{
	struct toks body = { 0 };
	uint32_t opt = 0, depth = 0;    /* index + 1 of the open __VA_OPT__; parentheses in it */
	uint32_t last = 0;              /* the newest element */
	bool hash = false, hash_space = false;

	for (; t->kind != TOK_EOF; pp_file_token(pp, t)) {
		t->expansion = 0;
		t->flags &= (uint16_t)~(TOK_LINE_START | FILE_LEVEL);
		if (t->kind == TOK_HASHHASH) {
			if (hash || body.n == 0 || (opt && body.n == opt))
				return body_error(pp, t, "'##' cannot appear at either end of a macro expansion");
			body.at[last].flags |= BODY_PASTE;
			m->priv->pastes = true;
			continue;
		}
		if (t->kind == TOK_HASH && m->function_like && !hash) {
			hash = true;
			hash_space = (t->flags & TOK_SPACE) != 0;
			continue;
		}
		if (t->kind == TOK_IDENT) {
			mark_param(pp, m, t, name);
			if (t->name == pp->n_va_opt && m->variadic && !opt) {
				struct token open;

				pp_file_token(pp, &open);
				if (open.kind != TOK_LPAREN)
					return body_error(pp, t, "__VA_OPT__ must be followed by an open parenthesis");
				t->flags |= BODY_VA_OPT;
				if (hash)
					t->flags = (uint16_t)(t->flags | BODY_STRINGIFY);
				hash = false;
				last = body.n;
				toks_add(pp, &body, t);
				opt = body.n;
				depth = 0;
				continue;
			}
		}
		if (hash) {
			if (!(t->flags & BODY_PARAM))
				return body_error(pp, t, "'#' is not followed by a macro parameter");
			t->flags = (uint16_t)((t->flags & ~TOK_SPACE) | BODY_STRINGIFY |
			                      (hash_space ? TOK_SPACE : 0));
			hash = false;
		}
		if (opt && t->kind == TOK_LPAREN) {
			depth++;
		} else if (opt && t->kind == TOK_RPAREN && depth-- == 0) {
			if (body.n > opt && body.at[last].flags & BODY_PASTE)
				return body_error(pp, t, "'##' cannot appear at either end of __VA_OPT__");
			last = opt - 1;
			body.at[last].expansion = body.n - opt;
			opt = 0;
			continue;
		}
		last = body.n;
		toks_add(pp, &body, t);
	}
	if (hash)
		return body_error(pp, name, "'#' is not followed by a macro parameter");
	if (opt)
		return body_error(pp, name, "unterminated __VA_OPT__");
	if (body.n && body.at[last].flags & BODY_PASTE)
		return body_error(pp, name, "'##' cannot appear at either end of a macro expansion");
	m->priv->body = body.at;
	m->priv->nbody = body.n;
	return true;
}

/* Reports a definition that differs from the one before (C23 6.10.4, paragraph 2). */
static void check_redefined(struct pp *pp, const struct macro *old, const struct macro *m,
                            const struct token *name)
{
	if (pp_in_system(pp) || same_macro(old, m))
		return;
	if (old->builtin && old->priv->builtin >= BUILTIN_HAS_INCLUDE)
		return;
	if (diag_warn(pp->env->diag, W_PREPROCESSOR, token_span(name), "'%s' redefined", name->name->text) &&
	    old->at)
		diag_note(pp->env->diag, (struct span){ old->at, old->at + old->name->len, 0 },
		          "the previous definition is here");
}

void macro_define_line(struct pp *pp)
{
	struct macro *m = arena_new_of(pp->env->tu, struct macro);
	struct token name, t;

	m->priv = arena_new_of(pp->env->tu, struct macro_private);
	if (!read_name(pp, &name))
		return;
	if (name.name->pp && name.name->pp->poisoned)
		diag_error(pp->env->diag, token_span(&name), "attempt to use poisoned '%s'", name.name->text);
	m->name = name.name;
	m->at = name.at;
	m->priv->system = pp_in_system(pp);
	pp_file_token(pp, &t);
	if (t.kind == TOK_LPAREN && !(t.flags & TOK_SPACE)) {
		m->function_like = true;
		if (!read_params(pp, m))
			return;
		pp_file_token(pp, &t);
	} else if (t.kind != TOK_EOF && !(t.flags & TOK_SPACE) && !pp_in_system(pp)) {
		diag_warn(pp->env->diag, W_PREPROCESSOR, token_span(&t), "missing white space after the macro name");
	}
	if (!read_body(pp, m, &name, &t))
		return;
	if (m->name->macro) {
		check_redefined(pp, m->name->macro, m, &name);
		macro_undef(pp, m->name);
	}
	macro_enter(pp, m);
}

void macro_undef_line(struct pp *pp)
{
	struct token name;

	if (!read_name(pp, &name))
		return;
	if (name.name->macro && name.name->macro->builtin && !pp_in_system(pp))
		diag_warn(pp->env->diag, W_PREPROCESSOR, token_span(&name), "undefining '%s'", name.name->text);
	macro_undef(pp, name.name);
	pp_line_end(pp, "undef");
}

/* -------------------------------------------------------------------------- assertions */

/* Reads `name` and, in parentheses, an answer; false with an error or where none is. */
static bool read_answer(struct pp *pp, struct token *name, struct toks *answer, bool *given)
{
	struct token t;
	uint32_t depth = 1;

	*given = false;
	pp_raw(pp, name);
	if (name->kind != TOK_IDENT) {
		diag_error(pp->env->diag, token_span(name), "assertion without predicate");
		return false;
	}
	pp_raw(pp, &t);
	if (t.kind != TOK_LPAREN) {
		pp_unread(pp, &t, 1);
		return true;
	}
	*given = true;
	for (pp_raw(pp, &t); t.kind != TOK_EOF; pp_raw(pp, &t)) {
		if (t.kind == TOK_LPAREN)
			depth++;
		if (t.kind == TOK_RPAREN && --depth == 0)
			return true;
		toks_add(pp, answer, &t);
	}
	diag_error(pp->env->diag, token_span(name), "missing ')' to complete answer");
	return false;
}

static struct answer **find_answer(struct pp_name *n, const struct toks *answer)
{
	struct answer **a;

	for (a = &n->answers; *a; a = &(*a)->next) {
		bool same = (*a)->n == answer->n;

		for (size_t i = 0; same && i < answer->n; i++)
			same = same_token(&(*a)->at[i], &answer->at[i], true);
		if (same)
			break;
	}
	return a;
}

void macro_assert_line(struct pp *pp, bool on)
{
	struct toks answer = { 0 };
	struct token name;
	struct answer **found;
	bool given;

	if (!read_answer(pp, &name, &answer, &given))
		return;
	if (!given && on) {
		diag_error(pp->env->diag, token_span(&name), "missing '(' after predicate");
		return;
	}
	if (!given) {
		pp_name_of(pp, name.name)->answers = NULL;
		return;
	}
	found = find_answer(pp_name_of(pp, name.name), &answer);
	if (on && !*found) {
		*found = arena_new_of(pp->env->tu, struct answer);
		**found = (struct answer){ NULL, answer.at, answer.n };
	} else if (!on && *found) {
		*found = (*found)->next;
	}
}

bool macro_assertion(struct pp *pp)
{
	struct toks answer = { 0 };
	struct token name;
	bool given, holds = false;

	if (read_answer(pp, &name, &answer, &given) && name.name->pp)
		holds = given ? *find_answer(name.name->pp, &answer) != NULL : name.name->pp->answers != NULL;
	toks_free(pp, &answer);
	return holds;
}

/* -------------------------------------------------------------------------- the beginning */

static void read_text(struct pp *pp, const char *name, const char *text)
{
	struct file *f = text && *text ? files_text(pp->env->files, name, text, strlen(text)) : NULL;
	struct token t;

	if (!f)
		return;
	f->scratch = true;
	pp_push_file(pp, f, 0);
	do
		pp_file_token(pp, &t);
	while (t.kind != TOK_EOF);
	pp->in = NULL;
}

void macro_init(struct pp *pp)
{
	struct names *names = pp->env->names;
	struct buf own = { 0 };
	bool preprocessed = pp->cf->preprocessed;

	pp->n_defined = names_of(names, "defined");
	pp->n_va_args = names_of(names, "__VA_ARGS__");
	pp->n_va_opt = names_of(names, "__VA_OPT__");
	pp->n_pragma = names_of(names, "_Pragma");
	pp->n_char_unsigned = names_of(names, "__CHAR_UNSIGNED__");
	if (!preprocessed) {
		read_text(pp, "<built-in>", pp->cf->predefined);
		pp->gcc = names_of(names, "__GNUC__")->macro && !names_of(names, "__clang__")->macro;
	}
	builtin_init(pp);
	if (preprocessed)
		return;
	buf_puts(&own, "#define __CDEFER__ 100\n#define CDEFER_NORECOVER __attribute__((__cdefer_norecover__))\n"
		"#define CDEFER_TRANSLATES_ 1\n");
	if (!pp->env->opt->plain_c)
		buf_puts(&own, "#define __STDC_DEFER_TS25755__ 1\n");
	if (pp->gcc && names_of(names, "__linux__")->macro)
		buf_puts(&own, "#assert system(linux)\n#assert system(unix)\n#assert system(posix)\n");
	if (pp->gcc && names_of(names, "__x86_64__")->macro)
		buf_puts(&own, "#assert cpu(x86_64)\n#assert machine(x86_64)\n");
	if (pp->gcc && names_of(names, "__i386__")->macro)
		buf_puts(&own, "#assert cpu(i386)\n#assert machine(i386)\n");
	read_text(pp, "<cdefer>", arena_copy(pp->env->tu, own.text, own.len));
	read_text(pp, "<command-line>", pp->cf->command_line);
	buf_free(&own);
}
