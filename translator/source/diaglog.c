/*
 * Messages for programs: GCC's JSON form (an array of diagnostics with their notes as children)
 * and SARIF 2.1.0 (one run; notes are related locations).
 */
#include <string.h>

#include "source/diag_int.h"

static void string(struct buf *b, const char *text)
{
	buf_putc(b, '"');
	buf_json_escape(b, text, strlen(text));
	buf_putc(b, '"');
}

/* The presumed place of the last byte of `m`, on the line of its first. */
static uint32_t last_column(const struct files *fs, const struct message *m)
{
	struct place p = m->end > m->begin ? files_presumed(fs, m->end - 1) : m->place;

	return p.file == m->place.file && p.line == m->place.line ? p.column : m->place.column;
}

/* Columns count bytes; SARIF wants code points: continuation bytes do not count. */
static uint32_t code_point_column(const struct message *m, uint32_t column)
{
	const struct file *f = m->place.file;
	uint32_t start = m->begin - f->base - (m->place.column - 1), result = column;

	for (uint32_t i = 0; i + 1 < column && start + i < f->len; i++)
		if (((unsigned char)f->text[start + i] & 0xc0) == 0x80)
			result--;
	return result;
}

/* The option's name without "-Werror,". */
static const char *option_name(const char *option)
{
	const char *comma = strchr(option, ',');

	return comma ? comma + 1 : option;
}

static void json_place(struct buf *b, const struct message *m, uint32_t column)
{
	buf_puts(b, "{\"file\": ");
	string(b, m->place.name);
	buf_printf(b, ", \"line\": %u, \"column\": %u, \"byte-column\": %u}", m->place.line, column,
	           column);
}

/* A diagnostic without the closing brace. */
static void json_open(struct buf *b, const struct files *fs, const struct message *m)
{
	buf_printf(b, "{\"kind\": \"%s\", \"message\": ", severity_text(m->severity));
	string(b, m->text);
	if (m->option) {
		buf_puts(b, ", \"option\": ");
		string(b, option_name(m->option));
	}
	buf_puts(b, ", \"column-origin\": 1, \"locations\": [");
	if (m->place.line) {
		buf_puts(b, "{\"caret\": ");
		json_place(b, m, m->place.column);
		buf_puts(b, ", \"finish\": ");
		json_place(b, m, last_column(fs, m));
		buf_putc(b, '}');
	}
	buf_puts(b, "], \"escape-source\": false");
}

void diaglog_json(struct buf *b, const struct files *fs, const struct messages *all)
{
	buf_putc(b, '[');
	for (size_t i = 0; i < all->v.n; i++) {
		const struct message *m = &all->v.at[i];

		buf_puts(b, i ? ",\n" : "");
		json_open(b, fs, m);
		buf_puts(b, ", \"children\": [");
		for (size_t k = 0; k < m->notes.n; k++) {
			buf_puts(b, k ? ", " : "");
			json_open(b, fs, &m->notes.at[k]);
			buf_putc(b, '}');
		}
		buf_puts(b, "]}");
	}
	buf_puts(b, "]\n");
}

/* A file name as a relative or file: URI (RFC 3986). */
static void sarif_uri(struct buf *b, const char *name)
{
	static const char plain[] = "-._~/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	buf_puts(b, name[0] == '/' ? "\"file://" : "\"");
	for (; *name; name++) {
		if (strchr(plain, *name))
			buf_putc(b, *name);
		else
			buf_printf(b, "%%%02X", (unsigned char)*name);
	}
	buf_putc(b, '"');
}

static void sarif_location(struct buf *b, const struct files *fs, const struct message *m, bool text)
{
	buf_putc(b, '{');
	if (m->place.line) {
		buf_puts(b, "\"physicalLocation\": {\"artifactLocation\": {\"uri\": ");
		sarif_uri(b, m->place.name);
		buf_printf(b, "}, \"region\": {\"startLine\": %u, \"startColumn\": %u, \"endColumn\": %u}}",
		           m->place.line, code_point_column(m, m->place.column),
		           code_point_column(m, last_column(fs, m) + 1));
	}
	if (text) {
		buf_puts(b, m->place.line ? ", \"message\": {\"text\": " : "\"message\": {\"text\": ");
		string(b, m->text);
		buf_putc(b, '}');
	}
	buf_putc(b, '}');
}

static void sarif_result(struct buf *b, const struct files *fs, const struct message *m)
{
	buf_puts(b, "{\"ruleId\": ");
	string(b, m->option ? option_name(m->option) : severity_text(m->severity));
	buf_printf(b, ", \"level\": \"%s\", \"message\": {\"text\": ",
	           m->severity == SEV_ERROR ? "error" : m->severity == SEV_WARNING ? "warning" : "note");
	string(b, m->text);
	buf_puts(b, "}, \"locations\": [");
	if (m->place.line)
		sarif_location(b, fs, m, false);
	buf_putc(b, ']');
	if (m->notes.n) {
		buf_puts(b, ", \"relatedLocations\": [");
		for (size_t k = 0; k < m->notes.n; k++) {
			buf_puts(b, k ? ", " : "");
			sarif_location(b, fs, &m->notes.at[k], true);
		}
		buf_putc(b, ']');
	}
	buf_putc(b, '}');
}

void diaglog_sarif(struct buf *b, const struct files *fs, const struct messages *all)
{
	buf_puts(b, "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"version\": \"2.1.0\",\n"
	            "\"runs\": [{\"tool\": {\"driver\": {\"name\": \"cdefer\"}}, \"columnKind\": "
	            "\"unicodeCodePoints\", \"results\": [");
	for (size_t i = 0; i < all->v.n; i++) {
		buf_puts(b, i ? ",\n" : "\n");
		sarif_result(b, fs, &all->v.at[i]);
	}
	buf_puts(b, "]}]}\n");
}
