/*
 * One run of cdefer-cc: what its stages share.
 *
 * command.c reads the command line; locate.c knows where cdefer and its runtime are; translate.c calls the
 * translator, compile.c says what the compiler is told; main.c has the order.  Memory is the arena's.
 */
#ifndef CDEFER_CC_WORK_H
#define CDEFER_CC_WORK_H

#include "cc/command.h"
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

void add(struct work *w, cc_words *words, const char *word);
void add_all(struct work *w, cc_words *words, const cc_words *more);
/* The folder part of a path, with the slash; "" if it has none. */
const char *folder(struct work *w, const char *path);
/* Whether what is translated lies in several folders: files there may have one name. */
bool several_folders(struct work *w);
/* Input i was translated, and its text is another one. */
bool is_changed(const struct work *w, size_t i);
/* `name` with another suffix. */
char *with_suffix(struct work *w, const char *name, const char *suffix);
/* Runs the words, or shows them (-###); gives the exit status. */
int step(struct work *w, const cc_words *words);

/* ---- locate.c ---------------------------------------------------------------------------------------------- */
/* Fills in home, translator and headers; `name` is argv[0]. */
void locate(struct work *w, const char *name);
bool is_tcc(const struct cc_command *c);
/* Whether the compiler links, so that the runtime has to be there. */
bool links(const struct cc_command *c);
/* How: CDEFER_RUNTIME, or what suits the command. */
const char *runtime_kind(const struct cc_command *c);
void add_runtime(struct work *w, cc_words *words);

/* ---- translate.c ------------------------------------------------------------------------------------------- */
/* Translates input i to w->texts[i], or writes its rule; gives the exit status. */
int translate_input(struct work *w, size_t i);
/* Where the translated text of input i is kept, and keeping it: -save-temps, coverage of Clang's.  A name of its own
 * for each that one build compiles. */
const char *kept_name(struct work *w, size_t i);
void keep_text(struct work *w, size_t i);

/* ---- compile.c --------------------------------------------------------------------------------------------- */
enum part { PART_ALL, PART_ONE, PART_REST };

/* The compiler's words for all inputs, for one that was translated, or for the others. */
void compile_words(struct work *w, cc_words *words, enum part part, size_t one);
/* Nothing is translated: as it came, but for what is ours. */
void plain_words(struct work *w, cc_words *words);
/* How an editor should take input i: what is translated, as C in which the words mean something by cdefer-ide.h. */
void editor_words(struct work *w, cc_words *words, size_t i);
/* Words that are too many for the system go into a response file. */
void shorten(struct work *w, cc_words *words);

#endif
