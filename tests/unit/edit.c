/* Edits over tokens, applied to text: the exact output. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "edit/edit.h"

struct fixture {
	struct arena *arena;
	struct options options;
	struct expansions expansions;
	struct env env;
	struct pp_config config;
	struct diag_options messages;
	struct pp *pp;
	struct tokens *tokens;
	struct edits *e;
	struct buf out;
};

static void begin_text(struct fixture *f, const char *text, size_t len)
{
	struct file *main;

	f->arena = arena_new();
	f->options.standard = 2017;
	f->expansions.arena = f->arena;
	f->env = (struct env){ f->arena, names_new(f->arena), files_new(f->arena), &f->expansions, NULL,
	                       &f->options };
	diag_options_init(&f->messages);
	f->messages.warnings_off = true;
	f->env.diag = diag_new(f->arena, f->env.files, &f->expansions, &f->messages, stderr);
	main = files_text(f->env.files, "m.c", text, len);
	f->pp = pp_new(&f->env, &f->config, main);
	f->tokens = pp_tokens(f->pp);
	while (f->tokens->v.n == 0 || f->tokens->v.at[f->tokens->v.n - 1].kind != TOK_EOF)
		pp_next(f->pp);
	f->e = edits_new(&f->env, f->pp, main);
}

static void begin(struct fixture *f, const char *text)
{
	memset(f, 0, sizeof *f);
	begin_text(f, text, strlen(text));
}

/* Under -P. */
static void begin_plain(struct fixture *f, const char *text)
{
	begin(f, text);
	f->options.no_line = true;
	f->e = edits_new(&f->env, f->pp, files_of(f->env.files, f->tokens->v.at[f->tokens->v.n - 1].at));
}

static void end(struct fixture *f)
{
	buf_free(&f->out);
	files_free(f->env.files);
	arena_free(f->arena);
}

/* The nth token (from 0) that is spelled so. */
static tok_id tok(const struct fixture *f, const char *text, unsigned n)
{
	for (size_t i = 0; i < f->tokens->v.n; i++) {
		const struct token *t = &f->tokens->v.at[i];

		if (t->len == strlen(text) && !memcmp(t->text, text, t->len) && n-- == 0)
			return (tok_id)i;
	}
	printf("no token %s\n", text);
	exit(1);
}

static struct text *lit(struct fixture *f, const char *literal)
{
	struct text *t = text_new(f->e);

	text_add(t, literal);
	return t;
}

static const char *apply(struct fixture *f)
{
	buf_free(&f->out);
	edits_apply(f->e, &f->out);
	return f->out.text ? f->out.text : "";
}

/* Replaces the first token spelled `from`. */
static void change(struct fixture *f, const char *from, const char *to)
{
	edit_replace(f->e, tok(f, from, 0), tok(f, from, 0), lit(f, to));
}

#define LINE1 "#line 1 \"m.c\"\n"

static struct text *tokens_text(struct fixture *f, tok_id a, tok_id b)
{
	struct text *t = text_new(f->e);

	text_tokens(t, a, b);
	return t;
}

/* ---- bytes ------------------------------------------------------------------------------------- */

static void untouched(void)
{
	static const char text[] = "\xEF\xBB\xBFint a;\r\n/*\0*/ #define X\\\n 1\n<: X \\\n // end";
	struct fixture f = { 0 };

	begin_text(&f, text, sizeof text - 1);
	edits_apply(f.e, &f.out);
	CHECK(f.out.len == sizeof text - 1 && !memcmp(f.out.text, text, sizeof text - 1));
	end(&f);

	memset(&f, 0, sizeof f);
	f.options.no_line = true;
	begin_text(&f, text, sizeof text - 1);
	change(&f, "a", "b");
	edits_apply(f.e, &f.out);
	CHECK(f.out.len == sizeof text - 1 && f.out.text[7] == 'b' && !memcmp(f.out.text, text, 7) &&
	      !memcmp(f.out.text + 8, text + 8, sizeof text - 9));
	end(&f);
}

