/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The daemon's wired part between a link that is made up here and a real turn, flow and journal, without a
 * broker.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#define HOUSE_GATEWAY                                                                       \
        "gpio:\n"                                                                           \
        "  - { chip: c0, line: 1, name: cord-1, kind: person.help_call, place: room-1 }\n"  \
        "  - { chip: c0, line: 2, name: lamp-east, output: open-task, department: east }\n" \
        "  - { chip: c0, line: 3, name: lamp-west, output: open-task, department: west }\n" \
        "  - { chip: c1, line: 4, name: buzzer, output: buzzer }\n"                         \
        "  - { chip: c1, line: 5, name: lamp-gateway, output: status }\n"
#include "app_house.h"
#include "daemon_private.h"
#include "nattvakt/alloc.h"

enum { CORD, EAST, WEST, BUZZER, STATUS, LINES };

/* The link's place is taken by what is remembered here. */
struct gpio {
        const struct gpio_line *lines;
        size_t count;
        struct gpio_handlers handlers;
        void *userdata;
        bool lit[LINES_MAX];
        bool is_unread, unread; /* an edge of the cord to this level, in the kernel's queue */
};
struct fake {
        struct gpio *gpio;
        int made, freed, driven;
};

extern struct fake fake;

/* The test program's one link. */
struct fake fake;

void gpio_new(const struct gpio_line *lines, size_t count, const struct gpio_handlers *handlers,
              void *userdata, struct gpio **ret_gpio) {
        *ret_gpio = alloc_zero(1, sizeof(**ret_gpio));
        **ret_gpio = (struct gpio){
                .lines = lines, .count = count, .handlers = *handlers, .userdata = userdata
        };
        fake.gpio = *ret_gpio;
        fake.made++;
}

int gpio_attach(struct gpio *gpio, sd_event *event) {
        (void)gpio, (void)event;
        return 0;
}

void gpio_set(struct gpio *gpio, size_t line, bool active) {
        assert_true(line < gpio->count && gpio->lines[line].is_output);
        gpio->lit[line] = active;
        fake.driven++;
}

void gpio_drain(struct gpio *gpio) {
        if (gpio->is_unread)
                gpio->handlers.level(gpio->userdata, CORD, gpio->unread, clock_boot_us(),
                                     GPIO_NEWS_EDGE);
        gpio->is_unread = false;
}

void gpio_free(struct gpio *gpio) {
        if (gpio)
                fake.freed++;
        free(gpio);
        fake.gpio = NULL;
}

struct world {
        struct house *house;
        struct daemon d;
};

static inline void found(struct world *world) {
        struct gpio *gpio = fake.gpio;

        gpio->handlers.chip(gpio->userdata, "c0", 0);
        gpio->handlers.chip(gpio->userdata, "c1", 0);
        for (size_t i = 0; i < gpio->count; i++)
                gpio->handlers.line(gpio->userdata, i, 0);
        gpio->handlers.level(gpio->userdata, CORD, false, clock_boot_us(), GPIO_NEWS_FIRST);
        turn_commit(&world->d);
}

static inline int begin(void **state) {
        struct world *world = calloc(1, sizeof(*world));
        struct daemon *d = &world->d;
        struct moment kernel = clock_now(CLOCK_MODE_TRUSTED);
        void *house;

        assert_non_null(world);
        memset(&fake, 0, sizeof(fake));
        assert_int_equal(build(&house), 0);
        world->house = house;
        d->configuration = world->house->configuration;
        d->journal = world->house->journal;
        d->flow = world->house->flow;
        d->post.journal = d->journal;
        timekeeper_init(&d->time, 0, &kernel);
        assert_true(sd_event_new(&d->event) >= 0);
        assert_int_equal(wire_open(d), 0);
        assert_true(turn_attach(d) >= 0);
        assert_true(wired_open(d) >= 0);
        found(world);
        *state = world;
        return 0;
}

static inline int end(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;
        void *house = world->house;

        fill_disk(false);
        for (size_t i = 0; i < d->urgent.count; i++)
                message_done(&d->urgent.at[i]);
        wired_close(d);
        mqtt_free(d->mqtt);
        d->commit = sd_event_source_disable_unref(d->commit);
        d->turn_age = sd_event_source_disable_unref(d->turn_age);
        d->tick = sd_event_source_disable_unref(d->tick);
        sd_event_unref(d->event);
        free(world);
        return tear_down(&house);
}

static inline void pull(bool active) {
        fake.gpio->handlers.level(fake.gpio->userdata, CORD, active, clock_boot_us(),
                                  GPIO_NEWS_EDGE);
}

static inline int count_calls(void *userdata, const struct event *event) {
        *(int *)userdata += event->kind == EVENT_KIND_PERSON_HELP_CALL;
        return 0;
}

static inline int calls(struct world *world) {
        int count = 0;

        assert_int_equal(journal_each_event(world->d.journal, 0, INT64_MAX, count_calls, &count),
                         0);
        return count;
}
