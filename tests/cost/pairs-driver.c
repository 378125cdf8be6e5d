/*
 * Calls each function of pairs.c (or of pairs.cd) with many arguments and prints what it does: every call of a function
 * that is not its own, in order, and what it returns.  Those calls have pseudo-random results; which they are depends
 * on how many there were, so two versions print the same only if they call the same in the same order.
 *
 * The functions of the C library are ours, too: link with -Wl,--wrap=NAME for each __wrap_NAME here.
 */
#include "pairs.h"

void *__real_malloc(size_t);
void __real_free(void *);

int depth;
pthread_mutex_t big_lock = PTHREAD_MUTEX_INITIALIZER;
struct table settings = {
	PTHREAD_MUTEX_INITIALIZER, 4, {"host", "port", "user", "host"}, {"localhost", "80", "nobody", "other"},
};
static struct account accounts[2];

/* ---- pseudo-random results ----------------------------------------------------------------------------------- */

static unsigned seed, salt, calls;

static unsigned draw(unsigned below)
{
	unsigned long long x = ((seed + salt * 65536ull) * 2654435761ull + ++calls) * 0x9e3779b97f4a7c15ull;

	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9ull;
	x ^= x >> 32;
	return (unsigned)(x % below);
}

/* Some seeds have no failures, some have many; nothing goes on for ever. */
static bool fails(void)
{
	static const unsigned one_in[] = {0, 40, 15, 6, 3};
	unsigned n = one_in[seed % 5], x = draw(1000);

	return calls > 400 || (n && x % n == 0);
}

/* ---- what is open -------------------------------------------------------------------------------------------- */

enum { MOST = 2000 };
static struct thing { void *p; const char *kind; } things[MOST];
static int n_things;

static int number(const void *p)
{
	if (!p)
		return 0;
	for (int i = n_things; i > 0; i--)
		if (things[i - 1].p == p)
			return i;
	return -1;
}

static void *opened(const char *kind, size_t size)
{
	void *p;

	if (n_things == MOST || !(p = __real_malloc(size + 1)))
		abort();
	memset(p, 'Z', size + 1);
	things[n_things].p = p;
	things[n_things].kind = kind;
	return things[n_things++].p;
}

static void closed(const char *kind, void *p)
{
	int i = number(p);

	if (!p && strcmp(kind, "memory") == 0)
		return;
	if (i <= 0 || strcmp(things[i - 1].kind, kind) != 0) {
		printf("  (not a %s that is open)\n", kind);
		return;
	}
	things[i - 1].p = NULL;
	__real_free(p);
}

static void finish(void)
{
	for (int i = 0; i < n_things; i++) {
		if (things[i].p) {
			printf("  left: %s %d\n", things[i].kind, i + 1);
			__real_free(things[i].p);
		}
	}
	n_things = 0;
	if (depth)
		printf("  depth %d\n", depth);
	depth = 0;
}

static int made(const char *what, void *p)
{
	return printf("  %s -> %d\n", what, number(p));
}

/* ---- the functions of pairs.h -------------------------------------------------------------------------------- */

void *take(int n)
{
	void *p = fails() ? NULL : opened("resource", 1);

	printf("  take %d -> %d\n", n, number(p));
	return p;
}

void give(void *p)
{
	printf("  give %d\n", number(p));
	if (p)
		closed("resource", p);
}

static int result(void)
{
	int r = fails() ? -1 - (int)draw(9) : (int)draw(28);

	printf("    = %d\n", r);
	return r;
}

int work(void *p, int n)
{
	printf("  work %d %d\n", number(p), n);
	return result();
}

int next_value(void)
{
	printf("  next_value\n");
	return result();
}

double measure(void *p, int n)
{
	printf("  measure %d %d\n", number(p), n);
	return result() / 7.0;
}

void note(const char *text, int n) { printf("  note %s %d\n", text, n); }
void begin(int n) { printf("  begin %d\n", n); }
void commit(int n) { printf("  commit %d\n", n); }
void rollback(int n) { printf("  rollback %d\n", n); }

static int socket_of(const char *call, int on)
{
	int s = fails() ? -1 : 100 + (int)calls;

	printf("  %s %d -> %d\n", call, on, s);
	return s;
}

int open_socket(int port) { return socket_of("open_socket", port); }
int accept_client(int s) { return socket_of("accept_client", s); }
void close_socket(int s) { printf("  close_socket %d\n", s); }

int connect_socket(int s, const char *host, int port)
{
	printf("  connect %d %s %d\n", s, host, port);
	return result();
}

int receive(int s, char *to, int n)
{
	static const char *const texts[] = {"ok", "no", "of", "ok!", "q", "", "more"};
	const char *text = texts[draw(7)];
	int length = fails() ? -1 : (int)strlen(text);

	if (length > n)
		length = n;
	if (length > 0)
		memcpy(to, text, (size_t)length);
	printf("  receive %d %d -> %d %s\n", s, n, length, text);
	return length;
}

