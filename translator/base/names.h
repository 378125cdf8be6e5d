/*
 * Interned spellings: equal names are equal pointers.
 *
 * One hash lookup a word, when the lexer reads it; afterwards every phase hangs what it
 * knows of a name on the name itself.  The fields below the line belong to one phase each.
 */
#ifndef CDEFER_BASE_NAMES_H
#define CDEFER_BASE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct name {
	const char *text;       /* null-terminated */
	uint32_t len;           /* bytes */
	uint16_t keyword;       /* enum tok of a C keyword (token/token.h), 0: none */
	uint16_t word;          /* non-zero: one of cdefer's words, or a name of pp's own interest */

	struct macro *macro;    /* pp: the current definition, or null */
	struct pp_name *pp;     /* pp: earlier definitions, #assert, what else is known; or null */
	void *ordinary;         /* parse: how the innermost declaration in scope classifies it */
	void *symbol;           /* sema: the innermost ordinary identifier in scope */
	void *tag;              /* sema: the innermost tag in scope */
	void *label;            /* sema: label of the function at hand */
};

struct names;

struct names *names_new(struct arena *a);
/* The name spelled `text[0..len)`; made if it is new. */
struct name *names_intern(struct names *t, const char *text, size_t len);
struct name *names_of(struct names *t, const char *text);

#endif
