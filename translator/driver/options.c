/*
 * Reads the command line by the table of options.def.
 *
 * Three steps: find the row of each word (the longest spelling that fits), store what it says,
 * and, when all are read, check what contradicts itself and derive the names that were not
 * given.  An option that cdefer does not have is refused by name, with a hint where a C
 * compiler has it: silence would hide that it has no effect.
 */
#include "driver/options.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "driver/depfile.h"
#include "driver/output.h"

enum option_form { PLAIN, JOINED, EITHER };

enum option_id {
#define G(title)
#define O(id, spelling, form, argument, help) OPTION_##id,
#include "driver/options.def"
#undef G
#undef O
	OPTION_COUNT
};

struct option {
	enum option_id id;
	enum option_form form;
	const char *spelling, *argument, *help;
};

static const struct option options[] = {
#define G(title)
#define O(id, spelling, form, argument, help) {OPTION_##id, form, spelling, argument, help},
#include "driver/options.def"
#undef G
#undef O
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool starts(const char *word, const char *with)
{
	return strncmp(word, with, strlen(with)) == 0;
}

static bool ends(const char *word, const char *with)
{
	size_t n = strlen(word), m = strlen(with);

	return n >= m && strcmp(word + n - m, with) == 0;
}

/* ---- one option ---------------------------------------------------------------------------- */

/* The row that `word` is spelled by; null if there is none. */
static const struct option *option_find(const char *word)
{
	const struct option *best = NULL;

	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];
		bool fits = o->form == PLAIN ? strcmp(word, o->spelling) == 0 : starts(word, o->spelling);

		if (fits && (!best || strlen(o->spelling) > strlen(best->spelling)))
			best = o;
	}
	return best;
}

/* Options of C compilers that make no sense here, so that the message can say why. */
static const char *option_foreign(const char *word)
{
	static const struct { const char *prefix, *why; } foreign[] = {
		{"-O", "cdefer takes no code generation options"},
		{"-g", "cdefer takes no code generation options"},
		{"-m", "cdefer takes no code generation options; if it changes macros, put it into --cc"},
		{"-f", "cdefer takes no code generation options"},
		{"-p", "cdefer takes no code generation options; if it changes macros, put it into --cc"},
		{"-c", "cdefer writes C and does not compile it"},
		{"-S", "cdefer writes C and does not compile it"},
		{"-E", "--dump=pp prints preprocessed text"},
		{"-l", "cdefer does not link"},
		{"-L", "cdefer does not link"},
		{"-shared", "cdefer does not link"},
		{"-static", "cdefer does not link"},
		{"-nostdinc", "put it into --cc"},
		{"-imacros", "use -include"},
		{"--sysroot", "put it into --cc"},
		{"--target", "put it into --cc"},
		{"-isysroot", "put it into --cc"},
	};

	const char *why = "see --help for those that it has";
	size_t longest = 0;

	for (size_t i = 0; i < COUNT(foreign); i++)
		if (starts(word, foreign[i].prefix) && strlen(foreign[i].prefix) > longest) {
			longest = strlen(foreign[i].prefix);
			why = foreign[i].why;
		}
	return why;
}

/* A mistake in what stands behind an option. */
static bool bad_argument(const struct option *o, const char *argument, const char *choices)
{
	return complain("'%s' is not known to '%s'; it takes %s", argument, o->spelling, choices);
}

/* -D and -U become directives, read before the main file. */
static bool option_define(struct command *c, const char *text, bool define)
{
	const char *equals = strchr(text, '=');

	if (strpbrk(text, "\r\n"))
		return complain("a line break in '-%c%s'", define ? 'D' : 'U', text);
	if (!*text || *text == '=')
		return complain("no macro name in '-%c%s'", define ? 'D' : 'U', text);
	if (!define)
		buf_printf(&c->macros, "#undef %s\n", text);
	else if (equals)
		buf_printf(&c->macros, "#define %.*s %s\n", (int)(equals - text), text, equals + 1);
	else
		buf_printf(&c->macros, "#define %s 1\n", text);
	return true;
}

