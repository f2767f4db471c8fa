/* SPDX-License-Identifier: Apache-2.0 */
/* The period as a page: well-formed, the figures of the JSON, bars and intervals where they belong. */
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

#define SIZE_LIMIT (150 * 1024) /* bytes of a page */

struct world {
        struct told before, after;
        struct period period;
        struct text_buffer page;
};

static void world_build(const struct reference_options *options, const char *method,
                        struct world *world) {
        struct reference before, after;

        *world = (struct world){ 0 };
        reference_before(options, &before);
        reference_after(options, &after);
        told_build(before, "", &world->before);
        told_build(after, "", &world->after);
        period_build("pilot", method, &world->before.input, &world->after.input, &world->period);
        period_html(&world->period, &world->page);
}

static void world_done(struct world *world) {
        text_buffer_done(&world->page);
        period_done(&world->period);
        told_done(&world->before);
        told_done(&world->after);
}

static void use_language(const char *language) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");

        assert_int_equal(
                report_language(language, messages ? messages : NATTVAKT_BUILD_DIR "/locale"), 0);
}

static void assert_well_formed(const char *page) {
        _cleanup_(freep) char *fault = markup_fault(page);

        if (fault)
                fail_msg("%s", fault);
}

static const struct reference_options as_told = { .glance_min = 3 };

static void a_page_is_well_formed_in_both_languages(void **state) {
        static const char *const languages[] = { "en", "nb" };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(languages); i++) {
                struct world world;

                use_language(languages[i]);
                world_build(&as_told, "", &world);
                assert_well_formed(world.page.data);
                assert_true(world.page.size < SIZE_LIMIT);
                assert_int_equal(markup_count(world.page.data, "<h1"), 1);
                assert_int_equal(markup_count(world.page.data, "<table"),
                                 markup_count(world.page.data, "<caption"));
                assert_null(strstr(world.page.data, "<script"));
                assert_null(strstr(world.page.data, "workers saved"));
                assert_int_equal(markup_count(world.page.data, "url("),
                                 markup_count(world.page.data, "url(#"));
                world_done(&world);
        }
        use_language("en");
}

/* A number of the JSON as the page would print it. */
static const char *printed(struct json_object *of, const char *key, int decimals, bool change,
                           char *text) {
        double number = 0;

        assert_int_equal(json_number(of, key, &number), 1);
        number = number * THOUSAND + (number < 0 ? -0.5 : 0.5);
        return change ? number_change_text((int64_t)number, 1, decimals, text)
                      : number_text((int64_t)number, 1, decimals, text);
}

static void figures_are_those_of_the_json(void **state) {
        static const char *const words[] = { "physical_visits", "digital_checks", "alarms",
                                             "check_minutes",   "direct_minutes", "care_visits" };
        struct text_buffer json = { 0 };
        struct world world;

        (void)state;
        world_build(&as_told, "", &world);
        period_json(&world.period, &json);
        _cleanup_(json_freep) struct json_object *object = json_parse_object(json.data, json.size);
        const char *table = strstr(world.page.data, "<h3>All figures</h3>");
        assert_non_null(table);
        for (size_t i = 0; i < ELEMENTS(words); i++) {
                struct json_object *member = json_object_object_get(object, words[i]);
                struct json_object *before = json_object_object_get(member, "before");
                struct json_object *after = json_object_object_get(member, "after");
                bool is_count = strcmp(json_text(member, "unit"), "count") == 0;
                char value[96], number[NUMBER_TEXT_SIZE];

                snprintf(value, sizeof(value), "<tr data-figure=\"%s\">", words[i]);
                const char *row = strstr(table, value);
                assert_non_null(row);
                assert_string_equal(markup_text(row, "td", 0, value, sizeof(value)),
                                    printed(before, "total", is_count ? 0 : 1, false, number));
                assert_string_equal(markup_text(row, "td", 1, value, sizeof(value)),
                                    printed(before, "mean", 1, false, number));
                assert_string_equal(markup_text(row, "td", 2, value, sizeof(value)),
                                    printed(after, "total", is_count ? 0 : 1, false, number));
                assert_string_equal(markup_text(row, "td", 3, value, sizeof(value)),
                                    printed(after, "mean", 1, false, number));
                assert_string_equal(markup_text(row, "td", 4, value, sizeof(value)),
                                    printed(member, "difference", 1, true, number));
        }
        assert_non_null(strstr(world.page.data, "62.2 ± "));
        assert_non_null(strstr(world.page.data, "95 % interval of the change"));
        assert_non_null(strstr(world.page.data, "<td>62.2</td><td>of 2,100</td><td>(± "));
        assert_non_null(strstr(world.page.data, " (−34.2 %)"));
        text_buffer_done(&json);
        world_done(&world);
}

