/* SPDX-License-Identifier: Apache-2.0 */
/* The time line: which marks a night leaves, where they stand, and what its tables say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "markup.h"
#include "nattvakt/cleanup.h"
#include "night_html.h"
#include "reference_report.h"

#define DAY REFERENCE_AFTER_DAY
#define P   TASK_MODE_PHYSICAL
#define D   TASK_MODE_DIGITAL

struct night {
        struct told told;
        struct timeline timeline;
        struct text_buffer text;
};

static void night_begin(struct reference home, const struct event *events, size_t event_count,
                        struct night *night) {
        *night = (struct night){ 0 };
        home.from_day = home.to_day = DAY;
        told_build(home, "", &night->told);
        night->told.input.events = events;
        night->told.input.event_count = event_count;
        timeline_build(&night->told.input, &night->timeline);
}

static void night_end(struct night *night) {
        text_buffer_done(&night->text);
        timeline_done(&night->timeline);
        told_done(&night->told);
}

static size_t count_of(const struct night *night, enum timeline_what what) {
        size_t count = 0;

        for (size_t i = 0; i < night->timeline.count; i++)
                count += night->timeline.marks[i].what == what;
        return count;
}

static const char *drawn(struct night *night) {
        text_buffer_done(&night->text);
        chart_timeline(&night->text, &night->timeline, 0, night->timeline.count, "c", "title");
        return night->text.data;
}

static struct event event_at(const struct reference *home, enum event_kind kind, const char *id,
                             const char *place, int hour, int minute) {
        struct event event = { .kind = kind,
                               .occurred_us = reference_time(home, DAY, hour, minute) };

        text_set(event.id, id);
        text_set(event.place, place);
        text_set(event.department, "tyttebaertunet");
        return event;
}

static void an_event_is_told_once(void **state) {
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        const struct event events[] = {
                event_at(&home, EVENT_KIND_PERSON_HELP_CALL, "e1", "room-102", 23, 0),
                event_at(&home, EVENT_KIND_DOOR_OPENED, "e2", "room-102", 23, 5),
                event_at(&home, EVENT_KIND_STAFF_PRESENT, "e3", "room-102", 23, 6),
                event_at(&home, EVENT_KIND_DOOR_OPENED, "e4", "room-102", 12, 0), /* by day */
                event_at(&home, EVENT_KIND_DOOR_OPENED, "e7", "room-102", 8, 0),  /* and the next */
                event_at(&home, EVENT_KIND_CAMERA_CHECK_DONE, "e5", "room-103", 23, 10),
                event_at(&home, EVENT_KIND_DOOR_OPENED, "e6", "", 23, 20),
        };
        struct history *history =
                reference_task(&home, "call", 1, reference_time(&home, DAY, 23, 0));
        text_set(history->steps[0].event, "e1");
        history = reference_task(&home, "check", 2, reference_time(&home, DAY, 23, 0));
        text_set(reference_step(history, TASK_ORDER_COMPLETE, D, OUTCOME_SEEN_OK,
                                events[5].occurred_us)
                         ->event,
                 "e5");
        night_begin(home, events, ELEMENTS(events), &night);
        assert_int_equal(count_of(&night, TIMELINE_TICK), 2);
        assert_int_equal(count_of(&night, TIMELINE_STAFF), 1);
        assert_int_equal(count_of(&night, TIMELINE_CALL), 1);
        assert_int_equal(count_of(&night, TIMELINE_LOOK), 1);
        /* three rows: two rooms, and what has no place last */
        size_t second = timeline_next_row(&night.timeline, 0);
        size_t third = timeline_next_row(&night.timeline, second);
        assert_int_equal(timeline_next_row(&night.timeline, third), night.timeline.count);
        assert_string_equal(night.timeline.marks[0].place, "room-102");
        assert_string_equal(night.timeline.marks[second].place, "room-103");
        assert_string_equal(timeline_row_label(&night.timeline, &night.timeline.marks[third]),
                            "no place");
        night_linear(&night.text, &night.timeline);
        assert_non_null(strstr(night.text.data, "<td>23:10 look, seen</td><td>–</td>"));
        assert_non_null(strstr(night.text.data,
                               "23:00 call; 23:05 the door was opened; 23:06 staff "
                               "came into the room"));
        night_end(&night);
}

