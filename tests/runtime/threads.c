/* Many threads panic and recover at once; threads give back what they had, however they end; fork;
 * panics of several threads make one report. */
// threads
#include "hand.h"
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 8

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long outstanding;
static void *count_alloc(size_t size)
{
	void *memory = malloc(size);

	pthread_mutex_lock(&lock);
	outstanding += memory != NULL;
	pthread_mutex_unlock(&lock);
	return memory;
}
static void count_release(void *memory)
{
	pthread_mutex_lock(&lock);
	outstanding--;
	pthread_mutex_unlock(&lock);
	free(memory);
}

struct work_pad { struct cdefer_pad pad; long n, sum; };
struct work_frame { frame b; struct work_pad *P; };
static void add_saved(void *saved, panic_t *p)
{
	struct work_pad *P = *(struct work_pad **)saved;

	(void)p;
	P->sum++;
}
static void work_run(frame *b, unsigned bit, panic_t *p)
{
	const panic_t *got = cdefer_rt_recover(p);

	(void)bit;
	CHECK(got && got->kind == CDEFER_STRING);
	CHECK(atol(got->value.s) == ((struct work_frame *)(void *)b)->P->n);
}
FUNC(work, CDEFER_MARKED, work_run, 1);
SITE(work_site, add_saved, sizeof (void *), work, 2);
CDEFER_NOINLINE_ static void work_body(struct work_pad *P)
{
	struct work_frame F;
	context *c = cdefer_rt_enter(&F.b, &work_fn, &P->pad);
	int i;

	F.P = P;
	F.b.bits = 1;
	for (i = 0; i < 400; i++)
		cdefer_rt_defer(c, &work_site, &P, sizeof P);
	PANICF(work, 3, "%ld%*s", P->n, (int)(P->n % 3) * 800, "");
}
static int attempt(struct work_pad *P) { return TRY(P, work_body); }
static void *work(void *v)
{
	struct work_pad P;
	int i;

	for (i = 0; i < 200; i++) {
		P.n = (long)(intptr_t)v * 1000 + i;
		P.sum = 0;
		CHECK(attempt(&P));
		CHECK(P.sum == 400);
	}
	if (v != (void *)3)
		check_clean();
	return NULL;
}

/* Ends in the middle: by pthread_exit with records and a panic whose value is large. */
struct large { char bytes[5000]; };
static void leaves(frame *b, unsigned bit, panic_t *p) { (void)b, (void)bit, (void)p; pthread_exit(NULL); }
FUNC(leaves, CDEFER_MARKED, leaves, 1);
static void *ends_in_panic(void *v)
{
	static struct large value;
	frame F;
	struct work_pad P;
	void *saved = &P;
	context *c = cdefer_rt_enter(&F, &leaves_fn, NULL);

	cdefer_rt_defer(c, &work_site, &saved, sizeof saved);
	F.bits = 1;
	RAISE(ends_in_panic, 1, CDEFER_OBJECT, "struct large", struct large, value);
	return v;
}
static void *ends_by_exit(void *v)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &leaves_fn, NULL);
	struct work_pad *P = v;
	int i;

	P->sum = 0;
	for (i = 0; i < 1000; i++)
		cdefer_rt_defer(c, &work_site, &P, sizeof P);
	cdefer_thread_exit(P);
	return v;
}

/* Uses the runtime again when other data of the thread are destroyed. */
static pthread_key_t key;
static void destroy(void *v) { work(v); }
static void *uses_late(void *v)
{
	pthread_setspecific(key, (void *)99);
	work((void *)1);
	return v;
}

static void *panics(void *v) { pthread_mutex_lock(&lock); pthread_mutex_unlock(&lock); PANIC_INT(panics, 7, 7); return v; }

static char *reported(int *status)
{
	static char buffer[4096];
	int ends[2];
	size_t n = 0;
	ssize_t got;

	CHECK(pipe(ends) == 0);
	if (fork() == 0) {
		pthread_t t[THREADS];
		int i;

		dup2(ends[1], 2);
		close(ends[0]);
		close(ends[1]);
		pthread_mutex_lock(&lock);
		for (i = 0; i < THREADS; i++)
			pthread_create(&t[i], NULL, panics, NULL);
		pthread_mutex_unlock(&lock);
		pthread_join(t[0], NULL);
		_exit(9);
	}
	close(ends[1]);
	while ((got = read(ends[0], buffer + n, sizeof buffer - 1 - n)) > 0)
		n += (size_t)got;
	close(ends[0]);
	buffer[n] = '\0';
	wait(status);
	return buffer;
}

int main(void)
{
	pthread_t t[THREADS];
	struct work_pad P;
	void *value;
	int i, status;
	char *text, *number;

	cdefer_set_allocator(count_alloc, count_release);
	for (i = 0; i < THREADS; i++)
		CHECK(pthread_create(&t[i], NULL, work, (void *)(intptr_t)i) == 0);
	for (i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	CHECK(outstanding == 0);

	CHECK(pthread_create(&t[0], NULL, ends_in_panic, NULL) == 0);
	pthread_join(t[0], NULL);
	CHECK(outstanding == 0);
	CHECK(pthread_create(&t[0], NULL, ends_by_exit, &P) == 0);
	pthread_join(t[0], &value);
	CHECK(value == &P && P.sum == 1000);
	CHECK(outstanding == 0);

	pthread_key_create(&key, destroy);
	CHECK(pthread_create(&t[0], NULL, uses_late, NULL) == 0);
	pthread_join(t[0], NULL);
	CHECK(outstanding == 0);

	/* In a child, with records pending in the parent. */
	{
		frame F;
		struct work_pad *p = &P;
		context *c = cdefer_rt_enter(&F, &leaves_fn, NULL);

		P.sum = 0;
		cdefer_rt_defer(c, &work_site, &p, sizeof p);
		if (fork() == 0) {
			work((void *)3);
			_exit(0);
		}
		wait(&status);
		cdefer_rt_run(c, &F);
		printf("%d %ld\n", status, P.sum);
	}

	fflush(stdout);
	text = reported(&status);
	/* The number of the thread is any. */
	if ((number = strstr(text, "thread ")) != NULL)
		memmove(number + 7, strchr(number + 7, ' '), strlen(strchr(number + 7, ' ')) + 1);
	printf("%d\n%s", WIFSIGNALED(status) ? WTERMSIG(status) : -status, strstr(text, "panic: ") ? text : "nothing\n");
	return 0;
}
/* output:
0 1
6
panic: 7 (int)

thread  [panicking]:
  panics  test.cd:7   panic
*/
