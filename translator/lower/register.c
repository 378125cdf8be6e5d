/*
 * The defer statement itself: saves what the action needs, then registers it (language 2.3, 2.4).
 *
 * It becomes one comma expression: a block of its own would end the lifetime of compound literals in
 * the arguments, and as one statement it fits where a statement without braces stands.  Every
 * operand is evaluated in the order in which it is written.
 */
#include <string.h>

#include "lower/lower_int.h"

struct registration {
	struct lowering *l;
	struct site *s;
	struct text *t;
	const char *saved;      /* "cdefer_F.cdefer_s1." and the like: begins the fields' lvalues */
	bool any;               /* there is an operand already */
};

/* Starts the next operand of the comma expression. */
static struct text *operand(struct registration *g)
{
	if (g->any)
		text_add(g->t, ", ");
	g->any = true;
	return g->t;
}

/* The lvalue of `field`. */
static const char *lvalue(struct registration *g, const char *field)
{
	return lower_printf(g->l, "%s%s", g->saved, field);
}

/* `field = tokens`, or what does the same for a type that cannot be assigned. */
static void save(struct registration *g, const char *field, struct type *t, const struct node *value)
{
	const char *to = lvalue(g, field);
	struct type *plain = type_plain(t);

	if (plain->kind == TYPE_VA_LIST) {
		text_printf(operand(g), "__builtin_va_copy(%s, ", to);
		text_tokens(g->t, value->first, value->last);
		text_add(g->t, ")");
	} else if (type_has_const(t) && !t->variably_modified) {
		text_printf(operand(g), "cdefer_rt_copy((void *)&%s, %s", to, compound_head(g->l, t, value));
		text_tokens(g->t, value->first, value->last);
		text_printf(g->t, " }, sizeof %s)", to);
	} else {
		text_printf(operand(g), "%s = ", to);
		text_tokens(g->t, value->first, value->last);
	}
}

/* ---- deferred calls --------------------------------------------------------------------------------- */

/* A va_list parameter is a pointer to the caller's where a va_list is an array. */
static bool is_va_list_parameter(struct lowering *l, const struct node *n)
{
	const struct symbol *sym = n->kind == AST_IDENT ? n->sym : NULL;

	return l->ty->target.va_list_is_array && sym && sym->kind == SYM_PARAMETER &&
	       type_plain(sym->type)->kind == TYPE_VA_LIST;
}

static void save_va_list(struct registration *g)
{
	const struct node *a = g->s->args.at[0].node;
	bool decayed = is_va_list_parameter(g->l, a);

	text_printf(operand(g), "%s = %s", lvalue(g, "cdefer_a1"), decayed ? "(__builtin_va_list *)(void *)(" : "&(");
	text_tokens(g->t, a->first, a->last);
	text_add(g->t, ")");
}

/* Language 11: `defer panic(fmt, a);` formats now. */
static void save_format(struct registration *g)
{
	text_printf(operand(g), "%s = cdefer_rt_format(cdefer_c, ", lvalue(g, "cdefer_a1"));
	text_tokens(g->t, g->s->args.at[0].node->first, g->s->args.at[g->s->args.n - 1].node->last);
	text_add(g->t, ")");
}

static void save_call(struct registration *g)
{
	struct site *s = g->s;

	if (s->function.node)
		save(g, "cdefer_fn", s->function.type, s->function.node);
	if (s->kind == CALL_VA_END && s->placement == PLACE_HERE) {
		;
	} else if (s->kind == CALL_RECOVER) {
		text_printf(operand(g), "%s = cdefer_p", lvalue(g, "cdefer_panic"));
	} else if (s->kind == CALL_VA_END && s->args.n) {
		save_va_list(g);
	} else if (s->kind == CALL_PANIC && s->args.n > 1) {
		save_format(g);
	} else {
		for (size_t i = 0; i < s->args.n; i++) {
			struct saved *a = &s->args.at[i];
			struct type *t = s->kind == CALL_PANIC ? panic_value_type(g->l, a->type) : a->type;
			if (!a->constant)
				save(g, lower_printf(g->l, "cdefer_a%u", (unsigned)i + 1), t, a->node);
		}
	}
}

/* ---- deferred blocks ----------------------------------------------------------------------------------- */

/* How the registering routine names the variable that an entry captures. */
static const char *enclosing_name(struct registration *g, const struct capture *c)
{
	const char *text = access_text(g->l, g->s->routine, c->sym);

	return text ? text : c->sym->name->text;
}

/* The sizes of a variably modified type, by sizeof of the variable and its elements. */
static void save_sizes(struct registration *g, const struct capture *c, const char *field)
{
	const struct type *t = type_plain(capture_type(c));
	const char *e = capture_is_typedef(c) ? lower_printf(g->l, "(*(%s *)0)", c->sym->name->text)
	              : c->sym ? enclosing_name(g, c) : NULL;
	unsigned n = 0;

	if (!e)
		return;
	for (; t->variably_modified && t->of; t = type_plain(t->of)) {
		if (t->kind == TYPE_ARRAY && t->vla)
			text_printf(operand(g), "%scdefer_n%u_%s = sizeof %s / sizeof %s[0]", g->saved, n++, field, e, e);
		e = lower_printf(g->l, t->kind == TYPE_ARRAY ? "%s[0]" : "(*%s)", e);
	}
}

