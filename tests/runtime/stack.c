/* The record stack: records of every size and alignment over the borders of chunks, in order; areas
 * between them; storage that is taken again. */
#include "hand.h"

#define MOST 200

/* A record that knows what it is: run, it must be the newest. */
struct head { uint32_t n, size; };
static uint32_t newest;
static void check_saved(void *saved, panic_t *p)
{
	struct head *h = saved;
	uint32_t i;

	(void)p;
	CHECK(h->n == newest);
	newest--;
	for (i = sizeof *h; i < h->size; i++)
		CHECK(((unsigned char *)saved)[i] == (unsigned char)(h->n + i));
	if (h->size % 16 == 0 && h->size >= 16)
		CHECK(((uintptr_t)saved & 15) == 0 || h->size % 32);
}
static const int lines[] = { 1 };
static const struct cdefer_func fn = { "test.cd", "fn", CDEFER_MARKED, NULL, lines };
static struct cdefer_site site[MOST];

static uint64_t state = 88172645463325252u;
static unsigned next(unsigned below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 11) % below;
}

static void fill(void *room, struct head *h)
{
	uint32_t i;

	memcpy(room, h, sizeof *h);
	for (i = sizeof *h; i < h->size; i++)
		((unsigned char *)room)[i] = (unsigned char)(h->n + i);
}

static void push(context *c, const struct cdefer_site *s)
{
	_Alignas(4096) static unsigned char saved[8192];
	struct head h = { ++newest, (uint32_t)s->size };
	void *room;

	if (next(2)) {
		fill(saved, &h);
		cdefer_rt_defer(c, s, saved, s->size);
		room = c->top - sizeof (void *) - s->size;
	} else {
		room = cdefer_rt_reserve(c, s);
		CHECK(cdefer_pending() == newest - 1);
		fill(room, &h);
		cdefer_rt_arm(room, s);
	}
	if (s->align)
		CHECK(((uintptr_t)room & (s->align - 1)) == 0);
	CHECK(cdefer_pending() == newest);
}

static void level(int depth)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &fn, NULL);
	unsigned i, count = next(30);
	uint32_t before = newest;
	char *mark = c->top;

	for (i = 0; i < count; i++) {
		unsigned char *area;
		size_t size = next(20) ? next(100) : next(10000);

		switch (next(4)) {
		case 0:
			area = cdefer_rt_vla(c, size);
			CHECK(((uintptr_t)area & 15) == 0);
			memset(area, 0xee, size);
			break;
		case 1:
			CHECK(strlen(cdefer_rt_format(c, "%0*d", (int)size + 1, 5)) == size + 1);
			break;
		default:
			push(c, &site[next(MOST)]);
		}
		if (depth && next(8) == 0)
			level(depth - 1);
	}
	cdefer_rt_run(c, &F);
	CHECK(newest == before);
	CHECK(c->top == mark);
}

/* A record a turn, run in each, with the top moving over each place of a border. */
static void at_border(int room)
{
	frame F, G;
	context *c = cdefer_rt_enter(&F, &fn, NULL);
	int i;
	char *mark;

	cdefer_rt_vla(c, 8);
	while (c->end - c->top > 400)
		cdefer_rt_vla(c, 1);
	cdefer_rt_vla(c, (size_t)room);
	mark = c->top;
	for (i = 0; i < 100; i++) {
		cdefer_rt_link(c, &G, &fn, NULL);
		push(c, &site[1]);
		push(c, &site[2]);
		cdefer_rt_run(c, &G);
		CHECK(c->top == mark);
	}
	cdefer_rt_run(c, &F);
}

