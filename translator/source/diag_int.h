/* Shared by diag.c, caret.c and diaglog.c: messages as data. */
#ifndef CDEFER_SOURCE_DIAG_INT_H
#define CDEFER_SOURCE_DIAG_INT_H

#include "source/diag.h"

enum severity { SEV_ERROR, SEV_WARNING, SEV_NOTE, SEV_REMARK };

struct message {
	enum severity severity;
	const char *text;
	const char *option;     /* "-Wname", "-Werror=name" or null */
	loc_t begin, end;       /* where it is shown; begin 0: nowhere */
	struct place place;     /* presumed; line 0: nowhere */
	VEC(struct message) notes;
};

struct messages { VEC(struct message) v; };

/* The source line of `m` and the caret line below it, each with a newline. */
void caret_print(struct buf *out, const struct files *fs, const struct message *m, bool color);

/* All messages as one text. */
void diaglog_json(struct buf *out, const struct files *fs, const struct messages *all);
void diaglog_sarif(struct buf *out, const struct files *fs, const struct messages *all);

const char *severity_text(enum severity s);

#endif
