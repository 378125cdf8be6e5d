/*
 * The translation unit: one external declaration after the other.
 *
 * A declaration that the grammar does not take ends where its brackets and its `;` say; the next one is read
 * as if nothing had happened, so that several errors are told in one run.  In a header, where no word of the
 * language is in it, it is passed over with a remark only: an exotic extension of some compiler must not stop a
 * translation.
 */
#include <ctype.h>
#include <string.h>

#include "parse/parse_int.h"

#include "parser.h"

/* ---- functions ------------------------------------------------------------------------------------------- */

static struct node *function_declarator(struct node *d)
{
	struct node *found = NULL;

	for (; d && d->nkids; d = d->kid[0])
		if (d->kind == AST_FUNCTION_DECLARATOR)
			found = d;
	return found;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_' || c == '$'; }

static bool ends_in(const struct file *f, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - f->text) > n && memcmp(end - n, word, n) == 0 && !is_letter(end[-(ptrdiff_t)n - 1]);
}

/* Whether what stands there looks like a statement rather than a word of a comment: between two statements or behind a
 * keyword, and with a block, a capture list or a call. */
static bool looks_like_defer(const struct file *f, const char *at)
{
	const char *before = at, *behind = at + strlen("defer");

	while (before > f->text && is_blank(before[-1]))
		before--;
	if (before > f->text && !strchr(";{}):,\\/", before[-1]) && !ends_in(f, before, "else") && !ends_in(f, before, "do"))
		return false;
	while (is_blank(*behind))
		behind++;
	if (!is_letter(*behind))
		return *behind && strchr("{[(*", *behind) != NULL && strncmp(behind, "*/", 2) != 0;
	while (is_letter(*behind))
		behind++;
	while (is_blank(*behind))
		behind++;
	return *behind && strchr("(.-[", *behind) != NULL;
}

/* Where a defer may be, what a function calls matters for its callers (place/panics.c).  Then bodies without a word of the
 * language are read, too; else, and where a macro of a header has the word, they count as what may panic. */
static bool mentions_defer(const struct file *f)
{
	if (file_mentions_word(f, "_Defer"))
		return true;
	for (const char *at = f->text; (at = file_find_word(f, at, "defer")) != NULL; at++)
		if (looks_like_defer(f, at))
			return true;
	return false;
}

static bool reads_body(const struct parser *p)
{
	if (p->env->opt->check_all)
		return true;
	return p->reads_bodies && !files_of(p->env->files, p->tokens->v.at[p->last].at)->system;
}

void parse_body_begin(struct parser *p)
{
	struct node *d = function_declarator(p->head);

	scopes_open(p);
	for (struct node *a = d ? d->kid[FUNCTION_DECLARATOR_PARAMS] : NULL; a; a = a->next) {
		struct node *name = a->kind == AST_KR_NAME ? a : node_declared(a->kid[PARAM_DECLARATOR]);
		if (name->tok != NO_TOKEN)
			scopes_enter(p, name->tok, false, false);
	}
	p->skipped = !p->functions && !reads_body(p) && p->nahead == 0 && pp_skip_body(p->pp);
	p->functions++;
}

struct node *parse_body_end(struct parser *p, struct range at, struct node *items)
{
	struct node *n = parse_node(p, p->skipped ? AST_SKIPPED_BODY : AST_BLOCK, at);

	scopes_close(p);
	p->functions--;
	if (!p->skipped)
		n->kid[BLOCK_ITEMS] = items;
	p->skipped = false;
	feed_level(p)->typed = feed_level(p)->is_typedef = false;
	return n;
}

struct node *parse_function(struct parser *p, struct range at, struct node *specs, struct node *declared, struct node *body)
{
	struct node *n = parse_node(p, AST_FUNCTION, at);
	struct nodelist all = parse_spec_list(specs);

