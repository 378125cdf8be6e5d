/*
 * Types that are local to a function, and needed at file scope.
 *
 * What actions save and how moved variables are kept stands in structs in front of the function, and
 * the text of deferred blocks in functions of their own.  A record that they name and that is
 * declared inside the function is defined there under a new name; where it stood, its name is
 * used.  So is a local typedef.  A local enumerated type is replaced by the integer type that holds
 * it, an enumerator by its value.
 */
#include <stdlib.h>
#include <string.h>

#include "lower/lower_int.h"

/* A definition to be written in front of the function, in the order of the source. */
struct definition { tok_id last; struct node *record; struct symbol *name; };

struct hoisting {
	struct lowering *l;
	VEC(struct definition) definitions;
	VEC(struct record *) records;   /* renamed ones, definition or not */
	unsigned names;
};

static void need(struct hoisting *h, struct type *t);

/* ---- what is needed -------------------------------------------------------------------------------- */

static bool in_main_file(struct lowering *l, tok_id t)
{
	uint32_t row = expansion_outermost(l->env->expansions, l->tokens->v.at[t].expansion);

	return !row || l->env->expansions->rows.at[row].kind == EXPANSION_MACRO;
}

static tok_id brace_of(struct lowering *l, const struct node *record)
{
	for (tok_id t = record->first; t <= record->last; t++)
		if (l->tokens->v.at[t].kind == TOK_LBRACE)
			return t;
	return record->last;
}

static bool in_function(struct lowering *l, const struct node *n)
{
	return n->first >= l->function->node->first && n->last <= l->function->node->last;
}

/* Gives a record of file scope without any name a tag where it is defined. */
static void give_tag(struct hoisting *h, struct record *r)
{
	struct lowering *l = h->l;

	if (!r->definition || !in_main_file(l, r->definition->first))
		return;
	r->hoisted = lower_printf(l, "cdefer_tag_%u", ++l->tags);
	if (!in_function(l, r->definition))
		edit_before(l->edits, brace_of(l, r->definition), literal(l, lower_printf(l, "%s ", r->hoisted)));
}

static void define(struct hoisting *h, struct node *record, struct symbol *name, tok_id last)
{
	struct definition *d = vec_push(h->l->env->tu, &h->definitions);

	d->last = last;
	d->record = record;
	d->name = name;
	if (record)
		*vec_push(h->l->env->tu, &h->l->hoisted) = record;
}

static void need_members(struct hoisting *h, struct record *r)
{
	for (size_t i = 0; i < r->nmembers; i++)
		if (!(r->members[i].name == NULL && type_is_record(r->members[i].type) && !r->members[i].type->record->tag))
			need(h, r->members[i].type);
		else
			need_members(h, r->members[i].type->record);    /* an anonymous member stays in the text */
}

static void need_record(struct hoisting *h, struct record *r)
{
	struct lowering *l = h->l;

	if (r->hoisted || r->kind == TYPE_ENUM)
		return;
	if (!r->local) {
		if (!r->tag && !r->typedef_text)
			give_tag(h, r);
		return;
	}
	r->hoisted = lower_printf(l, "%s_%s_t%u", l->base, r->tag ? r->tag->text : "record", ++h->names);
	*vec_push(l->env->tu, &h->records) = r;
	if (r->definition)
		define(h, r->definition, NULL, r->definition->last);
	need_members(h, r);
}

static void need_typedef(struct hoisting *h, struct symbol *sym)
{
	struct lowering *l = h->l;

	/* One of variable size is declared again in each action (place/capture.c). */
	if (sym->lower || (sym->type && sym->type->variably_modified))
		return;
	sym->lower = (void *)lower_printf(l, "%s_%s_t%u", l->base, sym->name->text, ++h->names);
	define(h, NULL, sym, sym->node->last);
	need(h, sym->type);
	/* What is left of it may have no use where it stands. */
	if (sym->declaration)
		edit_after(l->edits, sym->declaration->last, literal(l, lower_printf(l, " (void)sizeof (%s *);", sym->name->text)));
}

static void need(struct hoisting *h, struct type *t)
{
	while (t) {
		if (t->alias && !t->alias_local)
			return;
		/* Code prints what a local typedef stands for; but the text of a hoisted record names it. */
		if (t->alias && t->alias_local && t->alias->scope && t->alias->scope->routine && h->l->hoisted.n &&
		    !t->variably_modified)
			need_typedef(h, t->alias);
		if (t->alias) {
			t = t->unaliased;
			continue;
		}
		if (t->record)
			need_record(h, t->record);
		for (unsigned i = 0; t->kind == TYPE_FUNCTION && i < t->nparams; i++)
			need(h, t->params[i].type);
		t = t->of;
	}
}

static void need_site(struct hoisting *h, struct site *s)
{
	if (s->function.node)
		need(h, s->function.type);
	for (size_t i = 0; i < s->args.n; i++)
		if (!s->args.at[i].constant)
			need(h, s->args.at[i].type);
	for (size_t i = 0; i < s->captures.n; i++)
		need(h, capture_type(&s->captures.at[i]));
}