static void too_few_nights_have_neither_per_cent_nor_interval(void **state) {
        static const struct reference_options few = { .glance_min = 3, .nights = 13 };
        struct world world;

        (void)state;
        world_build(&few, "", &world);
        const char *keys = strstr(world.page.data, "class=\"keys"),
                   *charts = strstr(keys, "<svg class=\"chart\"");
        assert_non_null(strstr(world.page.data, "Not enough nights: the baseline has 13"));
        assert_true(strstr(world.page.data, "Not enough nights:") < keys);
        assert_true(strstr(keys, "not enough nights") < charts);
        assert_null(strstr(world.page.data, "class=\"whisker\"")); /* nor in the legend */
        assert_null(strstr(charts, "34.2 %"));
        assert_well_formed(world.page.data);
        world_done(&world);
}

static void the_method_is_escaped_and_printed(void **state) {
        struct world world;

        (void)state;
        world_build(&as_told, "timed & <told>", &world);
        assert_non_null(strstr(world.page.data, "timed &amp; &lt;told&gt;"));
        assert_non_null(strstr(world.page.data, "Welch"));
        assert_well_formed(world.page.data);
        world_done(&world);
}

/* A night without record is listed, and is in no mean. */
static void every_night_is_listed(void **state) {
        struct world world;

        (void)state;
        world_build(&as_told, "", &world);
        const char *nights = strstr(world.page.data, "id=\"nights\"");
        assert_int_equal(markup_count(nights, "<th scope=\"row\""), 30);
        assert_null(strstr(nights, "nothing recorded"));
        assert_non_null(strstr(nights, "Mon 2026-01-12"));
        assert_non_null(strstr(nights, "Mon 2026-11-02"));
        world.after.input.to_day++;
        period_done(&world.period);
        text_buffer_done(&world.page);
        period_build("pilot", "", &world.before.input, &world.after.input, &world.period);
        period_html(&world.period, &world.page);
        nights = strstr(world.page.data, "id=\"nights\"");
        assert_int_equal(markup_count(nights, "<th scope=\"row\""), 31);
        assert_int_equal(markup_count(nights, "nothing recorded: in no mean"), 1);
        assert_non_null(strstr(world.page.data, "NO RECORD: of 1 night"));
        assert_well_formed(world.page.data);
        world_done(&world);
}

static const char *nth(const char *at, const char *what, int n) {
        for (; at && n >= 0; n--)
                at = strstr(at + 1, what);
        return at;
}

static void bars_are_as_long_as_their_values(void **state) {
        const struct chart_pair pairs[] = {
                { "a", 2000, 1000, 100, "2", "1", "-1 ± 0.1", true },
                { "b", 500, 0, 0, "0.5", "0", "-0.5", false },
        };
        struct text_buffer text = { 0 };

        (void)state;
        chart_pairs(&text, "c", "title", "desc", pairs, ELEMENTS(pairs));
        long longest = markup_number(nth(text.data, "<rect", 0), "width");
        long x = markup_number(nth(text.data, "<rect", 0), "x");
        assert_int_equal(markup_number(nth(text.data, "<rect", 1), "width"), longest / 2);
        assert_int_equal(markup_number(nth(text.data, "<rect", 2), "width"), longest / 4);
        assert_null(nth(text.data, "<rect", 3));
        /* one whisker, from 900 to 1100 of 2000 */
        const char *whisker = strstr(text.data, "class=\"whisker\" d=\"M");
        assert_non_null(whisker);
        assert_int_equal(markup_count(text.data, "class=\"whisker\""), 1);
        long from = strtol(strchr(whisker, 'M') + 1, NULL, 10);
        long to = strtol(strchr(whisker, 'H') + 1, NULL, 10);
        assert_in_range(from, x + longest * 45 / 100 - 1, x + longest * 45 / 100 + 1);
        assert_in_range(to, x + longest * 55 / 100 - 1, x + longest * 55 / 100 + 1);
        assert_non_null(strstr(text.data, "-1 ± 0.1"));
        text_buffer_done(&text);
}

#define LEFT  2250 /* where the bars' axis is */
#define RIGHT 5400 /* from here on stand the words of the change */

/* Where the whisker of @chart is drawn; false when it has none. */
static bool whisker(const char *chart, long *ret_from, long *ret_to) {
        const char *at = strstr(chart, "class=\"whisker\" d=\"M");

        if (!at)
                return false;
        *ret_from = strtol(strchr(at, 'M') + 1, NULL, 10);
        *ret_to = strtol(strchr(at, 'H') + 1, NULL, 10);
        return true;
}

