/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A period against its baseline: each side by its own configuration and entries, differences of means
 * per night as exact ratios, intervals by statistics.c.
 */
#include "report.h"

#include "number.h"
#include "statistics.h"

static struct sample sample_of(const struct report *report, enum figure figure) {
        if (report->nights == 0)
                return (struct sample){ 0 };
        return statistics_sample(&report->figures[0][figure], report->nights, FIGURE_COUNT,
                                 THOUSAND);
}

static struct difference difference(const struct period *period, enum figure figure) {
        int64_t before = (int64_t)period->before.nights, after = (int64_t)period->after.nights;
        struct sample a = sample_of(&period->before, figure), b = sample_of(&period->after, figure);
        struct difference difference = {
                .numerator = period->after.totals[figure] * before -
                             period->before.totals[figure] * after,
                .denominator = before * after,
        };

        if (period->enough)
                difference.has_interval = statistics_welch(&a, &b, &difference.half_width);
        return difference;
}

void period_build(const char *name, const char *method, const struct report_input *before,
                  const struct report_input *after, struct period *ret_period) {
        struct period period = { .name = name, .method = method };

        report_build(before, &period.before);
        report_build(after, &period.after);
        period.enough = period.before.nights >= REPORT_NIGHTS_MIN;
        for (int figure = 0; figure < FIGURE_COUNT; figure++)
                period.differences[figure] = difference(&period, (enum figure)figure);
        *ret_period = period;
}

void period_done(struct period *period) {
        report_done(&period->before);
        report_done(&period->after);
        *period = (struct period){ 0 };
}
