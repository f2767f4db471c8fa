/* SPDX-License-Identifier: Apache-2.0 */
/* The reference period through ledger and report: PRODUCT.md's arithmetic, to the decimal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "number.h"
#include "reference_report.h"

struct world {
        struct told before, after;
        struct period period;
};

static void world_build(const struct reference_options *options, const char *department,
                        struct world *world) {
        struct reference before, after;

        reference_before(options, &before);
        reference_after(options, &after);
        told_build(before, department, &world->before);
        told_build(after, department, &world->after);
        period_build("reference", "tallied by hand on paper", &world->before.input,
                     &world->after.input, &world->period);
}

static void world_done(struct world *world) {
        period_done(&world->period);
        told_done(&world->before);
        told_done(&world->after);
}

static const struct reference_options as_told = { .glance_min = 3 };

/* clang-format off */
static const struct {
        enum figure figure;
        const char *total_before, *before, *total_after, *after;
} means[] = {
        { FIGURE_PHYSICAL_CHECKS, "2,160.0", "144.0", "963.0", "64.2" },
        { FIGURE_DIGITAL_CHECKS, "0.0", "0.0", "1,260.0", "84.0" },
        { FIGURE_SECOND_LOOKS, "0.0", "0.0", "126.0", "8.4" },
        { FIGURE_LOOKS_NOT_SEEN, "0.0", "0.0", "126.0", "8.4" },
        { FIGURE_CARE_VISITS, "540.0", "36.0", "540.0", "36.0" },
        { FIGURE_CALL_VISITS, "300.0", "20.0", "300.0", "20.0" },
        { FIGURE_ALARMS, "0.0", "0.0", "240.0", "16.0" },
        { FIGURE_ALARM_VISITS, "0.0", "0.0", "172.0", "11.5" },
        { FIGURE_NUISANCE_ALARMS, "0.0", "0.0", "75.0", "5.0" },
        { FIGURE_PHYSICAL_VISITS, "3,000.0", "200.0", "1,975.0", "131.7" },
        { FIGURE_AVOIDED_VISITS, "0.0", "0.0", "1,197.0", "79.8" },
        { FIGURE_LOOKED_BUT_VISITED, "0.0", "0.0", "0.0", "0.0" },
        { FIGURE_CHECK_MINUTES, "6,480.0", "432.0", "4,275.0", "285.0" },
        { FIGURE_ALARM_MINUTES, "0.0", "0.0", "1,272.0", "84.8" },
        { FIGURE_GROSS_MINUTES, "0.0", "0.0", "2,205.0", "147.0" },
        { FIGURE_DIRECT_MINUTES, "15,360.0", "1,024.0", "14,427.0", "961.8" },
};
/* clang-format on */

static void assert_means(const struct report *report, enum figure figure, const char *total,
                         const char *mean) {
        char text[NUMBER_TEXT_SIZE];

        assert_string_equal(number_text(report->totals[figure], 1, 1, text), total);
        assert_string_equal(number_text(report->totals[figure], (int64_t)report->nights, 1, text),
                            mean);
}

static void the_reference_period_is_right_to_the_decimal(void **state) {
        struct world world;

        (void)state;
        world_build(&as_told, "", &world);
        assert_int_equal(world.period.before.nights, 15);
        assert_int_equal(world.period.after.nights, 15);
        for (size_t i = 0; i < ELEMENTS(means); i++) {
                print_message("  %s\n", figure_word(means[i].figure));
                assert_means(&world.period.before, means[i].figure, means[i].total_before,
                             means[i].before);
                assert_means(&world.period.after, means[i].figure, means[i].total_after,
                             means[i].after);
        }
        assert_int_equal(world.period.after.available, 15 * 2100 * THOUSAND);
        world_done(&world);
}

/* What a difference says with one decimal; before less after. */
static const char *saved(const struct period *period, enum figure figure, char *text) {
        const struct difference *difference = &period->differences[figure];

        return number_text(-difference->numerator, difference->denominator, 1, text);
}

