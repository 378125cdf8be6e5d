/* K&R definitions, implicit int, old habits. */
// args: -std=gnu89
extern printf();
struct s { int a : 3, : 2, b; } x = { 1 };
static max(a, b)
	register int a, b;
{
	return a > b ? a : b;
}
main(argc, argv)
	char **argv;
{
	auto i = 0;
	for (i = 0; i < 3; i++) printf("%d\n", max(i, argc));
	return undeclared(i);
}
