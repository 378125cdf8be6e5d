/*
 * Where a panic can begin, or a longjmp: which calls may raise one, and what is pending there.
 *
 * A call raises none if its function is declared nothrow, is the compiler's own, is of the C library and is given no
 * function to call back, or is defined in this file (for certain) and calls nothing but such.  Of any other nothing is
 * known; of other libraries, too: they call back what they were told before.  (So may a stream of fopencookie(3) and what
 * exit(3) runs: a panic out of those is none that is counted on.)  A longjmp matters for `defer` only (language 11); out
 * of a signal handler it is none that is counted on.
 */
#include <stdlib.h>
#include <string.h>

#include "place/place_int.h"

struct risks {
	struct placing *p;
	VEC(struct risk) v;     /* as they stand in the text */
};

/* ---- system functions ----------------------------------------------------------------------------------- */

static bool is_function_pointer(const struct type *t)
{
	while (t->kind == TYPE_POINTER || t->kind == TYPE_ARRAY)
		t = type_plain(t->of);
	return t->kind == TYPE_FUNCTION || t->kind == TYPE_BLOCK_POINTER || t->kind == TYPE_UNKNOWN;
}

/* A value of the type brings a function along, itself or as a member of what it points to. */
static bool holds_function(const struct type *t)
{
	t = type_plain((struct type *)t);
	if (is_function_pointer(t))
		return true;
	while (t->kind == TYPE_POINTER || t->kind == TYPE_ARRAY)
		t = type_plain(t->of);
	for (size_t i = 0; t->record && i < t->record->nmembers; i++) {
		const struct type *m = type_plain(t->record->members[i].type);

		while (m->kind == TYPE_ARRAY)
			m = type_plain(m->of);
		if (m->kind == TYPE_STRUCT || m->kind == TYPE_UNION ? holds_function(m) : is_function_pointer(m))
			return true;
	}
	return false;
}

/* By its parameters, or, where those do not say it, by what it is given. */
static bool is_given_function(const struct symbol *callee, const struct node *args)
{
	const struct type *t = callee->type ? type_plain(callee->type) : NULL;

	if (!t || t->kind != TYPE_FUNCTION || t->old_style)
		return true;
	for (unsigned i = 0; i < t->nparams; i++)
		if (holds_function(t->params[i].type))
			return true;
	for (; args; args = args->next)
		if (!args->type || is_function_pointer(type_plain(args->type)))
			return true;
	return false;
}

