/*
 * Asking the host compiler, and the cache of its answers (hostcc.h).
 *
 * The compiler runs without a shell, its input a file in the temporary directory or /dev/null.  A cache
 * file is text: a line with the operators that exist, the include directories, the macros.  Answers
 * about single names are lines that are appended with one write each, so that any number of
 * translations may do it at once.  A cache that cannot be written is no error.
 */
#define _XOPEN_SOURCE 700
#include "driver/hostcc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define uthash_malloc(size) arena_alloc(arena, (size))
#define uthash_free(p, size) ((void)(p), (void)(size))
#include <uthash.h>

extern char **environ;

struct answer { char *key; long value; UT_hash_handle hh; };

struct hostcc {
	struct env *env;
	VEC(char *) argv;       /* the command's words, and the flags */
	const char *path;       /* of the program */
	uint64_t key;
	char *cache;            /* file name; null: none */
	char *predefined;
	VEC(char *) dirs;
	struct answer *answers; /* by "what name" */
};

/* Every operator that some compiler has, and __FILE_NAME__. */
static const char *const operators[] = {
	"include", "include_next", "embed", "attribute", "cpp_attribute", "c_attribute", "builtin",
	"feature", "extension", "declspec_attribute", "warning", "constexpr_builtin", "is_identifier",
	"file_name", "building_module", "is_target_arch", "is_target_vendor", "is_target_os", "is_target_environment",
};

static const char *operator_text(const char *what, char *room, size_t size)
{
	if (!strcmp(what, "is_identifier"))
		return "__is_identifier";
	if (!strcmp(what, "file_name"))
		return "__FILE_NAME__";
	if (!strncmp(what, "is_", 3) || !strncmp(what, "building_", 9))
		snprintf(room, size, "__%s", what);
	else
		snprintf(room, size, "__has_%s", what);
	return room;
}

/* ------------------------------------------------------------------------ running it */

/* Appends what comes from descriptor `fd` to `b`. */
static void drain(int fd, struct buf *b)
{
	char room[1 << 14];
	ssize_t n;

	while ((n = read(fd, room, sizeof room)) != 0) {
		if (n > 0)
			buf_add(b, room, (size_t)n);
		else if (errno != EINTR)
			break;
	}
}