static bool option_standard(struct command *c, struct arena *a, const struct option *o, const char *name)
{
	/* `host` is the older name where host compilers may not know the newer one yet. */
	static const struct { const char *name; int year; bool gnu; const char *host; } standards[] = {
		{"c89", 1989, false, 0}, {"c90", 1989, false, 0}, {"iso9899:1990", 1989, false, 0},
		{"iso9899:199409", 1989, false, 0},
		{"c99", 1999, false, 0}, {"c9x", 1999, false, 0}, {"iso9899:1999", 1999, false, 0},
		{"iso9899:199x", 1999, false, 0},
		{"c11", 2011, false, 0}, {"c1x", 2011, false, 0}, {"iso9899:2011", 2011, false, 0},
		{"c17", 2017, false, 0}, {"c18", 2017, false, 0}, {"iso9899:2017", 2017, false, 0},
		{"iso9899:2018", 2017, false, 0},
		{"c23", 2023, false, "c2x"}, {"c2x", 2023, false, 0}, {"iso9899:2024", 2023, false, "c2x"},
		{"c2y", 2023, false, 0},
		{"gnu89", 1989, true, 0}, {"gnu90", 1989, true, 0},
		{"gnu99", 1999, true, 0}, {"gnu9x", 1999, true, 0},
		{"gnu11", 2011, true, 0}, {"gnu1x", 2011, true, 0},
		{"gnu17", 2017, true, 0}, {"gnu18", 2017, true, 0},
		{"gnu23", 2023, true, "gnu2x"}, {"gnu2x", 2023, true, 0}, {"gnu2y", 2023, true, 0},
	};

	for (size_t i = 0; i < COUNT(standards); i++)
		if (strcmp(name, standards[i].name) == 0) {
			c->phases.standard = standards[i].year;
			c->phases.gnu = standards[i].gnu;
			c->standard = arena_printf(a, "-std=%s", standards[i].host ? standards[i].host : name);
			return true;
		}
	return bad_argument(o, name, "c89, c99, c11, c17, c23, gnu89, gnu99, gnu11, gnu17, gnu23 and their aliases");
}

/* Looks `argument` up in a list of words, "a|b|c"; its index, or -1. */
static int choice(const char *argument, const char *words)
{
	size_t len = strlen(argument);

	for (int i = 0;; i++) {
		size_t n = strcspn(words, "|");

		if (n == len && memcmp(words, argument, n) == 0)
			return i;
		if (!words[n])
			return -1;
		words += n + 1;
	}
}

static bool option_frame_limit(struct command *c, const struct option *o, const char *argument)
{
	char *end;
	unsigned long n = strtoul(argument, &end, 10), unit = 1;

	if (*end == 'k' || *end == 'K')
		unit = 1024, end++;
	else if (*end == 'm' || *end == 'M')
		unit = 1024 * 1024, end++;
	if (*argument < '0' || *argument > '9' || *end || n >= ULONG_MAX / unit)
		return bad_argument(o, argument, "a number of bytes, K or M behind it");
	c->phases.frame_limit = n * unit;
	return true;
}

/* Given twice, the lists are joined. */
static bool option_no_recover(struct command *c, struct arena *a, const struct option *o, const char *list)
{
	if (!*list)
		return bad_argument(o, list, "names of functions with commas between them; NAME* for all that begin so");
	c->phases.no_recover = c->phases.no_recover ? arena_printf(a, "%s,%s", c->phases.no_recover, list) : list;
	return true;
}

/* What is written below it is named in includes, by an absolute name. */
static bool option_headers(struct command *c, struct arena *a, const char *dir)
{
	char *here = *dir == '/' ? NULL : getcwd(NULL, 0);

	c->phases.headers = here ? arena_printf(a, "%s/%s", here, dir) : dir;
	free(here);
	return true;
}

static bool option_task(struct command *c, enum task task)
{
	static const char *const names[] = {"translation", "--check", "--explain", "--dump", "-M", "--emit-runtime",
	                                    "--help", "--version"};

	if (c->task != TASK_TRANSLATE && c->task != task)
		return complain("'%s' and '%s' exclude each other", names[c->task], names[task]);
	c->task = task;
	return true;
}

static void option_dir(struct command *c, struct arena *a, enum pp_dir_kind kind, const char *path)
{
	struct pp_dir *d = vec_push(a, &c->dirs);

	d->path = path;
	d->kind = kind;
}

/* A make target with what is special to make quoted, for -MQ. */
static const char *quoted_target(struct arena *a, const char *target)
{
	struct buf b = {0};
	const char *copy;

	buf_make_quoted(&b, target);
	copy = arena_copy(a, b.text ? b.text : "", b.len);
	buf_free(&b);
	return copy;
}

