/* The values of number, character and string tokens (C23 6.4.4, 6.4.5). */
#ifndef CDEFER_TOKEN_LITERAL_H
#define CDEFER_TOKEN_LITERAL_H

#include "token/token.h"

enum literal_width { LIT_INT, LIT_LONG, LIT_LLONG, LIT_BITINT };
enum literal_float { LIT_DOUBLE, LIT_FLOAT, LIT_LDOUBLE, LIT_F16, LIT_F32, LIT_F64, LIT_F128, LIT_F32X, LIT_F64X,
                     LIT_D32, LIT_D64, LIT_D128, LIT_BF16 };

struct literal {
	bool is_float, is_imaginary, is_unsigned, decimal, overflow;
	enum literal_width width;   /* by its suffix; the type also depends on the value */
	enum literal_float fwidth;
	uint64_t value;
	double fvalue;
};

/* False if the token is no number of C (12ab, 0b2). */
bool literal_number(const struct token *t, struct literal *out);

enum literal_prefix { LIT_PLAIN, LIT_u8, LIT_u, LIT_U, LIT_L };
/* Prefix of a character or string token. */
enum literal_prefix literal_prefix_of(const struct token *t);
/* Value of a character constant, as int or its prefix's type; false if it is malformed. */
bool literal_char(const struct token *t, bool char_signed, int64_t *out);
/* Appends the execution bytes of a plain or u8 string; returns the number of code units that the
 * literal has (without the terminating null) for its prefix. */
size_t literal_string(const struct token *t, struct buf *out);

#endif
