/*
 * The preprocessor: directives, macros, includes (C23 6.10 and GNU's extensions).
 *
 * The parser pulls tokens one by one; each is appended to `tokens`, with its provenance in
 * env->expansions.  Besides, pp keeps what a rewriter of the text must know: the conditional
 * groups of the main file, the definitions that a macro name had over time, the files that were
 * read.
 */
#ifndef CDEFER_PP_PP_H
#define CDEFER_PP_PP_H

#include "source/env.h"
#include "token/token.h"

struct pp;

enum pp_dir_kind { PP_DIR_QUOTE, PP_DIR_ANGLE, PP_DIR_SYSTEM, PP_DIR_AFTER };
struct pp_dir { const char *path; enum pp_dir_kind kind; };

/* A header that the translator has itself: for an #include that is found nowhere else.  NUL-terminated. */
struct pp_own { const char *name, *text; size_t len; };

struct pp_config {
	/* Text of predefined macros (#define lines), from the host compiler, then -D, -U as
	 * "#define X 1\n#undef Y\n"; each read as a scratch file of that name. */
	const char *predefined, *command_line;
	struct pp_dir *dirs; size_t ndirs;      /* in search order: -iquote, -I, -isystem, system, -idirafter */
	const char **includes; size_t nincludes;/* -include FILE, before the main file; their rows
	                                           have an empty span at its beginning */
	const struct pp_own *own; size_t nown;
	bool preprocessed;                      /* line markers, no macros: -x preprocessed */
	bool missing_ok;                        /* -MG */
	/* Answers of the host compiler to __has_attribute and relatives: 1 or a version, 0, or -1:
	 * not known.  `what` is "attribute", "builtin", "feature", "extension", "c_attribute", "warning", ...
	 * Without a name: whether the operator __has_<what> exists at all ("include", "embed", too).
	 * Null: all operators exist and nothing is known. */
	long (*has)(void *ctx, const char *what, const char *name);
	void *ctx;
};

struct pp *pp_new(struct env *env, const struct pp_config *cf, struct file *main);

/* -x preprocessed. */
bool pp_is_preprocessed(const struct pp *pp);

/* The list that tokens are appended to. */
struct tokens *pp_tokens(struct pp *pp);

/* Delivers the next token: appends it and returns its index.  Kinds are final (keywords), adjacent
 * strings stay apart, TOK_PRAGMA stands for a pragma (text: the whole pragma without `#`; from
 * _Pragma or a directive).  TOK_EOF at the end, again and again. */
tok_id pp_next(struct pp *pp);

/*
 * To be called when the `{` of a function body was the last token delivered.  If no token up to its
 * matching `}` can matter to cdefer - no word of the language, no setjmp or longjmp or relative, no
 * __COUNTER__, no macro that can lead to one of them or to an unbalanced brace, no directive but
 * conditionals - the inside is skipped: the next token is TOK_SKIPPED (it spans the inside, if there
 * is any), the one after it `}`.  Otherwise nothing happens.  Returns whether it was skipped.
 */
bool pp_skip_body(struct pp *pp);

/* One conditional group of a file: the lines between two directives of an #if section. */
struct pp_group {
	uint32_t row;           /* of the file that it stands in: 0 is the main file, else its #include */
	loc_t begin, end;       /* from the first byte of the line behind the directive to the first
	                           byte of the line of the next directive */
	loc_t directive, directive_end; /* the directive that opens it, from # to the end of its line */
	bool taken;
};
/* All groups outside skipped bodies in the order of reading, those of one row by begin; groups nested
 * in an untaken one are not listed. */
const struct pp_group *pp_groups(const struct pp *pp, size_t *n);

/* The definition of a macro, alive from token `born` on until `died` (count of delivered tokens;
 * UINT32_MAX while alive). */
struct macro {
	struct name *name;
	loc_t at;               /* of the name in its #define; 0: built in */
	bool function_like, variadic, builtin;
	tok_id born, died;
	/* the rest belongs to pp */
	struct macro_private *priv;
};
/* The definition that `name` had when token `when` was delivered; null if none. */
const struct macro *pp_macro_at(const struct pp *pp, const struct name *name, tok_id when);
/* Whether every name has the same definition at tokens a and b. */
bool pp_macros_same(const struct pp *pp, tok_id a, tok_id b);
/* The name that an object-like macro stands for, if it stands for one name; else null. */
struct name *pp_macro_alias(const struct macro *m);

/* Files read, in order, for depfiles; each once. */
struct pp_read { const char *name; bool system, missing; };
const struct pp_read *pp_reads(const struct pp *pp, size_t *n);

/* Uses of __COUNTER__ in the order of their evaluation: where (the outermost macro name in its file)
 * and which value. */
struct pp_counter { loc_t at; tok_id token; uint32_t value; };
const struct pp_counter *pp_counters(const struct pp *pp, size_t *n);

/* --dump=pp: all tokens as preprocessed text with line markers (without, under -P). */
void pp_dump(struct pp *pp, struct buf *out);

#endif
