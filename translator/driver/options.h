/*
 * The command line as data.
 *
 * Takes argv, gives a struct command in which contradictions are refused and names that follow
 * from others (the output's, the depfile's) are filled in.  The options are rows of options.def;
 * nothing is done here but to read them.
 */
#ifndef CDEFER_DRIVER_OPTIONS_H
#define CDEFER_DRIVER_OPTIONS_H

#include "base/arena.h"
#include "base/vec.h"
#include "explain/explain.h"
#include "pp/pp.h"
#include "source/diag.h"
#include "source/env.h"

#define CDEFER_VERSION "0.1.0"

enum task { TASK_TRANSLATE, TASK_CHECK, TASK_EXPLAIN, TASK_DUMP, TASK_DEPEND, TASK_RUNTIME, TASK_HELP, TASK_VERSION };
enum language { LANGUAGE_BY_SUFFIX, LANGUAGE_C, LANGUAGE_CD, LANGUAGE_PREPROCESSED };
enum stage { STAGE_TOKENS, STAGE_PP, STAGE_AST, STAGE_TYPES, STAGE_FLOW, STAGE_PLACE, STAGE_EDITS };
enum report { REPORT_NONE, REPORT_TEXT, REPORT_JSON };

struct depend {
	bool wanted;            /* -MD, -MMD, or TASK_DEPEND */
	bool user_only;         /* -MM, -MMD: no system headers */
	bool phony;             /* -MP */
	bool missing;           /* -MG */
	const char *file;       /* where the rule goes; "-": standard output */
	VEC(const char *) targets;      /* quoted for make already where -MQ asks for it */
};

struct command {
	enum task task;
	enum stage stage;       /* TASK_DUMP */
	enum report report;
	enum explain_format explain;    /* TASK_EXPLAIN */
	enum language language; /* never BY_SUFFIX once the command line is read */
	const char *input;      /* "-": standard input */
	const char *output;     /* "-": standard output; null: none is written */
	const char *runtime;    /* --emit-runtime: the directory */
	const char *cc;         /* the host compiler's command */
	const char *standard;   /* "-std=c11", as the host compiler is told; null: not given */
	struct buf macros;      /* -D and -U as directives, in their order */
	VEC(const char *) includes;     /* -include */
	VEC(struct pp_dir) dirs;        /* -iquote, -I, -isystem, -idirafter; each kind together, in this order */
	struct depend depend;
	struct options phases;
	struct diag_options diag;
};

/* Reads the command line; what it keeps is in `a` or in argv.  On a mistake prints one message
 * to standard error and returns false. */
bool command_read(struct command *c, struct arena *a, int argc, char **argv);

/* The grouped list of all options. */
void command_help(FILE *out);

#endif
