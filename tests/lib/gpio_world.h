/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A GPIO chip that a test plugs and pulls, behind link/gpio's private backend: with the kernel's queue of 16
 * edges a line and both of its ways to drop what does not fit (the newest for libgpiod 1.6, the oldest for
 * 2.x), its EPOLLHUP, and its silence. What a real kernel does is tried in tests/vm; here it does so at will.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "gpio_private.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"

#define SIM_LINES    4
#define SIM_QUEUE    16
#define SIM_CHECK_US INT64_C(15000) /* the daemon's second */
#define SIM_TOLD     65536

struct sim_line {
        bool high, taken, busy;
        bool is_mute;  /* its edges are lost */
        int error;     /* of request, edges and set */
        int near, far; /* a pipe: readable as the line's descriptor is */
        unsigned number, count, sets, reads;
        struct gpio_edge queue[SIM_QUEUE];
        struct gpio_wish wish;
};

struct sim {
        bool there;
        int open_error;
        int version; /* of libgpiod: 1 or 2 */
        int64_t check_us;
        int opened;
        unsigned tries; /* to open it */
        struct sim_line lines[SIM_LINES];

        struct gpio *gpio;
        sd_event *event;
        char told[SIM_TOLD]; /* since it was last compared */
        size_t told_size;
        int64_t told_us; /* of the newest level told */
        unsigned presses;
        bool level; /* of the newest told */
};

extern struct sim sim;

/* The test program's one world: the backend's functions have no other way to it. */
struct sim sim;

static inline const char *sim_version(void) {
        return "sim";
}

static inline int sim_open(const char *path, void **ret_chip) {
        if (!text_ends_with(path, "/gpiochip7"))
                return -ENOENT;
        sim.tries++;
        if (!sim.there)
                return -ENOENT;
        if (sim.open_error < 0)
                return sim.open_error;
        sim.opened++;
        *ret_chip = &sim;
        return 0;
}

static inline void sim_close(void *chip) {
        assert_ptr_equal(chip, &sim);
        for (int i = 0; i < SIM_LINES; i++)
                assert_false(sim.lines[i].taken); /* a line is released before its chip */
        sim.opened--;
}

static inline const char *sim_label(void *chip) {
        (void)chip;
        return "simulated";
}

static inline unsigned sim_line_count(void *chip) {
        (void)chip;
        return SIM_LINES;
}

static inline int sim_ping(void *chip) {
        (void)chip;
        return sim.there ? 0 : -ENODEV;
}

static inline int sim_request(void *chip, const struct gpio_wish *wish, void **ret_taken) {
        struct sim_line *line = &sim.lines[wish->offset];
        int fds[2];

        (void)chip;
        assert_true(wish->offset < SIM_LINES);
        if (!sim.there)
                return -ENODEV;
        if (line->busy || line->taken)
                return -EBUSY;
        if (line->error < 0)
                return line->error;
        assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
        line->near = fds[0];
        line->far = fds[1];
        line->taken = true;
        line->wish = *wish;
        line->number = line->count = 0;
        if (wish->is_output)
                line->high = wish->high;
        *ret_taken = line;
        return 0;
}

static inline void sim_release(void *taken) {
        struct sim_line *line = taken;

        assert_true(line->taken);
        line->taken = false;
        close(line->near);
        if (line->far >= 0)
                close(line->far);
}

static inline int sim_fd(void *taken) {
        return ((struct sim_line *)taken)->near;
}

static inline int sim_edges(void *taken, struct gpio_edge *ret_edges) {
        struct sim_line *line = taken;
        int n = (int)line->count;
        char byte;

        assert_true(line->taken && !line->wish.is_output);
        assert_true(fcntl(line->near, F_GETFL) & O_NONBLOCK); /* or the kernel's read would wait */
        if (!sim.there)
                return -ENODEV;
        if (line->error < 0)
                return line->error;
        memcpy(ret_edges, line->queue, line->count * sizeof(*ret_edges));
        if (n > 0)
                assert_int_equal(read(line->near, &byte, 1), 1);
        line->count = 0;
        return n;
}

static inline int sim_level(void *taken) {
        struct sim_line *line = taken;

        line->reads++;
        return sim.there ? line->high : -ENODEV;
}

static inline int sim_set(void *taken, bool high) {
        struct sim_line *line = taken;

        assert_true(line->wish.is_output);
        line->sets++;
        if (!sim.there || line->error < 0)
                return sim.there ? line->error : -ENODEV;
        line->high = high;
        return 0;
}

