/* The lexer: bytes to preprocessing tokens, in every form that C and GNU give them. */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>

#include "check.h"
#include "token/lexer.h"

static struct options options = { .standard = 2017, .gnu = true };

struct world { struct env env; struct lexer lx; FILE *out; char *said; size_t said_len; };

static void open_text(struct world *w, const char *text, size_t len)
{
	struct arena *a = arena_new();
	struct diag_options o;

	*w = (struct world){ .said = NULL };
	w->out = open_memstream(&w->said, &w->said_len);
	diag_options_init(&o);
	o.color = 0;
	w->env.tu = a;
	w->env.names = names_new(a);
	w->env.files = files_new(a);
	w->env.expansions = arena_new_of(a, struct expansions);
	w->env.expansions->arena = a;
	w->env.diag = diag_new(a, w->env.files, w->env.expansions, &o, w->out);
	w->env.opt = &options;
	lexer_keywords(&w->env);
	lexer_init(&w->lx, &w->env, files_text(w->env.files, "t.c", text, len));
}

static void close_text(struct world *w)
{
	fclose(w->out);
	free(w->said);
	arena_free(w->env.tu);
}

/* The tokens as text: spelling, then _ for space before, ^ for a line's first, $ for spliced, NL. */
static const char *lex(struct world *w, const char *text, size_t len, struct buf *b)
{
	struct token t;

	open_text(w, text, len);
	*b = (struct buf){ 0 };
	for (;;) {
		lexer_next(&w->lx, &t);
		buf_puts(b, b->len ? " " : "");
		if (t.kind == TOK_EOF)
			break;
		buf_puts(b, t.flags & TOK_LINE_START ? "^" : "");
		buf_puts(b, t.flags & TOK_SPACE ? "_" : "");
		buf_puts(b, t.flags & TOK_SPLICED ? "$" : "");
		if (t.kind == TOK_NEWLINE)
			buf_puts(b, "NL");
		else
			buf_add(b, t.text, t.len);
		if (t.kind == TOK_OTHER)
			buf_puts(b, "!");
		CHECK(token_raw(&t) > 0 && t.at - w->lx.file->base + token_raw(&t) <= len);
	}
	buf_puts(b, "|");
	return b->text;
}

static void is(const char *text, const char *expected)
{
	struct world w;
	struct buf b;

	lex(&w, text, strlen(text), &b);
	CHECK_TEXT(b.text, expected);
	fflush(w.out);
	CHECK_TEXT(w.said ? w.said : "", "");
	buf_free(&b);
	close_text(&w);
}

static void says(const char *text, const char *expected, const char *message)
{
	struct world w;
	struct buf b;

	lex(&w, text, strlen(text), &b);
	CHECK_TEXT(b.text, expected);
	fflush(w.out);
	CHECK(w.said && strstr(w.said, message));
	buf_free(&b);
	close_text(&w);
}

static void ordinary(void)
{
	is("", "|");
	is("int x;\n", "^int _x ; NL |");
	is("a+++b", "^a ++ + b |");
	is("x<<=1>>=2...", "^x <<= 1 >>= 2... |");
	is("a->b . c::d ..", "^a -> b _. _c :: d _. . |");
	is("0x1p+3 1.e-5 .5f 1e+x 0xe+1", "^0x1p+3 _1.e-5 _.5f _1e+x _0xe+1 |");
	is("u8\"x\" L'a' U\"\" u'b' R\"x\" u8", "^u8\"x\" _L'a' _U\"\" _u'b' _R \"x\" _u8 |");
	is("<:%:%:%>:><%", "^<: %:%: %> :> <% |");
	is("%:define", "^%: define |");
	is("%:%", "^%: % |");
	is("$a a$ _", "^$a _a$ __ |");
	is("@ `", "^@! _`! |");
	is("\"a\\\"b\" '\\'' \"\\\\\"", "^\"a\\\"b\" _'\\'' _\"\\\\\" |");
	is("1'a'", "^1 'a' |");
	is("\f\v\tx\r\n", "^_x NL |");
	is("a \r\nb\rc", "^a _NL ^b _c |");
}

static void comments(void)
{
	is("a/* \n */b", "^a _b |");
	is("#define X /* \n */ y\nz", "^# define _X _y NL ^z |");
	is("a//b\nc", "^a _NL ^c |");
	is("a//b\\\nc\nd", "^a _NL ^d |");
	is("a//b\\ \t\r\nc\r\nd", "^a _NL ^d |");
	is("/*/ a */ b", "^_b |");
	is("/***/a/**/b", "^_a _b |");
	is("/* *\\\n/ a", "^_a |");
	is("/\\\n* x */ a", "^_a |");
	is("/\\\n/ x\na", "^_NL ^a |");
	is("a / b /= c", "^a _/ _b _/= _c |");
	is("// end", "|");
	says("a /* b", "^a |", "unterminated /* comment");
}

static void splices(void)
{
	is("a\\\nb", "^$ab |");
	is("a\\\r\nb\\ \t\nc", "^$abc |");
	is("a \\\n b", "^a _b |");
	is("a\\\n b", "^a _b |");
	is("\\\na", "^a |");
	is("f(\\\nx)", "^f ( x ) |");
	is("+\\\n+ +\\\n=", "^$++ _$+= |");
	is(".\\\n.\\\n. .\\\n.", "^$... _. . |");
	is("\"a\\\nb\"", "^$\"ab\" |");
	is("\"a\\\\\n\"b\"", "^$\"a\\\"b\" |");
	is("u\\\n8\\\n\"x\" y", "^$u8\"x\" _y |");
	is("1\\\n2e\\\n+3", "^$12e+3 |");
	is("%:\\\n%:", "^$%:%: |");
	is("a\\\n", "^a |");
	is("a \\", "^a _\\! |");
	is("a\\ b", "^a \\! _b |");
	is("'\\\n'", "^$'' |");
	is("a\\\n\\\n\\\nb;", "^$ab ; |");
}

