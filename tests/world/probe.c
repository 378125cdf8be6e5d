/*
 * The two halves of the deferred call that tests/world puts into every function.
 *
 * The token says where in the nest the function was entered. At the end of the process the counts
 * are appended to the file that PROBE_LOG names: `entered left misnested`. On demand either half
 * panics: the first then registers nothing, the second has left.
 */
#include <cdefer.h>
#include <stdio.h>
#include <stdlib.h>
#include "probe.h"

struct probe probe;

int probe_enter(void)
{
	probe.entered++;
	probe.throwing = 0;
	if (probe.entered == probe.enter_at) {
		probe.entered--;
		probe.enter_at = 0;
		probe.panics++;
		cdefer_panic_int((int)probe.entered + 1);
	}
	return ++probe.depth;
}

/* Newest first: the token of a function that ends is the depth of the nest. */
void probe_leave(int token)
{
	probe.left++;
	if (token != probe.depth)
		probe.misnested++;
	probe.depth = token - 1;
	if (probe.leave_at && probe.left >= probe.leave_at && probe.left <= probe.leave_to) {
		probe.panics++;
		probe.while_throwing += probe.throwing;
		probe.throwing = 0;
		cdefer_panic_int((int)probe.left);
	}
}

void probe_throw(int longjmp_runs)
{
	probe.throwing = longjmp_runs;
}

__attribute__((destructor)) static void tell(void)
{
	const char *name = getenv("PROBE_LOG");
	FILE *log = name ? fopen(name, "a") : NULL;

	if (!log)
		return;
	fprintf(log, "%ld %ld %ld\n", probe.entered, probe.left, probe.misnested);
	fclose(log);
}
