/*
 * Growing text: a heap block that doubles.  Out of memory ends the program with a message, as in
 * arena.c, so that no caller has to ask.
 */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/format.h"
#include "base/pages.h"

/* Makes room for `more` bytes and the null behind them. */
static void reserve(struct buf *b, size_t more)
{
	if (more < b->room - b->len)
		return;

	size_t room = b->room ? b->room : 128;

	while (room - b->len <= more && room <= SIZE_MAX / 2)
		room *= 2;

	char *text = room - b->len > more ? realloc(b->text, room) : NULL;

	if (!text) {
		fputs("cdefer: fatal error: out of memory\n", stderr);
		exit(2);
	}
	pages_large(text, room);
	b->text = text;
	b->room = room;
}

void buf_add(struct buf *b, const char *text, size_t len)
{
	reserve(b, len);
	if (len)
		memcpy(b->text + b->len, text, len);
	b->len += len;
	b->text[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

/* What fits into the room that there is, is formatted only once. */
void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	reserve(b, 64);
	va_start(ap, fmt);
	int len = format_text(b->text + b->len, b->room - b->len, fmt, ap);
	va_end(ap);
	assert(len >= 0);
	if ((size_t)len >= b->room - b->len) {
		reserve(b, (size_t)len);
		va_start(ap, fmt);
		vsnprintf(b->text + b->len, (size_t)len + 1, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)len;
}

/* Octal escapes have three digits, so that a digit may follow; `??` is broken up lest it begin
 * a trigraph. */
void buf_c_escape(struct buf *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		switch (c) {
		case '\n': buf_puts(b, "\\n"); break;
		case '\t': buf_puts(b, "\\t"); break;
		case '"': case '\\': buf_printf(b, "\\%c", c); break;
		case '?': buf_puts(b, i && text[i - 1] == '?' ? "\\?" : "?"); break;
		default:
			if (c < 0x20 || c >= 0x7f)
				buf_printf(b, "\\%03o", c);
			else
				buf_putc(b, (char)c);
		}
	}
}

/* Length of the well-formed UTF-8 sequence at p, 0 if there is none. */
static size_t utf8_length(const unsigned char *p, size_t len)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;

	if (n > len)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] >= 0xa0) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] >= 0x90))
		return 0;
	return n;
}

/* JSON is UTF-8: a byte that is none becomes U+FFFD. */
void buf_json_escape(struct buf *b, const char *text, size_t len)
{
	for (size_t i = 0, n; i < len; i += n ? n : 1) {
		unsigned char c = (unsigned char)text[i];

		n = utf8_length((const unsigned char *)text + i, len - i);
		if (n == 0)
			buf_puts(b, "\\ufffd");
		else if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", c);
		else if (c == '\n')
			buf_puts(b, "\\n");
		else if (c < 0x20)
			buf_printf(b, "\\u%04x", c);
		else
			buf_add(b, text + i, n);
	}
}

void buf_free(struct buf *b)
{
	free(b->text);
	*b = (struct buf){ 0 };
}
