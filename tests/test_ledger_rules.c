/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of counting, one task or two at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "reference.h"

#define DAY       REFERENCE_AFTER_DAY
#define STEPS_MAX 8
#define MAX_TASKS 3

#define D TASK_MODE_DIGITAL
#define P TASK_MODE_PHYSICAL

struct told_step {
        enum task_order order;
        enum task_mode mode;
        enum outcome outcome;
        int minute; /* after 23:00 */
};

struct told_task {
        const char *code;
        int resident, minute; /* opened, after 23:00 */
        struct told_step steps[STEPS_MAX];
};

#define LOOKED(outcome, minute) \
        { TASK_ORDER_LOOKED, D, OUTCOME_##outcome, minute }
#define COMPLETE(mode, outcome, minute) \
        { TASK_ORDER_COMPLETE, mode, OUTCOME_##outcome, minute }
#define CLOSE(mode, outcome, minute) \
        { TASK_ORDER_CLOSE, mode, OUTCOME_##outcome, minute }
#define STEP(order, mode, minute) \
        { TASK_ORDER_##order, mode, OUTCOME_NONE, minute }

/* entries: "what=minutes" of all tasks in the ledger's order; a * where minutes are measured. */
/* clang-format off */
static const struct {
        const char *says;
        struct told_task tasks[MAX_TASKS];
        const char *entries;
} cases[] = {
        { "a look that saw the resident spares the visit",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } } },
          "digital_check=1 avoided=3" },
        { "a look that did not, then one that did",
          { { "check", 1, 0, { LOOKED(NOT_SEEN, 5), STEP(HOLD, D, 5), STEP(RELEASE, D, 20), COMPLETE(D, SEEN_OK, 21) } } },
          "digital_check=1 look_not_seen=0 second_look=1 avoided=3" },
        { "two looks that did not become a visit",
          { { "check", 1, 0, { LOOKED(NOT_SEEN, 5), LOOKED(NOT_SEEN, 20), STEP(VISIT, P, 20), COMPLETE(P, DONE, 25) } } },
          "digital_check=1 look_not_seen=0 second_look=1 physical_check=3" },
        { "a camera that is down has not seen",
          { { "check", 1, 0, { LOOKED(CAMERA_DOWN, 5), STEP(VISIT, P, 5), COMPLETE(P, DONE, 9) } } },
          "digital_check=1 look_not_seen=0 physical_check=3" },
        { "a completed look told to have seen nobody spares nothing",
          { { "check", 1, 0, { COMPLETE(D, NOT_SEEN, 5) } } },
          "digital_check=1 look_not_seen=0" },
        { "a completed look of which nobody said the outcome spares nothing",
          { { "check", 1, 0, { COMPLETE(D, NONE, 5) } } },
          "digital_check=1 look_not_seen=0" },
        { "a look told by an event that closes the task is a look as any other",
          { { "check", 1, 0, { CLOSE(D, SEEN_OK, 5) } } },
          "digital_check=1 avoided=3" },
        { "a round in the window: nothing was spared",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "check", 1, 30, { COMPLETE(P, DONE, 40) } } },
          "digital_check=1 looked_but_visited=0 physical_check=3" },
        { "a round between the planned time and the look: neither",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 25) } }, { "check", 1, 0, { COMPLETE(P, DONE, 10) } } },
          "physical_check=3 digital_check=1 looked_but_visited=0" },
        { "a round that began in the window and ended behind it: neither",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "check", 1, 60, { STEP(START, P, 64), COMPLETE(P, DONE, 70) } } },
          "digital_check=1 looked_but_visited=0 physical_check=6*" },
        { "a round on the last minute of the window: neither",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "check", 1, 60, { COMPLETE(P, DONE, 65) } } },
          "digital_check=1 looked_but_visited=0 physical_check=3" },
        { "a round after the window leaves the visit spared",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "check", 1, 60, { COMPLETE(P, DONE, 66) } } },
          "digital_check=1 avoided=3 physical_check=3" },
        { "a round at another resident's, too",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "check", 11, 30, { COMPLETE(P, DONE, 40) } } },
          "digital_check=1 avoided=3 physical_check=3" },
        { "a call in the window is listed apart",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "call", 1, 30, { COMPLETE(P, HELPED, 40) } } },
          "digital_check=1 avoided_with_caused_visit=3 call=8" },
        { "so is care, an alarm's walk, a dose",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "dose", 1, 30, { COMPLETE(P, TAKEN, 40) } } },
          "digital_check=1 avoided_with_caused_visit=3 dose_visit=5" },
        { "an alarm cleared by a look is no visit",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "bed-exit", 1, 30, { COMPLETE(D, SEEN_OK, 31) } } },
          "digital_check=1 avoided=3 alarm=1 alarm_look=0 nuisance=0" },
        { "a call and a round in the window: the round decides",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } }, { "call", 1, 10, { COMPLETE(P, HELPED, 12) } }, { "check", 1, 30, { COMPLETE(P, DONE, 40) } } },
          "digital_check=1 looked_but_visited=0 call=8 physical_check=3" },
        { "a visit by the same task, reopened, undoes it",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5), STEP(REOPEN, P, 10), COMPLETE(P, DONE, 20) } } },
          "digital_check=1 physical_check=3" },
        { "a look again after reopening spares one visit, not two",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5), STEP(REOPEN, D, 10), COMPLETE(D, SEEN_OK, 20) } } },
          "digital_check=1 second_look=1 avoided=3" },
        { "reopened and left: nothing spared",
          { { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5), STEP(REOPEN, D, 10) } } },
          "digital_check=1" },
        { "a planned check that nobody did",
          { { "check", 1, 0, { STEP(FAIL, P, 60) } } },
          "not_done=0" },
        { "not needed is not done",
          { { "check", 1, 0, { COMPLETE(P, NOT_NEEDED, 10) } } },
          "not_done=0" },
        { "an alarm nobody answered still costs its handling",
          { { "bed-exit", 1, 0, { STEP(ESCALATE, D, 1), STEP(ESCALATE, D, 3) } } },
          "alarm=1 breach=0" },
        { "an alarm looked at, then walked for",
          { { "bed-exit", 1, 0, { LOOKED(NOT_SEEN, 1), STEP(VISIT, P, 1), COMPLETE(P, HELPED, 5) } } },
          "alarm=1 alarm_look=0 alarm_visit=6" },
        { "a walk for nothing",
          { { "bed-exit", 1, 0, { STEP(VISIT, P, 1), COMPLETE(P, NUISANCE, 5) } } },
          "alarm=1 alarm_visit=6 nuisance=0" },
        { "a bed that was entered again closes the alarm: no visit",
          { { "bed-exit", 1, 0, { CLOSE(P, NOT_NEEDED, 2) } } },
          "alarm=1" },
        { "a call reopened is one more visit",
          { { "call", 1, 0, { COMPLETE(P, HELPED, 5), STEP(REOPEN, P, 10), COMPLETE(P, HELPED, 20) } } },
          "call=8 call=8" },
        { "measured where it was begun and ended",
          { { "call", 1, 0, { STEP(ACCEPT, P, 2), STEP(START, P, 3), COMPLETE(P, HELPED, 14) } } },
          "call=11*" },
        { "a start before the look measures no visit",
          { { "check", 1, 0, { STEP(START, D, 1), LOOKED(NOT_SEEN, 2), STEP(VISIT, P, 2), COMPLETE(P, DONE, 20) } } },
          "digital_check=1 look_not_seen=0 physical_check=3" },
        { "nor where the visit follows without a word",
          { { "check", 1, 0, { STEP(START, D, 1), LOOKED(NOT_SEEN, 2), COMPLETE(P, DONE, 20) } } },
          "digital_check=1 look_not_seen=0 physical_check=3" },
        { "overdue, and what escalates because of it, is one breach",
          { { "call", 1, 0, { STEP(OVERDUE, P, 30), STEP(ESCALATE, P, 30), COMPLETE(P, HELPED, 40) } } },
          "breach=0 call=8" },
        { "a rung after somebody accepted is no breach of accepting",
          { { "call", 1, 0, { STEP(ACCEPT, P, 1), STEP(ESCALATE, P, 5), COMPLETE(P, HELPED, 9) } } },
          "call=8" },
        { "care of a device",
          { { "device", 1, 0, { COMPLETE(P, DONE, 10) } } },
          "device_care=4" },
};
/* clang-format on */

