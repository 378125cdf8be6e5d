/*
 * #include and relatives (C23 6.10.3): the search, include guards, #pragma once, the record of files
 * read.
 *
 * Every path that was tried is remembered with its outcome, so that a header costs one attempt in
 * each directory per translation.  A file whose text lies within `#ifndef X ... #endif` is not read
 * again while X is defined.
 */
#include "pp/pp_int.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define uthash_malloc(size) arena_alloc(arena, (size))
#define uthash_free(p, size) ((void)(p), (void)(size))
#include <uthash.h>

struct header {
	char *path;
	struct file *file;      /* null: there is none, or it was not opened yet */
	bool exists;            /* meaningful without a file */
	bool opened;            /* an attempt to read it was made */
	bool once, read;
	bool own;               /* no file: the translator has it */
	bool stated;
	dev_t device; ino_t inode;
	struct name *guard;
	UT_hash_handle hh;
};

static struct header *header_of(struct pp *pp, const char *path, size_t len)
{
	struct arena *arena = pp->env->tu;
	struct header *h;

	HASH_FIND(hh, pp->headers, path, len, h);
	if (!h) {
		h = arena_new_of(arena, struct header);
		h->path = arena_copy(arena, path, len);
		HASH_ADD_KEYPTR(hh, pp->headers, h->path, len, h);
	}
	return h;
}

static bool header_open(struct pp *pp, struct header *h, bool system)
{
	if (!h->opened) {
		h->opened = true;
		h->file = files_open(pp->env->files, h->path, system);
	}
	return h->file != NULL;
}

/* What a search found. */
struct found {
	struct header *header;
	size_t dir;             /* where #include_next goes on */
	bool system, beside;    /* beside: in the folder of the file that includes it */
};

/* Tries directory `dir` of `len` bytes (may be empty: the current one). */
static bool try(struct pp *pp, const char *dir, size_t len, const char *name, bool system, struct found *out)
{
	struct buf path = { 0 };
	struct header *h;

	if (len) {
		buf_add(&path, dir, len);
		if (dir[len - 1] != '/')
			buf_putc(&path, '/');
	}
	buf_puts(&path, name);
	h = header_of(pp, path.text, path.len);
	buf_free(&path);
	if (!header_open(pp, h, system))
		return false;
	*out = (struct found){ .header = h, .system = system };
	return true;
}

/* The directory part of the file on top. */
static size_t directory(const struct pp *pp, const char **dir)
{
	const char *name = pp->in->file->name, *slash;

	/* Preprocessed text and #line do not move the file. */
	if (pp->in->file->scratch)
		name = pp->main->name;
	slash = strrchr(name, '/');
	*dir = name;
	return slash ? (size_t)(slash - name) + 1 : 0;
}

/* What the translator has itself. */
static bool own(struct pp *pp, const char *name, struct found *out)
{
	for (size_t i = 0; i < pp->cf->nown; i++) {
		const struct pp_own *o = &pp->cf->own[i];

		if (strcmp(name, o->name) != 0)
			continue;
		*out = (struct found){ .header = header_of(pp, o->name, strlen(o->name)), .dir = pp->ndirs, .system = true };
		if (!out->header->own) {
			out->header->own = out->header->opened = true;
			out->header->file = files_text(pp->env->files, o->name, o->text, o->len);
			out->header->file->system = true;
		}
		return true;
	}
	return false;
}

/* Searches `name` from directory `first` on. */
static bool search(struct pp *pp, const char *name, bool angle, size_t first, bool current, struct found *out)
{
	const char *dir;
	size_t len;

	if (*name == '\0')
		return false;
	if (*name == '/')
		return try(pp, "", 0, name, pp_in_system(pp), out);
	if (!angle && current) {
		len = directory(pp, &dir);
		if (try(pp, dir, len, name, pp_in_system(pp), out))
			return out->beside = true;
	}
	for (size_t i = first; i < pp->ndirs; i++) {
		const struct pp_dir *d = &pp->dirs[i];

		if (d->kind == PP_DIR_QUOTE && angle)
			continue;
		if (try(pp, d->path, strlen(d->path), name,
		        d->kind == PP_DIR_SYSTEM || d->kind == PP_DIR_AFTER, out)) {
			out->dir = i + 1;
			return true;
		}
	}
	return own(pp, name, out);
}

