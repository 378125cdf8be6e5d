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

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "cc/command.h"
#include "cc/database.h"
#include "cc/run.h"
#include "cc/temporary.h"

struct work {
	struct arena *a;
	struct cc_command command;
	struct temporary temporary;
	const char *home;               /* the folder of this program */
	const char *translator, *headers;
	const char **texts;             /* of each input: what it was translated to; or null */
	char **objects;                 /* compiled by themselves; or null */
	int signal;                     /* that is to end us; or 0 */
};

static void add(struct work *w, cc_words *words, const char *word) { *vec_push(w->a, words) = word; }

static void add_all(struct work *w, cc_words *words, const cc_words *more)
{
	for (size_t i = 0; i < more->n; i++)
		add(w, words, more->at[i]);
}

/* ---- where cdefer is --------------------------------------------------------------------------------- */

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

static void find_cdefer(struct work *w, const char *name)
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

static bool is_tcc(const struct cc_command *c) { return strstr(cc_base_name(c->host), "tcc") != NULL; }

static bool links(const struct cc_command *c)
{
	return c->mode == CC_LINK && c->inputs.n && !c->no_runtime && !c->informs;
}

/* CDEFER_RUNTIME; by default a static runtime for a program, and for a library the shared one.  TinyCC does not link
 * objects of GCC's with thread-local variables, and compiles it. */
static const char *runtime(const struct cc_command *c)
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

