/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cord that hangs pulled for longer than anybody pulls one: it hides the next call, so somebody is
 * asked to look at it. In real time a minute is the least there is, so this runs beside the others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BOARD "stuck-board" /* a chip of its own: other tests run beside */
#include "lines_world.h"

#define STUCK_US   (60 * US_PER_S)
#define NOTICED_US (15 * US_PER_S) /* by the next look at what is due, on a slow machine */
#define STUCK_LINES \
        "clock: trusted\ngpio:\n" CALL("1", "cord-5", "resident: R5, stuck_min: 1") LAMPS

static void asks_to_look_at_a_cord_that_hangs(void **state) {
        struct lines_world *world = *state;
        int64_t pulled_us, took_us;

        if (!lines_build(world, STUCK_LINES))
                skip();
        lines_start(world);
        pulled_us = clock_boot_us();
        lines_switch(world, CORD_5, true);
        await(world, lines_open(world, "R5") == 1);
        lines_answer(world, "R5");
        while (clock_boot_us() - pulled_us < STUCK_US + NOTICED_US &&
               !system_task(&world->house, "device-care", "R5"))
                lines_pass(world, 500);
        took_us = clock_boot_us() - pulled_us;
        assert_non_null(system_task(&world->house, "device-care", "R5"));
        assert_true(took_us >= STUCK_US);
        print_message("noticed after %.1f s\n", (double)took_us / (double)US_PER_S);

        lines_switch(world, CORD_5, false); /* put back, and heard again */
        lines_pass(world, PAUSE_MS);
        lines_switch(world, CORD_5, true);
        await(world,
              system_task(&world->house, "help-call", "R5") && lines_calls(world, "cord-5") == 2);
        lines_done(world);
}

int main(int argc, char **argv) {
        const struct CMUnitTest tests[] = {
                lines_test(asks_to_look_at_a_cord_that_hangs),
        };

        lines_choose(argc, argv);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
