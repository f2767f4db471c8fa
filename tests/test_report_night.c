/* SPDX-License-Identifier: Apache-2.0 */
/* One night: its page, true minutes, waiting times, who was free, what was blind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "number.h"
#include "reference_report.h"

#define DAY     REFERENCE_AFTER_DAY
#define MARCH   20540 /* 2026-03-28: the night in which the clock goes forward */
#define OCTOBER 20750 /* 2026-10-24: back */
#define P       TASK_MODE_PHYSICAL

static void use_language(const char *language) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");

        assert_int_equal(
                report_language(language, messages ? messages : NATTVAKT_BUILD_DIR "/locale"), 0);
}

static void one_night(struct reference home, int64_t day, struct told *told) {
        home.from_day = home.to_day = day;
        told_build(home, "", told);
        told->input.simulated = false;
}

/* The page beside the one on file; NATTVAKT_WRITE=1 writes it anew, to be read before it is committed. */
static void assert_page(const struct report *report, const char *language, const char *name) {
        _cleanup_(fclosep) FILE *file = NULL;
        struct text_buffer text = { 0 };
        char path[512], expected[16384] = "";

        use_language(language);
        night_text(report, &text);
        snprintf(path, sizeof(path), "%s/tests/data/report/%s", NATTVAKT_SOURCE_DIR, name);
        file = fopen(path, getenv("NATTVAKT_WRITE") ? "w" : "r");
        assert_non_null(file);
        if (getenv("NATTVAKT_WRITE")) {
                assert_true(fputs(text.data, file) >= 0);
        } else {
                assert_true(fread(expected, 1, sizeof(expected) - 1, file) < sizeof(expected) - 1);
                assert_string_equal(text.data, expected);
        }
        text_buffer_done(&text);
        use_language("en");
}

static void a_night_of_the_reference_is_as_on_file(void **state) {
        static const struct reference_options as_told = { .glance_min = 3 };
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_after(&as_told, &home);
        one_night(home, DAY + 14, &told);
        report_build(&told.input, &report);
        assert_page(&report, "nb", "night-nb.txt");
        assert_page(&report, "en", "night-en.txt");
        assert_int_equal(report.totals[FIGURE_DIGITAL_CHECKS], 84 * THOUSAND);
        assert_int_equal(report.planned_checks, 60 + 84);
        report_done(&report);
        told_done(&told);
}

static const struct {
        const char *says;
        int64_t day;
        int minutes, worker_minutes;
} lengths[] = {
        { "an ordinary night", DAY, 555, 2100 },
        { "the clock goes forward", MARCH, 495, 1860 },
        { "the clock goes back", OCTOBER, 615, 2340 },
};

static void minutes_are_true_minutes_when_the_clock_changes(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(lengths); i++) {
                struct reference home;
                struct report report;
                struct told told;

                print_message("  %s\n", lengths[i].says);
                reference_home(3, true, &home);
                /* a visit measured across the change */
                struct history *history = reference_task(
                        &home, "call", 1, reference_time(&home, lengths[i].day, 1, 30));
                reference_step(history, TASK_ORDER_START, P, OUTCOME_NONE,
                               reference_time(&home, lengths[i].day, 1, 30));
                reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED,
                               reference_time(&home, lengths[i].day, 3, 30));
                one_night(home, lengths[i].day, &told);
                report_build(&told.input, &report);
                assert_int_equal(report.length_us, lengths[i].minutes * US_PER_MIN);
                assert_int_equal(report.available, lengths[i].worker_minutes * THOUSAND);
                assert_int_equal(report.totals[FIGURE_CALL_MINUTES],
                                 (lengths[i].minutes - 555 + 120) * THOUSAND);
                report_done(&report);
                told_done(&told);
        }
}

static int add(void *userdata, const struct evidence *item) {
        int64_t *sum = userdata;

        *sum += item->weight;
        return 0;
}

/* The weights of a figure's evidence, together. */
static int64_t weighed(const struct told *told, const char *word) {
        int64_t sum = 0;

        assert_int_equal(report_evidence(&told->input, word, add, &sum), 0);
        return sum;
}

