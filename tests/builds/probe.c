/*
 * The two halves of the deferred call that tests/builds puts into every function.
 *
 * The token says where in the nest of its thread the function was entered.  At the end of a process a line is
 * appended to the file that PROBE_LOG names:
 *
 *     entered left misnested nested depth pending name
 *
 * the first four of all threads; then how deep the thread is that ends the process, by the probe and by the
 * runtime.  A function that calls exit has not been left, and its action is still pending.
 */
#define _GNU_SOURCE
#include <cdefer.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "probe.h"

struct counts { long entered, left, misnested; int depth; struct counts *next; };
static __thread struct counts *own;
static struct counts *all;

/* They outlive the thread, and a child of fork goes on with those of its parent. */
static struct counts *counts(void)
{
	if (!own) {
		int kept = errno;
		own = calloc(1, sizeof *own);
		if (!own)
			abort();
		own->next = __atomic_load_n(&all, __ATOMIC_RELAXED);
		while (!__atomic_compare_exchange_n(&all, &own->next, own, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
			;
		errno = kept;
	}
	return own;
}

int probe_enter(void)
{
	struct counts *c = counts();

	c->entered++;
	return ++c->depth;
}

void probe_leave(int token)
{
	struct counts *c = counts();

	c->left++;
	c->misnested += token != c->depth;
	c->depth = token - 1;
}

__attribute__((destructor)) static void tell(void)
{
	const char *name = getenv("PROBE_LOG");
	struct counts sum = { 0, 0, 0, 0, NULL };
	FILE *log = name && all ? fopen(name, "a") : NULL;

	if (!log)
		return;
	for (const struct counts *c = all; c; c = c->next) {
		sum.entered += c->entered;
		sum.left += c->left;
		sum.misnested += c->misnested;
		sum.depth += c->depth;
	}
	fprintf(log, "%ld %ld %ld %d %d %zu %s\n", sum.entered, sum.left, sum.misnested, sum.depth, counts()->depth,
		cdefer_pending(), program_invocation_short_name);
	fclose(log);
}
