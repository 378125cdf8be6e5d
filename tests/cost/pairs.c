/* The functions of pairs.cd as they are written by hand: goto, and one text of each cleanup. */
#include "pairs.h"

int copy_file(const char *from, const char *to)
{
	int rc;
	size_t n;
	FILE *in, *out;
	char *buffer;

	in = fopen(from, "rb");
	if (!in)
		return -1;
	out = fopen(to, "wb");
	if (!out) {
		rc = -2;
		goto close_in;
	}
	buffer = malloc(4096);
	if (!buffer) {
		rc = -3;
		goto close_out;
	}
	while ((n = fread(buffer, 1, 4096, in)) > 0) {
		if (fwrite(buffer, 1, n, out) != n) {
			rc = -4;
			goto free_buffer;
		}
	}
	rc = ferror(in) ? -5 : 0;
free_buffer:
	free(buffer);
close_out:
	fclose(out);
close_in:
	fclose(in);
	return rc;
}

long file_size(const char *name)
{
	long size = -1;
	FILE *f = fopen(name, "rb");
	if (!f)
		return -1;
	if (fseek(f, 0, SEEK_END) != 0)
		goto out;
	size = ftell(f);
out:
	fclose(f);
	return size;
}

int locked_update(int v)
{
	int now, rc;

	pthread_mutex_lock(&big_lock);
	if (v < 0) {
		rc = EINVAL;
		goto out;
	}
	now = next_value();
	if (now < 0) {
		rc = EIO;
		goto out;
	}
	if (now > v) {
		rc = EBUSY;
		goto out;
	}
	note("update", v);
	rc = 0;
out:
	pthread_mutex_unlock(&big_lock);
	return rc;
}

int transfer(struct account *a, struct account *b, long amount)
{
	int rc;

	if (amount <= 0 || a == b)
		return EINVAL;
	pthread_mutex_lock(&a->lock);
	if (a->closed) {
		rc = ENOENT;
		goto unlock_a;
	}
	pthread_mutex_lock(&b->lock);
	if (b->closed) {
		rc = ENOENT;
		goto unlock_b;
	}
	if (a->balance < amount) {
		rc = ENOSPC;
		goto unlock_b;
	}
	a->balance -= amount;
	b->balance += amount;
	rc = 0;
unlock_b:
	pthread_mutex_unlock(&b->lock);
unlock_a:
	pthread_mutex_unlock(&a->lock);
	return rc;
}

int three_buffers(int n)
{
	int rc;
	char *a = malloc((size_t)n + 1);
	char *b = malloc((size_t)n * 2 + 1);
	char *c = malloc((size_t)n * 3 + 1);

	if (!a || !b || !c) {
		rc = -ENOMEM;
		goto out;
	}
	if (work(a, n) < 0 || work(b, n) < 0) {
		rc = -EIO;
		goto out;
	}
	rc = work(c, n);
out:
	free(c);
	free(b);
	free(a);
	return rc;
}

int each_turn(int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		int v;
		void *p = take(i);
		if (!p)
			continue;
		v = work(p, i);
		if (v < 0)
			goto next;
		if (v % 3 == 0)
			goto next;
		sum += v;
	next:
		give(p);
		if (v < 0)
			break;
	}
	return sum;
}

int find_cell(int rows, int cols, int wanted)
{
	int i, j, rc = -3;
	bool found = false;
	void *grid = take(rows * cols);
	if (!grid)
		return -1;
	for (i = 0; i < rows; i++) {
		void *row = take(i);
		if (!row) {
			rc = -2;
			goto out;
		}
		for (j = 0; j < cols; j++) {
			if (work(row, j) == wanted) {
				found = true;
				goto next;
			}
		}
	next:
		give(row);
		if (found) {
			rc = i * cols + j;
			note("found", rc);
			goto out;
		}
	}
out:
	give(grid);
	return rc;
}