static bool option_apply(struct command *c, struct arena *a, const struct option *o, const char *argument)
{
	int n;

	switch (o->id) {
	case OPTION_OUTPUT:
		if (c->output)
			return complain("'-o' is given twice");
		c->output = argument;
		return true;
	case OPTION_HEADERS:
		return option_headers(c, a, argument);
	case OPTION_CHECK:
		return option_task(c, TASK_CHECK);
	case OPTION_NO_LINES:
		return c->phases.no_line = true;
	case OPTION_REPORT:
		n = choice(argument, "placement|placement-json|placement,json");
		if (n < 0)
			return bad_argument(o, argument, "placement or placement-json");
		c->report = n ? REPORT_JSON : REPORT_TEXT;
		return true;
	case OPTION_EXPLAIN:
		return option_task(c, TASK_EXPLAIN);
	case OPTION_EXPLAIN_FORMAT:
		n = choice(argument, "text|html");
		if (n < 0)
			return bad_argument(o, argument, "text or html");
		c->explain = (enum explain_format)n;
		return option_task(c, TASK_EXPLAIN);
	case OPTION_DUMP:
		n = choice(argument, "tokens|pp|ast|types|flow|place|edits");
		if (n < 0)
			return bad_argument(o, argument, "tokens, pp, ast, types, flow, place or edits");
		c->stage = (enum stage)n;
		return option_task(c, TASK_DUMP);
	case OPTION_EMIT_RUNTIME:
		c->runtime = argument;
		return option_task(c, TASK_RUNTIME);
	case OPTION_LANGUAGE:
		n = choice(argument, "c|cd|preprocessed|none");
		if (n < 0)
			return bad_argument(o, argument, "c, cd or preprocessed");
		c->language = n == 3 ? LANGUAGE_BY_SUFFIX : (enum language)(n + 1);
		return true;
	case OPTION_STANDARD:
		return option_standard(c, a, o, argument);
	case OPTION_ANSI:
		return option_standard(c, a, o, "c89");
	case OPTION_NO_OPEN_CODED:
	case OPTION_OPEN_CODED:
		c->phases.no_open_coded = o->id == OPTION_NO_OPEN_CODED;
		return true;
	case OPTION_NO_PANIC:
	case OPTION_PANIC:
		c->phases.no_panic = o->id == OPTION_NO_PANIC;
		return true;
	case OPTION_CATCH_SIGNALS:
	case OPTION_IGNORE_SIGNALS:
		c->phases.catch_signals = o->id == OPTION_CATCH_SIGNALS;
		return true;
	case OPTION_DEFER_TS:
	case OPTION_NO_DEFER_TS:
		return true;
	case OPTION_PRESERVE_ERRNO:
	case OPTION_LOSE_ERRNO:
		c->phases.preserve_errno = o->id == OPTION_PRESERVE_ERRNO;
		return true;
	case OPTION_SETJMP:
	case OPTION_NO_SETJMP:
		c->phases.setjmp_always = o->id == OPTION_SETJMP;
		return true;
	case OPTION_FOREIGN_UNWIND:
	case OPTION_NO_FOREIGN:
		c->phases.foreign_unwind = o->id == OPTION_FOREIGN_UNWIND;
		return true;
	case OPTION_FRAME_LIMIT:
		return option_frame_limit(c, o, argument);
	case OPTION_NO_RECOVER:
		return option_no_recover(c, a, o, argument);
	case OPTION_CC:
		c->cc = argument;
		return true;
	case OPTION_DEFINE:
	case OPTION_UNDEFINE:
		return option_define(c, argument, o->id == OPTION_DEFINE);
	case OPTION_INCLUDE_FILE:
		*vec_push(a, &c->includes) = argument;
		return true;
	case OPTION_DIR_QUOTE:
		option_dir(c, a, PP_DIR_QUOTE, argument);
		return true;
	case OPTION_DIR_ANGLE:
		option_dir(c, a, PP_DIR_ANGLE, argument);
		return true;
	case OPTION_DIR_SYSTEM:
		option_dir(c, a, PP_DIR_SYSTEM, argument);
		return true;
	case OPTION_DIR_AFTER:
		option_dir(c, a, PP_DIR_AFTER, argument);
		return true;
	case OPTION_DEPEND_USER:
		c->depend.user_only = true;
		/* fall through */
	case OPTION_DEPEND:
		c->depend.wanted = true;
		return option_task(c, TASK_DEPEND);
	case OPTION_DEPEND_TOO_USER:
		c->depend.user_only = true;
		/* fall through */
	case OPTION_DEPEND_TOO:
		return c->depend.wanted = true;
	case OPTION_DEPEND_FILE:
		c->depend.file = argument;
		return true;
	case OPTION_DEPEND_TARGET:
		*vec_push(a, &c->depend.targets) = argument;
		return true;
	case OPTION_DEPEND_QUOTED:
		*vec_push(a, &c->depend.targets) = quoted_target(a, argument);
		return true;
	case OPTION_DEPEND_PHONY:
		return c->depend.phony = true;
	case OPTION_DEPEND_MISSING:
		return c->depend.missing = true;
	case OPTION_WERROR:
		return diag_option(&c->diag, "error");
	case OPTION_WARNING:
		if (!diag_option(&c->diag, argument))
			return complain("unknown warning '-W%s'", argument);
		return true;
	case OPTION_NO_WARNINGS:
		return c->diag.warnings_off = true;
	case OPTION_COLOR:
		c->diag.color = 1;
		return true;
	case OPTION_NO_COLOR:
		c->diag.color = 0;
		return true;
	case OPTION_COLOR_WHEN:
		n = choice(argument, "auto|never|always");
		if (n < 0)
			return bad_argument(o, argument, "auto, always or never");
		c->diag.color = n - 1;
		return true;
	case OPTION_FORMAT:
		n = choice(argument, "text|json|sarif");
		if (n < 0)
			return bad_argument(o, argument, "text, json or sarif");
		c->diag.format = n == 0 ? DIAG_TEXT : n == 1 ? DIAG_JSON : DIAG_SARIF;
		return true;
	case OPTION_VERBOSE:
		return c->phases.verbose = true;
	case OPTION_VERSION:
		return option_task(c, TASK_VERSION);
	case OPTION_HELP:
		return option_task(c, TASK_HELP);
	case OPTION_COUNT:
		break;
	}
	return false;
}

