/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A task's life as one table: state and order give the next state, or the order is refused. The states are
 * those of FHIR R4 Task (https://hl7.org/fhir/R4/valueset-task-status.html). Who may give an order, and
 * what else changes with it, is decided elsewhere; nothing else decides a state.
 */
#include "lifecycle.h"

#include <assert.h>
#include <errno.h>

/* clang-format off */
enum { NO = -1,
       RQ = TASK_STATE_REQUESTED, RC = TASK_STATE_RECEIVED, AC = TASK_STATE_ACCEPTED,
       PR = TASK_STATE_IN_PROGRESS, HO = TASK_STATE_ON_HOLD, RJ = TASK_STATE_REJECTED,
       CO = TASK_STATE_COMPLETED, FA = TASK_STATE_FAILED, CA = TASK_STATE_CANCELLED };

static_assert(TASK_ORDER_COUNT == 21, "the columns below are the orders in their order");

static const signed char table[TASK_STATE_COUNT][TASK_ORDER_COUNT] = {
        /* receive accept start complete decline cancel reopen, open ask evidence raise looked hold release
           visit escalate overdue close fail correct reject */
        [RQ] = { RC, AC, PR, CO, RQ, CA, NO,  RQ, RQ, RQ, RQ, RQ, HO, NO, RQ, RQ, RQ, CO, FA, RQ, RJ },
        [RC] = { NO, AC, PR, CO, RQ, CA, NO,  NO, RQ, RC, RQ, RC, HO, NO, RQ, RC, RC, CO, FA, RC, RJ },
        [AC] = { NO, AC, PR, CO, RQ, CA, NO,  NO, AC, AC, AC, AC, HO, NO, RQ, AC, AC, CO, FA, AC, NO },
        [PR] = { NO, PR, PR, CO, RQ, CA, NO,  NO, PR, PR, PR, PR, HO, NO, RQ, PR, PR, CO, FA, PR, NO },
        [HO] = { NO, NO, NO, CO, NO, CA, NO,  NO, NO, HO, RQ, HO, HO, RQ, RQ, NO, NO, CO, FA, HO, NO },
        [RJ] = { NO, NO, NO, NO, NO, NO, RQ,  NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, RJ, NO },
        [CO] = { NO, NO, NO, NO, NO, NO, RQ,  NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, CO, NO },
        [FA] = { NO, NO, NO, NO, NO, NO, RQ,  NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, FA, NO },
        [CA] = { NO, NO, NO, NO, NO, NO, RQ,  NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, CA, NO },
};
/* clang-format on */

int lifecycle_next(enum task_state from, enum task_order order) {
        assert((size_t)from < TASK_STATE_COUNT && (size_t)order < TASK_ORDER_COUNT);
        return table[from][order] < 0 ? -EPERM : table[from][order];
}
