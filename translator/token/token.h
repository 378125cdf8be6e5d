/*
 * Tokens: preprocessing tokens as the lexer makes them, and the same, after macro expansion,
 * as the parser sees them.
 */
#ifndef CDEFER_TOKEN_TOKEN_H
#define CDEFER_TOKEN_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "base/vec.h"
#include "source/diag.h"

enum tok {
	TOK_NONE = 0,
#define P(id, spelling) TOK_##id,
#define K(id, spelling, when) TOK_##id,
#define A(id, spelling)
#define X(id, what) TOK_##id,
#include "../grammar/tokens.def"
#undef P
#undef K
#undef A
#undef X
	TOK_COUNT
};

enum {
	TOK_SPACE = 1,          /* white space or a comment before it on its line (or in the macro) */
	TOK_LINE_START = 2,     /* first of its line */
	TOK_NO_EXPAND = 4,      /* an identifier that may not be expanded any more (C 6.10.3.4) */
	TOK_SPLICED = 8,        /* its text is not what stands there (line splices, pragmas): token_raw() */
	TOK_DIGRAPH = 16,
	TOK_FROM_ARGUMENT = 32  /* written in the argument of the macro call that it came out of */
};

/* name->word of cdefer's words: the contextual ones, then those with underscores.  pp numbers the
 * names of its own interest from WORD_LAST on. */
enum {
	WORD_DEFER = 1, WORD_PANIC, WORD_RECOVER,
	WORD_DEFER_TS, WORD_PANIC_, WORD_RECOVER_, WORD_RESULT,
	WORD_LAST
};

typedef uint32_t tok_id;        /* index into the token list of the translation */

struct token {
	uint16_t kind;          /* enum tok.  Keywords are identifiers (TOK_IDENT) inside pp and have
	                           their kind when they are delivered. */
	uint16_t flags;
	uint32_t len;           /* bytes of text */
	const char *text;       /* spelling, not null-terminated; splices removed */
	struct name *name;      /* identifiers and keywords; else null */
	loc_t at;               /* where the spelling stands (file, macro definition or scratch) */
	uint32_t expansion;     /* row of the expansion table; 0: written in the main file */
};

/* The token list of a translation: what is delivered after preprocessing, headers included. */
struct tokens { struct arena *arena; VEC(struct token) v; };

/* Bytes that the token takes where it stands, splices included. */
uint32_t token_raw(const struct token *t);
/* Gives the token a copy of `text` that takes `raw` bytes where it stands. */
void token_set_text(struct arena *a, struct token *t, const char *text, size_t len, uint32_t raw);
/* What a person calls the kind: "'{'", "identifier", "'while'". */
const char *token_kind_text(enum tok kind);
/* The span of token `t` for messages. */
struct span token_span(const struct token *t);
/* From token a to token b of the list (a <= b). */
struct span tokens_span(const struct tokens *ts, tok_id a, tok_id b);
/* Whether a blank is needed between spellings a and b, so that they are read as the same two tokens. */
bool token_needs_space(const struct token *a, const struct token *b);

#endif
