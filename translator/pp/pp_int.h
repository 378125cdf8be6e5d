/*
 * What the files of pp/ share.
 *
 * Two stacks feed the translation.  The bottom one holds files (struct input), each read by a
 * raw lexer; directives are executed when their `#` is met there.  Above it lie token lists
 * (struct ctx): replacement lists of macros that are being expanded, and arguments that are being
 * expanded ahead.  A macro is not expanded again while its list is on the stack (`busy`), as GCC
 * has it: leaving the list enables it, so that a call may be completed by what follows (C23
 * 6.10.4.4 leaves it open).  Nothing recurses but the expansion of arguments, which is bounded.
 */
#ifndef CDEFER_PP_PP_INT_H
#define CDEFER_PP_PP_INT_H

#include "pp/pp.h"
#include "token/lexer.h"

enum { MAX_INCLUDE_DEPTH = 200, MAX_ARGUMENT_DEPTH = 1500, MAX_CONDITION_DEPTH = 1500 };
/* Brackets within the arguments of one call: what is nested is collected once for each level.  Tokens
 * of a unit: a few lines of macros can ask for more than any memory holds. */
enum { MAX_ARGUMENT_BRACKETS = 2000, MAX_TOKENS = 1 << 26 };

/* Flags of the tokens of a macro's body; they share the word of the TOK_ flags and never leave pp. */
enum {
	BODY_PARAM = 0x100,     /* a parameter; `expansion` is its index */
	BODY_STRINGIFY = 0x200, /* with BODY_PARAM or BODY_VA_OPT: behind # */
	BODY_PASTE = 0x400,     /* ## follows */
	BODY_VA_OPT = 0x800,    /* __VA_OPT__; the `expansion` tokens that follow are its content */
	FILE_LEVEL = 0x1000,    /* written in a file, not in a macro */
	OUTER_FLAGS = 0xff
};

enum builtin {
	BUILTIN_NONE, BUILTIN_FILE, BUILTIN_LINE, BUILTIN_BASE_FILE, BUILTIN_FILE_NAME,
	BUILTIN_INCLUDE_LEVEL, BUILTIN_DATE, BUILTIN_TIME, BUILTIN_TIMESTAMP, BUILTIN_COUNTER,
	BUILTIN_HAS_INCLUDE, BUILTIN_HAS_INCLUDE_NEXT, BUILTIN_HAS_EMBED, BUILTIN_IS_IDENTIFIER,
	BUILTIN_HAS             /* __has_attribute and relatives: priv->what is asked */
};

enum heat { HEAT_UNKNOWN, HEAT_COLD, HEAT_HOT };

struct macro_private {
	struct token *body;
	uint32_t nbody;
	uint32_t nparams;
	struct name **params;   /* the variadic one is the last, by its name or __VA_ARGS__ */
	bool pastes;            /* has ## */
	bool system;            /* defined in a system header or before the first file */
	unsigned busy;          /* replacement lists of it on the stack */
	enum builtin builtin;
	const char *what;       /* BUILTIN_HAS: "attribute", ... */
	struct macro *older;    /* the definition before */
	/* skip.c */
	enum heat local;        /* what its own body says */
	enum heat heat;         /* what it can lead to, if heat_when is the time at hand */
	bool pastes_names;      /* ## with a written piece could make the name of a macro */
	uint32_t heat_when, visited;
};

/* An answer of #assert. */
struct answer { struct answer *next; struct token *at; size_t n; };

/* What pp knows of a name besides its definition. */
struct pp_name {
	struct macro *newest;   /* of its definitions, dead ones included */
	struct answer *answers; /* #assert */
	struct pushed { struct pushed *next; struct macro *macro; } *pushed;    /* #pragma push_macro */
	enum builtin operator;  /* __has_include and relatives: known even where they are no macros */
	const char *what;       /* with BUILTIN_HAS */
	bool hot;               /* setjmp and relatives */
	bool poisoned;
};

struct toks { struct token *at; uint32_t n, room; };

/* A list of tokens that are read before anything below them. */
struct ctx {
	struct ctx *below;
	const struct token *at, *end;
	struct macro *macro;    /* busy while this is on the stack */
	struct toks own;        /* memory to give back */
	uint32_t row;           /* of the tokens, if `direct` */
	uint16_t lead;          /* flags of the first token, if `direct` */
	bool direct;            /* the tokens are the macro's own */
	const struct token *start;
	bool barrier;           /* an argument that is expanded ahead: its end is TOK_EOF */
};

