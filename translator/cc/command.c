/*
 * Takes the command line apart.
 *
 * All that matters is which options have an argument of their own (so that it is not taken for an
 * input), and which the translator has to know; everything else is passed on as it is.
 */
#include "cc/command.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool starts(const char *word, const char *with) { return strncmp(word, with, strlen(with)) == 0; }
static bool equal(const char *word, const char *other) { return strcmp(word, other) == 0; }

static bool one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (equal(word, list[i]))
			return true;
	return false;
}

static bool begins_as_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (starts(word, list[i]))
			return true;
	return false;
}

const char *cc_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const char *suffix(const char *path)
{
	const char *dot = strrchr(cc_base_name(path), '.');

	return dot ? dot : "";
}

/* ---- the compiler -------------------------------------------------------------------------------- */

static bool is_launcher(const char *word)
{
	static const char *const names[] = { "ccache", "distcc", "sccache", "icecc", "buildcache", "pump" };

	return one_of(cc_base_name(word), names, COUNT(names));
}

/* cc, gcc-12, x86_64-linux-gnu-gcc, clang-14: no option, and nothing that is compiled. */
static bool is_compiler(const char *word)
{
	static const char *const names[] = { "cc", "gcc", "clang", "tcc", "c99", "c89", "c11", "icc", "icx", "cproc" };
	const char *name = cc_base_name(word);

	if (*word == '-' || *word == '@' || !*word)
		return false;
	if (is_launcher(word))
		return true;
	for (size_t i = 0; i < COUNT(names); i++) {
		const char *at = strstr(name, names[i]);
		size_t n = strlen(names[i]);

		for (; at; at = strstr(at + 1, names[i]))
			if ((at == name || at[-1] == '-') &&
			    (!at[n] || (at[n] == '-' && strspn(at + n + 1, "0123456789.") == strlen(at + n + 1))))
				return true;
	}
	/* Anything that can be run and has no suffix of a file that is compiled. */
	return !*suffix(word) && strchr(word, '/') && access(word, X_OK) == 0;
}

/* The blank-separated words of CDEFER_CC: launchers, the compiler, options. */
static void split(struct cc_command *c, struct arena *a, const char *text)
{
	bool named = false;

	for (; *text; text += strspn(text, " \t")) {
		size_t n = strcspn(text, " \t");
		const char *word = arena_copy(a, text, n);

		if (n && named)
			*vec_push(a, &c->given) = word;
		else if (n)
			*vec_push(a, &c->compiler) = word;
		named |= n && !is_launcher(word);
		text += n;
	}
}

static int read_compiler(struct cc_command *c, struct arena *a, int argc, char **argv, const char *compiler)
{
	int i = 1;

	while (i < argc && is_compiler(argv[i])) {
		*vec_push(a, &c->compiler) = argv[i];
		if (!is_launcher(argv[i++]))
			break;
	}
	if (!c->compiler.n && compiler)
		split(c, a, compiler);
	if (!c->compiler.n)
		*vec_push(a, &c->compiler) = "cc";
	if (is_launcher(c->compiler.at[c->compiler.n - 1]))
		*vec_push(a, &c->compiler) = "cc";
	c->host = c->compiler.at[c->compiler.n - 1];
	c->launcher = is_launcher(c->compiler.at[0]) ? c->compiler.at[0] : NULL;
	return i;
}

/* ---- long options -------------------------------------------------------------------------------------- */

/* GCC's long spellings (gcc/opts-common: `--name=argument` or `--name argument`), as the short ones. */
static const struct long_option { const char *name, *word; bool argument; } long_options[] = {
	{ "--optimize", "-O", true }, { "--machine", "-m", true }, { "--print-missing-file-dependencies", "-MG", false },
	{ "--assemble", "-S", false }, { "--compile", "-c", false }, { "--preprocess", "-E", false },
	{ "--define-macro", "-D", true }, { "--undefine-macro", "-U", true }, { "--language", "-x", true },
	{ "--output", "-o", true }, { "--include", "-include", true }, { "--imacros", "-imacros", true },
	{ "--include-directory", "-I", true }, { "--include-directory-after", "-idirafter", true },
	{ "--dependencies", "-M", false }, { "--user-dependencies", "-MM", false }, { "--write-dependencies", "-MD", false },
	{ "--write-user-dependencies", "-MMD", false }, { "--no-standard-includes", "-nostdinc", false },
	{ "--ansi", "-ansi", false }, { "--shared", "-shared", false }, { "--no-warnings", "-w", false },
	{ "--library-directory", "-L", true },
};

