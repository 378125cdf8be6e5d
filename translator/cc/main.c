/*
 * cdefer-cc: a C compiler that takes .cd files.
 *
 *     cdefer-cc [--all] [COMPILER] WORD...
 *
 * What needs no translation is the compiler's, in place of this process.  Each file that does is translated
 * into a folder that goes away, under its own name, and the compiler gets that in its place; where a rule
 * for make is asked for, the translator writes it.
 */
#define _XOPEN_SOURCE 700

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cc/database.h"
#include "cc/run.h"
#include "cc/work.h"

void add(struct work *w, cc_words *words, const char *word) { *vec_push(w->a, words) = word; }

void add_all(struct work *w, cc_words *words, const cc_words *more)
{
	for (size_t i = 0; i < more->n; i++)
		add(w, words, more->at[i]);
}

const char *folder(struct work *w, const char *path)
{
	return arena_copy(w->a, path, (size_t)(cc_base_name(path) - path));
}

bool several_folders(struct work *w)
{
	const struct cc_command *c = &w->command;
	const char *first = NULL;

	for (size_t i = 0; i < c->inputs.n; i++) {
		const char *dir = folder(w, c->inputs.at[i].path);

		if (!c->inputs.at[i].translate)
			continue;
		if (first && strcmp(first, dir) != 0)
			return true;
		first = dir;
	}
	return false;
}

bool is_changed(const struct work *w, size_t i)
{
	return w->texts[i] && w->texts[i] != w->command.inputs.at[i].path;
}

char *with_suffix(struct work *w, const char *name, const char *suffix)
{
	const char *dot = strrchr(cc_base_name(name), '.');

	return arena_printf(w->a, "%.*s%s", dot ? (int)(dot - name) : (int)strlen(name), name, suffix);
}

static int exit_status(int status)
{
	if (status < 0)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int step(struct work *w, const cc_words *words)
{
	int status;

	if (w->command.shows)
		run_show(words);
	if (w->command.shows && words->at[0] == w->translator)
		return 0;
	status = exit_status(run_wait(w->a, words, &w->signal));
	return w->signal ? 128 + w->signal : status;
}

static size_t count(const struct cc_command *c, bool translated)
{
	size_t n = 0;

	for (size_t i = 0; i < c->inputs.n; i++)
		n += translated ? c->inputs.at[i].translate : c->inputs.at[i].source;
	return n;
}

/* One command does it, unless a rule has to be written by the compiler for some and by the translator for others. */
static bool needs_parts(const struct cc_command *c)
{
	return (c->rule || c->mode == CC_DEPEND) && count(c, false) > count(c, true);
}

static int with_translation(struct work *w)
{
	struct cc_command *c = &w->command;
	bool parts = needs_parts(c);
	cc_words words = {0};
	int status = 0, failed = 0;
	bool changed = false;

	if (c->includes_header) {
		fprintf(stderr, "cdefer-cc: error: '-include %s': a header of the language is included by a line of the text\n",
		        c->includes_header);
		return 1;
	}
	for (size_t i = 0; i < c->inputs.n; i++) {
		if (!c->inputs.at[i].translate)
			continue;
		status = translate_input(w, i);
		failed = failed ? failed : status;
		if (w->signal)
			return status;
		/* A compiler does not know what to do with a .cd file. */
		changed |= is_changed(w, i) || !c->inputs.at[i].is_c;
		if (!status && (c->save_temps || c->maps_coverage) && c->mode != CC_DEPEND && !c->shows && is_changed(w, i))
			keep_text(w, i);
	}
	if (failed)
		return failed;
	/* Nothing in it is ours: the compiler gets what it would get without us, and writes its own rules over ours. */
	if (!changed && c->mode != CC_DEPEND) {
		plain_words(w, &words);
		return step(w, &words);
	}
	for (size_t i = 0; parts && c->mode != CC_DEPEND && i < c->inputs.n; i++) {
		if (!w->texts[i])
			continue;
		if (c->mode == CC_LINK)
			w->objects[i] = arena_printf(w->a, "%s/%zu.o", w->temporary.dir, i);
		words.n = 0;
		compile_words(w, &words, PART_ONE, i);
		shorten(w, &words);
		if ((status = step(w, &words)) != 0)
			return status;
	}
	if (c->mode == CC_DEPEND && !parts)
		return 0;
	words.n = 0;
	compile_words(w, &words, parts ? PART_REST : PART_ALL, 0);
	shorten(w, &words);
	return step(w, &words);
}

/* CDEFER_COMPILE_COMMANDS. */
static void enter_into_database(struct work *w)
{
	const char *database = getenv("CDEFER_COMPILE_COMMANDS");
	const struct cc_command *c = &w->command;

	if (!database || !*database || c->informs || c->shows || c->mode == CC_DEPEND)
		return;
	for (size_t i = 0; i < c->inputs.n; i++) {
		cc_words words = {0};

		if (!c->inputs.at[i].source || strcmp(c->inputs.at[i].path, "-") == 0)
			continue;
		editor_words(w, &words, i);
		database_enter(w->a, database, c->inputs.at[i].path, c->output, &words);
	}
}

/* What a cache of compilations may take for the same again. */
static const char *key(struct work *w)
{
	const struct cc_command *c = &w->command;
	char here[4096];

	return arena_printf(w->a, "%s\n%s\n%s", getcwd(here, sizeof here) ? here : "", c->output ? c->output : "",
	                    c->inputs.n ? c->inputs.at[0].path : "");
}

static int usage(void)
{
	puts("cdefer-cc [--all] [COMPILER] WORD...\n"
	     "A C compiler that takes .cd files, too.  COMPILER is gcc, clang or the like; by default the\n"
	     "words of CDEFER_CC, or cc.  --all, or CDEFER_ALL=1: .c files are translated as well.");
	return 0;
}

int main(int argc, char **argv)
{
	const char *all = getenv("CDEFER_ALL"), *compiler = getenv("CDEFER_CC");
	struct work w = {0};
	sigset_t none;
	int status;

	if (argc == 2 && strcmp(argv[1], "--cdefer-help") == 0)
		return usage();
	w.a = arena_new();
	cc_command_read(&w.command, w.a, argc, argv, all && *all && strcmp(all, "0") != 0, compiler);
	locate(&w, argv[0]);
	w.texts = arena_alloc(w.a, (w.command.inputs.n + 1) * sizeof *w.texts);
	w.objects = arena_alloc(w.a, (w.command.inputs.n + 1) * sizeof *w.objects);
	enter_into_database(&w);
	if (w.command.informs || (count(&w.command, true) == 0 &&
	                          !(links(&w.command) && strcmp(runtime_kind(&w.command), "source") == 0))) {
		cc_words words = {0};
		plain_words(&w, &words);
		run_instead(w.a, &words);
		return 127;
	}
	if (!temporary_make(&w.temporary, w.a, key(&w)))
		return 1;
	status = with_translation(&w);
	temporary_remove(&w.temporary);
	arena_free(w.a);
	if (w.signal) {
		raise(w.signal);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
	}
	return status;
}
