/* Shared by the files of explain/: what is said, before it is text. */
#ifndef CDEFER_EXPLAIN_EXPLAIN_INT_H
#define CDEFER_EXPLAIN_EXPLAIN_INT_H

#include "explain/explain.h"

/* What is said of one place: of a site, or of an exit of a routine, or of one of blocks. */
struct remark {
	loc_t at;               /* where it begins, in the main file */
	const struct site *site;
	const struct flow_exit *exit;
	const struct scope_exit *leaves;
	const struct routine *routine;  /* whose exit */
};

/* A C function of the main file that has actions. */
struct explained {
	const struct routine *function;
	uint32_t first, last;   /* its lines */
	VEC(struct remark) remarks;     /* as they stand in the text */
};

struct explain {
	struct env *env;
	struct tokens *ts;
	const struct file *main;
	VEC(struct explained) functions;
	struct buf *out;
};

/* ---- phrases (phrase.c); text is the arena's or constant ------------------------------------------------ */

/* The action as the source has it, without `defer`: "fclose(f)", "{ ... }". */
const char *action_text(const struct explain *x, const struct site *s);
uint32_t site_line(const struct explain *x, const struct site *s);
/* "open-coded: executed at most once a call" */
const char *placement_text(const struct explain *x, const struct site *s);
/* What a recovery in the action does; null if it cannot happen. */
const char *recovery_text(const struct explain *x, const struct site *s);
/* "name: moved to the frame"; null for a capture that is none of the user's. */
const char *capture_text(const struct explain *x, const struct capture *c);
/* What happens at the exit: "returns after", in front of the list, if `any` action is pending. */
const char *exit_text(const struct explain *x, const struct remark *r, bool any);

/* The actions that are pending at an exit, the next one first. */
struct pending {
	const struct site *site;
	const char *condition;  /* "if it was registered", or null */
};
struct pendings {
	VEC(struct pending) v;
	const char *order;      /* why the order is not the list's alone, or null */
};
void pending_at(const struct explain *x, const struct remark *r, struct pendings *out);

/* How many columns the text in front of `at` takes, as white space that is as wide: tabs stay tabs.  False, and
 * nothing, if that is too wide to be seen. */
bool indent_to(const struct explain *x, loc_t at, struct buf *out);
uint32_t column_of(const struct explain *x, loc_t at);

/* The next line of the main file, without what ends it; false behind the last.  Begin with zeroes. */
struct line { uint32_t number; const char *begin, *end; const char *next; };
bool line_next(const struct explain *x, struct line *l);
loc_t line_end(const struct explain *x, const struct line *l);

void explain_text(struct explain *x, bool color);
void explain_html(struct explain *x);

#endif
