/*
 * Tokens of the preprocessor as the parser wants them.
 *
 * An identifier is given as NAME and, when the parser asks again, as its class: by then what stands in front
 * of it has been declared.  The class depends on three things: how the name is declared in scope; whether
 * the specifiers at hand have named a type already (then a typedef name is what is being declared), for
 * which the brackets around are kept track of; and, for the words of the language, what stands next to it.
 */
#include <string.h>

#include "parse/parse_int.h"
#include "parser.h"

enum { MAX_DEPTH = 20000 };

/* ---- reading ahead ---------------------------------------------------------------------------------- */

tok_id feed_peek(struct parser *p, unsigned k)
{
	while (p->nahead <= k) {
		tok_id t;
		do
			t = pp_next(p->pp);
		while (p->tokens->v.at[t].kind == TOK_PRAGMA);
		p->ahead[p->nahead++] = t;
	}
	return p->ahead[k];
}

enum tok feed_kind(struct parser *p, unsigned k)
{
	tok_id t = feed_peek(p, k);

	return (enum tok)p->tokens->v.at[t].kind;
}

tok_id feed_take(struct parser *p)
{
	tok_id t = feed_peek(p, 0);

	for (unsigned i = 1; i < p->nahead; i++)
		p->ahead[i - 1] = p->ahead[i];
	p->nahead--;
	if (!p->any)
		p->begin = t;
	p->before = p->any ? p->tokens->v.at[p->last].kind : (uint16_t)TOK_SEMI;
	p->any = true;
	p->last = t;
	return t;
}

struct level *feed_level(struct parser *p) { return &p->levels.at[p->levels.n - 1]; }

void feed_begin(struct parser *p)
{
	p->levels.n = 0;
	*vec_push(p->env->tu, &p->levels) = (struct level){0};
	p->any = p->class_due = p->failed = p->too_deep = p->leave_due = false;
	p->pending = p->closed = TOK_NONE;
	p->functions = 0;
}

/* ---- brackets ------------------------------------------------------------------------------------------ */

/*
 * A token is read before what stands in front of it is reduced, and reductions look at the level of brackets.
 * So what opens a level, or begins specifiers anew, takes effect when the next token is asked for; what
 * closes a level takes effect at once, for the reductions that follow it, but parameters stay in scope until
 * the last of them is declared.
 */
static void restart_specifiers(struct parser *p)
{
	feed_level(p)->typed = feed_level(p)->is_typedef = false;
}

static void catch_up(struct parser *p)
{
	enum tok kind = (enum tok)p->pending;

	p->pending = p->closed = TOK_NONE;
	if (p->leave_due) {
		p->leave_due = false;
		scopes_leave_parameters(p, p->leave_to);
	}
	switch (kind) {
	case TOK_LPAREN: case TOK_LBRACE: case TOK_LBRACKET:
		if (p->levels.n > MAX_DEPTH)
			p->too_deep = true;
		*vec_push(p->env->tu, &p->levels)
			= (struct level){.entered = p->entered.n, .bracket = (uint16_t)kind, .at = p->last};
		break;
	case TOK_SEMI:
		restart_specifiers(p);
		break;
	case TOK_COMMA:
		/* Parameters and arguments, not declarators. */
		if (feed_level(p)->bracket == TOK_LPAREN)
			restart_specifiers(p);
		break;
	default:
		break;
	}
}

static void close_bracket(struct parser *p, enum tok opening)
{
	if (p->levels.n < 2 || feed_level(p)->bracket != opening)
		return;
	if (opening == TOK_LPAREN) {
		p->leave_due = true;
		p->leave_to = feed_level(p)->entered;
	}
	p->closed = (uint16_t)opening;
	p->levels.n--;
}

static void note_bracket(struct parser *p, enum tok kind)
{
	switch (kind) {
	case TOK_RPAREN: close_bracket(p, TOK_LPAREN); break;
	case TOK_RBRACE: close_bracket(p, TOK_LBRACE); break;
	case TOK_RBRACKET: close_bracket(p, TOK_LBRACKET); break;
	default: p->pending = (uint16_t)kind; break;
	}
}

