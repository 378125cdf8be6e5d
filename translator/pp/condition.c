/*
 * The value of #if and #elif (C23 6.10.2).
 *
 * A precedence climber over tokens that are expanded as they are read, so that `defined` also works
 * when it comes out of a macro.  Arithmetic is that of intmax_t and uintmax_t; what is not
 * evaluated (`0 && 1/0`) is only parsed.
 */
#include "pp/pp_int.h"

#include "token/literal.h"

struct value { bool is_unsigned; uint64_t v; };

struct condition {
	struct pp *pp;
	struct token t;         /* the next one */
	unsigned depth;
	unsigned unevaluated;   /* not zero: messages about values are kept back */
	bool failed;
};

static void advance(struct condition *c)
{
	expand_next(c->pp, &c->t);
}

static struct value fail(struct condition *c, const char *text)
{
	if (!c->failed)
		diag_error(c->pp->env->diag, token_span(&c->t), "%s", text);
	c->failed = true;
	return (struct value){ 0 };
}

/* `defined X` and `defined(X)`: the name is not expanded. */
static struct value defined(struct condition *c)
{
	struct token t;
	bool paren, yes;

	pp_raw(c->pp, &t);
	paren = t.kind == TOK_LPAREN;
	if (paren)
		pp_raw(c->pp, &t);
	c->t = t;
	if (t.kind != TOK_IDENT)
		return fail(c, "operator 'defined' requires an identifier");
	yes = t.name->macro != NULL;
	if (paren) {
		pp_raw(c->pp, &c->t);
		if (c->t.kind != TOK_RPAREN)
			return fail(c, "missing ')' after 'defined'");
	}
	advance(c);
	return (struct value){ false, yes };
}

static struct value name(struct condition *c)
{
	struct name *n = c->t.name;
	const struct pp_name *known = n->pp;
	uint64_t v = 0;
	loc_t end;

	if (n == c->pp->n_defined)
		return defined(c);
	if (known && known->operator)
		v = (uint64_t)builtin_operator(c->pp, &c->t, known->operator, known->what, &end);
	else if (c->pp->env->opt->standard >= 2023 && n->keyword == TOK_TRUE)
		v = 1;
	advance(c);
	return (struct value){ false, v };
}

static struct value number(struct condition *c)
{
	struct literal l;
	struct value v;

	if (!literal_number(&c->t, &l))
		return fail(c, "invalid number in preprocessor expression");
	if (l.is_float)
		return fail(c, "floating constant in preprocessor expression");
	if (l.overflow)
		return fail(c, "integer constant is too large for its type");
	v = (struct value){ l.is_unsigned || l.value > INT64_MAX, l.value };
	advance(c);
	return v;
}

static struct value character(struct condition *c)
{
	int64_t v;
	bool is_unsigned;

	if (!literal_char(&c->t, c->pp->n_char_unsigned->macro == NULL, &v))
		return fail(c, "invalid character constant in preprocessor expression");
	is_unsigned = false;
	advance(c);
	return (struct value){ is_unsigned, (uint64_t)v };
}

static struct value conditional(struct condition *c);

static struct value unary(struct condition *c)
{
	enum tok op = c->t.kind;
	struct value v;

	switch (op) {
	case TOK_NUMBER:
		return number(c);
	case TOK_CHARACTER:
		return character(c);
	case TOK_IDENT:
		return name(c);
	case TOK_HASH:
		v = (struct value){ false, macro_assertion(c->pp) };
		advance(c);
		return v;
	case TOK_LPAREN:
	case TOK_NOT:
	case TOK_TILDE:
	case TOK_MINUS:
	case TOK_PLUS:
		break;
	case TOK_EOF:
		return fail(c, "expected a value in preprocessor expression");
	default:
		return fail(c, "token is not valid in preprocessor expressions");
	}
	if (c->depth >= MAX_CONDITION_DEPTH)
		return fail(c, "preprocessor expression is nested too deeply");
	c->depth++;
	advance(c);
	if (op == TOK_LPAREN) {
		v = conditional(c);
		if (!c->failed && c->t.kind == TOK_COMMA) {
			while (!c->failed && c->t.kind == TOK_COMMA) {
				advance(c);
				v = conditional(c);
			}
		}
		if (!c->failed && c->t.kind != TOK_RPAREN)
			v = fail(c, "missing ')' in preprocessor expression");
		else if (!c->failed)
			advance(c);
	} else {
		v = unary(c);
		switch (op) {
		case TOK_NOT:
			v = (struct value){ false, !v.v };
			break;
		case TOK_TILDE:
			v.v = ~v.v;
			break;
		case TOK_MINUS:
			v.v = -v.v;
			break;
		default:
			break;
		}
	}
	c->depth--;
	return v;
}

static int precedence(unsigned kind)
{
	switch (kind) {
	case TOK_STAR: case TOK_SLASH: case TOK_PERCENT:
		return 10;
	case TOK_PLUS: case TOK_MINUS:
		return 9;
	case TOK_SHL: case TOK_SHR:
		return 8;
	case TOK_LT: case TOK_GT: case TOK_LE: case TOK_GE:
		return 7;
	case TOK_EQ: case TOK_NE:
		return 6;
	case TOK_AMP:
		return 5;
	case TOK_CARET:
		return 4;
	case TOK_PIPE:
		return 3;
	case TOK_ANDAND:
		return 2;
	case TOK_OROR:
		return 1;
	default:
		return 0;
	}
}

