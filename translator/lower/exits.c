/*
 * Exits: return, and the end of the body (language 2.1, 2.2).
 *
 * All exits of a routine call one function that runs what is pending, so that its text stands once
 * and the C compiler decides where it is inlined.
 */
#include <string.h>

#include "lower/lower_int.h"

/* ---- the function that all exits call ----------------------------------------------------------- */

static bool drops_marks(const struct lowering *l, const struct routine *r)
{
	return translates_jumps(l) && r->setjmps.v.n;
}

bool has_bits_or_frame(const struct routine *r)
{
	const struct plan *plan = r->plan;
	return plan->needs_frame || (plan->quiet && plan->function_scoped);
}

/* A function that never ends has none. */
bool has_exit(const struct routine *r)
{
	const struct plan *plan = r->plan;
	return has_bits_or_frame(r) && (plan->flow->end_reached || r->returns.v.n);
}

static bool has_exit_function(const struct lowering *l, const struct routine *r)
{
	const struct plan *plan = r->plan;
	return has_exit(r) && plan->function_scoped && (plan->open_coded || l->env->opt->preserve_errno);
}

/* A copy of the frame's bits that the compiler can know, where control flow decides them; not in a function
 * that returns twice from a call, when a variable may have an old value. */
bool has_local_bits(const struct routine *r)
{
	const struct plan *plan = r->plan;

	return has_bits_or_frame(r) && plan->open_coded && plan->function_scoped && !r->setjmps.v.n && !r->twice.v.n;
}

const char *pending_bits(const struct routine *r)
{
	return has_local_bits(r) ? "cdefer_b" : "cdefer_F.cdefer_base.bits";
}

/* Newest first: when it is the turn of a bit, there are only lower ones. */
static void open_coded_exit(struct lowering *l, struct plan *plan)
{
	const char *take = "";

	for (size_t i = plan->sites.n; i-- > 0;) {
		const struct site *s = plan->sites.at[i];
		if (s->scoped)
			continue;
		const char *rest = s->bit ? lower_printf(l, "cdefer_b & %uu", (1u << s->bit) - 1) : "0";

		/* Who steps sees one defer behind the other; one that was not reached is not counted as if it were. */
		after_at(l, plan->routine->node->last);
		text_printf(l->after, "\tif (cdefer_b & %uu) {\n", 1u << s->bit);
		after_at(l, s->node->first);
		if (!plan->quiet)
			take = lower_printf(l, "\t\tcdefer_rt_take(&cdefer_F->cdefer_base, %s);\n", rest);
		text_printf(l->after, "%s\t\t", take);
		if (s->direct)
			call_text(l, s, "cdefer_F->", l->after);
		else
			text_printf(l->after, "%s(%s, NULL);", site_name(l, s), has_saved(s) ? lower_printf(l, "&cdefer_F->cdefer_s%u", s->number) : "NULL");
		text_add(l->after, "\n\t}\n");
	}
	after_at(l, plan->routine->node->last);
	if (!plan->quiet)
		text_add(l->after, "\tcdefer_rt_unlink(cdefer_c, &cdefer_F->cdefer_base);\n");
}

/* The exit function looks at the frame. */
static bool exit_needs_frame(const struct plan *plan)
{
	for (size_t i = 0; i < plan->sites.n; i++)
		if (!plan->sites.at[i]->scoped && has_saved(plan->sites.at[i]))
			return true;
	return plan->needs_frame;
}

/* The exit function's parameters, or what it is called with: the context, the frame, the bits, as it needs them. */
static const char *exit_operands(struct lowering *l, const struct routine *r, const char *context, const char *frame, const char *bits)
{
	const struct plan *plan = r->plan;
	const char *text = plan->needs_frame ? context : "";

	if (exit_needs_frame(plan))
		text = lower_printf(l, "%s%s%s", text, *text ? ", " : "", frame);
	if (plan->open_coded)
		text = lower_printf(l, "%s%s%s", text, *text ? ", " : "", bits);
	return text;
}

