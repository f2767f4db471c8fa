/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The only place that asks the kernel what time it is (ARCHITECTURE, invariant 5). */

#include <stdint.h>

#include "nattvakt/moment.h"
#include "nattvakt/settings.h"

/**
 * Now. With CLOCK_MODE_AUTO the wall clock is trusted when the kernel says that it is synchronised,
 * with CLOCK_MODE_TRUSTED always, with CLOCK_MODE_SIMULATED never: that time comes from elsewhere.
 * An untrusted clock's substitute time is the caller's to make.
 */
struct moment clock_now(enum clock_mode mode);

/** CLOCK_BOOTTIME in µs: never jumps, runs on in suspend. */
int64_t clock_boot_us(void);

/**
 * The CLOCK_BOOTTIME in µs at which CLOCK_MONOTONIC was @mono_us, which is what the kernel stamps GPIO edges
 * with: they differ by the time spent in suspend, the last of which must lie before @mono_us.
 */
int64_t clock_boot_of_monotonic(int64_t mono_us);
