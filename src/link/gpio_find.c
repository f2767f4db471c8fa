/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A chip is wanted by its node's name, which the order of discovery decides, or by its label, which the
 * driver or the device tree sets. The name is tried first. Of several chips with the same label the one
 * with the lowest number is taken: that is at least always the same one.
 *
 * A chip that may not be opened (EACCES) may be the one that is wanted: so that is what is said when no
 * other is.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpio_private.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

struct nodes {
        struct dirent **list;
        int count;
};

static void nodes_done(struct nodes *nodes) {
        for (int i = 0; i < nodes->count; i++)
                free(nodes->list[i]);
        free(nodes->list);
}

static int is_chip(const struct dirent *node) {
        return text_starts_with(node->d_name, "gpiochip");
}

static int open_node(const struct gpio_world *world, const char *name, void **ret_chip) {
        char path[PATH_MAX];
        int n = snprintf(path, sizeof(path), "%s/%s", world->folder, name);

        if (n >= (int)sizeof(path))
                return -ENAMETOOLONG;
        return world->backend->open(path, ret_chip);
}

int gpio_find(const struct gpio_world *world, const char *name, void **ret_chip) {
        _cleanup_(nodes_done) struct nodes nodes = { 0 };
        int r = strchr(name, '/') ? -ENOENT : open_node(world, name, ret_chip);
        int error = -ENODEV;

        if (r != -ENOENT)
                return r;

        nodes.count = scandir(world->folder, &nodes.list, is_chip, versionsort);
        for (int i = 0; i < nodes.count; i++) {
                void *chip;

                r = open_node(world, nodes.list[i]->d_name, &chip);
                if (r == -EACCES || r == -EPERM)
                        error = r;
                if (r < 0)
                        continue;
                if (text_equal(world->backend->label(chip), name)) {
                        *ret_chip = chip;
                        return 0;
                }
                world->backend->close(chip);
        }
        return error;
}

size_t gpio_chips_in(const struct gpio_world *world, struct text_buffer *text) {
        _cleanup_(nodes_done) struct nodes nodes = { 0 };
        size_t count = 0;

        nodes.count = scandir(world->folder, &nodes.list, is_chip, versionsort);
        for (int i = 0; i < nodes.count; i++) {
                void *chip;
                int r = open_node(world, nodes.list[i]->d_name, &chip);

                if (r == -ENOENT)
                        continue;
                text_appendf(text, "%s%s (%s)", count ? ", " : "", nodes.list[i]->d_name,
                             r < 0 ? strerror(-r) : world->backend->label(chip));
                count++;
                if (r >= 0)
                        world->backend->close(chip);
        }
        return count;
}
