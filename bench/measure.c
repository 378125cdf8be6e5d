/*
 * measure [-r ROUNDS] [-m MILLISECONDS] [-i] PLAN RESULTS: runs what a plan lists, and writes what came out.
 *
 * A line of the plan is a measurement, its fields parted by tabs:
 *
 *     section  row  build  variant  unit  scale  kind  command
 *
 * The kinds of commands:
 *
 *     call     gets a number of calls behind its arguments, makes them, and prints the nanoseconds that they took
 *     run      is what is measured: the CPU time of the process and of those that it waits for, and its peak of memory
 *     tell     prints a number or two, which are the result
 *     fact     the same, and always prints the same
 *     absent   is not run; the command says why
 *
 * What is too short for the clock is repeated until it takes so many milliseconds (-m).  Each round runs every
 * measurement once, in the order of the plan, so that whatever else the machine does meets all of them alike; the
 * result is the median of the rounds.  With -i, instructions are counted by callgrind: of two runs with different
 * numbers of calls, so that only the calls are left; of a command with `count` behind its kind (run,count) all; and not
 * of those with `time` (call,time).
 *
 * A line of the results has the first five fields and
 *
 *     median  minimum  quartile  quartile  instructions  more  rounds  remark  samples
 *
 * in units per scale; more: the second number of a tell, kilobytes of a run; samples: those of the rounds in their
 * order, with blanks between them; an empty field: not known.
 * Fails if a command did.  Words are parted by blanks; NAME=VALUE in front of them goes to the environment; a run may
 * be several commands with ; between them.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE                 /* wait4 */
#include <ctype.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { FIELDS = 8, ROUNDS_MOST = 99, WORDS_MOST = 100 };
enum { SECTION, ROW, BUILD, VARIANT, UNIT, SCALE, KIND, COMMAND };

struct measurement {
	char *field[FIELDS];
	char **words;                   /* of the command; the end of one is null */
	size_t count;                   /* of the words, those nulls too */
	long calls;                     /* in a batch */
	double sample[ROUNDS_MOST];     /* of one call, in units */
	double more[ROUNDS_MOST];
	int rounds;                     /* how many samples there are */
	int most;                       /* how many there shall be */
	double instructions;            /* -1: not known */
	int failed;
};

struct outcome {
	double value;                   /* of the whole batch */
	double more;                    /* -1: none */
	int failed;
};

static double least_ns = 20e6;
static int rounds = 7;

static void die(const char *text, const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, text);
	exit(2);
}

static int is_kind(const struct measurement *m, const char *kind)
{
	size_t length = strlen(kind);

	return strncmp(m->field[KIND], kind, length) == 0 && !isalpha((unsigned char)m->field[KIND][length]);
}

static int is_marked(const struct measurement *m, const char *mark)
{
	return strstr(m->field[KIND], mark) != NULL;
}

/* ---- the plan ---------------------------------------------------------------------------------------------------- */

static void split_fields(struct measurement *m, char *line)
{
	int n = 0;

	line[strcspn(line, "\n")] = '\0';
	for (; n < FIELDS; n++) {
		m->field[n] = line;
		line += strcspn(line, "\t");
		if (*line)
			*line++ = '\0';
		else if (n < FIELDS - 1)
			die("a line with too few fields", m->field[0]);
	}
}

static void split_words(struct measurement *m)
{
	char *text = strdup(m->field[COMMAND]), *word;

	m->words = calloc(strlen(m->field[COMMAND]) / 2 + 3, sizeof *m->words);
	if (!text || !m->words)
		die("no memory", m->field[ROW]);
	for (word = strtok(text, " "); word; word = strtok(NULL, " "))
		m->words[m->count++] = strcmp(word, ";") == 0 ? NULL : word;
}

static struct measurement *read_plan(const char *name, size_t *count)
{
	struct measurement *all = NULL, *m;
	FILE *f = fopen(name, "r");
	char *line = NULL;
	size_t size = 0;

	if (!f)
		die("cannot be read", name);
	for (*count = 0; getline(&line, &size, f) > 0; line = NULL, size = 0) {
		all = realloc(all, (*count + 1) * sizeof *all);
		if (!all)
			die("no memory", name);
		m = &all[(*count)++];
		memset(m, 0, sizeof *m);
		m->calls = 1;
		m->instructions = -1;
		split_fields(m, line);
		split_words(m);
	}
	fclose(f);
	return all;
}

/* ---- running ----------------------------------------------------------------------------------------------------- */

/* The environment with the assignments in front of the command, and where the command begins. */
static char **environment_of(char **words, char ***command)
{
	static char *variables[1024];
	size_t n = 0;
	char **e;

	for (; *words && strchr(*words, '=') && n < 1000; words++)
		variables[n++] = *words;
	for (e = environ; *e && n < 1000; e++)
		variables[n++] = *e;
	variables[n] = NULL;
	*command = words;
	return variables;
}

