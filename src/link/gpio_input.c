/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An input: its edges, then its level. The level is read each time that the edges have been: with 1.6
 * nothing else tells that edges are missing but a full queue or two equal edges, and a reading is one ioctl.
 * What the kernel does with edges (drivers/gpio/gpiolib-cdev.c 6.1, include/uapi/linux/gpio.h), measured
 * on a simulated chip:
 *   - the first interface (libgpiod 1.6) keeps the oldest 16 of a line and drops the rest, without a number:
 *     after 16 at once the next may be missing;
 *   - the second (libgpiod 2.x) drops the oldest, and numbers each line's edges: a gap in them is a loss
 *     before the edge that has the next number;
 *   - stamps are CLOCK_MONOTONIC; kernels before 5.7 gave the first interface CLOCK_REALTIME
 *     (Documentation/admin-guide/gpio, libgpiod 1.6 NEWS): a stamp from the future is taken for now;
 *   - read() honours O_NONBLOCK; of a chip that was removed it returns ENODEV, poll() EPOLLHUP | EPOLLERR.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>

#include "clock.h"
#include "gpio_private.h"
#include "nattvakt/times.h"

#define BATCHES_MAX \
        8 /* in one dispatch: a line that never rests must not keep the others waiting */
#define NS_PER_US 1000

static void tell(struct pin *pin, const struct debounce_news *news, size_t count) {
        const struct gpio *gpio = pin->gpio;

        for (size_t i = 0; i < count; i++)
                gpio->handlers.level(gpio->userdata, (size_t)(pin - gpio->pins), news[i].active,
                                     news[i].at_us,
                                     news[i].is_read ? GPIO_NEWS_READ : GPIO_NEWS_EDGE);
}

static bool is_active(const struct pin *pin, bool high) {
        return high != pin->line->active_low;
}

static void hear(struct pin *pin, const struct gpio_edge *edges, size_t count) {
        int64_t now_us = clock_boot_us();
        int64_t start_us =
                clock_boot_of_monotonic(0); /* one for all, or they could change places */

        for (size_t i = 0; i < count; i++) {
                struct debounce_news news[DEBOUNCE_NEWS_MAX];
                struct debounce_edge edge = {
                        .active = is_active(pin, edges[i].high),
                        .lost = pin->lost,
                        .at_us = start_us + edges[i].mono_ns / NS_PER_US,
                };

                if (edges[i].number > 0 && edges[i].number != pin->number + 1)
                        edge.lost = true;
                if (edge.at_us > now_us)
                        edge.at_us = now_us;
                pin->number = edges[i].number;
                pin->lost = false;
                tell(pin, news, debounce_edge(&pin->debounce, &edge, news));
        }
        pin->lost = pin->number == 0 && count == GPIO_EDGES_MAX;
}

/* Returns 1 when there are no more edges, 0 when there may be. */
static int drain(struct pin *pin) {
        for (int i = 0; i < BATCHES_MAX; i++) {
                struct gpio_edge edges[GPIO_EDGES_MAX];
                int n = pin->gpio->world.backend->edges(pin->taken, edges);

                if (n < 0)
                        return n;
                if (n > 0)
                        hear(pin, edges, (size_t)n);
                if (n < GPIO_EDGES_MAX)
                        return 1;
        }
        return 0;
}

int gpio_input_read(struct pin *pin) {
        struct debounce_news news[DEBOUNCE_NEWS_MAX];
        int64_t now_us;
        int level, r = drain(pin);

        if (r <= 0)
                return r;
        level = pin->gpio->world.backend->level(pin->taken);
        if (level < 0)
                return level;

        now_us = clock_boot_us(); /* after the reading: a later stamp is of a later edge */
        tell(pin, news,
             debounce_read(&pin->debounce, is_active(pin, level), now_us, pin->lost, news));
        pin->lost = false;
        tell(pin, news, debounce_due(&pin->debounce, now_us, news));
        return 0;
}

static int on_edges(sd_event_source *source, int fd, uint32_t revents, void *userdata) {
        struct pin *pin = userdata;
        struct gpio *gpio = pin->gpio;
        int r = gpio_input_read(pin);

        (void)source;
        (void)fd;
        if (r >= 0 && (revents & (EPOLLHUP | EPOLLERR)))
                r = -ENODEV;
        if (r < 0)
                gpio_fail(pin, r);
        gpio_arm(gpio);
        return 0;
}

int gpio_input_start(struct pin *pin) {
        struct gpio *gpio = pin->gpio;
        int fd = gpio->world.backend->fd(pin->taken), flags = fcntl(fd, F_GETFL);
        int64_t now_us;
        int level, r;

        if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
                return -errno;
        r = sd_event_add_io(gpio->event, &pin->io, fd, EPOLLIN, on_edges, pin);
        if (r < 0)
                return r;
        level = gpio->world.backend->level(pin->taken);
        if (level < 0)
                return level;

        now_us = clock_boot_us();
        pin->number = 0;
        pin->lost = false;
        debounce_start(&pin->debounce, pin->line->debounce_ms * US_PER_MS, is_active(pin, level),
                       now_us);
        return 0;
}
