/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A night as a page: what makes its figures doubtful, the key figures, all figures, the hours, the
 * time line, and what happened. The rows of figures are those of the text report. A night without any record
 * has no figures and no time line: a blank line would read as a calm night.
 */
#include "night_html.h"

#include <stdio.h>

#include "chart.h"
#include "html.h"
#include "nattvakt/cleanup.h"
#include "say.h"

static void head(struct text_buffer *text, const struct report *report) {
        struct text_buffer night = { 0 };
        char place[PAGE_LINE_SIZE], date[NUMBER_TEXT_SIZE], title[2 * PAGE_LINE_SIZE];

        page_place(report->input, place);
        /* TRANSLATORS: a page's title: date of the night, place */
        snprintf(title, sizeof(title), _("Night report %s, %s"),
                 number_date_text(report->input->from_day, date), place);
        html_begin(text, title);
        chart_patterns(text);
        text_append(text, "<header>\n");
        html_element(text, "p class=\"eyebrow\"", _("Night report"));
        html_element(text, "h1", place);
        page_night(&night, report);
        html_lines(text, "p class=\"lead\"", night.data);
        text_buffer_done(&night);
        html_warnings(text, &report, NULL, 1);
        text_append(text, "</header>\n");
}

static void count_key(struct text_buffer *text, const struct report *report, enum figure figure,
                      const char *label, const char *below) {
        char value[NUMBER_TEXT_SIZE];

        html_key(text, figure_word(figure), label, number_text(report->totals[figure], 1, 0, value),
                 below);
}

static void keys(struct text_buffer *text, const struct report *report) {
        char below[PAGE_LINE_SIZE], value[NUMBER_TEXT_SIZE], more[NUMBER_TEXT_SIZE];

        html_keys(text, 3);
        count_key(text, report, FIGURE_PHYSICAL_VISITS, _("all physical visits"), "");
        count_key(text, report, FIGURE_AVOIDED_VISITS, _("avoided visits"), "");
        count_key(text, report, FIGURE_CALL_VISITS, _("visits for calls"), "");
        /* TRANSLATORS: below the number of alarms: so many of them were nuisance alarms */
        snprintf(below, sizeof(below), _("of these nuisance: %s"),
                 number_text(report->totals[FIGURE_NUISANCE_ALARMS], 1, 0, value));
        count_key(text, report, FIGURE_ALARMS, _("alarms"), below);
        snprintf(below, sizeof(below), _("of %s"),
                 number_text(report->length_us * THOUSAND, US_PER_MIN, 0, more));
        html_key(text, "nobody_free_minutes", _("minutes with nobody free"),
                 number_text(report->nobody_free_us * THOUSAND, US_PER_MIN, 1, value), below);
        if (report->accept.count > 0)
                number_span_text(report->accept.median_us, value);
        else
                snprintf(value, sizeof(value), "–");
        html_key(text, "time_to_accept", _("median time to accept"), value, _("min:s"));
        html_keys_end(text);
}

static void figures(struct text_buffer *text, const struct report *report) {
        struct page page = { .style = &page_as_html, .text = text };

        html_section(text, "figures", _("The night in figures"));
        text_append(text, "<div class=\"columns\">\n");
        night_rows(&page, report);
        text_append(text, "</div>\n");
        html_section_end(text);
}

/* Where the picture that begins with row @from ends: at its department's last row, or when it is full. */
static size_t picture_end(const struct timeline *timeline, size_t from) {
        const char *department = timeline->marks[from].department;
        size_t at = from;

        for (int rows = 0; rows < CHART_ROWS_MAX && at < timeline->count &&
                           text_equal(timeline->marks[at].department, department);
             rows++)
                at = timeline_next_row(timeline, at);
        return at;
}

static void pictures(struct text_buffer *text, const struct timeline *timeline) {
        char id[32];
        int n = 1;

        for (size_t from = 0, to; from < timeline->count; from = to, n++) {
                const char *label = timeline_department_label(timeline, &timeline->marks[from]);
                bool goes_on = from > 0 && text_equal(timeline->marks[from - 1].department,
                                                      timeline->marks[from].department);
                char title[PAGE_LINE_SIZE];

                to = picture_end(timeline, from);
                /* TRANSLATORS: a department's time line that goes on on the next page */
                snprintf(title, sizeof(title), goes_on ? _("%s, continued") : "%s", label);
                snprintf(id, sizeof(id), "chart-rooms-%d", n);
                html_figure(text, title, NULL);
                chart_timeline(text, timeline, from, to, id, title);
                html_figure_end(text);
        }
}

/* How far the pictures may mislead who reads times from them. */
static void aside(struct text_buffer *text, const struct timeline *timeline) {
        int64_t most_us = chart_timeline_aside_us(timeline);
        char words[PAGE_LINE_SIZE];

        if (most_us == 0)
                return;
        snprintf(words, sizeof(words),
                 _("Marks that would hide each other stand up to %d minutes too far to the right "
                   "here; a hair line shows their time, and the tables have it."),
                 (int)((most_us + US_PER_MIN - 1) / US_PER_MIN));
        html_element(text, "p class=\"soft\"", words);
}

static void rooms(struct text_buffer *text, const struct timeline *timeline) {
        text_append(text, "<div class=\"page\">\n");
        html_section(text, "rooms", _("The night room by room"));
        if (timeline->count == 0) {
                html_element(text, "p", _("Nothing was recorded in any room."));
        } else {
                chart_timeline_legend(text, timeline);
                pictures(text, timeline);
                night_blind(text, timeline);
                aside(text, timeline);
                night_linear(text, timeline);
        }
        html_section_end(text);
        text_append(text, "</div>\n");
}

void night_html(const struct report *report, struct text_buffer *text) {
        struct timeline timeline;
        struct text_buffer lines = { 0 };

        head(text, report);
        text_append(text, "<main>\n");
        if (report->silent_nights > 0) {
                page_baselines(&lines, report);
                html_lines(text, "p", lines.data);
                text_buffer_done(&lines);
        } else {
                keys(text, report);
                figures(text, report);
                night_hours(text, report); /* on paper it fills the sheet before the rooms' own */
                timeline_build(report->input, &timeline);
                rooms(text, &timeline);
                night_happened(text, &timeline);
                timeline_done(&timeline);
        }
        text_append(text, "</main>\n");
        html_foot(text, report);
        html_end(text);
}
