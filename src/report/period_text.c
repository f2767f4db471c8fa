/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A period against its baseline as a page: totals and means of both sides, the difference with its
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

/* "± 1.2" of an interval, or "" where there is none. */
static const char *half_width(const struct difference *difference, char *text) {
        char number[NUMBER_TEXT_SIZE - 4];

        text[0] = '\0';
        if (difference->has_interval)
                snprintf(text, NUMBER_TEXT_SIZE, "± %s",
                         number_text((int64_t)(difference->half_width * THOUSAND + 0.5), 1, 1,
                                     number));
        return text;
}

static void add_side(struct text_buffer *text, const struct report *report, enum figure figure) {
        char value[NUMBER_TEXT_SIZE];
        int decimals = figure_unit(figure) == FIGURE_UNIT_COUNT ? 0 : 1;

        number_right(text, number_text(report->totals[figure], 1, decimals, value), TOTAL_WIDTH);
        number_right(text, number_text(report->totals[figure], (int64_t)report->nights, 1, value),
                     MEAN_WIDTH);
}

static void figure_row(struct text_buffer *text, const struct period *period, enum figure figure) {
        const struct difference *difference = &period->differences[figure];
        char value[NUMBER_TEXT_SIZE];

        text_append(text, "  ");
        number_left(text, _(figure_label(figure)), LABEL_WIDTH);
        add_side(text, &period->before, figure);
        add_side(text, &period->after, figure);
        number_right(text,
                     number_change_text(difference->numerator, difference->denominator, 1, value),
                     CHANGE_WIDTH);
        if (!period->enough) {
                number_right(text, _("not enough nights"), HALF_WIDTH + PERCENT_WIDTH);
                text_append(text, "\n");
                return;
        }
        number_right(text, half_width(difference, value), HALF_WIDTH);
        number_right(
                text,
                number_percent_text(difference->numerator,
                                    period->before.totals[figure] * (int64_t)period->after.nights,
                                    true, value),
                PERCENT_WIDTH);
        text_append(text, "\n");
}

static void table(struct text_buffer *text, const struct period *period) {
        text_append(text, "\n");
        number_left(text, "", LABEL_WIDTH + 2);
        number_right(text, _("before"), TEXT_WIDTH);
        number_right(text, _("after"), TEXT_WIDTH);
        text_append(text, "\n  ");
        number_left(text, "", LABEL_WIDTH);
        for (int i = 0; i < 2; i++) {
                number_right(text, _("total"), TOTAL_WIDTH);
                /* TRANSLATORS: a mean; two spaces narrower than its column, or it runs into the total */
                number_right(text, _("a night"), MEAN_WIDTH);
        }
        number_right(text, _("change"), CHANGE_WIDTH);
        number_right(text, _("95 %"), HALF_WIDTH);
        number_right(text, _("percent"), PERCENT_WIDTH);
        text_append(text, "\n");
        for (size_t i = 0; i < ELEMENTS(rows); i++)
                if (rows[i].always || period->before.totals[rows[i].figure] != 0 ||
                    period->after.totals[rows[i].figure] != 0)
                        figure_row(text, period, rows[i].figure);
}

static void saved(struct text_buffer *text, const struct period *period) {
        char value[NUMBER_TEXT_SIZE], half[NUMBER_TEXT_SIZE], of[NUMBER_TEXT_SIZE];
        const struct report *after = &period->after;
        int64_t nights = (int64_t)after->nights;
        int decimals = nights > 0 && after->available % (THOUSAND * nights) == 0 ? 0 : 1;

        page_section(text, _("Minutes saved, per night"));
        for (size_t i = 0; i < ELEMENTS(changes); i++) {
                const struct difference *difference = &period->differences[changes[i].figure];
                bool is_net = i == CHANGE_NET;

                if (!is_net && !changes[i].always && difference->numerator == 0)
                        continue;
                text_append(text, "  ");
                number_left(text, _(changes[i].label), PAGE_LABEL_WIDTH - 3);
                number_right(text,
                             number_text(-changes[i].sign * difference->numerator,
                                         difference->denominator, 1, value),
                             SAVED_WIDTH);
                if (is_net)
                        /* TRANSLATORS: worker minutes available in a night, behind the net minutes */
                        text_appendf(text, _(" of %s"),
                                     number_text(after->available, nights, decimals, of));
                if (half_width(difference, half)[0] != '\0')
                        text_appendf(text, "  (%s)", half);
                text_append(text, "\n");
        }
}

