/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the daemon's files share: daemon.c runs, turn.c turns, wire.c meets the broker, wired.c (wired.h) the lines, watch.c looks after itself. */

#include <systemd/sd-event.h>

#include "clock.h"
#include "daemon.h"
#include "flow.h"
#include "mqtt.h"
#include "post.h"
#include "timekeeper.h"
#include "wired.h"

#define DAEMON_TURN_INPUTS 256               /* inputs after which a turn is committed */
#define DAEMON_TURN_US     (250 * US_PER_MS) /* age at which it is committed */
#define DAEMON_URGENT_US   (5 * US_PER_MS)   /* the same of one that holds a call */
#define DAEMON_NOTE_US     US_PER_S          /* deliveries are noted so long after at most */
#define DAEMON_RETRY_US    US_PER_S          /* a disk that failed is asked again so often */
#define DAEMON_METRIC_US   US_PER_MIN

struct daemon {
        struct daemon_options options;
        struct configuration *configuration;
        struct journal *journal;
        struct flow *flow;
        struct mqtt *mqtt;
        struct post post;
        struct wired wired;
        struct timekeeper time;
        sd_event *event;
        sd_event_source *commit, *turn_age, *tick, *metric, *signals[3];

        bool open;                 /* a turn is: nothing may leave */
        bool simulated, sim_asked; /* sim/done is owed */
        bool deaf;                 /* connected, but our canary does not come back */
        bool sim_started;          /* sim/clock has spoken */
        bool adopting;          /* the journal is new: open tasks come from our retained topics */
        int64_t broker_lost_us; /* wall; 0: it is there */
        int64_t birth, since_us;
        int64_t refused[ADAPTER_COUNT][REFUSAL_COUNT]; /* as last logged */
        int64_t commit_worst_us;   /* the slowest commit since the last metrics */
        char said[LABEL_SIZE * 2]; /* what an operator must know, in status */
        struct flow_urgent urgent; /* to say although it could not be written */
        bool heard;                /* this turn holds something from the broker */
        bool failing;              /* the last commit failed */
        bool found,
                resumed; /* the broker is there and no turn could note it yet; with our session */
        int found_window;
        char sim_clock_topic[TOPIC_SIZE], task_topic[TOPIC_SIZE];
        int exit;
};

/* daemon.c */

/** The journal cannot be read: says so and ends the loop; the way out sets the journal aside. */
void daemon_damaged(struct daemon *d);

/* turn.c */

/** Now, as this daemon tells time; notices when the clock came. */
struct moment turn_now(struct daemon *d);
/** A turn begins or goes on: nothing may leave until turn_commit. Returns turn_now. */
struct moment turn_begin(struct daemon *d);
/** Something was put into the turn: see that it ends in time. */
void turn_touch(struct daemon *d);
/** Ends the turn and lets out what waited. */
void turn_commit(struct daemon *d);
/** Between turns: sends what may go. In a turn nothing happens. */
void turn_let_out(struct daemon *d);
/** Makes the sources of the turn. 0 or -errno. */
int turn_attach(struct daemon *d);

/* wire.c */
int wire_open(struct daemon *d);
void wire_status(struct daemon *d, bool online, struct message *ret_message);
/** Says the status anew with this turn. */
void wire_say_status(struct daemon *d, const struct moment *now);
/** Says what cannot be written: outside of a turn, or what was heard in it would be acknowledged. */
void wire_say_urgent(struct daemon *d);
/** Tells the service manager how it stands (systemctl status): at each change of the link, and each minute. */
void wire_notify_status(const struct daemon *d);
/** Notes that the broker is there: blind minutes end, the outbox goes out. */
void wire_found(struct daemon *d);

/* watch.c */

/** Signals, watchdog, metrics. 0 or -errno. */
int watch_attach(struct daemon *d);