/* ---- the class of a name ------------------------------------------------------------------------------- */

static bool is_builtin_type(const struct name *n)
{
	static const char *const types[] = {"__builtin_va_list", "__int128_t", "__uint128_t", "__builtin_ms_va_list",
	                                    "__builtin_sysv_va_list", "cdefer_context", "cdefer_panic_handler"};

	if (n->text[0] != '_' && n->text[0] != 'c')
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(n->text, types[i]) == 0)
			return true;
	return false;
}

/* The last token may stand in front of a statement. */
static bool may_begin_statement(enum tok before)
{
	switch (before) {
	case TOK_SEMI: case TOK_LBRACE: case TOK_RBRACE: case TOK_COLON: case TOK_RPAREN: case TOK_ELSE: case TOK_DO:
	case TOK_DEFER_TS:
		return true;
	default:
		return false;
	}
}

static bool statement_may_begin(const struct parser *p) { return may_begin_statement((enum tok)p->before); }

/* The last token cannot stand in front of the name of a function that is called. */
static bool names_no_callee(struct parser *p)
{
	switch ((enum tok)p->before) {
	case TOK_DOT: case TOK_ARROW: case TOK_GOTO: case TOK_STRUCT: case TOK_UNION: case TOK_ENUM:
		return true;
	case TOK_STAR: case TOK_COMMA:
		return feed_level(p)->typed;
	case TOK_ASSIGN: case TOK_LPAREN: case TOK_QUESTION: case TOK_RETURN:
		return false;
	case TOK_IDENT: case TOK_RPAREN:
		return feed_level(p)->typed || !p->functions;
	default:
		return !p->functions || (feed_level(p)->typed && p->before > TOK_HASHHASH);
	}
}

/* Whether `name`, if it is one of the words, stands where it would be a keyword. */
static int word_here(struct parser *p, const struct name *name)
{
	if (p->env->opt->plain_c)
		return 0;
	switch (name->word) {
	case WORD_DEFER:
		return statement_may_begin(p) && feed_kind(p, 0) != TOK_COLON ? C_WORD_DEFER : 0;
	case WORD_PANIC:
		return feed_kind(p, 0) == TOK_LPAREN && !names_no_callee(p) ? C_WORD_PANIC : 0;
	case WORD_RECOVER:
		return feed_kind(p, 0) == TOK_LPAREN && !names_no_callee(p) ? C_WORD_RECOVER : 0;
	default:
		return 0;
	}
}

/* Language 9: said once for each word. */
static void warn_shadowed(struct parser *p, tok_id t)
{
	const struct token *tok = &p->tokens->v.at[t];
	unsigned bit = 1u << tok->name->word;

	if (p->shadowed_words & bit || !p->functions)
		return;
	p->shadowed_words |= bit;
	diag_warn(p->env->diag, W_KEYWORD_SHADOWED, token_span(tok), "'%s' is a name of the program here, not the keyword",
	          tok->name->text);
}

static int name_class(struct parser *p, tok_id t)
{
	struct name *name = p->tokens->v.at[t].name;
	const struct class *c = name->ordinary;
	int word = name->word ? word_here(p, name) : 0;

	if (word && !c)
		return word;
	if (word && (name->word != WORD_DEFER || feed_kind(p, 0) == TOK_LPAREN || feed_kind(p, 0) == TOK_LBRACE))
		warn_shadowed(p, t);
	if (c ? !c->type : !is_builtin_type(name))
		return C_VARIABLE;
	switch ((enum tok)p->before) {
	case TOK_DOT: case TOK_ARROW: case TOK_STRUCT: case TOK_UNION: case TOK_ENUM: case TOK_GOTO:
		return C_TYPE;          /* either will do */
	default:
		return feed_level(p)->typed ? C_VARIABLE : C_TYPE;
	}
}

/* ---- tokens ------------------------------------------------------------------------------------------------ */

