/*
 * The table of expansions: rows are only added, a parent before its children.
 *
 * Chains are as long as macros and includes nest; both are bounded by pp.
 */
#include "source/expansion.h"

#include <assert.h>

uint32_t expansion_add(struct expansions *t, struct expansion row)
{
	/* Row 0 stands for the main file's own text and exists from the first addition on. */
	if (t->rows.n == 0)
		*vec_push(t->arena, &t->rows) = (struct expansion){ .first = 1 };
	assert(row.parent < t->rows.n);
	*vec_push(t->arena, &t->rows) = row;
	return (uint32_t)(t->rows.n - 1);
}

uint32_t expansion_outermost(const struct expansions *t, uint32_t row)
{
	while (row && t->rows.at[row].parent)
		row = t->rows.at[row].parent;
	return row;
}
