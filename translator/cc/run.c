/*
 * Starts programs and waits for them.
 */
#include "cc/run.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
#define NUMBERS (sizeof numbers / sizeof *numbers)

/* The signals that end us. */
static void ending(sigset_t *set)
{
	struct sigaction old;

	sigemptyset(set);
	for (size_t i = 0; i < NUMBERS; i++)
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaddset(set, numbers[i]);
}

static char **argv_of(struct arena *a, const cc_words *words)
{
	char **argv = arena_alloc(a, (words->n + 1) * sizeof *argv);

	for (size_t i = 0; i < words->n; i++)
		argv[i] = (char *)words->at[i];
	argv[words->n] = NULL;
	return argv;
}

static void complain(const char *name, int error)
{
	fprintf(stderr, "cdefer-cc: cannot run '%s': %s\n", name, strerror(error));
}

void run_instead(struct arena *a, const cc_words *words)
{
	char **argv = argv_of(a, words);

	execvp(argv[0], argv);
	complain(argv[0], errno);
}

int run_wait(struct arena *a, const cc_words *words, int *came)
{
	char **argv = argv_of(a, words);
	sigset_t waited, before, children;
	posix_spawnattr_t attributes;
	pid_t pid, ended;
	int status, error, number;

	/* Ignored, as some parents leave it, nobody would wait for the child, and no signal come. */
	signal(SIGCHLD, SIG_DFL);
	ending(&waited);
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	sigprocmask(SIG_BLOCK, &children, &before);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	/* What we have blocked for ourselves is none of its business. */
	sigdelset(&before, SIGCHLD);
	for (size_t i = 0; i < NUMBERS; i++)
		sigdelset(&before, numbers[i]);
	posix_spawnattr_setsigmask(&attributes, &before);
	sigprocmask(SIG_BLOCK, &waited, NULL);
	error = posix_spawnp(&pid, argv[0], NULL, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	if (error) {
		complain(argv[0], error);
		return -1;
	}
	sigaddset(&waited, SIGCHLD);
	for (;;) {
		/* The janitor of the temporary folder is a child, too, but never ends before us. */
		ended = waitpid(pid, &status, WNOHANG);
		if (ended == pid)
			return status;
		if (ended < 0 && errno != EINTR) {
			complain(argv[0], errno);
			return -1;
		}
		if (sigwait(&waited, &number) == 0 && number != SIGCHLD) {
			*came = number;
			kill(pid, number);
		}
	}
}

void run_show(const cc_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		fprintf(stderr, " \"%s\"", words->at[i]);
	fputc('\n', stderr);
}
