/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration while the daemon runs: a fault leaves everything as it was and says where it is, a
 * good change comes into force without losing a task, and a place with an open task stays. At the
 * start a fault is an end with status 2 and all faults are said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>

#include "system_world.h"

#define DISPENSER "role: dispenser, resident: R7"
#define STAFF_APP "  - { id: staff-app, source: native, role: app, place: duty-room }\n"
#define ROOM_8    "  - { name: room-8, department: west }\n"
#define R8        "  - { name: R8, place: room-8 }\n"
#define JOURNAL   "journal: journal.sqlite\n"
#define GPIO      \
        "gpio:\n" \
        "  - { chip: no-such-chip, line: 1, name: cord, kind: person.help_call, place: room-1 }\n"
#define SOON_US (10 * US_PER_S)

static bool setup(struct system_world *world) {
        if (!system_build(world, NULL, NULL))
                return false;
        system_start(world);
        system_call(world, "R8", "open");
        until(world, system_task(world, "help-call", "R8"));
        return true;
}

static void reload(struct system_world *world, const char *says) {
        nattvaktd_forget(world->daemon);
        nattvaktd_signal(world->daemon, SIGHUP);
        until(world, nattvaktd_says(world->daemon, says));
}

static void expect_the_task_goes_on(struct system_world *world) {
        struct task task;

        assert_true(system_open_task(world, "R8", &task));
        system_command(world, &task, "{\"command\":\"accept\",\"who\":\"c-2\"}");
        until(world, ear_hits(world->ear, HOUSE "task-event", "\"order\":\"accept\"") == 1);
        assert_int_equal(nattvaktd_stop(world->daemon), 0);
        system_done(world);
}

static void keeps_what_it_has_when_the_new_one_has_a_fault(void **state) {
        struct system_world world;

        (void)state;
        if (!setup(&world))
                skip();
        nattvaktd_edit(world.daemon, "site.yaml", DISPENSER, "role: dispnser, resident: R7");
        reload(&world, "Not reloaded: 1 fault;");
        assert_true(nattvaktd_says(world.daemon, "site.yaml:36:"));
        assert_true(nattvaktd_says(world.daemon, "did you mean 'dispenser'?"));
        ear_say(world.ear, HOUSE "in/dispenser-7", "{\"kind\":\"med.dose_missed\",\"id\":\"m\"}");
        until(&world, system_task(&world, "dose-missed", "R7"));
        expect_the_task_goes_on(&world);
}

static void takes_a_good_change_and_loses_no_task(void **state) {
        struct system_world world;

        (void)state;
        if (!setup(&world))
                skip();
        nattvaktd_edit(world.daemon, "site.yaml", STAFF_APP,
                       STAFF_APP
                       "  - { id: new-call, source: native, role: call, resident: R1 }\n");
        reload(&world, "Reloaded the configuration.");
        ear_say(world.ear, HOUSE "in/new-call", "{\"kind\":\"person.help_call\",\"id\":\"n\"}");
        until(&world, system_task(&world, "help-call", "R1"));
        expect_the_task_goes_on(&world);
}

/* The handover is said anew with each configuration; the old one's next deadline is a minute off. */
static void begins_with_the_new_one_at_once(void **state) {
        struct system_world world;
        int64_t began_us;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        until(&world, ear_last(world.ear, HOUSE "handover/west"));
        ear_forget(world.ear);
        began_us = clock_boot_us();
        reload(&world, "Reloaded the configuration.");
        until(&world, ear_last(world.ear, HOUSE "handover/west"));
        assert_true(clock_boot_us() - began_us < SOON_US);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void does_not_give_up_a_place_with_an_open_task(void **state) {
        struct system_world world;

        (void)state;
        if (!setup(&world))
                skip();
        nattvaktd_edit(world.daemon, "site.yaml", ROOM_8, "");
        nattvaktd_edit(world.daemon, "site.yaml", R8, "");
        reload(&world, "Not reloaded: 'room-8' has an open task");
        system_call(&world, "R8", "again");
        until(&world, ear_hits(world.ear, HOUSE "task-event", "\"order\":\"evidence\"") == 1);
        expect_the_task_goes_on(&world);
}

static void takes_lines_that_it_had_not_and_lets_them_go_again(void **state) {
        struct system_world world;

        (void)state;
        if (!setup(&world))
                skip();
        nattvaktd_edit(world.daemon, "nattvakt.yaml", JOURNAL, JOURNAL GPIO);
        reload(&world, "The GPIO chip no-such-chip cannot be used: it is not there. 1 of its lines "
                       "is neither heard");
        until(&world, ear_hits(world.ear, HOUSE "status", "The GPIO chip no-such-chip") == 1);
        until(&world, ear_hits(world.ear, HOUSE "event/device.offline", "no-such-chip") == 1);

        nattvaktd_edit(world.daemon, "nattvakt.yaml", GPIO, "");
        reload(&world, "GPIO lines changed");
        until(&world, !strstr(ear_last(world.ear, HOUSE "status"), "no-such-chip"));
        expect_the_task_goes_on(&world);
}

/* Another journal, the old one still open: what was kept would be looked for where it is not. */
static void keeps_its_journal_until_it_is_started_again(void **state) {
        struct system_world world;

        (void)state;
        if (!setup(&world))
                skip();
        nattvaktd_edit(world.daemon, "nattvakt.yaml", "journal: journal.sqlite",
                       "journal: other.sqlite");
        reload(&world, "Not reloaded: site, broker, sources, journal or clock changed");
        expect_the_task_goes_on(&world);
}

static void ends_with_status_2_and_says_all_faults_at_the_start(void **state) {
        struct system_world world;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        nattvaktd_edit(world.daemon, "site.yaml", DISPENSER, "role: dispnser, resident: R7");
        nattvaktd_edit(world.daemon, "staff.yaml", "role: nurse", "role: nurs");
        nattvaktd_edit(world.daemon, "tasks.yaml", "priority: stat", "priority: start");
        nattvaktd_start(world.daemon);
        assert_int_equal(nattvaktd_wait(world.daemon), 2);
        assert_true(nattvaktd_says(world.daemon, "site.yaml:36:"));
        assert_true(nattvaktd_says(world.daemon, "staff.yaml:8:"));
        assert_true(nattvaktd_says(world.daemon, "tasks.yaml:7:"));
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(keeps_what_it_has_when_the_new_one_has_a_fault),
                cmocka_unit_test(takes_a_good_change_and_loses_no_task),
                cmocka_unit_test(begins_with_the_new_one_at_once),
                cmocka_unit_test(does_not_give_up_a_place_with_an_open_task),
                cmocka_unit_test(takes_lines_that_it_had_not_and_lets_them_go_again),
                cmocka_unit_test(keeps_its_journal_until_it_is_started_again),
                cmocka_unit_test(ends_with_status_2_and_says_all_faults_at_the_start),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
