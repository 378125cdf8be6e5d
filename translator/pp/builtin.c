/*
 * Macros that compute: __LINE__, __COUNTER__, __has_include and relatives (C23 6.10.10, GNU's and
 * Clang's additions).
 *
 * Which of the operators count as defined is as in the host compiler, since the conditionals stay in
 * the output; used without that test they work all the same.
 */
#include "pp/pp_int.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static void builtin_macro(struct pp *pp, const char *text, enum builtin b, const char *what)
{
	struct macro *m = arena_new_of(pp->env->tu, struct macro);

	m->name = names_of(pp->env->names, text);
	m->builtin = true;
	m->priv = arena_new_of(pp->env->tu, struct macro_private);
	m->priv->builtin = b;
	m->priv->what = what;
	if (m->name->macro)
		macro_undef(pp, m->name);
	macro_enter(pp, m);
}

static void init_operators(struct pp *pp)
{
	static const struct { const char *text; enum builtin b; const char *what; } table[] = {
		{ "__has_include", BUILTIN_HAS_INCLUDE, "include" },
		{ "__has_include_next", BUILTIN_HAS_INCLUDE_NEXT, "include_next" },
		{ "__has_embed", BUILTIN_HAS_EMBED, "embed" },
		{ "__has_attribute", BUILTIN_HAS, "attribute" },
		{ "__has_cpp_attribute", BUILTIN_HAS, "cpp_attribute" },
		{ "__has_c_attribute", BUILTIN_HAS, "c_attribute" },
		{ "__has_builtin", BUILTIN_HAS, "builtin" },
		{ "__has_feature", BUILTIN_HAS, "feature" },
		{ "__has_extension", BUILTIN_HAS, "extension" },
		{ "__has_declspec_attribute", BUILTIN_HAS, "declspec_attribute" },
		{ "__has_warning", BUILTIN_HAS, "warning" },
		{ "__has_constexpr_builtin", BUILTIN_HAS, "constexpr_builtin" },
		{ "__is_identifier", BUILTIN_HAS, "is_identifier" },
		{ "__building_module", BUILTIN_HAS, "building_module" },
		{ "__is_target_arch", BUILTIN_HAS, "is_target_arch" },
		{ "__is_target_vendor", BUILTIN_HAS, "is_target_vendor" },
		{ "__is_target_os", BUILTIN_HAS, "is_target_os" },
		{ "__is_target_environment", BUILTIN_HAS, "is_target_environment" },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct pp_name *n = pp_name_of(pp, names_of(pp->env->names, table[i].text));

		n->operator = table[i].b;
		n->what = table[i].what;
		if (!pp->cf->has || pp->cf->has(pp->cf->ctx, table[i].what, NULL) == 1)
			builtin_macro(pp, table[i].text, table[i].b, table[i].what);
	}
}

void builtin_init(struct pp *pp)
{
	if (pp->cf->preprocessed)
		return;
	builtin_macro(pp, "__FILE__", BUILTIN_FILE, NULL);
	builtin_macro(pp, "__LINE__", BUILTIN_LINE, NULL);
	builtin_macro(pp, "__BASE_FILE__", BUILTIN_BASE_FILE, NULL);
	builtin_macro(pp, "__INCLUDE_LEVEL__", BUILTIN_INCLUDE_LEVEL, NULL);
	builtin_macro(pp, "__DATE__", BUILTIN_DATE, NULL);
	builtin_macro(pp, "__TIME__", BUILTIN_TIME, NULL);
	builtin_macro(pp, "__TIMESTAMP__", BUILTIN_TIMESTAMP, NULL);
	builtin_macro(pp, "__COUNTER__", BUILTIN_COUNTER, NULL);
	if (pp->cf->has && pp->cf->has(pp->cf->ctx, "file_name", NULL) == 1)
		builtin_macro(pp, "__FILE_NAME__", BUILTIN_FILE_NAME, NULL);
	init_operators(pp);
}

/* The time of translation, or what SOURCE_DATE_EPOCH says, as __DATE__ and __TIME__. */
static void clock_texts(struct pp *pp)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t when = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm tm;

	if (pp->date)
		return;
	if (!(epoch && *epoch ? gmtime_r(&when, &tm) : localtime_r(&when, &tm))) {
		pp->date = "\"??? ?? ????\"";
		pp->time = "\"??:??:??\"";
		return;
	}
	pp->date = arena_printf(pp->env->tu, "\"%s %2d %4d\"", months[tm.tm_mon], tm.tm_mday, 1900 + tm.tm_year);
	pp->time = arena_printf(pp->env->tu, "\"%02d:%02d:%02d\"", tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void timestamp(struct pp *pp, struct buf *b)
{
	struct stat st;
	struct tm tm;
	char text[64];

	if (stat(pp->in->file->name, &st) == 0 && localtime_r(&st.st_mtime, &tm) &&
	    strftime(text, sizeof text, "\"%a %b %e %H:%M:%S %Y\"", &tm))
		buf_puts(b, text);
	else
		buf_puts(b, "\"??? ??? ?? ??:??:?? ????\"");
}

static void quoted_name(struct buf *b, const char *name)
{
	buf_putc(b, '"');
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *name);
	}
	buf_putc(b, '"');
}

