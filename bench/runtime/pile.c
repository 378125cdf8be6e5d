/*
 * n actions that pile up in a loop and then run, for comparison with pile.cd: in an array that grows, which is the
 * best that can be done by hand, and in a list of which each record is allocated.
 */
#include <stdlib.h>
#include "work.h"

struct action {
	void (*run)(struct resource *);
	struct resource *argument;
};

static int pile_array(struct work *w)
{
	struct action *actions = NULL;
	long count = 0, room = 0;
	int result = -1;

	for (long i = 0; i < w->n; i++) {
		if (take(&w->r[0]))
			goto out;
		if (count == room) {
			struct action *more;

			room = room ? room * 2 : 8;
			more = realloc(actions, (size_t)room * sizeof *more);
			if (!more) {
				release(&w->r[0]);
				goto out;
			}
			actions = more;
		}
		actions[count++] = (struct action){ release, &w->r[0] };
	}
	result = body(w);
out:
	while (count-- > 0)
		actions[count].run(actions[count].argument);
	free(actions);
	return result;
}

struct listed {
	struct listed *older;
	struct action action;
};

static int pile_malloc(struct work *w)
{
	struct listed *newest = NULL, *l;
	int result = -1;

	for (long i = 0; i < w->n; i++) {
		if (take(&w->r[0]))
			goto out;
		l = malloc(sizeof *l);
		if (!l) {
			release(&w->r[0]);
			goto out;
		}
		l->older = newest;
		l->action = (struct action){ release, &w->r[0] };
		newest = l;
	}
	result = body(w);
out:
	while ((l = newest) != NULL) {
		newest = l->older;
		l->action.run(l->action.argument);
		free(l);
	}
	return result;
}

const struct variant variants[] = {
	{ "array", pile_array, 0 }, { "malloc", pile_malloc, 0 },
	{ 0, 0, 0 }
};