static void add_runtime(struct work *w, cc_words *words)
{
	const char *how = runtime(&w->command);

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

/* ---- the compiler -------------------------------------------------------------------------------------- */

static bool has_sources(const struct cc_command *c)
{
	for (size_t i = 0; i < c->inputs.n; i++)
		if (c->inputs.at[i].source)
			return true;
	return false;
}

/* The folder part of an input's path, with the slash. */
static const char *folder(struct work *w, const char *path)
{
	return arena_copy(w->a, path, (size_t)(cc_base_name(path) - path));
}

/* Where the translated text of an input is kept. */
static const char *saved_name(struct work *w, size_t input)
{
	const struct cc_command *c = &w->command;
	const char *dir = c->save_beside_object && c->output ? folder(w, c->output) : "";

	return arena_printf(w->a, "%s%s.c", dir, cc_base_name(c->inputs.at[input].path));
}

/* ---- translated headers: DIR/list names them, each lies in DIR followed by its path (cdefer --headers=DIR) ---- */

/* Where those of a text go. */
static const char *headers_of(struct work *w, const char *text) { return arena_printf(w->a, "%sheaders", folder(w, text)); }

static const char *here(struct work *w)
{
	char *path = getcwd(NULL, 0);
	const char *copy = arena_printf(w->a, "%s/", path ? path : ".");

	free(path);
	return copy;
}

/* Folder `dir` as it lies below `headers`; it must be there for a `..` behind it. */
static const char *shadow(struct work *w, const char *headers, const char *dir)
{
	char *path = arena_printf(w->a, "%s%s%s", headers, *dir == '/' ? "" : here(w), dir);

	for (char *slash = path + strlen(headers) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	mkdir(path, 0700);
	return path;
}

/* Each folder that is searched has in front of it the one with the translated headers of it.  What these include by
 * a name relative to themselves is found, too. */
static void add_headers(struct work *w, cc_words *words, size_t input)
{
	const char *const search[] = {"-iquote", "-I", "-isystem", "-idirafter"};
	const char *headers = headers_of(w, w->texts[input]), *option = is_tcc(&w->command) ? "-I" : "-iquote";
	const cc_words *given = &w->command.translator;
	const char *dir = folder(w, w->command.inputs.at[input].path);
	FILE *list = fopen(arena_printf(w->a, "%s/list", headers), "r");
	char line[4096];

	if (!list)
		return;
	/* A text that is compiled itself includes none. */
	if (w->texts[input] == w->command.inputs.at[input].path) {
		fclose(list);
		return;
	}
	add(w, words, option);
	add(w, words, shadow(w, headers, *dir ? dir : "."));
	for (size_t k = 0; k < sizeof search / sizeof *search; k++)
		for (size_t i = 0; i < given->n; i++) {
			size_t n = strlen(search[k]);
			const char *word = given->at[i];

			if (strncmp(word, search[k], n) != 0)
				continue;
			word = word[n] ? word + n : i + 1 < given->n ? given->at[++i] : ".";
			add(w, words, k ? "-I" : option);
			add(w, words, shadow(w, headers, word));
		}
	while (fgets(line, sizeof line, list)) {
		add(w, words, option);
		add(w, words, folder(w, arena_copy(w->a, line, strcspn(line, "\n"))));
	}
	fclose(list);
	if (!is_tcc(&w->command))
		add(w, words, arena_printf(w->a, "-ffile-prefix-map=%s=", headers));
}

/* In front of the user's own: what the text in the temporary folder needs. */
static void add_paths(struct work *w, cc_words *words, size_t input)
{
	const struct cc_input *in = &w->command.inputs.at[input];
	const char *dir = folder(w, in->path);
	bool tcc = is_tcc(&w->command);

	add_headers(w, words, input);
	add(w, words, tcc ? "-I" : "-iquote");
	add(w, words, *dir ? dir : ".");
	/* Debug information names the file that was written. */
	if (w->command.maps_coverage) {
		const char *from = folder(w, w->texts[input]);

		add(w, words, arena_printf(w->a, "-fdebug-prefix-map=%s=%s", from, dir));
		add(w, words, arena_printf(w->a, "-fmacro-prefix-map=%s=%s", from, dir));
		add(w, words, arena_printf(w->a, "-fcoverage-prefix-map=%s=%s", from, folder(w, saved_name(w, input))));
	} else if (!tcc) {
		add(w, words, arena_printf(w->a, "-ffile-prefix-map=%s=%s", folder(w, w->texts[input]), dir));
	}
}

/* Our header, behind the user's own as the system's, and the runtime. */
static void add_own(struct work *w, cc_words *words, bool last)
{
	const struct cc_command *c = &w->command;

	if (c->informs)
		return;
	if (w->headers && has_sources(c)) {
		add(w, words, "-isystem");
		add(w, words, w->headers);
	}
	if (last && links(c))
		add_runtime(w, words);
}

enum part { PART_ALL, PART_ONE, PART_REST };

/* The compiler's words for all inputs, for one that was translated, or for the others. */
static void compile_words(struct work *w, cc_words *words, enum part part, size_t one)
{
	const struct cc_command *c = &w->command;
	bool rule = part == PART_REST;
	const char *language = NULL;

	add_all(w, words, &c->compiler);
	for (size_t i = 0; i < c->inputs.n; i++)
		if (w->texts[i] && (part == PART_ALL || (part == PART_ONE && i == one)))
			add_paths(w, words, i);
	for (size_t i = 0; i < c->words.n; i++) {
		const struct cc_word *word = &c->words.at[i];
		const struct cc_input *in = word->kind == CC_INPUT ? &c->inputs.at[word->input] : NULL;

		if (word->kind == CC_RULE && !rule)
			continue;
		if (part == PART_ONE && c->mode == CC_LINK && (word->kind == CC_OUTPUT || word->kind == CC_STOP))
			continue;
		if (word->kind == CC_LANGUAGE && strcmp(word->text, "-x") == 0 && i + 1 < c->words.n) {
			language = c->words.at[i + 1].text;
			if (strcmp(language, "cd") == 0) {
				language = "none";
				i++;
				continue;
			}
		} else if (word->kind == CC_LANGUAGE && strcmp(word->text, "-xcd") == 0) {
			language = "none";
			continue;
		}
		if (!in) {
			add(w, words, word->text);
		} else if (part == PART_ONE ? word->input == one : part == PART_ALL && w->texts[word->input]) {
			bool more = false;
			if (!c->launcher) {
				add(w, words, "-x");
				add(w, words, "c");
			}
			add(w, words, w->texts[word->input]);
			for (size_t k = i + 1; k < c->words.n; k++)
				more |= c->words.at[k].kind == CC_INPUT;
			if (!c->launcher && (more || c->mode == CC_LINK) && part != PART_ONE) {
				add(w, words, "-x");
				add(w, words, language ? language : "none");
			}
		} else if (part == PART_ONE) {
			continue;
		} else if (w->objects[word->input]) {
			add(w, words, w->objects[word->input]);
		} else if (!in->translate) {
			add(w, words, word->text);
		}
	}
	if (part == PART_ONE && c->mode == CC_LINK) {
		add(w, words, "-c");
		add(w, words, "-o");
		add(w, words, w->objects[one]);
	}
	add_own(w, words, part != PART_ONE);
}

/* Nothing is translated: as it came, but for what is ours. */
static void plain_words(struct work *w, cc_words *words)
{
	const struct cc_command *c = &w->command;

	add_all(w, words, &c->compiler);
	if (!c->dropped)
		add_all(w, words, &c->given);
	for (size_t i = 0; c->dropped && i < c->words.n; i++)
		add(w, words, c->words.at[i].text);
	add_own(w, words, true);
}

/* Words that are too many for the system go into a response file. */
static void shorten(struct work *w, cc_words *words)
{
	size_t first = w->command.compiler.n, size = 0;
	const char *path;
	FILE *f;

	for (size_t i = 0; i < words->n; i++)
		size += strlen(words->at[i]) + 1 + sizeof(char *);
	if (size < 100000 || !w->temporary.dir)
		return;
	path = arena_printf(w->a, "%s/words", w->temporary.dir);
	f = fopen(path, "w");
	if (!f)
		return;
	for (size_t i = first; i < words->n; i++) {
		for (const char *p = words->at[i]; *p; p++) {
			if (strchr(" \t\r\n\f\v\"'\\", *p))
				fputc('\\', f);
			fputc(*p, f);
		}
		fputs(*words->at[i] ? "\n" : "\"\"\n", f);
	}
	if (fclose(f) != 0)
		return;
	words->n = first;
	add(w, words, arena_printf(w->a, "@%s", path));
}

/* ---- the translator ------------------------------------------------------------------------------------ */

/* `name` with another suffix. */
static char *with_suffix(struct work *w, const char *name, const char *suffix)
{
	const char *dot = strrchr(cc_base_name(name), '.');

	return arena_printf(w->a, "%.*s%s", dot ? (int)(dot - name) : (int)strlen(name), name, suffix);
}

/* GCC's manual, -MD, -MF, -MT: the rule and its file are called as the object. */
static void add_rule(struct work *w, cc_words *words, const struct cc_input *in)
{
	const struct cc_command *c = &w->command;
	bool named = c->output && c->mode != CC_LINK && c->mode != CC_DEPEND && c->mode != CC_PREPROCESS;
	const char *object = named ? c->output : with_suffix(w, cc_base_name(in->path), ".o");

	if (c->mode == CC_DEPEND) {
		add(w, words, c->rule_user_only ? "-MM" : "-M");
		if (c->output && !c->rule_file) {
			add(w, words, "-o");
			add(w, words, c->output);
		}
		if (c->rule_missing)
			add(w, words, "-MG");
	} else {
		add(w, words, c->rule_user_only ? "-MMD" : "-MD");
	}
	if (c->rule_file || c->mode != CC_DEPEND) {
		add(w, words, "-MF");
		add(w, words, c->rule_file ? c->rule_file : with_suffix(w, named ? c->output : cc_base_name(in->path), ".d"));
	}
	if (c->rule_phony)
		add(w, words, "-MP");
	add_all(w, words, &c->rule_targets);
	if (!c->rule_targets.n) {
		add(w, words, "-MQ");
		add(w, words, object);
	}
}

/* The host compiler as one word, quoted as the translator reads it. */
static const char *host_compiler(struct work *w)
{
	const struct cc_command *c = &w->command;
	struct buf b = {0};
	const char *text;

	for (size_t i = 0; i <= c->host_options.n; i++) {
		const char *word = i ? c->host_options.at[i - 1] : c->host;

		if (i)
			buf_putc(&b, ' ');
		for (; *word; word++) {
			if (strchr(" \t\n\"'\\", *word))
				buf_putc(&b, '\\');
			buf_putc(&b, *word);
		}
	}
	text = arena_printf(w->a, "--cc=%s", b.text);
	buf_free(&b);
	return text;
}

static void translate_words(struct work *w, cc_words *words, const struct cc_input *in, const char *text)
{
	const struct cc_command *c = &w->command;

	add(w, words, w->translator);
	add(w, words, host_compiler(w));
	/* The compiler says the same again; and C need not know our words to use them. */
	add(w, words, "-Wno-cpp");
	add(w, words, "-Wno-preprocessor");
	if (in->is_c)
		add(w, words, "-Wno-keyword-shadowed");
	add_all(w, words, &c->translator);
	if (text)
		add(w, words, arena_printf(w->a, "--headers=%s", headers_of(w, text)));
	if (c->mode == CC_DEPEND || c->rule)
		add_rule(w, words, in);
	/* By its suffix C has no words. */
	add(w, words, "-x");
	add(w, words, "cd");
	if (text) {
		add(w, words, "-o");
		add(w, words, text);
	}
	add(w, words, in->path);
}

static int exit_status(int status)
{
	if (status < 0)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Runs or, with -###, shows. */
static int step(struct work *w, cc_words *words)
{
	int status;

	if (w->command.shows)
		run_show(words);
	if (w->command.shows && words->at[0] == w->translator)
		return 0;
	status = exit_status(run_wait(w->a, words, &w->signal));
	return w->signal ? 128 + w->signal : status;
}

static bool same_text(const char *one, const char *other)
{
	struct stat st;
	/* What is no file cannot be read again. */
	FILE *a = stat(one, &st) == 0 && S_ISREG(st.st_mode) ? fopen(one, "rb") : NULL, *b = a ? fopen(other, "rb") : NULL;
	char x[8192], y[sizeof x];
	size_t n = 1;
	bool same = b != NULL;

	while (same && n) {
		n = fread(x, 1, sizeof x, a);
		same = fread(y, 1, sizeof y, b) == n && memcmp(x, y, n) == 0;
	}
	same = same && !ferror(a) && !ferror(b);
	if (a)
		fclose(a);
	if (b)
		fclose(b);
	return same;
}

static int translate(struct work *w, size_t i)
{
	const struct cc_command *c = &w->command;
	const struct cc_input *in = &c->inputs.at[i];
	const char *name = strcmp(in->path, "-") == 0 ? "stdin.cd" : cc_base_name(in->path);
	cc_words words = {0};
	int status;

	if (c->mode == CC_DEPEND) {
		translate_words(w, &words, in, NULL);
		return step(w, &words);
	}
	w->texts[i] = arena_printf(w->a, "%s/%s", temporary_dir(&w->temporary, w->a, i), name);
	/* Coverage is that of the text which is kept.  Caches know what to do by the suffix. */
	if (c->maps_coverage)
		w->texts[i] = arena_printf(w->a, "%s.c", w->texts[i]);
	else if (c->launcher)
		w->texts[i] = with_suffix(w, w->texts[i], ".c");
	translate_words(w, &words, in, w->texts[i]);
	status = step(w, &words);
	/* A compiler has one status for all errors. */
	if (status == 2)
		status = 1;
	if (c->shows) {
		FILE *f = fopen(w->texts[i], "w");
		if (f)
			fclose(f);
	} else if (!status && (in->is_c || !c->launcher) && same_text(in->path, w->texts[i])) {
		/* Messages and __FILE__ name it, and nothing can be different. */
		w->texts[i] = in->path;
	}
	return status;
}

/* -save-temps: the translated text, too, as foo.cd.c. */
static void save(struct work *w, size_t i)
{
	const char *to = saved_name(w, i);
	FILE *in = fopen(w->texts[i], "rb"), *out = in ? fopen(to, "wb") : NULL;
	char block[8192];
	size_t n;

	while (out && (n = fread(block, 1, sizeof block, in)) > 0)
		fwrite(block, 1, n, out);
	if (in)
		fclose(in);
	if (!out || fclose(out) != 0)
		fprintf(stderr, "cdefer-cc: cannot write '%s': %s\n", to, strerror(errno));
}

/* ---- all of it -------------------------------------------------------------------------------------------- */

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

	for (size_t i = 0; i < c->inputs.n; i++) {
		if (!c->inputs.at[i].translate)
			continue;
		status = translate(w, i);
		failed = failed ? failed : status;
		if (w->signal)
			return status;
		if (!status && (c->save_temps || c->maps_coverage) && c->mode != CC_DEPEND && !c->shows)
			save(w, i);
	}
	if (failed)
		return failed;
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

/* How an editor should take input i: what is translated, as C in which the words mean something by cdefer-ide.h. */
static void editor_words(struct work *w, cc_words *words, size_t one)
{
	const struct cc_command *c = &w->command;

	add_all(w, words, &c->compiler);
	if (c->inputs.at[one].translate) {
		add(w, words, "-include");
		add(w, words, w->headers ? arena_printf(w->a, "%s/cdefer-ide.h", w->headers) : "cdefer-ide.h");
	}
	for (size_t i = 0; i < c->words.n; i++) {
		const struct cc_word *word = &c->words.at[i];

		if (word->kind == CC_INPUT && word->input != one)
			continue;
		if (word->kind == CC_INPUT && c->inputs.at[one].translate) {
			add(w, words, "-x");
			add(w, words, "c");
		} else if (word->kind == CC_LANGUAGE && strcmp(word->text, "-x") == 0 && i + 1 < c->words.n &&
		           strcmp(c->words.at[i + 1].text, "cd") == 0) {
			i++;
			continue;
		} else if (word->kind == CC_LANGUAGE && strcmp(word->text, "-xcd") == 0) {
			continue;
		}
		add(w, words, word->text);
	}
	if (w->headers) {
		add(w, words, "-isystem");
		add(w, words, w->headers);
	}
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
	find_cdefer(&w, argv[0]);
	w.texts = arena_alloc(w.a, (w.command.inputs.n + 1) * sizeof *w.texts);
	w.objects = arena_alloc(w.a, (w.command.inputs.n + 1) * sizeof *w.objects);
	enter_into_database(&w);
	if (w.command.informs || (count(&w.command, true) == 0 &&
	                          !(links(&w.command) && strcmp(runtime(&w.command), "source") == 0))) {
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
