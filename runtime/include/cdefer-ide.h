/*
 * cdefer-ide.h - for editors only: makes the words of .cd files parse in a C front end (clangd and the like).
 *
 * The editor includes it in front of a .cd file (-include cdefer-ide.h), and then finds names, types and mistakes
 * in it as in C.  Nothing may be compiled with it: a deferred statement would run at once.  What a macro cannot
 * say: a capture list, defer [x] { ... }, is shown as a mistake; _Result has no type of its own.
 *
 * A program with a function or variable of its own called defer, panic or recover does without the macro of
 * that name: -DCDEFER_IDE_NO_PANIC and so on.
 */
#ifndef CDEFER_IDE_H
#define CDEFER_IDE_H

#include "cdefer.h"

#ifdef __clang__
/* `return;` ends an action in a function that returns something; _Result is of any type. */
# pragma clang diagnostic ignored "-Wreturn-type"
# pragma clang diagnostic ignored "-Wint-conversion"
# pragma clang diagnostic ignored "-Wpedantic"
#endif

#define CDEFER_IDE_STATEMENT_ for (int cdefer_ide_once = 1; cdefer_ide_once; cdefer_ide_once = 0)
CDEFER_NORETURN_ void cdefer_ide_panic(int, ...);
void *cdefer_ide_value(void);
extern long _Result;

#define CDEFER_IDE_FIRST_(T, ...) T
#define CDEFER_IDE_RECOVER_(...) ((__typeof__(CDEFER_IDE_FIRST_(__VA_ARGS__)) *)cdefer_ide_value())

#ifndef CDEFER_IDE_NO_DEFER
# define defer CDEFER_IDE_STATEMENT_
#endif
#ifndef CDEFER_IDE_NO_PANIC
# define panic(...) cdefer_ide_panic(0, __VA_ARGS__)
#endif
#ifndef CDEFER_IDE_NO_RECOVER
# define recover(...) CDEFER_IDE_RECOVER_(__VA_OPT__(__VA_ARGS__,) const struct cdefer_panic, 0)
#endif
#define _Defer CDEFER_IDE_STATEMENT_
#define _Panic(...) cdefer_ide_panic(0, __VA_ARGS__)
#define _Recover(...) CDEFER_IDE_RECOVER_(__VA_OPT__(__VA_ARGS__,) const struct cdefer_panic, 0)

#endif
