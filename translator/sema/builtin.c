/*
 * Names that no declaration has to introduce: the compilers' builtins, and those of cdefer.h, which
 * a translated file sees as if it were included (language 11).
 *
 * A table (builtins.def) gives signatures; a symbol is made when a name of it is first used and no
 * declaration of the program has it.  Builtins that take any type give the type of their result
 * from the arguments of the call.
 */
#include <string.h>

#include "sema/sema_int.h"

enum { B_NORETURN = 1, B_FRAME = 2, B_VA_START = 4 };

struct builtin { const char *name, *signature; unsigned flags; };

static const struct builtin builtins[] = {
#define B(name, signature, flags) { "__builtin_" #name, signature, flags },
#define S(name, signature, flags) { #name, signature, flags },
#define M1(name) B(name, "dd", 0) B(name##f, "ff", 0) B(name##l, "ee", 0)
#define M2(name) B(name, "ddd", 0) B(name##f, "fff", 0) B(name##l, "eee", 0)
#include "sema/builtins.def"
#undef B
#undef S
#undef M1
#undef M2
};

/* cdefer.h's functions (language 10); its types are in runtime.c. */
static const struct builtin runtime[] = {
	{ "cdefer_panicf", "vkc*.", B_NORETURN }, { "cdefer_panic_int", "vI", B_NORETURN },
	{ "cdefer_panic_str", "vkc*", B_NORETURN }, { "cdefer_panic_ptr", "vkv*", B_NORETURN },
	{ "cdefer_panic_text", "iPc*z", 0 }, { "cdefer_on_panic", "HH", 0 },
	{ "cdefer_thread_exit", "vv*", B_NORETURN }, { "cdefer_context_new", "X*", 0 },
	{ "cdefer_context_free", "iX*", 0 }, { "cdefer_context_switch", "X*X*", 0 },
	{ "cdefer_pending", "z", 0 }, { "cdefer_trace", "vF*", 0 }, { "cdefer_set_allocator", "vMR", 0 },
	{ "cdefer_catch_signals", "i", 0 }, { "cdefer_dropped", "z", 0 },
};

/* The type-generic families, by prefix; longer prefixes first. */
static const struct builtin families[] = {
	{ "__atomic_load_n", "=*0", 0 }, { "__atomic_load", "=v", 0 }, { "__atomic_store", "=v", 0 },
	{ "__atomic_exchange_n", "=*0", 0 }, { "__atomic_exchange", "=v", 0 },
	{ "__atomic_compare_exchange", "=b", 0 }, { "__atomic_fetch_", "=*0", 0 },
	{ "__atomic_add_fetch", "=*0", 0 }, { "__atomic_sub_fetch", "=*0", 0 }, { "__atomic_and_fetch", "=*0", 0 },
	{ "__atomic_or_fetch", "=*0", 0 }, { "__atomic_xor_fetch", "=*0", 0 }, { "__atomic_nand_fetch", "=*0", 0 },
	{ "__atomic_max_fetch", "=*0", 0 }, { "__atomic_min_fetch", "=*0", 0 },
	{ "__c11_atomic_load", "=*0", 0 }, { "__c11_atomic_store", "=v", 0 }, { "__c11_atomic_init", "=v", 0 },
	{ "__c11_atomic_exchange", "=*0", 0 }, { "__c11_atomic_compare_exchange", "=b", 0 },
	{ "__c11_atomic_fetch_", "=*0", 0 },
	{ "__sync_bool_compare_and_swap", "=b", 0 }, { "__sync_val_compare_and_swap", "=*0", 0 },
	{ "__sync_lock_test_and_set", "=*0", 0 }, { "__sync_lock_release", "=v", 0 },
	{ "__sync_fetch_and_", "=*0", 0 }, { "__sync_add_and_fetch", "=*0", 0 }, { "__sync_sub_and_fetch", "=*0", 0 },
	{ "__sync_or_and_fetch", "=*0", 0 }, { "__sync_and_and_fetch", "=*0", 0 }, { "__sync_xor_and_fetch", "=*0", 0 },
	{ "__sync_nand_and_fetch", "=*0", 0 },
};