static void kept_spelling(void)
{
	struct fixture f;

	begin_plain(&f, "int a\\\nb <: 2 :> = <% x %> ; /* c */ // d\n");
	change(&f, "x", "y");
	CHECK_TEXT(apply(&f), "int a\\\nb <: 2 :> = <% y %> ; /* c */ // d\n");
	/* A token that is spelled anew is clean. */
	edit_replace(f.e, tok(&f, "ab", 0), tok(&f, "ab", 0), lit(&f, "c"));
	CHECK_TEXT(apply(&f), "int c <: 2 :> = <% y %> ; /* c */ // d\n");
	end(&f);
	begin(&f, "int \xc3\xa4 = 1;\r\nint b;\r\n");
	change(&f, "1", "2,\n3");
	CHECK_TEXT(apply(&f), "#line 1 \"m.c\"\r\nint \xc3\xa4 = 2,\r\n3\r\n#line 1 \"m.c\"\r\n;\r\nint b;\r\n");
	end(&f);
}

/* ---- pieces, replacements, insertions ----------------------------------------------------------- */

static void simple(void)
{
	struct fixture f;
	struct text *t;

	begin(&f, "int f ( x )\n{ return /* c */ x; }\n");
	change(&f, "int", "long");
	edit_before(f.e, tok(&f, "{", 0), lit(&f, "<<"));
	edit_before(f.e, tok(&f, "{", 0), lit(&f, ">>"));
	edit_after(f.e, tok(&f, "}", 0), lit(&f, "<<"));
	edit_after(f.e, tok(&f, "}", 0), lit(&f, ">>"));
	t = lit(&f, "{ r = ");
	text_tokens(t, tok(&f, "x", 1), tok(&f, "x", 1));
	text_add(t, "; }");
	edit_replace(f.e, tok(&f, "return", 0), tok(&f, ";", 0), t);
	edit_replace(f.e, tok(&f, "x", 1), tok(&f, "x", 1), lit(&f, "y"));
	CHECK_TEXT(apply(&f), LINE1 "long f ( x )\n<<>>{ { r = y; } }>><<\n");
	/* The same again, and after one more edit. */
	CHECK_TEXT(apply(&f), LINE1 "long f ( x )\n<<>>{ { r = y; } }>><<\n");
	change(&f, "(", "[");
	CHECK_TEXT(apply(&f), LINE1 "long f [ x )\n<<>>{ { r = y; } }>><<\n");
	end(&f);
}

static void nesting(void)
{
	struct fixture f;
	struct text *t;
	tok_id a, d;

	begin_plain(&f, "a b c d e");
	a = tok(&f, "a", 0);
	d = tok(&f, "d", 0);
	/* Of two for the same range the one made later is the inner. */
	t = lit(&f, "<");
	text_tokens(t, a, d);
	text_add(t, ">");
	edit_replace(f.e, a, d, t);
	t = lit(&f, "(");
	text_tokens(t, a, d);
	text_add(t, ")");
	edit_replace(f.e, a, d, t);
	edit_replace(f.e, a + 1, a + 2, lit(&f, "X"));
	CHECK_TEXT(apply(&f), "<(a X d)> e");
	/* An insertion belongs to its token. */
	edit_before(f.e, a, lit(&f, "1"));
	edit_after(f.e, d, lit(&f, "2"));
	edit_before(f.e, a + 1, lit(&f, "3"));
	edit_after(f.e, a + 2, lit(&f, "4"));
	CHECK_TEXT(apply(&f), "<(1 a 3 X 4 d 2)> e");
	edit_in_front(f.e, a, lit(&f, "5"));
	edit_behind(f.e, d, lit(&f, "6"));
	CHECK_TEXT(apply(&f), "5<(1 a 3 X 4 d 2)>6 e");
	end(&f);

	/* What stands in front of all else stands once, whatever names its token. */
	begin_plain(&f, "a b c");
	edit_in_front(f.e, 0, lit(&f, "1;"));
	edit_behind(f.e, 2, tokens_text(&f, 0, 1));
	edit_before(f.e, 0, lit(&f, "2;"));
	CHECK_TEXT(apply(&f), "1;2;a b c 2;a b");
	end(&f);
}

