/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Visits that events tell of and no task: somebody came into the room, or told of a check that was done
 * on foot. Rounds that are simply kept beside the cameras are seen by these alone.
 */

#include <stddef.h>

#include "nattvakt/entry.h"
#include "visits.h"

/** Notes in @causes when @history (no test) was a reason to come: a call, alarm, care or dose. */
void presence_cause(const struct history *history, struct visits *causes);

/**
 * Notes in @presences the visits that @events (any order) tell of, each with a cause of its own where @causes
 * (sorted) has one for that resident or place then. What they hold is borrowed from @events.
 */
void presence_note(const struct event *events, size_t count, const struct visits *causes,
                   struct visits *presences);
