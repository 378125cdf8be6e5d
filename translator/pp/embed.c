/*
 * #embed and __has_embed (C23 6.10.4): a file's bytes as numbers.
 *
 * The numbers, commas and the parameters' tokens are one list that is read next; they belong to a
 * row of their own, as if they had been included.
 */
#include "pp/pp_int.h"

#include <string.h>

#include "token/literal.h"

struct embed {
	char *name;
	bool angle, bad;
	struct span at;
	bool limited;
	uint64_t limit, offset;
	struct toks prefix, suffix, if_empty;
};

/* Tokens up to the `)` that matches the one read. */
static bool clause(struct pp *pp, struct toks *out)
{
	uint32_t depth = 0;
	struct token t;

	for (pp_raw(pp, &t); t.kind != TOK_EOF; pp_raw(pp, &t)) {
		if (t.kind == TOK_RPAREN && depth == 0)
			return true;
		depth += t.kind == TOK_LPAREN || t.kind == TOK_LBRACKET || t.kind == TOK_LBRACE;
		depth -= t.kind == TOK_RPAREN || t.kind == TOK_RBRACKET || t.kind == TOK_RBRACE;
		toks_add(pp, out, &t);
	}
	return false;
}

/* The value of limit(...): a constant expression, read up to its `)`. */
static bool number_of(struct pp *pp, const struct toks *v, uint64_t *out)
{
	struct toks full = { 0 };
	struct literal l;
	bool ok;

	expand_list(pp, v->at, v->n, &full);
	ok = full.n == 1 && full.at[0].kind == TOK_NUMBER && literal_number(&full.at[0], &l) && !l.is_float;
	if (ok)
		*out = l.value;
	toks_free(pp, &full);
	return ok;
}

static bool is(const struct token *t, const char *name)
{
	size_t n = strlen(name);

	if (t->kind != TOK_IDENT)
		return false;
	if (t->len == n)
		return !memcmp(t->text, name, n);
	/* limit and __limit__ are the same. */
	return t->len == n + 4 && !memcmp(t->text, "__", 2) && !memcmp(t->text + 2, name, n) &&
	       !memcmp(t->text + 2 + n, "__", 2);
}

/* The parameters, up to the end of the line (or to the `)` of __has_embed). */
static bool parameters(struct pp *pp, struct embed *e, bool operator)
{
	struct token name, t;

	for (;;) {
		struct toks ignored = { 0 }, number = { 0 };
		struct toks *into = &ignored;
		bool given = false;

		pp_raw(pp, &name);
		if (name.kind == TOK_EOF)
			return !operator;
		if (name.kind == TOK_RPAREN && operator)
			return true;
		if (name.kind != TOK_IDENT)
			return false;
		if (is(&name, "limit") || is(&name, "offset"))
			into = &number;
		else if (is(&name, "prefix"))
			into = &e->prefix;
		else if (is(&name, "suffix"))
			into = &e->suffix;
		else if (is(&name, "if_empty"))
			into = &e->if_empty;
		pp_raw(pp, &t);
		if (t.kind == TOK_COLONCOLON) {
			into = &ignored;
			pp_raw(pp, &name);
			if (is(&name, "offset"))
				into = &number;
			pp_raw(pp, &t);
		}
		if (t.kind == TOK_LPAREN) {
			given = clause(pp, into);
			if (!given)
				return false;
		} else {
			pp_unread(pp, &t, 1);
		}
		if (into == &number) {
			uint64_t value;

			if (!given || !number_of(pp, &number, &value))
				return false;
			if (is(&name, "limit")) {
				e->limited = true;
				e->limit = value;
			} else {
				e->offset = value;
			}
		} else if (into == &ignored) {
			e->bad = true;
			if (!operator)
				diag_error(pp->env->diag, token_span(&name), "unknown parameter '%.*s' of #embed",
				           (int)name.len, name.text);
		}
		toks_free(pp, &ignored);
		toks_free(pp, &number);
	}
}

/* The bytes that are embedded. */
static size_t window(const struct embed *e, const struct file *f, const char **begin)
{
	size_t from = e->offset < f->len ? (size_t)e->offset : f->len, n = f->len - from;

	*begin = f->text + from;
	return e->limited && e->limit < n ? (size_t)e->limit : n;
}

