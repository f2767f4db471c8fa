/* SPDX-License-Identifier: Apache-2.0 */
/* Hours in true time: their figures add up to the night's, and the night's page shows them where they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "hours.h"
#include "markup.h"
#include "nattvakt/cleanup.h"
#include "reference_report.h"

#define DAY     REFERENCE_AFTER_DAY
#define MARCH   20540 /* 2026-03-28: the night in which the clock goes forward */
#define OCTOBER 20750 /* 2026-10-24: back */
#define P       TASK_MODE_PHYSICAL

static const struct {
        const char *says;
        int64_t day;
        const char *hours;
        const char *note; /* of the page; NULL none */
} nights[] = {
        { "an ordinary night", DAY, "22 23 00 01 02 03 04 05 06 07", NULL },
        { "the clock goes forward", MARCH, "22 23 00 01 03 04 05 06 07", "set forward this night" },
        { "the clock goes back", OCTOBER, "22 23 00 01 02 02′ 03 04 05 06 07",
          "set back this night" },
};

static void a_night_has_its_own_hours(void **state) {
        (void)state;
        for (size_t n = 0; n < ELEMENTS(nights); n++) {
                struct night_hour hours[REPORT_HOURS_MAX];
                struct text_buffer found = { 0 };
                struct reference home;
                int64_t from_us, to_us;

                print_message("  %s\n", nights[n].says);
                reference_home(3, true, &home);
                const struct site *site = &home.configuration.site;
                size_t count = hours_of_night(site, nights[n].day, hours);
                site_night_bounds(site, nights[n].day, &from_us, &to_us);
                for (size_t i = 0; i < count; i++) {
                        struct report_hour hour = { .hour = hours[i].hour,
                                                    .again = hours[i].again };
                        char words[8];

                        text_append(&found, i > 0 ? " " : "");
                        text_append(&found, chart_hour_words(&hour, words));
                        assert_int_equal(hours[i].from_us, i > 0 ? hours[i - 1].to_us : from_us);
                        assert_int_equal(hours[i].to_us - hours[i].from_us,
                                         i + 1 < count ? US_PER_H : 15 * US_PER_MIN);
                        assert_true(i == 0 || hours[i].order > hours[i - 1].order);
                }
                assert_int_equal(hours[count - 1].to_us, to_us);
                assert_string_equal(found.data, nights[n].hours);
                text_buffer_done(&found);
                reference_done(&home);
        }
}

/* The hours that the axis of the first picture names, with their places. */
static size_t axis(const char *page, char labels[][8], long *places) {
        const char *at = strstr(strstr(page, "id=\"rooms\""), "<svg class=\"chart\""),
                   *end = strstr(at, "</svg>");
        size_t count = 0;

        while ((at = strstr(at, "class=\"soft mid\">")) && at < end) {
                const char *tag = at;

                while (*tag != '<')
                        tag--;
                places[count] = markup_number(tag, "x");
                at = strchr(at, '>') + 1;
                snprintf(labels[count++], 8, "%.*s", (int)strcspn(at, "<"), at);
        }
        return count;
}

static void the_axis_has_true_hours(void **state) {
        (void)state;
        for (size_t n = 0; n < ELEMENTS(nights); n++) {
                struct text_buffer page = { 0 }, found = { 0 };
                char labels[REPORT_HOURS_MAX][8];
                long places[REPORT_HOURS_MAX];
                struct reference home;
                struct report report;
                struct told told;

                print_message("  %s\n", nights[n].says);
                reference_home(3, true, &home);
                reference_task(&home, "call", 1, reference_time(&home, nights[n].day, 23, 0));
                home.from_day = home.to_day = nights[n].day;
                told_build(home, "", &told);
                report_build(&told.input, &report);
                night_html(&report, &page);
                size_t count = axis(page.data, labels, places);
                for (size_t i = 0; i < count; i++) {
                        text_append(&found, i > 0 ? " " : "");
                        text_append(&found, labels[i]);
                        if (i > 1) /* equally far from each other, but for rounding */
                                assert_in_range(places[i] - places[i - 1] + 1,
                                                places[1] - places[0], places[1] - places[0] + 2);
                }
                assert_string_equal(found.data, nights[n].hours);
                assert_int_equal(markup_count(page.data, "clock was set"), nights[n].note != NULL);
                assert_true(!nights[n].note || strstr(page.data, nights[n].note));
                text_buffer_done(&page);
                text_buffer_done(&found);
                report_done(&report);
                told_done(&told);
        }
}

/* A call in the first 02:30 and one in the second. */
static void a_time_that_comes_twice_is_told_apart(void **state) {
        struct text_buffer page = { 0 };
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        int64_t first_us = reference_time(&home, OCTOBER, 2, 30);
        reference_task(&home, "call", 1, first_us);
        reference_task(&home, "call", 2, first_us + US_PER_H);
        home.from_day = home.to_day = OCTOBER;
        told_build(home, "", &told);
        report_build(&told.input, &report);
        night_html(&report, &page);
        const char *table = strstr(page.data, "id=\"happened\"");
        assert_non_null(table);
        assert_int_equal(markup_count(table, ">02:30<"), 1);
        assert_int_equal(markup_count(table, ">02:30′<"), 1);
        assert_int_equal(hours_at(&report, OCTOBER, first_us)->unplanned, 1);
        assert_int_equal(hours_at(&report, OCTOBER, first_us + US_PER_H)->unplanned, 1);
        assert_true(hours_at(&report, OCTOBER, first_us + US_PER_H)->again);
        text_buffer_done(&page);
        report_done(&report);
        told_done(&told);
}

