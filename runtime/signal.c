/*
 * signal.c - cdefer_catch_signals: faults become panics.
 *
 * The handler does not panic itself.  It lets the instruction that faulted appear to have called
 * raise_fault, as Go's does: so the actions run on the stack that faulted, with the signal mask that
 * it had, and a debugger sees the place.  Where that stack has no room left (a stack overflow), or on
 * a processor that is not known here, the panic starts in the handler, on the alternate stack.
 *
 * sigaction(2), sigaltstack(2); a signal that was sent, not caused, has si_code <= 0.
 */
#include "internal.h"
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#ifdef __linux__
# include <ucontext.h>                  /* elsewhere it is for the functions, and <signal.h> has the type */
#endif
#include <unistd.h>

#if !defined MAP_ANONYMOUS && defined MAP_ANON
# define MAP_ANONYMOUS MAP_ANON
#endif

#define FAULTS 4
static const int fault_number[FAULTS] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL };
static struct sigaction earlier[FAULTS];
static int caught;

/* Actions may run on it. */
#define STACK_SIZE ((size_t)256 * 1024)

/* Below the stack pointer, for what a leaf function keeps there (System V ABI: x86-64 128 bytes,
 * others none or less). */
#define RED_ZONE ((uintptr_t)512)

/* An access so near to the stack pointer is taken for one to the stack: no room is left there. */
#define NEAR ((uintptr_t)1024 * 1024)

const struct cdefer_raise cdefer__fault_place = {
	CDEFER_OBJECT, "struct cdefer_signal", sizeof (struct cdefer_signal), "?", "?", 0
};

static CDEFER_NORETURN_ void raise_fault(const struct cdefer_signal *fault)
{
	cdefer_rt_panic(&cdefer__fault_place, fault);
}

/* ---- processors ----------------------------------------------------------------------------- */

#if defined __linux__ && defined __x86_64__
typedef greg_t reg;
# define PC(u) ((u)->uc_mcontext.gregs[REG_RIP])
# define SP(u) ((u)->uc_mcontext.gregs[REG_RSP])
# define ARGUMENT(u) ((u)->uc_mcontext.gregs[REG_RDI])
# define CALLEE(u) ((u)->uc_mcontext.gregs[REG_RAX])
# define ENTRY_KEEPS 1
#elif defined __linux__ && defined __aarch64__
typedef unsigned long long reg;
# define PC(u) ((u)->uc_mcontext.pc)
# define SP(u) ((u)->uc_mcontext.sp)
# define ARGUMENT(u) ((u)->uc_mcontext.regs[0])
# define RETURN(u) ((u)->uc_mcontext.regs[30])
#elif defined __linux__ && defined __riscv && __riscv_xlen == 64 && defined __GLIBC__
typedef unsigned long reg;
# define PC(u) ((u)->uc_mcontext.__gregs[0])
# define SP(u) ((u)->uc_mcontext.__gregs[2])
# define ARGUMENT(u) ((u)->uc_mcontext.__gregs[10])
# define RETURN(u) ((u)->uc_mcontext.__gregs[1])
#elif defined __linux__ && defined __arm__
typedef unsigned long reg;
# define PC(u) ((u)->uc_mcontext.arm_pc)
# define SP(u) ((u)->uc_mcontext.arm_sp)
# define ARGUMENT(u) ((u)->uc_mcontext.arm_r0)
# define RETURN(u) ((u)->uc_mcontext.arm_lr)
#endif

#ifdef PC

/*
 * Where the interrupted function goes on: raise_fault, or in between some code that tells debuggers and
 * backtraces where its program counter and stack pointer are kept (DWARF: the frame's address is the word
 * at rsp + 8, the return address is saved at rsp; it is the frame of a signal).
 */
# if defined ENTRY_KEEPS && defined __GNUC__ && !defined __TINYC__ && defined __ELF__
HIDDEN void cdefer__fault_entry(void);
__asm__(".pushsection .text\n"
	".hidden cdefer__fault_entry\n"
	".globl cdefer__fault_entry\n"
	".type cdefer__fault_entry, @function\n"
	"cdefer__fault_entry:\n"
	".cfi_startproc\n"
	".cfi_signal_frame\n"
	".cfi_escape 0x0f, 0x03, 0x77, 0x08, 0x06\n"
	".cfi_escape 0x10, 0x10, 0x02, 0x77, 0x00\n"
	"call *%rax\n"
	"ud2\n"
	".cfi_endproc\n"
	".size cdefer__fault_entry, .-cdefer__fault_entry\n"
	".popsection");
#  define ENTRY cdefer__fault_entry
# elif defined ENTRY_KEEPS
/* At the entry of a function the stack is eight bytes off its alignment. */
static CDEFER_NORETURN_ void enter_fault(const struct cdefer_signal *fault)
{
	raise_fault(fault);
}
#  define ENTRY enter_fault
# else
#  define ENTRY raise_fault
# endif

static const void *pc_of(const ucontext_t *u)
{
	return (const void *)(uintptr_t)PC(u);
}

/* Whether the interrupted stack can be used. */
static int has_room(const ucontext_t *u, const siginfo_t *info)
{
	uintptr_t sp = (uintptr_t)SP(u), address = (uintptr_t)info->si_addr;

	if (info->si_signo != SIGSEGV && info->si_signo != SIGBUS)
		return 1;
	/* From a page that can be reached below it to far above. */
	return address + NEAR < sp || address > sp + NEAR;
}