static void what_is_saved_and_what_it_costs_add_up(void **state) {
        char text[NUMBER_TEXT_SIZE];
        struct world world;

        (void)state;
        world_build(&as_told, "", &world);
        assert_string_equal(saved(&world.period, FIGURE_CHECK_MINUTES, text), "147.0");
        assert_string_equal(saved(&world.period, FIGURE_ALARM_MINUTES, text), "−84.8");
        assert_string_equal(saved(&world.period, FIGURE_DIRECT_MINUTES, text), "62.2");
        assert_string_equal(
                number_percent_text(world.period.differences[FIGURE_PHYSICAL_VISITS].numerator,
                                    world.period.before.totals[FIGURE_PHYSICAL_VISITS] * 15, true,
                                    text),
                "−34.2 %");
        world_done(&world);
}

/* clang-format off */
static const struct {
        const char *says;
        struct reference_options options;
        const char *net;
} others[] = {
        { "a glance takes 2 minutes", { .glance_min = 2 }, "−17.6" },
        { "a glance takes 5 minutes", { .glance_min = 5 }, "221.8" },
        { "rounds go on on top of the looks", { .glance_min = 3, .rounds_kept = true }, "−177.2" },
        { "44 nuisance alarms a night and no look before the walk",
          { .glance_min = 3, .all_walked = true, .nuisances_a_night = 44 }, "−238.0" },
};
/* clang-format on */

static void other_circumstances_give_other_savings(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(others); i++) {
                char text[NUMBER_TEXT_SIZE];
                struct world world;

                print_message("  %s\n", others[i].says);
                world_build(&others[i].options, "", &world);
                assert_string_equal(saved(&world.period, FIGURE_DIRECT_MINUTES, text),
                                    others[i].net);
                if (others[i].options.rounds_kept) {
                        assert_int_equal(world.period.after.totals[FIGURE_AVOIDED_VISITS], 0);
                        assert_int_equal(world.period.after.totals[FIGURE_LOOKED_BUT_VISITED],
                                         1260 * THOUSAND);
                }
                world_done(&world);
        }
}

/* The whole page beside the one on file; NATTVAKT_WRITE=1 writes it anew, to be read before it is committed. */
static void assert_file(const char *path, const char *text) {
        _cleanup_(fclosep) FILE *file = NULL;
        char *expected;
        size_t size;

        if (getenv("NATTVAKT_WRITE")) {
                file = fopen(path, "w");
                assert_non_null(file);
                assert_true(fputs(text, file) >= 0);
                return;
        }
        file = fopen(path, "r");
        assert_non_null(file);
        expected = calloc(1, 65536);
        size = fread(expected, 1, 65535, file);
        assert_true(size < 65535);
        assert_string_equal(text, expected);
        free(expected);
}

static void use_language(const char *language) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");

        assert_int_equal(
                report_language(language, messages ? messages : NATTVAKT_BUILD_DIR "/locale"), 0);
}

static void assert_page(const struct world *world, const char *language, const char *file) {
        struct text_buffer text = { 0 };
        char path[512];

        use_language(language);
        period_text(&world->period, &text);
        snprintf(path, sizeof(path), "%s/tests/data/report/%s", NATTVAKT_SOURCE_DIR, file);
        assert_file(path, text.data);
        assert_null(strstr(text.data, "workers saved"));
        assert_null(strstr(text.data, "weekdays"));
        text_buffer_done(&text);
        use_language("en");
}

static void the_page_is_as_on_file_in_both_languages(void **state) {
        struct world world;

        (void)state;
        world_build(&as_told, "", &world);
        assert_page(&world, "nb", "period-nb.txt");
        assert_page(&world, "en", "period-en.txt");
        assert_page(&world, "nb", "period-nb.txt");
        world_done(&world);
}

static void a_department_has_its_own_page(void **state) {
        struct world world;

        (void)state;
        world_build(&as_told, "tyttebaertunet", &world);
        assert_page(&world, "nb", "period-department-nb.txt");
        assert_int_equal(world.period.after.totals[FIGURE_DIGITAL_CHECKS], 630 * THOUSAND);
        assert_int_equal(world.period.after.available, 15 * 1050 * THOUSAND);
        world_done(&world);
}

static void too_few_nights_give_no_percentages(void **state) {
        struct reference_options few = { .glance_min = 3, .nights = 13 };
        struct text_buffer text = { 0 };
        struct world world;

        (void)state;
        world_build(&few, "", &world);
        assert_false(world.period.enough);
        assert_page(&world, "en", "period-few-en.txt");
        period_text(&world.period, &text);
        assert_non_null(strstr(text.data, "not enough nights"));
        assert_null(strstr(text.data, "± "));
        text_buffer_done(&text);
        period_json(&world.period, &text);
        assert_null(strstr(text.data, "change_pct"));
        assert_null(strstr(text.data, "interval_95"));
        text_buffer_done(&text);
        world_done(&world);
}