/* A file of the temporary directory that is gone once it is closed; -1 on failure. */
static int scratch_file(void)
{
	const char *dir = getenv("TMPDIR");
	char name[PATH_MAX];
	int fd;

	if (snprintf(name, sizeof name, "%s/cdefer-XXXXXX", dir && *dir ? dir : "/tmp") >= (int)sizeof name)
		return -1;
	fd = mkstemp(name);
	if (fd >= 0) {
		unlink(name);
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	return fd;
}

/*
 * Runs the compiler with the flags in `extra` (null at the end) on `input` as standard input; its
 * output goes to `out`, its messages to `err`.  False if it could not be run or failed.
 */
static bool run(struct hostcc *h, const char *const *extra, const char *input, struct buf *out, struct buf *err)
{
	VEC(char *) argv = { 0 };
	posix_spawn_file_actions_t actions;
	int pipes[2], in = -1, messages, status = -1;
	pid_t child;
	bool ok = false;

	for (size_t i = 0; i < h->argv.n; i++)
		*vec_push(h->env->tu, &argv) = h->argv.at[i];
	for (; *extra; extra++)
		*vec_push(h->env->tu, &argv) = arena_copy(h->env->tu, *extra, strlen(*extra));
	*vec_push(h->env->tu, &argv) = NULL;
	/* The messages go through a file, so that neither stream can block the other. */
	messages = scratch_file();
	if (input && *input) {
		in = scratch_file();
		if (in >= 0 && (write(in, input, strlen(input)) != (ssize_t)strlen(input) ||
		                lseek(in, 0, SEEK_SET) != 0)) {
			close(in);
			in = -1;
		}
	} else {
		in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	}
	if (in < 0 || pipe(pipes) != 0) {
		if (in >= 0)
			close(in);
		if (messages >= 0)
			close(messages);
		return false;
	}
	fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
	fcntl(pipes[1], F_SETFD, FD_CLOEXEC);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	if (messages >= 0)
		posix_spawn_file_actions_adddup2(&actions, messages, STDERR_FILENO);
	else
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	errno = posix_spawnp(&child, argv.at[0], &actions, NULL, argv.at, environ);
	close(pipes[1]);
	if (errno == 0) {
		drain(pipes[0], out);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
		ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[0]);
	close(in);
	if (messages >= 0) {
		if (lseek(messages, 0, SEEK_SET) == 0)
			drain(messages, err);
		close(messages);
	}
	return ok;
}

/* The words of the command; quotes and backslashes as in a shell, nothing else. */
static void split(struct hostcc *h, const char *cc)
{
	struct buf word = { 0 };
	char quote = 0;
	bool in = false;

	for (; *cc; cc++) {
		if (quote ? *cc == quote : *cc == '"' || *cc == '\'') {
			quote = quote ? 0 : *cc;
			in = true;
		} else if (*cc == '\\' && quote != '\'' && cc[1]) {
			buf_putc(&word, *++cc);
			in = true;
		} else if (!quote && (*cc == ' ' || *cc == '\t' || *cc == '\n')) {
			if (in)
				*vec_push(h->env->tu, &h->argv) = arena_copy(h->env->tu, word.text ? word.text : "", word.len);
			word.len = 0;
			in = false;
		} else {
			buf_putc(&word, *cc);
			in = true;
		}
	}
	if (in)
		*vec_push(h->env->tu, &h->argv) = arena_copy(h->env->tu, word.text ? word.text : "", word.len);
	buf_free(&word);
}

/* The file that the program is, by $PATH, links followed; null if there is none. */
static char *program_path(struct arena *a, const char *name)
{
	const char *dirs = getenv("PATH"), *end;
	char real[PATH_MAX];

	if (strchr(name, '/'))
		return realpath(name, real) ? arena_copy(a, real, strlen(real)) : NULL;
	for (; dirs && *dirs; dirs = *end ? end + 1 : end) {
		end = dirs + strcspn(dirs, ":");

		char *path = arena_printf(a, "%.*s/%s", end == dirs ? 1 : (int)(end - dirs), end == dirs ? "." : dirs, name);

		if (access(path, X_OK) == 0 && realpath(path, real))
			return arena_copy(a, real, strlen(real));
	}
	return NULL;
}

/* ------------------------------------------------------------------------ reading answers */

static void add_dir(struct hostcc *h, const char *begin, size_t len)
{
	while (len && (*begin == ' ' || *begin == '\t'))
		begin++, len--;
	if (len)
		*vec_push(h->env->tu, &h->dirs) = arena_copy(h->env->tu, begin, len);
}

/* The directories in the messages of -v: GCC's and Clang's form, or that of tcc -vv. */
static void read_dirs(struct hostcc *h, const char *text)
{
	static const char gnu[] = "#include <...> search starts here:\n", tcc[] = "\ninclude:\n";
	const char *at = strstr(text, gnu), *line;
	bool is_tcc = !at;

	if (at)
		at += sizeof gnu - 1;
	else if ((at = strstr(text, tcc)))
		at += sizeof tcc - 1;
	for (; at && *at == ' '; at = line + 1) {
		static const char framework[] = " (framework directory)";
		size_t len;

		line = strchr(at, '\n');
		if (!line)
			break;
		len = (size_t)(line - at);
		if (!is_tcc && len > sizeof framework && !memcmp(line - (sizeof framework - 1), framework, sizeof framework - 1))
			continue;
		add_dir(h, at, len);
	}
}

static void remember(struct hostcc *h, const char *key, size_t len, long value)
{
	struct arena *arena = h->env->tu;
	struct answer *a;

	HASH_FIND(hh, h->answers, key, len, a);
	if (!a) {
		a = arena_new_of(arena, struct answer);
		a->key = arena_copy(arena, key, len);
		HASH_ADD_KEYPTR(hh, h->answers, a->key, len, a);
	}
	a->value = value;
}

static struct answer *known(struct hostcc *h, const char *key)
{
	struct answer *a;

	HASH_FIND(hh, h->answers, key, strlen(key), a);
	return a;
}

/* Only the #define lines of a compiler's answer; tcc mixes others in. */
static char *only_defines(struct arena *a, const char *text)
{
	struct buf b = { 0 };
	char *copy;

	while (*text) {
		const char *end = strchr(text, '\n');
		size_t len = end ? (size_t)(end - text) + 1 : strlen(text);

		if (!strncmp(text, "#define ", 8) && strncmp(text, "#define __BASE_FILE__ ", 22) != 0)
			buf_add(&b, text, len);
		text += len;
	}
	copy = arena_copy(a, b.text ? b.text : "", b.len);
	buf_free(&b);
	return copy;
}

/* Asks which operators are defined, all at once. */
static void ask_operators(struct hostcc *h)
{
	static const char *const flags[] = { "-E", "-P", "-x", "c", "-", NULL };
	static const char *const tcc_flags[] = { "-E", "-P", "-", NULL };
	struct buf in = { 0 }, out = { 0 }, err = { 0 };
	char room[64];

	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
		buf_printf(&in, "#ifdef %s\ncdefer_has_%s\n#endif\n", operator_text(operators[i], room, sizeof room),
		           operators[i]);
	run(h, strstr(h->predefined, "#define __TINYC__") ? tcc_flags : flags, in.text, &out, &err);
	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
		char word[64], key[64];
		const char *at = out.text;
		size_t n = (size_t)snprintf(word, sizeof word, "cdefer_has_%s", operators[i]);

		/* cdefer_has_include is also the beginning of cdefer_has_include_next. */
		while (at && (at = strstr(at, word)) && at[n] != '\n' && at[n] != '\0' && at[n] != ' ' && at[n] != '\r')
			at += n;
		snprintf(key, sizeof key, "operator %s", operators[i]);
		remember(h, key, strlen(key), at && out.len ? 1 : 0);
	}
	buf_free(&in);
	buf_free(&out);
	buf_free(&err);
}

