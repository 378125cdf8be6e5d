/*
 * Captures (language 2.4, 2.5).
 *
 * A deferred block reaches a variable of a routine around it by reference, unless its capture list
 * copies it.  A block inside a block reaches it through the one around, which captures it too.  A
 * variable captured by reference must live until the function ends: one of an inner block moves to
 * the frame or, if its block can be entered more than once, to the record stack.
 */
#include <string.h>

#include "place/place_int.h"

struct site *site_of(const struct routine *action) { return plan_of(action)->site; }

struct routine *routine_of_text(const struct routine *r)
{
	const struct site *s = site_of(r);

	while (s && s->placement == PLACE_HERE) {
		r = s->routine;
		s = site_of(r);
	}
	return (struct routine *)r;
}

struct capture *capture_find(const struct routine *r, const struct symbol *sym)
{
	struct site *s = site_of(r);
	for (size_t i = 0; s && i < s->captures.n; i++)
		if (s->captures.at[i].sym == sym && !s->captures.at[i].copy)
			return &s->captures.at[i];
	return NULL;
}

static bool is_variable(const struct symbol *sym)
{
	return sym && (sym->kind == SYM_VARIABLE || sym->kind == SYM_PARAMETER) && sym->storage != STORAGE_EXTERN;
}

static bool is_automatic(const struct symbol *sym)
{
	return sym->storage != STORAGE_STATIC && !sym->thread_local_;
}

static struct node *copies_all(const struct site *s)
{
	for (struct node *c = s->node->kid[DEFER_BLOCK_CAPTURES]; c; c = c->next)
		if (c->op == TOK_EQ)
			return c;
	return NULL;
}

static bool listed_by_reference(const struct site *s, const struct symbol *sym)
{
	for (struct node *c = s->node->kid[DEFER_BLOCK_CAPTURES]; c; c = c->next)
		if (c->op == TOK_AMP && c->sym == sym)
			return true;
	return false;
}

enum capture_how capture_home(struct placing *p, struct routine *owner, struct symbol *sym)
{
	struct plan *plan = plan_of(owner);
	bool again = flow_entered_again(plan->flow, sym->scope);
	uint64_t size;
	uint32_t align;

	if (!is_automatic(sym) || sym->scope == owner->scope || sym->kind == SYM_PARAMETER)
		return IN_PLACE;
	if (again || (sym->type && sym->type->vla))
		return ON_HEAP;
	if (type_size(p->unit->types, sym->type, &size, &align) && size > p->env->opt->frame_limit)
		return ON_HEAP;
	return IN_FRAME;
}

static struct environment *environment_of(struct placing *p, struct plan *plan, const struct scope *scope)
{
	for (size_t i = 0; i < plan->environments.n; i++)
		if (plan->environments.at[i]->scope == scope)
			return plan->environments.at[i];
	struct environment *e = arena_new_of(p->env->tu, struct environment);
	e->scope = scope;
	e->number = ++p->environments;
	*vec_push(p->env->tu, &plan->environments) = e;
	return e;
}

static void move(struct placing *p, struct routine *owner, struct symbol *sym, enum capture_how how)
{
	struct plan *plan = plan_of(owner);
	if (sym->lower)
		return;
	struct moved *m = arena_new_of(p->env->tu, struct moved);
	m->sym = sym;
	m->field = arena_printf(p->env->tu, "cdefer_%s_%u", sym->name->text, ++p->fields);
	m->vla = sym->type && sym->type->vla;
	m->pointed = sym->type && sym->type->variably_modified;
	sym->lower = m;
	if (how == ON_HEAP) {
		/* A VLA goes with the storage of its block, too. */
		m->env = environment_of(p, plan, sym->scope);
		if (!m->vla)
			*vec_push(p->env->tu, &m->env->variables) = m;
	} else if (how == IN_FRAME) {
		*vec_push(p->env->tu, &plan->frame) = m;
	}
	if (how == ON_HEAP)
		plan->marked = true;
	if (sym->cleanup)
		diag_error(p->env->diag, node_span(p->tokens, sym->node),
		           "'%s' has a cleanup function and is captured by a deferred block that runs after its block "
		           "has ended", sym->name->text);
}

/* The declaration in the head of a `for` cannot be divided: its variables move together. */
static void move_declaration(struct placing *p, struct routine *owner, struct symbol *sym, enum capture_how how)
{
	const struct node *loop = sym->scope->node;
	move(p, owner, sym, how);
	if (!loop || loop->kind != AST_FOR || !sym->declaration || loop->kid[FOR_INIT] != sym->declaration)
		return;
	for (struct node *d = sym->declaration->kid[DECLARATION_DECLARATORS]; d; d = d->next)
		if (d->sym && d->sym->kind == SYM_VARIABLE && is_automatic(d->sym) && d->sym->storage != STORAGE_EXTERN)
			move(p, owner, d->sym, capture_home(p, owner, d->sym));
}

