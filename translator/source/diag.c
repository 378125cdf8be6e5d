/*
 * Messages: which are given, where they are placed, in what order.
 *
 * A span may lie in an expansion.  Its message is placed where the outermost macro call stands
 * in its file (or at the argument of that call, if the span was written there), and notes lead from
 * there inwards, one a macro.  Text is printed at once; the structured formats collect messages
 * until diag_finish().  How lines and carets look is caret.c's, the formats are diaglog.c's.
 */
#include "source/diag.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/diag_int.h"

#define uthash_malloc(size) arena_alloc(arena, (size))
#define uthash_free(p, size) ((void)(p), (void)(size))
#include <uthash.h>

/* SAME_WARNINGS: a file of NUL bytes has one warning a byte. */
enum { MACRO_NOTES = 6, INCLUDE_LINES = 50, SAME_WARNINGS = 200 };

/* A place that has its error: one a place is enough. */
struct seen { loc_t at; UT_hash_handle hh; };

struct diag {
	struct arena *arena;
	struct files *files;
	struct expansions *expansions;
	struct diag_options o;
	FILE *out;
	bool color, verbose;
	bool dropped;           /* the last message was not given: neither are its notes */
	bool stopped;           /* the limit was passed and said so */
	unsigned muted;         /* depth of diag_mute() */
	unsigned errors, warnings;
	unsigned given[W_COUNT];    /* warnings of each name */
	uint32_t include;       /* the include row whose chain was printed last */
	loc_t begin, end;       /* what the last source line shown was about */
	struct seen *seen;
	struct messages all;    /* for the structured formats */
};

static const struct { const char *name; bool on, all; } warnings[W_COUNT] = {
#define W(id, name, on, all, text) { name, on, all },
#include "source/warnings.def"
#undef W
};

const char *severity_text(enum severity s)
{
	static const char *const text[] = { "error", "warning", "note", "remark" };

	return text[s];
}

/* ------------------------------------------------------------------------------- options */

void diag_options_init(struct diag_options *o)
{
	*o = (struct diag_options){ .color = -1 };
}

static bool set_one(signed char table[W_COUNT], const char *name, signed char value)
{
	for (int w = 0; w < W_COUNT; w++)
		if (strcmp(warnings[w].name, name) == 0) {
			table[w] = value;
			return true;
		}
	return false;
}

bool diag_option(struct diag_options *o, const char *text)
{
	bool on = strncmp(text, "no-", 3) != 0;
	const char *name = on ? text : text + 3;

	if (strcmp(name, "all") == 0) {
		o->all = on;
		return true;
	}
	if (strcmp(name, "error") == 0) {
		o->werror = on;
		return true;
	}
	if (strncmp(name, "error=", 6) == 0) {
		name += 6;
		/* -Werror=x switches x on, as the compilers do. */
		return set_one(o->error, name, on ? 1 : -1) && (!on || set_one(o->on, name, 1));
	}
	return set_one(o->on, name, on ? 1 : -1);
}

static bool is_on(const struct diag_options *o, enum warning w)
{
	if (o->warnings_off)
		return false;
	if (o->on[w])
		return o->on[w] > 0;
	return warnings[w].on || (o->all && warnings[w].all);
}

/* -------------------------------------------------------------------------------- places */

static const struct expansion *row_of(const struct diag *d, uint32_t row)
{
	return row && row < d->expansions->rows.n ? &d->expansions->rows.at[row] : NULL;
}

static bool is_macro(const struct diag *d, uint32_t row)
{
	const struct expansion *e = row_of(d, row);

	return e && e->kind == EXPANSION_MACRO;
}

/* The call of the outermost macro around `row`; what remains above it are includes. */
static uint32_t outermost_call(const struct diag *d, uint32_t row)
{
	while (is_macro(d, row) && is_macro(d, d->expansions->rows.at[row].parent))
		row = d->expansions->rows.at[row].parent;
	return row;
}

/* Where a message about `at` is shown, and the include row of that place. */
static struct span shown(const struct diag *d, struct span at)
{
	uint32_t call = outermost_call(d, at.expansion);

	if (!is_macro(d, call))
		return at;

	const struct expansion *e = &d->expansions->rows.at[call];
	bool argument = at.begin >= e->begin && at.end <= e->end && at.begin < at.end;

	return (struct span){ argument ? at.begin : e->begin, argument ? at.end : e->end, e->parent };
}

/* Whether `at` stands in the #define directive whose name is at `defined`. */
static bool in_definition(const struct diag *d, loc_t defined, loc_t at)
{
	const struct file *f = defined ? files_of(d->files, defined) : NULL;

	if (!f || at < defined || at > f->base + f->len)
		return false;

	const char *p = f->text + (defined - f->base), *end = f->text + (at - f->base), *newline;

	for (; (newline = memchr(p, '\n', (size_t)(end - p))); p = newline + 1) {
		const char *back = newline;

		while (back > p && (back[-1] == ' ' || back[-1] == '\t' || back[-1] == '\r'))
			back--;
		if (back == p || back[-1] != '\\')
			return false;
	}
	return true;
}

