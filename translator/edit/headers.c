/*
 * What an include is called in the output.
 *
 * By itself, x.hd is called x.h, wherever that will be (language 11).  With --headers=DIR it is known where: the include
 * names the very file, so that no search can find another one.  The output, and the translated headers themselves, lie
 * elsewhere then than their sources; what was found beside those is named by its path, and all else is searched as it
 * was.  The same holds for text of an included file that has to stand in the output.
 */
#define _XOPEN_SOURCE 700

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edit/edit_int.h"

static void rename_piece(struct edits *e, loc_t begin, loc_t end, const char *text)
{
	*vec_push(e->env->tu, &e->renamed) = (struct renamed){begin, end, text, strlen(text)};
}

/* ---- paths ------------------------------------------------------------------------------------------------------ */

static const char *absolute(struct arena *a, const char *path)
{
	char *here = *path == '/' ? NULL : getcwd(NULL, 0);
	const char *text = here ? arena_printf(a, "%s/%s", here, path) : path;

	free(here);
	return text;
}

static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash + 1 - path) : 0;
}

/* The folder without links and without `..`: one file in two of them has two neighbourhoods. */
char *edits_header_path(struct arena *a, const char *dir, const char *name)
{
	size_t n = folder_length(name);
	char *real = realpath(n ? arena_copy(a, name, n) : ".", NULL), *path = NULL;

	/* Not x.h: whoever includes that means another file. */
	if (real && file_is_translated(name))
		path = arena_printf(a, "%s%s/%s.h", dir, real, name + n);
	free(real);
	return path;
}

/* As the operand of an include; a path can have nearly any character. */
static const char *quoted(struct edits *e, const char *path)
{
	return arena_printf(e->env->tu, strchr(path, '"') ? "<%s>" : "\"%s\"", path);
}

/* The include at `hash` of the file of row `in`; null if it was not taken. */
static const struct expansion *taken(struct edits *e, uint32_t in, loc_t hash)
{
	const struct expansions *x = e->env->expansions;

	for (size_t i = 0; i < e->includes.n; i++) {
		const struct expansion *r = &x->rows.at[e->includes.at[i]];

		/* Those of -include have no directive. */
		if (e->includes.at[i] > in && r->begin == hash && r->end > r->begin && r->spelled)
			return r;
	}
	return NULL;
}

/* What a file that was found beside its includer, and so on, is called from the main file. */
static const char *from_main(struct edits *e, const struct expansion *x)
{
	const struct expansion *in = x->parent ? &e->env->expansions->rows.at[x->parent] : NULL;
	const char *name;

	while (in && (in->kind != EXPANSION_INCLUDE || !in->spelled))
		in = in->parent ? &e->env->expansions->rows.at[in->parent] : NULL;
	if (!in || !x->beside)
		return x->spelled;
	name = from_main(e, in);
	return arena_printf(e->env->tu, "%.*s%s", (int)folder_length(name), name, x->spelled);
}

/* ---- includes --------------------------------------------------------------------------------------------------- */

/* Behind the header name that the operand begins with; 0 if that is none (a macro). */
static loc_t behind_name(struct edits *e, const struct directive *d)
{
	const char *text = source_text(e, d->operand.at), *end = source_text(e, d->hash) + (d->end - d->hash);
	const char *close = *text == '<' || *text == '"' ? memchr(text + 1, *text == '<' ? '>' : '"', (size_t)(end - text - 1)) : NULL;

	return close ? d->operand.at + (loc_t)(close + 1 - text) : 0;
}

/* The include's operand in the output; null: it stays. */
static const char *operand(struct edits *e, const struct expansion *x)
{
	const char *dir = e->env->opt->headers, *path = x->path && dir ? edits_header_path(e->env->tu, dir, x->path) : NULL;
	size_t n = strlen(x->spelled);

	if (path)
		return quoted(e, path);
	if (x->path && file_is_translated(x->path))
		return !file_is_translated(x->spelled) ? NULL
		     : arena_printf(e->env->tu, x->angle ? "<%.*s>" : "\"%.*s\"", (int)n - 1, x->spelled);
	if (!x->beside)
		return NULL;
	if (dir)
		return quoted(e, absolute(e->env->tu, x->path));
	return x->parent ? quoted(e, from_main(e, x)) : NULL;
}

bool header_operand(struct edits *e, uint32_t row, const struct directive *d, loc_t *begin, loc_t *end, const char **text)
{
	const struct expansion *x = directive_includes(d) ? taken(e, row, d->hash) : NULL;
	loc_t behind = x ? behind_name(e, d) : 0;

	*text = x ? operand(e, x) : NULL;
	*begin = d->operand.at;
	*end = behind ? behind : d->behind;
	return *text != NULL;
}

/* x.hd in text that was not taken, too: it would be x.h. */
static void drop_letter(struct edits *e, const struct directive *d)
{
	loc_t behind = behind_name(e, d);

	if (behind && behind - d->operand.at > 5 && memcmp(source_text(e, behind) - 4, ".hd", 3) == 0)
		rename_piece(e, behind - 2, behind - 1, "");
}

