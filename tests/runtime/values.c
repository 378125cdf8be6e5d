/* The values of panics: copied, read by kind, taken by type, raised again; misuse. */
#include "hand.h"
#include <limits.h>

struct pad { struct cdefer_pad pad; int n; };
struct large { _Alignas(8) long n; char bytes[50000]; };
static struct large large;
struct over { _Alignas(64) char bytes[64]; };
struct small { short a; char b[5]; };

/* `p` in the action that recovers; what it points to is looked at there. */
static void (*look)(const panic_t *p);
static void catch_run(frame *b, unsigned bit, panic_t *p)
{
	(void)b, (void)bit;
	look(cdefer_rt_recover(p));
}
FUNC(catch, CDEFER_MARKED, catch_run, 1);
static void (*raise_)(void);
CDEFER_NOINLINE_ static void catch_body(struct pad *P)
{
	frame F;

	cdefer_rt_enter(&F, &catch_fn, &P->pad);
	F.bits = 1;
	raise_();
}
static void caught(void (*r)(void), void (*l)(const panic_t *))
{
	struct pad P;

	raise_ = r;
	look = l;
	CHECK(TRY(&P, catch_body));
	check_clean();
}
static void show(const panic_t *p)
{
	char text[80];
	int length = cdefer_panic_text(p, text, sizeof text);

	CHECK(length == cdefer_panic_text(p, NULL, 0));
	CHECK(length == (int)strlen(text));
	printf("%s|%d|%d\n", text, (int)p->kind, (int)(p->kind == CDEFER_STRING ? p->size * 8 / sizeof (char *) : p->size));
	if (length > 3) {
		char cut[4];

		CHECK(cdefer_panic_text(p, cut, 4) == length);
		CHECK(memcmp(cut, text, 3) == 0 && cut[3] == '\0');
	}
}

#define R(f, kind, type, T, v) static void f(void) { RAISE(f, 5, kind, type, T, v); }
R(r_schar, CDEFER_INT, "signed char", signed char, SCHAR_MIN)
R(r_short, CDEFER_INT, "short", short, SHRT_MIN)
R(r_int, CDEFER_INT, "int", int, INT_MIN)
R(r_uchar, CDEFER_UINT, "unsigned char", unsigned char, UCHAR_MAX)
R(r_ushort, CDEFER_UINT, "unsigned short", unsigned short, USHRT_MAX)
R(r_uint, CDEFER_UINT, "unsigned int", unsigned, UINT_MAX)
R(r_llong, CDEFER_INT, "long long", long long, LLONG_MAX)
R(r_enum, CDEFER_INT, "enum e", int, -3)
R(r_ldouble, CDEFER_FLOAT, "long double", long double, 0.1L)
R(r_null, CDEFER_STRING, "char *", char *, NULL)
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide;
R(r_wide, CDEFER_INT, "__int128", wide, -5)
#endif

/* Formats that the compiler of the test may not have, by their images. */
R(r_bits, CDEFER_INT, "_BitInt(5)", signed char, 0x5d)
R(r_ubits, CDEFER_UINT, "unsigned _BitInt(20)", unsigned, 0xfff54321)
R(r_half, CDEFER_FLOAT, "_Float16", unsigned short, 0xc248)
R(r_tiny_half, CDEFER_FLOAT, "_Float16", unsigned short, 0x0003)
R(r_brain, CDEFER_FLOAT, "__bf16", unsigned short, 0x4049)
R(r_infinite, CDEFER_FLOAT, "_Float16", unsigned short, 0x7c00)
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 image;
R(r_quad, CDEFER_FLOAT, "_Float128", image, ((image)0xbfff800000000000u << 64))
R(r_huge_quad, CDEFER_FLOAT, "_Float128", image, ((image)0x6fff800000000000u << 64))
#endif

static void r_large(void)
{
	large.n = 7;
	large.bytes[49999] = 'z';
	RAISE(r_large, 1, CDEFER_OBJECT, "struct large", struct large, large);
}
static void l_large(const panic_t *p)
{
	const struct large *l = p->object;

	memset(&large, 0, sizeof large);
	CHECK(p->size == sizeof large && l->n == 7 && l->bytes[49999] == 'z');
	show(p);
}
static void r_over(void)
{
	struct over o;

	memset(&o, 9, sizeof o);
	RAISE(r_over, 1, CDEFER_OBJECT, "struct over", struct over, o);
}
static void l_over(const panic_t *p)
{
	CHECK(((uintptr_t)p->object & 63) == 0);
	CHECK(((const struct over *)p->object)->bytes[63] == 9);
}
static void r_small(void)
{
	struct small s = { 3, "four" };

	RAISE(r_small, 1, CDEFER_OBJECT, "struct small", struct small, s);
}
static void l_small(const panic_t *p) { CHECK(strcmp(((const struct small *)p->object)->b, "four") == 0); show(p); }

/* Text of every length around the buffer. */
static int length;
static void r_text(void) { PANICF(r_text, 2, "%*d", length, 5); }
static void l_text(const panic_t *p) { CHECK((int)strlen(p->value.s) == length && p->value.s[length - 1] == '5'); }