/* An edge that happened @age_us ago, if the level is another one than before. */
static inline void sim_pull(size_t at, bool high, int64_t age_us) {
        struct sim_line *line = &sim.lines[at];
        int64_t mono_us = clock_boot_us() - clock_boot_of_monotonic(0) - age_us;

        if (line->high == high)
                return;
        line->high = high;
        if (!line->taken || line->is_mute)
                return;
        line->number++;
        if (line->count == SIM_QUEUE && sim.version == 1)
                return;
        if (line->count == SIM_QUEUE)
                memmove(line->queue, line->queue + 1, --line->count * sizeof(line->queue[0]));
        else if (line->count == 0)
                assert_int_equal(write(line->far, "", 1), 1);
        line->queue[line->count++] = (struct gpio_edge){
                .high = high,
                .mono_ns = mono_us * 1000,
                .number = sim.version == 2 ? line->number : 0,
        };
}

/* The chip goes: @says so as kernels since 6.6 do, or keeps still. */
static inline void sim_unplug(bool says) {
        sim.there = false;
        for (int i = 0; says && i < SIM_LINES; i++)
                if (sim.lines[i].taken) {
                        close(sim.lines[i].far);
                        sim.lines[i].far = -1;
                }
}

static inline void sim_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline void sim_say(const char *format, ...) {
        va_list args;
        int n;

        if (sim.told_size > 0)
                sim.told[sim.told_size++] = ' ';
        va_start(args, format);
        n = vsnprintf(sim.told + sim.told_size, sizeof(sim.told) - sim.told_size, format, args);
        va_end(args);
        sim.told_size += (size_t)n;
        assert_true(sim.told_size + 1 < sizeof(sim.told));
}

static inline void sim_on_level(void *userdata, size_t line, bool active, int64_t boot_us,
                                enum gpio_news news) {
        static const char *const words[] = { "first", "edge", "read" };

        assert_ptr_equal(userdata, &sim);
        assert_true(boot_us <= clock_boot_us());
        sim_say("%zu:%s-%s", line, active ? "on" : "off", words[news]);
        sim.told_us = boot_us;
        sim.level = active;
        sim.presses += active;
}

static inline void sim_on_line(void *userdata, size_t line, int error) {
        (void)userdata;
        sim_say("line%zu=%s", line, error ? strerrorname_np(-error) : "ok");
}

static inline void sim_on_chip(void *userdata, const char *chip, int error) {
        (void)userdata;
        sim_say("%s=%s", chip, error ? strerrorname_np(-error) : "ok");
}

static const struct gpio_backend sim_backend = {
        .version = sim_version,
        .open = sim_open,
        .close = sim_close,
        .label = sim_label,
        .line_count = sim_line_count,
        .ping = sim_ping,
        .request = sim_request,
        .release = sim_release,
        .fd = sim_fd,
        .edges = sim_edges,
        .level = sim_level,
        .set = sim_set,
};

/* Lets the loop run for @us. */
static inline void sim_run(int64_t us) {
        int64_t until_us = clock_boot_us() + us, left_us;

        while ((left_us = until_us - clock_boot_us()) > 0)
                assert_true(sd_event_run(sim.event, (uint64_t)left_us) >= 0);
}

/* Lets the loop run until it has looked @count times at everything, and returns how often it went round. */
static inline unsigned sim_check(unsigned count) {
        unsigned rounds = 0;

        while (count > 0) {
                int64_t check_us = sim.gpio->check_us;

                assert_true(sd_event_run(sim.event, (uint64_t)-1) >= 0);
                rounds++;
                count -= sim.gpio->check_us != check_us;
        }
        return rounds;
}

#define assert_told(expected) sim_assert_told((expected), __FILE__, __LINE__)

/* What was told since the last time. */
static inline void sim_assert_told(const char *expected, const char *file, int line) {
        _assert_string_equal(sim.told, expected, file, line);
        sim.told_size = 0;
        sim.told[0] = '\0';
}

static inline void sim_start(const struct gpio_line *lines, size_t count, const char *folder) {
        const struct gpio_world world = { &sim_backend, folder, sim.check_us };
        const struct gpio_handlers handlers = { sim_on_level, sim_on_line, sim_on_chip };

        assert_int_equal(sd_event_new(&sim.event), 0);
        gpio_new_in(&world, lines, count, &handlers, &sim, &sim.gpio);
        assert_int_equal(gpio_attach(sim.gpio, sim.event), 0);
        assert_told(""); /* all is told from the loop */
}

static inline int sim_setup(void **state) {
        (void)state;
        memset(&sim, 0, sizeof(sim));
        sim.there = true;
        sim.version = 1;
        sim.check_us = SIM_CHECK_US;
        return 0;
}

static inline int sim_teardown(void **state) {
        (void)state;
        gpio_free(take(sim.gpio));
        sd_event_unref(sim.event);
        for (int i = 0; i < SIM_LINES; i++)
                assert_false(sim.lines[i].taken);
        assert_int_equal(sim.opened, 0);
        return 0;
}
