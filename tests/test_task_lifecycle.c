/* SPDX-License-Identifier: Apache-2.0 */
/* Each state with each order is one row; "" is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>

#include "lifecycle.h"
#include "nattvakt/cleanup.h"

/* clang-format off */
static const struct {
        const char *from, *order, *to;
} rows[] = {
        { "requested", "receive", "received" },
        { "requested", "accept", "accepted" },
        { "requested", "start", "in-progress" },
        { "requested", "complete", "completed" },
        { "requested", "decline", "requested" },
        { "requested", "cancel", "cancelled" },
        { "requested", "reopen", "" },
        { "requested", "open", "requested" },
        { "requested", "ask", "requested" },
        { "requested", "evidence", "requested" },
        { "requested", "raise", "requested" },
        { "requested", "looked", "requested" },
        { "requested", "hold", "on-hold" },
        { "requested", "release", "" },
        { "requested", "visit", "requested" },
        { "requested", "escalate", "requested" },
        { "requested", "overdue", "requested" },
        { "requested", "close", "completed" },
        { "requested", "fail", "failed" },
        { "requested", "correct", "requested" },
        { "requested", "reject", "rejected" },
        { "received", "receive", "" },
        { "received", "accept", "accepted" },
        { "received", "start", "in-progress" },
        { "received", "complete", "completed" },
        { "received", "decline", "requested" },
        { "received", "cancel", "cancelled" },
        { "received", "reopen", "" },
        { "received", "open", "" },
        { "received", "ask", "requested" },
        { "received", "evidence", "received" },
        { "received", "raise", "requested" },
        { "received", "looked", "received" },
        { "received", "hold", "on-hold" },
        { "received", "release", "" },
        { "received", "visit", "requested" },
        { "received", "escalate", "received" },
        { "received", "overdue", "received" },
        { "received", "close", "completed" },
        { "received", "fail", "failed" },
        { "received", "correct", "received" },
        { "received", "reject", "rejected" },
        { "accepted", "receive", "" },
        { "accepted", "accept", "accepted" },
        { "accepted", "start", "in-progress" },
        { "accepted", "complete", "completed" },
        { "accepted", "decline", "requested" },
        { "accepted", "cancel", "cancelled" },
        { "accepted", "reopen", "" },
        { "accepted", "open", "" },
        { "accepted", "ask", "accepted" },
        { "accepted", "evidence", "accepted" },
        { "accepted", "raise", "accepted" },
        { "accepted", "looked", "accepted" },
        { "accepted", "hold", "on-hold" },
        { "accepted", "release", "" },
        { "accepted", "visit", "requested" },
        { "accepted", "escalate", "accepted" },
        { "accepted", "overdue", "accepted" },
        { "accepted", "close", "completed" },
        { "accepted", "fail", "failed" },
        { "accepted", "correct", "accepted" },
        { "accepted", "reject", "" },
        { "in-progress", "receive", "" },
        { "in-progress", "accept", "in-progress" },
        { "in-progress", "start", "in-progress" },
        { "in-progress", "complete", "completed" },
        { "in-progress", "decline", "requested" },
        { "in-progress", "cancel", "cancelled" },
        { "in-progress", "reopen", "" },
        { "in-progress", "open", "" },
        { "in-progress", "ask", "in-progress" },
        { "in-progress", "evidence", "in-progress" },
        { "in-progress", "raise", "in-progress" },
        { "in-progress", "looked", "in-progress" },
        { "in-progress", "hold", "on-hold" },
        { "in-progress", "release", "" },
        { "in-progress", "visit", "requested" },
        { "in-progress", "escalate", "in-progress" },
        { "in-progress", "overdue", "in-progress" },
        { "in-progress", "close", "completed" },
        { "in-progress", "fail", "failed" },
        { "in-progress", "correct", "in-progress" },
        { "in-progress", "reject", "" },
        { "on-hold", "receive", "" },
        { "on-hold", "accept", "" },
        { "on-hold", "start", "" },
        { "on-hold", "complete", "completed" },
        { "on-hold", "decline", "" },
        { "on-hold", "cancel", "cancelled" },
        { "on-hold", "reopen", "" },
        { "on-hold", "open", "" },
        { "on-hold", "ask", "" },
        { "on-hold", "evidence", "on-hold" },
        { "on-hold", "raise", "requested" },
        { "on-hold", "looked", "on-hold" },
        { "on-hold", "hold", "on-hold" },
        { "on-hold", "release", "requested" },
        { "on-hold", "visit", "requested" },
        { "on-hold", "escalate", "" },
        { "on-hold", "overdue", "" },
        { "on-hold", "close", "completed" },
        { "on-hold", "fail", "failed" },
        { "on-hold", "correct", "on-hold" },
        { "on-hold", "reject", "" },
        { "rejected", "receive", "" },
        { "rejected", "accept", "" },
        { "rejected", "start", "" },
        { "rejected", "complete", "" },
        { "rejected", "decline", "" },
        { "rejected", "cancel", "" },
        { "rejected", "reopen", "requested" },
        { "rejected", "open", "" },
        { "rejected", "ask", "" },
        { "rejected", "evidence", "" },
        { "rejected", "raise", "" },
        { "rejected", "looked", "" },
        { "rejected", "hold", "" },
        { "rejected", "release", "" },
        { "rejected", "visit", "" },
        { "rejected", "escalate", "" },
        { "rejected", "overdue", "" },
        { "rejected", "close", "" },
        { "rejected", "fail", "" },
        { "rejected", "correct", "rejected" },
        { "rejected", "reject", "" },
        { "completed", "receive", "" },
        { "completed", "accept", "" },
        { "completed", "start", "" },
        { "completed", "complete", "" },
        { "completed", "decline", "" },
        { "completed", "cancel", "" },
        { "completed", "reopen", "requested" },
        { "completed", "open", "" },
        { "completed", "ask", "" },
        { "completed", "evidence", "" },
        { "completed", "raise", "" },
        { "completed", "looked", "" },
        { "completed", "hold", "" },
        { "completed", "release", "" },
        { "completed", "visit", "" },
        { "completed", "escalate", "" },
        { "completed", "overdue", "" },
        { "completed", "close", "" },
        { "completed", "fail", "" },
        { "completed", "correct", "completed" },
        { "completed", "reject", "" },
        { "failed", "receive", "" },
        { "failed", "accept", "" },
        { "failed", "start", "" },
        { "failed", "complete", "" },
        { "failed", "decline", "" },
        { "failed", "cancel", "" },
        { "failed", "reopen", "requested" },
        { "failed", "open", "" },
        { "failed", "ask", "" },
        { "failed", "evidence", "" },
        { "failed", "raise", "" },
        { "failed", "looked", "" },
        { "failed", "hold", "" },
        { "failed", "release", "" },
        { "failed", "visit", "" },
        { "failed", "escalate", "" },
        { "failed", "overdue", "" },
        { "failed", "close", "" },
        { "failed", "fail", "" },
        { "failed", "correct", "failed" },
        { "failed", "reject", "" },
        { "cancelled", "receive", "" },
        { "cancelled", "accept", "" },
        { "cancelled", "start", "" },
        { "cancelled", "complete", "" },
        { "cancelled", "decline", "" },
        { "cancelled", "cancel", "" },
        { "cancelled", "reopen", "requested" },
        { "cancelled", "open", "" },
        { "cancelled", "ask", "" },
        { "cancelled", "evidence", "" },
        { "cancelled", "raise", "" },
        { "cancelled", "looked", "" },
        { "cancelled", "hold", "" },
        { "cancelled", "release", "" },
        { "cancelled", "visit", "" },
        { "cancelled", "escalate", "" },
        { "cancelled", "overdue", "" },
        { "cancelled", "close", "" },
        { "cancelled", "fail", "" },
        { "cancelled", "correct", "cancelled" },
        { "cancelled", "reject", "" },
};
/* clang-format on */

