/*
 * Macro expansion (C23 6.10.4) and the rows of the expansion table.
 *
 * Takes tokens from pp_raw(), gives them expanded.  A call pushes its replacement on the stack of
 * token lists, so that rescanning is simply reading on.  Provenance: every token out of a call has
 * the call's row, also the tokens of its arguments (with TOK_FROM_ARGUMENT) unless they come out of
 * a call nested in the argument, whose row then has this one as its parent.
 */
#include "pp/pp_int.h"

#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------------------- token lists */

void toks_reserve(struct pp *pp, struct toks *v, size_t n)
{
	struct toks bigger;
	unsigned class = 0;

	if (n <= v->room)
		return;
	while (((size_t)8 << class) < n)
		class++;
	if (class < sizeof pp->spare / sizeof pp->spare[0] && pp->spare[class].n) {
		/* A list that was given back; its first bytes point to the next one. */
		bigger.at = pp->spare[class].at;
		memcpy(&pp->spare[class].at, (const void *)bigger.at, sizeof(void *));
		pp->spare[class].n--;
	} else {
		bigger.at = arena_alloc(pp->env->tu, ((size_t)8 << class) * sizeof *bigger.at);
	}
	bigger.room = (uint32_t)8 << class;
	bigger.n = v->n;
	if (v->n)
		memcpy(bigger.at, v->at, v->n * sizeof *v->at);
	toks_free(pp, v);
	*v = bigger;
}

void toks_free(struct pp *pp, struct toks *v)
{
	unsigned class = 0;

	if (v->room) {
		while ((uint32_t)8 << class < v->room)
			class++;
		if (class < sizeof pp->spare / sizeof pp->spare[0]) {
			memcpy((void *)v->at, &pp->spare[class].at, sizeof(void *));
			pp->spare[class].at = v->at;
			pp->spare[class].n++;
		}
	}
	*v = (struct toks){ 0 };
}

void toks_add(struct pp *pp, struct toks *v, const struct token *t)
{
	if (v->n == v->room)
		toks_reserve(pp, v, (size_t)v->n + 1);
	v->at[v->n++] = *t;
}

static struct ctx *ctx_new(struct pp *pp)
{
	struct ctx *c = pp->spare_ctx;

	if (c)
		pp->spare_ctx = c->below;
	else
		c = arena_new_of(pp->env->tu, struct ctx);
	*c = (struct ctx){ .below = pp->ctx };
	pp->ctx = c;
	return c;
}

void ctx_push(struct pp *pp, struct toks own, struct macro *m)
{
	struct ctx *c = ctx_new(pp);

	c->own = own;
	c->at = c->start = own.at;
	c->end = own.at + own.n;
	c->macro = m;
	if (m)
		m->priv->busy++;
}

static void ctx_pop(struct pp *pp)
{
	struct ctx *c = pp->ctx;

	pp->ctx = c->below;
	c->below = pp->spare_ctx;
	pp->spare_ctx = c;
}

/* ----------------------------------------------------------------------------- scratch */

char *scratch_alloc(struct pp *pp, size_t len, loc_t *at)
{
	enum { CHUNK = 1 << 14 };
	char *text;

	if (!pp->scratch || pp->scratch->len - pp->scratch_n < len + 2) {
		size_t size = len + 2 > CHUNK ? len + 2 : CHUNK;

		pp->scratch_text = arena_alloc(pp->env->tu, size + 1);
		pp->scratch = files_text(pp->env->files, "<scratch space>", pp->scratch_text, size);
		pp->scratch_n = 0;
		if (!pp->scratch) {
			*at = 0;
			return arena_alloc(pp->env->tu, len + 2);
		}
		pp->scratch->scratch = true;
	}
	text = pp->scratch_text + pp->scratch_n;
	*at = pp->scratch->base + (loc_t)pp->scratch_n;
	pp->scratch_n += len + 1;
	return text;
}