int transmit(int s, const char *from, int n)
{
	int sent = fails() ? n - 1 : n;

	printf("  transmit %d %.*s %d -> %d\n", s, n, from, n, sent);
	return sent;
}

/* ---- the C library's ----------------------------------------------------------------------------------------- */

void *__wrap_malloc(size_t n)
{
	void *p = fails() ? NULL : opened("memory", n);

	printf("  malloc %zu -> %d\n", n, number(p));
	return p;
}

void __wrap_free(void *p)
{
	printf("  free %d\n", number(p));
	closed("memory", p);
}

void *__wrap_realloc(void *p, size_t n)
{
	void *q = n > 1 << 14 || fails() ? NULL : opened("memory", n);

	printf("  realloc %d %zu -> %d\n", number(p), n, number(q));
	if (q && p) {
		memcpy(q, p, n / 2);
		closed("memory", p);
	}
	return q;
}

char *__wrap_strdup(const char *s)
{
	char *p = fails() ? NULL : opened("memory", strlen(s) + 1);

	printf("  strdup %s -> %d\n", s, number(p));
	return p ? strcpy(p, s) : NULL;
}

FILE *__wrap_fopen(const char *name, const char *mode)
{
	FILE *f = NULL;

	if (fails())
		errno = draw(2) ? ENOENT : EACCES;
	else
		f = opened("file", 1);
	printf("  fopen %s %s -> %d\n", name, mode, number(f));
	return f;
}

int __wrap_fclose(FILE *f)
{
	printf("  fclose %d\n", number(f));
	closed("file", f);
	errno = EBADF;
	return 0;
}

size_t __wrap_fread(void *to, size_t size, size_t n, FILE *f)
{
	size_t got = fails() || draw(5) == 0 ? 0 : draw(4) ? n : draw((unsigned)n + 1);

	printf("  fread %zu %zu %d -> %zu\n", size, n, number(f), got);
	for (size_t i = 0; i < got; i++)
		((char *)to)[i] = (char)('a' + (i + got) % 26);
	return got;
}

size_t __wrap_fwrite(const void *from, size_t size, size_t n, FILE *f)
{
	size_t put = fails() ? 0 : n;

	printf("  fwrite %.*s %zu %zu %d -> %zu\n", n < 9 ? (int)n : 9, (const char *)from, size, n, number(f), put);
	return put;
}

int __wrap_fseek(FILE *f, long at, int from)
{
	printf("  fseek %d %ld %d\n", number(f), at, from);
	return fails() ? -1 : 0;
}

long __wrap_ftell(FILE *f)
{
	printf("  ftell %d\n", number(f));
	return fails() ? -1 : (long)draw(10000);
}

int __wrap_ferror(FILE *f)
{
	printf("  ferror %d\n", number(f));
	return fails();
}

char *__wrap_fgets(char *to, int n, FILE *f)
{
	static const char *const lines[] = {
		"12\n", "# remark\n", "  7 \n", "\t300\n", "\n", "", "999", "2000\n", "x\n", ".\n", "5", " 41\n", "0\n", "1\n",
	};
	const char *line = fails() || draw(8) == 0 ? NULL : lines[draw(14)];

	printf("  fgets %d %d -> %s\n", n, number(f), line ? line : "(end)");
	return line ? strcpy(to, line) : NULL;
}

int __wrap_fgetc(FILE *f)
{
	int c = fails() ? EOF : draw(3) ? 'a' + (int)draw(26) : '#';

	printf("  fgetc %d -> %d\n", number(f), c);
	return c;
}

int __wrap_fputs(const char *s, FILE *f)
{
	bool bad = fails();

	printf("  fputs %s %d -> %d\n", s, number(f), bad);
	return bad ? EOF : 1;
}

DIR *__wrap_opendir(const char *name)
{
	DIR *d = fails() ? NULL : opened("directory", 1);

	printf("  opendir %s -> %d\n", name, number(d));
	return d;
}

struct dirent *__wrap_readdir(DIR *d)
{
	static const char *const names[] = {".", "..", "a.c", "b.c", ".git", "README", "a-long-name-in-it"};
	static struct dirent e;
	unsigned i = draw(40);

	if (fails() || i < 4) {
		printf("  readdir %d: end\n", number(d));
		return NULL;
	}
	strcpy(e.d_name, names[i == 5 ? 6 : i % 6]);
	printf("  readdir %d -> %s\n", number(d), e.d_name);
	return &e;
}

int __wrap_closedir(DIR *d)
{
	printf("  closedir %d\n", number(d));
	closed("directory", d);
	return 0;
}

static const char *lock_name(pthread_mutex_t *m)
{
	return m == &big_lock ? "big" : m == &settings.lock ? "settings" :
	       m == &accounts[0].lock ? "first" : m == &accounts[1].lock ? "second" : "?";
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *m) { return printf("  lock %s\n", lock_name(m)), 0; }
int __wrap_pthread_mutex_unlock(pthread_mutex_t *m) { return printf("  unlock %s\n", lock_name(m)), 0; }

/* ---- the calls ----------------------------------------------------------------------------------------------- */