static struct value divide(struct condition *c, bool remainder, struct value a, struct value b, bool u)
{
	if (b.v == 0) {
		if (!c->unevaluated)
			return fail(c, "division by zero in preprocessor expression");
		return (struct value){ u, 0 };
	}
	if (u)
		return (struct value){ true, remainder ? a.v % b.v : a.v / b.v };
	/* INTMAX_MIN / -1 has no value; the negation wraps. */
	if (b.v == UINT64_MAX)
		return (struct value){ false, remainder ? 0 : -a.v };
	return (struct value){ false, (uint64_t)(remainder ? (int64_t)a.v % (int64_t)b.v
	                                                   : (int64_t)a.v / (int64_t)b.v) };
}

static struct value shift(struct value a, struct value b, bool left)
{
	uint64_t by = b.v;

	if (!b.is_unsigned && (int64_t)b.v < 0) {
		left = !left;
		by = -b.v;
	}
	if (left)
		a.v = by < 64 ? a.v << by : 0;
	else if (a.is_unsigned || (int64_t)a.v >= 0)
		a.v = by < 64 ? a.v >> by : 0;
	else
		a.v = ~(by < 64 ? ~a.v >> by : 0);
	return a;
}

static struct value apply(struct condition *c, unsigned op, struct value a, struct value b)
{
	bool u = a.is_unsigned || b.is_unsigned, less, more;

	less = u ? a.v < b.v : (int64_t)a.v < (int64_t)b.v;
	more = u ? a.v > b.v : (int64_t)a.v > (int64_t)b.v;
	switch (op) {
	case TOK_STAR:    return (struct value){ u, a.v * b.v };
	case TOK_SLASH:   return divide(c, false, a, b, u);
	case TOK_PERCENT: return divide(c, true, a, b, u);
	case TOK_PLUS:    return (struct value){ u, a.v + b.v };
	case TOK_MINUS:   return (struct value){ u, a.v - b.v };
	case TOK_SHL:     return shift(a, b, true);
	case TOK_SHR:     return shift(a, b, false);
	case TOK_LT:      return (struct value){ false, less };
	case TOK_GT:      return (struct value){ false, more };
	case TOK_LE:      return (struct value){ false, !more };
	case TOK_GE:      return (struct value){ false, !less };
	case TOK_EQ:      return (struct value){ false, a.v == b.v };
	case TOK_NE:      return (struct value){ false, a.v != b.v };
	case TOK_AMP:     return (struct value){ u, a.v & b.v };
	case TOK_CARET:   return (struct value){ u, a.v ^ b.v };
	default:          return (struct value){ u, a.v | b.v };
	}
}

static struct value binary(struct condition *c, int least)
{
	struct value a = unary(c), b;
	int p;

	while (!c->failed && (p = precedence(c->t.kind)) >= least) {
		unsigned op = c->t.kind;
		bool dead = (op == TOK_ANDAND && !a.v) || (op == TOK_OROR && a.v);

		advance(c);
		c->unevaluated += dead;
		b = binary(c, p + 1);
		c->unevaluated -= dead;
		if (op == TOK_ANDAND)
			a = (struct value){ false, a.v && b.v };
		else if (op == TOK_OROR)
			a = (struct value){ false, a.v || b.v };
		else if (!c->failed)
			a = apply(c, op, a, b);
	}
	return a;
}

static struct value conditional(struct condition *c)
{
	struct value cond = binary(c, 1), a, b;

	if (c->failed || c->t.kind != TOK_QUESTION)
		return cond;
	if (c->depth >= MAX_CONDITION_DEPTH)
		return fail(c, "preprocessor expression is nested too deeply");
	c->depth++;
	advance(c);
	c->unevaluated += !cond.v;
	a = conditional(c);
	while (!c->failed && c->t.kind == TOK_COMMA) {
		advance(c);
		a = conditional(c);
	}
	c->unevaluated -= !cond.v;
	if (c->failed)
		return a;
	if (c->t.kind != TOK_COLON)
		return fail(c, "expected ':' in preprocessor expression");
	advance(c);
	c->unevaluated += cond.v != 0;
	b = conditional(c);
	c->unevaluated -= cond.v != 0;
	c->depth--;
	return (struct value){ a.is_unsigned || b.is_unsigned, cond.v ? a.v : b.v };
}

bool condition_line(struct pp *pp)
{
	struct condition c = { .pp = pp };
	struct value v;

	advance(&c);
	if (c.t.kind == TOK_EOF) {
		fail(&c, "#if with no expression");
		return false;
	}
	v = conditional(&c);
	while (!c.failed && c.t.kind == TOK_COMMA) {
		advance(&c);
		v = conditional(&c);
	}
	if (!c.failed && c.t.kind != TOK_EOF)
		fail(&c, "missing binary operator before token");
	return !c.failed && v.v != 0;
}
