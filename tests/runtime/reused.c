/* Contexts that threads make, fill, free and make again: each is as new, whatever the one before it left, and whichever
 * thread frees it; all memory is given back. */
// threads
#include "hand.h"
#include <pthread.h>

enum { TURNS = 50, MANY = 40 };

static void count(void *saved, panic_t *p)
{
	(void)p;
	--**(long **)saved;
}
static void no_run(frame *b, unsigned bit, panic_t *p) { (void)b, (void)bit, (void)p; }
FUNC(fill, CDEFER_MARKED, no_run, 1);
SITE(site, count, sizeof (long *), fill, 2);

/* A few records lie in the context, more in one chunk, many in several. */
static void fill(context *c, long records)
{
	frame F;
	long left = records, *at = &left;

	cdefer_context_switch(c);
	CHECK(cdefer_pending() == 0 && !c->head && !c->marks);
	cdefer_rt_link(c, &F, &fill_fn, NULL);
	for (long i = 0; i < records; i++)
		cdefer_rt_defer(c, &site, &at, sizeof at);
	CHECK(cdefer_pending() == (size_t)records);
	cdefer_rt_run(c, &F);
	CHECK(left == 0 && cdefer_pending() == 0);
	cdefer_context_switch(NULL);
}

static context *handed[MANY];

static void *work(void *v)
{
	context *own[MANY];

	for (int turn = 0; turn < TURNS; turn++) {
		for (int i = 0; i < MANY; i++)
			CHECK((own[i] = cdefer_context_new()) != NULL);
		for (int i = 0; i < MANY; i++)
			fill(own[i], 1L << (turn + i) % 13);
		for (int i = 0; i < MANY; i++)
			CHECK(cdefer_context_free(own[i]) == 0);
	}
	for (int i = 0; v && i < MANY; i++)
		fill(handed[i] = cdefer_context_new(), 500);
	return NULL;
}

int main(void)
{
	pthread_t t[3];

	for (int i = 0; i < 3; i++)
		CHECK(pthread_create(&t[i], NULL, work, i == 0 ? t : NULL) == 0);
	for (int i = 0; i < 3; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < MANY; i++)
		CHECK(cdefer_context_free(handed[i]) == 0);
	work(NULL);
	puts("done");
	return 0;
}
/* output:
done
*/
