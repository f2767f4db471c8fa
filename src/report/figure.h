/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What each figure sums, and which entries belong to a report. Private to the report. */

#include "report.h"

/* Tasks that turned out to be nuisance alarms. */
struct nuisances {
        const char **tasks; /* rising; the texts are the entries' */
        size_t count, capacity;
};

/** Whether @entry is of the nights and the department of @input. */
bool figure_holds(const struct report_input *input, const struct entry *entry);

/** The nuisance alarms among the entries of @input. Release with nuisances_done. */
void nuisances_build(const struct report_input *input, struct nuisances *ret_nuisances);
void nuisances_done(struct nuisances *nuisances);

/** What @entry adds to @figure, 1/1000 of its unit; 0: nothing. */
int64_t figure_weight(enum figure figure, const struct entry *entry,
                      const struct nuisances *nuisances);

/** Whether @entry is a part of @figure, also with 0 minutes. */
bool figure_has(enum figure figure, const struct entry *entry, const struct nuisances *nuisances);

enum figure_unit figure_unit(enum figure figure);

/** What people call it, a msgid. */
const char *figure_label(enum figure figure);
