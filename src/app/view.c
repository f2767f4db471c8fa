/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The view: what those around the flow may know of it. Nothing here changes anything.
 */
#include "flow_private.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

int64_t flow_next_us(const struct flow *flow) {
        int64_t due[] = { sense_next_us(flow->sense), book_next_us(flow->book), flow->handover_us,
                          flow->report_us };
        int64_t next = due[0];

        for (size_t i = 1; i < ELEMENTS(due); i++)
                next = due[i] < next ? due[i] : next;
        return next;
}

bool flow_is_urgent(const struct flow *flow) {
        return flow->is_open && flow->urgent;
}

size_t flow_inputs(const struct flow *flow) {
        return flow->is_open ? flow->inputs : 0;
}

const struct flow_counts *flow_counts(const struct flow *flow) {
        return &flow->counts;
}

struct journal *flow_journal(struct flow *flow) {
        return flow->journal;
}

const struct task *flow_open_task(const struct flow *flow, size_t index) {
        return book_open(flow->book, index);
}

size_t flow_open_tasks(const struct flow *flow) {
        size_t count = 0;

        while (book_open(flow->book, count))
                count++;
        return count;
}

bool flow_fits(const struct flow *flow, const struct configuration *configuration,
               char ret_name[NAME_SIZE]) {
        const struct task *task;

        for (size_t i = 0; (task = book_open(flow->book, i)); i++) {
                const char *missing = NULL;

                if (task->place[0] && !site_place(&configuration->site, task->place))
                        missing = task->place;
                else if (!catalogue_code(&configuration->catalogue, task->code))
                        missing = task->code;
                if (!missing)
                        continue;
                text_copy(ret_name, NAME_SIZE, missing);
                return false;
        }
        return true;
}
