/*
 * Replacement lists: a macro's body with its arguments -> tokens to rescan (C23 6.10.4.2 to
 * 6.10.4.4: parameters, #, ##, __VA_OPT__).
 *
 * The body is walked element by element; an element is a token, a parameter, # with its operand,
 * or a __VA_OPT__(...).  Each yields a list; ## joins the last token of what is there with the first
 * of the list, an empty list being the placemarker.
 */
#include "pp/pp_int.h"

#include <string.h>

struct job {
	struct pp *pp;
	struct macro *m;
	uint32_t row;
	struct token call;              /* the name */
	const struct toks *collected;
	struct arg *args;
};

static bool has_macros(const struct token *t, const struct token *end)
{
	for (; t < end; t++)
		if (t->kind == TOK_IDENT && (t->name->macro || t->name->pp) && !(t->flags & TOK_NO_EXPAND))
			return true;
	return false;
}

/* The argument, expanded by itself once. */
static void expanded(struct job *j, struct arg *a, const struct token **at, uint32_t *n)
{
	const struct token *from = j->collected->at + a->begin;

	if (!a->expanded) {
		a->expanded = true;
		a->same = !has_macros(from, from + (a->end - a->begin));
		if (!a->same && j->pp->depth >= MAX_ARGUMENT_DEPTH) {
			diag_error(j->pp->env->diag, token_span(&j->call), "macro calls are nested too deeply");
			a->same = true;
		}
		if (!a->same)
			expand_list(j->pp, from, a->end - a->begin, &a->full);
	}
	*at = a->same ? from : a->full.at;
	*n = a->same ? a->end - a->begin : a->full.n;
}

/* # (C23 6.10.4.3): the spelling of the tokens as a string literal. */
static void stringify(struct job *j, const struct token *at, uint32_t n, struct token *out)
{
	struct pp *pp = j->pp;
	struct buf b = { 0 };
	size_t backslashes = 0;

	buf_putc(&b, '"');
	for (uint32_t i = 0; i < n; i++) {
		bool quoted = at[i].kind == TOK_STRING || at[i].kind == TOK_CHARACTER;

		if (i && at[i].flags & (TOK_SPACE | TOK_LINE_START))
			buf_putc(&b, ' ');
		for (uint32_t k = 0; k < at[i].len; k++) {
			char c = at[i].text[k];

			if (quoted && (c == '"' || c == '\\'))
				buf_putc(&b, '\\');
			buf_putc(&b, c);
		}
	}
	while (backslashes + 1 < b.len && b.text[b.len - 1 - backslashes] == '\\')
		backslashes++;
	if (backslashes % 2) {
		diag_warn(pp->env->diag, W_PREPROCESSOR, token_span(&j->call),
		          "invalid string literal, ignoring final '\\'");
		b.len--;
	}
	buf_putc(&b, '"');
	*out = (struct token){ .kind = TOK_STRING, .len = (uint32_t)b.len };

	char *text = scratch_alloc(pp, b.len, &out->at);

	memcpy(text, b.text, b.len);
	out->text = text;
	buf_free(&b);
}

/* ## (C23 6.10.4.4): *left becomes the joined token; false if they do not join. */
static bool paste(struct job *j, struct token *left, const struct token *right)
{
	struct buf b = { 0 };
	struct token out;
	bool ok;

	buf_add(&b, left->text, left->len);
	buf_add(&b, right->text, right->len);
	ok = scratch_token(j->pp, b.text, b.len, &out);
	buf_free(&b);
	if (!ok || out.kind == TOK_OTHER) {
		diag_error(j->pp->env->diag, token_span(&j->call),
		           "pasting \"%.*s\" and \"%.*s\" does not give a valid preprocessing token",
		           (int)left->len, left->text, (int)right->len, right->text);
		return false;
	}
	out.flags = (uint16_t)((out.flags & ~(TOK_SPACE | TOK_LINE_START)) |
	                       (left->flags & (TOK_SPACE | TOK_LINE_START)));
	out.expansion = j->row;
	*left = out;
	return true;
}

