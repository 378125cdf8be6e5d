/* Texts with arguments. */
#ifndef CDEFER_BASE_FORMAT_H
#define CDEFER_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* vsnprintf(), faster where only %s, %.*s and %u are asked for and all fits. */
int format_text(char *out, size_t room, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));

#endif
