/*
 * For a browser: the whole file as one page, without a script, without other files.
 *
 * Each action of a function has a colour: its line at the left, its name in the order of every exit, which
 * leads to it.  The page follows the reader's light or dark.
 */
#include <string.h>

#include "explain/explain_int.h"
#include "token/lexer.h"

static const char head[] =
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<style>\n"
    ":root { color-scheme: light dark; --text: #1c1c1c; --quiet: #767676; --paper: #fff; --word: #8a1f6a; --keyword: #1d4f91;\n"
    "  --string: #2c6b2f; --exit: #f3efe2; --site: #eef3f8; }\n"
    "@media (prefers-color-scheme: dark) { :root { --text: #ddd; --quiet: #8a8a8a; --paper: #161616; --word: #f08fd0;\n"
    "  --keyword: #8ab8f0; --string: #98c99b; --exit: #2c281c; --site: #1c2530; } }\n"
    "body { margin: 1.5em; background: var(--paper); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }\n"
    "h1 { font-size: 1.2em; margin: 0 0 .2em; }\n"
    "p { margin: 0 0 1em; color: var(--quiet); max-width: 50em; }\n"
    ".code { font: 13px/1.5 ui-monospace, monospace; tab-size: 8; overflow-x: auto; }\n"
    ".line { display: block; white-space: pre; border-left: 4px solid transparent; }\n"
    ".line:target { outline: 2px solid var(--word); }\n"
    ".line > a { display: inline-block; width: 4em; padding-right: 1em; text-align: right; color: var(--quiet); text-decoration: none; }\n"
    ".c { color: var(--quiet); font-style: italic; } .k { color: var(--keyword); } .s { color: var(--string); }\n"
    ".w { color: var(--word); font-weight: bold; }\n"
    ".remark { display: block; white-space: pre; border-left: 4px solid transparent; }\n"
    ".remark > i { display: inline-block; width: 5em; }\n"
    ".remark > div { display: inline-block; vertical-align: top; white-space: pre-wrap; border-radius: 4px; padding: .1em .7em; margin: .1em 0 .4em; }\n"
    ".site > div { background: var(--site); } .exit > div { background: var(--exit); }\n"
    ".remark ol { margin: 0; padding: 0; list-style: none; }\n"
    ".chip { display: inline-block; min-width: 1.3em; padding: 0 .3em; border-radius: 4px; text-align: center; color: #fff; text-decoration: none; }\n"
    ".when { color: var(--quiet); }\n"
    "</style>\n";

struct page {
	struct explain *x;
	struct lexer lexer;
	struct token token;     /* the next one of the main file */
	const char *behind;     /* where the one before it ends */
};

/* How many bytes the character at s has (RFC 3629); 0 if it is none that a page can hold. */
static size_t character(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t n = u[0] < 0x80 ? 1 : u[0] < 0xc2 ? 0 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : u[0] < 0xf5 ? 4 : 0;

	if (n > len || (n == 1 && (u[0] == 0x7f || (u[0] < ' ' && u[0] != '\t' && u[0] != '\n'))))
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) || (u[0] == 0xf0 && u[1] < 0x90) ||
	    (u[0] == 0xf4 && u[1] > 0x8f))
		return 0;
	return n;
}

static void escaped(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0, n; i < len; i += n ? n : 1) {
		n = character(text + i, len - i);
		switch (n ? text[i] : '\0') {
		case '&': buf_puts(out, "&amp;"); break;
		case '<': buf_puts(out, "&lt;"); break;
		case '>': buf_puts(out, "&gt;"); break;
		case '"': buf_puts(out, "&quot;"); break;
		case '\0': buf_puts(out, "\xef\xbf\xbd"); break;
		default: buf_add(out, text + i, n);
		}
	}
}

static void text(struct page *p, const char *s) { escaped(p->x->out, s, strlen(s)); }

/* Neighbours are far apart on the wheel: the golden angle. */
static unsigned hue(unsigned number) { return number * 137 % 360; }

static void chip(struct page *p, const struct site *s)
{
	buf_printf(p->x->out, "<a class=\"chip\" style=\"background:hsl(%u 55%% 40%%)\" href=\"#L%u\">%u</a>", hue(s->number),
	           (unsigned)site_line(p->x, s), s->number);
}

/* ---- source ---------------------------------------------------------------------------------------------- */

/* The piece of one line, begin to end, in a class; "" is none. */
static void piece(struct page *p, const char *begin, const char *end, const char *class)
{
	if (end <= begin)
		return;
	if (*class)
		buf_printf(p->x->out, "<span class=\"%s\">", class);
	escaped(p->x->out, begin, (size_t)(end - begin));
	if (*class)
		buf_puts(p->x->out, "</span>");
}

static const char *class_of(const struct token *t)
{
	if (t->kind == TOK_STRING || t->kind == TOK_CHARACTER)
		return "s";
	if (!t->name)
		return "";
	return t->name->word && t->name->word < WORD_LAST ? "w" : t->name->keyword ? "k" : "";
}

static const char *token_begin(const struct page *p) { return p->x->main->text + (p->token.at - p->x->main->base); }

/* Between tokens stand white space and comments, which may go over several lines. */
static const char *class_between(const struct page *p)
{
	const char *stop = p->token.kind == TOK_EOF ? p->x->main->text + p->x->main->len : token_begin(p);

	return stop > p->behind && memchr(p->behind, '/', (size_t)(stop - p->behind)) ? "c" : "";
}

