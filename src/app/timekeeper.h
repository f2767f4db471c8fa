/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The timekeeper makes one time of what the kernel says (ARCHITECTURE, invariant 5). A board without a
 * clock chip boots in 1970: until the wall clock is trusted, "now" is the newest time of the journal
 * running on with CLOCK_BOOTTIME. A pure state machine: the kernel's moments are handed in.
 */

#include "nattvakt/moment.h"

/* The journal's fact of when untrusted time began, for a crash must not forget it; 0: it is trusted. */
#define TIMEKEEPER_FACT "untrusted_since_us"

struct timekeeper {
        int64_t anchor_wall_us, anchor_boot_us; /* untrusted time runs on from here */
        bool trusted;                           /* the last moment was */
        int64_t untrusted_since_us;             /* substitute wall time at which it began */
};

/** @newest_us: the journal's newest time, 0 when it has none. */
void timekeeper_init(struct timekeeper *time, int64_t newest_us, const struct moment *kernel);

/* More than this between two moments is a clock that was set; slewing moves it by 500 ppm at most (adjtimex(2)). */
#define TIMEKEEPER_JUMP_US (2 * US_PER_S)

enum { TIMEKEEPER_SAME, TIMEKEEPER_CAME, TIMEKEEPER_JUMPED };

/**
 * The moment to use for the kernel's @kernel. Returns TIMEKEEPER_CAME when the clock became trusted with this one:
 * *@ret_delta_us is then what the substitute time was behind the true one; TIMEKEEPER_JUMPED when a trusted clock
 * was set: by so much; else TIMEKEEPER_SAME, and 0.
 */
int timekeeper_moment(struct timekeeper *time, const struct moment *kernel,
                      struct moment *ret_moment, int64_t *ret_delta_us);
