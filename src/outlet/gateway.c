/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the gateway says of itself: that it is there (status, also its will), how it is (metrics), and
 * what the next shift takes over (handover).
 */
#include <stdio.h>

#include "outlet.h"
#include "outlet_private.h"

void outlet_status(const struct site *site, const struct outlet_status *status,
                   struct message *ret_message) {
        struct json_object *object = json_object_new_object();
        char topic[TOPIC_SIZE];

        json_add_text(object, "state", status->online ? "online" : "offline");
        json_add_integer(object, "birth", status->birth);
        json_add_time(object, "since", status->since_us);
        json_add_text(object, "version", status->version);
        json_add_text(object, "clock", status->clock_trusted ? "trusted" : "untrusted");
        json_add_truth(object, "simulated", status->simulated);
        json_add_text(object, "said", status->said);
        outlet_topic(site, topic, "status");
        outlet_message(topic, object, MESSAGE_CLASS_TASK, true, ret_message);
}

static struct json_object *open_task(const struct task *task) {
        struct json_object *object = json_object_new_object();

        json_add_text(object, "id", task->id);
        json_add_text(object, "code", task->code);
        json_add_text(object, "state", task_state_word(task->state));
        json_add_text(object, "place", task->place);
        json_add_text(object, "resident", task->resident);
        json_add_text(object, "asked", task->asked);
        json_add_text(object, "by", task->by);
        json_add_integer(object, "severity", task->severity);
        json_add_integer(object, "night_count", task->night_count);
        json_add_time(object, "opened_at", task->opened_us);
        json_add_truth(object, "overdue", task->overdue);
        return object;
}

void outlet_handover(const struct site *site, const struct outlet_handover *handover,
                     struct message *ret_message) {
        struct json_object *object = json_object_new_object();
        struct json_object *open = json_object_new_array(), *silent = json_object_new_array();
        char topic[TOPIC_SIZE];

        json_add_text(object, "department", handover->department->name);
        json_add_text(object, "label", handover->department->label);
        json_add_time(object, "at", handover->at_us);
        for (size_t i = 0; i < handover->open_count; i++)
                json_object_array_add(open, open_task(handover->open[i]));
        json_object_object_add(object, "open", open);
        for (size_t i = 0; i < handover->silent_count; i++) {
                struct json_object *device = json_object_new_object();

                json_add_text(device, "device", handover->silent[i]->id);
                json_add_text(device, "place", handover->silent[i]->place);
                json_object_array_add(silent, device);
        }
        json_object_object_add(object, "silent_devices", silent);
        outlet_topic(site, topic, "handover/%s", handover->department->name);
        outlet_message(topic, object, MESSAGE_CLASS_REPORT, true, ret_message);
}

void outlet_metrics(const struct site *site, const char *group, const struct outlet_metric *metrics,
                    size_t count, int64_t at_us, struct message *ret_message) {
        struct json_object *object = json_object_new_object();
        char topic[TOPIC_SIZE];

        json_add_time(object, "at", at_us);
        for (size_t i = 0; i < count; i++)
                json_add_number(object, metrics[i].name, metrics[i].value);
        outlet_topic(site, topic, "metric/%s", group);
        outlet_message(topic, object, MESSAGE_CLASS_EVENT, true, ret_message);
        ret_message->qos = 0;
}
