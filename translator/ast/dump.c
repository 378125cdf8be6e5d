/*
 * --dump=ast: one node a line, each kid behind its name.
 */
#include "ast/ast.h"

struct dump {
	const struct tokens *ts;
	const char *(*type_text)(const struct type *, void *);
	void *ctx;
	struct buf *out;
};

static void dump_node(struct dump *d, const struct node *n, unsigned depth, const char *kid)
{
	static const struct { unsigned flag; const char *text; } flags[] = {
		{F_BODY, "body"}, {F_VARIADIC, "variadic"}, {F_KR, "old-style"}, {F_STATIC, "static"}, {F_STAR, "star"},
		{F_NESTED, "nested"}, {F_CAPTURES, "captures"}, {F_GOTO, "goto"}, {F_C23, "c23"}, {F_SCOPED, "scoped"},
	};

	buf_printf(d->out, "%*s", (int)(depth * 2), "");
	if (kid)
		buf_printf(d->out, "%s: ", kid);
	buf_puts(d->out, node_kind_name((enum node_kind)n->kind));
	if (n->op)
		buf_printf(d->out, " %s", token_kind_text((enum tok)n->op));
	if (n->tok != NO_TOKEN)
		buf_printf(d->out, " %.*s", (int)d->ts->v.at[n->tok].len, d->ts->v.at[n->tok].text);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (n->flags & flags[i].flag)
			buf_printf(d->out, " [%s]", flags[i].text);
	if (d->type_text && n->type)
		buf_printf(d->out, " : %s", d->type_text(n->type, d->ctx));
	buf_putc(d->out, '\n');
	for (unsigned i = 0; i < n->nkids; i++)
		for (const struct node *k = n->kid[i]; k; k = k->next)
			dump_node(d, k, depth + 1, node_kid_name((enum node_kind)n->kind, i));
}

void node_dump(const struct node *n, const struct tokens *ts, const char *(*type_text)(const struct type *, void *),
               void *ctx, struct buf *out)
{
	struct dump d = {ts, type_text, ctx, out};

	dump_node(&d, n, 0, NULL);
}
