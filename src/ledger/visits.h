/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Who was visited when: what decides whether a completed look spared a visit (PRODUCT, "What it may
 * never do"). A visit has a cause of its own unless it is a planned check.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct visit {
        const char *whose; /* resident, or place where no resident is known; borrowed */
        int64_t from_us, to_us;
        bool caused;
};

struct visits {
        struct visit *at;
        size_t count, capacity;
};

/** Notes a visit from @from_us to @to_us (equal where only its end is known). @whose "" is ignored. */
void visits_add(struct visits *visits, const char *whose, int64_t from_us, int64_t to_us,
                bool caused);

/** Puts them in the order that visits_within searches by halves; once, after the last visits_add. */
void visits_sort(struct visits *visits);

/** Whether a visit to @whose, with a cause of its own or without, touches [@from_us, @to_us]. */
bool visits_within(const struct visits *visits, const char *whose, int64_t from_us, int64_t to_us,
                   bool caused);

void visits_done(struct visits *visits);
