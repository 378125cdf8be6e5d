/*
 * Declarations: names enter scopes with their types and storage (C23 6.7, 6.2.2).
 *
 * A second declaration of one thing at file scope meets the same symbol, whose type becomes the
 * composite.  A block-scope `extern` is a symbol of its block that is linked to the one of file
 * scope.
 */
#include <string.h>

#include "sema/sema_int.h"

static bool contains(const struct name *name, const char *what)
{
	return name->len >= strlen(what) && strstr(name->text, what);
}

/* Whether a function is one of setjmp's (1) or longjmp's (2) family (language 6). */
static unsigned char jump_family(const struct name *name)
{
	static const char *const set[] = { "setjmp", "_setjmp", "__setjmp", "sigsetjmp", "__sigsetjmp", "_sigsetjmp" };
	static const char *const jump[] = { "longjmp", "_longjmp", "siglongjmp", "__longjmp_chk", "__siglongjmp_chk" };

	if (strcmp(name->text, "getcontext") == 0 || strcmp(name->text, "vfork") == 0 || strcmp(name->text, "savectx") == 0)
		return 3;
	if (!contains(name, "jmp"))
		return 0;
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		if (strcmp(name->text, set[i]) == 0)
			return 1;
	for (size_t i = 0; i < sizeof jump / sizeof *jump; i++)
		if (strcmp(name->text, jump[i]) == 0)
			return 2;
	return 0;
}

static bool in_system_file(struct sema *s, const struct node *n)
{
	const struct file *f;

	if (n->first >= s->ts->v.n)
		return false;
	f = files_of(s->env->files, s->ts->v.at[n->first].at);
	return f && f->system;
}

static void merge(struct sema *s, struct symbol *sym, struct type *t)
{
	if (!sym->type || sym->implicit || sym->type->kind == TYPE_UNKNOWN)
		sym->type = t;
	else
		sym->type = type_composite(s->types, t, sym->type);
}

struct symbol *declare_function(struct sema *s, struct name *name, struct type *t, const struct specs *sp,
                                struct node *node)
{
	bool at_file = s->scope == s->file;
	struct symbol *sym = scope_find_here(s, name);

	if (sym && sym->kind == SYM_FUNCTION) {
		merge(s, sym, t);
		sym->implicit = false;
		sym->builtin = NULL;
	} else {
		struct symbol *file = at_file ? NULL : sema_file_symbol(s, name);

		sym = scope_enter(s, SYM_FUNCTION, name, node);
		sym->type = t;
		sym->storage = sp->is_static ? STORAGE_STATIC : STORAGE_EXTERN;
		sym->system = in_system_file(s, node);
		sym->jumps = jump_family(name);
		if (file && file->kind == SYM_FUNCTION && !sp->is_auto) {
			sym->linked = file;
			sym->is_noreturn = file->is_noreturn;
			sym->type = type_composite(s->types, t, file->type ? file->type : t);
		}
	}
	if (sp->is_static)
		sym->storage = STORAGE_STATIC;
	sym->is_inline |= sp->is_inline;
	sym->is_noreturn |= sp->attrs.noreturn;
	sym->is_nothrow |= sp->attrs.nothrow;
	if (sp->attrs.returns_twice && !sym->jumps)
		sym->jumps = 3;
	sym->is_nodiscard |= sp->attrs.nodiscard;
	sym->no_recover |= sp->attrs.no_recover;
	sym->is_weak |= sp->attrs.weak;
	return sym;
}

static struct symbol *declare_variable(struct sema *s, struct name *name, struct type *t, const struct specs *sp,
                                       struct node *node, struct node *decl)
{
	bool at_file = s->scope == s->file;
	struct symbol *sym = at_file ? scope_find_here(s, name) : NULL;

	if (sym && sym->kind == SYM_VARIABLE) {
		merge(s, sym, t);
	} else {
		struct symbol *file = at_file || !sp->is_extern ? NULL : sema_file_symbol(s, name);

		sym = scope_enter(s, SYM_VARIABLE, name, node);
		sym->type = t;
		sym->declaration = decl;
		sym->system = at_file && in_system_file(s, node);
		if (file && file->kind == SYM_VARIABLE) {
			sym->linked = file;
			if (file->type)
				sym->type = type_composite(s->types, t, file->type);
		}
		sym->storage = sp->is_static ? STORAGE_STATIC : sp->is_extern || at_file ? STORAGE_EXTERN
		             : sp->is_register ? STORAGE_REGISTER : sp->thread ? STORAGE_STATIC : STORAGE_AUTO;
	}
	sym->thread_local_ |= sp->thread;
	if (sp->attrs.cleanup)
		sym->cleanup = sp->attrs.cleanup;
	return sym;
}

static struct symbol *declare_typedef(struct sema *s, struct name *name, struct type *t, struct node *node,
                                      struct node *decl)
{
	struct symbol *sym = scope_find_here(s, name);

	if (sym && sym->kind == SYM_TYPEDEF)
		return sym;
	sym = scope_enter(s, SYM_TYPEDEF, name, node);
	sym->type = t;
	sym->declaration = decl;
	/* The first typedef of a record without a tag is its name. */
	if ((type_is_record(t) || t->kind == TYPE_ENUM) && !t->alias && !t->record->tag && !t->record->typedef_name) {
		t->record->typedef_name = sym;
		t->record->typedef_text = name;
		t->record->typedef_local = s->scope != s->file;
	}
	return sym;
}

