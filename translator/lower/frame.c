/*
 * The structs of a routine - what each action saves, and its frame - and the descriptors by which
 * the runtime knows them.
 */
#include <string.h>

#include "lower/lower_int.h"

/* ---- what an action saves ------------------------------------------------------------------------- */

bool has_saved(const struct site *s)
{
	/* Its va_list is at hand. */
	if (s->kind == CALL_VA_END && s->placement == PLACE_HERE)
		return false;
	if (s->function.node || s->captures.n || s->result || s->kind == CALL_RECOVER || s->kind == CALL_PANIC)
		return true;
	for (size_t i = 0; i < s->args.n; i++)
		if (!s->args.at[i].constant)
			return true;
	return false;
}

/* A type that names the sizes of VLAs cannot stand at file scope; a pointer does for a pointer. */
static const char *field_text(struct lowering *l, const struct type *t, const char *name, const struct node *at)
{
	if (t && t->variably_modified)
		return lower_printf(l, "void *%s", name);
	return declare(l, t, name, at);
}

static void add_field(struct lowering *l, const struct type *t, const char *name, const struct node *at)
{
	text_printf(l->types, "\t%s;\n", field_text(l, t, name, at));
}

static void call_fields(struct lowering *l, struct site *s)
{
	if (s->function.node)
		add_field(l, s->function.type, "cdefer_fn", s->function.node);
	if (s->kind == CALL_RECOVER) {
		text_add(l->types, "\tstruct cdefer_panic *cdefer_panic;\n");
	} else if (s->kind == CALL_VA_END) {
		text_add(l->types, "\t__builtin_va_list *cdefer_a1;\n");
	} else if (s->kind == CALL_PANIC && s->args.n > 1) {
		text_add(l->types, "\tconst char *cdefer_a1;\n");
	} else {
		for (size_t i = 0; i < s->args.n; i++) {
			struct saved *a = &s->args.at[i];
			struct type *t = s->kind == CALL_PANIC ? panic_value_type(l, a->type) : a->type;
			if (!a->constant)
				add_field(l, t, lower_printf(l, "cdefer_a%u", (unsigned)i + 1), a->node);
		}
	}
}

/* One field a size: those of the array's dimensions that are no constants, outermost first. */
static void size_fields(struct lowering *l, const struct type *t, const char *field)
{
	unsigned n = 0;

	for (t = type_plain((struct type *)t); t && t->variably_modified; t = type_plain(t->of)) {
		if (t->kind == TYPE_ARRAY && t->vla)
			text_printf(l->types, "\tsize_t cdefer_n%u_%s;\n", n++, field);
		if (!t->of)
			break;
	}
}

static void block_fields(struct lowering *l, struct site *s)
{
	for (size_t i = 0; i < s->captures.n; i++) {
		struct capture *c = &s->captures.at[i];
		const char *field = capture_field(l, s, c);
		struct type *t = capture_type(c);

		if (capture_is_opaque(c)) {
			if (!capture_is_typedef(c))
				text_printf(l->types, "\tvoid *%s;\n", field);
			size_fields(l, t, field);
		} else if (c->how == COPIED) {
			add_field(l, type_unqualified(l->ty, t), field, c->node);
		} else {
			add_field(l, type_pointer(l->ty, t), field, c->node);
		}
	}
	if (s->result)
		text_printf(l->types, "\t%s_result *cdefer_result;\n", l->base);
}

void lower_site_types(struct lowering *l, struct site *s)
{
	const char *name = site_name(l, s);

	if (has_saved(s)) {
		text_printf(l->types, "struct %s {\n", name);
		if (s->body)
			block_fields(l, s);
		else
			call_fields(l, s);
		text_add(l->types, "};\n");
	}
	if (s->placement == PLACE_STACK) {
		text_printf(l->types, "struct %s_record {\n\tstruct cdefer_frame cdefer_base;\n", name);
		if (has_saved(s))
			text_printf(l->types, "\tstruct %s cdefer_saved;\n", name);
		text_add(l->types, "};\n");
	}
}

