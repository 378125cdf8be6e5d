/*
 * C types as values.
 *
 * A type is immutable once made (a record is completed once).  Qualifiers and the typedef that a
 * type was named by are part of the struct, not of its identity: type_same() looks through both as
 * told.  All memory is the translation's arena.
 */
#ifndef CDEFER_TYPES_TYPE_H
#define CDEFER_TYPES_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/names.h"
#include "types/target.h"

struct node;
struct symbol;

enum type_kind {
	TYPE_UNKNOWN,           /* could not be determined; everything made of it is unknown too */
	TYPE_VOID, TYPE_BOOL,
	TYPE_CHAR, TYPE_SCHAR, TYPE_UCHAR, TYPE_SHORT, TYPE_USHORT, TYPE_INT, TYPE_UINT,
	TYPE_LONG, TYPE_ULONG, TYPE_LLONG, TYPE_ULLONG, TYPE_INT128, TYPE_UINT128,
	TYPE_BITINT,            /* bits, is_unsigned */
	TYPE_FLOAT16, TYPE_BF16, TYPE_FLOAT, TYPE_DOUBLE, TYPE_LDOUBLE,
	TYPE_FLOAT32, TYPE_FLOAT64, TYPE_FLOAT128, TYPE_FLOAT32X, TYPE_FLOAT64X,
	TYPE_DECIMAL32, TYPE_DECIMAL64, TYPE_DECIMAL128,
	TYPE_COMPLEX,           /* of: a real floating (GNU: or integer) type */
	TYPE_ENUM,              /* record */
	TYPE_NULLPTR, TYPE_VA_LIST,     /* __builtin_va_list; as a parameter too (not adjusted) */
	TYPE_POINTER, TYPE_BLOCK_POINTER, TYPE_ARRAY, TYPE_VECTOR, TYPE_FUNCTION,
	TYPE_STRUCT, TYPE_UNION
};

enum { Q_CONST = 1, Q_VOLATILE = 2, Q_RESTRICT = 4, Q_ATOMIC = 8 };

struct param { struct type *type; struct name *name; struct node *node; };

struct type {
	enum type_kind kind;
	unsigned char quals;
	bool is_unsigned;               /* BITINT */
	bool incomplete_array;          /* ARRAY: [] */
	bool vla;                       /* ARRAY: the size is no constant (or [*]); see vla_size */
	bool static_size;               /* ARRAY parameter: [static n] */
	bool variadic, old_style;       /* FUNCTION; old_style: () before C23, or K&R */
	uint64_t count;                 /* ARRAY, VECTOR: elements; BITINT: width */
	struct type *of;                /* POINTER, ARRAY, VECTOR, COMPLEX, FUNCTION (its result), atomic */
	struct node *vla_size;          /* ARRAY with vla: its size expression; null for [*] */
	struct param *params; unsigned nparams;
	struct record *record;          /* STRUCT, UNION, ENUM */
	struct symbol *alias;           /* the typedef that the type was named by here, or null */
	struct type *unaliased;         /* with alias: the type that the typedef stands for (own quals) */
	bool variably_modified;         /* it, or a part of it, is a VLA */
	uint32_t align;                 /* asked for by _Alignas or an attribute of a typedef; 0: natural */
	struct name *alias_name;        /* with alias: its name */
	bool alias_local;               /* with alias: the typedef is not one of file scope */
	/* private to types/: the type behind the alias; the version made first, and the list of those
	 * that differ from it in qualifiers only; the pointer to this one */
	struct type *plain, *base, *variants, *pointer;
};

struct member {
	struct name *name;              /* null: anonymous record, or unnamed bit-field */
	struct type *type;
	bool bitfield;
	uint32_t width;                 /* of a bit-field */
	uint32_t align;                 /* asked for; 0: natural */
	bool packed;
	uint64_t offset;                /* bytes; of a bit-field: its storage unit's, roughly */
	struct node *node;
};

struct record {
	enum type_kind kind;            /* TYPE_STRUCT, TYPE_UNION, TYPE_ENUM */
	struct name *tag;               /* null: none */
	struct symbol *typedef_name;    /* first typedef that names it directly, if it has no tag */
	struct node *definition;        /* SPEC_RECORD or SPEC_ENUM with F_BODY; null: incomplete */
	struct scope *scope;            /* where it is declared */
	bool complete, packed, transparent_union;
	bool has_const_member;          /* somewhere inside: not assignable */
	bool variably_modified;
	uint32_t align;                 /* asked for; 0 */
	struct member *members; size_t nmembers;
	struct type *underlying;        /* ENUM */
	bool fixed;                     /* ENUM with an underlying type written */
	uint64_t size; uint32_t natural_align; bool laid_out;
	const char *hoisted;            /* lower: its new tag at file scope, null: none */
	bool local;                     /* not declared at file scope */
	struct name *typedef_text;      /* the name of typedef_name */
	bool typedef_local;             /* typedef_name is not one of file scope */
};