/* Whether the list of a part of the body begins or ends with a placemarker. */
struct markers { bool first, last; };

static struct markers body_range(struct job *j, uint32_t begin, uint32_t end, struct toks *out);

/* Appends the list of an element; behind ## its first token joins the last one there. */
static void append(struct job *j, struct toks *out, const struct token *at, uint32_t n, uint16_t lead,
                   bool join)
{
	uint32_t i = 0;

	toks_reserve(j->pp, out, (size_t)out->n + n + 1);
	if (join && n && paste(j, &out->at[out->n - 1], &at[0]))
		i = 1;
	if (i < n) {
		uint32_t first = out->n;

		memcpy(out->at + out->n, at + i, (n - i) * sizeof *at);
		out->n += n - i;
		if (i == 0)
			out->at[first].flags = (uint16_t)((out->at[first].flags & ~(TOK_SPACE | TOK_LINE_START)) |
			                                  lead);
	}
}

/* Whether the variadic argument has tokens, which decides on __VA_OPT__ (C23 6.10.4.2). */
static bool has_variadic(struct job *j)
{
	const struct token *at;
	uint32_t n;

	expanded(j, &j->args[j->m->priv->nparams - 1], &at, &n);
	return n != 0;
}

static struct markers body_range(struct job *j, uint32_t begin, uint32_t end, struct toks *out)
{
	struct markers markers = { false, false };
	struct macro_private *p = j->m->priv;
	uint32_t base = out->n;
	bool join = false;      /* ## stands before the element */
	bool marker = false;    /* what stands left of it is a placemarker */

	for (uint32_t i = begin; i < end; i++) {
		const struct token *b = &p->body[i];
		uint16_t lead = b->flags & (TOK_SPACE | TOK_LINE_START);
		bool pastes = (b->flags & BODY_PASTE) != 0;
		const struct token *at = NULL;
		uint32_t n = 0, from = i;
		struct markers inner = { false, false };
		struct toks opt = { 0 };
		struct token one;

		if (b->flags & BODY_VA_OPT) {
			i += b->expansion;
			if (has_variadic(j))
				inner = body_range(j, from + 1, i + 1, &opt);
			at = opt.at;
			n = opt.n;
			if (b->flags & BODY_STRINGIFY) {
				stringify(j, at, n, &one);
				one.expansion = j->row;
				at = &one;
				n = 1;
				inner = (struct markers){ false, false };
			}
		} else if (b->flags & BODY_PARAM) {
			struct arg *a = &j->args[b->expansion];
			bool variadic = j->m->variadic && b->expansion + 1 == p->nparams;

			at = j->collected->at + a->begin;
			n = a->end - a->begin;
			if (b->flags & BODY_STRINGIFY) {
				stringify(j, at, n, &one);
				one.expansion = j->row;
				at = &one;
				n = 1;
			} else if (join && variadic && from > begin && p->body[from - 1].kind == TOK_COMMA &&
			           !marker && out->n > base) {
				/* GNU: `, ## args` drops the comma when args is omitted, else does
				 * nothing but that it is not expanded ahead. */
				join = false;
				if (a->omitted)
					out->n--;
			} else if (!join && !pastes) {
				expanded(j, a, &at, &n);
			}
		} else {
			one = *b;
			one.flags &= OUTER_FLAGS;
			one.expansion = j->row;
			at = &one;
			n = 1;
		}
		append(j, out, at, n, lead, join && !marker && !inner.first && out->n > base);
		marker = n == 0 ? !join || marker : inner.last;
		markers.last = marker && (join || inner.last);
		markers.first |= markers.last && out->n == base;
		join = pastes;
		toks_free(j->pp, &opt);
	}
	return markers;
}

void substitute(struct pp *pp, struct macro *m, const struct token *call, uint32_t row,
                const struct toks *collected, struct arg *args, struct toks *out)
{
	struct job j = { pp, m, row, *call, collected, args };

	body_range(&j, 0, m->priv->nbody, out);
}
