/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A line that chatters: more than CHATTER_PULLS pulls within CHATTER_WINDOW_US are no person's, but a loose wire
 * or an antenna. It is told as a fault once, and its pulls no more often than each CHATTER_EVERY_US: limited,
 * never suppressed, for one of them may be a person's. It is over when its level has stood for CHATTER_QUIET_US.
 *
 * So a line tells at most 20 pulls in any minute, and one that chatters, besides those with which it began,
 * one each 30 s. Pure: no clock. All times: CLOCK_BOOTTIME in µs.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nattvakt/times.h"

#define CHATTER_PULLS     20
#define CHATTER_WINDOW_US US_PER_MIN
#define CHATTER_EVERY_US  (30 * US_PER_S)
#define CHATTER_QUIET_US  US_PER_MIN
#define CHATTER_NEWS_MAX  4 /* a rest, a pull, a rest, and that it is over */

struct chatter {
        bool is_on;
        int64_t pulls_us[CHATTER_PULLS]; /* the last that were told, as a ring */
        size_t pulls;                    /* ever told */

        /* while it is on: */
        bool told;  /* the level told last … */
        bool level; /* … and the newest, since … */
        int64_t level_us, rest_us;
        bool is_pulled;             /* since the last pull that was told … */
        int64_t pull_us, before_us; /* … when last, and when the line came to rest before */
        int64_t passed_us;          /* when a pull was told last */
        int64_t changed_us;         /* when the level changed last, as we heard */
};

struct chatter_news {
        bool is_level; /* else: it began (active) or is over */
        bool active;
        int64_t at_us;
};

/** The level changed to @active at @at_us. Returns how much is to be told of it now. */
size_t chatter_level(struct chatter *chatter, bool active, int64_t at_us, int64_t now_us,
                     struct chatter_news ret_news[CHATTER_NEWS_MAX]);

/** The line was taken anew and found at @active, which was told. */
void chatter_found(struct chatter *chatter, bool active, int64_t at_us);

/** What is to be told when nothing new came until @now_us. */
size_t chatter_due(struct chatter *chatter, int64_t now_us,
                   struct chatter_news ret_news[CHATTER_NEWS_MAX]);

/** When chatter_due has something to do; TIME_NEVER. */
int64_t chatter_due_us(const struct chatter *chatter);

/** What was held back, told now: the line is let go. */
size_t chatter_flush(struct chatter *chatter, struct chatter_news ret_news[CHATTER_NEWS_MAX]);
