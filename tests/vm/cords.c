/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pull cords, a button, a bed mat and lamps on a chip of a real kernel: what is pulled becomes a task
 * and a light, a contact that bounces is one call, and however many edges come, a cord that hangs
 * pulled is a call and one that was put back is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>

#include "gpio.h"
#include "lines_world.h"

/* A cord that waits so long that a pulse of an emulated machine's making is short. */
#define LAZY_MS 200
#define LAZY    LINE("8", "name: cord-8, kind: person.help_call, debounce_ms: 200, resident: R8")

#define PULLS         20
#define STAMP_US      (10 * US_PER_MS) /* between a pull and its event's time: an emulated processor */
#define LATE_MS       500
#define MANY          2000
#define FEW           20
#define FROZEN_EDGES  37 /* the kernel keeps 16 of a line; more than 20 pulls would be chatter */
#define FROZEN_GAP_MS 40 /* longer than the debounce time: each of them counts by itself */

/* The way of the issue: cord, task on the wire, lamp, accepted over MQTT, lamp off. */
static void lights_the_lamp_until_somebody_accepts(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        assert_false(chip_value(world->board, LAMP_EAST));
        lines_switch(world, CORD_1, true);
        await(world, system_task(&world->house, "help-call", "R1"));
        await(world, chip_value(world->board, LAMP_EAST));
        await(world, chip_value(world->board, BUZZER));
        assert_false(chip_value(world->board, LAMP_WEST));

        lines_switch(world, CORD_1, false);
        lines_pass(world, PAUSE_MS);
        assert_int_equal(lines_open(world, "R1"), 1); /* putting it back is no help */
        lines_say(world, "R1", "{\"command\":\"accept\",\"who\":\"c-1\"}");
        await(world, lines_said(world, "R1", "\"accepted\""));
        await(world, !chip_value(world->board, LAMP_EAST) && !chip_value(world->board, BUZZER));
        lines_stay_dark(world, LAMP_EAST, BUZZER, RHYTHM_MS);
        assert_int_equal(lines_calls(world, "cord-1"), 1);
        assert_int_equal(ear_hits(world->house.ear, CALLS, "\"adapter\":\"gpio\""), 1);
        lines_done(world);
}

static int keep_newest(void *userdata, const struct event *event) {
        *(struct event *)userdata = *event;
        return 0;
}

/* The kernel stamps an edge in its interrupt handler; the event has that time, however late it is read. */
static void tells_when_it_was_pulled(void **state) {
        struct lines_world *world = *state;
        struct event event = { 0 };
        int64_t before_us, after_us;

        lines_begin(world);
        nattvaktd_signal(world->house.daemon, SIGSTOP);
        before_us = clock_now(CLOCK_MODE_TRUSTED).wall_us;
        lines_switch(world, CORD_1, true);
        after_us = clock_now(CLOCK_MODE_TRUSTED).wall_us;
        lines_pass(world, LATE_MS);
        nattvaktd_signal(world->house.daemon, SIGCONT);
        await(world, lines_calls(world, "cord-1") == 1);
        {
                _cleanup_(journal_closep) struct journal *journal = system_journal(&world->house);

                assert_true(journal_each_event(journal, before_us - US_PER_S, TIME_NEVER,
                                               keep_newest, &event) >= 0);
        }
        printf("figures: cord to the event's time, read %d ms late: %.1f ms\n", LATE_MS,
               (double)(event.occurred_us - before_us) / (double)US_PER_MS);
        assert_string_equal(event.device, "cord-1");
        assert_true(event.occurred_us >= before_us - STAMP_US);
        assert_true(event.occurred_us <= after_us + STAMP_US);
        assert_false(event.baseline);
        lines_done(world);
}

/* @count pulses of @for_us; false when this machine was so slow that one of them lasted. */
static bool pulses(struct lines_world *world, int count, int64_t for_us) {
        int64_t longest_us = 0;

        for (int i = 0; i < count; i++) {
                int64_t began_us = clock_boot_us(), took_us;

                lines_switch(world, CORD_8, true);
                while (clock_boot_us() - began_us < for_us)
                        ;
                lines_switch(world, CORD_8, false);
                took_us = clock_boot_us() - began_us;
                longest_us = took_us > longest_us ? took_us : longest_us;
                lines_pass(world, 20);
        }
        return longest_us < LAZY_MS * US_PER_MS / 2;
}

