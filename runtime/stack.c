/*
 * stack.c - the record stack of a context: last in, first out, in chunks.
 *
 * A record is its saved values and, in the word above them, the address of its site; so the word
 * below the top tells all that is needed to run, count, name and remove it.  What else lies on the
 * stack looks the same, with sites of its own that have nothing to run: areas of any size or
 * alignment, boundaries, and at the bottom of each chunk the way back to the chunk below.
 *
 * The first chunk is part of the context.  Others are left when the top is lowered below them; the
 * largest is kept for the next use, up to CHUNK_MOST.
 */
#include "internal.h"

#define CHUNK_LEAST ((size_t)4096)
#define CHUNK_MOST ((size_t)256 * 1024)

/* An area: this stands behind it. */
struct area {
	int depth;                      /* of the block to which it belongs (cdefer.h: struct cdefer_site) */
	char *below;                    /* the top below it */
	const struct cdefer_site *site;
};

static const struct cdefer_site back_site = { NULL, sizeof (struct chunk) - WORD, NULL, 0, 0 };
static const struct cdefer_site area_site = { NULL, sizeof (struct area) - WORD, NULL, 0, 0 };
const struct cdefer_site cdefer__boundary_site = { NULL, sizeof (struct boundary), NULL, 0, 0 };

static struct chunk *chunk_of_base(char *top)
{
	return (struct chunk *)(void *)(top - sizeof (struct chunk));
}

static struct area *area_below(char *top)
{
	return (struct area *)(void *)(top - sizeof (struct area));
}

char *cdefer__below(char *top)
{
	const struct cdefer_site *s = record_site(top);

	if (s == &back_site)
		return chunk_of_base(top)->top;
	if (s == &area_site)
		return area_below(top)->below;
	return top - WORD - s->size;
}

/* Leaves the newest chunk, which is empty or of no more use. */
static void leave_chunk(struct context *c)
{
	struct chunk *k = c->chunk, *spare = c->spare;

	c->rt.top = k->top;
	c->rt.end = k->end;
	c->chunk = k->below;
	if (k->size <= CHUNK_MOST && (!spare || k->size > spare->size)) {
		c->spare = k;
		k = spare;
	}
	if (k)
		cdefer__keep(k, k->size);
}

/* Begins a chunk with at least `room` bytes. */
static int begin_chunk(struct context *c, size_t room)
{
	struct chunk *k = c->spare;
	size_t need = room + sizeof *k, size = CHUNK_LEAST;

	if (need < room)
		return 0;
	if (k && k->size >= need) {
		c->spare = NULL;
	} else {
		if (c->chunk->size >= CHUNK_LEAST)
			size = c->chunk->size < CHUNK_MOST / 2 ? c->chunk->size * 2 : CHUNK_MOST;
		k = NULL;
		if (size > need)
			k = cdefer__take(c, size);
		if (!k)
			k = cdefer__alloc(c, size = need);
		if (!k)
			return 0;
		k->size = size;
	}
	k->below = c->chunk;
	k->top = c->rt.top;
	k->end = c->rt.end;
	k->site = &back_site;
	c->chunk = k;
	c->rt.end = (char *)k + k->size;
	c->rt.top = (char *)(k + 1);
	return 1;
}

static void set_area(char *top, char *below, int depth)
{
	struct area *a = area_below(top);

	a->depth = depth;
	a->below = below;
	a->site = &area_site;
}

static size_t room_left(const struct context *c)
{
	return (size_t)((uintptr_t)c->rt.end - (uintptr_t)c->rt.top);
}

/* Room for `size` bytes (a multiple of WORD) behind which a word fits; the top stays below them.  An
 * alignment above a word's is reached by an empty area. */
static char *make_room(struct context *c, size_t size, size_t align)
{
	size_t need = size + WORD, skip;
	char *top;

	if (align > WORD)
		need += align + sizeof (struct area);
	if (need < size || (room_left(c) < need && !begin_chunk(c, need)))
		return NULL;
	top = c->rt.top;
	if (align <= WORD || ((uintptr_t)top & (align - 1)) == 0)
		return top;
	skip = sizeof (struct area) + (size_t)(-((uintptr_t)top + sizeof (struct area)) & (align - 1));
	c->rt.top = top + skip;
	set_area(c->rt.top, top, INT_MAX);
	return c->rt.top;
}

void *cdefer__push(struct context *c, const struct cdefer_site *s)
{
	char *room = make_room(c, s->size, s->align);
	char *top;

	if (!room)
		return NULL;
	top = room + s->size + WORD;
	*(char *volatile *)&c->rt.top = top;
	record_set_word(top, (uintptr_t)s | PASSED);
	return room;
}

/* Room of any size and alignment, with nothing to run. */
static void *push_area(struct context *c, size_t size, size_t align, int depth)
{
	size_t whole = (size + WORD - 1) & ~(WORD - 1), more = sizeof (struct area) - WORD;
	char *room, *below, *top;

	if (whole < size || whole + more < whole || !(room = make_room(c, whole + more, align)))
		return NULL;
	below = c->rt.top;
	top = room + whole + sizeof (struct area);
	*(char *volatile *)&c->rt.top = top;
	set_area(top, below, depth);
	return room;
}

