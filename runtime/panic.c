/*
 * panic.c - raising a panic: the actions run on top of the stack that panicked, in one loop, until one
 * of them recovers or none is left (language 3.1, 3.3).
 */
#include "internal.h"

/* A raise with room for a small value. */
struct raise_here {
	struct raise r;
	union {
		char bytes[64];
		long double aligned;
		void *pointer;
		intmax_t integer;
	} value;
};

static CDEFER_NORETURN_ void raise_panic(struct context *c, struct raise *r)
{
	struct cdefer_frame *h;

	cdefer__begin(c, r, RAISE_PANIC);
	h = cdefer__unwind(c, r, NULL);
	if (h)
		cdefer__recovered(c, r, h);
	cdefer__report(c, r);
}

/* Everything but the value. */
static void set_place(struct raise *r, const struct cdefer_raise *from)
{
	struct cdefer_panic *p = &r->rt.panic;

	p->kind = from->kind;
	p->type = from->type;
	p->size = from->size;
	p->file = from->file;
	p->func = from->func;
	p->line = from->line;
	p->previous = NULL;
	r->rt.recovered = 0;
	r->origin = NULL;
	r->again = 0;
	r->fault = from == &cdefer__fault_place;
}

/* The value is copied: what it was taken from may lie in a record that is removed when the panic has
 * left the action that raised it.  Without memory it stays where it is. */
static const void *copy_value(struct context *c, struct raise_here *h, const void *object, size_t size)
{
	size_t align = size & -size;    /* the alignment of its type is not greater */
	void *copy = h->value.bytes;

	if (size == sizeof (int))
		return memcpy(copy, object, sizeof (int));
	if (size == sizeof (void *))
		return memcpy(copy, object, sizeof (void *));
	if (size > sizeof h->value || align > 16)
		copy = cdefer__hold(c, size, align < 16 ? 16 : align > 4096 ? 4096 : align);
	if (!copy)
		return object;
	memcpy(copy, object, size);
	return copy;
}

/* A string on the record stack goes with the action to which it belongs. */
static void keep_string(struct context *c, struct raise_here *h)
{
	size_t size = strlen(h->r.rt.panic.value.s) + 1;
	char *copy = cdefer__hold(c, size, 1);

	if (!copy)
		return;
	memcpy(copy, h->r.rt.panic.value.s, size);
	h->r.rt.panic.value.s = h->value.pointer = copy;
}

void cdefer_rt_panic(const struct cdefer_raise *from, const void *object)
{
	struct context *c = context_self();
	struct raise_here h;

	set_place(&h.r, from);
	h.r.rt.panic.object = copy_value(c, &h, object, from->size);
	cdefer__value_read(&h.r.rt.panic);
	if (from->kind == CDEFER_STRING && cdefer__is_on_stack(c, h.r.rt.panic.value.s))
		keep_string(c, &h);
	raise_panic(c, &h.r);
}

static CDEFER_NORETURN_ void panic_string(const struct cdefer_raise *from, const char *text)
{
	struct cdefer_raise r = *from;

	r.kind = CDEFER_STRING;
	r.type = "char *";
	r.size = sizeof text;
	cdefer_rt_panic(&r, &text);
}

static CDEFER_NORETURN_ void panic_format(const struct cdefer_raise *from, const char *format, va_list list)
{
	struct context *c = context_self();
	char here[1024], *text = here;
	va_list again;
	int length;

	CDEFER_RT_VA_COPY(again, list);
	length = vsnprintf(here, sizeof here, format, list);
	if (length < 0)
		panic_string(from, format);
	if ((size_t)length >= sizeof here) {
		text = cdefer__hold(c, (size_t)length + 1, 1);
		if (text)
			vsnprintf(text, (size_t)length + 1, format, again);
		else
			text = here;
	}
	va_end(again);
	panic_string(from, text);
}

void cdefer_rt_panicf(const struct cdefer_raise *from, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	panic_format(from, format, list);
}

void cdefer_rt_repanic(const struct cdefer_raise *from, const struct cdefer_panic *p)
{
	struct context *c = context_self();
	struct raise *origin;
	struct raise again;

	if (!p)
		panic_string(from, "panic(NULL)");
	for (origin = c->raises; origin && &origin->rt.panic != p; origin = origin->link)
		;
#ifdef CDEFER_CHECK
	if (!origin) {
		struct cdefer_func here = { NULL, NULL, 0, NULL, NULL };

		here.file = from->file;
		here.name = from->func;
		cdefer__fatal("panic of a panic that is over", &here, from->line);
	}
#endif
	set_place(&again, from);
	again.rt.panic = *p;
	again.rt.panic.previous = NULL;
	again.origin = origin;
	again.again = origin ? origin->again + 1 : 1;
	raise_panic(c, &again);
}

void cdefer_rt_null_call(const struct cdefer_raise *from)
{
	panic_string(from, "call of a null pointer");
}

void cdefer__no_memory(const struct cdefer_func *fn, int line)
{
	struct cdefer_raise r;

	r.file = fn ? fn->file : "?";
	r.func = fn ? fn->name : "?";
	r.line = line < 0 ? -line : line;
	panic_string(&r, "out of memory");
}

/* ---- from C that was not translated (language 3.5) ---- */

static void set_from(struct cdefer_raise *r, enum cdefer_kind kind, const char *type, size_t size,
	const char *file, int line, const char *func)
{
	r->kind = kind;
	r->type = type;
	r->size = size;
	r->file = file;
	r->func = func;
	r->line = line;
}

void cdefer_rt_panicf_at(const char *file, int line, const char *func, const char *format, ...)
{
	struct cdefer_raise r;
	va_list list;

	set_from(&r, CDEFER_STRING, "char *", sizeof format, file, line, func);
	va_start(list, format);
	panic_format(&r, format, list);
}

void cdefer_rt_panic_int_at(const char *file, int line, const char *func, int value)
{
	struct cdefer_raise r;

	set_from(&r, CDEFER_INT, "int", sizeof value, file, line, func);
	cdefer_rt_panic(&r, &value);
}

void cdefer_rt_panic_str_at(const char *file, int line, const char *func, const char *text)
{
	struct cdefer_raise r;

	set_from(&r, CDEFER_STRING, "char *", sizeof text, file, line, func);
	cdefer_rt_panic(&r, &text);
}

void cdefer_rt_panic_ptr_at(const char *file, int line, const char *func, const void *pointer)
{
	struct cdefer_raise r;

	set_from(&r, CDEFER_POINTER, "void *", sizeof pointer, file, line, func);
	cdefer_rt_panic(&r, &pointer);
}

void cdefer_panicf(const char *format, ...)
{
	struct cdefer_raise r;
	va_list list;

	set_from(&r, CDEFER_STRING, "char *", sizeof format, "?", 0, "?");
	va_start(list, format);
	panic_format(&r, format, list);
}

void cdefer_panic_int(int value)
{
	cdefer_rt_panic_int_at("?", 0, "?", value);
}

void cdefer_panic_str(const char *text)
{
	cdefer_rt_panic_str_at("?", 0, "?", text);
}

void cdefer_panic_ptr(const void *pointer)
{
	cdefer_rt_panic_ptr_at("?", 0, "?", pointer);
}
