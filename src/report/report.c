/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One stretch of nights as figures. A night without any record is counted apart: an outage must not
 * look like a calm night, so it is in no mean (PRODUCT, "What it may never do"). A lone night always
 * counts, and its writer says when nothing was recorded.
 */
#include "report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "figure.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"

/* Any department's record shows that the gateway was there. */
static void mark_recorded(const struct report_input *input, bool *recorded) {
        struct report_input whole = *input;

        whole.department = "";
        for (size_t i = 0; i < input->history_count; i++) {
                int64_t night;

                if (coverage_holds(&whole, &input->histories[i], &night))
                        recorded[night - input->from_day] = true;
        }
}

static void find_nights(const struct report_input *input, struct report *report) {
        size_t wanted = (size_t)(input->to_day - input->from_day + 1);
        _cleanup_(freep) bool *recorded = alloc_zero(wanted, sizeof(recorded[0]));

        report->days = alloc_zero(wanted, sizeof(report->days[0]));
        report->figures = alloc_zero(wanted, sizeof(report->figures[0]));
        mark_recorded(input, recorded);
        for (size_t i = 0; i < wanted; i++) {
                if (recorded[i] || wanted == 1)
                        report->days[report->nights++] = input->from_day + (int64_t)i;
                if (!recorded[i])
                        report->silent_nights++;
        }
}

static int compare_days(const void *a, const void *b) {
        int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

        return (left > right) - (left < right);
}

static struct role_minutes *role_of(struct report *report, const char *role) {
        struct role_minutes *last = &report->roles[REPORT_ROLES_MAX - 1];

        for (size_t i = 0; i < report->role_count; i++)
                if (text_equal(report->roles[i].role, role))
                        return &report->roles[i];
        /* More roles than a page holds share the last line, as unknown. */
        if (report->role_count == REPORT_ROLES_MAX) {
                last->role[0] = '\0';
                return last;
        }
        text_set(report->roles[report->role_count].role, role);
        return &report->roles[report->role_count++];
}

static void add_entry(struct report *report, const struct entry *entry,
                      const struct nuisances *nuisances) {
        const int64_t *day = bsearch(&entry->night, report->days, report->nights,
                                     sizeof(report->days[0]), compare_days);
        int64_t minutes = figure_weight(FIGURE_DIRECT_MINUTES, entry, nuisances);

        assert(day);
        for (int figure = 0; figure < FIGURE_COUNT; figure++) {
                int64_t weight = figure_weight((enum figure)figure, entry, nuisances);

                report->figures[day - report->days][figure] += weight;
                report->totals[figure] += weight;
        }
        if (minutes == 0)
                return;
        role_of(report, entry->asked_role)->asked += minutes;
        role_of(report, entry->used_role)->used += minutes;
        if (!text_equal(entry->asked_role, entry->used_role))
                report->moved += minutes;
        if (entry->measured)
                report->measured += minutes;
}

static void add_entries(const struct report_input *input, struct report *report) {
        const struct staff *staff = &input->configuration->staff;
        struct nuisances nuisances;

        for (size_t i = 0; i < staff->role_count; i++)
                role_of(report, staff->roles[i]);
        nuisances_build(input, &nuisances);
        for (size_t i = 0; i < input->entry_count; i++)
                if (figure_holds(input, &input->entries[i]))
                        add_entry(report, &input->entries[i], &nuisances);
        nuisances_done(&nuisances);
}

void report_build(const struct report_input *input, struct report *ret_report) {
        struct report report = { .input = input };

        assert(input->to_day >= input->from_day && input->department);
        find_nights(input, &report);
        add_entries(input, &report);
        coverage_build(input, &report);
        *ret_report = report;
}

void report_done(struct report *report) {
        free(report->days);
        free(report->figures);
        *report = (struct report){ 0 };
}