/* Values of small homes, whose intervals are wider than they are, and absurd ones. In 1/1000. */
static const struct {
        const char *says;
        int64_t before, after;
        double half_width;
        bool is_cut; /* the interval goes below nought */
} wide[] = {
        { "wider than the value", 100, 200, 400, true },
        { "as wide as the value", 100, 200, 200, false },
        { "nothing, but uncertain", 0, 0, 700, true },
        { "nothing at all", 0, 0, 0, false },
        { "narrow", 200000, 130000, 400, false },
        { "before it is longest", 9000, 100, 300, true },
        { "huge", INT64_MAX / 4, INT64_MAX / 2, 1e18, false },
        { "huge and wider", INT64_MAX, INT64_MAX, 1e19, true },
};

static void a_wide_interval_stays_in_the_picture(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(wide); i++) {
                const struct chart_pair pair = {
                        "",  wide[i].before, wide[i].after, wide[i].half_width, "b",
                        "a", "c ± d",        false
                };
                struct text_buffer text = { 0 };
                long from = 0, to = 0;

                print_message("  %s\n", wide[i].says);
                chart_pairs(&text, "c", "title", "desc", &pair, 1);
                assert_int_equal(whisker(text.data, &from, &to), wide[i].half_width > 0);
                for (int n = 1; n <= 2; n++) /* the words beside the bars */
                        assert_in_range(markup_number(nth(text.data, "<text", n), "x"), LEFT + 60,
                                        RIGHT);
                if (wide[i].half_width > 0) {
                        assert_in_range(from, LEFT, RIGHT);
                        assert_in_range(to, from + 1, RIGHT);
                        assert_true(!wide[i].is_cut || from == LEFT);
                        /* an end that is cut off has no stroke across; twice, for the halo */
                        assert_int_equal(markup_count(text.data, "v100"), wide[i].is_cut ? 2 : 4);
                }
                assert_non_null(strstr(text.data, "c ± d"));
                text_buffer_done(&text);
        }
}

static void a_wide_change_stays_in_the_picture(void **state) {
        (void)state;
        for (size_t i = 0; i < 2 * ELEMENTS(wide); i++) {
                int64_t value = i % 2 ? -wide[i / 2].after : wide[i / 2].after;
                const struct chart_change change = { "",        "c ± d",
                                                     value,     wide[i / 2].half_width,
                                                     value < 0, false };
                struct text_buffer text = { 0 };
                long from = LEFT, to = RIGHT;

                print_message("  %s%s\n", i % 2 ? "negative: " : "", wide[i / 2].says);
                chart_changes(&text, "c", "title", "desc", &change, 1);
                whisker(text.data, &from, &to);
                assert_in_range(from, LEFT, RIGHT);
                assert_in_range(to, from + 1, RIGHT);
                from = markup_number(nth(text.data, "<rect", 0), "x");
                assert_in_range(from, LEFT, RIGHT);
                assert_in_range(from + markup_number(nth(text.data, "<rect", 0), "width"), from,
                                RIGHT);
                assert_non_null(strstr(text.data, "c ± d"));
                text_buffer_done(&text);
        }
}

static void costs_go_to_the_left(void **state) {
        const struct chart_change changes[] = {
                { "saved", "3", 3000, 0, false, false },
                { "added", "1", -1000, 0, true, false },
                { "net", "2", 2000, 500, false, true },
        };
        struct text_buffer text = { 0 };
        long x[3], width[3];

        (void)state;
        chart_changes(&text, "c", "title", "desc", changes, ELEMENTS(changes));
        for (int i = 0; i < 3; i++) {
                x[i] = markup_number(nth(text.data, "<rect", i), "x");
                width[i] = markup_number(nth(text.data, "<rect", i), "width");
        }
        assert_int_equal(x[0], x[2]);
        assert_int_equal(x[1] + width[1], x[0]);
        assert_int_equal(width[0], 3 * width[1]);
        assert_int_equal(width[2], 2 * width[1]);
        assert_int_equal(markup_count(text.data, "class=\"cost\""), 1);
        text_buffer_done(&text);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_page_is_well_formed_in_both_languages),
                cmocka_unit_test(figures_are_those_of_the_json),
                cmocka_unit_test(too_few_nights_have_neither_per_cent_nor_interval),
                cmocka_unit_test(the_method_is_escaped_and_printed),
                cmocka_unit_test(every_night_is_listed),
                cmocka_unit_test(bars_are_as_long_as_their_values),
                cmocka_unit_test(a_wide_interval_stays_in_the_picture),
                cmocka_unit_test(a_wide_change_stays_in_the_picture),
                cmocka_unit_test(costs_go_to_the_left),
        };
        use_language("en");
        return cmocka_run_group_tests(tests, NULL, NULL);
}
