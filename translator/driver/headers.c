/*
 * Headers are translation units of their own here, as they are for `cdefer x.hd`.
 */
#include "driver/headers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/output.h"
#include "driver/translate.h"

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

static const char *absolute(struct arena *a, const char *path)
{
	char *here = *path == '/' ? NULL : getcwd(NULL, 0);
	const char *text = here ? arena_printf(a, "%s/%s", here, path) : path;

	free(here);
	return text;
}

static bool write_text(const char *path, const struct buf *text)
{
	struct output file = {.path = path, .text = text};

	return output_write(&file, 1);
}

/* The name in `list` for what was made, too. */
static int one(const struct command *c, struct arena *a, const char *name, struct buf *list)
{
	struct command header = *c;
	struct translation t = {{0}, {0}, {0}, {0}};
	const char *path = absolute(a, name);
	char *to = arena_printf(a, "%s%s", c->headers, path);
	int status;

	strcpy(to + strlen(to) - strlen(".hd"), ".h");
	header.input = name;
	header.output = to;
	header.headers = NULL;
	header.report = REPORT_NONE;
	header.depend.wanted = false;
	header.language = LANGUAGE_CD;
	header.phases.plain_c = false;
	status = translate(&header, &t);
	if (status == STATUS_OK && !(make_folders(to) && write_text(to, &t.text)))
		status = STATUS_USAGE;
	buf_printf(list, "%s\n", path);
	buf_free(&t.text);
	buf_free(&t.report);
	buf_free(&t.rule);
	buf_free(&t.headers);
	return status;
}

int headers_translate(const struct command *c, const struct buf *list)
{
	struct arena *a = arena_new();
	struct buf made = {0};
	int status = STATUS_OK;

	for (size_t at = 0; status == STATUS_OK && at < list->len;) {
		size_t n = strcspn(list->text + at, "\n");

		status = one(c, a, arena_copy(a, list->text + at, n), &made);
		at += n + 1;
	}
	if (status == STATUS_OK && made.len && !write_text(arena_printf(a, "%s/list", c->headers), &made))
		status = STATUS_USAGE;
	buf_free(&made);
	arena_free(a);
	return status;
}
