/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chips that come and go, lines that others hold, outputs. What is told is one word each: "0:on-edge" is
 * the level of line 0.
 */
#include "gpio_world.h"

#include <stdlib.h>
#include <sys/stat.h>

#define SOON 3 /* looks at everything */

/* A node's name is tried before a label. */
/* clang-format off */
#define CORD     { .chip = "gpiochip7", .name = "room-12/cord", .offset = 0, .debounce_ms = 10 }
#define RELAY    { .chip = "gpiochip7", .name = "room-13/relay", .offset = 1, .active_low = true }
#define LAMP     { .chip = "gpiochip7", .name = "corridor/lamp", .offset = 2, .is_output = true }
#define LOW_LAMP { .chip = "gpiochip7", .name = "corridor/buzzer", .offset = 3, .is_output = true, \
                   .active_low = true }
#define BEYOND   { .chip = "gpiochip7", .name = "room-99/cord", .offset = SIM_LINES }
#define LABELLED { .chip = "simulated", .name = "room-12/cord", .offset = 0, .debounce_ms = 10 }
/* clang-format on */

static const struct gpio_line cord = CORD, lamp = LAMP, labelled = LABELLED;

static void start(const struct gpio_line *line) {
        sim_start(line, 1, "/nowhere");
        sim_check(1);
}

static void a_line_is_taken_and_its_level_told(void **state) {
        (void)state;
        sim.lines[0].high = true;
        start(&cord);
        assert_told("gpiochip7=ok line0=ok 0:on-first");
        sim_check(SOON);
        assert_told("");
}

static void a_chip_that_is_away_is_told_once_and_found_when_it_comes(void **state) {
        (void)state;
        sim.there = false;
        start(&cord);
        assert_told("gpiochip7=ENODEV");
        sim_check(SOON);
        assert_told("");
        assert_true(sim.tries >= 3);
        sim.there = true;
        sim_check(SOON);
        assert_told("gpiochip7=ok line0=ok 0:off-first");
}

static void a_chip_is_found_by_its_label(void **state) {
        char folder[] = "/tmp/nattvakt-gpio-XXXXXX", node[64];
        FILE *file;

        (void)state;
        assert_non_null(mkdtemp(folder));
        for (int i = 6; i < 8; i++) {
                (void)snprintf(node, sizeof(node), "%s/gpiochip%d", folder, i);
                file = fopen(node, "w");
                assert_non_null(file);
                (void)fclose(file);
        }
        sim.open_error = -EACCES;
        sim_start(&labelled, 1, folder);
        sim_check(1);
        assert_told("simulated=EACCES");
        sim.open_error = 0;
        sim_check(SOON);
        assert_told("simulated=ok line0=ok 0:off-first");
        sim_unplug(true);
        sim_check(SOON);
        assert_told("simulated=ENODEV");

        for (int i = 6; i < 8; i++) {
                (void)snprintf(node, sizeof(node), "%s/gpiochip%d", folder, i);
                (void)unlink(node);
        }
        (void)rmdir(folder);
}

static void a_chip_that_may_not_be_opened_says_why(void **state) {
        (void)state;
        sim.open_error = -EPERM;
        start(&cord);
        assert_told("gpiochip7=EPERM");
        sim_check(SOON);
        assert_told("");
        sim.there = false;
        sim_check(SOON);
        assert_told("gpiochip7=ENODEV");
}

static void a_line_that_another_program_holds_is_taken_when_it_is_free(void **state) {
        (void)state;
        sim.lines[0].busy = true;
        start(&cord);
        assert_told("gpiochip7=ok line0=EBUSY");
        sim_check(SOON);
        assert_told("");
        sim.lines[0].busy = false;
        sim_check(SOON);
        assert_told("line0=ok 0:off-first");
}

static void a_line_beyond_the_chip_is_told_once(void **state) {
        static const struct gpio_line lines[] = { BEYOND, CORD };

        (void)state;
        sim_start(lines, ELEMENTS(lines), "/nowhere");
        sim_check(SOON);
        assert_told("gpiochip7=ok line0=ERANGE line1=ok 1:off-first");
}

/* The kernel says ENODEV of a line whose pin has no interrupt, too. */
static void a_line_that_cannot_interrupt_does_not_cost_the_chip(void **state) {
        static const struct gpio_line lines[] = { CORD, RELAY };

        (void)state;
        sim.lines[0].error = -ENODEV;
        sim.lines[1].high = true;
        sim_start(lines, ELEMENTS(lines), "/nowhere");
        sim_check(SOON);
        assert_told("gpiochip7=ok line0=ENXIO line1=ok 1:off-first");
}

static void a_line_that_fails_is_let_go_and_taken_again(void **state) {
        (void)state;
        start(&cord);
        assert_told("gpiochip7=ok line0=ok 0:off-first");
        sim.lines[0].error = -EIO;
        sim_pull(0, true, 0);
        sim_check(SOON);
        assert_told("line0=EIO");
        sim.lines[0].error = 0;
        sim_check(SOON);
        assert_told("line0=ok 0:on-first");
}

