/* SPDX-License-Identifier: Apache-2.0 */
/* Task and share do not know each other; here the one's question becomes the other's answer. */
#include "ask.h"

#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "share.h"

int ask_somebody(const struct configuration *configuration, const struct book *book,
                 const struct change *change, const struct moment *now,
                 struct assignment *ret_assignment) {
        const struct staff *staff = &configuration->staff;
        _cleanup_(freep) struct workload *loads =
                alloc_zero(staff->worker_count, sizeof(struct workload));
        struct share_question question = {
                .task = &change->task,
                .code = catalogue_code(&configuration->catalogue, change->task.code),
                .site = &configuration->site,
                .staff = staff,
                .workloads = loads,
                .workload_count = staff->worker_count,
                .at_us = now->wall_us,
                .rung = change->ask_rung,
                .role = change->ask_rung == RUNG_ROLE ? change->ask_role : NULL,
                .again = change->transition.order == TASK_ORDER_ESCALATE,
        };

        if (!question.code) { /* the catalogue lost the code of an open task */
                memset(ret_assignment, 0, sizeof(*ret_assignment));
                return 0;
        }

        for (size_t i = 0; i < staff->worker_count; i++) {
                const char *slot = staff->workers[i].slot;

                text_set(loads[i].slot, slot);
                loads[i].busy = book_is_busy(book, slot);
                loads[i].minutes = book_minutes(book, slot);
        }
        return share_choose(&question, ret_assignment);
}