static void every_row_is_so(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                int from = task_state_from_word(rows[i].from);
                int order = task_order_from_word(rows[i].order);
                int to = *rows[i].to ? task_state_from_word(rows[i].to) : -EPERM;
                int got = lifecycle_next((enum task_state)from, (enum task_order)order);

                if (got != to)
                        print_message("  %s, %s\n", rows[i].from, rows[i].order);
                assert_int_equal(got, to);
        }
}

static void every_pair_is_a_row(void **state) {
        bool is_there[TASK_STATE_COUNT][TASK_ORDER_COUNT] = { 0 };

        (void)state;
        assert_int_equal(ELEMENTS(rows), TASK_STATE_COUNT * TASK_ORDER_COUNT);
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                int from = task_state_from_word(rows[i].from);
                int order = task_order_from_word(rows[i].order);

                assert_false(is_there[from][order]);
                is_there[from][order] = true;
        }
}

static void nothing_but_reopening_leaves_an_end(void **state) {
        (void)state;
        for (int from = 0; from < TASK_STATE_COUNT; from++)
                for (int order = 0; order < TASK_ORDER_COUNT; order++) {
                        int to = lifecycle_next((enum task_state)from, (enum task_order)order);

                        if (task_state_is_end((enum task_state)from) && to >= 0)
                                assert_true(to == from || order == TASK_ORDER_REOPEN);
                }
}

static void every_open_state_can_end(void **state) {
        (void)state;
        for (int from = 0; from < TASK_STATE_COUNT; from++)
                if (!task_state_is_end((enum task_state)from)) {
                        assert_int_equal(lifecycle_next((enum task_state)from, TASK_ORDER_CLOSE),
                                         TASK_STATE_COMPLETED);
                        assert_int_equal(lifecycle_next((enum task_state)from, TASK_ORDER_CANCEL),
                                         TASK_STATE_CANCELLED);
                }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_row_is_so),
                cmocka_unit_test(every_pair_is_a_row),
                cmocka_unit_test(nothing_but_reopening_leaves_an_end),
                cmocka_unit_test(every_open_state_can_end),
        };

        return cmocka_run_group_tests_name("task/lifecycle", tests, NULL, NULL);
}