/* ------------------------------------------------------------------------------ printing */

static void styled(struct buf *b, const struct diag *d, const char *code, const char *text)
{
	if (d->color)
		buf_printf(b, "\033[%sm%s\033[0m", code, text);
	else
		buf_puts(b, text);
}

static void print(struct diag *d, const struct message *m)
{
	static const char *const style[] = { "1;31", "1;35", "1;36", "1;34" };
	struct buf b = { 0 };

	if (m->place.line)
		styled(&b, d, "1", arena_printf(d->arena, "%s:%u:%u: ", m->place.name, m->place.line,
		                                m->place.column));
	else
		styled(&b, d, "1", m->place.name ? arena_printf(d->arena, "%s: ", m->place.name) : "cdefer: ");
	styled(&b, d, style[m->severity], severity_text(m->severity));
	styled(&b, d, style[m->severity], ": ");
	styled(&b, d, m->severity == SEV_NOTE ? "0" : "1", m->text);
	if (m->option)
		styled(&b, d, style[m->severity], arena_printf(d->arena, " [%s]", m->option));
	buf_putc(&b, '\n');
	/* A remedy at the same place needs no second picture of it. */
	if (m->place.line && (m->severity != SEV_NOTE || m->begin != d->begin || m->end != d->end))
		caret_print(&b, d->files, m, d->color);
	d->begin = m->begin;
	d->end = m->end;
	fwrite(b.text, 1, b.len, d->out);
	buf_free(&b);
}

/* "In file included from" for each file around the message, innermost first; only when the last
 * message had another chain. */
static void print_includes(struct diag *d, uint32_t row)
{
	const struct expansion *e;

	if (row == d->include)
		return;
	d->include = row;
	for (int n = 0; n < INCLUDE_LINES && (e = row_of(d, row)); n++, row = e->parent) {
		struct place p = files_presumed(d->files, e->begin);

		if (e->kind == EXPANSION_INCLUDE && p.file && !p.file->scratch)
			fprintf(d->out, "In file included from %s:%u:\n", p.name, p.line);
	}
}

static void give(struct diag *d, struct message m)
{
	if (m.begin) {
		m.place = files_presumed(d->files, m.begin);
		/* Text that stands in no file (-D, pasted tokens) has a name, but no lines to show. */
		if (m.place.file && m.place.file->scratch)
			m.begin = m.end = 0, m.place.line = 0;
	}
	if (d->o.format == DIAG_TEXT)
		print(d, &m);
	else if (m.severity == SEV_NOTE && d->all.v.n)
		*vec_push(d->arena, &d->all.v.at[d->all.v.n - 1].notes) = m;
	else
		*vec_push(d->arena, &d->all.v) = m;
}

static void give_note(struct diag *d, loc_t begin, loc_t end, const char *text)
{
	give(d, (struct message){ .severity = SEV_NOTE, .text = text, .begin = begin, .end = end });
}

/* "expanded from macro" for each macro around the span, from the call in the file inwards. */
static void macro_notes(struct diag *d, struct span at)
{
	uint32_t chain[MACRO_NOTES];
	size_t n = 0, all = 0;

	/* The outermost calls are the ones that the reader sees: keep the last of the walk. */
	for (uint32_t row = at.expansion; is_macro(d, row); row = d->expansions->rows.at[row].parent) {
		if (n == MACRO_NOTES)
			memmove(chain, chain + 1, --n * sizeof *chain);
		chain[n++] = row;
		all++;
	}
	for (size_t i = n; i--; ) {
		const struct expansion *e = &d->expansions->rows.at[chain[i]];
		const struct expansion *inner = i ? &d->expansions->rows.at[chain[i - 1]] : NULL;
		loc_t begin = inner ? inner->begin : at.begin, end = inner ? inner->end : at.end;

		if (!e->defined)
			continue;
		/* What came out of an argument is not in the definition: show its name. */
		if ((i == 0 && all > n) || !in_definition(d, e->defined, begin)) {
			begin = e->defined;
			end = begin + (e->name ? e->name->len : 1);
		}
		give_note(d, begin, end, arena_printf(d->arena, "expanded from macro '%s'",
		                                      e->name ? e->name->text : "?"));
	}
	if (all > n)
		give_note(d, 0, 0, arena_printf(d->arena, "(and %zu more macros inside)", all - n));
}

/* --------------------------------------------------------------------------------- doors */

