/* SPDX-License-Identifier: Apache-2.0 */
/* A period hour by hour and night by night. */
#include <stdio.h>
#include <string.h>

#include "chart.h"
#include "figure.h"
#include "hours.h"
#include "html.h"
#include "nattvakt/cleanup.h"
#include "period_html.h"
#include "say.h"

#define HOUR_FIGURES 3

/* Of one hour: a sum over its nights, or a median. */
static const struct {
        const char *title;
        int64_t (*value)(const struct report_hour *hour);
        bool is_median;
} figures[HOUR_FIGURES] = {
        { N_("Calls, alarms, doses and devices, a night"), hours_unplanned, false },
        { N_("Minutes with nobody free, a night"), hours_nobody_free, false },
        { N_("Median time to accept calls, alarms and doses, min:s"), hours_accept, true },
};

static const struct report_hour *same_hour(const struct report *report,
                                           const struct report_hour *hour) {
        for (size_t i = 0; i < report->hour_count; i++)
                if (report->hours[i].order == hour->order)
                        return &report->hours[i];
        return NULL;
}

static void fill(struct chart_panel *panel, size_t f, size_t i, int side,
                 const struct report_hour *hour) {
        char words[NUMBER_TEXT_SIZE];
        int64_t value = hour ? figures[f].value(hour) : -1;

        if (value < 0)
                return;
        panel->at[i][side].has = true;
        panel->at[i][side].value = figures[f].is_median ? value : value / (int64_t)hour->nights;
        if (figures[f].is_median)
                number_span_text(value, words);
        else
                number_text(value, (int64_t)hour->nights, 1, words);
        text_set(panel->at[i][side].words, words);
}

static void hours_table(struct text_buffer *text, const struct report *after,
                        const struct chart_panel *panels) {
        const char *heads[1 + 2 * HOUR_FIGURES] = { _("Hour") };
        char titles[2 * HOUR_FIGURES][PAGE_LINE_SIZE], words[8];

        for (size_t n = 0; n < ELEMENTS(titles); n++) {
                snprintf(titles[n], sizeof(titles[n]), "%s: %s", panels[n / 2].title,
                         n % 2 == 0 ? _("before") : _("after"));
                heads[1 + n] = titles[n];
        }
        html_details(text, _("The same numbers as a table"), _("Coverage hour by hour"), heads,
                     ELEMENTS(heads));
        for (size_t i = 0; i < after->hour_count; i++) {
                text_append(text, "<tr>");
                html_element(text, "th scope=\"row\"", chart_hour_words(&after->hours[i], words));
                for (size_t n = 0; n < ELEMENTS(titles); n++)
                        html_element(text, "td",
                                     panels[n / 2].at[i][n % 2].has
                                             ? panels[n / 2].at[i][n % 2].words
                                             : "–");
                text_append(text, "</tr>\n");
        }
        html_details_end(text);
}

void period_hours(struct text_buffer *text, const struct period *period) {
        const struct report *after = &period->after;
        struct chart_panel panels[HOUR_FIGURES] = { 0 };

        if (after->hour_count == 0)
                return;
        for (size_t f = 0; f < HOUR_FIGURES; f++) {
                panels[f].title = _(figures[f].title);
                panels[f].two = true;
                for (size_t i = 0; i < after->hour_count; i++) {
                        fill(&panels[f], f, i, 0, same_hour(&period->before, &after->hours[i]));
                        fill(&panels[f], f, i, 1, &after->hours[i]);
                }
        }
        html_section(text, "hours", _("Hour by hour"));
        html_scroll(text, _("Coverage hour by hour"));
        chart_hours(text, "chart-hours", _("Coverage hour by hour"),
                    _("Three rows of columns, before and after in each hour. The same numbers "
                      "stand in the table below."),
                    after->hours, after->hour_count, panels, HOUR_FIGURES);
        html_scroll_end(text);
        hours_table(text, after, panels);
        html_section_end(text);
}

static const char *const weekdays[7] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                         N_("Fri"), N_("Sat"), N_("Sun") };

static const enum figure of_night[] = { FIGURE_PHYSICAL_VISITS, FIGURE_AVOIDED_VISITS,
                                        FIGURE_CALL_VISITS, FIGURE_ALARMS, FIGURE_DIRECT_MINUTES };

static const int64_t *figures_of(const struct report *report, int64_t day) {
        for (size_t i = 0; i < report->nights; i++)
                if (report->days[i] == day)
                        return report->figures[i];
        return NULL;
}

static void night_row(struct text_buffer *text, const struct report *report, const char *side,
                      int64_t day) {
        const int64_t *values = figures_of(report, day);
        char date[NUMBER_TEXT_SIZE], words[2 * NUMBER_TEXT_SIZE];

        text_append(text, "<tr>");
        html_element(text, "td", side);
        /* 1970-01-01 was a Thursday */
        snprintf(words, sizeof(words), "%s %s", _(weekdays[(day % 7 + 3) % 7]),
                 number_date_text(day, date));
        html_element(text, "th scope=\"row\" class=\"t\"", words);
        if (!values) {
                char tag[32];

                snprintf(tag, sizeof(tag), "td colspan=\"%zu\"", ELEMENTS(of_night));
                html_element(text, tag, _("nothing recorded: in no mean"));
        }
        for (size_t f = 0; values && f < ELEMENTS(of_night); f++)
                html_element(text, "td class=\"n\"",
                             number_text(values[of_night[f]], 1,
                                         figure_unit(of_night[f]) == FIGURE_UNIT_COUNT ? 0 : 1,
                                         words));
        text_append(text, "</tr>\n");
}

void period_nights(struct text_buffer *text, const struct period *period) {
        const struct report *sides[] = { &period->before, &period->after };
        const char *heads[2 + ELEMENTS(of_night)] = { _("Side"), _("Night") };

        for (size_t f = 0; f < ELEMENTS(of_night); f++)
                heads[2 + f] = _(figure_label(of_night[f]));
        html_section(text, "nights", _("Night by night"));
        html_table(text, _("Night by night"), heads, ELEMENTS(heads));
        for (size_t s = 0; s < ELEMENTS(sides); s++)
                for (int64_t day = sides[s]->input->from_day; day <= sides[s]->input->to_day; day++)
                        night_row(text, sides[s], s == 0 ? _("before") : _("after"), day);
        html_table_end(text);
        html_section_end(text);
}
