/* SPDX-License-Identifier: Apache-2.0 */
/* What lamps and buzzers tell of tasks and of the gateway, and their rhythms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "lamp.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"

#define NOW_US (INT64_C(1793570400) * US_PER_S)

#define IN_EAST .department = "east", .place = "room-1"
#define ASAP    IN_EAST, .priority = TASK_PRIORITY_ASAP
#define STAT    IN_EAST, .priority = TASK_PRIORITY_STAT

static const struct gpio_line corridor = { .is_output = true,
                                           .output = LINE_OUTPUT_OPEN_TASK,
                                           .department = "east" };
static const struct gpio_line other_corridor = { .is_output = true,
                                                 .output = LINE_OUTPUT_OPEN_TASK,
                                                 .department = "west" };
static const struct gpio_line door = {
        .is_output = true, .output = LINE_OUTPUT_OPEN_TASK, .department = "east", .place = "room-1"
};
static const struct gpio_line other_door = {
        .is_output = true, .output = LINE_OUTPUT_OPEN_TASK, .department = "east", .place = "room-2"
};
static const struct gpio_line house = { .is_output = true, .output = LINE_OUTPUT_OPEN_TASK };
static const struct gpio_line buzzer = { .is_output = true,
                                         .output = LINE_OUTPUT_BUZZER,
                                         .department = "east" };
static const struct gpio_line status = { .is_output = true, .output = LINE_OUTPUT_STATUS };

/* clang-format off */
static const struct {
        const char *says;
        const struct gpio_line *line;
        struct task task;
        struct lamp_gateway gateway;
        enum lamp_pattern pattern;
} cases[] = {
        { "a task that waits lights its department's lamp", &corridor, { ASAP }, { 0 }, LAMP_PATTERN_STEADY },
        { "… and no other's", &other_corridor, { ASAP }, { 0 }, LAMP_PATTERN_DARK },
        { "… and its own door's", &door, { ASAP }, { 0 }, LAMP_PATTERN_STEADY },
        { "… and no other door's", &other_door, { ASAP }, { 0 }, LAMP_PATTERN_DARK },
        { "… and that of the whole house", &house, { ASAP }, { 0 }, LAMP_PATTERN_STEADY },
        { "… and no buzzer", &buzzer, { ASAP }, { 0 }, LAMP_PATTERN_DARK },
        { "what was received still waits", &corridor, { ASAP, .state = TASK_STATE_RECEIVED }, { 0 }, LAMP_PATTERN_STEADY },
        { "accepted is dark", &corridor, { STAT, .state = TASK_STATE_ACCEPTED }, { 0 }, LAMP_PATTERN_DARK },
        { "begun is dark", &corridor, { STAT, .state = TASK_STATE_IN_PROGRESS }, { 0 }, LAMP_PATTERN_DARK },
        { "what waits for a second look is dark", &corridor, { ASAP, .state = TASK_STATE_ON_HOLD }, { 0 }, LAMP_PATTERN_DARK },
        { "done is dark", &corridor, { STAT, .state = TASK_STATE_COMPLETED }, { 0 }, LAMP_PATTERN_DARK },
        { "a stat task blinks", &corridor, { STAT }, { 0 }, LAMP_PATTERN_BLINK },
        { "… and beeps", &buzzer, { STAT }, { 0 }, LAMP_PATTERN_BLINK },
        { "… until it is accepted", &buzzer, { STAT, .state = TASK_STATE_ACCEPTED }, { 0 }, LAMP_PATTERN_DARK },
        { "an escalated task blinks", &corridor, { ASAP, .step = 1 }, { 0 }, LAMP_PATTERN_BLINK },
        { "an overdue one too", &corridor, { ASAP, .overdue = true }, { 0 }, LAMP_PATTERN_BLINK },
        { "its time to be accepted is not over", &corridor, { ASAP, .accept_by_us = NOW_US + 1 }, { 0 }, LAMP_PATTERN_STEADY },
        { "… and now it is", &corridor, { ASAP, .accept_by_us = NOW_US }, { 0 }, LAMP_PATTERN_BLINK },
        { "a planned task waits in the dark", &corridor, { ASAP, .planned = true }, { 0 }, LAMP_PATTERN_DARK },
        { "… until it is overdue", &corridor, { ASAP, .planned = true, .overdue = true }, { 0 }, LAMP_PATTERN_BLINK },
        { "a planned one does not beep", &buzzer, { STAT, .planned = true }, { 0 }, LAMP_PATTERN_DARK },
        { "deaf without a task", &corridor, { ASAP, .state = TASK_STATE_ACCEPTED }, { .deaf = true }, LAMP_PATTERN_DEAF },
        { "a task is more than deafness", &corridor, { ASAP }, { .deaf = true }, LAMP_PATTERN_STEADY },
        { "a deaf buzzer chirps", &buzzer, { ASAP }, { .deaf = true }, LAMP_PATTERN_DEAF },
        { "trouble of the gateway is no task", &corridor, { ASAP, .state = TASK_STATE_ACCEPTED }, { .trouble = true }, LAMP_PATTERN_DARK },
        { "what cannot be written is told by every lamp", &other_corridor, { ASAP }, { .trouble = true, .urgent_unwritten = true }, LAMP_PATTERN_BLINK },
        { "… and by every buzzer, though deaf", &buzzer, { ASAP }, { .deaf = true, .urgent_unwritten = true }, LAMP_PATTERN_BLINK },
        { "all is well", &status, { STAT }, { 0 }, LAMP_PATTERN_STEADY },
        { "trouble", &status, { STAT }, { .trouble = true }, LAMP_PATTERN_BLINK },
        { "deaf is the worst", &status, { STAT }, { .deaf = true, .trouble = true, .urgent_unwritten = true }, LAMP_PATTERN_DEAF },
};
/* clang-format on */

