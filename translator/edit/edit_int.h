/*
 * Shared by the files of edit/.
 *
 * Words used here.  A *unit* is what an edit cannot cut on the level of a file: a token that is written
 * there, a macro call, or an include directive, with the tokens that came out of it.  A *level* is the
 * text of one file: the main file's, or that of an include directive that is being replaced by what it
 * includes.  The *stream* is the output's own way through the main file from its beginning to its end;
 * text that stands elsewhere, as a body that became a function, is *detached*.  Every directive and every
 * use of __COUNTER__ passes the stream exactly once and in order, whatever happens to the text around
 * them, so that conditionals balance, definitions hold for the rest of the file, and other branches than
 * those that were translated cannot be compiled silently (language 8.3).  Detached text has none of them.
 */
#ifndef CDEFER_EDIT_EDIT_INT_H
#define CDEFER_EDIT_EDIT_INT_H

#include "edit/edit.h"
#include "token/lexer.h"

struct piece {
	enum { PIECE_LITERAL, PIECE_TOKENS, PIECE_LINE, PIECE_FRESH, PIECE_TEXT } kind;
	tok_id a, b;            /* PIECE_TOKENS; PIECE_LINE: a */
	uint32_t len;           /* PIECE_LITERAL */
	union { const char *text; const struct text *more; } is;        /* PIECE_LITERAL; PIECE_TEXT */
	struct piece *next;
};

struct text { struct edits *edits; struct piece *first, *last; };

struct replacement {
	tok_id a, b;
	uint32_t order;         /* of its making */
	bool active;            /* its pieces are being printed */
	struct text *with;
};

struct insertion {
	tok_id at;
	uint32_t order;
	bool outside;           /* of everything else: edit_in_front, edit_behind */
	bool active;            /* it is being printed: not again at its own token in it */
	struct text *what;
};

struct region { tok_id a, b, to; };     /* to 0: not moved */

/* A conditional group with its section.  Indexes are those of the list + 1. */
struct group {
	struct pp_group at;
	uint32_t parent;        /* the group that the section stands in; 0: none */
	uint32_t section;       /* the section's first group */
	uint32_t last;          /* of a first group: the section's last one */
	bool taken;             /* of a first group: some group of the section was taken */
	bool replaced;          /* by #error */
	bool dropped;           /* taken, but text of it was not copied in the stream */
};

struct unit {
	enum { UNIT_TOKEN, UNIT_CALL, UNIT_INCLUDE } kind;
	uint32_t row;           /* but of tokens */
	tok_id first, last;
	loc_t begin, end;
};

struct level {
	uint32_t row;           /* 0: the main file */
	const struct file *file;
	tok_id first, last;     /* its tokens */
	bool stream;
	loc_t done;             /* stream: what stands before has passed */
};

/* Bytes of the main file that are others in the output. */
struct renamed { loc_t begin, end; const char *text; size_t len; };

/* Where output goes and what a compiler presumes there. */
struct output_state {
	struct buf *buf;
	size_t line_begin;      /* of the line that is being written */
	const char *name; uint32_t line;
	loc_t source_end;       /* the text just written is the source's up to here; 0: it is ours */
	const struct token *token;      /* the text just written is the spelling of this one */
	loc_t pending;          /* text_line: the place of what comes next */
	bool held;              /* text of ours stays at that place, however many lines it is meant to have */
	bool owed;              /* ...and a blank goes in front of what follows there */
	bool ours;              /* lines of ours were written since the source had the count */
	bool directive;         /* the line is a directive: nothing may follow on it */
	enum { SEAM_NONE, SEAM_LITERAL, SEAM_SOURCE } seam; /* what follows must not fuse with; of
	                           literals among each other the caller takes care */
	tok_id where;           /* the token whose macro definitions hold here */
};