static void pieces(void)
{
	struct fixture f;
	struct text *t, *more;

	begin(&f, "int a;\n\nint b;\n\nint c;\n");
	more = text_new(f.e);
	text_printf(more, "%s%d", "x", 5);
	t = lit(&f, "static ");
	text_append(t, more);
	text_add(t, ";");
	text_fresh_line(t);
	text_add(t, "#define Y 1\n");
	text_line(t, tok(&f, "b", 0));
	text_add(t, "long z; ");
	edit_before(f.e, tok(&f, "int", 1), t);
	text_add(more, "6");
	CHECK_TEXT(apply(&f), LINE1 "int a;\n\nstatic x56;\n#define Y 1\n#line 3 \"m.c\"\nlong z; int b;\n\nint c;\n");
	end(&f);

	/* Words and operators do not fuse; literals of one edit do. */
	begin_plain(&f, "a=-b;x+c");
	t = lit(&f, "cde");
	text_add(t, "fer");
	edit_replace(f.e, tok(&f, "b", 0), tok(&f, "b", 0), lit(&f, "-1"));
	edit_before(f.e, tok(&f, "x", 0), t);
	edit_after(f.e, tok(&f, "c", 0), lit(&f, "d"));
	CHECK_TEXT(apply(&f), "a=- -1;cdefer x+c d");
	end(&f);

	begin(&f, "f(1 /* one */,\n  \"a  b\"); // end\n");
	edit_replace(f.e, tok(&f, "1", 0), tok(&f, "1", 0), lit(&f, "2\n3"));
	edits_render(f.e, 0, tok(&f, ")", 0), &f.out);
	CHECK_TEXT(f.out.text, "f(2 3 , \"a  b\")");
	end(&f);
}

/* ---- macro calls -------------------------------------------------------------------------------- */

static void calls(void)
{
	struct fixture f;

	begin_plain(&f, "#define M(x) (x +x) N\n#define N n\nint a = M( 1 /* c */ ), b = M(2), c = N;");
	/* Around a call it stays. */
	edit_before(f.e, tok(&f, "(", 0), lit(&f, "<"));
	edit_after(f.e, tok(&f, "n", 0), lit(&f, ">"));
	edit_replace(f.e, tok(&f, "n", 2), tok(&f, "n", 2), lit(&f, "m"));
	CHECK_TEXT(apply(&f), "#define M(x) (x +x) N\n#define N n\nint a = <M( 1 /* c */ )>, b = M(2), c = m;");
	/* Within, it is spelled. */
	edit_replace(f.e, tok(&f, "2", 1), tok(&f, "2", 1), lit(&f, "3"));
	CHECK_TEXT(apply(&f), "#define M(x) (x +x) N\n#define N n\nint a = <M( 1 /* c */ )>, b = (2 +3) n, c = m;");
	end(&f);

	/* A range that cuts a call at both ends. */
	begin_plain(&f, "#define P a + b\n#define E\nx = P E * P;\n");
	edit_replace(f.e, tok(&f, "b", 0), tok(&f, "a", 1), tokens_text(&f, tok(&f, "b", 0), tok(&f, "a", 1)));
	CHECK_TEXT(apply(&f), "#define P a + b\n#define E\nx = a + b E * a + b;\n");
	end(&f);

	/* A replacement that begins in one call and ends in another; blanks where tokens would fuse. */
	begin_plain(&f, "#define A -x\n#define B y-\n#define C u C v\nr = A*B-A+C;\n");
	edit_replace(f.e, tok(&f, "x", 0), tok(&f, "y", 0), lit(&f, "z"));
	edit_replace(f.e, tok(&f, "u", 0), tok(&f, "u", 0), lit(&f, "w"));
	CHECK_TEXT(apply(&f), "#define A -x\n#define B y-\n#define C u C v\nr = -z- -A+\n"
	           "#pragma push_macro(\"C\")\n#undef C\nw C v\n#pragma pop_macro(\"C\")\n;\n");
	end(&f);

	/* Completed by what follows. */
	begin_plain(&f, "#define CALL f\n#define f(x) <x>\n#define H g(\n#define g(x) x x\nCALL (1); H 2); CALL\n(3);\n");
	change(&f, "1", "4");
	change(&f, "2", "5");
	CHECK_TEXT(apply(&f), "#define CALL f\n#define f(x) <x>\n#define H g(\n#define g(x) x x\n"
	           "<4>; 5 2; CALL\n(3);\n");
	end(&f);

	/* Values stay what they were; _Pragma comes out as such. */
	begin(&f, "#define L __LINE__ __FILE__ _Pragma(\"pack(\\\"x\\\")\") e\n\nL;\n");
	change(&f, "e", "E");
	CHECK_TEXT(apply(&f), LINE1 "#define L __LINE__ __FILE__ _Pragma(\"pack(\\\"x\\\")\") e\n\n"
	           "3 \"m.c\" _Pragma(\"pack(\\\"x\\\")\") E;\n");
	end(&f);
}

