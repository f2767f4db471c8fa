/* SPDX-License-Identifier: Apache-2.0 */
/* What must not mislead: who was asked and who did it, from when presence is counted, which minutes are measured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "night_html.h"
#include "number.h"
#include "reference_report.h"

#define DAY REFERENCE_AFTER_DAY
#define P   TASK_MODE_PHYSICAL

static void use_language(const char *language) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");

        assert_int_equal(
                report_language(language, messages ? messages : NATTVAKT_BUILD_DIR "/locale"), 0);
}

static void one_night(struct reference home, int64_t day, struct told *told) {
        home.from_day = home.to_day = day;
        told_build(home, "", told);
}

static int weigh(void *userdata, const struct evidence *item) {
        *(int64_t *)userdata += item->weight;
        return 0;
}

/* The weights of a figure's evidence, together. */
static int64_t weighed(const struct report_input *input, const char *word) {
        int64_t sum = 0;

        assert_int_equal(report_evidence(input, word, weigh, &sum), 0);
        return sum;
}

static void ask(struct history *history, const char *role) {
        struct transition *step =
                reference_step(history, TASK_ORDER_ASK, P, OUTCOME_NONE, history->task.opened_us);

        step->who[0] = step->role[0] = '\0';
        step->has_assignment = true;
        text_set(step->assignment.role, role);
}

static void take_on(struct history *history, enum task_order order, enum outcome outcome,
                    const char *role) {
        struct transition *step =
                reference_step(history, order, P, outcome,
                               history->task.opened_us + (int64_t)history->count * US_PER_MIN);

        text_set(step->role, role);
        /* as the daemon does: who takes a task is the one asked from then on */
        text_set(history->task.asked_role, role);
}

/* Who was asked, who did it, and the same in the minutes by competence: the standard minutes of a call are 8. */
static const struct {
        const char *says;
        const char *asked[3];
        const char *takes, *completes; /* NULL: nobody */
        const char *cells, *asked_most;
} askings[] = {
        { "the one asked does it",
          { "care_assistant" },
          "care_assistant",
          "care_assistant",
          "<td>care assistant</td><td>care assistant</td>",
          "asked_minutes:care_assistant" },
        { "another takes it than was asked",
          { "care_assistant" },
          "registered_nurse",
          "registered_nurse",
          "<td>care assistant</td><td>registered nurse</td>",
          "asked_minutes:care_assistant" },
        { "the ladder asks a second one",
          { "care_assistant", "care_assistant", "registered_nurse" },
          "registered_nurse",
          "registered_nurse",
          "<td>care assistant → registered nurse</td><td>registered nurse</td>",
          "asked_minutes:registered_nurse" },
        { "taken, and never done",
          { "care_assistant" },
          "registered_nurse",
          NULL,
          "<td>care assistant</td><td>taken by registered nurse</td>",
          NULL },
        { "nobody is on shift who may", { "" }, NULL, NULL, "<td>–</td><td>–</td>", NULL },
};

static void who_was_asked_is_not_who_took_it(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(askings); i++) {
                struct reference home;
                struct told told;
                struct timeline timeline;
                struct text_buffer text = { 0 };

                print_message("  %s\n", askings[i].says);
                reference_home(3, true, &home);
                struct history *history =
                        reference_task(&home, "call", 1, reference_time(&home, DAY, 23, 0));
                for (size_t a = 0; a < ELEMENTS(askings[i].asked) && askings[i].asked[a]; a++)
                        ask(history, askings[i].asked[a]);
                if (askings[i].takes)
                        take_on(history, TASK_ORDER_ACCEPT, OUTCOME_NONE, askings[i].takes);
                if (askings[i].completes)
                        take_on(history, TASK_ORDER_COMPLETE, OUTCOME_HELPED, askings[i].completes);
                one_night(home, DAY, &told);
                timeline_build(&told.input, &timeline);
                night_happened(&text, &timeline);
                assert_non_null(strstr(text.data, askings[i].cells));
                assert_int_equal(weighed(&told.input, "direct_minutes"),
                                 askings[i].completes ? 8 * THOUSAND : 0);
                if (askings[i].asked_most)
                        assert_int_equal(weighed(&told.input, askings[i].asked_most), 8 * THOUSAND);
                text_buffer_done(&text);
                timeline_done(&timeline);
                told_done(&told);
        }
}