/* Spawned, not forked: a copy of this process would be measured along. */
static pid_t start(char **words, const char *out, const char *err)
{
	posix_spawn_file_actions_t files;
	char **command, **variables = environment_of(words, &command);
	int flags = O_WRONLY | O_CREAT | O_TRUNC;
	pid_t pid;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, out, flags, 0666);
	posix_spawn_file_actions_addopen(&files, 2, err, flags, 0666);
	if (posix_spawnp(&pid, command[0], &files, NULL, command, variables) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&files);
	return pid;
}

static int finish(pid_t pid, struct rusage *usage)
{
	int status;

	return pid < 0 || wait4(pid, &status, 0, usage) != pid || status != 0;
}

static double cpu_ns(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1e9 +
	       (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) * 1e3;
}

static void read_numbers(const char *name, struct outcome *o)
{
	FILE *f = fopen(name, "r");
	int n = f ? fscanf(f, "%lf %lf", &o->value, &o->more) : 0;

	if (f)
		fclose(f);
	if (n < 1)
		o->failed = 1;
	if (n < 2)
		o->more = -1;
}

/* Where the next of several commands begins. */
static size_t next_command(const struct measurement *m, size_t word)
{
	while (word < m->count && m->words[word])
		word++;
	return word + 1;
}

static struct outcome run_commands(struct measurement *m)
{
	struct outcome o = { 0, -1, 0 };
	struct rusage usage;

	for (long i = 0; i < m->calls; i++)
		for (size_t word = 0; word < m->count && !o.failed; word = next_command(m, word)) {
			o.failed = finish(start(m->words + word, "/dev/null", "log"), &usage);
			o.value += cpu_ns(&usage);
			if ((double)usage.ru_maxrss > o.more)
				o.more = (double)usage.ru_maxrss;
		}
	return o;
}

static struct outcome ask_program(struct measurement *m)
{
	struct outcome o = { 0, -1, 0 };
	struct rusage usage;
	char calls[32];

	if (is_kind(m, "call")) {
		snprintf(calls, sizeof calls, "%ld", m->calls);
		m->words[m->count] = calls;
	}
	o.failed = finish(start(m->words, "numbers", "log"), &usage);
	m->words[m->count] = NULL;
	if (!o.failed)
		read_numbers("numbers", &o);
	return o;
}

static void show_log(const struct measurement *m, const char *log)
{
	FILE *f = fopen(log, "r");
	char line[512];

	fprintf(stderr, "failed: %s\n", m->field[COMMAND]);
	for (int i = 0; f && i < 20 && fgets(line, sizeof line, f); i++)
		fprintf(stderr, "    %s", line);
	if (f)
		fclose(f);
}

static struct outcome run_once(struct measurement *m)
{
	struct outcome o = is_kind(m, "run") ? run_commands(m) : ask_program(m);

	if (o.failed) {
		m->failed = 1;
		show_log(m, "log");
	}
	return o;
}

/* ---- how often --------------------------------------------------------------------------------------------------- */

static void keep(struct measurement *m, struct outcome o)
{
	m->sample[m->rounds] = o.value / (double)m->calls / atof(m->field[SCALE]);
	m->more[m->rounds++] = o.more;
}

/* Finds the number of calls.  What takes seconds has its first sample then, and few more or none. */
static void calibrate(struct measurement *m)
{
	struct outcome o = run_once(m);
	double factor;

	while (!m->failed && o.value < least_ns) {
		factor = o.value > 0 ? 1.3 * least_ns / o.value : 100;
		if (factor < 1.5)
			factor = 1.5;
		else if (factor > 100)
			factor = 100;
		m->calls = (long)((double)m->calls * factor) + 1;
		o = run_once(m);
	}
	if (!m->failed && o.value > 2e9) {
		keep(m, o);
		m->most = o.value > 10e9 ? 1 : rounds < 3 ? rounds : 3;
	}
}

static void prepare(struct measurement *m)
{
	m->most = rounds;
	if (is_kind(m, "absent"))
		m->most = 0;
	else if (is_kind(m, "fact"))
		m->most = 1;
	else if (!is_kind(m, "tell"))
		calibrate(m);
}

static void run_rounds(struct measurement *all, size_t count)
{
	struct measurement *m;
	struct outcome o;

	for (int round = 1; round <= rounds; round++) {
		fprintf(stderr, "round %d of %d\n", round, rounds);
		for (m = all; m < all + count; m++) {
			if (m->failed || m->rounds >= m->most)
				continue;
			o = run_once(m);
			if (!o.failed)
				keep(m, o);
		}
	}
}

/* ---- instructions ------------------------------------------------------------------------------------------------ */

