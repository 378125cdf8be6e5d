/*
 * Initializers (C23 6.7.11): types their expressions, and finds how many elements an array of
 * unknown size gets.
 *
 * For that, the walk follows the current object as the standard has it: a stack of positions in
 * nested arrays and records, moved by designators and by braces left out.  Where no size is asked
 * for, the expressions are typed and nothing else happens.
 */
#include "sema/sema_int.h"

/* A position inside an aggregate: element or member `index` of `type`. */
struct position { struct type *type; uint64_t index; };

struct cursor {
	struct sema *s;
	VEC(struct position) stack;     /* from the braced object inwards */
	uint64_t most;                  /* elements of the braced array that are initialized */
};

static void type_all(struct sema *s, struct node *n);

static void designators(struct sema *s, struct node *list)
{
	for (struct node *d = list; d; d = d->next)
		if (d->kind == AST_INDEX_DESIGNATOR) {
			exprs(s, d->kid[INDEX_DESIGNATOR_LOW]);
			exprs(s, d->kid[INDEX_DESIGNATOR_HIGH]);
		}
}

/* Types every expression below n. */
static void type_all(struct sema *s, struct node *n)
{
	if (n->kind != AST_INIT_LIST) {
		expr(s, n);
		return;
	}
	for (struct node *item = n->kid[INIT_LIST_ITEMS]; item; item = item->next) {
		designators(s, item->kid[INIT_ITEM_DESIGNATORS]);
		if (item->kid[INIT_ITEM_VALUE])
			type_all(s, item->kid[INIT_ITEM_VALUE]);
	}
}

static bool is_aggregate(const struct type *t)
{
	return t->kind == TYPE_ARRAY || t->kind == TYPE_VECTOR || type_is_record(t);
}

/* The type of what a position points to; null behind the end. */
static struct type *at_position(const struct position *p)
{
	const struct type *t = p->type;

	if (type_is_record(t)) {
		const struct record *r = t->record;

		if (p->index >= r->nmembers || (t->kind == TYPE_UNION && p->index > r->nmembers))
			return NULL;
		return r->members[p->index].type;
	}
	if (!t->incomplete_array && p->index >= t->count)
		return NULL;
	return t->of;
}

/* Unnamed bit-fields are not initialized. */
static void skip_unnamed(struct position *p)
{
	if (type_is_record(p->type)) {
		const struct record *r = p->type->record;

		while (p->index < r->nmembers && !r->members[p->index].name && r->members[p->index].bitfield)
			p->index++;
	}
}

static void enter(struct cursor *c, struct type *t)
{
	struct position *p = vec_push(c->s->env->tu, &c->stack);

	p->type = t;
	p->index = 0;
	skip_unnamed(p);
}

/* Behind the object at hand: the next one, leaving what is full. */
static void advance(struct cursor *c)
{
	for (;;) {
		struct position *p = &c->stack.at[c->stack.n - 1];

		if (p->type->kind == TYPE_UNION)
			p->index = p->type->record->nmembers;
		else
			p->index++;
		skip_unnamed(p);
		if (c->stack.n == 1 || at_position(p))
			return;
		c->stack.n--;
	}
}

static bool member_index(const struct record *r, const struct name *name, uint64_t *index, bool *inside)
{
	for (size_t i = 0; i < r->nmembers; i++) {
		const struct member *m = &r->members[i];

		*inside = !m->name;
		*index = i;
		if (m->name ? m->name == name : type_member(m->type, name) != NULL)
			return true;
	}
	return false;
}

/* Moves to what designators name; false if that cannot be told. */
static bool designate(struct cursor *c, struct node *list)
{
	c->stack.n = 1;
	for (struct node *d = list; d; d = d->next) {
		struct position *p = &c->stack.at[c->stack.n - 1];
		struct node *bound;
		int64_t v;

		if (d->kind == AST_INDEX_DESIGNATOR) {
			bound = d->kid[INDEX_DESIGNATOR_HIGH] ? d->kid[INDEX_DESIGNATOR_HIGH] : d->kid[INDEX_DESIGNATOR_LOW];
			if (p->type->kind != TYPE_ARRAY || !bound || !sema_constant(c->s, bound, &v) || v < 0)
				return false;
			p->index = (uint64_t)v;
		} else {
			struct name *name = token_name(c->s, d->tok);
			bool inside = true;

			while (inside) {
				p = &c->stack.at[c->stack.n - 1];
				if (!type_is_record(p->type)
				    || !member_index(p->type->record, name, &p->index, &inside))
					return false;
				if (inside)
					enter(c, p->type->record->members[p->index].type);
			}
		}
		if (d->next) {
			struct type *t = at_position(&c->stack.at[c->stack.n - 1]);

			if (!t || !is_aggregate(t))
				return false;
			enter(c, t);
		}
	}
	return true;
}

/* Whether an expression initializes the whole of t by itself. */
static bool fills(struct sema *s, const struct type *t, struct node *value)
{
	struct node *bare = node_unparen(value);

	if (!is_aggregate(t) || value->kind == AST_INIT_LIST)
		return true;
	if (t->kind == TYPE_ARRAY && bare->kind == AST_STRING)
		return type_is_integer(t->of) && type_bits(s->types, t->of) == type_bits(s->types, value->type->of);
	return type_same(t, value->type, true) || value->type->kind == TYPE_UNKNOWN;
}

static uint64_t count_elements(struct sema *s, struct type *t, struct node *list)
{
	struct cursor c = { .s = s };

	enter(&c, t);
	for (struct node *item = list->kid[INIT_LIST_ITEMS]; item; item = item->next) {
		struct node *value = item->kid[INIT_ITEM_VALUE];
		struct type *at;

		if (item->kid[INIT_ITEM_DESIGNATORS] && !designate(&c, item->kid[INIT_ITEM_DESIGNATORS]))
			continue;
		if (c.stack.at[0].index >= c.most)
			c.most = c.stack.at[0].index + 1;
		at = at_position(&c.stack.at[c.stack.n - 1]);
		while (at && value && !fills(s, at, value)) {
			enter(&c, at);
			if (c.stack.n > 1000)
				break;
			at = at_position(&c.stack.at[c.stack.n - 1]);
		}
		advance(&c);
	}
	return c.most;
}

/* The string that initializes a character array, perhaps in braces; null if there is none. */
static struct node *only_string(const struct type *t, struct node *init)
{
	struct node *item;

	if (!type_is_integer(t->of))
		return NULL;
	if (init->kind == AST_INIT_LIST) {
		item = init->kid[INIT_LIST_ITEMS];
		if (!item || item->next || item->kid[INIT_ITEM_DESIGNATORS] || !item->kid[INIT_ITEM_VALUE])
			return NULL;
		init = item->kid[INIT_ITEM_VALUE];
	}
	init = node_unparen(init);
	return init->kind == AST_STRING ? init : NULL;
}

struct type *initializer(struct sema *s, struct type *t, struct node *init)
{
	struct node *string;

	type_all(s, init);
	init->type = init->kind == AST_INIT_LIST ? t : init->type;
	if (t->kind != TYPE_ARRAY || !t->incomplete_array)
		return t;
	string = only_string(t, init);
	if (string)
		t = type_completed(s->types, t, string->type->count);
	else if (init->kind == AST_INIT_LIST)
		t = type_completed(s->types, t, count_elements(s, t, init));
	else if (node_unparen(init)->kind == AST_COMPOUND_LITERAL && init->type->kind == TYPE_ARRAY)
		t = type_completed(s->types, t, init->type->count);
	if (init->kind == AST_INIT_LIST)
		init->type = t;
	return t;
}
