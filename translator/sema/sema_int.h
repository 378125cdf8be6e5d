/*
 * What the files of sema/ share.
 *
 *   sema.c        the unit: external declarations, function bodies, routines
 *   scope.c       scopes, ordinary names, tags, labels
 *   declspec.c    specifiers and attributes        attr.c     the arguments of attributes
 *   declarator.c  declarators, parameters          record.c   struct, union, enum
 *   declare.c     declarations -> symbols          init.c     initializers
 *   expr.c, primary.c, operator.c, call.c         types of expressions
 *   builtin.c     the compilers' own functions, and cdefer.h's      runtime.c   its types
 *   constant.c    integer constant expressions
 *   stmt.c        statements, labels and jumps
 *   words.c       the constraints of defer, panic, recover, _Result
 *   saved.c       the values that actions save
 */
#ifndef CDEFER_SEMA_SEMA_INT_H
#define CDEFER_SEMA_SEMA_INT_H

#include "sema/sema.h"

/* A tag in some scope. */
struct tag {
	struct name *name;
	struct type *type;      /* the record's one type */
	struct scope *scope;
	struct tag *outer;      /* what it hides */
};

/* Which loops and switches of the routine at hand a jump may mean. */
struct jumps { unsigned loops, switches; };

/* A goto or &&label whose label is looked for at the end of the C function. */
struct pending_jump { struct node *node; struct routine *routine; };
/* An assignment in an action to a variable of the function around it (result-evaluated). */
struct assignment { struct node *node; struct symbol *sym; struct routine *routine; };

struct sema {
	struct env *env;
	struct unit *unit;
	struct types *types;
	struct tokens *ts;
	struct scope *file, *scope;     /* the file's, the current one */
	struct routine *routine;        /* the current one, null at file scope */
	struct type *result;            /* of the C function at hand, null at file scope */
	VEC(struct symbol *) entered;   /* ordinary names in scope, in order of entry */
	VEC(struct tag *) tags;         /* the same for tags */
	VEC(struct symbol *) local_labels;  /* __label__ names in scope */
	VEC(struct symbol *) labels;    /* the C function's labels */
	VEC(struct pending_jump) jumps; /* its gotos and label addresses */
	VEC(struct assignment) assignments;
	bool optimized;                 /* sema_known() asks */
	unsigned unevaluated;           /* depth of sizeof, typeof and the like around us */
	VEC(struct node *) spine;       /* scratch stack of operand chains */
	struct jumps in, outside;       /* jumps in this routine; `outside`: those of the routines around it */
	struct name *name_func, *name_function, *name_pretty;   /* __func__ and its elder forms */
	struct type *panic_pointer;     /* const struct cdefer_panic *; null until it is needed */
};

/* ---- scope.c ---- */
struct scope_mark { size_t entered, tags, labels; };
struct scope *scope_open(struct sema *s, enum scope_kind kind, struct node *node, struct scope_mark *mark);
void scope_close(struct sema *s, const struct scope_mark *mark);
struct symbol *scope_find(struct sema *s, const struct name *name);
/* The symbol that `name` has in the current scope itself, or null. */
struct symbol *scope_find_here(struct sema *s, const struct name *name);
/* A new symbol in the current scope. */
struct symbol *scope_enter(struct sema *s, enum symbol_kind kind, struct name *name, struct node *node);
struct symbol *scope_enter_file(struct sema *s, enum symbol_kind kind, struct name *name, struct node *node);
struct tag *scope_find_tag(struct sema *s, const struct name *name);
struct tag *scope_find_tag_here(struct sema *s, const struct name *name);
struct tag *scope_enter_tag(struct sema *s, struct name *name, struct type *type);
void scope_local_label(struct sema *s, struct node *name);
void scope_label(struct sema *s, struct node *label);
void scope_jump(struct sema *s, struct node *jump);
/* Binds the jumps made since `jumps`, to the labels made since `labels`. */
void scope_resolve_jumps(struct sema *s, size_t labels, size_t jumps);