/* When the handler returns, raise_fault is called in place of the instruction that faulted. */
static int call_from_fault(ucontext_t *u, const struct cdefer_signal *fault)
{
	uintptr_t sp = ((uintptr_t)SP(u) - RED_ZONE - sizeof *fault) & ~(uintptr_t)63;
	void *copy = (void *)sp;

	memcpy(copy, fault, sizeof *fault);
# ifdef ENTRY_KEEPS
	sp -= 16;
	((uintptr_t *)sp)[0] = (uintptr_t)PC(u);
	((uintptr_t *)sp)[1] = (uintptr_t)SP(u);
	CALLEE(u) = (reg)(uintptr_t)raise_fault;
# else
	RETURN(u) = (reg)PC(u);
# endif
	SP(u) = (reg)sp;
	ARGUMENT(u) = (reg)(uintptr_t)copy;
	PC(u) = (reg)(uintptr_t)ENTRY;
# ifdef __arm__
	/* Thumb code has an odd address. */
	u->uc_mcontext.arm_cpsr = (u->uc_mcontext.arm_cpsr & ~0x20ul) | ((unsigned long)PC(u) & 1 ? 0x20ul : 0);
	PC(u) &= ~1ul;
# endif
	return 1;
}

#else

static const void *pc_of(const ucontext_t *u)
{
	(void)u;
	return NULL;
}

static int has_room(const ucontext_t *u, const siginfo_t *info)
{
	(void)u;
	(void)info;
	return 0;
}

static int call_from_fault(ucontext_t *u, const struct cdefer_signal *fault)
{
	(void)u;
	(void)fault;
	return 0;
}

#endif

/* ---- the handler ---------------------------------------------------------------------------- */

/* A signal that somebody has sent is none of ours. */
static void pass_on(int number, siginfo_t *info, void *u)
{
	const struct sigaction *old = earlier;
	struct sigaction now;
	int i;

	for (i = 0; i < FAULTS; i++)
		if (fault_number[i] == number)
			old = &earlier[i];
	if (old->sa_flags & SA_SIGINFO) {
		old->sa_sigaction(number, info, u);
	} else if (old->sa_handler == SIG_DFL) {
		memset(&now, 0, sizeof now);
		now.sa_handler = SIG_DFL;
		sigemptyset(&now.sa_mask);
		sigaction(number, &now, NULL);
		raise(number);
	} else if (old->sa_handler != SIG_IGN) {
		old->sa_handler(number);
	}
}

static void handle(int number, siginfo_t *info, void *context)
{
	ucontext_t *u = context;
	struct cdefer_signal fault;
	int error = errno;

	if (info->si_code <= 0) {
		pass_on(number, info, context);
		errno = error;
		return;
	}
	fault.signal = number;
	fault.code = info->si_code;
	fault.address = info->si_addr;
	fault.pc = pc_of(u);
	if (has_room(u, info) && call_from_fault(u, &fault)) {
		errno = error;
		return;
	}
	raise_fault(&fault);
}

/* ---- alternate stacks ------------------------------------------------------------------------- */

/* A page below the stack cannot be used. */
static size_t page(void)
{
	long size = sysconf(_SC_PAGESIZE);

	return size > 0 ? (size_t)size : 4096;
}

#ifdef MAP_ANONYMOUS
static char *map_stack(size_t size)
{
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	mprotect(memory, page(), PROT_NONE);
	return memory;
}
static void unmap_stack(char *memory, size_t size) { munmap(memory, size); }
#else
static char *map_stack(size_t size) { return cdefer__alloc(NULL, size); }
static void unmap_stack(char *memory, size_t size) { (void)size; cdefer__release(memory); }
#endif

void *cdefer__signal_stack(void)
{
	stack_t stack;
	char *memory;

	if (!atomic_get(&caught) || sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE))
		return NULL;
	memory = map_stack(page() + STACK_SIZE);
	if (!memory)
		return NULL;
	memset(&stack, 0, sizeof stack);
	stack.ss_sp = memory + page();
	stack.ss_size = STACK_SIZE;
	if (sigaltstack(&stack, NULL) == 0)
		return memory;
	unmap_stack(memory, page() + STACK_SIZE);
	return NULL;
}

void cdefer__free_signal_stack(void *memory)
{
	stack_t stack, none;

	if (sigaltstack(NULL, &stack) == 0 && stack.ss_sp == (char *)memory + page()) {
		memset(&none, 0, sizeof none);
		none.ss_flags = SS_DISABLE;
		none.ss_size = STACK_SIZE;
		if (sigaltstack(&none, NULL) != 0)
			return;
	}
	unmap_stack(memory, page() + STACK_SIZE);
}

int cdefer__is_on_signal_stack(void)
{
	stack_t stack;

	return sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_ONSTACK) != 0;
}

int cdefer_catch_signals(void)
{
	struct sigaction action, old;
	int i;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handle;
	/* Not blocked while the handler runs: a recovery does not return from it. */
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
	sigemptyset(&action.sa_mask);
	atomic_put(&caught, 1);
	cdefer__equip_thread();
	for (i = 0; i < FAULTS; i++) {
		if (sigaction(fault_number[i], &action, &old) != 0)
			return -1;
		if (!(old.sa_flags & SA_SIGINFO) || old.sa_sigaction != handle)
			earlier[i] = old;
	}
	return 0;
}