	/* Attributes behind the declarator are the function's as those in front. */
	for (struct node *a = declared->kid[INIT_DECLARATOR_ATTRS], *next; a; a = next) {
		next = a->next;
		a->next = NULL;
		all = list_add(specs ? all : list_none(), a);
		specs = all.head;
	}
	n->kid[FUNCTION_SPECS] = specs;
	n->kid[FUNCTION_DECLARATOR] = declared->kid[INIT_DECLARATOR_DECLARATOR];
	n->kid[FUNCTION_KR] = body->next;
	n->kid[FUNCTION_BODY] = body;
	body->next = NULL;
	return n;
}

/* ---- recovery ----------------------------------------------------------------------------------------------- */

/* To behind the declaration at hand: its `;` outside of all braces, or the `}` of its body.  Other brackets
 * do not count, since one of them may be what is missing. */
static void skip_declaration(struct parser *p)
{
	enum tok kind = p->any ? (enum tok)p->tokens->v.at[p->last].kind : TOK_NONE;
	size_t braces = kind == TOK_LBRACE;

	for (size_t i = 1; i < p->levels.n; i++)
		braces += p->levels.at[i].bracket == TOK_LBRACE;
	while (!(braces == 0 && (kind == TOK_SEMI || kind == TOK_RBRACE)) && feed_kind(p, 0) != TOK_EOF) {
		kind = feed_kind(p, 0);
		feed_take(p);
		if (kind == TOK_LBRACE)
			braces++;
		else if (kind == TOK_RBRACE && braces > 0)
			braces--;
	}
	/* `struct { ... } x;` */
	if (kind == TOK_RBRACE && feed_kind(p, 0) == TOK_SEMI)
		feed_take(p);
}

static bool holds_word(const struct parser *p)
{
	for (tok_id t = p->begin; t <= p->last; t++) {
		const struct name *n = p->tokens->v.at[t].name;
		if (n && n->word && n->word < WORD_LAST)
			return true;
	}
	return false;
}

static bool in_main_file(const struct parser *p, tok_id t)
{
	uint32_t row = expansion_outermost(p->env->expansions, p->tokens->v.at[t].expansion);

	return !row || p->env->expansions->rows.at[row].kind == EXPANSION_MACRO;
}

/* Reads one declaration; null if there was an error. */
static struct node *read_declaration(struct parser *p)
{
	p->made = NULL;
	return cyparse(p) == 0 && !p->failed ? p->made : NULL;
}

static struct node *external_declaration(struct parser *p)
{
	size_t entered = p->entered.n;
	bool lenient;
	struct node *n;
	tok_id first;

	feed_begin(p);
	first = feed_peek(p, 0);
	lenient = !in_main_file(p, first);
	if (lenient)
		diag_mute(p->env->diag);
	n = read_declaration(p);
	if (lenient)
		diag_unmute(p->env->diag);
	if (n)
		return n;
	scopes_reset(p, entered, 0);
	skip_declaration(p);
	n = node_new(p->env->tu, AST_UNPARSED, first, p->last);
	if (lenient && holds_word(p))
		diag_error(p->env->diag, tokens_span(p->tokens, first, first), "this declaration has a syntax error");
	else if (lenient)
		diag_remark(p->env->diag, tokens_span(p->tokens, first, first), "declaration that cdefer does not know is passed over");
	return n;
}

struct node *parse_unit(struct env *env, struct pp *pp, const struct file *main)
{
	struct parser *p = arena_new_of(env->tu, struct parser);
	struct node *unit = node_new(env->tu, AST_UNIT, 0, 0);
	struct nodelist all = list_none();

	p->env = env;
	p->pp = pp;
	p->tokens = pp_tokens(pp);
	p->reads_bodies = !env->opt->plain_c && mentions_defer(main);
	feed_begin(p);
	while (feed_kind(p, 0) != TOK_EOF && !diag_full(env->diag))
		all = list_add(all, external_declaration(p));
	unit->kid[UNIT_DECLS] = all.head;
	unit->last = (tok_id)p->tokens->v.n - 1;
	return unit;
}
