/*
 * Shared by the files of lower/: the state of one C function.
 *
 * What a function needs besides its own text is collected in three texts: `types` and `decls` stand
 * in front of it (file scope), `after` behind it (the actions, whose text keeps its place in the file
 * by #line).
 *
 * A name that is added to a function begins with cdefer_, and so does every member that its text
 * mentions: the program's own macros cannot touch them.  cdefer_F is the frame, cdefer_c the
 * context, cdefer_S what an action saved, cdefer_p the panic that runs it, cdefer_P the landing pad,
 * cdefer_E1.. storage of moved variables, cdefer_T1.. a heap record before it is pushed, cdefer_M
 * the marks of setjmps, cdefer_r a result that is on its way.
 */
#ifndef CDEFER_LOWER_LOWER_INT_H
#define CDEFER_LOWER_LOWER_INT_H

#include "lower/lower.h"

/* What stands in front of a body without braces, and behind it: see at_begin(). */
struct bare { const struct routine *routine; struct text *begin, *end; };

/* How control goes on behind what exits do for a site: through the others up to `to`, then `final`. */
struct way {
	const struct scoped *to;
	const char *final;              /* statements */
	const struct site *lands;       /* `final` goes to the end of the block in which that is the last _Defer; or null */
};
/* Of what stands in its block once: the ways, and what jumps to it, to the end of its block, to the exit there. */
struct ways { VEC(struct way) v; bool entered, landed, continued; };

struct lowering {
	struct env *env;
	struct unit *unit;
	struct types *ty;
	struct pp *pp;
	const struct file *main;
	struct tokens *tokens;
	struct edits *edits;
	bool header;            /* the #include of cdefer.h stands already */
	bool rewrote;           /* some function is another one */
	unsigned tags;          /* given to records of file scope that have none */

	/* the C function at hand */
	struct routine *function;
	const char *base;       /* "cdefer_f": begins the names that it adds */
	const char *linkage;    /* of what is added beside it: "static", or CDEFER_INLINE_ */
	struct text *types, *decls, *after;
	unsigned raises;
	VEC(struct node *) hoisted;     /* definitions of records that stand at file scope now */
	VEC(struct bare) bare;
	VEC(struct ways) ways;          /* by the number of the site */
	VEC(struct symbol *) unregistered;      /* variables that are declared without `register` now */
	VEC(struct redeclared { struct routine *routine; const struct symbol *sym; }) redeclared;
};

#define lower_printf(l, ...) arena_printf((l)->env->tu, __VA_ARGS__)

/* ---- names.c: names and types as text ---------------------------------------------------------- */
/* "cdefer_f" of a C function, "cdefer_f_3" of the block of site 3. */
const char *routine_name(struct lowering *l, const struct routine *r);
const char *site_name(struct lowering *l, const struct site *s);
/* The declaration of `name` with type t, for file scope; an error at `at` if it cannot be written. */
const char *declare(struct lowering *l, const struct type *t, const char *name, const struct node *at);
/* The same with the sizes of VLAs as the hook gives them. */
const char *declare_vla(struct lowering *l, const struct type *t, const char *name,
                        const struct type_text_hooks *hooks, const struct node *at);
/* The text of `(T[1]){ `: an object of type t that is initialized by what follows up to ` }`. */
const char *compound_head(struct lowering *l, struct type *t, const struct node *at);
/* The return type of the C function, unqualified; null if it is void. */
struct type *function_result(struct lowering *l);
const char *place_file(struct lowering *l, tok_id t);   /* presumed file name, as a C literal's inside */
unsigned place_line(struct lowering *l, tok_id t);
/* What is added behind the function from here on, on a new line, is at the place of token t. */
void after_at(struct lowering *l, tok_id t);
struct text *literal(struct lowering *l, const char *text);
const char *token_text(struct lowering *l, tok_id t);
/* The BLOCK of a function, or of an action. */
struct node *routine_body(const struct routine *r);
/* Text in front of the first statement of the routine, and behind the last one. */
void at_begin(struct lowering *l, struct routine *r, const char *text);
void at_end(struct lowering *l, struct routine *r, const char *text);
void at_end_text(struct lowering *l, struct routine *r, struct text *text);
/* The body as a block, with that. */
void routine_text(struct lowering *l, struct routine *r, struct text *t);
/* Alignment for a descriptor: 0 where a pointer's will do. */
unsigned extra_align(struct lowering *l, const struct type *t);

/* ---- variable.c: captured and moved variables ----------------------------------------------------- */
/* How routine r names `sym`: null if by its own name. */
const char *access_text(struct lowering *l, const struct routine *r, const struct symbol *sym);
const char *capture_field(struct lowering *l, const struct site *s, const struct capture *c);
/* The captured thing's type: of the copy, or of the variable. */
struct type *capture_type(const struct capture *c);
/* The field of a capture is a `void *`, and the action declares what has the right type. */
bool capture_is_opaque(const struct capture *c);
/* A typedef of variable size: its sizes are captured. */
bool capture_is_typedef(const struct capture *c);
void lower_variables(struct lowering *l, struct routine *r);    /* declarations and block entries */
void lower_registers(struct lowering *l, struct routine *r);
void lower_uses(struct lowering *l);                    /* every identifier of the function */
/* The token behind which statements may stand in a block: `{`, or that of __label__ declarations. */
tok_id block_start(const struct node *block);

