/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The house of a night: the real flow and journal on their stage, a kernel's clock that moves when it is
 * told to, and a broker that is always there and hands out again what was not acknowledged. What the
 * daemon does when it starts, stops and learns the time is done here as in src/app/daemon.c and turn.c.
 */

#include "edges.h"
#include "said.h"
#include "script.h"
#include "stage.h"
#include "timekeeper.h"

/* Where the process may die in a step. */
enum crash_kind {
        CRASH_NONE,
        CRASH_BEFORE,      /* between the step and the one before */
        CRASH_IN_TICK,     /* time passes: the first thing due was decided and not yet written */
        CRASH_UNCOMMITTED, /* a message was handled and not yet written */
        CRASH_UNSAID,      /* it was written; neither acknowledged nor a word said */
        CRASH_KIND_COUNT
};

#define HOUSE_SENT_MAX 4 /* messages that the broker has kept to send again */

struct house_sent {
        int mid; /* the broker's packet id; 0: none */
        char topic[TOPIC_SIZE];
        char *payload; /* owned */
        bool retained;
};

/* Where the cords are and what is broken, whether the daemon runs or not. */
struct house_wires {
        bool is_active[LINES_MAX], is_failing[LINES_MAX];
        bool is_gone[LINES_MAX]; /* the chip: of the first line on it */
};

struct house {
        struct configuration *configuration;
        struct stage stage;
        struct timekeeper time;
        struct moment kernel; /* as the kernel would tell it now */
        char folder[PATH_SIZE];
        bool is_up, was_up;
        bool resent; /* the broker had to send a message twice, for a crash was put in */
        int mid;     /* the broker's last packet id */
        struct house_sent sent[HOUSE_SENT_MAX]; /* what it sent with mid at mid % HOUSE_SENT_MAX */
        struct said said;
        struct house_wires wires;
        struct edges edges; /* the daemon's */
        int commands;       /* given so far: the correlation of the last one */
};

/** Reads the configuration and makes a folder for the journal; the night begins as @script says. 0 or -errno. */
int house_build(struct house *house, const struct script *script);
void house_tear_down(struct house *house);

/** The gateway's own time; the kernel's while it is down. */
int64_t house_now(const struct house *house);

/** The daemon starts and takes up what the journal holds; stops; dies and starts. 0 or -errno. */
int house_up(struct house *house);
int house_down(struct house *house);
int house_crash(struct house *house);

/** Time passes to @to_us. 0 or -errno. */
int house_pass(struct house *house, int64_t to_us, enum crash_kind crash);

/** A message comes, in a turn of its own. 0 or -errno. */
int house_hear(struct house *house, const char *topic, const char *payload, bool retained,
               enum crash_kind crash);

/** The broker sends the last @count messages once more, for it had no acknowledgement. 0 or -errno. */
int house_hear_again(struct house *house, int count, enum crash_kind crash);

/** The board was without power and knows no time: the kernel's clock says @wall_us. While it is down. */
void house_lose_clock(struct house *house, int64_t wall_us);

/** The kernel's clock is trusted and says @wall_us, whatever it said before. 0 or -errno. */
int house_set_clock(struct house *house, int64_t wall_us);
