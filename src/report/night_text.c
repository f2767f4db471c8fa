/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A night's report as a page for the department leader. Sections are a const table of figures; what is
 * no sum over entries (times, shares, coverage) follows as rows of their own. Net minutes need a
 * baseline, so a lone night says that it has none. A night without any record has no figures at all:
 * noughts would read as a calm night.
 */
#include <stdio.h>

#include "figure.h"
#include "nattvakt/cleanup.h"
#include "page.h"
#include "say.h"

#define VALUE_WIDTH 12
#define WIDE        36 /* rows whose value is a few words */
#define ROLE_WIDTH  14
#define ROWS_MAX    9

static const struct {
        const char *title;
        enum figure rows[ROWS_MAX];
        size_t count;
} sections[] = {
        { N_("Planned checks"),
          { FIGURE_PHYSICAL_CHECKS, FIGURE_DIGITAL_CHECKS, FIGURE_SECOND_LOOKS,
            FIGURE_LOOKS_NOT_SEEN, FIGURE_NOT_DONE },
          5 },
        { N_("Physical visits by cause"),
          { FIGURE_PHYSICAL_CHECKS, FIGURE_CARE_VISITS, FIGURE_CALL_VISITS, FIGURE_ALARM_VISITS,
            FIGURE_DOSE_VISITS, FIGURE_PHYSICAL_VISITS },
          6 },
        { N_("Visits avoided"),
          { FIGURE_AVOIDED_VISITS, FIGURE_AVOIDED_CAUSED, FIGURE_LOOKED_BUT_VISITED,
            FIGURE_DOOR_OPENINGS },
          4 },
        { N_("Minutes"),
          { FIGURE_CHECK_MINUTES, FIGURE_CARE_MINUTES, FIGURE_CALL_MINUTES, FIGURE_ALARM_MINUTES,
            FIGURE_DOSE_MINUTES, FIGURE_DEVICE_MINUTES, FIGURE_DIRECT_MINUTES, FIGURE_GROSS_MINUTES,
            FIGURE_TECHNOLOGY_MINUTES },
          9 },
};

static void figure_row(struct text_buffer *text, const struct report *report, enum figure figure) {
        char value[NUMBER_TEXT_SIZE];
        int decimals = figure_unit(figure) == FIGURE_UNIT_COUNT ? 0 : 1;

        page_row(text, _(figure_label(figure)),
                 number_text(report->totals[figure], 1, decimals, value), VALUE_WIDTH);
}

static void head(struct text_buffer *text, const struct report *report) {
        const struct report_input *input = report->input;
        const struct zone *zone = &input->configuration->site.zone;
        char place[PAGE_LINE_SIZE], date[NUMBER_TEXT_SIZE], minutes[NUMBER_TEXT_SIZE];
        char from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE];
        int64_t from_us, to_us;

        site_night_bounds(&input->configuration->site, input->from_day, &from_us, &to_us);
        text_appendf(text, _("Night report: %s\n"), page_place(input, place));
        /* TRANSLATORS: date on which the night begins, its local times, its true length */
        text_appendf(text, _("Night that began on %s, %s–%s, %s minutes\n"),
                     number_date_text(input->from_day, date),
                     clock_text(zone, from_us, false, from), clock_text(zone, to_us, false, to),
                     number_text((to_us - from_us) * THOUSAND, US_PER_MIN, 0, minutes));
        page_warnings(text, report);
}

static void competence(struct text_buffer *text, const struct report *report) {
        char asked[NUMBER_TEXT_SIZE], used[NUMBER_TEXT_SIZE];

        page_section(text, _("Minutes by competence"));
        text_append(text, "  ");
        number_left(text, "", PAGE_LABEL_WIDTH);
        number_right(text, _("asked"), VALUE_WIDTH);
        number_right(text, _("done by"), ROLE_WIDTH);
        text_append(text, "\n");
        for (size_t i = 0; i < report->role_count; i++) {
                const struct role_minutes *role = &report->roles[i];

                text_append(text, "  ");
                number_left(text, page_role(role->role), PAGE_LABEL_WIDTH);
                number_right(text, number_text(role->asked, 1, 1, asked), VALUE_WIDTH);
                number_right(text, number_text(role->used, 1, 1, used), ROLE_WIDTH);
                text_append(text, "\n");
        }
        page_row(text, _("moved to another competence"), number_text(report->moved, 1, 1, used),
                 VALUE_WIDTH);
}