static void each_output_tells_what_it_is_for(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const struct task *open[] = { &cases[i].task };
                struct lamp_gateway gateway = cases[i].gateway;
                enum lamp_pattern pattern;

                gateway.now_us = NOW_US;
                pattern = lamp_pattern_of(cases[i].line, open, 1, &gateway);
                if (pattern != cases[i].pattern)
                        fail_msg("%s: %s", cases[i].says, lamp_pattern_word(pattern));
        }
}

static void without_tasks_all_is_dark_but_the_status(void **state) {
        const struct lamp_gateway gateway = { .now_us = NOW_US };

        (void)state;
        assert_int_equal(lamp_pattern_of(&corridor, NULL, 0, &gateway), LAMP_PATTERN_DARK);
        assert_int_equal(lamp_pattern_of(&buzzer, NULL, 0, &gateway), LAMP_PATTERN_DARK);
        assert_int_equal(lamp_pattern_of(&status, NULL, 0, &gateway), LAMP_PATTERN_STEADY);
}

static void the_most_urgent_of_several_counts(void **state) {
        const struct task steady = { ASAP }, hurried = { STAT },
                          taken = { STAT, .state = TASK_STATE_ACCEPTED };
        const struct task *open[] = { &taken, &steady, &hurried, &steady };
        const struct lamp_gateway gateway = { .now_us = NOW_US };

        (void)state;
        assert_int_equal(lamp_pattern_of(&corridor, open, 4, &gateway), LAMP_PATTERN_BLINK);
        assert_int_equal(lamp_pattern_of(&corridor, open, 2, &gateway), LAMP_PATTERN_STEADY);
        assert_int_equal(lamp_pattern_of(&corridor, open, 1, &gateway), LAMP_PATTERN_DARK);
}

static void the_next_deadline_is_the_first_of_those_that_wait(void **state) {
        const struct task late = { ASAP, .accept_by_us = NOW_US }, none = { ASAP },
                          soon = { ASAP, .accept_by_us = NOW_US + 5 },
                          later = { ASAP, .accept_by_us = NOW_US + 9 },
                          taken = { ASAP, .state = TASK_STATE_ACCEPTED,
                                    .accept_by_us = NOW_US + 1 };
        const struct task *open[] = { &late, &none, &taken, &later, &soon };

        (void)state;
        assert_int_equal(lamp_next_us(open, 5, NOW_US), NOW_US + 5);
        assert_int_equal(lamp_next_us(open, 4, NOW_US), NOW_US + 9);
        assert_true(lamp_next_us(open, 3, NOW_US) == TIME_NEVER);
}

