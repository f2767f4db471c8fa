/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which chips there are, and how many lines one has, for who looks a configuration over on the board that it is for.
 */
#include "gpio_private.h"

int gpio_chip_lines_in(const struct gpio_world *world, const char *chip) {
        void *opened;
        int r = gpio_find(world, chip, &opened);

        if (r < 0)
                return r;
        r = (int)world->backend->line_count(opened);
        world->backend->close(opened);
        return r;
}

static const struct gpio_world here = { .backend = &gpio_libgpiod, .folder = "/dev" };

int gpio_chip_lines(const char *chip) {
        return gpio_chip_lines_in(&here, chip);
}

size_t gpio_chips(struct text_buffer *text) {
        return gpio_chips_in(&here, text);
}
