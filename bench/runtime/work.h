/*
 * What all workloads share: resources that are taken and given back, and how a program lists its variants.
 *
 * The callees are in a file of their own (work.c), so that no compiler sees into them.  With -DQUIET they are declared
 * not to panic.
 */
#ifndef WORK_H
#define WORK_H
#ifdef __cplusplus
extern "C" {
#endif

#ifdef QUIET
# define QUIET_ __attribute__((nothrow))
#else
# define QUIET_
#endif

struct resource {
	int fail;                       /* taking it fails */
	unsigned long taken, released;
};

struct work {
	struct resource r[8];
	long n;                         /* how many: records of a loop, frames on the way of a panic */
	int (*down)(struct work *, long);       /* recursion that no compiler inlines */
};

/* Every call of `run` takes as many resources as it releases, and returns `result`. */
struct variant {
	const char *name;
	int (*run)(struct work *);
	int result;
};
extern const struct variant variants[];        /* up to one without a name */

static inline int take(struct resource *r)
{
	r->taken++;
	return r->fail;
}
void release(struct resource *r) QUIET_;
int body(struct work *w) QUIET_;        /* 0 */

/* What a hot loop has in its body: three variables that change in each of 1000 turns. */
#define HOT_LOOP(a, b, c) \
	for (int i = 0; i < 1000; i++) { \
		a = a * 5 + b; \
		b ^= a >> 3; \
		c += a & b; \
	}
#define HOT_RESULT(a, b, c) ((int)((a ^ b ^ c) & 0x7fff))
#define HOT_EXPECTED 24769              /* with 1, 2 and 3 */

#ifdef __cplusplus
}
#endif
#endif
