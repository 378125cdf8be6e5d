/* Arenas, names and growing text. */
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/names.h"
#include "base/vec.h"
#include "check.h"

static int is_zero(const char *p, size_t n)
{
	while (n--)
		if (*p++)
			return 0;
	return 1;
}

static void arenas(void)
{
	struct arena *a = arena_new();

	/* Memory is zero and aligned, also after it was written and forgotten. */
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 300000; size = size * 3 + 1) {
			char *p = arena_alloc(a, size);

			CHECK((uintptr_t)p % sizeof(void *) == 0);
			CHECK(is_zero(p, size));
			memset(p, 0xAA, size);
		}
		arena_empty(a);
	}

	/* Growing keeps what was there and zeroes the rest, in place, by moving, and when large. */
	char *p = NULL, *other, a300[300];
	size_t size = 0;

	memset(a300, 'a', sizeof a300);

	for (size_t next = 1; next < 1000000; size = next, next = next * 2 + 1) {
		p = arena_grow(a, p, size, next);
		CHECK(is_zero(p + size, next - size));
		for (size_t i = 0; i < size; i++)
			if (p[i] != (char)(i * 7))
				CHECK(!"kept");
		for (size_t i = 0; i < next; i++)
			p[i] = (char)(i * 7);
		if (next % 3 == 0) {
			other = arena_alloc(a, 16);
			CHECK(is_zero(other, 16));
			memset(other, 1, 16);
		}
	}
	CHECK_TEXT(arena_copy(a, "hello", 4), "hell");
	CHECK_TEXT(arena_printf(a, "%s-%d", "x", 42), "x-42");
	CHECK_TEXT(arena_printf(a, "%s%u.%.*s%%", "", 0u, 2, "abc"), "0.ab%");
	CHECK_TEXT(arena_printf(a, "%u%.*s,%.*s", 4294967295u, 9, "ab", 0, "x"), "4294967295ab,");
	CHECK_TEXT(arena_printf(a, ""), "");
	for (int n = 250; n < 260; n++)
		CHECK(strlen(arena_printf(a, "%s%.*s", "abcdefghij", n, arena_copy(a, a300, 300))) == 10 + (size_t)n);
	arena_free(a);
	arena_free(NULL);
}

static void vectors(void)
{
	struct arena *a = arena_new();
	VEC(int) v = { 0 };

	for (int i = 0; i < 100000; i++)
		*vec_push(a, &v) = i;
	for (int i = 0; i < 100000; i++)
		if (v.at[i] != i)
			CHECK(!"kept");
	CHECK(v.n == 100000);
	arena_free(a);
}

static void names(void)
{
	struct arena *a = arena_new();
	struct names *t = names_new(a);
	char text[32];

	CHECK(names_of(t, "x") == names_intern(t, "xy", 1));
	CHECK(names_of(t, "x") != names_of(t, "y"));
	CHECK(names_of(t, "")->len == 0);
	CHECK_TEXT(names_intern(t, "abcdef", 3)->text, "abc");
	for (int i = 0; i < 20000; i++) {
		sprintf(text, "a_long_common_prefix_%d", i);
		names_of(t, text)->word = (uint16_t)i;
	}
	for (int i = 0; i < 20000; i++) {
		sprintf(text, "a_long_common_prefix_%d", i);
		if (names_of(t, text)->word != i)
			CHECK(!"found");
	}
	arena_free(a);
}

static void text(void)
{
	struct buf b = { 0 };

	buf_puts(&b, "ab");
	buf_putc(&b, 'c');
	buf_printf(&b, "%03d", 7);
	buf_add(&b, "xyz", 2);
	CHECK_TEXT(b.text, "abc007xy");
	CHECK(b.len == 8);
	buf_free(&b);
	CHECK(!b.text && !b.len);
	buf_c_escape(&b, "a\"\\\n\t?" "?=\001" "1\xff", 11);
	CHECK_TEXT(b.text, "a\\\"\\\\\\n\\t?\\?=\\0011\\377");
	buf_free(&b);
	buf_json_escape(&b, "\"\\\n\001\xC3\xA9\xFF", 7);
	CHECK_TEXT(b.text, "\\\"\\\\\\n\\u0001\xC3\xA9\\ufffd");
	buf_free(&b);
	for (int i = 0; i < 100000; i++)
		buf_puts(&b, "0123456789");
	CHECK(b.len == 1000000 && strlen(b.text) == 1000000);
	buf_free(&b);
}

int main(void)
{
	arenas();
	vectors();
	names();
	text();
	return check_status();
}
