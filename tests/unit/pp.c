/* The preprocessor's bookkeeping: rows of the expansion table, groups, macros over time, skipped bodies. */
#include <stdlib.h>

#include "check.h"
#include "pp/pp.h"

struct fixture {
	struct arena *arena;
	struct options options;
	struct expansions expansions;
	struct env env;
	struct pp_config config;
	struct diag_options messages;
	struct file *main;
	struct pp *pp;
	struct tokens *tokens;
};

static void begin(struct fixture *f, const char *text)
{
	*f = (struct fixture){ .arena = arena_new(), .options = { .standard = 2023, .gnu = true } };
	f->expansions.arena = f->arena;
	f->env = (struct env){ f->arena, names_new(f->arena), files_new(f->arena), &f->expansions, NULL,
	                       &f->options };
	diag_options_init(&f->messages);
	f->env.diag = diag_new(f->arena, f->env.files, &f->expansions, &f->messages, stderr);
	f->main = files_text(f->env.files, "main.c", text, strlen(text));
	f->pp = pp_new(&f->env, &f->config, f->main);
	f->tokens = pp_tokens(f->pp);
}

/* The kind of the next token; the list may move. */
static unsigned next(struct fixture *f)
{
	tok_id t = pp_next(f->pp);

	return f->tokens->v.at[t].kind;
}

static void read_all(struct fixture *f)
{
	while (next(f) != TOK_EOF)
		;
}

static void end(struct fixture *f)
{
	CHECK(diag_errors(f->env.diag) == 0);
	files_free(f->env.files);
	arena_free(f->arena);
}

/* Whether row `i` is outermost, spans `text` and gave `n` tokens. */
static bool row_is(const struct fixture *f, size_t i, const char *text, uint32_t n)
{
	const struct expansion *r = &f->expansions.rows.at[i];

	return r->parent == 0 && r->end - r->begin == strlen(text) &&
	       !memcmp(f->main->text + (r->begin - f->main->base), text, strlen(text)) &&
	       r->last + 1 - r->first == n;
}

static void rows(void)
{
	struct fixture f;

	begin(&f, "#define E\n#define N F\n#define F(x) x G\n#define G(y) [y]\n"
	          "E F(1)(E 2) N(3) G(G(4)) z");
	read_all(&f);
	CHECK(row_is(&f, 1, "E", 0));
	CHECK(row_is(&f, 2, "F(1)(E 2)", 4));
	/* A call that is completed by the text behind the enclosing one. */
	CHECK(f.expansions.rows.at[3].parent == 2);
	CHECK(f.expansions.rows.at[4].parent == 3);
	CHECK(row_is(&f, 5, "N(3)", 2));
	CHECK(f.expansions.rows.at[6].parent == 5);
	CHECK(row_is(&f, 7, "G(G(4))", 5));
	CHECK(f.expansions.rows.at[8].parent == 7);
	/* The 4: out of the inner call, and written in its argument. */
	CHECK(f.tokens->v.at[8].expansion == 8 && f.tokens->v.at[8].flags & TOK_FROM_ARGUMENT);
	CHECK(f.tokens->v.at[8].at == f.main->base + (loc_t)(strchr(f.main->text, '4') - f.main->text));
	CHECK(f.tokens->v.at[11].expansion == 0);
	end(&f);
}

static void groups_and_time(void)
{
	struct fixture f;
	const struct pp_group *g;
	struct name *x;
	size_t n;

	begin(&f, "#if 0\na\n # if 1\n # endif\n#elif 1\nb\n#else\nc\n#endif\n"
	          "#define X 1\nX\n#undef X\nX\n#define X 2\nX");
	read_all(&f);
	g = pp_groups(f.pp, &n);
	CHECK(n == 3 && !g[0].taken && g[1].taken && !g[2].taken);
	CHECK(g[1].end - g[1].begin == 2 && f.main->text[g[1].begin - f.main->base] == 'b');
	CHECK(g[0].directive == f.main->base && g[0].directive_end == f.main->base + 5);
	x = names_of(f.env.names, "X");
	CHECK(pp_macro_at(f.pp, x, 0) == NULL && pp_macro_at(f.pp, x, 1) != NULL);
	CHECK(pp_macro_at(f.pp, x, 2) == NULL && pp_macro_at(f.pp, x, 3) == x->macro);
	end(&f);
}

/* Whether the body of the last routine in `text` is skipped. */
static bool skips(const char *text)
{
	struct fixture f;
	bool skipped = false;

	begin(&f, text);
	while (next(&f) != TOK_LBRACE)
		;
	skipped = pp_skip_body(f.pp);
	if (skipped) {
		CHECK(next(&f) == TOK_SKIPPED);
		CHECK(next(&f) == TOK_RBRACE);
	}
	read_all(&f);
	end(&f);
	return skipped;
}

static void bodies(void)
{
	CHECK(skips("void f() { x(\"}\", '}'); /* } */ { } }"));
	CHECK(skips("#define C(x) do { x; } while (0)\nvoid f() { C(1); }"));
	CHECK(skips("void f() {\n#if 0\ndefer\n#else\nx\n#endif\n}"));
	CHECK(skips("#define B(a) bar_##a\nvoid f() { B(x); }"));
	CHECK(!skips("void f() { defer x(); }"));
	CHECK(!skips("#define A B\n#define B defer\nvoid f() { A x(); }"));
	CHECK(!skips("#define P(a) de##a\nvoid f() { P(fer) x(); }"));
	CHECK(!skips("#define Q(a) foo_##a\n#define foo_h panic\nvoid f() { Q(h)(1); }"));
	CHECK(!skips("#define END }\nvoid f() { x; END"));
	CHECK(!skips("#define V(...) __VA_ARGS__\nvoid f() { V({ int a, b; }); }"));
	CHECK(!skips("void f() { longjmp(b, 1); }"));
	CHECK(!skips("void f() { x = __COUNTER__; }"));
	CHECK(!skips("void f() {\n#define Z\n}"));
	CHECK(!skips("#if 1\nvoid f() {\n#else\nvoid g() {\n#endif\n}"));
}

int main(void)
{
	rows();
	groups_and_time();
	bodies();
	return check_status();
}
