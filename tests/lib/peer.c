/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "peer.h"

#define TURN_MS     20
#define PATIENCE_MS 10000

struct peer {
        struct mosquitto *client;
        bool connected, subscribed;
        unsigned sent, answered;
        size_t heard;
        struct peer_message last;
};

static void must(int rc, const char *what) {
        if (rc != MOSQ_ERR_SUCCESS) {
                fprintf(stderr, "peer: %s: %s\n", what, mosquitto_strerror(rc));
                exit(1);
        }
}

static void on_connect(struct mosquitto *client, void *userdata, int rc) {
        struct peer *peer = userdata;

        (void)client;
        peer->connected = rc == 0;
}

static void on_subscribe(struct mosquitto *client, void *userdata, int mid, int count,
                         const int *granted) {
        struct peer *peer = userdata;

        (void)client, (void)mid, (void)count, (void)granted;
        peer->subscribed = true;
}

static void on_publish(struct mosquitto *client, void *userdata, int mid) {
        struct peer *peer = userdata;

        (void)client, (void)mid;
        peer->answered++;
}

static void copy(char text[PEER_TEXT_SIZE], const void *bytes, size_t size) {
        if (size > PEER_TEXT_SIZE - 1)
                size = PEER_TEXT_SIZE - 1;
        if (size > 0)
                memcpy(text, bytes, size);
        text[size] = '\0';
}

static void on_message(struct mosquitto *client, void *userdata,
                       const struct mosquitto_message *message,
                       const mosquitto_property *properties) {
        struct peer *peer = userdata;
        char *type = NULL;
        void *correlation = NULL;
        uint16_t size = 0;

        (void)client;
        mosquitto_property_read_string(properties, MQTT_PROP_CONTENT_TYPE, &type, false);
        mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &correlation, &size,
                                       false);
        peer->heard++;
        peer->last.retained = message->retain;
        copy(peer->last.topic, message->topic, strlen(message->topic));
        copy(peer->last.payload, message->payload, (size_t)message->payloadlen);
        copy(peer->last.content_type, type, type ? strlen(type) : 0);
        copy(peer->last.correlation, correlation, size);
        free(type);
        free(correlation);
}

void peer_turn(struct peer *peer, int wait_ms) {
        must(mosquitto_loop(peer->client, wait_ms, 100), "loop");
}

struct peer *peer_new(int port, const char *id) {
        struct peer *peer = calloc(1, sizeof(*peer));

        must(peer ? MOSQ_ERR_SUCCESS : MOSQ_ERR_NOMEM, "memory");
        must(mosquitto_lib_init(), "library");
        peer->client = mosquitto_new(id, true, peer);
        must(peer->client ? MOSQ_ERR_SUCCESS : MOSQ_ERR_NOMEM, "memory");
        must(mosquitto_int_option(peer->client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5), "v5");
        must(mosquitto_int_option(peer->client, MOSQ_OPT_TCP_NODELAY, 1), "nodelay");
        must(mosquitto_int_option(peer->client, MOSQ_OPT_SEND_MAXIMUM, UINT16_MAX), "window");
        mosquitto_connect_callback_set(peer->client, on_connect);
        mosquitto_subscribe_callback_set(peer->client, on_subscribe);
        mosquitto_publish_callback_set(peer->client, on_publish);
        mosquitto_message_v5_callback_set(peer->client, on_message);
        must(mosquitto_connect(peer->client, "127.0.0.1", port, 60), "connect");
        while (!peer->connected)
                peer_turn(peer, TURN_MS);
        return peer;
}

void peer_free(struct peer *peer) {
        if (!peer)
                return;
        mosquitto_disconnect(peer->client);
        mosquitto_destroy(peer->client);
        mosquitto_lib_cleanup();
        free(peer);
}

void peer_freep(struct peer **peer) {
        peer_free(*peer);
}

void peer_subscribe(struct peer *peer, const char *filter) {
        peer->subscribed = false;
        must(mosquitto_subscribe(peer->client, NULL, filter, 1), filter);
        while (!peer->subscribed)
                peer_turn(peer, TURN_MS);
}

static void publish(struct peer *peer, const char *topic, const void *payload, size_t size, int qos,
                    bool retained, const mosquitto_property *properties) {
        must(mosquitto_publish_v5(peer->client, NULL, topic, (int)size, payload, qos, retained,
                                  properties),
             topic);
        peer->sent++;
}

void peer_publish_bytes(struct peer *peer, const char *topic, const void *payload, size_t size,
                        int qos, bool retained) {
        publish(peer, topic, payload, size, qos, retained, NULL);
}

void peer_publish(struct peer *peer, const char *topic, const char *payload, int qos,
                  bool retained) {
        publish(peer, topic, payload, strlen(payload), qos, retained, NULL);
}

int peer_ask(struct peer *peer, const char *topic, const char *payload, const char *response_topic,
             const char *correlation) {
        mosquitto_property *list = NULL;
        int rc;

        must(mosquitto_property_add_string(&list, MQTT_PROP_RESPONSE_TOPIC, response_topic),
             "topic");
        must(mosquitto_property_add_binary(&list, MQTT_PROP_CORRELATION_DATA, correlation,
                                           (uint16_t)strlen(correlation)),
             "correlation");
        rc = mosquitto_publish_v5(peer->client, NULL, topic, (int)strlen(payload), payload, 1,
                                  false, list);
        mosquitto_property_free_all(&list);
        if (rc != MOSQ_ERR_SUCCESS)
                return -EINVAL;
        peer->sent++;
        return 0;
}

void peer_settle(struct peer *peer) {
        int waited_ms = 0;

        while (peer->answered < peer->sent) {
                unsigned before = peer->answered;

                peer_turn(peer, TURN_MS);
                waited_ms = peer->answered > before ? 0 : waited_ms + TURN_MS;
                if (waited_ms > PATIENCE_MS)
                        must(MOSQ_ERR_KEEPALIVE, "no answer to a publish");
        }
}

size_t peer_heard(const struct peer *peer) {
        return peer->heard;
}

const struct peer_message *peer_last(const struct peer *peer) {
        return &peer->last;
}
