/*
 * Syntax errors, in the user's words: what is missing is told of behind the token that it should follow, what
 * is too much where it stands.
 */
#include "parse/parse_int.h"

/* Right behind the last token that made sense. */
static struct span behind(struct parser *p, tok_id t)
{
	struct span at = token_span(&p->tokens->v.at[t]);

	if (!at.expansion)
		at.begin = at.end;
	return at;
}

static const char *bracket_text(enum tok kind)
{
	return kind == TOK_LPAREN ? "(" : kind == TOK_LBRACKET ? "[" : "{";
}

static void note_bracket(struct parser *p, enum tok kind)
{
	const struct level *l = feed_level(p);

	if (p->levels.n > 1 && l->bracket == kind)
		diag_note(p->env->diag, token_span(&p->tokens->v.at[l->at]), "to match this '%s'", bracket_text(kind));
}

/* The one thing that is missing most likely, within brackets of that kind.  (The parser's tables merge
 * contexts, so that more is "expected" than could stand.) */
static const char *missing(const struct expected *e, enum tok bracket)
{
	if (e->expression)
		return e->statement && e->type ? NULL : e->type ? "expression or type" : "expression";
	if (e->rparen && bracket == TOK_LPAREN)
		return "')'";
	if (e->rbracket && bracket == TOK_LBRACKET)
		return "']'";
	if (e->semicolon && bracket != TOK_LBRACKET)
		return "';'";
	if (e->colon)
		return "':'";
	if (e->lparen && !e->name)
		return "'('";
	if (e->lbrace && !e->name)
		return "'{'";
	if (e->name && e->type)
		return "declaration";
	if (e->name)
		return "identifier";
	if (e->rbrace)
		return "'}'";
	if (e->in)
		return "'while'";
	if (e->string)
		return "string literal";
	return NULL;
}

/* Words of types and storage classes; a typedef name is not looked up here. */
static bool begins_declaration(const struct token *t)
{
	switch ((enum tok)t->kind) {
	case TOK_INT: case TOK_CHAR: case TOK_LONG: case TOK_SHORT: case TOK_UNSIGNED: case TOK_SIGNED: case TOK_FLOAT:
	case TOK_DOUBLE: case TOK_VOID: case TOK_BOOL: case TOK_STRUCT: case TOK_UNION: case TOK_ENUM: case TOK_CONST:
	case TOK_STATIC: case TOK_EXTERN: case TOK_TYPEDEF: case TOK_VOLATILE: case TOK_REGISTER: case TOK_AUTO:
		return true;
	default:
		return false;
	}
}

/* What a statement that lacks its ';' is. */
static const char *after(const struct parser *p)
{
	for (tok_id t = p->last; t-- > p->begin;) {
		switch (p->tokens->v.at[t].kind) {
		case TOK_RETURN: return "return statement";
		case TOK_GOTO: return "goto statement";
		case TOK_BREAK: return "break statement";
		case TOK_CONTINUE: return "continue statement";
		case TOK_SEMI: case TOK_LBRACE: case TOK_RBRACE:
			return begins_declaration(&p->tokens->v.at[t + 1]) ? "declaration" : "expression";
		default: break;
		}
	}
	return "declaration";
}

/* What may stand in front of a type, and is none. */
static bool precedes_type(enum tok kind)
{
	switch (kind) {
	case TOK_CONST: case TOK_STATIC: case TOK_EXTERN: case TOK_TYPEDEF: case TOK_VOLATILE: case TOK_REGISTER:
	case TOK_INLINE:
		return true;
	default:
		return false;
	}
}

/* Two names one behind the other: the first one should have been a type, if it is not known or stands where
 * a type belongs.  Its token, or NO_TOKEN. */
static tok_id unknown_type(const struct parser *p, tok_id at, bool wants_type)
{
	const struct token *t = &p->tokens->v.at[at];

	if (t->kind != TOK_IDENT)
		return NO_TOKEN;
	if (at > p->begin && t[-1].kind == TOK_IDENT &&
	    (!scopes_class(t[-1].name) || (at - 1 > p->begin && precedes_type((enum tok)t[-2].kind))))
		return at - 1;
	if (at > p->begin && (t[-1].kind == TOK_LBRACE || t[-1].kind == TOK_SEMI) && wants_type && !scopes_class(t->name))
		return at;
	return NO_TOKEN;
}

void syntax_error(struct parser *p, const struct expected *e)
{
	tok_id at = p->last;
	const struct token *t = &p->tokens->v.at[at];
	enum tok kind = (enum tok)t->kind;
	enum tok bracket = p->closed ? (enum tok)p->closed : (enum tok)feed_level(p)->bracket;
	const char *what = missing(e, bracket), *text = token_kind_text(kind);

	p->failed = true;
	if (p->too_deep || kind == TOK_OTHER)
		return;                 /* told of already */
	/* (Behind an enumerator a '}' is missing.) */
	tok_id type = what && what[1] == '}' ? NO_TOKEN : unknown_type(p, at, !what);
	if (type != NO_TOKEN) {
		const struct token *name = &p->tokens->v.at[type];
		diag_error(p->env->diag, token_span(name), "unknown type name '%s'", name->name->text);
		return;
	}
	if (kind == TOK_IDENT)
		text = arena_printf(p->env->tu, "'%s'", t->name->text);
	if (kind == TOK_EOF && (!what || e->statement)) {
		diag_error(p->env->diag, behind(p, at > p->begin ? at - 1 : at), "expected '}' at the end of the file");
		note_bracket(p, TOK_LBRACE);
	} else if (at > p->begin && t[-1].kind == TOK_DEFER_TS) {
		/* Not only of an expression. */
		diag_error(p->env->diag, token_span(t), "expected statement before %s", text);
		diag_note(p->env->diag, token_span(&t[-1]), "'_Defer' registers a statement; a declaration stands in braces: _Defer { ... }");
	} else if (!what) {
		diag_error(p->env->diag, token_span(t), "%s cannot stand here", text);
	} else if (at > p->begin && (what[0] == '\'')) {
		bool ends = what[1] == ';';
		diag_error(p->env->diag, behind(p, at - 1), ends ? "expected %s after %s" : "expected %s before %s", what,
		           ends ? after(p) : text);
		if (what[1] == ')' || what[1] == ']')
			note_bracket(p, bracket);
	} else {
		diag_error(p->env->diag, token_span(t), "expected %s before %s", what, text);
	}
}

void syntax_exhausted(struct parser *p, const char *text)
{
	p->failed = true;
	diag_error(p->env->diag, token_span(&p->tokens->v.at[p->last]), "%s", text);
}

void syntax_too_deep(struct parser *p, tok_id at)
{
	diag_error(p->env->diag, token_span(&p->tokens->v.at[at]), "brackets are nested too deeply");
}
