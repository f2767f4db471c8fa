/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the three files of the MQTT link share: mqtt.c is the owner's side, mqtt_connect.c makes one
 * connection and hears its answers, mqtt_loop.c is the only one that lets libmosquitto read or write.
 *
 * Each connection gets a libmosquitto client of its own. A used one would send again what was not
 * acknowledged, behind the outbox's back, and keep in memory what could not be sent.
 */

#include <mosquitto.h>

#include "mqtt.h"

#define MQTT_REASON_SIZE 160 /* bytes; libmosquitto's and the C library's texts are shorter */

enum mqtt_state {
        MQTT_STATE_IDLE,       /* not attached to a loop */
        MQTT_STATE_WAITING,    /* until retry_at_us */
        MQTT_STATE_CONNECTING, /* until the CONNACK, at most until connack_by_us */
        MQTT_STATE_UP,
        MQTT_STATE_LOST, /* closed; the owner has not been told */
        MQTT_STATE_STOPPED,
};

struct mqtt {
        struct mqtt_options options; /* owns its texts; defaults filled in */
        struct mqtt_handlers handlers;
        void *userdata;
        char **filters; /* the subscriptions and the canary's topic */
        int filter_count;

        enum mqtt_state state;
        struct mosquitto *client; /* NULL between connections */
        int fd; /* our duplicate of its socket: stays ours when libmosquitto closes its own */
        char reason[MQTT_REASON_SIZE]; /* why the connection goes */
        char told[MQTT_REASON_SIZE];   /* the reason last told; "" while connected */

        bool held;       /* a turn is open: nothing may leave */
        bool inside;     /* libmosquitto is on the stack: its client must live on */
        bool writing;    /* in mosquitto_loop_write */
        bool dropping;   /* mqtt_drop was called inside */
        unsigned seen;   /* messages in this turn, or this dispatch when none is open */
        unsigned calls;  /* messages and answers that libmosquitto has handed over */
        unsigned drops;  /* since the last release */
        int send_window; /* QoS 1 publishes that the broker takes at once */
        int in_flight;   /* of these, not yet answered */

        sd_event *event;
        sd_event_source *io;                /* on fd; NULL between connections */
        sd_event_source *timer;             /* whatever is due next */
        unsigned failures;                  /* to connect, in a row */
        unsigned addresses;                 /* of the host, at the last look */
        unsigned tried;                     /* of these, in this round */
        int64_t retry_at_us, connack_by_us; /* CLOCK_BOOTTIME */

        int subscribe_mid;
        bool subscribed; /* the broker answered our SUBSCRIBE */
        bool deaf;
        int64_t heard_us;       /* CLOCK_BOOTTIME; the last came back, or the broker let us in */
        uint64_t canary;        /* the last one sent */
        int64_t canary_next_us; /* CLOCK_BOOTTIME */
        int64_t canary_by_us;   /* CLOCK_BOOTTIME; 0: none is on its way */
};

/* Starts one attempt and leaves state and reason to say how it went. */
void mqtt_connect_start(struct mqtt *m);

/* Frees the client and what hangs on it. Wrong while libmosquitto is on the stack. */
void mqtt_connect_close(struct mqtt *m);

/* Whether @m's message is our own canary; if so it has been dealt with. */
bool mqtt_canary_is(struct mqtt *m, const struct mosquitto_message *message);

/* Sends a canary when one is due. */
void mqtt_canary_tick(struct mqtt *m, int64_t now_us);

/* The client has a socket: watch it. */
void mqtt_loop_watch(struct mqtt *m);

/* Something changed outside of a dispatch: watch for what is wanted now, and look at it soon. */
void mqtt_loop_wake(struct mqtt *m);

/* Writes what waits, unless a turn is open. The only place from which anything leaves. */
void mqtt_loop_flush(struct mqtt *m);

void mqtt_reason(struct mqtt *m, const char *text);
