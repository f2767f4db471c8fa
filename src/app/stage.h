/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The stage: the flow and a journal without a broker, in simulated time. What the outbox holds is handed
 * to a hearer at once, in order, as a broker would deliver it. Replay, the simulator and the night files
 * run on it.
 */

#include "flow.h"
#include "player.h"

typedef void (*stage_hear_fn)(void *userdata, int64_t now_us, const struct message *message);

struct stage {
        const struct configuration *configuration; /* borrowed */
        char path[PATH_SIZE];
        struct journal *journal;
        struct flow *flow;
        struct moment now;
        stage_hear_fn hear; /* or NULL */
        void *userdata;
        int64_t turns, messages; /* done so far */
        int64_t *delivered;      /* rows handed over, noted with the next turn; owned */
        size_t delivered_count, delivered_capacity;
        int64_t cursor; /* the last row handed over */
};

/** Opens the journal @path and takes up what it holds, at @now. 0 or -errno of the journal. Close in either case. */
int stage_open(struct stage *stage, const struct configuration *configuration, const char *path,
               enum journal_use use, const struct moment *now);
void stage_close(struct stage *stage);

/** Drops all state as a crash would, in mid-turn too, and opens the same journal again (as the daemon does). */
int stage_crash(struct stage *stage);

/** Time passes to @to_us: everything due on the way happens at its own time. 0 or -errno. */
int stage_advance(struct stage *stage, int64_t to_us);

/** One message now, without its commit. */
void stage_message(struct stage *stage, const struct flow_arrival *arrival);

/** Ends the turn and delivers what it says. 0 or -errno. */
int stage_commit(struct stage *stage);

/**
 * Plays @player from its first word to @until_us (or its last word): what it says is heard, and it hears what
 * is published. @each (or NULL) is called after each turn, for progress. 0 or -errno.
 */
int stage_play(struct stage *stage, struct player *player, int64_t until_us,
               void (*each)(void *userdata, int64_t now_us), void *userdata);
