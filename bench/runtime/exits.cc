// 1, 3 and 8 resources, released by destructors.
#include "work.h"

struct holder {
	resource *r;
	explicit holder(resource *taken) : r(taken) {}
	~holder() { release(r); }
};

static int raii_1(struct work *w)
{
	struct resource *r = w->r;

	if (take(&r[0]))
		return -1;
	holder h0(&r[0]);
	return body(w);
}

static int raii_3(struct work *w)
{
	struct resource *r = w->r;

	if (take(&r[0]))
		return -1;
	holder h0(&r[0]);
	if (take(&r[1]))
		return -1;
	holder h1(&r[1]);
	if (take(&r[2]))
		return -1;
	holder h2(&r[2]);
	return body(w);
}

static int raii_8(struct work *w)
{
	struct resource *r = w->r;

	if (take(&r[0]))
		return -1;
	holder h0(&r[0]);
	if (take(&r[1]))
		return -1;
	holder h1(&r[1]);
	if (take(&r[2]))
		return -1;
	holder h2(&r[2]);
	if (take(&r[3]))
		return -1;
	holder h3(&r[3]);
	if (take(&r[4]))
		return -1;
	holder h4(&r[4]);
	if (take(&r[5]))
		return -1;
	holder h5(&r[5]);
	if (take(&r[6]))
		return -1;
	holder h6(&r[6]);
	if (take(&r[7]))
		return -1;
	holder h7(&r[7]);
	return body(w);
}

extern "C" const struct variant variants[] = {
	{ "raii_1", raii_1, 0 }, { "raii_3", raii_3, 0 }, { "raii_8", raii_8, 0 },
	{ 0, 0, 0 }
};