/* ---- the frame ---------------------------------------------------------------------------------------- */

static bool result_in_frame(const struct routine *r)
{
	const struct plan *plan = r->plan;
	return !r->parent && plan->result && !plan->pad;
}

bool has_frame(const struct routine *r)
{
	const struct plan *plan = r->plan;
	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->placement != PLACE_HEAP && has_saved(plan->sites.at[i]))
			return true;
	return plan->needs_frame || plan->frame.n || result_in_frame(r);
}

/* A moved variable.  One of variably modified type is a pointer, or an array of pointers: the types that
 * it points to cannot be written here. */
static void moved_field(struct lowering *l, const struct moved *m)
{
	const struct type *t = type_plain(m->sym->type);
	uint64_t count = 1;

	if (!m->pointed) {
		const char *field = declare(l, m->sym->type, m->field, m->sym->node);
		if (m->sym->type->align)
			text_printf(l->types, "\tCDEFER_ALIGNED_(%u) %s;\n", m->sym->type->align, field);
		else
			text_printf(l->types, "\t%s;\n", field);
		return;
	}
	for (; t->kind == TYPE_ARRAY; t = type_plain(t->of))
		count *= t->count;
	text_printf(l->types, "\tvoid *%s[%llu];\n", m->field, (unsigned long long)count);
}

static void frame_fields(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;

	if (plan->needs_frame)
		text_add(l->types, "\tstruct cdefer_frame cdefer_base;\n");
	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct site *s = plan->sites.at[i];
		if (s->placement == PLACE_STACK)
			text_printf(l->types, "\tstruct %s_record cdefer_s%u;\n", site_name(l, s), s->number);
		else if (s->placement != PLACE_HEAP && has_saved(s))
			text_printf(l->types, "\tstruct %s cdefer_s%u;\n", site_name(l, s), s->number);
	}
	for (size_t i = 0; i < plan->frame.n; i++)
		moved_field(l, plan->frame.at[i]);
	if (result_in_frame(r))
		text_printf(l->types, "\t%s_result cdefer_result;\n", l->base);
}

static void environment_types(struct lowering *l, const struct environment *e)
{
	text_printf(l->types, "struct %s_env%u {\n", l->base, e->number);
	for (size_t i = 0; i < e->variables.n; i++)
		moved_field(l, e->variables.at[i]);
	if (!e->variables.n)
		text_add(l->types, "\tchar cdefer_none;\n");   /* only VLAs, which lie beside it */
	text_add(l->types, "};\n");
}

void lower_frame_types(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->environments.n; i++)
		environment_types(l, plan->environments.at[i]);
	if (!has_frame(r))
		return;
	text_printf(l->types, "struct %s_frame {\n", routine_name(l, r));
	frame_fields(l, r);
	text_add(l->types, "};\n");
}

const char *result_text(struct lowering *l, const struct routine *r)
{
	const struct plan *plan = l->function->plan;

	if (r->parent)
		return "(*cdefer_S->cdefer_result)";
	return plan->pad ? "cdefer_P->cdefer_result" : "cdefer_F.cdefer_result";
}

/* ---- descriptors ---------------------------------------------------------------------------------------- */

static void function_descriptor(struct lowering *l, const struct routine *r, const char *name, const char *flags,
                                const char *run, const char *lines)
{
	text_printf(l->decls, "%s const struct cdefer_func %s_func = {\n\t\"%s\", \"%s\", %s, %s, %s\n};\n", l->linkage, name,
	            place_file(l, r->node->first), l->function->sym->name->text, flags, run, lines);
}