/* One #if section that is open. */
struct cond {
	struct input *in;
	struct span at;         /* of its #if, for messages */
	loc_t hash, line;       /* of the newest directive: its #, the end of its line */
	loc_t begin;
	size_t group;           /* index + 1 of the group that is being recorded */
	bool taken;             /* some group was taken already */
	struct span else_at;    /* of its #else; begin 0: none yet */
};

/* A path that was tried. */
struct header;

struct input {
	struct input *below;
	struct file *file;
	struct header *header;  /* null: the main file and scratch files */
	struct lexer lx;
	uint32_t row;           /* of its tokens: its #include; 0: the main file */
	size_t conds;           /* open when it began */
	size_t dir;             /* index of the directory that it was found in + 1, 0: none */
	/* Include guards: nothing yet, inside #ifndef, behind its #endif, no guard. */
	enum { GUARD_START, GUARD_IN, GUARD_AFTER, GUARD_NONE } guard;
	struct name *guard_name;
	size_t guard_cond;
};

struct pp {
	struct env *env;
	const struct pp_config *cf;
	struct tokens tokens;
	struct file *main;
	struct input *in;
	struct ctx *ctx;
	struct ctx *spare_ctx;
	struct toks spare[20];          /* by size class; linked through the first token */
	VEC(struct token) ahead;        /* tokens that were read too far, from ahead_at on */
	size_t ahead_at;
	VEC(struct cond) conds;
	VEC(struct pp_group) groups;
	VEC(struct pp_read) reads;
	VEC(struct pp_counter) counters;
	VEC(struct macro *) macros;     /* all definitions, in order */
	VEC(tok_id) changes;            /* when a definition began or ended, in order */
	struct pp_dir *dirs; size_t ndirs;
	struct header *headers;         /* uthash by path */
	size_t next_include;            /* -include */
	uint32_t counter;
	uint32_t outer, outer_of;       /* the outermost row of row `outer_of` */
	uint32_t call_row;              /* row of the call whose arguments are collected */
	loc_t site;                     /* where the outermost macro name at hand stands in its file */
	loc_t line_site;                /* what __LINE__ in its expansion tells of */
	uint32_t include_level;
	uint16_t carry;                 /* flags that the next token takes over */
	unsigned quiet_rows;            /* no rows are made: #if, #include, probes */
	unsigned depth;                 /* of arguments expanded ahead */
	unsigned peeking;
	bool in_line;                   /* a directive's line is read: its end is TOK_EOF */
	bool line_over;
	loc_t line_end, line_next;      /* once line_over: of its newline, and behind it */
	struct token pragma;            /* made by the directive that was just executed */
	bool pragma_made;
	unsigned probing;               /* skip.c */
	bool deliver;                   /* outermost level: _Pragma is executed */
	bool collecting;
	bool once_used;
	bool gcc;                       /* the host compiler is GCC (and no Clang) */
	bool end;
	/* scratch text of pasted and made tokens */
	struct file *scratch;
	char *scratch_text;
	size_t scratch_n;
	/* skip.c */
	uint32_t heat_when, visit;
	size_t heat_seen;
	bool hot_known;
	VEC(struct macro *) work;
	struct name *n_defined, *n_va_args, *n_va_opt, *n_pragma, *n_char_unsigned;
	const char *date, *time;
};

/* -- pp.c: reading, and lines of directives -- */
/* Next token without expansion, from whatever is on top. */
void pp_raw(struct pp *pp, struct token *t);
/* Next token of the file on top; executes directives. */
void pp_file_token(struct pp *pp, struct token *t);
void pp_push_file(struct pp *pp, struct file *f, uint32_t row);
/* Reads to the end of the directive's line.  With a `name`, warns of extra tokens. */
void pp_line_end(struct pp *pp, const char *name);
/* Puts the token in front of what is read next. */
void pp_unread(struct pp *pp, const struct token *t, size_t n);
/* Executes a conditional directive, its # being read, within a probe. */
void pp_probe_directive(struct pp *pp, const struct token *hash);
/* loc of a byte of the file on top. */
loc_t pp_loc(const struct pp *pp, const char *p);
struct pp_name *pp_name_of(struct pp *pp, struct name *n);
/* Whether warnings of the preprocessor are of interest where text is read now. */
bool pp_in_system(const struct pp *pp);

/* -- pragma.c -- */
/* Executes what concerns the preprocessor; leaves pp->pragma if it is to be delivered. */
void pragma_directive(struct pp *pp, const struct token *hash);
/* The word _Pragma was read: true if `out` is a pragma to deliver, false if there is none. */
bool pragma_operator(struct pp *pp, const struct token *word, struct token *out);