/* Names that would be expanded again when the text is read. */
static void expanded_again(void)
{
	struct fixture f;

	begin(&f, "#define read(x) n(read(x))\n#define in in\n#define g(x) x\na = read(b) + in + g\n(in) + read(c);\n");
	change(&f, "b", "B");
	CHECK_TEXT(apply(&f), LINE1 "#define read(x) n(read(x))\n#define in in\n#define g(x) x\na =\n"
	           "#pragma push_macro(\"read\")\n#undef read\n#line 4 \"m.c\"\nn(read(B))\n"
	           "#pragma pop_macro(\"read\")\n#line 4 \"m.c\"\n + in + g\n(in) + read(c);\n");
	change(&f, "in", "IN");
	CHECK(strstr(apply(&f), " + IN + g\n") != NULL);
	end(&f);
}

/* A call over several lines keeps what follows on its line; no #line within a call. */
static void lines_of_calls(void)
{
	struct fixture f;

	begin(&f, "#define M(x, y) x = y\nM(a,\n  b);\nM(c,\n  d); M(e,\n\n\n\n\n\n\n\n\n\n\n  f); g;\n");
	change(&f, "a", "A");
	change(&f, "e", "E");
	CHECK_TEXT(apply(&f), LINE1 "#define M(x, y) x = y\nA = b\n;\nM(c,\n  d); E = f\n#line 16 \"m.c\"\n; g;\n");
	edit_before(f.e, tok(&f, "c", 0), lit(&f, "\n\n"));
	CHECK_TEXT(apply(&f), LINE1 "#define M(x, y) x = y\nA = b\n;\n\n\n#line 4 \"m.c\"\nM(c,\n  d); E = f\n"
	           "#line 16 \"m.c\"\n; g;\n");
	end(&f);
}

static void directives_in_arguments(void)
{
	struct fixture f;

	begin(&f, "#define M(x) x;\nM(a +\n#if 1\n b\n#else\n c\n#endif\n#define Z 2\n + d) Z;\n");
	change(&f, "a", "A");
	CHECK_TEXT(apply(&f), LINE1 "#define M(x) x;\n#if 1\n#else\n"
	           "#error \"m.c was translated without this branch (#else of #if 1); translate it again for this configuration\"\n"
	           "#endif\n#define Z 2\n#line 2 \"m.c\"\nA + b + d;\n\n\n\n\n\n\nZ;\n");
	end(&f);
}

/* ---- #line --------------------------------------------------------------------------------------- */

