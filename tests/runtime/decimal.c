/* Floating values print as the shortest decimal that reads back: compared with the C library's. */
#include "hand.h"
#include <float.h>
#include <math.h>

static panic_t fabricated;
static char text[64];

static const char *print(double d)
{
	fabricated.kind = CDEFER_FLOAT;
	fabricated.type = "double";
	fabricated.size = sizeof d;
	fabricated.value.f = d;
	CHECK(cdefer_panic_text(&fabricated, text, sizeof text) == (int)strlen(text));
	*strchr(text, ' ') = '\0';
	return text;
}

static const char *print_float(float f)
{
	fabricated.kind = CDEFER_FLOAT;
	fabricated.type = "float";
	fabricated.size = sizeof f;
	fabricated.value.f = (double)f;
	cdefer_panic_text(&fabricated, text, sizeof text);
	*strchr(text, ' ') = '\0';
	return text;
}

/* The significant digits of a decimal. */
static int digits(const char *s)
{
	int n = 0, zeros = 0;

	for (; *s && *s != 'e'; s++) {
		if (*s < '0' || *s > '9' || (*s == '0' && n == 0))
			continue;
		zeros = *s == '0' ? zeros + 1 : 0;
		n++;
	}
	return n - zeros;
}

static void check(double d)
{
	const char *mine = print(d);
	char theirs[40];
	int n;

	if (strtod(mine, NULL) != d || signbit(strtod(mine, NULL)) != signbit(d)) {
		printf("%.17g is printed %s\n", d, mine);
		exit(1);
	}
	for (n = 1; n < 17; n++) {
		snprintf(theirs, sizeof theirs, "%.*e", n - 1, d);
		if (strtod(theirs, NULL) == d)
			break;
	}
	/* Where there is a choice among as many digits, the nearest is right; it is the C library's. */
	snprintf(theirs, sizeof theirs, "%.*e", n - 1, d);
	if (digits(mine) > n || strtod(theirs, NULL) != strtod(mine, NULL)) {
		printf("%.17g is printed %s, not %s\n", d, mine, theirs);
		exit(1);
	}
	if (n < 17) {
		char layout[40], again[40];

		snprintf(layout, sizeof layout, "%.16e", strtod(theirs, NULL));
		snprintf(again, sizeof again, "%.*e", n - 1, strtod(mine, NULL));
		CHECK(strcmp(again, theirs) == 0);
	}
}

static void check_float(float f)
{
	const char *mine = print_float(f);
	char theirs[40];
	int n;

	for (n = 1; n < 9; n++) {
		snprintf(theirs, sizeof theirs, "%.*e", n - 1, (double)f);
		if (strtof(theirs, NULL) == f)
			break;
	}
	if (strtof(mine, NULL) != f || digits(mine) > n) {
		printf("%.9g is printed %s, not %s\n", (double)f, mine, theirs);
		exit(1);
	}
}

static uint64_t state = 88172645463325252u;
static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

int main(void)
{
	static const double list[] = {
		0.0, -0.0, 1, -1, 0.5, 1.5, 2.5, 10, 100, 1000, 123456789, 1e15, 1e16, 12345678901234567.0, 1e17, 1e21,
		1e22, 1e23, 1e100, 1e300, 0.1, 0.2, 0.3, 0.001, 0.0001, 0.00012345, 0.00001, 1e-7, 5e-324, 1e-323,
		2.2250738585072011e-308, DBL_MIN, DBL_MAX, DBL_EPSILON, 9007199254740991.0, 9007199254740992.0,
		9007199254740993.0, 4.35, 0.1 + 0.2, 1.0 / 3, 3.141592653589793, 2.718281828459045, 9.5367431640625e-07,
		8.41e21, 9.409340012568248e18, 2e-44, 4.9406564584124654e-324, 1.7976931348623157e308,
	};
	unsigned i;
	int rounds = getenv("WAY") && strstr("valgrind", getenv("WAY")) ? 300 : 20000;
	int e;

	for (i = 0; i < sizeof list / sizeof *list; i++) {
		printf("%s%s", print(list[i]), i % 8 == 7 ? "\n" : " ");
		check(list[i]);
	}
	printf("\n%s ", print(HUGE_VAL));
	printf("%s ", print(-HUGE_VAL));
	printf("%s\n", print(strtod("nan", NULL)));
	printf("%s ", print_float(0.1f));
	printf("%s ", print_float(FLT_MAX));
	printf("%s ", print_float(FLT_MIN));
	printf("%s ", print_float((float)1e-45));
	printf("%s\n", print_float(16777216.0f));

	/* Powers of two, where the neighbours are not equally far, and the values around them. */
	for (e = -1074; e < 1024; e++) {
		check(ldexp(1, e));
		check(nextafter(ldexp(1, e), 0));
		check(nextafter(ldexp(1, e), HUGE_VAL));
	}
	for (e = -149; e < 128; e++)
		check_float((float)ldexp(1, e));
	while (rounds-- > 0) {
		uint64_t bits = next();
		uint32_t fewer = (uint32_t)next();
		double d;
		float f;

		memcpy(&d, &bits, sizeof d);
		memcpy(&f, &fewer, sizeof f);
		if (isfinite(d))
			check(d);
		if (isfinite(f))
			check_float(f);
		check((double)(bits >> 40) / 100);
	}
	return 0;
}
/* output:
0 -0 1 -1 0.5 1.5 2.5 10
100 1000 123456789 1000000000000000 10000000000000000 12345678901234568 1e+17 1e+21
1e+22 1e+23 1e+100 1e+300 0.1 0.2 0.3 0.001
0.0001 0.00012345 1e-05 1e-07 5e-324 1e-323 2.225073858507201e-308 2.2250738585072014e-308
1.7976931348623157e+308 2.220446049250313e-16 9007199254740991 9007199254740992 9007199254740992 4.35 0.30000000000000004 0.3333333333333333
3.141592653589793 2.718281828459045 9.5367431640625e-07 8.41e+21 9.409340012568248e+18 2e-44 5e-324 1.7976931348623157e+308

inf -inf nan
0.1 3.4028235e+38 1.1754944e-38 1e-45 16777216
*/