/* Gives every routine from `r` outwards, up to the owner of sym, a capture of it. */
static void capture(struct placing *p, struct routine *r, struct symbol *sym, struct node *use)
{
	struct routine *owner = symbol_routine(sym);
	for (; r && r != owner; r = r->parent) {
		struct site *s = site_of(r);
		if (!s || capture_find(r, sym))
			return;
		struct capture *c = vec_push(p->env->tu, &s->captures);
		c->sym = sym;
		c->node = use;
		if (copies_all(s) && !listed_by_reference(s, sym) && is_automatic(sym)) {
			c->how = COPIED;
			continue;       /* the copy is taken in the enclosing scope, from there on outwards */
		}
		/* What a _Defer uses lives as long as its block; but what unwinds the function from outside runs it when
		 * that has gone. */
		if (s->scoped && (!p->env->opt->foreign_unwind || only_exits_run(p, s))) {
			c->how = IN_PLACE;
			continue;
		}
		c->how = capture_home(p, owner, sym);
		if (r->parent == owner && (c->how == IN_FRAME || c->how == ON_HEAP))
			move_declaration(p, owner, sym, c->how);
	}
}

/* A local typedef of variable size is declared again in the block, from sizes that are saved. */
static void capture_typedef(struct placing *p, struct routine *r, struct symbol *sym, struct node *use)
{
	for (; r && r != symbol_routine(sym); r = r->parent) {
		struct site *s = site_of(r);
		if (!s || capture_find(r, sym))
			return;
		struct capture *c = vec_push(p->env->tu, &s->captures);
		c->sym = sym;
		c->node = use;
		c->how = IN_PLACE;
	}
}

static void visit(const struct use *u, void *ctx)
{
	struct placing *p = ctx;
	struct symbol *sym = u->node->sym;
	if (u->node->kind == AST_SPEC_TYPEDEF_NAME && sym && sym->type && sym->type->variably_modified &&
	    symbol_routine(sym) && symbol_routine(sym) != u->routine)
		capture_typedef(p, u->routine, sym, u->node);
	if (u->node->kind != AST_IDENT || !u->evaluated || !is_variable(sym) || !symbol_routine(sym))
		return;
	if (symbol_routine(sym) != u->routine && symbol_routine(sym)->function == u->routine->function)
		capture(p, u->routine, sym, u->node);
}

/* The copies of a capture list, in its order. */
static void listed(struct placing *p, struct site *s)
{
	for (struct node *n = s->node->kid[DEFER_BLOCK_CAPTURES]; n; n = n->next) {
		if (n->op == TOK_IDENT || n->op == TOK_ASSIGN) {
			struct capture *c = vec_push(p->env->tu, &s->captures);
			c->copy = n->sym;
			c->sym = n->sym ? n->sym->captured : NULL;
			c->node = n;
			c->how = COPIED;
			/* `x` is evaluated in the enclosing scope, and so captured there in its turn. */
			if (n->op == TOK_IDENT && c->sym && is_variable(c->sym) && symbol_routine(c->sym) &&
			    symbol_routine(c->sym) != s->routine)
				capture(p, s->routine, c->sym, n);
		} else if (n->op == TOK_AMP && is_variable(n->sym) && symbol_routine(n->sym) && s->body) {
			capture(p, s->body, n->sym, n);
		}
	}
}

struct symbol *kept_list(const struct site *s)
{
	const struct node *arg = s->kind == CALL_VA_END && s->args.n ? s->args.at[0].node : NULL;
	struct symbol *sym;

	while (arg && arg->kind == AST_PAREN)
		arg = arg->kid[PAREN_EXPR];
	sym = arg && arg->kind == AST_IDENT ? arg->sym : NULL;
	return is_variable(sym) && symbol_routine(sym) == s->routine ? sym : NULL;
}

/* It must live as long. */
static void va_list_lives(struct placing *p, struct site *s)
{
	struct symbol *sym = kept_list(s);

	if (!sym)
		return;
	enum capture_how how = capture_home(p, s->routine, sym);
	if (how == IN_FRAME || how == ON_HEAP)
		move_declaration(p, s->routine, sym, how);
}

static void listed_in(struct placing *p, struct routine *r)
{
	struct plan *plan = plan_of(r);
	for (size_t i = 0; i < plan->sites.n; i++)
		va_list_lives(p, plan->sites.at[i]);
	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->body) {
			listed(p, plan->sites.at[i]);
			listed_in(p, plan->sites.at[i]->body);
		}
}

/* _Result is reached through every block between its use and the function. */
static void results(struct routine *r)
{
	for (size_t i = 0; i < r->routines.n; i++)
		results(r->routines.at[i]);
	if (!r->results.v.n)
		return;
	plan_of(r->function)->result = true;
	for (; r->parent; r = r->parent) {
		struct site *s = site_of(r);
		if (s)
			s->result = true;
	}
}

void capture_function(struct placing *p, struct routine *f)
{
	listed_in(p, f);
	uses_walk(f, visit, p);
	results(f);
}
