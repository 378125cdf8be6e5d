/*
 * Files as bytes, and positions in them.
 *
 * Every byte that was ever read has a `loc`, a 32-bit number that is unique over all files
 * of a translation (each file owns a range of them; 0 is nowhere).  Line and column are
 * computed when somebody wants to print them.
 */
#ifndef CDEFER_SOURCE_FILE_H
#define CDEFER_SOURCE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

typedef uint32_t loc_t;

struct file {
	const char *name;       /* as it was given or found; printed in messages and #line */
	const char *text;       /* its bytes, followed by a NUL that is not counted */
	size_t len;
	loc_t base;             /* loc of text[0] */
	bool system;            /* from a system include directory */
	bool scratch;           /* no file: pasted tokens, predefined macros, the command line */
	bool bom;               /* text[] begins with a UTF-8 byte order mark (kept in text) */
	/* private to file.c */
	uint32_t *lines, nlines;
	uint32_t near;          /* the line that was asked for last, from 0: the next is seldom far */
	struct line_mark { loc_t at; uint32_t line; const char *name; bool system; } *marks;
	size_t nmarks, roommarks;
};

struct files;

struct place { const struct file *file; const char *name; uint32_t line, column; };

struct files *files_new(struct arena *a);
void files_free(struct files *fs);

/* Reads `path` (once: the same bytes are shared by later calls with an equal path); null with
 * errno set if it cannot be read or is a directory.  "-" is standard input. */
struct file *files_open(struct files *fs, const char *path, bool system);
/* Gives bytes that are in memory already (kept by the caller, NUL behind them) a file. */
struct file *files_text(struct files *fs, const char *name, const char *text, size_t len);
/* Puts the bytes of a file into the empty `out`, which owns them from now on; f->text is valid as long as they are there. */
void files_take(struct files *fs, const struct file *f, struct buf *out);

/* Whether the bytes of the text stand somewhere in the file; and whether they do as a word, no letter, digit, `_`, `$` or
 * byte beyond ASCII beside them. */
bool file_mentions(const struct file *f, const char *text);
bool file_mentions_word(const struct file *f, const char *word);
/* Where they do from there on; null: nowhere. */
const char *file_find(const struct file *f, const char *from, const char *text);
const char *file_find_word(const struct file *f, const char *from, const char *word);

/* Whether a file of that name is a header of the language: x.hd. */
bool file_is_translated(const char *name);

struct file *files_of(const struct files *fs, loc_t at);
/* Physical place: the file as read, line and column from 1, columns in bytes. */
struct place files_place(const struct files *fs, loc_t at);
/* Presumed place: as #line directives and line markers have it. */
struct place files_presumed(const struct files *fs, loc_t at);
/* Whether the text at `at` is the system's, by its folder or by a line marker. */
bool files_system(const struct files *fs, loc_t at);
/* A #line or line marker: what follows `at` (the next line's first byte) is `line` of `name`. */
void file_mark(struct files *fs, struct file *f, loc_t at, uint32_t line, const char *name, bool system);
/* Start and end (without the newline) of the line that holds `at`. */
void files_line(const struct files *fs, loc_t at, const char **begin, const char **end);

#endif
