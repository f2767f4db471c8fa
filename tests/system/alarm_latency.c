/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a help call takes to become a task that others can read: through the broker, one COMMIT
 * with its fsync, and the broker again. A figure, and no alarm may take two seconds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system_world.h"

#define CALLS    50
#define WORST_US (2 * US_PER_S)

static int compare(const void *a, const void *b) {
        int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

        return (x > y) - (x < y);
}

/* Ends the task of @resident, so that the next call opens one. */
static void answer(struct system_world *world, const char *resident) {
        struct task task;

        assert_true(system_open_task(world, resident, &task));
        system_command(world, &task,
                       "{\"command\":\"complete\",\"who\":\"n-1\",\"outcome\":\"helped\"}");
        until(world, strstr(system_task(world, "help-call", resident), "\"completed\""));
        ear_forget(world->ear);
}

static void tells_a_call_at_once(void **state) {
        struct system_world world;
        int64_t took_us[CALLS];
        char resident[16], id[32];

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        for (int i = 0; i < CALLS; i++) {
                int64_t said_us = clock_boot_us();

                snprintf(resident, sizeof(resident), "R%d", 1 + i % 8);
                snprintf(id, sizeof(id), "call-%d", i);
                system_call(&world, resident, id);
                until(&world, system_task(&world, "help-call", resident));
                took_us[i] = clock_boot_us() - said_us;
                answer(&world, resident);
        }
        assert_int_equal(nattvaktd_stop(world.daemon), 0);

        qsort(took_us, CALLS, sizeof(took_us[0]), compare);
        printf("figures: help call to task, %d calls: median %.1f ms, worst %.1f ms\n", CALLS,
               (double)took_us[CALLS / 2] / (double)US_PER_MS,
               (double)took_us[CALLS - 1] / (double)US_PER_MS);
        assert_true(took_us[CALLS - 1] < WORST_US);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_a_call_at_once),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