/* Word i, an option, in its short spelling; an argument behind `=` becomes a word of its own, or is joined where it always
 * is. */
static void shorten_option(struct arena *a, cc_words *all, size_t i)
{
	const char *word = all->at[i];
	size_t n = strcspn(word, "=");

	if (starts(word, "--std="))
		all->at[i] = word + 1;
	for (size_t k = 0; k < COUNT(long_options); k++) {
		const struct long_option *o = &long_options[k];

		if (strlen(o->name) != n || strncmp(word, o->name, n) != 0 || (word[n] && !o->argument))
			continue;
		all->at[i] = o->word;
		if (equal(o->word, "-O") || equal(o->word, "-m"))
			all->at[i] = arena_printf(a, "%s%s", o->word, word[n] ? word + n + 1 : "");
		else if (word[n]) {
			vec_push(a, all);
			memmove(&all->at[i + 2], &all->at[i + 1], (all->n - i - 2) * sizeof *all->at);
			all->at[i + 1] = word + n + 1;
		}
		return;
	}
}

/* ---- response files -------------------------------------------------------------------------------- */

static char *read_file(struct arena *a, const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	size_t room = 0, n;

	*len = 0;
	if (!f)
		return NULL;
	do {
		if (*len + 4096 + 1 > room) {
			size_t more = room ? room * 2 : 16384;
			text = arena_grow(a, text, room, more);
			room = more;
		}
		n = fread(text + *len, 1, 4096, f);
		*len += n;
	} while (n);
	text[*len] = '\0';
	fclose(f);
	return text;
}

/* Words are separated by blanks; quotes of both kinds and backslashes as in a shell (GCC's manual, @file). */
static const char *next_word(struct arena *a, const char **at)
{
	const char *p = *at + strspn(*at, " \t\r\n\f\v");
	char *word, *out, quote = 0;

	if (!*p) {
		*at = p;
		return NULL;
	}
	word = out = arena_alloc(a, strlen(p) + 1);
	for (; *p && (quote || !isspace((unsigned char)*p)); p++) {
		if (*p == '\\' && p[1])
			*out++ = *++p;
		else if (quote ? *p == quote : *p == '"' || *p == '\'')
			quote = quote ? 0 : *p;
		else
			*out++ = *p;
	}
	*out = '\0';
	*at = p;
	return word;
}

static void expand(struct arena *a, cc_words *all, const char *word, int depth)
{
	const char *text, *w;
	size_t len;

	if (*word != '@' || depth > 20 || !(text = read_file(a, word + 1, &len))) {
		*vec_push(a, all) = word;
		return;
	}
	while ((w = next_word(a, &text)) != NULL)
		expand(a, all, w, depth + 1);
}

/* ---- options ------------------------------------------------------------------------------------------ */

/* Those whose argument is the next word (always, or if nothing follows at once). */
static const char *const with_argument[] = {
	"-o", "-x", "-I", "-D", "-U", "-L", "-l", "-F", "-T", "-u", "-z", "-e", "-A", "-B", "-V", "-b", "-G", "-h", "-R",
	"-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-isysroot", "-iprefix", "-iwithprefix",
	"-iwithprefixbefore", "-imultilib", "-iframework", "-MF", "-MT", "-MQ", "-MJ", "-Xlinker", "-Xassembler", "-Xpreprocessor",
	"-Xclang", "-Xcompiler", "-aux-info", "-dumpbase", "-dumpbase-ext", "-dumpdir", "-wrapper", "--param", "-arch", "-target",
	"-framework", "-install_name", "-soname", "-rpath", "-mllvm", "--sysroot", "-gcc-toolchain", "-include-pch", "-Ttext",
	"-Tdata", "-Tbss", "-specs", "-assert", "-bundle_loader", "-current_version", "-compatibility_version",
};

static const char *const own_options[] = {
	"-fopen-coded", "-fno-open-coded", "-fpreserve-errno", "-fno-preserve-errno", "-fsetjmp", "-fno-setjmp",
	"-fforeign-unwind", "-fno-foreign-unwind", "-fno-panic", "-fpanic", "-fcatch-signals", "-fno-catch-signals",
	"-fdefer-ts", "-fno-defer-ts",
};
static const char *const own_prefixes[] = { "--frame-limit=", "--no-recover=" };
static const char *const own_warnings[] = {
#define W(id, name, on, all, text) name,
#include "source/warnings.def"
#undef W
};

