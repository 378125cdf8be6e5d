/*
 * A folder of its own for each run, with a folder for each input in it.
 */
#include "cc/temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FNV-1a. */
static uint64_t hash(const char *text)
{
	uint64_t h = 14695981039346656037u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 1099511628211u;
	return h;
}

/* Translated headers lie as deep as their own folders. */
static void remove_tree(const char *path, int depth)
{
	DIR *d = opendir(path);
	struct dirent *e;
	char name[4096];

	while (d && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if ((size_t)snprintf(name, sizeof name, "%s/%s", path, e->d_name) >= sizeof name)
			continue;
		if (unlink(name) != 0 && depth < 200)
			remove_tree(name, depth + 1);
	}
	if (d)
		closedir(d);
	rmdir(path);
}

/* Whether `path` is still the folder that is open as `fd`: as long as it is open no other gets its number. */
static bool same_folder(const char *path, int fd)
{
	struct stat named, opened;

	return fstat(fd, &opened) == 0 && lstat(path, &named) == 0 && named.st_dev == opened.st_dev &&
	       named.st_ino == opened.st_ino;
}

/* The child that outlives us: in a session of its own, where no signal to a group reaches it.  When we have
 * removed the folder ourselves, the next run may have made one of this name. */
static void watch(const char *dir)
{
	int ends[2], null, folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char c;

	if (folder < 0)
		return;
	if (pipe(ends) != 0) {
		close(folder);
		return;
	}
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	if (fork() != 0) {
		close(ends[0]);
		close(folder);
		return;
	}
	close(ends[1]);
	setsid();
	/* Whoever reads our output waits for its end. */
	null = open("/dev/null", O_RDWR);
	for (int i = 0; i < 3 && null >= 0; i++)
		dup2(null, i);
	for (int i = 3; i < 256; i++)
		if (i != ends[0] && i != folder)
			close(i);
	while (read(ends[0], &c, 1) > 0 || errno == EINTR)
		errno = 0;
	if (same_folder(dir, folder))
		remove_tree(dir, 0);
	_exit(0);
}

bool temporary_make(struct temporary *t, struct arena *a, const char *key)
{
	const char *base = getenv("TMPDIR");

	if (!base || !*base)
		base = "/tmp";
	t->dir = arena_printf(a, "%s/cdefer-%lu-%016" PRIx64, base, (unsigned long)getuid(), hash(key));
	if (mkdir(t->dir, 0700) != 0) {
		t->dir = arena_printf(a, "%s/cdefer-XXXXXX", base);
		if (!mkdtemp(t->dir)) {
			fprintf(stderr, "cdefer-cc: cannot make a folder in '%s': %s\n", base, strerror(errno));
			t->dir = NULL;
			return false;
		}
	}
	watch(t->dir);
	return true;
}

char *temporary_dir(struct temporary *t, struct arena *a, size_t number)
{
	char *dir = arena_printf(a, "%s/%zu", t->dir, number);

	mkdir(dir, 0700);
	return dir;
}

void temporary_remove(struct temporary *t)
{
	if (t->dir)
		remove_tree(t->dir, 0);
	t->dir = NULL;
}
