/*
 * value.c - the values of panics: read by kind, held, written as text (language 3.2, 3.4).
 */
#include "internal.h"
#include <unistd.h>
#include <errno.h>

/* ---- memory of values that do not fit into the raise ---- */

struct block {
	struct block *below;
};

void *cdefer__hold(struct context *c, size_t size, size_t align)
{
	size_t whole = sizeof (struct block) + align + size;
	struct block *b = whole > size ? cdefer__alloc(c, whole) : NULL;
	uintptr_t room;

	if (!b)
		return NULL;
	b->below = c->blocks;
	c->blocks = b;
	room = (uintptr_t)(b + 1);
	return (char *)(b + 1) + (size_t)(-room & (align - 1));
}

void cdefer__give_back(struct context *c, const struct block *until)
{
	while (c->blocks != until) {
		struct block *b = c->blocks;

		c->blocks = b->below;
		cdefer__release(b);
	}
}

/* ---- reading ---- */

static int is_type(const struct cdefer_panic *p, const char *type)
{
	return p->type && strcmp(p->type, type) == 0;
}

static int is_little(void)
{
	const unsigned one = 1;

	return *(const unsigned char *)(const void *)&one == 1;
}

/* The lowest bytes of an integer, as many as intmax_t has. */
static uintmax_t read_integer(const void *object, size_t size, int is_signed)
{
	const unsigned char *bytes = object;
	int little = is_little();
	size_t used = size < sizeof (uintmax_t) ? size : sizeof (uintmax_t), i;
	uintmax_t n = 0;
	int32_t n32;

	if (size == sizeof n32) {
		memcpy(&n32, object, sizeof n32);
		return is_signed ? (uintmax_t)(intmax_t)n32 : (uint32_t)n32;
	}
	if (size == sizeof n) {
		memcpy(&n, object, sizeof n);
		return n;
	}
	for (i = used; i-- > 0;)
		n = n << CHAR_BIT | bytes[little ? i : size - 1 - i];
	if (is_signed && used && used < sizeof n && n >> (used * CHAR_BIT - 1))
		n |= UINTMAX_MAX << (used * CHAR_BIT);
	return n;
}

/* Of a _BitInt the bits above its width are not specified. */
static uintmax_t cut_to_width(uintmax_t n, const char *type, int is_signed)
{
	const char *width = strchr(type, '(');
	unsigned bits = width ? (unsigned)strtoul(width + 1, NULL, 10) : 0, unused;

	if (bits == 0 || bits >= sizeof n * CHAR_BIT)
		return n;
	unused = (unsigned)(sizeof n * CHAR_BIT) - bits;
	n <<= unused;
	if (is_signed && n >> (sizeof n * CHAR_BIT - 1))
		return ~(~n >> unused);
	return n >> unused;
}

static uintmax_t read_any_integer(const struct cdefer_panic *p, int is_signed)
{
	const char *name = is_signed ? "_BitInt(" : "unsigned _BitInt(";
	uintmax_t n = read_integer(p->object, p->size, is_signed);

	if (p->type && p->type[0] == name[0] && strncmp(p->type, name, strlen(name)) == 0)
		return cut_to_width(n, p->type, is_signed);
	return n;
}

static uintmax_t read_integer_of_type(const struct cdefer_panic *p, int is_signed)
{
	int32_t n32;

	/* Most are an int. */
	if (is_signed && p->size == sizeof n32 && p->type && p->type[0] != '_') {
		memcpy(&n32, p->object, sizeof n32);
		return (uintmax_t)(intmax_t)n32;
	}
	return read_any_integer(p, is_signed);
}

/* A binary floating value of another format, from its image: the highest 64 bits. */
static double read_image(uint64_t image, int exponent_bits)
{
	int most = (1 << exponent_bits) - 1, exponent = (int)(image << 1 >> (64 - exponent_bits));
	uint64_t fraction = image << (1 + exponent_bits) >> 12, own;
	double d, scale = 1;
	int e = exponent - (most >> 1);

	if (exponent == most)
		own = (uint64_t)0x7ff << 52 | fraction;
	else if (exponent == 0)
		own = 0;
	else if (e > 1023)
		own = (uint64_t)0x7ff << 52;
	else if (e < -1022)
		own = 0;
	else
		own = (uint64_t)(e + 1023) << 52 | fraction;
	if (exponent == 0 && fraction && exponent_bits < 11) {
		/* Denormal: one is 2^(1 - bias), as a normal value minus one. */
		own = (uint64_t)1023 << 52 | fraction;
		memcpy(&d, &own, sizeof d);
		for (e = 1; e < most >> 1; e++)
			scale /= 2;
		d = (d - 1) * scale;
		return image >> 63 ? -d : d;
	}
	own |= image >> 63 << 63;
	memcpy(&d, &own, sizeof d);
	return d;
}

