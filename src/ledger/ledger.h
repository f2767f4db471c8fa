/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The ledger: histories (tasks with their transitions) become entries of counts and minutes. Pure, and
 * the only place that knows the rules of counting (PRODUCT, "What it may never do" and "The night report").
 * Test tasks give no entries.
 *
 * Rounds that are kept beside the looks often have no task. So events are read too: staff.present
 * is a visit to everybody who lives in that place, and a check told as physical is one to its
 * resident. One without a cause of its own that touches the window of a look makes it
 * looked_but_visited, and that entry's event is the one that told of the visit. It has a cause when a
 * call, alarm, care or dose task of that resident or place was open then, or had been completed on
 * foot at most five minutes before: it is that task's visit, not one more. Events give no minutes.
 */

#include "nattvakt/catalogue.h"
#include "nattvakt/entry.h"
#include "nattvakt/site.h"

struct ledger {
        struct entry *entries; /* by night, then at_us, then task, sequence and what; owned */
        size_t count, capacity;
};

/**
 * Entries of @count @histories, with what @event_count @events tell of visits (both in any order; events
 * of other kinds are passed over). A task belongs to the night in which it was opened; tasks of the
 * day give entries with night -1. Minutes are measured where a task has both start and complete, else
 * @catalogue's standard minutes. Give it the day around the nights too: a visit after the night's end
 * can fall into the window of a look before it, and a presence that is told late counts by when it
 * happened. Release with ledger_done.
 */
void ledger_build(const struct history *histories, size_t count, const struct event *events,
                  size_t event_count, const struct catalogue *catalogue, const struct site *site,
                  struct ledger *ret_ledger);
void ledger_done(struct ledger *ledger);
