/* 100000 frames with an action each; a million records; panics and recoveries over and over: neither
 * memory nor stack grows, and the time is proportional. */
#include "hand.h"
#include <pthread.h>

static long outstanding, most;
static void *count_alloc(size_t size)
{
	void *memory = malloc(size);

	if (memory && ++outstanding > most)
		most = outstanding;
	return memory;
}
static void count_release(void *memory)
{
	outstanding--;
	free(memory);
}

static long ran;
static volatile int always = 1;
static char *lowest, *highest;
static void look_at_stack(void)
{
	char here;
	char *volatile address = &here;

	if (!lowest || address < lowest)
		lowest = address;
	if (!highest || address > highest)
		highest = address;
}

/* int down(int n) { defer { ran++; } if (!n) panic(1); return down(n - 1) + 1; } */
static void down_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b, (void)bit, (void)p;
	ran++;
	look_at_stack();
}
FUNC(down, 0, down_run, 1);
static int down(int n, int panics)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &down_fn, NULL);
	int r;

	F.bits = 1;
	if (n == 0 && panics)
		PANIC_INT(down, 1, 1);
	r = n == 0 ? 0 : down(n - 1, panics) + 1;
	F.bits = 0;
	down_run(&F, 0, NULL);
	cdefer_rt_unlink(c, &F);
	return r;
}

/* The same with two records of each call on the heap. */
static void down_heap_saved(void *saved, panic_t *p)
{
	(void)p;
	ran += *(long *)saved;
	look_at_stack();
}
FUNC(down_heap, CDEFER_MARKED, NULL, 0);
SITE(down_heap_site, down_heap_saved, sizeof (long), down_heap, 2);
static int down_heap(int n)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &down_heap_fn, NULL);
	long one = 1;
	int r;

	cdefer_rt_defer(c, &down_heap_site, &one, sizeof one);
	cdefer_rt_defer(c, &down_heap_site, &one, sizeof one);
	if (n == 0 && always)
		PANIC_INT(down_heap, 1, 1);
	r = n == 0 ? 0 : down_heap(n - 1) + 1;
	cdefer_rt_run(c, &F);
	return r;
}

/* void many(int n) { for (i < n) defer count(1); if (panics) panic(1); } */
static void many(long n, int panics)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &down_heap_fn, NULL);
	long one = 1;

	while (n-- > 0)
		cdefer_rt_defer(c, &down_heap_site, &one, sizeof one);
	if (panics)
		PANIC_INT(many, 1, 1);
	cdefer_rt_run(c, &F);
}

struct pad { struct cdefer_pad pad; void (*call)(int); int n; };
static void catch_run(frame *b, unsigned bit, panic_t *p) { (void)b, (void)bit; cdefer_rt_recover(p); }
FUNC(catch, 0, catch_run, 1);
CDEFER_NOINLINE_ static void catch_body(struct pad *P)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &catch_fn, &P->pad);

	F.bits = 1;
	P->call(P->n);
	F.bits = 0;
	catch_run(&F, 0, NULL);
	cdefer_rt_unlink(c, &F);
}
static int caught(void (*call)(int), int n)
{
	struct pad P;

	P.call = call;
	P.n = n;
	return TRY(&P, catch_body);
}

static void down_bits(int n) { down(n, 1); }
static void down_records(int n) { down_heap(n); }
static void many_records(int n) { many(n, 1); }

/* Each level recovers and panics again, with the same panic or another. */
static void level(int n);
static int same;
static void level_run(frame *b, unsigned bit, panic_t *p)
{
	const panic_t *got = cdefer_rt_recover(p);

	(void)b, (void)bit;
	ran++;
	if (same)
		REPANIC(level, 5, got);
	PANIC_INT(level, 6, (int)got->value.i + 1);
}
FUNC(level, 0, level_run, 4);
CDEFER_NOINLINE_ static void level_body(struct pad *P)
{
	frame F;

	cdefer_rt_enter(&F, &level_fn, &P->pad);
	F.bits = 1;
	if (P->n == 0 && always)
		PANIC_INT(level, 7, 0);
	if (P->n > 0)
		level(P->n - 1);
}
static void level(int n)
{
	struct pad P;

	P.n = n;
	CHECK(!TRY(&P, level_body));
}

/* A large value, raised and dropped. */
struct large { char bytes[20000]; };
static void large(int n)
{
	static struct large value;

	value.bytes[0] = (char)n;
	RAISE(large, 1, CDEFER_OBJECT, "struct large", struct large, value);
}

static void *work(void *v)
{
	int slow = getenv("WAY") && (strstr(getenv("WAY"), "san") || strcmp(getenv("WAY"), "valgrind") == 0);
	int frames = slow ? 5000 : 100000, records = slow ? 20000 : 1000000, i;

	down(frames, 0);
	printf("%d\n", ran == frames + 1);
	lowest = highest = NULL;
	for (i = 0; i < 3; i++) {
		ran = 0;
		CHECK(caught(down_bits, frames));
		CHECK(ran == frames + 1);
		CHECK(outstanding <= 1);
	}
	/* All 100000 actions ran at the same height. */
	printf("%d\n", highest - lowest < 100000);
	lowest = highest = NULL;
	for (i = 0; i < 3; i++) {
		ran = 0;
		CHECK(caught(down_records, frames / 2));
		CHECK(ran == frames + 2);
		CHECK(outstanding <= 2);
	}
	for (i = 0; i < 3; i++) {
		ran = 0;
		many(records, 0);
		CHECK(ran == records);
		ran = 0;
		CHECK(caught(many_records, records));
		CHECK(ran == records);
		CHECK(outstanding <= 2);
	}
	for (i = 0; i < 1000; i++) {
		CHECK(caught(large, i));
		CHECK(outstanding <= 2);
	}
	for (same = 0; same < 2; same++) {
		ran = 0;
		CHECK(caught(level, 1000));
		CHECK(ran == 1001);
	}
	check_clean();
	return v;
}

int main(void)
{
	pthread_attr_t attributes;
	pthread_t t;

	cdefer_set_allocator(count_alloc, count_release);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 256u << 20);
	CHECK(pthread_create(&t, &attributes, work, NULL) == 0);
	pthread_join(t, NULL);
	CHECK(outstanding == 0);
	return 0;
}
/* output:
1
1
*/
