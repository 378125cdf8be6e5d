/*
 * cdefer: arguments in, exit status out.
 *
 * The stages run in a thread of their own, because only a thread can be given a stack that is
 * deep enough for every nesting that the limits of the parser and the preprocessor allow,
 * whatever `ulimit -s` says.  When it has ended, what it made is written.
 */
#define _XOPEN_SOURCE 700

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "driver/embed.h"
#include "driver/headers.h"
#include "driver/options.h"
#include "driver/output.h"
#include "driver/translate.h"

/* Address space only: pages that are not used are never backed by memory. */
#define STACK_MOST (512ul << 20)
#define STACK_LEAST (16ul << 20)

struct work { const struct command *command; struct translation *translation; int status; };

static void *work_run(void *p)
{
	struct work *w = p;

	w->status = translate(w->command, w->translation);
	if (w->status == STATUS_OK && w->translation->headers.len)
		w->status = headers_translate(w->command, &w->translation->headers);
	return NULL;
}

/* Where address space is short (ulimit -v), a smaller stack has to do. */
static int translate_deep(const struct command *c, struct translation *t)
{
	struct work w = {c, t, STATUS_USAGE};
	pthread_attr_t attributes;
	pthread_t thread;
	int error = 1;

	pthread_attr_init(&attributes);
	for (size_t size = STACK_MOST; error && size >= STACK_LEAST; size /= 2) {
		pthread_attr_setstacksize(&attributes, size);
		error = pthread_create(&thread, &attributes, work_run, &w);
	}
	pthread_attr_destroy(&attributes);
	if (error)
		complain("cannot start: %s", strerror(error));
	else
		pthread_join(thread, NULL);
	return w.status;
}

/* The files of --emit-runtime. */
static bool emit_runtime(const char *dir)
{
	struct output files[EMBEDDED_FILES];
	struct buf texts[EMBEDDED_FILES] = {{0}}, paths[EMBEDDED_FILES] = {{0}};
	bool ok;

	for (size_t i = 0; i < EMBEDDED_FILES; i++) {
		buf_add(&texts[i], embedded[i].text, embedded[i].len);
		buf_printf(&paths[i], "%s/%s", dir, embedded[i].name);
		files[i] = (struct output){.path = paths[i].text, .text = &texts[i]};
	}
	ok = output_write(files, EMBEDDED_FILES);
	for (size_t i = 0; i < EMBEDDED_FILES; i++) {
		buf_free(&texts[i]);
		buf_free(&paths[i]);
	}
	return ok;
}

/* The report is read by people and scripts: standard output, unless the translation goes there. */
static bool write_results(const struct command *c, const struct translation *t)
{
	bool busy = c->output && strcmp(c->output, "-") == 0;
	struct output files[] = {
		{.path = c->report ? (busy ? "/dev/stderr" : "-") : NULL, .text = &t->report},
		{.path = c->depend.wanted ? c->depend.file : NULL, .text = &t->rule},
		{.path = c->output, .text = &t->text},
	};

	return output_write(files, sizeof files / sizeof *files);
}

static int run(const struct command *c)
{
	struct translation t = {{0}, {0}, {0}, {0}};
	int status;

	if (c->task == TASK_RUNTIME)
		return emit_runtime(c->runtime) ? STATUS_OK : STATUS_USAGE;
	status = translate_deep(c, &t);
	if (status == STATUS_OK && !write_results(c, &t))
		status = STATUS_USAGE;
	buf_free(&t.text);
	buf_free(&t.report);
	buf_free(&t.rule);
	buf_free(&t.headers);
	return status;
}

static int print_and_check(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return STATUS_OK;
	complain("cannot write standard output");
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct command c;
	int status = STATUS_USAGE;

	/* A file that grows over `ulimit -f` is then an error of write(), not our end. */
	signal(SIGXFSZ, SIG_IGN);
	if (command_read(&c, arena, argc, argv)) {
		if (c.task == TASK_HELP) {
			command_help(stdout);
			status = print_and_check();
		} else if (c.task == TASK_VERSION) {
			puts("cdefer " CDEFER_VERSION);
			status = print_and_check();
		} else {
			status = run(&c);
		}
	}
	buf_free(&c.macros);
	arena_free(arena);
	return status;
}
