/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lamps and buzzers show. They are driven between turns alone, from what the journal holds: a lamp never
 * tells a task that a power cut would take back. Only while nothing can be written do they tell what could
 * not be; and while the tasks cannot even be read again, they go on as they were.
 */
#include "daemon_private.h"
#include "nattvakt/alloc.h"

static struct lamp_gateway gateway_of(struct daemon *d, const struct moment *now) {
        struct wired *wired = &d->wired;

        if (mqtt_is_connected(d->mqtt))
                wired->away_us = 0;
        else if (!wired->away_us)
                wired->away_us = now->boot_us;
        return (struct lamp_gateway){
                .deaf = d->deaf ||
                        (wired->away_us && now->boot_us - wired->away_us >= WIRED_DEAF_US),
                .trouble = d->failing || !now->wall_trusted || wired_down(d) > 0,
                .urgent_unwritten = d->failing && wired->urgent_unwritten,
                .now_us = now->wall_us,
        };
}

static size_t list_open(struct daemon *d) {
        struct wired *wired = &d->wired;
        const struct task *task;
        size_t count = 0;

        while ((task = flow_open_task(d->flow, count))) {
                alloc_room(&wired->open, count, &wired->open_capacity, sizeof(*wired->open));
                wired->open[count++] = task;
        }
        return count;
}

/* What one shows. Tasks that cannot be read are no reason to tell that there are none. */
static enum lamp_pattern pattern_of(struct daemon *d, size_t line, size_t count,
                                    const struct lamp_gateway *gateway) {
        const struct wired *wired = &d->wired;
        enum lamp_pattern pattern =
                lamp_pattern_of(&wired->lines[line], wired->open, count, gateway);
        bool says_none =
                wired->lines[line].output != LINE_OUTPUT_STATUS && pattern != LAMP_PATTERN_BLINK;

        return says_none && flow_is_stale(d->flow) ? wired->at[line].pattern : pattern;
}

/* What each output shows from now on. Returns when that may change though nothing happens, CLOCK_BOOTTIME. */
static int64_t choose(struct daemon *d, const struct moment *now) {
        struct wired *wired = &d->wired;
        struct lamp_gateway gateway = gateway_of(d, now);
        size_t count = list_open(d);
        int64_t late_us = lamp_next_us(wired->open, count, gateway.now_us);
        int64_t next_us =
                wired->away_us && !gateway.deaf ? wired->away_us + WIRED_DEAF_US : TIME_NEVER;

        for (size_t i = 0; i < wired->count; i++) {
                enum lamp_pattern pattern;

                if (!wired->lines[i].is_output)
                        continue;
                pattern = pattern_of(d, i, count, &gateway);
                if (pattern == wired->at[i].pattern)
                        continue;
                wired->at[i].pattern = pattern;
                wired->at[i].since_us = now->boot_us;
        }
        if (late_us != TIME_NEVER && now->boot_us + late_us - now->wall_us < next_us)
                next_us = now->boot_us + late_us - now->wall_us;
        return next_us;
}

/* Drives each output as its pattern has it now. Returns when the first of them moves. */
static int64_t drive(struct wired *wired, int64_t boot_us) {
        int64_t next_us = TIME_NEVER, until_us;

        for (size_t i = 0; i < wired->count; i++) {
                struct wired_line *line = &wired->at[i];
                bool lit;

                if (!wired->lines[i].is_output)
                        continue;
                lit = lamp_is_lit(line->pattern, wired->lines[i].output, line->since_us, boot_us,
                                  &until_us);
                if (lit != line->is_lit)
                        gpio_set(wired->gpio, i, lit);
                line->is_lit = lit;
                next_us = until_us < next_us ? until_us : next_us;
        }
        return next_us;
}

void wired_show(struct daemon *d) {
        struct wired *wired = &d->wired;
        int64_t chosen_us = TIME_NEVER, next_us;
        struct moment now;

        if (!wired->gpio)
                return;
        now = turn_now(d);
        if (!d->open) /* else the turn's end chooses */
                chosen_us = choose(d, &now);
        next_us = drive(wired, now.boot_us);
        next_us = chosen_us < next_us ? chosen_us : next_us;
        if (next_us != TIME_NEVER)
                sd_event_source_set_time(wired->beat, (uint64_t)next_us);
        sd_event_source_set_enabled(wired->beat,
                                    next_us == TIME_NEVER ? SD_EVENT_OFF : SD_EVENT_ONESHOT);
}
