/* The little that a unit test needs: CHECK(condition) tells where it is false; return check_status(). */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <stdio.h>
#include <string.h>

static int check_failures;

#define CHECK(condition)                                                                  \
	((condition) ? (void)0                                                            \
	             : (void)(check_failures++, printf("%s:%d: %s\n", __FILE__, __LINE__, #condition)))

/* Two texts are equal; both are printed when not. */
#define CHECK_TEXT(a, b)                                                                  \
	(strcmp((a), (b)) == 0 ? (void)0                                                  \
	             : (void)(check_failures++,                                           \
	                      printf("%s:%d: \"%s\", not \"%s\"\n", __FILE__, __LINE__, (a), (b))))

static inline int check_status(void)
{
	return check_failures != 0;
}

#endif
