/* SPDX-License-Identifier: Apache-2.0 */
/* Before and after as bars with the interval of their difference: visits, minutes, and what was saved. */
#include <stdio.h>

#include "chart.h"
#include "figure.h"
#include "html.h"
#include "nattvakt/cleanup.h"
#include "period_html.h"
#include "say.h"

#define PAIRS_MAX 8

static const enum figure visits[] = { FIGURE_PHYSICAL_VISITS, FIGURE_PHYSICAL_CHECKS,
                                      FIGURE_CARE_VISITS, FIGURE_CALL_VISITS, FIGURE_ALARM_VISITS };
static const enum figure minutes[] = { FIGURE_DIRECT_MINUTES, FIGURE_CHECK_MINUTES,
                                       FIGURE_CARE_MINUTES, FIGURE_CALL_MINUTES,
                                       FIGURE_ALARM_MINUTES };

/* The words of one pair, which the chart borrows. */
struct pair_words {
        char before[NUMBER_TEXT_SIZE], after[NUMBER_TEXT_SIZE], change[4 * NUMBER_TEXT_SIZE];
};

static int64_t mean(const struct report *report, enum figure figure) {
        return report->nights > 0 ? report->totals[figure] / (int64_t)report->nights : 0;
}

/* "−68.3 ± 0.4 (−34.2 %)", as far as there is something to say. */
static void change_words(const struct period *period, enum figure figure, char *words,
                         size_t size) {
        const struct difference *difference = &period->differences[figure];
        int64_t before = period->before.totals[figure];
        char change[NUMBER_TEXT_SIZE], half[NUMBER_TEXT_SIZE], share[NUMBER_TEXT_SIZE] = "";

        number_change_text(difference->numerator, difference->denominator, 1, change);
        page_half_width(difference, half);
        if (period->enough && before != 0)
                number_percent_text(difference->numerator, before * (int64_t)period->after.nights,
                                    true, share);
        snprintf(words, size, "%s%s%s%s%s%s", change, half[0] ? " " : "", half,
                 share[0] ? " (" : "", share, share[0] ? ")" : "");
}

static void pairs(struct text_buffer *text, const struct period *period, const char *id,
                  const char *title, const enum figure *figures, size_t count) {
        struct chart_pair pairs_of[PAIRS_MAX] = { 0 };
        struct pair_words words[PAIRS_MAX];

        for (size_t i = 0; i < count; i++) {
                const struct difference *difference = &period->differences[figures[i]];
                struct chart_pair *pair = &pairs_of[i];

                number_text(period->before.totals[figures[i]], (int64_t)period->before.nights, 1,
                            words[i].before);
                number_text(period->after.totals[figures[i]], (int64_t)period->after.nights, 1,
                            words[i].after);
                change_words(period, figures[i], words[i].change, sizeof(words[i].change));
                *pair = (struct chart_pair){
                        .label = _(figure_label(figures[i])),
                        .before = mean(&period->before, figures[i]),
                        .after = mean(&period->after, figures[i]),
                        .half_width =
                                difference->has_interval ? difference->half_width * THOUSAND : 0,
                        .before_words = words[i].before,
                        .after_words = words[i].after,
                        .change_words = words[i].change,
                        .strong = i == 0,
                };
        }
        html_figure(text, title, NULL);
        chart_pairs(text, id, title,
                    _("Two bars for each figure, before and after, with the change. The same "
                      "numbers stand in the table of all figures."),
                    pairs_of, count);
        html_figure_end(text);
}

/* Without enough nights there is no interval to explain. */
static void legend(struct text_buffer *text, bool has_intervals) {
        static const char svg[] = "<li><svg aria-hidden=\"true\" focusable=\"false\" viewBox=\"-80 "
                                  "-70 160 140\" xmlns=\"http://www.w3.org/2000/svg\">";
        static const struct {
                const char *shape, *words;
                bool is_interval;
        } rows[] = {
                { "<rect class=\"bar before\" x=\"-74\" y=\"-44\" width=\"148\" height=\"88\"/>",
                  N_("before"), false },
                { "<rect class=\"bar\" x=\"-74\" y=\"-44\" width=\"148\" height=\"88\"/>",
                  N_("after"), false },
                { "<path class=\"whisker\" d=\"M-60-40v80m0-40H60m0-40v80\"/>",
                  N_("95 % interval of the change, where it varies"), true },
        };

        text_append(text, "<ul class=\"legend\">\n");
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                if (rows[i].is_interval && !has_intervals)
                        continue;
                text_append(text, svg);
                text_append(text, rows[i].shape);
                text_append(text, "</svg>");
                html_element(text, "span", _(rows[i].words));
                text_append(text, "</li>\n");
        }
        text_append(text, "</ul>\n");
}

#define CHANGE_ROW(change, word, figure, sign, text) { FIGURE_##figure, sign, text },
static const struct {
        enum figure figure;
        int sign; /* of before */
        const char *label;
} changes[] = { CHANGES(CHANGE_ROW) };

/* Savings to the right, costs to the left; what did not change is left out. */
static void saved(struct text_buffer *text, const struct period *period) {
        struct chart_change rows[CHANGE_COUNT];
        char words[CHANGE_COUNT][2 * NUMBER_TEXT_SIZE];
        size_t count = 0;

        for (size_t i = 0; i < ELEMENTS(changes); i++) {
                const struct difference *difference = &period->differences[changes[i].figure];
                char value[NUMBER_TEXT_SIZE], half[NUMBER_TEXT_SIZE];
                int64_t saved_now = -difference->numerator;

                if (difference->numerator == 0 && i != CHANGE_NET)
                        continue;
                number_text(-changes[i].sign * difference->numerator, difference->denominator, 1,
                            value);
                page_half_width(difference, half);
                snprintf(words[count], sizeof(words[count]), "%s%s%s", value, half[0] ? " " : "",
                         half);
                rows[count] = (struct chart_change){
                        .label = _(changes[i].label),
                        .words = words[count],
                        .value = difference->denominator > 0 ? saved_now / difference->denominator
                                                             : 0,
                        .half_width =
                                difference->has_interval ? difference->half_width * THOUSAND : 0,
                        .cost = saved_now < 0,
                        .strong = i == CHANGE_NET,
                };
                count++;
        }
        html_figure(text, _("Minutes saved, per night"),
                    _("To the right saved, to the left added."));
        chart_changes(text, "chart-saved", _("Minutes saved, per night"),
                      _("One bar for each kind of work, and net. The same numbers stand in the "
                        "table of minutes saved."),
                      rows, count);
        html_figure_end(text);
}

void period_bars(struct text_buffer *text, const struct period *period) {
        html_section(text, "bars", _("Before and after, per night"));
        legend(text, period->enough);
        pairs(text, period, "chart-visits", _("Physical visits, per night"), visits,
              ELEMENTS(visits));
        pairs(text, period, "chart-minutes", _("Direct minutes, per night"), minutes,
              ELEMENTS(minutes));
        saved(text, period);
        html_section_end(text);
}