/* A builtin that is not in the tables: nothing is known of its type. */
static const struct builtin untold = { "", "=?", 0 };

bool builtin_is_frame(const struct builtin *b)
{
	return b->flags & B_FRAME;
}

bool builtin_is_va_start(const struct builtin *b)
{
	return b->flags & B_VA_START;
}

/* ---- signatures -------------------------------------------------------------------------------- */

static struct type *file_type(struct sema *s)
{
	struct symbol *sym = sema_file_symbol(s, names_of(s->env->names, "FILE"));

	return sym && sym->kind == SYM_TYPEDEF && sym->type ? sym->type : basic(s, TYPE_VOID);
}

/* A pointer to a function of one parameter. */
static struct type *function_pointer(struct sema *s, struct type *result, struct type *param)
{
	struct param *p = arena_new_of(s->env->tu, struct param);

	p->type = param;
	return type_pointer(s->types, type_function(s->types, result, p, 1, false, false));
}

static struct type *letter(struct sema *s, char c)
{
	struct type *void_pointer = type_pointer(s->types, basic(s, TYPE_VOID));

	switch (c) {
	case 'v': return basic(s, TYPE_VOID);
	case 'b': return basic(s, TYPE_BOOL);
	case 'c': return basic(s, TYPE_CHAR);
	case 'a': return basic(s, TYPE_SCHAR);
	case 'h': return basic(s, TYPE_UCHAR);
	case 's': return basic(s, TYPE_SHORT);
	case 't': return basic(s, TYPE_USHORT);
	case 'i': return basic(s, TYPE_INT);
	case 'u': return basic(s, TYPE_UINT);
	case 'l': return basic(s, TYPE_LONG);
	case 'm': return basic(s, TYPE_ULONG);
	case 'x': return basic(s, TYPE_LLONG);
	case 'y': return basic(s, TYPE_ULLONG);
	case 'n': return basic(s, TYPE_INT128);
	case 'o': return basic(s, TYPE_UINT128);
	case 'f': return basic(s, TYPE_FLOAT);
	case 'd': return basic(s, TYPE_DOUBLE);
	case 'e': return basic(s, TYPE_LDOUBLE);
	case 'g': return basic(s, TYPE_FLOAT128);
	case 'z': return type_size_t(s->types);
	case 'p': return type_ptrdiff_t(s->types);
	case 'w': return type_wchar_t(s->types);
	case 'q': case 'I': return runtime_intmax(s, false);
	case 'r': return runtime_intmax(s, true);
	case 'A': return basic(s, TYPE_VA_LIST);
	case 'F': return file_type(s);
	case 'P': return panic_pointer_type(s);
	case 'X': return runtime_context(s);
	case 'H': return function_pointer(s, basic(s, TYPE_VOID), panic_pointer_type(s));
	case 'M': return function_pointer(s, void_pointer, type_size_t(s->types));
	case 'R': return function_pointer(s, basic(s, TYPE_VOID), void_pointer);
	default:  return unknown(s);
	}
}

/* Reads one type of a signature. */
static struct type *next_type(struct sema *s, const char **at)
{
	unsigned quals = 0;
	bool complex = false;
	struct type *t;

	for (;; ++*at) {
		if (**at == 'k')
			quals |= Q_CONST;
		else if (**at == 'V')
			quals |= Q_VOLATILE;
		else if (**at == 'Z')
			complex = true;
		else
			break;
	}
	t = letter(s, *(*at)++);
	if (complex)
		t = type_complex(s->types, t);
	t = type_qualified(s->types, t, quals);
	for (; **at == '*'; ++*at)
		t = type_pointer(s->types, t);
	return t;
}

static struct type *signature_type(struct sema *s, const char *at)
{
	struct type *result = next_type(s, &at);
	struct param params[8] = {{0}}, *kept;
	unsigned n = 0;

