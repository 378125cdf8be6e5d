/* What pairs.cd, pairs.c and pairs-driver.c share: types, and functions that are only declared. */
#ifndef PAIRS_H
#define PAIRS_H

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct point { double x, y; };
struct span { int from, to; };
struct summary { long count, sum, min, max, last; };
struct account { pthread_mutex_t lock; long balance; int closed; };
struct node { struct node *next; int value; };
struct tree { struct tree *left, *right; int value; };
struct table { pthread_mutex_t lock; int n; const char *keys[8]; const char *values[8]; };

extern void *take(int);                 /* a resource, or a null pointer */
extern void give(void *);
extern int work(void *, int);           /* below 0: it failed */
extern int next_value(void);
extern double measure(void *, int);
extern void note(const char *, int);
extern void begin(int);
extern void commit(int);
extern void rollback(int);

extern int open_socket(int);            /* a descriptor, or below 0 */
extern int connect_socket(int, const char *, int);
extern int accept_client(int);
extern int receive(int, char *, int);
extern int transmit(int, const char *, int);
extern void close_socket(int);

extern int depth;
extern pthread_mutex_t big_lock;
extern struct table settings;

extern int copy_file(const char *, const char *);
extern long file_size(const char *);
extern int locked_update(int);
extern int transfer(struct account *, struct account *, long);
extern int three_buffers(int);
extern int each_turn(int);
extern int find_cell(int, int, int);
extern int run_operation(int, int);
extern struct point centre(int);
extern char *read_whole(const char *);
extern void print_all(int);
extern double mean(int);
extern unsigned hot_loop(const unsigned char *, unsigned);
extern int several(int);
extern int conditional(int, unsigned);
extern struct node *build_list(int);
extern long sum_list(int);
extern int parse_lines(const char *);
extern int count_entries(const char *);
extern int connect_to(const char *, int);
extern int serve(int);
extern long gcd_sum(long, long);
extern int nested_blocks(int);
extern int retry(int);
extern int poll_until(int);
extern int walk(const struct tree *, int);
extern bool validate(const char *);
extern size_t join(char *, size_t, const char *const *, int);
extern int transaction(int);
extern int machine(int);
extern int pairwise(int, int);
extern int open_all(int);
extern struct summary summarize(int);
extern int keep_errno(const char *);
extern const char *lookup(const char *);
extern void *make_pair(int);
extern int write_rows(const char *, int);

#endif
