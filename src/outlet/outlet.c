/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The topics of CONTRACT.md for tasks, replies, the gateway's status, metrics and the handover.
 * What happens as CloudEvents lies in cloudevent.c.
 */
#include "outlet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "outlet_private.h"

void outlet_topic(const struct site *site, char *topic, const char *format, ...) {
        int n = snprintf(topic, TOPIC_SIZE, "nattvakt/%s/", site->name);
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(topic + n, TOPIC_SIZE - (size_t)n, format, arguments);
        va_end(arguments);
}

void outlet_message(const char *topic, struct json_object *object, enum message_class class,
                    bool retained, struct message *ret_message) {
        *ret_message = (struct message){ .class = class, .retained = retained, .qos = 1 };
        text_set(ret_message->topic, topic);
        text_set(ret_message->content_type, "application/json");
        ret_message->payload = alloc_text(
                object ? json_object_to_json_string_ext(
                                 object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)
                       : "");
        ret_message->size = strlen(ret_message->payload);
        json_object_put(object);
}

static void add_asked(struct json_object *object, const struct task *task) {
        struct json_object *asked = json_object_new_object();

        json_add_text(asked, "role", task->asked_role);
        json_add_text(asked, "worker", task->asked);
        if (task->asked[0])
                json_add_text(asked, "because", tiebreak_word(task->because));
        json_add_truth(asked, "queued", task->queued);
        json_add_integer(asked, "considered", task->considered);
        json_object_object_add(object, "asked", asked);
}

static void add_roles(struct json_object *object, const char *key, const struct role_set *roles) {
        struct json_object *array = json_object_new_array();

        for (size_t i = 0; i < roles->count; i++)
                json_object_array_add(array, json_object_new_string(roles->role[i]));
        json_object_object_add(object, key, array);
}

static void add_code(struct json_object *object, const struct task_code *code) {
        struct json_object *text = json_object_new_object();
        struct json_object *competence = json_object_new_object();

        json_add_text(text, "nb", code->text_nb);
        json_add_text(text, "en", code->text_en);
        json_object_object_add(object, "text", text);
        add_roles(competence, "must", &code->must);
        add_roles(competence, "should", &code->should);
        add_roles(competence, "can", &code->can);
        json_object_object_add(object, "competence", competence);
}

static void add_times(struct json_object *object, const struct task *task) {
        json_add_time(object, "opened_at", task->opened_us);
        json_add_time(object, "accept_by", task->accept_by_us);
        json_add_time(object, "complete_by", task->complete_by_us);
        json_add_time(object, "look_by", task->look_by_us);
        json_add_time(object, "hold_until", task->hold_until_us);
        json_add_time(object, "window_end", task->window_end_us);
        json_add_time(object, "ended_at", task->ended_us);
}

static void add_evidence(struct json_object *object, const struct task *task) {
        struct json_object *evidence = json_object_new_array();
        size_t count =
                task->evidence_count < TASK_EVIDENCE_MAX ? task->evidence_count : TASK_EVIDENCE_MAX;

        for (size_t i = 0; i < count; i++)
                json_object_array_add(evidence, json_object_new_string(task->evidence[i]));
        json_object_object_add(object, "evidence", evidence);
        if (task->evidence_count > TASK_EVIDENCE_MAX)
                json_add_integer(object, "evidence_count", (int64_t)task->evidence_count);
}

static struct json_object *task_object(const struct task_code *code, const struct task *task) {
        struct json_object *object = json_object_new_object();

        json_add_text(object, "id", task->id);
        json_add_text(object, "code", task->code);
        if (code)
                add_code(object, code);
        json_add_text(object, "state", task_state_word(task->state));
        json_add_text(object, "department", task->department);
        json_add_text(object, "place", task->place);
        json_add_text(object, "resident", task->resident);
        json_add_text(object, "device", task->device);
        json_add_text(object, "dose", task->dose);
        json_add_text(object, "cause", task_cause_word(task->cause));
        json_add_text(object, "mode", task_mode_word(task->mode));
        json_add_text(object, "priority", task_priority_word(task->priority));
        json_add_integer(object, "severity", task->severity);
        json_add_truth(object, "planned", task->planned);
        json_add_text(object, "origin", task->origin);
        add_asked(object, task);
        json_add_text(object, "by", task->by);
        json_add_integer(object, "step", task->step);
        json_add_integer(object, "looks", task->look_count);
        json_add_integer(object, "repeats", task->repeats);
        json_add_integer(object, "night_count", task->night_count);
        add_times(object, task);
        json_add_truth(object, "overdue", task->overdue);
        if (task->outcome != OUTCOME_NONE)
                json_add_text(object, "outcome", outcome_word(task->outcome));
        add_evidence(object, task);
        json_add_integer(object, "sequence", task->sequence);
        json_add_truth(object, "test", task->test);
        json_add_truth(object, "simulated", task->simulated);
        json_add_truth(object, "durable", task->durable);
        return object;
}

void outlet_task(const struct site *site, const struct task_code *code, const struct task *task,
                 struct message *ret_message) {
        char topic[TOPIC_SIZE];

        outlet_topic(site, topic, "task/%s", task->id);
        outlet_message(topic, task_object(code, task), MESSAGE_CLASS_TASK, true, ret_message);
}

void outlet_task_gone(const struct site *site, const char *task_id, struct message *ret_message) {
        char topic[TOPIC_SIZE];

        outlet_topic(site, topic, "task/%s", task_id);
        outlet_message(topic, NULL, MESSAGE_CLASS_TASK, true, ret_message);
}

void outlet_reply(const struct site *site, const struct command *command, const char *topic,
                  enum reply reply, const struct task *task, struct message *ret_message) {
        struct json_object *object = json_object_new_object();
        char own[TOPIC_SIZE];

        if (command->task[0])
                outlet_topic(site, own, "task/%s/reply", command->task);
        else
                outlet_topic(site, own, "reply");
        json_add_truth(object, "ok", reply == REPLY_OK);
        json_add_text(object, "reply", reply_word(reply));
        json_add_text(object, "task", command->task);
        json_add_text(object, "correlation", command->correlation);
        if (task) {
                json_add_text(object, "state", task_state_word(task->state));
                json_add_text(object, "by", task->by);
                json_add_integer(object, "sequence", task->sequence);
        }
        outlet_message(topic[0] ? topic : own, object, MESSAGE_CLASS_TASK, false, ret_message);
        text_set(ret_message->correlation, command->correlation);
}
