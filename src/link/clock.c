/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two clocks: CLOCK_REALTIME for what is written down, CLOCK_BOOTTIME for what is waited for. A
 * board without a battery-backed clock boots in 1970 or in the year of its image, and says so: the
 * kernel sets STA_UNSYNC at boot and whoever disciplines the clock clears it (adjtimex(2)). A
 * sandbox that forbids the question gets "not trusted", never a guess.
 */
#include <assert.h>
#include <sys/timex.h>
#include <time.h>

#include "clock.h"

#define US_PER_S  INT64_C(1000000)
#define NS_PER_US 1000
#define ASK_TIMES 3 /* an interruption between two questions would pass for suspend */

static int64_t ask(clockid_t clock) {
        struct timespec ts;
        int r = clock_gettime(clock, &ts);

        assert(r == 0); /* fails only for a clock that the kernel does not have */
        return ts.tv_sec * US_PER_S + ts.tv_nsec / NS_PER_US;
}

static bool is_synchronised(void) {
        struct timex timex = { .modes = 0 }; /* only asks: needs no privilege */

        return adjtimex(&timex) >= 0 && !(timex.status & STA_UNSYNC);
}

int64_t clock_boot_us(void) {
        return ask(CLOCK_BOOTTIME);
}

/* The narrowest pair of answers counts, and the later one, so that nothing lies in the future. */
int64_t clock_boot_of_monotonic(int64_t mono_us) {
        int64_t narrowest_us = INT64_MAX, offset_us = 0;

        for (int i = 0; i < ASK_TIMES; i++) {
                int64_t before_us = ask(CLOCK_MONOTONIC);
                int64_t boot_us = ask(CLOCK_BOOTTIME);
                int64_t after_us = ask(CLOCK_MONOTONIC);

                if (after_us - before_us < narrowest_us) {
                        narrowest_us = after_us - before_us;
                        offset_us = boot_us - after_us;
                }
        }
        return mono_us + offset_us;
}

struct moment clock_now(enum clock_mode mode) {
        bool trusted = mode == CLOCK_MODE_TRUSTED;

        if (mode == CLOCK_MODE_AUTO)
                trusted = is_synchronised();

        return (struct moment){
                .wall_us = ask(CLOCK_REALTIME),
                .boot_us = clock_boot_us(),
                .wall_trusted = trusted,
        };
}