int run_operation(int op, int n)
{
	int r = 0;

	switch (op) {
	case 0: {
		void *p = take(n);
		if (!p)
			break;
		r = work(p, n);
		if (r < 0)
			goto done;
		r += work(p, n + 1);
	done:
		give(p);
		break;
	}
	case 1: {
		bool low = false;
		begin(n);
		if (next_value() < n) {
			low = true;
			goto end;
		}
		r = next_value();
	end:
		commit(n);
		if (low)
			return -1;
		break;
	}
	case 2:
		note("nothing", n);
		break;
	default:
		return -2;
	}
	note("result", r);
	return r;
}

struct point centre(int n)
{
	struct point c = {0, 0};
	void *p = take(n);
	if (!p)
		return c;
	for (int i = 0; i < n; i++) {
		double x = measure(p, i), y = measure(p, -i);
		if (x < 0 || y < 0) {
			c = (struct point){-1, -1};
			goto out;
		}
		c.x += x;
		c.y += y;
	}
	if (n > 1) {
		c.x /= n;
		c.y /= n;
	}
out:
	give(p);
	return c;
}

char *read_whole(const char *name)
{
	size_t n, size = 0, room = 64;
	char *text, *more, *result = NULL;
	FILE *f = fopen(name, "r");
	if (!f)
		return NULL;
	text = malloc(room);
	if (!text)
		goto close;
	for (;;) {
		n = fread(text + size, 1, room - size - 1, f);
		size += n;
		if (n == 0)
			break;
		if (size + 1 == room) {
			more = realloc(text, room * 2);
			if (!more)
				goto fail;
			text = more;
			room *= 2;
		}
	}
	if (ferror(f))
		goto fail;
	text[size] = 0;
	result = text;
fail:
	if (!result)
		free(text);
close:
	fclose(f);
	return result;
}

void print_all(int n)
{
	void *p = take(n);
	if (!p)
		goto out;
	for (int i = 0; i < n; i++) {
		int v = work(p, i);
		if (v < 0)
			goto out;
		if (v == 0)
			continue;
		note("value", v);
	}
	note("all", n);
out:
	give(p);
}

double mean(int n)
{
	double *v, sum, result;

	if (n <= 0)
		return 0;
	v = malloc((size_t)n * sizeof *v);
	if (!v)
		return -1;
	for (int i = 0; i < n; i++) {
		v[i] = measure(v, i);
		if (v[i] < 0) {
			result = -2;
			goto out;
		}
	}
	sum = 0;
	for (int i = 0; i < n; i++)
		sum += v[i];
	result = sum / n;
out:
	free(v);
	return result;
}

unsigned hot_loop(const unsigned char *s, unsigned n)
{
	unsigned h = 2166136261u;

	pthread_mutex_lock(&big_lock);
	for (unsigned i = 0; i < n; i++) {
		if (s[i] == 0) {
			h = 0;
			goto out;
		}
		h = (h ^ s[i]) * 16777619u;
	}
out:
	pthread_mutex_unlock(&big_lock);
	return h;
}

int several(int n)
{
	int v;

	begin(1);
	begin(2);
	begin(3);
	v = next_value();
	if (v < n)
		goto three;
	begin(4);
	v = next_value();
	if (v > n) {
		v = -v;
		goto four;
	}
	note("between", v);
	v = 0;
four:
	rollback(4);
three:
	note("three", n);
	rollback(3);
	rollback(2);
	rollback(1);
	return v;
}

int conditional(int n, unsigned flags)
{
	int r = 0;
	void *q;

	if (flags & 1) {
		void *p = take(n);
		if (!p)
			return -1;
		r += work(p, n);
		give(p);
	}
	if (flags & 2) {
		int v;
		void *p = take(n + 1);
		if (!p)
			return -2;
		v = work(p, n);
		if (v < 0)
			goto done;
		r += v;
	done:
		give(p);
		if (v < 0)
			return v;
	}
	q = flags & 4 ? take(n + 2) : NULL;
	if (work(q, r) < 0)
		r = -3;
	if (q)
		give(q);
	return r;
}

static void free_list(struct node *l)
{
	while (l) {
		struct node *next = l->next;
		free(l);
		l = next;
	}
}

