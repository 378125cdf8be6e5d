/* Edits over tokens, applied to text: the exact output. */
#include <stdlib.h>

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

static void untouched(void)
{
	static const char text[] = "\xEF\xBB\xBFint a;\r\n/*\0*/ #define X\\\n 1\n<: X // end";
	struct fixture f = { 0 };

	begin_text(&f, text, sizeof text - 1);
	edits_apply(f.e, &f.out);
	CHECK(f.out.len == sizeof text - 1 && !memcmp(f.out.text, text, sizeof text - 1));
	change(&f, "a", "b");
	edits_apply(f.e, (buf_free(&f.out), &f.out));
	CHECK(f.out.len == sizeof text - 1 && f.out.text[7] == 'b' && !memcmp(f.out.text + 8, text + 8, sizeof text - 9));
	end(&f);
}

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
	CHECK_TEXT(apply(&f), "long f ( x )\n<<>>{ { r = y; } }>><<\n");
	end(&f);
}

static void without_lines(void)
{
	struct fixture f;

	begin_plain(&f, "int a;\nint b;\n");
	edit_before(f.e, tok(&f, "a", 0), lit(&f, "\n\n"));
	CHECK_TEXT(apply(&f), "int \n\na;\nint b;\n");
	end(&f);
}

int main(void)
{
	untouched();
	without_lines();
	simple();
	return check_status();
}
