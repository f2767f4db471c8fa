/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeping: what a turn writes into its one transaction, and what it will say once that is committed.
 * A journal error ends the turn's chances but not the program: it is kept in flow->error, and
 * flow_commit answers it.
 */
#include <string.h>

#include "flow_private.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "outlet.h"

void keep_check(struct flow *flow, int error) {
        if (error < 0 && flow->error == 0)
                flow->error = error;
}

/* Takes @message over. */
void keep_message(struct flow *flow, struct message *message) {
        keep_check(flow, journal_outbox_put(flow->journal, message));
        message_done(message);
}

void keep_urgent_done(struct flow_urgent *urgent) {
        for (size_t i = 0; i < urgent->count; i++)
                message_done(&urgent->at[i]);
        urgent->count = 0;
}

bool keep_event(struct flow *flow, const struct event *event) {
        struct message message;
        int r = journal_event(flow->journal, event);

        keep_check(flow, r);
        if (r == 0)
                return false;

        flow->news = true;
        flow->counts.events++;
        outlet_event(&flow->configuration->site, event, &message);
        keep_message(flow, &message);
        return true;
}

/* Where to say it: a task's newest word takes the place of the one before; one that waits, of one that does not. */
static size_t urgent_place(const struct flow_urgent *said, const char *topic, bool waits) {
        for (size_t i = 0; i < said->count; i++)
                if (text_equal(said->at[i].topic, topic))
                        return i;
        if (said->count < FLOW_URGENT_MAX)
                return said->count;
        for (size_t i = 0; waits && i < said->count; i++)
                if (!said->waits[i])
                        return i;
        return FLOW_URGENT_MAX;
}

/* What must be said even if it cannot be written: a dead card must not silence a help call. */
static void keep_urgent(struct flow *flow, const struct task *task) {
        bool waits = task->state == TASK_STATE_REQUESTED || task->state == TASK_STATE_RECEIVED;
        struct task undurable = *task;
        struct flow_urgent *said = &flow->said;
        struct message message;
        size_t place;

        if (task->priority < TASK_PRIORITY_ASAP)
                return;
        undurable.durable = false;
        outlet_task(&flow->configuration->site,
                    catalogue_code(&flow->configuration->catalogue, task->code), &undurable,
                    &message);
        place = urgent_place(said, message.topic, waits);
        if (place == FLOW_URGENT_MAX) {
                message_done(&message);
                return;
        }
        if (place < said->count)
                message_done(&said->at[place]);
        else
                said->count++;
        said->at[place] = message;
        said->waits[place] = waits;
}

void keep_change(struct flow *flow, const struct change *change, bool last) {
        const struct configuration *configuration = flow->configuration;
        struct message message;

        flow->news = true;
        keep_check(flow, journal_transition(flow->journal, &change->transition));
        outlet_task_event(&configuration->site, &change->task, &change->transition, &message);
        keep_message(flow, &message);
        if (!last)
                return;

        keep_check(flow, journal_task(flow->journal, &change->task));
        outlet_task(&configuration->site,
                    catalogue_code(&configuration->catalogue, change->task.code), &change->task,
                    &message);
        keep_message(flow, &message);
        keep_urgent(flow, &change->task);
        if (flow->handover_us == TIME_NEVER)
                flow->handover_us = flow->now.wall_us + FLOW_HANDOVER_US;
}

void keep_task_gone(struct flow *flow, const char *task_id) {
        struct message message;

        flow->news = true;
        outlet_task_gone(&flow->configuration->site, task_id, &message);
        keep_message(flow, &message);
}

static void keep_counters(struct flow *flow) {
        for (int adapter = 0; adapter < ADAPTER_COUNT; adapter++)
                for (int reason = 0; reason < REFUSAL_COUNT; reason++) {
                        int64_t *count = &flow->unsaved[adapter][reason];

                        if (*count == 0)
                                continue;
                        keep_check(flow, journal_counter_add(flow->journal, (enum adapter)adapter,
                                                             (enum refusal)reason, *count));
                        *count = 0;
                }
        flow->has_unsaved = false;
}

void keep_state(struct flow *flow) {
        struct device_state row;
        int64_t planned = book_planned_until(flow->book);

        while (sense_next_dirty(flow->sense, &row))
                keep_check(flow, journal_device_state(flow->journal, &row));
        if (planned != flow->planned_us && flow->news) {
                keep_check(flow, journal_fact_set(flow->journal, "planned_until_us", planned));
                flow->planned_us = planned;
        }
        if (flow->has_unsaved)
                keep_counters(flow);
        if (flow->now.wall_us - flow->alive_us >= FLOW_ALIVE_US || flow->news) {
                keep_check(flow, journal_fact_set(flow->journal, "alive_us", flow->now.wall_us));
                flow->alive_us = flow->now.wall_us;
        }
}

struct silent_list {
        const struct device *at[64];
        size_t count;
};

static void add_silent(void *userdata, const struct device *device, int64_t heard_us) {
        struct silent_list *list = userdata;

        (void)heard_us;
        if (list->count < ELEMENTS(list->at))
                list->at[list->count++] = device;
}

static void keep_handover_of(struct flow *flow, const struct department *department,
                             const struct task **open, const struct silent_list *silent) {
        const struct device *of_department[ELEMENTS(silent->at)];
        struct outlet_handover handover = { .department = department,
                                            .open = open,
                                            .silent = of_department,
                                            .at_us = flow->now.wall_us };
        const struct task *task;
        struct message message;

        for (size_t i = 0; (task = book_open(flow->book, i)); i++)
                if (text_equal(task->department, department->name))
                        open[handover.open_count++] = task;
        for (size_t i = 0; i < silent->count; i++)
                if (text_equal(silent->at[i]->department, department->name))
                        of_department[handover.silent_count++] = silent->at[i];
        outlet_handover(&flow->configuration->site, &handover, &message);
        keep_message(flow, &message);
}

void keep_handover(struct flow *flow) {
        const struct site *site = &flow->configuration->site;
        struct silent_list silent = { .count = 0 };
        _cleanup_(freep) const struct task **open = NULL;
        size_t count = 0;

        while (book_open(flow->book, count))
                count++;
        open = alloc_zero(count + 1, sizeof(*open));
        sense_silent(flow->sense, add_silent, &silent);
        for (size_t i = 0; i < site->department_count; i++)
                keep_handover_of(flow, &site->departments[i], open, &silent);
        flow->handover_us = TIME_NEVER;
        flow->news = true;
}
