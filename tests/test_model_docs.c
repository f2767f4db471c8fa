/* SPDX-License-Identifier: Apache-2.0 */
/* The words that go over the wire are told of in docs/mqtt.md and docs/native-input.md. */
#include "docs.h"

#include "nattvakt/kind.h"
#include "nattvakt/state.h"
#include "nattvakt/task.h"

#define EACH_IS_NAMED(docs, prefix, count)     \
        for (int i = 0; i < (int)(count); i++) \
        docs_want(&(docs), #prefix, prefix##_word((enum prefix)i))

static void tasks_are_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("mqtt.md");

        EACH_IS_NAMED(docs, task_state, TASK_STATE_COUNT);
        EACH_IS_NAMED(docs, task_order, TASK_ORDER_COUNT);
        EACH_IS_NAMED(docs, task_priority, TASK_PRIORITY_COUNT);
        EACH_IS_NAMED(docs, task_cause, TASK_CAUSE_COUNT);
        EACH_IS_NAMED(docs, tiebreak, TIEBREAK_COUNT);
        EACH_IS_NAMED(docs, verdict, VERDICT_COUNT);
        EACH_IS_NAMED(docs, right, RIGHT_COUNT);
        docs_close(&docs);
}

static void replies_and_marks_are_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("mqtt.md");

        EACH_IS_NAMED(docs, command_reason, COMMAND_REASON_COUNT);
        EACH_IS_NAMED(docs, reply, REPLY_COUNT);
        EACH_IS_NAMED(docs, time_quality, TIME_QUALITY_COUNT);
        EACH_IS_NAMED(docs, event_phase, EVENT_PHASE_COUNT);
        EACH_IS_NAMED(docs, adapter, ADAPTER_COUNT);
        docs_close(&docs);
}

static void what_others_may_say_is_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("native-input.md");

        EACH_IS_NAMED(docs, event_kind, EVENT_KIND_COUNT);
        EACH_IS_NAMED(docs, event_phase, EVENT_PHASE_COUNT);
        EACH_IS_NAMED(docs, outcome, OUTCOME_COUNT);
        EACH_IS_NAMED(docs, task_mode, TASK_MODE_COUNT);
        docs_close(&docs);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tasks_are_told_of),
                cmocka_unit_test(replies_and_marks_are_told_of),
                cmocka_unit_test(what_others_may_say_is_told_of),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
