/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The world: a home's devices and its staff, simulated. It reports as sensors do, calls as residents do, hears
 * the tasks that nattvakt publishes and answers them as night workers do. Pure and seeded: the same
 * configuration, scenario and messages give the same world, in a replay as over a broker.
 *
 * Counts are exact: so many calls and alarms a night, and of the looks the stated share is not seen; where
 * a share gives no whole number a night, the nights differ by one and the total over all nights is exact.
 */

#include "nattvakt/settings.h"
#include "player.h"

/* Shares are parts per million. The defaults are PRODUCT's reference period. */
struct scenario {
        uint64_t seed;
        int64_t first_day;           /* the first night */
        int nights;                  /* of the whole period, over which totals are exact */
        int play_from, play_to;      /* of these, the nights to play: 1..nights */
        int calls, alarms, nuisance; /* per night; alarms: true ones */
        int64_t not_seen_ppm;        /* of planned first looks */
        int64_t second_not_seen_ppm; /* of planned looks altogether: not seen twice */
        int64_t walked_ppm;          /* of nuisance alarms: not cleared by a look */
        bool lively; /* a demonstration: no nights, something every now and then from first_us on */
        int64_t first_us;
};

/** The reference period from night @first_day on. */
struct scenario scenario_reference(int64_t first_day);

struct world;

/** @configuration is borrowed and outlives it. */
struct world *world_new(const struct configuration *configuration, const struct scenario *scenario);
void world_free(struct world *world);

/** The world as a player. */
struct player world_player(struct world *world);