/* Of -f options: those that change neither macros nor the search of headers.  (Each set of words is asked for
 * its macros once, and the answer kept.) */
static const char *const silent[] = {
	"-fdiagnostics", "-fcolor", "-fno-color", "-fdebug-", "-ffile-prefix-map", "-fmacro-prefix-map", "-frandom-seed",
	"-fprofile", "-fdump", "-fplugin", "-flto", "-fno-lto", "-fuse-ld", "-fmax-errors", "-fmessage-length", "-fvisibility",
	"-ftest-coverage", "-fcoverage", "-fverbose-asm", "-fcallgraph", "-fstack-usage", "-ftemplate", "-fsyntax-only",
	"-ftime", "-freport", "-fcrash", "-fansi-escape", "-fcaret", "-fshow", "-fno-show", "-fno-caret", "-fdata-sections",
	"-ffunction-sections", "-fcommon", "-fno-common", "-fno-strict-aliasing", "-fstrict-aliasing", "-fwrapv",
	"-fomit-frame-pointer", "-fno-omit-frame-pointer", "-fno-plt", "-fno-semantic-interposition",
};

static const char *const informing[] = {
	"-dumpversion", "-dumpmachine", "-dumpspecs", "-dumpfullversion", "--version", "--help", "-print-search-dirs",
};

/* A warning of the translator's own: -Wname, -Wno-name, -Werror=name, -Wno-error=name. */
static bool is_own_warning(const char *word)
{
	static const char *const heads[] = { "-Wno-error=", "-Werror=", "-Wno-", "-W" };

	/* `cpp` is the compiler's, too. */
	for (size_t i = 0; i < COUNT(heads); i++)
		if (starts(word, heads[i]))
			return one_of(word + strlen(heads[i]), own_warnings, COUNT(own_warnings)) &&
			       !equal(word + strlen(heads[i]), "cpp");
	return false;
}

/* The option without its argument, and that: joined, in the next word, or null. */
struct option { const char *word, *argument; bool joined; };

static const char *joined(const char *word, const char *name)
{
	return starts(word, name) && word[strlen(name)] ? word + strlen(name) : NULL;
}

static void tell(struct cc_command *c, struct arena *a, const char *name, const char *argument)
{
	*vec_push(a, &c->translator) = name;
	*vec_push(a, &c->translator) = argument;
}

static void rule_target(struct cc_command *c, struct arena *a, const char *name, const char *target)
{
	*vec_push(a, &c->rule_targets) = name;
	*vec_push(a, &c->rule_targets) = target;
}

/* -M and relatives; true if the word is one, which the compiler is not to see for what is translated. */
static bool read_rule(struct cc_command *c, struct arena *a, const struct option *o)
{
	const char *w = o->word;

	if (starts(w, "-MF"))
		c->rule_file = o->argument;
	else if (starts(w, "-MT") || starts(w, "-MQ"))
		rule_target(c, a, starts(w, "-MT") ? "-MT" : "-MQ", o->argument ? o->argument : "");
	else if (equal(w, "-MD") || equal(w, "-MMD"))
		c->rule = true, c->rule_user_only |= equal(w, "-MMD");
	else if (equal(w, "-MP"))
		c->rule_phony = true;
	else if (equal(w, "-MG"))
		c->rule_missing = true;
	else
		return false;
	return true;
}

/* A word for the preprocessor alone, by -Wp, -Xpreprocessor or -Xclang; what has its argument in the next one waits for
 * that. */
static void tell_preprocessor(struct cc_command *c, struct arena *a, const char *word)
{
	static const char *const names[] = { "-D", "-U", "-I", "-include", "-imacros", "-isystem", "-iquote", "-idirafter" };

	if (c->waiting) {
		tell(c, a, equal(c->waiting, "-imacros") ? "-include" : c->waiting, word);
		c->waiting = NULL;
		return;
	}
	for (size_t i = 0; i < COUNT(names); i++) {
		if (equal(word, names[i]))
			c->waiting = names[i];
		else if (joined(word, names[i]) && strlen(names[i]) == 2)
			*vec_push(a, &c->translator) = word;
	}
}