/* Four calls answered after 1, 2, 3 and 10 minutes, one never. */
static void waiting_times_say_of_how_many(void **state) {
        static const int waits[] = { 1, 2, 3, 10 };
        struct event event = { .kind = EVENT_KIND_STAFF_PRESENT };
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        for (int i = 0; i < 5; i++) {
                int64_t at_us = reference_time(&home, DAY, 23, 0) + i * US_PER_H;
                struct history *history = reference_task(&home, "call", i, at_us);

                if (i == 4)
                        break;
                reference_step(history, TASK_ORDER_ACCEPT, P, OUTCOME_NONE,
                               at_us + waits[i] * US_PER_MIN);
                reference_step(history, TASK_ORDER_START, P, OUTCOME_NONE,
                               at_us + 2 * waits[i] * US_PER_MIN);
                reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED,
                               at_us + 30 * US_PER_MIN);
        }
        /* somebody was in the last one's room 40 s after the call */
        text_set(event.place, home.histories[4].task.place);
        event.occurred_us = home.histories[4].task.opened_us + 40 * US_PER_S;
        one_night(home, DAY, &told);
        told.input.events = &event;
        told.input.event_count = 1;
        report_build(&told.input, &report);
        assert_int_equal(report.accept.count, 4);
        assert_int_equal(report.accept.of, 5);
        assert_int_equal(report.accept.median_us, 2 * US_PER_MIN);
        assert_int_equal(report.accept.p90_us, 10 * US_PER_MIN);
        assert_int_equal(report.presence.count, 5);
        assert_int_equal(report.presence.median_us, 4 * US_PER_MIN);
        assert_int_equal(report.presence.worst_us, 20 * US_PER_MIN);
        assert_int_equal(weighed(&told, "time_to_accept"), 16 * 60 * THOUSAND);
        assert_int_equal(weighed(&told, "time_to_presence"), (32 * 60 + 40) * THOUSAND);
        assert_int_equal(report.presence_at_end, 0);
        report_done(&report);
        told.input.event_count = 0;
        report_build(&told.input, &report);
        assert_int_equal(report.presence.count, 4);
        report_done(&report);
        told_done(&told);
}

static struct history *work(struct reference *home, const char *slot, int resident, int minute,
                            int minutes) {
        int64_t at_us = reference_time(home, DAY, 2, 0) + minute * US_PER_MIN;
        struct history *history = reference_task(home, "call", resident, at_us);

        text_set(reference_step(history, TASK_ORDER_ACCEPT, P, OUTCOME_NONE, at_us)->who, slot);
        text_set(reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED,
                                at_us + minutes * US_PER_MIN)
                         ->who,
                 slot);
        return history;
}

static void nobody_is_free_when_all_are_busy_or_on_pause(void **state) {
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        /* hcw-1 and hcw-2 pause from 02:00 to 02:30; ca-1 works 02:10-02:40, rn-1 02:20-02:50 */
        work(&home, "ca-1", 1, 10, 30);
        work(&home, "rn-1", 30, 20, 30);
        one_night(home, DAY, &told);
        report_build(&told.input, &report);
        assert_int_equal(report.nobody_free_us, 10 * US_PER_MIN);
        assert_int_equal(report.simultaneous_max, 2);
        report_done(&report);
        told.input.department = "tyttebaertunet";
        report_build(&told.input, &report);
        assert_int_equal(report.nobody_free_us, 20 * US_PER_MIN);
        assert_int_equal(report.simultaneous_max, 1);
        report_done(&report);
        told_done(&told);
}

static void who_has_completed_is_free_again(void **state) {
        static const char *const slots[] = { "hcw-1", "ca-1", "hcw-2", "rn-1" };
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        for (size_t i = 0; i < ELEMENTS(slots); i++)
                work(&home, slots[i], (int)i, -120 + (int)i, 10);
        one_night(home, DAY, &told);
        report_build(&told.input, &report);
        assert_int_equal(report.nobody_free_us, 7 * US_PER_MIN);
        assert_int_equal(report.simultaneous_max, 4);
        report_done(&report);
        told_done(&told);
}

static void what_was_forgotten_keeps_nobody_busy_for_ever(void **state) {
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        for (size_t i = 0; i < 4; i++) {
                static const char *const slots[] = { "hcw-1", "ca-1", "hcw-2", "rn-1" };
                struct history *history = work(&home, slots[i], (int)i, -48 * 60, 10);

                history->count--;
                history->task.ended_us = 0;
        }
        one_night(home, DAY, &told);
        report_build(&told.input, &report);
        assert_int_equal(report.nobody_free_us, 0);
        report_done(&report);
        told_done(&told);
}