static void begin_lazy(struct lines_world *world) {
        if (!lines_build(world, LINES LAZY))
                skip();
        lines_start(world);
}

/* After pulses that lasted: as if nothing had been. */
static void begin_again(struct lines_world *world) {
        print_message("too slow: once more\n");
        lines_switch(world, CORD_8, false);
        lines_pass(world, 2 * LAZY_MS);
        if (lines_open(world, "R8") > 0)
                lines_answer(world, "R8");
        ear_forget(world->house.ear);
}

static void hears_no_pulse_that_is_too_short(void **state) {
        struct lines_world *world = *state;

        begin_lazy(world);
        while (!pulses(world, 10, 5 * US_PER_MS))
                begin_again(world);
        lines_pass(world, 2 * LAZY_MS);
        lines_switch(world, CORD_1, true);
        await(world, lines_calls(world, "cord-1") == 1);
        assert_int_equal(lines_calls(world, "cord-8"), 0);
        assert_int_equal(lines_open(world, NULL), 1);
        lines_done(world);
}

static bool bounce(struct lines_world *world) {
        bool is_short = pulses(world, 5, 2 * US_PER_MS);

        lines_switch(world, CORD_8, true);
        await(world, lines_calls(world, "cord-8") >= 1);
        lines_switch(world, CORD_8, false);
        return pulses(world, 5, 2 * US_PER_MS) && is_short;
}

static void makes_one_call_of_a_bouncing_contact(void **state) {
        struct lines_world *world = *state;

        begin_lazy(world);
        while (!bounce(world))
                begin_again(world);
        lines_pass(world, 2 * LAZY_MS);
        assert_int_equal(lines_calls(world, "cord-8"), 1);

        lines_switch(world, CORD_8, true);
        await(world, lines_calls(world, "cord-8") == 2);
        lines_done(world);
}

/* Edges as fast as they can be made, @count of them; the last leaves the line @active. */
static void burst(struct lines_world *world, unsigned line, int count, bool active) {
        for (int left = count; left-- > 0;)
                lines_switch(world, line, left % 2 == 0 ? active : !active);
}

static void expect_no_call_lost(struct lines_world *world, int count) {
        int64_t began_us, ended_us;

        began_us = clock_boot_us();
        burst(world, CORD_5, count, true);
        ended_us = clock_boot_us();
        await(world, lines_calls(world, "cord-5") >= 1);
        printf("figures: %d edges in %.0f ms: the call after %.0f ms more\n", count,
               (double)(ended_us - began_us) / (double)US_PER_MS,
               (double)(clock_boot_us() - ended_us) / (double)US_PER_MS);
        lines_pass(world, PAUSE_MS);
        lines_answer(world, "R5");

        burst(world, CORD_5, count, false); /* put back: nothing may stand */
        lines_pass(world, 2 * PAUSE_MS);
        if (lines_open(world, "R5") > 0)
                lines_answer(world, "R5");
        ear_forget(world->house.ear);
        lines_pass(world, CHECK_MS); /* and at the second's look at the level nothing comes */
        assert_int_equal(lines_calls(world, "cord-5"), 0);
        lines_switch(world, CORD_5, true);
        await(world, lines_calls(world, "cord-5") == 1);
}

static void loses_no_call_in_20_edges(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        expect_no_call_lost(world, FEW);
        lines_done(world);
}

static void loses_no_call_in_2000_edges(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        expect_no_call_lost(world, MANY);
        lines_done(world);
}

