/* SPDX-License-Identifier: Apache-2.0 */
#include "said.h"

#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"

static bool is_known_event(const struct said *said, struct json_object *object) {
        const char *id = json_text(object, "id");

        for (size_t i = 0; id && i < said->count; i++) {
                _cleanup_(json_freep) struct json_object *other = NULL;

                if (said->at[i].retained || !strstr(said->at[i].payload, id))
                        continue;
                other = json_parse_object(said->at[i].payload, strlen(said->at[i].payload));
                if (other && text_equal(json_text(other, "id"), id))
                        return true;
        }
        return false;
}

static void number_task(struct said *said, struct json_object *event) {
        struct json_object *data;
        const char *id;

        if (!json_object_object_get_ex(event, "data", &data) ||
            !text_equal(json_text(data, "order"), "open"))
                return;
        id = json_text(data, "task");
        alloc_room(&said->tasks, said->task_count, &said->task_capacity, sizeof(*said->tasks));
        text_copy(said->tasks[said->task_count++], ID_SIZE, id ? id : "");
}

void said_hear(struct said *said, int64_t at_us, const struct message *message) {
        bool is_task_event = text_ends_with(message->topic, "/task-event");
        bool is_again = false;

        if (is_task_event || strstr(message->topic, "/event/")) {
                _cleanup_(json_freep) struct json_object *object =
                        json_parse_object(message->payload, message->size);

                is_again = object && is_known_event(said, object);
                if (object && is_task_event && !is_again)
                        number_task(said, object);
        }
        alloc_room(&said->at, said->count, &said->capacity, sizeof(*said->at));
        said->at[said->count++] = (struct said_message){ .at_us = at_us,
                                                         .topic = alloc_text(message->topic),
                                                         .payload = alloc_text(message->payload),
                                                         .is_again = is_again,
                                                         .retained = message->retained };
}

void said_done(struct said *said) {
        for (size_t i = 0; i < said->count; i++) {
                free(said->at[i].topic);
                free(said->at[i].payload);
        }
        free(said->at);
        free(said->tasks);
        memset(said, 0, sizeof(*said));
}

const char *said_retained(const struct said *said, const char *end) {
        char tail[TOPIC_SIZE + 1];

        snprintf(tail, sizeof(tail), "/%s", end);
        for (size_t i = said->count; i-- > 0;)
                if (said->at[i].retained && text_ends_with(said->at[i].topic, tail))
                        return said->at[i].payload;
        return NULL;
}

struct json_object *said_task(const struct said *said, const char *id) {
        char topic[TOPIC_SIZE];
        const char *payload;

        snprintf(topic, sizeof(topic), "task/%s", id);
        payload = said_retained(said, topic);
        return payload ? json_parse_object(payload, strlen(payload)) : NULL;
}

void said_print(const struct said *said, FILE *file, size_t count) {
        for (size_t i = said->count > count ? said->count - count : 0; i < said->count; i++) {
                char time[TIME_TEXT_SIZE];

                fprintf(file, "        %s %s%s%s %s\n", time_text(said->at[i].at_us, time),
                        said->at[i].retained ? "retained " : "",
                        said->at[i].is_again ? "again " : "", said->at[i].topic,
                        said->at[i].payload);
        }
}