struct node *build_list(int n)
{
	struct node *head = NULL, **tail = &head;

	for (int i = 0; i < n; i++) {
		struct node *x = malloc(sizeof *x);
		if (!x)
			goto fail;
		x->next = NULL;
		x->value = next_value();
		*tail = x;
		tail = &x->next;
		if (x->value < 0)
			goto fail;
	}
	return head;
fail:
	free_list(head);
	return NULL;
}

long sum_list(int n)
{
	long sum = 0;
	struct node *l = NULL;

	for (int i = 0; i < n; i++) {
		struct node *x = malloc(sizeof *x);
		if (!x) {
			sum = -1;
			goto out;
		}
		x->value = i;
		x->next = l;
		l = x;
	}
	for (struct node *x = l; x; x = x->next) {
		if (work(x, x->value) < 0) {
			sum = -2;
			goto out;
		}
		sum += x->value;
	}
out:
	free_list(l);
	return sum;
}

int parse_lines(const char *name)
{
	int total = 0, number = 0;
	char *line;
	FILE *f = fopen(name, "r");
	if (!f)
		return -1;
	line = malloc(80);
	if (!line) {
		total = -1;
		goto close;
	}
	while (fgets(line, 80, f)) {
		int v = 0;
		char *s = line;
		number++;
		while (*s == ' ' || *s == '\t')
			s++;
		if (*s == '#' || *s == '\n' || *s == 0)
			continue;
		if (*s == '.')
			break;
		if (*s < '0' || *s > '9') {
			note("no number", number);
			total = -2;
			goto out;
		}
		while (*s >= '0' && *s <= '9')
			v = v * 10 + (*s++ - '0');
		if (v > 1000) {
			total = -3;
			goto out;
		}
		total += v;
	}
out:
	free(line);
close:
	fclose(f);
	return total;
}

int count_entries(const char *name)
{
	int n = 0;
	struct dirent *e;
	DIR *d = opendir(name);
	if (!d)
		return -1;
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		if (strlen(e->d_name) > 12) {
			n = -2;
			goto out;
		}
		n++;
	}
out:
	closedir(d);
	return n;
}

int connect_to(const char *host, int port)
{
	int rc;
	char answer[4];
	int s = open_socket(port);
	if (s < 0)
		return -1;
	if (connect_socket(s, host, port) < 0) {
		rc = -2;
		goto fail;
	}
	if (transmit(s, "hello", 5) != 5) {
		rc = -3;
		goto fail;
	}
	if (receive(s, answer, 4) < 2) {
		rc = -4;
		goto fail;
	}
	if (answer[0] != 'o' || answer[1] != 'k') {
		rc = -5;
		goto fail;
	}
	return s;
fail:
	close_socket(s);
	return rc;
}

int serve(int port)
{
	char buffer[64];
	int served = 0;
	enum { NEXT, STOP, QUIT } then;
	int s = open_socket(port);
	if (s < 0)
		return -1;
	for (;;) {
		int n, c = accept_client(s);
		if (c < 0)
			goto out;
		then = NEXT;
		n = receive(c, buffer, sizeof buffer);
		if (n < 0)
			goto next;
		if (n == 0) {
			then = STOP;
			goto next;
		}
		if (buffer[0] == 'q') {
			then = QUIT;
			goto next;
		}
		if (transmit(c, buffer, n) != n)
			goto next;
		served++;
	next:
		close_socket(c);
		if (then == STOP)
			break;
		if (then == QUIT) {
			served = -2;
			goto out;
		}
	}
	note("stopped", served);
out:
	close_socket(s);
	return served;
}

long gcd_sum(long a, long b)
{
	long sum = 0;

	depth++;
	if (a <= 0 || b <= 0) {
		sum = -1;
		goto out;
	}
	for (long i = 1; i <= a; i++) {
		long x = i, y = b;
		while (y) {
			long t = x % y;
			x = y;
			y = t;
		}
		if (x > 50)
			goto out;
		sum += x;
	}
out:
	depth--;
	return sum;
}