/* The text of one stands in another function than that of the other. */
static bool is_elsewhere(const struct routine *a, const struct routine *b)
{
	return routine_of_text(a) != routine_of_text(b);
}

static void need_routine(struct hoisting *h, struct routine *r)
{
	struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->sites.n; i++)
		need_site(h, plan->sites.at[i]);
	for (size_t i = 0; i < plan->frame.n; i++)
		need(h, plan->frame.at[i]->sym->type);
	for (size_t i = 0; i < plan->environments.n; i++)
		for (size_t k = 0; k < plan->environments.at[i]->variables.n; k++)
			need(h, plan->environments.at[i]->variables.at[k]->sym->type);
	for (size_t i = 0; i < r->panics.v.n; i++)
		if (r->panics.v.at[i]->kid[PANIC_ARGS])
			need(h, r->panics.v.at[i]->kid[PANIC_ARGS]->type);
	for (size_t i = 0; i < r->recovers.v.n; i++)
		if (r->recovers.v.at[i]->kid[RECOVER_TYPE])
			need(h, r->recovers.v.at[i]->kid[RECOVER_TYPE]->type);
	for (size_t i = 0; i < r->routines.n; i++)
		need_routine(h, r->routines.at[i]);
}

/* Names in the text of a deferred block that the routines around it declare. */
static void visit_use(const struct use *u, void *ctx)
{
	struct hoisting *h = ctx;
	const struct node *n = u->node;
	struct type *t = n->type;

	if (n->kind == AST_SPEC_RECORD && t && t->record && t->record->scope && t->record->scope->routine &&
	    is_elsewhere(t->record->scope->routine, u->routine))
		need_record(h, t->record);
	if (n->kind == AST_SPEC_TYPEDEF_NAME && n->sym && n->sym->scope && n->sym->scope->routine &&
	    is_elsewhere(n->sym->scope->routine, u->routine))
		need_typedef(h, n->sym);
}

/* A variable that is seen from elsewhere only in `sizeof x` has its type written there. */
static void visit_unevaluated(const struct use *u, void *ctx)
{
	struct hoisting *h = ctx;
	const struct symbol *sym = u->node->kind == AST_IDENT ? u->node->sym : NULL;

	if (sym && (sym->kind == SYM_VARIABLE || sym->kind == SYM_PARAMETER) && symbol_routine(sym) &&
	    is_elsewhere(symbol_routine(sym), u->routine) && sym->type)
		need(h, sym->type);
}

/* Definitions in the head of the function itself, which what stands in front of it may need, and
 * which a head that is written more than once cannot have. */
static bool head_pre(struct node *n, void *ctx)
{
	struct hoisting *h = ctx;
	struct lowering *l = h->l;
	struct record *r = n->type ? n->type->record : NULL;

	if ((n->kind != AST_SPEC_RECORD && n->kind != AST_SPEC_ENUM) || !(n->flags & F_BODY) || !r || r->hoisted)
		return true;
	if (r->local) {
		need_record(h, r);
		return true;
	}
	r->hoisted = r->tag ? r->tag->text : lower_printf(l, "cdefer_tag_%u", ++l->tags);
	define(h, n, NULL, n->last);
	return true;
}

/* ---- text ------------------------------------------------------------------------------------------------ */

static const char *word_of(const struct node *n)
{
	return n->kind == AST_SPEC_ENUM ? "enum" : n->op == TOK_UNION ? "union" : "struct";
}

/* The definition's last token: attributes right behind the body belong to the type. */
static tok_id definition_end(const struct node *n)
{
	tok_id end = n->last;

	/* Those behind a declarator are listed with the specifiers, too. */
	for (n = n->flags & F_BODY ? n->next : NULL; n && n->kind == AST_ATTRIBUTE && n->first == end + 1; n = n->next)
		end = n->last;
	return end;
}

/* `struct attributes NEW { ... } attributes;` with what else changes inside. */
static void write_record(struct lowering *l, const struct node *n)
{
	tok_id brace = brace_of(l, n), before = n->tok != NO_TOKEN ? n->tok : brace;
	struct text *t = l->types;

	if (before > n->first)
		text_tokens(t, n->first, before - 1);
	text_printf(t, " %s ", n->type->record->hoisted);
	text_tokens(t, n->tok != NO_TOKEN ? n->tok + 1 : brace, definition_end(n));
	text_add(t, ";\n");
}

static int by_place(const void *a, const void *b)
{
	const struct definition *x = a, *y = b;

	return x->last < y->last ? -1 : x->last > y->last;
}

static void write(struct hoisting *h)
{
	struct lowering *l = h->l;

	for (size_t i = 0; i < h->records.n; i++)
		text_printf(l->types, "%s %s;\n", h->records.at[i]->kind == TYPE_UNION ? "union" : "struct",
		            h->records.at[i]->hoisted);
	if (h->definitions.n)
		qsort(h->definitions.at, h->definitions.n, sizeof *h->definitions.at, by_place);
	for (size_t i = 0; i < h->definitions.n; i++) {
		const struct definition *d = &h->definitions.at[i];
		if (d->record)
			write_record(l, d->record);
		else
			text_printf(l->types, "typedef %s;\n", declare(l, d->name->type, d->name->lower, d->name->node));
	}
}

