/*
 * A C compiler's command line, as far as cdefer-cc has to understand it: which words are inputs, which
 * of them are to be translated, and what the translator has to be told.
 */
#ifndef CDEFER_CC_COMMAND_H
#define CDEFER_CC_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"

/* What the compiler stops behind. */
enum cc_mode { CC_LINK, CC_COMPILE, CC_ASSEMBLE, CC_SYNTAX, CC_PREPROCESS, CC_DEPEND };

struct cc_input {
	const char *path;
	const char *language;   /* of -x at that place; null: by the suffix */
	bool is_c;              /* by its name or -x, not `cd` */
	bool translate;
	bool source;            /* something that a compiler has to read: C, or to be translated */
};

enum cc_kind {
	CC_PLAIN,
	CC_INPUT,
	CC_LANGUAGE,            /* -x and its argument */
	CC_OUTPUT,              /* -o and its argument */
	CC_STOP,                /* -c, -S, -E, -fsyntax-only */
	CC_RULE,                /* -MD and relatives: the translator writes the rule */
};

struct cc_word {
	const char *text;
	enum cc_kind kind;
	size_t input;           /* CC_INPUT: its number */
};

typedef VEC(const char *) cc_words;

struct cc_command {
	cc_words compiler;      /* its own words: gcc, or ccache gcc */
	const char *host;       /* the word that is the compiler itself */
	const char *launcher;   /* ccache, distcc; or null */
	VEC(struct cc_word) words;
	VEC(struct cc_input) inputs;
	cc_words translator;    /* options for cdefer */
	cc_words host_options;  /* of the host compiler that change its macros or directories */
	enum cc_mode mode;
	const char *output;
	cc_words given;         /* as they came, response files not read, without what is cdefer-cc's own */
	bool dropped;           /* `words` lacks options of cdefer's that are in `given` */
	bool informs;           /* -print-..., --version: nothing is compiled */
	bool shows;             /* -### */
	bool save_temps, save_beside_object;
	const char *includes_header;    /* the .hd of a -include; or null */
	const char *waiting;    /* while it is read: an option of -Xpreprocessor without its argument; or null */
	bool maps_coverage;     /* -fcoverage-mapping: Clang's, which takes no notice of #line */
	bool no_runtime;        /* -nostdlib, -r */
	bool shared;
	/* -M and relatives */
	bool rule, rule_user_only, rule_phony, rule_missing;
	const char *rule_file;
	cc_words rule_targets;  /* -MT x or -MQ x, two words each */
};

/*
 * Reads the words behind cdefer-cc's own name.  all: every C input is to be translated (CDEFER_ALL).
 * compiler: that of CDEFER_CC, or null.  Words are shared with argv or in the arena.  A response file that
 * cannot be read stays a word, for the compiler to complain of.
 */
void cc_command_read(struct cc_command *c, struct arena *a, int argc, char **argv, bool all, const char *compiler);

/* The name behind the last '/'. */
const char *cc_base_name(const char *path);

#endif
