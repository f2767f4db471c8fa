/* SPDX-License-Identifier: Apache-2.0 */
/* Every figure lists its evidence, and the evidence adds up to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "reference_report.h"

static const struct reference_options as_told = { .glance_min = 3 };

struct sum {
        int64_t weight;
        size_t count;
        size_t stop_after; /* 0: never */
};

static int add(void *userdata, const struct evidence *item) {
        struct sum *sum = userdata;

        sum->weight += item->weight;
        sum->count++;
        assert_true(item->task[0] != '\0' && item->what[0] != '\0');
        return sum->count == sum->stop_after ? 7 : 0;
}

static void evidence_adds_up_to_every_figure(void **state) {
        static const char *const departments[] = { "", "tyttebaertunet", "blabaerlyngen" };
        struct reference home;
        struct told told;

        (void)state;
        reference_after(&as_told, &home);
        told_build(home, "", &told);
        for (size_t d = 0; d < ELEMENTS(departments); d++) {
                struct report report;

                told.input.department = departments[d];
                report_build(&told.input, &report);
                for (int figure = 0; figure < FIGURE_COUNT; figure++) {
                        struct sum sum = { 0 };

                        assert_int_equal(report_evidence(&told.input,
                                                         figure_word((enum figure)figure), add,
                                                         &sum),
                                         0);
                        assert_int_equal(sum.weight, report.totals[figure]);
                }
                report_done(&report);
        }
        told_done(&told);
}

static void evidence_of_a_competence_adds_up(void **state) {
        int64_t asked = 0, used = 0;
        struct report report;
        struct reference home;
        struct told told;
        struct sum sum;

        (void)state;
        reference_after(&as_told, &home);
        told_build(home, "", &told);
        report_build(&told.input, &report);
        for (size_t i = 0; i < report.role_count; i++) {
                char word[128];

                snprintf(word, sizeof(word), "used_minutes:%s", report.roles[i].role);
                sum = (struct sum){ 0 };
                assert_int_equal(report_evidence(&told.input, word, add, &sum), 0);
                assert_int_equal(sum.weight, report.roles[i].used);
                used += sum.weight;
                snprintf(word, sizeof(word), "asked_minutes:%s", report.roles[i].role);
                sum = (struct sum){ 0 };
                assert_int_equal(report_evidence(&told.input, word, add, &sum), 0);
                assert_int_equal(sum.weight, report.roles[i].asked);
                asked += sum.weight;
        }
        assert_int_equal(asked, report.totals[FIGURE_DIRECT_MINUTES]);
        assert_int_equal(used, report.totals[FIGURE_DIRECT_MINUTES]);
        sum = (struct sum){ 0 };
        assert_int_equal(report_evidence(&told.input, "moved_minutes", add, &sum), 0);
        assert_int_equal(sum.weight, report.moved);
        assert_true(report.moved > 0);
        report_done(&report);
        told_done(&told);
}

static void evidence_of_what_was_saved_adds_up(void **state) {
        struct reference before_home, after_home;
        struct told before, after;

        (void)state;
        reference_before(&as_told, &before_home);
        reference_after(&as_told, &after_home);
        told_build(before_home, "", &before);
        told_build(after_home, "", &after);

        static const struct {
                const char *word;
                int64_t total;
        } changes[] = { { "gross_minutes_saved", 2205000 },
                        { "alarm_minutes_added", 1272000 },
                        { "care_minutes_added", 0 },
                        { "net_minutes_saved", 933000 } };
        for (size_t i = 0; i < ELEMENTS(changes); i++) {
                struct sum sum = { 0 };

                assert_int_equal(
                        period_evidence(&before.input, &after.input, changes[i].word, add, &sum),
                        0);
                assert_int_equal(sum.weight, changes[i].total);
        }
        assert_int_equal(period_evidence(&before.input, &after.input, "workers", add, NULL),
                         -ENOENT);
        told_done(&before);
        told_done(&after);
}

static void a_walk_can_be_ended_and_unknown_figures_are_refused(void **state) {
        struct sum sum = { .stop_after = 3 };
        struct text_buffer text = { 0 };
        struct reference home;
        struct told told;

        (void)state;
        reference_after(&as_told, &home);
        told_build(home, "", &told);
        assert_int_equal(report_evidence(&told.input, "physical_visits", add, &sum), 7);
        assert_int_equal(sum.count, 3);
        assert_int_equal(report_evidence(&told.input, "night_workers_saved", add, &sum), -ENOENT);
        assert_int_equal(sum.count, 3);
        assert_int_equal(evidence_text(&told.input, "no_such_figure", &text), -ENOENT);
        assert_null(text.data);
        told.input.to_day = told.input.from_day;
        assert_int_equal(evidence_text(&told.input, "looks_not_seen", &text), 0);
        assert_non_null(strstr(text.data, "look_not_seen"));
        assert_non_null(strstr(text.data, "looks_not_seen: 9.0 in 9 entries"));
        text_buffer_done(&text);
        told_done(&told);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(evidence_adds_up_to_every_figure),
                cmocka_unit_test(evidence_of_a_competence_adds_up),
                cmocka_unit_test(evidence_of_what_was_saved_adds_up),
                cmocka_unit_test(a_walk_can_be_ended_and_unknown_figures_are_refused),
        };

        return cmocka_run_group_tests_name("report/evidence", tests, NULL, NULL);
}
