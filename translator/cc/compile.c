/*
 * What the compiler is told: the user's words, in their order, with what was translated in place of what was given.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cc/work.h"

static bool has_sources(const struct cc_command *c)
{
	for (size_t i = 0; i < c->inputs.n; i++)
		if (c->inputs.at[i].source)
			return true;
	return false;
}

static void add_map(struct work *w, cc_words *words, const char *option, const char *from, const char *to)
{
	add(w, words, arena_printf(w->a, "%s=%s=%s", option, from, to));
}

/* In front of the user's own: debug information and __FILE__ name the file that was written, and what lies beside it as
 * it was included, not by the paths in the text. */
static void add_names(struct work *w, cc_words *words, size_t input)
{
	const char *dir = folder(w, w->command.inputs.at[input].path), *text = folder(w, w->texts[input]);
	char here[4096];
	const char *beside = *dir != '/' && getcwd(here, sizeof here) ? arena_printf(w->a, "%s/%s", here, dir) : NULL;

	if (is_tcc(&w->command))
		return;
	if (w->command.maps_coverage) {
		add_map(w, words, "-fdebug-prefix-map", text, dir);
		add_map(w, words, "-fmacro-prefix-map", text, dir);
		add_map(w, words, "-fcoverage-prefix-map", text, folder(w, kept_name(w, input)));
	} else {
		add_map(w, words, "-ffile-prefix-map", text, dir);
	}
	if (!beside)
		return;
	add_map(w, words, "-fdebug-prefix-map", beside, dir);
	add_map(w, words, "-fmacro-prefix-map", beside, dir);
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

void compile_words(struct work *w, cc_words *words, enum part part, size_t one)
{
	const struct cc_command *c = &w->command;
	bool rule = part == PART_REST;
	const char *language = NULL;

	add_all(w, words, &c->compiler);
	for (size_t i = 0; i < c->inputs.n; i++)
		if (is_changed(w, i) && (part == PART_ALL || (part == PART_ONE && i == one)))
			add_names(w, words, i);
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

void plain_words(struct work *w, cc_words *words)
{
	const struct cc_command *c = &w->command;

	add_all(w, words, &c->compiler);
	if (!c->dropped)
		add_all(w, words, &c->given);
	for (size_t i = 0; c->dropped && i < c->words.n; i++)
		add(w, words, c->words.at[i].text);
	add_own(w, words, true);
}

void shorten(struct work *w, cc_words *words)
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

void editor_words(struct work *w, cc_words *words, size_t one)
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
