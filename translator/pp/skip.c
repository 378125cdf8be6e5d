/*
 * Bodies that cannot matter: pp_skip_body().
 *
 * The body is read raw, ahead of everything, and its names are looked at.  It matters if a name is hot
 * (a word of the language, setjmp or a relative, __COUNTER__) or a macro that can lead to one; if a macro
 * in it could change which brace is the last one; if anything but a conditional is directed.  What
 * a macro can lead to is the closure over the names of its body; ## may make a name, so that the
 * written operands of ## stand for all macros that begin or end with them.  A closure without
 * anything hot is remembered for all macros in it until a new macro is hot.
 */
#include "pp/pp_int.h"

#include <string.h>

enum { MAX_NESTING = 256 };

static const char *const hot_names[] = {
	"setjmp", "_setjmp", "__setjmp", "sigsetjmp", "__sigsetjmp", "siglongjmp", "longjmp", "_longjmp",
	"__builtin_setjmp", "__builtin_longjmp",
};

static bool name_hot(const struct name *n)
{
	return n->word || (n->pp && (n->pp->hot || n->pp->poisoned));
}

static void need_hot_names(struct pp *pp)
{
	if (pp->hot_known)
		return;
	pp->hot_known = true;
	for (size_t i = 0; i < sizeof hot_names / sizeof hot_names[0]; i++)
		pp_name_of(pp, names_of(pp->env->names, hot_names[i]))->hot = true;
}

/* Whether text[0..len) begins (or ends) a hot name that is longer. */
static bool piece_hot(const char *text, size_t len, bool begins)
{
	static const char *const words[] = { "defer", "panic", "recover", "_Defer", "_Panic", "_Recover",
	                                     "_Result", "__COUNTER__", NULL };

	for (size_t i = 0; i < sizeof hot_names / sizeof hot_names[0] + sizeof words / sizeof words[0]; i++) {
		const char *name = i < sizeof words / sizeof words[0] ? words[i]
		                 : hot_names[i - sizeof words / sizeof words[0]];
		size_t n = name ? strlen(name) : 0;

		if (n > len && !memcmp(begins ? name : name + n - len, text, len))
			return true;
	}
	return false;
}

/* What ## at body[i] can make: hot if both operands are parameters or a piece of a hot name. */
static enum heat paste_heat(struct macro_private *p, uint32_t i)
{
	const struct token *left = &p->body[i], *right = i + 1 < p->nbody ? &p->body[i + 1] : left;
	bool open_left = (left->flags & (BODY_PARAM | BODY_VA_OPT)) != 0;
	bool open_right = (right->flags & (BODY_PARAM | BODY_VA_OPT | BODY_PASTE)) != 0;

	if (left->kind == TOK_COMMA || (!open_left && left->kind != TOK_IDENT) ||
	    (!(right->flags & (BODY_PARAM | BODY_VA_OPT)) && right->kind != TOK_IDENT &&
	     right->kind != TOK_NUMBER))
		return HEAT_COLD;
	if (left->flags & BODY_VA_OPT || right->flags & BODY_VA_OPT)
		return HEAT_HOT;
	if (open_left && (right->flags & BODY_PARAM || open_right))
		return HEAT_HOT;
	if (!open_left && piece_hot(left->text, left->len, true))
		return HEAT_HOT;
	if (open_left && piece_hot(right->text, right->len, false))
		return HEAT_HOT;
	p->pastes_names = true;
	return HEAT_COLD;
}

/* What the body says by itself: hot names, braces and brackets that do not balance. */
static enum heat local_heat(struct macro *m)
{
	struct macro_private *p = m->priv;
	char open[MAX_NESTING];
	size_t depth = 0;

	if (p->local != HEAT_UNKNOWN)
		return p->local;
	p->local = HEAT_HOT;
	if (m->builtin) {
		if (p->builtin != BUILTIN_COUNTER)
			p->local = HEAT_COLD;
		return p->local;
	}
	for (uint32_t i = 0; i < p->nbody; i++) {
		const struct token *t = &p->body[i];

		if (t->kind == TOK_IDENT && !(t->flags & BODY_PARAM) && name_hot(t->name))
			return HEAT_HOT;
		if (t->flags & BODY_PASTE && paste_heat(p, i) == HEAT_HOT)
			return HEAT_HOT;
		if (t->kind == TOK_LBRACE || t->kind == TOK_LPAREN || t->kind == TOK_LBRACKET) {
			if (depth == MAX_NESTING)
				return HEAT_HOT;
			open[depth++] = t->kind == TOK_LBRACE ? '}' : t->kind == TOK_LPAREN ? ')' : ']';
		} else if (t->kind == TOK_RBRACE || t->kind == TOK_RPAREN || t->kind == TOK_RBRACKET) {
			char c = t->kind == TOK_RBRACE ? '}' : t->kind == TOK_RPAREN ? ')' : ']';

			if (!depth || open[--depth] != c)
				return HEAT_HOT;
		} else if (t->kind == TOK_OTHER) {
			return HEAT_HOT;
		}
	}
	return p->local = depth ? HEAT_HOT : HEAT_COLD;
}

