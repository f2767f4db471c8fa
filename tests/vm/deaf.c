/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A broker that stays away: the gateway's light tells that it is deaf, and the lamps go on telling calls of
 * wired cords. A broker that merely restarts is no reason to flash: it takes a minute, so this runs
 * beside the others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BOARD "deaf-board" /* a chip of its own: other tests run beside */
#include "lines_world.h"
#include "mqtt.h"

#define RETRY_US   (MQTT_RETRY_LAST_MS * US_PER_MS)
#define DEAF_US    (60 * US_PER_S)
#define NOTICED_US (15 * US_PER_S) /* on a slow machine */

/* How often a lamp went on within @ms, and for how many of 100 looks at it it was lit. */
static int flashes(struct lines_world *world, unsigned lamp, int64_t ms, int *ret_lit_pct) {
        int64_t until_us = clock_boot_us() + ms * US_PER_MS;
        int looks = 0, lit = 0, count = 0;
        bool was = chip_value(world->board, lamp);

        do {
                bool is = chip_value(world->board, lamp);

                (void)poll(NULL, 0, SYSTEM_TURN_MS);
                looks++;
                lit += is;
                count += is && !was;
                was = is;
        } while (clock_boot_us() < until_us);
        *ret_lit_pct = 100 * lit / looks;
        return count;
}

/* Without a broker the lamps are all there is: the gateway's own flashes, a task's is lit. */
static void lights_its_lamps_without_a_broker(void **state) {
        struct lines_world *world = *state;
        int lit_pct, count;
        int64_t killed_us, restarted_us;

        lines_begin(world);
        ear_free(take(world->house.ear));
        broker_kill(world->house.broker);
        killed_us = clock_boot_us();
        while (chip_value(world->board, GATEWAY) &&
               clock_boot_us() - killed_us < DEAF_US + NOTICED_US)
                lines_pass(world, SYSTEM_TURN_MS);
        assert_false(chip_value(world->board, GATEWAY));
        assert_true(clock_boot_us() - killed_us >= DEAF_US);
        count = flashes(world, GATEWAY, 8000, &lit_pct); /* two short ones each two seconds */
        print_message("gateway's light: %d flashes in 8 s, lit for %d %%\n", count, lit_pct);
        assert_in_range(count, 7, 9);
        assert_in_range(lit_pct, 5, 20);

        lines_switch(world, CORD_5, true);
        await(world, chip_value(world->board, LAMP_WEST));
        broker_restart(world->house.broker);
        system_listen(&world->house);
        restarted_us = clock_boot_us();
        while (!system_task(&world->house, "help-call", "R5") &&
               clock_boot_us() - restarted_us < RETRY_US + NOTICED_US)
                lines_pass(world, SYSTEM_TURN_MS);
        assert_non_null(system_task(&world->house, "help-call", "R5"));
        await(world, flashes(world, GATEWAY, 500, &lit_pct) == 0 && lit_pct == 100);
        lines_done(world);
}

int main(int argc, char **argv) {
        const struct CMUnitTest tests[] = {
                lines_test(lights_its_lamps_without_a_broker),
        };

        lines_choose(argc, argv);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