/* Two departments and two rooms that the site no longer names, told by turns. */
static void a_department_is_one_block(void **state) {
        static const char *const rows[][2] = {
                { "tyttebaertunet", "room-103" }, { "annex", "" },          { "barn", "attic" },
                { "tyttebaertunet", "room-102" }, { "barn", "room-102" },   { "annex", "cellar" },
                { "annex", "room-102" },          { "tyttebaertunet", "" },
        };
        static const char *const sorted[][2] = {
                { "tyttebaertunet", "room-103" },
                { "tyttebaertunet", "room-102" },
                { "tyttebaertunet", "" },
                { "annex", "room-102" },
                { "annex", "cellar" },
                { "annex", "" },
                { "barn", "room-102" },
                { "barn", "attic" },
        };
        struct place places[] = { { .name = "room-103" }, { .name = "room-102" } };
        struct event events[ELEMENTS(rows)];
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        home.configuration.site.places = places;
        home.configuration.site.place_count = ELEMENTS(places);
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                char id[8];

                snprintf(id, sizeof(id), "e%zu", i);
                events[i] = event_at(&home, EVENT_KIND_DOOR_OPENED, id, rows[i][1], 23, (int)i);
                text_set(events[i].department, rows[i][0]);
        }
        night_begin(home, events, ELEMENTS(events), &night);
        assert_int_equal(night.timeline.count, ELEMENTS(sorted));
        for (size_t i = 0; i < ELEMENTS(sorted); i++) {
                assert_string_equal(night.timeline.marks[i].department, sorted[i][0]);
                assert_string_equal(night.timeline.marks[i].place, sorted[i][1]);
        }
        night.told.home.configuration.site.place_count = 0;
        night_end(&night);
}

static void what_went_as_planned_leaves_no_span(void **state) {
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        int64_t at_us = reference_time(&home, DAY, 23, 0);
        /* as planned; never done; a look that became a visit; still open */
        reference_step(reference_task(&home, "check", 1, at_us), TASK_ORDER_COMPLETE, P,
                       OUTCOME_DONE, at_us + 10 * US_PER_MIN);
        struct history *history = reference_task(&home, "check", 2, at_us);
        reference_step(history, TASK_ORDER_FAIL, P, OUTCOME_NONE, at_us + US_PER_H);
        history->task.ended_us = at_us + US_PER_H;
        history->task.state = TASK_STATE_FAILED;
        history = reference_task(&home, "check", 3, at_us);
        reference_step(history, TASK_ORDER_LOOKED, D, OUTCOME_NOT_SEEN, at_us + US_PER_MIN);
        reference_step(history, TASK_ORDER_VISIT, P, OUTCOME_NONE, at_us + US_PER_MIN);
        reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_DONE, at_us + 20 * US_PER_MIN);
        reference_task(&home, "check", 4, at_us);
        night_begin(home, NULL, 0, &night);
        assert_int_equal(count_of(&night, TIMELINE_SPAN), 3);
        assert_int_equal(count_of(&night, TIMELINE_UNDONE), 1);
        assert_int_equal(count_of(&night, TIMELINE_VISIT), 2);
        const char *chart = drawn(&night);
        assert_int_equal(markup_count(chart, "class=\"visit plan\""), 1);
        assert_int_equal(markup_count(chart, "<path class=\"visit\""), 1);
        text_buffer_done(&night.text);
        night_happened(&night.text, &night.timeline);
        assert_int_equal(markup_count(night.text.data, "<th scope=\"row\""), 3);
        assert_int_equal(markup_count(night.text.data, "nobody did it"), 1);
        assert_int_equal(markup_count(night.text.data, "still open"), 1);
        night_end(&night);
}

static void a_breached_deadline_has_a_pattern_and_words(void **state) {
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        int64_t at_us = reference_time(&home, DAY, 23, 0);
        for (int i = 0; i < 2; i++) {
                struct history *history = reference_task(&home, "call", i, at_us);

                if (i == 1)
                        reference_step(history, TASK_ORDER_OVERDUE, P, OUTCOME_NONE,
                                       at_us + 15 * US_PER_MIN)
                                ->due_us = at_us + 15 * US_PER_MIN;
                reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED,
                               at_us + 30 * US_PER_MIN);
        }
        night_begin(home, NULL, 0, &night);
        const char *chart = drawn(&night), *late = strstr(chart, "<rect class=\"late\"");
        assert_int_equal(markup_count(chart, "<rect class=\"late\""), 1);
        assert_int_equal(markup_count(chart, "<rect class=\"span\""), 1);
        int from = chart_timeline_x(&night.timeline, at_us);
        assert_int_equal(markup_number(late, "x"), from);
        assert_int_equal(markup_number(late, "width"),
                         chart_timeline_x(&night.timeline, at_us + 30 * US_PER_MIN) - from);
        text_buffer_done(&night.text);
        night_happened(&night.text, &night.timeline);
        assert_int_equal(markup_count(night.text.data, "; a deadline passed"), 1);
        assert_int_equal(markup_count(night.text.data, ">30:00<"), 2);
        assert_null(strstr(night.text.data, "ca-1"));
        assert_int_equal(markup_count(night.text.data, ">care assistant<"), 2); /* asked */
        night_end(&night);
}

