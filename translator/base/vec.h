/*
 * Growable arrays in an arena: VEC(int) v = {0}; *vec_push(arena, &v) = 3; v.at[0]; v.n
 *
 * Elements move when the array grows, so keep indexes rather than pointers.
 */
#ifndef CDEFER_BASE_VEC_H
#define CDEFER_BASE_VEC_H

#include "base/arena.h"

/* Room for `count` elements in an array that has none yet: what is not used costs no memory. */
#define vec_room(arena, v, count) \
	((v)->at = arena_alloc((arena), (count) * sizeof *(v)->at), (v)->room = (count))

#define VEC(type) struct { type *at; size_t n, room; }

/* A pointer to a new zeroed element at the end. */
#define vec_push(arena, v)                                                              \
	(((v)->n == (v)->room                                                           \
	     ? ((v)->at = arena_grow((arena), (v)->at, (v)->room * sizeof *(v)->at,     \
	                             ((v)->room ? (v)->room * 2 : 8) * sizeof *(v)->at), \
	        (v)->room = (v)->room ? (v)->room * 2 : 8)                              \
	     : 0),                                                                      \
	 (v)->at + (v)->n++)

#endif
