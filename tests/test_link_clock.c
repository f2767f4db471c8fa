/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#define IN_2020_US INT64_C(1577836800000000) /* 2020-01-01T00:00:00Z */

static void boot_time_does_not_go_back(void **state) {
        int64_t before = clock_boot_us();

        (void)state;
        assert_true(before > 0);
        for (int i = 0; i < 1000; i++) {
                int64_t now = clock_boot_us();

                assert_true(now >= before);
                before = now;
        }
}

static void a_moment_holds_both_clocks(void **state) {
        int64_t before = clock_boot_us();
        struct moment now = clock_now(CLOCK_MODE_TRUSTED);

        (void)state;
        assert_true(now.boot_us >= before && now.boot_us <= clock_boot_us());
        assert_true(now.wall_us > IN_2020_US); /* whoever runs tests has a clock */
        assert_false(now.simulated);
}

static void trust_is_what_the_mode_says(void **state) {
        struct ntptimeval kernel;
        bool synchronised = ntp_gettime(&kernel) != TIME_ERROR; /* the same fact by another call */

        (void)state;
        assert_true(clock_now(CLOCK_MODE_TRUSTED).wall_trusted);
        assert_false(clock_now(CLOCK_MODE_SIMULATED).wall_trusted);
        assert_int_equal(clock_now(CLOCK_MODE_AUTO).wall_trusted, synchronised);
}

/* The question by its number: a library function by that name is link/clock.c's alone. */
static void monotonic_time_becomes_boot_time(void **state) {
        struct timespec mono;
        int64_t mono_us, before_us, boot_us;

        (void)state;
        before_us = clock_boot_us();
        assert_int_equal(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &mono), 0);
        mono_us = mono.tv_sec * INT64_C(1000000) + mono.tv_nsec / 1000;
        boot_us = clock_boot_of_monotonic(mono_us);
        assert_true(boot_us > before_us - 1000 && boot_us <= clock_boot_us());
        assert_true(clock_boot_of_monotonic(mono_us - 5000) < boot_us - 4000);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(boot_time_does_not_go_back),
                cmocka_unit_test(a_moment_holds_both_clocks),
                cmocka_unit_test(monotonic_time_becomes_boot_time),
                cmocka_unit_test(trust_is_what_the_mode_says),
        };

        return cmocka_run_group_tests_name("link/clock", tests, NULL, NULL);
}
