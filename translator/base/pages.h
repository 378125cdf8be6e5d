/* Advice to the system on large pieces of memory. */
#ifndef CDEFER_BASE_PAGES_H
#define CDEFER_BASE_PAGES_H

#include <stddef.h>

/* `size` bytes at `p` will be used from one end to the other: large ones may have pages of the
 * large kind.  What the bytes hold does not change. */
void pages_large(void *p, size_t size);

#endif