/* Blocks in loops: for (i) { int a; if (i % 3) { int b; } for (j) { int c; if (..) defer { } } } */
static const struct cdefer_site a = { NULL, 24, &fn, 1, 0 }, b = { NULL, 8, &fn, 2, 0 }, s64 = { NULL, 64, &fn, 2, 64 };
static void storage(int defers)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &fn, NULL);
	void *pa = NULL, *pb = NULL, *pc = NULL, *first = NULL, *kept = NULL;
	int i, j;

	for (i = 0; i < 1000; i++) {
		pa = cdefer_rt_storage(c, &a, pa);
		if (!first)
			first = pa;
		memset(pa, i, 24);
		if (i % 3) {
			pb = cdefer_rt_storage(c, &b, pb);
			CHECK(pb != pa);
			memset(pb, i, 8);
		}
		for (j = 0; j < 4; j++) {
			pc = cdefer_rt_storage(c, &s64, pc);
			CHECK(((uintptr_t)pc & 63) == 0);
			CHECK(*(unsigned char *)pa == (unsigned char)i);
			memset(pc, j, 64);
			if (defers && i % 100 == 50 && j == 2) {
				push(c, &site[0]);
				kept = pc;
			}
		}
		CHECK(!kept || pc != kept);
		if (!defers)
			CHECK(pa == first && c->top - (char *)first < 1000);
	}
	CHECK(cdefer_pending() == (defers ? 10u : 0u));
	cdefer_rt_run(c, &F);
}

/* What an action refers to is there while it runs, on whichever side of its record it lies. */
struct refers { unsigned char *area, byte; char pad[7]; };
static void quiet(void *saved, panic_t *p) { (void)saved, (void)p; }
static const struct cdefer_site quiet_site = { quiet, 4096, &fn, 1, 0 };
static void uses_area(void *saved, panic_t *p)
{
	struct refers *r = saved;
	unsigned char byte = r->byte, *area = r->area;
	char rubbish[4096];
	frame F;
	context *c = cdefer_rt_enter(&F, &fn, NULL);
	int i;

	(void)p;
	memset(rubbish, 0x77, sizeof rubbish);
	for (i = 0; i < 20; i++)
		cdefer_rt_defer(c, &quiet_site, rubbish, sizeof rubbish);
	cdefer_rt_run(c, &F);
	for (i = 0; i < 3000; i++)
		CHECK(area[i] == byte);
}
static const struct cdefer_site refers_site = { uses_area, sizeof (struct refers), &fn, 1, 0 };
static void referring_run(frame *b, unsigned bit, panic_t *p)
{
	(void)bit;
	uses_area(&((struct { frame b; struct refers r; } *)(void *)b)->r, p);
}
static const struct cdefer_func referring_fn = { "test.cd", "fn", CDEFER_MARKED, referring_run, lines };
static void referring(int how)
{
	struct { frame b; struct refers r; } F;
	context *c = cdefer_rt_enter(&F.b, how < 3 ? &fn : &referring_fn, NULL);
	struct refers r = { NULL, (unsigned char)how, "" }, *place = NULL;
	int i;

	for (i = 0; i < 4; i++) {
		if (how == 1)
			place = cdefer_rt_reserve(c, &refers_site);
		r.area = cdefer_rt_vla(c, 3000);
		memset(r.area, r.byte, 3000);
		if (how == 1)
			*place = r, cdefer_rt_arm(place, &refers_site);
		else if (how == 2)
			cdefer_rt_defer(c, &refers_site, &r, sizeof r);
	}
	F.r = r;
	if (how == 3)
		F.b.bits = 1;
	cdefer_rt_run(c, &F.b);
}

int main(void)
{
	int i;

	for (i = 0; i < MOST; i++) {
		static const unsigned sizes[] = { 8, 16, 24, 32, 40, 64, 128, 256, 1024, 4096 };
		struct cdefer_site *s = &site[i];

		s->run = check_saved;
		s->func = &fn;
		s->line = i;
		s->size = sizes[next(10)] * (next(3) ? 1 : 2);
		s->align = s->size % 4096 == 0 && next(2) ? 4096 : s->size % 64 == 0 && next(2) ? 64
			: s->size % 16 == 0 ? 16 : next(2) ? 8 : 0;
	}
	site[0].size = 8, site[0].align = 0;
	site[1].size = 24, site[1].align = 0;
	site[2].size = 32, site[2].align = 32;
	for (i = 0; i < 100; i++)
		level(3);
	for (i = 0; i < 380; i += 8)
		at_border(i);
	for (i = 1; i < 4; i++)
		referring(i);
	storage(0);
	storage(1);
	check_clean();
	return 0;
}
/* output:
*/
