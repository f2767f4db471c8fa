/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Head and foot of the pages. What makes figures doubtful stands above them, not in a note: a
 * blind gateway or an untrusted clock must not look like a calm night.
 */
#include "page.h"

#include <stdio.h>

#include "nattvakt/cleanup.h"
#include "say.h"

#ifndef NATTVAKT_VERSION
#define NATTVAKT_VERSION "unknown"
#endif

const char *page_place(const struct report_input *input, char *text) {
        const struct site *site = &input->configuration->site;
        const struct department *department = site_department(site, input->department);
        const char *house = site->label[0] != '\0' ? site->label : site->name;

        if (input->department[0] == '\0')
                snprintf(text, PAGE_LINE_SIZE, "%s, %s", house, _("whole site"));
        else
                snprintf(text, PAGE_LINE_SIZE, "%s, %s", house,
                         department && department->label[0] != '\0' ? department->label
                                                                    : input->department);
        return text;
}

const char *page_code(const struct catalogue *catalogue, const char *code) {
        const struct task_code *entry = catalogue_code(catalogue, code);
        const char *words;

        if (!entry)
                return code;
        /* TRANSLATORS: the code of the language itself, as the catalogue of tasks knows it */
        words = text_equal(_("en"), "nb") ? entry->text_nb : entry->text_en;
        return words[0] != '\0' ? words : code;
}

void page_row(struct page *page, const char *key, const char *label, const char *value, int width) {
        const struct page_cell cells[] = { { label, PAGE_LABEL_WIDTH, 0 }, { value, width, 0 } };

        page->style->row(page, key, cells, ELEMENTS(cells));
}

const char *page_half_width(const struct difference *difference, char *text) {
        char number[NUMBER_TEXT_SIZE - 4];

        text[0] = '\0';
        if (difference->has_interval)
                snprintf(text, NUMBER_TEXT_SIZE, "± %s",
                         number_text((int64_t)(difference->half_width * THOUSAND + 0.5), 1, 1,
                                     number));
        return text;
}

/* Of one night, or of several. */
static void warn_silent(struct text_buffer *text, const struct report *report) {
        if (report->silent_nights == 0)
                return;
        if (report->input->from_day == report->input->to_day)
                text_append(text, _("NO RECORD: nothing was recorded of this night. That does not "
                                    "mean that it was calm.\n"));
        else
                text_appendf(text,
                             ngettext("NO RECORD: of %zu night nothing was recorded; it is no calm "
                                      "night and in no mean.\n",
                                      "NO RECORD: of %zu nights nothing was recorded; they are no "
                                      "calm nights and in no mean.\n",
                                      report->silent_nights),
                             report->silent_nights);
}

/* A journal does not tell whether a program's time was that of a simulator or of a recording. */
void page_warnings(struct text_buffer *text, const struct report *report) {
        char minutes[NUMBER_TEXT_SIZE];

        if (report->input->simulated)
                text_append(text, _("SIMULATED OR REPLAYED: not kept while it happened, but made "
                                    "by a program or played from a recording.\n"));
        if (!report->input->clock_trusted)
                text_append(text,
                            _("CLOCK: the gateway's clock was not trusted; times may be wrong.\n"));
        if (report->blind_us > 0)
                text_appendf(text,
                             _("BLIND: the gateway could not see for %s minutes; what happened "
                               "then is missing here.\n"),
                             number_text(report->blind_us * THOUSAND, US_PER_MIN, 1, minutes));
        warn_silent(text, report);
}

void page_foot(struct text_buffer *text, const struct report *report) {
        /* TRANSLATORS: the versions of the program and of the configuration that made the report */
        text_appendf(text, _("nattvakt %s, configuration %s.\n"), NATTVAKT_VERSION,
                     report->input->configuration->fingerprint);
        text_append(text, _("Roles only, never persons. Working aid beside the alarm path, which "
                            "stays primary.\n"));
}

const char *page_spread(const struct spread *spread, char *value) {
        char median[NUMBER_TEXT_SIZE], p90[NUMBER_TEXT_SIZE], worst[NUMBER_TEXT_SIZE];

        if (spread->count == 0)
                snprintf(value, PAGE_LINE_SIZE, "–");
        else
                snprintf(value, PAGE_LINE_SIZE, "%s / %s / %s",
                         number_span_text(spread->median_us, median),
                         number_span_text(spread->p90_us, p90),
                         number_span_text(spread->worst_us, worst));
        return value;
}

const char *page_of(size_t count, size_t of, char *value) {
        /* TRANSLATORS: so many of so many tasks */
        snprintf(value, PAGE_LINE_SIZE, _("%zu of %zu"), count, of);
        return value;
}

const char *page_known(const struct spread *spread, char *value) {
        return page_of(spread->count, spread->of, value);
}

const char *page_measured(const struct report *report, char *value) {
        int64_t direct = report->totals[FIGURE_DIRECT_MINUTES];
        char standard[NUMBER_TEXT_SIZE], measured[NUMBER_TEXT_SIZE];

        value[0] = '\0';
        if (direct > 0)
                /* TRANSLATORS: shares of the minutes, in per cent */
                snprintf(value, PAGE_LINE_SIZE,
                         _("Standard minutes (assumed in the task catalogue): %s. Measured from "
                           "start to end: %s."),
                         number_percent_text(direct - report->measured, direct, false, standard),
                         number_percent_text(report->measured, direct, false, measured));
        return value;
}
