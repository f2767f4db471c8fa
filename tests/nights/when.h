/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Times and lengths of time as night files write them. */

#include "nattvakt/times.h"

/**
 * "22:04", "22:04:10", of an hour that comes twice "02:30+01:00": when that is next after @now_us. 0 or -EINVAL.
 */
int when_local(const struct zone *zone, int64_t now_us, const char *text, int64_t *ret_us);

/** "90s", "15min", "2h" in µs; "-2h" too. 0 or -EINVAL. */
int when_length(const char *text, int64_t *ret_us);
