/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Gathering: what a report needs, read from a journal. The ledger is computed here each time. */

#include "journal.h"
#include "ledger.h"
#include "report.h"

struct gathered {
        struct report_input input; /* points into the rest */
        struct ledger ledger;
        struct history *histories;
        size_t history_count, history_capacity;
        struct event *events;
        size_t event_count, event_capacity;
        struct blind_row *blind;
        size_t blind_count, blind_capacity;
        bool clock_untrusted; /* in some of these nights */
};

/**
 * Reads the nights @from_day..@to_day of @journal under @configuration for @department ("" the site).
 * Release with gather_done, in either case. 0 or what the journal answers.
 */
int gather(struct journal *journal, const struct configuration *configuration, int64_t from_day,
           int64_t to_day, const char *department, struct gathered *ret_gathered);
void gather_done(struct gathered *gathered);

/** The period of that name in the settings, or NULL; the first one where @name is NULL. */
const struct period_settings *gather_period(const struct settings *settings, const char *name);

/* Both sides of a period: the baseline may lie in another journal, under another configuration. */
struct gathered_period {
        struct gathered before, after;
        struct journal *baseline_journal;             /* owned, or NULL: the same */
        struct configuration *baseline_configuration; /* owned, or NULL: the same */
};

/** Like gather, for @period of @configuration's settings. Appends to @says why not, for people. */
int gather_both(struct journal *journal, const struct configuration *configuration,
                const struct period_settings *period, const char *department,
                struct gathered_period *ret_gathered, struct text_buffer *says);
void gather_both_done(struct gathered_period *gathered);
