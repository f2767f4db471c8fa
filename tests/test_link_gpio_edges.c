/* SPDX-License-Identifier: Apache-2.0 */
/* Edges by an event loop: late, lost and in bursts. What is told is one word each, as in test_link_gpio.c. */
#include "gpio_world.h"

#include <stdlib.h>

#define MS   INT64_C(1000)
#define SOON 3 /* looks at everything */

static const struct gpio_line cord = { .chip = "gpiochip7", .offset = 0, .debounce_ms = 10 };
static const struct gpio_line relay = { .chip = "gpiochip7", .offset = 1, .active_low = true };

/* With a debounce that a busy machine does not outlast, and looks too rare to help. */
static const struct gpio_line slow_cord[] = { { .chip = "gpiochip7", .debounce_ms = 100 } };

static void start(const struct gpio_line *line) {
        sim_start(line, 1, "/nowhere");
        sim_check(1);
}

static void start_slow(void) {
        sim.check_us = 3600 * US_PER_S;
        start(slow_cord);
        assert_told("gpiochip7=ok line0=ok 0:off-first");
}

static void a_press_counts_when_it_has_lasted(void **state) {
        int64_t now_us;

        (void)state;
        start_slow();
        now_us = clock_boot_us();
        sim_pull(0, true, 0);
        sim_run(30 * MS);
        assert_told("");
        sim_run(80 * MS);
        assert_told("0:on-edge");
        assert_true(llabs(sim.told_us - now_us) <
                    5 * MS); /* its edge, and not when it was believed */
}

static void edges_during_the_debounce_put_it_off(void **state) {
        (void)state;
        start_slow();
        for (int i = 0; i < 10; i++) {
                sim_pull(0, true, 0);
                sim_run(8 * MS);
                sim_pull(0, false, 0);
                sim_run(8 * MS);
        }
        assert_told("");
        sim_pull(0, true, 0);
        sim_run(120 * MS);
        assert_told("0:on-edge");
}

static void edges_read_late_count_by_their_stamps(void **state) {
        int64_t now_us;

        (void)state;
        start_slow();
        sim_run(510 * MS);
        now_us = clock_boot_us();
        sim_pull(0, true, 500 * MS); /* since then the loop was elsewhere: a glitch … */
        sim_pull(0, false, 480 * MS);
        sim_pull(0, true, 400 * MS); /* … a press … */
        sim_pull(0, false, 200 * MS);
        sim_pull(0, true, 30 * MS); /* … and one that is young */
        sim_run(2 * MS);
        assert_told("0:on-edge 0:off-edge");
        assert_true(llabs(sim.told_us - (now_us - 200 * MS)) < 10 * MS);
        sim_run(80 * MS);
        assert_told("0:on-edge");
        assert_true(llabs(sim.told_us - (now_us - 30 * MS)) < 10 * MS);
}

static void what_lies_unread_is_told_when_lines_are_drained(void **state) {
        (void)state;
        start_slow();
        sim_run(510 * MS);
        sim_pull(0, true, 500 * MS);
        sim_pull(0, false, 300 * MS);
        sim_pull(0, true, 30 * MS); /* young: told by who takes the line next */
        gpio_drain(sim.gpio);
        assert_told("0:on-edge 0:off-edge");
}

static void zero_volt_is_active_where_the_line_says_so(void **state) {
        (void)state;
        sim.lines[1].high = true;
        start(&relay);
        assert_told("gpiochip7=ok line0=ok 0:off-first");
        sim_pull(1, false, 0);
        sim_run(MS);
        assert_told("0:on-edge");
        sim_pull(1, true, 0);
        sim_pull(1, false, 0);
        sim_run(MS);
        assert_told("0:off-edge 0:on-edge");
}

static void a_level_whose_edge_was_lost_is_found_by_reading(void **state) {
        (void)state;
        start(&cord);
        assert_told("gpiochip7=ok line0=ok 0:off-first");
        sim.lines[0].is_mute = true;
        sim_pull(0, true, 0);
        sim_check(SOON);
        assert_told("0:on-read");
}

static void a_stamp_from_the_future_is_taken_for_now(void **state) {
        (void)state;
        sim.lines[1].high = true;
        start(&relay);
        assert_told("gpiochip7=ok line0=ok 0:off-first");
        sim_pull(1, false, -1000000 * MS); /* as CLOCK_REALTIME would be */
        sim_run(MS);
        assert_told("0:on-edge"); /* sim_on_level compares its time with now */
}

static void bounce(unsigned edges, int64_t age_us) {
        for (unsigned i = 0; i < edges; i++)
                sim_pull(0, !sim.lines[0].high, age_us - i * MS);
}

/* 1.6 keeps the 16 edges of the bounces, and of the press nothing. */
static void a_press_behind_a_full_queue_is_told(void **state) {
        (void)state;
        start_slow();
        sim_run(510 * MS);
        bounce(16, 500 * MS);
        sim_pull(0, true, 450 * MS);
        sim_pull(0, false, 300 * MS);
        sim_run(20 * MS);
        assert_told("0:on-read");
        sim_run(100 * MS);
        assert_told("0:off-read");
}

