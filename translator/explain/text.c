/*
 * For a terminal:
 *
 *     17 |         defer fclose(in);
 *        |         ^ [1] open-coded: executed at most once a call
 *     22 |                 return -1;
 *        |                 ^ returns after
 *        |                   [1] fclose(in), line 17
 *
 * The gutter is as wide as a tab, so that what is indented with tabs keeps its shape.
 */
#include "explain/explain_int.h"

static const char plain[] = "\033[0m", site_color[] = "\033[1;36m", exit_color[] = "\033[1;33m", quiet[] = "\033[2m";

struct printer { struct explain *x; bool color; };

static void paint(const struct printer *p, const char *color)
{
	if (p->color)
		buf_puts(p->x->out, color);
}

static void source_line(const struct printer *p, uint32_t number, const char *begin, const char *end)
{
	paint(p, quiet);
	buf_printf(p->x->out, "%5u |", (unsigned)number);
	paint(p, plain);
	if (end > begin) {
		buf_putc(p->x->out, ' ');
		buf_add(p->x->out, begin, (size_t)(end - begin));
	}
	buf_putc(p->x->out, '\n');
}

/* Below the place; `caret` for the first line of a remark. */
static void begin_line(const struct printer *p, loc_t at, bool caret, const char *color)
{
	paint(p, quiet);
	buf_puts(p->x->out, "      | ");
	paint(p, plain);
	if (indent_to(p->x, at, p->x->out)) {
		paint(p, color);
		buf_puts(p->x->out, caret ? "^ " : "  ");
	} else {
		paint(p, color);
		buf_printf(p->x->out, caret ? "column %u: " : "  ", (unsigned)column_of(p->x, at));
	}
}

static void end_line(const struct printer *p)
{
	paint(p, plain);
	buf_putc(p->x->out, '\n');
}

static void more(const struct printer *p, loc_t at, const char *color, const char *text)
{
	if (!text)
		return;
	begin_line(p, at, false, color);
	buf_puts(p->x->out, text);
	end_line(p);
}

static void print_site(const struct printer *p, const struct remark *r)
{
	const struct site *s = r->site;

	begin_line(p, r->at, true, site_color);
	buf_printf(p->x->out, "[%u] %s", s->number, placement_text(p->x, s));
	end_line(p);
	more(p, r->at, site_color, recovery_text(p->x, s));
	for (size_t i = 0; i < s->captures.n; i++)
		more(p, r->at, site_color, capture_text(p->x, &s->captures.at[i]));
}

static void print_exit(const struct printer *p, const struct remark *r)
{
	struct pendings pending = {0};

	pending_at(p->x, r, &pending);
	begin_line(p, r->at, true, exit_color);
	buf_puts(p->x->out, exit_text(p->x, r, pending.v.n > 0));
	end_line(p);
	for (size_t i = 0; i < pending.v.n; i++) {
		const struct pending *a = &pending.v.at[i];

		more(p, r->at, exit_color,
		     arena_printf(p->x->env->tu, "[%u] %s, line %u%s%s", a->site->number, action_text(p->x, a->site),
		                  (unsigned)site_line(p->x, a->site), a->condition ? ", " : "", a->condition ? a->condition : ""));
	}
	more(p, r->at, exit_color, pending.order ? arena_printf(p->x->env->tu, "(%s)", pending.order) : NULL);
}

/* `line` is one of a function in front of this one, which may end where this one begins. */
static void print_function(const struct printer *p, const struct explained *f, struct line *line)
{
	size_t next = 0;

	while (line->number < f->first && line_next(p->x, line))
		;
	for (;;) {
		source_line(p, line->number, line->begin, line->end);
		for (; next < f->remarks.n && f->remarks.at[next].at <= line_end(p->x, line); next++)
			(f->remarks.at[next].site ? print_site : print_exit)(p, &f->remarks.at[next]);
		if (line->number >= f->last || !line_next(p->x, line))
			return;
	}
}

void explain_text(struct explain *x, bool color)
{
	struct printer p = {x, color};
	struct line line = {0};

	if (!x->functions.n)
		buf_printf(x->out, "%s: no function has an action\n", x->main->name);
	for (size_t i = 0; i < x->functions.n; i++) {
		buf_printf(x->out, "%s%s: %s\n", i ? "\n" : "", x->main->name, x->functions.at[i].function->sym->name->text);
		print_function(&p, &x->functions.at[i], &line);
	}
}