/* Whether a file that said #pragma once is the same as this one. */
static bool seen_once(struct pp *pp, struct header *h)
{
	struct stat st;

	if (h->once)
		return true;
	if (!pp->once_used || h->read)
		return false;
	for (struct header *o = pp->headers; o; o = o->hh.next) {
		if (!o->once || !o->file || o->file->len != h->file->len)
			continue;
		if (!o->stated && stat(o->path, &st) == 0) {
			o->device = st.st_dev;
			o->inode = st.st_ino;
			o->stated = true;
		}
		if (o->stated && stat(h->path, &st) == 0 && st.st_dev == o->device && st.st_ino == o->inode)
			return true;
	}
	return false;
}

static void record_read(struct pp *pp, const char *name, bool system, bool missing)
{
	*vec_push(pp->env->tu, &pp->reads) = (struct pp_read){ name, system, missing };
}

void include_main_read(struct pp *pp)
{
	record_read(pp, pp->main->name, false, false);
}

const struct pp_read *pp_reads(const struct pp *pp, size_t *n)
{
	*n = pp->reads.n;
	return pp->reads.at;
}

static uint32_t include_row(struct pp *pp, const struct found *f, const char *name, bool angle, loc_t begin, loc_t end)
{
	struct expansion row = { .kind = EXPANSION_INCLUDE, .spelled = name, .angle = angle, .beside = f->beside,
	                         .begin = begin, .end = end };

	row.path = f->header->own ? NULL : f->header->path;
	row.parent = pp->call_row ? pp->call_row : pp->in->row;
	row.first = pp->tokens.v.n ? (uint32_t)pp->tokens.v.n : 1;
	row.last = row.first - 1;
	return expansion_add(pp->env->expansions, row);
}

/* Reads the file, unless it is known to add nothing; `once`: as of #import. */
static void enter(struct pp *pp, const struct found *f, const char *name, bool angle, bool once, loc_t begin, loc_t end)
{
	struct header *h = f->header;
	uint32_t row = include_row(pp, f, name, angle, begin, end);

	if ((once && h->read) || (h->guard && h->guard->macro) || seen_once(pp, h))
		return;
	if (!h->read && !h->own)
		record_read(pp, h->path, f->system, false);
	h->read = true;
	pp_push_file(pp, h->file, row);
	pp->in->header = h;
	pp->in->dir = f->dir;
	pp->include_level++;
}

void include_leave(struct pp *pp, struct input *in)
{
	if (in->header && in->guard == GUARD_AFTER)
		in->header->guard = in->guard_name;
	if (pp->include_level)
		pp->include_level--;
}

void include_once(struct pp *pp)
{
	if (pp->in->header) {
		pp->in->header->once = true;
		pp->once_used = true;
	}
}

bool include_name(struct pp *pp, const char *directive, char **name, bool *angle, struct span *at)
{
	struct buf b = { 0 };
	struct token t;

	*angle = false;
	if (!pp->ctx && pp->ahead_at == pp->ahead.n && !pp->line_over && lexer_header_name(&pp->in->lx, &t)) {
		*angle = true;
		*at = token_span(&t);
		*name = arena_copy(pp->env->tu, t.text + 1, t.len - 2);
		return true;
	}
	expand_next(pp, &t);
	*at = token_span(&t);
	if (t.kind == TOK_STRING && t.text[0] == '"') {
		*name = arena_copy(pp->env->tu, t.text + 1, t.len - 2);
		return true;
	}
	if (t.kind == TOK_LT) {
		/* <...> out of a macro: the spellings, with the blanks between them. */
		*angle = true;
		for (expand_next(pp, &t); t.kind != TOK_EOF && t.kind != TOK_GT; expand_next(pp, &t)) {
			if (b.len && t.flags & TOK_SPACE)
				buf_putc(&b, ' ');
			buf_add(&b, t.text, t.len);
		}
		*name = arena_copy(pp->env->tu, b.text ? b.text : "", b.len);
		buf_free(&b);
		if (t.kind == TOK_GT)
			return true;
	}
	diag_error(pp->env->diag, *at, "%s expects \"FILENAME\" or <FILENAME>", directive);
	return false;
}

/* Where #include_next goes on; `next` becomes false in the main file. */
static size_t next_dir(const struct pp *pp, bool *next)
{
	*next = *next && pp->in->below != NULL;
	return *next ? pp->in->dir : 0;
}

