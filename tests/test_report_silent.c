/* SPDX-License-Identifier: Apache-2.0 */
/* Nights of which nothing was recorded: in no mean, and on their page no noughts that read as a calm night. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "number.h"
#include "reference_report.h"

#define DAY REFERENCE_AFTER_DAY

static const struct {
        const char *says;
        struct period_settings period;
        const char *line; /* NULL: the page says nothing of a baseline */
} baselines[] = {
        { "of another journal",
          { .name = "pilot",
            .baseline_from_day = DAY,
            .baseline_to_day = DAY,
            .baseline_config = "/before",
            .baseline_journal = "/before.sqlite" },
          "This night belongs to the baseline of 'pilot': use that configuration and journal:\n"
          "  --config /before --journal /before.sqlite\n" },
        { "of the same journal",
          { .name = "pilot", .baseline_from_day = DAY, .baseline_to_day = DAY },
          NULL },
        { "that ended the night before",
          { .name = "pilot",
            .baseline_from_day = DAY - 9,
            .baseline_to_day = DAY - 1,
            .baseline_journal = "/before.sqlite" },
          NULL },
        { "that begins the night after",
          { .name = "pilot",
            .baseline_from_day = DAY + 1,
            .baseline_to_day = DAY + 9,
            .baseline_config = "/before" },
          NULL },
};

static void a_night_without_a_record_has_no_figures_on_its_page(void **state) {
        struct configuration configuration;
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_home(3, true, &home);
        home.from_day = home.to_day = DAY;
        told_build(home, "", &told);
        configuration = *told.input.configuration;
        told.input.configuration = &configuration;
        configuration.settings.period_count = 1;
        for (size_t i = 0; i < ELEMENTS(baselines); i++) {
                struct period_settings period = baselines[i].period;
                struct text_buffer text = { 0 };

                print_message("  a baseline %s\n", baselines[i].says);
                configuration.settings.periods = &period;
                report_build(&told.input, &report);
                night_text(&report, &text);
                assert_non_null(strstr(text.data, "NO RECORD:"));
                assert_null(strstr(text.data, "Planned checks"));
                assert_null(strstr(text.data, "Net minutes"));
                assert_null(strstr(text.data, "Coverage"));
                assert_non_null(strstr(text.data, "Roles only, never persons."));
                if (baselines[i].line)
                        assert_non_null(strstr(text.data, baselines[i].line));
                else
                        assert_null(strstr(text.data, "baseline"));
                text_buffer_done(&text);
                report_done(&report);
        }
        told_done(&told);
}

static void a_night_without_a_record_is_in_no_mean(void **state) {
        static const struct reference_options two = { .glance_min = 3, .nights = 2 };
        struct reference home;
        struct report report;
        struct told told;

        (void)state;
        reference_after(&two, &home);
        home.to_day += 3;
        told_build(home, "", &told);
        report_build(&told.input, &report);
        assert_int_equal(report.nights, 2);
        assert_int_equal(report.silent_nights, 3);
        assert_int_equal(report.available, 2 * 2100 * THOUSAND);
        report_done(&report);
        told_done(&told);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_night_without_a_record_has_no_figures_on_its_page),
                cmocka_unit_test(a_night_without_a_record_is_in_no_mean),
        };

        return cmocka_run_group_tests_name("report/silent", tests, NULL, NULL);
}
