/*
 * Variables: how each identifier is named where it stands now, and the declarations of variables
 * that were moved (language 2.5).
 *
 * A moved variable is a field; its declaration becomes the assignments of its initializer, at the
 * same place.  The storage of a block that can be entered more than once is taken at each entry: at
 * its `{`, and in front of every jump that enters it behind that.
 */
#include <stdlib.h>
#include <string.h>

#include "lower/lower_int.h"

/* ---- names ------------------------------------------------------------------------------------------ */

const char *capture_field(struct lowering *l, const struct site *s, const struct capture *c)
{
	const struct symbol *sym = c->copy ? c->copy : c->sym;
	return lower_printf(l, "cdefer_%s_%u", sym ? sym->name->text : "copy",
	                    (unsigned)(c - s->captures.at) + 1);
}

struct type *capture_type(const struct capture *c)
{
	return c->copy ? c->copy->type : c->sym->type;
}

bool capture_is_opaque(const struct capture *c)
{
	struct type *t = capture_type(c);

	return t && t->variably_modified;
}

bool capture_is_typedef(const struct capture *c)
{
	return c->sym && !c->copy && c->sym->kind == SYM_TYPEDEF;
}

static const char *captured_access(struct lowering *l, const struct routine *r, const struct capture *c)
{
	const char *field = capture_field(l, site_of(r), c);

	if (capture_is_opaque(c))
		return lower_printf(l, c->how == COPIED && !capture_type(c)->vla ? "cdefer_v_%s" : "(*cdefer_v_%s)", field);
	return lower_printf(l, c->how == COPIED ? "cdefer_S->%s" : "(*cdefer_S->%s)", field);
}

/* The field that a moved variable lives in. */
static const char *field_of(struct lowering *l, const struct moved *m)
{
	if (m->env)
		return lower_printf(l, "cdefer_E%u->%s", m->env->number, m->field);
	return lower_printf(l, "cdefer_F.%s", m->field);
}

/* The routine in whose function a variable is declared now. */
static const struct routine *owner_of(const struct symbol *sym)
{
	const struct routine *owner = symbol_routine(sym);

	return owner ? routine_of_text(owner) : NULL;
}

const char *access_text(struct lowering *l, const struct routine *r, const struct symbol *sym)
{
	const struct routine *owner = owner_of(sym);
	if (owner && owner != r) {
		struct capture *c = capture_find(r, sym);
		return c ? captured_access(l, r, c) : NULL;
	}
	struct site *s = owner && owner->parent ? site_of(owner) : NULL;
	for (size_t i = 0; s && i < s->captures.n; i++)
		if (s->captures.at[i].copy == sym)
			return captured_access(l, r, &s->captures.at[i]);
	const struct moved *m = (sym->kind == SYM_VARIABLE) ? sym->lower : NULL;
	if (!m)
		return NULL;
	return m->pointed ? lower_printf(l, "(*cdefer_V_%s)", m->field) : field_of(l, m);
}

static bool is_object(const struct symbol *sym)
{
	return sym->kind == SYM_VARIABLE || sym->kind == SYM_PARAMETER;
}

/* An operand that is not evaluated names the variable where it cannot be seen: any lvalue of its
 * type does (language 11: sizeof x does not capture). */
static const char *unevaluated_text(struct lowering *l, const struct symbol *sym, const struct node *at)
{
	struct type *pointer = type_pointer(l->ty, sym->type);
	return lower_printf(l, "(*(%s)0)", declare(l, pointer, "", at));
}

/* A name that the enclosing function declares for itself (`extern int g;` in its body) is declared
 * again in the action. */
