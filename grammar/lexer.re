/*
 * Bytes to preprocessing tokens (translator/token/lexer.h; C23 5.1.1.2, 6.4 and GNU's additions).
 *
 * scan() is the re2c automaton: it takes text that ends in NUL and says what the longest token at
 * its start is.  It knows nothing of line splices and trigraphs.  These are rare, so lexer_next()
 * runs it on the file's own bytes and looks only afterwards whether the token touches a splice;
 * if so, slow() runs the same automaton on a cleaned copy of the next bytes.  Comments and
 * literals may be long and hold any byte; what the automaton begins is finished by functions
 * of their own, which step over splices themselves.
 */
#include "token/lexer.h"

#include <string.h>

/* Answers of scan() besides the tokens of the parser. */
enum {
	SCAN_BLANK = TOK_COUNT, /* white space without a newline */
	SCAN_NUL,               /* the end, or a NUL byte */
	SCAN_LINE_COMMENT,      /* // */
	SCAN_BLOCK_COMMENT,     /* the opening of one */
	SCAN_QUOTE,             /* a literal's prefix and quote, but not all of it was seen */
	SCAN_WIDE_IDENT,        /* an identifier with bytes above 127 or universal character names */
	SCAN_DIGRAPH = 0x4000   /* added to a kind */
};

/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = p;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;
	re2c:flags:input = default;
	re2c:flags:bit-vectors = 1;
	re2c:indent:string = "\t";

	ucn      = "\\u" [0-9a-fA-F]{4} | "\\U" [0-9a-fA-F]{8};
	nondigit = [a-zA-Z_$];
	high     = [\x80-\xff] | ucn;
	ident    = nondigit (nondigit | [0-9])*;
	wide     = (nondigit | high) (nondigit | [0-9] | high)*;
	number   = "."? [0-9] ([eEpP] [+\-] | "'" [0-9a-zA-Z_] | "." | nondigit | [0-9] | high)*;
	prefix   = "u8" | [uUL];
	escape   = "\\" [^\n\r\x00];
*/

/* What begins at `p`; *end is set behind it. */
static unsigned scan(const char *text, const char **end)
{
	const unsigned char *p = (const unsigned char *)text, *marker;

#define IS(kind) do { *end = (const char *)p; return (kind); } while (0)
	/*!re2c
	ident                                       { IS(TOK_IDENT); }
	wide                                        { IS(SCAN_WIDE_IDENT); }
	number                                      { IS(TOK_NUMBER); }
	prefix? ["] ([^"\\\n\x00] | escape)* ["]    { IS(TOK_STRING); }
	prefix? ['] ([^'\\\n\x00] | escape)* [']    { IS(TOK_CHARACTER); }
	prefix? ["']                                { IS(SCAN_QUOTE); }
	[ \t\v\f]+ | "\r"                           { IS(SCAN_BLANK); }
	"\n"                                        { IS(TOK_NEWLINE); }
	"\r\n"                                      { IS(TOK_NEWLINE); }
	"//"                                        { IS(SCAN_LINE_COMMENT); }
	"/*"                                        { IS(SCAN_BLOCK_COMMENT); }
	"\x00"                                      { IS(SCAN_NUL); }

	"{"   { IS(TOK_LBRACE); }      "}"   { IS(TOK_RBRACE); }     "("   { IS(TOK_LPAREN); }
	")"   { IS(TOK_RPAREN); }      "["   { IS(TOK_LBRACKET); }   "]"   { IS(TOK_RBRACKET); }
	";"   { IS(TOK_SEMI); }        ","   { IS(TOK_COMMA); }      ":"   { IS(TOK_COLON); }
	"::"  { IS(TOK_COLONCOLON); }  "?"   { IS(TOK_QUESTION); }   "."   { IS(TOK_DOT); }
	"->"  { IS(TOK_ARROW); }       "..." { IS(TOK_ELLIPSIS); }   "+"   { IS(TOK_PLUS); }
	"-"   { IS(TOK_MINUS); }       "*"   { IS(TOK_STAR); }       "/"   { IS(TOK_SLASH); }
	"%"   { IS(TOK_PERCENT); }     "++"  { IS(TOK_INC); }        "--"  { IS(TOK_DEC); }
	"&"   { IS(TOK_AMP); }         "|"   { IS(TOK_PIPE); }       "^"   { IS(TOK_CARET); }
	"~"   { IS(TOK_TILDE); }       "!"   { IS(TOK_NOT); }        "&&"  { IS(TOK_ANDAND); }
	"||"  { IS(TOK_OROR); }        "<<"  { IS(TOK_SHL); }        ">>"  { IS(TOK_SHR); }
	"<"   { IS(TOK_LT); }          ">"   { IS(TOK_GT); }         "<="  { IS(TOK_LE); }
	">="  { IS(TOK_GE); }          "=="  { IS(TOK_EQ); }         "!="  { IS(TOK_NE); }
	"="   { IS(TOK_ASSIGN); }      "*="  { IS(TOK_MUL_ASSIGN); } "/="  { IS(TOK_DIV_ASSIGN); }
	"%="  { IS(TOK_MOD_ASSIGN); }  "+="  { IS(TOK_ADD_ASSIGN); } "-="  { IS(TOK_SUB_ASSIGN); }
	"<<=" { IS(TOK_SHL_ASSIGN); }  ">>=" { IS(TOK_SHR_ASSIGN); } "&="  { IS(TOK_AND_ASSIGN); }
	"^="  { IS(TOK_XOR_ASSIGN); }  "|="  { IS(TOK_OR_ASSIGN); }  "#"   { IS(TOK_HASH); }
	"##"  { IS(TOK_HASHHASH); }

	"<:"  { IS(TOK_LBRACKET | SCAN_DIGRAPH); }      ":>"   { IS(TOK_RBRACKET | SCAN_DIGRAPH); }
	"<%"  { IS(TOK_LBRACE | SCAN_DIGRAPH); }        "%>"   { IS(TOK_RBRACE | SCAN_DIGRAPH); }
	"%:"  { IS(TOK_HASH | SCAN_DIGRAPH); }          "%:%:" { IS(TOK_HASHHASH | SCAN_DIGRAPH); }

	*     { IS(TOK_OTHER); }
	*/
#undef IS
}

