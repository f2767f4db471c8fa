/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A period against its baseline as a page: who, when and how measured, the key figures, bars, all
 * figures, coverage and the nights. The rows of figures are those of the text report.
 */
#include "period_html.h"

#include <stdio.h>

#include "chart.h"
#include "html.h"
#include "nattvakt/cleanup.h"
#include "say.h"

static void side(struct text_buffer *text, const char *label, const struct report *report) {
        struct text_buffer line = { 0 };

        page_side(&line, label, report);
        html_lines(text, "p class=\"sides\"", line.data);
        text_buffer_done(&line);
}

static void head(struct text_buffer *text, const struct period *period) {
        char place[PAGE_LINE_SIZE], title[2 * PAGE_LINE_SIZE];
        struct text_buffer method = { 0 };

        page_place(period->after.input, place);
        /* TRANSLATORS: a page's title: the period's name, place */
        snprintf(title, sizeof(title), _("Period %s against the baseline, %s"), period->name,
                 place);
        html_begin(text, title);
        chart_patterns(text);
        text_append(text, "<header>\n");
        html_element(text, "p class=\"eyebrow\"", _("Period against the baseline"));
        html_element(text, "h1", place);
        side(text, _("Before"), &period->before);
        side(text, _("After"), &period->after);
        page_method(&method, period);
        html_lines(text, "p", method.data);
        text_buffer_done(&method);
        html_warnings(text, (const struct report *[]){ &period->before, &period->after },
                      (const char *[]){ _("Before"), _("After") }, 2);
        text_append(text, "</header>\n");
}

/* "± 0.4, before 200.0", or that there are not enough nights. */
static void below_visits(const struct period *period, char *below, size_t size) {
        char before[NUMBER_TEXT_SIZE], after[NUMBER_TEXT_SIZE];

        /* TRANSLATORS: means a night, before and after */
        snprintf(below, size, _("a night: %s before, %s after"),
                 number_text(period->before.totals[FIGURE_PHYSICAL_VISITS],
                             (int64_t)period->before.nights, 1, before),
                 number_text(period->after.totals[FIGURE_PHYSICAL_VISITS],
                             (int64_t)period->after.nights, 1, after));
}

static void net_key(struct text_buffer *text, const struct period *period) {
        const struct difference *net = &period->differences[FIGURE_DIRECT_MINUTES];
        char value[2 * NUMBER_TEXT_SIZE], number[NUMBER_TEXT_SIZE], half[NUMBER_TEXT_SIZE];
        char below[PAGE_LINE_SIZE];

        number_text(-net->numerator, net->denominator, 1, number);
        page_half_width(net, half);
        snprintf(value, sizeof(value), "%s%s%s", number, half[0] ? " " : "", half);
        snprintf(below, sizeof(below), _("minutes a night, of %s worker minutes"),
                 number_text(period->after.available, (int64_t)period->after.nights, 0, number));
        html_key(text, "net_minutes_saved", _("net minutes saved"), value, below);
}

static void keys(struct text_buffer *text, const struct period *period) {
        const struct difference *visits = &period->differences[FIGURE_PHYSICAL_VISITS];
        const struct report *before = &period->before, *after = &period->after;
        char value[NUMBER_TEXT_SIZE], more[NUMBER_TEXT_SIZE], below[PAGE_LINE_SIZE];

        html_keys(text, 4);
        net_key(text, period);
        below_visits(period, below, sizeof(below));
        if (period->enough)
                number_percent_text(visits->numerator,
                                    before->totals[FIGURE_PHYSICAL_VISITS] * (int64_t)after->nights,
                                    true, value);
        else
                snprintf(value, sizeof(value), "%s", _("not enough nights"));
        html_key(text, "physical_visits", _("all physical visits"), value, below);
        html_key(
                text, "avoided_visits", _("avoided visits"),
                number_text(after->totals[FIGURE_AVOIDED_VISITS], (int64_t)after->nights, 1, value),
                _("a night on average"));
        /* TRANSLATORS: below a figure: what it was in the baseline */
        snprintf(below, sizeof(below), _("a night; before: %s"),
                 number_text(before->nobody_free_us * THOUSAND,
                             US_PER_MIN * (int64_t)before->nights, 1, more));
        html_key(text, "nobody_free_minutes", _("minutes with nobody free"),
                 number_text(after->nobody_free_us * THOUSAND, US_PER_MIN * (int64_t)after->nights,
                             1, value),
                 below);
        html_keys_end(text);
}

static void figures(struct text_buffer *text, const struct period *period) {
        struct page page = { .style = &page_as_html, .text = text };
        struct text_buffer notes = { 0 };

        text_append(text, "<div class=\"page\">\n");
        html_section(text, "figures", _("The period in figures"));
        html_scroll(text, _("All figures"));
        period_rows_figures(&page, period);
        html_scroll_end(text);
        page_notes(&notes, period);
        text_append(text, "<p class=\"soft\">");
        html_text(text, notes.data);
        text_append(text, "</p>\n");
        text_buffer_done(&notes);
        period_rows_saved(&page, period);
        period_rows_competence(&page, period);
        period_rows_coverage(&page, period);
        html_section_end(text);
        text_append(text, "</div>\n");
}

void period_html(const struct period *period, struct text_buffer *text) {
        head(text, period);
        text_append(text, "<main>\n");
        keys(text, period);
        period_bars(text, period);
        figures(text, period);
        period_hours(text, period);
        period_nights(text, period);
        text_append(text, "</main>\n");
        html_foot(text, &period->after);
        html_end(text);
}
