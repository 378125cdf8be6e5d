/*
 * Meaning: scopes, symbols, the types of declarations and expressions, and the rules of the language.
 *
 * sema_check() decorates the tree: node->type of every expression (as C has it before decay: an
 * array is an array, an lvalue has its qualifiers), of every TYPE_NAME and declarator; node->sym of
 * identifiers, declarators, labels, gotos; node->scope of what opens a scope.  Declarations of file
 * scope are typed when they are first used, so that headers cost little.
 *
 * What is wrong in ordinary C is left to the C compiler; an expression whose type cannot be found
 * is TYPE_UNKNOWN, and whoever needs its type reports that.
 */
#ifndef CDEFER_SEMA_SEMA_H
#define CDEFER_SEMA_SEMA_H

#include "ast/ast.h"
#include "source/env.h"
#include "types/type.h"

enum scope_kind { SCOPE_FILE, SCOPE_PROTOTYPE, SCOPE_FUNCTION, SCOPE_BLOCK };

struct scope {
	enum scope_kind kind;   /* FUNCTION: parameters and the outermost block together.  BLOCK: blocks, and
	                           the scopes of for, if, switch, while, do statements and their bodies */
	struct scope *parent;
	struct node *node;      /* FUNCTION, BLOCK, FOR, ..., DEFER_BLOCK (its body's block shares the scope) */
	struct routine *routine;/* null at file scope */
	unsigned depth;
};

enum symbol_kind { SYM_VARIABLE, SYM_PARAMETER, SYM_FUNCTION, SYM_TYPEDEF, SYM_ENUMERATOR, SYM_LABEL };
enum storage { STORAGE_AUTO, STORAGE_REGISTER, STORAGE_STATIC, STORAGE_EXTERN, STORAGE_NONE };

struct symbol {
	enum symbol_kind kind;
	enum storage storage;   /* variables and functions; block-scope `static` and `extern` too */
	bool thread_local_;
	bool is_inline, is_noreturn, is_nothrow;
	bool no_recover;        /* CDEFER_NORECOVER: does not call recover */
	bool is_weak;           /* its definition here may not be the one that is called */
	bool is_nodiscard;      /* warn_unused_result, [[nodiscard]] */
	bool is_nested;         /* GNU nested function */
	bool system;            /* declared in a system header (first declaration) */
	bool implicit;          /* a function called without a declaration, or a builtin of the compiler */
	bool address_taken;     /* LABEL: &&x */
	struct name *cleanup;   /* the function of __attribute__((cleanup)); null: none */
	struct name *name;
	struct type *type;      /* null until it is needed: sema_type_of() */
	struct scope *scope;
	struct node *node;      /* INIT_DECLARATOR, PARAM, KR_NAME, FUNCTION, ENUMERATOR, LABEL, CAPTURE */
	struct node *declaration;   /* the DECLARATION that a variable or typedef stands in (else null) */
	struct routine *definition; /* FUNCTION defined in this file with a parsed body; else null */
	bool defined;           /* FUNCTION: has a definition here, perhaps skipped */
	int64_t value;          /* ENUMERATOR, and a constexpr integer */
	struct symbol *captured;/* the copy of a capture list `x`: the variable that it copies; else null */
	struct symbol *outer;   /* sema: what it hides; private */
	struct symbol *linked;  /* block-scope extern: the symbol of file scope it means, or null */
	struct type *aliased;   /* sema: TYPEDEF: its type by its name; private */
	const struct builtin *builtin;  /* sema: the compiler's own function; private */
	struct node *returned;  /* sema: a `return` of just this variable; private */
	bool is_constant;       /* VARIABLE: constexpr, with an integer `value` */
	unsigned char jumps;    /* FUNCTION: 1: of setjmp's family, 2: of longjmp's, 3: else returns twice */
	void *lower;            /* for the stages behind sema */
};

/*
 * A routine is a body that has actions of its own: a C function, or a deferred block or statement in it.
 * The lists hold what stands in the body itself, not in a routine nested in it, in textual order.
 */
struct nodes { struct arena *arena; VEC(struct node *) v; };

struct routine {
	struct node *node;      /* FUNCTION, DEFER_BLOCK or DEFER_SCOPED */
	struct routine *parent; /* null: a C function */
	struct routine *function;   /* the outermost: the C function itself */
	struct symbol *sym;     /* the C function's */
	struct scope *scope;    /* of its parameters and outermost block */
	struct nodes sites;     /* DEFER_CALL, DEFER_BLOCK, DEFER_SCOPED */
	VEC(struct routine *) routines; /* those of the actions in it, in order */
	struct nodes returns, panics, recovers, results, gotos, labels, computed_gotos, cases;
	struct nodes setjmps, longjmps; /* CALL nodes whose callee is one of the family */
	struct nodes twice;     /* CALL nodes of other functions that return twice: getcontext, vfork */
	struct nodes va_starts; /* CALLs of __builtin_va_start, __builtin_c23_va_start, __va_start */
	struct nodes funcs;     /* IDENTs __func__, __FUNCTION__, __PRETTY_FUNCTION__ */
	struct nodes frame_builtins;    /* CALLs of __builtin_return_address and relatives (language 11) */
	bool nested_functions;  /* GNU nested functions stand in it */
	bool ends_with_block;   /* place: its `defer`s, all of its outermost block, are for flow and lowering as _Defers */
	void *plan;             /* place: what it decided */
};

struct sema;
struct builtin;

struct unit {
	struct node *tree;
	VEC(struct routine *) functions;    /* all parsed function bodies of the translation, in order */
	struct types *types;
	struct sema *sema;
	bool uses_words;        /* some body uses one of the words */
};

/* Checks the whole unit.  Never null; errors are in env->diag. */
struct unit *sema_check(struct env *env, struct node *tree, struct tokens *ts, const struct target *target);

/* The type of a symbol, determined now if it was not before; TYPE_UNKNOWN if it cannot be. */
struct type *sema_type_of(struct sema *s, struct symbol *sym);
/* Says in `out` how a type is called in messages ("const char *"). */
void sema_type_text(const struct type *t, struct buf *out);
/* Value of an integer constant expression; false if it is none (or not known). */
bool sema_constant(struct sema *s, struct node *e, int64_t *value);
/* The same of a condition when the program runs: that __builtin_constant_p of what is no constant gives 0 is not known,
 * because an optimizer may find one (GCC's manual, Other Builtins). */
bool sema_known(struct sema *s, struct node *e, int64_t *value);
/* True if `inner` is `outer` or lies in it. */
bool scope_within(const struct scope *inner, const struct scope *outer);
/* The ordinary identifier of file scope with that name, null if there is none. */
struct symbol *sema_file_symbol(struct sema *s, const struct name *name);
/* A call's function type, through pointers and typedefs; null if the callee is none. */
struct type *sema_callee_type(const struct node *call);
/* The function that a call names directly (parentheses, & and * seen through); null for any other. */
struct symbol *sema_callee(const struct node *call);

#endif