/* 2.x keeps the 16 last edges of the release's bounces. */
static void a_press_before_a_full_queue_is_told(void **state) {
        (void)state;
        sim.version = 2;
        start_slow();
        sim_run(510 * MS);
        sim_pull(0, true, 500 * MS);
        bounce(17, 90 * MS);
        sim_run(2 * MS);
        assert_told("0:on-read");
        sim_run(110 * MS);
        assert_told("0:off-edge");
}

static void a_full_queue_that_is_read_at_once_tells_nothing(void **state) {
        (void)state;
        for (sim.version = 1; sim.version <= 2; sim.version++) {
                start_slow();
                bounce(20, 20 * MS);
                sim_run(120 * MS);
                assert_told("");
                assert_int_equal(sim_teardown(state), 0);
                sim.event = NULL;
        }
}

/* clang-format off */
static const struct burst {
        const char *says;
        int version, debounce_ms, edges;
        int64_t gap_us, run_every; /* between two edges; edges between two rounds of the loop, 0: none */
        bool first;                /* the first edge's level */
} bursts[] = {
        { "20 edges unread, 1.6, ends as it began", 1, 0, 20, 100, 0, true },
        { "21 edges unread, 1.6, ends pressed",     1, 0, 21, 100, 0, true },
        { "20 edges unread, 2.x, ends as it began", 2, 0, 20, 100, 0, true },
        { "21 edges unread, 2.x, ends pressed",     2, 0, 21, 100, 0, true },
        { "2000 edges unread, 1.6",                 1, 0, 2000, 10, 0, true },
        { "2001 edges unread, 1.6",                 1, 0, 2001, 10, 0, true },
        { "2000 edges unread, 2.x",                 2, 0, 2000, 10, 0, true },
        { "2001 edges unread, 2.x",                 2, 0, 2001, 10, 0, true },
        { "2000 edges read by and by, 1.6",         1, 0, 2000, 10, 7, true },
        { "2001 edges read too late, 1.6",          1, 0, 2001, 10, 40, true },
        { "2000 edges read by and by, 2.x",         2, 0, 2000, 10, 7, true },
        { "2001 edges read too late, 2.x",          2, 0, 2001, 10, 40, true },
        { "debounced: 20 pulses that lasted, 1.6",  1, 2, 40, 3000, 0, true },
        { "debounced: 20 pulses that lasted, 2.x",  2, 2, 40, 3000, 0, true },
        { "debounced: 21 edges, ends pressed, 1.6", 1, 5, 21, 100, 0, true },
        { "debounced: 21 edges, ends pressed, 2.x", 2, 5, 21, 100, 0, true },
        { "debounced: 2001, ends pressed, 1.6",     1, 5, 2001, 10, 40, true },
        { "debounced: 2001, ends pressed, 2.x",     2, 5, 2001, 10, 40, true },
};
/* clang-format on */

static void burst_runs(const struct burst *burst) {
        static struct gpio_line line;
        bool high = false;

        line = cord;
        line.debounce_ms = burst->debounce_ms;
        sim.version = burst->version;
        sim.check_us = 3600 * US_PER_S; /* no look each second heals what the edges missed */
        start(&line);
        assert_told("gpiochip7=ok line0=ok 0:off-first");
        for (int i = 0; i < burst->edges; i++) {
                int64_t age_us = burst->run_every ? 0 : (burst->edges - 1 - i) * burst->gap_us;

                high = burst->first != (i % 2 != 0);
                sim_pull(0, high, age_us);
                if (burst->run_every && i % burst->run_every == 0)
                        assert_true(sd_event_run(sim.event, 0) >= 0);
        }
        sim_run(10 * MS);
        if (sim.presses == 0 || sim.level != high)
                print_error("%s\n", burst->says);
        assert_true(sim.presses > 0);
        assert_int_equal(sim.level, high);
}

static void a_burst_loses_neither_the_call_nor_the_level(void **state) {
        for (size_t i = 0; i < ELEMENTS(bursts); i++) {
                burst_runs(&bursts[i]);
                assert_int_equal(sim_teardown(state), 0);
                assert_int_equal(sim_setup(state), 0);
        }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, sim_setup, sim_teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                TEST(a_press_counts_when_it_has_lasted),
                TEST(edges_during_the_debounce_put_it_off),
                TEST(edges_read_late_count_by_their_stamps),
                TEST(what_lies_unread_is_told_when_lines_are_drained),
                TEST(zero_volt_is_active_where_the_line_says_so),
                TEST(a_level_whose_edge_was_lost_is_found_by_reading),
                TEST(a_stamp_from_the_future_is_taken_for_now),
                TEST(a_press_behind_a_full_queue_is_told),
                TEST(a_press_before_a_full_queue_is_told),
                TEST(a_full_queue_that_is_read_at_once_tells_nothing),
                TEST(a_burst_loses_neither_the_call_nor_the_level),
        };

        return cmocka_run_group_tests_name("link/gpio edges", tests, NULL, NULL);
}
