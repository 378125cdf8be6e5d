/*
 * The values of number, character and string tokens (C23 6.4.4, 6.4.5).
 *
 * A number is checked against C's grammar here, because a preprocessing number may be anything that
 * begins with a digit.  Escape sequences are decoded once, into code points or bytes; prefixes
 * decide how many code units each becomes.
 */
#include "token/literal.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------- numbers */

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return 99;
}

/* Removes digit separators into `out`; false if one does not stand between digits. */
static bool without_separators(const struct token *t, struct buf *out)
{
	for (uint32_t i = 0; i < t->len; i++) {
		if (t->text[i] != '\'') {
			buf_putc(out, t->text[i]);
			continue;
		}
		if (i == 0 || i + 1 == t->len || digit_value(t->text[i - 1]) > 15 ||
		    digit_value(t->text[i + 1]) > 15)
			return false;
	}
	return true;
}

/* Takes `what` off the front of *suffix, whose letters are in lower case. */
static bool take(const char **suffix, const char *what)
{
	size_t n = strlen(what);

	if (strncmp(*suffix, what, n) != 0)
		return false;
	*suffix += n;
	return true;
}

/* Suffixes, in any order. */
static bool integer_suffix(const char *s, struct literal *out)
{
	bool u = false, size = false;

	while (*s) {
		if (!u && take(&s, "u"))
			u = true;
		else if (!size && take(&s, "wb"))
			size = true, out->width = LIT_BITINT;
		else if (!size && take(&s, "ll"))
			size = true, out->width = LIT_LLONG;
		else if (!size && take(&s, "l"))
			size = true, out->width = LIT_LONG;
		else if (!size && take(&s, "z"))
			size = true, out->width = LIT_LONG;
		else if (!out->is_imaginary && (take(&s, "i") || take(&s, "j")))
			out->is_imaginary = true;
		else
			return false;
	}
	out->is_unsigned = u;
	return true;
}

static bool float_suffix(const char *s, struct literal *out)
{
	static const struct { const char *text; enum literal_float width; } table[] = {
		{ "f128", LIT_F128 }, { "f64x", LIT_F64X }, { "f32x", LIT_F32X }, { "f16", LIT_F16 },
		{ "f32", LIT_F32 }, { "f64", LIT_F64 }, { "bf16", LIT_BF16 }, { "df", LIT_D32 },
		{ "dd", LIT_D64 }, { "dl", LIT_D128 }, { "f", LIT_FLOAT }, { "l", LIT_LDOUBLE },
		{ "q", LIT_F128 }, { "w", LIT_F64X },
	};
	bool width = false;

	while (*s) {
		size_t i = 0, n = sizeof table / sizeof table[0];

		if (!out->is_imaginary && (*s == 'i' || *s == 'j')) {
			out->is_imaginary = true;
			s++;
			continue;
		}
		while (!width && i < n && !take(&s, table[i].text))
			i++;
		if (width || i == n)
			return false;
		out->fwidth = table[i].width;
		width = true;
	}
	return true;
}

static void lower(char *to, size_t room, const char *from)
{
	size_t i = 0;

	for (; from[i] && i + 1 < room; i++)
		to[i] = (char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] | 32 : from[i]);
	to[i] = '\0';
}

/* The digits p..end of `base` into the value; false if one is too big for the base. */
static bool integer_digits(const char *p, const char *end, int base, struct literal *out)
{
	for (; p < end; p++) {
		int d = digit_value(*p);

		if (d >= base)
			return false;
		if (out->value > (UINT64_MAX - (uint64_t)d) / (uint64_t)base)
			out->overflow = true;
		out->value = out->value * (uint64_t)base + (uint64_t)d;
	}
	return true;
}

/* The end of a floating constant's digits and exponent, null if it has no form of one. */
static const char *float_end(const char *s, bool hex)
{
	const char *p = hex ? s + 2 : s;
	size_t digits = 0;
	bool exponent = false;

	for (int dots = 0;; p++) {
		if (*p == '.' && dots++ == 0)
			continue;
		if (*p == '.' || digit_value(*p) >= (hex ? 16 : 10))
			break;
		digits++;
	}
	if (digits && (*p | 32) == (hex ? 'p' : 'e')) {
		const char *e = p + 1;

		if (*e == '+' || *e == '-')
			e++;
		for (; *e >= '0' && *e <= '9'; e++)
			exponent = true, p = e + 1;
		if (!exponent)
			return NULL;
	}
	return digits && (!hex || exponent) ? p : NULL;
}