static bool cold_known(const struct pp *pp, const struct macro *m)
{
	return m->priv->heat == HEAT_COLD && m->priv->heat_when == pp->heat_when;
}

/* Puts `m` on the list unless it was met; false if it is hot itself. */
static bool visit(struct pp *pp, struct macro *m)
{
	if (cold_known(pp, m) || m->priv->visited == pp->visit)
		return true;
	if (local_heat(m) == HEAT_HOT)
		return false;
	m->priv->visited = pp->visit;
	*vec_push(pp->env->tu, &pp->work) = m;
	return true;
}

/* All macros that begin or end with a written operand of ## in `m`. */
static bool visit_pasted(struct pp *pp, struct macro *m)
{
	struct macro_private *p = m->priv;

	for (uint32_t i = 0; i + 1 < p->nbody; i++) {
		const struct token *left = &p->body[i], *right = left + 1;
		bool begins = !(left->flags & BODY_PARAM);
		const struct token *piece = begins ? left : right;

		if (!(left->flags & BODY_PASTE) || piece->flags & BODY_PARAM)
			continue;
		for (size_t k = 0; k < pp->macros.n; k++) {
			struct macro *o = pp->macros.at[k];
			const char *text = o->name->text;

			if (o->name->macro != o || o->name->len < piece->len)
				continue;
			if (!begins)
				text += o->name->len - piece->len;
			if (!memcmp(text, piece->text, piece->len) && !visit(pp, o))
				return false;
		}
	}
	return true;
}

/* Whether `m` can lead to something hot. */
static bool leads_to_hot(struct pp *pp, struct macro *m)
{
	if (m->priv->heat_when == pp->heat_when && m->priv->heat != HEAT_UNKNOWN)
		return m->priv->heat == HEAT_HOT;
	pp->visit++;
	pp->work.n = 0;

	bool cold = visit(pp, m);

	for (size_t i = 0; cold && i < pp->work.n; i++) {
		struct macro_private *p = pp->work.at[i]->priv;

		for (uint32_t k = 0; cold && k < p->nbody; k++) {
			const struct token *t = &p->body[k];

			if (t->kind == TOK_IDENT && !(t->flags & BODY_PARAM) && t->name->macro)
				cold = visit(pp, t->name->macro);
		}
		if (cold && p->pastes_names)
			cold = visit_pasted(pp, pp->work.at[i]);
	}
	if (cold) {
		/* So is everything in the closure. */
		for (size_t i = 0; i < pp->work.n; i++) {
			pp->work.at[i]->priv->heat = HEAT_COLD;
			pp->work.at[i]->priv->heat_when = pp->heat_when;
		}
	}
	m->priv->heat = cold ? HEAT_COLD : HEAT_HOT;
	m->priv->heat_when = pp->heat_when;
	return !cold;
}

/* Definitions since the last time: a hot one makes what is known of the others doubtful. */
static void look_at_new_macros(struct pp *pp)
{
	bool hot = false;

	for (; pp->heat_seen < pp->macros.n; pp->heat_seen++) {
		struct macro *m = pp->macros.at[pp->heat_seen];

		if (m->name->macro == m && !hot)
			hot = leads_to_hot(pp, m);
	}
	if (hot)
		pp->heat_when++;
}

/* Open brackets of the body. */
struct open {
	char close;
	bool call;              /* the ( of a macro call */
	bool comma_bad;         /* a comma here would split an argument within braces */
};

struct probe {
	struct pp *pp;
	struct open open[MAX_NESTING];
	size_t depth;
	bool may_call;          /* a ( now would belong to a macro call */
};

