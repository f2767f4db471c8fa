/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * When a line's level counts: once it has lasted for the debounce time, by the edges' own stamps. It does
 * not matter when the edges are read or in which batches. An edge may also come after a reading of what it
 * did (the kernel makes it in a thread of its own): a level that lasted is told all the same, but of a dip
 * whose two edges are late a level before may be told that did not last. Pure: no clock, no kernel.
 *
 * What is told is the time at which the level became so: the stamp of the first edge after which it lasted.
 * An edge between two readings of the level that agree is none; a reading that disagrees with the edges
 * begins a level whose own edge may still arrive, and then takes that edge's stamp.
 *
 * Where edges were lost, the other level is taken to have lasted whenever the gap leaves it room to: a call
 * that was none costs a nurse a walk, a call that was lost may cost a resident more.
 *
 * All times: CLOCK_BOOTTIME in µs.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEBOUNCE_NEWS_MAX 2 /* of one edge: a level that had lasted, or a gap's, and its own */

struct debounce {
        int64_t wait_us;
        bool told;    /* the level that counts */
        bool level;   /* the newest level, which has lasted since … */
        bool is_read; /* … it was read: its edge is not known */
        int64_t since_us;
        bool is_ahead;    /* of the edges: they may still come, and are at … */
        bool seen;        /* … this level … */
        int64_t seen_us;  /* … since then */
        int64_t known_us; /* the newest stamp of all: after that edges may have been lost */
        int64_t told_us;  /* what is told does not go back in time */
};

struct debounce_edge {
        bool active; /* the level after it */
        bool lost;   /* edges between the one before and this one were lost */
        int64_t at_us;
};

struct debounce_news {
        bool active;
        bool is_read; /* the edge was not seen */
        int64_t at_us;
};

/* The level found first; it counts at once. */
void debounce_start(struct debounce *d, int64_t wait_us, bool active, int64_t at_us);

/* One edge, in the order of the kernel's queue. Returns how many levels count now: 0..DEBOUNCE_NEWS_MAX. */
size_t debounce_edge(struct debounce *d, const struct debounce_edge *edge,
                     struct debounce_news *ret_news);

/* The level itself was read after all edges were; @lost: some may be missing. Returns as debounce_edge. */
size_t debounce_read(struct debounce *d, bool active, int64_t at_us, bool lost,
                     struct debounce_news *ret_news);

/* Nothing new until @now_us: returns 1 if the newest level has now lasted, else 0. */
size_t debounce_due(struct debounce *d, int64_t now_us, struct debounce_news *ret_news);

/* When debounce_due will have something to say if no edge comes; TIME_NEVER: nothing is pending. */
int64_t debounce_due_us(const struct debounce *d);
