/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A night's report as a page for the department leader. A night without any record has no figures at
 * all: noughts would read as a calm night.
 */
#include <stdio.h>

#include "page.h"
#include "say.h"

void page_night(struct text_buffer *text, const struct report *report) {
        const struct report_input *input = report->input;
        const struct zone *zone = &input->configuration->site.zone;
        char date[NUMBER_TEXT_SIZE], minutes[NUMBER_TEXT_SIZE];
        char from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE];
        int64_t from_us, to_us;

        site_night_bounds(&input->configuration->site, input->from_day, &from_us, &to_us);
        /* TRANSLATORS: date on which the night begins, its local times, its true length */
        text_appendf(text, _("Night that began on %s, %s–%s, %s minutes\n"),
                     number_date_text(input->from_day, date),
                     clock_text(zone, from_us, false, from), clock_text(zone, to_us, false, to),
                     number_text((to_us - from_us) * THOUSAND, US_PER_MIN, 0, minutes));
}

/* The journal that was asked is not the one of a baseline: a blank page would look like a lost night. */
void page_baselines(struct text_buffer *text, const struct report *report) {
        const struct settings *settings = &report->input->configuration->settings;
        int64_t day = report->input->from_day;

        for (size_t i = 0; i < settings->period_count; i++) {
                const struct period_settings *period = &settings->periods[i];

                if (day < period->baseline_from_day || day > period->baseline_to_day ||
                    !(period->baseline_config[0] || period->baseline_journal[0]))
                        continue;
                text_appendf(text,
                             _("This night belongs to the baseline of '%s': use that configuration "
                               "and journal:\n "),
                             period->name);
                if (period->baseline_config[0])
                        text_appendf(text, " --config %s", period->baseline_config);
                if (period->baseline_journal[0])
                        text_appendf(text, " --journal %s", period->baseline_journal);
                text_append(text, "\n");
        }
}

static void head(struct text_buffer *text, const struct report *report) {
        char place[PAGE_LINE_SIZE];

        text_appendf(text, _("Night report: %s\n"), page_place(report->input, place));
        page_night(text, report);
        page_warnings(text, report);
}

void night_text(const struct report *report, struct text_buffer *text) {
        struct page page = { .style = &page_as_text, .text = text };

        head(text, report);
        if (report->silent_nights > 0)
                page_baselines(text, report);
        else
                night_rows(&page, report);
        text_append(text, "\n");
        page_foot(text, report);
}