static double read_float(const struct cdefer_panic *p)
{
	float f = 0;
	double d = 0;
	long double l = 0;
	int is_long = !p->type || is_type(p, "long double") || is_type(p, "_Float64x");

	if (p->size == sizeof f) {
		memcpy(&f, p->object, sizeof f);
		return (double)f;
	}
	if (p->size == sizeof d && !is_long) {
		memcpy(&d, p->object, sizeof d);
		return d;
	}
	if (p->size == 2)
		return read_image((uint64_t)read_integer(p->object, 2, 0) << 48, is_type(p, "__bf16") ? 8 : 5);
	if (p->size == 16 && !is_long && sizeof d == 8) {
		unsigned char highest[16];

		memcpy(highest, p->object, 16);
		return read_image((uint64_t)read_integer(is_little() ? highest + 8 : highest, 8, 0), 15);
	}
	if (p->size == sizeof l)
		memcpy(&l, p->object, sizeof l);
	return (double)l;
}

/* Fills in `value` from the object by its kind. */
void cdefer__value_read(struct cdefer_panic *p)
{
	memset(&p->value, 0, sizeof p->value);
	switch (p->kind) {
	case CDEFER_INT: p->value.u = read_integer_of_type(p, 1); break;
	case CDEFER_UINT: p->value.u = read_integer_of_type(p, 0); break;
	case CDEFER_FLOAT: p->value.f = read_float(p); break;
	case CDEFER_STRING: memcpy(&p->value.s, p->object, sizeof p->value.s); break;
	case CDEFER_POINTER: memcpy(&p->value.p, p->object, sizeof p->value.p); break;
	default: p->value.p = p->object; break;
	}
}

/* ---- text, without allocation and async-signal-safe ---- */

void cdefer__flush(struct sink *to)
{
	const char *text = to->buffer;
	ssize_t n;

	while (to->used > 0) {
		n = write(to->fd, text, to->used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		text += n;
		to->used -= (size_t)n;
	}
	to->used = 0;
}

void cdefer__put(struct sink *to, const char *text, size_t length)
{
	to->length += length;
	while (length > 0) {
		size_t room = to->size - to->used, n = length < room ? length : room;

		if (n > 0)
			memcpy(to->buffer + to->used, text, n);
		to->used += n;
		text += n;
		length -= n;
		if (length > 0) {
			if (to->fd < 0)
				return;
			cdefer__flush(to);
		}
	}
}

void cdefer__puts(struct sink *to, const char *text)
{
	cdefer__put(to, text, strlen(text));
}

void cdefer__put_number(struct sink *to, uintmax_t n, unsigned base)
{
	char digits[sizeof n * CHAR_BIT / 3 + 2];
	size_t i = sizeof digits;

	do {
		digits[--i] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n);
	cdefer__put(to, digits + i, sizeof digits - i);
}

/* A line break is followed by a tab, so that what belongs to a value is seen. */
static void put_string(struct sink *to, const char *s)
{
	const char *line;

	if (!s)
		s = "(null)";
	while ((line = strchr(s, '\n')) != NULL) {
		cdefer__put(to, s, (size_t)(line - s) + 1);
		cdefer__puts(to, "\t");
		s = line + 1;
	}
	cdefer__puts(to, s);
}

void cdefer__value_put(struct sink *to, const struct cdefer_panic *p)
{
	char digits[40];

	switch (p->kind) {
	case CDEFER_STRING:
		put_string(to, p->value.s);
		return;
	case CDEFER_INT:
		if (p->value.i < 0)
			cdefer__puts(to, "-");
		cdefer__put_number(to, p->value.i < 0 ? -(uintmax_t)p->value.i : (uintmax_t)p->value.i, 10);
		break;
	case CDEFER_UINT:
		if (is_type(p, "_Bool"))
			cdefer__puts(to, p->value.u ? "true" : "false");
		else
			cdefer__put_number(to, p->value.u, 10);
		break;
	case CDEFER_FLOAT:
		cdefer__put(to, digits, cdefer__decimal(digits, p->value.f, p->size == sizeof (float)));
		break;
	case CDEFER_POINTER:
		cdefer__puts(to, "0x");
		cdefer__put_number(to, (uintptr_t)p->value.p, 16);
		break;
	default:
		break;
	}
	if (p->kind != CDEFER_OBJECT)
		cdefer__puts(to, " ");
	cdefer__puts(to, "(");
	cdefer__puts(to, p->type ? p->type : "?");
	cdefer__puts(to, ")");
}

int cdefer_panic_text(const struct cdefer_panic *panic, char *buffer, size_t size)
{
	struct sink to;

	to.buffer = buffer;
	to.size = size ? size - 1 : 0;
	to.used = to.length = 0;
	to.fd = -1;
	cdefer__value_put(&to, panic);
	if (size)
		buffer[to.used] = '\0';
	return to.length > INT_MAX ? INT_MAX : (int)to.length;
}
