/* SPDX-License-Identifier: Apache-2.0 */
/* From a journal's rows to what a report is computed from. */
#include "gather.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "timekeeper.h"

/*
 * Around the nights: a device that fell silent by day is silent at night, and a round just after a night's
 * end can undo a look just before it. What lies outside gives no figure of its own.
 */
#define BEFORE_US US_PER_DAY
#define AFTER_US  (6 * US_PER_H)

/* So much later a presence may still be told that happened at night, from an app that was out of reach. */
#define TOLD_LATE_US US_PER_DAY

static int add_history(void *userdata, const struct history *history) {
        struct gathered *gathered = userdata;
        struct history *copy;

        alloc_room(&gathered->histories, gathered->history_count, &gathered->history_capacity,
                   sizeof(*gathered->histories));
        copy = &gathered->histories[gathered->history_count++];
        *copy = *history;
        copy->steps = alloc_zero(history->count, sizeof(*copy->steps));
        memcpy(copy->steps, history->steps, history->count * sizeof(*copy->steps));
        return 0;
}

/* Presence and devices' silence are counted from events; other events are behind their tasks. */
static int add_event(void *userdata, const struct event *event) {
        struct gathered *gathered = userdata;

        alloc_room(&gathered->events, gathered->event_count, &gathered->event_capacity,
                   sizeof(*gathered->events));
        gathered->events[gathered->event_count++] = *event;
        return 0;
}

static int add_blind(void *userdata, const struct blind_row *row) {
        struct gathered *gathered = userdata;

        if (row->cause == BLIND_CAUSE_CLOCK) { /* it saw, but did not know when */
                gathered->clock_untrusted = true;
                return 0;
        }
        alloc_room(&gathered->blind, gathered->blind_count, &gathered->blind_capacity,
                   sizeof(*gathered->blind));
        gathered->blind[gathered->blind_count++] = *row;
        return 0;
}

/* How many of the events, which come as they were received; a device's silence after the nights is not theirs. */
static size_t received_before(const struct gathered *gathered, int64_t to_us) {
        size_t count = gathered->event_count;

        while (count > 0 && gathered->events[count - 1].received_us >= to_us)
                count--;
        return count;
}

static bool any_simulated(const struct gathered *gathered) {
        for (size_t i = 0; i < gathered->history_count; i++)
                if (gathered->histories[i].task.simulated)
                        return true;
        return false;
}

int gather(struct journal *journal, const struct configuration *configuration, int64_t from_day,
           int64_t to_day, const char *department, struct gathered *ret_gathered) {
        struct gathered *gathered = ret_gathered;
        const struct site *site = &configuration->site;
        int64_t from_us, to_us, unused, since_us = 0;
        int r;

        memset(gathered, 0, sizeof(*gathered));
        site_night_bounds(site, from_day, &from_us, &unused);
        site_night_bounds(site, to_day, &unused, &to_us);
        r = journal_each_history(journal, from_us - BEFORE_US, to_us + AFTER_US, add_history,
                                 gathered);
        if (r >= 0)
                r = journal_each_event(journal, from_us - BEFORE_US, to_us + TOLD_LATE_US,
                                       add_event, gathered);
        if (r >= 0)
                r = journal_each_blind(journal, from_us, to_us, add_blind, gathered);
        if (r >= 0)
                r = journal_fact(journal, TIMEKEEPER_FACT, &since_us);
        if (r < 0)
                return r;

        ledger_build(gathered->histories, gathered->history_count, gathered->events,
                     gathered->event_count, &configuration->catalogue, site, &gathered->ledger);
        gathered->input = (struct report_input){ .configuration = configuration,
                                                 .entries = gathered->ledger.entries,
                                                 .entry_count = gathered->ledger.count,
                                                 .histories = gathered->histories,
                                                 .history_count = gathered->history_count,
                                                 .events = gathered->events,
                                                 .event_count = received_before(gathered, to_us),
                                                 .blind = gathered->blind,
                                                 .blind_count = gathered->blind_count,
                                                 .from_day = from_day,
                                                 .to_day = to_day,
                                                 .department = department,
                                                 .clock_trusted = !gathered->clock_untrusted &&
                                                                  !(since_us && since_us < to_us),
                                                 .simulated = any_simulated(gathered) };
        return 0;
}

void gather_done(struct gathered *gathered) {
        for (size_t i = 0; i < gathered->history_count; i++)
                free(gathered->histories[i].steps);
        free(gathered->histories);
        free(gathered->events);
        free(gathered->blind);
        ledger_done(&gathered->ledger);
        memset(gathered, 0, sizeof(*gathered));
}

const struct period_settings *gather_period(const struct settings *settings, const char *name) {
        for (size_t i = 0; i < settings->period_count; i++)
                if (!name || text_equal(settings->periods[i].name, name))
                        return &settings->periods[i];
        return NULL;
}

static int open_baseline(const struct period_settings *period, struct gathered_period *gathered,
                         struct text_buffer *says) {
        struct config_faults faults = { 0 };
        int r;

        if (period->baseline_config[0]) {
                r = config_load(period->baseline_config, &gathered->baseline_configuration,
                                &faults);
                config_faults_done(&faults);
                if (r < 0) {
                        text_appendf(
                                says,
                                "the configuration of the baseline in %s has faults: see nattvakt "
                                "check",
                                period->baseline_config);
                        return r;
                }
        }
        if (period->baseline_journal[0]) {
                r = journal_open(period->baseline_journal, JOURNAL_READ,
                                 &gathered->baseline_journal);
                if (r < 0) {
                        text_appendf(says, "the journal of the baseline %s cannot be read: %s",
                                     period->baseline_journal, journal_says(r));
                        return r;
                }
        }
        return 0;
}

int gather_both(struct journal *journal, const struct configuration *configuration,
                const struct period_settings *period, const char *department,
                struct gathered_period *ret_gathered, struct text_buffer *says) {
        struct gathered_period *gathered = ret_gathered;
        int r;

        memset(gathered, 0, sizeof(*gathered));
        r = open_baseline(period, gathered, says);
        if (r < 0)
                return r;

        r = gather(
                gathered->baseline_journal ? gathered->baseline_journal : journal,
                gathered->baseline_configuration ? gathered->baseline_configuration : configuration,
                period->baseline_from_day, period->baseline_to_day, department, &gathered->before);
        if (r >= 0)
                r = gather(journal, configuration, period->from_day, period->to_day, department,
                           &gathered->after);
        if (r < 0)
                text_appendf(says, "the journal cannot be read: %s", journal_says(r));
        return r;
}

void gather_both_done(struct gathered_period *gathered) {
        gather_done(&gathered->before);
        gather_done(&gathered->after);
        journal_close(gathered->baseline_journal);
        config_free(gathered->baseline_configuration);
        gathered->baseline_journal = NULL;
        gathered->baseline_configuration = NULL;
}
