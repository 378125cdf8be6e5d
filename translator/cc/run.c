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

/* What a signal handler has to know is of the process. */
static volatile sig_atomic_t running, came;

static void pass_on(int number)
{
	came = number;
	if (running > 0)
		kill((pid_t)running, number);
}

static void catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
	struct sigaction action, old;

	memset(&action, 0, sizeof action);
	action.sa_handler = pass_on;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
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

int run_wait(struct arena *a, const cc_words *words)
{
	char **argv = argv_of(a, words);
	pid_t pid;
	int status, error;

	catch_signals();
	/* A handler is not inherited; what was ignored stays so. */
	error = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
	if (error) {
		complain(argv[0], error);
		return -1;
	}
	running = (sig_atomic_t)pid;
	if (came)
		kill(pid, came);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	running = 0;
	return status;
}

int run_signal(void) { return came; }

void run_show(const cc_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		fprintf(stderr, " \"%s\"", words->at[i]);
	fputc('\n', stderr);
}