static int token_of(enum tok kind)
{
	switch (kind) {
	case TOK_EOF: return C_YYEOF;
	case TOK_IDENT: return C_NAME;
	case TOK_NUMBER: return C_NUMBER;
	case TOK_CHARACTER: return C_CHARACTER;
	case TOK_STRING: return C_STRING;
	case TOK_SKIPPED: return C_SKIPPED;
	case TOK_LBRACE: return C_LBRACE;
	case TOK_RBRACE: return C_RBRACE;
	case TOK_LPAREN: return C_LPAREN;
	case TOK_RPAREN: return C_RPAREN;
	case TOK_LBRACKET: return C_LBRACKET;
	case TOK_RBRACKET: return C_RBRACKET;
	case TOK_SEMI: return C_SEMI;
	case TOK_COMMA: return C_COMMA;
	case TOK_COLON: return C_COLON;
	case TOK_COLONCOLON: return C_COLONCOLON;
	case TOK_QUESTION: return C_QUESTION;
	case TOK_DOT: return C_DOT;
	case TOK_ARROW: return C_ARROW;
	case TOK_ELLIPSIS: return C_ELLIPSIS;
	case TOK_PLUS: return C_PLUS;
	case TOK_MINUS: return C_MINUS;
	case TOK_STAR: return C_STAR;
	case TOK_SLASH: return C_SLASH;
	case TOK_PERCENT: return C_PERCENT;
	case TOK_INC: return C_INC;
	case TOK_DEC: return C_DEC;
	case TOK_AMP: return C_AMP;
	case TOK_PIPE: return C_PIPE;
	case TOK_CARET: return C_CARET;
	case TOK_TILDE: return C_TILDE;
	case TOK_NOT: return C_NOT;
	case TOK_ANDAND: return C_ANDAND;
	case TOK_OROR: return C_OROR;
	case TOK_SHL: return C_SHL;
	case TOK_SHR: return C_SHR;
	case TOK_LT: return C_LT;
	case TOK_GT: return C_GT;
	case TOK_LE: return C_LE;
	case TOK_GE: return C_GE;
	case TOK_EQ: return C_EQ;
	case TOK_NE: return C_NE;
	case TOK_ASSIGN: return C_ASSIGN;
	case TOK_MUL_ASSIGN: case TOK_DIV_ASSIGN: case TOK_MOD_ASSIGN: case TOK_ADD_ASSIGN: case TOK_SUB_ASSIGN:
	case TOK_SHL_ASSIGN: case TOK_SHR_ASSIGN: case TOK_AND_ASSIGN: case TOK_XOR_ASSIGN: case TOK_OR_ASSIGN:
		return C_ASSIGN_OP;
	case TOK_TYPEDEF: return C_TYPEDEF;
	case TOK_EXTERN: case TOK_STATIC: case TOK_AUTO: case TOK_REGISTER: case TOK_INLINE: case TOK_NORETURN:
	case TOK_THREAD_LOCAL: case TOK_CONSTEXPR:
		return C_STORAGE;
	case TOK_CONST: case TOK_VOLATILE: case TOK_RESTRICT: case TOK_NULLABILITY:
		return C_QUALIFIER;
	case TOK_VOID: case TOK_CHAR: case TOK_SHORT: case TOK_INT: case TOK_LONG: case TOK_FLOAT: case TOK_DOUBLE:
	case TOK_SIGNED: case TOK_UNSIGNED: case TOK_BOOL: case TOK_COMPLEX: case TOK_IMAGINARY: case TOK_DECIMAL32:
	case TOK_DECIMAL64: case TOK_DECIMAL128: case TOK_FLOAT16: case TOK_FLOAT32: case TOK_FLOAT64: case TOK_FLOAT128:
	case TOK_FLOAT32X: case TOK_FLOAT64X: case TOK_INT128: case TOK_BF16: case TOK_AUTO_TYPE:
		return C_TYPE_WORD;
	case TOK_ATOMIC: return C_ATOMIC;
	case TOK_STRUCT: case TOK_UNION: return C_STRUCT;
	case TOK_ENUM: return C_ENUM;
	case TOK_TYPEOF: case TOK_TYPEOF_UNQUAL: return C_TYPEOF;
	case TOK_ALIGNAS: return C_ALIGNAS;
	case TOK_BITINT: return C_BITINT;
	case TOK_BREAK: return C_BREAK;
	case TOK_CASE: return C_CASE;
	case TOK_CONTINUE: return C_CONTINUE;
	case TOK_DEFAULT: return C_DEFAULT;
	case TOK_DO: return C_DO;
	case TOK_ELSE: return C_ELSE;
	case TOK_FOR: return C_FOR;
	case TOK_GOTO: return C_GOTO;
	case TOK_IF: return C_IF;
	case TOK_RETURN: return C_RETURN;
	case TOK_SIZEOF: case TOK_ALIGNOF: return C_SIZEOF;
	case TOK_SWITCH: return C_SWITCH;
	case TOK_WHILE: return C_WHILE;
	case TOK_GENERIC: return C_GENERIC;
	case TOK_STATIC_ASSERT: return C_STATIC_ASSERT;
	case TOK_ASM: return C_ASM;
	case TOK_EXTENSION: return C_EXTENSION;
	case TOK_LABEL: return C_LABEL;
	case TOK_REAL: case TOK_IMAG: return C_REALIMAG;
	case TOK_TRUE: case TOK_FALSE: case TOK_NULLPTR: return C_CONSTANT_WORD;
	case TOK_VA_ARG: return C_VA_ARG;
	case TOK_OFFSETOF: return C_OFFSETOF;
	case TOK_TYPES_COMPATIBLE: return C_TYPES_COMPATIBLE;
	case TOK_CHOOSE_EXPR: return C_CHOOSE_EXPR;
	case TOK_CONVERTVECTOR: return C_CONVERTVECTOR;
	case TOK_BIT_CAST: return C_BIT_CAST;
	case TOK_DEFER_TS: return C_DEFER_TS;
	case TOK_PANIC_WORD: return C_PANIC_WORD;
	case TOK_RECOVER_WORD: return C_RECOVER_WORD;
	case TOK_RESULT: return C_RESULT;
	default: return C_OTHER;
	}
}

