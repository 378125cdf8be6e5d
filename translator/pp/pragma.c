/*
 * #pragma and _Pragma (C23 6.10.8, 6.10.11).
 *
 * What concerns the preprocessor is executed: once, push_macro, pop_macro, GCC system_header, GCC
 * poison.  All but the first are delivered too, as one TOK_PRAGMA with the whole text.
 */
#include "pp/pp_int.h"

#include <string.h>

static bool is(const struct token *t, const char *text)
{
	return t->kind == TOK_IDENT && strlen(text) == t->len && !memcmp(t->text, text, t->len);
}

/* push_macro("x") and pop_macro("x"): the name, or null with a warning. */
static struct name *macro_operand(struct pp *pp, const struct toks *v)
{
	const struct token *t = v->at;

	if (v->n >= 4 && t[1].kind == TOK_LPAREN && t[2].kind == TOK_STRING && t[2].text[0] == '"' &&
	    t[3].kind == TOK_RPAREN)
		return names_intern(pp->env->names, t[2].text + 1, t[2].len - 2);
	diag_warn(pp->env->diag, W_PREPROCESSOR, token_span(t), "invalid #pragma %.*s directive", (int)t->len,
	          t->text);
	return NULL;
}

static void push_macro(struct pp *pp, struct name *n)
{
	struct pushed *p = arena_new_of(pp->env->tu, struct pushed);
	struct pp_name *known = pp_name_of(pp, n);

	p->macro = n->macro;
	p->next = known->pushed;
	known->pushed = p;
}

static void pop_macro(struct pp *pp, struct name *n)
{
	struct pp_name *known = pp_name_of(pp, n);
	struct pushed *p = known->pushed;
	struct macro *m;

	if (!p)
		return;
	known->pushed = p->next;
	if (p->macro == n->macro)
		return;
	macro_undef(pp, n);
	if (!p->macro)
		return;
	/* A definition of its own, since each has one span of life. */
	m = arena_new_of(pp->env->tu, struct macro);
	*m = *p->macro;
	m->priv = arena_new_of(pp->env->tu, struct macro_private);
	*m->priv = *p->macro->priv;
	m->priv->busy = 0;
	macro_enter(pp, m);
}

static void poison(struct pp *pp, const struct toks *v, uint32_t from)
{
	for (uint32_t i = from; i < v->n; i++)
		if (v->at[i].kind == TOK_IDENT) {
			macro_undef(pp, v->at[i].name);
			pp_name_of(pp, v->at[i].name)->poisoned = true;
		}
}

/* Executes the pragma whose tokens (without the word) are given; false if it says nothing to others. */
static bool execute(struct pp *pp, const struct toks *v)
{
	const struct token *t = v->at;
	struct name *n;

	if (!v->n || pp->cf->preprocessed)
		return true;
	if (is(t, "once")) {
		include_once(pp);
		return false;
	}
	if (is(t, "push_macro") && (n = macro_operand(pp, v)))
		push_macro(pp, n);
	else if (is(t, "pop_macro") && (n = macro_operand(pp, v)))
		pop_macro(pp, n);
	else if (is(t, "poison"))
		poison(pp, v, 1);
	else if (v->n >= 2 && (is(t, "GCC") || is(t, "clang"))) {
		if (is(&t[1], "poison"))
			poison(pp, v, 2);
		if (is(&t[1], "system_header") && pp->in->below) {
			pp->in->file->system = true;
			return false;
		}
	}
	return true;
}

/* A pragma of `raw` bytes; its text is `pragma`, then the tokens with the blanks that were between them. */
static void make(struct pp *pp, const struct toks *v, uint32_t raw, struct token *out)
{
	struct buf b = { 0 };

	buf_puts(&b, "pragma");
	for (uint32_t i = 0; i < v->n; i++) {
		if (i == 0 || v->at[i].flags & TOK_SPACE)
			buf_putc(&b, ' ');
		buf_add(&b, v->at[i].text, v->at[i].len);
	}
	*out = (struct token){ .kind = TOK_PRAGMA, .flags = TOK_LINE_START };
	token_set_text(pp->env->tu, out, b.text, b.len, raw);
	buf_free(&b);
}

void pragma_directive(struct pp *pp, const struct token *hash)
{
	struct toks v = { 0 };
	struct token t;

	pp->in->lx.quiet = true;
	for (pp_file_token(pp, &t); t.kind != TOK_EOF; pp_file_token(pp, &t))
		toks_add(pp, &v, &t);
	if (execute(pp, &v)) {
		make(pp, &v, pp->line_end - hash->at, &pp->pragma);
		pp->pragma.at = hash->at;
		pp->pragma.expansion = pp->in->row;
		pp->pragma_made = true;
	}
	toks_free(pp, &v);
}

/* The text of string literal `t` with \" and \\ undone (C23 6.10.11). */
static void destringize(const struct token *t, struct buf *b)
{
	uint32_t i = 0;

	while (t->text[i] != '"')
		i++;
	for (i++; i + 1 < t->len; i++) {
		if (t->text[i] == '\\' && (t->text[i + 1] == '"' || t->text[i + 1] == '\\'))
			i++;
		buf_putc(b, t->text[i] == '\n' ? ' ' : t->text[i]);
	}
}

bool pragma_operator(struct pp *pp, const struct token *word, struct token *out)
{
	struct token t, string;
	struct toks v = { 0 };
	struct buf b = { 0 };
	struct lexer lx;
	bool deliver = pp->deliver, keep;
	loc_t at;
	char *text;

	pp->deliver = false;
	expand_next(pp, &t);
	if (t.kind == TOK_LPAREN)
		expand_next(pp, &string);
	if (t.kind == TOK_LPAREN && string.kind == TOK_STRING && string.text[string.len - 1] == '"')
		expand_next(pp, &t);
	else
		string = t, t.kind = TOK_NONE;
	pp->deliver = deliver;
	if (t.kind != TOK_RPAREN) {
		diag_error(pp->env->diag, token_span(word), "_Pragma takes a parenthesized string literal");
		return false;
	}
	destringize(&string, &b);
	text = scratch_alloc(pp, b.len, &at);
	if (b.len)
		memcpy(text, b.text, b.len);
	buf_free(&b);
	if (!pp->scratch)
		return false;
	lexer_init(&lx, pp->env, pp->scratch);
	lx.cursor = text;
	lx.end = text + strlen(text);
	lx.quiet = true;
	for (lexer_next(&lx, &string); string.kind != TOK_EOF; lexer_next(&lx, &string))
		if (string.kind != TOK_NEWLINE)
			toks_add(pp, &v, &string);
	keep = execute(pp, &v);
	if (keep) {
		loc_t end = t.at + token_raw(&t);

		make(pp, &v, t.expansion == word->expansion && end > word->at ? end - word->at : token_raw(word), out);
		out->at = word->at;
		out->expansion = word->expansion;
	}
	toks_free(pp, &v);
	return keep;
}