/* Headers of C23 and of POSIX, behind the folder that they are searched in. */
static bool is_library_header(const char *name)
{
	static const char *const folders[] = {"bits/", "sys/", "arpa/", "net/", "netinet/", "asm/", "asm-generic/", "linux/"};
	static const char *const names[] = {
		"aio.h", "alloca.h", "assert.h", "byteswap.h", "complex.h", "cpio.h", "ctype.h", "dirent.h", "endian.h", "err.h",
		"errno.h", "error.h", "fcntl.h", "features.h", "fenv.h", "float.h", "fmtmsg.h", "fnmatch.h", "getopt.h", "glob.h",
		"grp.h", "iconv.h", "ifaddrs.h", "inttypes.h", "iso646.h", "langinfo.h", "libgen.h", "limits.h", "locale.h",
		"malloc.h", "math.h", "memory.h", "mntent.h", "monetary.h", "mqueue.h", "netdb.h", "nl_types.h", "paths.h", "poll.h",
		"pthread.h", "pty.h", "pwd.h", "regex.h", "sched.h", "search.h", "semaphore.h", "setjmp.h", "shadow.h", "signal.h",
		"spawn.h", "stdalign.h", "stdarg.h", "stdatomic.h", "stdbit.h", "stdbool.h", "stdckdint.h", "stddef.h", "stdint.h",
		"stdio.h", "stdlib.h", "stdnoreturn.h", "string.h", "strings.h", "stropts.h", "syslog.h", "tar.h", "termios.h",
		"tgmath.h", "threads.h", "time.h", "uchar.h", "ulimit.h", "unistd.h", "utime.h", "utmpx.h", "wchar.h", "wctype.h",
		"wordexp.h",
	};

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (strncmp(name, folders[i], strlen(folders[i])) == 0)
			return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* /usr/include/stdio.h, /usr/include/x86_64-linux-gnu/bits/stdio2.h, /usr/aarch64-linux-gnu/include/stdio.h: not just any
 * folder of -isystem, where an error.h is another library's. */
static bool is_of_library(struct placing *p, const struct symbol *callee)
{
	const struct file *f = callee->node ? files_of(p->env->files, p->tokens->v.at[callee->node->first].at) : NULL;
	const char *name = f && f->system ? strstr(f->name, "/usr/") : NULL, *slash;

	if (!callee->system || !name)
		return false;
	name += strlen("/usr/");
	slash = strchr(name, '/');
	/* A machine's name has hyphens. */
	if (slash && memchr(name, '-', (size_t)(slash - name)))
		name = slash + 1;
	if (strncmp(name, "include/", strlen("include/")) != 0)
		return false;
	name += strlen("include/");
	slash = strchr(name, '/');
	return is_library_header(name) || (slash && memchr(name, '-', (size_t)(slash - name)) && is_library_header(slash + 1));
}

/* Another definition may be the one that is called: of a weak function, and of an inline one that has an external one. */
static bool is_certain(const struct symbol *callee)
{
	return callee->definition && callee->definition->plan && !callee->is_weak &&
	       (!callee->is_inline || callee->storage == STORAGE_STATIC);
}

/* What calls a function that it is given. */
static bool is_calling_builtin(const char *name)
{
	return strcmp(name, "__builtin_apply") == 0 || strcmp(name, "__builtin_call_with_static_chain") == 0;
}

static bool is_one_of(const struct symbol *callee, const char *names)
{
	size_t len = callee->name->len;

	for (const char *p = names; (p = strstr(p, callee->name->text)) != NULL; p += len)
		if ((p == names || p[-1] == ',') && (p[len] == ',' || !p[len]))
			return true;
	return false;
}

/* SIG_IGN and SIG_DFL are no handlers: numbers. */
static bool installs_handler(const struct symbol *callee, const struct node *n)
{
	const struct node *handler = n->kind == AST_CALL && n->kid[CALL_ARGS] ? n->kid[CALL_ARGS]->next : NULL;

	if (!is_one_of(callee, "signal,sigaction,sigset,bsd_signal,sysv_signal"))
		return false;
	while (handler && (handler->kind == AST_PAREN || handler->kind == AST_CAST))
		handler = handler->kid[handler->kind == AST_CAST ? CAST_EXPR : PAREN_EXPR];
	return !handler || handler->kind != AST_NUMBER;
}

/* ---- the risks of a function ------------------------------------------------------------------------------ */

static void add(struct risks *r, const struct node *n, struct plan *callee, unsigned leaves)
{
	*vec_push(r->p->env->tu, &r->v) = (struct risk){n, callee, leaves};
}

/* What of the risk leaves the function. */
static unsigned leaves(const struct risk *r)
{
	unsigned callee = !r->callee ? LEAVES_ANYHOW
	                : (r->callee->may_panic ? LEAVES_PANIC : 0) | (r->callee->may_jump ? LEAVES_JUMP : 0);

	return r->leaves & callee;
}

/* n calls that function; null: not known which. */
static void call(struct risks *r, const struct node *n, const struct symbol *callee)
{
	bool unwinds = r->p->env->opt->foreign_unwind;

	if (!callee) {
		add(r, n, NULL, LEAVES_ANYHOW);
		return;
	}
	if (strcmp(callee->name->text, "cdefer_catch_signals") == 0)
		r->p->catch_signals = true;
	r->p->handles_signals |= installs_handler(callee, n);
	/* A handler must not panic, but may jump. */
	if (callee->jumps == 2 || is_one_of(callee, "raise,kill,killpg,pthread_kill,sigqueue,gsignal"))
		add(r, n, NULL, LEAVES_JUMP);
	else if (strncmp(callee->name->text, "cdefer_", 7) == 0 || is_calling_builtin(callee->name->text))
		add(r, n, NULL, LEAVES_ANYHOW);
	else if (is_certain(callee))
		/* That nothing is thrown out of a function does not say that it does not jump; nor that it does not panic, where
		 * it does so itself. */
		add(r, n, callee->definition->plan, callee->is_nothrow && !callee->definition->panics.v.n ? LEAVES_JUMP : LEAVES_ANYHOW);
	else if (is_one_of(callee, "glob,glob64"))
		/* The C library declares them nothrow all the same. */
		add(r, n, NULL, LEAVES_ANYHOW);
	else if (callee->is_nothrow || callee->builtin)
		return;
	else if (unwinds || !is_of_library(r->p, callee) || is_given_function(callee, n->kind == AST_CALL ? n->kid[CALL_ARGS] : NULL))
		add(r, n, NULL, LEAVES_ANYHOW);
}

static bool pre(struct node *n, void *ctx)
{
	struct risks *r = ctx;

	switch (n->kind) {
	case AST_CALL:
		call(r, n, sema_callee(n));
		break;
	/* Its cleanup function is called when the scope ends. */
	case AST_DECLARATION:
		for (struct node *d = n->kid[DECLARATION_DECLARATORS]; d; d = d->next) {
			const struct node *core = node_declared(d->kid[INIT_DECLARATOR_DECLARATOR]);

			if (core && core->sym && core->sym->cleanup)
				call(r, n, sema_file_symbol(r->p->unit->sema, core->sym->cleanup));
		}
		break;
	case AST_PANIC:
		add(r, n, NULL, LEAVES_PANIC);
		break;
	default:
		break;
	}
	return true;
}

static int in_text(const void *a, const void *b)
{
	const struct risk *x = a, *y = b;

	return (x->node->first > y->node->first) - (x->node->first < y->node->first);
}

/* ---- all functions ------------------------------------------------------------------------------------------ */

/* Registering may be the end of memory, which panics. */
static void registrations(struct risks *r, const struct routine *routine)
{
	const struct plan *plan = plan_of(routine);

	for (size_t i = 0; i < plan->sites.n; i++)
		if (!plan->opens && !plan->sites.at[i]->scoped)
			add(r, plan->sites.at[i]->node, NULL, LEAVES_PANIC);
	for (size_t i = 0; i < routine->routines.n; i++)
		registrations(r, routine->routines.at[i]);
}

/* Whether something is new. */
static bool learn(struct plan *plan)
{
	const struct risks *r = plan->risks;
	unsigned known = (plan->may_panic ? LEAVES_PANIC : 0) | (plan->may_jump ? LEAVES_JUMP : 0), all = known;

	for (size_t i = 0; i < r->v.n && all != LEAVES_ANYHOW; i++)
		all |= leaves(&r->v.at[i]);
	plan->may_panic = all & LEAVES_PANIC;
	plan->may_jump = all & LEAVES_JUMP;
	return all != known;
}

/* Who panics, and who calls those: to the callers, until nothing is new.  Most are defined in front of those. */
static void spread(struct unit *unit)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = 0; i < unit->functions.n; i++)
			changed |= learn(plan_of(unit->functions.at[i]));
	}
}

