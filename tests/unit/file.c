/* Files and places: line tables, presumed places, errors of the system. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "source/file.h"

static struct file *text(struct files *fs, const char *name, const char *bytes)
{
	return files_text(fs, name, bytes, strlen(bytes));
}

static void places(void)
{
	struct arena *a = arena_new();
	struct files *fs = files_new(a);
	struct file *one = text(fs, "one", "a\nbc\r\n\nd"), *none = text(fs, "none", "");
	struct file *two = text(fs, "two", "\xEF\xBB\xBFx\n");
	const char *b, *e;

	CHECK(files_of(fs, 0) == NULL);
	CHECK(files_of(fs, one->base) == one && files_of(fs, one->base + 8) == one);
	CHECK(files_of(fs, none->base) == none && files_of(fs, two->base) == two);
	CHECK(files_of(fs, two->base + 6) == NULL && files_of(fs, UINT32_MAX) == NULL);

	struct place p = files_place(fs, one->base + 3);

	CHECK(p.file == one && p.line == 2 && p.column == 2);
	p = files_place(fs, one->base + 8);
	CHECK(p.line == 4 && p.column == 2);
	CHECK(files_place(fs, one->base + 1).line == 1);
	CHECK(two->bom && files_place(fs, two->base + 3).column == 1);
	CHECK(files_place(fs, none->base).line == 1);
	files_line(fs, one->base + 3, &b, &e);
	CHECK(e - b == 2 && b == one->text + 2);
	files_line(fs, one->base + 8, &b, &e);
	CHECK(e - b == 1 && *b == 'd');
	CHECK(files_place(fs, 0).file == NULL);
	files_free(fs);
	arena_free(a);
}

static void marks(void)
{
	struct arena *a = arena_new();
	struct files *fs = files_new(a);
	struct file *f = text(fs, "f", "1\n2\n3\n4\n5\n");
	loc_t base = f->base;

	file_mark(fs, f, base + 6, 100, "late", true);
	file_mark(fs, f, base + 2, 50, NULL, false);
	file_mark(fs, f, base + 6, 100, "late", true);
	CHECK(f->nmarks == 2);

	struct place p = files_presumed(fs, base);

	CHECK(p.line == 1);
	CHECK_TEXT(p.name, "f");
	p = files_presumed(fs, base + 4);
	CHECK(p.line == 51);
	CHECK_TEXT(p.name, "f");
	p = files_presumed(fs, base + 8);
	CHECK(p.line == 101);
	CHECK_TEXT(p.name, "late");
	CHECK(files_place(fs, base + 8).line == 5);
	arena_free(a);
}

static void reading(void)
{
	struct arena *a = arena_new();
	struct files *fs = files_new(a);
	char path[] = "/tmp/cdefer-unit-XXXXXX";
	int fd = mkstemp(path);

	CHECK(fd >= 0 && write(fd, "x\0y", 3) == 3);
	close(fd);

	struct file *f = files_open(fs, path, true);

	CHECK(f && f->len == 3 && f->text[3] == '\0' && f->system);
	CHECK(files_open(fs, path, false) == f);
	unlink(path);
	CHECK(!files_open(fs, "/nowhere/at/all", false) && errno == ENOENT);
	CHECK(!files_open(fs, "/", false) && errno == EISDIR);
	CHECK(!files_open(fs, "", false) && errno == ENOENT);
	f = files_open(fs, "/dev/null", false);
	CHECK(f && f->len == 0 && f->text[0] == '\0');
	files_free(fs);
	arena_free(a);
}

int main(void)
{
	places();
	marks();
	reading();
	return check_status();
}
