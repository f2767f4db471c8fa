/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads ahead until a line is RECORDING_LATE_US newer than the oldest that waits: nothing earlier can come
 * then. What waits is an array in order of time, lines of one time in the order of the file.
 */
#include "recording.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"

#define LINE_MAX_BYTES 262144 /* a line: a payload of 64 KiB escaped, and its topic */
#define WAITING_MAX    65536  /* lines: 1,000 a second for a minute */

static const char no_time[] = "\"at\" is no RFC 3339 time";
static const char no_zone[] = "\"at\" has no zone: write 2026-11-05T22:00:00Z or …+01:00, or say "
                              "--local-times if it is the site's local time";
static const char too_late[] = "it is more than a minute earlier than a line before it";

struct row {
        int64_t at_us;
        struct message message;
};

/* As many as there are sentences why a line is refused. */
#define REASONS_MAX 12

struct reason {
        const char *says;
        size_t first_line, count;
};

struct recording {
        FILE *file;
        char *name; /* for messages */
        const struct zone *zone;
        char *line;
        size_t line_size, line_number;
        bool at_end;
        int64_t newest_us, said_us; /* of all lines read; of the last one said */
        struct row *rows;           /* from first to count: what waits */
        size_t first, count, capacity;
        struct recording_counts counts;
        struct reason reasons[REASONS_MAX]; /* in the order of their first lines */
        size_t reason_count;
};

static int64_t local_utc(const struct zone *zone, int64_t local_us) {
        int64_t day = local_us / US_PER_DAY, of_day_us = local_us % US_PER_DAY;
        struct civil civil = civil_from_days(day);

        civil.hour = (int)(of_day_us / US_PER_H);
        civil.minute = (int)(of_day_us / US_PER_MIN % 60);
        civil.second = (int)(of_day_us / US_PER_S % 60);
        civil.us = (int)(of_day_us % US_PER_S);
        return zone_utc(zone, &civil);
}

static int64_t offset_us(const struct zone *zone, int64_t us) {
        return zone_local(zone, us).offset_s * US_PER_S;
}

/* Of an hour that comes twice the first is meant, unless the lines before are beyond it already. */
static int64_t resolve(struct recording *recording, int64_t local_us) {
        const struct zone *zone = recording->zone;
        int64_t first_us = local_utc(zone, local_us);
        int64_t second_us = local_us - offset_us(zone, first_us + 3 * US_PER_H);

        recording->counts.local++;
        if (first_us + offset_us(zone, first_us) != local_us) {
                recording->counts.skipped++;
                return first_us;
        }
        if (second_us <= first_us || second_us + offset_us(zone, second_us) != local_us)
                return first_us;
        recording->counts.twice++;
        return first_us < recording->newest_us - RECORDING_LATE_US ? second_us : first_us;
}

/* NULL when good, else what is wrong. */
static const char *read_time(struct recording *recording, const char *text, int64_t *at_us) {
        char in_utc[TIME_TEXT_SIZE * 2];
        int64_t local_us;

        if (!text)
                return no_time;
        if (time_parse(text, at_us) >= 0)
                return NULL;
        if (snprintf(in_utc, sizeof(in_utc), "%sZ", text) >= (int)sizeof(in_utc) ||
            time_parse(in_utc, &local_us) < 0 || local_us < 0)
                return no_time;
        if (!recording->zone)
                return no_zone;
        *at_us = resolve(recording, local_us);
        return NULL;
}

static const char *read_row(struct recording *recording, struct json_object *object,
                            struct row *row) {
        const char *topic = json_text(object, "topic"), *text, *wrong;
        struct message message = { .qos = 1 };
        struct json_object *payload;

        if (!topic || text_set(message.topic, topic) < 0)
                return "\"topic\" is missing or too long";
        if (!json_object_object_get_ex(object, "payload", &payload))
                return "\"payload\" is missing";
        if (json_truth(object, "retained", &message.retained) < 0)
                return "\"retained\" is neither true nor false";
        wrong = read_time(recording, json_text(object, "at"), &row->at_us);
        if (wrong)
                return wrong;
        if (row->at_us < recording->newest_us - RECORDING_LATE_US ||
            row->at_us < recording->said_us)
                return too_late;
        text = json_object_is_type(payload, json_type_string)
                       ? json_object_get_string(payload)
                       : json_object_to_json_string_ext(payload, JSON_C_TO_STRING_PLAIN);
        message.payload = alloc_text(text);
        message.size = strlen(text);
        row->message = message;
        return NULL;
}

static bool is_same(const struct message *a, const struct message *b) {
        return a->retained == b->retained && text_equal(a->topic, b->topic) &&
               text_equal(a->payload, b->payload);
}

/* Takes the row's message over. */
static void keep(struct recording *recording, struct row *row) {
        size_t at;

        alloc_room(&recording->rows, recording->count, &recording->capacity,
                   sizeof(*recording->rows));
        for (at = recording->count; at > recording->first; at--)
                if (recording->rows[at - 1].at_us <= row->at_us)
                        break;
        for (size_t i = at; i > recording->first && recording->rows[i - 1].at_us == row->at_us; i--)
                if (is_same(&recording->rows[i - 1].message, &row->message)) {
                        recording->counts.repeated++;
                        message_done(&row->message);
                        return;
                }
        memmove(&recording->rows[at + 1], &recording->rows[at],
                (recording->count - at) * sizeof(*recording->rows));
        recording->rows[at] = *row;
        recording->count++;
        recording->counts.messages++;
        if (row->at_us < recording->newest_us)
                recording->counts.sorted++;
        else
                recording->newest_us = row->at_us;
}

