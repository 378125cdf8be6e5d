/*
 * Keywords: which names are keywords of the language that was asked for.
 *
 * Entered once into the name table, so that a keyword costs nothing when it is read: every
 * name knows what it is.  The table is grammar/tokens.def.
 */
#include "token/lexer.h"

enum when { ALL, C99, C11, C23, GNU, CDEFER };

static bool is_keyword(const struct options *o, enum tok kind, enum when when)
{
	switch (when) {
	case ALL:    return true;
	case C99:    return o->standard >= 1999 || (o->gnu && kind == TOK_INLINE);
	case C11:    return o->standard >= 2011;
	case C23:    return o->standard >= 2023 || (o->gnu && kind == TOK_TYPEOF);
	case GNU:    return o->gnu;
	case CDEFER: return !o->plain_c;
	}
	return false;
}

/* The aliases without underscores are C23's (6.4.1). */
static bool is_alias(const struct options *o, const char *spelling)
{
	return spelling[0] == '_' || o->standard >= 2023;
}

static void words(struct names *names)
{
	static const struct { const char *text; uint16_t word; } table[] = {
		{ "defer", WORD_DEFER }, { "panic", WORD_PANIC }, { "recover", WORD_RECOVER },
		{ "_Defer", WORD_DEFER_TS }, { "_Panic", WORD_PANIC_ },
		{ "_Recover", WORD_RECOVER_ }, { "_Result", WORD_RESULT },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		names_of(names, table[i].text)->word = table[i].word;
}

void lexer_keywords(struct env *env)
{
	static const struct { const char *text; uint16_t kind; uint16_t when; bool alias; } table[] = {
#define P(id, spelling)
#define K(id, spelling, when) { spelling, TOK_##id, when, false },
#define A(id, spelling) { spelling, TOK_##id, ALL, true },
#define X(id, what)
#include "../grammar/tokens.def"
#undef P
#undef K
#undef A
#undef X
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (table[i].alias ? is_alias(env->opt, table[i].text)
		                   : is_keyword(env->opt, table[i].kind, table[i].when))
			names_of(env->names, table[i].text)->keyword = table[i].kind;
	}
	if (!env->opt->plain_c)
		words(env->names);
}