static void tell(struct reference *home, const struct told_task *told) {
        int64_t start_us = reference_time(home, DAY, 23, 0);
        struct history *history = reference_task(home, told->code, told->resident,
                                                 start_us + told->minute * US_PER_MIN);

        for (size_t i = 0; i < STEPS_MAX && told->steps[i].order != TASK_ORDER_RECEIVE; i++) {
                const struct told_step *step = &told->steps[i];
                struct transition *added =
                        reference_step(history, step->order, step->mode, step->outcome,
                                       start_us + step->minute * US_PER_MIN);

                added->due_us = added->at_us;
                /* what a rule does has nobody behind it */
                if (step->order == TASK_ORDER_CLOSE)
                        added->who[0] = '\0';
        }
}

static void say(const struct ledger *ledger, struct text_buffer *text) {
        for (size_t i = 0; i < ledger->count; i++) {
                const struct entry *entry = &ledger->entries[i];

                text_appendf(text, "%s%s=%g%s", i ? " " : "", entry_what_word(entry->what),
                             entry->minutes, entry->measured ? "*" : "");
        }
}

static void build(const struct reference *home, struct ledger *ledger) {
        ledger_build(home->histories, home->count, NULL, 0, &home->configuration.catalogue,
                     &home->configuration.site, ledger);
}

