/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docs/mqtt.md tells of each member of each message: messages are made of structs in which everything
 * is said, and each key of their JSON must be named there.
 */
#include "docs.h"

#include "nattvakt/alloc.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "outlet.h"

#define AT_US INT64_C(1793588400000000) /* 2026-11-02T03:00:00Z */

static const struct site site = { .name = "smallhome" };

static void want_members(struct docs *docs, struct json_object *value) {
        if (json_object_is_type(value, json_type_array)) {
                for (size_t i = 0; i < json_object_array_length(value); i++)
                        want_members(docs, json_object_array_get_idx(value, i));
                return;
        }
        if (!json_object_is_type(value, json_type_object))
                return;
        json_object_object_foreach(value, key, member) {
                docs_want(docs, "member", key);
                want_members(docs, member);
        }
}

/* Takes @message over. */
static void want_message(struct docs *docs, struct message *message, int at_least) {
        struct json_object *object = json_tokener_parse(message->payload);

        assert_non_null(object);
        assert_true(json_object_object_length(object) >= at_least);
        want_members(docs, object);
        json_object_put(object);
        message_done(message);
}

static struct event full_event(void) {
        struct event event = { .kind = EVENT_KIND_CAMERA_CHECK_DONE,
                               .adapter = ADAPTER_NATIVE,
                               .occurred_us = AT_US,
                               .received_us = AT_US,
                               .has_value = true,
                               .value = 3,
                               .outcome = OUTCOME_SEEN_OK,
                               .mode = TASK_MODE_DIGITAL,
                               .seconds = 24 };

        text_set(event.id, "e1");
        text_set(event.device, "camera");
        text_set(event.department, "north");
        text_set(event.place, "room-104");
        text_set(event.resident, "R1");
        text_set(event.unit, "doses");
        text_set(event.by, "hcw-1");
        text_set(event.detail, "evening");
        return event;
}

static struct task full_task(void) {
        struct task task = { .state = TASK_STATE_COMPLETED,
                             .because = TIEBREAK_RANK,
                             .opened_us = AT_US,
                             .accept_by_us = AT_US,
                             .complete_by_us = AT_US,
                             .look_by_us = AT_US,
                             .hold_until_us = AT_US,
                             .window_end_us = AT_US,
                             .ended_us = AT_US,
                             .outcome = OUTCOME_HELPED,
                             .evidence_count = TASK_EVIDENCE_MAX + 1 };

        text_set(task.id, "t1");
        text_set(task.code, "call");
        text_set(task.origin, "event:e1");
        text_set(task.department, "north");
        text_set(task.place, "room-104");
        text_set(task.resident, "R1");
        text_set(task.device, "cord-104");
        text_set(task.asked_role, "nurse");
        text_set(task.asked, "n-1");
        text_set(task.by, "n-1");
        return task;
}

static void event_members_are_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("mqtt.md");
        struct event event = full_event();
        struct message message;

        outlet_event(&site, &event, &message);
        assert_string_equal(message.topic, "nattvakt/smallhome/event/camera.check_done");
        want_message(&docs, &message, 7);
        docs_close(&docs);
}

static void task_members_are_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("mqtt.md");
        struct task task = full_task();
        struct task_code code = { 0 };
        struct message message;

        text_set(code.text_nb, "Beboer ringer");
        text_set(code.text_en, "Resident calls");
        outlet_task(&site, &code, &task, &message);
        assert_string_equal(message.topic, "nattvakt/smallhome/task/t1");
        assert_true(message.retained);
        want_message(&docs, &message, 33);
        docs_close(&docs);
}

static void step_members_are_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("mqtt.md");
        struct task task = full_task();
        struct transition step = { .sequence = 2,
                                   .at_us = AT_US,
                                   .order = TASK_ORDER_ASK,
                                   .outcome = OUTCOME_HELPED,
                                   .due_us = AT_US,
                                   .has_assignment = true,
                                   .assignment = { .count = 1, .more = 1 } };
        struct message message;

        text_set(step.who, "n-1");
        text_set(step.role, "nurse");
        text_set(step.rule, "share");
        text_set(step.detail, "next");
        text_set(step.event, "e1");
        text_set(step.assignment.role, "nurse");
        text_set(step.assignment.slot, "n-1");
        text_set(step.assignment.candidates[0].slot, "n-1");
        text_set(step.assignment.candidates[0].role, "nurse");
        outlet_task_event(&site, &task, &step, &message);
        want_message(&docs, &message, 8);
        docs_close(&docs);
}

static void reply_members_are_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("mqtt.md");
        struct task task = full_task();
        struct command command = { .order = TASK_ORDER_ACCEPT };
        struct message message;

        text_set(command.task, "t1");
        text_set(command.correlation, "a-17");
        outlet_reply(&site, &command, "", REPLY_OK, &task, &message);
        assert_string_equal(message.topic, "nattvakt/smallhome/task/t1/reply");
        want_message(&docs, &message, 7);
        docs_close(&docs);
}

static void what_the_gateway_says_of_itself_is_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("mqtt.md");
        struct outlet_status status = { .online = true,
                                        .birth = 1,
                                        .since_us = AT_US,
                                        .version = "1",
                                        .said = "The journal was set aside." };
        struct department department = { .name = "north", .label = "Nord" };
        struct device device = { .id = "d-1", .place = "room-104" };
        struct task task = full_task();
        const struct task *open[] = { &task };
        const struct device *silent[] = { &device };
        struct outlet_handover handover = { .department = &department,
                                            .open = open,
                                            .open_count = 1,
                                            .silent = silent,
                                            .silent_count = 1,
                                            .at_us = AT_US };
        struct message message;

        outlet_status(&site, &status, &message);
        want_message(&docs, &message, 7);
        outlet_handover(&site, &handover, &message);
        want_message(&docs, &message, 5);
        docs_close(&docs);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(event_members_are_told_of),
                cmocka_unit_test(task_members_are_told_of),
                cmocka_unit_test(step_members_are_told_of),
                cmocka_unit_test(reply_members_are_told_of),
                cmocka_unit_test(what_the_gateway_says_of_itself_is_told_of),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
