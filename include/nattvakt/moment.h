/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A moment: what time it is, handed in as an argument (ARCHITECTURE, invariant 5). */

#include <stdbool.h>
#include <stdint.h>

#include "nattvakt/times.h"

struct moment {
        int64_t wall_us; /* µs since 1970 UTC; while untrusted: the journal's newest time running on */
        int64_t boot_us;   /* CLOCK_BOOTTIME, µs: never jumps, runs in suspend */
        bool wall_trusted; /* the wall clock is synchronised, or said to be right */
        bool simulated;    /* from sim/clock, a replay or a night file */
};