static pid_t start_counting(const struct measurement *m, char *calls, const char *log)
{
	char *words[WORDS_MOST + 8];
	size_t n = 0, i = 0;

	if (m->count > WORDS_MOST)
		return -1;
	while (i < m->count && strchr(m->words[i], '='))
		words[n++] = m->words[i++];
	words[n++] = (char[]){ "valgrind" };
	words[n++] = (char[]){ "--tool=callgrind" };
	words[n++] = (char[]){ "--callgrind-out-file=/dev/null" };
	while (i < m->count)
		words[n++] = m->words[i++];
	if (calls)
		words[n++] = calls;
	words[n] = NULL;
	return start(words, "/dev/null", log);
}

/* What callgrind says that it has collected; -1: it says nothing. */
static double collected(const char *log)
{
	FILE *f = fopen(log, "r");
	double count = -1;
	char line[512], *at;

	while (f && fgets(line, sizeof line, f))
		if ((at = strstr(line, "Collected : ")) != NULL)
			count = strtod(at + 12, NULL);
	if (f)
		fclose(f);
	return count;
}

static void count_calls(struct measurement *m)
{
	long few = m->calls / 300 + 1, many = 3 * few;
	char first[32], second[32];
	struct rusage usage;
	double a, b;
	pid_t p, q;

	snprintf(first, sizeof first, "%ld", few);
	snprintf(second, sizeof second, "%ld", many);
	p = start_counting(m, first, "log.few");
	q = start_counting(m, second, "log.many");
	if ((finish(p, &usage) | finish(q, &usage)) != 0)
		return;
	a = collected("log.few");
	b = collected("log.many");
	if (a >= 0 && b >= 0)
		m->instructions = (b - a) / (double)(many - few) / atof(m->field[SCALE]);
}

static void count_whole(struct measurement *m)
{
	struct rusage usage;

	if (!finish(start_counting(m, NULL, "log"), &usage))
		m->instructions = collected("log") / atof(m->field[SCALE]);
}

static void count_instructions(struct measurement *all, size_t count)
{
	fprintf(stderr, "counting instructions\n");
	for (struct measurement *m = all; m < all + count; m++) {
		if (m->failed)
			continue;
		if (is_marked(m, ",count"))
			count_whole(m);
		else if (is_kind(m, "call") && !is_marked(m, ",time"))
			count_calls(m);
	}
}

/* ---- results ----------------------------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Of sorted values the one that a part of them is below. */
static double quantile(const double *sorted, int n, double part)
{
	double at = part * (n - 1);
	int i = (int)at;

	if (i + 1 >= n)
		return sorted[n - 1];
	return sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]);
}

static void write_result(FILE *f, struct measurement *m)
{
	char samples[16 * ROUNDS_MOST] = "";
	double *s = m->sample;
	int n = m->rounds;

	for (int i = 0; i <= UNIT; i++)
		fprintf(f, "%s\t", m->field[i]);
	if (m->failed || n == 0) {
		fprintf(f, "\t\t\t\t\t\t0\t%s\t\n", m->failed ? "failed" : m->field[COMMAND]);
		return;
	}
	for (int i = 0; i < n; i++)
		snprintf(samples + strlen(samples), sizeof samples - strlen(samples), "%s%.6g", i ? " " : "", s[i]);
	qsort(s, (size_t)n, sizeof *s, compare);
	qsort(m->more, (size_t)n, sizeof *m->more, compare);
	fprintf(f, "%.6g\t%.6g\t%.6g\t%.6g\t", quantile(s, n, 0.5), s[0], quantile(s, n, 0.25), quantile(s, n, 0.75));
	if (m->instructions >= 0)
		fprintf(f, "%.10g", m->instructions);
	fputc('\t', f);
	if (m->more[0] >= 0)
		fprintf(f, "%.6g", quantile(m->more, n, 0.5));
	fprintf(f, "\t%d\t\t%s\n", n, samples);
}

int main(int argc, char **argv)
{
	int option, counting = 0, failed = 0;
	struct measurement *all, *m;
	size_t count;
	FILE *f;

	while ((option = getopt(argc, argv, "r:m:i")) != -1) {
		switch (option) {
		case 'r': rounds = atoi(optarg); break;
		case 'm': least_ns = atof(optarg) * 1e6; break;
		case 'i': counting = 1; break;
		default: return 2;
		}
	}
	if (argc - optind != 2 || rounds < 1 || rounds > ROUNDS_MOST)
		die("wants [-r ROUNDS] [-m MILLISECONDS] [-i] PLAN RESULTS", "usage");
	all = read_plan(argv[optind], &count);
	fprintf(stderr, "%zu measurements\n", count);
	for (m = all; m < all + count; m++)
		prepare(m);
	run_rounds(all, count);
	if (counting)
		count_instructions(all, count);
	f = fopen(argv[optind + 1], "w");
	if (!f)
		die("cannot be written", argv[optind + 1]);
	for (m = all; m < all + count; m++) {
		write_result(f, m);
		failed |= m->failed;
	}
	if (fclose(f) != 0)
		die("cannot be written", argv[optind + 1]);
	return failed;
}
