/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A short talk with the broker: connect, hear what is retained, perhaps say something, wait for the answer, go.
 * Waiting is for conditions and bounded; what goes wrong is said on stderr. Nothing is left behind at the
 * broker. Statuses are those of tool.h.
 */

#include "mqtt.h"
#include "nattvakt/names.h"
#include "nattvakt/settings.h"
#include "tool.h"

#define WAIT_SUBSCRIPTIONS_MAX 4
/* For the connection, for what is retained, for an answer; and how long a question lives, in a broker's whole s. */
#define WAIT_BOUND_US (5 * US_PER_S)
#define WAIT_EXPIRY_S (WAIT_BOUND_US / US_PER_S - 1)

struct wait_options {
        const struct configuration *configuration;
        const char *broker; /* "HOST:PORT", or NULL: the configuration's */
        char subscriptions[WAIT_SUBSCRIPTIONS_MAX][TOPIC_SIZE]; /* "" beyond the last */
        void (*heard)(void *userdata, const struct mqtt_arrival *arrival);
        void *userdata;
};

struct wait;

/** Begins to connect. Keeps @options, which the caller owns. 0, TOOL_EXIT_USAGE or TOOL_EXIT_BROKER. */
int wait_open(const struct wait_options *options, struct wait **ret_wait);

/** Says goodbye to the broker. @wait may be NULL. */
void wait_close(struct wait *wait);
void wait_closep(struct wait **wait);

/** Waits until all that is retained has been heard. 0 or TOOL_EXIT_BROKER. */
int wait_for_retained(struct wait *wait);

/**
 * Publishes; an answer comes to wait_reply_topic. What nobody heard the broker drops after WAIT_EXPIRY_S.
 * 0 or TOOL_EXIT_BROKER.
 */
int wait_ask(struct wait *wait, const char *topic, const char *payload, const char *correlation);

/** A topic of this talk alone, subscribed to. */
const char *wait_reply_topic(const struct wait *wait);

/** Waits until @is_done says so. 0, or TOOL_EXIT_BROKER when it takes too long or the broker goes. */
int wait_until(struct wait *wait, bool (*is_done)(void *userdata), const char *awaited);

/** Goes on hearing, over lost connections too, until SIGINT or SIGTERM. 0 or TOOL_EXIT_BROKER. */
int wait_until_interrupted(struct wait *wait);