/* ------------------------------------------------------------------------ the cache */

static uint64_t hash_add(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return (h ^ 0xff) * UINT64_C(0x100000001b3);
}

/* Sets key and cache; leaves cache null where there is no place for one. */
static void cache_name(struct hostcc *h)
{
	/* What else may change the answer. */
	static const char *const variables[] = { "CPATH", "C_INCLUDE_PATH", "GCC_EXEC_PREFIX", "SDKROOT", "COMPILER_PATH" };
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct stat st;
	uint64_t key = hash_add(UINT64_C(0xcbf29ce484222325), "cdefer cache 2", 14);

	if (!h->path || stat(h->path, &st) != 0)
		return;
	key = hash_add(key, h->path, strlen(h->path));
	key = hash_add(key, &st.st_size, sizeof st.st_size);
	key = hash_add(key, &st.st_mtim.tv_sec, sizeof st.st_mtim.tv_sec);
	key = hash_add(key, &st.st_mtim.tv_nsec, sizeof st.st_mtim.tv_nsec);
	for (size_t i = 0; i < h->argv.n; i++)
		key = hash_add(key, h->argv.at[i], strlen(h->argv.at[i]));
	for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
		const char *v = getenv(variables[i]);

		key = hash_add(key, v ? v : "", v ? strlen(v) : 0);
	}
	h->key = key;
	/* Relative paths are to be ignored (XDG Base Directory Specification). */
	if (base && *base == '/')
		h->cache = arena_printf(h->env->tu, "%s/cdefer", base);
	else if (home && *home == '/')
		h->cache = arena_printf(h->env->tu, "%s/.cache/cdefer", home);
	else
		return;
	h->cache = arena_printf(h->env->tu, "%s/%016llx", h->cache, (unsigned long long)key);
}

static bool read_file(const char *name, struct buf *b)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	drain(fd, b);
	close(fd);
	return b->len != 0;
}

/* Takes `text` apart; false if it is not complete. */
static bool cache_parse(struct hostcc *h, const char *text)
{
	const char *defines = NULL, *defines_end = NULL, *end;
	bool whole = false;

	if (strncmp(text, "cdefer 1\n", 9) != 0)
		return false;
	for (text += 9; *text; text = end + 1) {
		end = strchr(text, '\n');
		if (!end)
			break;
		if (!strncmp(text, "#define ", 8)) {
			defines = defines ? defines : text;
			defines_end = end + 1;
		} else if (!strncmp(text, "dir ", 4)) {
			add_dir(h, text + 4, (size_t)(end - text) - 4);
		} else if (!strncmp(text, "has ", 4)) {
			char *value;
			long v = strtol(text + 4, &value, 10);

			if (value < end && *value == ' ')
				remember(h, value + 1, (size_t)(end - value) - 1, v);
		} else if (!strncmp(text, "whole\n", 6)) {
			whole = true;
		}
	}
	if (!whole)
		return false;
	h->predefined = arena_copy(h->env->tu, defines ? defines : "", defines ? (size_t)(defines_end - defines) : 0);
	return true;
}

static bool cache_read(struct hostcc *h)
{
	struct buf b = { 0 };
	bool ok = h->cache && read_file(h->cache, &b) && cache_parse(h, b.text);

	if (!ok) {
		h->dirs.n = 0;
		h->answers = NULL;
	}
	buf_free(&b);
	return ok;
}

