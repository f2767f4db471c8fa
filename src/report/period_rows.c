/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of a period against its baseline: totals and means of both sides, the difference with its
 * 95 % interval, then what was saved and what it cost. With too few nights of baseline the words "not
 * enough nights" stand where percentages and intervals would.
 */
#include <stdio.h>

#include "figure.h"
#include "nattvakt/cleanup.h"
#include "page.h"
#include "say.h"

#define LABEL_WIDTH   35 /* of the table of figures, which is 100 wide in all */
#define TOTAL_WIDTH   9
#define MEAN_WIDTH    9
#define CHANGE_WIDTH  9
#define HALF_WIDTH    8
#define PERCENT_WIDTH 10
#define FACT_WIDTH    27
#define TEXT_WIDTH    18 /* a side's total and mean together */
#define SAVED_WIDTH   17

static const struct {
        enum figure figure;
        bool always; /* also when there was none of it on either side */
} rows[] = {
        { FIGURE_PHYSICAL_CHECKS, true },
        { FIGURE_DIGITAL_CHECKS, true },
        { FIGURE_SECOND_LOOKS, true },
        { FIGURE_LOOKS_NOT_SEEN, true },
        { FIGURE_CARE_VISITS, true },
        { FIGURE_CALL_VISITS, true },
        { FIGURE_ALARMS, true },
        { FIGURE_NUISANCE_ALARMS, true },
        { FIGURE_ALARM_LOOKS, false },
        { FIGURE_ALARM_VISITS, true },
        { FIGURE_DOSE_VISITS, false },
        { FIGURE_PHYSICAL_VISITS, true },
        { FIGURE_DEVICE_CARE, false },
        { FIGURE_AVOIDED_VISITS, true },
        { FIGURE_AVOIDED_CAUSED, true },
        { FIGURE_LOOKED_BUT_VISITED, true },
        { FIGURE_DOOR_OPENINGS, true },
        { FIGURE_NOT_DONE, true },
        { FIGURE_BREACHES, true },
        { FIGURE_REPEATS, true },
        { FIGURE_CHECK_MINUTES, true },
        { FIGURE_CARE_MINUTES, true },
        { FIGURE_CALL_MINUTES, true },
        { FIGURE_ALARM_MINUTES, true },
        { FIGURE_DOSE_MINUTES, false },
        { FIGURE_DEVICE_MINUTES, false },
        { FIGURE_TECHNOLOGY_MINUTES, true },
        { FIGURE_DIRECT_MINUTES, true },
};

