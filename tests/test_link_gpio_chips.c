/* SPDX-License-Identifier: Apache-2.0 */
/* Which chips a machine has, as people are told: by name and label, in the order of their numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gpio_private.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

static int open_count;

/* 2 is another's, 7 went between the look into the folder and this; the others open. */
static int open_chip(const char *path, void **ret_chip) {
        if (text_ends_with(path, "/gpiochip7"))
                return -ENOENT;
        if (text_ends_with(path, "/gpiochip2"))
                return -EACCES;
        open_count++;
        *ret_chip = strdup(strrchr(path, '/') + 1);
        return 0;
}

static void close_chip(void *chip) {
        open_count--;
        free(chip);
}

static const char *label_of(void *chip) {
        return strcmp(chip, "gpiochip0") == 0 ? "pinctrl" : "expander";
}

static const struct gpio_backend backend = { .open = open_chip,
                                             .close = close_chip,
                                             .label = label_of };

static void names_each_with_its_label(void **state) {
        static const char *const nodes[] = { "gpiochip10", "gpiochip0", "gpiochip2", "gpiochip7",
                                             "null" };
        char folder[] = "/tmp/nattvakt-chips-XXXXXX", path[64];
        _cleanup_(text_buffer_done) struct text_buffer text = { 0 };
        const struct gpio_world world = { .backend = &backend, .folder = folder };

        (void)state;
        assert_non_null(mkdtemp(folder));
        assert_int_equal(gpio_chips_in(&world, &text), 0);
        assert_null(text.data);
        for (size_t i = 0; i < ELEMENTS(nodes); i++) {
                FILE *file;

                snprintf(path, sizeof(path), "%s/%s", folder, nodes[i]);
                file = fopen(path, "we");
                assert_non_null(file);
                fclose(file);
        }
        assert_int_equal(gpio_chips_in(&world, &text), 3);
        assert_string_equal(
                text.data,
                "gpiochip0 (pinctrl), gpiochip2 (Permission denied), gpiochip10 (expander)");
        assert_int_equal(open_count, 0);
        for (size_t i = 0; i < ELEMENTS(nodes); i++) {
                snprintf(path, sizeof(path), "%s/%s", folder, nodes[i]);
                unlink(path);
        }
        rmdir(folder);
}

static void a_folder_that_is_not_there_has_none(void **state) {
        const struct gpio_world world = { .backend = &backend, .folder = "/nonexistent" };
        struct text_buffer text = { 0 };

        (void)state;
        assert_int_equal(gpio_chips_in(&world, &text), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(names_each_with_its_label),
                cmocka_unit_test(a_folder_that_is_not_there_has_none),
        };

        return cmocka_run_group_tests_name("link/gpio_chips", tests, NULL, NULL);
}