static void line_numbers(void)
{
	static const char marked[] = "# 1 \"a.c\"\nint a;\n# 9 \"b.h\" 1 3\nint b; int c;\n# 2 \"a.c\" 2\nint d;\n";
	struct fixture f;
	struct text *t;

	/* In front of the first token that is concerned, where the line begins if it can. */
	begin(&f, "/* head */\n\nint a;\n\n\t/* c */\n\tint b; int c;\n#define X\n");
	change(&f, "a", "x\n");
	CHECK_TEXT(apply(&f), "/* head */\n\n#line 3 \"m.c\"\nint x\n#line 3 \"m.c\"\n;\n\n\t/* c */\n\tint b; int c;\n#define X\n");
	edit_after(f.e, tok(&f, ";", 0), lit(&f, "\n\n"));
	CHECK_TEXT(apply(&f), "/* head */\n\n#line 3 \"m.c\"\nint x\n#line 3 \"m.c\"\n;\n\n\n\t/* c */\n"
	           "#line 6 \"m.c\"\n\tint b; int c;\n#define X\n");
	edit_after(f.e, tok(&f, ";", 2), lit(&f, "\n"));
	CHECK(strstr(apply(&f), "int c;\n#define X\n") != NULL);
	end(&f);

	/* The source's own. */
	begin(&f, "#line 50 \"a\\\\b\"\nint a, b;\n# 7\nint c;\n");
	change(&f, "a", "x,\ny");
	CHECK_TEXT(apply(&f), "#line 50 \"a\\\\b\"\nint x,\ny\n#line 50 \"a\\\\b\"\n, b;\n# 7\nint c;\n");
	end(&f);

	/* text_line: only where it says something new; the indentation comes again. */
	begin(&f, "int a;\n\tint b;\n");
	t = text_new(f.e);
	text_line(t, tok(&f, "b", 0));
	text_add(t, "x;");
	text_fresh_line(t);
	text_add(t, "y;\n");
	text_line(t, tok(&f, "b", 0));
	edit_before(f.e, tok(&f, "int", 1), t);
	CHECK_TEXT(apply(&f), LINE1 "int a;\n\tx;\ny;\n#line 2 \"m.c\"\n\tint b;\n");
	end(&f);

	begin(&f, "int a;\n");
	edit_top(f.e, lit(&f, "#include <x.h>"));
	edit_before(f.e, tok(&f, "", 0), lit(&f, "// end"));
	CHECK_TEXT(apply(&f), "#include <x.h>\n" LINE1 "int a;\n// end");
	end(&f);

	/* Line markers of preprocessed text. */
	memset(&f, 0, sizeof f);
	f.config.preprocessed = true;
	begin_text(&f, marked, strlen(marked));
	edit_replace(f.e, tok(&f, "b", 0), tok(&f, "b", 0), lit(&f, "\nx\n"));
	CHECK_TEXT(apply(&f), "# 1 \"a.c\"\nint a;\n# 9 \"b.h\" 1 3\nint \nx\n# 9 \"b.h\" 3\n; int c;\n"
	           "# 2 \"a.c\" 2\nint d;\n");
	end(&f);
}

/* ---- conditional groups ---------------------------------------------------------------------------- */

#define ERROR(condition) "#error \"m.c was translated without this branch (" condition \
	"); translate it again for this configuration\"\n"