/* -Wp,-MD,file,-DX: what of it the translator has to know; true if it tells of nothing but a rule. */
static bool read_preprocessor(struct cc_command *c, struct arena *a, const char *word)
{
	char *text = arena_copy(a, word + 4, strlen(word + 4)), *next;
	bool only_rule = true;

	for (char *w = text; w; w = next) {
		next = strchr(w, ',');
		if (next)
			*next++ = '\0';
		if ((equal(w, "-MD") || equal(w, "-MMD")) && next) {
			c->rule = true;
			c->rule_user_only |= equal(w, "-MMD");
			c->rule_file = next;
			next = strchr(next, ',');
			if (next)
				*next++ = '\0';
			continue;
		}
		only_rule = false;
		tell_preprocessor(c, a, w);
	}
	return only_rule;
}

/* What the translator has to be told of an option that the compiler gets, too. */
static void read_common(struct cc_command *c, struct arena *a, const struct option *o)
{
	static const char *const both[] = { "-iquote", "-isystem", "-idirafter", "-include" };
	static const char *const host[] = { "-isysroot", "--sysroot", "-target", "-arch", "-specs", "-B", "-gcc-toolchain",
	                                    "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-imultilib" };
	const char *w = o->word;

	for (size_t i = 0; i < COUNT(both); i++)
		if (starts(w, both[i]) && o->argument && !starts(w, "-include-pch")) {
			tell(c, a, both[i], o->argument);
			if (equal(both[i], "-include") && equal(suffix(o->argument), ".hd"))
				c->includes_header = o->argument;
			return;
		}
	if (equal(w, "-imacros") && o->argument) {
		tell(c, a, "-include", o->argument);
		if (equal(suffix(o->argument), ".hd"))
			c->includes_header = o->argument;
	} else if (starts(w, "-I") || starts(w, "-D") || starts(w, "-U")) {
		if (o->argument)
			tell(c, a, w[1] == 'I' ? "-I" : w[1] == 'D' ? "-D" : "-U", o->argument);
	} else if (starts(w, "-std=") || equal(w, "-ansi") || equal(w, "-w") || equal(w, "-Wall") || equal(w, "-Werror") ||
	           starts(w, "-fdiagnostics-color") || equal(w, "-fno-diagnostics-color") ||
	           equal(w, "-fdiagnostics-format=json")) {
		*vec_push(a, &c->translator) = w;
	} else if (one_of(w, host, COUNT(host)) || starts(w, "--sysroot=") || starts(w, "--target=") || starts(w, "-specs=")) {
		*vec_push(a, &c->host_options) = w;
		if (o->argument && !o->joined)
			*vec_push(a, &c->host_options) = o->argument;
	} else if (starts(w, "-O") || (starts(w, "-m") && !o->argument) || equal(w, "-nostdinc") || equal(w, "-undef") ||
	           equal(w, "-pthread") || equal(w, "-trigraphs") ||
	           (starts(w, "-f") && !begins_as_one_of(w, silent, COUNT(silent)))) {
		*vec_push(a, &c->host_options) = w;
	}
}

static bool read_mode(struct cc_command *c, const char *w)
{
	enum cc_mode mode = equal(w, "-c") ? CC_COMPILE : equal(w, "-S") ? CC_ASSEMBLE : equal(w, "-E") ? CC_PREPROCESS
	                  : equal(w, "-fsyntax-only") ? CC_SYNTAX : equal(w, "-M") || equal(w, "-MM") ? CC_DEPEND : CC_LINK;

	if (mode == CC_LINK)
		return false;
	if (mode > c->mode)
		c->mode = mode;
	c->rule_user_only |= equal(w, "-MM");
	return true;
}

static void read_flags(struct cc_command *c, const char *w)
{
	if (equal(w, "-###"))
		c->shows = true;
	else if (starts(w, "-print-") || starts(w, "--print-") || starts(w, "--help") || one_of(w, informing, COUNT(informing)))
		c->informs = true;
	else if (equal(w, "-save-temps") || equal(w, "--save-temps") || starts(w, "-save-temps="))
		c->save_temps = true, c->save_beside_object |= equal(w, "-save-temps=obj");
	else if (equal(w, "-fcoverage-mapping") || equal(w, "-fno-coverage-mapping"))
		c->maps_coverage = equal(w, "-fcoverage-mapping");
	else if (equal(w, "-nostdlib") || equal(w, "-r") || equal(w, "-nodefaultlibs") || equal(w, "-Wl,-r"))
		c->no_runtime = true;
	else if (equal(w, "-shared") || equal(w, "-dynamiclib") || equal(w, "-bundle"))
		c->shared = true;
}

