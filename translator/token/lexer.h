/* Bytes to preprocessing tokens (grammar/lexer.re). */
#ifndef CDEFER_TOKEN_LEXER_H
#define CDEFER_TOKEN_LEXER_H

#include "source/env.h"
#include "token/token.h"

struct lexer {
	struct env *env;
	const struct file *file;
	const char *cursor, *end;   /* *end is NUL */
	bool line_start;            /* nothing but white space since the last newline */
	bool directive;             /* set by pp inside a directive: <...> is no header name by itself */
	bool quiet;                 /* no messages: skipped groups and probes */
	bool trigraphs;             /* of strict standards before C23 (lexer_init sets it) */
};

/* Enters the keywords of env->opt's language into the name table.  Once a translation. */
void lexer_keywords(struct env *env);

void lexer_init(struct lexer *lx, struct env *env, const struct file *f);
/* Next preprocessing token; TOK_NEWLINE at each (unspliced) line end, TOK_EOF at the end, again
 * and again.  Comments are white space.  Never fails: what is no token is TOK_OTHER, with an
 * error unless `quiet` (an unterminated literal or comment is an error of its own; a lone quote
 * inside a skipped group is not). */
void lexer_next(struct lexer *lx, struct token *t);
/* After `#include`, `#embed`, `__has_include(`: a header name <...> as one TOK_STRING token whose
 * text includes the angle brackets; false (and nothing consumed) if the next thing is not `<`. */
bool lexer_header_name(struct lexer *lx, struct token *t);
/* Text that is of no interest: moves to the first byte of the next line whose first token is `#`
 * (respecting comments and splices).  False if no such line begins in front of `stop`. */
bool lexer_skip_to_hash(struct lexer *lx, const char *stop);

#endif
