/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Who was visited when: what decides whether a completed look spared a visit (PRODUCT, "What it may
 * never do"). A visit has a cause of its own unless it is a planned check, or somebody who came though
 * nothing asked for it. The same list holds when a cause was there (presence.h).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nattvakt/kind.h"

struct visit {
        const char *whose; /* resident, or place; borrowed */
        const char *event; /* that told of it, or ""; borrowed */
        int64_t from_us, to_us;
        bool caused;
        size_t last; /* index of the one that ends last, of those up to here with the same whose and caused */
};

struct visits {
        struct visit *at;
        size_t count, capacity;
};

/** Whether work told to have ended in @outcome was work: not left undone, not found needless. */
bool visits_is_done(enum outcome outcome);

/** Notes a visit from @from_us to @to_us (equal where only its end is known). @whose "" is ignored. */
void visits_add(struct visits *visits, const char *whose, const char *event, int64_t from_us,
                int64_t to_us, bool caused);

/** Puts them in the order that visits_find searches by halves; once, after the last visits_add. */
void visits_sort(struct visits *visits);

/**
 * A visit to @resident, or else to @place with nobody named (either may be ""), with a cause of its own or
 * without, that touches [@from_us, @to_us]; of several the one that ends last. Borrowed, or NULL.
 */
const struct visit *visits_find(const struct visits *visits, const char *resident,
                                const char *place, int64_t from_us, int64_t to_us, bool caused);

void visits_done(struct visits *visits);