static const char *format(struct diag *d, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	assert(len >= 0);

	char *text = arena_alloc(d->arena, (size_t)len + 1);

	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

/* Gives a message that is no note, with what belongs to it. */
static void message(struct diag *d, enum severity severity, struct span at, const char *option,
                    const char *text)
{
	struct span where = shown(d, at);

	d->dropped = false;
	if (d->o.format == DIAG_TEXT && where.begin)
		print_includes(d, where.expansion);
	give(d, (struct message){ .severity = severity, .text = text, .option = option,
	                          .begin = where.begin, .end = where.end });
	macro_notes(d, at);
}

/* False if an error was given at this place already. */
static bool is_news(struct diag *d, loc_t at)
{
	struct arena *arena = d->arena;
	struct seen *s;

	if (!at)
		return true;
	HASH_FIND(hh, d->seen, &at, sizeof at, s);
	if (s)
		return false;
	s = arena_new_of(arena, struct seen);
	s->at = at;
	HASH_ADD(hh, d->seen, at, sizeof s->at, s);
	return true;
}

/* Counts an error; false if it is not to be printed. */
static bool count_error(struct diag *d, struct span at)
{
	d->dropped = true;
	if (d->muted || d->stopped || !is_news(d, shown(d, at).begin))
		return false;
	if (d->o.error_limit && d->errors >= d->o.error_limit) {
		d->stopped = true;
		give(d, (struct message){ .severity = SEV_ERROR,
		                          .text = "too many errors, stopping now" });
		return false;
	}
	d->errors++;
	return true;
}

struct diag *diag_new(struct arena *a, struct files *fs, struct expansions *ex,
                      const struct diag_options *o, FILE *out)
{
	struct diag *d = arena_new_of(a, struct diag);

	d->arena = a;
	d->files = fs;
	d->expansions = ex;
	d->o = *o;
	d->out = out;
	d->color = o->color > 0 || (o->color < 0 && isatty(fileno(out)) && !getenv("NO_COLOR"));
	return d;
}

void diag_error(struct diag *d, struct span at, const char *fmt, ...)
{
	va_list ap;

	if (!count_error(d, at))
		return;
	va_start(ap, fmt);
	message(d, SEV_ERROR, at, NULL, format(d, fmt, ap));
	va_end(ap);
}

/* Whether a warning at `at` is about text of the system, which the user cannot change. */
static bool in_system(const struct diag *d, struct span at)
{
	return files_system(d->files, shown(d, at).begin);
}

bool diag_warn(struct diag *d, enum warning w, struct span at, const char *fmt, ...)
{
	bool error = d->o.error[w] > 0 || (d->o.werror && d->o.error[w] == 0);
	const char *option;
	va_list ap;

	d->dropped = true;
	if (!is_on(&d->o, w) || d->muted || d->stopped || in_system(d, at))
		return false;
	if (error && !count_error(d, at))
		return false;
	if (!error && d->given[w] > SAME_WARNINGS)
		return false;
	if (!error)
		d->warnings++;
	if (!error && d->given[w]++ == SAME_WARNINGS) {
		message(d, SEV_WARNING, (struct span){ 0 }, arena_printf(d->arena, "-W%s", warnings[w].name),
		        "too many warnings of this kind, the others are not told");
		d->dropped = true;
		return false;
	}
	option = arena_printf(d->arena, error ? "-Werror,-W%s" : "-W%s", warnings[w].name);
	va_start(ap, fmt);
	message(d, error ? SEV_ERROR : SEV_WARNING, at, option, format(d, fmt, ap));
	va_end(ap);
	return true;
}

void diag_note(struct diag *d, struct span at, const char *fmt, ...)
{
	struct span where = shown(d, at);
	va_list ap;

	if (d->dropped || d->muted || d->stopped)
		return;
	va_start(ap, fmt);
	give_note(d, where.begin, where.end, format(d, fmt, ap));
	va_end(ap);
}

void diag_remark(struct diag *d, struct span at, const char *fmt, ...)
{
	va_list ap;

	if (!d->verbose || d->muted)
		return;
	va_start(ap, fmt);
	message(d, SEV_REMARK, at, NULL, format(d, fmt, ap));
	va_end(ap);
}

void diag_verbose(struct diag *d, bool on)
{
	d->verbose = on;
}

void diag_mute(struct diag *d)
{
	d->muted++;
}

void diag_unmute(struct diag *d)
{
	assert(d->muted);
	d->muted--;
}

unsigned diag_errors(const struct diag *d)
{
	return d->errors;
}

bool diag_full(const struct diag *d)
{
	return d->stopped;
}

static void summary(const struct diag *d)
{
	if (d->warnings)
		fprintf(d->out, "%u warning%s", d->warnings, d->warnings == 1 ? "" : "s");
	if (d->warnings && d->errors)
		fputs(" and ", d->out);
	if (d->errors)
		fprintf(d->out, "%u error%s", d->errors, d->errors == 1 ? "" : "s");
	if (d->warnings || d->errors)
		fputs(" generated.\n", d->out);
}

void diag_finish(struct diag *d)
{
	struct buf b = { 0 };

	if (d->o.format == DIAG_TEXT)
		summary(d);
	else if (d->o.format == DIAG_JSON)
		diaglog_json(&b, d->files, &d->all);
	else
		diaglog_sarif(&b, d->files, &d->all);
	if (b.len)
		fwrite(b.text, 1, b.len, d->out);
	buf_free(&b);
	fflush(d->out);
}
