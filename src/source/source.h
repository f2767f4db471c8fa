/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Sources: adapters that turn what one ecosystem says into readings. An adapter is a constant table
 * and a pure function in src/source/<name>.c and one line in source.c. It sees one message, answers
 * with readings, keeps nothing and never asks for the time; so a captured message is a whole test.
 *
 * Refusals. An adapter that cannot use a message says why with one of these codes, and no other; the
 * flow counts them per adapter and reason (source_refusal):
 *
 *   -EBADMSG       not what the ecosystem documents: no JSON object, an unknown word, cut, tailed
 *   -EPROTO        a member has the wrong type
 *   -EMSGSIZE      larger than SOURCE_PAYLOAD_MAX: not even looked at
 *   -ENAMETOOLONG  a name, an id or a unit longer than its field
 *   -EINVAL        no device name where the topic should have one, or one that is none
 *   -ERANGE        a time outside 2000..2100, a duration outside 0..1 h
 *   -ENOSPC        the list is full
 */

#include "nattvakt/reading.h"
#include "nattvakt/settings.h"
#include "nattvakt/state.h"

/* Devices say some hundred bytes; Zigbee2MQTT's device lists are larger and say nothing of care. */
#define SOURCE_PAYLOAD_MAX 65536

#define SOURCE_TIME_MIN_US INT64_C(946684800000000) /* 2000-01-01: a clock that was never set */
#define SOURCE_TIME_MAX_US \
        INT64_C(4102444800000000) /* 2100-01-01: milliseconds taken for seconds */

#define SOURCE_FILTERS_MAX 4

struct source_message {
        const char *topic; /* NUL-terminated */
        size_t base_size; /* bytes of @topic before the '/' and what the ecosystem puts behind it */
        const char *payload; /* not NUL-terminated; may be NULL when empty */
        size_t payload_size;
        bool retained;
        int64_t received_us; /* µs since 1970 UTC; no adapter needs it yet: sense has the moment */
};

struct source_adapter {
        const char *name;
        enum adapter adapter;

        /**
         * Appends to @readings what @message says. Borrows both; on error @readings is as before.
         * Returns how many were appended (0: nothing about care), or a code from above.
         */
        int (*decode)(const struct source_message *message, struct reading_list *readings);
};

extern const struct source_adapter source_zigbee2mqtt;
extern const struct source_adapter source_native;

/**
 * The MQTT filters to subscribe to for the adapters that @settings has on; @site is the site's name.
 * Returns how many of @ret_filters were written.
 */
size_t source_filters(const struct settings *settings, const char *site,
                      char ret_filters[SOURCE_FILTERS_MAX][TOPIC_SIZE]);

/**
 * The adapter for @topic among those that @settings has on, and where the base of the topic ends;
 * NULL when it is nobody's.
 */
const struct source_adapter *source_for_topic(const struct settings *settings, const char *site,
                                              const char *topic, size_t *ret_base_size);

/** The reason to count for a negative code of decode. */
enum refusal source_refusal(int error);

/**
 * The device that the topic of @message names behind its base, less the last @suffix_size bytes.
 * Returns 0, -EINVAL or -ENAMETOOLONG. For adapters.
 */
int source_device(const struct source_message *message, size_t suffix_size,
                  char ret_device[DEVICE_NAME_SIZE]);

/** Appends all of @found or nothing. Returns how many, or -ENOSPC. For adapters. */
int source_join(struct reading_list *readings, const struct reading_list *found);