/* <stddefer.h>, without runtime: all that it defines has been seen to, and nobody else may have it. */
static bool is_stddefer(struct edits *e, const struct directive *d)
{
	loc_t behind = behind_name(e, d);

	return e->env->opt->no_panic && behind && behind - d->operand.at == sizeof "<stddefer.h>" - 1 &&
	       memcmp(source_text(e, d->operand.at) + 1, "stddefer.h", sizeof "stddefer.h" - 1) == 0;
}

static void include(struct edits *e, const struct directive *d)
{
	const char *text;
	loc_t begin, end;

	if (is_stddefer(e, d))
		rename_piece(e, d->hash, d->end,
		             file_mentions(e->main, "__STDC_VERSION_STDDEFER_H__") ? "#define __STDC_VERSION_STDDEFER_H__ 202602L" : "");
	else if (header_operand(e, 0, d, &begin, &end, &text))
		rename_piece(e, begin, end, text);
	else
		drop_letter(e, d);
}

/* ---- what else is sought beside the file ---------------------------------------------------------------------------- */

static void embed(struct edits *e, const struct directive *d)
{
	const struct token *t = &d->operand;
	const char *path;

	if (t->kind != TOK_STRING || t->len < 3 || t->text[0] != '"')
		return;
	path = absolute(e->env->tu, arena_printf(e->env->tu, "%.*s%.*s", (int)folder_length(e->main->name), e->main->name,
	                                         (int)t->len - 2, t->text + 1));
	if (access(path, R_OK) == 0)
		rename_piece(e, t->at, t->at + token_raw(t), quoted(e, path));
}

/* __has_include("x"): as it was answered here. */
static void condition(struct edits *e, const struct directive *d)
{
	const struct expansions *x = e->env->expansions;

	for (size_t i = 0; i < x->asked.n; i++)
		if (x->asked.at[i].begin > d->hash && x->asked.at[i].end <= d->end)
			rename_piece(e, x->asked.at[i].begin, x->asked.at[i].end, x->asked.at[i].answer ? "1" : "0");
}

/* ---- one header in two ways --------------------------------------------------------------------------------------- */

/* The plain header that includes row x; null if it is the main file, or a translated header. */
static const struct file *plain_includer(struct edits *e, const struct expansion *x)
{
	const struct file *f = files_of(e->env->files, x->begin);

	return f && f != e->main && !f->scratch && !file_is_translated(f->name) ? f : NULL;
}

/* A compiler would see it twice, once as it is and once translated. */
static void check_both_ways(struct edits *e)
{
	const struct expansions *x = e->env->expansions;

	for (size_t i = 1; i < x->rows.n; i++) {
		const struct expansion *r = &x->rows.at[i];
		const struct file *plain;

		if (r->kind != EXPANSION_INCLUDE || !r->path || !file_is_translated(r->path) || !(plain = plain_includer(e, r)))
			continue;
		for (size_t k = 1; k < x->rows.n; k++) {
			const struct expansion *o = &x->rows.at[k];

			if (o->kind != EXPANSION_INCLUDE || !o->path || strcmp(o->path, r->path) != 0 || plain_includer(e, o))
				continue;
			diag_error(e->env->diag, (struct span){.begin = r->begin, .end = r->end},
			           "'%s' is included as it is here, by the plain header '%s', and translated elsewhere", r->path, plain->name);
			diag_note(e->env->diag, (struct span){.begin = r->begin, .end = r->end}, "name that header .hd, too");
			return;
		}
	}
}

/* ---- the main file ------------------------------------------------------------------------------------------------ */

/* Some include of the main file is of a translated header, by whatever name. */
static bool includes_translated(const struct edits *e)
{
	const struct expansions *x = e->env->expansions;

	for (size_t i = 1; i < x->rows.n; i++)
		if (x->rows.at[i].kind == EXPANSION_INCLUDE && x->rows.at[i].path && file_is_translated(x->rows.at[i].path))
			return true;
	return false;
}

void headers_rename(struct edits *e)
{
	const struct options *opt = e->env->opt;
	/* What stays the same will not be compiled from elsewhere. */
	bool changes = e->made || e->top || e->regions.n || file_mentions(e->main, ".hd") || includes_translated(e) ||
	               file_is_translated(e->main->name);
	bool moves = opt->headers && changes;
	struct directive d;
	struct scan s;

	if (opt->plain_c || e->renamed.n || !(changes || (opt->no_panic && file_mentions(e->main, "stddefer.h"))))
		return;
	edits_prepare_source(e);
	for (scan_begin(e, &s, e->main->base, e->main->base + (loc_t)e->main->len); scan_directive(&s, &d); ) {
		if (directive_includes(&d))
			include(e, &d);
		else if (moves && directive_is(&d, "embed"))
			embed(e, &d);
		else if (moves && (directive_is(&d, "if") || directive_is(&d, "elif")))
			condition(e, &d);
	}
	if (opt->headers)
		check_both_ways(e);
}
