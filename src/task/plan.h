/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* When each planned thing is due next: a heap, so that 5,000 of them cost nothing while time passes. */

#include "nattvakt/site.h"

#define PLAN_ORIGIN \
        "plan:" /* what the origin of a planned task begins with: plan:ITEM/RESIDENT@UTC */

struct plan_due {
        int64_t at_us; /* UTC */
        const struct plan_entry *entry;
};

struct plan {
        struct plan_due *heap;
        size_t count;
        int64_t until_us; /* everything due until then has been opened */
        bool is_set;
};

/** How long after its time @entry can be done. */
int64_t plan_window_us(const struct plan_entry *entry);

/** What is due after @us comes next. */
void plan_set(struct plan *plan, const struct site *site, int64_t us);
void plan_done(struct plan *plan);