static void declare_again(struct lowering *l, struct routine *r, const struct symbol *sym, const struct node *at)
{
	for (size_t i = 0; i < l->redeclared.n; i++)
		if (l->redeclared.at[i].routine == r && l->redeclared.at[i].sym == sym)
			return;
	struct redeclared *d = vec_push(l->env->tu, &l->redeclared);
	d->routine = r;
	d->sym = sym;
	at_begin(l, r, lower_printf(l, " extern %s;", declare(l, sym->type, sym->name->text, at)));
	/* What is left where it was declared may have no use there. */
	if (sym->kind == SYM_VARIABLE && sym->declaration)
		edit_after(l->edits, sym->declaration->last, literal(l, lower_printf(l, " (void)sizeof %s;", sym->name->text)));
}

/* What a _Defer that has become a function refers to has an address; the word says nothing else. */
static void drop_register(struct lowering *l, const struct symbol *sym)
{
	struct node *specs = sym->declaration ? sym->declaration->kid[DECLARATION_SPECS]
	                   : sym->node && sym->node->kind == AST_PARAM ? sym->node->kid[PARAM_SPECS] : NULL;

	for (; specs; specs = specs->next)
		if (specs->kind == AST_SPEC_WORD && specs->op == TOK_REGISTER)
			edit_replace(l->edits, specs->first, specs->last, literal(l, ""));
}

void lower_registers(struct lowering *l, struct routine *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->sites.n; i++)
		for (size_t k = 0; k < plan->sites.at[i]->captures.n; k++) {
			struct symbol *sym = plan->sites.at[i]->captures.at[k].sym;
			bool seen = false;

			for (size_t o = 0; o < l->unregistered.n; o++)
				seen |= l->unregistered.at[o] == sym;
			if (!plan->sites.at[i]->scoped || seen || !sym || sym->storage != STORAGE_REGISTER)
				continue;
			*vec_push(l->env->tu, &l->unregistered) = sym;
			drop_register(l, sym);
		}
}

static bool inside_hoisted(const struct lowering *l, tok_id t)
{
	for (size_t i = 0; i < l->hoisted.n; i++)
		if (t > l->hoisted.at[i]->first && t < l->hoisted.at[i]->last)
			return true;
	return false;
}

static void visit(const struct use *u, void *ctx)
{
	struct lowering *l = ctx;
	struct symbol *sym = u->node->sym;
	const struct routine *owner = u->node->kind == AST_IDENT && sym ? owner_of(sym) : NULL;
	struct routine *routine = routine_of_text(u->routine);
	const char *text;

	if (u->node->kind != AST_IDENT || (sym && sym->kind == SYM_ENUMERATOR)) {
		hoist_use(l, u);
		return;
	}
	if (!owner || sym->implicit)
		return;
	if (sym->kind == SYM_FUNCTION || (is_object(sym) && sym->storage == STORAGE_EXTERN)) {
		if (owner != routine)
			declare_again(l, routine, sym, u->node);
		return;
	}
	if (!is_object(sym))
		return;
	text = access_text(l, routine, sym);
	if ((!text && owner != routine) || inside_hoisted(l, u->node->tok))
		text = unevaluated_text(l, sym, u->node);
	if (text)
		edit_replace(l->edits, u->node->tok, u->node->tok, literal(l, text));
}

void lower_uses(struct lowering *l)
{
	l->redeclared.n = 0;
	uses_walk(l->function, visit, l);
}

/* ---- declarations of moved variables ----------------------------------------------------------------- */

static struct moved *moved_of(const struct node *init_declarator)
{
	struct node *d = node_declared(init_declarator->kid[INIT_DECLARATOR_DECLARATOR]);
	struct symbol *sym = d ? d->sym : NULL;
	return sym && sym->kind == SYM_VARIABLE ? sym->lower : NULL;
}

static struct symbol *declared_symbol(const struct node *init_declarator)
{
	struct node *d = node_declared(init_declarator->kid[INIT_DECLARATOR_DECLARATOR]);
	return d ? d->sym : NULL;
}

