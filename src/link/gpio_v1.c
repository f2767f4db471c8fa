/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libgpiod 1.6 (Debian 12), by its gpiod.h: the kernel's first interface, one descriptor per line. A line
 * belongs to its chip and is freed with it. The library keeps what it once read about a chip; only reading
 * a line's description again asks the kernel whether the chip is still there.
 */
#include "gpio_private.h"

#if NATTVAKT_GPIOD_MAJOR == 1

#include <assert.h>
#include <errno.h>
#include <gpiod.h>

#define NS_PER_S INT64_C(1000000000)

/* clang-format off */
static const int flags_of[LINE_BIAS_COUNT] = {
        [LINE_BIAS_AS_IS]     = 0,
        [LINE_BIAS_DISABLED]  = GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE,
        [LINE_BIAS_PULL_UP]   = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP,
        [LINE_BIAS_PULL_DOWN] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN,
};
/* clang-format on */

static int v1_open(const char *path, void **ret_chip) {
        struct gpiod_chip *chip = gpiod_chip_open(path);

        if (!chip)
                return -errno;
        *ret_chip = chip;
        return 0;
}

static void v1_close(void *chip) {
        gpiod_chip_close(chip);
}

static const char *v1_label(void *chip) {
        return gpiod_chip_label(chip);
}

static unsigned v1_line_count(void *chip) {
        return gpiod_chip_num_lines(chip);
}

static int v1_ping(void *chip) {
        struct gpiod_line *line = gpiod_chip_get_line(chip, 0);

        return line && gpiod_line_update(line) == 0 ? 0 : -errno;
}

static int v1_take(void *chip, const struct gpio_wish *wish, void **ret_taken) {
        const struct gpiod_line_request_config config = {
                .consumer = GPIO_CONSUMER,
                .request_type = wish->is_output ? GPIOD_LINE_REQUEST_DIRECTION_OUTPUT
                                                : GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES,
                .flags = flags_of[wish->bias],
        };
        struct gpiod_line *line = gpiod_chip_get_line(chip, wish->offset);

        if (!line || gpiod_line_request(line, &config, wish->high) < 0)
                return -errno;
        *ret_taken = line;
        return 0;
}

static void v1_release(void *taken) {
        gpiod_line_release(taken);
}

static int v1_fd(void *taken) {
        return gpiod_line_event_get_fd(taken);
}

static int v1_edges(void *taken, struct gpio_edge *ret_edges) {
        struct gpiod_line_event events[GPIO_EDGES_MAX];
        int n = gpiod_line_event_read_multiple(taken, events, GPIO_EDGES_MAX);

        if (n < 0)
                return errno == EAGAIN || errno == EINTR ? 0 : -errno;
        for (int i = 0; i < n; i++)
                ret_edges[i] = (struct gpio_edge){
                        .high = events[i].event_type == GPIOD_LINE_EVENT_RISING_EDGE,
                        .mono_ns = events[i].ts.tv_sec * NS_PER_S + events[i].ts.tv_nsec,
                };
        return n;
}

static int v1_level(void *taken) {
        int level = gpiod_line_get_value(taken);

        return level < 0 ? -errno : level;
}

static int v1_set(void *taken, bool high) {
        return gpiod_line_set_value(taken, high) < 0 ? -errno : 0;
}

const struct gpio_backend gpio_libgpiod = {
        .version = gpiod_version_string,
        .open = v1_open,
        .close = v1_close,
        .label = v1_label,
        .line_count = v1_line_count,
        .ping = v1_ping,
        .request = v1_take,
        .release = v1_release,
        .fd = v1_fd,
        .edges = v1_edges,
        .level = v1_level,
        .set = v1_set,
};

#endif