	while (*at && *at != '.' && n < 8)
		params[n++].type = next_type(s, &at);
	kept = arena_alloc(s->env->tu, (n + 1) * sizeof *kept);
	memcpy(kept, params, n * sizeof *kept);
	return type_function(s->types, result, kept, n, *at == '.', false);
}

/* ---- symbols ---------------------------------------------------------------------------------- */

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static const struct builtin *find(const struct name *name)
{
	const char *text = name->text;

	if (starts(text, "cdefer_"))
		for (size_t i = 0; i < sizeof runtime / sizeof *runtime; i++)
			if (strcmp(text, runtime[i].name) == 0)
				return &runtime[i];
	if (text[0] != '_')
		return NULL;
	for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
		if (strcmp(text, builtins[i].name) == 0)
			return &builtins[i];
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (starts(text, families[i].name))
			return &families[i];
	return NULL;
}

/* __builtin_f and __builtin___f_chk of a library function that the program declares or that is known
 * here under another name. */
static struct type *library_twin(struct sema *s, const struct name *name)
{
	const char *text = name->text + strlen("__builtin_");
	size_t len = strlen(text);
	bool checked = len > 6 && starts(text, "__") && strcmp(text + len - 4, "_chk") == 0;
	struct name *twin;
	struct symbol *sym;
	struct type *t;

	twin = checked ? names_intern(s->env->names, text + 2, len - 6) : names_intern(s->env->names, text, len);
	sym = sema_file_symbol(s, twin);
	t = sym && sym->kind == SYM_FUNCTION ? sym->type : NULL;
	if (!t && checked)
		t = library_type(s, twin);
	if (!t || t->kind != TYPE_FUNCTION)
		return NULL;
	/* What a checking twin takes besides is the headers' business. */
	return checked ? type_function(s->types, t->of, NULL, 0, false, true) : t;
}

struct symbol *builtin_symbol(struct sema *s, struct name *name)
{
	const struct builtin *b;
	struct type *t = NULL;
	struct symbol *sym;

	if (starts(name->text, "CDEFER_"))
		return runtime_enumerator(s, name);
	b = find(name);
	if (b && b->signature[0] != '=')
		t = signature_type(s, b->signature);
	else if (!b && starts(name->text, "__builtin_"))
		t = library_twin(s, name);
	else if (!b && !starts(name->text, "__sync_") && !starts(name->text, "__atomic_")
	         && !starts(name->text, "__c11_atomic_"))
		return NULL;
	sym = scope_enter_file(s, SYM_FUNCTION, name, NULL);
	sym->storage = STORAGE_EXTERN;
	sym->implicit = true;
	sym->builtin = b ? b : &untold;
	sym->is_noreturn = b && (b->flags & B_NORETURN);
	sym->is_nothrow = true;
	sym->type = t ? t : unknown(s);
	if (strcmp(name->text, "__builtin_setjmp") == 0)
		sym->jumps = 1;
	else if (strcmp(name->text, "__builtin_longjmp") == 0)
		sym->jumps = 2;
	return sym;
}

struct type *library_type(struct sema *s, const struct name *name)
{
	size_t skip = strlen("__builtin_");

	for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
		if (builtins[i].signature[0] != '=' && starts(builtins[i].name, "__builtin_")
		    && strcmp(builtins[i].name + skip, name->text) == 0)
			return signature_type(s, builtins[i].signature);
	return NULL;
}

struct type *builtin_type_name(struct sema *s, const struct name *name)
{
	static const struct { const char *name; enum type_kind kind; } known[] = {
		{ "__builtin_va_list", TYPE_VA_LIST }, { "__builtin_ms_va_list", TYPE_UNKNOWN },
		{ "__int128_t", TYPE_INT128 }, { "__uint128_t", TYPE_UINT128 },
		{ "_Float128", TYPE_FLOAT128 }, { "__gnuc_va_list", TYPE_VA_LIST }, { "va_list", TYPE_VA_LIST },
		{ "__ibm128", TYPE_LDOUBLE }, { "nullptr_t", TYPE_NULLPTR },
	};

