/*
 * The make rule of the -M family, in the form that GCC gives it: the targets, a colon, the main
 * file, the headers in the order in which they were read, lines below 78 columns.
 */
#include "driver/depfile.h"

#include <string.h>

/* A blank needs a backslash, and so do the backslashes in front of it; a dollar is doubled.
 * Other characters cannot be quoted in make, or need not be. */
void buf_make_quoted(struct buf *b, const char *name)
{
	for (size_t i = 0; name[i]; i++) {
		if (name[i] == '$')
			buf_putc(b, '$');
		if (name[i] == ' ' || name[i] == '\t') {
			for (size_t k = i; k > 0 && name[k - 1] == '\\'; k--)
				buf_putc(b, '\\');
			buf_putc(b, '\\');
		} else if (name[i] == '#') {
			buf_putc(b, '\\');
		}
		buf_putc(b, name[i]);
	}
}

/* One more name in the rule, on a new line if this one is full.  `column` is where we are. */
static void rule_name(struct buf *out, size_t *column, const char *name)
{
	struct buf quoted = {0};

	buf_make_quoted(&quoted, name);
	if (*column + quoted.len > 76) {
		buf_puts(out, " \\\n");
		*column = 0;
	}
	buf_putc(out, ' ');
	buf_add(out, quoted.text, quoted.len);
	*column += quoted.len + 1;
	buf_free(&quoted);
}

/* As GCC has it, a file of this folder has no `./` in front. */
static const char *plain_name(const char *name)
{
	while (name[0] == '.' && name[1] == '/') {
		name += 2;
		name += strspn(name, "/");
	}
	return name;
}

/* Whether the i-th of the files is to be named: not the main file, not one that was named. */
static bool is_named(const struct depend *d, const struct pp_read *reads, size_t i, const char *main)
{
	if (d->user_only && reads[i].system)
		return false;
	if (strcmp(reads[i].name, strcmp(main, "-") == 0 ? "<stdin>" : main) == 0)
		return false;
	/* Only a header that is missing is looked for, and so noted, more than once. */
	for (size_t k = 0; reads[i].missing && k < i; k++)
		if (strcmp(reads[k].name, reads[i].name) == 0)
			return false;
	return true;
}

void depfile_write(const struct depend *d, const struct pp *pp, const char *main, struct buf *out)
{
	size_t n, column = 0;
	const struct pp_read *reads = pp_reads(pp, &n);

	for (size_t i = 0; i < d->targets.n; i++) {
		buf_printf(out, "%s%s", i ? " " : "", d->targets.at[i]);
		column += strlen(d->targets.at[i]) + 1;
	}
	buf_putc(out, ':');
	if (strcmp(main, "-") != 0)
		rule_name(out, &column, plain_name(main));
	for (size_t i = 0; i < n; i++)
		if (is_named(d, reads, i, main))
			rule_name(out, &column, plain_name(reads[i].name));
	buf_putc(out, '\n');
	if (!d->phony)
		return;
	for (size_t i = 0; i < n; i++) {
		if (!is_named(d, reads, i, main))
			continue;
		buf_make_quoted(out, plain_name(reads[i].name));
		buf_puts(out, ":\n");
	}
}
