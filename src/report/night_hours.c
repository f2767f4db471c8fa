/* SPDX-License-Identifier: Apache-2.0 */
/* Coverage hour by hour, of a night as columns and as a table of the same numbers. */
#include <stdio.h>

#include "chart.h"
#include "hours.h"
#include "html.h"
#include "nattvakt/cleanup.h"
#include "night_html.h"
#include "say.h"

static int64_t planned(const struct report_hour *hour) {
        return (int64_t)hour->planned * THOUSAND;
}

static int64_t simultaneous(const struct report_hour *hour) {
        return (int64_t)hour->simultaneous_max * THOUSAND;
}

/* Each is a row of columns and a column of the table. */
static const struct {
        const char *title;
        int64_t (*value)(const struct report_hour *hour);
        int decimals;
        bool is_span;
} figures[] = {
        { N_("Planned tasks opened"), planned, 0, false },
        { N_("Other tasks opened: calls, alarms, doses, devices"), hours_unplanned, 0, false },
        { N_("Most open tasks above routine at once"), simultaneous, 0, false },
        { N_("Minutes with nobody free"), hours_nobody_free, 1, false },
        { N_("Median time to accept calls, alarms and doses, min:s"), hours_accept, 0, true },
};

static const char *value_words(size_t figure, const struct report_hour *hour, char *words) {
        int64_t value = figures[figure].value(hour);

        if (value < 0)
                snprintf(words, NUMBER_TEXT_SIZE, "–");
        else if (figures[figure].is_span)
                number_span_text(value, words);
        else
                number_text(value, 1, figures[figure].decimals, words);
        return words;
}

static void table(struct text_buffer *text, const struct report *report) {
        const char *heads[1 + ELEMENTS(figures)] = { _("Hour") };
        char words[NUMBER_TEXT_SIZE];

        for (size_t f = 0; f < ELEMENTS(figures); f++)
                heads[1 + f] = _(figures[f].title);
        html_details(text, _("The same numbers as a table"), _("Coverage hour by hour"), heads,
                     ELEMENTS(heads));
        for (size_t i = 0; i < report->hour_count; i++) {
                text_append(text, "<tr>");
                html_element(text, "th scope=\"row\"", chart_hour_words(&report->hours[i], words));
                for (size_t f = 0; f < ELEMENTS(figures); f++)
                        html_element(text, "td", value_words(f, &report->hours[i], words));
                text_append(text, "</tr>\n");
        }
        html_details_end(text);
}

static bool has_again(const struct report *report) {
        for (size_t i = 0; i < report->hour_count; i++)
                if (report->hours[i].again)
                        return true;
        return false;
}

/* What the clock did in this night, where it did something. */
static void clock_note(struct text_buffer *text, const struct report *report) {
        const struct report_hour *last = NULL;

        if (has_again(report))
                html_element(
                        text, "p class=\"soft\"",
                        _("The clock was set back this night: the second time an hour comes it "
                          "is marked ′."));
        for (size_t i = 0; i < report->hour_count; last = &report->hours[i], i++)
                if (last && (last->hour + 1) % 24 != report->hours[i].hour &&
                    !report->hours[i].again && !last->again)
                        html_element(text, "p class=\"soft\"",
                                     _("The clock was set forward this night: one hour is not "
                                       "there."));
}

void night_hours(struct text_buffer *text, const struct report *report) {
        struct chart_panel panels[ELEMENTS(figures)] = { 0 };

        html_section(text, "hours", _("Hour by hour"));
        clock_note(text, report);
        for (size_t f = 0; f < ELEMENTS(figures); f++) {
                panels[f].title = _(figures[f].title);
                for (size_t i = 0; i < report->hour_count; i++) {
                        const struct report_hour *hour = &report->hours[i];
                        char words[NUMBER_TEXT_SIZE];

                        panels[f].at[i][0].value = figures[f].value(hour);
                        panels[f].at[i][0].has = figures[f].value(hour) >= 0;
                        text_set(panels[f].at[i][0].words, value_words(f, hour, words));
                }
        }
        html_scroll(text, _("Coverage hour by hour"));
        chart_hours(text, "chart-hours", _("Coverage hour by hour"),
                    _("Five rows of columns, one column an hour. The same numbers stand in the "
                      "table below."),
                    report->hours, report->hour_count, panels, ELEMENTS(panels));
        html_scroll_end(text);
        table(text, report);
        html_section_end(text);
}