/* Behind the word that begins at `text`, if it is an identifier whatever follows, with no splice,
 * trigraph, letter beyond ASCII or quote behind it; else `text`. */
static const char *behind_word(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	/*!re2c
	ident   { return *p < 0x80 && *p != '\\' && *p != '?' && *p != '"' && *p != '\'' ? (const char *)p : text; }
	*       { return text; }
	*/
}

/*!re2c
	re2c:flags:utf-8 = 1;

	// What C11 D.1 allows in identifiers (wider than C23's XID_Continue, and stable).
	letter = [\xa8\xaa\xad\xaf\xb2-\xb5\xb7-\xba\xbc-\xbe\xc0-\xd6\xd8-\xf6\xf8-\xff]
	       | [\u0100-\u167f\u1681-\u180d\u180f-\u1fff\u200b-\u200d\u202a-\u202e\u203f-\u2040\u2054]
	       | [\u2060-\u218f\u2460-\u24ff\u2776-\u2793\u2c00-\u2dff\u2e80-\u2fff\u3004-\u3007]
	       | [\u3021-\u302f\u3031-\ud7ff\uf900-\ufd3d\ufd40-\ufdcf\ufdf0-\ufe44\ufe47-\ufffd]
	       | [\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd\U00040000-\U0004fffd]
	       | [\U00050000-\U0005fffd\U00060000-\U0006fffd\U00070000-\U0007fffd\U00080000-\U0008fffd]
	       | [\U00090000-\U0009fffd\U000a0000-\U000afffd\U000b0000-\U000bfffd\U000c0000-\U000cfffd]
	       | [\U000d0000-\U000dfffd\U000e0000-\U000efffd];
	// C11 D.2: not at the start.
	mark   = [\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f];
*/

/* Bytes of the character at `text` if it may stand in an identifier, else 0. */
static size_t letter_length(const char *text, bool first)
{
	const unsigned char *p = (const unsigned char *)text, *marker;

	/*!re2c
	mark                    { return first ? 0 : (size_t)((const char *)p - text); }
	letter | [a-zA-Z_$]     { return (size_t)((const char *)p - text); }
	[0-9]                   { return first ? 0 : 1; }
	*                       { return 0; }
	*/
}

/* ---------------------------------------------------------------- splices and trigraphs */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

