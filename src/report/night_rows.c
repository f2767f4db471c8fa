/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of a night's report. Sections are a const table of figures; what is no sum over entries
 * (times, shares, coverage) follows as rows of their own. Net minutes need a baseline, so a lone night
 * says that it has none, and keeps apart what must not be subtracted to make one.
 */
#include <stdio.h>

#include "figure.h"
#include "nattvakt/cleanup.h"
#include "page.h"
#include "say.h"

#define VALUE_WIDTH 12
#define WIDE        36 /* rows whose value is a few words */
#define ROLE_WIDTH  14
#define ROWS_MAX    8
#define NOTES_MAX   2

static const struct {
        const char *title;
        enum figure rows[ROWS_MAX];
        size_t count;
        const char *notes[NOTES_MAX];
        bool is_minutes; /* says how they were measured */
} sections[] = {
        { N_("Planned checks"),
          { FIGURE_PHYSICAL_CHECKS, FIGURE_DIGITAL_CHECKS, FIGURE_SECOND_LOOKS,
            FIGURE_LOOKS_NOT_SEEN, FIGURE_NOT_DONE },
          5,
          { NULL },
          false },
        { N_("Physical visits by cause"),
          { FIGURE_PHYSICAL_CHECKS, FIGURE_CARE_VISITS, FIGURE_CALL_VISITS, FIGURE_ALARM_VISITS,
            FIGURE_DOSE_VISITS, FIGURE_PHYSICAL_VISITS },
          6,
          { NULL },
          false },
        { N_("Visits avoided"),
          { FIGURE_AVOIDED_VISITS, FIGURE_AVOIDED_CAUSED, FIGURE_LOOKED_BUT_VISITED,
            FIGURE_DOOR_OPENINGS, FIGURE_GROSS_MINUTES },
          5,
          { N_("Gross: standard minutes of the visits avoided, less minutes of looks. Alarm work "
               "is "
               "not in it, so gross less added work is not net."),
            N_("Net minutes are not printed for a lone night: they need a baseline.") },
          false },
        { N_("Minutes"),
          { FIGURE_CHECK_MINUTES, FIGURE_CARE_MINUTES, FIGURE_CALL_MINUTES, FIGURE_ALARM_MINUTES,
            FIGURE_DOSE_MINUTES, FIGURE_DEVICE_MINUTES, FIGURE_DIRECT_MINUTES,
            FIGURE_TECHNOLOGY_MINUTES },
          8,
          { N_("Minutes added by the technology are a part of the minutes above, not to be "
               "added.") },
          true },
};

static void figure_row(struct page *page, const struct report *report, enum figure figure) {
        char value[NUMBER_TEXT_SIZE];
        int decimals = figure_unit(figure) == FIGURE_UNIT_COUNT ? 0 : 1;

        page_row(page, figure_word(figure), _(figure_label(figure)),
                 number_text(report->totals[figure], 1, decimals, value), VALUE_WIDTH);
}

static void measured(struct page *page, const struct report *report) {
        char words[PAGE_LINE_SIZE];

        if (page_measured(report, words)[0] != '\0')
                page->style->note(page, words);
}

static void competence(struct page *page, const struct report *report) {
        char asked[NUMBER_TEXT_SIZE], used[NUMBER_TEXT_SIZE];
        const struct page_cell heads[] = { { "", PAGE_LABEL_WIDTH, 0 },
                                           { _("asked"), VALUE_WIDTH, 0 },
                                           { _("done by"), ROLE_WIDTH, 0 } };

        page->style->section(page, _("Minutes by competence"));
        page->style->head(page, heads, ELEMENTS(heads));
        measured(page, report);
        for (size_t i = 0; i < report->role_count; i++) {
                const struct role_minutes *role = &report->roles[i];
                const struct page_cell cells[] = {
                        { report_role(role->role), PAGE_LABEL_WIDTH, 0 },
                        { number_text(role->asked, 1, 1, asked), VALUE_WIDTH, 0 },
                        { number_text(role->used, 1, 1, used), ROLE_WIDTH, 0 },
                };

                page->style->row(page, role->role, cells, ELEMENTS(cells));
        }
        page_row(page, "moved_minutes", _("moved to another competence"),
                 number_text(report->moved, 1, 1, used), VALUE_WIDTH);
        page->style->note(page,
                          _("Asked: whom nattvakt asked last before the work was done. Moved: "
                            "done by another competence than that."));
        page->style->end(page);
}