/* What makes and sizes types. */
struct types { struct arena *arena; struct target target; struct type *basic[TYPE_STRUCT]; };

void types_init(struct types *ts, struct arena *a, const struct target *target);
struct type *type_basic(struct types *ts, enum type_kind kind);     /* VOID .. DECIMAL128, NULLPTR, VA_LIST, UNKNOWN */
struct type *type_pointer(struct types *ts, struct type *to);
struct type *type_array(struct types *ts, struct type *of, uint64_t count);
struct type *type_function(struct types *ts, struct type *result, struct param *params, unsigned n, bool variadic, bool old_style);
struct type *type_complex(struct types *ts, struct type *of);
struct type *type_vector(struct types *ts, struct type *of, uint64_t count);
struct type *type_qualified(struct types *ts, struct type *t, unsigned add);    /* arrays: their elements */
/* Without its own qualifiers (of an array: those of its elements), _Atomic too; typedef name kept if it
 * had none of them. */
struct type *type_unqualified(struct types *ts, struct type *t);
struct type *type_aliased(struct types *ts, struct type *t, struct symbol *alias);
/* The same array with another number of elements, complete. */
struct type *type_completed(struct types *ts, const struct type *array, uint64_t count);
/* A copy with an alignment asked for (kept if t's is stricter already). */
struct type *type_with_align(struct types *ts, struct type *t, uint32_t align);
/* A new struct, union or enum type for a record (one a record: sema keeps it). */
struct type *type_of_record(struct types *ts, struct record *r);
/* size_t, ptrdiff_t, wchar_t, char16_t, char32_t and intmax_t without their typedef names. */
struct type *type_size_t(struct types *ts);
struct type *type_ptrdiff_t(struct types *ts);
struct type *type_wchar_t(struct types *ts);
/* The integer type of that size in bytes: int before long, long before long long; UNKNOWN if there is none. */
struct type *type_integer_of_size(struct types *ts, unsigned size, bool is_unsigned);
struct type *type_plain(struct type *t);                /* behind its typedef name, qualifiers merged */

bool type_is_integer(const struct type *t);             /* enums and _Bool too */
bool type_is_unsigned(const struct types *ts, const struct type *t);
bool type_is_floating(const struct type *t);
bool type_is_arithmetic(const struct type *t);          /* complex too */
bool type_is_scalar(const struct type *t);
bool type_is_char(const struct type *t);                /* char, signed char, unsigned char */
bool type_is_complete(const struct type *t);
bool type_is_record(const struct type *t);              /* struct or union */
/* Const itself or with a const member inside: cannot be assigned to. */
bool type_has_const(const struct type *t);

struct type *type_decay(struct types *ts, struct type *t);      /* arrays and functions to pointers; unqualified */
struct type *type_promote(struct types *ts, struct type *t);    /* integer promotions */
struct type *type_default_promote(struct types *ts, struct type *t);    /* of an unprototyped argument */
struct type *type_usual(struct types *ts, struct type *a, struct type *b);  /* usual arithmetic conversions */
/* Size and alignment in bytes; false: incomplete, VLA, function, unknown. */
bool type_size(struct types *ts, const struct type *t, uint64_t *size, uint32_t *align);
const struct member *type_member(const struct type *record, const struct name *name);  /* through anonymous ones */
/* The same type (C 6.2.7, roughly), ignoring qualifiers everywhere if `loose`. */
bool type_same(const struct type *a, const struct type *b, bool loose);

/* The composite of two types that are type_same() (C 6.2.7): a known array size, a prototype. */
struct type *type_composite(struct types *ts, struct type *a, struct type *b);
/* Width in bits of an integer type; 0 for others. */
unsigned type_bits(const struct types *ts, const struct type *t);

/* ---- text (typetext.c) ---- */
enum type_text {
	TYPE_TEXT_NAME,         /* C's canonical names, for users: typedefs seen through, no qualifiers at any level
	                           ("unsigned int", "char *", "struct s"; a record without a tag by its typedef) */
	TYPE_TEXT_DISPLAY,      /* as NAME, with qualifiers: messages */
	TYPE_TEXT_CODE          /* C99 code for file scope: typedefs of file scope kept, local ones seen through,
	                           hoisted records by record->hoisted */
};
struct type_text_hooks {
	/* Text of the size of a VLA dimension (the n-th of the declaration, outermost first); null: `*`. */
	const char *(*vla_size)(void *ctx, const struct type *array, unsigned n);
	void *ctx;
};
/* Appends the declaration of `name` ("" for a type name) with type t; false if some part of it cannot be
 * written at file scope (an unnamed record, an unhoisted local one, a VLA without hook). */
bool type_print(const struct type *t, const char *name, enum type_text how, const struct type_text_hooks *hooks, struct buf *out);

#endif
