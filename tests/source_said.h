/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Readings as one line of text, so that a table can hold what a message gives:
 *
 *   heard contact:1 press! battery=97 @2026-11-01T22:00:00.000Z
 *
 * ":1" active, ":0" not, "!" momentary, "=" value; "test" and "@" (source time) once at the end, as
 * they hold for all. An event is told member by member.
 */

#include <stdio.h>
#include <string.h>

#include "nattvakt/text.h"
#include "nattvakt/times.h"
#include "source.h"

static inline void said_event(const struct reading *reading, struct text_buffer *text) {
        text_appendf(text, "%s %s %s %s", event_kind_word(reading->kind),
                     event_phase_word(reading->phase), outcome_word(reading->outcome),
                     task_mode_word(reading->mode));
        if (reading->momentary)
                text_append(text, "!");
        if (reading->seconds >= 0)
                text_appendf(text, " %ds", reading->seconds);
        if (reading->has_value)
                text_appendf(text, " =%g%s", reading->value, reading->unit);
        if (reading->resident[0])
                text_appendf(text, " resident %s", reading->resident);
        if (reading->place[0])
                text_appendf(text, " place %s", reading->place);
        if (reading->by[0])
                text_appendf(text, " by %s", reading->by);
        if (reading->source_id[0])
                text_appendf(text, " id %s", reading->source_id);
}

static inline void said_one(const struct reading *reading, struct text_buffer *text) {
        if (reading->measure == MEASURE_EVENT) {
                said_event(reading, text);
                return;
        }
        text_append(text, measure_word(reading->measure));
        if (reading->has_value)
                text_appendf(text, "=%g", reading->value);
        else if (reading->momentary)
                text_append(text, "!");
        else if (reading->measure != MEASURE_HEARD)
                text_append(text, reading->active ? ":1" : ":0");
}

/** All of @list; the caller releases @ret_text. "" when there is none. */
static inline void said(const struct reading_list *list, struct text_buffer *ret_text) {
        char time[TIME_TEXT_SIZE];

        text_append(ret_text, "");
        for (size_t i = 0; i < list->count; i++) {
                text_append(ret_text, i ? " " : "");
                said_one(&list->at[i], ret_text);
        }
        if (list->count > 0 && list->at[0].test)
                text_append(ret_text, " test");
        if (list->count > 0 && list->at[0].source_us)
                text_appendf(ret_text, " @%s", time_text(list->at[0].source_us, time));
}

/** What holds for all readings of one message. */
static inline void assert_readings_agree(const struct reading_list *list, const char *device) {
        for (size_t i = 0; i < list->count; i++) {
                const struct reading *reading = &list->at[i];

                assert_string_equal(reading->device, device);
                assert_int_equal(reading->test, list->at[0].test);
                assert_true(reading->source_us == list->at[0].source_us);
                assert_int_equal(reading->quality,
                                 reading->source_us ? TIME_QUALITY_SOURCE : TIME_QUALITY_GATEWAY);
                assert_true(!reading->momentary || reading->active);
        }
}