/* ---- frame.c: structs and descriptors ---------------------------------------------------------------- */
void lower_site_types(struct lowering *l, struct site *s);
void lower_frame_types(struct lowering *l, struct routine *r);
void lower_descriptors(struct lowering *l, struct routine *r);
bool has_saved(const struct site *s);                   /* its saved struct has fields */
bool has_frame(const struct routine *r);                /* cdefer_F exists in it */
/* The declarations of ours behind the `{` of the routine's body. */
const char *enter_text(struct lowering *l, struct routine *r);
/* The lvalue _Result in routine r. */
const char *result_text(struct lowering *l, const struct routine *r);

/* ---- register.c: the defer statement itself -------------------------------------------------------------- */
void lower_registration(struct lowering *l, struct site *s);

/* ---- action.c: the functions that run --------------------------------------------------------------------- */
void lower_action(struct lowering *l, struct site *s);
/* Adds the call that a site defers, as a statement: of a PLACE_HERE, or direct.  frame: "cdefer_F." or "cdefer_F->". */
void call_text(struct lowering *l, const struct site *s, const char *frame, struct text *t);
/* The function by which the runtime runs the open-coded actions of a frame. */
void lower_dispatcher(struct lowering *l, struct routine *r);
/* `__attribute__((...)) ` of the function that what is cut out of it needs too. */
const char *kept_attributes(struct lowering *l);

/* ---- exits.c: return and the end --------------------------------------------------------------------------- */
bool has_local_bits(const struct routine *r);           /* there is a cdefer_b */
const char *pending_bits(const struct routine *r);      /* the open-coded actions that are pending: an lvalue */
/* What is pending is noted: in a frame, or in bits only. */
bool has_bits_or_frame(const struct routine *r);
bool has_exit(const struct routine *r);                 /* something is to be done at its exits */
void lower_exits(struct lowering *l, struct routine *r);
/* How control goes on when what the blocks around a return have pending has run; n: null: at the end of the body, where
 * the answer is null if there is no result. */
const char *return_final(struct lowering *l, struct routine *r, const struct node *n);
/* The lvalue that keeps the result meanwhile; has_kept_result: it is a variable of its own, cdefer_r. */
bool has_kept_result(struct lowering *l, const struct routine *r);
/* The name that its type must have in the body, null if it may be written there as it is. */
const char *kept_type(struct lowering *l, const struct routine *r);

/* ---- scoped.c: the ends of blocks with a _Defer ---------------------------------------------------------------- */
/* Before anything else: how control goes on behind each statement that stands in its block, in r and what lies in it. */
void note_scope_exits(struct lowering *l, struct routine *r);
/* Runs the actions from `from` outwards up to, but without, `to`, then does what `final` says: statements. */
const char *scopes_text(struct lowering *l, const struct routine *r, const struct scoped *from, const struct scoped *to,
                        const char *final);
/* Whether the exit jumps to a statement that stands in its block. */
bool jumps_to_statement(const struct routine *r, const struct scope_exit *x);
/* What an exit does that is a jump. */
const char *jump_text(struct lowering *l, struct routine *r, const struct scope_exit *x);
/* Adds what stands in front of the `}` of the block that ends there. */
void block_end(struct lowering *l, struct routine *r, const struct scope_exit *x, struct text *t);
/* All exits of blocks but those that end the routine, too. */
void lower_scope_exits(struct lowering *l, struct routine *r);
/* Control goes on in several ways behind a statement of r: compilers cannot always tell which. */
bool has_ways(struct lowering *l, const struct routine *r);
/* The declarations that go with the statements of r that stand in their blocks. */
const char *ways_text(struct lowering *l, const struct routine *r);
/* The site itself.  registration: what is saved and noted; null: of the statement of a PLACE_HERE. */
void lower_statement(struct lowering *l, struct site *s, struct text *registration);
/* The open-coded actions that are pending when s is registered, and when it is about to run: an expression. */
const char *bits_with(struct lowering *l, const struct site *s);
const char *bits_without(struct lowering *l, const struct site *s);
void lower_exit_function(struct lowering *l, struct routine *r);

/* ---- words.c: panic, recover, _Result, __func__, va_start, setjmp, longjmp ----------------------------------- */
void lower_words(struct lowering *l, struct routine *r);
/* A static descriptor of a panic of type t at `at`; its name. */
const char *raise_descriptor(struct lowering *l, struct type *t, const struct node *at);
/* The call of recover that RECOVER node n stands for, of panic `panic`. */
const char *recover_text(struct lowering *l, const struct node *n, const char *panic);
/* Whether calls of setjmp's family in this unit are translated (language 6). */
bool translates_jumps(const struct lowering *l);
/* The routine needs to know which panic runs it. */
bool needs_panic(const struct routine *r);
/* The type as which a value of type t panics: a pointer to char is one to const char. */
struct type *panic_value_type(struct lowering *l, struct type *t);
/* t is what recover() returns: const struct cdefer_panic *. */
bool is_panic_pointer(const struct type *t);

/* ---- hoist.c: types that are local to the function ------------------------------------------------------------- */
void hoist_function(struct lowering *l);
/* Replaces names of local types and enumerators where they stand in text that moves. */
void hoist_use(struct lowering *l, const struct use *u);

/* ---- pad.c: the small function around a body whose actions may recover --------------------------------------------- */
void lower_pad_types(struct lowering *l, struct routine *r);
/* Replaces the head of the function by that of its body; adds the small function behind. */
void lower_pad(struct lowering *l);

#endif
