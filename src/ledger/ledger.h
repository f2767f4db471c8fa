/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The ledger: histories (tasks with their transitions) become entries of counts and minutes. Pure, and
 * the only place that knows the rules of counting (PRODUCT, "What it may never do" and "The night report").
 * Test tasks give no entries.
 */

#include "nattvakt/catalogue.h"
#include "nattvakt/entry.h"
#include "nattvakt/site.h"

struct ledger {
        struct entry *entries; /* by night, then at_us, then task, sequence and what; owned */
        size_t count, capacity;
};

/**
 * Entries of @count @histories (any order). A task belongs to the night in which it was opened; tasks of the day
 * give entries with night -1. Minutes are measured where a task has both start and complete, else @catalogue's
 * standard minutes. Give it the day around the nights too: a visit after the night's end can fall into the
 * window of a look before it. Release with ledger_done.
 */
void ledger_build(const struct history *histories, size_t count, const struct catalogue *catalogue,
                  const struct site *site, struct ledger *ret_ledger);
void ledger_done(struct ledger *ledger);
