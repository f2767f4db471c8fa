/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stop in order loses no more than a crash does (TRAPS 3): SIGTERM under load and a new start, no
 * number missing; the status says offline and then online with the next birth; the session goes on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>

#include "system_world.h"

#define STOPS   4
#define A_BATCH 500

static void say_numbers(struct system_world *world, unsigned *number) {
        char payload[128];

        for (int i = 0; i < A_BATCH; i++) {
                ++*number;
                snprintf(payload, sizeof(payload), "{\"kind\":\"room.activity\",\"id\":\"n-%u\"}",
                         *number);
                ear_say(world->ear, HOUSE "in/staff-app", payload);
        }
}

static void expect_birth(struct system_world *world, int birth) {
        char text[32];

        snprintf(text, sizeof(text), "\"birth\":%d,", birth);
        until(world, system_is(world, "online") && strstr(ear_last(world->ear, STATUS), text));
}

static void loses_nothing_and_tells_its_comings_and_goings(void **state) {
        struct system_world world;
        unsigned number = 0;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        expect_birth(&world, 1);
        for (int i = 1; i <= STOPS; i++) {
                say_numbers(&world, &number);
                ear_turn(world.ear, 0); /* some of it is on its way, most is not */
                assert_int_equal(nattvaktd_stop(world.daemon), 0);
                until(&world, system_is(&world, "offline"));
                say_numbers(&world, &number); /* while nobody is there */
                until(&world, ear_unanswered(world.ear) == 0);
                nattvaktd_start(world.daemon);
                until(&world, nattvaktd_says(world.daemon, "it kept our session"));
                expect_birth(&world, i + 1);
        }
        until(&world, system_events(&world) == number);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        assert_int_equal(system_events(&world), number);
        printf("figures: %d stops under load, %u acknowledged, lost 0\n", STOPS, number);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(loses_nothing_and_tells_its_comings_and_goings),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