char *cdefer__newest(struct context *c, char *mark)
{
	char *top = c->rt.top;

	while (top != mark) {
		uintptr_t word = record_word(top);

		if (word & PASSED)
			cdefer__cut(c, top = cdefer__below(top));
		else if (record_site(top)->run)
			return top;
		else
			top = cdefer__below(top);
	}
	return NULL;
}

int cdefer__is_on_stack(const struct context *c, const void *p)
{
	const struct chunk *k;

	for (k = c->chunk; k; k = k->below)
		if ((uintptr_t)p > (uintptr_t)k && (uintptr_t)p < (uintptr_t)k + k->size)
			return 1;
	return 0;
}

void cdefer__cut(struct context *c, char *top)
{
	while (c->chunk != &c->base.chunk &&
	       ((uintptr_t)top <= (uintptr_t)c->chunk || (uintptr_t)top > (uintptr_t)c->rt.end))
		leave_chunk(c);
	c->rt.top = top;
}

void cdefer__begin_stack(struct context *c)
{
	c->base.chunk.size = sizeof c->base;
	c->base.chunk.site = &back_site;
	c->chunk = &c->base.chunk;
	c->rt.top = c->base.bytes;
	c->rt.end = c->base.bytes + sizeof c->base.bytes;
}

void cdefer__free_chunks(struct context *c)
{
	while (c->chunk != &c->base.chunk)
		leave_chunk(c);
	if (c->spare)
		cdefer__keep(c->spare, c->spare->size);
	c->spare = NULL;
}

/* ---- for translated code ---- */

void cdefer_rt_defer_(struct cdefer_context *rt, const struct cdefer_site *s, const void *saved, size_t size)
{
	void *room = cdefer__push(context_of(rt), s);

	if (!room) {
		s->run((void *)(uintptr_t)saved, NULL);
		cdefer__no_memory(s->func, s->line);
	}
	if (size)
		memcpy(room, saved, size);
	cdefer_rt_arm(room, s);
}

void *cdefer_rt_reserve(struct cdefer_context *rt, const struct cdefer_site *s)
{
	struct context *c = context_of(rt);
	void *room = cdefer__push(c, s);

	if (room)
		return room;
	if (c->lending || s->size + WORD > sizeof c->spot || s->align > 16)
		cdefer__no_memory(s->func, s->line);
	c->lending = 1;
	record_set_word(c->spot.bytes + s->size + WORD, (uintptr_t)s | PASSED | LENT);
	return c->spot.bytes;
}

void cdefer_rt_arm_(void *saved, const struct cdefer_site *s)
{
	struct context *c = context_self();
	uintptr_t here[sizeof c->spot / sizeof (uintptr_t)];

	/* The action may itself be in want of the spot. */
	memcpy(here, saved, s->size);
	c->lending = 0;
	s->run(s->align > WORD ? saved : here, NULL);
	cdefer__no_memory(s->func, s->line);
}

/* Whether a block of this depth may take its storage again that lies below this record: blocks beside it
 * and inside it are over, but a block around it is not. */
static int may_be_given_up(char *top, int depth)
{
	uintptr_t word = record_word(top);
	const struct cdefer_site *s = record_site(top);

	if (word & PASSED || s->run || s == &cdefer__boundary_site)
		return 0;
	if (s == &area_site)
		return area_below(top)->depth >= depth;
	return s == &back_site || s->line >= depth;
}

void *cdefer_rt_storage(struct cdefer_context *rt, const struct cdefer_site *s, void *before)
{
	struct context *c = context_of(rt);
	char *top, *end, *mark;
	void *room;

	if (before) {
		end = (char *)before + s->size + WORD;
		mark = rt->head->mark;
		for (top = rt->top; top != mark && may_be_given_up(top, s->line); top = cdefer__below(top)) {
			if (top != end || record_site(top) != s)
				continue;
			if (top != rt->top)
				cdefer__cut(c, top);
			return before;
		}
	}
	room = cdefer__push(c, s);
	if (!room)
		cdefer__no_memory(s->func, 0);
	cdefer_rt_arm(room, s);
	return room;
}

void *cdefer_rt_vla(struct cdefer_context *rt, size_t bytes)
{
	void *room = push_area(context_of(rt), bytes, 16, INT_MIN);

	if (!room)
		cdefer__no_memory(rt->head ? rt->head->func : NULL, 0);
	return room;
}

void *cdefer_rt_vla_of(struct cdefer_context *rt, const struct cdefer_site *s, size_t bytes)
{
	void *room = push_area(context_of(rt), bytes, 16, s->line);

	if (!room)
		cdefer__no_memory(s->func, 0);
	return room;
}

const char *cdefer_rt_format(struct cdefer_context *rt, const char *format, ...)
{
	va_list list;
	int length;
	char *text;

	va_start(list, format);
	length = vsnprintf(NULL, 0, format, list);
	va_end(list);
	if (length < 0)
		return format;
	text = push_area(context_of(rt), (size_t)length + 1, 1, INT_MIN);
	if (!text)
		cdefer__no_memory(rt->head ? rt->head->func : NULL, 0);
	va_start(list, format);
	vsnprintf(text, (size_t)length + 1, format, list);
	va_end(list);
	return text;
}
