/* Identifiers in UTF-8 and universal character names; all string prefixes; bytes that are not UTF-8. */
int größe = 1, \u00e4 = 2, 変数, $dollar = 3;
const char *latin = "��";
#include <stddef.h>
#include <uchar.h>
static const wchar_t *w = L"wide\x1234"; const char16_t *u16 = u"x"; const char32_t *u32 = U"y"; const char *u8s = u8"z";
int chars = 'ab' + L'x' + '\'' + '\\' + '"' + '\0' + '\177' + '\x7f';
const char *raw = "\"quoted\" // not a comment /* nor this */ ??/ trigraph?";
