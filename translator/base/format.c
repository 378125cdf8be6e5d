/*
 * Texts with arguments: the few conversions that nearly all of the output is made of, by hand.
 *
 * The C library's own way costs more for a text of forty bytes than lexing it would.
 */
#include "base/format.h"

#include <stdio.h>
#include <string.h>

/* The digits of `n`, which end at `end`. */
static const char *digits(char *end, unsigned n)
{
	do
		*--end = (char)('0' + n % 10);
	while (n /= 10);
	return end;
}

/* The length; -1 if something else is asked for or does not fit. */
static int plain(char *out, size_t room, const char *fmt, va_list ap)
{
	char number[3 * sizeof(unsigned)], *p = out;

	for (const char *text; *fmt; fmt++) {
		size_t n;

		if (*fmt != '%') {
			text = fmt;
			n = strcspn(fmt, "%");
			fmt += n - 1;
		} else if (*++fmt == 's') {
			text = va_arg(ap, const char *);
			n = text ? strlen(text) : room;
		} else if (*fmt == 'u') {
			text = digits(number + sizeof number, va_arg(ap, unsigned));
			n = (size_t)(number + sizeof number - text);
		} else if (strncmp(fmt, ".*s", 3) == 0) {
			int most = va_arg(ap, int);
			const char *end;

			text = va_arg(ap, const char *);
			end = text && most >= 0 ? memchr(text, '\0', (size_t)most) : NULL;
			n = !text || most < 0 ? room : end ? (size_t)(end - text) : (size_t)most;
			fmt += 2;
		} else {
			return -1;
		}
		if (n >= room)
			return -1;
		memcpy(p, text, n);
		p += n;
		room -= n;
	}
	if (!room)
		return -1;
	*p = '\0';
	return (int)(p - out);
}

int format_text(char *out, size_t room, const char *fmt, va_list ap)
{
	va_list copy;

	va_copy(copy, ap);
	int n = plain(out, room, fmt, copy);
	va_end(copy);
	return n >= 0 ? n : vsnprintf(out, room, fmt, ap);
}