bool include_exists(struct pp *pp, const char *name, bool angle, bool next)
{
	struct found f;
	size_t first = next_dir(pp, &next);

	return search(pp, name, angle, first, !next, &f);
}

struct file *include_resource(struct pp *pp, const char *name, bool angle)
{
	struct found f;

	if (!search(pp, name, angle, 0, true, &f))
		return NULL;
	if (!f.header->read && !pp->probing)
		record_read(pp, f.header->path, f.system, false);
	f.header->read |= !pp->probing;
	return f.header->file;
}

void include_line(struct pp *pp, const struct token *hash, const struct token *word, bool next, bool import)
{
	static const char *const directives[] = { "#include", "#include_next", "#import" };
	struct found f;
	struct span at;
	char *name;
	bool angle;
	size_t first;

	if (!include_name(pp, directives[next ? 1 : import ? 2 : 0], &name, &angle, &at))
		return;
	pp_line_end(pp, directives[next ? 1 : import ? 2 : 0] + 1);
	if (*name == '\0') {
		diag_error(pp->env->diag, at, "empty file name in %.*s", (int)word->len, word->text);
		return;
	}
	/* Where the search goes on is where the file was found; its translation will lie elsewhere. */
	if (next && pp->in->below == NULL && pp->env->opt->headers && file_is_translated(pp->main->name)) {
		diag_error(pp->env->diag, at, "#include_next in a header that is translated on the way");
		diag_note(pp->env->diag, at, "make '%.*s.h' of it by a rule of its own", (int)strlen(pp->main->name) - 3, pp->main->name);
		return;
	}
	first = next_dir(pp, &next);
	if (!search(pp, name, angle, first, !next, &f)) {
		/* One in <> is of the system, as for GCC: -MM leaves it out. */
		if (pp->cf->missing_ok)
			record_read(pp, name, angle, true);
		else
			diag_error(pp->env->diag, at, "'%s' file not found", name);
		return;
	}
	if (pp->include_level >= MAX_INCLUDE_DEPTH) {
		diag_error(pp->env->diag, at, "#include is nested too deeply");
		return;
	}
	enter(pp, &f, name, angle, import, hash->at, pp->line_end);
}

bool include_command_line(struct pp *pp)
{
	while (pp->next_include < pp->cf->nincludes) {
		const char *name = pp->cf->includes[pp->next_include++];
		struct span at = { pp->main->base, pp->main->base, 0 };
		struct found f;

		/* First in the working directory, then as #include "..." (GCC's manual). */
		if (try(pp, "", 0, name, false, &f) || search(pp, name, false, 0, false, &f)) {
			enter(pp, &f, name, false, false, at.begin, at.begin);
			return true;
		}
		if (pp->cf->missing_ok)
			record_read(pp, name, false, true);
		else
			diag_error(pp->env->diag, at, "'%s' file not found", name);
	}
	return false;
}

void include_init(struct pp *pp)
{
	struct { bool there; dev_t device; ino_t inode; } *seen;
	size_t n = pp->cf->ndirs;

	pp->dirs = arena_alloc(pp->env->tu, (n + 1) * sizeof *pp->dirs);
	seen = arena_alloc(pp->env->tu, (n + 1) * sizeof *seen);
	for (size_t i = 0; i < n; i++) {
		struct stat st;

		seen[i].there = stat(pp->cf->dirs[i].path, &st) == 0 && S_ISDIR(st.st_mode);
		if (seen[i].there) {
			seen[i].device = st.st_dev;
			seen[i].inode = st.st_ino;
		}
	}
	/* A directory counts once: as a system directory if it is one, else where it comes first. */
	for (size_t i = 0; i < n; i++) {
		enum pp_dir_kind kind = pp->cf->dirs[i].kind;
		bool keep = seen[i].there;

		for (size_t k = 0; k < n && keep; k++) {
			enum pp_dir_kind other = pp->cf->dirs[k].kind;

			if (k == i || !seen[k].there || seen[k].device != seen[i].device ||
			    seen[k].inode != seen[i].inode || (kind == PP_DIR_QUOTE) != (other == PP_DIR_QUOTE))
				continue;
			if (k < i && !(kind == PP_DIR_SYSTEM && other == PP_DIR_ANGLE))
				keep = false;
			if (k > i && kind == PP_DIR_ANGLE && other == PP_DIR_SYSTEM)
				keep = false;
		}
		if (keep)
			pp->dirs[pp->ndirs++] = pp->cf->dirs[i];
	}
}
