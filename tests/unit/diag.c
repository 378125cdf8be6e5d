/* Messages: places, carets, chains of macros and includes, limits and formats. */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>

#include "check.h"
#include "source/diag.h"

struct world {
	struct arena *arena;
	struct files *files;
	struct expansions *expansions;
	struct diag *diag;
	struct diag_options o;
	FILE *out;
	char *said;
	size_t len;
};

static void begin(struct world *w)
{
	*w = (struct world){ .arena = arena_new() };
	w->out = open_memstream(&w->said, &w->len);
	w->files = files_new(w->arena);
	w->expansions = arena_new_of(w->arena, struct expansions);
	w->expansions->arena = w->arena;
	diag_options_init(&w->o);
	w->o.color = 0;
}

static void start(struct world *w)
{
	w->diag = diag_new(w->arena, w->files, w->expansions, &w->o, w->out);
}

/* Ends the world and compares what it said. */
static void said(struct world *w, const char *expected)
{
	diag_finish(w->diag);
	CHECK_TEXT(w->said, expected);
	fclose(w->out);
	free(w->said);
	files_free(w->files);
	arena_free(w->arena);
}

static struct file *text(struct world *w, const char *name, const char *bytes)
{
	return files_text(w->files, name, bytes, strlen(bytes));
}

/* The span of the first `part` in `f`. */
static struct span at(const struct file *f, const char *part)
{
	loc_t b = f->base + (loc_t)(strstr(f->text, part) - f->text);

	return (struct span){ b, b + (loc_t)strlen(part), 0 };
}

static void carets(void)
{
	struct world w;

	begin(&w);
	start(&w);
	struct file *f = text(&w, "a.c", "int x;\n\tfoo(bar);\r\n\xC3\xA9\xFFz q\nend");

	diag_error(w.diag, at(f, "bar"), "no '%s'", "bar");
	diag_note(w.diag, at(f, "x"), "here");
	diag_error(w.diag, at(f, "bar"), "again at this place");
	diag_note(w.diag, at(f, "x"), "of what was not said");
	diag_error(w.diag, at(f, "z"), "z");
	diag_warn(w.diag, W_CPP, at(f, "end"), "end");
	diag_error(w.diag, (struct span){ 0 }, "nowhere");
	said(&w, "a.c:2:6: error: no 'bar'\n"
	         "        foo(bar);\n"
	         "            ^~~\n"
	         "a.c:1:5: note: here\n"
	         "int x;\n"
	         "    ^\n"
	         "a.c:3:4: error: z\n"
	         "\xC3\xA9<FF>z q\n"
	         "     ^\n"
	         "a.c:4:1: warning: end [-Wcpp]\n"
	         "end\n"
	         "^~~\n"
	         "cdefer: error: nowhere\n"
	         "1 warning and 3 errors generated.\n");
}

static void chains(void)
{
	struct world w;

	begin(&w);
	start(&w);
	struct file *m = text(&w, "m.c", "#include \"h.h\"\nOUT(1)\n");
	struct file *h = text(&w, "h.h", "#define IN bad\n#define OUT(a) IN\nwrong\n");
	struct name in = { .text = "IN", .len = 2 }, out = { .text = "OUT", .len = 3 };
	struct span s = at(m, "#include \"h.h\"");
	uint32_t include = expansion_add(w.expansions, (struct expansion){
		.kind = EXPANSION_INCLUDE, .begin = s.begin, .end = s.end });

	s = at(m, "OUT(1)");
	uint32_t outer = expansion_add(w.expansions, (struct expansion){
		.name = &out, .defined = at(h, "OUT").begin, .begin = s.begin, .end = s.end });

	s = at(h, "IN\n");
	uint32_t inner = expansion_add(w.expansions, (struct expansion){ .parent = outer,
		.name = &in, .defined = at(h, "IN").begin, .begin = s.begin, .end = s.end - 1 });

	s = at(h, "wrong");
	s.expansion = include;
	diag_error(w.diag, s, "w");
	s = at(h, "bad");
	s.expansion = inner;
	diag_error(w.diag, s, "b");
	said(&w, "In file included from m.c:1:\n"
	         "h.h:3:1: error: w\n"
	         "wrong\n"
	         "^~~~~\n"
	         "m.c:2:1: error: b\n"
	         "OUT(1)\n"
	         "^~~~~~\n"
	         "h.h:2:16: note: expanded from macro 'OUT'\n"
	         "#define OUT(a) IN\n"
	         "               ^~\n"
	         "h.h:1:12: note: expanded from macro 'IN'\n"
	         "#define IN bad\n"
	         "           ^~~\n"
	         "2 errors generated.\n");
}

