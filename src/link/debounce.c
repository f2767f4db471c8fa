/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debounce on stamps. What an edge means, from the kernel's drivers/gpio/gpiolib-cdev.c (6.1): its stamp is
 * taken in the interrupt, its direction in a thread soon after, by reading the line. So a pulse that is over
 * before the thread has read gives one edge to the level that was there before: two equal edges. Such a
 * pulse is shorter than any debounce time but 0, and with 0 it is told.
 */
#include "debounce.h"

#include <assert.h>

#include "nattvakt/times.h"

static int64_t later(int64_t a, int64_t b) {
        return a > b ? a : b;
}

/* What counts is always the other level than before. */
static size_t tell(struct debounce *d, int64_t at_us, bool is_read,
                   struct debounce_news *ret_news) {
        d->told = !d->told;
        d->told_us = later(at_us, d->told_us);
        *ret_news = (struct debounce_news){
                .active = d->told,
                .is_read = is_read,
                .at_us = d->told_us,
        };
        return 1;
}

static void become(struct debounce *d, bool active, int64_t at_us, bool is_read) {
        d->level = active;
        d->since_us = at_us;
        d->is_read = is_read;
        d->is_ahead = false;
}

/*
 * The newest level ends at @at_us, or the gap does in which edges were @lost. If the newest level needs the
 * gap to have lasted, the gap is spent: it cannot have held the other level for as long as well.
 */
static size_t settle(struct debounce *d, int64_t at_us, bool lost, struct debounce_news *ret_news) {
        size_t n = 0;

        if (d->level != d->told && at_us - d->since_us >= d->wait_us) {
                lost = lost && d->known_us - d->since_us >= d->wait_us;
                n = tell(d, d->since_us, d->is_read, ret_news);
        }
        if (lost && d->level == d->told && at_us - d->known_us >= d->wait_us)
                n += tell(d, at_us - d->wait_us, true, ret_news + n);
        return n;
}

/*
 * The level was read before this edge was. Its edges are followed until one says that level: that is its own.
 * An edge and a reading of the same µs: the edge is taken for the older, a reading follows each.
 */
static size_t overtaken(struct debounce *d, const struct debounce_edge *edge,
                        struct debounce_news *ret_news) {
        int64_t at_us = edge->at_us;
        size_t n = 0;

        if (d->is_ahead) {
                at_us = later(at_us, d->seen_us);
                if (d->seen != d->told && at_us - d->seen_us >= d->wait_us)
                        n = tell(d, d->seen_us, false, ret_news);
                if (edge->active != d->seen) {
                        d->seen = edge->active;
                        d->seen_us = at_us;
                }
        }
        if (edge->active == d->level)
                become(d, edge->active, at_us, false);
        return n;
}

void debounce_start(struct debounce *d, int64_t wait_us, bool active, int64_t at_us) {
        assert(wait_us >= 0);
        *d = (struct debounce){
                .wait_us = wait_us,
                .told = active,
                .known_us = at_us,
                .told_us = at_us,
        };
        become(d, active, at_us, true);
}

size_t debounce_edge(struct debounce *d, const struct debounce_edge *edge,
                     struct debounce_news *ret_news) {
        int64_t at_us =
                later(edge->at_us, d->since_us); /* the queue's order counts, not the stamps' */
        size_t n;

        if (d->is_read && edge->at_us <= d->since_us)
                return overtaken(d, edge, ret_news);

        n = settle(d, at_us, edge->lost, ret_news);
        if (d->wait_us == 0 && n == 0 && edge->active == d->level)
                n = tell(d, at_us, false, ret_news);
        if (edge->active != d->level || edge->lost)
                become(d, edge->active, at_us, false);
        d->is_ahead = false;
        d->known_us = later(at_us, d->known_us);

        if (d->wait_us == 0 && d->level != d->told)
                n += tell(d, at_us, false, ret_news + n);
        assert(n <= DEBOUNCE_NEWS_MAX);
        return n;
}

size_t debounce_read(struct debounce *d, bool active, int64_t at_us, bool lost,
                     struct debounce_news *ret_news) {
        bool was_ahead = d->is_ahead, was = d->level;
        int64_t was_us = d->since_us;
        size_t n = lost ? settle(d, at_us, true, ret_news) : 0;

        if (active != d->level || (n > 0 && active != d->told))
                become(d, active, at_us, true);
        if (n == 0 && active != was) {
                d->is_ahead = true;
                d->seen = was_ahead ? d->seen : was;
                d->seen_us = was_ahead ? d->seen_us : was_us;
        }
        d->known_us = later(at_us, d->known_us);
        if (d->wait_us == 0)
                n += debounce_due(d, at_us, ret_news + n);
        assert(n <= DEBOUNCE_NEWS_MAX);
        return n;
}

size_t debounce_due(struct debounce *d, int64_t now_us, struct debounce_news *ret_news) {
        if (now_us < debounce_due_us(d))
                return 0;
        d->is_ahead = false;
        return tell(d, d->since_us, d->is_read, ret_news);
}

int64_t debounce_due_us(const struct debounce *d) {
        return d->level != d->told ? d->since_us + d->wait_us : TIME_NEVER;
}