/* More edges than the kernel keeps, each of them long enough, while the daemon is held up. */
static void knows_the_level_after_more_edges_than_the_kernel_keeps(void **state) {
        static const struct {
                unsigned line;
                const char *device, *resident;
                bool active; /* in the end */
        } cords[] = { { CORD_1, "cord-1", "R1", true }, { CORD_5, "cord-5", "R5", false } };
        struct lines_world *world = *state;

        lines_begin(world);
        for (size_t i = 0; i < ELEMENTS(cords); i++) {
                bool active = cords[i].active;

                nattvaktd_signal(world->house.daemon, SIGSTOP);
                for (int left = FROZEN_EDGES + !active; left-- > 0;) {
                        lines_switch(world, cords[i].line, left % 2 == 0 ? active : !active);
                        lines_pass(world, FROZEN_GAP_MS);
                }
                nattvaktd_signal(world->house.daemon, SIGCONT);
                await(world, lines_calls(world, cords[i].device) >= 1);
                lines_pass(world, CHECK_MS);
                lines_answer(world, cords[i].resident);
                ear_forget(world->house.ear);
        }
        lines_pass(world, CHECK_MS);
        assert_int_equal(lines_calls(world, "cord-5"), 0);
        lines_switch(world, CORD_5, true); /* at rest till now, or this were no change */
        await(world, lines_calls(world, "cord-5") == 1);
        lines_done(world);
}

static void hears_each_press_of_a_button(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        for (size_t i = 1; i <= 3; i++) {
                lines_switch(world, BUTTON_2, true);
                lines_pass(world, PAUSE_MS);
                lines_switch(world, BUTTON_2, false);
                await(world, ear_hits(world->house.ear, HOUSE "event/staff.present",
                                      "\"device\":\"button-2\"") == i);
                lines_pass(world, PAUSE_MS);
        }
        assert_int_equal(lines_open(world, NULL), 0);
        lines_done(world);
}

static void closes_the_task_when_the_bed_is_taken_again(void **state) {
        struct lines_world *world = *state;

        lines_begin(world);
        lines_switch(world, MAT_6, true);
        await(world, system_task(&world->house, "bed-exit", "R6"));
        await(world, chip_value(world->board, LAMP_WEST));
        lines_switch(world, MAT_6, false);
        await(world, lines_open(world, "R6") == 0);
        await(world, !chip_value(world->board, LAMP_WEST));
        lines_done(world);
}

static int compare(const void *a, const void *b) {
        int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

        return (x > y) - (x < y);
}

static void tells_a_pulled_cord_at_once(void **state) {
        struct lines_world *world = *state;
        int64_t took_us[PULLS];

        lines_begin(world);
        for (int i = 0; i < PULLS; i++) {
                int64_t pulled_us = clock_boot_us();

                lines_switch(world, CORD_1, true);
                await(world, system_task(&world->house, "help-call", "R1"));
                took_us[i] = clock_boot_us() - pulled_us;
                lines_switch(world, CORD_1, false);
                lines_pass(world, PAUSE_MS);
                lines_answer(world, "R1");
                ear_forget(world->house.ear);
        }
        qsort(took_us, PULLS, sizeof(took_us[0]), compare);
        printf("figures: cord to task on the wire, %d ms of debounce in it, %d pulls: median %.1f "
               "ms, "
               "worst %.1f ms\n",
               DEBOUNCE_MS, PULLS, (double)took_us[PULLS / 2] / (double)US_PER_MS,
               (double)took_us[PULLS - 1] / (double)US_PER_MS);
        assert_true(took_us[PULLS - 1] < US_PER_S);
        lines_done(world);
}

int main(int argc, char **argv) {
        const struct CMUnitTest tests[] = {
                lines_test(lights_the_lamp_until_somebody_accepts),
                lines_test(tells_when_it_was_pulled),
                lines_test(hears_no_pulse_that_is_too_short),
                lines_test(makes_one_call_of_a_bouncing_contact),
                lines_test(loses_no_call_in_20_edges),
                lines_test(loses_no_call_in_2000_edges),
                lines_test(knows_the_level_after_more_edges_than_the_kernel_keeps),
                lines_test(hears_each_press_of_a_button),
                lines_test(closes_the_task_when_the_bed_is_taken_again),
                lines_test(tells_a_pulled_cord_at_once),
        };

        printf("figures: built with libgpiod %s\n", gpio_library());
        lines_choose(argc, argv);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