static void blind_time_counts_once_and_stands_above_the_figures(void **state) {
        struct text_buffer text = { 0 };
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        int64_t at_us = reference_time(&home, DAY, 2, 0);
        const struct blind_row blind[] = {
                { BLIND_CAUSE_BROKER, at_us + 10 * US_PER_MIN, at_us + 30 * US_PER_MIN },
                { BLIND_CAUSE_DOWN, at_us, at_us + 20 * US_PER_MIN },
                { BLIND_CAUSE_DOWN, at_us - 10 * US_PER_H, reference_time(&home, DAY, 22, 15) },
                { BLIND_CAUSE_CLOCK, reference_time(&home, DAY, 7, 10), 0 },
        };
        reference_task(&home, "call", 1, at_us);
        one_night(home, DAY, &told);
        told.input.blind = blind;
        told.input.blind_count = ELEMENTS(blind);
        told.input.clock_trusted = false;
        report_build(&told.input, &report);
        assert_int_equal(report.blind_us, (30 + 15 + 5) * US_PER_MIN);
        assert_int_equal(weighed(&told, "blind_minutes"), 50 * THOUSAND);
        assert_int_equal(report.silent_nights, 0);
        use_language("en");
        night_text(&report, &text);
        const char *figures = strstr(text.data, "Planned checks");
        assert_non_null(figures);
        assert_true(strstr(text.data, "BLIND: the gateway could not see for 50.0 minutes") <
                    figures);
        assert_non_null(strstr(text.data, "BLIND:"));
        assert_non_null(strstr(text.data, "CLOCK:"));
        assert_null(strstr(text.data, "NO RECORD:"));
        assert_null(strstr(text.data, "SIMULATED"));
        text_buffer_done(&text);
        report_done(&report);
        told_done(&told);
}

static void a_device_is_silent_until_it_is_back(void **state) {
        struct event events[4] = {
                { .kind = EVENT_KIND_DEVICE_OFFLINE, .device = "bed-1" },
                { .kind = EVENT_KIND_DEVICE_ONLINE, .device = "bed-1" },
                { .kind = EVENT_KIND_DEVICE_OFFLINE, .device = "bed-2" }, /* since the day before */
                { .kind = EVENT_KIND_DEVICE_OFFLINE, .device = "bed-3", .test = true },
        };
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        events[0].occurred_us = reference_time(&home, DAY, 1, 10);
        events[1].occurred_us = reference_time(&home, DAY, 5, 0);
        events[2].occurred_us = reference_time(&home, DAY - 1, 11, 0);
        events[3].occurred_us = events[0].occurred_us;
        one_night(home, DAY, &told);
        told.input.events = events;
        told.input.event_count = ELEMENTS(events);
        report_build(&told.input, &report);
        assert_int_equal(report.devices_silent, 2);
        assert_int_equal(report.devices_back, 1);
        report_done(&report);
        told_done(&told);
}

static void a_check_without_an_outcome_is_no_evidence(void **state) {
        struct text_buffer text = { 0 };
        struct reference home;
        struct report report;
        struct told told;
        double number = 0;

        (void)state;
        reference_home(3, true, &home);
        for (int i = 0; i < 3; i++) {
                int64_t at_us = reference_time(&home, DAY, 23, 0);
                struct history *history = reference_task(&home, "check", i, at_us);

                if (i < 2)
                        reference_step(history, TASK_ORDER_COMPLETE, P,
                                       i ? OUTCOME_NONE : OUTCOME_DONE, at_us + US_PER_MIN);
        }
        one_night(home, DAY, &told);
        report_build(&told.input, &report);
        assert_int_equal(report.planned_checks, 3);
        assert_int_equal(report.recorded_checks, 1);
        assert_int_equal(weighed(&told, "planned_checks"), 3 * THOUSAND);
        assert_int_equal(weighed(&told, "recorded_checks"), THOUSAND);
        night_json(&report, &text);
        _cleanup_(json_freep) struct json_object *object = json_parse_object(text.data, text.size);
        assert_non_null(object);
        assert_int_equal(json_number(object, "evidence_coverage_pct", &number), 1);
        assert_true(number > 33.332 && number < 33.334);
        assert_string_equal(json_text(object, "night"), "2026-11-02");
        assert_null(strstr(text.data, "net_minutes"));
        text_buffer_done(&text);
        report_done(&report);
        told_done(&told);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_night_of_the_reference_is_as_on_file),
                cmocka_unit_test(minutes_are_true_minutes_when_the_clock_changes),
                cmocka_unit_test(waiting_times_say_of_how_many),
                cmocka_unit_test(nobody_is_free_when_all_are_busy_or_on_pause),
                cmocka_unit_test(who_has_completed_is_free_again),
                cmocka_unit_test(what_was_forgotten_keeps_nobody_busy_for_ever),
                cmocka_unit_test(blind_time_counts_once_and_stands_above_the_figures),
                cmocka_unit_test(a_device_is_silent_until_it_is_back),
                cmocka_unit_test(a_check_without_an_outcome_is_no_evidence),
        };

        return cmocka_run_group_tests_name("report/night", tests, NULL, NULL);
}