static void groups(void)
{
	struct fixture f;

	begin(&f, "#if 0\nold\n#endif\nf {\n#ifdef  X /* c */\n'\n#if 1\n\n#endif\n#elif 1\na;\n#else\nb;\n# endif\n"
	          "#ifdef Y\n/* nothing */\n#error no\n#endif\n#ifdef Z\n#define z\n#endif\n}\n#if 0\nnew\n#endif\n");
	edit_rewritten(f.e, tok(&f, "f", 0), tok(&f, "}", 0));
	change(&f, "a", "A");
	CHECK_TEXT(apply(&f), LINE1 "#if 0\nold\n#endif\nf {\n#ifdef  X /* c */\n" ERROR("#ifdef X") "\n\n\n#elif 1\nA;\n"
	           "#else\n" ERROR("#else of #ifdef X") "# endif\n#ifdef Y\n/* nothing */\n#error no\n#endif\n"
	           "#ifdef Z\n" ERROR("#ifdef Z") "#endif\n}\n#if 0\nnew\n#endif\n");
	end(&f);

	/* The other head of a function, before and behind. */
	begin(&f, "#if 0\nint f(long a)\n{\n#else\nint f(int a)\n{\n#endif\nreturn a;\n#if 1\n}\n#else\nx }\n#endif\n");
	edit_rewritten(f.e, tok(&f, "int", 0), tok(&f, "}", 0));
	change(&f, "return", "RETURN");
	CHECK_TEXT(apply(&f), LINE1 "#if 0\n" ERROR("#if 0") "\n#else\nint f(int a)\n{\n#endif\nRETURN a;\n#if 1\n}\n"
	           "#else\n" ERROR("#else of #if 1") "#endif\n");
	end(&f);

	/* Within a replacement that shows the tokens, and that does not. */
	begin(&f, "return\n#if 0\n1\n#else\na\n#endif\n;\nx;\n");
	edit_replace(f.e, tok(&f, "return", 0), tok(&f, ";", 0), tokens_text(&f, tok(&f, "a", 0), tok(&f, ";", 0)));
	CHECK_TEXT(apply(&f), "#if 0\n" ERROR("#if 0") "#else\n#line 5 \"m.c\"\na\n#endif\n;\nx;\n");
	end(&f);
	begin(&f, "return\n#if 1\na\n#endif\n#define Y 1\n;\nx Y;\n");
	edit_replace(f.e, tok(&f, "return", 0), tok(&f, ";", 0), lit(&f, "goto l;"));
	CHECK_TEXT(apply(&f), LINE1 "goto l;\n#if 1\n#else\n" ERROR("#else of #if 1") "#endif\n#define Y 1\nx Y;\n");
	end(&f);
}

/* ---- moved text -------------------------------------------------------------------------------------- */

static void moved(void)
{
	struct fixture f;
	struct text *t;

	/* A macro that is another one there is expanded; directives stay where they were. */
	begin(&f, "f { defer {\n#define L(x) (x)\n#if 1\nL(1); /* c */ E M;\n#else\nno\n#endif\n#undef L\n}\n} L;\n"
	          "#define M m\nz;");
	t = text_new(f.e);
	text_fresh_line(t);
	text_tokens(t, tok(&f, "{", 1), tok(&f, "}", 0));
	edit_after(f.e, tok(&f, ";", 2), t);
	edit_replace(f.e, tok(&f, "defer", 0), tok(&f, "}", 0), lit(&f, "push();"));
	edit_moved(f.e, tok(&f, "{", 1), tok(&f, "}", 0), tok(&f, ";", 2));
	CHECK_TEXT(apply(&f), "#line 1 \"m.c\"\nf { push();\n#define L(x) (x)\n#if 1\n#else\n" ERROR("#else of #if 1")
	           "#endif\n#undef L\n\n\n} L;\n#line 1 \"m.c\"\n{\n\n\n(1); /* c */ E M;\n\n\n\n\n}\n\n"
	           "#define M m\nz;");
	end(&f);

	/* A name that is a macro only there. */
	begin_plain(&f, "a M;\n#define M m\nb;");
	edit_after(f.e, tok(&f, "b", 0), tokens_text(&f, tok(&f, "a", 0), tok(&f, "M", 0)));
	CHECK_TEXT(apply(&f), "a M;\n#define M m\nb a\n#pragma push_macro(\"M\")\n#undef M\nM\n#pragma pop_macro(\"M\")\n;");
	end(&f);

	/* Calls that give nothing. */
	begin_plain(&f, "#define E\n#define U(x)\na E U(1) b;\n#undef E\nc;");
	edit_after(f.e, tok(&f, "c", 0), tokens_text(&f, tok(&f, "a", 0), tok(&f, "b", 0)));
	CHECK_TEXT(apply(&f), "#define E\n#define U(x)\na E U(1) b;\n#undef E\nc a  U(1) b;");
	end(&f);

	/* Pragmas move with the text. */
	begin(&f, "a {\n#pragma x\nb }\nc;\n");
	edit_after(f.e, tok(&f, ";", 0), tokens_text(&f, tok(&f, "{", 0), tok(&f, "}", 0)));
	edit_replace(f.e, tok(&f, "a", 0), tok(&f, "}", 0), lit(&f, "p"));
	CHECK_TEXT(apply(&f), LINE1 "p\n\n\nc;\n#line 1 \"m.c\"\n{\n#pragma x\nb }\n");
	end(&f);
}

