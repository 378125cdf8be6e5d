/* What plain.c, which is not translated, does for the translated programs. */
#ifndef PLAIN_H
#define PLAIN_H
#include <setjmp.h>
#include <stdio.h>
void plain_jump(jmp_buf env, int value);
void plain_sigjump(sigjmp_buf env, int value);
void plain_call(void (*f)(void *), void *argument);
/* Calls f(env, argument) and returns 0, or the value with which a longjmp came back to env. */
int plain_guard(void (*f)(jmp_buf env, void *argument), void *argument);
/* Opens a file for reading; the one called "bytes" is memory. */
FILE *plain_open(const char *name);
void plain_set_bytes(unsigned char *bytes, size_t size);
/* Reads a PNG file as libpng's manual shows it; 0, or 1 with libpng's message. */
int plain_read(const char *name, unsigned long *sum, char *message, size_t size);
#endif