#define CHANGE_ROW(change, word, figure, sign, text) \
        { FIGURE_##figure, sign,                     \
          CHANGE_##change == CHANGE_GROSS || CHANGE_##change == CHANGE_ALARM, text },
static const struct {
        enum figure figure;
        int sign;    /* of before */
        bool always; /* also when nothing changed */
        const char *label;
} changes[] = { CHANGES(CHANGE_ROW) };

static void figure_row(struct page *page, const struct period *period, enum figure figure) {
        const struct report *before = &period->before, *after = &period->after;
        const struct difference *difference = &period->differences[figure];
        char value[7][NUMBER_TEXT_SIZE];
        int decimals = figure_unit(figure) == FIGURE_UNIT_COUNT ? 0 : 1;
        int64_t before_total = before->totals[figure], after_total = after->totals[figure];
        struct page_cell cells[] = {
                { _(figure_label(figure)), LABEL_WIDTH, 0 },
                { number_text(before_total, 1, decimals, value[0]), TOTAL_WIDTH, 0 },
                { number_text(before_total, (int64_t)before->nights, 1, value[1]), MEAN_WIDTH, 0 },
                { number_text(after_total, 1, decimals, value[2]), TOTAL_WIDTH, 0 },
                { number_text(after_total, (int64_t)after->nights, 1, value[3]), MEAN_WIDTH, 0 },
                { number_change_text(difference->numerator, difference->denominator, 1, value[4]),
                  CHANGE_WIDTH, 0 },
                { page_half_width(difference, value[5]), HALF_WIDTH, 0 },
                { number_percent_text(difference->numerator, before_total * (int64_t)after->nights,
                                      true, value[6]),
                  PERCENT_WIDTH, 0 },
        };
        size_t count = ELEMENTS(cells);

        if (!period->enough)
                cells[--count - 1] =
                        (struct page_cell){ _("not enough nights"), HALF_WIDTH + PERCENT_WIDTH, 2 };
        page->style->row(page, figure_word(figure), cells, count);
}

/* How each side's minutes were measured. */
static void measured(struct page *page, const struct period *period) {
        const struct report *before = &period->before, *after = &period->after;
        int64_t minutes[] = { before->totals[FIGURE_DIRECT_MINUTES],
                              after->totals[FIGURE_DIRECT_MINUTES] };
        char share[4][NUMBER_TEXT_SIZE], words[PAGE_LINE_SIZE];

        /* TRANSLATORS: shares of the minutes, in per cent */
        snprintf(words, sizeof(words),
                 _("Standard minutes (assumed in the task catalogue): %s before, %s after. "
                   "Measured from start to end: %s before, %s after."),
                 number_percent_text(minutes[0] - before->measured, minutes[0], false, share[0]),
                 number_percent_text(minutes[1] - after->measured, minutes[1], false, share[1]),
                 number_percent_text(before->measured, minutes[0], false, share[2]),
                 number_percent_text(after->measured, minutes[1], false, share[3]));
        page->style->note(page, words);
}

void period_rows_figures(struct page *page, const struct period *period) {
        const struct page_cell sides[] = { { "", LABEL_WIDTH, 0 },
                                           { _("before"), TEXT_WIDTH, 2 },
                                           { _("after"), TEXT_WIDTH, 2 },
                                           { "", 0, 3 } };
        const struct page_cell heads[] = {
                { "", LABEL_WIDTH, 0 },
                { _("total"), TOTAL_WIDTH, 0 },
                /* TRANSLATORS: a mean; two spaces narrower than its column, or it runs into the total */
                { _("a night"), MEAN_WIDTH, 0 },
                { _("total"), TOTAL_WIDTH, 0 },
                { _("a night"), MEAN_WIDTH, 0 },
                { _("change"), CHANGE_WIDTH, 0 },
                { _("95 %"), HALF_WIDTH, 0 },
                { _("percent"), PERCENT_WIDTH, 0 },
        };

        page->style->section(page, NULL);
        page->style->head(page, sides, ELEMENTS(sides));
        page->style->head(page, heads, ELEMENTS(heads));
        for (size_t i = 0; i < ELEMENTS(rows); i++)
                if (rows[i].always || period->before.totals[rows[i].figure] != 0 ||
                    period->after.totals[rows[i].figure] != 0)
                        figure_row(page, period, rows[i].figure);
        measured(page, period);
        page->style->end(page);
}

static void saved_row(struct page *page, const struct period *period, size_t change) {
        const struct difference *difference = &period->differences[changes[change].figure];
        const struct report *after = &period->after;
        char value[NUMBER_TEXT_SIZE], number[NUMBER_TEXT_SIZE];
        char half[NUMBER_TEXT_SIZE + 8] = "", of[NUMBER_TEXT_SIZE + 16] = "";
        int64_t nights = (int64_t)after->nights;
        int decimals = nights > 0 && after->available % (THOUSAND * nights) == 0 ? 0 : 1;

        if (change == CHANGE_NET)
                /* TRANSLATORS: worker minutes available in a night, behind the net minutes */
                snprintf(of, sizeof(of), _(" of %s"),
                         number_text(after->available, nights, decimals, number));
        if (page_half_width(difference, number)[0] != '\0')
                snprintf(half, sizeof(half), "  (%s)", number);
        number_text(-changes[change].sign * difference->numerator, difference->denominator, 1,
                    value);

        const struct page_cell cells[] = { { _(changes[change].label), PAGE_LABEL_WIDTH - 3, 0 },
                                           { value, SAVED_WIDTH, 0 },
                                           { of, 0, 0 },
                                           { half, 0, 0 } };
        page->style->row(page, change_figure_word((enum change_figure)change), cells,
                         ELEMENTS(cells));
}

void period_rows_saved(struct page *page, const struct period *period) {
        page->style->section(page, _("Minutes saved, per night"));
        for (size_t i = 0; i < ELEMENTS(changes); i++)
                if (i == CHANGE_NET || changes[i].always ||
                    period->differences[changes[i].figure].numerator != 0)
                        saved_row(page, period, i);
        measured(page, period);
        page->style->end(page);
}

static void two_sides(struct page *page, const char *key, const char *label, const char *before,
                      const char *after) {
        const struct page_cell cells[] = { { label, PAGE_LABEL_WIDTH - 3, 0 },
                                           { before, FACT_WIDTH, 0 },
                                           { after, FACT_WIDTH, 0 } };

        page->style->row(page, key, cells, ELEMENTS(cells));
}

static void two_heads(struct page *page) {
        const struct page_cell cells[] = { { "", PAGE_LABEL_WIDTH - 3, 0 },
                                           { _("before"), FACT_WIDTH, 0 },
                                           { _("after"), FACT_WIDTH, 0 } };

        page->style->head(page, cells, ELEMENTS(cells));
}

static const char *share_of_checks(const struct report *report, char *text) {
        return number_percent_text((int64_t)report->recorded_checks,
                                   (int64_t)report->planned_checks, false, text);
}

static const char *nuisance_share(const struct report *report, char *text) {
        return number_percent_text(report->totals[FIGURE_NUISANCE_ALARMS],
                                   report->totals[FIGURE_ALARMS], false, text);
}

static const char *alarm_load(const struct report *report, char *text) {
        return number_text(report->totals[FIGURE_ALARMS] * 60 * THOUSAND, report->available, 2,
                           text);
}

static const char *available(const struct report *report, char *text) {
        return number_text(report->available, (int64_t)report->nights, 0, text);
}

static const char *length(const struct report *report, char *text) {
        return number_text(report->length_us * THOUSAND, US_PER_MIN * (int64_t)report->nights, 1,
                           text);
}

static const char *nobody_free(const struct report *report, char *text) {
        return number_text(report->nobody_free_us * THOUSAND, US_PER_MIN * (int64_t)report->nights,
                           1, text);
}

static const char *simultaneous(const struct report *report, char *text) {
        return number_text((int64_t)report->simultaneous_max * THOUSAND, 1, 0, text);
}

static const char *silent(const struct report *report, char *text) {
        return number_text((int64_t)report->devices_silent * THOUSAND, 1, 0, text);
}

static const char *blind(const struct report *report, char *text) {
        return number_text(report->blind_us * THOUSAND, US_PER_MIN, 1, text);
}

static const char *accept_spread(const struct report *report, char *text) {
        return page_spread(&report->accept, text);
}

static const char *presence_spread(const struct report *report, char *text) {
        return page_spread(&report->presence, text);
}

static const char *accepted(const struct report *report, char *text) {
        return page_known(&report->accept, text);
}

static const char *attended(const struct report *report, char *text) {
        return page_known(&report->presence, text);
}

static const char *at_end(const struct report *report, char *text) {
        return page_of(report->presence_at_end, report->presence.count, text);
}

static const char *cleared(const struct report *report, char *text) {
        return page_of(report->cleared_by_look, report->presence.of, text);
}

/* What is no sum over entries, told of both sides. */
static const struct {
        const char *key, *label;
        const char *(*say)(const struct report *report, char *text);
} facts[] = {
        { "night_minutes", N_("length of a night, minutes"), length },
        { "worker_minutes", N_("worker minutes available, a night"), available },
        { "nobody_free_minutes", N_("minutes with nobody free, a night"), nobody_free },
        { "simultaneous_tasks", N_("most open tasks above routine at once"), simultaneous },
        { "alarms_per_worker_hour", N_("alarms per worker-hour"), alarm_load },
        { "nuisance_share_pct", N_("nuisance share"), nuisance_share },
        { "time_to_accept", N_("time to accept"), accept_spread },
        { "accepted", N_("accepted"), accepted },
        { "time_to_presence", N_("time to first presence"), presence_spread },
        { "attended", N_("somebody was there"), attended },
        { "presence_at_visit_end", N_("of these timed at the visit's end"), at_end },
        { "cleared_by_look", N_("cleared by a look"), cleared },
        { "devices_silent", N_("devices that were silent"), silent },
        { "blind_minutes", N_("blind minutes, all nights"), blind },
        { "evidence_coverage_pct", N_("planned checks with an outcome"), share_of_checks },
};

void period_rows_coverage(struct page *page, const struct period *period) {
        char before[PAGE_LINE_SIZE], after[PAGE_LINE_SIZE];

        page->style->section(page, _("Coverage"));
        two_heads(page);
        for (size_t i = 0; i < ELEMENTS(facts); i++)
                two_sides(page, facts[i].key, _(facts[i].label),
                          facts[i].say(&period->before, before),
                          facts[i].say(&period->after, after));
        if (period->before.presence_at_end + period->after.presence_at_end > 0)
                page->style->note(page, _("Where start was not registered, the time until somebody "
                                          "was there runs to the visit's end."));
        page->style->end(page);
}

static int64_t used_minutes(const struct report *report, const char *role) {
        for (size_t i = 0; i < report->role_count; i++)
                if (text_equal(report->roles[i].role, role))
                        return report->roles[i].used;
        return 0;
}

static void competence_row(struct page *page, const struct period *period, const char *role) {
        char before[NUMBER_TEXT_SIZE], after[NUMBER_TEXT_SIZE];

        two_sides(page, role, report_role(role),
                  number_text(used_minutes(&period->before, role), (int64_t)period->before.nights,
                              1, before),
                  number_text(used_minutes(&period->after, role), (int64_t)period->after.nights, 1,
                              after));
}

static bool knows_role(const struct report *report, const char *role) {
        for (size_t i = 0; i < report->role_count; i++)
                if (text_equal(report->roles[i].role, role))
                        return true;
        return false;
}

/* Roles of the period, then those that only the baseline had. */
void period_rows_competence(struct page *page, const struct period *period) {
        const struct report *before = &period->before, *after = &period->after;
        char moved_before[NUMBER_TEXT_SIZE], moved_after[NUMBER_TEXT_SIZE];

        page->style->section(page, _("Minutes by competence that did them, a night"));
        two_heads(page);
        for (size_t i = 0; i < after->role_count; i++)
                competence_row(page, period, after->roles[i].role);
        for (size_t i = 0; i < before->role_count; i++)
                if (!knows_role(after, before->roles[i].role))
                        competence_row(page, period, before->roles[i].role);
        two_sides(page, "moved_minutes", _("moved to another competence"),
                  number_text(before->moved, (int64_t)before->nights, 1, moved_before),
                  number_text(after->moved, (int64_t)after->nights, 1, moved_after));
        page->style->note(page,
                          _("Moved: done by another competence than the one asked last before "
                            "the work was done."));
        measured(page, period);
        page->style->end(page);
}
