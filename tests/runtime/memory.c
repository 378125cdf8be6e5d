/* An allocator that fails at each turn: what cannot be registered runs at once, then there is a panic;
 * nothing is lost, run twice or leaked. */
#include "hand.h"
#include <limits.h>
#include <pthread.h>

static long turn, fails_from, fails_at, fails_until, outstanding, started, ended;
static void *count_alloc(size_t size)
{
	void *memory;

	if (++turn >= fails_from && turn <= fails_until)
		return NULL;
	memory = malloc(size);
	if (memory)
		outstanding++;
	return memory;
}
static void count_release(void *memory)
{
	CHECK(memory);
	outstanding--;
	free(memory);
}

struct saved { long magic; char text[40]; };
struct large { long magic; char text[10000]; };
static void end_small(void *saved, panic_t *p)
{
	(void)p;
	CHECK(((struct saved *)saved)->magic == 4711);
	ended++;
}
static void end_large(void *saved, panic_t *p)
{
	(void)p;
	CHECK(((struct large *)saved)->magic == 42 && ((struct large *)saved)->text[9999] == 'e');
	ended++;
}
static void work_run(frame *b, unsigned bit, panic_t *p) { (void)b, (void)bit, (void)p; }
FUNC(work, CDEFER_MARKED, work_run, 1);
SITE(small_site, end_small, sizeof (struct saved), work, 10);
SITE(large_site, end_large, sizeof (struct large), work, 11);
SITE(storage_site, NULL, 3000, work, 12);
static const struct cdefer_site aligned_site = { end_small, 64, &work_fn, 13, 64 };

struct work_pad { struct cdefer_pad pad; frame *F; };
CDEFER_NOINLINE_ static void work_body(struct work_pad *P)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &work_fn, &P->pad);
	struct saved s = { 4711, "" };
	struct large *l;
	_Alignas(64) struct { long magic; char text[56]; } a = { 4711, "" };
	void *storage = NULL;
	int i;

	for (i = 0; i < 300; i++) {
		started++;
		cdefer_rt_defer(c, &small_site, &s, sizeof s);
		if (i % 50 == 0) {
			storage = cdefer_rt_storage(c, &storage_site, storage);
			memset(storage, i, 3000);
			memset(cdefer_rt_vla(c, (size_t)i * 10), i, (size_t)i * 10);
			CHECK(strlen(cdefer_rt_format(c, "%*d", i + 1, i)) == (size_t)i + 1);
			started++;
			cdefer_rt_defer(c, &aligned_site, &a, sizeof a);
		}
		if (i % 20 == 3) {
			struct saved *in_place = cdefer_rt_reserve(c, &small_site);

			*in_place = s;
			started++;
			cdefer_rt_arm(in_place, &small_site);
		}
		if (i % 100 == 7) {
			l = cdefer_rt_reserve(c, &large_site);
			l->magic = 42;
			l->text[9999] = 'e';
			started++;
			cdefer_rt_arm(l, &large_site);
		}
	}
	{
		static struct large value;

		value.magic = 1;
		if (turn % 2)
			RAISE(work, 50, CDEFER_OBJECT, "struct large", struct large, value);
		PANICF(work, 51, "%05000d", 7);
	}
}

static const char *what;
static void catch_run(frame *b, unsigned bit, panic_t *p)
{
	const panic_t *got = cdefer_rt_recover(p);

	(void)b, (void)bit;
	CHECK(got);
	what = got->kind == CDEFER_STRING && strcmp(got->value.s, "out of memory") == 0 ? "out of memory"
		: got->kind == CDEFER_OBJECT ? "object" : "text";
	if (*what == 'o' && got->kind == CDEFER_OBJECT)
		CHECK(((const struct large *)got->object)->magic == 1);
	if (*what == 't')
		CHECK(strlen(got->value.s) == 5000 || (strlen(got->value.s) > 1000 && turn >= fails_at));
}
FUNC(catch, 0, catch_run, 1);
CDEFER_NOINLINE_ static void catch_body(struct work_pad *P)
{
	frame F;
	struct work_pad inner;

	cdefer_rt_enter(&F, &catch_fn, &P->pad);
	F.bits = 1;
	(void)TRY(&inner, work_body);
}

static void *attempt(void *v)
{
	struct work_pad P;

	/* Without thread-local variables the thread itself needs memory, which cannot fail. */
	fails_from = LONG_MAX;
	cdefer_rt_self();
	fails_from = fails_at;
	turn = 0;
	what = "nothing";
	started = ended = 0;
	CHECK(TRY(&P, catch_body));
	if (started != ended)
		printf("turn %ld: %ld started, %ld ended, %s\n", fails_at, started, ended, what);
	check_clean();
	return v;
}

int main(void)
{
	int no_memory = 0, other = 0, mode;

	cdefer_set_allocator(count_alloc, count_release);
	/* One allocation fails, or all from the first that does. */
	for (mode = 0; mode < 2; mode++) {
		for (fails_at = 1; fails_at < 60; fails_at++) {
			pthread_t t;

			fails_until = mode ? 1000 : fails_at;
			CHECK(pthread_create(&t, NULL, attempt, NULL) == 0);
			pthread_join(t, NULL);
			CHECK(outstanding == 0);
			if (strcmp(what, "out of memory") == 0)
				no_memory++;
			else
				other++;
			if (turn < fails_at)
				break;
		}
		CHECK(fails_at < 60);
	}
	printf("%d %d\n", no_memory > 4, other > 5);
	fails_from = 1;
	turn = 0;
	CHECK(cdefer_context_new() == NULL);
	return 0;
}
/* output:
1 1
*/
