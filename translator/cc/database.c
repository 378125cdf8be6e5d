/*
 * One entry a line, and what an entry is about at the line's beginning: so an old one is found without reading
 * JSON.  The folder of the file is locked meanwhile; the new text is renamed over the old one.
 */
#include "cc/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buf.h"

static void add_text(struct buf *b, const char *key, const char *text)
{
	buf_puts(b, key);
	buf_putc(b, '"');
	buf_json_escape(b, text, strlen(text));
	buf_putc(b, '"');
}

/* `about`: the length of what tells what the entry is about. */
static void entry(struct buf *b, const char *source, const char *output, const cc_words *words, size_t *about)
{
	char *here = getcwd(NULL, 0);

	add_text(b, "{\"directory\": ", here ? here : ".");
	add_text(b, ", \"file\": ", source);
	if (output)
		add_text(b, ", \"output\": ", output);
	buf_puts(b, ", \"arguments\": [");
	*about = b->len;
	for (size_t i = 0; i < words->n; i++)
		add_text(b, i ? ", " : "", words->at[i]);
	buf_puts(b, "]}");
	free(here);
}

static bool read_file(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "r");
	char block[8192];
	size_t n;

	buf_puts(b, "");
	if (!f)
		return errno == ENOENT;
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		buf_add(b, block, n);
	fclose(f);
	return true;
}

/* The old entries but for that one; false if it has another form than ours. */
static bool keep(struct buf *out, const struct buf *old, const char *about, size_t len)
{
	const char *line = old->text, *next;

	if (!old->len)
		return true;
	if (strncmp(line, "[\n", 2) != 0 || old->len < 4 || strcmp(old->text + old->len - 3, "\n]\n") != 0)
		return false;
	for (line += 2; strcmp(line, "]\n") != 0; line = next) {
		size_t n;

		next = strchr(line, '\n') + 1;
		n = (size_t)(next - line) - 1;
		n -= n && line[n - 1] == ',';
		if (*line != '{')
			return false;
		if (n < len || memcmp(line, about, len) != 0) {
			buf_add(out, line, n);
			buf_puts(out, ",\n");
		}
	}
	return true;
}

static bool replace(struct arena *a, const char *path, const struct buf *text)
{
	const char *new = arena_printf(a, "%s.%ld", path, (long)getpid());
	FILE *f = fopen(new, "w");
	bool ok = f && fwrite(text->text, 1, text->len, f) == text->len;

	ok &= f && fclose(f) == 0;
	if (ok && rename(new, path) == 0)
		return true;
	remove(new);
	return false;
}

void database_enter(struct arena *a, const char *database, const char *source, const char *output, const cc_words *words)
{
	const char *name = cc_base_name(database);
	const char *folder = name == database ? "." : arena_copy(a, database, (size_t)(name - database));
	int lock = open(folder, O_RDONLY | O_CLOEXEC);
	struct buf old = {0}, text = {0}, line = {0};
	size_t about;

	entry(&line, source, output, words, &about);
	if (lock >= 0)
		flock(lock, LOCK_EX);
	buf_puts(&text, "[\n");
	if (!read_file(database, &old)) {
		fprintf(stderr, "cdefer-cc: cannot read '%s': %s\n", database, strerror(errno));
	} else if (!keep(&text, &old, line.text, about)) {
		fprintf(stderr, "cdefer-cc: '%s' was written by another program; it is left as it is\n", database);
	} else {
		buf_add(&text, line.text, line.len);
		buf_puts(&text, "\n]\n");
		if (!replace(a, database, &text))
			fprintf(stderr, "cdefer-cc: cannot write '%s': %s\n", database, strerror(errno));
	}
	if (lock >= 0)
		close(lock);
	buf_free(&old);
	buf_free(&text);
	buf_free(&line);
}