static void counters(void)
{
	struct fixture f;

	/* Frozen uses are made up for, if a later one counts. */
	begin_plain(&f, "#define C(x) x __COUNTER__\n#define D __COUNTER__\na D; C(b); c D; C(d);\n");
	change(&f, "b", "B");
	change(&f, "d", "e");
	CHECK_TEXT(apply(&f), "#define C(x) x __COUNTER__\n#define D __COUNTER__\na D;\n#if __COUNTER__ || 1\n#endif\n"
	           "B 1; c D; e 3;\n");
	/* Moved ones are frozen. */
	edit_after(f.e, tok(&f, "2", 0), tokens_text(&f, tok(&f, "a", 0), tok(&f, "0", 0)));
	edit_replace(f.e, tok(&f, "a", 0), tok(&f, ";", 0), lit(&f, "p;"));
	CHECK_TEXT(apply(&f), "#define C(x) x __COUNTER__\n#define D __COUNTER__\np;\n#if __COUNTER__ || 1\n#endif\n"
	           "#if __COUNTER__ || 1\n#endif\nB 1; c D a 0; e 3;\n");
	end(&f);
}

/* ---- includes ------------------------------------------------------------------------------------------ */

static void write_file(const char *name, const char *text)
{
	FILE *out = fopen(name, "w");

	if (!out || fputs(text, out) < 0 || fclose(out) != 0) {
		printf("cannot write %s\n", name);
		exit(1);
	}
}

static void includes(void)
{
	char folder[] = "/tmp/edit-XXXXXX";
	struct fixture f;

	if (!mkdtemp(folder) || chdir(folder) != 0) {
		printf("no folder\n");
		exit(1);
	}
	write_file("x.inc", "#define T t\n\nreturn T; /* c */\n#if 0\nno\n#endif\n#include \"y.inc\"\nlast");
	write_file("y.inc", "#pragma once\ny;\n");
	write_file("z.hd", "z;\n");

	begin(&f, "f {\n # include \"x.inc\" // c\nmore; }\n");
	change(&f, "more", "less");
	CHECK_TEXT(apply(&f), LINE1 "f {\n # include \"x.inc\" // c\nless; }\n");
	edit_rewritten(f.e, 0, tok(&f, "}", 0));
	change(&f, "return", "goto");
	CHECK_TEXT(apply(&f), LINE1 "f {\n#line 1 \"x.inc\"\n#define T t\n\ngoto T; /* c */\n#if 0\n"
	           "#error \"x.inc was translated without this branch (#if 0); translate it again for this configuration\"\n"
	           "#endif\n#include \"y.inc\"\nlast\n#line 3 \"m.c\"\nless; }\n");
	change(&f, "y", "Y");
	CHECK(strstr(apply(&f), "#endif\n#line 2 \"y.inc\"\nY;\n\n#line 8 \"x.inc\"\nlast") != NULL);
	end(&f);

	/* Text around one; as a whole it moves as it is. */
	begin_plain(&f, "a\n#include \"y.inc\"\nb c;\n");
	edit_before(f.e, tok(&f, "y", 0), lit(&f, "<"));
	edit_after(f.e, tok(&f, ";", 0), lit(&f, ">"));
	CHECK_TEXT(apply(&f), "a\n<\n#include \"y.inc\"\n>\nb c;\n");
	edit_after(f.e, tok(&f, "c", 0), tokens_text(&f, tok(&f, "a", 0), tok(&f, "b", 0)));
	CHECK_TEXT(apply(&f), "a\n<\n#include \"y.inc\"\n>\nb c a\n<\n#include \"y.inc\"\n>\nb;\n");
	end(&f);

	/* Translated headers change their names. */
	begin(&f, "#include \"z.hd\"\n#if 0\n# include <z.hd> // z.hd\n#endif\nint a; // \"z.hd\"\n");
	CHECK_TEXT(apply(&f), LINE1 "#include \"z.h\"\n#if 0\n# include <z.h> // z.hd\n#endif\nint a; // \"z.hd\"\n");
	change(&f, "a", "b");
	CHECK_TEXT(apply(&f), LINE1 "#include \"z.h\"\n#if 0\n# include <z.h> // z.hd\n#endif\nint b; // \"z.hd\"\n");
	end(&f);
	remove("x.inc");
	remove("y.inc");
	remove("z.hd");
	if (chdir("/") != 0 || rmdir(folder) != 0)
		printf("cannot remove %s\n", folder);
}

