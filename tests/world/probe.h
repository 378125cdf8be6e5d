/* Counts how often functions are entered and left, and can panic there; see probe.c. No header is
 * included here, so that the file that includes this first still chooses its feature test macros. */
#ifndef PROBE_H
#define PROBE_H
int probe_enter(void);
void probe_leave(int token);
/* The call stands in front of a body's declarations. */
#pragma GCC diagnostic ignored "-Wdeclaration-after-statement"

/* Lua's throws are told to the probe; and the seed of its hashes is fixed, so that each run makes the
 * same calls. */
#ifdef PROBE_LUA
void probe_throw(int longjmp_runs);
# define LUAI_THROW(L, c) (probe_throw(1), longjmp((c)->b, 1))
# define LUAI_TRY(L, c, a) if (setjmp((c)->b) == 0) { a } else { probe_throw(0); }
# define luai_jmpbuf jmp_buf
# define luai_makeseed(L) ((void)(L), 1u)
#endif

struct probe {
	long entered, left, misnested;
	int depth;
	long enter_at, leave_at;        /* panic at this call, with its number as the value; 0: never */
	long leave_to;                  /* at all from leave_at to this one */
	long panics, while_throwing;    /* so many did, and in actions that a longjmp ran */
	int throwing;
};
extern struct probe probe;
#endif
