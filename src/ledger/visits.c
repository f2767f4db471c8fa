/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The visits of all nights, by whom and when they ended. A visit counts as inside a window when any
 * part of it is: in doubt a look has spared nothing.
 */
#include "visits.h"

#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"

void visits_add(struct visits *visits, const char *whose, int64_t from_us, int64_t to_us,
                bool caused) {
        if (whose[0] == '\0')
                return;

        alloc_room(&visits->at, visits->count, &visits->capacity, sizeof(visits->at[0]));
        visits->at[visits->count++] = (struct visit){ whose, from_us, to_us, caused };
}

static int compare(const void *a, const void *b) {
        const struct visit *left = a, *right = b;
        int r = strcmp(left->whose, right->whose);

        if (r != 0)
                return r;
        return (left->to_us > right->to_us) - (left->to_us < right->to_us);
}

void visits_sort(struct visits *visits) {
        if (visits->count > 1)
                qsort(visits->at, visits->count, sizeof(visits->at[0]), compare);
}

/* Index of the first visit that is not before the one looked for. */
static size_t lower_bound(const struct visits *visits, const struct visit *wanted) {
        size_t low = 0, high = visits->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (compare(&visits->at[middle], wanted) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

bool visits_within(const struct visits *visits, const char *whose, int64_t from_us, int64_t to_us,
                   bool caused) {
        const struct visit wanted = { .whose = whose, .to_us = from_us };

        for (size_t i = lower_bound(visits, &wanted); i < visits->count; i++) {
                const struct visit *visit = &visits->at[i];

                if (strcmp(visit->whose, whose) != 0)
                        return false;
                if (visit->caused == caused && visit->from_us <= to_us)
                        return true;
        }
        return false;
}

void visits_done(struct visits *visits) {
        free(visits->at);
        *visits = (struct visits){ 0 };
}