static void options(void)
{
	struct world w;

	begin(&w);
	CHECK(diag_option(&w.o, "error"));
	CHECK(diag_option(&w.o, "no-error=cpp"));
	CHECK(diag_option(&w.o, "no-null-character"));
	CHECK(!diag_option(&w.o, "no-such"));
	w.o.error_limit = 2;
	start(&w);
	struct file *f = text(&w, "a.c", "abcdef");

	CHECK(!diag_warn(w.diag, W_NUL_CHARACTER, at(f, "a"), "off"));
	CHECK(!diag_warn(w.diag, W_DEFER_IN_LOOP, at(f, "a"), "off by default"));
	CHECK(diag_warn(w.diag, W_CPP, at(f, "b"), "w"));
	CHECK(diag_warn(w.diag, W_PREPROCESSOR, at(f, "c"), "p"));
	diag_mute(w.diag);
	diag_error(w.diag, at(f, "d"), "muted");
	diag_unmute(w.diag);
	CHECK(!diag_full(w.diag));
	diag_error(w.diag, at(f, "d"), "d");
	CHECK(!diag_full(w.diag));
	diag_error(w.diag, at(f, "e"), "e");
	CHECK(diag_full(w.diag));
	diag_error(w.diag, at(f, "f"), "f");
	CHECK(diag_errors(w.diag) >= 2);
	said(&w, "a.c:1:2: warning: w [-Wcpp]\nabcdef\n ^\n"
	         "a.c:1:3: error: p [-Werror,-Wpreprocessor]\nabcdef\n  ^\n"
	         "a.c:1:4: error: d\nabcdef\n   ^\n"
	         "cdefer: error: too many errors, stopping now\n"
	         "1 warning and 2 errors generated.\n");
}

static void presumed(void)
{
	struct world w;

	begin(&w);
	start(&w);
	struct file *f = text(&w, "a.c", "x\n#line 7 \"y.y\"\nbad\nworse\n");

	file_mark(w.files, f, at(f, "bad").begin, 7, "y.y", false);
	diag_error(w.diag, at(f, "worse"), "m");
	diag_error(w.diag, at(f, "x"), "n");
	CHECK(files_place(w.files, at(f, "worse").begin).line == 4);
	said(&w, "y.y:8:1: error: m\nworse\n^~~~~\na.c:1:1: error: n\nx\n^\n2 errors generated.\n");
}

/* A giant line shows what is around the caret. */
static void windows(void)
{
	struct world w;
	size_t n = 1000000;
	char *line = malloc(n + 1);

	memset(line, 'x', n);
	line[n] = '\0';
	memcpy(line + 500000, "here", 4);
	begin(&w);
	start(&w);
	struct file *f = text(&w, "a.c", line);

	diag_error(w.diag, at(f, "here"), "m");
	diag_finish(w.diag);
	CHECK(w.len < 400);
	char *caret = strchr(w.said, '^'), *shown = strstr(w.said, "here");
	CHECK(caret && shown);
	CHECK(caret && shown && strchr(shown, '\n') + 1 + (shown - (strchr(w.said, '\n') + 1)) == caret);
	fclose(w.out);
	free(w.said);
	files_free(w.files);
	arena_free(w.arena);
	free(line);
}

static void structured(enum diag_format format, const char *expected)
{
	struct world w;

	begin(&w);
	w.o.format = format;
	start(&w);
	struct file *f = text(&w, "a b.c", "int x;\n");

	diag_error(w.diag, at(f, "x"), "say \"x\"");
	diag_note(w.diag, at(f, "int"), "n");
	diag_warn(w.diag, W_CPP, at(f, "int"), "w");
	said(&w, expected);
}

int main(void)
{
	carets();
	chains();
	options();
	presumed();
	windows();
	structured(DIAG_JSON,
		"[{\"kind\": \"error\", \"message\": \"say \\\"x\\\"\", \"column-origin\": 1, \"locations\": [{"
		"\"caret\": {\"file\": \"a b.c\", \"line\": 1, \"column\": 5, \"byte-column\": 5}, "
		"\"finish\": {\"file\": \"a b.c\", \"line\": 1, \"column\": 5, \"byte-column\": 5}}], "
		"\"escape-source\": false, \"children\": [{\"kind\": \"note\", \"message\": \"n\", "
		"\"column-origin\": 1, \"locations\": [{"
		"\"caret\": {\"file\": \"a b.c\", \"line\": 1, \"column\": 1, \"byte-column\": 1}, "
		"\"finish\": {\"file\": \"a b.c\", \"line\": 1, \"column\": 3, \"byte-column\": 3}}], "
		"\"escape-source\": false}]},\n"
		"{\"kind\": \"warning\", \"message\": \"w\", \"option\": \"-Wcpp\", \"column-origin\": 1, "
		"\"locations\": [{"
		"\"caret\": {\"file\": \"a b.c\", \"line\": 1, \"column\": 1, \"byte-column\": 1}, "
		"\"finish\": {\"file\": \"a b.c\", \"line\": 1, \"column\": 3, \"byte-column\": 3}}], "
		"\"escape-source\": false, \"children\": []}]\n");
	structured(DIAG_SARIF,
		"{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"version\": \"2.1.0\",\n"
		"\"runs\": [{\"tool\": {\"driver\": {\"name\": \"cdefer\"}}, "
		"\"columnKind\": \"unicodeCodePoints\", \"results\": [\n"
		"{\"ruleId\": \"error\", \"level\": \"error\", \"message\": {\"text\": \"say \\\"x\\\"\"}, "
		"\"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"a%20b.c\"}, "
		"\"region\": {\"startLine\": 1, \"startColumn\": 5, \"endColumn\": 6}}}], "
		"\"relatedLocations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"a%20b.c\"}, "
		"\"region\": {\"startLine\": 1, \"startColumn\": 1, \"endColumn\": 4}}, "
		"\"message\": {\"text\": \"n\"}}]},\n"
		"{\"ruleId\": \"-Wcpp\", \"level\": \"warning\", \"message\": {\"text\": \"w\"}, "
		"\"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"a%20b.c\"}, "
		"\"region\": {\"startLine\": 1, \"startColumn\": 1, \"endColumn\": 4}}}]}]}]}\n");
	return check_status();
}