/* Behind [[...]] where a statement may begin: not a declaration, which may have them, too. */
static bool statement_follows(struct parser *p)
{
	const struct name *name;
	const struct class *c;

	switch (feed_kind(p, 0)) {
	case TOK_IF: case TOK_SWITCH: case TOK_WHILE: case TOK_DO: case TOK_FOR: case TOK_GOTO: case TOK_CONTINUE:
	case TOK_BREAK: case TOK_RETURN: case TOK_CASE: case TOK_DEFAULT: case TOK_LBRACE: case TOK_LPAREN:
	case TOK_STAR: case TOK_INC: case TOK_DEC: case TOK_DEFER_TS:
		return true;
	case TOK_IDENT:
		name = p->tokens->v.at[feed_peek(p, 0)].name;
		c = name->ordinary;
		return feed_kind(p, 1) == TOK_COLON || (c ? !c->type : !is_builtin_type(name));
	default:
		return false;
	}
}

int cylex(CYSTYPE *value, struct range *at, struct parser *p)
{
	enum tok kind;
	tok_id t;

	catch_up(p);
	if (p->class_due) {
		p->class_due = false;
		*at = (struct range){p->last, p->last};
		return name_class(p, p->last);
	}
	kind = feed_kind(p, 0);
	t = feed_peek(p, 0);
	if (attrs_begin(p)) {
		bool first = kind == TOK_LBRACKET && p->any && may_begin_statement((enum tok)p->tokens->v.at[p->last].kind);
		tok_id last = p->last;

		value->list = attrs_read(p);
		*at = (struct range){t, p->last};
		if (!first || !statement_follows(p))
			return C_ATTRIBUTES;
		/* They mean nothing to us, and the statement is the same without them. */
		p->last = last;
		kind = feed_kind(p, 0);
		t = feed_peek(p, 0);
	}
	feed_take(p);
	*at = (struct range){t, t};
	note_bracket(p, kind);
	if (p->too_deep) {
		syntax_too_deep(p, t);
		return C_CYUNDEF;
	}
	p->class_due = kind == TOK_IDENT;
	if (kind == TOK_ATOMIC && feed_kind(p, 0) == TOK_LPAREN)
		return C_ATOMIC_TYPE;
	return token_of(kind);
}