void lower_exit_function(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;
	const char *name = routine_name(l, r);
	bool keep = l->env->opt->preserve_errno && !r->parent;

	if (!has_exit_function(l, r))
		return;
	text_printf(l->decls, "%s void %s_exit(%s);\n", l->linkage, name,
	            exit_operands(l, r, "struct cdefer_context *", lower_printf(l, "struct %s_frame *", name), "unsigned"));
	after_at(l, r->node->last);
	text_printf(l->after, "%s void %s_exit(%s)\n{\n", l->linkage, name,
	            exit_operands(l, r, "struct cdefer_context *cdefer_c", lower_printf(l, "struct %s_frame *cdefer_F", name),
	                          "unsigned cdefer_b"));
	if (keep)
		text_add(l->after, "\tconst int cdefer_errno = cdefer_rt_errno();\n\n");
	if (plan->open_coded)
		open_coded_exit(l, plan);
	else
		text_add(l->after, "\tcdefer_rt_run(cdefer_c, &cdefer_F->cdefer_base);\n");
	if (keep)
		text_add(l->after, "\tcdefer_rt_set_errno(cdefer_errno);\n");
	text_add(l->after, "}\n");
}

/* What an exit of the routine does, as statements; "" if nothing. */
static const char *exit_text(struct lowering *l, const struct routine *r)
{
	const struct plan *plan = r->plan;
	const char *run = "", *drop = "";

	if (has_exit_function(l, r))
		run = lower_printf(l, "%s_exit(%s);", routine_name(l, r), exit_operands(l, r, "cdefer_c", "&cdefer_F", pending_bits(r)));
	else if (plan->needs_frame && !plan->function_scoped)
		run = "cdefer_rt_unlink(cdefer_c, &cdefer_F.cdefer_base);";
	else if (plan->needs_frame)
		run = "cdefer_rt_run(cdefer_c, &cdefer_F.cdefer_base);";
	if (drops_marks(l, r))
		drop = lower_printf(l, "%scdefer_rt_marks_drop(cdefer_c, cdefer_M, %u);", *run ? " " : "",
		                    (unsigned)r->setjmps.v.n);
	return lower_printf(l, "%s%s", run, drop);
}

/* ---- return ------------------------------------------------------------------------------------------ */

/* The result must be where actions, or a recovery, find it. */
static bool stores_result(struct lowering *l, const struct routine *r)
{
	const struct plan *plan = r->plan;
	return !r->parent && (plan->result || plan->pad) && function_result(l);
}

/* A comma would separate declarators or initializers. */
static bool is_comma(const struct node *n) { return n->kind == AST_COMMA; }

static void return_stored(struct lowering *l, struct routine *r, const struct node *n, const char *run)
{
	const char *to = result_text(l, r);

	if (type_has_const(function_result(l))) {
		edit_replace(l->edits, n->first, n->first,
		             literal(l, lower_printf(l, "{ cdefer_rt_copy((void *)&%s, (%s_result[1]){ (", to, l->base)));
		edit_replace(l->edits, n->last, n->last,
		             literal(l, lower_printf(l, ") }, sizeof %s); %s%sreturn %s; }", to, run, *run ? " " : "", to)));
	} else {
		bool comma = is_comma(n->kid[RETURN_VALUE]);
		edit_replace(l->edits, n->first, n->first, literal(l, lower_printf(l, "{ %s =%s", to, comma ? " (" : "")));
		edit_replace(l->edits, n->last, n->last,
		             literal(l, lower_printf(l, "%s; %s%sreturn %s; }", comma ? ")" : "", run, *run ? " " : "", to)));
	}
}

/* `depth`: returns around this one, in whose value it stands.  Where returns that jump keep it in a variable of the
 * function, all do. */
