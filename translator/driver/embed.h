/*
 * The runtime's files, in the program: what --emit-runtime writes.  Their bytes come from
 * build/gen/embed.c, which driver/embed.sh makes.
 */
#ifndef CDEFER_DRIVER_EMBED_H
#define CDEFER_DRIVER_EMBED_H

#include <stddef.h>

#define EMBEDDED_FILES 3

struct embedded { const char *name, *text; size_t len; };

/* cdefer.c, cdefer.h, stddefer.h. */
extern const struct embedded embedded[EMBEDDED_FILES];

#endif
