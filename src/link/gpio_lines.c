/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many lines a chip has, for who looks a configuration over on the board that it is for.
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

int gpio_chip_lines(const char *chip) {
        const struct gpio_world world = { .backend = &gpio_libgpiod, .folder = "/dev" };

        return gpio_chip_lines_in(&world, chip);
}
