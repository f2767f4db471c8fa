/* SPDX-License-Identifier: Apache-2.0 */
/* A period against its baseline as a page of text: who, when and how measured stand above the figures. */
#include "page.h"
#include "say.h"

void page_side(struct text_buffer *text, const char *label, const struct report *report) {
        char from[NUMBER_TEXT_SIZE], to[NUMBER_TEXT_SIZE];

        /* TRANSLATORS: before or after; first and last night; how many nights count; configuration */
        text_appendf(text, _("%s: nights %s – %s, %zu with records, configuration %s\n"), label,
                     number_date_text(report->input->from_day, from),
                     number_date_text(report->input->to_day, to), report->nights,
                     report->input->configuration->fingerprint);
}

void page_method(struct text_buffer *text, const struct period *period) {
        text_appendf(text, _("How the baseline was measured: %s\n"),
                     period->method[0] != '\0' ? period->method : _("not said"));
        if (!period->enough)
                text_appendf(text,
                             _("Not enough nights: the baseline has %zu, at least %d are needed "
                               "for percentages and intervals.\n"),
                             period->before.nights, REPORT_NIGHTS_MIN);
}

/* How often each weekday is among the nights; 1970-01-01 was a Thursday. */
static bool same_weekdays(const struct report *a, const struct report *b) {
        size_t nights_a[7] = { 0 }, nights_b[7] = { 0 };

        for (size_t i = 0; i < a->nights; i++)
                nights_a[a->days[i] % 7]++;
        for (size_t i = 0; i < b->nights; i++)
                nights_b[b->days[i] % 7]++;
        for (int day = 0; day < 7; day++)
                if (nights_a[day] * b->nights != nights_b[day] * a->nights)
                        return false;
        return true;
}

void page_notes(struct text_buffer *text, const struct period *period) {
        text_append(text, _("95 % interval of the difference: Welch's t-test, the nights taken as "
                            "independent; none where\na figure does not vary. Times: median / 90 % "
                            "/ worst, min:s.\n"));
        if (!same_weekdays(&period->before, &period->after))
                text_append(text, _("The weekdays of the two sides differ: part of a difference "
                                    "may be theirs.\n"));
}

static void side(struct text_buffer *text, const char *label, const struct report *report) {
        page_side(text, label, report);
        page_warnings(text, report);
}

void period_text(const struct period *period, struct text_buffer *text) {
        struct page page = { .style = &page_as_text, .text = text };
        char place[PAGE_LINE_SIZE];

        text_appendf(text, _("Period against the baseline: %s\n"),
                     page_place(period->after.input, place));
        side(text, _("Before"), &period->before);
        side(text, _("After"), &period->after);
        page_method(text, period);
        period_rows_figures(&page, period);
        period_rows_saved(&page, period);
        period_rows_competence(&page, period);
        period_rows_coverage(&page, period);
        text_append(text, "\n");
        page_notes(text, period);
        page_foot(text, &period->after);
}