static void hours_add_up_to_the_nights(void **state) {
        static const struct reference_options as_told = { .glance_min = 3 };
        size_t tasks = 0, simultaneous = 0, waited = 0, opened = 0;
        int64_t length_us = 0, nobody_us = 0;
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_after(&as_told, &home);
        told_build(home, "", &told);
        report_build(&told.input, &report);
        for (size_t i = 0; i < report.hour_count; i++) {
                const struct report_hour *hour = &report.hours[i];

                assert_int_equal(hour->nights, REFERENCE_NIGHTS);
                tasks += hour->planned + hour->unplanned;
                waited += hour->accept.of;
                length_us += hour->length_us;
                nobody_us += hour->nobody_free_us;
                if (hour->simultaneous_max > simultaneous)
                        simultaneous = hour->simultaneous_max;
        }
        for (size_t i = 0; i < told.home.count; i++)
                opened += site_night_at(&told.home.configuration.site,
                                        told.home.histories[i].task.opened_us) >= 0;
        assert_int_equal(report.hour_count, 10);
        assert_int_equal(tasks, opened);
        assert_int_equal(waited, report.accept.of);
        assert_int_equal(length_us, report.length_us);
        assert_int_equal(nobody_us, report.nobody_free_us);
        assert_int_equal(simultaneous, report.simultaneous_max);
        report_done(&report);
        told_done(&told);
}

/* A call from 23:50 to 00:20, another from 00:05 to 00:15; one that begins as it ends. */
static void what_is_open_over_an_hours_end_counts_in_both(void **state) {
        static const struct {
                int from_min, to_min; /* after 23:00 */
        } calls[] = { { 50, 80 }, { 65, 75 }, { 80, 120 } };
        static const size_t most[] = { 0, 1, 2, 0 }; /* 22, 23, 00, 01 */
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        int64_t at_us = reference_time(&home, DAY, 23, 0);
        for (size_t i = 0; i < ELEMENTS(calls); i++) {
                struct history *history = reference_task(&home, "call", (int)i,
                                                         at_us + calls[i].from_min * US_PER_MIN);
                int64_t to_us = at_us + calls[i].to_min * US_PER_MIN;

                reference_step(history, TASK_ORDER_ACCEPT, P, OUTCOME_NONE,
                               history->task.opened_us + (int64_t)(i + 1) * US_PER_MIN);
                reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED, to_us);
        }
        home.from_day = home.to_day = DAY;
        told_build(home, "", &told);
        report_build(&told.input, &report);
        for (size_t i = 0; i < ELEMENTS(most); i++)
                assert_int_equal(report.hours[i].simultaneous_max, most[i]);
        assert_int_equal(report.hours[1].accept.median_us, US_PER_MIN);
        assert_int_equal(report.hours[2].accept.median_us, 2 * US_PER_MIN);
        assert_int_equal(report.hours[2].accept.count, 2);
        report_done(&report);
        told_done(&told);
}

#define MANY 10000

/* A call every three seconds, done in time for the next: whoever looks through all for each is slow. */
static void ten_thousand_tasks_in_a_night_are_counted(void **state) {
        struct reference home;
        struct report report;
        struct told told;
        size_t opened = 0;

        (void)state;
        reference_home(3, true, &home);
        for (int i = 0; i < MANY; i++) {
                int64_t at_us = reference_time(&home, DAY, 22, 0) + i * 3 * US_PER_S;
                struct history *history = reference_task(&home, "call", i % 48, at_us);

                reference_step(history, TASK_ORDER_ACCEPT, P, OUTCOME_NONE, at_us + US_PER_S);
                reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED,
                               at_us + 2 * US_PER_S);
        }
        home.from_day = home.to_day = DAY;
        told_build(home, "", &told);
        report_build(&told.input, &report);
        for (size_t i = 0; i < report.hour_count; i++)
                opened += report.hours[i].unplanned;
        assert_int_equal(opened, MANY);
        assert_int_equal(report.accept.count, MANY);
        assert_int_equal(report.simultaneous_max, 1);
        assert_int_equal(report.nobody_free_us, 0);
        report_done(&report);
        told_done(&told);
}

int main(void) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_night_has_its_own_hours),
                cmocka_unit_test(the_axis_has_true_hours),
                cmocka_unit_test(a_time_that_comes_twice_is_told_apart),
                cmocka_unit_test(hours_add_up_to_the_nights),
                cmocka_unit_test(what_is_open_over_an_hours_end_counts_in_both),
                cmocka_unit_test(ten_thousand_tasks_in_a_night_are_counted),
        };

        report_language("en", messages ? messages : NATTVAKT_BUILD_DIR "/locale");
        return cmocka_run_group_tests(tests, NULL, NULL);
}
