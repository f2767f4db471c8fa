/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/entry.h"
#include "nattvakt/message.h"
#include "nattvakt/settings.h"
#include "nattvakt/state.h"
#include "nattvakt/task.h"

/* Each word leads back to its value, so no two are the same and none is missing. */
#define WORDS_GO_THERE_AND_BACK(prefix, count)                                 \
        do {                                                                   \
                for (int i = 0; i < (int)(count); i++) {                       \
                        const char *word = prefix##_word((enum prefix)i);      \
                        assert_non_null(word);                                 \
                        assert_int_equal(prefix##_from_word(word), i);         \
                }                                                              \
                assert_int_equal(prefix##_from_word("no such word"), -EINVAL); \
                assert_int_equal(prefix##_from_word(""), -EINVAL);             \
                assert_int_equal(prefix##_from_word(NULL), -EINVAL);           \
        } while (0)

static void every_word_goes_there_and_back(void **state) {
        (void)state;
        WORDS_GO_THERE_AND_BACK(event_kind, EVENT_KIND_COUNT);
        WORDS_GO_THERE_AND_BACK(event_phase, EVENT_PHASE_COUNT);
        WORDS_GO_THERE_AND_BACK(time_quality, TIME_QUALITY_COUNT);
        WORDS_GO_THERE_AND_BACK(outcome, OUTCOME_COUNT);
        WORDS_GO_THERE_AND_BACK(task_mode, TASK_MODE_COUNT);
        WORDS_GO_THERE_AND_BACK(adapter, ADAPTER_COUNT);
        WORDS_GO_THERE_AND_BACK(measure, MEASURE_COUNT);
        WORDS_GO_THERE_AND_BACK(device_role, DEVICE_ROLE_COUNT);
        WORDS_GO_THERE_AND_BACK(task_priority, TASK_PRIORITY_COUNT);
        WORDS_GO_THERE_AND_BACK(task_cause, TASK_CAUSE_COUNT);
        WORDS_GO_THERE_AND_BACK(measured, MEASURED_COUNT);
        WORDS_GO_THERE_AND_BACK(rung, RUNG_COUNT);
        WORDS_GO_THERE_AND_BACK(task_state, TASK_STATE_COUNT);
        WORDS_GO_THERE_AND_BACK(task_order, TASK_ORDER_COUNT);
        WORDS_GO_THERE_AND_BACK(verdict, VERDICT_COUNT);
        WORDS_GO_THERE_AND_BACK(right, RIGHT_COUNT);
        WORDS_GO_THERE_AND_BACK(tiebreak, TIEBREAK_COUNT);
        WORDS_GO_THERE_AND_BACK(command_reason, COMMAND_REASON_COUNT);
        WORDS_GO_THERE_AND_BACK(reply, REPLY_COUNT);
        WORDS_GO_THERE_AND_BACK(message_class, MESSAGE_CLASS_COUNT);
        WORDS_GO_THERE_AND_BACK(refusal, REFUSAL_COUNT);
        WORDS_GO_THERE_AND_BACK(blind_cause, BLIND_CAUSE_COUNT);
        WORDS_GO_THERE_AND_BACK(clock_mode, CLOCK_MODE_COUNT);
        WORDS_GO_THERE_AND_BACK(entry_what, ENTRY_WHAT_COUNT);
}

static void kinds_carry_the_national_code_and_severity(void **state) {
        (void)state;
        assert_string_equal(event_kind_vkp(EVENT_KIND_PERSON_HELP_CALL, false), "4.13");
        assert_string_equal(event_kind_vkp(EVENT_KIND_BED_EXIT, true), "4.2");
        assert_string_equal(event_kind_vkp(EVENT_KIND_PERSON_FALL_SUSPECTED, true), "");
        for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
                int severity = event_kind_severity((enum event_kind)kind);

                assert_true(severity >= 0 && severity <= 40 && severity % 10 == 0);
        }
        assert_int_equal(event_kind_severity(EVENT_KIND_PERSON_FALL), 40);
        assert_int_equal(event_kind_severity(EVENT_KIND_BED_ENTER), 0);
}

static void a_dispensers_code_is_told_of_dispensers_alone(void **state) {
        (void)state;
        assert_string_equal(event_kind_vkp(EVENT_KIND_DEVICE_BATTERY_LOW, true), "1.17");
        assert_string_equal(event_kind_vkp(EVENT_KIND_DEVICE_BATTERY_LOW, false), "");
        assert_string_equal(event_kind_vkp(EVENT_KIND_DEVICE_OFFLINE, true), "1.20");
        assert_string_equal(event_kind_vkp(EVENT_KIND_DEVICE_OFFLINE, false), "");
        assert_string_equal(event_kind_vkp(EVENT_KIND_MED_DOSE_MISSED, false), "1.1");
}

static void loud_kinds_are_six_and_only_a_call_is_momentary(void **state) {
        static const enum event_kind loud[] = {
                EVENT_KIND_PERSON_HELP_CALL, EVENT_KIND_PERSON_FALL_SUSPECTED,
                EVENT_KIND_PERSON_FALL,      EVENT_KIND_ENV_SMOKE,
                EVENT_KIND_ENV_WATER,        EVENT_KIND_ENV_GAS,
        };
        size_t count = 0;

        (void)state;
        for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
                enum event_kind k = (enum event_kind)kind;

                count += event_kind_is_loud(k);
                assert_false(event_kind_is_loud(k) && event_kind_is_note(k));
                assert_int_equal(event_kind_is_momentary(k), k == EVENT_KIND_PERSON_HELP_CALL);
        }
        assert_int_equal(count, ELEMENTS(loud));
        for (size_t i = 0; i < ELEMENTS(loud); i++)
                assert_true(event_kind_is_loud(loud[i]));
        assert_true(event_kind_is_note(EVENT_KIND_MED_DOSE_TAKEN));
        assert_false(event_kind_is_note(EVENT_KIND_BED_EXIT));
}

static void four_states_are_an_end(void **state) {
        (void)state;
        for (int i = 0; i < TASK_STATE_COUNT; i++) {
                bool is_end = i == TASK_STATE_REJECTED || i == TASK_STATE_COMPLETED ||
                              i == TASK_STATE_FAILED || i == TASK_STATE_CANCELLED;

                assert_int_equal(task_state_is_end((enum task_state)i), is_end);
        }
}

static void a_full_list_stays_as_it_was(void **state) {
        struct reading_list list = { 0 };
        struct reading reading = { .measure = MEASURE_CONTACT, .device = "door" };

        (void)state;
        for (size_t i = 0; i < READING_LIST_MAX; i++)
                assert_int_equal(reading_list_add(&list, &reading), 0);
        reading.measure = MEASURE_SMOKE;
        assert_int_equal(reading_list_add(&list, &reading), -ENOSPC);
        assert_int_equal(list.count, READING_LIST_MAX);
        assert_int_equal(list.at[READING_LIST_MAX - 1].measure, MEASURE_CONTACT);
        assert_string_equal(list.at[0].device, "door");
}

static struct task_code codes[] = {
        { .code = "look-in",
          .opens = { EVENT_KIND_BED_EXIT, EVENT_KIND_ROOM_EXIT },
          .opens_count = 2,
          .visit_min = 7.5,
          .look_min = 0.4 },
        { .code = "bed",
          .opens = { EVENT_KIND_BED_SIT_UP, EVENT_KIND_BED_EXIT },
          .opens_count = 2 },
        { .code = "silent" },
};
static const struct catalogue catalogue = { codes, ELEMENTS(codes) };

static void the_first_entry_that_opens_wins(void **state) {
        (void)state;
        assert_ptr_equal(catalogue_opened_by(&catalogue, EVENT_KIND_BED_EXIT), &codes[0]);
        assert_ptr_equal(catalogue_opened_by(&catalogue, EVENT_KIND_BED_SIT_UP), &codes[1]);
        /* the first kind is 0, as are the fields behind opens_count */
        assert_null(catalogue_opened_by(&catalogue, EVENT_KIND_MED_DOSE_DUE));
        assert_ptr_equal(catalogue_code(&catalogue, "silent"), &codes[2]);
        assert_null(catalogue_code(&catalogue, "sil"));
        assert_null(catalogue_code(&(struct catalogue){ 0 }, "silent"));
}

static void a_look_has_minutes_of_its_own(void **state) {
        (void)state;
        assert_true(task_code_minutes(&codes[0], TASK_MODE_PHYSICAL) == 7.5);
        assert_true(task_code_minutes(&codes[0], TASK_MODE_DIGITAL) == 0.4);
        assert_true(task_code_minutes(&codes[0], TASK_MODE_CALL) == 7.5);
        assert_true(task_code_minutes(&codes[0], TASK_MODE_DEVICE) == 7.5);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_word_goes_there_and_back),
                cmocka_unit_test(kinds_carry_the_national_code_and_severity),
                cmocka_unit_test(a_dispensers_code_is_told_of_dispensers_alone),
                cmocka_unit_test(loud_kinds_are_six_and_only_a_call_is_momentary),
                cmocka_unit_test(four_states_are_an_end),
                cmocka_unit_test(a_full_list_stays_as_it_was),
                cmocka_unit_test(the_first_entry_that_opens_wins),
                cmocka_unit_test(a_look_has_minutes_of_its_own),
        };

        return cmocka_run_group_tests_name("model/words", tests, NULL, NULL);
}
