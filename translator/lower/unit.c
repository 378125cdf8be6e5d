/*
 * From the plans of all functions to edits, function by function.
 */
#include <string.h>

#include "lower/lower_int.h"

/* Names of functions that differ must give names of ours that differ, whatever is appended: a base
 * never ends in a digit, `_` or a single `x` that was not added here.  And none of cdefer.h's comes out
 * (cdefer_thread_exit, cdefer_rt_run). */
static const char *base_name(struct lowering *l, const struct name *n)
{
	char last = n->text[n->len - 1];
	bool guard = (last >= '0' && last <= '9') || last == '_' || last == 'x' || strcmp(n->text, "thread") == 0 ||
	             strcmp(n->text, "rt") == 0 || strncmp(n->text, "rt_", 3) == 0;
	return lower_printf(l, "cdefer_%s%s", n->text, guard ? "x" : "");
}

static bool any_rewritten(const struct routine *r)
{
	if (((struct plan *)r->plan)->rewritten)
		return true;
	for (size_t i = 0; i < r->routines.n; i++)
		if (any_rewritten(r->routines.at[i]))
			return true;
	return false;
}

/* Of an action in it or in a block of it. */
static bool calls_at_exits(const struct routine *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->sites.n; i++)
		if (plan->sites.at[i]->placement == PLACE_CALLED)
			return true;
	for (size_t i = 0; i < r->routines.n; i++)
		if (calls_at_exits(r->routines.at[i]))
			return true;
	return false;
}

static bool uses_result_type(struct lowering *l)
{
	const struct plan *plan = l->function->plan;

	return function_result(l) && (plan->result || plan->pad || has_bits_or_frame(l->function) || kept_type(l, l->function) || calls_at_exits(l->function) || l->function->panics.v.n ||
	                              (translates_jumps(l) && l->function->setjmps.v.n));
}

static void lower_types(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;

	/* A block's own frame first: nothing of the enclosing routine is part of it. */
	for (size_t i = 0; i < plan->sites.n; i++) {
		if (plan->sites.at[i]->body)
			lower_types(l, plan->sites.at[i]->body);
		lower_site_types(l, plan->sites.at[i]);
	}
	lower_frame_types(l, r);
	lower_pad_types(l, r);
}

static void lower_routine(struct lowering *l, struct routine *r);

static void lower_sites(struct lowering *l, struct routine *r)
{
	struct plan *plan = r->plan;

	for (size_t i = 0; i < plan->sites.n; i++) {
		lower_registration(l, plan->sites.at[i]);
		lower_action(l, plan->sites.at[i]);
		if (plan->sites.at[i]->body)
			lower_routine(l, plan->sites.at[i]->body);
	}
}

static void lower_routine(struct lowering *l, struct routine *r)
{
	if (routine_of_text(r) != r) {
		lower_words(l, r);
		lower_scope_exits(l, r);
		lower_sites(l, r);
		return;
	}
	lower_descriptors(l, r);
	lower_registers(l, r);
	if (!r->parent)
		at_begin(l, r, enter_text(l, r));
	lower_words(l, r);
	lower_variables(l, r);
	lower_exits(l, r);
	lower_sites(l, r);
	lower_dispatcher(l, r);
	lower_exit_function(l, r);
}

/* A condition of the program that asks whether it is translated is to be answered as it was here. */
static const char *feature_text(struct lowering *l)
{
	if (!file_mentions_word(l->main, "__STDC_DEFER_TS25755__") && !file_mentions_word(l->main, "__CDEFER__"))
		return "";
	return lower_printf(l, "#define __CDEFER__ %d\n#ifndef __STDC_DEFER_TS25755__\n"
	                       "#define __STDC_DEFER_TS25755__ 1\n#endif\n", 100);
}

/* Language 11: a translated file sees cdefer.h as if it were included.  It stands in front of all,
 * where no macro of the program can reach it; it includes nothing of the system's, so that the
 * program's own #define _GNU_SOURCE still comes first. */
