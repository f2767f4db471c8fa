/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stories of hand-made histories, compared with whole pages in tests/data/story: what a nurse and an auditor read
 * is what is tested. Each story goes through as many kinds of step as it can.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "story.h"
#include "story_world.h"

#define AT(seconds) ((seconds)*US_PER_S) /* after 22:00 UTC; shifted to the story's night */

#define EVENTS_MAX 4

/* clang-format off */
#define CANDIDATE(s, r, v, ri, b, ra, z, m) \
        { .slot = s, .role = r, .verdict = VERDICT_##v, .right = RIGHT_##ri, .busy = b, .rank = ra, .zone = z, .minutes = m }
#define CA_1(v, b)     CANDIDATE("ca-1", "care_assistant", v, SHOULD, b, 0, 0, 31)
#define CA_2(v, b, z)  CANDIDATE("ca-2", "care_assistant", v, SHOULD, b, 0, z, 48)
#define HCW_1(v, b)    CANDIDATE("hcw-1", "health_care_worker", v, SHOULD, b, 1, 0, 17)
#define RN_1(v, ri, b) CANDIDATE("rn-1", "registered_nurse", v, ri, b, 3, 2, 20)
#define ASK(t, s, r, why, ...) \
        { .at_us = AT(t), .order = TASK_ORDER_ASK, .rule = "share", .has_assignment = true, \
          .assignment = { .slot = s, .role = r, .because = TIEBREAK_##why, __VA_ARGS__ } }
#define OTHERS(n, ...) .count = n, .candidates = { __VA_ARGS__ }
#define STEP(t, o, ...) { .at_us = AT(t), .order = TASK_ORDER_##o, __VA_ARGS__ }
#define BY(slot, its) .who = slot, .role = its
#define FROM(state) .from = TASK_STATE_##state

static const struct {
        const char *name;
        int64_t night_s;
        struct task task;
        struct event events[EVENTS_MAX];
        struct transition steps[STORY_STEPS_MAX];
} stories[] = {
        { "look-then-visit", AUTUMN,
          { .id = "aaaa0001", .code = "bed-exit", .origin = "event:e1", .department = "east",
            .place = "room-104", .resident = "R04", .priority = TASK_PRIORITY_ASAP, .state = TASK_STATE_COMPLETED,
            .by = "hcw-1", .outcome = OUTCOME_HELPED, .night_count = 3, .durable = true,
            .opened_us = AT(60), .ended_us = AT(420) },
          { { .id = "e1", .kind = EVENT_KIND_BED_EXIT, .device = "0x01", .adapter = ADAPTER_ZIGBEE2MQTT,
              .occurred_us = AT(55), .received_us = AT(60), .quality = TIME_QUALITY_DEVICE, .baseline = true },
            { .id = "e2", .kind = EVENT_KIND_CAMERA_CHECK_DONE, .outcome = OUTCOME_NEEDS_HELP, .seconds = 25 } },
          { STEP(60, OPEN, .mode = TASK_MODE_DIGITAL, .event = "e1", .rule = "opens"),
            ASK(60, "ca-1", "care_assistant", RANK,
                OTHERS(8, CA_1(CHOSEN, false), HCW_1(LATER, false), CA_2(LATER, true, 1), RN_1(LATER, CAN, false),
                       CANDIDATE("hcw-2", "health_care_worker", PAUSE, SHOULD, false, 1, 0, 0),
                       CANDIDATE("hcw-3", "health_care_worker", LAPSED, NONE, false, 1, 0, 0),
                       CANDIDATE("cook-1", "cook", NOT_COMPETENT, NONE, false, -1, 0, 0),
                       CANDIDATE("hcw-4", "health_care_worker", OTHER_DEPARTMENT, SHOULD, false, 1, 3, 0)),
                .more = 2),
            STEP(75, RECEIVE, BY("ca-1", "care_assistant")),
            STEP(80, ACCEPT, BY("hcw-1", "health_care_worker")),
            STEP(105, LOOKED, BY("hcw-1", "health_care_worker"), .mode = TASK_MODE_DIGITAL, .event = "e2"),
            STEP(105, VISIT, .rule = "needs_help"),
            ASK(105, "hcw-1", "health_care_worker", ONLY,
                OTHERS(2, HCW_1(CHOSEN, false), CANDIDATE("ca-1", "care_assistant", DECLINED, SHOULD, false, 0, 0, 31))),
            STEP(110, ACCEPT, BY("hcw-1", "health_care_worker")),
            STEP(150, START, BY("hcw-1", "health_care_worker")),
            STEP(400, ESCALATE, FROM(IN_PROGRESS), .rule = "ladder:1", .detail = "all", .due_us = AT(400)),
            STEP(420, COMPLETE, BY("hcw-1", "health_care_worker"), .outcome = OUTCOME_HELPED) } },

        { "ignored-over-the-change-of-clock", DST,
          { .id = "aaaa0002", .code = "help-call", .origin = "event:e1", .department = "east",
            .place = "room-105", .resident = "R05", .priority = TASK_PRIORITY_STAT, .state = TASK_STATE_REQUESTED,
            .durable = true, .simulated = true, .test = true, .opened_us = AT(10740) },
          { { .id = "e1", .kind = EVENT_KIND_PERSON_HELP_CALL, .device = "nurse-call", .adapter = ADAPTER_NATIVE,
              .occurred_us = AT(10740), .received_us = AT(10740), .quality = TIME_QUALITY_GATEWAY },
            { .id = "e2", .kind = EVENT_KIND_PERSON_HELP_CALL, .device = "nurse-call", .adapter = ADAPTER_NATIVE,
              .occurred_us = AT(10790), .received_us = AT(10790), .quality = TIME_QUALITY_SUSPECT, .maybe_repeat = true } },
          { STEP(10740, OPEN, .event = "e1", .rule = "opens"),
            ASK(10740, "ca-1", "care_assistant", ZONE, OTHERS(2, CA_1(CHOSEN, true), CA_2(LATER, true, 1)),
                .interrupts = true),
            STEP(10790, EVIDENCE, .event = "e2", .rule = "incident", .detail = "severity 40"),
            STEP(10803, ESCALATE, .rule = "ladder:1", .detail = "next", .due_us = AT(10800)),
            ASK(10803, "ca-2", "care_assistant", MINUTES, OTHERS(2, CA_2(CHOSEN, true, 0), CA_1(LATER, true))),
            STEP(10860, ESCALATE, .rule = "ladder:2", .detail = "all", .due_us = AT(10860)),
            ASK(10860, "", "registered_nurse", NONE, OTHERS(1, CANDIDATE("ca-1", "care_assistant", OFF_SHIFT, SHOULD, 0, 0, 0, 0))),
            STEP(11640, OVERDUE, .rule = "complete_by", .due_us = AT(11640)),
            STEP(11640, ESCALATE, .rule = "ladder:3", .detail = "outside", .due_us = AT(11640)) } },

        { "planned-and-failed", AUTUMN,
          { .id = "aaaa0003", .code = "planned-check", .origin = "plan:round/R04@2026-11-05T22:00:00.000Z",
            .department = "east", .place = "room-104", .resident = "R04", .planned = true, .state = TASK_STATE_FAILED,
            .outcome = OUTCOME_NOT_DONE, .durable = true, .opened_us = AT(7300), .ended_us = AT(7300),
            .window_end_us = AT(3600) },
          { { .id = "" } },
          { STEP(7300, OPEN, .mode = TASK_MODE_DIGITAL, .rule = "plan", .due_us = AT(0)),
            STEP(7300, FAIL, .rule = "window", .outcome = OUTCOME_NOT_DONE, .due_us = AT(3600)) } },

        { "not-seen-and-on-hold", AUTUMN,
          { .id = "aaaa0004", .code = "planned-check", .origin = "plan:round/R04@2026-11-05T22:00:00.000Z",
            .department = "east", .place = "room-104", .resident = "R04", .planned = true, .state = TASK_STATE_ON_HOLD,
            .durable = true, .opened_us = AT(0), .window_end_us = AT(3600), .hold_until_us = AT(2100) },
          { { .id = "e1", .kind = EVENT_KIND_CAMERA_CHECK_DONE, .outcome = OUTCOME_NOT_SEEN, .seconds = 22 } },
          { STEP(0, OPEN, .mode = TASK_MODE_DIGITAL, .rule = "plan", .due_us = AT(0)),
            ASK(0, "ca-1", "care_assistant", FREE, OTHERS(2, CA_1(CHOSEN, false), HCW_1(LATER, true))),
            STEP(90, LOOKED, BY("ca-1", "care_assistant"), .mode = TASK_MODE_DIGITAL, .event = "e1"),
            STEP(90, HOLD, .mode = TASK_MODE_DIGITAL, .rule = "not_seen"),
            STEP(994, RELEASE, .mode = TASK_MODE_DIGITAL, .rule = "look_again", .due_us = AT(990)),
            ASK(994, "ca-1", "care_assistant", FREE, OTHERS(2, CA_1(CHOSEN, false), HCW_1(LATER, true))),
            STEP(1200, LOOKED, BY("ca-1", "care_assistant"), .mode = TASK_MODE_DIGITAL, .event = "e1"),
            STEP(1200, HOLD, .mode = TASK_MODE_DIGITAL, .rule = "not_seen") } },

        { "dose-raised-and-taken", AUTUMN,
          { .id = "aaaa0005", .code = "dose-missed", .origin = "event:e1", .department = "east",
            .place = "room-104", .resident = "R04", .priority = TASK_PRIORITY_ASAP, .state = TASK_STATE_COMPLETED,
            .outcome = OUTCOME_TAKEN, .durable = true, .opened_us = AT(0), .ended_us = AT(9000) },
          { { .id = "e1", .kind = EVENT_KIND_MED_DOSE_LATE, .adapter = ADAPTER_GATEWAY, .occurred_us = AT(0),
              .received_us = AT(0), .quality = TIME_QUALITY_GATEWAY },
            { .id = "e2", .kind = EVENT_KIND_MED_DOSE_MISSED, .adapter = ADAPTER_GATEWAY, .occurred_us = AT(3600),
              .received_us = AT(3600), .quality = TIME_QUALITY_GATEWAY },
            { .id = "e3", .kind = EVENT_KIND_MED_DOSE_TAKEN, .device = "dispenser-3", .adapter = ADAPTER_NATIVE,
              .occurred_us = AT(8900), .received_us = AT(9000), .quality = TIME_QUALITY_SOURCE, .replay = true } },
          { STEP(0, OPEN, .event = "e1", .rule = "opens"),
            ASK(0, "ca-1", "care_assistant", SHOULD, OTHERS(2, CA_1(CHOSEN, true), RN_1(LATER, CAN, true)), .queued = true),
            STEP(30, DECLINE, BY("ca-1", "care_assistant"), .detail = "busy"),
            ASK(30, "ca-2", "care_assistant", SLOT, OTHERS(2, CA_2(CHOSEN, false, 0), CANDIDATE("ca-3", "care_assistant", LATER, SHOULD, 0, 0, 0, 48))),
            STEP(40, ACCEPT, BY("ca-2", "care_assistant")),
            STEP(50, DECLINE, FROM(ACCEPTED), BY("ca-2", "care_assistant")),
            STEP(3600, EVIDENCE, .event = "e2", .rule = "incident"),
            STEP(3600, RAISE, .event = "e2", .rule = "stronger", .detail = "from dose-late"),
            STEP(3900, ESCALATE, .rule = "ladder:1", .detail = "role", .due_us = AT(3900)),
            ASK(3900, "hcw-1", "health_care_worker", RANK,
                OTHERS(2, CANDIDATE("hcw-1", "health_care_worker", CHOSEN, DELEGATION, false, 1, 0, 17),
                       RN_1(LATER, MUST, false))),
            STEP(4000, CORRECT, .rule = "clock", .detail = "+3 s"),
            STEP(9000, CLOSE, .event = "e3", .rule = "closes") } },

        { "device-silent-and-back", AUTUMN,
          { .id = "aaaa0007", .code = "device-silent", .origin = "event:e1", .department = "east",
            .place = "room-104", .device = "0x01", .priority = TASK_PRIORITY_URGENT, .state = TASK_STATE_COMPLETED,
            .outcome = OUTCOME_NOT_NEEDED, .durable = true, .opened_us = AT(60), .ended_us = AT(900) },
          { { .id = "e1", .kind = EVENT_KIND_DEVICE_OFFLINE, .device = "0x01", .adapter = ADAPTER_ZIGBEE2MQTT,
              .occurred_us = AT(60), .received_us = AT(60), .quality = TIME_QUALITY_SUSPECT, .detail = "lost" },
            { .id = "e2", .kind = EVENT_KIND_DEVICE_OFFLINE, .device = "0x01", .adapter = ADAPTER_ZIGBEE2MQTT,
              .occurred_us = AT(90), .received_us = AT(90), .quality = TIME_QUALITY_GATEWAY, .detail = "unavailable" },
            { .id = "e3", .kind = EVENT_KIND_DEVICE_ONLINE, .device = "0x01", .adapter = ADAPTER_ZIGBEE2MQTT,
              .occurred_us = AT(900), .received_us = AT(900), .quality = TIME_QUALITY_GATEWAY } },
          { STEP(60, OPEN, .event = "e1", .rule = "opens"),
            ASK(60, "", "", NONE, OTHERS(0, { .slot = "" })),
            STEP(90, EVIDENCE, .event = "e2", .rule = "incident"),
            STEP(900, CLOSE, .event = "e3", .rule = "closes", .outcome = OUTCOME_NOT_NEEDED) } },

        { "cord-not-put-back", AUTUMN,
          { .id = "aaaa0008", .code = "device-fault", .origin = "event:e1", .department = "east",
            .place = "room-104", .device = "cord-104", .priority = TASK_PRIORITY_URGENT, .state = TASK_STATE_REQUESTED,
            .durable = true, .opened_us = AT(7200) },
          { { .id = "e1", .kind = EVENT_KIND_DEVICE_FAULT, .phase = EVENT_PHASE_START, .device = "cord-104", .adapter = ADAPTER_GPIO,
              .occurred_us = AT(7200), .received_us = AT(7200), .quality = TIME_QUALITY_GATEWAY,
              .detail = "line stands active since 23:00" },
            { .id = "e2", .kind = EVENT_KIND_DEVICE_FAULT, .phase = EVENT_PHASE_END, .device = "cord-104", .adapter = ADAPTER_GPIO,
              .occurred_us = AT(7500), .received_us = AT(7500), .quality = TIME_QUALITY_GATEWAY,
              .detail = "line stands active since 23:00" } },
          { STEP(7200, OPEN, .event = "e1", .rule = "opens"),
            ASK(7200, "ca-1", "care_assistant", RANK, OTHERS(1, CA_1(CHOSEN, false))),
            STEP(7500, EVIDENCE, .event = "e2", .rule = "incident") } },

        { "chip-missing", AUTUMN,
          { .id = "aaaa0009", .code = "device-silent", .origin = "event:e1", .department = "east", .device = "gpiochip0",
            .priority = TASK_PRIORITY_URGENT, .state = TASK_STATE_REQUESTED, .durable = true, .opened_us = AT(0) },
          { { .id = "e1", .kind = EVENT_KIND_DEVICE_OFFLINE, .device = "gpiochip0", .adapter = ADAPTER_GPIO,
              .occurred_us = AT(0), .received_us = AT(0), .quality = TIME_QUALITY_GATEWAY, .baseline = true,
              .detail = "bridge" } },
          { STEP(0, OPEN, .event = "e1", .rule = "opens"),
            ASK(0, "ca-1", "care_assistant", RANK, OTHERS(1, CA_1(CHOSEN, false))) } },

        { "adopted-declined-reopened", AUTUMN,
          { .id = "aaaa0006", .code = "gone-code", .origin = "event:lost", .department = "attic", .device = "0x77",
            .state = TASK_STATE_CANCELLED, .by = "rn-1", .outcome = OUTCOME_NOT_NEEDED, .durable = false,
            .opened_us = AT(0), .ended_us = AT(500) },
          { { .id = "" } },
          { STEP(90, OPEN, .rule = "adopted"),
            STEP(100, REJECT, .rule = "declined"),
            STEP(200, REOPEN, BY("rn-1", "registered_nurse")),
            STEP(300, ESCALATE, .rule = "ladder:1", .detail = "next"),
            STEP(400, VISIT, .rule = "look_by", .due_us = AT(380)),
            STEP(420, VISIT, .rule = "window", .due_us = AT(420)),
            STEP(430, VISIT, .rule = "camera_down"),
            STEP(450, CLOSE, .rule = "closes"),
            STEP(460, CANCEL, .rule = "visit"),
            STEP(470, EVIDENCE, .event = "gone"),
            STEP(480, COMPLETE, BY("rn-1", "registered_nurse"), .mode = TASK_MODE_DIGITAL, .outcome = OUTCOME_SEEN_OK),
            STEP(500, CANCEL, BY("rn-1", "registered_nurse")) } },
};
/* clang-format on */

static void move(int64_t *us, int64_t night_s) {
        if (*us)
                *us += night_s * US_PER_S;
}

/* A copy in the story's night: times of 0 stay "none", but where a story begins. */
static void make(size_t index, struct history *history, struct event *events) {
        int64_t night_s = stories[index].night_s;
        struct task *task = &history->task;

        *task = stories[index].task;
        task->opened_us += night_s * US_PER_S;
        move(&task->ended_us, night_s);
        move(&task->window_end_us, night_s);
        move(&task->hold_until_us, night_s);
        memcpy(events, stories[index].events, sizeof(stories[index].events));
        for (size_t i = 0; i < EVENTS_MAX; i++) {
                events[i].occurred_us += night_s * US_PER_S;
                events[i].received_us += night_s * US_PER_S;
        }
        memcpy(history->steps, stories[index].steps, sizeof(stories[index].steps));
        for (history->count = 0; history->count < STORY_STEPS_MAX; history->count++) {
                struct transition *step = &history->steps[history->count];

                if (!step->rule[0] && !step->who[0] && !step->event[0])
                        break;
                step->at_us += night_s * US_PER_S;
                if (strcmp(step->rule, "plan") == 0)
                        step->due_us += night_s * US_PER_S;
                else
                        move(&step->due_us, night_s);
                step->sequence = (int64_t)history->count + 1;
        }
}

static void tell(size_t index, void (*writer)(const struct story *story, struct text_buffer *text),
                 struct text_buffer *text) {
        _cleanup_(freep) struct transition *steps = calloc(STORY_STEPS_MAX, sizeof(*steps));
        struct history history = { .steps = steps };
        struct event events[EVENTS_MAX];
        struct configuration house;
        struct story story = { .configuration = &house,
                               .history = &history,
                               .events = events,
                               .event_count = EVENTS_MAX };

        assert_non_null(steps);
        story_house(&house);
        make(index, &history, events);
        writer(&story, text);
        story_house_done(&house);
}

static void tells_each_story_as_on_file(void **state) {
        static const char *const languages[] = { "nb", "en" };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(stories); i++)
                for (size_t l = 0; l < ELEMENTS(languages); l++) {
                        struct text_buffer text = { 0 };

                        print_message("%s-%s\n", stories[i].name, languages[l]);
                        story_language(languages[l]);
                        tell(i, story_text, &text);
                        story_assert_page(text.data, stories[i].name, languages[l]);
                        text_buffer_done(&text);
                }
}

static size_t length_of(struct json_object *object, const char *key) {
        struct json_object *array = NULL;

        assert_true(json_object_object_get_ex(object, key, &array));
        return json_object_array_length(array);
}

static void tells_programs_the_same(void **state) {
        struct text_buffer text = { 0 };
        struct json_object *object, *task = NULL, *steps = NULL, *ask, *why = NULL;
        double late = 0;

        (void)state;
        tell(1, story_json, &text);
        object = json_parse_object(text.data, text.size);
        assert_non_null(object);
        assert_true(json_object_object_get_ex(object, "task", &task));
        assert_string_equal(json_text(task, "id"), "aaaa0002");
        assert_int_equal(length_of(object, "events"), EVENTS_MAX);
        assert_int_equal(length_of(object, "steps"), 9);
        assert_true(json_object_object_get_ex(object, "steps", &steps));
        assert_int_equal(json_number(json_object_array_get_idx(steps, 3), "late_s", &late), 1);
        assert_true(late > 2.9 && late < 3.1);
        ask = json_object_array_get_idx(steps, 1);
        assert_true(json_object_object_get_ex(ask, "explanation", &why));
        assert_string_equal(json_text(why, "because"), "nearest_zone");
        assert_int_equal(length_of(why, "candidates"), 2);
        json_object_put(object);
        text_buffer_done(&text);
}

static void has_only_the_events_it_was_given(void **state) {
        static const struct event events[] = { { .id = "e1" } };
        struct story story = { .events = events, .event_count = 1 };

        (void)state;
        assert_ptr_equal(story_event(&story, "e1"), &events[0]);
        assert_null(story_event(&story, "e2"));
        assert_null(story_event(&story, ""));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_each_story_as_on_file),
                cmocka_unit_test(tells_programs_the_same),
                cmocka_unit_test(has_only_the_events_it_was_given),
        };

        return cmocka_run_group_tests_name("app/story", tests, NULL, NULL);
}
