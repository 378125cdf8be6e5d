/*
 * Which names are types: all that a C parser must know of declarations.
 *
 * A declaration in scope hangs on its name; each knows what it hides, and is taken back when its scope
 * closes.  What the names mean is the business of sema/.
 */
#include "parse/parse_int.h"

const struct class *scopes_class(const struct name *name) { return name->ordinary; }

void scopes_open(struct parser *p) { *vec_push(p->env->tu, &p->scopes) = p->entered.n; }

static void leave(struct parser *p, size_t entered)
{
	while (p->entered.n > entered) {
		struct class *c = p->entered.at[--p->entered.n];
		c->name->ordinary = c->outer;
	}
}

void scopes_close(struct parser *p)
{
	if (p->scopes.n)
		leave(p, p->scopes.at[--p->scopes.n]);
}

void scopes_reset(struct parser *p, size_t entered, size_t scopes)
{
	leave(p, entered);
	p->scopes.n = scopes;
}

void scopes_enter(struct parser *p, tok_id token, bool type, bool parameter)
{
	struct name *name = p->tokens->v.at[token].name;
	const struct class *known = name->ordinary;
	struct class *c;

	/* At file scope a name is declared over and over. */
	if (!p->scopes.n && !parameter && known && known->type == type && !known->outer)
		return;
	c = arena_new_of(p->env->tu, struct class);
	c->type = type;
	c->parameter = parameter;
	c->name = name;
	c->outer = name->ordinary;
	name->ordinary = c;
	*vec_push(p->env->tu, &p->entered) = c;
}

/* Enumerators and the like, declared between the parentheses too, stay. */
void scopes_leave_parameters(struct parser *p, size_t entered)
{
	size_t kept = entered;

	for (size_t i = entered; i < p->entered.n; i++) {
		struct class *c = p->entered.at[i];
		if (!c->parameter) {
			p->entered.at[kept++] = c;
			continue;
		}
		if (c->name->ordinary == c)
			c->name->ordinary = c->outer;
		else
			for (struct class *in = c->name->ordinary; in; in = in->outer)
				if (in->outer == c)
					in->outer = c->outer;
	}
	p->entered.n = kept;
}