static void include_header(struct lowering *l)
{
	if (l->header)
		return;
	l->header = true;
	const char *feature = feature_text(l), *check = "";
	if (l->env->opt->foreign_unwind) {
		feature = lower_printf(l, "%s#define CDEFER_FOREIGN_UNWIND 1\n", feature);
		check = "#if !CDEFER_UNWINDS_\n#error \"cdefer.h was included before, without -fforeign-unwind\"\n#endif\n";
	}
	edit_top(l->edits, literal(l, lower_printf(l, "%s#include <cdefer.h>\n#if CDEFER_ABI != 1\n"
	                              "#error \"cdefer.h is of another version than the cdefer that made this file\"\n#endif\n%s", feature, check)));
}

static void find_itself(const struct use *u, void *ctx)
{
	bool *found = ctx;

	*found |= u->node->kind == AST_IDENT && u->node->sym && u->node->sym == u->routine->function->sym;
}

/* A recursion that only a panic ends is one that GCC warns of. */
static bool ends_by_panic(struct routine *f)
{
	bool recursive = false;

	if (!f->panics.v.n)
		return false;
	uses_walk(f, find_itself, &recursive);
	return recursive;
}

static const char *linkage(const struct routine *f)
{
	const struct symbol *sym = f->sym;

	return sym->is_inline && sym->storage != STORAGE_STATIC ? "CDEFER_INLINE_" : "static";
}

/* What is called without a record needs nothing of it. */
static bool needs_runtime(const struct lowering *l, const struct routine *r)
{
	const struct plan *plan = r->plan;

	/* What an external inline function calls besides has a linkage of its own. */
	if (calls_at_exits(r) && strcmp(linkage(r->function), "static") != 0)
		return true;
	if (!l->env->opt->no_panic || plan->needs_frame || r->panics.v.n || r->recovers.v.n || r->results.v.n)
		return true;
	for (size_t i = 0; i < r->routines.n; i++)
		if (needs_runtime(l, r->routines.at[i]))
			return true;
	return false;
}

static void lower_function(struct lowering *l, struct routine *f)
{
	struct text *before = text_new(l->edits);

	l->function = f;
	l->base = base_name(l, f->sym->name);
	l->linkage = linkage(f);
	l->types = text_new(l->edits);
	l->decls = text_new(l->edits);
	l->after = text_new(l->edits);
	l->raises = 0;
	l->bare.n = 0;
	memset(&l->ways, 0, sizeof l->ways);

	text_fresh_line(before);
	text_append(before, l->types);
	text_append(before, l->decls);
	/* Inlined into another one, its marks could not be told from that one's (runtime/jump.c). */
	if (translates_jumps(l) && f->setjmps.v.n && !f->sym->is_inline && !((struct plan *)f->plan)->pad)
		text_add(before, "CDEFER_NOINLINE_\n");
	if (ends_by_panic(f)) {
		text_add(before, "CDEFER_RECURSIVE_\n");
		edit_behind(l->edits, f->node->last, literal(l, "\nCDEFER_RECURSIVE_END_\n"));
	}
	edit_in_front(l->edits, f->node->first, before);
	edit_behind(l->edits, f->node->last, l->after);
	edit_rewritten(l->edits, f->node->first, f->node->last);

	if (!needs_runtime(l, f) && calls_at_exits(f))
		text_add(l->types, "struct cdefer_panic;\n");
	hoist_function(l);
	if (uses_result_type(l))
		text_printf(l->types, "typedef %s;\n",
		            declare(l, function_result(l), lower_printf(l, "%s_result", l->base), f->node));
	lower_types(l, f);
	lower_pad(l);
	note_scope_exits(l, f);
	lower_routine(l, f);
	lower_uses(l);
}

/* ---- headers (language 11) --------------------------------------------------------------------------- */

