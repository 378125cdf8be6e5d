/*
 * Predefined macros -> struct target.
 *
 * Takes the text of `#define` lines that the host compiler gave; looks for the few that tell sizes,
 * signedness and the compiler's name.  Lines are passed once.
 */
#include "driver/target.h"

#include <stdlib.h>
#include <string.h>

/* One `#define NAME value` line: the name and the rest of the line. */
struct definition { const char *name, *value; size_t name_len, value_len; };

static bool is(const struct definition *d, const char *name)
{
	return strlen(name) == d->name_len && memcmp(d->name, name, d->name_len) == 0;
}

static bool says(const struct definition *d, const char *text)
{
	return strlen(text) == d->value_len && memcmp(d->value, text, d->value_len) == 0;
}

static unsigned char number(const struct definition *d)
{
	unsigned long n = strtoul(d->value, NULL, 10);

	return n < 256 ? (unsigned char)n : 0;
}

static void sizes(struct target *t, const struct definition *d)
{
	if (is(d, "__SIZEOF_SHORT__"))
		t->short_size = number(d);
	else if (is(d, "__SIZEOF_INT__"))
		t->int_size = number(d);
	else if (is(d, "__SIZEOF_LONG__"))
		t->long_size = number(d);
	else if (is(d, "__SIZEOF_LONG_LONG__"))
		t->llong_size = number(d);
	else if (is(d, "__SIZEOF_POINTER__"))
		t->pointer_size = number(d);
	else if (is(d, "__SIZEOF_FLOAT__"))
		t->float_size = number(d);
	else if (is(d, "__SIZEOF_DOUBLE__"))
		t->double_size = number(d);
	else if (is(d, "__SIZEOF_LONG_DOUBLE__"))
		t->ldouble_size = number(d);
	else if (is(d, "__SIZEOF_WCHAR_T__"))
		t->wchar_size = number(d);
	else if (is(d, "__BIGGEST_ALIGNMENT__"))
		t->max_align = number(d);
}

/* What the predefined macros say beside sizes. */
struct traits { bool i386, va_array, gnu, clang, tcc, apple, windows; };

static void traits(struct target *t, struct traits *x, const struct definition *d)
{
	if (is(d, "__CHAR_UNSIGNED__")) {
		t->char_signed = false;
	} else if (is(d, "__WCHAR_UNSIGNED__")) {
		t->wchar_signed = false;
	} else if (is(d, "__WINT_TYPE__")) {
		t->wint_signed = says(d, "int") || says(d, "long int");
	} else if (is(d, "__SIZE_TYPE__")) {
		t->size_is_long = says(d, "long unsigned int") || says(d, "unsigned long");
	} else if (is(d, "__PTRDIFF_TYPE__")) {
		t->ptrdiff_is_long = says(d, "long int") || says(d, "long");
	} else if (is(d, "__i386__")) {
		x->i386 = true;
	} else if (is(d, "__x86_64__") || is(d, "__s390x__") || (is(d, "__PPC__") && !x->apple)) {
		x->va_array = true;
	} else if (is(d, "__clang__")) {
		x->clang = true;
	} else if (is(d, "__TINYC__")) {
		x->tcc = true;
	} else if (is(d, "__GNUC__")) {
		x->gnu = true;
	} else if (is(d, "__APPLE__")) {
		x->apple = true;
	} else if (is(d, "_WIN32")) {
		x->windows = true;
	}
}

/* Finds the next definition; null at the end. */
static const char *next_definition(const char *at, struct definition *d)
{
	static const char word[] = "#define ";

	for (; *at; at += *at == '\n') {
		const char *end = at + strcspn(at, "\n");

		if (strncmp(at, word, sizeof word - 1) == 0) {
			d->name = at + sizeof word - 1;
			d->name_len = strcspn(d->name, " \n");
			d->value = d->name + d->name_len + (d->name[d->name_len] == ' ');
			d->value_len = (size_t)(end - d->value);
			return end;
		}
		at = end;
	}
	return NULL;
}

bool target_read(struct target *t, const char *predefined)
{
	struct traits x = {0};
	struct definition d;

	*t = (struct target){
		.short_size = 2, .int_size = 4, .long_size = 8, .llong_size = 8, .pointer_size = 8,
		.float_size = 4, .double_size = 8, .ldouble_size = 16, .wchar_size = 4, .max_align = 16,
		.char_signed = true, .wchar_signed = true, .size_is_long = true, .ptrdiff_is_long = true,
	};
	for (const char *at = predefined ? predefined : ""; (at = next_definition(at, &d));) {
		sizes(t, &d);
		traits(t, &x, &d);
	}
	t->va_list_is_array = x.va_array && !x.windows;
	t->clang = x.clang;
	t->tcc = x.tcc;
	t->gcc = x.gnu && !x.clang && !x.tcc;
	/* i386 System V: 8-byte types have an alignment of 4 in records, long double is 12 bytes. */
	t->llong_align = x.i386 && !x.windows ? 4 : t->llong_size;
	t->double_align = x.i386 && !x.windows ? 4 : t->double_size;
	t->ldouble_align = t->ldouble_size == 12 ? 4 : t->ldouble_size;
	return t->int_size && t->int_size <= 8 && t->long_size && t->long_size <= 16 && t->llong_size
	    && t->llong_size <= 16 && t->pointer_size && t->pointer_size <= 16 && t->short_size && t->short_size <= 8
	    && t->wchar_size && t->float_size && t->double_size;
}
