/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The broker's repeats (ARCHITECTURE, invariant 2). On a resumed session mosquitto resends what was not
 * acknowledged with the same packet ids, in order; libmosquitto hides the DUP flag, and DUP does not
 * mean "seen before" anyway (MQTT 5.0, section 3.3.1.1). So the arrivals that made news are remembered,
 * and after a resume one that equals a remembered one is a repeat, once.
 */

#include <stdbool.h>
#include <stddef.h>

#include "nattvakt/state.h"

/* More than the receive maximum of 1,000 that we ask for: 1,730 repeats were seen at 1,000. */
#define REPEATS_MAX 2048

struct repeats {
        struct repeat_row rows[REPEATS_MAX]; /* a ring, oldest overwritten */
        bool used[REPEATS_MAX];              /* recognised once since the resume */
        size_t count, next;
        size_t left; /* arrivals that may still be repeats; 0: the rule is off */
};

/** Remembers an arrival that made news. */
void repeats_add(struct repeats *repeats, const struct repeat_row *row);

/** The session was resumed: the next @window arrivals may be repeats. */
void repeats_resume(struct repeats *repeats, size_t window);

/** Whether the arrival @row is a repeat. Ends the rule when a remembered packet id comes with other content. */
bool repeats_is_one(struct repeats *repeats, const struct repeat_row *row);
