/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The simulator meets a real nattvaktd over a real broker. In lock step it moves the daemon's time itself
 * (sim/clock, sim/done; the daemon must run with clock: simulated), to the next thing that either side
 * has to do; live, it speaks in real time.
 */

#include "player.h"
#include "tool.h"

struct simulator_options {
        const struct configuration *configuration;
        char host[128];
        int port;
        bool live;
        int64_t until_us; /* lock step: where it ends */
        /** Each message of the daemon, in order; may be NULL. */
        void (*heard)(void *userdata, int64_t now_us, const char *topic, const char *payload,
                      size_t size);
        void *userdata;
};

/** Plays @player until its end (or live: until SIGINT or SIGTERM). Returns an enum tool_exit; says on stderr why not. */
int simulator_run(const struct simulator_options *options, struct player *player);