/* Each change within the first @ms of a pattern, as "lit-from lit-to, …" in ms. */
static void assert_runs(enum lamp_pattern pattern, enum line_output output, int64_t ms,
                        const char *wanted) {
        _cleanup_(text_buffer_done) struct text_buffer text = { 0 };
        int64_t at_us = NOW_US, until_us;

        text_append(&text, "");
        while (at_us < NOW_US + ms * US_PER_MS) {
                bool lit = lamp_is_lit(pattern, output, NOW_US, at_us, &until_us);

                if (until_us == TIME_NEVER) {
                        text_append(&text, lit ? "ever" : "never");
                        break;
                }
                assert_true(until_us > at_us);
                if (lit)
                        text_appendf(&text, "%lld-%lld ", (long long)((at_us - NOW_US) / US_PER_MS),
                                     (long long)((until_us - NOW_US) / US_PER_MS));
                at_us = until_us;
        }
        assert_string_equal(text.data, wanted);
}

static void patterns_run_in_their_rhythm(void **state) {
        (void)state;
        assert_runs(LAMP_PATTERN_DARK, LINE_OUTPUT_OPEN_TASK, 1000, "never");
        assert_runs(LAMP_PATTERN_DARK, LINE_OUTPUT_BUZZER, 1000, "never");
        assert_runs(LAMP_PATTERN_STEADY, LINE_OUTPUT_STATUS, 1000, "ever");
        assert_runs(LAMP_PATTERN_BLINK, LINE_OUTPUT_OPEN_TASK, 2000, "0-500 1000-1500 ");
        assert_runs(LAMP_PATTERN_BLINK, LINE_OUTPUT_STATUS, 1000, "0-500 ");
        assert_runs(LAMP_PATTERN_DEAF, LINE_OUTPUT_OPEN_TASK, 4000,
                    "0-100 300-400 2000-2100 2300-2400 ");
        assert_runs(LAMP_PATTERN_BLINK, LINE_OUTPUT_BUZZER, 6000,
                    "0-150 300-450 3000-3150 3300-3450 ");
        assert_runs(LAMP_PATTERN_DEAF, LINE_OUTPUT_BUZZER, 120000, "0-50 60000-60050 ");
}

static void a_pattern_is_told_from_within_a_stretch(void **state) {
        int64_t until_us = 0;

        (void)state;
        assert_true(lamp_is_lit(LAMP_PATTERN_DEAF, LINE_OUTPUT_STATUS, NOW_US,
                                NOW_US + 2350 * US_PER_MS, &until_us));
        assert_true(until_us == NOW_US + 2400 * US_PER_MS);
        assert_false(lamp_is_lit(LAMP_PATTERN_DEAF, LINE_OUTPUT_STATUS, NOW_US,
                                 NOW_US + 2400 * US_PER_MS, &until_us));
        assert_true(until_us == NOW_US + 4000 * US_PER_MS);
        assert_true(lamp_is_lit(LAMP_PATTERN_BLINK, LINE_OUTPUT_STATUS, NOW_US, NOW_US - 1,
                                &until_us)); /* it begins lit */
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_output_tells_what_it_is_for),
                cmocka_unit_test(without_tasks_all_is_dark_but_the_status),
                cmocka_unit_test(the_most_urgent_of_several_counts),
                cmocka_unit_test(the_next_deadline_is_the_first_of_those_that_wait),
                cmocka_unit_test(patterns_run_in_their_rhythm),
                cmocka_unit_test(a_pattern_is_told_from_within_a_stretch),
        };

        return cmocka_run_group_tests_name("outlet/lamp", tests, NULL, NULL);
}