/* ---- uses ---------------------------------------------------------------------------------------------------- */

static bool inside(const struct lowering *l, const struct node *n)
{
	for (size_t i = 0; i < l->hoisted.n; i++)
		if (n->first > l->hoisted.at[i]->first && n->last <= l->hoisted.at[i]->last)
			return true;
	return false;
}

static void enumerator_use(struct lowering *l, const struct use *u)
{
	const struct symbol *sym = u->node->sym;
	struct routine *owner = symbol_routine(sym);
	struct type *t = sym->type ? type_plain(sym->type) : NULL;
	const char *suffix = "";

	if (!owner || (!is_elsewhere(owner, u->routine) && !inside(l, u->node) && !(sym->node && inside(l, sym->node))))
		return;
	if (t && type_is_unsigned(l->ty, t))
		suffix = type_bits(l->ty, t) > 8u * l->ty->target.int_size ? "ULL" : "U";
	else if (t && type_bits(l->ty, t) > 8u * l->ty->target.int_size)
		suffix = "LL";
	const char *text = sym->value < 0 && !*suffix
	    ? sym->value == INT32_MIN ? "(-2147483647 - 1)" : lower_printf(l, "(%lld)", (long long)sym->value)
	    : *suffix == 'U' ? lower_printf(l, "%llu%s", (unsigned long long)sym->value, suffix)
	    : lower_printf(l, sym->value < 0 ? "(%lld%s)" : "%lld%s", (long long)sym->value, suffix);
	edit_replace(l->edits, u->node->tok, u->node->tok, literal(l, text));
}

/* `struct s { ... };` and `struct s;` declare no more than the type: with the new name, that would be another type
 * in this scope. */
static bool stands_alone(const struct lowering *l, const struct node *n)
{
	switch ((enum tok)l->tokens->v.at[n->first - 1].kind) {
	case TOK_SEMI: case TOK_LBRACE: case TOK_RBRACE: case TOK_COLON:
		return l->tokens->v.at[definition_end(n) + 1].kind == TOK_SEMI;
	default:
		return false;
	}
}

void hoist_use(struct lowering *l, const struct use *u)
{
	struct node *n = u->node;
	struct record *r = n->type ? n->type->record : NULL;

	if (n->kind == AST_IDENT) {
		enumerator_use(l, u);
	} else if (n->kind == AST_SPEC_RECORD && r && r->hoisted && (r->local || (n->flags & F_BODY))) {
		if (!in_function(l, n))
			return;
		edit_replace(l->edits, n->first, definition_end(n),
		             literal(l, stands_alone(l, n) ? "" : lower_printf(l, "%s %s", word_of(n), r->hoisted)));
	} else if (n->kind == AST_SPEC_ENUM && r && r->hoisted && (n->flags & F_BODY)) {
		edit_replace(l->edits, n->first, n->last, literal(l, lower_printf(l, "enum %s", r->hoisted)));
	} else if (n->kind == AST_SPEC_ENUM && r && r->local && r->underlying &&
	           (inside(l, n) || (r->scope->routine && is_elsewhere(r->scope->routine, u->routine)))) {
		edit_replace(l->edits, n->first, n->last, literal(l, declare(l, r->underlying, "", n)));
	} else if (n->kind == AST_SPEC_TYPEDEF_NAME && n->sym && n->sym->kind == SYM_TYPEDEF && n->sym->lower &&
	           (inside(l, n) || (n->sym->scope->routine && is_elsewhere(n->sym->scope->routine, u->routine)))) {
		edit_replace(l->edits, n->first, n->last, literal(l, n->sym->lower));
	}
}

static bool head_use(struct node *n, void *ctx)
{
	struct lowering *l = ctx;

	if (n->kind == AST_SPEC_RECORD || n->kind == AST_SPEC_ENUM) {
		struct use u = {n, l->function, true};
		hoist_use(l, &u);
	}
	return true;
}

void hoist_function(struct lowering *l)
{
	struct hoisting h = {.l = l};
	struct node *f = l->function->node;
	const struct plan *plan = l->function->plan;

	l->hoisted.n = 0;
	for (struct node *s = f->kid[FUNCTION_SPECS]; s; s = s->next)
		node_walk(s, head_pre, NULL, &h);
	if (plan->pad)
		node_walk(f->kid[FUNCTION_DECLARATOR], head_pre, NULL, &h);
	need_routine(&h, l->function);
	uses_walk(l->function, visit_use, &h);
	uses_walk(l->function, visit_unevaluated, &h);
	if (function_result(l))
		need(&h, function_result(l));
	write(&h);
	for (struct node *s = f->kid[FUNCTION_SPECS]; s; s = s->next)
		node_walk(s, head_use, NULL, l);
}
