/* Values of literals. */
#include "check.h"
#include "token/literal.h"

static struct token token(enum tok kind, const char *text)
{
	return (struct token){ .kind = (uint16_t)kind, .text = text, .len = (uint32_t)strlen(text) };
}

static struct literal number(const char *text)
{
	struct token t = token(TOK_NUMBER, text);
	struct literal l;

	if (!literal_number(&t, &l))
		printf("%s is no number\n", text), check_failures++;
	return l;
}

static bool good(const char *text)
{
	struct token t = token(TOK_NUMBER, text);
	struct literal l;

	return literal_number(&t, &l);
}

static void numbers(void)
{
	static const char *const bad[] = {
		"12ab", "0b2", "08", "0x", "0b", "1lul", "1lL", "1e", "1e+", "0x1.8", "0x.p1", "1..2", "1''0",
		"1'", "0x'1", "1.0ff", "1uu", "0xg", ".", "1.2.3", "1wB", "1_000",
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (good(bad[i]))
			printf("%s is a number\n", bad[i]), check_failures++;
	CHECK(number("0").value == 0 && !number("0").decimal);
	CHECK(number("42").value == 42 && number("42").decimal);
	CHECK(number("0777").value == 511);
	CHECK(number("0xFFu").value == 255 && number("0xFFu").is_unsigned);
	CHECK(number("0b101").value == 5);
	CHECK(number("1'000'000").value == 1000000);
	CHECK(number("1ULL").width == LIT_LLONG && number("1LLU").is_unsigned);
	CHECK(number("1l").width == LIT_LONG && number("7wb").width == LIT_BITINT);
	CHECK(number("18446744073709551615").value == UINT64_MAX);
	CHECK(!number("18446744073709551615").overflow && number("18446744073709551616").overflow);
	CHECK(number("2i").is_imaginary);
	CHECK(number("1.5").is_float && number("1.5").fvalue == 1.5 && number("1.5f").fwidth == LIT_FLOAT);
	CHECK(number("1e3").fvalue == 1000 && number(".5L").fwidth == LIT_LDOUBLE);
	CHECK(number("0x1.8p1").fvalue == 3 && number("09.5").fvalue == 9.5);
	CHECK(number("1.f").fwidth == LIT_FLOAT && number("1.0f128").fwidth == LIT_F128);
	CHECK(number("1.0DD").fwidth == LIT_D64 && number("1.0iF").is_imaginary);
	CHECK(number("0x1F").value == 31 && number("0xep1").is_float);
}

static int64_t character(const char *text)
{
	struct token t = token(TOK_CHARACTER, text);
	int64_t value = 0;

	if (!literal_char(&t, true, &value))
		printf("%s is no character\n", text), check_failures++;
	return value;
}

static void characters(void)
{
	struct token t = token(TOK_CHARACTER, "''");
	int64_t value;

	CHECK(!literal_char(&t, true, &value));
	t = token(TOK_CHARACTER, "'\\x'");
	CHECK(!literal_char(&t, true, &value));
	t = token(TOK_CHARACTER, "'\\377'");
	CHECK(literal_char(&t, false, &value) && value == 255);
	CHECK(character("'a'") == 'a' && character("'\\n'") == '\n' && character("'\\0'") == 0);
	CHECK(character("'\\377'") == -1 && character("'\\x41'") == 'A');
	CHECK(character("'ab'") == 'a' * 256 + 'b');
	CHECK(character("L'\\u20ac'") == 0x20ac && character("u'\xE2\x82\xAC'") == 0x20ac);
	CHECK(character("U'\\U0001F600'") == 0x1F600 && character("u8'a'") == 'a');
	CHECK(character("'\\e'") == 27 && character("'\\''") == '\'');
	CHECK(literal_prefix_of(&t) == LIT_PLAIN);
}

static size_t string(const char *text, const char *bytes)
{
	struct token t = token(TOK_STRING, text);
	struct buf b = { 0 };
	size_t n = literal_string(&t, &b);

	CHECK_TEXT(b.text ? b.text : "", bytes);
	buf_free(&b);
	return n;
}

static void strings(void)
{
	CHECK(string("\"\"", "") == 0);
	CHECK(string("\"a\\tb\"", "a\tb") == 3);
	CHECK(string("\"\\x4142\\101\"", "BA") == 2);
	CHECK(string("u8\"\\u00e9\"", "\xC3\xA9") == 2);
	CHECK(string("u\"\xF0\x9F\x98\x80x\"", "") == 3);
	CHECK(string("U\"\xF0\x9F\x98\x80x\"", "") == 2);
	CHECK(string("L\"\xC3\xA9\"", "") == 1);
	CHECK(string("\"\xFF\"", "\xFF") == 1);
}

int main(void)
{
	numbers();
	characters();
	strings();
	return check_status();
}
