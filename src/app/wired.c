/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wired lines in the daemon. What they say goes into the turn as a message would, and is kept until it is
 * committed (edges.c). A line or chip that does not work is said once, and is a device that does not
 * answer: sense makes the event, the book the task. What lamps show is wired_show.c.
 */
#include "wired.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "daemon_private.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "notify.h"

/* What an operator can do about it. */
/* clang-format off */
static const struct {
        int error;
        const char *is, *advice;
} troubles[] = {
        { EBUSY,  "another program or the kernel holds it",
                  "see who with gpioinfo, or choose another line" },
        { ERANGE, "the chip has no line of that number",
                  "see gpioinfo for those that it has" },
        { EINVAL, "the chip cannot do what is asked of it",
                  "try bias: as-is and see gpioinfo" },
        { ENXIO,  "the kernel cannot tell of its edges",
                  "choose another line" },
        { EACCES, "nattvaktd may not use it",
                  "see that its user is in the group that owns /dev/gpiochip*" },
        { EPERM,  "nattvaktd may not use it",
                  "see that its user is in the group that owns /dev/gpiochip*" },
        { ENODEV, "it is not there",
                  "see gpiodetect; if it was unplugged, plug it in again" },
        { ENOENT, "it is not there",
                  "see gpiodetect; if it was unplugged, plug it in again" },
};
/* clang-format on */

static const char *what_is(int error) {
        for (size_t i = 0; i < ELEMENTS(troubles); i++)
                if (troubles[i].error == -error)
                        return troubles[i].is;
        return strerror(-error);
}

static const char *what_helps(int error) {
        for (size_t i = 0; i < ELEMENTS(troubles); i++)
                if (troubles[i].error == -error)
                        return troubles[i].advice;
        return "see the kernel's log";
}

static void hear(struct daemon *d, const struct edge *edge, int64_t boot_us) {
        struct edges *edges = &d->wired.edges;
        struct moment now = turn_now(d);
        int64_t dropped = edges->dropped;

        if (!edges_add(edges, d->wired.lines, edge, boot_us, &now))
                return;
        if (!dropped && edges->dropped)
                notify_log(LOG_WARNING, "lines",
                           "The GPIO lines say more than can be kept until it is written; of each "
                           "its newest pull and its newest level are.");
        turn_begin(d);
        turn_touch(d);
}

/* What a line says now, of which chatter.c may have held something back. */
static void tell(struct daemon *d, size_t line, const struct chatter_news *news, size_t count) {
        const char *name = d->wired.lines[line].name;

        for (size_t i = 0; i < count; i++) {
                struct edge edge = { .what = news[i].is_level ? EDGE_LEVEL : EDGE_CHATTERS,
                                     .line = line,
                                     .active = news[i].active };

                if (!news[i].is_level && news[i].active)
                        notify_log(LOG_WARNING, "line-chatters",
                                   "The line %s chatters: more than %d pulls in a minute. One call "
                                   "each %d s is told until it is quiet; look at its wire, its "
                                   "bias and its debounce_ms.",
                                   name, CHATTER_PULLS, (int)(CHATTER_EVERY_US / US_PER_S));
                else if (!news[i].is_level)
                        notify_log(LOG_NOTICE, "line-quiet", "The line %s is quiet again.", name);
                hear(d, &edge, news[i].at_us);
        }
}

static void calm_within(struct wired *wired, int64_t due_us) {
        if (due_us >= wired->calm_us)
                return;
        wired->calm_us = due_us;
        sd_event_source_set_time(wired->calm, (uint64_t)due_us);
        sd_event_source_set_enabled(wired->calm, SD_EVENT_ONESHOT);
}

static int on_calm(sd_event_source *source, uint64_t due_us, void *userdata) {
        struct daemon *d = userdata;
        struct chatter_news news[CHATTER_NEWS_MAX];

        (void)source, (void)due_us;
        d->wired.calm_us = TIME_NEVER;
        for (size_t i = 0; i < d->wired.count; i++) {
                struct chatter *chatter = &d->wired.at[i].chatter;

                size_t count = chatter_due(chatter, clock_boot_us(), news);

                tell(d, i, news, count);
                calm_within(&d->wired, chatter_due_us(chatter));
        }
        return 0;
}

