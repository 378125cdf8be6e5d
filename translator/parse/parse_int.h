/*
 * Shared by the files of parse/ and grammar/parser.y.
 *
 *   parse.c    the unit: one declaration after the other, recovery, skipped bodies
 *   feed.c     tokens of pp as the parser's tokens; the class of a name
 *   attrs.c    attributes as one token with their nodes
 *   scopes.c   what kind of name a word is where it stands
 *   build.c    nodes that want more than their kids
 *   syntax.c   syntax errors in the user's words
 */
#ifndef CDEFER_PARSE_PARSE_INT_H
#define CDEFER_PARSE_PARSE_INT_H

#include "parse/parse.h"

/* Tokens first..last; last == first - 1: none. */
struct range { tok_id first, last; };
static inline struct range range(struct range a, struct range b) { return (struct range){a.first, b.last}; }

/* A sequence of nodes that is being built. */
struct nodelist { struct node *head, *tail; bool variadic; };

/* How name->ordinary classifies a name; null: nothing ordinary of that name is in scope. */
struct class {
	bool type;              /* a typedef name */
	bool parameter;         /* goes with the parentheses that it is declared in */
	struct name *name;
	struct class *outer;    /* what it hides */
};

/* Of the declaration at hand, per bracket: whether its specifiers have named a type, or said typedef. */
struct level { bool typed, is_typedef; size_t entered; uint16_t bracket; tok_id at; };

struct parser {
	struct env *env;
	struct pp *pp;
	struct tokens *tokens;
	struct node *made;              /* the declaration that was read */

	/* feed.c */
	tok_id ahead[4]; unsigned nahead;       /* read from pp, not given to the parser yet */
	tok_id begin, last;             /* first and last token of the declaration that were given */
	bool any;                       /* some token of it was given */
	bool class_due;                 /* NAME was given; its class is next */
	uint16_t pending;               /* token that has not taken effect on the levels yet */
	uint16_t closed;                /* bracket that the last token closed, or none */
	bool leave_due; size_t leave_to;        /* parameters that go out of scope */
	uint16_t before;                /* kind of the token before the last one */
	VEC(struct level) levels;       /* [0]: outside of all brackets */
	unsigned functions;             /* bodies around */
	bool too_deep;
	unsigned shadowed_words;        /* bit n: -Wkeyword-shadowed was said of word n */

	/* scopes.c */
	VEC(struct class *) entered;    /* names in scope, in order of entry */
	VEC(size_t) scopes;             /* entered.n at the opening of each scope */

	bool reads_bodies;              /* of every function but those of system headers */
	bool skipped;                   /* the body at hand */
	bool failed;                    /* the declaration has a syntax error */
	struct node *head;              /* declarator of the function whose body comes next */
};

/* ---- feed.c ---- */
/* Next token of pp that the grammar knows, without giving it: index of the k-th. */
tok_id feed_peek(struct parser *p, unsigned k);
tok_id feed_take(struct parser *p);
enum tok feed_kind(struct parser *p, unsigned k);
void feed_begin(struct parser *p);
struct level *feed_level(struct parser *p);

/* ---- attrs.c ---- */
bool attrs_begin(struct parser *p);             /* an attribute comes next */
struct nodelist attrs_read(struct parser *p);   /* all that follow one another */

/* ---- scopes.c ---- */
void scopes_open(struct parser *p);
void scopes_close(struct parser *p);
void scopes_enter(struct parser *p, tok_id name, bool type, bool parameter);
/* Leaves those of the parameters declared since `entered`. */
void scopes_leave_parameters(struct parser *p, size_t entered);
/* Back to what was in scope at the beginning of a declaration that failed. */
void scopes_reset(struct parser *p, size_t entered, size_t scopes);
const struct class *scopes_class(const struct name *name);

/* ---- build.c ---- */
struct nodelist list_none(void);
struct nodelist list_of(struct node *n);
struct nodelist list_add(struct nodelist l, struct node *n);
struct nodelist list_join(struct nodelist a, struct nodelist b);
struct nodelist list_prepend(struct node *n, struct nodelist l);
struct nodelist list_variadic(struct nodelist l);
struct node *parse_node(struct parser *p, enum node_kind kind, struct range at);
/* A declarator without a name, in front of `at` or behind it. */
struct node *parse_nameless(struct parser *p, struct range at);
struct node *parse_behind(struct parser *p, struct range at);
struct nodelist parse_spec_list(struct node *spec);
void parse_typed(struct parser *p);
void parse_untyped(struct parser *p);
void parse_typedef(struct parser *p);
void parse_scope_open(struct parser *p);
void parse_scope_close(struct parser *p);
struct node *parse_extended(struct node *n, struct range at);
struct node *parse_bare_declaration(struct parser *p, struct range at, struct node *specs);
struct node *parse_declared(struct parser *p, struct range at, struct node *declarator, struct node *post);
struct node *parse_more_attributes(struct node *declarator, struct nodelist attributes);
struct node *parse_record(struct parser *p, struct range at, int op, struct node *attributes, tok_id tag, bool body,
                          struct node *members);
struct node *parse_enum(struct parser *p, struct range at, struct node *attributes, tok_id tag, struct node *underlying,
                        bool body, struct node *enumerators);
struct node *parse_enumerator(struct parser *p, struct range at, tok_id name, struct node *attributes, struct node *value);
struct node *parse_array(struct parser *p, struct range at, struct node *inner, struct nodelist quals, struct node *size,
                         unsigned flags);
struct node *parse_function_declarator(struct parser *p, struct range at, struct node *inner, struct nodelist params);
struct node *parse_parameter(struct parser *p, struct range at, struct node *specs, struct node *declarator,
                             struct node *attributes);
struct node *parse_compound_literal(struct parser *p, struct range at, struct node *type, struct node *init);
struct node *parse_label(struct parser *p, struct node *label, tok_id name);
struct node *parse_labeled(struct parser *p, struct range at, struct node *label, struct node *statement);
/* A statement as a block: itself, or one without braces around it. */
struct node *parse_block(struct parser *p, struct node *statement);
struct node *parse_for(struct parser *p, struct range at, struct node *init, struct node *cond, struct node *step,
                       struct node *body);
struct node *parse_asm(struct parser *p, struct range at, struct node *operands);
struct node *parse_capture(struct parser *p, struct range at, int op, tok_id name, struct node *value);

/* ---- parse.c ---- */
/* The { of a function's body was read: its parameters are in scope, and the inside may be skipped. */
void parse_body_begin(struct parser *p);
struct node *parse_body_end(struct parser *p, struct range at, struct node *items);
/* `body` has the K&R declarations as its siblings. */
struct node *parse_function(struct parser *p, struct range at, struct node *specs, struct node *declared, struct node *body);

/* ---- syntax.c ---- */
/* What could have come instead of the token that was read. */
struct expected {
	bool semicolon, rparen, rbracket, rbrace, lparen, lbrace, comma, colon, assign, expression, name, statement, string,
	     type, in;
};
void syntax_error(struct parser *p, const struct expected *e);
void syntax_exhausted(struct parser *p, const char *text);
void syntax_too_deep(struct parser *p, tok_id at);

#endif
