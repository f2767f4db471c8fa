/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one line ahead, so that the time of the next message is known. */
#include "recording.h"

#include <errno.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/times.h"

#define LINE_MAX_BYTES 262144 /* a line: a payload of 64 KiB escaped, and its topic */

struct recording {
        FILE *file;
        char *line;
        size_t line_size, lines, faults;
        struct text_buffer first_fault;
        bool has_next;
        int64_t next_us;
        struct message next;
};

static void fault(struct recording *recording, const char *says) {
        if (recording->faults++ == 0)
                text_appendf(&recording->first_fault, "line %zu: %s", recording->lines, says);
}

/* NULL when good, else what is wrong. */
static const char *read_line(struct recording *recording, const char *line, size_t size) {
        _cleanup_(json_freep) struct json_object *object = json_parse_object(line, size);
        struct json_object *payload;
        const char *at, *topic, *text;
        struct message message = { .qos = 1 };
        int64_t at_us;

        if (!object)
                return "no JSON object";
        at = json_text(object, "at");
        topic = json_text(object, "topic");
        if (!at || time_parse(at, &at_us) < 0)
                return "\"at\" is no RFC 3339 time";
        if (!topic || text_set(message.topic, topic) < 0)
                return "\"topic\" is missing or too long";
        if (!json_object_object_get_ex(object, "payload", &payload))
                return "\"payload\" is missing";
        if (json_truth(object, "retained", &message.retained) < 0)
                return "\"retained\" is neither true nor false";
        if (at_us < recording->next_us)
                return "it is earlier than the line before";

        text = json_object_is_type(payload, json_type_string)
                       ? json_object_get_string(payload)
                       : json_object_to_json_string_ext(payload, JSON_C_TO_STRING_PLAIN);
        message.payload = alloc_text(text);
        message.size = strlen(text);
        recording->next = message;
        recording->next_us = at_us;
        recording->has_next = true;
        return NULL;
}

static void read_ahead(struct recording *recording) {
        ssize_t size;

        while (!recording->has_next &&
               (size = getline(&recording->line, &recording->line_size, recording->file)) >= 0) {
                const char *wrong;

                recording->lines++;
                while (size > 0 &&
                       (recording->line[size - 1] == '\n' || recording->line[size - 1] == '\r'))
                        size--;
                if (size == 0)
                        continue;
                wrong = size > LINE_MAX_BYTES ? "longer than 256 KiB"
                                              : read_line(recording, recording->line, (size_t)size);
                if (wrong)
                        fault(recording, wrong);
        }
}

int recording_open(const char *path, struct recording **ret_recording) {
        _cleanup_(recording_closep) struct recording *recording = alloc_zero(1, sizeof(*recording));

        recording->next_us = INT64_MIN;
        recording->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
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
        if (recording->has_next)
                message_done(&recording->next);
        text_buffer_done(&recording->first_fault);
        free(recording->line);
        free(recording);
}

void recording_closep(struct recording **recording) {
        recording_close(*recording);
}

static int64_t next_us(void *userdata) {
        const struct recording *recording = userdata;

        return recording->has_next ? recording->next_us : TIME_NEVER;
}

static bool say(void *userdata, int64_t now_us, struct message *ret_message) {
        struct recording *recording = userdata;

        if (!recording->has_next || recording->next_us > now_us)
                return false;
        *ret_message = recording->next;
        recording->has_next = false;
        read_ahead(recording);
        return true;
}

struct player recording_player(struct recording *recording) {
        return (struct player){ .userdata = recording, .next_us = next_us, .say = say };
}

size_t recording_faults(const struct recording *recording, struct text_buffer *says) {
        if (says && recording->first_fault.data)
                text_append(says, recording->first_fault.data);
        return recording->faults;
}

size_t recording_lines(const struct recording *recording) {
        return recording->lines;
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