static void on_level(void *userdata, size_t line, bool active, int64_t boot_us,
                     enum gpio_news news) {
        struct daemon *d = userdata;
        struct chatter *chatter = &d->wired.at[line].chatter;
        struct edge found = {
                .what = EDGE_LEVEL, .line = line, .active = active, .baseline = true
        };
        struct chatter_news now[CHATTER_NEWS_MAX];
        size_t count;

        if (news == GPIO_NEWS_FIRST) {
                count = chatter_flush(chatter, now);
                tell(d, line, now, count);
                chatter_found(chatter, active, boot_us);
                hear(d, &found, boot_us);
                return;
        }
        count = chatter_level(chatter, active, boot_us, clock_boot_us(), now);
        tell(d, line, now, count);
        calm_within(&d->wired, chatter_due_us(chatter));
}

static void on_line(void *userdata, size_t line, int error) {
        struct daemon *d = userdata;
        const struct gpio_line *is = &d->wired.lines[line];
        int was = d->wired.at[line].error;
        struct edge edge = { .what = EDGE_WORKS, .line = line, .active = error == 0 };

        d->wired.at[line].error = error;
        if (error < 0)
                notify_log(LOG_ERR, "line",
                           "%s %s (nattvakt.yaml:%d:%d, line %u of %s) does not work: %s. It is "
                           "tried again each second; %s.",
                           is->is_output ? "The output" : "The line", is->name, is->at_line,
                           is->at_column, is->offset, is->chip, what_is(error), what_helps(error));
        else if (was < 0)
                notify_log(LOG_NOTICE, "line-works", "%s %s works again.",
                           is->is_output ? "The output" : "The line", is->name);
        hear(d, &edge, clock_boot_us());
}

static size_t first_on(const struct wired *wired, const char *chip) {
        size_t first = 0;

        while (first < wired->count && !text_equal(wired->lines[first].chip, chip))
                first++;
        assert(first < wired->count);
        return first;
}

static size_t count_on(const struct wired *wired, const char *chip) {
        size_t count = 0;

        for (size_t i = 0; i < wired->count; i++)
                count += text_equal(wired->lines[i].chip, chip);
        return count;
}

/* The first chip that is missing, in a sentence for the status; when that is another than before it is said. */
static void find_missing(struct wired *wired) {
        char said[LABEL_SIZE] = "";

        for (size_t i = 0; i < wired->count && !said[0]; i++)
                if (wired->at[i].chip_error < 0)
                        snprintf(said, sizeof(said), "The GPIO chip %s does not work.",
                                 wired->lines[i].chip);
        if (text_equal(said, wired->said))
                return;
        (void)text_set(wired->said, said);
        wired->is_status_due = true;
        wired->is_status_told = false;
}

static void on_chip(void *userdata, const char *chip, int error) {
        struct daemon *d = userdata;
        size_t first = first_on(&d->wired, chip), count = count_on(&d->wired, chip);
        int was = d->wired.at[first].chip_error;
        struct edge edge = { .what = EDGE_CHIP, .line = first, .active = error == 0 };

        d->wired.at[first].chip_error = error;
        if (error < 0)
                notify_log(LOG_CRIT, "chip",
                           "The GPIO chip %s cannot be used: %s. %zu of its lines %s neither heard "
                           "nor driven; it is looked for each second; %s.",
                           chip, what_is(error), count, count == 1 ? "is" : "are",
                           what_helps(error));
        else if (was < 0)
                notify_log(LOG_NOTICE, "chip-works", "The GPIO chip %s is there again.", chip);
        find_missing(&d->wired);
        hear(d, &edge, clock_boot_us());
}

size_t wired_down(const struct daemon *d) {
        const struct wired *wired = &d->wired;
        size_t down = 0;

        for (size_t i = 0; i < wired->count; i++)
                down += wired->at[i].error < 0 ||
                        wired->at[first_on(wired, wired->lines[i].chip)].chip_error < 0;
        return down;
}

static int on_beat(sd_event_source *source, uint64_t due_us, void *userdata) {
        (void)source;
        (void)due_us;
        wired_show(userdata);
        return 0;
}

void wired_hear(struct daemon *d, const struct moment *now) {
        struct wired *wired = &d->wired;

        edges_hear(&wired->edges, wired->lines, d->flow, now);
        if (wired->is_status_due && !wired->is_status_told)
                wire_say_status(d, now);
        wired->is_status_told = wired->is_status_due;
}

