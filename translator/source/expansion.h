/*
 * Where a token came from that does not stand in the main file.
 *
 * Row 0 is "written in the main file".  A row is one macro call, or one #include directive; its
 * parent is the row of the text that the call stands in.  An outermost row (parent 0) stands in
 * the main file itself: its span of the main file is what a rewriter replaces, and the tokens
 * that came out of it are contiguous in the token list.
 */
#ifndef CDEFER_SOURCE_EXPANSION_H
#define CDEFER_SOURCE_EXPANSION_H

#include <stdint.h>

#include "base/names.h"
#include "base/vec.h"
#include "source/file.h"

enum expansion_kind { EXPANSION_MACRO, EXPANSION_INCLUDE };

struct expansion {
	enum expansion_kind kind;
	uint32_t parent;        /* 0: stands in the main file */
	struct macro *macro;    /* the definition that was used; null for an include */
	struct name *name;      /* the macro's name; null for an include */
	const char *path;       /* includes: the file that was found; null: it is none */
	const char *spelled;    /* includes: its name as written, without the quotes */
	bool angle, beside;     /* includes: in < >; found beside the file that includes it */
	loc_t defined;          /* loc of the name in #define; 0: built in */
	loc_t begin, end;       /* the call, from its name to behind its `)`; the directive, from `#`
	                           to the end of its line (newline not included) */
	uint32_t first, last;   /* outermost rows: tokens that came out of it; first > last: none */
};

/* A __has_include("...") of the main file, from its name to behind its `)`, and what it gave. */
struct asked { loc_t begin, end; bool answer; };

struct expansions { struct arena *arena; VEC(struct expansion) rows; VEC(struct asked) asked; };

uint32_t expansion_add(struct expansions *t, struct expansion row);
/* The row with parent 0 that `row` lies in; 0 for 0. */
uint32_t expansion_outermost(const struct expansions *t, uint32_t row);

#endif
