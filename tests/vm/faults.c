/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes wrong with wires: a chip is pulled out and put back, another program holds a line, a line is
 * beyond the chip, the daemon dies while a cord hangs pulled. It is said, tried again, and
 * a task; and no pulled cord is forgotten or told twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <unistd.h>

#include "lines_world.h"

#define KILLS 6
#define KILL_STEP_MS \
        40 /* the last is killed after the call is told, also on an emulated processor */

/* Tasks about silent devices that are open. */
static size_t silent(const struct lines_world *world) {
        struct system_tasks tasks;
        size_t count = 0;

        system_open_tasks(&world->house, &tasks);
        for (size_t i = 0; i < tasks.count; i++)
                count += strcmp(tasks.at[i].code, "device-silent") == 0;
        return count;
}

static void hears_a_cord_that_was_pulled_before_the_start(void **state) {
        struct lines_world *world = *state;

        if (!lines_build(world, LINES))
                skip();
        lines_switch(world, CORD_1, true);
        lines_start(world);
        await(world, system_task(&world->house, "help-call", "R1"));
        await(world, chip_value(world->board, LAMP_EAST));
        assert_int_equal(ear_hits(world->house.ear, CALLS, "\"baseline\":true"), 1);
        lines_done(world);
}

static void goes_on_with_its_task_after_a_crash(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        lines_switch(world, CORD_1, true);
        await(world, chip_value(world->board, LAMP_EAST));
        for (int i = 0; i < 2; i++) {
                nattvaktd_kill(world->house.daemon);
                await(world, !chip_value(world->board, LAMP_EAST));
                lines_start(world);
                await(world, chip_value(world->board, LAMP_EAST));
                lines_pass(world, CHECK_MS);
                assert_int_equal(lines_open(world, NULL), 1);
        }
        assert_int_equal(lines_kept_calls(world, "cord-1"), 1);
        lines_switch(world, CORD_1, false);
        lines_pass(world, PAUSE_MS);
        lines_answer(world, "R1");
        await(world, !chip_value(world->board, LAMP_EAST));
        lines_done(world);
}

static void hears_a_cord_that_was_pulled_while_it_was_dead(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        nattvaktd_kill(world->house.daemon);
        lines_switch(world, CORD_5, true);
        lines_start(world);
        await(world, chip_value(world->board, LAMP_WEST));
        await(world, lines_open(world, "R5") == 1);
        assert_int_equal(lines_open(world, NULL), 1);
        assert_int_equal(ear_hits(world->house.ear, CALLS, "\"baseline\":true"), 1);
        lines_done(world);
}

/* Dead in the moment in which the cord is pulled, wherever that is. */
static void loses_no_call_to_a_kill_in_its_moment(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        for (int i = 0; i < KILLS; i++) {
                lines_switch(world, CORD_5, true);
                lines_pass(world, i * KILL_STEP_MS);
                nattvaktd_kill(world->house.daemon);
                lines_start(world);
                await(world, lines_open(world, "R5") == 1);
                assert_int_equal(lines_open(world, NULL), 1);
                lines_switch(world, CORD_5, false);
                lines_pass(world, PAUSE_MS);
                lines_answer(world, "R5");
        }
        assert_int_equal(lines_kept_calls(world, "cord-5"), KILLS);
        lines_done(world);
}

/* Put back while nobody looked: the next pull is a call of its own. */
static void hears_the_next_pull_after_a_cord_was_put_back_unseen(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        lines_switch(world, CORD_5, true);
        await(world, lines_open(world, "R5") == 1);
        lines_answer(world, "R5");
        nattvaktd_kill(world->house.daemon);
        lines_switch(world, CORD_5, false);
        lines_start(world);
        lines_pass(world, PAUSE_MS);
        lines_switch(world, CORD_5, true);
        await(world, lines_open(world, "R5") == 1);
        lines_done(world);
}

static void tells_once_that_a_chip_is_gone_and_hears_it_again(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        chip_unplug(world->board);
        await(world, silent(world) == 1);
        lines_pass(world, 2 * CHECK_MS);
        assert_int_equal(lines_open(world, NULL), 1); /* of the chip, not of each line */
        assert_true(nattvaktd_says(world->house.daemon, BOARD));

        nattvaktd_signal(world->house.daemon, SIGSTOP); /* pulled before it can look */
        chip_plug(world->board);
        lines_switch(world, CORD_1, true);
        nattvaktd_signal(world->house.daemon, SIGCONT);
        await(world, lines_open(world, "R1") == 1);
        await(world, silent(world) == 0);
        await(world, chip_value(world->board, LAMP_EAST));
        await(world, chip_value(world->board, GATEWAY));
        lines_switch(world, CORD_1, false);
        lines_pass(world, PAUSE_MS);
        lines_answer(world, "R1");
        lines_switch(world, CORD_5, true);
        await(world, lines_open(world, "R5") == 1);
        lines_done(world);
}

static void waits_for_a_chip_that_is_not_there_at_the_start(void **state) {
        struct lines_world *world = *state;

        if (!lines_build(world, LINES))
                skip();
        chip_unplug(world->board);
        system_start(&world->house);
        await(world, silent(world) == 1);
        chip_plug(world->board);
        lines_switch(world, CORD_1, false);
        await(world, chip_value(world->board, GATEWAY));
        await(world, silent(world) == 0);
        lines_switch(world, CORD_5, true);
        await(world, lines_open(world, "R5") == 1);
        lines_done(world);
}

