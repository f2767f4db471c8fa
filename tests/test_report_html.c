/* SPDX-License-Identifier: Apache-2.0 */
/* The night as a page: well-formed, the figures of the JSON, marks that can be counted, true hours. */
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
#include "nattvakt/json.h"
#include "number.h"
#include "reference_report.h"

#define DAY            REFERENCE_AFTER_DAY
#define MARCH          20540 /* 2026-03-28: the night in which the clock goes forward */
#define OCTOBER        20750 /* 2026-10-24: back */
#define P              TASK_MODE_PHYSICAL
#define D              TASK_MODE_DIGITAL
#define SIZE_MAX_NIGHT (250 * 1024)

static const struct reference_options as_told = { .glance_min = 3 };

static void use_language(const char *language) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");

        assert_int_equal(
                report_language(language, messages ? messages : NATTVAKT_BUILD_DIR "/locale"), 0);
}

/* One night of @home, which it takes over, and its page; the page is the caller's. */
struct night {
        struct told told;
        struct report report;
        struct text_buffer page;
};

static void night_of(struct reference home, int64_t day, const char *department,
                     struct night *night) {
        *night = (struct night){ 0 };
        home.from_day = home.to_day = day;
        told_build(home, department, &night->told);
        report_build(&night->told.input, &night->report);
}

static const char *page_of(struct night *night) {
        text_buffer_done(&night->page);
        night_html(&night->report, &night->page);
        return night->page.data;
}

/* What was changed in the input since. */
static const char *page_anew(struct night *night) {
        report_done(&night->report);
        report_build(&night->told.input, &night->report);
        return page_of(night);
}

static void night_done(struct night *night) {
        text_buffer_done(&night->page);
        report_done(&night->report);
        told_done(&night->told);
}

static void assert_well_formed(const char *page) {
        _cleanup_(freep) char *fault = markup_fault(page);

        if (fault)
                fail_msg("%s", fault);
}

static void reference_night(struct night *night, const char *department) {
        struct reference home;

        reference_after(&as_told, &home);
        night_of(home, DAY + 14, department, night);
}

static void a_page_is_well_formed_and_asks_no_one_for_anything(void **state) {
        static const char *const languages[] = { "en", "nb" };
        static const char *const outside[] = { "<script", "src=",    "href=",  "@import",
                                               "<img",    "<iframe", "onload=" };
        struct night night;

        (void)state;
        reference_night(&night, "");
        for (size_t i = 0; i < ELEMENTS(languages); i++) {
                char lang[32];

                use_language(languages[i]);
                const char *page = page_of(&night);
                assert_well_formed(page);
                assert_true(night.page.size < SIZE_MAX_NIGHT);
                for (size_t o = 0; o < ELEMENTS(outside); o++)
                        assert_null(strstr(page, outside[o]));
                assert_int_equal(markup_count(page, "url("), markup_count(page, "url(#"));
                snprintf(lang, sizeof(lang), "<html lang=\"%s\"", languages[i]);
                assert_non_null(strstr(page, lang));
                assert_int_equal(markup_count(page, "<h1"), 1);
                assert_int_equal(markup_count(page, "<main>"), 1);
                assert_int_equal(markup_count(page, "<table"), markup_count(page, "<caption"));
                assert_non_null(strstr(page, "default-src 'none'"));
                assert_int_equal(markup_count(page, "<svg class=\"chart\""),
                                 markup_count(page, "role=\"img\""));
        }
        use_language("en");
        night_done(&night);
}

static void the_same_input_gives_the_same_bytes(void **state) {
        struct night night;

        (void)state;
        reference_night(&night, "");
        _cleanup_(freep) char *first = strdup(page_of(&night));
        assert_string_equal(first, page_of(&night));
        night_done(&night);
}

static void figures_are_those_of_the_json(void **state) {
        struct text_buffer json = { 0 };
        struct night night;
        int compared = 0;

        (void)state;
        reference_night(&night, "");
        const char *page = page_of(&night);
        night_json(&night.report, &json);
        _cleanup_(json_freep) struct json_object *object = json_parse_object(json.data, json.size);
        for (int i = 0; i < FIGURE_COUNT; i++) {
                const char *word = figure_word((enum figure)i);
                struct json_object *member = json_object_object_get(object, word);
                char value[96], expected[NUMBER_TEXT_SIZE];
                bool is_count = strcmp(json_text(member, "unit"), "count") == 0;
                double total = 0;

                snprintf(value, sizeof(value), "<tr data-figure=\"%s\">", word);
                const char *row = strstr(page, value);
                if (!row)
                        continue;
                assert_int_equal(json_number(member, "total", &total), 1);
                number_text((int64_t)(total * THOUSAND + 0.5), 1, is_count ? 0 : 1, expected);
                assert_non_null(markup_text(row, "td", 0, value, sizeof(value)));
                assert_string_equal(value, expected);
                compared++;
        }
        assert_int_equal(compared,
                         FIGURE_COUNT - 1); /* times of device care stand in minutes alone */
        assert_non_null(strstr(page, "<tr data-figure=\"registered_nurse\">"
                                     "<th scope=\"row\">registered nurse</th>"));
        assert_non_null(strstr(page, "<tr data-figure=\"nobody_free_minutes\">"));
        text_buffer_done(&json);
        night_done(&night);
}

