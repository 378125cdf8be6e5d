/*
 * Names and types as text.
 */
#include <string.h>

#include "lower/lower_int.h"

const char *routine_name(struct lowering *l, const struct routine *r)
{
	return r->parent ? site_name(l, site_of(r)) : l->base;
}

const char *site_name(struct lowering *l, const struct site *s)
{
	return lower_printf(l, "%s_%u", l->base, s->number);
}

const char *declare_vla(struct lowering *l, const struct type *t, const char *name,
                        const struct type_text_hooks *hooks, const struct node *at)
{
	struct buf b = {0};

	if (!t || !type_print(t, name, TYPE_TEXT_CODE, hooks, &b)) {
		diag_error(l->env->diag, node_span(l->tokens, at),
		           "cdefer cannot write the type of this at file scope, where the action stands");
		diag_note(l->env->diag, node_span(l->tokens, at), "give the type a name at file scope");
	}
	const char *text = arena_copy(l->env->tu, b.text ? b.text : "", b.len);
	buf_free(&b);
	return text;
}

const char *declare(struct lowering *l, const struct type *t, const char *name, const struct node *at)
{
	return declare_vla(l, t, name, NULL, at);
}

const char *compound_head(struct lowering *l, struct type *t, const struct node *at)
{
	struct type *plain = type_unqualified(l->ty, t);

	return lower_printf(l, "(%s){ ", declare(l, type_array(l->ty, plain, 1), "", at));
}

struct type *function_result(struct lowering *l)
{
	struct type *t = l->function->sym->type;

	t = t ? type_plain(t) : NULL;
	if (!t || t->kind != TYPE_FUNCTION || type_plain(t->of)->kind == TYPE_VOID)
		return NULL;
	return type_unqualified(l->ty, t->of);
}

/* Where token t stands for a reader of the main file: a macro call's tokens at the call. */
static struct place main_place(struct lowering *l, tok_id t)
{
	const struct token *tok = &l->tokens->v.at[t];
	uint32_t row = tok->expansion;
	loc_t at = tok->at;

	while (row) {
		const struct expansion *e = &l->env->expansions->rows.at[row];
		if (e->kind == EXPANSION_INCLUDE)
			break;
		at = e->begin;
		row = e->parent;
	}
	return files_presumed(l->env->files, at);
}

const char *place_file(struct lowering *l, tok_id t)
{
	struct buf b = {0};
	const char *name = main_place(l, t).name;

	buf_c_escape(&b, name, strlen(name));
	const char *text = arena_copy(l->env->tu, b.text ? b.text : "", b.len);
	buf_free(&b);
	return text;
}

unsigned place_line(struct lowering *l, tok_id t) { return main_place(l, t).line; }

void after_at(struct lowering *l, tok_id t)
{
	text_fresh_line(l->after);
	text_line(l->after, t);
}

struct text *literal(struct lowering *l, const char *text)
{
	struct text *t = text_new(l->edits);

	text_add(t, text);
	return t;
}

const char *token_text(struct lowering *l, tok_id t)
{
	const struct token *tok = &l->tokens->v.at[t];

	return arena_copy(l->env->tu, tok->text, tok->len);
}

struct node *routine_body(const struct routine *r)
{
	return r->node->kid[r->node->kind == AST_FUNCTION ? FUNCTION_BODY : DEFER_BLOCK_BODY];
}

/* Of an action whose body has no braces: what its function has in front of it and behind. */
static struct bare *bare_of(struct lowering *l, const struct routine *r)
{
	for (size_t i = 0; i < l->bare.n; i++)
		if (l->bare.at[i].routine == r)
			return &l->bare.at[i];
	*vec_push(l->env->tu, &l->bare) = (struct bare){r, text_new(l->edits), text_new(l->edits)};
	return &l->bare.at[l->bare.n - 1];
}

void at_begin(struct lowering *l, struct routine *r, const char *text)
{
	struct node *body = routine_body(r);

	if (body->flags & F_BARE)
		text_add(bare_of(l, r)->begin, text);
	else
		edit_after(l->edits, block_start(body), literal(l, text));
}

void at_end_text(struct lowering *l, struct routine *r, struct text *text)
{
	struct node *body = routine_body(r);

	if (body->flags & F_BARE)
		text_append(bare_of(l, r)->end, text);
	else
		edit_before(l->edits, body->last, text);
}

void at_end(struct lowering *l, struct routine *r, const char *text) { at_end_text(l, r, literal(l, text)); }

void routine_text(struct lowering *l, struct routine *r, struct text *t)
{
	struct node *body = routine_body(r);

	if (!(body->flags & F_BARE)) {
		text_tokens(t, body->first, body->last);
		return;
	}
	text_add(t, "{");
	text_append(t, bare_of(l, r)->begin);
	text_add(t, " ");
	text_tokens(t, body->first, body->last);
	text_add(t, " ");
	text_append(t, bare_of(l, r)->end);
	text_add(t, "}");
}

unsigned extra_align(struct lowering *l, const struct type *t)
{
	uint64_t size;
	uint32_t align;

	if (!t || !type_size(l->ty, t, &size, &align) || align <= l->ty->target.pointer_size)
		return 0;
	return align;
}
