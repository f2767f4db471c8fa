/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Somebody else on the broker: a plain MQTT 5 client that publishes and hears, and waits for both. */

#include <stdbool.h>
#include <stddef.h>

#define PEER_TEXT_SIZE 256

struct peer_message {
        char topic[PEER_TEXT_SIZE];
        char payload[PEER_TEXT_SIZE]; /* cut */
        char content_type[PEER_TEXT_SIZE];
        char correlation[PEER_TEXT_SIZE];
        bool retained;
};

struct peer;

/** Connects to 127.0.0.1 with a clean session; ends the test program when that fails. */
struct peer *peer_new(int port, const char *id);
void peer_free(struct peer *peer);
void peer_freep(struct peer **peer);

/** Subscribes and waits for the answer. */
void peer_subscribe(struct peer *peer, const char *filter);

/** Publishes @size bytes of @payload; QoS 1 is answered only by peer_settle. */
void peer_publish_bytes(struct peer *peer, const char *topic, const void *payload, size_t size,
                        int qos, bool retained);
void peer_publish(struct peer *peer, const char *topic, const char *payload, int qos,
                  bool retained);

/** A command: QoS 1 with a response topic and correlation data. 0, or -EINVAL: libmosquitto refuses that topic. */
int peer_ask(struct peer *peer, const char *topic, const char *payload, const char *response_topic,
             const char *correlation);

/** Waits until every QoS 1 publish is answered; ends the test program when none comes for long. */
void peer_settle(struct peer *peer);

/** Reads and writes what there is now, waiting at most @wait_ms. */
void peer_turn(struct peer *peer, int wait_ms);

/** How many messages it has heard, and the newest of them. */
size_t peer_heard(const struct peer *peer);
const struct peer_message *peer_last(const struct peer *peer);