/* `#pragma weak name` and `#pragma weak name = other`, wherever it stands. */
static void weak_pragma(struct placing *p, const struct token *t)
{
	static const char blanks[] = " \t\v\f#";
	const char *text = arena_copy(p->env->tu, t->text, t->len), *name;
	struct symbol *sym;
	size_t len;

	text += strspn(text, blanks);
	if (strncmp(text, "pragma", 6) == 0)
		text += 6 + strspn(text + 6, blanks);
	len = strcspn(text, blanks);
	name = text + len + strspn(text + len, blanks);
	if (len != 4 || memcmp(text, "weak", 4) != 0)
		return;
	sym = sema_file_symbol(p->unit->sema, names_intern(p->env->names, name, strcspn(name, " \t\v\f=/\n\r")));
	if (sym)
		sym->is_weak = true;
}

void panics_find(struct placing *p)
{
	for (size_t i = 0; i < p->tokens->v.n; i++)
		if (p->tokens->v.at[i].kind == TOK_PRAGMA)
			weak_pragma(p, &p->tokens->v.at[i]);
	p->catch_signals = p->env->opt->catch_signals;
	for (size_t i = 0; i < p->unit->functions.n; i++) {
		struct routine *f = p->unit->functions.at[i];
		struct risks *r = arena_new_of(p->env->tu, struct risks);

		r->p = p;
		/* Sizes of arrays in its head, too. */
		node_walk(f->node, pre, NULL, r);
		registrations(r, f);
		if (r->v.n)
			qsort(r->v.at, r->v.n, sizeof *r->v.at, in_text);
		plan_of(f)->risks = r;
	}
	spread(p->unit);
}

const struct risk *leaves_between(const struct routine *f, tok_id from, tok_id to, unsigned how)
{
	const struct risks *r = plan_of(f)->risks;
	size_t low = 0, high = r->v.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->v.at[mid].node->first <= from)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < r->v.n && r->v.at[low].node->first <= to; low++)
		if (leaves(&r->v.at[low]) & how)
			return &r->v.at[low];
	return NULL;
}

const char *who_leaves(struct placing *p, const struct risk *r)
{
	const struct node *n = r->node;
	const struct symbol *callee = n->kind == AST_CALL ? sema_callee(n) : NULL;
	const char *name = callee                 ? arena_printf(p->env->tu, "'%s'", callee->name->text)
	                   : n->kind == AST_CALL ? "a function that is called by a pointer"
	                                         : "a cleanup function";
	unsigned line = files_presumed(p->env->files, p->tokens->v.at[n->first].at).line;

	if (n->kind == AST_PANIC)
		return arena_printf(p->env->tu, "line %u panics", line);
	if (n->kind == AST_DEFER_CALL || n->kind == AST_DEFER_BLOCK)
		return arena_printf(p->env->tu, "memory for the record of line %u may run out", line);
	return arena_printf(p->env->tu, "%s may %s, in line %u", name, leaves(r) & LEAVES_PANIC ? "panic" : "longjmp", line);
}
