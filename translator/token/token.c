/*
 * What every part asks of tokens: their names for messages, their places, and whether two of them
 * may touch.
 */
#include "token/token.h"

#include <string.h>

const char *token_kind_text(enum tok kind)
{
	static const char *const text[TOK_COUNT] = {
		"nothing",
#define P(id, spelling) "'" spelling "'",
#define K(id, spelling, when) "'" spelling "'",
#define A(id, spelling)
#define X(id, what) what,
#include "../grammar/tokens.def"
#undef P
#undef K
#undef A
#undef X
	};

	return (unsigned)kind < TOK_COUNT ? text[kind] : "token";
}

/* Few tokens take other bytes than their text: the number stands in front of the text of those. */
uint32_t token_raw(const struct token *t)
{
	uint32_t raw = t->len;

	if (t->flags & TOK_SPLICED)
		memcpy(&raw, t->text - sizeof raw, sizeof raw);
	return raw;
}

void token_set_text(struct arena *a, struct token *t, const char *text, size_t len, uint32_t raw)
{
	char *at = arena_alloc(a, sizeof raw + len + 1);

	memcpy(at, &raw, sizeof raw);
	if (len)
		memcpy(at + sizeof raw, text, len);
	t->text = at + sizeof raw;
	t->len = (uint32_t)len;
	t->flags |= TOK_SPLICED;
}

struct span token_span(const struct token *t)
{
	return (struct span){ t->at, t->at + token_raw(t), t->expansion };
}

/* The tokens may come from several places; the span is then as much of it as stands in the place of
 * the first.  Partly from a macro's body and partly from its arguments, it is empty: a message is
 * then about the call, not about the argument. */
struct span tokens_span(const struct tokens *ts, tok_id a, tok_id b)
{
	if (ts->v.n == 0)
		return (struct span){ 0 };
	if (a >= ts->v.n)
		a = (tok_id)ts->v.n - 1;
	if (b >= ts->v.n)
		b = (tok_id)ts->v.n - 1;

	const struct token *v = ts->v.at;
	struct span s = token_span(&v[a]);
	bool mixed = false;

	for (; b > a && (v[b].expansion != v[a].expansion || v[b].at < v[a].at); b--)
		mixed |= v[b].expansion == v[a].expansion;
	s.end = mixed ? s.begin : v[b].at + token_raw(&v[b]);
	return s;
}

static bool is_word(const struct token *t)
{
	return t->kind == TOK_IDENT || t->kind == TOK_NUMBER || t->name;
}

/* Whether an identifier or number that ends in `c` goes on with `next`. */
static bool continues_word(const struct token *a, const struct token *b)
{
	char last = a->text[a->len - 1];

	if (is_word(b))
		return true;
	/* u8 "x" is two tokens, u8"x" one; L'' alike. */
	if (b->kind == TOK_STRING || b->kind == TOK_CHARACTER)
		return true;
	if (a->kind != TOK_NUMBER)
		return b->kind == TOK_OTHER;
	return b->text[0] == '.' || b->kind == TOK_OTHER ||
	       ((b->text[0] == '+' || b->text[0] == '-') && last && strchr("eEpP", last));
}

/* Whether some punctuator or comment begins with the last byte of one and the first of the other.
 * Only bytes that may stand next to each other inside a token count (C23 6.4.6). */
static bool joins(char last, char first)
{
	switch (last) {
	case '+': return first == '+' || first == '=';
	case '-': return first == '-' || first == '=' || first == '>';
	case '&': return first == '&' || first == '=';
	case '|': return first == '|' || first == '=';
	case '<': return first == '<' || first == '=' || first == ':' || first == '%';
	case '>': return first == '>' || first == '=';
	case '=': case '!': case '*': case '^': return first == '=';
	case '/': return first == '=' || first == '/' || first == '*';
	case '%': return first == '=' || first == '>' || first == ':' || first == '%';
	case ':': return first == ':' || first == '>';
	case '#': return first == '#';
	case '.': return first == '.';
	case '?': return first == '?';
	}
	return false;
}

bool token_needs_space(const struct token *a, const struct token *b)
{
	if (!a->len || !b->len)
		return false;

	char last = a->text[a->len - 1], first = b->text[0];

	if (is_word(a))
		return continues_word(a, b);
	/* A string takes no suffix in C, but a user-defined literal in C++. */
	if (a->kind == TOK_STRING || a->kind == TOK_CHARACTER)
		return is_word(b);
	if (a->kind == TOK_PRAGMA || b->kind == TOK_PRAGMA || a->kind == TOK_OTHER)
		return true;
	if (last == '.' && first >= '0' && first <= '9')
		return true;
	if (last == '.' && b->kind == TOK_NUMBER)
		return true;
	return joins(last, first);
}