/* The innermost file that a function of an included file stands in; null if it is of the main file. */
static const struct file *header_of(struct lowering *l, const struct node *n)
{
	const struct token *t = &l->tokens->v.at[n->first];
	uint32_t row = expansion_outermost(l->env->expansions, t->expansion);
	loc_t at = t->at;

	if (!row || l->env->expansions->rows.at[row].kind != EXPANSION_INCLUDE)
		return NULL;
	for (row = t->expansion; row; row = l->env->expansions->rows.at[row].parent) {
		if (l->env->expansions->rows.at[row].kind == EXPANSION_INCLUDE)
			break;
		at = l->env->expansions->rows.at[row].begin;
	}
	return files_of(l->env->files, at);
}

static bool uses_words(const struct routine *f)
{
	return f->sites.v.n || f->panics.v.n || f->recovers.v.n || f->results.v.n;
}

/* The plain header in the chain of includes by which the node's text came in; null if all are of the language. */
static const struct file *plain_includer(struct lowering *l, const struct node *n)
{
	const struct expansion *rows = l->env->expansions->rows.at;

	for (uint32_t row = l->tokens->v.at[n->first].expansion; row; row = rows[row].parent) {
		const struct file *f = files_of(l->env->files, rows[row].begin);

		if (rows[row].kind == EXPANSION_INCLUDE && f && f != l->main && !file_is_translated(f->name))
			return f;
	}
	return NULL;
}

/* A function of a header is translated with the header, which must be a .hd for that. */
static void header_function(struct lowering *l, const struct file *header, struct routine *f)
{
	const struct file *includer = plain_includer(l, f->node);

	if (file_is_translated(header->name)) {
		if (!includer)
			return;
		diag_error(l->env->diag, node_span(l->tokens, f->node->kid[FUNCTION_DECLARATOR]),
		           "'%s' would be included as it is, by the plain header '%s'", header->name, includer->name);
		diag_note(l->env->diag, node_span(l->tokens, f->node->kid[FUNCTION_DECLARATOR]), "name that header .hd, too");
		return;
	}
	/* Jumps are rewritten in any function (language 6). */
	diag_error(l->env->diag, node_span(l->tokens, f->node->kid[FUNCTION_DECLARATOR]), "'%s' uses %s in a plain header",
	           f->sym->name->text, uses_words(f) ? "defer, panic or recover" : "setjmp or longjmp");
	diag_note(l->env->diag, node_span(l->tokens, f->node->kid[FUNCTION_DECLARATOR]),
	          "name the header .hd and translate it to a .h with cdefer");
}

/* A declaration of the main file that names something of cdefer.h. */
static bool names_runtime(struct lowering *l, const struct node *n)
{
	for (tok_id t = n->first; t <= n->last && t < l->tokens->v.n; t++) {
		const struct name *name = l->tokens->v.at[t].name;
		if (name && (strncmp(name->text, "cdefer_", 7) == 0 || strncmp(name->text, "CDEFER_", 7) == 0))
			return true;
	}
	return false;
}

void lower_unit(struct env *env, struct unit *unit, struct pp *pp, struct file *main, struct edits *edits)
{
	struct lowering l = {.env = env, .unit = unit, .ty = unit->types, .pp = pp, .main = main, .tokens = pp_tokens(pp), .edits = edits};
	bool runtime;

	for (size_t i = 0; i < unit->functions.n; i++) {
		struct routine *f = unit->functions.at[i];
		const struct file *header;
		if (!any_rewritten(f))
			continue;
		header = header_of(&l, f->node);
		if (header) {
			header_function(&l, header, f);
			continue;
		}
		l.rewrote = true;
		if (needs_runtime(&l, f))
			include_header(&l);
		lower_function(&l, f);
	}
	/* Without the header, too, conditions are answered as they were here. */
	if (!l.header && l.rewrote && *feature_text(&l))
		edit_top(l.edits, literal(&l, feature_text(&l)));
	/* Language 11: also where none of the words is used. */
	runtime = unit->uses_words || (!env->opt->plain_c && !names_of(env->names, "CDEFER_H")->macro);
	for (struct node *n = unit->tree->kid[UNIT_DECLS]; n && runtime && !l.header; n = n->next)
		if (!header_of(&l, n) && names_runtime(&l, n))
			include_header(&l);
}