static void count(struct pp *pp, struct buf *b)
{
	struct pp_counter *c;
	loc_t at = pp->site;

	/* A probe is undone; skip.c never probes beyond this name. */
	if (!pp->probing) {
		c = vec_push(pp->env->tu, &pp->counters);
		*c = (struct pp_counter){ at, (tok_id)pp->tokens.v.n, pp->counter };
	}
	buf_printf(b, "%u", pp->counter++);
}

/* A use that begins and ends in the text of one file ends behind its `)`. */
static void builtin_end(const struct token *t, const struct token *close, loc_t *end)
{
	if (t->flags & close->flags & FILE_LEVEL && close->at > t->at && close->expansion == t->expansion)
		*end = close->at + token_raw(close);
}

/* The name that is asked for, in parentheses: its tokens spelled without blanks. */
static bool operand(struct pp *pp, const struct token *t, struct buf *b, loc_t *end)
{
	uint32_t depth = 1;
	struct token o;

	pp_raw(pp, &o);
	if (o.kind != TOK_LPAREN) {
		if (o.kind == TOK_EOF || !pp->ctx)
			pp_unread(pp, &o, 1);
		else
			pp->ctx->at--;
		diag_error(pp->env->diag, token_span(t), "missing '(' after '%s'", t->name->text);
		return false;
	}
	for (;;) {
		/* GCC expands the operand, Clang does not. */
		if (pp->gcc)
			expand_next(pp, &o);
		else
			pp_raw(pp, &o);
		if (o.kind == TOK_EOF) {
			diag_error(pp->env->diag, token_span(t), "missing ')' after '%s'", t->name->text);
			return false;
		}
		depth += o.kind == TOK_LPAREN;
		depth -= o.kind == TOK_RPAREN;
		if (depth == 0) {
			builtin_end(t, &o, end);
			return true;
		}
		buf_add(b, o.text, o.len);
	}
}

long builtin_operator(struct pp *pp, const struct token *t, enum builtin b, const char *what, loc_t *end)
{
	struct buf name = { 0 };
	struct span at;
	struct token o;
	char *header;
	bool angle;
	long value = 0;

	if (b == BUILTIN_HAS) {
		bool deliver = pp->deliver;

		pp->deliver = false;
		pp->quiet_rows++;
		if (operand(pp, t, &name, end) && name.len && pp->cf->has)
			value = pp->cf->has(pp->cf->ctx, what, name.text);
		pp->quiet_rows--;
		pp->deliver = deliver;
		buf_free(&name);
		return value > 0 ? value : 0;
	}
	pp_raw(pp, &o);
	if (o.kind != TOK_LPAREN) {
		diag_error(pp->env->diag, token_span(t), "missing '(' after '%s'", t->name->text);
		return 0;
	}
	if (b == BUILTIN_HAS_EMBED)
		return embed_has(pp);
	if (!include_name(pp, t->name->text, &header, &angle, &at))
		return 0;
	value = include_exists(pp, header, angle, b == BUILTIN_HAS_INCLUDE_NEXT);
	pp_raw(pp, &o);
	builtin_end(t, &o, end);
	if (o.kind != TOK_RPAREN)
		diag_error(pp->env->diag, token_span(t), "missing ')' after '%s'", t->name->text);
	else if (!angle && pp->in->below == NULL && (t->flags & o.flags & FILE_LEVEL) && o.at > t->at)
		*vec_push(pp->env->tu, &pp->env->expansions->asked) = (struct asked){ t->at, *end, value != 0 };
	return value;
}

bool builtin_expand(struct pp *pp, struct token *t, struct macro *m)
{
	struct macro_private *p = m->priv;
	struct buf b = { 0 };
	loc_t end = t->at + token_raw(t), site = pp->site;
	struct place place;

	if (p->builtin >= BUILTIN_HAS_INCLUDE && !pp->in_line && p->builtin != BUILTIN_HAS)
		return false;
	switch (p->builtin) {
	case BUILTIN_FILE:
		quoted_name(&b, line_place(pp, site).name);
		break;
	case BUILTIN_FILE_NAME: {
		const char *name = line_place(pp, site).name, *slash = strrchr(name, '/');

		quoted_name(&b, slash ? slash + 1 : name);
		break;
	}
	case BUILTIN_LINE:
		place = line_place(pp, pp->line_site);
		buf_printf(&b, "%u", place.line);
		break;
	case BUILTIN_BASE_FILE:
		quoted_name(&b, pp->main->name);
		break;
	case BUILTIN_INCLUDE_LEVEL:
		buf_printf(&b, "%u", pp->include_level);
		break;
	case BUILTIN_DATE:
	case BUILTIN_TIME:
		clock_texts(pp);
		buf_puts(&b, p->builtin == BUILTIN_DATE ? pp->date : pp->time);
		break;
	case BUILTIN_TIMESTAMP:
		timestamp(pp, &b);
		break;
	case BUILTIN_COUNTER:
		count(pp, &b);
		break;
	default:
		buf_printf(&b, "%ld", builtin_operator(pp, t, p->builtin, p->what, &end));
	}
	expand_made(pp, t, m, end, b.text, b.len);
	buf_free(&b);
	return true;
}