static void add(struct cc_command *c, struct arena *a, const char *text, enum cc_kind kind)
{
	*vec_push(a, &c->words) = (struct cc_word){ text, kind, 0 };
}

static void read_input(struct cc_command *c, struct arena *a, const char *path, const char *language, bool all)
{
	const char *s = suffix(path);
	bool is_c = language ? equal(language, "c") : equal(s, ".c");
	bool cd = language ? equal(language, "cd") : equal(s, ".cd");
	struct cc_input *in = vec_push(a, &c->inputs);

	in->path = path;
	in->language = language;
	in->is_c = is_c;
	in->translate = cd || (all && is_c);
	in->source = in->translate || is_c || equal(s, ".i") || equal(s, ".S");
	*vec_push(a, &c->words) = (struct cc_word){ path, CC_INPUT, c->inputs.n - 1 };
}

/* Takes the option at words[i]; returns the number of its words. */
static size_t read_option(struct cc_command *c, struct arena *a, const cc_words *all, size_t i, const char **language)
{
	struct option o = { all->at[i], NULL, false };
	const char *next = i + 1 < all->n ? all->at[i + 1] : NULL;
	enum cc_kind kind = CC_PLAIN;
	size_t n = 1;

	if (one_of(o.word, with_argument, COUNT(with_argument))) {
		o.argument = next;
		n = next ? 2 : 1;
	} else if (o.word[1] && strchr("oxIDULlB", o.word[1]) && o.word[2]) {
		o.argument = o.word + 2;
		o.joined = true;
	} else {
		static const char *const names[] = { "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-MF", "-MT", "-MQ" };

		for (size_t k = 0; k < COUNT(names) && !o.argument; k++)
			o.argument = joined(o.word, names[k]);
		o.joined = o.argument != NULL;
	}

	if (one_of(o.word, own_options, COUNT(own_options)) || begins_as_one_of(o.word, own_prefixes, COUNT(own_prefixes)) ||
	    is_own_warning(o.word)) {
		*vec_push(a, &c->translator) = o.word;
		c->dropped = true;
		return n;
	}
	if (starts(o.word, "-o") && o.argument && (equal(o.word, "-o") || o.joined)) {
		kind = CC_OUTPUT;
		c->output = o.argument;
	} else if (starts(o.word, "-x") && o.argument) {
		kind = CC_LANGUAGE;
		*language = equal(o.argument, "none") ? NULL : o.argument;
	} else if (read_rule(c, a, &o)) {
		kind = CC_RULE;
	} else if (read_mode(c, o.word)) {
		kind = CC_STOP;
	} else if (starts(o.word, "-Wp,")) {
		kind = read_preprocessor(c, a, o.word) ? CC_RULE : CC_PLAIN;
	} else if ((equal(o.word, "-Xpreprocessor") || equal(o.word, "-Xclang")) && o.argument) {
		tell_preprocessor(c, a, o.argument);
	} else {
		read_flags(c, o.word);
		read_common(c, a, &o);
	}
	add(c, a, o.word, kind);
	if (n == 2)
		add(c, a, o.argument, kind);
	return n;
}

void cc_command_read(struct cc_command *c, struct arena *a, int argc, char **argv, bool all, const char *compiler)
{
	cc_words given = {0};
	const char *language = NULL;
	int first;

	memset(c, 0, sizeof *c);
	while (argc > 1 && equal(argv[1], "--all")) {
		all = true;
		argc--;
		argv++;
	}
	first = read_compiler(c, a, argc, argv, compiler);
	for (int i = first; i < argc; i++) {
		if (equal(argv[i], "--all"))
			all = true;
		else
			*vec_push(a, &c->given) = argv[i];
	}
	for (size_t i = 0; i < c->given.n; i++)
		expand(a, &given, c->given.at[i], 0);
	for (size_t i = 0; i < given.n;) {
		const char *w = given.at[i];

		if (*w == '-' && w[1]) {
			shorten_option(a, &given, i);
			i += read_option(c, a, &given, i, &language);
		} else {
			read_input(c, a, w, language, all);
			i++;
		}
	}
	/* Much that is only preprocessed is no C: configure tries a text with an error in it. */
	for (size_t i = 0; i < c->inputs.n; i++)
		if (c->inputs.at[i].is_c && (c->mode == CC_PREPROCESS || c->mode == CC_DEPEND))
			c->inputs.at[i].translate = false;
}
