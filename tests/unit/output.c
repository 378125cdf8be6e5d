/* Files are written whole or not at all, several at once. */
#include "check.h"
#include "driver/output.h"

#include <stdlib.h>
#include <unistd.h>
#include <dirent.h>

static bool holds(const char *path, const char *text)
{
	char got[64] = "";
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(got, 1, sizeof got - 1, f) : 0;

	if (f)
		fclose(f);
	return f && n == strlen(text) && strcmp(got, text) == 0;
}

static int entries(void)
{
	DIR *d = opendir(".");
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

int main(void)
{
	char dir[] = "/tmp/cdefer-unit.XXXXXX";
	struct buf one = {0}, two = {0}, none = {0};

	CHECK(mkdtemp(dir) && chdir(dir) == 0);
	CHECK(freopen("/dev/null", "w", stderr) != NULL);
	buf_puts(&one, "one\n");
	buf_puts(&two, "two\n");

	struct output both[] = {{.path = "a", .text = &one}, {.path = NULL}, {.path = "b", .text = &two}};
	CHECK(output_write(both, 3));
	CHECK(holds("a", "one\n") && holds("b", "two\n"));

	/* The second one fails: the first one stays as it was. */
	struct output half[] = {{.path = "a", .text = &two}, {.path = "missing/b", .text = &two}};
	CHECK(!output_write(half, 2));
	CHECK(holds("a", "one\n"));
	CHECK(entries() == 2);

	struct output full[] = {{.path = "a", .text = &two}, {.path = "/dev/full", .text = &two}};
	CHECK(!output_write(full, 2));
	CHECK(holds("a", "one\n"));
	CHECK(entries() == 2);

	struct output empty[] = {{.path = "a", .text = &none}};
	CHECK(output_write(empty, 1));
	CHECK(holds("a", ""));

	CHECK(same_file("a", "./a") && !same_file("a", "b") && !same_file("-", "-") && !same_file("a", "none"));
	CHECK(unlink("a") == 0 && unlink("b") == 0 && chdir("/") == 0 && rmdir(dir) == 0);
	buf_free(&one);
	buf_free(&two);
	buf_free(&none);
	return check_status();
}
