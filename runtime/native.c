/*
 * native.c - the platform's own backtrace, for CDEFER_TRACEBACK=native.
 */
#include "internal.h"

#if defined __GLIBC__ || defined __APPLE__ || defined __FreeBSD__
# include <execinfo.h>

void cdefer__native_trace(void)
{
	static void *address[128];

	backtrace_symbols_fd(address, backtrace(address, 128), 2);
}

#else

void cdefer__native_trace(void)
{
}

#endif