/* `[x]` and, under `=`, every variable: a copy of x now. */
static void copy_variable(struct registration *g, const struct capture *c, const char *field)
{
	const char *from = enclosing_name(g, c), *to = lvalue(g, field);
	struct type *t = capture_type(c);
	struct type *plain = type_plain(t);

	if (t->vla)
		text_printf(operand(g), "%s = cdefer_rt_copied(cdefer_rt_vla(cdefer_c, sizeof %s), (const void *)%s, sizeof %s)", to, from,
		            from, from);
	else if (plain->kind == TYPE_VA_LIST)
		text_printf(operand(g), "__builtin_va_copy(%s, %s)", to, from);
	else if (plain->kind == TYPE_ARRAY || (type_has_const(t) && type_is_record(plain)))
		text_printf(operand(g), "cdefer_rt_copy((void *)&%s, (const void *)&%s, sizeof %s)", to, from, to);
	else
		text_printf(operand(g), "%s = %s", to, from);
}

/* TinyCC takes a wrong address of one with &; it is that of its first element. */
static bool is_vla(struct type *t)
{
	return type_plain(t)->kind == TYPE_ARRAY && t->variably_modified;
}

static void refer_to(struct registration *g, const struct capture *c, const char *field)
{
	const char *name = enclosing_name(g, c);
	const struct symbol *sym = c->sym;
	bool decayed = g->l->ty->target.va_list_is_array && sym->kind == SYM_PARAMETER &&
	               type_plain(sym->type)->kind == TYPE_VA_LIST && symbol_routine(sym) == g->s->routine;

	if (decayed)
		text_printf(operand(g), "%s = (__builtin_va_list *)(void *)%s", lvalue(g, field), name);
	else if (is_vla(sym->type) && capture_is_opaque(c))
		text_printf(operand(g), "%s = (void *)%s", lvalue(g, field), name);
	else
		text_printf(operand(g), "%s = %s&%s", lvalue(g, field), capture_is_opaque(c) ? "(void *)" : "", name);
}

static void save_captures(struct registration *g)
{
	struct site *s = g->s;

	for (size_t i = 0; i < s->captures.n; i++) {
		struct capture *c = &s->captures.at[i];
		const char *field = capture_field(g->l, s, c);
		const struct node *value = c->copy && c->node->op == TOK_ASSIGN ? c->node->kid[CAPTURE_VALUE] : NULL;

		if (capture_is_typedef(c)) {
			save_sizes(g, c, field);
			continue;
		}
		if (value)
			save(g, field, type_unqualified(g->l->ty, capture_type(c)), value);
		else if (c->how == COPIED)
			copy_variable(g, c, field);
		else
			refer_to(g, c, field);
		if (capture_is_opaque(c))
			save_sizes(g, c, field);
	}
	if (s->result)
		text_printf(operand(g), "%s = &%s", lvalue(g, "cdefer_result"), result_text(g->l, s->routine));
}

/* ---- the record ---------------------------------------------------------------------------------------------- */

static const char *saved_prefix(struct lowering *l, const struct site *s)
{
	switch (s->placement) {
	case PLACE_OPEN: case PLACE_CALLED: case PLACE_HERE: return lower_printf(l, "cdefer_F.cdefer_s%u.", s->number);
	case PLACE_STACK: return lower_printf(l, "cdefer_F.cdefer_s%u.cdefer_saved.", s->number);
	case PLACE_HEAP: break;
	}
	return lower_printf(l, "cdefer_T%u%s", s->number, s->reserve ? "->" : ".");
}

static const char *pad_argument(const struct site *s)
{
	const struct plan *plan = s->routine->plan;

	return !plan->pad ? "NULL" : s->routine->parent ? "cdefer_P" : "&cdefer_P->cdefer_pad";
}

static void add_record(struct registration *g)
{
	struct site *s = g->s;
	const char *name = site_name(g->l, s);

	switch (s->placement) {
	case PLACE_HERE: case PLACE_CALLED:
		break;
	case PLACE_OPEN:
		if (((const struct plan *)s->routine->plan)->quiet) {
			text_add(operand(g), bits_with(g->l, s));
			break;
		}
		text_printf(operand(g), "cdefer_rt_add(&cdefer_F.cdefer_base, %s)", bits_with(g->l, s));
		break;
	case PLACE_STACK:
		text_printf(operand(g), "cdefer_rt_record(cdefer_c, &cdefer_F.cdefer_s%u.cdefer_base, &%s_record_func, %s)", s->number, name,
		            pad_argument(s));
		break;
	case PLACE_HEAP:
		if (s->reserve)
			text_printf(operand(g), "cdefer_rt_arm(cdefer_T%u, &%s_site)", s->number, name);
		else if (has_saved(s))
			text_printf(operand(g), "cdefer_rt_defer(cdefer_c, &%s_site, &cdefer_T%u, sizeof cdefer_T%u)", name, s->number, s->number);
		else
			text_printf(operand(g), "cdefer_rt_defer(cdefer_c, &%s_site, NULL, 0)", name);
		break;
	}
}

void lower_registration(struct lowering *l, struct site *s)
{
	struct registration g = {l, s, text_new(l->edits), saved_prefix(l, s), false};
	const struct scope_exit *ends = flow_scope_exit(((struct plan *)s->routine->plan)->flow, s->node);

	if (s->placement == PLACE_HERE && s->body) {
		lower_statement(l, s, NULL);
		return;
	}
	/* The body of an if or a loop, alone: its block ends at once. */
	if (ends)
		text_add(g.t, "{ ");
	if (s->placement == PLACE_HEAP && s->reserve)
		text_printf(operand(&g), "cdefer_T%u = cdefer_rt_reserve(cdefer_c, &%s_site)", s->number, site_name(l, s));
	if (s->body)
		save_captures(&g);
	else
		save_call(&g);
	add_record(&g);
	text_add(g.t, ";");
	if (ends)
		text_printf(g.t, " %s }", scopes_text(l, s->routine, ends->from, ends->to, ""));
	lower_statement(l, s, g.t);
}
