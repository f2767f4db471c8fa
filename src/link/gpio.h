/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * GPIO lines through the kernel's character device, with libgpiod 1.6 or 2.x. What is wrong with a line or
 * a chip is told and tried again for ever: chips are unplugged and come back, other programs hold lines.
 *
 * An input's level is told once it has lasted for its debounce time, reckoned on the edges' own time
 * stamps. The kernel keeps few unread edges of a line (16, or 64 with 2.x) and drops the rest, so after edges,
 * and once a second, the level itself is read: a level that stands is never missed, however many edges were.
 * Where edges were dropped, a level that may have lasted in between is told.
 */

#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "nattvakt/line.h"
#include "nattvakt/text.h"

#define GPIO_CHECK_US INT64_C(1000000) /* levels are read, and what failed is tried, so often */

struct gpio;

enum gpio_news {
        GPIO_NEWS_FIRST, /* the level found when the line was taken: at start, reload, a chip's return */
        GPIO_NEWS_EDGE, /* it changed, and its edge was seen */
        GPIO_NEWS_READ, /* it changed, or may have, but its edge was not seen; boot_us: when at the latest */
};

/* Called from the event loop only. @line is an index into the lines of gpio_new. */
struct gpio_handlers {
        /** An input's level; @active as its polarity has it. @boot_us: CLOCK_BOOTTIME, when it became so. */
        void (*level)(void *userdata, size_t line, bool active, int64_t boot_us,
                      enum gpio_news news);

        /**
         * A line, input or output, works (@error 0) or does not: -EBUSY another program holds it, -ERANGE the
         * chip has no such line, -ENXIO the kernel cannot tell of its edges, or another -errno. Told at the
         * first try and at each change. Not told of the lines of a chip that is gone.
         */
        void (*line)(void *userdata, size_t line, int error);

        /** A chip is there (@error 0) or not (-ENODEV; -EACCES …). Told at the first try and at each change. */
        void (*chip)(void *userdata, const char *chip, int error);
};

/**
 * @lines are borrowed and outlive it. Nothing is touched before gpio_attach; outputs begin inactive.
 * The caller owns *ret_gpio.
 */
void gpio_new(const struct gpio_line *lines, size_t count, const struct gpio_handlers *handlers,
              void *userdata, struct gpio **ret_gpio);

/**
 * Takes the lines and begins to listen; first tries are told from the loop, not from here. Takes a
 * reference on @event. Returns 0 or -errno of the event loop (never of a chip).
 */
int gpio_attach(struct gpio *gpio, sd_event *event);

/** Drives output @line. What cannot be driven now is driven when its chip or line comes back. */
void gpio_set(struct gpio *gpio, size_t line, bool active);

/** How many lines the chip @chip (its name or label) has, touching none; -ENODEV: none here is called so; -EACCES … */
int gpio_chip_lines(const char *chip);

/** Appends this machine's chips, "gpiochip0 (its label), gpiochip1 (…)", touching none. Returns how many. */
size_t gpio_chips(struct text_buffer *text);

/** Which libgpiod it was built with: "1.6.3". */
const char *gpio_library(void);

/** Reads all inputs and tells what counts by now: what happened before they are let go is told. */
void gpio_drain(struct gpio *gpio);

/** Lets go of all lines; outputs are set inactive first. @gpio may be NULL. */
void gpio_free(struct gpio *gpio);
void gpio_freep(struct gpio **gpio);
