/*
 * report.c - the end: the report of a panic that nothing recovered (language 3.4), and of misuse.
 *
 * Async-signal-safe: no allocation, no locks, write(2) alone.
 */
#include "internal.h"
#include <signal.h>

static void sink_stderr(struct sink *to, char *buffer, size_t size)
{
	to->buffer = buffer;
	to->size = size;
	to->used = to->length = 0;
	to->fd = 2;
}

static void put_place(struct sink *to, const char *file, int line)
{
	cdefer__puts(to, file ? file : "?");
	if (line > 0) {
		cdefer__puts(to, ":");
		cdefer__put_number(to, (uintmax_t)line, 10);
	}
}

static void put_panic(struct sink *to, const struct raise *r)
{
	cdefer__puts(to, "panic: ");
	cdefer__value_put(to, &r->rt.panic);
	if (r->again)
		cdefer__puts(to, " [recovered, repanicked]");
	else if (r->rt.recovered)
		cdefer__puts(to, " [recovered]");
	cdefer__puts(to, "\n");
}

/* What a fault was, in the manner of Go. */
static void put_fault(struct sink *to, const struct cdefer_panic *p)
{
	static const struct { int number; const char *name; } names[] = {
		{ SIGSEGV, "SIGSEGV" }, { SIGBUS, "SIGBUS" }, { SIGFPE, "SIGFPE" }, { SIGILL, "SIGILL" }
	};
	const struct cdefer_signal *fault = p->object;
	size_t i;

	if (strcmp(p->type, "struct cdefer_signal") != 0)
		return;
	cdefer__puts(to, "[signal ");
	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].number == fault->signal)
			cdefer__puts(to, names[i].name);
	cdefer__puts(to, ": code ");
	cdefer__put_number(to, (uintmax_t)(unsigned)fault->code, 10);
	cdefer__puts(to, ", address 0x");
	cdefer__put_number(to, (uintptr_t)fault->address, 16);
	cdefer__puts(to, ", pc 0x");
	cdefer__put_number(to, (uintptr_t)fault->pc, 16);
	cdefer__puts(to, "]\n");
}

/* Those that it replaced first, the oldest at the front. */
static void put_panics(struct sink *to, struct raise *r)
{
	struct raise *p = r;

	r->told = NULL;
	while (p->rt.panic.previous) {
		struct raise *older = (struct raise *)(uintptr_t)p->rt.panic.previous;

		older->told = p;
		p = older;
	}
	for (put_panic(to, p); (p = p->told) != NULL;) {
		cdefer__puts(to, "\t");
		put_panic(to, p);
	}
}

/* A line of the trace; with to null only its first column is measured. */
static void trace_line(struct sink *to, size_t *width, const char *name, const char *file, int line,
	unsigned deferred)
{
	size_t length = strlen(name ? name : "?");

	if (!to) {
		if (length > *width)
			*width = length;
		return;
	}
	cdefer__puts(to, "  ");
	cdefer__puts(to, name ? name : "?");
	for (; length < *width + 2; length++)
		cdefer__puts(to, " ");
	put_place(to, file, line);
	if (deferred) {
		cdefer__puts(to, "   ");
		cdefer__put_number(to, deferred, 10);
		cdefer__puts(to, " deferred\n");
	} else {
		cdefer__puts(to, "   panic\n");
	}
}

/* The place of the panic, then each function that had pending actions, the newest first.  Stack
 * records are counted with the function to which they belong, the next frame that is none. */
static void trace(struct sink *to, size_t *width, const struct raise *r)
{
	const struct cdefer_panic *p = &r->rt.panic;
	const struct cdefer_frame *f;
	unsigned deferred = 0;
	int newest = 0;

	trace_line(to, width, p->func, p->file, p->line, 0);
	for (f = r->start; f; f = f->next) {
		if (!deferred && f->reported)
			newest = f->newest;
		deferred += f->reported;
		if (f->func->flags & CDEFER_RECORD && f->next)
			continue;
		if (deferred)
			trace_line(to, width, f->func->name, f->func->file, newest, deferred);
		deferred = 0;
	}
}

void cdefer__report(struct context *c, struct raise *r)
{
	char buffer[1024];
	const char *how = getenv("CDEFER_TRACEBACK");
	int mine = cdefer__claim_report();
	struct sink to;
	size_t width = 0;

	if (mine < 0)
		cdefer__wait_for_ever();
	/* The handler has panicked once; the second time, a fault in the report itself (the value is a bad
	 * string). */
	if (++cdefer__thread()->reports > 2)
		cdefer__fatal("the report of a panic has failed", NULL, 0);
	if (mine > 0) {
		/* A panic of the handler finds the chain as it is now and reports this one, too. */
		cdefer_panic_handler *handler = cdefer__swap_handler(NULL);

		r->head = c->rt.head;
		r->top = c->rt.top;
		if (handler)
			handler(&r->rt.panic);
	}
	sink_stderr(&to, buffer, sizeof buffer);
	put_panics(&to, r);
	if (!how || strcmp(how, "none") != 0) {
		put_fault(&to, &r->rt.panic);
		cdefer__puts(&to, "\nthread ");
		cdefer__put_number(&to, cdefer__thread()->number, 10);
		cdefer__puts(&to, " [panicking]:\n");
		trace(NULL, &width, r);
		trace(&to, &width, r);
	}
	cdefer__flush(&to);
	if (how && strcmp(how, "native") == 0)
		cdefer__native_trace();
	abort();
}

void cdefer__tell(const char *what, const struct cdefer_func *fn, int line)
{
	char buffer[256];
	struct sink to;

	sink_stderr(&to, buffer, sizeof buffer);
	cdefer__puts(&to, "cdefer: ");
	cdefer__puts(&to, what);
	if (fn) {
		cdefer__puts(&to, ": ");
		cdefer__puts(&to, fn->name);
		cdefer__puts(&to, ", ");
		put_place(&to, fn->file, line);
	}
	cdefer__puts(&to, "\n");
	cdefer__flush(&to);
}

void cdefer__fatal(const char *what, const struct cdefer_func *fn, int line)
{
	cdefer__tell(what, fn, line);
	abort();
}

cdefer_panic_handler *cdefer_on_panic(cdefer_panic_handler *handler)
{
	return cdefer__swap_handler(handler);
}
