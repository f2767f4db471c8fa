/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The story for programs: what went over the wire, in the same words. Task, events and steps are the outlet's
 * own messages (CONTRACT), put together in one object.
 */
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "outlet.h"
#include "story.h"

/* The message's payload as an object, or its @member; the message is released. */
static struct json_object *taken(struct message *message, const char *member) {
        _cleanup_(json_freep) struct json_object *object =
                json_parse_object(message->payload, message->size);
        struct json_object *inner = NULL;

        message_done(message);
        if (!member)
                return take(object);
        json_object_object_get_ex(object, member, &inner);
        return json_object_get(inner);
}

static struct json_object *steps(const struct story *story) {
        const struct history *history = story->history;
        struct json_object *array = json_object_new_array();
        struct message message;

        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];
                struct json_object *object;

                outlet_task_event(&story->configuration->site, &history->task, step, &message);
                object = taken(&message, "data");
                if (step->due_us)
                        json_add_number(object, "late_s",
                                        (double)(step->at_us - step->due_us) / (double)US_PER_S);
                json_object_array_add(array, object);
        }
        return array;
}

static struct json_object *events(const struct story *story) {
        struct json_object *array = json_object_new_array();
        struct message message;

        for (size_t i = 0; i < story->event_count; i++) {
                outlet_event(&story->configuration->site, &story->events[i], &message);
                json_object_array_add(array, taken(&message, "data"));
        }
        return array;
}

void story_json(const struct story *story, struct text_buffer *text) {
        const struct configuration *configuration = story->configuration;
        const struct task *task = &story->history->task;
        _cleanup_(json_freep) struct json_object *object = json_object_new_object();
        struct message message;

        outlet_task(&configuration->site, catalogue_code(&configuration->catalogue, task->code),
                    task, &message);
        json_object_object_add(object, "task", taken(&message, NULL));
        json_object_object_add(object, "events", events(story));
        json_object_object_add(object, "steps", steps(story));
        text_append(text, json_object_to_json_string_ext(
                                  object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE |
                                                  JSON_C_TO_STRING_SPACED));
        text_append(text, "\n");
}