#define CALL(format, value) \
	do { \
		calls = 0; \
		printf("%u: " #value "\n", seed); \
		printf("  returns " format "\n", value); \
		finish(); \
	} while (0)

static void pair(void **p)
{
	made("pair", p);
	if (p) {
		made("first", p[0]);
		made("second", p[1]);
	}
}

static void list(struct node *l)
{
	made("list", l);
	for (; l; l = l->next)
		printf("  node %d\n", l->value);
}

static void numbers(int n, int m)
{
	struct point c;
	struct summary s;

	printf("n %d, m %d\n", n, m);
	salt = (unsigned)(n + 1);
	CALL("%d", locked_update(n));
	CALL("%d", each_turn(n));
	CALL("%d", find_cell(n, m, 5));
	CALL("%d", run_operation(m, n));
	calls = 0;
	c = centre(n);
	printf("centre %a %a\n", c.x, c.y);
	finish();
	calls = 0;
	print_all(n);
	finish();
	CALL("%a", mean(n));
	CALL("%d", several(n));
	CALL("%d", conditional(n, (unsigned)m));
	calls = 0;
	list(build_list(n));
	finish();
	CALL("%ld", sum_list(n));
	CALL("%d", connect_to("here", n));
	CALL("%d", serve(n));
	CALL("%ld", gcd_sum(n * 20, m * 30));
	CALL("%d", nested_blocks(n));
	CALL("%d", retry(n));
	CALL("%d", poll_until(n * 5));
	CALL("%d", transaction(n));
	CALL("%d", machine(n));
	CALL("%d", pairwise(n, m));
	CALL("%d", open_all(n));
	calls = 0;
	s = summarize(n);
	printf("summary %ld %ld %ld %ld %ld\n", s.count, s.sum, s.min, s.max, s.last);
	finish();
	calls = 0;
	pair(make_pair(n));
	finish();
	CALL("%d", write_rows("rows", n));
	if (n >= 0)
		CALL("%d", three_buffers(n));
}

static void accounts_of(long first, long second, int closed_ones, long amount)
{
	accounts[0].balance = first;
	accounts[1].balance = second;
	accounts[0].closed = closed_ones & 1;
	accounts[1].closed = closed_ones >> 1;
	CALL("%d", transfer(&accounts[0], &accounts[1], amount));
	CALL("%d", transfer(&accounts[1], &accounts[0], amount));
	CALL("%d", transfer(&accounts[1], &accounts[1], amount));
	printf("balances %ld %ld\n", accounts[0].balance, accounts[1].balance);
}

static void texts(void)
{
	static const char *const words[] = {"a", "list", "of", "", "words"};
	static const char *const lists[] = {"", "a", "one,two", "one,,two", "one,Two", "a,b,", "x,y,z"};
	static const char *const keys[] = {"host", "port", "user", "none"};
	struct tree leaves[4] = {{0, 0, 1}, {0, 0, 2}, {0, 0, 3}, {0, 0, 4}};
	struct tree left = {&leaves[0], &leaves[1], 5}, right = {&leaves[2], &leaves[3], 6}, root = {&left, &right, 7};
	struct tree uneven = {&left, &leaves[3], 8}, other = {&leaves[0], &right, 9};
	char out[20];

	for (int most = 0; most < 5; most++) {
		CALL("%d", walk(&root, most));
		CALL("%d", walk(most ? &uneven : NULL, most));
		CALL("%d", walk(&other, most));
	}
	for (unsigned i = 0; i < sizeof lists / sizeof *lists; i++)
		CALL("%d", validate(lists[i]));
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *value = lookup(keys[i]);

		printf("%s: %s\n", keys[i], value ? value : "nothing");
	}
	for (size_t size = 0; size < sizeof out; size++) {
		strcpy(out, "?");
		for (int n = 0; n <= 5; n++)
			CALL("%zu", join(out, size, words, n));
		printf("%s\n", out);
	}
	for (unsigned n = 0; n < 12; n++)
		CALL("%u", hot_loop((const unsigned char *)"some\0text!!", n));
}

static void files(void)
{
	char *text;

	CALL("%d", copy_file("from", "to"));
	CALL("%ld", file_size("file"));
	calls = 0;
	text = read_whole("text");
	printf("read_whole %s\n", text ? text : "nothing");
	finish();
	CALL("%d", parse_lines("lines"));
	CALL("%d", count_entries("folder"));
	errno = (int)seed;
	CALL("%d", keep_errno("name"));
	printf("errno %d\n", errno);
}

int main(void)
{
	static char buffer[1 << 16];

	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	for (seed = 0; seed < 25; seed++)
		for (int n = -1; n < 9; n++)
			numbers(n, (n + (int)seed) % 9);
	for (seed = 0; seed < 250; seed++)
		files();
	for (seed = 0; seed < 5; seed++)
		texts();
	for (seed = 0; seed < 4; seed++)
		for (long amount = -1; amount < 8; amount += 2)
			accounts_of(5, 3, (int)seed, amount);
	return 0;
}