void wired_end(struct daemon *d, bool kept, size_t unwritten) {
        edges_end(&d->wired.edges, kept);
        d->wired.is_status_due = d->wired.is_status_due && !(kept && d->wired.is_status_told);
        d->wired.is_status_told = false;
        d->wired.urgent_unwritten = !kept && (unwritten > 0 || d->wired.urgent_unwritten);
}

static const struct gpio_handlers handlers = { .level = on_level,
                                               .line = on_line,
                                               .chip = on_chip };

static int add_timer(struct daemon *d, sd_event_source **source, sd_event_time_handler_t handler) {
        int r = sd_event_add_time(d->event, source, CLOCK_BOOTTIME, 0, 1000, handler, d);

        return r < 0 ? r : sd_event_source_set_enabled(*source, SD_EVENT_OFF);
}

int wired_open(struct daemon *d) {
        const struct settings *settings = &d->configuration->settings;
        struct wired *wired = &d->wired;
        int r;

        if (settings->line_count == 0)
                return 0;
        if (d->simulated) {
                notify_log(
                        LOG_NOTICE, "lines",
                        "Time is simulated: the %zu GPIO lines of nattvakt.yaml are not touched.",
                        settings->line_count);
                return 0;
        }
        wired->count = settings->line_count;
        wired->lines = alloc_zero(wired->count, sizeof(*wired->lines));
        memcpy(wired->lines, settings->lines, wired->count * sizeof(*wired->lines));
        gpio_new(wired->lines, wired->count, &handlers, d, &wired->gpio);
        wired->calm_us = TIME_NEVER;
        r = add_timer(d, &wired->beat, on_beat);
        if (r >= 0)
                r = add_timer(d, &wired->calm, on_calm);
        return r < 0 ? r : gpio_attach(wired->gpio, d->event);
}

void wired_drain(struct daemon *d) {
        struct chatter_news news[CHATTER_NEWS_MAX];

        if (!d->wired.gpio)
                return;
        gpio_drain(d->wired.gpio);
        for (size_t i = 0; i < d->wired.count; i++)
                tell(d, i, news, chatter_flush(&d->wired.at[i].chatter, news));
}

void wired_close(struct daemon *d) {
        struct wired *wired = &d->wired;

        gpio_free(wired->gpio);
        sd_event_source_disable_unref(wired->beat);
        sd_event_source_disable_unref(wired->calm);
        free(wired->lines);
        free(wired->open);
        *wired = (struct wired){ .away_us = wired->away_us,
                                 .urgent_unwritten = wired->urgent_unwritten };
}

/* Where it is written does not matter. */
static bool is_same_line(const struct gpio_line *a, const struct gpio_line *b) {
        bool same = text_equal(a->chip, b->chip) && a->offset == b->offset &&
                    text_equal(a->name, b->name) && a->active_low == b->active_low &&
                    a->is_output == b->is_output;

        if (a->is_output)
                return same && a->output == b->output && text_equal(a->place, b->place) &&
                       text_equal(a->department, b->department);
        return same && a->bias == b->bias && a->debounce_ms == b->debounce_ms &&
               a->measure == b->measure && a->inverted == b->inverted;
}

static bool is_same(const struct wired *wired, const struct settings *fresh) {
        bool same = wired->count == fresh->line_count;

        for (size_t i = 0; same && i < wired->count; i++)
                same = is_same_line(&wired->lines[i], &fresh->lines[i]);
        return same;
}

bool wired_fits(const struct daemon *d, const struct configuration *fresh) {
        return d->wired.edges.count == 0 || is_same(&d->wired, &fresh->settings);
}

int wired_reload(struct daemon *d) {
        const struct settings *fresh = &d->configuration->settings;
        struct edges left;
        bool was_said;
        int r;

        if (d->simulated || is_same(&d->wired, fresh))
                return 0;
        notify_log(LOG_INFO, "lines", "GPIO lines changed: all are let go and taken again.");
        wired_drain(d);
        if (d->open)
                turn_commit(d);
        left = d->wired.edges; /* of a commit that failed */
        edges_carry(&left, d->wired.lines, fresh->lines, fresh->line_count);
        was_said = d->wired.said[0] != '\0';
        wired_close(d);
        d->wired.is_status_due = was_said; /* of chips that are gone the new link tells */
        r = wired_open(d);
        d->wired.edges = left;
        return r;
}