static void site_descriptor(struct lowering *l, struct site *s)
{
	const char *name = site_name(l, s);
	unsigned line = place_line(l, s->node->first), align = 0;
	const char *sign = is_of_block(s) ? "-" : "";

	if (s->placement == PLACE_STACK) {
		/* A block may have a descriptor of its own name. */
		name = lower_printf(l, "%s_record", name);
		text_printf(l->decls, "%s void %s_run(struct cdefer_frame *, unsigned, struct cdefer_panic *);\n", l->linkage, name);
		text_printf(l->decls, "%s const int %s_lines[] = { %s%u };\n", l->linkage, name, sign, line);
		function_descriptor(l, s->routine, name, "CDEFER_RECORD | CDEFER_MARKED", lower_printf(l, "%s_run", name),
		                    lower_printf(l, "%s_lines", name));
	} else if (s->placement == PLACE_HEAP) {
		for (size_t i = 0; i < s->args.n; i++)
			if (!s->args.at[i].constant && extra_align(l, s->args.at[i].type) > align)
				align = extra_align(l, s->args.at[i].type);
		for (size_t i = 0; i < s->captures.n; i++)
			if (s->captures.at[i].how == COPIED && extra_align(l, capture_type(&s->captures.at[i])) > align)
				align = extra_align(l, capture_type(&s->captures.at[i]));
		text_printf(l->decls, "%s const struct cdefer_site %s_site = { %s, %s, &%s_func, %u, %u };\n", l->linkage, name, name,
		            has_saved(s) ? lower_printf(l, "CDEFER_RT_SIZE(struct %s)", name) : "0",
		            routine_name(l, s->routine), line, align);
	}
}

static void environment_descriptor(struct lowering *l, struct routine *r, const struct environment *e)
{
	unsigned align = 0;

	for (size_t i = 0; i < e->variables.n; i++)
		if (extra_align(l, e->variables.at[i]->sym->type) > align)
			align = extra_align(l, e->variables.at[i]->sym->type);
	text_printf(l->decls, "%s const struct cdefer_site %s_env%u_site = { NULL, CDEFER_RT_SIZE(struct %s_env%u), &%s_func, %u, %u };\n",
	            l->linkage, l->base, e->number, l->base, e->number, routine_name(l, r),
	            e->scope->depth, align);
}

static void dispatcher_prototypes(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;
	const char *name = routine_name(l, r), *sep = "";
	bool any = false;

	for (size_t i = 0; i < plan->sites.n; i++)
		any |= plan->sites.at[i]->placement == PLACE_OPEN;
	if (any) {
		text_printf(l->decls, "%s void %s_run(struct cdefer_frame *, unsigned, struct cdefer_panic *);\n", l->linkage, name);
		text_printf(l->decls, "%s const int %s_lines[] = { ", l->linkage, name);
		for (size_t i = 0; i < plan->sites.n; i++) {
			if (plan->sites.at[i]->placement != PLACE_OPEN)
				continue;
			text_printf(l->decls, "%s%s%u", sep, is_of_block(plan->sites.at[i]) ? "-" : "",
			            place_line(l, plan->sites.at[i]->node->first));
			sep = ", ";
		}
		text_add(l->decls, " };\n");
	}
	function_descriptor(l, r, name, plan->marked ? "CDEFER_MARKED" : "0", any ? lower_printf(l, "%s_run", name) : "NULL",
	                    any ? lower_printf(l, "%s_lines", name) : "NULL");
}

/* It never ends, and nothing else asks for what it registers. */
static bool keeps_unused(const struct routine *r)
{
	return has_bits_or_frame(r) && !((const struct plan *)r->plan)->needs_frame && !has_exit(r);
}

void lower_descriptors(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->placement != PLACE_HERE && !plan->sites.at[i]->direct)
			text_printf(l->decls, "%s%s void %s(void *, struct cdefer_panic *);\n", keeps_unused(r) ? "CDEFER_UNUSED_ " : "", l->linkage,
			            site_name(l, plan->sites.at[i]));
	if (plan->needs_frame)
		dispatcher_prototypes(l, r);
	for (size_t i = 0; i < plan->sites.n; i++)
		site_descriptor(l, plan->sites.at[i]);
	for (size_t i = 0; i < plan->environments.n; i++)
		environment_descriptor(l, r, plan->environments.at[i]);
}

