/* The command line: the names that follow from others, the order of directories, macros as text. */
#include "check.h"
#include "driver/depfile.h"
#include "driver/options.h"

static struct command read_line(struct arena *a, bool expected, const char *const *words)
{
	struct command c;
	char *argv[16] = {(char *)"cdefer"};
	int argc = 1;

	for (; words[argc - 1]; argc++)
		argv[argc] = (char *)words[argc - 1];
	CHECK(command_read(&c, a, argc, argv) == expected);
	return c;
}

#define LINE(...) read_line(a, true, (const char *const[]){__VA_ARGS__, NULL})

static void outputs(struct arena *a)
{
	static const struct { const char *input, *output; } cases[] = {
		{"foo.cd", "foo.c"}, {"foo.hd", "foo.h"}, {"d.ir/foo.cd", "d.ir/foo.c"}, {"foo", "foo.c"},
		{"d.ir/foo", "d.ir/foo.c"}, {"a.b.cd", "a.b.c"}, {".cd", ".cd.c"}, {"./.cd", "./.cd.c"},
		{"-", "-"}, {"foo.i", "foo.c"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct command c = LINE(cases[i].input);

		CHECK_TEXT(c.output, cases[i].output);
		buf_free(&c.macros);
	}
}

static void languages(struct arena *a)
{
	CHECK(LINE("a.cd").language == LANGUAGE_CD);
	CHECK(LINE("a.hd").language == LANGUAGE_CD);
	CHECK(LINE("-").language == LANGUAGE_CD);
	CHECK(LINE("a.c", "-o", "b.c").language == LANGUAGE_C);
	CHECK(LINE("a.c", "-o", "b.c").phases.plain_c);
	CHECK(LINE("a.c", "-x", "cd", "-o", "b.c").language == LANGUAGE_CD);
	CHECK(LINE("a.cd", "-xc").language == LANGUAGE_C);
	CHECK(LINE("a.i").language == LANGUAGE_PREPROCESSED);
	CHECK(LINE("a.cd", "-x", "c", "-x", "none").language == LANGUAGE_CD);
}

static void dirs(struct arena *a)
{
	struct command c = LINE("a.cd", "-idirafter", "4", "-isystem3", "-I", "2", "-iquote", "1", "-I", "2b");
	static const char *const order[] = {"1", "2", "2b", "3", "4"};

	CHECK(c.dirs.n == 5);
	for (size_t i = 0; i < 5; i++)
		CHECK_TEXT(c.dirs.at[i].path, order[i]);
}

static void macros(struct arena *a)
{
	struct command c = LINE("a.cd", "-DA", "-D", "B=2", "-UA", "-DF(x)=x+1", "-DE=");

	CHECK_TEXT(c.macros.text, "#define A 1\n#define B 2\n#undef A\n#define F(x) x+1\n#define E \n");
	buf_free(&c.macros);
}

static void depends(struct arena *a)
{
	struct command c = LINE("a.cd", "-MD");

	CHECK_TEXT(c.depend.file, "a.d");
	CHECK_TEXT(c.depend.targets.at[0], "a.c");
	c = LINE("a.cd", "-MMD", "-o", "o/b.c");
	CHECK_TEXT(c.depend.file, "o/b.d");
	CHECK_TEXT(c.depend.targets.at[0], "o/b.c");
	CHECK(c.depend.user_only);
	c = LINE("a.cd", "-M", "-o", "x");
	CHECK_TEXT(c.depend.file, "x");
	CHECK_TEXT(c.depend.targets.at[0], "a.c");
	CHECK(!c.output);
}

static void quoting(void)
{
	struct buf b = {0};

	buf_make_quoted(&b, "a b\\ c$d#e\\f");
	CHECK_TEXT(b.text, "a\\ b\\\\\\ c$$d\\#e\\f");
	buf_free(&b);
}

static void values(struct arena *a)
{
	CHECK(LINE("a.cd", "--frame-limit=7").phases.frame_limit == 7);
	CHECK(LINE("a.cd", "--frame-limit=0").phases.frame_limit == 0);
	CHECK(LINE("a.cd", "--frame-limit=2K").phases.frame_limit == 2048);
	CHECK(LINE("a.cd", "--frame-limit=1M").phases.frame_limit == 1048576);
	CHECK_TEXT(LINE("a.cd", "-std=c23").standard, "-std=c2x");
	CHECK_TEXT(LINE("a.cd", "-ansi").standard, "-std=c89");
	CHECK(LINE("a.cd", "-std=gnu99").phases.gnu);
	CHECK(!LINE("a.cd", "-std=c99").phases.gnu);
	CHECK(LINE("a.cd", "--check").task == TASK_CHECK);
	CHECK(LINE("a.cd", "--check").phases.check_all);
}

int main(void)
{
	struct arena *a = arena_new();

	outputs(a);
	languages(a);
	dirs(a);
	macros(a);
	depends(a);
	quoting();
	values(a);
	arena_free(a);
	return check_status();
}
