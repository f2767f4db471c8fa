/* SPDX-License-Identifier: Apache-2.0 */
/* Rounding, numbers in two languages, statistics. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <libintl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "figure.h"
#include "nattvakt/cleanup.h"
#include "number.h"
#include "report.h"
#include "statistics.h"

static void use_language(const char *language) {
        const char *messages = getenv("NATTVAKT_LOCALEDIR");

        assert_int_equal(
                report_language(language, messages ? messages : NATTVAKT_BUILD_DIR "/locale"), 0);
}

/* clang-format off */
static const struct {
        const char *says;
        int64_t numerator, denominator; /* numerator in 1/1000 */
        int decimals;
        const char *en, *nb;
} numbers[] = {
        { "nothing",                        0,            1,  1, "0.0", "0,0" },
        { "a half is rounded up",           250,          1,  1, "0.3", "0,3" },
        { "a little less is not",           249,          1,  1, "0.2", "0,2" },
        { "1975 / 15",                      1975000,      15, 1, "131.7", "131,7" },
        { "a half that binary has not",     1005,         1,  2, "1.01", "1,01" },
        { "thirds add up",                  100000,       3,  1, "33.3", "33,3" },
        { "half of a tenth over 20 nights", 3000,         20, 1, "0.2", "0,2" },
        { "below zero alike",               -250,         1,  1, "−0.3", "−0,3" },
        { "what rounds to zero has no sign", -40,         1,  1, "0.0", "0,0" },
        { "a thousand",                     1024000,      1,  1, "1,024.0", "1 024,0" },
        { "a million without decimals",     1234567000,   1,  0, "1,234,567", "1 234 567" },
        { "three decimals",                 1234567,      1,  3, "1,234.567", "1 234,567" },
        { "999 has no separator",           999000,       1,  1, "999.0", "999,0" },
        { "no nights",                      5000,         0,  1, "–", "–" },
};
/* clang-format on */

static void numbers_are_rounded_once_and_said_in_the_language(void **state) {
        char text[NUMBER_TEXT_SIZE];

        (void)state;
        for (size_t i = 0; i < ELEMENTS(numbers); i++) {
                print_message("  %s\n", numbers[i].says);
                use_language("en");
                assert_string_equal(number_text(numbers[i].numerator, numbers[i].denominator,
                                                numbers[i].decimals, text),
                                    numbers[i].en);
                use_language("nb");
                assert_string_equal(number_text(numbers[i].numerator, numbers[i].denominator,
                                                numbers[i].decimals, text),
                                    numbers[i].nb);
        }
        use_language("en");
}

static void shares_dates_and_spans_are_said_in_the_language(void **state) {
        char text[NUMBER_TEXT_SIZE];

        (void)state;
        use_language("nb");
        assert_string_equal(number_percent_text(-41, 120, true, text), "−34,2 %");
        assert_string_equal(number_date_text(20759, text), "02.11.2026");
        use_language("en");
        assert_string_equal(number_percent_text(-41, 120, true, text), "−34.2 %");
        assert_string_equal(number_percent_text(1, 120, true, text), "+0.8 %");
        assert_string_equal(number_percent_text(1, 0, true, text), "–");
        assert_string_equal(number_date_text(20759, text), "2026-11-02");
        assert_string_equal(number_span_text(89600 * US_PER_MS, text), "1:30");
        assert_string_equal(number_span_text(0, text), "0:00");
}

static void an_unknown_language_is_english(void **state) {
        char text[NUMBER_TEXT_SIZE];

        (void)state;
        use_language("se");
        assert_string_equal(number_text(1024000, 1, 1, text), "1,024.0");
        use_language("nb");
        assert_string_equal(number_text(1024000, 1, 1, text), "1 024,0");
        use_language("en");
}

static void every_figure_is_called_something_else_in_norwegian(void **state) {
        (void)state;
        use_language("nb");
        for (int i = 0; i < FIGURE_COUNT; i++) {
                const char *label = figure_label((enum figure)i);

                assert_string_not_equal(gettext(label), label);
        }
        use_language("en");
        assert_string_equal(gettext(figure_label(FIGURE_ALARMS)), "alarms");
}

static void columns_count_characters_not_bytes(void **state) {
        struct text_buffer text = { 0 };

        (void)state;
        number_left(&text, "blåbær", 8);
        number_right(&text, "−1", 4);
        number_right(&text, "too long", 4);
        assert_string_equal(text.data, "blåbær    −1too long");
        text_buffer_done(&text);
}

/* Two-sided 95 %: NIST/SEMATECH e-Handbook, https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm */
static const struct {
        double df, t;
} quantiles[] = {
        { 1, 12.706 }, { 2, 4.303 },  { 5, 2.571 },   { 10, 2.228 },
        { 14, 2.145 }, { 28, 2.048 }, { 100, 1.984 }, { 1e6, 1.960 },
};

static void quantiles_of_t_are_the_table_s(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(quantiles); i++)
                assert_true(fabs(statistics_t95(quantiles[i].df) - quantiles[i].t) < 0.0006);
}

static void an_interval_needs_nights_that_vary(void **state) {
        static const int64_t even[] = { 4000, 4000, 4000 }, odd[] = { 1000, 2000, 3000 };
        struct sample same = statistics_sample(even, 3, 1, 1000);
        struct sample varied = statistics_sample(odd, 3, 1, 1000);
        struct sample lone = statistics_sample(odd, 1, 1, 1000);
        double half_width = -1;

        (void)state;
        assert_false(statistics_welch(&same, &same, &half_width));
        assert_false(statistics_welch(&varied, &lone, &half_width));
        assert_true(half_width < 0);
        assert_true(statistics_welch(&same, &varied, &half_width));
        /* one side varies: t of its two degrees of freedom times 1 / sqrt(3) */
        assert_true(fabs(half_width - 4.3027 / sqrt(3)) < 0.001);
        assert_true(statistics_welch(&varied, &varied, &half_width));
        assert_true(fabs(half_width - 2.7764 * sqrt(2.0 / 3)) < 0.001);
        assert_true(fabs(varied.mean - 2) < 1e-12);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(numbers_are_rounded_once_and_said_in_the_language),
                cmocka_unit_test(shares_dates_and_spans_are_said_in_the_language),
                cmocka_unit_test(an_unknown_language_is_english),
                cmocka_unit_test(every_figure_is_called_something_else_in_norwegian),
                cmocka_unit_test(columns_count_characters_not_bytes),
                cmocka_unit_test(quantiles_of_t_are_the_table_s),
                cmocka_unit_test(an_interval_needs_nights_that_vary),
        };

        return cmocka_run_group_tests_name("report/number", tests, NULL, NULL);
}
