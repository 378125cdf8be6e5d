/* Sizes and habits of the host compiler's target, read from its predefined macros. */
#ifndef CDEFER_TYPES_TARGET_H
#define CDEFER_TYPES_TARGET_H

#include <stdbool.h>

struct target {
	unsigned char short_size, int_size, long_size, llong_size, pointer_size;
	unsigned char float_size, double_size, ldouble_size, ldouble_align, llong_align, double_align;
	unsigned char wchar_size, max_align;
	bool char_signed, wchar_signed, wint_signed;
	bool size_is_long;              /* size_t is unsigned long (else unsigned int or long long) */
	bool ptrdiff_is_long;
	bool va_list_is_array;          /* __builtin_va_list is an array of one struct (x86-64, ppc, s390x) */
	bool gcc, clang, tcc;
};

#endif
