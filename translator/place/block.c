/*
 * What a block declares behind a _Defer that stands in it.
 *
 * For each kind of thing the last place is kept, so that a block is walked once, however many stand in it.
 */
#include "place/place_int.h"

/* Tables are in the arena of the translation unit: a function that uses them has it as `arena`. */
#define uthash_malloc(size) arena_alloc(arena, (size))
#define uthash_free(p, size) ((void)(p), (void)(size))
#include <uthash.h>

struct declared_name { const struct name *name; tok_id last; UT_hash_handle hh; };

struct placed_block {
	const struct node *block;
	tok_id sized, cleanup, cleanup_inside, pragma;  /* 0: none */
	struct declared_name *names;
	UT_hash_handle hh;
};

struct walk { struct placing *p; struct placed_block *b; };

static void note_name(struct walk *w, tok_id t)
{
	struct arena *arena = w->p->env->tu;
	const struct name *name = t == NO_TOKEN ? NULL : w->p->tokens->v.at[t].name;
	struct declared_name *d;

	if (!name)
		return;
	HASH_FIND_PTR(w->b->names, &name, d);
	if (!d) {
		d = arena_new_of(arena, struct declared_name);
		d->name = name;
		HASH_ADD_PTR(w->b->names, name, d);
	}
	if (d->last < t)
		d->last = t;
}

bool declares(struct node *n, bool (*is)(const struct symbol *))
{
	if (n->kind != AST_DECLARATION)
		return false;
	for (struct node *d = n->kid[DECLARATION_DECLARATORS]; d; d = d->next) {
		const struct node *core = node_declared(d->kid[INIT_DECLARATOR_DECLARATOR]);

		if (core && core->sym && is(core->sym))
			return true;
	}
	return false;
}

static bool has_cleanup(const struct symbol *sym) { return sym->cleanup != NULL; }

/* GCC has members of variable size. */
static bool varies(const struct type *t)
{
	t = type_plain((struct type *)t);
	while (t->kind == TYPE_ARRAY && !t->variably_modified)
		t = type_plain(t->of);
	if (t->variably_modified)
		return true;
	for (size_t i = 0; (t->kind == TYPE_STRUCT || t->kind == TYPE_UNION) && t->record && i < t->record->nmembers; i++)
		if (varies(t->record->members[i].type))
			return true;
	return false;
}

bool is_variably_modified(const struct symbol *sym) { return sym->type && varies(sym->type); }

/* Names in blocks inside it, and of parameters, count too: it is about what may be hidden. */
static bool look(struct node *n, void *ctx)
{
	struct walk *w = ctx;

	if (n->kind == AST_NAME_DECLARATOR || n->kind == AST_SPEC_RECORD || n->kind == AST_SPEC_ENUM || n->kind == AST_ENUMERATOR)
		note_name(w, n->tok);
	if (declares(n, has_cleanup) && w->b->cleanup_inside < n->first)
		w->b->cleanup_inside = n->first;
	return true;
}

static struct placed_block *walked(struct placing *p, struct node *block)
{
	struct placed_block *b = arena_new_of(p->env->tu, struct placed_block);
	struct walk w = {p, b};

	b->block = block;
	for (struct node *n = block->kid[BLOCK_ITEMS]; n; n = n->next) {
		/* A label may stand in front of a declaration (C23). */
		struct node *item = node_unlabeled(n);

		if (item && declares(item, is_variably_modified))
			b->sized = item->first;
		if (item && declares(item, has_cleanup))
			b->cleanup = item->first;
		node_walk(n, look, NULL, &w);
	}
	for (tok_id t = block->first; t < block->last; t++)
		if (p->tokens->v.at[t].kind == TOK_PRAGMA)
			b->pragma = t;
	return b;
}

static const struct placed_block *placed_block(struct placing *p, struct node *block)
{
	struct arena *arena = p->env->tu;
	const struct node *key = block;
	struct placed_block *b;

	HASH_FIND_PTR(p->blocks, &key, b);
	if (!b) {
		b = walked(p, block);
		HASH_ADD_PTR(p->blocks, block, b);
	}
	return b;
}

bool sized_behind(struct placing *p, struct node *block, const struct node *n) { return placed_block(p, block)->sized > n->last; }
bool cleanup_behind(struct placing *p, struct node *block, const struct node *n) { return placed_block(p, block)->cleanup > n->last; }
bool cleanup_inside_behind(struct placing *p, struct node *block, const struct node *n)
{
	return placed_block(p, block)->cleanup_inside > n->last;
}

bool hidden_behind(struct placing *p, struct node *block, const struct node *n)
{
	const struct placed_block *b = placed_block(p, block);

	for (tok_id t = n->first; t <= n->last; t++) {
		const struct name *name = p->tokens->v.at[t].name;
		struct declared_name *d = NULL;

		if (name)
			HASH_FIND_PTR(b->names, &name, d);
		if (d && d->last > n->last)
			return true;
	}
	return b->pragma >= n->first;
}
