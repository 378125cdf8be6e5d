/*
 * The types of cdefer.h (language 10), which a translated file sees as if it were included
 * (language 11).
 *
 * Where the file declares a tag itself, because it includes the header, that is used; else a tag
 * of file scope is made when something needs it, with the members that a program may read.
 */
#include <string.h>

#include "sema/sema_int.h"

static const char *const kinds[] = {
	"CDEFER_INT", "CDEFER_UINT", "CDEFER_FLOAT", "CDEFER_STRING", "CDEFER_POINTER", "CDEFER_OBJECT",
};

static struct type *file_tag(struct sema *s, const char *name, enum type_kind kind)
{
	struct name *tag = names_of(s->env->names, name);
	struct tag *t = tag->tag, *made;
	struct record *r;

	for (; t; t = t->outer)
		if (t->scope == s->file && t->type->kind == kind)
			return t->type;
	r = arena_new_of(s->env->tu, struct record);
	r->kind = kind;
	r->tag = tag;
	r->scope = s->file;
	made = arena_new_of(s->env->tu, struct tag);
	made->name = tag;
	made->type = type_of_record(s->types, r);
	made->scope = s->file;
	/* Below those of inner scopes that have the name already. */
	for (struct tag **at = (struct tag **)&tag->tag;; at = &(*at)->outer)
		if (!*at) {
			*at = made;
			break;
		}
	return made->type;
}

static struct type *kind_type(struct sema *s)
{
	struct type *t = file_tag(s, "cdefer_kind", TYPE_ENUM);

	if (!t->record->complete) {
		t->record->underlying = basic(s, TYPE_UINT);
		t->record->complete = true;
	}
	return t;
}

struct type *runtime_intmax(struct sema *s, bool is_unsigned)
{
	bool is_long = s->types->target.long_size == 8;

	return basic(s, is_long ? is_unsigned ? TYPE_ULONG : TYPE_LONG : is_unsigned ? TYPE_ULLONG : TYPE_LLONG);
}

struct field { const char *name; struct type *type; };

static void fill(struct sema *s, struct record *r, const struct field *fields, size_t n)
{
	r->members = arena_alloc(s->env->tu, n * sizeof *r->members);
	r->nmembers = n;
	for (size_t i = 0; i < n; i++) {
		r->members[i].name = names_of(s->env->names, fields[i].name);
		r->members[i].type = fields[i].type;
	}
	r->complete = true;
}

static struct type *const_pointer(struct sema *s, struct type *t)
{
	return type_pointer(s->types, type_qualified(s->types, t, Q_CONST));
}

struct type *panic_pointer_type(struct sema *s)
{
	struct type *panic, *string, *object, *p;
	struct record *value;

	if (s->panic_pointer)
		return s->panic_pointer;
	panic = file_tag(s, "cdefer_panic", TYPE_STRUCT);
	p = s->panic_pointer = const_pointer(s, panic);
	if (panic->record->complete)
		return p;
	string = const_pointer(s, basic(s, TYPE_CHAR));
	object = const_pointer(s, basic(s, TYPE_VOID));
	value = arena_new_of(s->env->tu, struct record);
	value->kind = TYPE_UNION;
	value->scope = s->file;
	fill(s, value, (struct field[]){ { "i", runtime_intmax(s, false) }, { "u", runtime_intmax(s, true) },
	                                 { "f", basic(s, TYPE_DOUBLE) }, { "s", string }, { "p", object } }, 5);
	fill(s, panic->record, (struct field[]){
		{ "kind", kind_type(s) }, { "value", type_of_record(s->types, value) }, { "type", string },
		{ "object", object }, { "size", type_size_t(s->types) }, { "file", string }, { "func", string },
		{ "line", basic(s, TYPE_INT) }, { "previous", p } }, 9);
	return p;
}

struct type *runtime_context(struct sema *s)
{
	return file_tag(s, "cdefer_context", TYPE_STRUCT);
}

static struct type *signal_type(struct sema *s)
{
	struct type *t = file_tag(s, "cdefer_signal", TYPE_STRUCT), *number = basic(s, TYPE_INT);

	if (!t->record->complete)
		fill(s, t->record, (struct field[]){
			{ "signal", number }, { "code", number }, { "address", type_pointer(s->types, basic(s, TYPE_VOID)) },
			{ "pc", const_pointer(s, basic(s, TYPE_VOID)) } }, 4);
	return t;
}

struct type *builtin_tag(struct sema *s, const struct name *name, enum type_kind kind)
{
	if (kind == TYPE_STRUCT && strcmp(name->text, "cdefer_panic") == 0)
		return panic_pointer_type(s)->of->base;
	if (kind == TYPE_STRUCT && strcmp(name->text, "cdefer_signal") == 0)
		return signal_type(s);
	if (kind == TYPE_STRUCT && strcmp(name->text, "cdefer_context") == 0)
		return runtime_context(s);
	if (kind == TYPE_ENUM && strcmp(name->text, "cdefer_kind") == 0)
		return kind_type(s);
	return NULL;
}

struct symbol *runtime_enumerator(struct sema *s, struct name *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(name->text, kinds[i]) == 0) {
			struct symbol *sym = scope_enter_file(s, SYM_ENUMERATOR, name, NULL);

			sym->type = basic(s, TYPE_INT);
			sym->value = (int64_t)i;
			return sym;
		}
	return NULL;
}
