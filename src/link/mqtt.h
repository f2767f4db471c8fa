/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * MQTT, spoken so that nothing is acknowledged before it is on disk (ARCHITECTURE, invariant 1).
 *
 * The owner says mqtt_hold() when its turn begins, also from inside a handler, and mqtt_release()
 * after COMMIT; in between not one byte leaves: no acknowledgement, no ping, no publish. A turn sees
 * at most MQTT_READ_MAX messages; then nothing is read until the release, so an event source of IDLE
 * priority gets its chance to commit. When COMMIT failed, mqtt_drop() throws the connection away
 * unacknowledged and the broker sends again.
 *
 * The session outlives connection and process: it is never ended and never unsubscribed from. A
 * publish lives only as long as its connection: after disconnected() every mid is void, and what was
 * not published() is the owner's to publish again. Handlers may hold, drop and publish, but neither
 * free nor disconnect.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#define MQTT_READ_MAX         256      /* messages per turn */
#define MQTT_RECEIVE_MAXIMUM  1000     /* unacknowledged messages that the broker may send us */
#define MQTT_PAYLOAD_MAX      65536    /* bytes: the largest payload handed on */
#define MQTT_PACKET_MAX       16777216 /* bytes: a larger packet the broker does not send at all */
#define MQTT_KEEPALIVE_S      30
#define MQTT_CANARY_EVERY_MS  10000
#define MQTT_CANARY_WITHIN_MS 5000
#define MQTT_RETRY_FIRST_MS   1000
#define MQTT_RETRY_LAST_MS    60000
#define MQTT_CONNECT_MS       10000

struct mqtt;

/* Copied by mqtt_new. Of the numbers 0 stands for the default above; of the texts NULL for none. */
struct mqtt_options {
        const char *host;
        int port; /* 1..65535 */
        const char *client_id;
        const char *username, *password;
        const char *ca, *cert, *key; /* paths of PEM files; with @ca TLS is spoken */
        int keepalive_s;             /* 5..65535 */
        bool clean;                  /* for tools: begins anew and leaves no session behind */

        const char *const *subscriptions; /* filters for QoS 1, NULL-terminated; may be NULL */
        const char *will_topic;           /* retained, QoS 1 */
        const void *will_payload;
        size_t will_size;
        const char *canary_topic; /* ours alone: sent to ourselves to see that we hear */

        int canary_every_ms, canary_within_ms;
        int retry_first_ms, retry_last_ms; /* doubles from the first to the last */
        int connect_within_ms;             /* from the first packet to the broker's answer */
        size_t payload_max;                /* bytes */
        uint32_t packet_max;               /* bytes */
};

/* A message that came in; valid only during the handler. */
struct mqtt_arrival {
        const char *topic;
        const void
                *payload; /* not NUL-terminated; "" when empty, NULL when larger than payload_max */
        size_t size;      /* bytes, the real size in any case */
        int qos;          /* 0 or 1 */
        bool retained;    /* was kept by the broker and comes because we subscribed */
        uint16_t mid;     /* packet id of QoS 1: the same when the broker sends it again */
        const char *response_topic;
        const void *correlation;
        size_t correlation_size; /* bytes */
};

/* A message to send; borrowed. */
struct mqtt_departure {
        const char *topic;
        const void *payload;
        size_t size; /* bytes */
        int qos;     /* 0 or 1 */
        bool retained;
        uint32_t expiry_s;          /* 0: never */
        const char *content_type;   /* or NULL */
        const char *response_topic; /* where an answer is wanted, or NULL */
        const void *correlation;    /* or NULL */
        size_t correlation_size;    /* bytes, at most 65535 */
};

/* Any but message may be NULL. */
struct mqtt_handlers {
        void (*message)(void *userdata, const struct mqtt_arrival *arrival);

        /** @send_window: publishes of QoS 1 that the broker takes at once. */
        void (*connected)(void *userdata, bool session_present, int send_window);

        /** The connection is gone, or (once per reason) could not be made. */
        void (*disconnected)(void *userdata, const char *reason);

        /** The broker answered a QoS 1 publish. @reason: MQTT 5 section 3.4.2.1, 128 and more refuse it. */
        void (*published)(void *userdata, int mid, int reason);

        /** The broker will not give us @filter, so we hear nothing there. */
        void (*refused)(void *userdata, const char *filter, const char *reason);

        /**
         * Connected, but our own canary did not come back (true), or came again (false). @heard_us:
         * CLOCK_BOOTTIME, when the newest came back, or else the connection was made.
         */
        void (*deaf)(void *userdata, bool deaf, int64_t heard_us);
};

/**
 * Makes a link that does nothing yet. Ignores SIGPIPE for the process. The caller owns *ret.
 * Returns 0, or
 * -EINVAL  a number is out of range, a topic or filter is no such thing, or a TLS file is unreadable.
 */
int mqtt_new(const struct mqtt_options *options, const struct mqtt_handlers *handlers,
             void *userdata, struct mqtt **ret);

/** Closes without a word, as a crash would: the session stays, the will goes out. @m may be NULL. */
void mqtt_free(struct mqtt *m);
void mqtt_freep(struct mqtt **m);

/** Begins to connect, and reconnects for ever. Takes a reference on @event. Returns 0 or -errno. */
int mqtt_attach(struct mqtt *m, sd_event *event);

/** A turn begins. Holding what is held is allowed: each input may say it. */
void mqtt_hold(struct mqtt *m);

/** The turn is on disk: what waited is written now. Without a turn, or a connection, nothing happens. */
void mqtt_release(struct mqtt *m);

/**
 * The turn is not on disk: closes without acknowledging and ends the hold. disconnected() follows
 * from the event loop, then a new connection, later with each drop that no release came between.
 */
void mqtt_drop(struct mqtt *m);

/**
 * Publishes. Wrong while held. @ret_mid may be NULL.
 * Returns 0, or
 * -ENOTCONN  no connection: try again after connected(),
 * -EAGAIN    the send window is full, or the broker's limits or the moment forbid it: try again
 *            after published(), connected(), or some time,
 * -EMSGSIZE  larger than the broker takes,
 * -EINVAL    no topic to publish to, or not UTF-8.
 */
int mqtt_publish(struct mqtt *m, const struct mqtt_departure *departure, int *ret_mid);

/**
 * Ends the connection in good order, waits at most 1 s for it, and connects no more. The session
 * stays. @with_will lets the broker publish the will (reason 0x04), else it forgets it. Wrong while
 * held and inside a handler.
 */
void mqtt_disconnect(struct mqtt *m, bool with_will);

/** The broker answered our CONNECT and the connection stands. */
bool mqtt_is_connected(const struct mqtt *m);

/** The connection's descriptor, or -1. Only to look at. */
int mqtt_fd(const struct mqtt *m);

/** Something waits to be written. */
bool mqtt_wants_write(const struct mqtt *m);
