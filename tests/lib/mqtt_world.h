/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The MQTT link under test, with everything it said to its owner written down. Include after cmocka.
 * Waiting is for conditions: until(world, heard == 3) runs the event loop until it holds, and fails
 * with the condition's text when it does not.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker.h"
#include "clock.h"
#include "mqtt.h"
#include "peer.h"

#define WORLD_HEARD_MAX   2048
#define WORLD_PATIENCE_US INT64_C(15000000)

struct heard {
        char topic[64];
        char payload[64]; /* cut; "-" when the link gave none */
        size_t size;
        int qos, mid;
        bool retained;
};

struct world {
        sd_event *event;
        struct mqtt *m;
        bool holds; /* each message begins or goes on with a turn */

        struct heard heard[WORLD_HEARD_MAX];
        size_t count;
        char response_topic[64], correlation[64]; /* of the newest message; "" none */

        int connects, losses, published, deaf_times, window, last_mid, last_reason;
        bool session_present, deaf;
        int64_t heard_us; /* when it was last not deaf, as told */
        char reason[160], refused[64];
};

static inline void world_cut(char *field, size_t size, const void *bytes, size_t length) {
        if (length > size - 1)
                length = size - 1;
        if (length > 0)
                memcpy(field, bytes, length);
        field[length] = '\0';
}

#define world_set(field, bytes, length) world_cut((field), sizeof(field), (bytes), (length))

static inline void world_message(void *userdata, const struct mqtt_arrival *arrival) {
        struct world *world = userdata;
        struct heard *heard = &world->heard[world->count++];
        const char *reply = arrival->response_topic ? arrival->response_topic : "";

        assert_true(world->count < WORLD_HEARD_MAX);
        if (world->holds)
                mqtt_hold(world->m);
        heard->size = arrival->size;
        heard->qos = arrival->qos;
        heard->mid = arrival->mid;
        heard->retained = arrival->retained;
        world_set(heard->topic, arrival->topic, strlen(arrival->topic));
        world_set(heard->payload, arrival->payload ? arrival->payload : "-",
                  arrival->payload ? arrival->size : 1);
        world_set(world->response_topic, reply, strlen(reply));
        world_set(world->correlation, arrival->correlation, arrival->correlation_size);
}

static inline void world_connected(void *userdata, bool session_present, int window) {
        struct world *world = userdata;

        world->connects++;
        world->session_present = session_present;
        world->window = window;
}

static inline void world_disconnected(void *userdata, const char *reason) {
        struct world *world = userdata;

        world->losses++;
        world_set(world->reason, reason, strlen(reason));
}

static inline void world_published(void *userdata, int mid, int reason) {
        struct world *world = userdata;

        world->published++;
        world->last_mid = mid;
        world->last_reason = reason;
}

static inline void world_refused(void *userdata, const char *filter, const char *reason) {
        struct world *world = userdata;

        (void)reason;
        world_set(world->refused, filter, strlen(filter));
}

static inline void world_deaf(void *userdata, bool deaf, int64_t heard_us) {
        struct world *world = userdata;

        world->heard_us = heard_us;
        world->deaf = deaf;
        world->deaf_times += deaf;
}

/* Subscribed to in/#, impatient, and named so that a second world resumes the first one's session. */
static inline struct mqtt_options world_options(int port) {
        static const char *const filters[] = { "in/#", NULL };

        return (struct mqtt_options){
                .host = "127.0.0.1",
                .port = port,
                .client_id = "nattvakt-test",
                .subscriptions = filters,
                .will_topic = "out/status",
                .will_payload = "offline",
                .will_size = 7,
                .canary_topic = "out/canary",
                .canary_every_ms = 40,
                .canary_within_ms = 500,
                .retry_first_ms = 10,
                .retry_last_ms = 80,
                .connect_within_ms = 300,
        };
}

static inline struct world *world_with(const struct mqtt_options *options) {
        static const struct mqtt_handlers handlers = {
                world_message,   world_connected, world_disconnected,
                world_published, world_refused,   world_deaf,
        };
        struct world *world = calloc(1, sizeof(*world));

        assert_non_null(world);
        assert_true(sd_event_new(&world->event) >= 0);
        assert_int_equal(mqtt_new(options, &handlers, world, &world->m), 0);
        assert_int_equal(mqtt_attach(world->m, world->event), 0);
        return world;
}

static inline struct world *world_new(int port) {
        struct mqtt_options options = world_options(port);

        return world_with(&options);
}

/* As a crash would: nothing is said to the broker. */
static inline void world_free(struct world *world) {
        if (!world)
                return;
        mqtt_free(world->m);
        sd_event_unref(world->event);
        free(world);
}

static inline void world_freep(struct world **world) {
        world_free(*world);
}

static inline void world_run(struct world *world, uint64_t wait_us) {
        assert_true(sd_event_run(world->event, wait_us) >= 0);
}

#define until(world, condition)                                        \
        do {                                                           \
                int64_t _by_us = clock_boot_us() + WORLD_PATIENCE_US;  \
                while (!(condition)) {                                 \
                        if (clock_boot_us() > _by_us)                  \
                                fail_msg("still not: %s", #condition); \
                        world_run((world), 10000);                     \
                }                                                      \
        } while (0)

/* The canary is sent after the SUBACK, so who hears it knows that the subscriptions stand. */
static inline void until_canary(struct world *world, struct peer *peer) {
        size_t before = peer_heard(peer);

        until(world, (peer_turn(peer, 0),
                      peer_heard(peer) > before && !strcmp(peer_last(peer)->topic, "out/canary")));
}
