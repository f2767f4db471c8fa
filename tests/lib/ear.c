/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "ear.h"

#define TURN_MS     10
#define PATIENCE_MS 15000

struct ear {
        struct mosquitto *client;
        bool connected, subscribed;
        size_t sent, answered;
        struct ear_message *messages;
        size_t count, capacity;
};

static void must(int rc, const char *what) {
        if (rc != MOSQ_ERR_SUCCESS) {
                fprintf(stderr, "ear: %s: %s\n", what, mosquitto_strerror(rc));
                exit(1);
        }
}

static void *must_have(void *memory) {
        must(memory ? MOSQ_ERR_SUCCESS : MOSQ_ERR_NOMEM, "memory");
        return memory;
}

static void on_connect(struct mosquitto *client, void *userdata, int rc) {
        struct ear *ear = userdata;

        (void)client;
        ear->connected = rc == 0;
}

static void on_subscribe(struct mosquitto *client, void *userdata, int mid, int count,
                         const int *granted) {
        struct ear *ear = userdata;

        (void)client, (void)mid, (void)count, (void)granted;
        ear->subscribed = true;
}

static void on_publish(struct mosquitto *client, void *userdata, int mid) {
        struct ear *ear = userdata;

        (void)client, (void)mid;
        ear->answered++;
}

static void on_message(struct mosquitto *client, void *userdata,
                       const struct mosquitto_message *message) {
        struct ear *ear = userdata;
        struct ear_message *kept;

        (void)client;
        if (ear->count == ear->capacity) {
                ear->capacity = ear->capacity ? ear->capacity * 2 : 256;
                ear->messages =
                        must_have(realloc(ear->messages, ear->capacity * sizeof(*ear->messages)));
        }
        kept = &ear->messages[ear->count++];
        kept->topic = must_have(strdup(message->topic));
        kept->payload = must_have(
                strndup(message->payload ? message->payload : "", (size_t)message->payloadlen));
        kept->retained = message->retain;
}

void ear_turn(struct ear *ear, int wait_ms) {
        must(mosquitto_loop(ear->client, wait_ms, 100), "loop");
}

static void wait_until(struct ear *ear, const bool *condition, const char *what) {
        for (int waited_ms = 0; !*condition; waited_ms += TURN_MS) {
                must(waited_ms < PATIENCE_MS ? MOSQ_ERR_SUCCESS : MOSQ_ERR_KEEPALIVE, what);
                ear_turn(ear, TURN_MS);
        }
}

struct ear *ear_new(int port, const char *filter) {
        struct ear *ear = must_have(calloc(1, sizeof(*ear)));

        must(mosquitto_lib_init(), "library");
        ear->client = must_have(mosquitto_new(NULL, true, ear));
        must(mosquitto_int_option(ear->client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5), "v5");
        must(mosquitto_int_option(ear->client, MOSQ_OPT_TCP_NODELAY, 1), "nodelay");
        must(mosquitto_int_option(ear->client, MOSQ_OPT_SEND_MAXIMUM, UINT16_MAX), "window");
        must(mosquitto_int_option(ear->client, MOSQ_OPT_RECEIVE_MAXIMUM, UINT16_MAX), "window");
        mosquitto_connect_callback_set(ear->client, on_connect);
        mosquitto_subscribe_callback_set(ear->client, on_subscribe);
        mosquitto_publish_callback_set(ear->client, on_publish);
        mosquitto_message_callback_set(ear->client, on_message);
        must(mosquitto_connect(ear->client, "127.0.0.1", port, 60), "connect");
        wait_until(ear, &ear->connected, "connect");
        must(mosquitto_subscribe(ear->client, NULL, filter, 1), filter);
        wait_until(ear, &ear->subscribed, "subscribe");
        return ear;
}

void ear_forget(struct ear *ear) {
        for (size_t i = 0; i < ear->count; i++) {
                free(ear->messages[i].topic);
                free(ear->messages[i].payload);
        }
        ear->count = 0;
}

void ear_free(struct ear *ear) {
        if (!ear)
                return;
        mosquitto_disconnect(ear->client);
        mosquitto_destroy(ear->client);
        mosquitto_lib_cleanup();
        ear_forget(ear);
        free(ear->messages);
        free(ear);
}

void ear_freep(struct ear **ear) {
        ear_free(*ear);
}

size_t ear_count(const struct ear *ear) {
        return ear->count;
}

const struct ear_message *ear_message(const struct ear *ear, size_t i) {
        return &ear->messages[i];
}

const char *ear_last(const struct ear *ear, const char *topic) {
        for (size_t i = ear->count; i-- > 0;)
                if (strcmp(ear->messages[i].topic, topic) == 0)
                        return ear->messages[i].payload;
        return NULL;
}

size_t ear_hits(const struct ear *ear, const char *start, const char *text) {
        size_t hits = 0;

        for (size_t i = 0; i < ear->count; i++)
                hits += strncmp(ear->messages[i].topic, start, strlen(start)) == 0 &&
                        strstr(ear->messages[i].payload, text) != NULL;
        return hits;
}

void ear_say_bytes(struct ear *ear, const char *topic, const void *payload, size_t size,
                   bool retained) {
        must(mosquitto_publish(ear->client, NULL, topic, (int)size, payload, 1, retained), topic);
        ear->sent++;
}

void ear_say(struct ear *ear, const char *topic, const char *payload) {
        ear_say_bytes(ear, topic, payload, strlen(payload), false);
}

size_t ear_unanswered(const struct ear *ear) {
        return ear->sent - ear->answered;
}
