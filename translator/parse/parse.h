/*
 * Tokens to tree: feeds the Bison parser of grammar/parser.y.
 *
 * The parser pulls tokens from pp.  A name is classified late, when the parser asks: first NAME is
 * sent, then a second token TYPE, VARIABLE or, if nothing ordinary of that name is in scope, one of
 * the contextual words.  Bodies without a word of the language are skipped (pp_skip_body).
 */
#ifndef CDEFER_PARSE_PARSE_H
#define CDEFER_PARSE_PARSE_H

#include "ast/ast.h"
#include "pp/pp.h"
#include "source/env.h"

/* Parses the whole translation unit.  Always returns the UNIT node; errors are in env->diag.  An
 * external declaration (or a skipped function's body) that the grammar does not know becomes an
 * UNPARSED node (with a remark) if it lies outside the main file and holds no word of the language,
 * else it is an error; the parser goes on behind it in both cases. */
struct node *parse_unit(struct env *env, struct pp *pp, const struct file *main);

#endif