static void every_rule_counts_as_said(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct text_buffer text = { 0 };
                struct reference home;
                struct ledger ledger;

                print_message("  %s\n", cases[i].says);
                reference_home(3, true, &home);
                for (size_t t = 0; t < MAX_TASKS && cases[i].tasks[t].code; t++)
                        tell(&home, &cases[i].tasks[t]);
                build(&home, &ledger);
                say(&ledger, &text);
                assert_string_equal(text.data ? text.data : "", cases[i].entries);
                text_buffer_done(&text);
                ledger_done(&ledger);
                reference_done(&home);
        }
}

static const struct told_task spared = { "check", 1, 0, { COMPLETE(D, SEEN_OK, 5) } };
static const struct told_task round_trip = { "check", 1, 60, { COMPLETE(P, DONE, 80) } };

/* The first entry of that kind, or NULL. */
static const struct entry *find(const struct ledger *ledger, enum entry_what what) {
        for (size_t i = 0; i < ledger->count; i++)
                if (ledger->entries[i].what == what)
                        return &ledger->entries[i];
        return NULL;
}

static void tests_and_unplanned_looks_avoid_nothing(void **state) {
        struct reference home;
        struct ledger ledger;

        (void)state;
        reference_home(3, true, &home);
        tell(&home, &spared);
        home.histories[0].task.planned = false;
        build(&home, &ledger);
        assert_int_equal(ledger.count, 1);
        ledger_done(&ledger);
        home.histories[0].task.test = true;
        build(&home, &ledger);
        assert_int_equal(ledger.count, 0);
        ledger_done(&ledger);
        reference_done(&home);
}

static void the_plan_says_how_long_the_window_is(void **state) {
        struct reference home;
        struct ledger ledger;

        (void)state;
        reference_home(3, true, &home);
        tell(&home, &spared);
        tell(&home, &round_trip);
        build(&home, &ledger);
        assert_non_null(find(&ledger, ENTRY_AVOIDED));
        ledger_done(&ledger);
        /* 120 min from the planned time, although the task was opened half an hour late */
        home.histories[0].task.window_end_us = reference_time(&home, DAY, 1, 0);
        text_set(home.histories[0].task.origin, "plan:round/R2@2026-11-02T22:00:00Z");
        build(&home, &ledger);
        assert_null(find(&ledger, ENTRY_AVOIDED));
        assert_non_null(find(&ledger, ENTRY_NOT_AVOIDED));
        ledger_done(&ledger);
        reference_done(&home);
}

static void a_look_before_morning_is_undone_by_a_round_after_it(void **state) {
        struct reference home;
        struct ledger ledger;
        struct history *history;

        (void)state;
        reference_home(3, true, &home);
        history = reference_task(&home, "check", 3, reference_time(&home, DAY, 7, 0));
        reference_step(history, TASK_ORDER_COMPLETE, D, OUTCOME_SEEN_OK,
                       reference_time(&home, DAY, 7, 5));
        history = reference_task(&home, "check", 3, reference_time(&home, DAY, 7, 20));
        reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_DONE,
                       reference_time(&home, DAY, 7, 30));
        build(&home, &ledger);
        assert_int_equal(ledger.count, 3);
        assert_int_equal(ledger.entries[0].night, -1); /* the day's round is no night's figure */
        assert_int_equal(ledger.entries[0].what, ENTRY_PHYSICAL_CHECK);
        assert_int_equal(find(&ledger, ENTRY_NOT_AVOIDED)->night, DAY);
        ledger_done(&ledger);
        reference_done(&home);
}