bool scratch_token(struct pp *pp, const char *text, size_t len, struct token *out)
{
	loc_t at;
	char *copy = scratch_alloc(pp, len, &at);
	struct lexer lx;

	memcpy(copy, text, len);
	copy[len] = '\0';
	if (!pp->scratch)
		return false;
	lexer_init(&lx, pp->env, pp->scratch);
	lx.cursor = copy;
	lx.end = copy + len;
	lx.quiet = true;
	lx.line_start = false;
	lexer_next(&lx, out);
	return out->kind != TOK_EOF && out->kind != TOK_NEWLINE && lx.cursor == copy + len &&
	       !(out->flags & TOK_SPACE);
}

/* -------------------------------------------------------------------------------- calls */

uint32_t expand_row(struct pp *pp, struct macro *m, const struct token *t, loc_t end)
{
	struct expansion row = { .kind = EXPANSION_MACRO, .macro = m, .name = m->name, .defined = m->at };

	if (pp->quiet_rows)
		return 0;
	row.parent = t->expansion;
	row.begin = t->at;
	row.end = end;
	row.first = pp->tokens.v.n ? (uint32_t)pp->tokens.v.n : 1;
	row.last = row.first - 1;
	return expansion_add(pp->env->expansions, row);
}

void expand_made(struct pp *pp, const struct token *t, struct macro *m, loc_t end, const char *text,
                 size_t len)
{
	uint32_t row = expand_row(pp, m, t, end);
	struct toks own = { 0 };
	struct token made;

	scratch_token(pp, text, len, &made);
	made.expansion = row;
	made.flags = (uint16_t)((made.flags & ~TOK_LINE_START) | (t->flags & (TOK_SPACE | TOK_LINE_START)));
	toks_add(pp, &own, &made);
	ctx_push(pp, own, NULL);
}

/* Reads the ( of a call; if something else follows it stays unread.  Pragmas on the way are put
 * into `pragmas`. */
static bool opens(struct pp *pp, struct token *t, struct toks *pragmas)
{
	pp->peeking++;
	for (pp_raw(pp, t); t->kind == TOK_PRAGMA; pp_raw(pp, t))
		toks_add(pp, pragmas, t);
	pp->peeking--;
	if (t->kind == TOK_LPAREN)
		return true;
	if (pp->ctx) {
		if (t->kind != TOK_EOF)
			pp->ctx->at--;
	} else {
		pp_unread(pp, t, 1);
	}
	if (pragmas->n)
		pp_unread(pp, pragmas->at, pragmas->n);
	toks_free(pp, pragmas);
	return false;
}

/* Whether row `outer` is `row` or one that it lies in. */
static bool encloses(const struct pp *pp, uint32_t outer, uint32_t row)
{
	while (row > outer)
		row = pp->env->expansions->rows.at[row].parent;
	return row == outer;
}

/* The call of row `row` was completed by text of row `x`: rows that end there reach behind `end`. */
static void extend(struct pp *pp, uint32_t row, uint32_t x, loc_t end)
{
	struct expansion *rows = pp->env->expansions->rows.at;

	if (pp->quiet_rows || !encloses(pp, x, row))
		return;
	for (; row > x; row = rows[row].parent)
		if (rows[row].parent == x)
			rows[row].end = end;
}

struct call {
	struct macro *m;
	struct token name;
	uint32_t row;
	struct toks tokens;     /* of all arguments */
	struct toks pragmas;    /* met on the way */
	struct arg *args;       /* one for each parameter, at least one */
	size_t nargs;           /* that were written */
	loc_t close;            /* of the `)` */
};