static void return_value(struct lowering *l, struct routine *r, const struct node *n, const char *run, unsigned depth)
{
	bool kept = has_kept_result(l, r);
	const char *name = depth ? lower_printf(l, "cdefer_r%u", depth) : "cdefer_r";
	bool comma = is_comma(n->kid[RETURN_VALUE]);

	if (kept)
		name = "cdefer_r";
	edit_replace(l->edits, n->first, n->first,
	             literal(l, kept ? lower_printf(l, "{ cdefer_r =%s", comma ? " (" : "")
	                             : lower_printf(l, "{ const %s_result %s =%s", l->base, name, comma ? " (" : "")));
	edit_replace(l->edits, n->last, n->last,
	             literal(l, lower_printf(l, "%s; %s return %s; }", comma ? ")" : "", run, name)));
}

static bool is_constant(const struct node *n)
{
	while (n->kind == AST_PAREN)
		n = n->kid[PAREN_EXPR];
	if (n->kind == AST_UNARY && (n->op == TOK_MINUS || n->op == TOK_PLUS))
		n = n->kid[UNARY_EXPR];
	return n->kind == AST_NUMBER || n->kind == AST_CHARACTER || n->kind == AST_STRING || n->kind == AST_WORD;
}

static void lower_return(struct lowering *l, struct routine *r, const struct node *n, const char *run, unsigned depth)
{
	const struct node *value = n->kid[RETURN_VALUE];

	if (value && stores_result(l, r)) {
		return_stored(l, r, n, run);
	} else if (!value && stores_result(l, r)) {
		edit_replace(l->edits, n->first, n->last,
		             literal(l, lower_printf(l, "{ %s%sreturn %s; }", run, *run ? " " : "", result_text(l, r))));
	} else if (!*run) {
		return;
	} else if (!value || is_constant(value)) {
		/* Nothing of the value can change meanwhile. */
		edit_before(l->edits, n->first, literal(l, lower_printf(l, "{ %s ", run)));
		edit_after(l->edits, n->last, literal(l, " }"));
	} else if (!function_result(l)) {
		edit_replace(l->edits, n->first, n->first, literal(l, "{"));
		edit_replace(l->edits, n->last, n->last, literal(l, lower_printf(l, "; %s return; }", run)));
	} else {
		return_value(l, r, n, run, depth);
	}
}

static const char *joined(struct lowering *l, const char *a, const char *b)
{
	return lower_printf(l, "%s%s%s", a, *a && *b ? " " : "", b);
}

/* ---- the routine ------------------------------------------------------------------------------------------ */

static bool ends_in_return(const struct routine *r)
{
	const struct node *last = node_last(routine_body(r)->kid[BLOCK_ITEMS]);

	return last && last->kind == AST_RETURN;
}

static void lower_end(struct lowering *l, struct routine *r, const char *run)
{
	struct plan *plan = r->plan;
	const struct scope_exit *leaves = flow_scope_exit(plan->flow, routine_body(r));
	struct text *t = text_new(l->edits);
	const char *last = "";

	if (leaves)
		block_end(l, r, leaves, t);
	if (leaves && plan->flow->end_reached && jumps_to_statement(r, leaves) && return_final(l, r, NULL))
		run = "";
	else if (ends_in_return(r))
		;
	else if (stores_result(l, r))
		last = lower_printf(l, "return %s;", result_text(l, r));
	/* A compiler that does not know what never returns (TinyCC) misses a result. */
	else if (!plan->flow->end_reached && !r->parent && r->panics.v.n && function_result(l))
		last = lower_printf(l, "CDEFER_UNREACHED_(%s_result)", l->base);
	if (!plan->flow->end_reached)
		run = "";
	run = joined(l, run, last);
	text_printf(t, "%s%s%s", leaves && *run ? " " : "", run, leaves || *run ? " " : "");
	if (leaves || *run)
		at_end_text(l, r, t);
}

/* What runs at one return: what its blocks have pending, then what the function has. */
static const char *return_text(struct lowering *l, struct routine *r, const struct scope_exit *leaves, const char *run)
{
	const char *scopes = leaves ? scopes_text(l, r, leaves->from, leaves->to, "") : "";

	if (leaves && l->env->opt->preserve_errno && !r->parent)
		scopes = lower_printf(l, "const int cdefer_errno = cdefer_rt_errno(); %s cdefer_rt_set_errno(cdefer_errno);", scopes);
	return joined(l, scopes, run);
}

