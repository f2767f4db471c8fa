/* SPDX-License-Identifier: Apache-2.0 */
/* The heap behind due.h; ties are broken by number, so that the order is the same after a crash. */
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "due.h"
#include "nattvakt/alloc.h"
#include "nattvakt/times.h"

void due_init(struct due *due, size_t count) {
        *due = (struct due){
                .at_us = alloc_zero(count, sizeof(*due->at_us)),
                .heap = alloc_zero(count, sizeof(*due->heap)),
                .place = alloc_zero(count, sizeof(*due->place)),
                .count = count,
        };
        for (size_t i = 0; i < count; i++) {
                due->at_us[i] = TIME_NEVER;
                due->heap[i] = due->place[i] = i;
        }
}

void due_done(struct due *due) {
        free(due->at_us);
        free(due->heap);
        free(due->place);
}

static bool is_before(const struct due *due, size_t a, size_t b) {
        size_t thing = due->heap[a], other = due->heap[b];

        if (due->at_us[thing] != due->at_us[other])
                return due->at_us[thing] < due->at_us[other];
        return thing < other;
}

static void swap(struct due *due, size_t a, size_t b) {
        size_t thing = due->heap[a];

        due->heap[a] = due->heap[b];
        due->heap[b] = thing;
        due->place[due->heap[a]] = a;
        due->place[due->heap[b]] = b;
}

static size_t rise(struct due *due, size_t at) {
        while (at > 0 && is_before(due, at, (at - 1) / 2)) {
                swap(due, at, (at - 1) / 2);
                at = (at - 1) / 2;
        }
        return at;
}

static void sink(struct due *due, size_t at) {
        for (;;) {
                size_t least = at;

                for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++)
                        if (child < due->count && is_before(due, child, least))
                                least = child;
                if (least == at)
                        return;
                swap(due, at, least);
                at = least;
        }
}

void due_set(struct due *due, size_t thing, int64_t at_us) {
        assert(thing < due->count);
        if (due->at_us[thing] == at_us)
                return;
        due->at_us[thing] = at_us;
        sink(due, rise(due, due->place[thing]));
}

size_t due_first(const struct due *due) {
        assert(due->count > 0);
        return due->heap[0];
}