/* `x = e`, or a copy of an object initialized as the declaration says. */
static void add_initialization(struct lowering *l, struct text *t, const struct routine *r, struct symbol *sym,
                               struct node *init)
{
	const char *name = access_text(l, r, sym);
	struct type *type = type_plain(sym->type);
	bool simple = init->kind != AST_INIT_LIST && type->kind != TYPE_ARRAY && !type_has_const(sym->type);
	if (simple) {
		text_printf(t, "%s = ", name);
		text_tokens(t, init->first, init->last);
		return;
	}
	if (init->kind == AST_INIT_LIST && type_is_scalar(type)) {
		/* `int x = { e };`: the braces do for those of an array of one. */
		text_printf(t, "cdefer_rt_copy((void *)&%s, (%s)", name,
		            declare(l, type_array(l->ty, type_unqualified(l->ty, sym->type), 1), "", init));
		text_tokens(t, init->first, init->last);
		text_printf(t, ", sizeof %s)", name);
		return;
	}
	text_printf(t, "cdefer_rt_copy((void *)&%s, %s", name, compound_head(l, sym->type, init));
	text_tokens(t, init->first, init->last);
	text_printf(t, " }, sizeof %s)", name);
}

/* A variable of variably modified type keeps its declaration, as a pointer to where it lives: no jump can
 * pass it (C 6.8.7.2). */
static void move_pointed(struct lowering *l, struct node *d, struct moved *m)
{
	struct node *declarator = d->kid[INIT_DECLARATOR_DECLARATOR], *init = d->kid[INIT_DECLARATOR_INIT];
	struct node *name = node_declared(declarator);
	const char *p = lower_printf(l, "cdefer_V_%s", m->field);
	const char *home = m->vla ? lower_printf(l, "cdefer_rt_vla_of(cdefer_c, &%s_env%u_site, sizeof *%s)", l->base, m->env->number, p)
	                          : lower_printf(l, "(void *)&%s", field_of(l, m));

	edit_replace(l->edits, name->tok, name->tok, literal(l, lower_printf(l, "(*%s)", p)));
	if (!init || init->kind == AST_INIT_LIST) {
		edit_after(l->edits, declarator->last, literal(l, lower_printf(l, " = %s", home)));
		return;
	}
	edit_before(l->edits, init->first, literal(l, lower_printf(l, "(%s = %s, *%s = ", p, home, p)));
	edit_after(l->edits, init->last, literal(l, lower_printf(l, ", %s)", p)));
}

static bool is_field(const struct node *d)
{
	struct moved *m = moved_of(d);

	return m && !m->pointed;
}

/* Is any variable of the declaration moved to a field? */
static bool has_moved(const struct node *declaration)
{
	for (struct node *d = declaration->kid[DECLARATION_DECLARATORS]; d; d = d->next)
		if (is_field(d))
			return true;
	return false;
}

/* A specifier that declares something by itself: a tag with a body, unless it stands at file scope now. */
static bool declares_tag(const struct node *declaration)
{
	for (const struct node *s = declaration->kid[DECLARATION_SPECS]; s; s = s->next)
		if ((s->kind == AST_SPEC_RECORD || s->kind == AST_SPEC_ENUM) && (s->flags & F_BODY) &&
		    !(s->type && s->type->record && s->type->record->hoisted))
			return true;
	return false;
}

static void add_specs(struct text *t, const struct node *declaration, bool bare)
{
	for (const struct node *s = declaration->kid[DECLARATION_SPECS]; s; s = s->next) {
		if (bare && s->kind != AST_SPEC_RECORD && s->kind != AST_SPEC_ENUM)
			continue;
		text_tokens(t, s->first, s->last);
		text_add(t, " ");
	}
}

