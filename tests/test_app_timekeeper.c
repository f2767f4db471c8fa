/* SPDX-License-Identifier: Apache-2.0 */
/* The timekeeper: a table of what the kernel says, one row after the other, and what time it is then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/times.h"
#include "timekeeper.h"

#define NIGHT   INT64_C(1793570400) /* 2026-11-01T22:00Z, in seconds as all below */
#define UNKNOWN 0                   /* the journal has no time yet */
#define STEPS   6

struct step {
        int64_t wall_s, boot_s; /* the kernel's */
        bool trusted;
        int64_t now_s; /* expected */
        int answer;
        int64_t delta_s;
};

/* clang-format off */
static const struct {
        const char *says;
        int64_t newest_s;
        struct step steps[STEPS]; /* the first is also the kernel's moment of the start; boot_s 0 ends them */
} cases[] = {
        { "a good clock is taken as it is", NIGHT, {
                { NIGHT + 60,  100, true, NIGHT + 60,  TIMEKEEPER_SAME, 0 },
                { NIGHT + 160, 200, true, NIGHT + 160, TIMEKEEPER_SAME, 0 } } },
        { "the first start ever in 1970", UNKNOWN, {
                { 5,   5,   false, 5,   TIMEKEEPER_SAME, 0 },
                { 105, 105, false, 105, TIMEKEEPER_SAME, 0 } } },
        { "a boot in 1970 runs on from the journal's newest time", NIGHT, {
                { 20,  20,  false, NIGHT,       TIMEKEEPER_SAME, 0 },
                { 620, 620, false, NIGHT + 600, TIMEKEEPER_SAME, 0 } } },
        { "a wrong clock that jumps about is not looked at", NIGHT, {
                { 20,           20,  false, NIGHT,       TIMEKEEPER_SAME, 0 },
                { NIGHT * 2,    120, false, NIGHT + 100, TIMEKEEPER_SAME, 0 },
                { 7,            220, false, NIGHT + 200, TIMEKEEPER_SAME, 0 } } },
        { "the clock comes, an hour later than was thought", NIGHT, {
                { 20,           20,  false, NIGHT,        TIMEKEEPER_SAME, 0 },
                { NIGHT + 3700, 120, true,  NIGHT + 3700, TIMEKEEPER_CAME, 3600 },
                { NIGHT + 3800, 220, true,  NIGHT + 3800, TIMEKEEPER_SAME, 0 } } },
        { "the clock comes and the substitute was right", NIGHT, {
                { 20,          20,  false, NIGHT,       TIMEKEEPER_SAME, 0 },
                { NIGHT + 100, 120, true,  NIGHT + 100, TIMEKEEPER_CAME, 0 } } },
        { "the clock goes and comes again", NIGHT, {
                { NIGHT,       100, true,  NIGHT,       TIMEKEEPER_SAME, 0 },
                { 3,           200, false, NIGHT + 100, TIMEKEEPER_SAME, 0 },
                { 103,         300, false, NIGHT + 200, TIMEKEEPER_SAME, 0 },
                { NIGHT + 290, 400, true,  NIGHT + 290, TIMEKEEPER_CAME, -10 } } },
        { "a trusted clock is set two hours back", NIGHT, {
                { NIGHT,        100, true, NIGHT,        TIMEKEEPER_SAME,   0 },
                { NIGHT - 7100, 200, true, NIGHT - 7100, TIMEKEEPER_JUMPED, -7200 },
                { NIGHT - 7000, 300, true, NIGHT - 7000, TIMEKEEPER_SAME,   0 } } },
        { "a trusted clock is slewed", NIGHT, {
                { NIGHT,       100, true, NIGHT,       TIMEKEEPER_SAME, 0 },
                { NIGHT + 101, 200, true, NIGHT + 101, TIMEKEEPER_SAME, 0 },
                { NIGHT + 202, 300, true, NIGHT + 202, TIMEKEEPER_SAME, 0 } } },
};
/* clang-format on */

static struct moment kernel_of(const struct step *step) {
        return (struct moment){ .wall_us = step->wall_s * US_PER_S,
                                .boot_us = step->boot_s * US_PER_S,
                                .wall_trusted = step->trusted };
}

static void tells_the_time_as_the_table_says(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const struct step *steps = cases[i].steps;
                struct moment kernel = kernel_of(&steps[0]), now;
                struct timekeeper time;
                int64_t delta_us;

                timekeeper_init(&time, cases[i].newest_s * US_PER_S, &kernel);
                for (size_t k = 0; k < STEPS && steps[k].boot_s; k++) {
                        int answer;

                        kernel = kernel_of(&steps[k]);
                        answer = timekeeper_moment(&time, &kernel, &now, &delta_us);
                        if (answer != steps[k].answer || delta_us != steps[k].delta_s * US_PER_S ||
                            now.wall_us != steps[k].now_s * US_PER_S)
                                fail_msg("%s, step %zu: answer %d, %lld s, delta %lld s",
                                         cases[i].says, k, answer,
                                         (long long)(now.wall_us / US_PER_S),
                                         (long long)(delta_us / US_PER_S));
                        assert_int_equal(now.boot_us, kernel.boot_us);
                        assert_int_equal(now.wall_trusted, steps[k].trusted);
                }
        }
}

static void remembers_when_untrusted_time_began(void **state) {
        struct moment kernel = { .wall_us = NIGHT * US_PER_S,
                                 .boot_us = 100 * US_PER_S,
                                 .wall_trusted = true };
        struct timekeeper time;
        struct moment now;
        int64_t delta_us;

        (void)state;
        timekeeper_init(&time, 0, &kernel);
        timekeeper_moment(&time, &kernel, &now, &delta_us);
        kernel = (struct moment){ .wall_us = 0, .boot_us = 160 * US_PER_S };
        timekeeper_moment(&time, &kernel, &now, &delta_us);
        assert_int_equal(time.untrusted_since_us, (NIGHT + 60) * US_PER_S);
        kernel.boot_us += 60 * US_PER_S;
        timekeeper_moment(&time, &kernel, &now, &delta_us);
        assert_int_equal(time.untrusted_since_us, (NIGHT + 60) * US_PER_S);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_the_time_as_the_table_says),
                cmocka_unit_test(remembers_when_untrusted_time_began),
        };

        return cmocka_run_group_tests_name("app/timekeeper", tests, NULL, NULL);
}
