/* SPDX-License-Identifier: Apache-2.0 */
/* What `nattvakt check` says of lines that a chip does not have. The chips are made up here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpio.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "tool.h"

int gpio_chip_lines(const char *chip) {
        if (strcmp(chip, "here") == 0)
                return 8;
        return strcmp(chip, "locked") == 0 ? -EACCES : -ENODEV;
}

static bool has_chips;

size_t gpio_chips(struct text_buffer *text) {
        if (has_chips)
                text_append(text, "gpiochip0 (here), gpiochip1 (Permission denied)");
        return has_chips ? 2 : 0;
}

static struct gpio_line lines[] = {
        { .chip = "here", .offset = 7, .name = "last", .at_line = 10, .at_column = 5 },
        { .chip = "here", .offset = 8, .name = "beyond", .at_line = 11, .at_column = 5 },
        { .chip = "away", .offset = 900, .name = "one", .at_line = 12, .at_column = 5 },
        { .chip = "away", .offset = 901, .name = "two", .at_line = 13, .at_column = 5 },
        { .chip = "locked", .offset = 1, .name = "three", .at_line = 14, .at_column = 5 },
};

static void a_line_beyond_its_chip_is_a_fault_and_a_chip_elsewhere_a_note(void **state) {
        struct configuration configuration = {
                .settings = { .lines = lines, .line_count = ELEMENTS(lines) },
        };
        struct config_faults faults = { 0 };
        struct text_buffer notes = { 0 }, text = { 0 };

        (void)state;
        assert_int_equal(tool_check_lines(&configuration, &faults, &notes), 1);
        config_faults_text(&faults, &text);
        assert_string_equal(text.data,
                            "nattvakt.yaml:11:5: 'beyond': here has no line 8 on this machine: it "
                            "has 8, from 0 to 7; see gpioinfo\n");
        assert_string_equal(
                notes.data,
                "note: nattvakt.yaml:12:5: no GPIO chip on this machine is called 'away', by name "
                "or "
                "label: it has none; nattvaktd would look for it until it comes\n"
                "note: nattvakt.yaml:14:5: the GPIO chip 'locked' could not be asked for its lines "
                "(Permission denied)\n");
        text_buffer_done(&text);
        text_buffer_done(&notes);
        config_faults_done(&faults);
}

static void a_chip_elsewhere_is_told_with_those_that_are_here(void **state) {
        struct configuration configuration = {
                .settings = { .lines = &lines[2], .line_count = 1 },
        };
        struct config_faults faults = { 0 };
        struct text_buffer notes = { 0 };

        (void)state;
        has_chips = true;
        assert_int_equal(tool_check_lines(&configuration, &faults, &notes), 0);
        has_chips = false;
        assert_string_equal(notes.data, "note: nattvakt.yaml:12:5: no GPIO chip on this machine is "
                                        "called 'away', by name or "
                                        "label: it has gpiochip0 (here), gpiochip1 (Permission "
                                        "denied); nattvaktd would look for it "
                                        "until it comes\n");
        text_buffer_done(&notes);
}

static void without_lines_nothing_is_said(void **state) {
        struct configuration configuration = { .settings = { .line_count = 0 } };
        struct config_faults faults = { 0 };
        struct text_buffer notes = { 0 };

        (void)state;
        assert_int_equal(tool_check_lines(&configuration, &faults, &notes), 0);
        assert_int_equal(faults.count, 0);
        assert_null(notes.data);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_line_beyond_its_chip_is_a_fault_and_a_chip_elsewhere_a_note),
                cmocka_unit_test(a_chip_elsewhere_is_told_with_those_that_are_here),
                cmocka_unit_test(without_lines_nothing_is_said),
        };

        return cmocka_run_group_tests_name("app/check_lines", tests, NULL, NULL);
}
