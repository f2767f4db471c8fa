/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A button says no id, and the broker says it again when our acknowledgement was lost (ARCHITECTURE,
 * invariant 2). Killed before COMMIT, the press is one event. Killed after COMMIT and before the
 * acknowledgement (a proxy keeps that one to itself), it comes twice with the same packet id: the second is kept
 * as maybe_repeat and raises nothing, and it is no second call.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>

#include "system_world.h"

#define BUTTON   "zigbee2mqtt/room-3/sos"
#define PRESSED  "{\"action\":\"emergency\",\"linkquality\":90}"
#define SEVERITY 30 /* a call's own; a second one would raise it */

struct presses {
        size_t sure, maybe;
};

static int count_press(void *userdata, const struct event *event) {
        struct presses *presses = userdata;

        if (event->kind == EVENT_KIND_PERSON_HELP_CALL)
                ++*(event->maybe_repeat ? &presses->maybe : &presses->sure);
        return 0;
}

static struct presses count_presses(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);
        struct presses presses = { 0 };

        assert_true(journal_each_event(journal, 0, TIME_NEVER, count_press, &presses) >= 0);
        return presses;
}

static void expect_one_call(const struct system_world *world) {
        struct system_tasks tasks;

        system_open_tasks(world, &tasks);
        assert_int_equal(tasks.count, 1);
        assert_int_equal(tasks.at[0].severity, SEVERITY);
}

/* What came before has been handled when what came after is. */
static void settle(struct system_world *world) {
        system_call(world, "R8", "after");
        until(world, system_task(world, "help-call", "R8"));
}

static void is_one_press_when_killed_before_the_commit(void **state) {
        struct system_world world;
        struct presses presses;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        nattvaktd_signal(world.daemon, SIGSTOP);
        ear_say(world.ear, BUTTON, PRESSED);
        until(&world, ear_unanswered(world.ear) == 0);
        nattvaktd_kill(world.daemon);
        assert_int_equal(count_presses(&world).sure, 0);

        system_start(&world);
        until(&world, system_task(&world, "help-call", "R3"));
        expect_one_call(&world);
        settle(&world);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        presses = count_presses(&world);
        assert_int_equal(presses.sure, 2); /* and the one that settled it */
        assert_int_equal(presses.maybe, 0);
        system_done(&world);
}

static void is_no_second_call_when_killed_before_the_acknowledgement(void **state) {
        struct system_world world;
        struct presses presses;

        (void)state;
        if (!system_build_behind_proxy(&world))
                skip();
        system_start(&world);
        proxy_mute(world.proxy, true);
        ear_say(world.ear, BUTTON, PRESSED);
        until(&world, count_presses(&world).sure == 1);
        expect_one_call(&world);
        nattvaktd_kill(world.daemon);
        proxy_mute(world.proxy, false);

        nattvaktd_start(world.daemon);
        until(&world, count_presses(&world).maybe == 1);
        expect_one_call(&world);
        settle(&world);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        presses = count_presses(&world);
        assert_int_equal(presses.sure, 2);
        assert_int_equal(presses.maybe, 1);
        system_done(&world);
}

static void hears_a_second_press_as_one(void **state) {
        struct system_world world;
        struct task task = { .severity = 0 };

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        ear_say(world.ear, BUTTON, PRESSED);
        until(&world, system_task(&world, "help-call", "R3"));
        ear_say(world.ear, BUTTON, PRESSED);
        until(&world, count_presses(&world).sure == 2);
        assert_true(system_open_task(&world, "R3", &task));
        assert_true(task.severity > SEVERITY);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(is_one_press_when_killed_before_the_commit),
                cmocka_unit_test(is_no_second_call_when_killed_before_the_acknowledgement),
                cmocka_unit_test(hears_a_second_press_as_one),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