static void alarms(struct page *page, const struct report *report) {
        char value[PAGE_LINE_SIZE];

        page->style->section(page, _("Calls and alarms"));
        figure_row(page, report, FIGURE_ALARMS);
        figure_row(page, report, FIGURE_ALARM_LOOKS);
        figure_row(page, report, FIGURE_NUISANCE_ALARMS);
        page_row(page, "nuisance_share_pct", _("nuisance share"),
                 number_percent_text(report->totals[FIGURE_NUISANCE_ALARMS],
                                     report->totals[FIGURE_ALARMS], false, value),
                 VALUE_WIDTH);
        page_row(page, "alarms_per_worker_hour", _("alarms per worker-hour"),
                 number_text(report->totals[FIGURE_ALARMS] * 60 * THOUSAND, report->available, 2,
                             value),
                 VALUE_WIDTH);
        figure_row(page, report, FIGURE_REPEATS);
        figure_row(page, report, FIGURE_BREACHES);
        page->style->note(page, _("median / 90 % / worst, min:s, for calls, alarms and doses:"));
        page_row(page, "time_to_accept", _("time to accept"), page_spread(&report->accept, value),
                 WIDE);
        page_row(page, "accepted", _("accepted"), page_known(&report->accept, value), WIDE);
        page_row(page, "time_to_presence", _("time to first presence"),
                 page_spread(&report->presence, value), WIDE);
        page_row(page, "attended", _("somebody was there"), page_known(&report->presence, value),
                 WIDE);
        page_row(page, "presence_at_visit_end", _("of these timed at the visit's end"),
                 page_of(report->presence_at_end, report->presence.count, value), WIDE);
        page_row(page, "cleared_by_look", _("cleared by a look"),
                 page_of(report->cleared_by_look, report->presence.of, value), WIDE);
        if (report->presence_at_end > 0)
                page->style->note(page, _("Where start was not registered, the time until somebody "
                                          "was there runs to the visit's end."));
        page->style->end(page);
}

static void coverage(struct page *page, const struct report *report) {
        char value[PAGE_LINE_SIZE], share[NUMBER_TEXT_SIZE];

        page->style->section(page, _("Coverage"));
        page_row(page, "simultaneous_tasks", _("most open tasks above routine at once"),
                 number_text((int64_t)report->simultaneous_max * THOUSAND, 1, 0, value),
                 VALUE_WIDTH);
        page_row(page, "nobody_free_minutes", _("minutes with nobody free"),
                 number_text(report->nobody_free_us * THOUSAND, US_PER_MIN, 1, value), VALUE_WIDTH);
        page_row(page, "worker_minutes", _("worker minutes available"),
                 number_text(report->available, 1, 0, value), VALUE_WIDTH);
        page_row(page, "devices_silent", _("devices that were silent"),
                 number_text((int64_t)report->devices_silent * THOUSAND, 1, 0, value), VALUE_WIDTH);
        page_row(page, "devices_back", _("of these heard again before morning"),
                 number_text((int64_t)report->devices_back * THOUSAND, 1, 0, value), VALUE_WIDTH);
        page_row(page, "blind_minutes", _("blind minutes"),
                 number_text(report->blind_us * THOUSAND, US_PER_MIN, 1, value), VALUE_WIDTH);
        /* TRANSLATORS: share of planned checks with a recorded outcome (so many of so many) */
        snprintf(value, sizeof(value), _("%s (%zu of %zu)"),
                 number_percent_text((int64_t)report->recorded_checks,
                                     (int64_t)report->planned_checks, false, share),
                 report->recorded_checks, report->planned_checks);
        page_row(page, "evidence_coverage_pct", _("planned checks with a recorded outcome"), value,
                 WIDE);
        page_row(page, "clock_trusted", _("clock"),
                 report->input->clock_trusted ? _("trusted") : _("not trusted"), VALUE_WIDTH);
        page->style->end(page);
}

void night_rows(struct page *page, const struct report *report) {
        for (size_t i = 0; i < ELEMENTS(sections); i++) {
                page->style->section(page, _(sections[i].title));
                if (sections[i].is_minutes)
                        measured(page, report);
                for (size_t f = 0; f < sections[i].count; f++)
                        figure_row(page, report, sections[i].rows[f]);
                for (size_t n = 0; n < NOTES_MAX && sections[i].notes[n]; n++)
                        page->style->note(page, _(sections[i].notes[n]));
                page->style->end(page);
        }
        competence(page, report);
        alarms(page, report);
        coverage(page, report);
}
