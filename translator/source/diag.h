/*
 * Messages.
 *
 * An error or warning is reported at a span; the sink prints `file:line:col: error: text`, the
 * source line with a caret range, and the notes that follow ("expanded from macro 'M'" is added
 * by itself when the span lies in an expansion: such a message is placed at the outermost
 * call).  Text is a sentence without capital and full stop; names are quoted with '...'.
 */
#ifndef CDEFER_SOURCE_DIAG_H
#define CDEFER_SOURCE_DIAG_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "source/expansion.h"
#include "source/file.h"

enum warning {
#define W(id, name, on, all, text) W_##id,
#include "source/warnings.def"
#undef W
	W_COUNT
};

/* Bytes begin..end of one file, and the expansion that they came out of (0: none). */
struct span { loc_t begin, end; uint32_t expansion; };

enum diag_format { DIAG_TEXT, DIAG_JSON, DIAG_SARIF };

struct diag_options {
	enum diag_format format;
	int color;              /* -1: if the stream is a terminal, 0: never, 1: always */
	bool warnings_off;      /* -w */
	bool all;               /* -Wall */
	bool werror;            /* -Werror */
	signed char on[W_COUNT];    /* -W (1), -Wno- (-1), 0 not said */
	signed char error[W_COUNT]; /* -Werror= (1), -Wno-error= (-1) */
	unsigned error_limit;   /* 0: none; the driver sets 20 */
};

/* Fills in the state before any option. */
void diag_options_init(struct diag_options *o);
/* Takes the text behind -W ("all", "error", "no-x", "error=x", "x"); false if there is no such. */
bool diag_option(struct diag_options *o, const char *text);

struct diag;

/* Messages go to `out` (JSON and SARIF when diag_finish() is called, text at once). */
struct diag *diag_new(struct arena *a, struct files *fs, struct expansions *ex,
                      const struct diag_options *o, FILE *out);

void diag_error(struct diag *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* False if the warning is off (then the notes that follow are dropped too). */
bool diag_warn(struct diag *d, enum warning w, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds to the message just given: another place, a reason, a remedy. */
void diag_note(struct diag *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A remark without a place, printed only under -v. */
void diag_remark(struct diag *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void diag_verbose(struct diag *d, bool on);

/* Messages are swallowed (and not counted) between mute and unmute; they nest. */
void diag_mute(struct diag *d);
void diag_unmute(struct diag *d);

unsigned diag_errors(const struct diag *d);
/* True once more than error_limit errors were found, and this was said: a phase may stop early. */
bool diag_full(const struct diag *d);
void diag_finish(struct diag *d);

#endif