/* Whether `s` has the form of a floating constant. */
static bool looks_float(const char *s, bool hex)
{
	return strchr(s, '.') || (hex ? strpbrk(s, "pP") != NULL : strpbrk(s, "eE") != NULL);
}

static bool number(const char *s, struct literal *out)
{
	bool hex = s[0] == '0' && (s[1] | 32) == 'x', bin = s[0] == '0' && (s[1] | 32) == 'b';
	char suffix[12];
	const char *end;

	/* 1DF and 0b1: neither letter makes a floating constant of it by itself. */
	if (!bin && looks_float(s, hex)) {
		end = float_end(s, hex);
		if (!end || strlen(end) >= sizeof suffix)
			return false;
		lower(suffix, sizeof suffix, end);
		out->is_float = true;
		out->decimal = !hex;
		out->fvalue = strtod(s, NULL);
		return float_suffix(suffix, out);
	}

	int base = hex ? 16 : bin ? 2 : s[0] == '0' ? 8 : 10;
	const char *p = hex || bin ? s + 2 : s;

	for (end = p; digit_value(*end) < (hex ? 16 : 10); end++)
		;
	if (end == p || strlen(end) >= sizeof suffix || !integer_digits(p, end, base, out))
		return false;
	out->decimal = base == 10;
	/* The two letters of `ll` have one case, those of `wb` too. */
	if (strstr(end, "lL") || strstr(end, "Ll") || strstr(end, "wB") || strstr(end, "Wb"))
		return false;
	lower(suffix, sizeof suffix, end);
	return integer_suffix(suffix, out);
}

bool literal_number(const struct token *t, struct literal *out)
{
	struct buf text = { 0 };

	*out = (struct literal){ 0 };
	if (t->kind != TOK_NUMBER || t->len == 0)
		return false;

	bool good = without_separators(t, &text) && memchr(text.text, 0, text.len) == NULL &&
	            number(text.text, out);

	buf_free(&text);
	return good;
}

/* ------------------------------------------------------------------ characters and strings */

enum literal_prefix literal_prefix_of(const struct token *t)
{
	if (t->len == 0)
		return LIT_PLAIN;
	switch (t->text[0]) {
	case 'L': return LIT_L;
	case 'U': return LIT_U;
	case 'u': return t->len > 1 && t->text[1] == '8' ? LIT_u8 : LIT_u;
	}
	return LIT_PLAIN;
}

/* The part between the quotes; false if there are none. */
static bool inside(const struct token *t, const char **p, const char **end)
{
	static const uint32_t prefix_length[] = { 0, 2, 1, 1, 1 };
	uint32_t skip = prefix_length[literal_prefix_of(t)];

	if (t->len < skip + 2)
		return false;
	*p = t->text + skip + 1;
	*end = t->text + t->len - 1;
	return (t->text[skip] == '\'' || t->text[skip] == '"') && **end == t->text[skip];
}

/* One element of a literal: a code point (of a source character or \u) or, with `unit`, the value
 * of one code unit (a numeric escape). */
struct element { uint32_t value; bool unit; };

static uint32_t digits(const char **p, const char *end, int base, int most)
{
	uint32_t value = 0;

	for (; most-- && *p < end && digit_value(**p) < base; ++*p)
		value = value * (uint32_t)base + (uint32_t)digit_value(**p);
	return value;
}

/* \ and what follows (C23 6.4.4.5); *p stands behind the backslash. */
static bool escape(const char **p, const char *end, struct element *e)
{
	static const char from[] = "abfnrtve", to[] = "\a\b\f\n\r\t\v\033";
	const char *found, *start;
	char c;

	if (*p >= end)
		return false;
	c = *(*p)++;
	e->unit = true;
	start = *p;
	switch (c) {
	case 'x':
		e->value = digits(p, end, 16, -1);
		return *p > start;
	case 'u':
	case 'U':
		e->unit = false;
		e->value = digits(p, end, 16, c == 'u' ? 4 : 8);
		return *p - start == (c == 'u' ? 4 : 8) && e->value < 0x110000;
	case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7':
		--*p;
		e->value = digits(p, end, 8, 3);
		return true;
	case '\0':
		return false;
	}
	found = strchr(from, c == 'E' ? 'e' : c);
	e->value = (unsigned char)(found ? to[found - from] : c);
	/* An unknown escape is the character itself, as compilers have it. */
	return true;
}

