/*
 * What an include of a translated header is called in the output.
 *
 * By itself, x.hd is called x.h, wherever that will be (language 11).  With --headers=DIR it is known where: the
 * include names the very file, so that no search can find another one; and in a header, which will not lie where
 * its source does, every include names the file that was found from there.  With --named-includes so does the main
 * file, by the path from the current folder that the file was found by.
 */
#define _XOPEN_SOURCE 700

#include <stdlib.h>
#include <string.h>

#include "edit/edit_int.h"

static void rename_piece(struct edits *e, loc_t begin, loc_t end, const char *text)
{
	*vec_push(e->env->tu, &e->renamed) = (struct renamed){begin, end, text, strlen(text)};
}

/* The file's path without links and without `..`; null if it is none of the system's. */
static const char *real_path(struct arena *a, const char *name)
{
	char *real = realpath(name, NULL);
	const char *path = real ? arena_copy(a, real, strlen(real)) : NULL;

	free(real);
	return path;
}

char *edits_header_path(struct arena *a, const char *dir, const char *name)
{
	const char *path = real_path(a, name);

	if (!path || !file_is_translated(path))
		return NULL;
	return arena_printf(a, "%s%.*s", dir, (int)strlen(path) - 1, path);
}

/* As the operand of an include; a path can have nearly any character. */
static const char *quoted(struct edits *e, const char *path)
{
	return arena_printf(e->env->tu, strchr(path, '"') ? "<%s>" : "\"%s\"", path);
}

/* ---- includes --------------------------------------------------------------------------------------------- */

static bool is_include(const struct directive *d)
{
	return directive_is(d, "include") || directive_is(d, "include_next") || directive_is(d, "import");
}

/* Behind the header name that the operand begins with; 0 if that is none (a macro). */
static loc_t behind_name(struct edits *e, const struct directive *d)
{
	const char *text = source_text(e, d->operand.at), *end = source_text(e, d->hash) + (d->end - d->hash);
	const char *close = *text == '<' || *text == '"' ? memchr(text + 1, *text == '<' ? '>' : '"', (size_t)(end - text - 1)) : NULL;

	return close ? d->operand.at + (loc_t)(close + 1 - text) : 0;
}

/* In a text that will lie elsewhere: what includes beside the file has to be named. */
static bool is_moved(const struct edits *e)
{
	const struct options *opt = e->env->opt;

	return opt->named_includes || (opt->headers && file_is_translated(e->main->name));
}

/* The file that the include at `hash` found; null if it was not taken, or is no file. */
static const struct file *found_by(struct edits *e, loc_t hash, uint32_t *row)
{
	const struct expansions *x = e->env->expansions;

	for (; *row < x->rows.n; ++*row) {
		const struct expansion *r = &x->rows.at[*row];

		/* Those of -include have no directive. */
		if (r->kind == EXPANSION_INCLUDE && r->parent == 0 && r->end > r->begin && r->begin >= hash)
			return r->begin == hash ? r->file : NULL;
	}
	return NULL;
}

static void name_the_file(struct edits *e, const struct directive *d, const char *path)
{
	loc_t behind = behind_name(e, d);

	/* Where it goes on from there is decided already. */
	if (directive_is(d, "include_next"))
		rename_piece(e, d->word.at, d->word.at + d->word.raw, "include");
	rename_piece(e, d->operand.at, behind ? behind : d->behind, quoted(e, path));
}

static void include(struct edits *e, const struct directive *d, const struct file *found)
{
	const char *dir = e->env->opt->headers, *path = NULL;
	loc_t behind = behind_name(e, d);
	bool quotes = *source_text(e, d->operand.at) == '"', next = directive_is(d, "include_next");

	if (dir && found && file_is_translated(found->name))
		path = edits_header_path(e->env->tu, dir, found->name);
	else if (is_moved(e) && found && (next || (!found->system && (quotes || !behind))))
		path = e->env->opt->named_includes ? found->name : real_path(e->env->tu, found->name);
	/* All that it defines has been seen to, and nobody else may have it. */
	if (e->env->opt->no_panic && behind && behind - d->operand.at == sizeof "<stddefer.h>" - 1 &&
	    memcmp(source_text(e, d->operand.at) + 1, "stddefer.h", sizeof "stddefer.h" - 1) == 0)
		rename_piece(e, d->hash, d->end, "");
	else if (path)
		name_the_file(e, d, path);
	else if (behind && behind - d->operand.at > 5 && memcmp(source_text(e, behind) - 4, ".hd", 3) == 0)
		rename_piece(e, behind - 2, behind - 1, "");
}

/* ---- what else is sought beside the file: there, not where its translation lies -------------------------------- */

/* "name" of token t, if that is there. */
static void name_beside(struct edits *e, const struct token *t)
{
	const char *slash = strrchr(e->main->name, '/'), *path;

	if (t->kind != TOK_STRING || t->len < 3 || t->text[0] != '"')
		return;
	path = real_path(e->env->tu, arena_printf(e->env->tu, "%.*s%.*s", slash ? (int)(slash + 1 - e->main->name) : 0,
	                                          e->main->name, (int)t->len - 2, t->text + 1));
	if (path && !file_is_translated(path))
		rename_piece(e, t->at, t->at + t->raw, quoted(e, path));
}

/* __has_include("x"), __has_embed("x") */
static void condition(struct edits *e, const struct directive *d)
{
	struct scan s;
	struct token t, open;

	scan_begin(e, &s, d->word.at, d->end);
	for (lexer_next(&s.lx, &t); t.kind != TOK_EOF && t.at < d->end; lexer_next(&s.lx, &t)) {
		if (!token_spelled(&t, "__has_include") && !token_spelled(&t, "__has_embed"))
			continue;
		lexer_next(&s.lx, &open);
		lexer_next(&s.lx, &t);
		if (open.kind == TOK_LPAREN)
			name_beside(e, &t);
	}
}

/* ---- the main file ------------------------------------------------------------------------------------------ */

static bool mentions(const struct file *f, const char *text)
{
	const char *p = f->text, *end = p + f->len;
	size_t n = strlen(text);

	while ((p = memchr(p, *text, (size_t)(end - p))) != NULL && ((size_t)(end - p) < n || memcmp(p, text, n) != 0))
		p++;
	return p != NULL;
}

void headers_rename(struct edits *e)
{
	const struct options *opt = e->env->opt;
	bool moved = is_moved(e);
	uint32_t row = 1;
	struct directive d;
	struct scan s;

	if (opt->plain_c || e->renamed.n ||
	    !(moved || opt->headers || mentions(e->main, ".hd") || (opt->no_panic && mentions(e->main, "stddefer.h"))))
		return;
	for (scan_begin(e, &s, e->main->base, e->main->base + (loc_t)e->main->len); scan_directive(&s, &d); ) {
		if (is_include(&d))
			include(e, &d, found_by(e, d.hash, &row));
		else if ((moved || opt->headers) && directive_is(&d, "embed"))
			name_beside(e, &d.operand);
		else if (moved && (directive_is(&d, "if") || directive_is(&d, "elif")))
			condition(e, &d);
	}
}
