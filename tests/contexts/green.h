/* What green.c does for green threads: waits of GNU Pth with the context put away and taken up again. */
#ifndef GREEN_H
#define GREEN_H
#include <stddef.h>
#include <sys/types.h>

void green_yield(void);
void green_sleep(void);
void green_acquire(void);
void green_release(void);
ssize_t green_read(int fd, void *to, size_t size);
ssize_t green_write(int fd, const void *from, size_t size);
/* Starts body(argument) in a green thread that has a context of its own. */
void green_start(void (*body)(void *), void *argument);
/* When the thread is cancelled, on its stack, in its context. */
void green_on_cancel(void (*f)(void *), void *argument);
void green_no_cancel(void);
/* Cancels the n-th that was started, frees its context; how many run; waits for all, frees their contexts. */
int green_cancel(int n);
int green_free(int n);
int green_left(void);
void green_end(void);
#endif