/* ---- much ------------------------------------------------------------------------------------------------ */

static void nest(struct fixture *f, tok_id a, tok_id b, unsigned depth)
{
	struct text *t;

	for (unsigned i = 0; i < depth; i++) {
		t = lit(f, "(");
		text_tokens(t, a, b);
		text_add(t, ")");
		edit_replace(f->e, a, b, t);
	}
}

static void much(void)
{
	struct fixture f;
	struct buf text = { 0 };
	size_t n = 0;

	begin_plain(&f, "a b");
	nest(&f, 0, 1, 2000);
	CHECK(strlen(apply(&f)) == 4003);
	end(&f);
	for (unsigned i = 0; i < 20000; i++)
		buf_puts(&text, "#define X X\nx = X + y; /* one\nand two */ { return; }\n#undef X\n");
	begin(&f, text.text);
	for (tok_id i = 0; i < f.tokens->v.n; i++)
		if (f.tokens->v.at[i].kind == TOK_SEMI)
			edit_replace(f.e, i, i, lit(&f, n++ % 2 ? ";\n" : ";"));
	edits_apply(f.e, &f.out);
	CHECK(n == 40000 && f.out.len > text.len);
	end(&f);
	buf_free(&text);
}

static void dumped(void)
{
	struct fixture f;
	struct text *t;

	begin(&f, "int a;\nreturn a;\n");
	t = lit(&f, "x\n");
	text_line(t, 0);
	text_tokens(t, 3, 4);
	text_fresh_line(t);
	edit_replace(f.e, 3, 5, t);
	edit_after(f.e, 1, lit(&f, "\"q\""));
	edit_in_front(f.e, 3, lit(&f, "f"));
	edit_rewritten(f.e, 0, 2);
	edits_dump(f.e, &f.out);
	CHECK_TEXT(f.out.text, "1:1 rewritten 'int a;'\n1:5 after 'a'\n\t\"\\\"q\\\"\"\n2:1 in front of 'return'\n\t\"f\"\n"
	           "2:1 replace 'return a;'\n\t\"x\\n\"\n\tline 1:1\n\ttokens 2:1 'return a'\n\tfresh line\n");
	end(&f);
}

int main(void)
{
	untouched();
	kept_spelling();
	simple();
	nesting();
	pieces();
	calls();
	expanded_again();
	lines_of_calls();
	directives_in_arguments();
	line_numbers();
	groups();
	moved();
	counters();
	includes();
	much();
	dumped();
	return check_status();
}
