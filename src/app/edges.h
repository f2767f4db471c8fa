/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the wired lines said in a turn. Nobody says it again, as the broker does: so it is kept until a
 * commit has succeeded, and heard again, with the same ids, in each turn until then (ARCHITECTURE,
 * invariant 1). Bounded: of too much, what counts is each line's newest level and its newest active one,
 * whether it works or chatters, and whether its chip is there.
 */

#include "flow.h"
#include "nattvakt/line.h"

/* clang-format off */
#define EDGE_WHATS(X) \
        X(LEVEL)      /* active: the line's level */ \
        X(WORKS)      /* active: the line can be used */ \
        X(CHIP)       /* active: its chip is there; the first line on it stands for it */ \
        X(CHATTERS)   /* active: it began to; chatter.h */
/* clang-format on */
#define EDGE_WHAT_VALUE(what) EDGE_##what,
enum edge_what { EDGE_WHATS(EDGE_WHAT_VALUE) };

struct edge {
        enum edge_what what;
        size_t line; /* index in the configuration's lines */
        bool active;
        bool baseline; /* a level that was found, not seen to change */
        bool trusted;  /* the clock, then */
        int64_t at_us; /* UTC; never on a whole second, or sense would not take it for exact */
};

/* Two levels and one of each other of each line: what remains of any number always fits. */
#define EDGES_MAX ((size_t)5 * LINES_MAX)

struct edges {
        struct edge at[EDGES_MAX + 1];
        size_t count;
        size_t heard;    /* the first so many are in the open turn */
        int64_t dropped; /* overtaken by newer ones, ever */
};

/**
 * Takes @edge of @lines, which happened at @boot_us (CLOCK_BOOTTIME); its time is told from @now. False, and
 * nothing is taken, when it says nothing: a button's rest, or one held when its line was taken.
 */
bool edges_add(struct edges *edges, const struct gpio_line *lines, const struct edge *edge,
               int64_t boot_us, const struct moment *now);

/** In an open turn: the flow hears what it has not heard yet. */
void edges_hear(struct edges *edges, const struct gpio_line *lines, struct flow *flow,
                const struct moment *now);

/** The turn is over: what it heard is forgotten if it was @kept, else heard once more in the next. */
void edges_end(struct edges *edges, bool kept);

/** The lines become the @count of @fresh: what those called the same said is theirs, the rest is forgotten. */
void edges_carry(struct edges *edges, const struct gpio_line *lines, const struct gpio_line *fresh,
                 size_t count);