int nested_blocks(int n)
{
	int r, rc;
	void *a, *b;

	a = take(n);
	if (!a)
		return -1;
	b = take(n + 1);
	if (!b) {
		rc = -2;
		goto give_a;
	}
	rc = 0;
	r = work(b, n);
	if (r < 0) {
		rc = -3;
		goto give_b;
	}
	pthread_mutex_lock(&big_lock);
	if (work(a, r) < 0) {
		rc = -4;
		goto unlock;
	}
	r += next_value();
unlock:
	pthread_mutex_unlock(&big_lock);
	if (rc)
		goto give_b;
	if (r > 20) {
		rc = 20;
		goto give_b;
	}
	note("inner", r);
give_b:
	give(b);
	if (rc)
		goto give_a;
	note("outer", r);
	rc = work(a, r);
give_a:
	give(a);
	return rc;
}

/* The result is computed before p is given back, as `return` does it. */
int retry(int n)
{
	int rc = 0, tries = 0;
	bool again;

	do {
		void *p = take(tries);
		if (!p)
			return -1;
		int v = work(p, n);
		again = v < 0 && ++tries < n;
		if (!again)
			rc = v < 0 ? -2 : v;
		give(p);
	} while (again);
	return rc;
}

int poll_until(int n)
{
	int v, seen = 0;

	do {
		pthread_mutex_lock(&big_lock);
		v = next_value();
		if (v < 0)
			goto unlock;
		if (v & 1)
			goto unlock;
		if (v > 20)
			goto unlock;
		seen += v;
	unlock:
		pthread_mutex_unlock(&big_lock);
		if (v < 0)
			return -1;
		if (!(v & 1) && v > 20)
			break;
	} while (seen < n);
	return seen;
}

int walk(const struct tree *t, int most)
{
	int l, r;

	if (!t)
		return 0;
	if (depth >= most)
		return -1;
	depth++;
	l = walk(t->left, most);
	if (l < 0)
		goto out;
	r = walk(t->right, most);
	if (r < 0) {
		l = r;
		goto out;
	}
	note("node", t->value);
	l += r + t->value;
out:
	depth--;
	return l;
}

bool validate(const char *text)
{
	bool ok = false;
	char *at, *copy = strdup(text);
	if (!copy)
		return false;
	at = copy;
	while (at) {
		char *end = strchr(at, ',');
		if (end)
			*end++ = 0;
		if (*at == 0)
			goto out;
		for (char *s = at; *s; s++)
			if (*s < 'a' || *s > 'z')
				goto out;
		note(at, 0);
		at = end;
	}
	ok = true;
out:
	free(copy);
	return ok;
}

size_t join(char *out, size_t size, const char *const *v, int n)
{
	size_t used = 0;

	if (size == 0)
		return 0;
	for (int i = 0; i < n; i++) {
		size_t length = strlen(v[i]);
		if (used + length + 1 > size)
			goto end;
		memcpy(out + used, v[i], length);
		used += length;
	}
end:
	out[used] = 0;
	return used;
}

int transaction(int n)
{
	int rc;

	begin(n);
	for (int i = 0; i < n; i++) {
		int v = next_value();
		if (v < 0) {
			rc = v;
			goto fail;
		}
		note("step", v);
	}
	if (next_value() < 0) {
		rc = -1;
		goto fail;
	}
	commit(n);
	return 0;
fail:
	rollback(n);
	return rc;
}

int machine(int n)
{
	int state = 0, total = 0;

	while (n-- > 0) {
		enum { NEXT, END, FAIL } then = NEXT;
		int v;
		void *p = take(n);
		if (!p)
			return -1;
		v = work(p, state);
		switch (state) {
		case 0:
			if (v < 0) {
				then = FAIL;
				goto done;
			}
			state = 1 + v % 2;
			break;
		case 1:
			total += v;
			if (v > 10) {
				state = 2;
				goto done;
			}
			state = 0;
			break;
		default:
			if (v == 0)
				then = END;
			else
				state = 0;
			goto done;
		}
		note("state", state);
	done:
		give(p);
		if (then == FAIL)
			return -2;
		if (then == END)
			break;
	}
	return total;
}