/* for (...) defer panic("n = %d", i): the text lies in the record stack, and later actions use it. */
static void say_text(void *saved, panic_t *p)
{
	static const struct cdefer_raise from = { CDEFER_STRING, "char *", sizeof (char *), "test.cd", "r_deferred", 3 };

	(void)p;
	cdefer_rt_panic(&from, saved);
}
static void uses_stack(void *saved, panic_t *p)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &catch_fn, NULL);

	(void)saved, (void)p;
	memset(cdefer_rt_vla(c, 3000), '#', 3000);
	F.bits = 0;
	cdefer_rt_run(c, &F);
}
SITE(text_site, say_text, sizeof (char *), catch, 3);
SITE(use_site, uses_stack, 0, catch, 4);
static void r_deferred(void)
{
	frame F;
	context *c = cdefer_rt_enter(&F, &catch_fn, NULL);
	int i;

	cdefer_rt_defer(c, &use_site, NULL, 0);
	for (i = 0; i < 3; i++) {
		const char *text;

		cdefer_rt_defer(c, &use_site, NULL, 0);
		text = cdefer_rt_format(c, "n = %d", i);
		cdefer_rt_defer(c, &text_site, &text, sizeof text);
	}
	cdefer_rt_run(c, &F);
}
static void l_deferred(const panic_t *p)
{
	for (; p; p = p->previous)
		printf("%s < ", p->value.s);
	puts("");
}

/* recover(T) */
static const char *wanted;
static size_t wanted_size;
static void typed_run(frame *b, unsigned bit, panic_t *p)
{
	void *value = bit == 1 ? cdefer_rt_recover_as(p, wanted) : cdefer_rt_recover_type(p, wanted, wanted_size);

	(void)b;
	printf("%s ", value ? "taken" : "not");
	CHECK(!value || !cdefer_rt_recover_as(p, wanted));
}
FUNC(typed, 0, typed_run, 1, 2);
CDEFER_NOINLINE_ static void typed_body(struct pad *P)
{
	frame F;

	cdefer_rt_enter(&F, &typed_fn, &P->pad);
	F.bits = 3;
	r_int();
}
static void typed(const char *type, size_t size)
{
	struct pad P;

	wanted = type;
	wanted_size = size;
	if (TRY(&P, typed_body))
		puts("");
}
static void r_typed(void) { typed("int", 8); typed("int", 4); typed("long", 4); }
static void l_typed(const panic_t *p) { show(p); }

/* panic(p) of another context's panic or of a copy keeps value and place; of one that is over it is misuse. */
static panic_t copy;
static void l_copy(const panic_t *p) { copy = *p; }
static void r_copy(void) { REPANIC(r_copy, 9, &copy); }
static void l_place(const panic_t *p) { printf("%d %s %d\n", (int)p->value.i, p->func, p->line); }

int main(void)
{

	caught(r_schar, show);
	caught(r_short, show);
	caught(r_int, show);
	caught(r_uchar, show);
	caught(r_ushort, show);
	caught(r_uint, show);
	caught(r_llong, show);
	caught(r_enum, show);
	large.n = sizeof (long double) == 16;
	caught(r_null, show);
#ifdef __SIZEOF_INT128__
	caught(r_wide, show);
#else
	puts("-5 (__int128)|0|16");
#endif
	caught(r_bits, show);
	caught(r_ubits, show);
	caught(r_half, show);
	caught(r_tiny_half, show);
	caught(r_brain, show);
	caught(r_infinite, show);
#ifdef __SIZEOF_INT128__
	caught(r_quad, show);
	caught(r_huge_quad, show);
#else
	puts("-1.5 (_Float128)|2|16\ninf (_Float128)|2|16");
#endif
	caught(r_large, l_large);
	caught(r_over, l_over);
	caught(r_small, l_small);
	for (length = 1020; length < 1030; length++)
		caught(r_text, l_text);
	length = 100000;
	caught(r_text, l_text);
	caught(r_deferred, l_deferred);
	caught(r_typed, l_typed);
	caught(r_ldouble, l_copy);
	caught(r_int, l_copy);
	caught(r_copy, l_place);
	return 0;
}
/* output:
-128 (signed char)|0|1
-32768 (short)|0|2
-2147483648 (int)|0|4
255 (unsigned char)|1|1
65535 (unsigned short)|1|2
4294967295 (unsigned int)|1|4
9223372036854775807 (long long)|0|8
-3 (enum e)|0|4
(null)|3|8
-5 (__int128)|0|16
-3 (_BitInt(5))|0|1
344865 (unsigned _BitInt(20))|1|4
-3.140625 (_Float16)|2|2
1.7881393432617188e-07 (_Float16)|2|2
3.140625 (__bf16)|2|2
inf (_Float16)|2|2
-1.5 (_Float128)|2|16
inf (_Float128)|2|16
(struct large)|5|50008
(struct small)|5|8
n = 0 < n = 1 < n = 2 < 
taken not 
taken not 
not not -2147483648 (int)|0|4
-2147483648 r_int 5
*/