	if (strcmp(name->text, "cdefer_context") == 0)
		return runtime_context(s);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(name->text, known[i].name) == 0)
			return basic(s, known[i].kind);
	return NULL;
}

/* ---- calls ------------------------------------------------------------------------------------ */

static struct node *nth(struct node *list, unsigned n)
{
	while (list && n--)
		list = list->next;
	return list;
}

struct type *builtin_call_type(struct sema *s, struct node *call, const struct builtin *b)
{
	const char *what = b->signature + 1;
	struct node *args = call->kid[CALL_ARGS], *arg;
	struct type *t;
	uint64_t count = 0;

	if (b->signature[0] != '=')
		return unknown(s);
	if (what[0] >= '0' && what[0] <= '9') {
		arg = nth(args, (unsigned)(what[0] - '0'));
		return arg ? value_type(s, arg) : unknown(s);
	}
	if (!strchr("*ECS", what[0]))
		return letter(s, what[0]);
	if (!args)
		return unknown(s);
	t = value_type(s, args);
	switch (what[0]) {
	case '*':
		return t->kind == TYPE_POINTER ? type_unqualified(s->types, t->of) : unknown(s);
	case 'E':
		return t->kind == TYPE_VECTOR || t->kind == TYPE_COMPLEX ? type_unqualified(s->types, t->of) : unknown(s);
	case 'C':
		return type_is_floating(t) || type_is_integer(t) ? type_complex(s->types, t) : unknown(s);
	default:
		for (arg = args; arg; arg = arg->next)
			count++;
		return t->kind == TYPE_VECTOR && count > 2 ? type_vector(s->types, t->of, count - 2) : unknown(s);
	}
}

static int64_t swapped(uint64_t v, unsigned bytes)
{
	uint64_t out = 0;

	for (unsigned i = 0; i < bytes; i++)
		out = out << 8 | ((v >> (8 * i)) & 0xff);
	return (int64_t)out;
}

bool builtin_constant(struct sema *s, struct node *call, int64_t *value)
{
	const struct symbol *sym = sema_callee(call);
	struct node *arg = call->kid[CALL_ARGS];
	const char *name;
	int64_t v;

	if (!sym || !sym->builtin || !arg || !starts(sym->name->text, "__builtin_"))
		return false;
	name = sym->name->text + strlen("__builtin_");
	if (strcmp(name, "constant_p") == 0) {
		*value = sema_constant(s, arg, &v) || node_unparen(arg)->kind == AST_STRING;
		/* What is no constant here may be one to the optimizer. */
		return *value || !s->optimized;
	}
	if (strcmp(name, "strlen") == 0 && node_unparen(arg)->kind == AST_STRING) {
		*value = (int64_t)arg->type->count - 1;
		return true;
	}
	if (!sema_constant(s, arg, &v))
		return false;
	*value = v;
	if (strcmp(name, "expect") == 0)
		return true;
	if (strcmp(name, "bswap16") == 0)
		*value = swapped((uint64_t)v, 2);
	else if (strcmp(name, "bswap32") == 0)
		*value = swapped((uint64_t)v, 4);
	else if (strcmp(name, "bswap64") == 0)
		*value = swapped((uint64_t)v, 8);
	else if (starts(name, "popcount")) {
		for (*value = 0; v; v = (int64_t)((uint64_t)v & ((uint64_t)v - 1)))
			++*value;
	} else if (starts(name, "ctz") && v) {
		for (*value = 0; !(v >> *value & 1); ++*value)
			;
	} else if (starts(name, "clz") && v && call->kid[CALL_ARGS]->type) {
		unsigned bits = strcmp(name, "clz") == 0 ? s->types->target.int_size * 8u
		              : strcmp(name, "clzl") == 0 ? s->types->target.long_size * 8u : 64;

		for (*value = 0; *value < bits && !((uint64_t)v >> (bits - 1 - (unsigned)*value) & 1); ++*value)
			;
	} else {
		return false;
	}
	return true;
}