static void fourteen_nights_are_enough(void **state) {
        struct reference_options few = { .glance_min = 3, .nights = 14 };
        struct world world;

        (void)state;
        world_build(&few, "", &world);
        assert_true(world.period.enough);
        world_done(&world);
}

static void other_weekdays_are_said(void **state) {
        struct reference_options few = { .glance_min = 3, .nights = 14 };
        struct text_buffer text = { 0 };
        struct reference before, after;
        struct world world;

        (void)state;
        reference_before(&as_told, &before);
        reference_after(&few, &after);
        told_build(before, "", &world.before);
        told_build(after, "", &world.after);
        period_build("reference", "", &world.before.input, &world.after.input, &world.period);
        period_text(&world.period, &text);
        assert_non_null(strstr(text.data, "The weekdays of the two sides differ"));
        text_buffer_done(&text);
        world_done(&world);
}

/* One outcome in one journal row: the look saw nobody after all. */
static void one_look_that_did_not_see_changes_the_table(void **state) {
        struct reference before, after;
        char text[NUMBER_TEXT_SIZE];
        struct world world;
        size_t i = 0;

        (void)state;
        reference_before(&as_told, &before);
        reference_after(&as_told, &after);
        while (after.histories[i].task.cause != TASK_CAUSE_CHECK ||
               after.histories[i].steps[1].mode != TASK_MODE_DIGITAL ||
               after.histories[i].steps[1].order != TASK_ORDER_COMPLETE)
                i++;
        after.histories[i].steps[1].outcome = OUTCOME_NOT_SEEN;
        told_build(before, "", &world.before);
        told_build(after, "", &world.after);
        period_build("reference", "", &world.before.input, &world.after.input, &world.period);
        assert_int_equal(world.period.after.totals[FIGURE_AVOIDED_VISITS], 1196 * THOUSAND);
        assert_int_equal(world.period.after.totals[FIGURE_LOOKS_NOT_SEEN], 127 * THOUSAND);
        assert_string_equal(
                number_text(world.period.after.totals[FIGURE_LOOKS_NOT_SEEN], 15, 1, text), "8.5");
        world_done(&world);
}

static struct json_object *member(struct json_object *object, const char *key) {
        struct json_object *value = NULL;

        assert_true(json_object_object_get_ex(object, key, &value));
        return value;
}

static void json_says_the_same(void **state) {
        struct text_buffer text = { 0 };
        struct world world;
        double number = 0;

        (void)state;
        world_build(&as_told, "", &world);
        period_json(&world.period, &text);
        _cleanup_(json_freep) struct json_object *object = json_parse_object(text.data, text.size);
        assert_non_null(object);
        assert_int_equal(
                json_number(member(member(object, "physical_visits"), "after"), "mean", &number),
                1);
        assert_true(number > 131.666 && number < 131.668);
        assert_int_equal(json_number(member(object, "net_minutes_saved"), "difference", &number),
                         1);
        assert_true(number > 62.1999 && number < 62.2001);
        assert_int_equal(json_number(member(object, "physical_visits"), "change_pct", &number), 1);
        assert_true(number > -34.1671 && number < -34.1659);
        assert_int_equal(
                json_object_array_length(member(member(object, "second_looks"), "interval_95")), 2);
        assert_string_equal(json_text(object, "configuration"), "5a17ab1e0000cafe");
        text_buffer_done(&text);
        world_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_reference_period_is_right_to_the_decimal),
                cmocka_unit_test(what_is_saved_and_what_it_costs_add_up),
                cmocka_unit_test(other_circumstances_give_other_savings),
                cmocka_unit_test(the_page_is_as_on_file_in_both_languages),
                cmocka_unit_test(a_department_has_its_own_page),
                cmocka_unit_test(too_few_nights_give_no_percentages),
                cmocka_unit_test(fourteen_nights_are_enough),
                cmocka_unit_test(other_weekdays_are_said),
                cmocka_unit_test(one_look_that_did_not_see_changes_the_table),
                cmocka_unit_test(json_says_the_same),
        };

        return cmocka_run_group_tests_name("report/period", tests, NULL, NULL);
}
