/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Reports: entries become one struct of figures per night or per period, and writers say that struct
 * as text or JSON. Each figure is a sum over entries by a const table, so that its evidence can be
 * listed and adds up to it.
 */

#include "nattvakt/entry.h"
#include "nattvakt/settings.h"
#include "nattvakt/state.h"
#include "nattvakt/text.h"

#define REPORT_NIGHTS_MIN \
        14 /* of a baseline; fewer: "not enough nights" (PRODUCT, "The night report") */

/* Everything a report is computed from, for one stretch of nights. Borrowed. */
struct report_input {
        const struct configuration *configuration; /* that held in these nights */
        const struct entry *entries;
        size_t entry_count;
        const struct history *histories; /* for response times, simultaneous tasks and coverage */
        size_t history_count;
        const struct event *events; /* staff.present for first presence, device events, repeats */
        size_t event_count;
        const struct blind_row *blind;
        size_t blind_count;
        int64_t from_day, to_day; /* nights, both inclusive */
        const char *department;   /* "" for the site */
        bool clock_trusted, simulated;
};