/* Reads the arguments and the `)`; false at the end of the text. */
static bool collect(struct pp *pp, struct call *c)
{
	struct macro_private *p = c->m->priv;
	uint32_t depth = 0, old_row = pp->call_row, text = c->name.expansion;
	bool done = false;
	struct token t;

	pp->call_row = c->row;
	c->nargs = 1;
	for (;;) {
		pp_raw(pp, &t);
		if (t.kind == TOK_EOF) {
			if (!pp->ctx)
				pp_unread(pp, &t, 1);
			break;
		}
		if (t.kind == TOK_PRAGMA) {
			t.expansion = c->row;
			toks_add(pp, &c->pragmas, &t);
			continue;
		}
		if (t.kind == TOK_RPAREN && depth == 0) {
			done = true;
			break;
		}
		if (t.kind == TOK_COMMA && depth == 0 && !(c->m->variadic && c->nargs >= p->nparams)) {
			if (c->nargs <= p->nparams)
				c->args[c->nargs - 1].end = c->tokens.n;
			c->nargs++;
			if (c->nargs <= p->nparams)
				c->args[c->nargs - 1].begin = c->tokens.n;
			continue;
		}
		if (t.kind == TOK_LPAREN)
			depth++;
		else if (t.kind == TOK_RPAREN)
			depth--;
		else if (t.kind == TOK_IDENT && t.name->macro && t.name->macro->priv->busy)
			t.flags |= TOK_NO_EXPAND;
		if (t.expansion == text || (!pp->quiet_rows && encloses(pp, t.expansion, text))) {
			t.expansion = c->row;
			t.flags |= TOK_FROM_ARGUMENT;
		}
		toks_add(pp, &c->tokens, &t);
		if (depth > MAX_ARGUMENT_BRACKETS) {
			diag_error(pp->env->diag, token_span(&c->name),
			           "brackets are nested too deeply in the arguments of macro '%s'", c->m->name->text);
			break;
		}
	}
	pp->call_row = old_row;
	c->close = t.at;
	if (!done)
		return false;
	if (c->nargs <= p->nparams)
		c->args[c->nargs - 1].end = c->tokens.n;
	if (!pp->quiet_rows) {
		struct expansion *row = &pp->env->expansions->rows.at[c->row];

		if (t.expansion == text)
			row->end = t.at + token_raw(&t);
		else
			extend(pp, text, t.expansion, t.at + token_raw(&t));
	}
	return true;
}

static void note_definition(struct pp *pp, const struct macro *m)
{
	if (m->at)
		diag_note(pp->env->diag, (struct span){ m->at, m->at + m->name->len, 0 },
		          "macro '%s' defined here", m->name->text);
}

/* Whether the number of arguments fits; GNU allows the variadic one to be missing. */
static bool count_fits(struct pp *pp, struct call *c)
{
	struct macro_private *p = c->m->priv;
	struct span at = token_span(&c->name);
	bool empty = c->nargs == 1 && c->tokens.n == 0;

	if (p->nparams == 0 && empty)
		return true;
	if (c->m->variadic && p->nparams == 1 && empty && pp->env->opt->gnu)
		c->args[0].omitted = true;
	if (c->nargs == p->nparams)
		return true;
	if (c->m->variadic && c->nargs + 1 == p->nparams) {
		c->args[p->nparams - 1].omitted = true;
		c->args[p->nparams - 1].begin = c->args[p->nparams - 1].end = c->tokens.n;
		return true;
	}
	if (c->nargs < p->nparams)
		diag_error(pp->env->diag, at, "macro '%s' requires %u arguments, but only %zu given",
		           c->m->name->text, p->nparams, empty ? (size_t)0 : c->nargs);
	else
		diag_error(pp->env->diag, at, "macro '%s' passed %zu arguments, but takes just %u",
		           c->m->name->text, c->nargs, p->nparams);
	note_definition(pp, c->m);
	return false;
}

