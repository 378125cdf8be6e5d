/*
 * What the translator is told, and what becomes of the text that it writes.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cc/work.h"

/* A text that is kept needs them as long as it. */
static const char *headers_of(struct work *w, size_t i)
{
	const struct cc_command *c = &w->command;

	return c->save_temps || c->maps_coverage ? arena_printf(w->a, "%s.headers", kept_name(w, i))
	                                         : arena_printf(w->a, "%sheaders", folder(w, w->texts[i]));
}

/* GCC's manual, -MD: the rule's file is called as the output; where there is none of that name, GCC's (but not Clang's)
 * is called as what -dumpbase gives by default. */
static const char *rule_file(struct work *w, const struct cc_input *in, bool named)
{
	const struct cc_command *c = &w->command;
	bool gcc = !strstr(cc_base_name(c->host), "clang") && !is_tcc(c);

	if (named)
		return with_suffix(w, c->output, ".d");
	return arena_printf(w->a, "%s%s", gcc && c->mode == CC_LINK ? "a-" : "", with_suffix(w, cc_base_name(in->path), ".d"));
}

/* GCC's manual, -MD, -MF, -MT: the rule is called as the object, or the program. */
static void add_rule(struct work *w, cc_words *words, const struct cc_input *in)
{
	const struct cc_command *c = &w->command;
	bool named = c->output && c->mode != CC_DEPEND && c->mode != CC_PREPROCESS;
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
		add(w, words, c->rule_file ? c->rule_file : rule_file(w, in, named));
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

static void translate_words(struct work *w, cc_words *words, size_t i)
{
	const struct cc_command *c = &w->command;
	const struct cc_input *in = &c->inputs.at[i];
	const char *text = w->texts[i];

	add(w, words, w->translator);
	add(w, words, host_compiler(w));
	/* The compiler says the same again; and C need not know our words to use them. */
	add(w, words, "-Wno-cpp");
	add(w, words, "-Wno-preprocessor");
	if (in->is_c)
		add(w, words, "-Wno-keyword-shadowed");
	add_all(w, words, &c->translator);
	if (text)
		add(w, words, arena_printf(w->a, "--headers=%s", headers_of(w, i)));
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

int translate_input(struct work *w, size_t i)
{
	const struct cc_command *c = &w->command;
	const struct cc_input *in = &c->inputs.at[i];
	const char *name = strcmp(in->path, "-") == 0 ? "stdin.cd" : cc_base_name(in->path);
	cc_words words = {0};
	int status;

	if (c->mode == CC_DEPEND) {
		translate_words(w, &words, i);
		return step(w, &words);
	}
	w->texts[i] = arena_printf(w->a, "%s/%s", temporary_dir(&w->temporary, w->a, i), name);
	/* Coverage is that of the text which is kept.  Caches know what to do by the suffix. */
	if (c->maps_coverage)
		w->texts[i] = arena_printf(w->a, "%s%s", folder(w, w->texts[i]), cc_base_name(kept_name(w, i)));
	else if (c->launcher)
		w->texts[i] = with_suffix(w, w->texts[i], ".c");
	translate_words(w, &words, i);
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

/* ---- the text, kept ------------------------------------------------------------------------------------------ */

const char *kept_name(struct work *w, size_t i)
{
	const struct cc_command *c = &w->command;
	const char *given = c->inputs.at[i].path, *path = strcmp(given, "-") == 0 ? "stdin.cd" : given, *dir = c->output ? folder(w, c->output) : "";
	char *name = arena_printf(w->a, "%s.c", several_folders(w) ? path : cc_base_name(path));

	/* An object's is called by that, where files of one name may be. */
	if (c->maps_coverage && c->output && c->mode == CC_COMPILE)
		return with_suffix(w, c->output, ".cd.c");
	for (char *p = name; (p = strchr(p, '/')) != NULL; )
		*p = '#';
	return c->save_beside_object ? arena_printf(w->a, "%s%s", dir, name) : name;
}

/* What is there stays whole until the new one is. */
void keep_text(struct work *w, size_t i)
{
	const char *to = kept_name(w, i), *half = arena_printf(w->a, "%s.%ld.tmp", to, (long)getpid());
	FILE *in = fopen(w->texts[i], "rb"), *out = in ? fopen(half, "wb") : NULL;
	char block[8192];
	bool good = out != NULL;
	size_t n;

	while (good && (n = fread(block, 1, sizeof block, in)) > 0)
		good = fwrite(block, 1, n, out) == n;
	if (in)
		fclose(in);
	if (out && fclose(out) != 0)
		good = false;
	if (good && rename(half, to) == 0)
		return;
	fprintf(stderr, "cdefer-cc: cannot write '%s': %s\n", to, strerror(errno));
	if (out)
		remove(half);
}