/* ---- attr.c ---- */
struct attrs {
	uint32_t align;
	struct name *cleanup;   /* the function; of one that is not named by an identifier: an empty name */
	bool packed, noreturn, nothrow, returns_twice, nodiscard, transparent_union, no_recover, weak;
	struct name *mode;      /* of mode(...), null */
	uint64_t vector_size;   /* bytes, or elements with `ext_vector` */
	bool ext_vector;
};
/* Adds what one ATTRIBUTE says. */
void attribute(struct sema *s, struct node *n, struct attrs *a);
/* Adds what a sequence of nodes says (those that are no ATTRIBUTE are passed over). */
void attrs_add(struct sema *s, struct node *list, struct attrs *a);
/* The type that mode and vector_size make of t. */
struct type *attrs_apply(struct sema *s, struct type *t, const struct attrs *a);

/* ---- declspec.c ---- */
struct specs {
	struct type *type;      /* without alignment asked for by attributes */
	bool is_typedef, is_extern, is_static, is_register, is_auto, is_inline, thread, constexpr_;
	bool deduce;            /* __auto_type, C23 auto: the initializer's type */
	struct attrs attrs;
};
/* `lone`: there is no declarator, so `struct s;` declares s anew. */
void specifiers(struct sema *s, struct node *list, bool lone, struct specs *out);
struct type *type_name(struct sema *s, struct node *n);

/* ---- declarator.c ---- */
struct declared {
	struct type *type;
	struct node *core;      /* the NAME_DECLARATOR or ABSTRACT_DECLARATOR; null */
	struct name *name;      /* null: none */
	struct node *function;  /* the FUNCTION_DECLARATOR nearest to the name if it makes a function */
	struct node *bitfield;  /* its BITFIELD_DECLARATOR */
	struct attrs attrs;     /* written inside the declarator */
	struct scope_mark mark; /* definitions: of the scope that was opened for the parameters */
	struct scope *scope;
};
/* Applies a declarator to `base`.  `definition`: the parameters stay in a new FUNCTION scope. */
void declarator(struct sema *s, struct type *base, struct node *d, struct node *definition, struct declared *out);

/* ---- declare.c ---- */
void declaration(struct sema *s, struct node *n);
/* The declarations of a K&R list, and the parameters that it leaves out. */
void old_parameters(struct sema *s, struct node *names, struct node *list, struct type *function);
struct symbol *declare_function(struct sema *s, struct name *name, struct type *t, const struct specs *sp, struct node *node);

/* ---- record.c ---- */
struct type *record_specifier(struct sema *s, struct node *n, bool lone);
struct type *enum_specifier(struct sema *s, struct node *n, bool lone);
/* Finds the smallest type for the values of an enumeration that turned out to be packed. */
void enum_pack(struct sema *s, struct record *r);
/* Offset of a member path below `t` (offsetof); false if it is not known. */
bool record_offset(struct sema *s, struct type *t, struct node *designators, uint64_t *offset);
bool member_offset(struct sema *s, const struct type *record, const struct name *name, uint64_t *offset);

/* ---- init.c ---- */
/* Types an initializer for `t` and gives t back, completed if it is an array of unknown size. */
struct type *initializer(struct sema *s, struct type *t, struct node *init);

/* ---- expr.c and friends ---- */
/* `op` of the GENERIC_ASSOC that a generic selection selects. */
enum { GENERIC_CHOSEN = 1 };
struct type *expr(struct sema *s, struct node *n);
void exprs(struct sema *s, struct node *list);
/* The type of n's value: decayed, without qualifiers. */
struct type *value_type(struct sema *s, struct node *n);
/* The promoted type of n's value; bit-fields as C has them. */
struct type *promoted_type(struct sema *s, struct node *n);
bool is_null_constant(struct sema *s, struct node *n);
struct name *token_name(struct sema *s, tok_id t);
struct type *identifier_type(struct sema *s, struct node *n, bool called);
struct type *literal_type(struct sema *s, struct node *n);
uint64_t string_units(struct sema *s, struct node *n, struct type **unit);
struct type *binary_type(struct sema *s, struct node *n);
struct type *unary_type(struct sema *s, struct node *n);
struct type *conditional_type(struct sema *s, struct node *then, struct node *other);
struct type *call_type(struct sema *s, struct node *n);
struct type *generic_type(struct sema *s, struct node *n);
struct type *unknown(struct sema *s);
struct type *basic(struct sema *s, enum type_kind kind);
void routine_note(struct sema *s, struct nodes *list, struct node *n);