/* The declaration in parts: moved variables become assignments, the others keep theirs. */
static void divide(struct lowering *l, const struct routine *r, struct node *declaration)
{
	struct text *t = text_new(l->edits);
	const char *sep = "";
	bool tags = declares_tag(declaration);

	if (tags) {
		add_specs(t, declaration, true);
		text_add(t, ";");
		sep = " ";
	}
	for (struct node *d = declaration->kid[DECLARATION_DECLARATORS]; d; d = d->next) {
		if (is_field(d) && !d->kid[INIT_DECLARATOR_INIT])
			continue;
		text_add(t, sep);
		sep = " ";
		if (is_field(d)) {
			add_initialization(l, t, r, declared_symbol(d), d->kid[INIT_DECLARATOR_INIT]);
		} else {
			if (tags)
				diag_error(l->env->diag, node_span(l->tokens, d),
				           "declaration of a type, of a captured variable that outlives its block, and of another, in one");
			add_specs(t, declaration, false);
			text_tokens(t, d->first, d->last);
		}
		text_add(t, ";");
	}
	if (!*sep)
		text_add(t, ";");
	edit_replace(l->edits, declaration->first, declaration->last, t);
}

static void lower_declaration(struct lowering *l, struct routine *r, struct node *declaration)
{
	for (struct node *d = declaration->kid[DECLARATION_DECLARATORS]; d; d = d->next)
		if (moved_of(d) && moved_of(d)->pointed)
			move_pointed(l, d, moved_of(d));
	if (has_moved(declaration)) {
		divide(l, r, declaration);
	}
}

/* ---- storage of blocks ------------------------------------------------------------------------------ */

static const char *take_storage(struct lowering *l, const struct environment *e)
{
	return lower_printf(l, "cdefer_E%u = cdefer_rt_storage(cdefer_c, &%s_env%u_site, cdefer_E%u)", e->number, l->base,
	                    e->number, e->number);
}

static bool within(const struct node *n, const struct scope *s)
{
	return s->node && n->first >= s->node->first && n->last <= s->node->last;
}

tok_id block_start(const struct node *block)
{
	struct node *first = block->kid[BLOCK_ITEMS];
	tok_id at = block->first;

	for (; first && first->kind == AST_LOCAL_LABELS; first = first->next)
		at = first->last;
	return at;
}

static void enter_by_goto(struct lowering *l, struct routine *r, struct environment *e)
{
	for (size_t i = 0; i < r->gotos.v.n; i++) {
		struct node *g = r->gotos.v.at[i];
		struct node *label = g->sym ? g->sym->node : NULL;
		if (!label || within(g, e->scope) || !within(label, e->scope))
			continue;
		struct text *open = literal(l, lower_printf(l, "{ %s; ", take_storage(l, e)));
		edit_before(l->edits, g->first, open);
		edit_after(l->edits, g->last, literal(l, " }"));
	}
	for (size_t i = 0; i < r->computed_gotos.v.n; i++) {
		struct node *g = r->computed_gotos.v.at[i];
		bool enters = false;
		for (size_t k = 0; k < r->labels.v.n; k++)
			enters |= r->labels.v.at[k]->sym && r->labels.v.at[k]->sym->address_taken &&
			          within(r->labels.v.at[k], e->scope);
		if (!enters || within(g, e->scope))
			continue;
		edit_before(l->edits, g->first, literal(l, lower_printf(l, "{ %s; ", take_storage(l, e))));
		edit_after(l->edits, g->last, literal(l, " }"));
	}
}

struct switches { struct lowering *l; struct environment *e; VEC(struct node *) open; VEC(struct node *) hit; };

static bool switch_pre(struct node *n, void *ctx)
{
	struct switches *s = ctx;
	if (node_is_action(n))
		return false;
	if (n->kind == AST_SWITCH)
		*vec_push(s->l->env->tu, &s->open) = n;
	if ((n->kind == AST_CASE || n->kind == AST_DEFAULT) && s->open.n && within(n, s->e->scope)) {
		struct node *sw = s->open.at[s->open.n - 1];
		if (!within(sw, s->e->scope) && !(s->hit.n && s->hit.at[s->hit.n - 1] == sw))
			*vec_push(s->l->env->tu, &s->hit) = sw;
	}
	return true;
}

static void switch_post(struct node *n, void *ctx)
{
	struct switches *s = ctx;
	if (n->kind == AST_SWITCH)
		s->open.n--;
}