static struct reason *reason_of(struct recording *recording, const char *says) {
        size_t i = 0;

        while (i < recording->reason_count && recording->reasons[i].says != says)
                i++;
        assert(i < REASONS_MAX);
        if (i == recording->reason_count)
                recording->reasons[recording->reason_count++] =
                        (struct reason){ .says = says, .first_line = recording->line_number };
        return &recording->reasons[i];
}

static void refuse(struct recording *recording, const char *says) {
        struct recording_counts *counts = &recording->counts;

        reason_of(recording, says)->count++;
        *(says == no_zone    ? &counts->without_zone
          : says == too_late ? &counts->late
                             : &counts->unreadable) += 1;
}

static void take_line(struct recording *recording, const char *line, size_t size) {
        _cleanup_(json_freep) struct json_object *object = NULL;
        const char *wrong = "longer than 256 KiB";
        struct row row;

        if (size == 0)
                return;
        recording->counts.lines++;
        if (size <= LINE_MAX_BYTES) {
                object = json_parse_object(line, size);
                wrong = object ? read_row(recording, object, &row) : "no JSON object";
        }
        if (wrong)
                refuse(recording, wrong);
        else
                keep(recording, &row);
}

static bool is_ready(const struct recording *recording) {
        return recording->first < recording->count &&
               (recording->at_end || recording->count - recording->first >= WAITING_MAX ||
                recording->newest_us - recording->rows[recording->first].at_us >=
                        RECORDING_LATE_US);
}

static void read_ahead(struct recording *recording) {
        if (recording->first == recording->count)
                recording->first = recording->count = 0;
        while (!recording->at_end && !is_ready(recording)) {
                ssize_t size = getline(&recording->line, &recording->line_size, recording->file);

                recording->at_end = size < 0;
                recording->line_number += size >= 0;
                while (size > 0 &&
                       (recording->line[size - 1] == '\n' || recording->line[size - 1] == '\r'))
                        size--;
                if (size > 0)
                        take_line(recording, recording->line, (size_t)size);
        }
}

int recording_open(const char *path, const struct zone *zone, struct recording **ret_recording) {
        _cleanup_(recording_closep) struct recording *recording = alloc_zero(1, sizeof(*recording));
        bool is_input = strcmp(path, "-") == 0;

        recording->newest_us = recording->said_us = INT64_MIN / 2;
        recording->zone = zone;
        recording->name = alloc_text(is_input ? "standard input" : path);
        recording->file = is_input ? stdin : fopen(path, "re");
        if (!recording->file)
                return -errno;
        read_ahead(recording);
        *ret_recording = take(recording);
        return 0;
}

void recording_close(struct recording *recording) {
        if (!recording)
                return;
        if (recording->file && recording->file != stdin)
                fclose(recording->file);
        for (size_t i = recording->first; i < recording->count; i++)
                message_done(&recording->rows[i].message);
        free(recording->rows);
        free(recording->name);
        free(recording->line);
        free(recording);
}

void recording_closep(struct recording **recording) {
        recording_close(*recording);
}

static int64_t next_us(void *userdata) {
        const struct recording *recording = userdata;

        return recording->first < recording->count ? recording->rows[recording->first].at_us
                                                   : TIME_NEVER;
}

/* Drops what was said from the array's front, now and then. */
static void compact(struct recording *recording) {
        size_t waits = recording->count - recording->first;

        if (recording->first < 1024 || recording->first < waits)
                return;
        memmove(recording->rows, &recording->rows[recording->first],
                waits * sizeof(*recording->rows));
        recording->first = 0;
        recording->count = waits;
}

static bool say(void *userdata, int64_t now_us, struct message *ret_message) {
        struct recording *recording = userdata;

        if (next_us(recording) > now_us)
                return false;
        recording->said_us = next_us(recording);
        *ret_message = recording->rows[recording->first++].message;
        compact(recording);
        read_ahead(recording);
        return true;
}

struct player recording_player(struct recording *recording) {
        return (struct player){ .userdata = recording, .next_us = next_us, .say = say };
}

struct recording_counts recording_counts(const struct recording *recording,
                                         struct text_buffer *says) {
        for (size_t i = 0; says && i < recording->reason_count; i++) {
                const struct reason *reason = &recording->reasons[i];

                text_appendf(says, "%s%s:%zu: %s", i > 0 ? "\n" : "", recording->name,
                             reason->first_line, reason->says);
                if (reason->count > 1)
                        text_appendf(says, " (and in %zu more)", reason->count - 1);
        }
        return recording->counts;
}

size_t recording_lines(const struct recording *recording) {
        return recording->line_number;
}

void recording_write(FILE *file, int64_t at_us, const struct message *message) {
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();
        struct json_object *payload = json_parse_object(message->payload, message->size);

        json_add_time(object, "at", at_us);
        json_add_text(object, "topic", message->topic);
        if (message->retained)
                json_add_truth(object, "retained", true);
        if (!payload)
                payload = json_object_new_string_len(message->payload, (int)message->size);
        json_object_object_add(object, "payload", payload);
        fprintf(file, "%s\n",
                json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
                                                               JSON_C_TO_STRING_NOSLASHESCAPE));
}