/* Expands a call of a function-like macro; false if none follows. */
static bool function_like(struct pp *pp, struct token *t, struct macro *m)
{
	struct call c = { .m = m, .name = *t };
	struct toks out = { 0 };
	loc_t site = pp->site, line_site = pp->line_site;
	struct token open;
	bool fits = false;

	if (!opens(pp, &open, &c.pragmas))
		return false;
	c.row = expand_row(pp, m, t, t->at + token_raw(t));
	for (uint32_t i = 0; i < c.pragmas.n; i++)
		c.pragmas.at[i].expansion = c.row;
	c.args = calloc(m->priv->nparams + 1, sizeof *c.args);
	if (!c.args)
		abort();
	if (!collect(pp, &c)) {
		diag_error(pp->env->diag, token_span(t), "unterminated argument list invoking macro '%s'",
		           m->name->text);
		note_definition(pp, m);
	} else {
		fits = count_fits(pp, &c);
	}
	if (fits) {
		substitute(pp, m, t, c.row, &c.tokens, c.args, &out);
		/* GCC's __LINE__ is the line of the name, Clang's that of the `)`. */
		pp->site = site;
		pp->line_site = t->flags & FILE_LEVEL && !pp->gcc ? c.close : line_site;
	} else {
		/* The name alone stays. */
		t->flags |= TOK_NO_EXPAND;
		t->expansion = c.row;
		toks_add(pp, &out, t);
	}
	if (out.n)
		out.at[0].flags = (uint16_t)((out.at[0].flags & ~(TOK_SPACE | TOK_LINE_START)) |
		                             (t->flags & (TOK_SPACE | TOK_LINE_START)));
	else
		pp->carry |= t->flags & (TOK_SPACE | TOK_LINE_START);
	ctx_push(pp, out, m);
	if (c.pragmas.n)
		ctx_push(pp, c.pragmas, NULL);
	for (uint32_t i = 0; i < m->priv->nparams; i++)
		toks_free(pp, &c.args[i].full);
	toks_free(pp, &c.tokens);
	free(c.args);
	return true;
}

static void object_like(struct pp *pp, struct token *t, struct macro *m)
{
	struct macro_private *p = m->priv;
	uint32_t row = expand_row(pp, m, t, t->at + token_raw(t));
	uint16_t lead = t->flags & (TOK_SPACE | TOK_LINE_START);
	struct toks out = { 0 };
	struct ctx *c;

	if (p->nbody == 0) {
		pp->carry |= lead;
		return;
	}
	if (p->pastes) {
		substitute(pp, m, t, row, NULL, NULL, &out);
		if (out.n)
			out.at[0].flags = (uint16_t)((out.at[0].flags & ~(TOK_SPACE | TOK_LINE_START)) | lead);
		ctx_push(pp, out, m);
		return;
	}
	ctx_push(pp, out, m);
	c = pp->ctx;
	c->at = c->start = p->body;
	c->end = p->body + p->nbody;
	c->direct = true;
	c->row = row;
	c->lead = lead;
}

void expand_next(struct pp *pp, struct token *t)
{
	for (;;) {
		struct macro *m;

		pp_raw(pp, t);
		if (t->kind != TOK_IDENT)
			break;
		m = t->name->macro;
		if (t->name->pp && t->name->pp->poisoned && t->at != 0 && !pp_in_system(pp))
			diag_error(pp->env->diag, token_span(t), "attempt to use poisoned '%s'", t->name->text);
		if (!m) {
			if (t->name == pp->n_pragma && pp->deliver && !pp->in_line) {
				struct token word = *t;

				if (!pragma_operator(pp, &word, t))
					continue;
			}
			break;
		}
		if (t->flags & TOK_NO_EXPAND || pp->cf->preprocessed)
			break;
		if (m->priv->busy) {
			t->flags |= TOK_NO_EXPAND;
			break;
		}
		if (t->flags & FILE_LEVEL)
			pp->site = pp->line_site = t->at;
		if (m->builtin) {
			if (!builtin_expand(pp, t, m))
				break;
		} else if (m->function_like) {
			if (!function_like(pp, t, m))
				break;
		} else {
			object_like(pp, t, m);
		}
	}
	if (pp->carry) {
		t->flags |= pp->carry;
		pp->carry = 0;
	}
}

/* Expands tokens by themselves, as an argument (C23 6.10.4.2). */
void expand_list(struct pp *pp, const struct token *from, uint32_t n, struct toks *out)
{
	bool deliver = pp->deliver;
	uint16_t carry = pp->carry;
	struct ctx *c = ctx_new(pp);
	struct token t;

	c->at = c->start = from;
	c->end = from + n;
	c->barrier = true;
	pp->deliver = false;
	pp->carry = 0;
	pp->depth++;
	for (;;) {
		expand_next(pp, &t);
		if (t.kind == TOK_EOF)
			break;
		toks_add(pp, out, &t);
	}
	pp->depth--;
	pp->carry = carry;
	pp->deliver = deliver;
	ctx_pop(pp);
}
