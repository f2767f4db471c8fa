/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The reference home through ledger and report; for tests of report, which see both folders. */

#include <stdlib.h>

#include "ledger.h"
#include "reference.h"
#include "report.h"

struct told {
        struct reference home;
        struct ledger ledger;
        struct report_input input;
};

/* Books the histories of @home, which it takes over, and makes the input of a report. In place: the input borrows. */
static inline void told_build(struct reference home, const char *department, struct told *told) {
        *told = (struct told){ .home = home };
        ledger_build(told->home.histories, told->home.count, NULL, 0,
                     &told->home.configuration.catalogue, &told->home.configuration.site,
                     &told->ledger);
        told->input = (struct report_input){ .configuration = &told->home.configuration,
                                             .entries = told->ledger.entries,
                                             .entry_count = told->ledger.count,
                                             .histories = told->home.histories,
                                             .history_count = told->home.count,
                                             .from_day = told->home.from_day,
                                             .to_day = told->home.to_day,
                                             .department = department,
                                             .clock_trusted = true,
                                             .simulated = true };
}

static inline void told_done(struct told *told) {
        ledger_done(&told->ledger);
        reference_done(&told->home);
}
