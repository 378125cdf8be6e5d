/*
 * Files as bytes, and positions in them.
 *
 * Each file owns the locs base .. base + len (the last one is its end), in the order of
 * reading, so that the file of a loc is found by binary search.  The line table of a file is made
 * when the first of its positions is printed: most files of a translation never need one.
 */
#include "source/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pages.h"
#include "base/vec.h"

#define uthash_malloc(size) arena_alloc(arena, (size))
#define uthash_free(p, size) ((void)(p), (void)(size))
#include <uthash.h>

/* A file that was opened by path; files_open() finds it again. */
struct opened { struct file *file; UT_hash_handle hh; };

struct files {
	struct arena *arena;
	VEC(struct file *) all;         /* by base */
	VEC(char *) texts;              /* heap memory that files_free() gives back */
	struct opened *by_path;
	loc_t next;                     /* base of the next file */
};

struct files *files_new(struct arena *a)
{
	struct files *fs = arena_new_of(a, struct files);

	fs->arena = a;
	fs->next = 1;
	return fs;
}

void files_free(struct files *fs)
{
	for (size_t i = 0; i < fs->texts.n; i++)
		free(fs->texts.at[i]);
	fs->texts.n = 0;
}

void files_take(struct files *fs, const struct file *f, struct buf *out)
{
	for (size_t i = 0; i < fs->texts.n; i++)
		if (fs->texts.at[i] == f->text) {
			*out = (struct buf){ fs->texts.at[i], f->len, f->len + 1 };
			fs->texts.at[i] = NULL;
			return;
		}
	buf_add(out, f->text, f->len);
}

/* Enters a file; null with errno if all locs are used up. */
static struct file *enter(struct files *fs, const char *name, const char *text, size_t len)
{
	if (len >= UINT32_MAX - fs->next) {
		errno = EFBIG;
		return NULL;
	}

	struct file *f = arena_new_of(fs->arena, struct file);

	f->name = arena_copy(fs->arena, name, strlen(name));
	f->text = text;
	f->len = len;
	f->base = fs->next;
	f->bom = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
	fs->next += (loc_t)len + 1;
	*vec_push(fs->arena, &fs->all) = f;
	return f;
}

/* Reads `fd` up to its `expected` bytes, or all of it if that is 0.  Null with errno. */
static char *read_all(int fd, size_t expected, size_t *len)
{
	size_t room = expected ? expected + 1 : 4096, n = 0;
	char *text = malloc(room);

	if (text)
		pages_large(text, room);
	/* All that was there when the file was opened is enough. */
	while (text && !(expected && n == expected)) {
		ssize_t got = read(fd, text + n, room - n);

		if (got == 0)
			break;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			int why = errno;

			free(text);
			errno = why;
			return NULL;
		}
		n += (size_t)got;
		if (n == room) {
			char *more = room <= UINT32_MAX ? realloc(text, room * 2) : NULL;

			if (!more) {
				free(text);
				errno = room <= UINT32_MAX ? ENOMEM : EFBIG;
				return NULL;
			}
			text = more;
			room *= 2;
		}
	}
	/* The loop leaves with n < room: there is a byte for the NUL. */
	if (text)
		text[n] = '\0';
	*len = n;
	return text;
}

/* The bytes of the file at `path`; null with errno. */
static char *read_path(const char *path, size_t *len)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *text = NULL;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			errno = EISDIR;
		else if (S_ISREG(st.st_mode) && (uintmax_t)st.st_size >= UINT32_MAX)
			errno = EFBIG;
		else
			text = read_all(fd, S_ISREG(st.st_mode) ? (size_t)st.st_size : 0, len);
	}
	if (!standard) {
		int why = errno;

		close(fd);
		errno = why;
	}
	return text;
}

struct file *files_open(struct files *fs, const char *path, bool system)
{
	struct arena *arena = fs->arena;
	struct opened *o;
	size_t path_len = strlen(path), len;

	HASH_FIND(hh, fs->by_path, path, path_len, o);
	if (o)
		return o->file;

	char *text = read_path(path, &len);

	if (!text)
		return NULL;
	*vec_push(arena, &fs->texts) = text;

	struct file *f = enter(fs, strcmp(path, "-") ? path : "<stdin>", text, len);

	if (!f)
		return NULL;
	f->system = system;
	o = arena_new_of(arena, struct opened);
	o->file = f;
	path = arena_copy(arena, path, path_len);
	HASH_ADD_KEYPTR(hh, fs->by_path, path, path_len, o);
	return f;
}

struct file *files_text(struct files *fs, const char *name, const char *text, size_t len)
{
	return enter(fs, name, text, len);
}

struct file *files_of(const struct files *fs, loc_t at)
{
	size_t low = 0, high = fs->all.n;

	if (at == 0 || at >= fs->next)
		return NULL;
	/* The last file whose base is not behind `at`. */
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (fs->all.at[mid]->base <= at)
			low = mid;
		else
			high = mid;
	}
	return fs->all.at[low];
}