struct edits {
	struct env *env;
	struct pp *pp;
	struct tokens *tokens;
	struct file *main;
	bool lines;             /* #line is wanted */
	bool crlf;
	bool one_line;          /* edits_render */
	uint32_t made;
	VEC(struct replacement) replacements;   /* once prepared: by a, the larger first, as made */
	VEC(struct insertion) before, after;    /* once prepared: by token, as made */
	VEC(struct region) regions;
	struct text *top;
	/* made by prepare() */
	bool prepared;
	VEC(tok_id) starts, ends;               /* where edits begin and end */
	VEC(struct group) groups;               /* by place */
	VEC(struct pp_counter) counters;        /* of the main file; token: their number in order */
	size_t ncounters;                       /* of all files */
	size_t counters_done;                   /* in the stream */
	VEC(uint32_t) empty_calls;              /* rows in the main file that gave no token, by place */
	VEC(uint32_t) includes;                 /* rows */
	VEC(struct renamed) renamed;            /* names of headers in the main file, by place */
	char *fruitful;                         /* by row: tokens came out of it; null: not known yet */
	uint32_t outer_of, outer;               /* outermost row of row outer_of */
	VEC(struct name *) guarded;             /* macros that are put aside where text is printed now */
	struct output_state out;
};

/* ---- edits.c: lists of edits --------------------------------------------------------------- */
void edits_prepare(struct edits *e);
/* The part of it that the preprocessor tells: includes, empty calls, counters.  Once. */
void edits_prepare_source(struct edits *e);
/* The first token from i on, up to y, at which an edit begins or ends; y + 1 if there is none. */
tok_id edits_next(const struct edits *e, tok_id i, tok_id y);
/* Whether an edit begins or ends within a..b, not just at its edges. */
bool edits_inside(const struct edits *e, tok_id a, tok_id b);
/* The outermost replacement that begins at i, ends at y or before and is not being printed; or null. */
struct replacement *edits_replacement(struct edits *e, tok_id i, tok_id y);
/* The insertions at token t: index of the first, and their number. */
size_t edits_insertions(const struct edits *e, bool before, tok_id t, size_t *n);

/* ---- text.c: pieces ------------------------------------------------------------------------- */
/* Whether a range of tokens in the text has t in it. */
bool text_names(const struct text *t, tok_id token);
/* Adds the text with a blank for each run of white space and comments. */
void text_on_one_line(const char *text, size_t len, struct buf *out);

/* ---- unit.c: units of text ------------------------------------------------------------------ */
/* The unit of level `row` that token t belongs to. */
struct unit unit_of(struct edits *e, tok_id t, uint32_t row);
/* The file of an include directive's text; null if it is none that can be printed (#embed). */
const struct file *unit_file(struct edits *e, const struct unit *u);
bool unit_is_directive(struct edits *e, const struct unit *u);
/* The place of token t in its file: that of the call, if it came out of one. */
loc_t token_site(const struct edits *e, tok_id t);
/* Whether the calls of row `row` and below it would be made with the same definitions at `where`. */
bool calls_are_the_same(struct edits *e, uint32_t row, tok_id where);
/* Whether the unit's text means at token `where` what it means in the source. */
bool unit_means_the_same(struct edits *e, const struct unit *u, tok_id where);
/* Whether token i, printed where the definitions of `where` hold, would be taken for a macro (call). */
bool token_is_macro(struct edits *e, tok_id i, tok_id where);
/* Index of the first counter at `at` or behind it. */
size_t counters_from(const struct edits *e, loc_t at);