/* ---- what follows from the options ------------------------------------------------------------ */

static enum language language_of(const char *input)
{
	if (ends(input, ".c") || ends(input, ".h"))
		return LANGUAGE_C;
	if (ends(input, ".i"))
		return LANGUAGE_PREPROCESSED;
	return LANGUAGE_CD;
}

/* `path` with the suffix of its last part replaced. */
static const char *with_suffix(struct arena *a, const char *path, const char *suffix)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
	size_t len = strlen(path);

	if (dot && dot > (slash ? slash + 1 : path))
		len = (size_t)(dot - path);
	return arena_printf(a, "%.*s%s", (int)len, path, suffix);
}

/* The output that `input` has by default, beside it: foo.cd gives foo.c, foo.hd gives foo.h. */
static const char *default_output(struct arena *a, const char *input)
{
	if (strcmp(input, "-") == 0)
		return "-";
	return with_suffix(a, input, ends(input, ".hd") ? ".h" : ".c");
}

/* Directories in the order in which they are searched, kind by kind (each kind keeps its own). */
static void sort_dirs(struct command *c, struct arena *a)
{
	size_t n = c->dirs.n, filled = 0;
	struct pp_dir *sorted = arena_alloc(a, (n ? n : 1) * sizeof *sorted);

	for (int kind = PP_DIR_QUOTE; kind <= PP_DIR_AFTER; kind++)
		for (size_t i = 0; i < n; i++)
			if ((int)c->dirs.at[i].kind == kind)
				sorted[filled++] = c->dirs.at[i];
	c->dirs.at = sorted;
	c->dirs.n = c->dirs.room = filled;
}

static bool finish_depend(struct command *c, struct arena *a, const char *made)
{
	struct depend *d = &c->depend;

	if (!d->wanted) {
		if (d->file || d->targets.n || d->phony || d->missing)
			return complain("-MF, -MT, -MQ, -MP and -MG need -M, -MM, -MD or -MMD");
		return true;
	}
	/* A header that is not there yet cannot be translated with (GCC has the same rule). */
	if (d->missing && c->task != TASK_DEPEND)
		return complain("'-MG' needs '-M' or '-MM'");
	if (c->task == TASK_DUMP || c->task == TASK_EXPLAIN)
		return complain("'%s' writes no dependencies", c->task == TASK_DUMP ? "--dump" : "--explain");
	if (!d->targets.n) {
		if (strcmp(made, "-") == 0)
			made = strcmp(c->input, "-") == 0 ? "-" : default_output(a, c->input);
		if (strcmp(made, "-") == 0)
			return complain("the rule's target needs a name: use -MT");
		*vec_push(a, &d->targets) = quoted_target(a, made);
	}
	if (d->file)
		return true;
	if (c->task == TASK_DEPEND)
		d->file = c->output ? c->output : "-";
	else if (strcmp(made, "-") == 0)
		return complain("the rule's file needs a name: use -MF");
	else
		d->file = with_suffix(a, made, ".d");
	return true;
}

