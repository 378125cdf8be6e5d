/*
 * The source line under a message, and the caret line under that.
 *
 * The line is shown as a terminal would: tabs to the next stop, bytes that are no text as <XX>.
 * Each byte of the source knows the column where it begins, so carets stand right below it.  Of
 * a long line a window around the caret is shown.
 */
#include <string.h>

#include "source/diag_int.h"

enum { TAB = 8, WIDTH = 120, AROUND = 400 };

/* A part of a source line as it is printed. */
struct shown {
	struct buf text;
	struct { uint32_t column, offset; } at[2 * AROUND + 8]; /* of each byte: where it begins */
	size_t n;               /* bytes; at[n] is the end */
};

/* Length of the UTF-8 sequence at p and its code point; 1 and ~0 for what is none. */
static size_t utf8_read(const unsigned char *p, const unsigned char *end, uint32_t *c)
{
	size_t n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;

	*c = UINT32_MAX;
	if (n == 0 || (size_t)(end - p) < n)
		return 1;
	if (n == 1) {
		*c = *p;
		return 1;
	}

	uint32_t value = *p & (0x7fu >> n);

	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (p[i] & 0x3f);
	}
	*c = value;
	return n;
}

/* Columns that a terminal gives to a character. */
static uint32_t width_of(uint32_t c)
{
	if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || (c >= 0xfe00 && c <= 0xfe0f))
		return 0;
	if ((c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
	    (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
	    (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd))
		return 2;
	return 1;
}

static void render(struct shown *s, const char *begin, const char *end)
{
	const unsigned char *p = (const unsigned char *)begin, *stop = (const unsigned char *)end;
	uint32_t column = 0, c;

	for (s->n = 0; p < stop; ) {
		size_t len = utf8_read(p, stop, &c), i;
		uint32_t start = column;

		for (i = 0; i < len; i++) {
			s->at[s->n].column = start;
			s->at[s->n++].offset = (uint32_t)s->text.len;
		}
		if (c == '\t') {
			do
				buf_putc(&s->text, ' ');
			while (++column % TAB);
		} else if (c == UINT32_MAX || c < 0x20 || (c >= 0x7f && c < 0xa0)) {
			buf_printf(&s->text, "<%02X>", *p);
			column += 4;
		} else {
			buf_add(&s->text, (const char *)p, len);
			column += width_of(c);
		}
		p += len;
	}
	s->at[s->n].column = column;
	s->at[s->n].offset = (uint32_t)s->text.len;
}

static size_t size_min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Steps back to the start of a UTF-8 sequence. */
static const char *to_start(const char *p, const char *begin)
{
	for (int i = 0; i < 3 && p > begin && ((unsigned char)*p & 0xc0) == 0x80; i++)
		p--;
	return p;
}

static void repeat(struct buf *b, char c, size_t n)
{
	while (n--)
		buf_putc(b, c);
}

void caret_print(struct buf *out, const struct files *fs, const struct message *m, bool color)
{
	const struct file *f = files_of(fs, m->begin);
	const char *line, *end;
	struct shown s = { .n = 0 };

	if (!f)
		return;
	files_line(fs, m->begin, &line, &end);
	if (line == f->text && f->bom)
		line += 3;

	const char *caret = f->text + (m->begin - f->base);

	if (caret > end)
		caret = end;
	if (caret < line)
		caret = line;

	/* Of a giant line only what is near is looked at; a range ends with its line. */
	const char *from = caret - line > AROUND ? to_start(caret - AROUND, line) : line;
	const char *to = end - caret > AROUND ? caret + AROUND : end;
	size_t length = m->end > m->begin ? m->end - m->begin : 1;
	size_t first = (size_t)(caret - from), last = first + size_min(length, (size_t)(to - caret));

	render(&s, from, to);

	/* The window begins so far left that the caret is in it with some context. */
	size_t left = 0, right = s.n;

	if (s.at[first].column > WIDTH * 3 / 4 && s.at[s.n].column > WIDTH)
		while (s.at[first].column - s.at[left].column > WIDTH / 2)
			left++;
	while (right > first + 1 && s.at[right].column - s.at[left].column > WIDTH)
		right--;
	while (right < s.n && right > left && s.at[right].offset == s.at[right - 1].offset)
		right++;

	uint32_t base = s.at[left].column;
	bool cut_left = left > 0 || from > line, cut_right = right < s.n || to < end;

	buf_puts(out, cut_left ? "..." : "");
	buf_add(out, s.text.text ? s.text.text + s.at[left].offset : "", s.at[right].offset - s.at[left].offset);
	buf_puts(out, cut_right ? "...\n" : "\n");
	repeat(out, ' ', s.at[first].column - base + (cut_left ? 3 : 0));
	if (last > right)
		last = right;

	size_t columns = last > first ? s.at[last].column - s.at[first].column : 1;

	buf_puts(out, color ? "\033[1;32m^" : "^");
	if (columns > 1)
		repeat(out, '~', columns - 1);
	buf_puts(out, color ? "\033[0m\n" : "\n");
	buf_free(&s.text);
}