/* Marks in the pictures alone: the legend shows one of each. */
static size_t marks(const char *page, const char *class) {
        char what[64];

        snprintf(what, sizeof(what), "<path class=\"%s\"", class);
        return markup_count(strstr(strstr(page, "id=\"rooms\""), "<svg class=\"chart\""), what);
}

static void marks_can_be_counted_against_the_figures(void **state) {
        struct night night;
        const int64_t *totals;

        (void)state;
        reference_night(&night, "");
        const char *page = page_of(&night);
        totals = night.report.totals;
        assert_int_equal((marks(page, "visit") + marks(page, "visit plan")) * THOUSAND,
                         totals[FIGURE_PHYSICAL_VISITS]);
        assert_int_equal((marks(page, "look plan") + marks(page, "look") + marks(page, "unseen")) *
                                 THOUSAND,
                         totals[FIGURE_DIGITAL_CHECKS] + totals[FIGURE_SECOND_LOOKS] +
                                 totals[FIGURE_ALARM_LOOKS]);
        assert_int_equal(marks(page, "alarm") * THOUSAND, totals[FIGURE_ALARMS]);
        assert_int_equal(marks(page, "call") * THOUSAND, totals[FIGURE_CALL_VISITS]);
        assert_int_equal(marks(page, "undone"), 0);
        assert_true(marks(page, "unseen") * THOUSAND >= (size_t)totals[FIGURE_LOOKS_NOT_SEEN]);
        night_done(&night);
}

static void a_look_is_hollow_when_it_did_not_see(void **state) {
        static const struct {
                const char *says;
                enum outcome outcome;
                const char *class;
        } looks[] = {
                { "seen", OUTCOME_SEEN_OK, "look plan" },
                { "not seen", OUTCOME_NOT_SEEN, "unseen" },
                { "the camera was down", OUTCOME_CAMERA_DOWN, "unseen" },
                { "needs help", OUTCOME_NEEDS_HELP, "help" },
        };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(looks); i++) {
                struct reference home;
                struct night night;

                print_message("  %s\n", looks[i].says);
                reference_home(3, true, &home);
                int64_t at_us = reference_time(&home, DAY, 23, 0);
                struct history *history = reference_task(&home, "check", 2, at_us);
                reference_step(history, TASK_ORDER_LOOKED, D, looks[i].outcome, at_us + US_PER_MIN);
                history->task.ended_us = at_us + 2 * US_PER_MIN;
                night_of(home, DAY, "", &night);
                assert_int_equal(marks(page_of(&night), looks[i].class), 1);
                assert_int_equal(marks(page_of(&night), "look"), 0);
                night_done(&night);
        }
}

static void words_of_the_configuration_are_escaped(void **state) {
        static const char nasty[] = "<b title=\"x\">A & 'B'</b>";
        static const char harmless[] = "&lt;b title=&quot;x&quot;&gt;A &amp; &#39;B&#39;&lt;/b&gt;";
        struct place place = { .name = "room-101", .department = "tyttebaertunet" };
        struct night night;

        (void)state;
        reference_night(&night, "");
        struct configuration *configuration = &night.told.home.configuration;
        text_set(configuration->site.label, nasty);
        text_set(configuration->site.departments[0].label, nasty);
        text_set(place.label, nasty);
        configuration->site.places = &place;
        configuration->site.place_count = 1;
        for (size_t i = 0; i < configuration->catalogue.count; i++)
                text_set(configuration->catalogue.codes[i].text_en, nasty);
        const char *page = page_anew(&night);
        assert_well_formed(page);
        assert_null(strstr(page, "<b "));
        assert_true(markup_count(page, harmless) > 40);
        configuration->site.place_count = 0;
        night_done(&night);
}