static void two_sides(struct text_buffer *text, const char *label, const char *before,
                      const char *after) {
        text_append(text, "  ");
        number_left(text, label, PAGE_LABEL_WIDTH - 3);
        number_right(text, before, FACT_WIDTH);
        number_right(text, after, FACT_WIDTH);
        text_append(text, "\n");
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

/* What is no sum over entries, told of both sides. */
static const struct {
        const char *label;
        const char *(*say)(const struct report *report, char *text);
} facts[] = {
        { N_("length of a night, minutes"), length },
        { N_("worker minutes available, a night"), available },
        { N_("minutes with nobody free, a night"), nobody_free },
        { N_("most open tasks above routine at once"), simultaneous },
        { N_("alarms per worker-hour"), alarm_load },
        { N_("nuisance share"), nuisance_share },
        { N_("time to accept"), accept_spread },
        { N_("accepted"), accepted },
        { N_("time to first presence"), presence_spread },
        { N_("somebody was there"), attended },
        { N_("devices that were silent"), silent },
        { N_("blind minutes, all nights"), blind },
        { N_("planned checks with an outcome"), share_of_checks },
};

static void coverage(struct text_buffer *text, const struct period *period) {
        char before[PAGE_LINE_SIZE], after[PAGE_LINE_SIZE];

        page_section(text, _("Coverage"));
        two_sides(text, "", _("before"), _("after"));
        for (size_t i = 0; i < ELEMENTS(facts); i++)
                two_sides(text, _(facts[i].label), facts[i].say(&period->before, before),
                          facts[i].say(&period->after, after));
}

static int64_t used_minutes(const struct report *report, const char *role) {
        for (size_t i = 0; i < report->role_count; i++)
                if (text_equal(report->roles[i].role, role))
                        return report->roles[i].used;
        return 0;
}

static void competence_row(struct text_buffer *text, const struct period *period,
                           const char *role) {
        char before[NUMBER_TEXT_SIZE], after[NUMBER_TEXT_SIZE];

        two_sides(text, page_role(role),
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
static void competence(struct text_buffer *text, const struct period *period) {
        const struct report *before = &period->before, *after = &period->after;
        char moved_before[NUMBER_TEXT_SIZE], moved_after[NUMBER_TEXT_SIZE];

        page_section(text, _("Minutes by competence that did them, a night"));
        two_sides(text, "", _("before"), _("after"));
        for (size_t i = 0; i < after->role_count; i++)
                competence_row(text, period, after->roles[i].role);
        for (size_t i = 0; i < before->role_count; i++)
                if (!knows_role(after, before->roles[i].role))
                        competence_row(text, period, before->roles[i].role);
        two_sides(text, _("moved to another competence"),
                  number_text(before->moved, (int64_t)before->nights, 1, moved_before),
                  number_text(after->moved, (int64_t)after->nights, 1, moved_after));
}

static void side_line(struct text_buffer *text, const char *label, const struct report *report) {
        char from[NUMBER_TEXT_SIZE], to[NUMBER_TEXT_SIZE];

        /* TRANSLATORS: before or after; first and last night; how many nights count; configuration */
        text_appendf(text, _("%s: nights %s – %s, %zu with records, configuration %s\n"), label,
                     number_date_text(report->input->from_day, from),
                     number_date_text(report->input->to_day, to), report->nights,
                     report->input->configuration->fingerprint);
        page_warnings(text, report);
}

static void head(struct text_buffer *text, const struct period *period) {
        char place[PAGE_LINE_SIZE];

        text_appendf(text, _("Period against the baseline: %s\n"),
                     page_place(period->after.input, place));
        side_line(text, _("Before"), &period->before);
        side_line(text, _("After"), &period->after);
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

static void notes(struct text_buffer *text, const struct period *period) {
        text_append(text, "\n");
        text_append(text, _("95 %: interval of the difference by Welch's t; nights taken as "
                            "independent, the block bootstrap\ncomes later. None where a figure "
                            "does not vary. Times: median / 90 % / worst, min:s.\n"));
        if (!same_weekdays(&period->before, &period->after))
                text_append(text, _("The weekdays of the two sides differ: part of a difference "
                                    "may be theirs.\n"));
        page_foot(text, &period->after);
}

void period_text(const struct period *period, struct text_buffer *text) {
        head(text, period);
        table(text, period);
        saved(text, period);
        competence(text, period);
        coverage(text, period);
        notes(text, period);
}