long embed_has(struct pp *pp)
{
	struct embed e = { 0 };
	const char *begin;
	struct file *f;
	long value;

	if (!include_name(pp, "__has_embed", &e.name, &e.angle, &e.at) || !parameters(pp, &e, true))
		return 0;
	pp->probing++;
	f = include_resource(pp, e.name, e.angle);
	pp->probing--;
	value = !f || e.bad ? 0 : window(&e, f, &begin) ? 1 : 2;
	toks_free(pp, &e.prefix);
	toks_free(pp, &e.suffix);
	toks_free(pp, &e.if_empty);
	return value;
}

static void add_numbers(struct pp *pp, struct toks *out, const char *bytes, size_t n, const struct token *like)
{
	loc_t at;
	char *text = scratch_alloc(pp, 256 * 3 + 1, &at);
	struct token number = *like, comma = *like;

	for (unsigned i = 0; i < 256; i++) {
		text[i * 3] = (char)('0' + i / 100);
		text[i * 3 + 1] = (char)('0' + i / 10 % 10);
		text[i * 3 + 2] = (char)('0' + i % 10);
	}
	text[256 * 3] = ',';
	comma.kind = TOK_COMMA;
	comma.text = text + 256 * 3;
	comma.at = at + 256 * 3;
	comma.len = 1;
	comma.flags = 0;
	number.kind = TOK_NUMBER;
	number.flags = TOK_SPACE;
	toks_reserve(pp, out, out->n + 2 * n + 1);
	for (size_t i = 0; i < n; i++) {
		unsigned c = (unsigned char)bytes[i], skip = c < 10 ? 2 : c < 100 ? 1 : 0;

		number.text = text + c * 3 + skip;
		number.at = at + (loc_t)(c * 3 + skip);
		number.len = 3 - skip;
		out->at[out->n++] = number;
		if (i + 1 < n)
			out->at[out->n++] = comma;
	}
}

static void add_tokens(struct pp *pp, struct toks *out, const struct toks *v, uint32_t row)
{
	for (uint32_t i = 0; i < v->n; i++) {
		struct token t = v->at[i];

		t.expansion = row;
		toks_add(pp, out, &t);
	}
}

void embed_line(struct pp *pp, const struct token *hash, const struct token *word)
{
	struct expansion row = { .kind = EXPANSION_INCLUDE };
	struct embed e = { 0 };
	struct toks out = { 0 };
	struct token like = { 0 };
	const char *begin;
	struct file *f;
	size_t n;

	if (!include_name(pp, "#embed", &e.name, &e.angle, &e.at))
		return;
	if (!parameters(pp, &e, false)) {
		diag_error(pp->env->diag, token_span(word), "malformed parameter of #embed");
		return;
	}
	pp_line_end(pp, NULL);
	f = include_resource(pp, e.name, e.angle);
	if (!f) {
		diag_error(pp->env->diag, e.at, "'%s' file not found", e.name);
		return;
	}
	row.parent = pp->call_row ? pp->call_row : pp->in->row;
	row.begin = hash->at;
	row.end = pp->line_end;
	row.first = pp->tokens.v.n ? (uint32_t)pp->tokens.v.n : 1;
	row.last = row.first - 1;
	like.expansion = expansion_add(pp->env->expansions, row);
	n = window(&e, f, &begin);
	if (n >= UINT32_MAX / 4) {
		diag_error(pp->env->diag, e.at, "'%s' is too large to be embedded", e.name);
	} else if (n) {
		add_tokens(pp, &out, &e.prefix, like.expansion);
		add_numbers(pp, &out, begin, n, &like);
		add_tokens(pp, &out, &e.suffix, like.expansion);
	} else {
		add_tokens(pp, &out, &e.if_empty, like.expansion);
	}
	if (out.n)
		out.at[0].flags |= TOK_LINE_START;
	/* Directives stand where no list is on the stack, or below an argument that is collected. */
	pp_unread(pp, out.at, out.n);
	toks_free(pp, &out);
	toks_free(pp, &e.prefix);
	toks_free(pp, &e.suffix);
	toks_free(pp, &e.if_empty);
}