/* A source character: a UTF-8 sequence, or a single byte where there is none. */
static void source_character(const char **p, const char *end, struct element *e)
{
	unsigned char c = (unsigned char)**p;
	int more = c < 0xc2 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : c < 0xf5 ? 3 : 0;
	uint32_t value = more == 0 ? c : c & (0x3fu >> more);

	e->unit = more == 0 && c >= 0x80;
	e->value = c;
	++*p;
	if (!more || end - *p < more)
		return;
	for (int i = 0; i < more; i++) {
		if (((unsigned char)(*p)[i] & 0xc0) != 0x80) {
			e->unit = true;
			return;
		}
		value = value << 6 | ((unsigned char)(*p)[i] & 0x3f);
	}
	e->value = value;
	*p += more;
}

static bool next_element(const char **p, const char *end, struct element *e)
{
	if (**p != '\\') {
		source_character(p, end, e);
		return true;
	}
	++*p;
	return escape(p, end, e);
}

/* UTF-8 of a code point; returns its length. */
static size_t utf8(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* A plain character: several are packed into an int, as GCC does (C23 6.4.4.5: implementation-
 * defined), and one is a char converted to int. */
static bool plain_char(const char *p, const char *end, bool char_signed, int64_t *out)
{
	uint32_t value = 0;
	int n = 0;

	while (p < end) {
		struct element e;
		char bytes[4];
		size_t len = 1;

		if (!next_element(&p, end, &e))
			return false;
		if (e.unit && e.value > 0xff)
			return false;
		bytes[0] = (char)e.value;
		if (!e.unit)
			len = utf8(e.value, bytes);
		for (size_t i = 0; i < len; i++, n++)
			value = value << 8 | (unsigned char)bytes[i];
	}
	if (n == 1)
		*out = char_signed ? (int64_t)(int8_t)value : (int64_t)value;
	else
		*out = (int32_t)value;
	return n > 0;
}

bool literal_char(const struct token *t, bool char_signed, int64_t *out)
{
	const char *p, *end;
	struct element e;
	enum literal_prefix prefix = literal_prefix_of(t);

	*out = 0;
	if (t->kind != TOK_CHARACTER || !inside(t, &p, &end) || p == end)
		return false;
	if (prefix == LIT_PLAIN)
		return plain_char(p, end, char_signed, out);
	/* With a prefix, the last of several characters counts, as in GCC and Clang. */
	while (p < end) {
		if (!next_element(&p, end, &e))
			return false;
		if ((prefix == LIT_u8 && e.value > 0xff) || (prefix == LIT_u && e.value > 0xffff))
			return false;
		*out = prefix == LIT_L ? (int64_t)(int32_t)e.value : (int64_t)e.value;
	}
	return true;
}

/* Code units of one element. */
static size_t units(const struct element *e, enum literal_prefix prefix, char bytes[4])
{
	bool narrow = prefix == LIT_PLAIN || prefix == LIT_u8;

	if (!e->unit && narrow)
		return utf8(e->value, bytes);
	bytes[0] = (char)e->value;
	return !e->unit && prefix == LIT_u && e->value > 0xffff ? 2 : 1;
}

size_t literal_string(const struct token *t, struct buf *out)
{
	const char *p, *end;
	enum literal_prefix prefix = literal_prefix_of(t);
	size_t n = 0;

	if (t->kind != TOK_STRING || !inside(t, &p, &end))
		return 0;
	while (p < end) {
		struct element e;
		char bytes[4];

		/* A malformed escape counts as one unit: the compiler will refuse it. */
		if (!next_element(&p, end, &e))
			e = (struct element){ '?', true };

		size_t len = units(&e, prefix, bytes);

		if (prefix == LIT_PLAIN || prefix == LIT_u8)
			buf_add(out, bytes, len);
		n += len;
	}
	return n;
}