/* Behind the splice that begins at the backslash `p`, or null.  As GCC does, blanks between the
 * backslash and the newline are overlooked. */
static const char *behind_splice(const char *p)
{
	do
		p++;
	while (is_blank(*p));
	return *p == '\n' ? p + 1 : NULL;
}

/* The character that trigraph `p` stands for (C17 5.2.1.1), 0 if it is none. */
static char trigraph(const struct lexer *lx, const char *p)
{
	static const char from[] = "=/'()!<>-", to[] = "#\\^[]|{}~";
	const char *found;

	if (!lx->trigraphs || p[0] != '?' || p[1] != '?' || p[2] == '\0')
		return 0;
	found = strchr(from, p[2]);
	return found ? to[found - from] : 0;
}

/* Moves over splices. */
static const char *over_splices(const struct lexer *lx, const char *p)
{
	for (;;) {
		const char *next = NULL;

		if (*p == '\\')
			next = behind_splice(p);
		else if (*p == '?' && trigraph(lx, p) == '\\')
			next = behind_splice(p + 2);
		if (!next)
			return p;
		p = next;
	}
}

/* The next character of the cleaned text; *p moves behind it.  '\0' without a move at the end. */
static char step(const struct lexer *lx, const char **p)
{
	const char *at = over_splices(lx, *p);
	char c = *at;

	if (c == '\0' && at >= lx->end)
		return '\0';
	*p = at + 1;
	if (c == '?' && (c = trigraph(lx, at)) != 0)
		*p = at + 3;
	else
		c = *at;
	return c;
}

/* ------------------------------------------------------------------------------ messages */

static struct span span_of(const struct lexer *lx, const char *begin, const char *end)
{
	return (struct span){ lx->file->base + (loc_t)(begin - lx->file->text),
	                      lx->file->base + (loc_t)(end - lx->file->text), 0 };
}

/* ------------------------------------------------------------------------------ comments */

/* Behind the comment that begins at `p` (its slashes and star may be spliced); a line comment
 * ends before its newline. */
static const char *behind_comment(struct lexer *lx, const char *start)
{
	const char *p = start;

	step(lx, &p);
	if (step(lx, &p) == '/') {
		for (;;) {
			const char *newline = memchr(p, '\n', (size_t)(lx->end - p)), *back;

			if (!newline)
				return lx->end;
			for (back = newline; back > p && is_blank(back[-1]); )
				back--;
			if (back > p && (back[-1] == '\\' ||
			                 (back - p >= 3 && trigraph(lx, back - 3) == '\\'))) {
				p = newline + 1;
				continue;
			}
			return newline > p && newline[-1] == '\r' ? newline - 1 : newline;
		}
	}
	for (;;) {
		const char *star = memchr(p, '*', (size_t)(lx->end - p));

		if (!star)
			break;
		p = star + 1;
		if (*p == '\\' || *p == '?')
			p = over_splices(lx, p);
		if (*p == '/')
			return p + 1;
	}
	if (!lx->quiet)
		diag_error(lx->env->diag, span_of(lx, start, start + 2), "unterminated /* comment");
	return lx->end;
}

/* -------------------------------------------------------------------------------- tokens */

static void token_set(const struct lexer *lx, struct token *t, unsigned kind, const char *begin,
                      const char *end)
{
	t->kind = (uint16_t)kind;
	t->len = (uint32_t)(end - begin);
	t->text = begin;
	t->name = NULL;
	t->at = lx->file->base + (loc_t)(begin - lx->file->text);
	t->expansion = 0;
}

/* Gives the token, whose text is the file's own, one without splices from the heap buffer `clean`. */
static void token_clean(struct lexer *lx, struct token *t, const char *clean, size_t len)
{
	if (len != t->len || memcmp(t->text, clean, len) != 0)
		token_set_text(lx->env->tu, t, clean, len, t->len);
}

