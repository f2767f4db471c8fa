/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The reference period of PRODUCT.md as histories: fifteen nights before and fifteen after, with the
 * totals and the spread over nights that its first table gives. Ledger and report must make its second
 * table of it.
 */

#include "nattvakt/entry.h"
#include "nattvakt/settings.h"

#define REFERENCE_NIGHTS     15
#define REFERENCE_BEFORE_DAY 20465 /* 2026-01-12, a Monday */
#define REFERENCE_AFTER_DAY  20759 /* 2026-11-02, a Monday */

/* What is told otherwise than in PRODUCT.md. {0} with glance_min 3 is the reference. */
struct reference_options {
        double glance_min;
        bool rounds_kept;      /* each resident gets three glances although looked after */
        bool all_walked;       /* no look before the walk, */
        int nuisances_a_night; /* and so many nuisance alarms in each night; 0: the reference's 5 */
        int nights;            /* 0: all fifteen */
};

struct reference {
        struct configuration configuration;
        struct history *histories;
        size_t count, capacity;
        int64_t from_day, to_day;
        int next_id;
};

/** The nights before, without sensors and looks; and those after. Release with reference_done. */
void reference_before(const struct reference_options *options, struct reference *ret_reference);
void reference_after(const struct reference_options *options, struct reference *ret_reference);
void reference_done(struct reference *reference);

/** An empty home with its configuration, to which histories are added by hand. */
void reference_home(double glance_min, bool has_technology, struct reference *ret_reference);

/** Opens a task of @code for @resident (0..47) at @at_us; the last one added, borrowed until the next. */
struct history *reference_task(struct reference *reference, const char *code, int resident,
                               int64_t at_us);

/** Adds a step to @history, done by a worker of the resident's department. */
struct transition *reference_step(struct history *history, enum task_order order,
                                  enum task_mode mode, enum outcome outcome, int64_t at_us);

/** The instant of local @hour:@minute in the night that begins on @day (hours below 12: the next date). */
int64_t reference_time(const struct reference *reference, int64_t day, int hour, int minute);