/* ---- a return that jumps to what its blocks have pending ---------------------------------------------------------- */

static const char *kept_result(struct lowering *l, const struct routine *r)
{
	return stores_result(l, r) ? result_text(l, r) : "cdefer_r";
}

const char *return_final(struct lowering *l, struct routine *r, const struct node *n)
{
	const char *run = exit_text(l, r);
	bool any = !r->parent && function_result(l), stored = any && stores_result(l, r);
	bool result = stored || (any && n && n->kid[RETURN_VALUE]);

	/* The end of a function without its result (main, or a caller that does not look at it). */
	if (!n && any && !stored)
		return NULL;
	return lower_printf(l, "%s%sreturn%s%s;", run, *run ? " " : "", result ? " " : "", result ? kept_result(l, r) : "");
}

bool has_kept_result(struct lowering *l, const struct routine *r)
{
	const struct flow *flow = ((struct plan *)r->plan)->flow;

	if (r->parent || stores_result(l, r) || !function_result(l))
		return false;
	for (size_t i = 0; i < flow->scope_exits.n; i++) {
		const struct scope_exit *x = &flow->scope_exits.at[i];

		if (x->node->kind == AST_RETURN && x->node->kid[RETURN_VALUE] && jumps_to_statement(r, x))
			return true;
	}
	return false;
}

/* A parameter has the name of something in the type of the result: `node *f(node *node)`. */
static bool hides_result_type(struct lowering *l, const struct routine *r)
{
	const struct type *t = r->sym->type ? type_plain(r->sym->type) : NULL;
	tok_id end = routine_body(r)->first;

	for (unsigned i = 0; t && t->kind == TYPE_FUNCTION && i < t->nparams; i++) {
		unsigned n = 0;

		for (tok_id k = r->node->first; k < end && t->params[i].name; k++)
			n += l->tokens->v.at[k].name == t->params[i].name;
		/* Once where it is declared. */
		if (n > 1)
			return true;
	}
	return false;
}

const char *kept_type(struct lowering *l, const struct routine *r)
{
	return has_kept_result(l, r) && hides_result_type(l, r) ? lower_printf(l, "%s_result", l->base) : NULL;
}

static void return_by_jump(struct lowering *l, struct routine *r, const struct node *n, const struct scope_exit *leaves)
{
	const struct node *value = n->kid[RETURN_VALUE];
	const char *go = jump_text(l, r, leaves);
	bool comma = value && is_comma(value);

	if (!value) {
		edit_replace(l->edits, n->first, n->last, literal(l, lower_printf(l, "{ %s }", go)));
	} else if (!function_result(l)) {
		edit_replace(l->edits, n->first, n->first, literal(l, "{"));
		edit_replace(l->edits, n->last, n->last, literal(l, lower_printf(l, "; %s }", go)));
	} else {
		edit_replace(l->edits, n->first, n->first,
		             literal(l, lower_printf(l, "{ %s =%s", kept_result(l, r), comma ? " (" : "")));
		edit_replace(l->edits, n->last, n->last, literal(l, lower_printf(l, "%s; %s }", comma ? ")" : "", go)));
	}
}

void lower_exits(struct lowering *l, struct routine *r)
{
	const char *run = exit_text(l, r);
	const struct plan *plan = r->plan;
	const struct scope_exit *leaves;
	VEC(tok_id) open = {0};         /* last tokens of the returns around */

	for (size_t i = 0; i < r->returns.v.n; i++) {
		const struct node *n = r->returns.v.at[i];
		while (open.n && open.at[open.n - 1] < n->first)
			open.n--;
		leaves = flow_scope_exit(plan->flow, n);
		if (leaves && jumps_to_statement(r, leaves))
			return_by_jump(l, r, n, leaves);
		else
			lower_return(l, r, n, return_text(l, r, leaves, run), (unsigned)open.n);
		*vec_push(l->env->tu, &open) = n->last;
	}
	lower_end(l, r, run);
	lower_scope_exits(l, r);
}