/* -- macro.c -- */
void macro_init(struct pp *pp);
void macro_define_line(struct pp *pp);
void macro_undef_line(struct pp *pp);
void macro_undef(struct pp *pp, struct name *n);
/* Makes `m` (with its body) the definition of its name from now on. */
void macro_enter(struct pp *pp, struct macro *m);
void macro_assert_line(struct pp *pp, bool on);
/* The value of `#name` or `#name(answer)` in #if; the # was read. */
bool macro_assertion(struct pp *pp);

/* -- expand.c -- */
void expand_next(struct pp *pp, struct token *t);
/* A row for the call of `m` whose name is `t`; 0 while nothing is delivered. */
uint32_t expand_row(struct pp *pp, struct macro *m, const struct token *t, loc_t end);
/* Puts one made token, spelled `text`, into the place of macro name `t`. */
void expand_made(struct pp *pp, const struct token *t, struct macro *m, loc_t end, const char *text,
                 size_t len);
void ctx_push(struct pp *pp, struct toks own, struct macro *m);
void toks_add(struct pp *pp, struct toks *v, const struct token *t);
void toks_reserve(struct pp *pp, struct toks *v, size_t n);
void toks_free(struct pp *pp, struct toks *v);
/* Scratch memory with a loc; the text is followed by a NUL. */
char *scratch_alloc(struct pp *pp, size_t len, loc_t *at);
/* Lexes scratch text that must be one token. */
bool scratch_token(struct pp *pp, const char *text, size_t len, struct token *out);

/* Expands tokens by themselves, as an argument. */
void expand_list(struct pp *pp, const struct token *from, uint32_t n, struct toks *out);

/* -- substitute.c -- */
struct arg {
	uint32_t begin, end;    /* in the collected tokens */
	bool omitted;           /* the variadic one, without even its comma */
	bool expanded;
	struct toks full;       /* expanded; unused if nothing in it is a macro */
	bool same;              /* expanded: as collected */
};
void substitute(struct pp *pp, struct macro *m, const struct token *call, uint32_t row,
                const struct toks *collected, struct arg *args, struct toks *out);

/* -- builtin.c -- */
void builtin_init(struct pp *pp);
/* Expands; false if the name is to be delivered as it is. */
bool builtin_expand(struct pp *pp, struct token *t, struct macro *m);
/* Value of an operator in parentheses (__has_include(...) etc.), its name being read already. */
long builtin_operator(struct pp *pp, const struct token *t, enum builtin b, const char *what, loc_t *end);

/* -- condition.c -- */
bool condition_line(struct pp *pp);

/* -- group.c -- */
/* The conditional directives.  False if it is none of them. */
enum group_word { GROUP_NONE, GROUP_IF, GROUP_IFDEF, GROUP_IFNDEF, GROUP_ELIF, GROUP_ELIFDEF, GROUP_ELIFNDEF,
                  GROUP_ELSE, GROUP_ENDIF };
enum group_word group_word(const struct token *t);
void group_directive(struct pp *pp, enum group_word w, const struct token *hash, const struct token *word);
/* Sections that the file on top leaves open are errors. */
void group_end_of_file(struct pp *pp);

/* -- include.c -- */
void include_init(struct pp *pp);
void include_line(struct pp *pp, const struct token *hash, const struct token *word, bool next, bool import);
/* -include: pushes the next file; false if there is none. */
bool include_command_line(struct pp *pp);
void include_main_read(struct pp *pp);
void include_once(struct pp *pp);
/* The file on top has ended. */
void include_leave(struct pp *pp, struct input *in);
/* Reads a header name ("x", <x> or a macro that gives one) from the line; false with an error. */
bool include_name(struct pp *pp, const char *directive, char **name, bool *angle, struct span *at);
bool include_exists(struct pp *pp, const char *name, bool angle, bool next);
struct file *include_resource(struct pp *pp, const char *name, bool angle);

/* -- line.c -- */
void line_directive(struct pp *pp, const struct token *hash);
void line_marker(struct pp *pp, const struct token *number);
/* Presumed place of `at`. */
struct place line_place(struct pp *pp, loc_t at);

/* -- embed.c -- */
void embed_line(struct pp *pp, const struct token *hash, const struct token *word);
/* __has_embed: 0, 1 or 2 (C23 6.10.2). */
long embed_has(struct pp *pp);

#endif
