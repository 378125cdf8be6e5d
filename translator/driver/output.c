/*
 * Output files, atomically.
 *
 * A regular file, or one that does not exist, is written to a temporary file in the same
 * folder and renamed over the old one; a symbolic link stays one, its target is replaced.
 * What cannot be renamed over (a device, a pipe, what /dev/stdout leads to) is written in place,
 * behind the files that can fail without a trace.  The signals that end a program politely are
 * held back from the first temporary file to the last rename: no handler, hence no global
 * state, and they come through right after.
 */
#include "driver/output.h"

#define _XOPEN_SOURCE 700

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool complain(const char *fmt, ...)
{
	va_list ap;

	fputs("cdefer: error: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return false;
}

bool same_file(const char *a, const char *b)
{
	struct stat sa, sb;

	if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
		return false;
	return stat(a, &sa) == 0 && stat(b, &sb) == 0 && S_ISREG(sa.st_mode) &&
	       sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static bool cannot_write(const char *path)
{
	return complain("cannot write '%s': %s", strcmp(path, "-") == 0 ? "standard output" : path,
	                strerror(errno));
}

static bool write_all(int fd, const struct buf *text)
{
	size_t done = 0;

	while (done < text->len) {
		ssize_t n = write(fd, text->text + done, text->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* The open file that a name stands for; -1 if it is an ordinary name.  Opening these again would
 * truncate what was written to them so far. */
static int standard_stream(const char *path)
{
	if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	return strcmp(path, "/dev/stderr") == 0 ? STDERR_FILENO : -1;
}

/* Whether `path` has to be written in place.  What lies below /dev and /proc leads to an open
 * file of somebody, which a new file of that name would not be. */
static bool is_direct(const char *path)
{
	struct stat s;

	if (standard_stream(path) >= 0)
		return true;
	if (strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0)
		return true;
	return stat(path, &s) == 0 && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode);
}

/* Opens a new file beside the target.  Its mode is what the umask leaves, as for any file that
 * is made by fopen(). */
static bool open_temporary(struct output *o)
{
	struct stat s;
	size_t room;

	o->target = realpath(o->path, NULL);
	if (!o->target)
		o->target = strdup(o->path);
	if (stat(o->target, &s) == 0 && S_ISDIR(s.st_mode)) {
		errno = EISDIR;
		return false;
	}
	room = strlen(o->target) + 48;
	o->temporary = malloc(room);
	if (!o->temporary)
		return false;
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(o->temporary, room, "%s.%ld-%u.tmp", o->target, (long)getpid(), i);
		o->fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (o->fd >= 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	free(o->temporary);
	o->temporary = NULL;
	return false;
}

/* Some file systems report a full disk only when the file is closed. */
static bool write_temporary(struct output *o)
{
	bool ok;
	int error;

	if (!open_temporary(o))
		return false;
	ok = write_all(o->fd, o->text);
	error = errno;
	if (close(o->fd) != 0 && ok) {
		ok = false;
		error = errno;
	}
	errno = error;
	return ok;
}

static bool write_direct(const struct output *o)
{
	int fd = standard_stream(o->path), error;
	bool ok;

	if (fd >= 0)
		return write_all(fd, o->text);
	fd = open(o->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return false;
	ok = write_all(fd, o->text);
	error = errno;
	if (close(fd) != 0 && ok)
		return false;
	errno = error;
	return ok;
}

static bool write_files(struct output *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (files[i].path && !is_direct(files[i].path) && !write_temporary(&files[i]))
			return cannot_write(files[i].path);
	for (size_t i = 0; i < n; i++)
		if (files[i].path && !files[i].temporary && !write_direct(&files[i]))
			return cannot_write(files[i].path);
	for (size_t i = 0; i < n; i++) {
		if (!files[i].temporary)
			continue;
		if (rename(files[i].temporary, files[i].target) != 0)
			return cannot_write(files[i].path);
		free(files[i].temporary);
		files[i].temporary = NULL;
	}
	return true;
}

bool output_write(struct output *files, size_t n)
{
	sigset_t polite, before;
	bool ok;

	sigemptyset(&polite);
	sigaddset(&polite, SIGINT);
	sigaddset(&polite, SIGTERM);
	sigaddset(&polite, SIGHUP);
	for (size_t i = 0; i < n; i++)
		files[i].target = files[i].temporary = NULL;
	sigprocmask(SIG_BLOCK, &polite, &before);
	ok = write_files(files, n);
	for (size_t i = 0; i < n; i++) {
		if (files[i].temporary)
			unlink(files[i].temporary);
		free(files[i].temporary);
		free(files[i].target);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}
