/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The visits of all nights, by whom and when they began. A visit counts as inside a window when any
 * part of it is: in doubt a look has spared nothing. Each knows which of those before it lasted longest,
 * so that one search by halves answers for a year as for a night.
 */
#include "visits.h"

#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"

bool visits_is_done(enum outcome outcome) {
        return outcome != OUTCOME_NOT_DONE && outcome != OUTCOME_NOT_NEEDED;
}

void visits_add(struct visits *visits, const char *whose, const char *event, int64_t from_us,
                int64_t to_us, bool caused) {
        if (whose[0] == '\0')
                return;

        alloc_room(&visits->at, visits->count, &visits->capacity, sizeof(visits->at[0]));
        visits->at[visits->count++] = (struct visit){
                .whose = whose, .event = event, .from_us = from_us, .to_us = to_us, .caused = caused
        };
}

/* By whom and whether caused alone: 0 for the same. */
static int compare_whose(const struct visit *left, const struct visit *right) {
        int r = strcmp(left->whose, right->whose);

        return r != 0 ? r : (int)left->caused - (int)right->caused;
}

static int compare(const void *a, const void *b) {
        const struct visit *left = a, *right = b;
        int r = compare_whose(left, right);

        if (r == 0)
                r = (left->from_us > right->from_us) - (left->from_us < right->from_us);
        if (r == 0)
                r = (left->to_us > right->to_us) - (left->to_us < right->to_us);
        return r != 0 ? r : strcmp(left->event, right->event);
}

void visits_sort(struct visits *visits) {
        if (visits->count > 1)
                qsort(visits->at, visits->count, sizeof(visits->at[0]), compare);
        for (size_t i = 0; i < visits->count; i++) {
                struct visit *visit = &visits->at[i];
                size_t last = i > 0 ? visits->at[i - 1].last : 0;

                visit->last = i > 0 && compare_whose(&visits->at[i - 1], visit) == 0 &&
                                              visits->at[last].to_us > visit->to_us
                                      ? last
                                      : i;
        }
}

/* How many stand before those that began later than @wanted, and before those of the next. */
static size_t upper_bound(const struct visits *visits, const struct visit *wanted) {
        size_t low = 0, high = visits->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int r = compare_whose(&visits->at[middle], wanted);

                if (r < 0 || (r == 0 && visits->at[middle].from_us <= wanted->from_us))
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static const struct visit *find(const struct visits *visits, const char *whose, int64_t from_us,
                                int64_t to_us, bool caused) {
        const struct visit wanted = { .whose = whose, .from_us = to_us, .caused = caused };
        size_t count = upper_bound(visits, &wanted);
        const struct visit *last;

        if (count == 0 || compare_whose(&visits->at[count - 1], &wanted) != 0)
                return NULL;
        last = &visits->at[visits->at[count - 1].last];
        return last->to_us >= from_us ? last : NULL;
}

const struct visit *visits_find(const struct visits *visits, const char *resident,
                                const char *place, int64_t from_us, int64_t to_us, bool caused) {
        const struct visit *visit = find(visits, resident, from_us, to_us, caused);

        return visit ? visit : find(visits, place, from_us, to_us, caused);
}

void visits_done(struct visits *visits) {
        free(visits->at);
        *visits = (struct visits){ 0 };
}