/* Makes the directories that `path` lies in; failure shows later. */
static void make_dirs(struct arena *a, const char *path)
{
	char *copy = arena_copy(a, path, strlen(path));

	for (char *p = copy + 1; *p; p++)
		if (*p == '/') {
			*p = '\0';
			mkdir(copy, 0777);
			*p = '/';
		}
}

static void cache_write(struct hostcc *h)
{
	struct buf b = { 0 };
	char *name;
	int fd;

	if (!h->cache)
		return;
	make_dirs(h->env->tu, h->cache);
	buf_puts(&b, "cdefer 1\n");
	for (size_t i = 0; i < h->dirs.n; i++)
		buf_printf(&b, "dir %s\n", h->dirs.at[i]);
	for (struct answer *a = h->answers; a; a = a->hh.next)
		buf_printf(&b, "has %ld %s\n", a->value, a->key);
	buf_puts(&b, h->predefined);
	buf_puts(&b, "whole\n");
	name = arena_printf(h->env->tu, "%s.XXXXXX", h->cache);
	fd = mkstemp(name);
	if (fd >= 0) {
		bool ok = write(fd, b.text, b.len) == (ssize_t)b.len;

		ok &= close(fd) == 0;
		if (!ok || rename(name, h->cache) != 0)
			unlink(name);
	}
	buf_free(&b);
}

