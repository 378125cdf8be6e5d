/*
 * Dumps of the raw tokens, of the types and of the flow: for learning, debugging and tests.
 */
#include "driver/dump.h"

#include "flow/flow.h"
#include "token/lexer.h"

void dump_tokens(struct env *env, struct file *main, struct buf *out)
{
	struct lexer lx;
	struct token t;

	lexer_init(&lx, env, main);
	do {
		struct place p;

		lexer_next(&lx, &t);
		p = files_place(env->files, t.at);
		buf_printf(out, "%u:%u\t%s", (unsigned)p.line, (unsigned)p.column,
		           token_kind_text((enum tok)t.kind));
		if (t.kind != TOK_NEWLINE && t.kind != TOK_EOF) {
			buf_putc(out, '\t');
			buf_c_escape(out, t.text, t.len);
		}
		buf_puts(out, t.flags & TOK_SPACE ? "\tafter space\n" : "\n");
	} while (t.kind != TOK_EOF);
}

/* The spelling of a type; valid until the next call (`ctx` is a struct buf). */
static const char *type_text(const struct type *t, void *ctx)
{
	struct buf *b = ctx;

	b->len = 0;
	buf_puts(b, "");
	type_print(t, "", TYPE_TEXT_DISPLAY, NULL, b);
	return b->text;
}

void dump_types(struct unit *unit, struct tokens *ts, struct buf *out)
{
	struct buf spelling = {0};

	node_dump(unit->tree, ts, type_text, &spelling, out);
	buf_free(&spelling);
}

static void dump_routine(struct env *env, struct unit *unit, struct routine *r, struct tokens *ts, struct buf *out)
{
	buf_printf(out, "%s %s\n", r->parent ? "deferred block in" : "function", r->function->sym->name->text);
	flow_dump(flow_build(env, unit, r, ts), ts, env, out);
	for (size_t i = 0; i < r->routines.n; i++)
		dump_routine(env, unit, r->routines.at[i], ts, out);
}

void dump_flow(struct env *env, struct unit *unit, struct tokens *ts, struct buf *out)
{
	for (size_t i = 0; i < unit->functions.n; i++)
		dump_routine(env, unit, unit->functions.at[i], ts, out);
}
