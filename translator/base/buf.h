/* Growing text. */
#ifndef CDEFER_BASE_BUF_H
#define CDEFER_BASE_BUF_H

#include <stddef.h>

/* `text` is null-terminated after the first addition; `len` does not count the null.
 * Zero-initialised is empty.  The memory is the heap's: buf_free(). */
struct buf { char *text; size_t len, room; };

void buf_add(struct buf *b, const char *text, size_t len);
void buf_puts(struct buf *b, const char *text);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Adds `text` as the inside of a C string literal / of a JSON string, without the quotes. */
void buf_c_escape(struct buf *b, const char *text, size_t len);
void buf_json_escape(struct buf *b, const char *text, size_t len);
void buf_free(struct buf *b);

#endif
