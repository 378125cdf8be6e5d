/*
 * Scopes: what a name means at a place of the text.
 *
 * The innermost symbol and tag of a name hang on the name itself; each knows what it hides.
 * Closing a scope takes back, in reverse order, what was entered since its mark.  Labels are
 * collected for a C function and its gotos bound when its end is reached, since they may be used
 * before they stand; the labels of a deferred block are its own (language 2.6).
 */
#include "sema/sema_int.h"

struct scope *scope_open(struct sema *s, enum scope_kind kind, struct node *node, struct scope_mark *mark)
{
	struct scope *sc = arena_new_of(s->env->tu, struct scope);

	sc->kind = kind;
	sc->parent = s->scope;
	sc->node = node;
	sc->routine = s->routine;
	sc->depth = s->scope ? s->scope->depth + 1 : 0;
	mark->entered = s->entered.n;
	mark->tags = s->tags.n;
	mark->labels = s->local_labels.n;
	return s->scope = sc;
}

void scope_close(struct sema *s, const struct scope_mark *mark)
{
	while (s->entered.n > mark->entered) {
		struct symbol *sym = s->entered.at[--s->entered.n];

		sym->name->symbol = sym->outer;
	}
	while (s->tags.n > mark->tags) {
		struct tag *t = s->tags.at[--s->tags.n];

		t->name->tag = t->outer;
	}
	while (s->local_labels.n > mark->labels) {
		struct symbol *sym = s->local_labels.at[--s->local_labels.n];

		sym->name->label = sym->outer;
	}
	s->scope = s->scope->parent;
}

bool scope_within(const struct scope *inner, const struct scope *outer)
{
	while (inner && inner->depth > outer->depth)
		inner = inner->parent;
	return inner == outer;
}

struct symbol *scope_find(struct sema *s, const struct name *name)
{
	(void)s;
	return name->symbol;
}

struct symbol *scope_find_here(struct sema *s, const struct name *name)
{
	struct symbol *sym = name->symbol;

	return sym && sym->scope == s->scope ? sym : NULL;
}

struct symbol *scope_enter(struct sema *s, enum symbol_kind kind, struct name *name, struct node *node)
{
	struct symbol *sym = arena_new_of(s->env->tu, struct symbol);

	sym->kind = kind;
	sym->storage = STORAGE_NONE;
	sym->name = name;
	sym->node = node;
	sym->scope = s->scope;
	sym->outer = name->symbol;
	name->symbol = sym;
	*vec_push(s->env->tu, &s->entered) = sym;
	return sym;
}

struct symbol *sema_file_symbol(struct sema *s, const struct name *name)
{
	for (struct symbol *sym = name->symbol; sym; sym = sym->outer)
		if (sym->scope == s->file)
			return sym;
	return NULL;
}

/* Slips a symbol of file scope in below those of inner scopes that have its name already. */
struct symbol *scope_enter_file(struct sema *s, enum symbol_kind kind, struct name *name, struct node *node)
{
	struct symbol *sym = arena_new_of(s->env->tu, struct symbol);
	void **at = &name->symbol;

	while (*at)
		at = (void **)&((struct symbol *)*at)->outer;
	*at = sym;
	sym->kind = kind;
	sym->storage = STORAGE_NONE;
	sym->name = name;
	sym->node = node;
	sym->scope = s->file;
	return sym;
}

struct tag *scope_find_tag(struct sema *s, const struct name *name)
{
	(void)s;
	return name->tag;
}

struct tag *scope_find_tag_here(struct sema *s, const struct name *name)
{
	struct tag *t = name->tag;

	return t && t->scope == s->scope ? t : NULL;
}

struct tag *scope_enter_tag(struct sema *s, struct name *name, struct type *type)
{
	struct tag *t = arena_new_of(s->env->tu, struct tag);

	t->name = name;
	t->type = type;
	t->scope = s->scope;
	t->outer = name->tag;
	name->tag = t;
	*vec_push(s->env->tu, &s->tags) = t;
	return t;
}

/* ---- labels --------------------------------------------------------------------------------- */

static struct symbol *new_label(struct sema *s, struct name *name, struct node *node)
{
	struct symbol *sym = arena_new_of(s->env->tu, struct symbol);

	sym->kind = SYM_LABEL;
	sym->storage = STORAGE_NONE;
	sym->name = name;
	sym->node = node;
	sym->scope = s->scope;
	return sym;
}

/* __label__ x: a label of this block. */
void scope_local_label(struct sema *s, struct node *name)
{
	struct symbol *sym = new_label(s, token_name(s, name->tok), name);

	name->sym = sym;
	sym->outer = sym->name->label;
	sym->name->label = sym;
	*vec_push(s->env->tu, &s->local_labels) = sym;
}

void scope_label(struct sema *s, struct node *label)
{
	struct name *name = token_name(s, label->tok);
	struct symbol *sym = name ? name->label : NULL;

	if (!name)
		return;
	if (sym && sym->scope->routine == s->routine) {
		sym->node = label;
	} else {
		sym = new_label(s, name, label);
		*vec_push(s->env->tu, &s->labels) = sym;
	}
	label->sym = sym;
}

void scope_jump(struct sema *s, struct node *jump)
{
	struct name *name = token_name(s, jump->tok);
	struct symbol *sym = name ? name->label : NULL;
	struct pending_jump *p;

	if (!name)
		return;
	if (sym) {
		jump->sym = sym;
		check_label(s, jump, s->routine, sym);
	} else {
		p = vec_push(s->env->tu, &s->jumps);
		p->node = jump;
		p->routine = s->routine;
	}
	if (sym && jump->kind == AST_LABEL_ADDRESS)
		sym->address_taken = true;
}

/* At the end of a C function: what its gotos mean.  A label of another routine of the function is
 * told of. */
void scope_resolve_jumps(struct sema *s, size_t labels, size_t jumps)
{
	for (size_t i = labels; i < s->labels.n; i++) {
		struct symbol *sym = s->labels.at[i];

		sym->outer = sym->name->label;
		sym->name->label = sym;
	}
	check_labels(s, labels);
	for (size_t i = jumps; i < s->jumps.n; i++) {
		struct pending_jump *p = &s->jumps.at[i];
		struct symbol *first = token_name(s, p->node->tok)->label, *sym = first;

		while (sym && sym->scope->routine != p->routine)
			sym = sym->outer;
		if (!sym && first) {
			check_label(s, p->node, p->routine, first);
			sym = first;
		}
		if (!first)
			check_no_label(s, p->node);
		p->node->sym = sym;
		if (sym && p->node->kind == AST_LABEL_ADDRESS)
			sym->address_taken = true;
	}
	for (size_t i = s->labels.n; i-- > labels;)
		s->labels.at[i]->name->label = s->labels.at[i]->outer;
	s->labels.n = labels;
	s->jumps.n = jumps;
}
