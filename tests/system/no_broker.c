/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Without a broker the daemon starts, says so where the operator looks, and lets no deadline pass in
 * silence; when the broker comes, it hears of everything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system_world.h"

static bool has_escalated(const struct system_world *world) {
        struct task task;

        return system_open_task(world, "R2", &task) && task.step > 0;
}

static void goes_on_with_deadlines_and_tells_the_broker_when_it_comes(void **state) {
        struct system_world world;
        const char *task;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        system_call(&world, "R2", "call-1");
        until(&world, system_task(&world, "help-call", "R2"));
        assert_non_null(strstr(system_task(&world, "help-call", "R2"), "\"step\":0"));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);

        ear_free(world.ear);
        world.ear = NULL;
        broker_end(world.broker);
        nattvaktd_start(world.daemon);
        until(&world, nattvaktd_says(world.daemon, "No broker"));
        until(&world, has_escalated(&world));

        broker_restart(world.broker);
        system_listen(&world);
        until(&world, system_is(&world, "online"));
        until(&world,
              (task = system_task(&world, "help-call", "R2")) && strstr(task, "\"step\":1"));
        until(&world, ear_hits(world.ear, HOUSE "task-event", "\"escalate\"") == 1);
        assert_true(nattvaktd_says(world.daemon, "Connected to the broker"));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static int keep_blind(void *userdata, const struct blind_row *row) {
        struct blind_row *kept = userdata;

        if (row->cause == BLIND_CAUSE_BROKER)
                *kept = *row;
        return 0;
}

static void writes_down_that_it_was_blind(void **state) {
        struct system_world world;
        struct blind_row row = { .from_us = 0 };
        struct journal *journal;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        ear_free(world.ear);
        world.ear = NULL;
        broker_end(world.broker);
        until(&world, nattvaktd_says(world.daemon, "No broker"));
        broker_restart(world.broker);
        system_listen(&world);
        nattvaktd_forget(world.daemon);
        until(&world, nattvaktd_says(world.daemon, "Connected to the broker"));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);

        journal = system_journal(&world);
        assert_true(journal_each_blind(journal, 0, TIME_NEVER, keep_blind, &row) >= 0);
        journal_close(journal);
        assert_true(row.from_us > 0 && row.to_us >= row.from_us);
        system_done(&world);
}

/* A broker that stands still keeps the connection: blind is the time since it was last heard. */
static void writes_down_that_it_was_deaf(void **state) {
        struct system_world world;
        struct blind_row row = { .from_us = 0 };
        int64_t frozen_us, thawed_us;
        struct journal *journal;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        frozen_us = clock_now(CLOCK_MODE_TRUSTED).wall_us;
        broker_freeze(world.broker);
        until(&world, nattvaktd_says(world.daemon, "Connected to the broker but deaf"));
        until(&world, nattvaktd_says(world.daemon, "No broker"));
        thawed_us = clock_now(CLOCK_MODE_TRUSTED).wall_us;
        broker_thaw(world.broker);
        until(&world, nattvaktd_says(world.daemon, "messages reach us again"));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);

        journal = system_journal(&world);
        assert_true(journal_each_blind(journal, 0, TIME_NEVER, keep_blind, &row) >= 0);
        journal_close(journal);
        assert_true(row.from_us > frozen_us - 2 * US_PER_S && row.from_us <= frozen_us + US_PER_S);
        assert_true(row.to_us >= thawed_us);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(goes_on_with_deadlines_and_tells_the_broker_when_it_comes),
                cmocka_unit_test(writes_down_that_it_was_blind),
                cmocka_unit_test(writes_down_that_it_was_deaf),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