int pairwise(int n, int m)
{
	int best = -1;

	for (int i = 0; i < n; i++) {
		bool stop = false;
		void *p = take(i);
		if (!p)
			break;
		for (int j = 0; j < m; j++) {
			int v;
			void *q = take(j);
			if (!q)
				break;
			v = work(p, j) - work(q, i);
			if (v < 0)
				goto next;
			if (v > 25) {
				best = v;
				stop = true;
				goto next;
			}
			if (v > best)
				best = v;
		next:
			give(q);
			if (stop)
				break;
		}
		give(p);
		if (stop)
			break;
	}
	return best;
}

int open_all(int n)
{
	FILE *files[8];
	int sum = 0, opened = 0;

	if (n > 8)
		return -1;
	for (int i = 0; i < n; i++) {
		files[opened] = fopen("some", "r");
		if (!files[opened]) {
			sum = -2;
			goto out;
		}
		opened++;
	}
	for (int i = 0; i < n; i++) {
		int c = fgetc(files[i]);
		if (c == EOF) {
			sum = -3;
			goto out;
		}
		sum += c;
	}
out:
	while (opened > 0)
		fclose(files[--opened]);
	return sum;
}

/* With a variable for the result, as `return` has one; without it Clang keeps one copy less. */
struct summary summarize(int n)
{
	struct summary result, s = {0, 0, 1000, -1000, 0};
	void *p = take(n);
	if (!p)
		return s;
	for (int i = 0; i < n; i++) {
		int v = work(p, i);
		if (v < 0) {
			result = (struct summary){-1, 0, 0, 0, v};
			goto out;
		}
		s.count++;
		s.sum += v;
		if (v < s.min)
			s.min = v;
		if (v > s.max)
			s.max = v;
		s.last = v;
	}
	result = s;
out:
	give(p);
	return result;
}

int keep_errno(const char *name)
{
	int c, saved = errno;
	FILE *f = fopen(name, "r");
	if (!f) {
		c = errno == ENOENT ? 0 : -1;
		goto out;
	}
	c = fgetc(f);
	if (c == EOF) {
		c = -2;
		goto close;
	}
	if (c == '#')
		c = fgetc(f);
close:
	fclose(f);
out:
	errno = saved;
	return c;
}

const char *lookup(const char *key)
{
	const char *value = NULL;

	pthread_mutex_lock(&settings.lock);
	for (int i = 0; i < settings.n; i++) {
		if (strcmp(settings.keys[i], key) == 0) {
			value = settings.values[i];
			goto out;
		}
	}
out:
	pthread_mutex_unlock(&settings.lock);
	return value;
}

void *make_pair(int n)
{
	void **pair = malloc(2 * sizeof *pair);
	if (!pair)
		return NULL;
	pair[0] = take(n);
	if (!pair[0])
		goto free_pair;
	pair[1] = take(n + 1);
	if (!pair[1])
		goto give_first;
	if (work(pair[0], n) < 0)
		goto give_second;
	if (work(pair[1], n) < 0)
		goto give_second;
	return pair;
give_second:
	give(pair[1]);
give_first:
	give(pair[0]);
free_pair:
	free(pair);
	return NULL;
}

int write_rows(const char *name, int n)
{
	int rc = 0;
	FILE *f = fopen(name, "w");
	if (!f)
		return -1;
	for (int i = 0; i < n; i++) {
		int v;
		char *row = malloc(32);
		if (!row) {
			rc = -2;
			goto out;
		}
		v = next_value();
		if (v < 0)
			goto next;
		memset(row, 'a' + v % 26, 31);
		row[v % 31] = 0;
		if (fputs(row, f) == EOF)
			rc = -3;
	next:
		free(row);
		if (rc)
			goto out;
	}
out:
	fclose(f);
	note("closed", n);
	return rc;
}