static const char *least(const char *a, const char *b) { return a < b ? a : b; }

/* A token that goes on in the next line stays the next one. */
static void source(struct page *p, const struct line *l)
{
	const char *at = l->begin;

	while (at < l->end) {
		const char *begin = token_begin(p), *end = begin + token_raw(&p->token);

		if (p->token.kind == TOK_EOF || begin >= l->end) {
			piece(p, at, l->end, class_between(p));
			return;
		}
		piece(p, at, begin, class_between(p));
		if (at < begin)
			at = begin;
		piece(p, at, least(end, l->end), class_of(&p->token));
		if (end > l->end)
			return;
		p->behind = end;
		if (at < end)
			at = end;
		lexer_next(&p->lexer, &p->token);
	}
}

/* ---- remarks --------------------------------------------------------------------------------------------- */

static void begin_remark(struct page *p, const struct remark *r, const char *class)
{
	buf_printf(p->x->out, "<div class=\"remark %s\"><i></i>", class);
	if (indent_to(p->x, r->at, p->x->out))
		buf_puts(p->x->out, "<div>");
	else
		buf_printf(p->x->out, "<div>column %u: ", (unsigned)column_of(p->x, r->at));
}

static void end_remark(struct page *p) { buf_puts(p->x->out, "</div></div>\n"); }

static void more(struct page *p, const char *s)
{
	if (!s)
		return;
	buf_puts(p->x->out, "\n");
	text(p, s);
}

static void page_site(struct page *p, const struct remark *r)
{
	begin_remark(p, r, "site");
	chip(p, r->site);
	buf_putc(p->x->out, ' ');
	text(p, placement_text(p->x, r->site));
	more(p, recovery_text(p->x, r->site));
	for (size_t i = 0; i < r->site->captures.n; i++)
		more(p, capture_text(p->x, &r->site->captures.at[i]));
	end_remark(p);
}

static void page_exit(struct page *p, const struct remark *r)
{
	struct pendings pending = {0};

	pending_at(p->x, r, &pending);
	begin_remark(p, r, "exit");
	text(p, exit_text(p->x, r, pending.v.n > 0));
	if (pending.v.n)
		buf_puts(p->x->out, "<ol>");
	for (size_t i = 0; i < pending.v.n; i++) {
		const struct pending *a = &pending.v.at[i];

		buf_puts(p->x->out, "<li>");
		chip(p, a->site);
		buf_putc(p->x->out, ' ');
		text(p, action_text(p->x, a->site));
		if (a->condition) {
			buf_puts(p->x->out, " <span class=\"when\">");
			text(p, a->condition);
			buf_puts(p->x->out, "</span>");
		}
		buf_puts(p->x->out, "</li>");
	}
	if (pending.v.n)
		buf_puts(p->x->out, "</ol>");
	if (pending.order) {
		buf_puts(p->x->out, "<span class=\"when\">");
		text(p, pending.order);
		buf_puts(p->x->out, "</span>");
	}
	end_remark(p);
}

/* The colour of the first action that is registered in the line. */
static void begin_source(struct page *p, const struct line *l, const struct explained *f, size_t next)
{
	buf_printf(p->x->out, "<div class=\"line\" id=\"L%u\"", (unsigned)l->number);
	for (; f && next < f->remarks.n && f->remarks.at[next].at <= line_end(p->x, l); next++)
		if (f->remarks.at[next].site) {
			buf_printf(p->x->out, " style=\"border-color:hsl(%u 55%% 40%%)\"", hue(f->remarks.at[next].site->number));
			break;
		}
	buf_printf(p->x->out, "><a href=\"#L%u\">%u</a>", (unsigned)l->number, (unsigned)l->number);
}

static void lines(struct page *p)
{
	struct line line = {0};
	size_t function = 0, next = 0;

	while (line_next(p->x, &line)) {
		const struct explained *f = function < p->x->functions.n ? &p->x->functions.at[function] : NULL;

		begin_source(p, &line, f, next);
		source(p, &line);
		buf_puts(p->x->out, "</div>\n");
		while (f && next < f->remarks.n && f->remarks.at[next].at <= line_end(p->x, &line)) {
			(f->remarks.at[next].site ? page_site : page_exit)(p, &f->remarks.at[next]);
			if (++next == f->remarks.n) {
				f = ++function < p->x->functions.n ? &p->x->functions.at[function] : NULL;
				next = 0;
			}
		}
	}
}

void explain_html(struct explain *x)
{
	struct page p = {.x = x};

	lexer_init(&p.lexer, x->env, x->main);
	p.lexer.quiet = true;
	lexer_next(&p.lexer, &p.token);
	p.behind = x->main->text;
	buf_puts(x->out, "<!DOCTYPE html>\n<html lang=\"en\">\n<title>");
	text(&p, x->main->name);
	buf_puts(x->out, "</title>\n");
	buf_puts(x->out, head);
	buf_puts(x->out, "<h1>");
	text(&p, x->main->name);
	buf_puts(x->out, "</h1>\n<p>Each action has a number in its function.  At every exit stands what is pending there, "
	                 "the next one first.</p>\n<div class=\"code\">\n");
	lines(&p);
	buf_puts(x->out, "</div>\n</html>\n");
}
