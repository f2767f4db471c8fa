/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Care events and task events as CloudEvents 1.0 in structured JSON mode: the envelope travels in the
 * payload, so it passes an MQTT 3.1.1 bridge unharmed. Attribute names are lower case without marks
 * (CloudEvents 1.0.2, "Naming conventions"); what is ours stands in `data`.
 *
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
#include <stdio.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "outlet.h"
#include "outlet_private.h"

#define TYPE_PREFIX "no.nattvakt."

static struct json_object *envelope(const struct site *site, const char *type, const char *id,
                                    const char *subject, int64_t time_us) {
        struct json_object *object = json_object_new_object();
        char text[TOPIC_SIZE];

        json_add_text(object, "specversion", "1.0");
        json_add_text(object, "id", id);
        snprintf(text, sizeof(text), "/nattvakt/%s", site->name);
        json_add_text(object, "source", text);
        snprintf(text, sizeof(text), TYPE_PREFIX "%s", type);
        json_add_text(object, "type", text);
        json_add_text(object, "subject", subject);
        json_add_time(object, "time", time_us);
        json_add_text(object, "datacontenttype", "application/json");
        return object;
}

static void add_event_origin(struct json_object *data, const struct event *event) {
        struct json_object *source = json_object_new_object();

        json_add_text(source, "adapter", adapter_word(event->adapter));
        json_add_text(source, "device", event->device);
        json_object_object_add(data, "source", source);
        json_add_text(data, "department", event->department);
        json_add_text(data, "place", event->place);
        json_add_text(data, "resident", event->resident);
}

static void add_event_marks(struct json_object *data, const struct event *event) {
        json_add_truth(data, "replay", event->replay);
        json_add_truth(data, "test", event->test);
        json_add_truth(data, "baseline", event->baseline);
        json_add_truth(data, "maybe_repeat", event->maybe_repeat);
        json_add_truth(data, "simulated", event->simulated);
}

static struct json_object *event_data(const struct event *event) {
        struct json_object *data = json_object_new_object();
        const char *vkp = event_kind_vkp(event->kind, event->dispenser);

        json_add_text(data, "id", event->id);
        json_add_text(data, "kind", event_kind_word(event->kind));
        json_add_text(data, "phase", event_phase_word(event->phase));
        add_event_origin(data, event);
        json_add_time(data, "occurred_at", event->occurred_us);
        json_add_time(data, "received_at", event->received_us);
        json_add_text(data, "time_quality", time_quality_word(event->quality));
        json_add_integer(data, "severity", event->severity);
        if (vkp[0]) {
                json_add_text(data, "vkp_code", vkp);
                json_add_text(data, "vkp_version", VKP_VERSION);
        }
        if (event->has_value)
                json_add_number(data, "value", event->value);
        json_add_text(data, "unit", event->unit);
        if (event->outcome != OUTCOME_NONE)
                json_add_text(data, "outcome", outcome_word(event->outcome));
        if (event->kind == EVENT_KIND_CAMERA_CHECK_DONE)
                json_add_text(data, "mode", task_mode_word(event->mode));
        json_add_text(data, "by", event->by);
        json_add_text(data, "dose", event->dose);
        if (event->seconds >= 0)
                json_add_integer(data, "seconds", event->seconds);
        json_add_text(data, "detail", event->detail);
        add_event_marks(data, event);
        return data;
}

void outlet_event(const struct site *site, const struct event *event, struct message *ret_message) {
        char topic[TOPIC_SIZE], type[NAME_SIZE * 2];
        const char *subject = event->resident[0] ? event->resident : event->place;
        struct json_object *object;

        snprintf(type, sizeof(type), "event.%s", event_kind_word(event->kind));
        object = envelope(site, type, event->id, subject, event->occurred_us);
        json_object_object_add(object, "data", event_data(event));
        outlet_topic(site, topic, "event/%s", event_kind_word(event->kind));
        outlet_message(topic, object, MESSAGE_CLASS_EVENT, false, ret_message);
        text_set(ret_message->content_type, OUTLET_CLOUDEVENT);
}

static struct json_object *candidate(const struct candidate *candidate) {
        struct json_object *object = json_object_new_object();

        json_add_text(object, "worker", candidate->slot);
        json_add_text(object, "role", candidate->role);
        json_add_text(object, "verdict", verdict_word(candidate->verdict));
        json_add_text(object, "right", right_word(candidate->right));
        json_add_truth(object, "busy", candidate->busy);
        json_add_integer(object, "zone", candidate->zone);
        json_add_number(object, "minutes", candidate->minutes);
        return object;
}

struct json_object *outlet_assignment(const struct assignment *assignment) {
        struct json_object *object = json_object_new_object();
        struct json_object *candidates = json_object_new_array();

        json_add_text(object, "role", assignment->role);
        json_add_text(object, "worker", assignment->slot);
        json_add_text(object, "because", tiebreak_word(assignment->because));
        json_add_truth(object, "queued", assignment->queued);
        json_add_truth(object, "interrupts", assignment->interrupts);
        for (size_t i = 0; i < assignment->count; i++)
                json_object_array_add(candidates, candidate(&assignment->candidates[i]));
        json_object_object_add(object, "candidates", candidates);
        if (assignment->more)
                json_add_integer(object, "more", (int64_t)assignment->more);
        return object;
}

static struct json_object *transition_data(const struct task *task,
                                           const struct transition *transition) {
        struct json_object *data = json_object_new_object();

        json_add_text(data, "task", task->id);
        json_add_integer(data, "sequence", transition->sequence);
        json_add_time(data, "at", transition->at_us);
        json_add_text(data, "order", task_order_word(transition->order));
        json_add_text(data, "from", task_state_word(transition->from));
        json_add_text(data, "to", task_state_word(transition->to));
        json_add_text(data, "mode", task_mode_word(transition->mode));
        json_add_text(data, "code", task->code);
        json_add_text(data, "department", task->department);
        json_add_text(data, "place", task->place);
        json_add_text(data, "resident", task->resident);
        json_add_text(data, "who", transition->who);
        json_add_text(data, "role", transition->role);
        if (transition->outcome != OUTCOME_NONE)
                json_add_text(data, "outcome", outcome_word(transition->outcome));
        json_add_text(data, "rule", transition->rule);
        json_add_text(data, "detail", transition->detail);
        json_add_time(data, "due_at", transition->due_us);
        if (transition->event[0])
                json_add_text(data, "evidence", transition->event);
        if (transition->has_assignment)
                json_object_object_add(data, "explanation",
                                       outlet_assignment(&transition->assignment));
        json_add_truth(data, "test", task->test);
        json_add_truth(data, "simulated", task->simulated);
        return data;
}

void outlet_task_event(const struct site *site, const struct task *task,
                       const struct transition *transition, struct message *ret_message) {
        char topic[TOPIC_SIZE], id[ID_SIZE + 24], type[NAME_SIZE * 2];
        struct json_object *object;

        snprintf(id, sizeof(id), "%s-%lld", task->id, (long long)transition->sequence);
        snprintf(type, sizeof(type), "task.%s", task_order_word(transition->order));
        object = envelope(site, type, id, task->id, transition->at_us);
        json_object_object_add(object, "data", transition_data(task, transition));
        outlet_topic(site, topic, "task-event");
        outlet_message(topic, object, MESSAGE_CLASS_TASK, false, ret_message);
        text_set(ret_message->content_type, OUTLET_CLOUDEVENT);
}