/* Adds one answer; a line in one write is whole for every reader. */
static void cache_append(struct hostcc *h, const char *key, long value)
{
	char *line = arena_printf(h->env->tu, "has %ld %s\n", value, key);
	int fd = h->cache ? open(h->cache, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	if (write(fd, line, strlen(line)) < 0)
		errno = 0;
	close(fd);
}

/* ------------------------------------------------------------------------ questions */

/* What the headers of C libraries ask of each attribute they use: the first question asks for all. */
static const char *const usual_attributes[] = {
	"__access__", "__alloc_align__", "__alloc_size__", "__always_inline__", "__artificial__", "__cold__", "__const__",
	"__deprecated__", "__fallthrough__", "__format__", "__format_arg__", "__gnu_inline__", "__leaf__", "__malloc__",
	"__may_alias__", "__nonnull__", "__noreturn__", "__nothrow__", "__pure__", "__returns_nonnull__", "__transparent_union__",
	"__unused__", "__used__", "__warn_unused_result__", "__weak__",
};

/* Asks what operator what is of the names; their answers are remembered.  False if the compiler takes one of them for an
 * error, of which none is known then. */
static bool ask_names(struct hostcc *h, const char *what, const char *const *names, size_t n)
{
	static const char *const flags[] = { "-E", "-P", "-w", "-x", "c", "-", NULL };
	struct buf in = { 0 }, out = { 0 }, err = { 0 };
	char room[64];
	const char *operator = operator_text(what, room, sizeof room);
	bool good;

	/* GCC gives the value in text, Clang too; the condition proves that it is well-formed. */
	for (size_t i = 0; i < n; i++)
		buf_printf(&in, "#if %s(%s)\n#endif\ncdefer_is_%zu %s(%s)\n", operator, names[i], i, operator, names[i]);
	good = run(h, flags, in.text, &out, &err) && out.text;
	for (size_t i = 0; good && i < n; i++) {
		const char *key = arena_printf(h->env->tu, "%s %s", what, names[i]);
		const char *word = arena_printf(h->env->tu, "cdefer_is_%zu ", i), *at = strstr(out.text, word);
		long value = at ? strtol(at + strlen(word), NULL, 10) : 0;

		if (known(h, key))
			continue;
		remember(h, key, strlen(key), value);
		cache_append(h, key, value);
	}
	buf_free(&in);
	buf_free(&out);
	buf_free(&err);
	return good;
}

/* pp_config.has: what __has_<what>(name) is in the host compiler. */
static long has(void *ctx, const char *what, const char *name)
{
	struct hostcc *h = ctx;
	struct answer *a;
	const char *key = arena_printf(h->env->tu, "%s %s", name ? what : "operator", name ? name : what);

	if ((a = known(h, key)))
		return a->value;
	if (!name || strchr(name, '\n') || strlen(name) > 200)
		return 0;
	a = known(h, arena_printf(h->env->tu, "operator %s", what));
	if (a && a->value == 1) {
		if (strcmp(what, "attribute") == 0 && !known(h, arena_printf(h->env->tu, "%s %s", what, usual_attributes[0])))
			ask_names(h, what, usual_attributes, sizeof usual_attributes / sizeof *usual_attributes);
		if ((a = known(h, key)))
			return a->value;
		if (ask_names(h, what, &name, 1))
			return known(h, key)->value;
	}
	remember(h, key, strlen(key), 0);
	cache_append(h, key, 0);
	return 0;
}

/* TinyCC tells them only in front of all other options but -B. */
static void ask_tcc_dirs(struct hostcc *h, struct buf *out, struct buf *err)
{
	static const char *const flags[] = { "-print-search-dirs", NULL };
	struct hostcc alone = *h;

	memset(&alone.argv, 0, sizeof alone.argv);
	for (size_t i = 0; i < h->argv.n; i++)
		if (*h->argv.at[i] != '-' || strncmp(h->argv.at[i], "-B", 2) == 0)
			*vec_push(h->env->tu, &alone.argv) = h->argv.at[i];
	run(&alone, flags, NULL, out, err);
}

/* Asks the compiler for everything that is cached. */
static bool ask(struct hostcc *h)
{
	static const char *const gnu[] = { "-E", "-dM", "-v", "-x", "c", "/dev/null", NULL };
	static const char *const tcc[] = { "-E", "-dM", "-", NULL };
	struct buf out = { 0 }, err = { 0 };
	const char *missing = "answer";
	bool ok = run(h, gnu, NULL, &out, &err), verbose = true;

	if (!out.text || !strstr(out.text, "#define ")) {
		out.len = err.len = 0;
		ok = run(h, tcc, "\n", &out, &err);
		verbose = false;
	}
	ok = ok && out.text && strstr(out.text, "#define ");
	if (ok && !verbose && !strstr(out.text, "#define __TINYC__")) {
		missing = "tell where its headers are (-E -v)";
		ok = false;
	}
	if (ok) {
		h->predefined = only_defines(h->env->tu, out.text);
		if (strstr(h->predefined, "#define __TINYC__")) {
			out.len = err.len = 0;
			ask_tcc_dirs(h, &out, &err);
			read_dirs(h, out.text && out.len ? out.text : err.text ? err.text : "");
		} else {
			read_dirs(h, err.text ? err.text : "");
		}
		ask_operators(h);
	} else {
		const char *text = err.len ? err.text : "";

		fprintf(stderr, "cdefer: error: the host compiler '%s' does not %s%s%.*s\n", h->argv.at[0], missing,
		        *text ? ": " : "", (int)strcspn(text, "\n"), text);
	}
	buf_free(&out);
	buf_free(&err);
	return ok;
}

/* The system's directories go behind the given ones, before those of -idirafter. */
static void merge_dirs(struct hostcc *h, struct pp_config *config)
{
	struct pp_dir *dirs = arena_alloc(h->env->tu, (config->ndirs + h->dirs.n + 1) * sizeof *dirs);
	size_t n = 0, i = 0;

	for (; i < config->ndirs && config->dirs[i].kind != PP_DIR_AFTER; i++)
		dirs[n++] = config->dirs[i];
	for (size_t k = 0; k < h->dirs.n; k++)
		dirs[n++] = (struct pp_dir){ h->dirs.at[k], PP_DIR_SYSTEM };
	for (; i < config->ndirs; i++)
		dirs[n++] = config->dirs[i];
	config->dirs = dirs;
	config->ndirs = n;
}

/* -v. */
static void tell(struct hostcc *h, const char *what)
{
	const struct span nowhere = {0, 0, 0};

	diag_remark(h->env->diag, nowhere, "host compiler '%s' %s %s", h->path, what, h->cache ? h->cache : "nothing");
	for (size_t i = 0; i < h->dirs.n; i++)
		diag_remark(h->env->diag, nowhere, "include directory '%s'", h->dirs.at[i]);
}

bool hostcc_ask(struct env *env, const char *cc, const char *standard, struct pp_config *config)
{
	struct hostcc *h = arena_new_of(env->tu, struct hostcc);

	h->env = env;
	split(h, cc);
	if (!h->argv.n) {
		fprintf(stderr, "cdefer: error: the command of the host compiler is empty\n");
		return false;
	}
	h->path = program_path(env->tu, h->argv.at[0]);
	if (standard)
		*vec_push(env->tu, &h->argv) = arena_copy(env->tu, standard, strlen(standard));
	cache_name(h);
	if (!cache_read(h)) {
		if (!ask(h))
			return false;
		cache_write(h);
		tell(h, "was asked; what it said is kept in");
	} else {
		tell(h, "is not asked; what it said is in");
	}
	config->predefined = h->predefined;
	config->has = has;
	config->ctx = h;
	merge_dirs(h, config);
	return true;
}
