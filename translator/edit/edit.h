/*
 * Edits over tokens, applied to text.
 *
 * Lowering says what changes in terms of the token list: put this before token a, instead of
 * tokens a..b, behind token b.  New text is a list of pieces: literal text, or a range of original
 * tokens (with the edits inside it applied).  This stage alone knows macros, includes, layout and
 * #line: it prints the original bytes of the main file wherever nothing changed; a macro call (an
 * include directive) out of which a token was edited, or that a range cuts, is replaced by its
 * expansion spelled out, with the edits applied.
 */
#ifndef CDEFER_EDIT_EDIT_H
#define CDEFER_EDIT_EDIT_H

#include "pp/pp.h"
#include "source/env.h"
#include "token/token.h"

struct edits;
struct text;            /* a list of pieces */

struct edits *edits_new(struct env *env, struct pp *pp, struct file *main);

/* ---- pieces ------------------------------------------------------------------------------- */
struct text *text_new(struct edits *e);
/* Literals of one text may be parts of a token ("cdefer_" "x"); next to anything else a blank is put
 * where two tokens would fuse. */
void text_add(struct text *t, const char *literal);             /* copied */
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The tokens a..b as rendered, with what stands between them in the source.  #line may have to stand in
 * front of any of them, so a literal must not call a macro around them. */
void text_tokens(struct text *t, tok_id a, tok_id b);
/* A line mark: what follows is presumed to be at the place of token a (in its file; of a macro's token,
 * at the call), all of it up to the next range of tokens or mark: its lines are one line then, so that a
 * debugger and coverage do not take them for those of the source behind that place.  #line, on a line of
 * its own, stands only where the presumed place would be another; nothing under -P. */
void text_line(struct text *t, tok_id a);
/* What follows is text of ours without a place of its own until the next text_line() (declarations, which no
 * debugger stops at): starts on a new line.  Other text of an edit is presumed at the edit's token. */
void text_fresh_line(struct text *t);
void text_append(struct text *t, const struct text *more);     /* the pieces of `more` (kept by reference) */

/* ---- edits -------------------------------------------------------------------------------- */
/* Replaces a..b (a <= b).  Replacements nest (an inner one shows where an outer one's pieces name its
 * range) but do not overlap otherwise; of two for the same range the one made later is the inner. */
void edit_replace(struct edits *e, tok_id a, tok_id b, struct text *with);
/* In front of token a, behind token b.  Of several before the same token, the first made stands first;
 * behind the same token, the last made stands first - so outer constructs add theirs before inner
 * ones do.  An insertion at a token belongs to that token: wherever a range that is a piece shows the
 * token, it shows the insertion too, and a replacement that begins (ends) there has it inside if it
 * names the token, else in front of it (behind it). */
void edit_before(struct edits *e, tok_id a, struct text *what);
void edit_after(struct edits *e, tok_id b, struct text *what);
/* The same outside of all of these, replacements that begin or end there too, and only in the file
 * itself, not in a range that is a piece: text that stands once, in front of a function or behind it. */
void edit_in_front(struct edits *e, tok_id a, struct text *what);
void edit_behind(struct edits *e, tok_id b, struct text *what);

/* Tokens a..b stand in a function that is rewritten: the text of conditional groups that were not taken
 * is replaced by an #error there (language 8.3), as are the groups outside of it that belong to a
 * section some directive of which stands within (the other head of a function).
 *
 * Directives and uses of __COUNTER__ stay where they are in the file, each once and in order, also those
 * within a range that is replaced; what the range had under a condition and the replacement has without
 * it is guarded by an #error. */
void edit_rewritten(struct edits *e, tok_id a, tok_id b);
/* Like edit_rewritten; besides, a..b is a piece that stands behind token `to`.  Such text has no
 * directives but pragmas and includes that gave tokens; a macro call in it is expanded if the macro's
 * definition is another one there or if it counts (__COUNTER__); a name that is a macro only there is
 * kept from being one by #pragma push_macro. */
void edit_moved(struct edits *e, tok_id a, tok_id b, tok_id to);
/* In front of everything else of the file: text for the top of the output (the #include of the
 * runtime's header), at the very first byte (behind a BOM); the #line of the file follows. */
void edit_top(struct edits *e, struct text *what);

/* ---- result --------------------------------------------------------------------------------- */
/* The rendered text of a..b without line marks, on one line: for names in messages, #define'd strings. */
void edits_render(struct edits *e, tok_id a, tok_id b, struct buf *out);
/* The whole output.  Without any edit: the bytes of the main file.  Includes of "x.hd" name "x.h"
 * (language 11), or with opt->headers the file of edits_header_path().  False if errors were reported. */
bool edits_apply(struct edits *e, struct buf *out);
/* Where the translation of header `name` (x.hd) lies below `dir`: in the real path of its folder, as x.hd.h.  Null if it
 * is no such header, or is not there. */
char *edits_header_path(struct arena *a, const char *dir, const char *name);

/* --dump=edits */
void edits_dump(struct edits *e, struct buf *out);

#endif