static void enter_by_case(struct lowering *l, struct routine *r, struct environment *e)
{
	struct switches s = {.l = l, .e = e};
	node_walk(routine_body(r), switch_pre, switch_post, &s);
	for (size_t i = 0; i < s.hit.n; i++) {
		struct node *cond = s.hit.at[i]->kid[SWITCH_COND];
		edit_before(l->edits, cond->first, literal(l, lower_printf(l, "%s, ", take_storage(l, e))));
	}
}

static struct environment *environment_of(struct plan *plan, const struct scope *s)
{
	for (size_t i = 0; i < plan->environments.n; i++)
		if (plan->environments.at[i]->scope == s)
			return plan->environments.at[i];
	return NULL;
}

/* ---- the walk over the routine's declarations ------------------------------------------------------- */

struct declarations { struct lowering *l; struct routine *r; const struct node *switched; };

/* The head of a for: its variables are moved all or none (place/capture.c). */
static void for_declaration(struct lowering *l, struct routine *r, struct node *loop)
{
	struct node *init = loop->kid[FOR_INIT];
	struct environment *e = environment_of(r->plan, loop->scope);
	struct text *t = text_new(l->edits);
	const char *sep = "";

	if (!has_moved(init)) {
		lower_declaration(l, r, init);
		return;
	}
	if (e) {
		text_add(t, take_storage(l, e));
		sep = ", ";
	}
	for (struct node *d = init->kid[DECLARATION_DECLARATORS]; d; d = d->next) {
		if (!is_field(d)) {
			diag_error(l->env->diag, node_span(l->tokens, d),
			           "declared in the head of a 'for' beside a variable that a deferred block captures and that "
			           "outlives its block");
			diag_note(l->env->diag, node_span(l->tokens, d), "declare it in front of the loop");
		} else if (d->kid[INIT_DECLARATOR_INIT]) {
			text_add(t, sep);
			sep = ", ";
			add_initialization(l, t, r, declared_symbol(d), d->kid[INIT_DECLARATOR_INIT]);
		}
	}
	text_add(t, ";");
	edit_replace(l->edits, init->first, init->last, t);
}

static bool declaration_pre(struct node *n, void *ctx)
{
	struct declarations *d = ctx;
	struct lowering *l = d->l;

	if (node_is_action(n))
		return false;
	if (n->kind == AST_FOR && n->kid[FOR_INIT] && n->kid[FOR_INIT]->kind == AST_DECLARATION)
		for_declaration(l, d->r, n);
	if (n->kind == AST_SWITCH)
		d->switched = n->kid[SWITCH_BODY];
	if (n->kind == AST_BLOCK && n->scope) {
		struct environment *e = environment_of(d->r->plan, n->scope);
		/* The body of a switch is entered by its cases only. */
		if (e && n != d->switched)
			edit_after(l->edits, block_start(n), literal(l, lower_printf(l, " %s;", take_storage(l, e))));
		for (struct node *i = n->kid[BLOCK_ITEMS]; i; i = i->next) {
			/* A label may stand before a declaration (C23). */
			struct node *item = node_unlabeled(i);
			if (item && item->kind == AST_DECLARATION)
				lower_declaration(l, d->r, item);
		}
	}
	return true;
}

/* An enclosing block's storage is taken first (cdefer.h: cdefer_rt_storage). */
static int by_depth(const void *a, const void *b)
{
	const struct environment *x = *(struct environment *const *)a, *y = *(struct environment *const *)b;

	if (x->scope->depth != y->scope->depth)
		return x->scope->depth < y->scope->depth ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

void lower_variables(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;
	struct declarations d = {l, r, NULL};

	if (!plan->frame.n && !plan->environments.n && !plan->marked)
		return;
	if (plan->environments.n)
		qsort(plan->environments.at, plan->environments.n, sizeof *plan->environments.at, by_depth);
	node_walk(routine_body(r), declaration_pre, NULL, &d);
	for (size_t i = 0; i < plan->environments.n; i++) {
		enter_by_goto(l, r, plan->environments.at[i]);
		enter_by_case(l, r, plan->environments.at[i]);
	}
}
