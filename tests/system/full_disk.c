/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk that takes no more must not silence a help call (ARCHITECTURE, "If COMMIT fails"): nothing is
 * acknowledged, the call goes out marked durable: false, and when the disk takes rows again the broker
 * says everything again and all of it is kept, once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "system_world.h"

#define FULL 6000 /* bytes of any file: the log of our words has room, the journal's has none */

static void expect_full(const struct system_world *world) {
        char path[PATH_SIZE];
        struct stat st;

        snprintf(path, sizeof(path), "%s-wal", nattvaktd_journal(world->daemon));
        assert_int_equal(stat(path, &st), 0);
        assert_true(st.st_size > FULL);
}

static size_t count_words(const struct system_world *world, const char *words) {
        size_t count = 0;

        for (const char *at = nattvaktd_words(world->daemon); (at = strstr(at, words)); at++)
                count++;
        return count;
}

static bool is_task(const struct system_world *world, const char *resident, const char *durable) {
        const char *task = system_task(world, "help-call", resident);

        return task && strstr(task, durable);
}

static void tells_a_call_that_it_cannot_write_and_writes_it_later(void **state) {
        struct system_world world;
        struct task task;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        system_call(&world, "R1", "before");
        until(&world, is_task(&world, "R1", "\"durable\":true"));

        expect_full(&world);
        nattvaktd_limit_files(world.daemon, FULL);
        system_call(&world, "R2", "during");
        until(&world, is_task(&world, "R2", "\"durable\":false"));
        assert_true(nattvaktd_says(world.daemon, "The journal could not be written"));
        assert_false(system_open_task(&world, "R2", &task));

        nattvaktd_limit_files(world.daemon, 0);
        until(&world, is_task(&world, "R2", "\"durable\":true"));
        assert_true(system_open_task(&world, "R2", &task));
        assert_int_equal(task.evidence_count, 1);
        assert_true(system_open_task(&world, "R1", &task));
        assert_int_equal(task.evidence_count, 1);
        system_call(&world, "R3", "after");
        until(&world, is_task(&world, "R3", "\"durable\":true"));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        assert_int_equal(system_events(&world), 3);
        system_done(&world);
}

static bool has_escalated(const struct system_world *world) {
        struct task task;

        return system_open_task(world, "R1", &task) && task.step > 0;
}

/* Its ladder has a rung after 5 s: due while nothing can be written, told all the same, kept later. */
static void climbs_a_ladder_that_it_cannot_write(void **state) {
        struct system_world world;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        system_call(&world, "R1", "before");
        until(&world, is_task(&world, "R1", "\"durable\":true"));
        expect_full(&world);
        nattvaktd_limit_files(world.daemon, FULL);
        until(&world, is_task(&world, "R1", "\"durable\":false"));
        assert_non_null(strstr(system_task(&world, "help-call", "R1"), "\"step\":1"));
        assert_false(has_escalated(&world));

        nattvaktd_limit_files(world.daemon, 0);
        until(&world, has_escalated(&world));
        until(&world, is_task(&world, "R1", "\"durable\":true"));
        assert_int_equal(count_words(&world, "The journal could not be written"), 1);
        assert_int_equal(count_words(&world, "The journal can be written again"), 1);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_a_call_that_it_cannot_write_and_writes_it_later),
                cmocka_unit_test(climbs_a_ladder_that_it_cannot_write),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