/* Where the mark of @class is drawn. */
static long x_of(const char *chart, const char *class) {
        char what[64];
        const char *at;

        snprintf(what, sizeof(what), "<path class=\"%s\" d=\"M", class);
        at = strstr(chart, what);
        assert_non_null(at);
        return strtol(at + strlen(what), NULL, 10);
}

static void marks_that_would_hide_each_other_stand_side_by_side(void **state) {
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        int64_t at_us = reference_time(&home, DAY, 23, 0);
        struct history *history = reference_task(&home, "bed-exit", 1, at_us);
        reference_step(history, TASK_ORDER_COMPLETE, D, OUTCOME_SEEN_OK, at_us + 40 * US_PER_S);
        reference_step(reference_task(&home, "call", 1, at_us + 2 * US_PER_H), TASK_ORDER_COMPLETE,
                       P, OUTCOME_HELPED, at_us + 3 * US_PER_H);
        night_begin(home, NULL, 0, &night);
        const char *chart = drawn(&night);
        assert_int_equal(x_of(chart, "alarm"), chart_timeline_x(&night.timeline, at_us));
        assert_true(x_of(chart, "look") >= x_of(chart, "alarm") + 80);
        assert_true(x_of(chart, "look") <= x_of(chart, "alarm") + 240);
        /* a hair from the look's time to where it stands, and the page can say how far that is at most */
        int x = chart_timeline_x(&night.timeline, at_us + 40 * US_PER_S);
        int aside = (int)x_of(chart, "look") - x;
        char hair[32];
        snprintf(hair, sizeof(hair), "class=\"hair\" d=\"M%d ", x);
        assert_non_null(strstr(chart, hair));
        assert_int_equal(markup_count(chart, "class=\"hair\""), 1);
        int64_t most_us = chart_timeline_aside_us(&night.timeline);
        assert_in_range(chart_timeline_x(&night.timeline, night.timeline.from_us + most_us) -
                                chart_timeline_x(&night.timeline, night.timeline.from_us),
                        aside - 1, aside);
        /* those with room stand where they belong */
        assert_int_equal(x_of(chart, "call"),
                         chart_timeline_x(&night.timeline, at_us + 2 * US_PER_H));
        assert_int_equal(x_of(chart, "visit"),
                         chart_timeline_x(&night.timeline, at_us + 3 * US_PER_H));
        night_end(&night);
}

static void a_measured_visit_is_as_long_as_it_was(void **state) {
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        int64_t at_us = reference_time(&home, DAY, 23, 0);
        struct history *history = reference_task(&home, "call", 1, at_us);
        reference_step(history, TASK_ORDER_START, P, OUTCOME_NONE, at_us + 10 * US_PER_MIN);
        reference_step(history, TASK_ORDER_COMPLETE, P, OUTCOME_HELPED, at_us + 40 * US_PER_MIN);
        night_begin(home, NULL, 0, &night);
        const char *bar = strstr(drawn(&night), "<rect class=\"visit\"");
        assert_non_null(bar);
        int from = chart_timeline_x(&night.timeline, at_us + 10 * US_PER_MIN);
        assert_int_equal(markup_number(bar, "x"), from);
        assert_int_equal(markup_number(bar, "width"),
                         chart_timeline_x(&night.timeline, at_us + 40 * US_PER_MIN) - from);
        night_end(&night);
}

static void a_long_label_is_cut_between_characters(void **state) {
        struct place place = { .name = "room-102",
                               .department = "tyttebaertunet",
                               .label = "Dagligstue ved æøåæøåæøå" };
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        reference_task(&home, "call", 1, reference_time(&home, DAY, 23, 0));
        night_begin(home, NULL, 0, &night);
        night.told.home.configuration.site.places = &place;
        night.told.home.configuration.site.place_count = 1;
        assert_non_null(strstr(drawn(&night), ">Dagligstue ved æøå…<"));
        /* the tables have it whole, in cells that may break it: paper cannot be scrolled */
        night_linear(&night.text, &night.timeline);
        night_happened(&night.text, &night.timeline);
        assert_int_equal(markup_count(night.text.data, "class=\"place\">Dagligstue ved æøåæøåæøå<"),
                         2);
        night.told.home.configuration.site.place_count = 0;
        night_end(&night);
}

int main(void) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_event_is_told_once),
                cmocka_unit_test(a_department_is_one_block),
                cmocka_unit_test(what_went_as_planned_leaves_no_span),
                cmocka_unit_test(a_breached_deadline_has_a_pattern_and_words),
                cmocka_unit_test(marks_that_would_hide_each_other_stand_side_by_side),
                cmocka_unit_test(a_measured_visit_is_as_long_as_it_was),
                cmocka_unit_test(a_long_label_is_cut_between_characters),
        };

        report_language("en", messages ? messages : NATTVAKT_BUILD_DIR "/locale");
        return cmocka_run_group_tests(tests, NULL, NULL);
}
