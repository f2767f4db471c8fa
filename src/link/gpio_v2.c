/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libgpiod 2.x (Debian 13; Debian 12 backports), by its gpiod.h: the kernel's second interface. One request
 * per line, so that each has its own descriptor, queue and fate. Its edges are numbered; its queue may be
 * longer than the kernel's own 16 (up to 1,024, include/uapi/linux/gpio.h, event_buffer_size): 64 take 3 KiB
 * of the kernel's memory a line, and a bouncing contact while the disk is slow fits in.
 */
#include "gpio_private.h"

#if NATTVAKT_GPIOD_MAJOR == 2

#include <assert.h>
#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"

#define QUEUE_SIZE 64 /* edges */

struct chip {
        struct gpiod_chip *chip;
        char *label;
        unsigned line_count;
};

struct taken {
        struct gpiod_line_request *request;
        struct gpiod_edge_event_buffer *buffer;
        unsigned offset;
};

/* clang-format off */
static const enum gpiod_line_bias bias_of[LINE_BIAS_COUNT] = {
        [LINE_BIAS_AS_IS]     = GPIOD_LINE_BIAS_AS_IS,
        [LINE_BIAS_DISABLED]  = GPIOD_LINE_BIAS_DISABLED,
        [LINE_BIAS_PULL_UP]   = GPIOD_LINE_BIAS_PULL_UP,
        [LINE_BIAS_PULL_DOWN] = GPIOD_LINE_BIAS_PULL_DOWN,
};
/* clang-format on */

#define FREEP(type, free)                   \
        static void free##p(type **owner) { \
                if (*owner)                 \
                        free(*owner);       \
        }
FREEP(struct gpiod_chip_info, gpiod_chip_info_free)
FREEP(struct gpiod_line_settings, gpiod_line_settings_free)
FREEP(struct gpiod_line_config, gpiod_line_config_free)
FREEP(struct gpiod_request_config, gpiod_request_config_free)

static enum gpiod_line_value value_of(bool high) {
        return high ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
}

static void v2_close(void *of) {
        struct chip *chip = of;

        gpiod_chip_close(chip->chip);
        free(chip->label);
        free(chip);
}

static int v2_open(const char *path, void **ret_chip) {
        _cleanup_(gpiod_chip_info_freep) struct gpiod_chip_info *info = NULL;
        struct gpiod_chip *opened = gpiod_chip_open(path);
        struct chip *chip;
        int r;

        if (!opened)
                return -errno;
        info = gpiod_chip_get_info(opened);
        if (!info) {
                r = -errno;
                gpiod_chip_close(opened);
                return r;
        }
        chip = alloc_zero(1, sizeof(*chip));
        chip->chip = opened;
        chip->label = alloc_text(gpiod_chip_info_get_label(info));
        chip->line_count = (unsigned)gpiod_chip_info_get_num_lines(info);
        *ret_chip = chip;
        return 0;
}

static const char *v2_label(void *of) {
        return ((const struct chip *)of)->label;
}

static unsigned v2_line_count(void *of) {
        return ((const struct chip *)of)->line_count;
}

static int v2_ping(void *of) {
        _cleanup_(gpiod_chip_info_freep) struct gpiod_chip_info *info =
                gpiod_chip_get_info(((struct chip *)of)->chip);

        return info ? 0 : -errno;
}

/* Fails with -errno of the library, which refuses what the kernel would. */
static int settle_line(struct gpiod_line_settings *settings, const struct gpio_wish *wish) {
        if (gpiod_line_settings_set_direction(settings, wish->is_output
                                                                ? GPIOD_LINE_DIRECTION_OUTPUT
                                                                : GPIOD_LINE_DIRECTION_INPUT) < 0 ||
            gpiod_line_settings_set_bias(settings, bias_of[wish->bias]) < 0 ||
            gpiod_line_settings_set_output_value(settings, value_of(wish->high)) < 0)
                return -errno;
        if (!wish->is_output &&
            gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH) < 0)
                return -errno;
        return 0;
}

static void v2_release(void *of) {
        struct taken *taken = of;

        gpiod_line_request_release(taken->request);
        if (taken->buffer)
                gpiod_edge_event_buffer_free(taken->buffer);
        free(taken);
}

static int v2_take(void *of, const struct gpio_wish *wish, void **ret_taken) {
        _cleanup_(gpiod_line_settings_freep) struct gpiod_line_settings *settings =
                gpiod_line_settings_new();
        _cleanup_(gpiod_line_config_freep) struct gpiod_line_config *line = gpiod_line_config_new();
        _cleanup_(gpiod_request_config_freep) struct gpiod_request_config *config =
                gpiod_request_config_new();
        struct gpiod_edge_event_buffer *buffer;
        struct gpiod_line_request *request;
        struct taken *taken;
        int r;

        if (!settings || !line || !config)
                return -ENOMEM;
        r = settle_line(settings, wish);
        if (r < 0)
                return r;
        if (gpiod_line_config_add_line_settings(line, &wish->offset, 1, settings) < 0)
                return -errno;
        gpiod_request_config_set_consumer(config, GPIO_CONSUMER);
        gpiod_request_config_set_event_buffer_size(config, wish->is_output ? 0 : QUEUE_SIZE);
        buffer = gpiod_edge_event_buffer_new(GPIO_EDGES_MAX);
        if (!buffer)
                return -ENOMEM;
        request = gpiod_chip_request_lines(((struct chip *)of)->chip, config, line);
        if (!request) {
                r = -errno;
                gpiod_edge_event_buffer_free(buffer);
                return r;
        }
        taken = alloc_zero(1, sizeof(*taken));
        *taken = (struct taken){ .request = request, .buffer = buffer, .offset = wish->offset };
        *ret_taken = taken;
        return 0;
}

static int v2_fd(void *of) {
        return gpiod_line_request_get_fd(((struct taken *)of)->request);
}

static int v2_edges(void *of, struct gpio_edge *ret_edges) {
        struct taken *taken = of;
        int n = gpiod_line_request_read_edge_events(taken->request, taken->buffer, GPIO_EDGES_MAX);

        if (n < 0)
                return errno == EAGAIN || errno == EINTR ? 0 : -errno;
        for (int i = 0; i < n; i++) {
                struct gpiod_edge_event *event =
                        gpiod_edge_event_buffer_get_event(taken->buffer, (unsigned long)i);

                ret_edges[i] = (struct gpio_edge){
                        .high = gpiod_edge_event_get_event_type(event) ==
                                GPIOD_EDGE_EVENT_RISING_EDGE,
                        .mono_ns = (int64_t)gpiod_edge_event_get_timestamp_ns(event),
                        .number = (unsigned)gpiod_edge_event_get_line_seqno(event),
                };
        }
        return n;
}

static int v2_level(void *of) {
        const struct taken *taken = of;
        enum gpiod_line_value value = gpiod_line_request_get_value(taken->request, taken->offset);

        return value == GPIOD_LINE_VALUE_ERROR ? -errno : value == GPIOD_LINE_VALUE_ACTIVE;
}

static int v2_set(void *of, bool high) {
        const struct taken *taken = of;

        return gpiod_line_request_set_value(taken->request, taken->offset, value_of(high)) < 0
                       ? -errno
                       : 0;
}

const struct gpio_backend gpio_libgpiod = {
        .version = gpiod_api_version,
        .open = v2_open,
        .close = v2_close,
        .label = v2_label,
        .line_count = v2_line_count,
        .ping = v2_ping,
        .request = v2_take,
        .release = v2_release,
        .fd = v2_fd,
        .edges = v2_edges,
        .level = v2_level,
        .set = v2_set,
};

#endif
