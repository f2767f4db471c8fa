/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/timex.h>

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

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(boot_time_does_not_go_back),
                cmocka_unit_test(a_moment_holds_both_clocks),
                cmocka_unit_test(trust_is_what_the_mode_says),
        };

        return cmocka_run_group_tests_name("link/clock", tests, NULL, NULL);
}