/* ---- behind the `{` ---------------------------------------------------------------------------------------- */

/* The variables of a type with VLA sizes that a block captures: declared from the saved sizes. */
struct sizes { struct lowering *l; const char *field; };

static const char *saved_size(void *ctx, const struct type *array, unsigned n)
{
	struct sizes *s = ctx;
	(void)array;
	return lower_printf(s->l, "cdefer_S->cdefer_n%u_%s", n, s->field);
}

static void opaque_captures(struct lowering *l, const struct site *s, struct buf *b)
{
	for (size_t i = 0; i < s->captures.n; i++) {
		struct capture *c = &s->captures.at[i];
		struct sizes sizes = {l, capture_field(l, s, c)};
		struct type_text_hooks hooks = {saved_size, &sizes};
		struct type *t = capture_type(c);

		if (!capture_is_opaque(c))
			continue;
		if (capture_is_typedef(c)) {
			buf_printf(b, " typedef %s;", declare_vla(l, t, c->sym->name->text, &hooks, c->node));
			continue;
		}
		if (c->how != COPIED || t->vla)
			t = type_pointer(l->ty, t);
		else
			t = type_unqualified(l->ty, t);
		buf_printf(b, " %s = cdefer_S->%s;",
		           declare_vla(l, t, lower_printf(l, "cdefer_v_%s", sizes.field), &hooks, c->node), sizes.field);
	}
}

static const char *pad_text(const struct routine *r)
{
	const struct plan *plan = r->plan;
	return !plan->pad ? "NULL" : r->parent ? "cdefer_P" : "&cdefer_P->cdefer_pad";
}

/* cdefer_c, with what must be done before the first statement folded into its initializer. */
static void context(struct lowering *l, struct routine *r, struct buf *b)
{
	const struct plan *plan = r->plan;
	size_t setjmps = translates_jumps(l) ? r->setjmps.v.n : 0;
	bool zero = result_in_frame(r), folded = zero || setjmps;

	if (setjmps)
		buf_printf(b, " struct cdefer_mark cdefer_M[%u];", (unsigned)setjmps);
	if (!plan->needs_frame && !setjmps) {
		if (zero)
			buf_puts(b, " cdefer_rt_zero((void *)&cdefer_F.cdefer_result, sizeof cdefer_F.cdefer_result);");
		return;
	}
	buf_puts(b, " struct cdefer_context *const cdefer_c = ");
	if (folded)
		buf_putc(b, '(');
	if (zero)
		buf_puts(b, "cdefer_rt_zero((void *)&cdefer_F.cdefer_result, sizeof cdefer_F.cdefer_result), ");
	if (setjmps)
		buf_printf(b, "cdefer_rt_marks_init(cdefer_M, %u), ", (unsigned)setjmps);
	if (plan->needs_frame)
		/* Nothing of it may live in a register of a function that calls setjmp or the like. */
		buf_printf(b, "cdefer_rt_enter%s(&cdefer_F.cdefer_base, &%s_func, %s)", setjmps || r->twice.v.n ? "_" : "",
		           routine_name(l, r), pad_text(r));
	else
		buf_puts(b, "cdefer_rt_self_()");
	buf_puts(b, folded ? ");" : ";");
	if (!has_exit(r))
		buf_puts(b, " (void)cdefer_c;");
}

static void storage_pointers(struct lowering *l, struct routine *r, struct buf *b)
{
	struct plan *plan = r->plan;
	/* What a longjmp must not lose is volatile (C 7.13.2.1). */
	const char *keep = r->setjmps.v.n ? "volatile " : "";

	for (size_t i = 0; i < plan->environments.n; i++)
		buf_printf(b, " struct %s_env%u *%scdefer_E%u = NULL;", l->base, plan->environments.at[i]->number, keep,
		           plan->environments.at[i]->number);
	for (size_t i = 0; i < plan->sites.n; i++) {
		const struct site *s = plan->sites.at[i];
		if (s->placement == PLACE_HEAP && has_saved(s))
			buf_printf(b, " struct %s %scdefer_T%u;", site_name(l, s), s->reserve ? "*" : "", s->number);
	}
}