/* Finishes a literal that scan() could not: one with splices, NULs or without an end. */
static void quoted(struct lexer *lx, struct token *t, const char *begin)
{
	struct buf clean = { 0 };
	const char *p = begin, *before;
	char c, quote = 0;

	do
		buf_putc(&clean, quote = step(lx, &p));
	while (quote != '"' && quote != '\'');
	while (before = p, (c = step(lx, &p)) != quote) {
		if (c == '\n' || (c == '\r' && *p == '\n') || (c == '\0' && p == before))
			break;
		buf_putc(&clean, c);
		if (c != '\\')
			continue;
		before = p;
		c = step(lx, &p);
		if (c == '\n' || (c == '\r' && *p == '\n') || (c == '\0' && p == before))
			break;
		buf_putc(&clean, c);
	}
	if (c == quote) {
		buf_putc(&clean, c);
		token_set(lx, t, quote == '"' ? TOK_STRING : TOK_CHARACTER, begin, p);
	} else {
		p = before;
		token_set(lx, t, TOK_OTHER, begin, p);
		/* A directive may hold anything, as in `#error don't`. */
		if (!lx->quiet && lx->directive)
			diag_warn(lx->env->diag, W_PREPROCESSOR, span_of(lx, begin, begin + 1),
			          "missing terminating %c character", quote);
		else if (!lx->quiet)
			diag_error(lx->env->diag, span_of(lx, begin, begin + 1),
			           "missing terminating %c character", quote);
	}
	token_clean(lx, t, clean.text, clean.len);
	buf_free(&clean);
	lx->cursor = p;
}

