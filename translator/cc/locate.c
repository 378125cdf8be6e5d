/*
 * Where cdefer, its header and its runtime are: beside this program, in the tree or installed.
 */
#define _XOPEN_SOURCE 700

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cc/run.h"
#include "cc/work.h"

static const char *own_folder(struct arena *a, const char *name)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n <= 0) {
		if (!strchr(name, '/') || strlen(name) >= sizeof path || !realpath(name, path))
			return NULL;
		n = (ssize_t)strlen(path);
	}
	while (n > 0 && path[n - 1] != '/')
		n--;
	return n > 0 ? arena_copy(a, path, (size_t)n) : NULL;
}

/* The first of these paths, below our folder, that is there. */
static const char *beside(struct work *w, const char *const *paths, size_t n)
{
	for (size_t i = 0; w->home && i < n; i++) {
		const char *path = arena_printf(w->a, "%s%s", w->home, paths[i]);

		if (access(path, R_OK) == 0)
			return path;
	}
	return NULL;
}

#define BESIDE(w, ...)                                                                                    \
	beside((w), (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* Compilers look into the folders beside us anyway. */
static bool is_system(const struct work *w) { return w->home && strcmp(w->home, "/usr/bin/") == 0; }

void locate(struct work *w, const char *name)
{
	const char *given = getenv("CDEFER"), *found;

	w->home = own_folder(w->a, name);
	w->translator = given && *given ? given : "cdefer";
	if (!(given && *given) && (found = BESIDE(w, "cdefer")) != NULL)
		w->translator = found;
	/* In the tree, or installed; the system's own folder is searched anyway. */
	w->headers = BESIDE(w, "../runtime/include/cdefer.h", "../include/cdefer.h");
	if (w->headers)
		w->headers = arena_copy(w->a, w->headers, strlen(w->headers) - strlen("/cdefer.h"));
	if (is_system(w))
		w->headers = NULL;
}

bool is_tcc(const struct cc_command *c) { return strstr(cc_base_name(c->host), "tcc") != NULL; }

bool links(const struct cc_command *c)
{
	return c->mode == CC_LINK && c->inputs.n && !c->no_runtime && !c->informs;
}

/* CDEFER_RUNTIME; by default a static runtime for a program, and for a library the shared one.  TinyCC does not link
 * objects of GCC's with thread-local variables, and compiles it. */
const char *runtime_kind(const struct cc_command *c)
{
	const char *how = getenv("CDEFER_RUNTIME");

	return how && *how ? how : is_tcc(c) ? "source" : c->shared ? "shared" : "static";
}

/* In lib/MACHINE, where Debian has it, the linker takes the one of its machine: it gets all folders. */
static bool add_machines(struct work *w, cc_words *words, const char *name)
{
	const char *lib = w->home ? arena_printf(w->a, "%s../lib", w->home) : NULL;
	DIR *d = lib ? opendir(lib) : NULL;
	struct dirent *e;
	bool found = false;

	while (d && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.' || access(arena_printf(w->a, "%s/%s/%s", lib, e->d_name, name), R_OK) != 0)
			continue;
		found = true;
		if (!is_system(w))
			add(w, words, arena_printf(w->a, "-L%s/%s", lib, e->d_name));
	}
	if (d)
		closedir(d);
	return found;
}

static void add_library(struct work *w, cc_words *words, const char *name)
{
	const char *path = BESIDE(w, name, arena_printf(w->a, "../lib/%s", name), arena_printf(w->a, "../lib64/%s", name));

	/* Objects of the user's may be of another language by -x. */
	if (path)
		add(w, words, path);
	else if (add_machines(w, words, name) && !is_tcc(&w->command))  /* which has no -l: */
		add(w, words, arena_printf(w->a, "-l:%s", name));
	else
		add(w, words, "-lcdefer");
}

static bool names_language(const struct cc_command *c)
{
	for (size_t i = 0; i < c->words.n; i++)
		if (c->words.at[i].kind == CC_LANGUAGE)
			return true;
	return false;
}

void add_runtime(struct work *w, cc_words *words)
{
	const char *how = runtime_kind(&w->command);

	if (strcmp(how, "none") == 0)
		return;
	/* -x is for all that follows. */
	if (names_language(&w->command)) {
		add(w, words, "-x");
		add(w, words, "none");
	}
	if (strcmp(how, "source") == 0) {
		cc_words emit = {0};
		add(w, &emit, w->translator);
		add(w, &emit, arena_printf(w->a, "--emit-runtime=%s", w->temporary.dir));
		run_wait(w->a, &emit, &w->signal);
		add(w, words, arena_printf(w->a, "-I%s", w->temporary.dir));
		add(w, words, arena_printf(w->a, "%s/cdefer.c", w->temporary.dir));
		add(w, words, "-lpthread");
		return;
	}
	if (strcmp(how, "static") != 0 && strcmp(how, "shared") != 0) {
		add(w, words, how);
		return;
	}
	add_library(w, words, strcmp(how, "static") == 0 ? "libcdefer.a" : "libcdefer.so");
	add(w, words, "-lpthread");
}
