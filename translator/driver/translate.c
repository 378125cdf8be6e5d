/*
 * The table of contents: every stage of a translation, in order.
 *
 * Takes the command line, gives the output's bytes.  A stage reports all that it can; the next
 * one runs only if there was no error.  Nothing is written here, so a failure leaves nothing.
 */
#include "driver/translate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "driver/depfile.h"
#include "driver/dump.h"
#include "driver/embed.h"
#include "driver/hostcc.h"
#include "driver/output.h"
#include "driver/target.h"
#include "edit/edit.h"
#include "lower/lower.h"
#include "parse/parse.h"
#include "place/place.h"
#include "pp/pp.h"
#include "sema/sema.h"
#include "token/lexer.h"

/* Everything preprocessed, for those that want no tree. */
static void read_all(struct pp *pp)
{
	struct tokens *ts = pp_tokens(pp);
	tok_id last;

	/* The list may move while it grows. */
	do
		last = pp_next(pp);
	while (ts->v.at[last].kind != TOK_EOF);
}

/* Messages may be in colour while the text goes to a file. */
static bool output_color(const struct command *c)
{
	bool terminal = strcmp(c->output, "-") == 0 && isatty(STDOUT_FILENO) && !getenv("NO_COLOR");

	return c->diag.color > 0 || (c->diag.color < 0 && terminal);
}

/* Each once, under every name that it is included by. */
static void list_headers(const struct env *env, const struct file *main, struct buf *out)
{
	const struct expansions *x = env->expansions;

	for (size_t i = 1; i < x->rows.n; i++) {
		const char *path = x->rows.at[i].path;
		bool listed = false;

		if (!path || !file_is_translated(path) || strcmp(path, main->name) == 0)
			continue;
		for (size_t k = 1; k < i && !listed; k++)
			listed = x->rows.at[k].path && strcmp(x->rows.at[k].path, path) == 0;
		if (!listed)
			buf_printf(out, "%s\n", path);
	}
}

static void run_stages(struct env *env, const struct command *c, const struct pp_config *config,
                       const struct target *target, struct file *main, struct translation *t)
{
	enum stage last = c->task == TASK_DUMP ? c->stage : STAGE_EDITS;
	struct pp *pp;
	struct tokens *tokens;
	struct node *tree;
	struct unit *unit;
	struct edits *edits;

	if (last == STAGE_TOKENS) {
		dump_tokens(env, main, &t->text);
		return;
	}
	pp = pp_new(env, config, main);
	tokens = pp_tokens(pp);
	if (c->task == TASK_DEPEND) {
		read_all(pp);
		depfile_write(&c->depend, pp, c->input, &t->rule);
		return;
	}
	if (last == STAGE_PP) {
		read_all(pp);
		pp_dump(pp, &t->text);
		return;
	}
	tree = parse_unit(env, pp, main);
	if (c->depend.wanted)
		depfile_write(&c->depend, pp, c->input, &t->rule);
	if (c->phases.headers)
		list_headers(env, main, &t->headers);
	if (last == STAGE_AST)
		node_dump(tree, tokens, NULL, NULL, &t->text);
	if (last == STAGE_AST || diag_errors(env->diag))
		return;

	unit = sema_check(env, tree, tokens, target);
	if (last == STAGE_TYPES)
		dump_types(unit, tokens, &t->text);
	if (last == STAGE_TYPES || diag_errors(env->diag))
		return;

	if (last == STAGE_FLOW) {
		dump_flow(env, unit, tokens, &t->text);
		return;
	}
	place_unit(env, unit, tokens);
	if (last == STAGE_PLACE)
		place_report(env, unit, tokens, false, &t->text);
	if (c->report)
		place_report(env, unit, tokens, c->report == REPORT_JSON, &t->report);
	if (last == STAGE_PLACE || diag_errors(env->diag))
		return;

	if (c->task == TASK_EXPLAIN) {
		explain_unit(env, unit, tokens, main, c->explain, output_color(c), &t->text);
		return;
	}

	edits = edits_new(env, pp, main);
	lower_unit(env, unit, pp, main, edits);
	if (c->task == TASK_DUMP)
		edits_dump(edits, &t->text);
	else if (!diag_errors(env->diag))
		edits_apply(edits, &t->text);
}

/* Without -std= the language is the host compiler's own default, which its macros tell. */
static void standard_default(struct options *o, const char *predefined)
{
	static const char version[] = "#define __STDC_VERSION__ ";
	const char *at = strstr(predefined, version);
	long value = at ? strtol(at + sizeof version - 1, NULL, 10) : 0;

	o->standard = value > 201710 ? 2023 : value > 201112 ? 2017 : value > 199901 ? 2011
	            : value == 199901 ? 1999 : 1989;
	o->gnu = !strstr(predefined, "#define __STRICT_ANSI__");
}

/* cdefer.h and stddefer.h need not be installed for a translation. */
static void own_headers(struct env *env, struct pp_config *config)
{
	VEC(struct pp_own) own = {0};

	for (size_t i = 0; i < EMBEDDED_FILES; i++)
		if (strchr(embedded[i].name, '.')[1] == 'h')
			*vec_push(env->tu, &own) = (struct pp_own){embedded[i].name, embedded[i].text, embedded[i].len};
	config->own = own.at;
	config->nown = own.n;
}

/* Options and the host compiler's answer, together what the preprocessor starts from. */
static bool configure(struct env *env, const struct command *c, struct options *phases,
                      struct pp_config *config, struct target *target)
{
	memset(config, 0, sizeof *config);
	config->command_line = c->macros.text ? c->macros.text : "";
	config->dirs = c->dirs.at;
	config->ndirs = c->dirs.n;
	config->includes = c->includes.at;
	config->nincludes = c->includes.n;
	config->preprocessed = c->language == LANGUAGE_PREPROCESSED;
	config->missing_ok = c->depend.missing;
	own_headers(env, config);
	if (!hostcc_ask(env, c->cc, c->standard, config))
		return false;
	if (!c->standard)
		standard_default(phases, config->predefined);
	return target_read(target, config->predefined) ||
	       complain("'%s' tells of no target that cdefer knows", c->cc);
}

/* A program that reads the messages wants this one in the same form. */
static void no_input(struct env *env, const struct command *c)
{
	const char *why = strerror(errno);

	if (c->diag.format == DIAG_TEXT)
		complain("cannot read '%s': %s", c->input, why);
	else
		diag_error(env->diag, (struct span){0}, "cannot read '%s': %s", c->input, why);
}

int translate(const struct command *c, struct translation *t)
{
	struct arena *arena = arena_new();
	struct options phases = c->phases;
	struct expansions expansions = {.arena = arena};
	struct env env = {.tu = arena, .names = names_new(arena), .files = files_new(arena),
	                  .expansions = &expansions, .opt = &phases};
	struct pp_config config;
	struct target target;
	struct file *main;
	int status = STATUS_OK;

	env.diag = diag_new(arena, env.files, env.expansions, &c->diag, stderr);
	diag_verbose(env.diag, phases.verbose);
	main = files_open(env.files, c->input, false);
	if (!main) {
		no_input(&env, c);
		status = STATUS_USAGE;
	} else if (!configure(&env, c, &phases, &config, &target)) {
		status = STATUS_USAGE;
	} else {
		run_stages(&env, c, &config, &target, main, t);
	}
	diag_finish(env.diag);
	if (status == STATUS_OK && diag_errors(env.diag))
		status = STATUS_ERRORS;
	files_free(env.files);
	arena_free(arena);
	return status;
}
