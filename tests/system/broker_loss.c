/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The broker restarts, freezes, or comes back without anything that it knew (TRAPS 4 and 5; ARCHITECTURE,
 * invariant 3): no number is missing, and each open task stands on its topic again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "system_world.h"

#define A_BATCH  200
#define RESTARTS 3

static void say_numbers(struct system_world *world, unsigned *number) {
        char payload[128];

        for (int i = 0; i < A_BATCH; i++) {
                snprintf(payload, sizeof(payload),
                         "{\"kind\":\"room.activity\",\"id\":\"n-%u\",\"value\":%u}", *number,
                         *number);
                ++*number;
                ear_say(world->ear, HOUSE "in/staff-app", payload);
        }
}

static int mark_number(void *userdata, const struct event *event) {
        uint8_t *seen = userdata;

        if (event->has_value)
                seen[(size_t)event->value]++;
        return 0;
}

static void expect_each_number_once(const struct system_world *world, unsigned count) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);
        uint8_t seen[A_BATCH * (RESTARTS + 2)] = { 0 };

        assert_true(count <= sizeof(seen));
        assert_true(journal_each_event(journal, 0, TIME_NEVER, mark_number, seen) >= 0);
        for (unsigned i = 0; i < count; i++)
                assert_int_equal(seen[i], 1);
}

static void misses_no_number_over_restarts_of_the_broker(void **state) {
        struct system_world world;
        unsigned number = 0;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        for (int i = 0; i < RESTARTS; i++) {
                say_numbers(&world, &number);
                until(&world, ear_unanswered(world.ear) == 0);
                ear_free(world.ear);
                world.ear = NULL;
                broker_end(world.broker); /* in order: it keeps what waits for the daemon */
                broker_restart(world.broker);
                system_listen(&world);
        }
        say_numbers(&world, &number);
        until(&world, system_events(&world) == number);
        expect_each_number_once(&world, number);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void says_that_it_is_deaf_and_misses_no_number_of_a_frozen_broker(void **state) {
        struct system_world world;
        unsigned number = 0;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        say_numbers(&world, &number);
        until(&world, ear_unanswered(world.ear) == 0);
        broker_freeze(world.broker);
        until(&world,
              nattvaktd_says(world.daemon, "deaf") || nattvaktd_says(world.daemon, "No broker"));
        broker_thaw(world.broker);
        say_numbers(&world, &number);
        until(&world, system_events(&world) == number);
        expect_each_number_once(&world, number);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static bool are_told(const struct system_world *world, const struct system_tasks *tasks) {
        char topic[TOPIC_SIZE];

        for (size_t i = 0; i < tasks->count; i++) {
                const char *payload;

                snprintf(topic, sizeof(topic), HOUSE "task/%s", tasks->at[i].id);
                payload = ear_last(world->ear, topic);
                if (!payload || !strstr(payload, tasks->at[i].resident))
                        return false;
        }
        return true;
}

static void tells_all_again_to_a_broker_that_lost_everything(void **state) {
        struct system_world world;
        struct system_tasks tasks;
        char path[PATH_SIZE], resident[16];

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        for (int i = 1; i <= 8; i++) {
                snprintf(resident, sizeof(resident), "R%d", i);
                system_call(&world, resident, resident);
        }
        until(&world, system_task(&world, "help-call", "R8"));
        system_open_tasks(&world, &tasks);
        assert_int_equal(tasks.count, 8);

        ear_free(world.ear);
        world.ear = NULL;
        broker_kill(world.broker);
        snprintf(path, sizeof(path), "%s/mosquitto.db", broker_folder(world.broker));
        (void)unlink(path);
        broker_restart(world.broker);
        system_listen(&world);
        until(&world, system_is(&world, "online") && are_told(&world, &tasks));

        /* and it hears: the subscriptions were lost too */
        ear_forget(world.ear);
        until(&world, ear_last(world.ear, HOUSE "canary"));
        system_call(&world, "R1", "again");
        until(&world, ear_hits(world.ear, HOUSE "task-event", "\"evidence\"") > 0);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(misses_no_number_over_restarts_of_the_broker),
                cmocka_unit_test(says_that_it_is_deaf_and_misses_no_number_of_a_frozen_broker),
                cmocka_unit_test(tells_all_again_to_a_broker_that_lost_everything),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
