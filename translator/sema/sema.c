/*
 * The unit: its external declarations in order, and for each function whose body was parsed a
 * routine with the list of what stands in it.
 *
 * Declarations are typed as they come, which is what C's own rules ask for (an incomplete array
 * completed later, a tag declared anew); bodies that the parser skipped cost nothing.
 */
#include "sema/sema_int.h"

struct routine *routine_new(struct sema *s, struct node *node, struct routine *parent)
{
	struct routine *r = arena_new_of(s->env->tu, struct routine);

	r->node = node;
	r->parent = parent;
	r->function = parent ? parent->function : r;
	r->sym = parent ? parent->sym : NULL;
	return r;
}

/* What belongs to one C function; put aside while a nested one is read. */
struct function_state {
	struct routine *routine;
	struct type *result;
	struct jumps in, outside;
	size_t labels, jumps;
};

/* The symbol of a function that is defined, before its type is known, so that it is entered outside
 * of its parameters' scope. */
static struct symbol *defined_symbol(struct sema *s, struct name *name, struct node *n)
{
	struct symbol *sym = scope_find_here(s, name);

	if (!sym || sym->kind != SYM_FUNCTION) {
		sym = scope_enter(s, SYM_FUNCTION, name, n);
		sym->storage = STORAGE_EXTERN;
	}
	sym->defined = true;
	sym->implicit = false;
	sym->builtin = NULL;
	return sym;
}

static void set_type(struct sema *s, struct symbol *sym, struct type *t, const struct specs *sp, const struct declared *d)
{
	sym->type = sym->type && sym->type->kind == TYPE_FUNCTION ? type_composite(s->types, t, sym->type) : t;
	if (sp->is_static || sym->is_nested)
		sym->storage = STORAGE_STATIC;
	sym->is_inline |= sp->is_inline;
	sym->is_noreturn |= sp->attrs.noreturn || d->attrs.noreturn;
	sym->is_nothrow |= sp->attrs.nothrow || d->attrs.nothrow;
	sym->is_nodiscard |= sp->attrs.nodiscard || d->attrs.nodiscard;
	sym->no_recover |= sp->attrs.no_recover || d->attrs.no_recover;
	sym->is_weak |= sp->attrs.weak || d->attrs.weak;
}

static void parsed_body(struct sema *s, struct node *n, struct symbol *sym, const struct specs *sp)
{
	struct routine *outer = s->routine, *r = routine_new(s, n, NULL);
	struct function_state saved = { outer, s->result, s->in, s->outside, s->labels.n, s->jumps.n };
	struct declared d;

	r->sym = sym;
	sym->definition = r;
	sym->node = n;
	if (outer) {
		sym->is_nested = true;
		for (struct routine *o = outer; o; o = o->parent)
			o->nested_functions = true;
	}
	*vec_push(s->env->tu, &s->unit->functions) = r;
	s->routine = r;
	declarator(s, sp->type, n->kid[FUNCTION_DECLARATOR], n, &d);
	if (!d.scope)
		d.scope = scope_open(s, SCOPE_FUNCTION, n, &d.mark);
	n->scope = r->scope = d.scope;
	if (d.function && d.type->kind == TYPE_FUNCTION && (d.function->flags & F_KR))
		old_parameters(s, d.function->kid[FUNCTION_DECLARATOR_PARAMS], n->kid[FUNCTION_KR], d.type);
	set_type(s, sym, d.type, sp, &d);
	if (d.core) {
		d.core->sym = sym;
		d.core->type = sym->type;
	}
	s->result = d.type->kind == TYPE_FUNCTION ? d.type->of : unknown(s);
	s->in = s->outside = (struct jumps){ 0, 0 };
	function_body(s, n->kid[FUNCTION_BODY]);
	scope_resolve_jumps(s, saved.labels, saved.jumps);
	check_computed(s, r);
	if (!outer)
		check_results(s);
	scope_close(s, &d.mark);
	s->routine = saved.routine;
	s->result = saved.result;
	s->in = saved.in;
	s->outside = saved.outside;
}

void function_definition(struct sema *s, struct node *n)
{
	struct node *core = node_declared(n->kid[FUNCTION_DECLARATOR]), *body = n->kid[FUNCTION_BODY];
	struct name *name = core && core->kind == AST_NAME_DECLARATOR ? token_name(s, core->tok) : NULL;
	struct symbol *sym;
	struct specs sp;
	struct declared d;

	specifiers(s, n->kid[FUNCTION_SPECS], false, &sp);
	if (!name)
		return;
	sym = defined_symbol(s, name, n);
	if (body && body->kind == AST_BLOCK) {
		parsed_body(s, n, sym, &sp);
		return;
	}
	declarator(s, sp.type, n->kid[FUNCTION_DECLARATOR], NULL, &d);
	set_type(s, sym, d.type, &sp, &d);
	core->sym = sym;
	core->type = sym->type;
}

static void external_declaration(struct sema *s, struct node *n)
{
	switch ((enum node_kind)n->kind) {
	case AST_FUNCTION:
		function_definition(s, n);
		break;
	case AST_DECLARATION:
		declaration(s, n);
		break;
	case AST_STATIC_ASSERTION:
		exprs(s, n->kid[STATIC_ASSERTION_COND]);
		break;
	case AST_DEFER_CALL:
		defer_call(s, n);
		break;
	case AST_DEFER_BLOCK:
		defer_block(s, n);
		break;
	case AST_DEFER_SCOPED:
		defer_scoped(s, n);
		break;
	default:
		break;
	}
}

struct unit *sema_check(struct env *env, struct node *tree, struct tokens *ts, const struct target *target)
{
	struct unit *unit = arena_new_of(env->tu, struct unit);
	struct sema *s = arena_new_of(env->tu, struct sema);
	struct scope_mark mark;

	unit->tree = tree;
	unit->types = arena_new_of(env->tu, struct types);
	unit->sema = s;
	types_init(unit->types, env->tu, target);
	s->env = env;
	s->unit = unit;
	s->types = unit->types;
	s->ts = ts;
	s->name_func = names_of(env->names, "__func__");
	s->name_function = names_of(env->names, "__FUNCTION__");
	s->name_pretty = names_of(env->names, "__PRETTY_FUNCTION__");
	s->file = scope_open(s, SCOPE_FILE, tree, &mark);
	for (struct node *n = tree->kid[UNIT_DECLS]; n && !diag_full(env->diag); n = n->next)
		external_declaration(s, n);
	return unit;
}

struct type *sema_type_of(struct sema *s, struct symbol *sym)
{
	return sym->type ? sym->type : unknown(s);
}

void sema_type_text(const struct type *t, struct buf *out)
{
	type_print(t, "", TYPE_TEXT_DISPLAY, NULL, out);
}
