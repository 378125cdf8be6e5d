/*
 * Headers are translation units of their own here, as they are for `cdefer x.hd`.
 */
#include "driver/headers.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "driver/output.h"
#include "driver/translate.h"
#include "edit/edit.h"

/* Makes the folders of `path`, whose text is changed meanwhile. */
static bool make_folders(char *path)
{
	for (char *slash = path + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
		bool made;

		*slash = '\0';
		made = mkdir(path, 0777) == 0 || errno == EEXIST;
		*slash = '/';
		if (!made)
			return complain("cannot make the folders of '%s': %s", path, strerror(errno));
	}
	return true;
}

static bool write_text(char *path, const struct buf *text)
{
	struct output file = {.path = path, .text = text};

	return make_folders(path) && output_write(&file, 1);
}

static int one(const struct command *c, struct arena *a, const char *name)
{
	struct command header = *c;
	struct translation t = {{0}, {0}, {0}, {0}};
	char *to = edits_header_path(a, c->phases.headers, name);
	int status = STATUS_USAGE;

	if (!to)
		return complain("'%s' is gone", name), status;
	header.input = name;
	header.output = to;
	header.report = REPORT_NONE;
	header.depend.wanted = false;
	header.language = LANGUAGE_CD;
	header.phases.plain_c = false;
	status = translate(&header, &t);
	if (status == STATUS_OK && !write_text(to, &t.text))
		status = STATUS_USAGE;
	buf_free(&t.text);
	buf_free(&t.report);
	buf_free(&t.rule);
	buf_free(&t.headers);
	return status;
}

int headers_translate(const struct command *c, const struct buf *list)
{
	struct arena *a = arena_new();
	int status = STATUS_OK;

	for (size_t at = 0; status == STATUS_OK && at < list->len;) {
		size_t n = strcspn(list->text + at, "\n");

		status = one(c, a, arena_copy(a, list->text + at, n));
		at += n + 1;
	}
	arena_free(a);
	return status;
}
