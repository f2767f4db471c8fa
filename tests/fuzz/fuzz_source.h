/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * One fuzz input is one message: the first line is what follows the base of the topic, the rest is
 * the payload. Whatever it is, an adapter answers with readings that keep source.h's word or with
 * one of its codes and the list as before.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/text.h"
#include "source.h"

static inline void fuzz_check(const struct reading *reading) {
        assert(reading->device[0] != '\0');
        assert(text_is_utf8(reading->device, strnlen(reading->device, DEVICE_NAME_SIZE)));
        assert(reading->measure < MEASURE_COUNT);
        assert(reading->source_us == 0 || event_kind_is_loud(reading->kind) ||
               (reading->source_us >= SOURCE_TIME_MIN_US &&
                reading->source_us < SOURCE_TIME_MAX_US));
        assert((reading->quality == TIME_QUALITY_GATEWAY) == (reading->source_us == 0));
        assert(reading->seconds >= -1 && reading->seconds <= 3600);
        assert(!reading->momentary || reading->active || reading->measure == MEASURE_EVENT);
        if (reading->measure == MEASURE_BATTERY)
                assert(reading->value >= 0 && reading->value <= 100);
        if (reading->measure == MEASURE_EVENT)
                assert(reading->kind < EVENT_KIND_COUNT && reading->phase < EVENT_PHASE_COUNT &&
                       (reading->by[0] == '\0' || text_is_name(reading->by)));
}

static inline void fuzz_source(const struct source_adapter *source, const char *base,
                               const uint8_t *data, size_t size) {
        const uint8_t *line = size ? memchr(data, '\n', size) : NULL;
        size_t rest_size = line ? (size_t)(line - data) : size;
        size_t base_size = strlen(base), skip = line ? rest_size + 1 : size;
        char *topic = alloc_zero(base_size + 1 + rest_size + 1, 1);
        char *payload = alloc_zero(size - skip, 1); /* its exact size: ASan sees a read beyond */
        struct source_message message = { .topic = topic,
                                          .base_size = base_size,
                                          .payload = payload,
                                          .payload_size = size - skip };
        struct reading_list list = { .count = 0 };
        int r;

        memcpy(topic, base, base_size);
        topic[base_size] = '/';
        if (rest_size > 0)
                memcpy(topic + base_size + 1, data, rest_size);
        if (size > skip)
                memcpy(payload, data + skip, size - skip);

        r = source->decode(&message, &list);
        assert(list.count == (r < 0 ? 0 : (size_t)r));
        if (r < 0)
                (void)source_refusal(r);
        for (size_t i = 0; i < list.count; i++)
                fuzz_check(&list.at[i]);
        free(payload);
        free(topic);
}
