/*
 * decimal.c - the shortest decimal that reads back as the same floating value, without allocation.
 *
 * Exact: the value and half the distances to its neighbours are integers over a common denominator
 * (Steele and White's free-format algorithm); a digit is what the numerator holds of the
 * denominator, and the digits end as soon as what is left is within half a distance.
 */
#include "internal.h"

/* Enough for 2^1074 times ten, and 2^1024 times two. */
#define LIMBS 36

struct big {
	unsigned used;                  /* limbs; the highest is not zero */
	uint32_t limb[LIMBS];
};

static void big_set(struct big *b, uint64_t n)
{
	b->limb[0] = (uint32_t)n;
	b->limb[1] = (uint32_t)(n >> 32);
	b->used = b->limb[1] ? 2 : b->limb[0] ? 1 : 0;
}

static void big_scale(struct big *b, uint32_t factor)
{
	uint64_t carry = 0;
	unsigned i;

	for (i = 0; i < b->used; i++) {
		carry += (uint64_t)b->limb[i] * factor;
		b->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry)
		b->limb[b->used++] = (uint32_t)carry;
}

static void big_shift(struct big *b, unsigned bits)
{
	for (; bits >= 31; bits -= 31)
		big_scale(b, (uint32_t)1 << 31);
	big_scale(b, (uint32_t)1 << bits);
}

/* The sign of a + b - c; b may be null. */
static int big_compare(const struct big *a, const struct big *b, const struct big *c)
{
	struct big sum = *a;
	uint64_t carry = 0;
	unsigned i;

	if (b) {
		for (i = 0; i < a->used || i < b->used; i++) {
			carry += (uint64_t)(i < a->used ? a->limb[i] : 0) + (i < b->used ? b->limb[i] : 0);
			sum.limb[i] = (uint32_t)carry;
			carry >>= 32;
		}
		if (carry)
			sum.limb[i++] = (uint32_t)carry;
		sum.used = i;
	}
	if (sum.used != c->used)
		return sum.used < c->used ? -1 : 1;
	for (i = sum.used; i-- > 0;)
		if (sum.limb[i] != c->limb[i])
			return sum.limb[i] < c->limb[i] ? -1 : 1;
	return 0;
}

/* a -= b, which is not greater. */
static void big_subtract(struct big *a, const struct big *b)
{
	uint64_t borrow = 0;
	unsigned i;

	for (i = 0; i < a->used; i++) {
		uint64_t take = borrow + (i < b->used ? b->limb[i] : 0);

		borrow = a->limb[i] < take;
		a->limb[i] = (uint32_t)(a->limb[i] - take);
	}
	while (a->used && !a->limb[a->used - 1])
		a->used--;
}

/* The digits of fraction * 2^exponent (positive); returns the decimal exponent of the first. */
static int shortest_digits(char *digits, unsigned *count, uint64_t fraction, int exponent, int narrow_below)
{
	struct big value, unit, below, above;   /* value / unit; half the distances to the neighbours */
	int even = (fraction & 1) == 0, power = 0, low, high;
	unsigned n = 0, digit;

	big_set(&value, fraction);
	big_set(&unit, 1);
	big_set(&below, 1);
	big_set(&above, 1);
	big_shift(&value, narrow_below ? 2 : 1);
	big_shift(&unit, narrow_below ? 2 : 1);
	big_shift(&above, narrow_below ? 1 : 0);
	if (exponent >= 0) {
		big_shift(&value, (unsigned)exponent);
		big_shift(&below, (unsigned)exponent);
		big_shift(&above, (unsigned)exponent);
	} else {
		big_shift(&unit, (unsigned)-exponent);
	}

	/* Scale to the first digit: 1 <= (value + above) / unit * 10 < 10 afterwards. */
	while (big_compare(&value, &above, &unit) >= (even ? 0 : 1)) {
		big_scale(&unit, 10);
		power++;
	}
	for (;;) {
		struct big tenfold = value, more = above;

		big_scale(&tenfold, 10);
		big_scale(&more, 10);
		if (big_compare(&tenfold, &more, &unit) >= (even ? 0 : 1))
			break;
		value = tenfold;
		above = more;
		big_scale(&below, 10);
		power--;
	}

	do {
		big_scale(&value, 10);
		big_scale(&below, 10);
		big_scale(&above, 10);
		for (digit = 0; big_compare(&value, NULL, &unit) >= 0; digit++)
			big_subtract(&value, &unit);
		low = big_compare(&value, NULL, &below) < (even ? 1 : 0);
		high = big_compare(&value, &above, &unit) >= (even ? 0 : 1);
		if (low || high) {
			/* The last digit: the nearer one. */
			if (high && (!low || big_compare(&value, &value, &unit) >= 0))
				digit++;
		}
		digits[n++] = (char)('0' + digit);
	} while (!low && !high);
	*count = n;
	return power - 1;
}

/* Lays digits out as %.17g does. */
static size_t lay_out(char *text, const char *digits, int count, int power)
{
	size_t n = 0;
	int i, p;

	if (power < -4 || power >= 17) {
		text[n++] = digits[0];
		if (count > 1)
			text[n++] = '.';
		for (i = 1; i < count; i++)
			text[n++] = digits[i];
		text[n++] = 'e';
		text[n++] = power < 0 ? '-' : '+';
		p = power < 0 ? -power : power;
		if (p >= 100)
			text[n++] = (char)('0' + p / 100);
		text[n++] = (char)('0' + p / 10 % 10);
		text[n++] = (char)('0' + p % 10);
		return n;
	}
	if (power < 0)
		text[n++] = '0';
	for (i = 0; i <= power; i++)
		text[n++] = i < count ? digits[i] : '0';
	if (power + 1 < count) {
		text[n++] = '.';
		for (i = power + 1; i < count; i++)
			text[n++] = i < 0 ? '0' : digits[i];
	}
	return n;
}

/* A value of a format with `bits` of fraction whose smallest exponent is `least`. */
static size_t put_finite(char *text, uint64_t fraction, int exponent, int least, int bits)
{
	char digits[20];
	unsigned count;
	int power, narrow;

	/* Below a power of two the neighbour is half as far, but not among the smallest. */
	narrow = fraction == (uint64_t)1 << (bits - 1) && exponent > least;
	power = shortest_digits(digits, &count, fraction, exponent, narrow);
	return lay_out(text, digits, (int)count, power);
}

size_t cdefer__decimal(char *text, double value, int is_float)
{
	uint64_t image;
	int exponent, negative;
	uint64_t fraction;
	size_t n = 0;

	memcpy(&image, &value, sizeof image);
	negative = image >> 63 != 0;
	exponent = (int)(image >> 52 & 0x7ff);
	fraction = image & (((uint64_t)1 << 52) - 1);
	if (exponent == 0x7ff) {
		if (negative && !fraction)
			text[n++] = '-';
		memcpy(text + n, fraction ? "nan" : "inf", 3);
		return n + 3;
	}
	if (negative)
		text[n++] = '-';
	if (exponent == 0 && fraction == 0) {
		text[n++] = '0';
		return n;
	}
	if (exponent != 0)
		fraction |= (uint64_t)1 << 52;
	exponent = (exponent ? exponent : 1) - 1075;
	if (!is_float)
		return n + put_finite(text + n, fraction, exponent, -1074, 53);
	/* The same value with the float's 24 bits, fewer where it is denormal. */
	fraction >>= 29;
	exponent += 29;
	while (exponent < -149) {
		fraction >>= 1;
		exponent++;
	}
	return n + put_finite(text + n, fraction, exponent, -149, 24);
}
