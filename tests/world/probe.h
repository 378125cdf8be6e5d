/* Counts how often functions are entered and left; see probe.c. No header is included here, so that
 * the file that includes this first still chooses its feature test macros. */
#ifndef PROBE_H
#define PROBE_H
int probe_enter(void);
void probe_leave(int token);
#endif