static void put_utf8(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(b, (char)c);
	} else if (c < 0x800) {
		buf_putc(b, (char)(0xc0 | c >> 6));
		buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_putc(b, (char)(0xe0 | c >> 12));
		buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_putc(b, (char)(0xf0 | (c >> 18 & 7)));
		buf_putc(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* Appends the character of the universal character name at `p` (its syntax is right). */
static size_t put_ucn(struct buf *b, const char *p)
{
	size_t digits = p[1] == 'u' ? 4 : 8;
	uint32_t c = 0;

	for (size_t i = 2; i < 2 + digits; i++)
		c = c << 4 | (uint32_t)((p[i] & 0xf) + (p[i] > '9' ? 9 : 0));
	put_utf8(b, c < 0x110000 ? c : 0xfffd);
	return 2 + digits;
}

/*
 * The name of an identifier with letters beyond ASCII: in UTF-8, however they are written (as GCC
 * has it: \u00e9 and the letter itself are one name).  Returns how many bytes of text[0..len) it
 * takes; 0 if its first character is no letter.
 */
static size_t wide_name(struct lexer *lx, const char *text, size_t len, struct name **name)
{
	struct buf b = { 0 };
	size_t i = 0;

	while (i < len) {
		size_t from = b.len, n = 1;

		if (text[i] == '\\')
			n = put_ucn(&b, text + i);
		else
			n = letter_length(text + i, i == 0);
		if (n && text[i] != '\\')
			buf_add(&b, text + i, n);
		/* A universal character name may not stand for a letter of ASCII. */
		if (!n || letter_length(b.text + from, i == 0) == 0 ||
		    (text[i] == '\\' && !(b.text[from] & 0x80))) {
			b.len = from;
			break;
		}
		i += n;
	}
	*name = i ? names_intern(lx->env->names, b.text, b.len) : NULL;
	buf_free(&b);
	return i;
}

/* Length of the whole character at p, for one stray token. */
static size_t stray_length(const char *p)
{
	unsigned char c = (unsigned char)*p;
	size_t n = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	for (size_t i = 1; i < n; i++)
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return 1;
	return n;
}

/* Behind the part of text..end that is a token in this language, for what scan() sees too wide. */
static const char *narrow(const struct lexer *lx, unsigned *kind, const char *text, const char *end)
{
	const struct options *o = lx->env->opt;
	const char *quote;

	/* Digit separators are C23's (6.4.4.1). */
	if (*kind == TOK_NUMBER && o->standard < 2023) {
		quote = memchr(text, '\'', (size_t)(end - text));
		return quote ? quote : end;
	}
	/* u8, u and U are prefixes from C11 on, and in GNU99. */
	if (*text != '"' && *text != '\'' && *text != 'L' && o->standard < 2011 &&
	    !(o->gnu && o->standard >= 1999)) {
		*kind = TOK_IDENT;
		return text + (text[1] == '8' ? 2 : 1);
	}
	return end;
}

/*
 * Sets the token of `kind` that scan() found at text..end, which is the file's own or a cleaned
 * copy; returns where it really ends.
 */
static const char *finish(struct lexer *lx, struct token *t, unsigned kind, const char *text,
                          const char *end)
{
	if (kind == TOK_NUMBER || kind == TOK_STRING || kind == TOK_CHARACTER)
		end = narrow(lx, &kind, text, end);
	t->name = NULL;
	if (kind == TOK_IDENT) {
		t->name = names_intern(lx->env->names, text, (size_t)(end - text));
	} else if (kind == SCAN_WIDE_IDENT) {
		end = text + wide_name(lx, text, (size_t)(end - text), &t->name);
		kind = TOK_IDENT;
		if (end == text) {
			kind = TOK_OTHER;
			end = text + stray_length(text);
		}
	} else if (kind & SCAN_DIGRAPH) {
		t->flags |= TOK_DIGRAPH;
		kind &= ~(unsigned)SCAN_DIGRAPH;
	}
	t->kind = (uint16_t)kind;
	t->text = text;
	t->len = (uint32_t)(end - text);
	return end;
}

/*
 * The token at `begin` by way of a cleaned copy.  The copy is as long as it must be so that the token
 * ends well before its end.  Returns what scan() said; for tokens t is set and the cursor moved.
 */
static unsigned slow(struct lexer *lx, struct token *t, const char *begin)
{
	struct buf clean = { 0 };
	const char *p = begin, *end, *before;
	unsigned kind;
	size_t want = 32;
	bool all = false;

	for (;;) {
		while (!all && clean.len < want) {
			before = p;
			buf_putc(&clean, step(lx, &p));
			all = p == before;
		}
		kind = scan(clean.text, &end);
		if (all || (size_t)(end - clean.text) + 8 < clean.len)
			break;
		want *= 4;
	}
	if (kind < TOK_COUNT || kind == SCAN_WIDE_IDENT || kind & SCAN_DIGRAPH) {
		end = finish(lx, t, kind, clean.text, end);

		size_t len = (size_t)(end - clean.text);

		p = begin;
		for (size_t i = 0; i < len; i++)
			step(lx, &p);
		t->text = begin;
		t->len = (uint32_t)(p - begin);
		t->at = lx->file->base + (loc_t)(begin - lx->file->text);
		t->expansion = 0;
		token_clean(lx, t, clean.text, len);
		lx->cursor = p;
		kind = t->kind;
	}
	buf_free(&clean);
	return kind;
}

void lexer_init(struct lexer *lx, struct env *env, const struct file *f)
{
	*lx = (struct lexer){ .env = env, .file = f, .cursor = f->text + (f->bom ? 3 : 0),
	                      .end = f->text + f->len, .line_start = true };
	lx->trigraphs = !env->opt->gnu && env->opt->standard < 2023;
}

/* Whether the token text..end of `kind` may be more or less than scan() saw, because a splice or
 * a trigraph stands in it or behind it. */
static bool needs_care(const struct lexer *lx, unsigned kind, const char *text, const char *end)
{
	if (kind == TOK_NEWLINE || kind == SCAN_BLANK || kind == SCAN_NUL)
		return false;
	if (*end == '\\' && behind_splice(end))
		return true;
	if (!lx->trigraphs)
		return false;
	return trigraph(lx, text) || trigraph(lx, end) ||
	       ((kind == TOK_STRING || kind == TOK_CHARACTER) &&
	        memchr(text, '?', (size_t)(end - text)));
}

void lexer_next(struct lexer *lx, struct token *t)
{
	const char *p = lx->cursor, *end;
	unsigned kind;

	t->flags = lx->line_start ? TOK_LINE_START : 0;
	for (;; p = lx->cursor = end) {
		/* Most of a file is plain words and the blanks in front of them. */
		for (; *p == ' ' || *p == '\t'; p++)
			t->flags |= TOK_SPACE;
		if ((end = behind_word(p)) != p) {
			token_set(lx, t, TOK_IDENT, p, end);
			t->name = names_intern(lx->env->names, p, t->len);
			lx->cursor = end;
			break;
		}
		if ((*p == '\\' || *p == '?') && (end = over_splices(lx, p)) != p)
			continue;
		kind = scan(p, &end);
		if (needs_care(lx, kind, p, end)) {
			kind = slow(lx, t, p);
			if (kind < TOK_COUNT)
				break;
		} else if (kind < TOK_COUNT || kind == SCAN_WIDE_IDENT || kind & SCAN_DIGRAPH) {
			lx->cursor = finish(lx, t, kind, p, end);
			t->at = lx->file->base + (loc_t)(p - lx->file->text);
			t->expansion = 0;
			break;
		}
		if (kind == SCAN_QUOTE) {
			quoted(lx, t, p);
			break;
		}
		t->flags |= TOK_SPACE;
		if (kind == SCAN_LINE_COMMENT || kind == SCAN_BLOCK_COMMENT) {
			end = behind_comment(lx, p);
		} else if (kind == SCAN_NUL && p >= lx->end) {
			token_set(lx, t, TOK_EOF, lx->end, lx->end);
			return;
		} else if (kind == SCAN_NUL && !lx->quiet) {
			diag_warn(lx->env->diag, W_NUL_CHARACTER, span_of(lx, p, p + 1),
			          "null character ignored");
		}
	}
	lx->line_start = t->kind == TOK_NEWLINE;
}

bool lexer_header_name(struct lexer *lx, struct token *t)
{
	struct buf clean = { 0 };
	const char *p = lx->cursor, *end, *before;
	unsigned kind;
	char c;

	t->flags = 0;
	for (;; p = end) {
		if ((end = over_splices(lx, p)) != p)
			continue;
		kind = scan(p, &end);
		if (kind == SCAN_BLOCK_COMMENT)
			end = behind_comment(lx, p);
		else if (kind != SCAN_BLANK)
			break;
		t->flags |= TOK_SPACE;
	}
	if (*p != '<')
		return false;
	end = p;
	do {
		before = end;
		c = step(lx, &end);
		buf_putc(&clean, c);
	} while (c != '>' && c != '\n' && end != before);
	if (c == '>') {
		token_set(lx, t, TOK_STRING, p, end);
		token_clean(lx, t, clean.text, clean.len);
		lx->cursor = end;
		lx->line_start = false;
	}
	buf_free(&clean);
	return c == '>';
}

/* ------------------------------------------------------------------------ skipped groups */

/* Behind the literal that begins at `p`, or its line's newline if it has no end. */
static const char *behind_literal(const struct lexer *lx, const char *p)
{
	char quote = *p++;

	for (;; p++) {
		p = over_splices(lx, p);
		if (*p == quote)
			return p + 1;
		if (*p == '\\' && p[1] != '\n' && p + 1 < lx->end)
			p = over_splices(lx, p + 1);
		if (*p == '\n' || p >= lx->end)
			return p;
	}
}

/* The newline that ends the logical line that `p` stands in, or the end. */
static const char *line_end(struct lexer *lx, const char *p)
{
	for (;;) {
		p += strcspn(p, "\n\"'/\\?");
		switch (*p) {
		case '\n':
			return p;
		case '"':
		case '\'':
			p = behind_literal(lx, p);
			continue;
		case '/': {
			const char *q = p[1] == '\\' || p[1] == '?' ? over_splices(lx, p + 1) : p + 1;

			p = *q == '/' || *q == '*' ? behind_comment(lx, p) : p + 1;
			continue;
		}
		case '\0':
			if (p >= lx->end)
				return lx->end;
			p++;
			continue;
		default: {
			const char *q = over_splices(lx, p);

			p = q == p ? p + 1 : q;
		}
		}
	}
}

bool lexer_skip_to_hash(struct lexer *lx, const char *stop)
{
	const char *p = lx->cursor, *q, *end;
	unsigned kind;

	if (!lx->line_start)
		p = line_end(lx, p);
	for (;;) {
		if (*p == '\n')
			p++;
		for (q = p;; q = end) {
			if ((*q == '\\' || *q == '?') && (end = over_splices(lx, q)) != q)
				continue;
			kind = scan(q, &end);
			if (kind == SCAN_LINE_COMMENT || kind == SCAN_BLOCK_COMMENT)
				end = behind_comment(lx, q);
			else if (kind != SCAN_BLANK && kind != TOK_NEWLINE)
				break;
			if (kind == TOK_NEWLINE)
				p = end;
		}
		if (kind == TOK_HASH || kind == (TOK_HASH | SCAN_DIGRAPH) || trigraph(lx, q) == '#') {
			lx->cursor = p;
			lx->line_start = true;
			return true;
		}
		p = line_end(lx, q);
		if (p >= stop) {
			lx->cursor = p;
			return false;
		}
	}
}