static void an_entry_says_who_was_asked_and_who_did_it(void **state) {
        struct reference home;
        struct ledger ledger;
        struct history *history;
        struct transition *ask;
        const struct entry *alarm, *visit;

        (void)state;
        reference_home(3, true, &home);
        history = reference_task(&home, "bed-exit", 1, reference_time(&home, DAY, 23, 0));
        text_set(history->steps[0].event, "e1");
        text_set(history->task.asked_role, "registered_nurse"); /* who took it, in the end */
        ask = reference_step(history, TASK_ORDER_ASK, P, OUTCOME_NONE,
                             reference_time(&home, DAY, 23, 0));
        ask->who[0] = ask->role[0] = '\0';
        ask->has_assignment = true;
        text_set(ask->assignment.role, "care_assistant");
        text_set(reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED,
                                reference_time(&home, DAY, 23, 6))
                         ->role,
                 "registered_nurse");
        history->task.night_count = 4;
        build(&home, &ledger);
        alarm = find(&ledger, ENTRY_ALARM);
        visit = find(&ledger, ENTRY_ALARM_VISIT);
        assert_string_equal(alarm->event, "e1");
        assert_string_equal(alarm->asked_role, "care_assistant");
        assert_string_equal(visit->asked_role, "care_assistant");
        assert_string_equal(visit->used_role, "registered_nurse");
        assert_string_equal(visit->department, "tyttebaertunet");
        assert_string_equal(visit->resident, "R2");
        assert_int_equal(visit->sequence, 3);
        assert_non_null(find(&ledger, ENTRY_REPEAT));
        ledger_done(&ledger);
        reference_done(&home);
}

static void a_deadline_to_accept_is_breached_without_a_rung_too(void **state) {
        struct reference home;
        struct ledger ledger;
        struct history *history;

        (void)state;
        reference_home(3, true, &home);
        for (size_t i = 0; i < home.configuration.catalogue.count; i++)
                home.configuration.catalogue.codes[i].accept_by_s = 60;
        history = reference_task(&home, "call", 1, reference_time(&home, DAY, 23, 0));
        reference_step(history, TASK_ORDER_ACCEPT, P, OUTCOME_NONE,
                       reference_time(&home, DAY, 23, 2));
        history = reference_task(&home, "call", 2, reference_time(&home, DAY, 23, 0));
        reference_step(history, TASK_ORDER_ACCEPT, P, OUTCOME_NONE,
                       reference_time(&home, DAY, 23, 1));
        build(&home, &ledger);
        assert_int_equal(ledger.count, 1);
        assert_int_equal(ledger.entries[0].what, ENTRY_BREACH);
        assert_string_equal(ledger.entries[0].resident, "R2");
        ledger_done(&ledger);
        reference_done(&home);
}

static void what_the_catalogue_no_longer_knows_costs_no_minutes(void **state) {
        struct reference home;
        struct ledger ledger;

        (void)state;
        reference_home(3, true, &home);
        tell(&home, &spared);
        text_set(home.histories[0].task.code, "gone");
        build(&home, &ledger);
        assert_int_equal(ledger.count, 2);
        assert_true(ledger.entries[0].minutes == 0);
        ledger_done(&ledger);
        reference_done(&home);
}

static void no_histories_are_no_entries(void **state) {
        struct reference home;
        struct ledger ledger;

        (void)state;
        reference_home(3, true, &home);
        build(&home, &ledger);
        assert_int_equal(ledger.count, 0);
        ledger_done(&ledger);
        reference_done(&home);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_rule_counts_as_said),
                cmocka_unit_test(tests_and_unplanned_looks_avoid_nothing),
                cmocka_unit_test(the_plan_says_how_long_the_window_is),
                cmocka_unit_test(a_look_before_morning_is_undone_by_a_round_after_it),
                cmocka_unit_test(an_entry_says_who_was_asked_and_who_did_it),
                cmocka_unit_test(a_deadline_to_accept_is_breached_without_a_rung_too),
                cmocka_unit_test(what_the_catalogue_no_longer_knows_costs_no_minutes),
                cmocka_unit_test(no_histories_are_no_entries),
        };

        return cmocka_run_group_tests_name("ledger/rules", tests, NULL, NULL);
}
