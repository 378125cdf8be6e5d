/*
 * Attributes, __attribute__((...)) and [[...]], read by hand: they may stand nearly everywhere, and what is
 * in them has no grammar of its own.  Those that follow one another are one token of the parser.
 */
#include "parse/parse_int.h"

bool attrs_begin(struct parser *p)
{
	enum tok kind = feed_kind(p, 0);

	return (kind == TOK_ATTRIBUTE && feed_kind(p, 1) == TOK_LPAREN) ||
	       (kind == TOK_LBRACKET && feed_kind(p, 1) == TOK_LBRACKET);
}

/* What stands in brackets, whatever it is; false at the end of the file. */
static bool skip_brackets(struct parser *p)
{
	unsigned depth = 0;

	do {
		switch (feed_kind(p, 0)) {
		case TOK_LPAREN: case TOK_LBRACKET: case TOK_LBRACE: depth++; break;
		case TOK_RPAREN: case TOK_RBRACKET: case TOK_RBRACE: depth--; break;
		case TOK_EOF: return false;
		default: break;
		}
		feed_take(p);
	} while (depth);
	return true;
}

static struct node *item(struct parser *p)
{
	struct node *n = node_new(p->env->tu, AST_ATTRIBUTE_ITEM, feed_peek(p, 0), feed_peek(p, 0));

	n->tok = feed_take(p);
	while (feed_kind(p, 0) == TOK_COLONCOLON) {
		feed_take(p);
		n->tok = feed_take(p);
		n->flags |= F_SCOPED;
	}
	n->last = n->tok;
	if (feed_kind(p, 0) == TOK_LPAREN) {
		skip_brackets(p);
		n->last = p->last;
	}
	return n;
}

static struct node *attribute(struct parser *p)
{
	struct node *n = node_new(p->env->tu, AST_ATTRIBUTE, feed_peek(p, 0), feed_peek(p, 0)), **link = &n->kid[ATTRIBUTE_ITEMS];
	bool c23 = feed_kind(p, 0) == TOK_LBRACKET;
	enum tok end = c23 ? TOK_RBRACKET : TOK_RPAREN;

	if (c23)
		n->flags |= F_C23;
	feed_take(p);
	if (feed_kind(p, 0) == TOK_LPAREN || c23)
		feed_take(p);
	if (!c23 && feed_kind(p, 0) == TOK_LPAREN)
		feed_take(p);
	while (feed_kind(p, 0) != end && feed_kind(p, 0) != TOK_EOF) {
		if (feed_kind(p, 0) == TOK_COMMA) {
			feed_take(p);
			continue;
		}
		*link = item(p);
		link = &(*link)->next;
	}
	for (int i = 0; i < 2 && feed_kind(p, 0) == end; i++)
		feed_take(p);
	n->last = p->last;
	return n;
}

struct nodelist attrs_read(struct parser *p)
{
	struct nodelist l = list_none();

	do
		l = list_add(l, attribute(p));
	while (attrs_begin(p));
	return l;
}