/* ---- builtin.c ---- */
/* A symbol of file scope for a compiler's or cdefer.h's own name, null if it is none. */
struct symbol *builtin_symbol(struct sema *s, struct name *name);
struct type *builtin_call_type(struct sema *s, struct node *call, const struct builtin *b);
/* The type that `__builtin_va_list`, `__int128_t` and the like name; null for any other. */
struct type *builtin_type_name(struct sema *s, const struct name *name);
/* What the compiler knows of a library function that is called undeclared: its type, or null. */
struct type *library_type(struct sema *s, const struct name *name);
bool builtin_is_frame(const struct builtin *b);
bool builtin_is_va_start(const struct builtin *b);
/* Value of a call of a builtin that is a constant. */
bool builtin_constant(struct sema *s, struct node *call, int64_t *value);

/* ---- runtime.c ---- */
/* const struct cdefer_panic * and struct cdefer_context. */
struct type *panic_pointer_type(struct sema *s);
struct type *runtime_context(struct sema *s);
/* The type of a tag of cdefer.h that the file did not declare; null for any other tag. */
struct type *builtin_tag(struct sema *s, const struct name *name, enum type_kind kind);
/* CDEFER_INT and the others; null for any other name. */
struct symbol *runtime_enumerator(struct sema *s, struct name *name);
struct type *runtime_intmax(struct sema *s, bool is_unsigned);

/* ---- stmt.c ---- */
void statement(struct sema *s, struct node *n);
void block_items(struct sema *s, struct node *items);
void function_body(struct sema *s, struct node *body);

/* ---- sema.c ---- */
struct routine *routine_new(struct sema *s, struct node *node, struct routine *parent);
void function_definition(struct sema *s, struct node *n);

/* ---- words.c ---- */
struct span span_of(struct sema *s, const struct node *n);
void defer_call(struct sema *s, struct node *n);
void defer_block(struct sema *s, struct node *n);
void defer_scoped(struct sema *s, struct node *n);
struct type *panic_type(struct sema *s, struct node *n);
struct type *recover_type(struct sema *s, struct node *n);
struct type *result_type(struct sema *s, struct node *n);
void check_va_start(struct sema *s, struct node *call);
void check_return(struct sema *s, struct node *n);
void check_last(struct sema *s, struct node *n);        /* the last statement of a block, or null */
void check_jump(struct sema *s, struct node *n);        /* break, continue, case, default */
void check_label(struct sema *s, struct node *jump, const struct routine *from, const struct symbol *label);
void check_labels(struct sema *s, size_t labels);       /* the C function's labels, since `labels` */
void check_no_label(struct sema *s, struct node *jump); /* a jump whose label is nowhere in the function */
void check_computed(struct sema *s, const struct routine *r);   /* computed gotos of r and what lies in it */
void note_assignment(struct sema *s, struct node *target, struct node *at);
/* A use of a register variable at `use` in a deferred block that does not copy it. */
void check_register_use(struct sema *s, struct span use, const struct symbol *sym);
void check_results(struct sema *s);

/* ---- saved.c ---- */
/* Tells why a value cannot be kept for an action (`role` says what it is); true if it can be, as far
 * as is known. */
bool check_saved(struct sema *s, struct node *e, const char *role);
/* Callee and arguments of a deferred call. */
void check_saved_call(struct sema *s, struct node *call);

#endif
