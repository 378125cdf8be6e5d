/* Types as values: text, conversions, sizes, comparison. */
#include "types/type.h"

#include "check.h"

static struct types types;

static const char *text(const struct type *t, const char *name, enum type_text how)
{
	static struct buf b;

	b.len = 0;
	type_print(t, name, how, NULL, &b);
	return b.text;
}

static struct type *basic(enum type_kind kind)
{
	return type_basic(&types, kind);
}

static struct type *function(struct type *result, struct type *param)
{
	struct param *p = arena_new_of(types.arena, struct param);

	p->type = param;
	return type_function(&types, result, p, 1, false, false);
}

static void prints(void)
{
	struct type *i = basic(TYPE_INT), *c = type_qualified(&types, basic(TYPE_CHAR), Q_CONST);
	struct type *cp = type_pointer(&types, c), *fn = function(i, cp), *t;

	CHECK_TEXT(text(i, "x", TYPE_TEXT_CODE), "int x");
	CHECK_TEXT(text(cp, "s", TYPE_TEXT_CODE), "const char *s");
	CHECK_TEXT(text(cp, "", TYPE_TEXT_NAME), "char *");
	CHECK_TEXT(text(type_qualified(&types, cp, Q_CONST), "s", TYPE_TEXT_CODE), "const char *const s");
	CHECK_TEXT(text(type_qualified(&types, cp, Q_CONST), "", TYPE_TEXT_DISPLAY), "const char *const");
	t = type_array(&types, type_array(&types, cp, 3), 2);
	CHECK_TEXT(text(t, "a", TYPE_TEXT_CODE), "const char *a[2][3]");
	CHECK_TEXT(text(type_pointer(&types, t), "p", TYPE_TEXT_CODE), "const char *(*p)[2][3]");
	CHECK_TEXT(text(type_pointer(&types, fn), "f", TYPE_TEXT_CODE), "int (*f)(const char *)");
	CHECK_TEXT(text(type_pointer(&types, fn), "", TYPE_TEXT_NAME), "int (*)(char *)");
	t = function(type_pointer(&types, fn), i);
	CHECK_TEXT(text(t, "signal", TYPE_TEXT_CODE), "int (*signal(int))(const char *)");
	t = type_array(&types, type_pointer(&types, fn), 4);
	CHECK_TEXT(text(t, "table", TYPE_TEXT_CODE), "int (*table[4])(const char *)");
	t = type_function(&types, i, NULL, 0, false, false);
	CHECK_TEXT(text(t, "f", TYPE_TEXT_CODE), "int f(void)");
	t = type_function(&types, i, NULL, 0, false, true);
	CHECK_TEXT(text(t, "f", TYPE_TEXT_CODE), "int f()");
	CHECK_TEXT(text(type_complex(&types, basic(TYPE_DOUBLE)), "z", TYPE_TEXT_CODE), "_Complex double z");
}

static void aliases(void)
{
	static struct name size = { .text = "size_t", .len = 6 }, inner = { .text = "local", .len = 5 };
	struct type *t = type_aliased(&types, basic(TYPE_ULONG), NULL), *c;

	t->alias = (struct symbol *)&size;      /* never looked into */
	t->alias_name = &size;
	CHECK_TEXT(text(t, "n", TYPE_TEXT_CODE), "size_t n");
	CHECK_TEXT(text(t, "", TYPE_TEXT_NAME), "unsigned long");
	c = type_qualified(&types, t, Q_CONST);
	CHECK_TEXT(text(c, "n", TYPE_TEXT_CODE), "const size_t n");
	CHECK(type_unqualified(&types, c) == t);
	CHECK(type_plain(c) == type_qualified(&types, basic(TYPE_ULONG), Q_CONST));
	CHECK(type_same(c, type_plain(c), false));
	c = type_aliased(&types, type_pointer(&types, t), (struct symbol *)&inner);
	c->alias_name = &inner;
	c->alias_local = true;
	CHECK_TEXT(text(c, "p", TYPE_TEXT_CODE), "size_t *p");
}

static void conversions(void)
{
	struct type *l = basic(TYPE_LONG), *u = basic(TYPE_UINT), *ll = basic(TYPE_LLONG);

	CHECK(type_usual(&types, l, u) == l);
	CHECK(type_usual(&types, basic(TYPE_ULONG), ll) == basic(TYPE_ULLONG));
	CHECK(type_usual(&types, basic(TYPE_CHAR), basic(TYPE_USHORT)) == basic(TYPE_INT));
	CHECK(type_usual(&types, basic(TYPE_INT), u) == u);
	CHECK(type_usual(&types, basic(TYPE_FLOAT), ll) == basic(TYPE_FLOAT));
	CHECK(type_usual(&types, type_complex(&types, basic(TYPE_FLOAT)), basic(TYPE_DOUBLE))->of == basic(TYPE_DOUBLE));
	CHECK(type_default_promote(&types, basic(TYPE_FLOAT)) == basic(TYPE_DOUBLE));
	CHECK(type_promote(&types, basic(TYPE_BOOL)) == basic(TYPE_INT));
	CHECK(type_decay(&types, type_array(&types, l, 3)) == type_pointer(&types, l));
}

static void sizes(void)
{
	struct member m[4] = {{ .type = basic(TYPE_CHAR) }, { .type = basic(TYPE_INT), .bitfield = true, .width = 5 },
	                      { .type = basic(TYPE_INT), .bitfield = true, .width = 30 }, { .type = basic(TYPE_LONG) }};
	static struct name name = { .text = "m", .len = 1 };
	struct record r = { .kind = TYPE_STRUCT, .complete = true, .members = m, .nmembers = 4 };
	struct type *t = type_of_record(&types, &r);
	uint64_t size;
	uint32_t align;

	for (int i = 0; i < 4; i++)
		m[i].name = &name;
	CHECK(type_size(&types, t, &size, &align) && size == 16 && align == 8);
	CHECK(m[3].offset == 8);
	r.laid_out = false;
	r.packed = true;
	CHECK(type_size(&types, t, &size, &align) && size == 14 && align == 1);
	CHECK(type_size(&types, type_array(&types, t, 10), &size, &align) && size == 140);
	CHECK(!type_size(&types, type_array(&types, t, UINT64_MAX / 2), &size, &align));
}

int main(void)
{
	struct target target = {
		.short_size = 2, .int_size = 4, .long_size = 8, .llong_size = 8, .pointer_size = 8, .float_size = 4,
		.double_size = 8, .ldouble_size = 16, .llong_align = 8, .double_align = 8, .ldouble_align = 16,
		.wchar_size = 4, .max_align = 16, .char_signed = true, .wchar_signed = true, .size_is_long = true,
		.ptrdiff_is_long = true, .gcc = true,
	};
	struct arena *a = arena_new();

	types_init(&types, a, &target);
	prints();
	aliases();
	conversions();
	sizes();
	arena_free(a);
	return check_status();
}
