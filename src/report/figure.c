/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures as sums over entries. One const table says what each is made of, so the sum and its evidence
 * cannot differ: both are made by figure_weight.
 *
 * Source: PRODUCT.md, "The night report" and "Reference period". Of "minutes added by the technology
 * (false alarms, re-checks, device care)" the alarms are those that were none; alarm work as a whole is
 * a figure of its own, since before there were sensors there was none of it.
 */
#include "figure.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "number.h"
#include "say.h"

#define TERMS_MAX 10

struct term {
        int sign; /* 0: end of the list */
        enum entry_what what;
        enum figure_unit unit;
        bool nuisance_only;
};

/* clang-format off */
#define C(what)  { +1, ENTRY_##what, FIGURE_UNIT_COUNT, false }
#define M(what)  { +1, ENTRY_##what, FIGURE_UNIT_MINUTES, false }
#define ML(what) { -1, ENTRY_##what, FIGURE_UNIT_MINUTES, false }
#define MN(what) { +1, ENTRY_##what, FIGURE_UNIT_MINUTES, true }

static const struct term terms[FIGURE_COUNT][TERMS_MAX] = {
        [FIGURE_PHYSICAL_CHECKS]    = { C(PHYSICAL_CHECK) },
        [FIGURE_DIGITAL_CHECKS]     = { C(DIGITAL_CHECK) },
        [FIGURE_SECOND_LOOKS]       = { C(SECOND_LOOK) },
        [FIGURE_LOOKS_NOT_SEEN]     = { C(NOT_SEEN) },
        [FIGURE_CARE_VISITS]        = { C(CARE) },
        [FIGURE_CALL_VISITS]        = { C(CALL) },
        [FIGURE_ALARMS]             = { C(ALARM) },
        [FIGURE_ALARM_LOOKS]        = { C(ALARM_LOOK) },
        [FIGURE_ALARM_VISITS]       = { C(ALARM_VISIT) },
        [FIGURE_NUISANCE_ALARMS]    = { C(NUISANCE) },
        [FIGURE_DOSE_VISITS]        = { C(DOSE_VISIT) },
        [FIGURE_PHYSICAL_VISITS]    = { C(PHYSICAL_CHECK), C(CARE), C(CALL), C(ALARM_VISIT), C(DOSE_VISIT) },
        [FIGURE_DEVICE_CARE]        = { C(DEVICE_CARE) },
        [FIGURE_AVOIDED_VISITS]     = { C(AVOIDED), C(AVOIDED_CAUSED) },
        [FIGURE_AVOIDED_CAUSED]     = { C(AVOIDED_CAUSED) },
        [FIGURE_DOOR_OPENINGS]      = { C(AVOIDED) },
        [FIGURE_LOOKED_BUT_VISITED] = { C(NOT_AVOIDED) },
        [FIGURE_CHECK_MINUTES]      = { M(PHYSICAL_CHECK), M(DIGITAL_CHECK), M(SECOND_LOOK) },
        [FIGURE_CARE_MINUTES]       = { M(CARE) },
        [FIGURE_CALL_MINUTES]       = { M(CALL) },
        [FIGURE_ALARM_MINUTES]      = { M(ALARM), M(ALARM_LOOK), M(ALARM_VISIT) },
        [FIGURE_DOSE_MINUTES]       = { M(DOSE_VISIT) },
        [FIGURE_DEVICE_MINUTES]     = { M(DEVICE_CARE) },
        [FIGURE_DIRECT_MINUTES]     = { M(PHYSICAL_CHECK), M(DIGITAL_CHECK), M(SECOND_LOOK), M(CARE), M(CALL),
                                        M(ALARM), M(ALARM_LOOK), M(ALARM_VISIT), M(DOSE_VISIT), M(DEVICE_CARE) },
        [FIGURE_GROSS_MINUTES]      = { M(AVOIDED), M(AVOIDED_CAUSED), ML(DIGITAL_CHECK), ML(SECOND_LOOK) },
        [FIGURE_TECHNOLOGY_MINUTES] = { MN(ALARM), MN(ALARM_LOOK), MN(ALARM_VISIT), M(SECOND_LOOK), M(DEVICE_CARE) },
        [FIGURE_NOT_DONE]           = { C(NOT_DONE) },
        [FIGURE_BREACHES]           = { C(BREACH) },
        [FIGURE_REPEATS]            = { C(REPEAT) },
};

#define FIGURE_WORD(figure, word, unit, text) [FIGURE_##figure] = word,
static const char *const figure_words[] = { FIGURES(FIGURE_WORD) };
WORDS_DEFINE(figure)

#define CHANGE_WORD(change, word, figure, sign, text) [CHANGE_##change] = word,
static const char *const change_figure_words[] = { CHANGES(CHANGE_WORD) };
WORDS_DEFINE(change_figure)

#define FIGURE_UNIT_OF(figure, word, unit, text) [FIGURE_##figure] = FIGURE_UNIT_##unit,
static const enum figure_unit units[] = { FIGURES(FIGURE_UNIT_OF) };

#define FIGURE_LABEL(figure, word, unit, text) [FIGURE_##figure] = text,
static const char *const labels[] = { FIGURES(FIGURE_LABEL) };
/* clang-format on */

enum figure_unit figure_unit(enum figure figure) {
        return units[figure];
}

const char *figure_label(enum figure figure) {
        return labels[figure];
}

bool figure_holds(const struct report_input *input, const struct entry *entry) {
        return entry->night >= input->from_day && entry->night <= input->to_day &&
               entry->night >= 0 &&
               (input->department[0] == '\0' || text_equal(entry->department, input->department));
}

static int compare_tasks(const void *a, const void *b) {
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void nuisances_build(const struct report_input *input, struct nuisances *ret_nuisances) {
        struct nuisances found = { 0 };

        for (size_t i = 0; i < input->entry_count; i++) {
                if (input->entries[i].what != ENTRY_NUISANCE)
                        continue;
                alloc_room(&found.tasks, found.count, &found.capacity, sizeof(found.tasks[0]));
                found.tasks[found.count++] = input->entries[i].task;
        }
        if (found.count > 1)
                qsort(found.tasks, found.count, sizeof(found.tasks[0]), compare_tasks);
        *ret_nuisances = found;
}

void nuisances_done(struct nuisances *nuisances) {
        free(nuisances->tasks);
        *nuisances = (struct nuisances){ 0 };
}

static bool is_nuisance(const struct nuisances *nuisances, const struct entry *entry) {
        const char *task = entry->task;

        return nuisances->count > 0 && bsearch(&task, nuisances->tasks, nuisances->count,
                                               sizeof(nuisances->tasks[0]), compare_tasks);
}

static const struct term *term_of(enum figure figure, const struct entry *entry,
                                  const struct nuisances *nuisances) {
        for (size_t i = 0; i < TERMS_MAX && terms[figure][i].sign != 0; i++) {
                const struct term *term = &terms[figure][i];

                if (term->what == entry->what &&
                    (!term->nuisance_only || is_nuisance(nuisances, entry)))
                        return term;
        }
        return NULL;
}

bool figure_has(enum figure figure, const struct entry *entry, const struct nuisances *nuisances) {
        return term_of(figure, entry, nuisances) != NULL;
}

int64_t figure_weight(enum figure figure, const struct entry *entry,
                      const struct nuisances *nuisances) {
        const struct term *term = term_of(figure, entry, nuisances);

        if (!term)
                return 0;
        return term->unit == FIGURE_UNIT_COUNT ? term->sign * THOUSAND
                                               : term->sign * llround(entry->minutes * THOUSAND);
}
