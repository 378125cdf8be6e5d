/* What every phase may use: memory, names, files, messages, options.  No program data. */
#ifndef CDEFER_SOURCE_ENV_H
#define CDEFER_SOURCE_ENV_H

#include "base/arena.h"
#include "base/names.h"
#include "source/diag.h"
#include "source/expansion.h"
#include "source/file.h"

/* The options that phases read; the driver owns the rest. */
struct options {
	int standard;           /* 1989, 1999, 2011, 2017, 2023 */
	bool gnu;               /* -std=gnu..: GNU keywords without underscores */
	bool check_all;         /* --check: parse every body */
	bool no_open_coded;     /* -fno-open-coded */
	bool preserve_errno;    /* -fpreserve-errno */
	bool no_line;           /* -P */
	bool plain_c;           /* -x c: the words are no keywords */
	bool setjmp_always;     /* -fsetjmp */
	bool foreign_unwind;    /* -fforeign-unwind */
	bool verbose;           /* -v */
	bool no_panic;          /* -fno-panic */
	bool catch_signals;     /* -fcatch-signals */
	unsigned long frame_limit;  /* --frame-limit, bytes */
	const char *headers;    /* --headers: an absolute folder; null: not given */
	const char *no_recover; /* --no-recover, names and patterns between commas; null: none */
};

struct env {
	struct arena *tu;       /* lives as long as the translation */
	struct names *names;
	struct files *files;
	struct expansions *expansions;
	struct diag *diag;
	const struct options *opt;
};

#endif
