/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Somebody on the broker who remembers all that was said, whole, and can say things too: an MQTT 5 client. */

#include <stdbool.h>
#include <stddef.h>

struct ear_message {
        char *topic, *payload; /* NUL-terminated */
        bool retained;         /* the broker kept it and gave it because we subscribed */
};

struct ear;

/** Connects to 127.0.0.1 with a clean session, subscribes to @filter (QoS 1) and waits for both. */
struct ear *ear_new(int port, const char *filter);
void ear_free(struct ear *ear);
void ear_freep(struct ear **ear);

/** Reads and writes what there is now, waiting at most @wait_ms; ends the program without a broker. */
void ear_turn(struct ear *ear, int wait_ms);

/** Messages so far, oldest first. */
size_t ear_count(const struct ear *ear);
const struct ear_message *ear_message(const struct ear *ear, size_t i);
void ear_forget(struct ear *ear);

/** The newest payload on @topic, or NULL. */
const char *ear_last(const struct ear *ear, const char *topic);

/** How many messages on topics that begin with @start hold @text. */
size_t ear_hits(const struct ear *ear, const char *start, const char *text);

/** Publishes with QoS 1. */
void ear_say(struct ear *ear, const char *topic, const char *payload);
void ear_say_bytes(struct ear *ear, const char *topic, const void *payload, size_t size,
                   bool retained);

/** How many of its publishes the broker has not answered. */
size_t ear_unanswered(const struct ear *ear);
