/*
 * PROGRAM VARIANT [n=N] [fail=I] [threads=T] CALLS: calls one variant so often, and prints the nanoseconds of CPU time
 * that this took (of one thread, where there are several at once).
 *
 * Fails if a call gave another result than it should, or something that was taken was not released.
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "work.h"

enum { THREADS_MOST = 64 };

/* One thread's share, a cache line and more away from the others'. */
struct share {
	struct work work;
	const struct variant *variant;
	long calls;
	int fail;                       /* the resource that cannot be taken; -1: none */
	double nanoseconds;
	int wrong;
	char apart[256];
};

static double cpu_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Of the resource that could not be taken nothing is to be released, and none behind it was taken. */
static int is_balanced(const struct share *s, long calls)
{
	for (int i = 0; i < 8; i++) {
		const struct resource *r = &s->work.r[i];
		unsigned long kept = i == s->fail ? (unsigned long)calls : 0;

		if (r->taken != r->released + kept)
			return 0;
	}
	return 1;
}

static void *measure(void *argument)
{
	struct share *s = argument;
	int (*run)(struct work *) = s->variant->run;
	int expected = s->fail >= 0 ? -1 : s->variant->result;
	struct work *w = &s->work;
	long sum = 0;
	double start;

	/* What is paid once, for a first chunk or by the dynamic linker, is not the call's. */
	s->wrong = run(w) != expected;
	start = cpu_now();
	for (long i = 0; i < s->calls; i++)
		sum += run(w);
	s->nanoseconds = cpu_now() - start;
	s->wrong |= sum != s->calls * expected || !is_balanced(s, s->calls + 1);
	return NULL;
}

static const struct variant *find_variant(const char *name)
{
	const struct variant *v;

	for (v = variants; v->name && strcmp(v->name, name) != 0; v++)
		continue;
	if (v->name)
		return v;
	fprintf(stderr, "no variant '%s'\n", name);
	exit(2);
}

/* The number behind NAME= among the arguments. */
static long option(char **arguments, const char *name, long otherwise)
{
	size_t length = strlen(name);

	for (; *arguments; arguments++)
		if (strncmp(*arguments, name, length) == 0)
			return atol(*arguments + length);
	return otherwise;
}

int main(int argc, char **argv)
{
	static struct share shares[THREADS_MOST];
	pthread_t threads[THREADS_MOST];
	const struct variant *variant;
	long count;
	double sum = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: %s VARIANT [n=N] [fail=I] [threads=T] CALLS\n", argv[0]);
		return 2;
	}
	variant = find_variant(argv[1]);
	count = option(argv, "threads=", 1);
	if (count < 1 || count > THREADS_MOST)
		return 2;
	for (long i = 0; i < count; i++) {
		struct share *s = &shares[i];

		s->variant = variant;
		s->calls = atol(argv[argc - 1]);
		s->fail = (int)option(argv, "fail=", -1);
		s->work.n = option(argv, "n=", 1);
		if (s->fail >= 0)
			s->work.r[s->fail].fail = 1;
		if (i > 0 && pthread_create(&threads[i], NULL, measure, s) != 0)
			return 2;
	}
	measure(&shares[0]);
	for (long i = 0; i < count; i++) {
		if (i > 0)
			pthread_join(threads[i], NULL);
		if (shares[i].wrong) {
			fprintf(stderr, "%s %s: a wrong result, or something was not released\n", argv[0], argv[1]);
			return 1;
		}
		sum += shares[i].nanoseconds;
	}
	printf("%.0f\n", sum / (double)count);
	return 0;
}