/* ---- lines.c: the output, its lines and #line -------------------------------------------------- */
void out_begin(struct edits *e, struct buf *buf);
/* Text as it is; keeps count. */
void out_put(struct edits *e, const char *text, size_t len);
void out_newline(struct edits *e);
void out_fresh_line(struct edits *e);
/* Text of ours that was held at its place is over, other text follows on the line. */
void out_release(struct edits *e);
/* Text of ours. */
void out_literal(struct edits *e, const char *text, size_t len);
/* A line that is a directive. */
void out_directive(struct edits *e, const char *text, size_t len);
/* What is written next is presumed at the place of `at`. */
void out_sync(struct edits *e, loc_t at);
/* A blank, if `text` would fuse with what stands before. */
void out_separate(struct edits *e, const char *text, size_t len);
/* Bytes p..q of a file, synced. */
void out_source(struct edits *e, loc_t p, loc_t q);
/* Bytes p..q of a file, but for names of headers that are others in the output. */
void out_bytes(struct edits *e, loc_t p, loc_t q);
const char *source_text(const struct edits *e, loc_t at);

/* ---- groups.c: conditional groups ---------------------------------------------------------------- */
void groups_prepare(struct edits *e);
/* Index of the first group of the row whose directive stands at `at` or behind it. */
size_t groups_from(const struct edits *e, uint32_t row, loc_t at);
/* The group whose directive stands at `hash`; null if there is none. */
struct group *group_of_directive(struct edits *e, uint32_t row, loc_t hash);
/* The innermost group that holds `at`; null if there is none. */
struct group *group_around(struct edits *e, uint32_t row, loc_t at);
/* The section of the #endif on whose line `at` stands: its first group. */
struct group *group_section_ended(struct edits *e, uint32_t row, loc_t at);
/* More than blanks, comments and harmless directives is in it. */
bool group_has_text(struct edits *e, const struct group *g);
bool group_is_else(struct edits *e, const struct group *g);
/* The #error of a group that was not translated; with `missing`, of the #else that the section of g
 * does not have.  Without its newline. */
void group_error(struct edits *e, const struct group *g, bool missing);

/* ---- source.c: text of a level, and what stands between units --------------------------------------- */
/* Bytes p..q of the level. */
void source_copy(struct edits *e, struct level *lv, loc_t p, loc_t q);
/* The stream passes `to`: directives and counters on the way that were not copied. */
void source_pass(struct edits *e, struct level *lv, loc_t to);

/* ---- directives.c: directives in a file's text -------------------------------------------------------- */
struct directive {
	loc_t hash, end, next;          /* from the # to the newline; behind that */
	loc_t behind;                   /* the end of its last token */
	struct token word, operand;     /* its name and what follows */
};

struct scan {
	struct lexer lx;
	const struct file *file;
	loc_t end;
	loc_t text;             /* the first token in front of the directive that was found; 0: none */
};

/* Cheap: false only if there is none for sure. */
bool may_have_directive(const struct edits *e, loc_t p, loc_t q);
void scan_begin(struct edits *e, struct scan *s, loc_t p, loc_t q);
/* Goes on behind `at`, if that is farther. */
void scan_to(struct scan *s, loc_t at);
/* The next directive in front of the end; false if there is none. */
bool scan_directive(struct scan *s, struct directive *d);
bool token_spelled(const struct token *t, const char *text);
bool directive_is(const struct directive *d, const char *word);
/* #include, #include_next, #import */
bool directive_includes(const struct directive *d);

/* ---- headers.c: names of headers in the output ---------------------------------------------------------- */
/* Finds what is called another name there: e->renamed. */
void headers_rename(struct edits *e);
/* The include at d, in the file of row `row` (0: the main one): what is called otherwise in the output; false: nothing. */
bool header_operand(struct edits *e, uint32_t row, const struct directive *d, loc_t *begin, loc_t *end, const char **text);

/* ---- spell.c: macro calls as their expansion ---------------------------------------------------------- */
/* The blank that stands in front of token i where it was written. */
void spell_space(struct edits *e, tok_id i);
/* Token i of call u as it is spelled. */
void spell_token(struct edits *e, const struct unit *u, tok_id i);
/* Puts definitions aside that would expand tokens a..b again; restores those from the nth on. */
void guard_open(struct edits *e, tok_id a, tok_id b);
void guard_close(struct edits *e, size_t n);
bool is_guarded(const struct edits *e, const struct name *n);

#endif