static void takes_a_line_when_another_program_lets_go_of_it(void **state) {
        struct lines_world *world = *state;
        int holder;

        if (!lines_build(world, LINES))
                skip();
        holder = chip_hold(world->board, CORD_5);
        lines_start(world);
        await(world, silent(world) == 1);
        assert_true(nattvaktd_says(world->house.daemon, "cord-5"));
        lines_switch(world, CORD_1, true); /* the others are heard */
        await(world, lines_open(world, "R1") == 1);
        lines_answer(world, "R1");

        close(holder);
        await(world, silent(world) == 0);
        lines_switch(world, CORD_5, true);
        await(world, lines_open(world, "R5") == 1);
        lines_done(world);
}

static void says_of_a_line_beyond_the_chip_where_it_stands(void **state) {
        struct lines_world *world = *state;

        if (!lines_build(world, LINES CALL("40", "cord-8", "resident: R8")))
                skip();
        lines_start(world);
        await(world, silent(world) == 1);
        assert_true(nattvaktd_says(world->house.daemon, "nattvakt.yaml:16:"));
        lines_switch(world, CORD_5, true);
        await(world, lines_open(world, "R5") == 1);
        assert_int_equal(lines_open(world, NULL), 2);
        lines_done(world);
}

/* The resistor that the configuration asks for is set: without it the open line would be low. */
static void sets_the_bias_it_is_told(void **state) {
        struct lines_world *world = *state;

        if (!lines_build(world,
                         LINES CALL("8", "cord-8", "active: low, bias: pull-up, resident: R8")))
                skip();
        lines_start(world);
        await(world, chip_value(world->board, CORD_8));
        lines_pass(world, CHECK_MS);
        assert_int_equal(lines_open(world, NULL), 0);
        chip_pull(world->board, CORD_8, false);
        await(world, lines_open(world, "R8") == 1);
        lines_done(world);
}

static void reload(struct lines_world *world) {
        nattvaktd_forget(world->house.daemon);
        nattvaktd_signal(world->house.daemon, SIGHUP);
        await(world, nattvaktd_says(world->house.daemon, "Reloaded the configuration."));
}

static void keeps_calls_and_lamps_over_a_reload(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        lines_switch(world, CORD_1, true);
        await(world, chip_value(world->board, LAMP_EAST));
        nattvaktd_edit(world->house.daemon, "nattvakt.yaml", "clock: trusted\ngpio:\n",
                       "clock: trusted\ngpio:\n" CALL("8", "cord-8", "resident: R8"));
        reload(world);
        await(world, chip_value(world->board, LAMP_EAST));
        lines_pass(world, CHECK_MS);
        assert_int_equal(lines_kept_calls(world, "cord-1"), 1);
        lines_switch(world, CORD_8, true); /* the new line is heard */
        await(world, lines_open(world, "R8") == 1);
        lines_switch(world, CORD_1, false);
        lines_pass(world, PAUSE_MS);
        lines_answer(world, "R1");
        await(world, !chip_value(world->board, LAMP_EAST));
        lines_done(world);
}

/* Deaf is who hears nothing for a minute (deaf.c); a broker's restart alarms nobody. */
static void goes_on_burning_while_a_broker_restarts(void **state) {
        struct lines_world *world = *state;
        int64_t until_us;

        lines_begin(world);
        ear_free(take(world->house.ear));
        broker_kill(world->house.broker);
        until_us = clock_boot_us() + 3 * US_PER_S;
        lines_switch(world, CORD_1, true);
        await(world, chip_value(world->board, LAMP_EAST));
        while (clock_boot_us() < until_us) {
                lines_pass(world, SYSTEM_TURN_MS);
                assert_true(chip_value(world->board, GATEWAY));
        }
        broker_restart(world->house.broker);
        system_listen(&world->house);
        await(world, system_task(&world->house, "help-call", "R1"));
        lines_done(world);
}

static void leaves_its_lamps_dark_when_it_is_stopped(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        lines_switch(world, CORD_1, true);
        await(world, chip_value(world->board, LAMP_EAST));
        lines_done(world);
        assert_false(chip_value(world->board, LAMP_EAST));
        assert_false(chip_value(world->board, BUZZER));
        assert_false(chip_value(world->board, GATEWAY));
}

int main(int argc, char **argv) {
        const struct CMUnitTest tests[] = {
                lines_test(hears_a_cord_that_was_pulled_before_the_start),
                lines_test(goes_on_with_its_task_after_a_crash),
                lines_test(hears_a_cord_that_was_pulled_while_it_was_dead),
                lines_test(loses_no_call_to_a_kill_in_its_moment),
                lines_test(hears_the_next_pull_after_a_cord_was_put_back_unseen),
                lines_test(tells_once_that_a_chip_is_gone_and_hears_it_again),
                lines_test(waits_for_a_chip_that_is_not_there_at_the_start),
                lines_test(takes_a_line_when_another_program_lets_go_of_it),
                lines_test(says_of_a_line_beyond_the_chip_where_it_stands),
                lines_test(sets_the_bias_it_is_told),
                lines_test(keeps_calls_and_lamps_over_a_reload),
                lines_test(goes_on_burning_while_a_broker_restarts),
                lines_test(leaves_its_lamps_dark_when_it_is_stopped),
        };

        lines_choose(argc, argv);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