static void alarms(struct text_buffer *text, const struct report *report) {
        char value[PAGE_LINE_SIZE];

        page_section(text, _("Calls and alarms"));
        figure_row(text, report, FIGURE_ALARMS);
        figure_row(text, report, FIGURE_ALARM_LOOKS);
        figure_row(text, report, FIGURE_NUISANCE_ALARMS);
        page_row(text, _("nuisance share"),
                 number_percent_text(report->totals[FIGURE_NUISANCE_ALARMS],
                                     report->totals[FIGURE_ALARMS], false, value),
                 VALUE_WIDTH);
        page_row(text, _("alarms per worker-hour"),
                 number_text(report->totals[FIGURE_ALARMS] * 60 * THOUSAND, report->available, 2,
                             value),
                 VALUE_WIDTH);
        figure_row(text, report, FIGURE_REPEATS);
        figure_row(text, report, FIGURE_BREACHES);
        text_appendf(text, "  %s\n",
                     _("median / 90 % / worst, min:s, for calls, alarms and doses:"));
        page_row(text, _("time to accept"), page_spread(&report->accept, value), WIDE);
        page_row(text, _("accepted"), page_known(&report->accept, value), WIDE);
        page_row(text, _("time to first presence"), page_spread(&report->presence, value), WIDE);
        page_row(text, _("somebody was there"), page_known(&report->presence, value), WIDE);
}

static void coverage(struct text_buffer *text, const struct report *report) {
        char value[PAGE_LINE_SIZE], share[NUMBER_TEXT_SIZE];

        page_section(text, _("Coverage"));
        page_row(text, _("most open tasks above routine at once"),
                 number_text((int64_t)report->simultaneous_max * THOUSAND, 1, 0, value),
                 VALUE_WIDTH);
        page_row(text, _("minutes with nobody free"),
                 number_text(report->nobody_free_us * THOUSAND, US_PER_MIN, 1, value), VALUE_WIDTH);
        page_row(text, _("worker minutes available"), number_text(report->available, 1, 0, value),
                 VALUE_WIDTH);
        page_row(text, _("devices that were silent"),
                 number_text((int64_t)report->devices_silent * THOUSAND, 1, 0, value), VALUE_WIDTH);
        page_row(text, _("of these heard again before morning"),
                 number_text((int64_t)report->devices_back * THOUSAND, 1, 0, value), VALUE_WIDTH);
        page_row(text, _("blind minutes"),
                 number_text(report->blind_us * THOUSAND, US_PER_MIN, 1, value), VALUE_WIDTH);
        /* TRANSLATORS: share of planned checks with a recorded outcome (so many of so many) */
        snprintf(value, sizeof(value), _("%s (%zu of %zu)"),
                 number_percent_text((int64_t)report->recorded_checks,
                                     (int64_t)report->planned_checks, false, share),
                 report->recorded_checks, report->planned_checks);
        page_row(text, _("planned checks with a recorded outcome"), value, WIDE);
        page_row(text, _("clock"), report->input->clock_trusted ? _("trusted") : _("not trusted"),
                 VALUE_WIDTH);
}

static void sections_of_figures(struct text_buffer *text, const struct report *report) {
        for (size_t i = 0; i < ELEMENTS(sections); i++) {
                page_section(text, _(sections[i].title));
                for (size_t f = 0; f < sections[i].count; f++)
                        figure_row(text, report, sections[i].rows[f]);
        }
        text_appendf(text, "  %s\n",
                     _("Net minutes are not printed for a lone night: they need a baseline."));
        competence(text, report);
        alarms(text, report);
        coverage(text, report);
}

/* The journal that was asked is not the one of a baseline: a blank page would look like a lost night. */
static void baselines(struct text_buffer *text, const struct report *report) {
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

void night_text(const struct report *report, struct text_buffer *text) {
        head(text, report);
        if (report->silent_nights > 0)
                baselines(text, report);
        else
                sections_of_figures(text, report);
        text_append(text, "\n");
        page_foot(text, report);
}
