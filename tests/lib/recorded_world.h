/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A recording of real people, read where it lies beside the repository (NATTVAKT_SHARED, else
 * ../shared) and never copied into it, said through a real broker to the real daemon in lock step.
 * Where somebody answers, each task is accepted by who was asked, and completed, some minutes after
 * it was opened. Include after cmocka.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker.h"
#include "clock.h"
#include "config.h"
#include "journal.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "nattvaktd.h"
#include "simulator.h"

#define RECORDED_LINE 256 /* of a recording's file; the longest here have 70 bytes */

/* One message, and when it is said. */
struct recorded_line {
        int64_t at_us;
        char *topic, *payload; /* owned */
};

struct recorded {
        const char *site;
        int64_t accept_after_us, complete_after_us; /* 0: nobody answers */
        struct recorded_line *at;                   /* in order of time; owned */
        size_t count, capacity, next;
        struct recorded_line *answers; /* rising from the first that was not given; owned */
        size_t answer_count, answer_capacity, next_answer;
};

/* Opens a recording's file; NULL, and said why, where it is not there. */
static inline FILE *recorded_open(const char *name) {
        const char *shared = getenv("NATTVAKT_SHARED");
        char path[512];
        FILE *file;

        snprintf(path, sizeof(path), "%s/recordings/%s",
                 shared ? shared : NATTVAKT_SOURCE_DIR "/../shared", name);
        file = fopen(path, "re");
        if (!file)
                printf("skipped: no %s here (NATTVAKT_SHARED names the folder)\n", name);
        return file;
}

/* "2016-07-12 00:00:30.600670" with or without a fraction, as it stands: µs of a day number. */
static inline int64_t recorded_local_us(const char *text) {
        int year, month, day, hour, minute, microseconds = 0;
        char fraction[8] = "";
        int second, n = sscanf(text, "%d-%d-%d %d:%d:%d.%6[0-9]", &year, &month, &day, &hour,
                               &minute, &second, fraction);

        assert_true(n == 6 || n == 7);
        for (int i = 0; i < 6; i++)
                microseconds =
                        microseconds * 10 + (i < (int)strlen(fraction) ? fraction[i] - '0' : 0);
        return days_from_civil(year, month, day) * US_PER_DAY +
               ((hour * 60 + minute) * INT64_C(60) + second) * US_PER_S + microseconds;
}

/* The instant of a local time, which is neither in the hour that comes twice nor in the one that never does. */
static inline int64_t recorded_utc(const struct zone *zone, int64_t local_us) {
        struct civil civil = civil_from_days(local_us / US_PER_DAY);
        int64_t of_day_us = local_us % US_PER_DAY;

        civil.hour = (int)(of_day_us / US_PER_H);
        civil.minute = (int)(of_day_us / US_PER_MIN % 60);
        civil.second = (int)(of_day_us / US_PER_S % 60);
        civil.us = (int)(of_day_us % US_PER_S);
        return zone_utc(zone, &civil);
}

static inline void recorded_add(struct recorded *recorded, int64_t at_us, const char *topic,
                                const char *payload) {
        assert_true(recorded->count == 0 || at_us >= recorded->at[recorded->count - 1].at_us);
        alloc_room(&recorded->at, recorded->count, &recorded->capacity, sizeof(*recorded->at));
        recorded->at[recorded->count++] =
                (struct recorded_line){ at_us, alloc_text(topic), alloc_text(payload) };
}

static inline void recorded_done(struct recorded *recorded) {
        for (size_t i = 0; i < recorded->count; i++) {
                free(recorded->at[i].topic);
                free(recorded->at[i].payload);
        }
        for (size_t i = 0; i < recorded->answer_count; i++) {
                free(recorded->answers[i].topic);
                free(recorded->answers[i].payload);
        }
        free(recorded->at);
        free(recorded->answers);
}

static inline void recorded_answer(struct recorded *recorded, int64_t at_us, const char *task,
                                   const char *command, const char *who) {
        char topic[TOPIC_SIZE], payload[160];
        size_t i = recorded->answer_count;

        snprintf(topic, sizeof(topic), "nattvakt/%s/task/%s/command", recorded->site, task);
        snprintf(payload, sizeof(payload), "{\"command\":\"%s\",\"who\":\"%s\"}", command, who);
        alloc_room(&recorded->answers, recorded->answer_count, &recorded->answer_capacity,
                   sizeof(*recorded->answers));
        for (; i > recorded->next_answer && recorded->answers[i - 1].at_us > at_us; i--)
                recorded->answers[i] = recorded->answers[i - 1];
        recorded->answers[i] =
                (struct recorded_line){ at_us, alloc_text(topic), alloc_text(payload) };
        recorded->answer_count++;
}

static inline void recorded_hear(void *userdata, int64_t now_us, const char *topic,
                                 const char *payload, size_t size) {
        _cleanup_(json_freep) struct json_object *task = json_parse_object(payload, size);
        struct recorded *recorded = userdata;
        int64_t sequence = 0;

        if (!task || recorded->complete_after_us == 0 || text_ends_with(topic, "/task-event") ||
            json_integer(task, "sequence", &sequence) <= 0 || sequence > 2 ||
            !json_text(task, "asked"))
                return;
        recorded_answer(recorded, now_us + recorded->accept_after_us, json_text(task, "id"),
                        "accept", json_text(task, "asked"));
        recorded_answer(recorded, now_us + recorded->complete_after_us, json_text(task, "id"),
                        "complete", json_text(task, "asked"));
}

static inline const struct recorded_line *recorded_next(struct recorded *recorded) {
        const struct recorded_line *line =
                recorded->next < recorded->count ? &recorded->at[recorded->next] : NULL;
        const struct recorded_line *answer = recorded->next_answer < recorded->answer_count
                                                     ? &recorded->answers[recorded->next_answer]
                                                     : NULL;

        return answer && (!line || answer->at_us < line->at_us) ? answer : line;
}

static inline int64_t recorded_next_us(void *userdata) {
        const struct recorded_line *line = recorded_next(userdata);

        return line ? line->at_us : TIME_NEVER;
}

static inline bool recorded_say(void *userdata, int64_t now_us, struct message *ret_message) {
        struct recorded *recorded = userdata;
        const struct recorded_line *line = recorded_next(recorded);

        if (!line || line->at_us > now_us)
                return false;
        *ret_message = (struct message){ .payload = alloc_text(line->payload),
                                         .size = strlen(line->payload) };
        assert_int_equal(text_set(ret_message->topic, line->topic), 0);
        *(line == &recorded->at[recorded->next] ? &recorded->next : &recorded->next_answer) += 1;
        return true;
}

/* Plays it through @broker to @daemon, which is started for it and stopped; to @until_us. Returns seconds. */
static inline double recorded_play(struct recorded *recorded, struct broker *broker,
                                   struct nattvaktd *daemon,
                                   const struct configuration *configuration, int64_t until_us) {
        struct player player = { .userdata = recorded,
                                 .next_us = recorded_next_us,
                                 .say = recorded_say,
                                 .hear = recorded_hear };
        struct simulator_options options = { .configuration = configuration,
                                             .host = "127.0.0.1",
                                             .port = broker_port(broker),
                                             .until_us = until_us };
        int64_t began_us = clock_boot_us();

        nattvaktd_start(daemon);
        assert_int_equal(simulator_run(&options, &player), 0);
        assert_int_equal(nattvaktd_stop(daemon), 0);
        assert_int_equal(recorded->next, recorded->count);
        return (double)(clock_boot_us() - began_us) / (double)US_PER_S;
}