static void junk(void)
{
	struct world w;
	struct buf b;

	says("a \"b\nc", "^a _\"b! NL ^c |", "missing terminating \" character");
	says("'x", "^'x! |", "missing terminating ' character");
	lex(&w, "a\0b \"x\0y\"", 9, &b);
	CHECK(b.len == 14 && memcmp(b.text, "^a _b _\"x\0y\" |", 14) == 0);
	buf_free(&b);
	close_text(&w);
}

static void wide(void)
{
	struct world w;
	struct token t, u;

	is("\xC3\xA9t\xC3\xA9 x", "^\xC3\xA9t\xC3\xA9 _x |");
	is("\\u00e9t \\U0001F600", "^\\u00e9t _\\U0001F600 |");
	is("a\xE2\x86\x90", "^a \xE2\x86\x90! |");        /* an arrow is no letter */
	is("\xFF\xC3", "^\xFF! \xC3! |");
	is("\\u0041", "^\\! u0041 |");
	open_text(&w, "\\u00e9 \xC3\xA9", 9);
	lexer_next(&w.lx, &t);
	lexer_next(&w.lx, &u);
	CHECK(t.name && t.name == u.name);
	close_text(&w);
	is("\xEF\xBB\xBFint", "^int |");
}

static void headers(void)
{
	struct world w;
	struct token t;

	open_text(&w, " /**/ <a\\\nb.h> x", 17);
	CHECK(lexer_header_name(&w.lx, &t) && t.len == 6 && memcmp(t.text, "<ab.h>", 6) == 0);
	lexer_next(&w.lx, &t);
	CHECK(t.kind == TOK_IDENT && !(t.flags & TOK_LINE_START));
	close_text(&w);
	open_text(&w, " \"a.h\" <b", 9);
	CHECK(!lexer_header_name(&w.lx, &t));
	lexer_next(&w.lx, &t);
	CHECK(t.kind == TOK_STRING);
	CHECK(!lexer_header_name(&w.lx, &t));
	close_text(&w);
}

/* What is left when skipping has found a directive. */
static void skips_to(const char *text, const char *rest)
{
	struct world w;
	struct token t;

	open_text(&w, text, strlen(text));
	if (lexer_skip_to_hash(&w.lx, w.lx.end)) {
		CHECK_TEXT(w.lx.cursor, rest);
		lexer_next(&w.lx, &t);
		CHECK(t.kind == TOK_HASH && t.flags & TOK_LINE_START);
	} else {
		CHECK(rest == NULL);
	}
	close_text(&w);
}

static void skipping(void)
{
	skips_to("a\nb\n#if", "#if");
	skips_to("  # if", "  # if");
	skips_to("a \\\n#x\n /* \n#y*/ #else", " /* \n#y*/ #else");
	skips_to("\"/*\" don't /*\n#endif", "#endif");
	skips_to("don't /*\n#endif", "#endif");
	skips_to("// x \\\n#a\n%:b", "%:b");
	skips_to("x /*\n*/ #a\n\n\n#b", "#b");
	skips_to("a", NULL);
	skips_to("'\\\n'#\n\"\\\"\n#z", "#z");
	skips_to("a ## b\n##\n#", "#");
}

static void standards(void)
{
	options.gnu = false;
	is("a?\?/\nb ?\?( ?\?=", "^$ab _$[ _$# |");
	is("\"?\?/\"\" x", "^$\"\\\"\" _x |");
	is("// x ?\?/\ny\nz", "^_NL ^z |");
	options.standard = 1989;
	is("u8\"x\" U'a' L'a'", "^u8 \"x\" _U 'a' _L'a' |");
	options.standard = 2023;
	is("1'000'000 ?\?(", "^1'000'000 _? ? ( |");
	options = (struct options){ .standard = 2017, .gnu = true };
	is("?\?(", "^? ? ( |");
}

static void keywords(void)
{
	struct world w;

	open_text(&w, "", 0);
	CHECK(names_of(w.env.names, "int")->keyword == TOK_INT);
	CHECK(names_of(w.env.names, "__const__")->keyword == TOK_CONST);
	CHECK(names_of(w.env.names, "bool")->keyword == 0);
	CHECK(names_of(w.env.names, "typeof")->keyword == TOK_TYPEOF);
	CHECK(names_of(w.env.names, "asm")->keyword == TOK_ASM);
	CHECK(names_of(w.env.names, "defer")->word == WORD_DEFER);
	CHECK(names_of(w.env.names, "_Defer")->keyword == TOK_DEFER_TS);
	close_text(&w);
	options.standard = 2023;
	options.plain_c = true;
	open_text(&w, "", 0);
	CHECK(names_of(w.env.names, "bool")->keyword == TOK_BOOL);
	CHECK(names_of(w.env.names, "defer")->word == 0);
	CHECK(names_of(w.env.names, "_Defer")->keyword == 0);
	close_text(&w);
	options = (struct options){ .standard = 2017, .gnu = true };
}

int main(void)
{
	ordinary();
	comments();
	splices();
	junk();
	wide();
	headers();
	skipping();
	standards();
	keywords();
	return check_status();
}