/* A call visited with and without start, one into whose room somebody came, alarms seen well and not. */
static void a_presence_says_when_it_is_a_visits_end(void **state) {
        struct event event = { .kind = EVENT_KIND_STAFF_PRESENT };
        struct text_buffer text = { 0 };
        struct reference home;
        struct report report;
        struct history *history;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        int64_t at_us = reference_time(&home, DAY, 23, 0);
        for (int i = 0; i < 3; i++) {
                history = reference_task(&home, "call", i, at_us);
                if (i == 0)
                        reference_step(history, TASK_ORDER_START, P, OUTCOME_NONE,
                                       at_us + US_PER_MIN);
                reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED,
                               at_us + 9 * US_PER_MIN);
        }
        text_set(event.place, history->task.place);
        event.occurred_us = at_us + 2 * US_PER_MIN;
        static const enum outcome looks[] = { OUTCOME_SEEN_OK, OUTCOME_NUISANCE,
                                              OUTCOME_NEEDS_HELP };
        for (size_t i = 0; i < ELEMENTS(looks); i++)
                reference_step(reference_task(&home, "bed-exit", 5 + (int)i, at_us),
                               TASK_ORDER_COMPLETE, TASK_MODE_DIGITAL, looks[i],
                               at_us + US_PER_MIN);
        one_night(home, DAY, &told);
        told.input.events = &event;
        told.input.event_count = 1;
        report_build(&told.input, &report);
        assert_int_equal(report.presence.count, 3);
        assert_int_equal(report.presence.of, 6);
        assert_int_equal(report.presence_at_end, 1);
        assert_int_equal(report.cleared_by_look, 2);
        assert_int_equal(weighed(&told.input, "presence_at_visit_end"), THOUSAND);
        assert_int_equal(weighed(&told.input, "cleared_by_look"), 2 * THOUSAND);
        assert_int_equal(report.presence.worst_us, 9 * US_PER_MIN);
        /* of 8 + 8 + 8 minutes of calls and 3 of handling, one visit was measured with 8 */
        assert_int_equal(report.measured, 8 * THOUSAND);
        assert_int_equal(weighed(&told.input, "measured_minutes"), 8 * THOUSAND);
        use_language("en");
        night_text(&report, &text);
        assert_non_null(strstr(text.data,
                               "Standard minutes (assumed in the task catalogue): 70.4 %. "
                               "Measured from start to end: 29.6 %."));
        assert_non_null(strstr(text.data, "1 of 3\n"));
        assert_non_null(strstr(text.data, "2 of 6\n"));
        assert_non_null(strstr(text.data, "Where start was not registered"));
        text_buffer_done(&text);
        report_done(&report);
        told_done(&told);
}

/* The line in which @words begin, without those after it. */
static int line_number(const char *text, const char *words) {
        const char *at = strstr(text, words);
        int line = 0;

        assert_non_null(at);
        for (; at > text; at--)
                line += at[-1] == '\n';
        return line;
}

static void gross_and_added_minutes_stand_apart(void **state) {
        static const struct reference_options as_told = { .glance_min = 3 };
        struct text_buffer text = { 0 };
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_after(&as_told, &home);
        one_night(home, DAY + 14, &told);
        report_build(&told.input, &report);
        use_language("en");
        night_text(&report, &text);
        assert_true(line_number(text.data, "  gross minutes") + 3 <
                    line_number(text.data, "Minutes\n"));
        assert_true(line_number(text.data, "Minutes\n") <
                    line_number(text.data, "  minutes added by the technology"));
        assert_non_null(strstr(text.data, "so gross less added work is not net."));
        text_buffer_done(&text);
        report_done(&report);
        told_done(&told);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(who_was_asked_is_not_who_took_it),
                cmocka_unit_test(a_presence_says_when_it_is_a_visits_end),
                cmocka_unit_test(gross_and_added_minutes_stand_apart),
        };
        use_language("en");
        return cmocka_run_group_tests(tests, NULL, NULL);
}
