/*
 * The syntax tree: nodes are ranges of tokens with children.
 *
 * Kinds and their kids are listed in grammar/nodes.def.  A kid slot holds a sequence linked by
 * ->next.  Sema writes `type` and `sym`; nobody else changes a node once it is made.
 */
#ifndef CDEFER_AST_AST_H
#define CDEFER_AST_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "token/token.h"

enum node_kind {
#define N0(k) AST_##k,
#define N1(k, a) AST_##k,
#define N2(k, a, b) AST_##k,
#define N3(k, a, b, c) AST_##k,
#define N4(k, a, b, c, d) AST_##k,
#include "../grammar/nodes.def"
#undef N0
#undef N1
#undef N2
#undef N3
#undef N4
	AST_COUNT
};

/* Names of the kid slots: n->kid[IF_COND]. */
enum node_kid {
#define N0(k)
#define N1(k, a) k##_##a = 0,
#define N2(k, a, b) k##_##a = 0, k##_##b = 1,
#define N3(k, a, b, c) k##_##a = 0, k##_##b = 1, k##_##c = 2,
#define N4(k, a, b, c, d) k##_##a = 0, k##_##b = 1, k##_##c = 2, k##_##d = 3,
#include "../grammar/nodes.def"
#undef N0
#undef N1
#undef N2
#undef N3
#undef N4
	KID_END
};

#define NO_TOKEN UINT32_MAX

enum node_flags {
	F_BODY = 1,             /* a record or enum with { } */
	F_VARIADIC = 2, F_KR = 4,
	F_STATIC = 8, F_STAR = 16,
	F_NESTED = 32,          /* a function inside a function (GNU) */
	F_CAPTURES = 64,        /* a defer block with a capture list */
	F_GOTO = 128,           /* asm goto */
	F_C23 = 256, F_SCOPED = 512,
	F_IMPLICIT = 1024,      /* sema: call of an undeclared function */
	F_BITFIELD = 2048,      /* sema: a MEMBER_OF that is a bit-field */
	F_BARE = 4096           /* a BLOCK without braces */
};

struct type;
struct symbol;
struct scope;

struct node {
	uint16_t kind;          /* enum node_kind */
	uint16_t op;            /* enum tok, see nodes.def */
	uint16_t flags;         /* enum node_flags */
	uint16_t nkids;
	tok_id first, last;     /* its tokens, both inclusive; first == last + 1: it has none */
	tok_id tok;             /* the token that names it, or NO_TOKEN */
	struct node *next;      /* sibling in its sequence */
	struct type *type;      /* sema: type of an expression, of a TYPE_NAME, of a declarator's name */
	struct symbol *sym;     /* sema: what an identifier, a declarator, a label, a goto means */
	struct scope *scope;    /* sema: the scope that a FUNCTION, BLOCK, FOR, IF, SWITCH, WHILE, DO,
	                           DEFER_BLOCK opens */
	struct node *kid[];
};

/* A node of `kind` with the kids of its kind, all null, and the tokens first..last. */
struct node *node_new(struct arena *a, enum node_kind kind, tok_id first, tok_id last);
unsigned node_kids(enum node_kind kind);        /* number of slots */
const char *node_kind_name(enum node_kind kind);/* "IF" */
const char *node_kid_name(enum node_kind kind, unsigned slot);  /* "COND" */

bool node_is_expression(const struct node *n);
bool node_is_statement(const struct node *n);
/* A DEFER_BLOCK or DEFER_SCOPED: a statement whose body is a routine of its own. */
bool node_is_action(const struct node *n);
/* Behind the labels, cases and defaults in front of a statement; null for null. */
struct node *node_unlabeled(struct node *n);
/* The last one of a sequence; null for none. */
struct node *node_last(struct node *list);
/* Strips PAREN nodes and __extension__. */
struct node *node_unparen(struct node *n);
/* The NAME_DECLARATOR or ABSTRACT_DECLARATOR at the core of a declarator; null for null. */
struct node *node_declared(struct node *declarator);
/* The span of a node for messages. */
struct span node_span(const struct tokens *ts, const struct node *n);

/* Visits n and all below it, parents first, siblings in order (n's own siblings are not).  `pre`
 * returns whether to descend; `post` (may be null) is called behind the kids of every node for
 * which `pre` returned true. */
void node_walk(struct node *n, bool (*pre)(struct node *, void *), void (*post)(struct node *, void *), void *ctx);

/* --dump=ast: one node a line, indented, with its names; types too where sema has set them
 * (`type_text` gives a type's spelling; may be null). */
void node_dump(const struct node *n, const struct tokens *ts,
               const char *(*type_text)(const struct type *, void *), void *ctx, struct buf *out);

#endif
