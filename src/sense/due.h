/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What is due first, of a fixed number of things: a binary heap in which each thing always stands
 * (at TIME_NEVER when nothing is due of it), so that setting one costs O(log n) and memory never moves.
 */

#include <stddef.h>
#include <stdint.h>

struct due {
        int64_t *at_us; /* per thing */
        size_t *heap;   /* things, the earliest first */
        size_t *place;  /* per thing: where in the heap */
        size_t count;
};

void due_init(struct due *due, size_t count);
void due_done(struct due *due);

void due_set(struct due *due, size_t thing, int64_t at_us);

/** The thing that is due first; of several at the same time the one with the lowest number. count >= 1. */
size_t due_first(const struct due *due);