/* What `auto` and __auto_type declare: the type of the initializer's value. */
static struct type *deduced(struct sema *s, struct type *t, struct node *init)
{
	unsigned quals = t->quals;

	if (!init || init->kind == AST_INIT_LIST)
		return unknown(s);
	expr(s, init);
	return type_qualified(s->types, value_type(s, init), quals);
}

static void init_declarator(struct sema *s, struct node *decl, struct node *n, struct specs sp)
{
	struct declared d;
	struct node *init = n->kid[INIT_DECLARATOR_INIT];
	struct type *t;
	struct symbol *sym;

	declarator(s, sp.type, n->kid[INIT_DECLARATOR_DECLARATOR], NULL, &d);
	attrs_add(s, n->kid[INIT_DECLARATOR_ATTRS], &d.attrs);
	t = attrs_apply(s, d.type, &d.attrs);
	sp.attrs.noreturn |= d.attrs.noreturn;
	sp.attrs.nothrow |= d.attrs.nothrow;
	sp.attrs.returns_twice |= d.attrs.returns_twice;
	sp.attrs.nodiscard |= d.attrs.nodiscard;
	sp.attrs.no_recover |= d.attrs.no_recover;
	sp.attrs.weak |= d.attrs.weak;
	if (d.attrs.cleanup)
		sp.attrs.cleanup = d.attrs.cleanup;
	if (d.attrs.align > sp.attrs.align)
		sp.attrs.align = d.attrs.align;
	if (!d.name) {
		exprs(s, init);
		return;
	}
	if (sp.deduce && t->kind != TYPE_FUNCTION)
		t = deduced(s, t, init);
	if (sp.attrs.align && t->kind != TYPE_FUNCTION)
		t = type_with_align(s->types, t, sp.attrs.align);
	if (sp.is_typedef) {
		sym = declare_typedef(s, d.name, t, n, decl);
		if (sp.attrs.transparent_union || d.attrs.transparent_union)
			if (type_is_record(t))
				t->record->transparent_union = true;
	} else if (t->kind == TYPE_FUNCTION) {
		sym = declare_function(s, d.name, t, &sp, n);
		if (!sym->declaration)
			sym->declaration = decl;
	} else {
		sym = declare_variable(s, d.name, t, &sp, n, decl);
	}
	n->sym = sym;
	d.core->sym = sym;
	if (init && !(sp.deduce && init->type)) {
		/* The name is in scope in its own initializer. */
		t = initializer(s, t, init);
		if (sym->type->kind == TYPE_ARRAY && sym->type->incomplete_array)
			sym->type = sp.attrs.align ? type_with_align(s->types, t, sp.attrs.align) : t;
	}
	if (sp.constexpr_ && init && init->kind != AST_INIT_LIST && type_is_integer(sym->type))
		sym->is_constant = sema_constant(s, init, &sym->value);
	n->type = d.core->type = sym->type;
}

void declaration(struct sema *s, struct node *n)
{
	struct specs sp;
	struct node *list = n->kid[DECLARATION_DECLARATORS];

	specifiers(s, n->kid[DECLARATION_SPECS], !list, &sp);
	for (struct node *d = list; d; d = d->next)
		if (d->kind == AST_INIT_DECLARATOR)
			init_declarator(s, n, d, sp);
}

/* The parameter that a declarator of a K&R list gives a type. */
static void old_parameter(struct sema *s, struct node *decl, struct node *n, const struct specs *sp)
{
	struct declared d;
	struct symbol *sym;
	struct type *t;

	declarator(s, sp->type, n->kid[INIT_DECLARATOR_DECLARATOR], NULL, &d);
	if (!d.name)
		return;
	t = d.type;
	if (t->kind == TYPE_ARRAY)
		t = type_pointer(s->types, t->of);
	else if (t->kind == TYPE_FUNCTION)
		t = type_pointer(s->types, t);
	sym = scope_find_here(s, d.name);
	if (sym && sym->kind == SYM_PARAMETER) {
		sym->type = t;
		sym->declaration = decl;
		if (sp->is_register)
			sym->storage = STORAGE_REGISTER;
		n->sym = d.core->sym = sym;
	}
	n->type = d.core->type = t;
}

void old_parameters(struct sema *s, struct node *names, struct node *list, struct type *function)
{
	VEC(struct param) params = {0};

	for (struct node *k = names; k; k = k->next) {
		struct name *name = k->kind == AST_KR_NAME ? token_name(s, k->tok) : NULL;

		if (name) {
			k->sym = scope_enter(s, SYM_PARAMETER, name, k);
			k->sym->storage = STORAGE_AUTO;
			k->sym->type = basic(s, TYPE_INT);
		}
	}
	for (struct node *decl = list; decl; decl = decl->next) {
		struct specs sp;

		if (decl->kind != AST_DECLARATION)
			continue;
		specifiers(s, decl->kid[DECLARATION_SPECS], !decl->kid[DECLARATION_DECLARATORS], &sp);
		for (struct node *d = decl->kid[DECLARATION_DECLARATORS]; d; d = d->next)
			if (d->kind == AST_INIT_DECLARATOR)
				old_parameter(s, decl, d, &sp);
	}
	for (struct node *k = names; k; k = k->next)
		if (k->kind == AST_KR_NAME && k->sym)
			*vec_push(s->env->tu, &params)
			    = (struct param){ type_unqualified(s->types, k->sym->type), k->sym->name, k };
	function->params = params.at;
	function->nparams = (unsigned)params.n;
}