/* Makes the table of line starts, if it is not there. */
static void need_lines(const struct files *fs, struct file *f)
{
	if (f->lines)
		return;

	const char *p = f->text, *end = f->text + f->len;
	VEC(uint32_t) lines = {0};

	*vec_push(fs->arena, &lines) = 0;
	while ((p = memchr(p, '\n', (size_t)(end - p))))
		*vec_push(fs->arena, &lines) = (uint32_t)(++p - f->text);
	f->lines = lines.at;
	f->nlines = (uint32_t)lines.n;
}

/* Index from 0 of the line that holds byte `offset`. */
static uint32_t line_of(const struct files *fs, struct file *f, uint32_t offset)
{
	need_lines(fs, f);

	uint32_t low = 0, high = f->nlines;

	if (f->lines[f->near] <= offset) {
		low = f->near;
		if (low + 2 < high && offset < f->lines[low + 2])
			high = low + 2;
	}
	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		if (f->lines[mid] <= offset)
			low = mid;
		else
			high = mid;
	}
	return f->near = low;
}

struct place files_place(const struct files *fs, loc_t at)
{
	struct file *f = files_of(fs, at);

	if (!f)
		return (struct place){ 0 };

	uint32_t offset = at - f->base, line = line_of(fs, f, offset);
	uint32_t start = f->lines[line];

	/* The byte order mark takes no column. */
	if (line == 0 && f->bom && offset >= 3)
		start = 3;
	return (struct place){ f, f->name, line + 1, offset - start + 1 };
}

/* The last mark that is not behind `at`; null if there is none. */
static const struct line_mark *mark_of(const struct file *f, loc_t at)
{
	size_t low = 0, high = f->nmarks;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f->marks[mid].at <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &f->marks[low - 1] : NULL;
}

struct place files_presumed(const struct files *fs, loc_t at)
{
	struct place p = files_place(fs, at);
	const struct line_mark *m = p.file ? mark_of(p.file, at) : NULL;

	if (m) {
		p.line = m->line + (p.line - files_place(fs, m->at).line);
		p.name = m->name;
	}
	return p;
}

bool files_system(const struct files *fs, loc_t at)
{
	const struct file *f = files_of(fs, at);
	const struct line_mark *m = f ? mark_of(f, at) : NULL;

	return m ? m->system : f && f->system;
}

void file_mark(struct files *fs, struct file *f, loc_t at, uint32_t line, const char *name, bool system)
{
	size_t i = f->nmarks;

	/* A file that is included again has its marks already. */
	while (i && f->marks[i - 1].at > at)
		i--;
	if (i && f->marks[i - 1].at == at)
		i--;
	else {
		if (f->nmarks == f->roommarks) {
			size_t room = f->roommarks ? f->roommarks * 2 : 8;

			f->marks = arena_grow(fs->arena, f->marks, f->roommarks * sizeof *f->marks,
			                      room * sizeof *f->marks);
			f->roommarks = room;
		}
		memmove(f->marks + i + 1, f->marks + i, (f->nmarks - i) * sizeof *f->marks);
		f->nmarks++;
	}
	f->marks[i] = (struct line_mark){ at, line, name ? name : f->name, system };
}

bool file_mentions(const struct file *f, const char *text) { return file_find(f, f->text, text) != NULL; }

const char *file_find(const struct file *f, const char *from, const char *text)
{
	const char *end = f->text + f->len, *at = NULL;

	/* A NUL in the text ends no file. */
	while (from < end && (at = strstr(from, text)) == NULL)
		from += strlen(from) + 1;
	return at;
}

static bool is_word(const struct file *f, const char *p)
{
	unsigned char c = (unsigned char)*p;

	return p < f->text + f->len && (isalnum(c) || c == '_' || c == '$' || c >= 0x80);
}

const char *file_find_word(const struct file *f, const char *from, const char *word)
{
	for (const char *p = from; (p = file_find(f, p, word)) != NULL; p++)
		if ((p == f->text || !is_word(f, p - 1)) && !is_word(f, p + strlen(word)))
			return p;
	return NULL;
}

bool file_mentions_word(const struct file *f, const char *word) { return file_find_word(f, f->text, word) != NULL; }

bool file_is_translated(const char *name)
{
	size_t n = strlen(name);

	return n > 3 && strcmp(name + n - 3, ".hd") == 0;
}

void files_line(const struct files *fs, loc_t at, const char **begin, const char **end)
{
	struct file *f = files_of(fs, at);

	*begin = *end = "";
	if (!f)
		return;

	uint32_t line = line_of(fs, f, at - f->base);

	*begin = f->text + f->lines[line];
	*end = line + 1 < f->nlines ? f->text + f->lines[line + 1] - 1 : f->text + f->len;
	if (*end > *begin && (*end)[-1] == '\r')
		--*end;
}