static void a_page_shows_rooms_and_roles_and_no_one(void **state) {
        char resident[16];
        struct night night;

        (void)state;
        reference_night(&night, "");
        const char *page = page_of(&night);
        assert_null(strstr(page, "hcw-"));
        assert_null(strstr(page, "ca-1"));
        assert_null(strstr(page, "rn-1"));
        assert_null(strstr(page, "workers saved"));
        for (int i = 1; i <= 48; i++) {
                snprintf(resident, sizeof(resident), "R%d", i);
                assert_null(strstr(page, resident));
        }
        assert_non_null(strstr(page, "room-101"));
        assert_non_null(strstr(page, "care assistant"));
        night_done(&night);
}

static void a_department_shows_its_own_rooms(void **state) {
        struct night night;

        (void)state;
        reference_night(&night, "blabaerlyngen");
        const char *page = page_of(&night);
        assert_null(strstr(page, "room-101"));
        assert_non_null(strstr(page, "room-201"));
        assert_null(strstr(page, "Tyttebærtunet"));
        assert_well_formed(page);
        night_done(&night);
}

static void what_is_doubtful_stands_before_the_figures(void **state) {
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        int64_t at_us = reference_time(&home, DAY, 2, 0);
        const struct blind_row blind[] = {
                { BLIND_CAUSE_DOWN, at_us, at_us + 20 * US_PER_MIN },
                { BLIND_CAUSE_BROKER, at_us + 10 * US_PER_MIN, at_us + 30 * US_PER_MIN },
        };
        reference_task(&home, "call", 1, at_us);
        night_of(home, DAY, "", &night);
        night.told.input.blind = blind;
        night.told.input.blind_count = ELEMENTS(blind);
        night.told.input.clock_trusted = false;
        const char *page = page_anew(&night), *keys = strstr(page, "class=\"keys");
        assert_true(strstr(page, "BLIND: the gateway could not see for 30.0 minutes") < keys);
        assert_true(strstr(page, "CLOCK:") && strstr(page, "CLOCK:") < keys);
        assert_true(strstr(page, "SIMULATED OR REPLAYED:") &&
                    strstr(page, "SIMULATED OR REPLAYED:") < keys);

        /* two bands, 30 of 555 minutes together */
        const char *chart = strstr(strstr(page, "id=\"rooms\""), "<svg class=\"chart\"");
        const char *band = strstr(chart, "<rect class=\"blind\"");
        const char *second = strstr(band + 1, "<rect class=\"blind\"");
        struct timeline timeline;
        timeline_build(&night.told.input, &timeline);
        int x = chart_timeline_x(&timeline, at_us);
        assert_int_equal(markup_number(band, "x"), x);
        assert_int_equal(markup_number(band, "width"),
                         chart_timeline_x(&timeline, at_us + 20 * US_PER_MIN) - x);
        assert_int_equal(markup_number(second, "x") + markup_number(second, "width"),
                         chart_timeline_x(&timeline, at_us + 30 * US_PER_MIN));
        assert_int_equal(markup_count(chart, "<rect class=\"blind\""), 2);
        timeline_done(&timeline);
        assert_well_formed(page);
        night_done(&night);
}

static void a_night_without_record_has_no_figures(void **state) {
        struct reference home;
        struct night night;

        (void)state;
        reference_home(3, true, &home);
        night_of(home, DAY, "", &night);
        const char *page = page_of(&night);
        assert_well_formed(page);
        assert_non_null(strstr(page, "NO RECORD:"));
        assert_null(strstr(page, "class=\"keys"));
        assert_null(strstr(page, "class=\"chart"));
        night_done(&night);

        /* nothing in this department, but the gateway was there */
        reference_home(3, true, &home);
        reference_task(&home, "call", 1, reference_time(&home, DAY, 2, 0));
        night_of(home, DAY, "blabaerlyngen", &night);
        page = page_of(&night);
        assert_well_formed(page);
        assert_null(strstr(page, "NO RECORD:"));
        assert_non_null(strstr(page, "Nothing was recorded in any room."));
        assert_non_null(strstr(page, "Nothing outside the plan was recorded."));
        night_done(&night);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_page_is_well_formed_and_asks_no_one_for_anything),
                cmocka_unit_test(the_same_input_gives_the_same_bytes),
                cmocka_unit_test(figures_are_those_of_the_json),
                cmocka_unit_test(marks_can_be_counted_against_the_figures),
                cmocka_unit_test(a_look_is_hollow_when_it_did_not_see),
                cmocka_unit_test(words_of_the_configuration_are_escaped),
                cmocka_unit_test(a_page_shows_rooms_and_roles_and_no_one),
                cmocka_unit_test(a_department_shows_its_own_rooms),
                cmocka_unit_test(what_is_doubtful_stands_before_the_figures),
                cmocka_unit_test(a_night_without_record_has_no_figures),
        };
        use_language("en");
        return cmocka_run_group_tests(tests, NULL, NULL);
}