static void hang_up(bool says) {
        static const struct gpio_line lines[] = { CORD, RELAY };
        unsigned rounds;

        sim_start(lines, ELEMENTS(lines), "/nowhere");
        sim.lines[1].high = true;
        sim_check(1);
        assert_told("gpiochip7=ok line0=ok 0:off-first line1=ok 1:off-first");

        sim_unplug(says);
        rounds = sim_check(10);
        assert_told("gpiochip7=ENODEV");
        assert_int_equal(sim.opened, 0); /* else the kernel keeps its number */
        assert_true(rounds < 30);        /* one a check, and not as fast as it can */

        sim.lines[0].high = true;
        sim.there = true;
        sim_check(SOON);
        assert_told("gpiochip7=ok 0:on-first 1:off-first");
}

static void a_chip_that_hangs_up_is_told_once_and_taken_again(void **state) {
        (void)state;
        hang_up(true);
}

static void a_chip_that_goes_without_a_word_is_missed_at_the_next_check(void **state) {
        (void)state;
        hang_up(false);
}

static void a_line_that_hangs_up_alone_does_not_spin(void **state) {
        (void)state;
        start(&cord);
        assert_told("gpiochip7=ok line0=ok 0:off-first");
        sim_unplug(true);
        sim.there = true; /* back before anybody looked: only its old descriptor is dead */
        assert_true(sim_check(SOON) < 20);
        assert_told("line0=ENXIO line0=ok 0:off-first");
}

static void an_output_begins_inactive_and_ends_so(void **state) {
        static const struct gpio_line lines[] = { LAMP, LOW_LAMP };

        (void)state;
        sim.lines[2].high = true;
        sim_start(lines, ELEMENTS(lines), "/nowhere");
        sim_check(1);
        assert_told("gpiochip7=ok line0=ok line1=ok");
        assert_false(sim.lines[2].high);
        assert_true(sim.lines[3].high); /* 0 V is active */

        gpio_set(sim.gpio, 0, true);
        gpio_set(sim.gpio, 1, true);
        gpio_set(sim.gpio, 1, true);
        assert_true(sim.lines[2].high && !sim.lines[3].high);
        assert_int_equal(sim.lines[3].sets, 1); /* the second said nothing new */
        gpio_free(take(sim.gpio));
        assert_true(!sim.lines[2].high && sim.lines[3].high);
}

static void what_an_output_should_show_outlives_its_chip(void **state) {
        (void)state;
        start(&lamp);
        gpio_set(sim.gpio, 0, true);
        assert_told("gpiochip7=ok line0=ok");
        sim_unplug(false);
        sim_check(SOON);
        assert_told("gpiochip7=ENODEV");
        sim.lines[2].high = false;
        sim.there = true;
        sim_check(SOON);
        assert_told("gpiochip7=ok");
        assert_true(sim.lines[2].high);
        assert_true(sim.lines[2].wish.high); /* at once, not dark first */

        sim_unplug(false);
        gpio_set(sim.gpio, 0, false); /* nobody knows yet that it is gone */
        assert_told("");
        sim_run(US_PER_MS);
        assert_told("gpiochip7=ENODEV");
        sim.there = true;
        sim_check(SOON);
        assert_false(sim.lines[2].high);
}

static void an_output_that_cannot_be_driven_now_is_driven_later(void **state) {
        (void)state;
        start(&lamp);
        assert_told("gpiochip7=ok line0=ok");
        sim.lines[2].error = -EIO;
        gpio_set(sim.gpio, 0, true);
        sim_check(SOON);
        assert_told("line0=EIO");
        sim.lines[2].error = 0;
        sim_check(SOON);
        assert_told("line0=ok");
        assert_true(sim.lines[2].high);
}

static void without_lines_there_is_nothing_to_do(void **state) {
        (void)state;
        sim_start(NULL, 0, "/nowhere");
        sim_run(US_PER_MS);
        assert_told("");
        assert_true(strlen(gpio_library()) >= strlen("2.1"));
        gpio_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, sim_setup, sim_teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                TEST(a_line_is_taken_and_its_level_told),
                TEST(a_chip_that_is_away_is_told_once_and_found_when_it_comes),
                TEST(a_chip_is_found_by_its_label),
                TEST(a_chip_that_may_not_be_opened_says_why),
                TEST(a_line_that_another_program_holds_is_taken_when_it_is_free),
                TEST(a_line_beyond_the_chip_is_told_once),
                TEST(a_line_that_cannot_interrupt_does_not_cost_the_chip),
                TEST(a_line_that_fails_is_let_go_and_taken_again),
                TEST(a_chip_that_hangs_up_is_told_once_and_taken_again),
                TEST(a_chip_that_goes_without_a_word_is_missed_at_the_next_check),
                TEST(a_line_that_hangs_up_alone_does_not_spin),
                TEST(an_output_begins_inactive_and_ends_so),
                TEST(what_an_output_should_show_outlives_its_chip),
                TEST(an_output_that_cannot_be_driven_now_is_driven_later),
                TEST(without_lines_there_is_nothing_to_do),
        };

        return cmocka_run_group_tests_name("link/gpio", tests, NULL, NULL);
}
