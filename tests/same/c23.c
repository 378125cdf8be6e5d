/* C23. */
// args: -std=c2x
[[nodiscard]] int f(int, int);
[[deprecated("old")]] [[maybe_unused]] static int x;
enum e : unsigned char { A, B, };
enum : long { BIG = 1 };
constexpr int limit = 0b1010'1010;
static_assert(sizeof(int) > 1);
bool flag = true;
typeof(limit) other = limit;
typeof_unqual(const int) unq;
void *p = nullptr;
alignas(8) char c = u8'x';
thread_local int t;
int g(int, [[maybe_unused]] int b, ...)
{
	auto inferred = 3.0;
	switch (b) { case 1: [[fallthrough]]; default: label: }
	struct s { int a; } s = {};
	_BitInt(17) bits = 5wb;
	(void)inferred, (void)s, (void)bits;
	if (b) { goto end; }
	int declared_after_label;
end:
	int v = 0;
	return v;
}
#if 0
#elifdef NOTHING
#elifndef NOTHING
int elifndef_taken;
#endif
#warning a warning that stays
