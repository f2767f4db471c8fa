/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chatter. A pull is told at once where the last told one is long enough ago, else when it will be: the newest
 * of those that came meanwhile stands for them all, so while it goes on, a call is told each CHATTER_EVERY_US.
 * Rests are told with the pulls before and after them, or one call could not be told from the next.
 */
#include "chatter.h"

static size_t say(struct chatter *chatter, bool active, int64_t at_us,
                  struct chatter_news *ret_news) {
        chatter->told = active;
        *ret_news = (struct chatter_news){ .is_level = true, .active = active, .at_us = at_us };
        return 1;
}

/* Whether so many pulls in so short a time are too many; counts this one. */
static bool is_too_many(struct chatter *chatter, int64_t at_us) {
        int64_t *place = &chatter->pulls_us[chatter->pulls % CHATTER_PULLS];
        bool many = chatter->pulls >= CHATTER_PULLS && at_us - *place < CHATTER_WINDOW_US;

        *place = at_us;
        chatter->pulls++;
        return many;
}

/* All that is held back. */
static size_t pass(struct chatter *chatter, struct chatter_news *ret_news) {
        size_t n = 0;

        if (chatter->is_pulled) {
                if (chatter->told)
                        n += say(chatter, false, chatter->before_us, ret_news + n);
                n += say(chatter, true, chatter->pull_us, ret_news + n);
                chatter->is_pulled = false;
        }
        if (chatter->level != chatter->told)
                n += say(chatter, chatter->level, chatter->level_us, ret_news + n);
        return n;
}

static size_t pass_due(struct chatter *chatter, int64_t now_us, struct chatter_news *ret_news) {
        if (now_us - chatter->passed_us < CHATTER_EVERY_US)
                return 0;
        if (chatter->is_pulled)
                chatter->passed_us = now_us;
        return pass(chatter, ret_news);
}

static size_t begin(struct chatter *chatter, int64_t at_us, int64_t now_us,
                    struct chatter_news *ret_news) {
        chatter->is_on = true;
        chatter->is_pulled = false;
        chatter->passed_us = now_us;
        ret_news[0] = (struct chatter_news){ .active = true, .at_us = at_us };
        return 1 + say(chatter, true, at_us, ret_news + 1);
}

size_t chatter_level(struct chatter *chatter, bool active, int64_t at_us, int64_t now_us,
                     struct chatter_news ret_news[CHATTER_NEWS_MAX]) {
        chatter->level = active;
        chatter->level_us = at_us;
        chatter->changed_us = now_us;
        if (!active)
                chatter->rest_us = at_us;
        if (!chatter->is_on)
                return active && is_too_many(chatter, at_us)
                               ? begin(chatter, at_us, now_us, ret_news)
                               : say(chatter, active, at_us, ret_news);
        if (active) {
                chatter->is_pulled = true;
                chatter->pull_us = at_us;
                chatter->before_us = chatter->rest_us;
        }
        return pass_due(chatter, now_us, ret_news);
}

void chatter_found(struct chatter *chatter, bool active, int64_t at_us) {
        chatter->level = chatter->told = active;
        chatter->level_us = chatter->rest_us = at_us;
        chatter->is_pulled = false;
}

size_t chatter_due(struct chatter *chatter, int64_t now_us,
                   struct chatter_news ret_news[CHATTER_NEWS_MAX]) {
        size_t n;

        if (!chatter->is_on)
                return 0;
        n = pass_due(chatter, now_us, ret_news);
        if (now_us - chatter->changed_us < CHATTER_QUIET_US)
                return n;
        chatter->is_on = false;
        chatter->pulls = 0;
        ret_news[n] = (struct chatter_news){ .at_us = now_us };
        return n + 1;
}

int64_t chatter_due_us(const struct chatter *chatter) {
        int64_t pass_us = chatter->passed_us + CHATTER_EVERY_US;
        int64_t quiet_us = chatter->changed_us + CHATTER_QUIET_US;
        bool holds = chatter->is_pulled || chatter->level != chatter->told;

        if (!chatter->is_on)
                return TIME_NEVER;
        return holds && pass_us < quiet_us ? pass_us : quiet_us;
}

size_t chatter_flush(struct chatter *chatter, struct chatter_news ret_news[CHATTER_NEWS_MAX]) {
        return chatter->is_on ? pass(chatter, ret_news) : 0;
}