/* Follows the brackets; false if they do not fit or might mean something else after expansion. */
static bool bracket(struct probe *s, const struct token *t)
{
	struct open *top = s->depth ? &s->open[s->depth - 1] : NULL, *new;

	switch (t->kind) {
	case TOK_LBRACE:
	case TOK_LPAREN:
	case TOK_LBRACKET:
		if (s->depth == MAX_NESTING)
			return false;
		new = &s->open[s->depth++];
		*new = (struct open){ t->kind == TOK_LBRACE ? '}' : t->kind == TOK_LPAREN ? ')' : ']', false, false };
		if (t->kind == TOK_LPAREN)
			new->call = s->may_call;
		else
			new->comma_bad = top && (top->comma_bad || (t->kind == TOK_LBRACE && top->call) ||
			                         (t->kind == TOK_LBRACE && top->close == ']'));
		s->may_call = false;
		return true;
	case TOK_RBRACE:
	case TOK_RPAREN:
	case TOK_RBRACKET:
		if (!top || top->close != (t->kind == TOK_RBRACE ? '}' : t->kind == TOK_RPAREN ? ')' : ']'))
			return false;
		s->may_call = top->call;
		s->depth--;
		return true;
	case TOK_COMMA:
		s->may_call = false;
		return !(top && top->comma_bad);
	default:
		s->may_call = false;
		return true;
	}
}

/* Reads on to the `}` of the body, which becomes *close; false if something matters. */
static bool probe(struct probe *s, size_t conds, struct token *close)
{
	struct pp *pp = s->pp;
	struct input *in = pp->in;
	struct token t;

	for (;;) {
		lexer_next(&in->lx, &t);
		switch (t.kind) {
		case TOK_NEWLINE:
			continue;
		case TOK_IDENT:
			s->may_call = false;
			if (t.name->word || t.name->pp) {
				if (name_hot(t.name))
					return false;
			}
			if (t.name->macro && !pp->cf->preprocessed) {
				if (leads_to_hot(pp, t.name->macro))
					return false;
				s->may_call = true;
			}
			continue;
		case TOK_EOF:
		case TOK_OTHER:
			return false;
		case TOK_HASH:
			if (t.flags & TOK_LINE_START) {
				struct lexer at = in->lx;
				struct token word;
				enum group_word w;

				lexer_next(&in->lx, &word);
				w = group_word(&word);
				if (w == GROUP_NONE || pp->cf->preprocessed)
					return false;
				if (w != GROUP_IF && w != GROUP_IFDEF && w != GROUP_IFNDEF && pp->conds.n <= conds)
					return false;
				if (w == GROUP_IF || w == GROUP_ELIF) {
					/* A condition may count. */
					for (lexer_next(&in->lx, &word); word.kind != TOK_NEWLINE && word.kind != TOK_EOF;
					     lexer_next(&in->lx, &word))
						if (word.kind == TOK_IDENT && word.name->macro &&
						    leads_to_hot(pp, word.name->macro))
							return false;
				}
				in->lx = at;
				pp_probe_directive(pp, &t);
				continue;
			}
			break;
		default:
			break;
		}
		if (t.kind == TOK_RBRACE && s->depth == 0) {
			*close = t;
			return pp->conds.n == conds;
		}
		if (!bracket(s, &t))
			return false;
	}
}

bool pp_skip_body(struct pp *pp)
{
	struct input *in = pp->in;
	struct probe s = { .pp = pp };
	size_t conds = pp->conds.n;
	struct lexer saved;
	struct token close, skipped = { .kind = TOK_SKIPPED };
	const struct token *last;
	bool cold;

	if (pp->env->opt->check_all || pp->end || pp->tokens.v.n == 0 || pp->ahead_at < pp->ahead.n)
		return false;
	last = &pp->tokens.v.at[pp->tokens.v.n - 1];
	/* The `{` must stand in the file itself, and nothing may have been read behind it. */
	if (pp->ctx || last->kind != TOK_LBRACE || last->expansion != in->row ||
	    pp_loc(pp, in->lx.cursor) != last->at + token_raw(last))
		return false;

	need_hot_names(pp);
	look_at_new_macros(pp);
	saved = in->lx;
	pp->probing++;
	pp->quiet_rows++;
	diag_mute(pp->env->diag);
	in->lx.quiet = true;
	cold = probe(&s, conds, &close);
	diag_unmute(pp->env->diag);
	pp->quiet_rows--;
	pp->probing--;
	in->lx.quiet = false;
	if (!cold) {
		in->lx = saved;
		pp->conds.n = conds;
		return false;
	}

	skipped.at = pp_loc(pp, saved.cursor);
	skipped.len = close.at - skipped.at;
	skipped.text = saved.cursor;
	skipped.expansion = in->row;
	in->lx.cursor = in->file->text + (close.at - in->file->base);
	/* A `}` that begins its line is still the first there. */
	in->lx.line_start = (close.flags & TOK_LINE_START) != 0;
	if (skipped.len)
		pp_unread(pp, &skipped, 1);
	return skipped.len != 0;
}