/* A parameter of the function's own name hides it. */
static bool hides_itself(const struct routine *r)
{
	const struct type *t = r->sym->type ? type_plain(r->sym->type) : NULL;

	for (unsigned i = 0; t && t->kind == TYPE_FUNCTION && i < t->nparams; i++)
		if (t->params[i].name == r->sym->name)
			return true;
	return false;
}

static void direct(struct lowering *l, struct routine *r, struct buf *b)
{
	const char *name = r->sym->name->text;

	if (!hides_itself(r)) {
		buf_printf(b, " struct cdefer_panic *const cdefer_p = cdefer_rt_direct((cdefer_rt_fn)%s);", name);
		return;
	}
	text_printf(l->decls, "%s struct cdefer_panic *%s_direct(void);\n", l->linkage, l->base);
	after_at(l, r->node->last);
	text_printf(l->after, "%s struct cdefer_panic *%s_direct(void) { return cdefer_rt_direct((cdefer_rt_fn)%s); }\n",
	            l->linkage, l->base, name);
	buf_printf(b, " struct cdefer_panic *const cdefer_p = %s_direct();", l->base);
}

/* Compilers that cannot tell the ways apart think that it may be returned without a value; of a large object that
 * would cost too much. */
static const char *kept_initializer(struct lowering *l, struct type *t)
{
	uint64_t size;
	uint32_t align;

	if (type_is_arithmetic(t) || type_plain(t)->kind == TYPE_POINTER)
		return " = 0";
	return type_size(l->ty, t, &size, &align) && size <= 64 ? " = {0}" : "";
}

const char *enter_text(struct lowering *l, struct routine *r)
{
	struct buf b = {0};
	const struct site *s = r->parent ? site_of(r) : NULL;
	const struct plan *plan = r->plan;

	if (s && has_saved(s)) {
		if (!plan->pad)
			buf_printf(&b, " struct %s *const cdefer_S = (struct %s *)cdefer_saved;", site_name(l, s), site_name(l, s));
		opaque_captures(l, s, &b);
	}
	if (!s && needs_panic(r))
		direct(l, r, &b);
	if (has_frame(r))
		/* One without a base is in no chain. */
		buf_printf(&b, " %sstruct %s_frame cdefer_F%s;", keeps_unused(r) ? "CDEFER_UNUSED_ " : "", routine_name(l, r),
		           plan->needs_frame ? " CDEFER_FRAME_" : "");
	if (has_local_bits(r))
		buf_puts(&b, " CDEFER_UNUSED_ unsigned cdefer_b = 0;");
	if (has_kept_result(l, r))
		buf_printf(&b, " %s%s;", kept_type(l, r) ? lower_printf(l, "%s cdefer_r", kept_type(l, r))
		                                         : declare(l, function_result(l), "cdefer_r", r->node),
		           has_ways(l, r) ? kept_initializer(l, function_result(l)) : "");
	buf_puts(&b, ways_text(l, r));
	storage_pointers(l, r, &b);
	context(l, r, &b);
	if (s && !needs_panic(r))
		buf_puts(&b, " (void)cdefer_p;");
	if (s && !has_saved(s) && !plan->pad)
		buf_puts(&b, " (void)cdefer_saved;");
	if (s && ((has_saved(s) && r->node->flags & F_CAPTURES) || (!has_saved(s) && plan->pad)))
		buf_puts(&b, " (void)cdefer_S;");
	const char *text = arena_copy(l->env->tu, b.text ? b.text : "", b.len);
	buf_free(&b);
	return text;
}
