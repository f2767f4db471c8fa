/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simulated time over a real broker: one night in lock step with `nattvakt simulate`, and sim/clock
 * refused by a daemon whose configuration does not ask for it, even where the session still brings it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system_world.h"

#define NIGHT     "2020-01-10"
#define SIM_CLOCK HOUSE "sim/clock"

static pid_t simulate(const struct system_world *world) {
        char broker[64];
        pid_t pid;

        snprintf(broker, sizeof(broker), "127.0.0.1:%d", broker_port(world->broker));
        pid = fork();
        assert_true(pid >= 0);
        if (pid > 0)
                return pid;
        execl(NATTVAKT_BUILD_DIR "/nattvakt", "nattvakt", "simulate", "--config",
              nattvaktd_folder(world->daemon), "--broker", broker, "--from", NIGHT, "--nights", "1",
              "--calls", "6", "--alarms", "4", "--nuisance", "1", "--quiet", (char *)NULL);
        _exit(127);
}

static int look_at(void *userdata, const struct event *event) {
        bool *all = userdata;

        *all = *all && event->simulated && event->occurred_us < INT64_C(1579000000) * US_PER_S;
        return 0;
}

static void expect_all_simulated(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);
        bool all = true;

        assert_true(journal_each_event(journal, 0, TIME_NEVER, look_at, &all) >= 0);
        assert_true(all);
}

static void plays_a_night_in_lock_step_and_then_refuses_to(void **state) {
        struct system_world world;
        int64_t began_us;
        int status = -1;
        pid_t pid;

        (void)state;
        if (!system_build(&world, NULL, "clock: simulated\n"))
                skip();
        nattvaktd_start(world.daemon);
        until(&world, ear_last(world.ear, HOUSE "canary"));
        began_us = clock_boot_us();
        pid = simulate(&world);
        until(&world, waitpid(pid, &status, WNOHANG) == pid);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
        until(&world, ear_hits(world.ear, HOUSE "report/night/" NIGHT "/", "") > 0);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        expect_all_simulated(&world);
        printf("figures: a night of %zu events in lock step: %.1f s\n", system_events(&world),
               (double)(clock_boot_us() - began_us) / (double)US_PER_S);

        /* The session still holds the subscription; the configuration decides. */
        nattvaktd_edit(world.daemon, "nattvakt.yaml", "clock: simulated", "clock: trusted");
        system_start(&world);
        ear_say(world.ear, SIM_CLOCK, "{\"now_us\":4102444000000000}");
        until(&world, nattvaktd_says(world.daemon, "sim/clock is refused"));
        system_call(&world, "R1", "after");
        until(&world, system_task(&world, "help-call", "R1"));
        assert_null(strstr(system_task(&world, "help-call", "R1"), "\"opened_at\":\"2099"));
        assert_int_equal(ear_hits(world.ear, HOUSE "sim/done", ""), 0);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void hears_no_simulated_clock_unasked(void **state) {
        struct system_world world;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        ear_say(world.ear, SIM_CLOCK, "{\"now_us\":4102444000000000}");
        system_call(&world, "R1", "after");
        until(&world, system_task(&world, "help-call", "R1"));
        assert_null(strstr(system_task(&world, "help-call", "R1"), "\"opened_at\":\"2099"));
        assert_int_equal(ear_hits(world.ear, HOUSE "sim/done", ""), 0);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plays_a_night_in_lock_step_and_then_refuses_to),
                cmocka_unit_test(hears_no_simulated_clock_unasked),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