/* What each task writes, and whether it could destroy what it reads. */
static bool finish_output(struct command *c, struct arena *a)
{
	/* As in GCC, -o names the rule's file with -M, unless -MF does. */
	const char *made = c->output && (c->task != TASK_DEPEND || c->depend.file)
	                       ? c->output : default_output(a, c->input);

	if (c->task == TASK_TRANSLATE && !c->output) {
		if (strcmp(made, "-") != 0 && (strcmp(made, c->input) == 0 || same_file(made, c->input)))
			return complain("the output would overwrite '%s': name another with -o", c->input);
		c->output = made;
	}
	if (!finish_depend(c, a, made))
		return false;
	if (c->task == TASK_CHECK || c->task == TASK_DEPEND)
		c->output = NULL;
	else if (!c->output)
		c->output = "-";
	if (c->output && same_file(c->output, c->input))
		return complain("the output would overwrite '%s': name another with -o", c->input);
	if (c->depend.file && same_file(c->depend.file, c->input))
		return complain("the dependencies would overwrite '%s'", c->input);
	if (c->depend.file && c->output && strcmp(c->depend.file, c->output) == 0)
		return complain("the output and its dependencies would both go to '%s'", c->output);
	return true;
}

static bool command_finish(struct command *c, struct arena *a)
{
	if (c->task == TASK_HELP || c->task == TASK_VERSION)
		return true;
	if (c->task == TASK_RUNTIME) {
		if (c->input)
			return complain("'--emit-runtime' takes no input");
		return !c->output || complain("'--emit-runtime' takes a directory and no '-o'");
	}
	if (!c->input)
		return complain("no input file");
	if (!*c->input)
		return complain("the input's name is empty");
	if (c->output && !*c->output)
		return complain("the output's name is empty");
	if (c->report && c->task != TASK_TRANSLATE && c->task != TASK_CHECK)
		return complain("'--report' needs a translation or '--check'");
	if (c->phases.no_panic && c->phases.preserve_errno)
		return complain("'-fpreserve-errno' needs the runtime, which '-fno-panic' leaves out");
	if (c->phases.headers && c->task != TASK_TRANSLATE)
		return complain("'--headers' needs a translation");
	if (c->language == LANGUAGE_BY_SUFFIX)
		c->language = language_of(c->input);
	if (!c->cc)
		c->cc = getenv("CC");
	if (!c->cc || !*c->cc)
		c->cc = "cc";
	c->phases.plain_c = c->language == LANGUAGE_C;
	c->phases.check_all = c->task == TASK_CHECK;
	sort_dirs(c, a);
	return finish_output(c, a);
}

static bool command_input(struct command *c, const char *word)
{
	if (c->input)
		return complain("one input at a time: '%s' and '%s'", c->input, word);
	c->input = word;
	return true;
}

bool command_read(struct command *c, struct arena *a, int argc, char **argv)
{
	bool only_files = false;

	memset(c, 0, sizeof *c);
	diag_options_init(&c->diag);
	c->diag.error_limit = 20;
	c->phases.standard = 2017;
	c->phases.gnu = true;
	c->phases.frame_limit = 64 * 1024;

	for (int i = 1; i < argc; i++) {
		const char *word = argv[i], *argument;
		const struct option *o;

		if (only_files || *word != '-' || !word[1]) {
			if (!command_input(c, word))
				return false;
			continue;
		}
		if (strcmp(word, "--") == 0) {
			only_files = true;
			continue;
		}
		o = option_find(word);
		if (!o)
			return complain("unknown option '%s'; %s", word, option_foreign(word));
		argument = word + strlen(o->spelling);
		if (o->form == EITHER && !*argument) {
			if (++i == argc)
				return complain("'%s' needs an argument: %s", o->spelling, o->argument);
			argument = argv[i];
		}
		if (o->form == JOINED && !*argument)
			return complain("'%s' needs an argument: %s", o->spelling, o->argument);
		if (!option_apply(c, a, o, argument))
			return false;
	}
	return command_finish(c, a);
}

void command_help(FILE *out)
{
	static const struct { const char *title, *spelling, *argument, *help; } lines[] = {
#define G(title) {title, 0, 0, 0},
#define O(id, spelling, form, argument, help) {0, spelling, form == EITHER ? " " argument : argument, help},
#include "driver/options.def"
#undef G
#undef O
	};

	fputs("Usage: cdefer [option]... file.cd\n"
	      "Translates C with defer, panic and recover to plain C.\n", out);
	for (size_t i = 0; i < COUNT(lines); i++) {
		if (lines[i].title)
			fprintf(out, "\n%s:\n", lines[i].title);
		else if (lines[i].help)
			fprintf(out, "  %s%-*s %s\n", lines[i].spelling,
			        (int)(28 - strlen(lines[i].spelling)), lines[i].argument, lines[i].help);
	}
}
