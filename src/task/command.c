/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People's commands. Each is checked by the same questions in the same order (is there such a task, such a
 * person, is it over, is he on duty, may he, has somebody else taken it, does its state allow it), then
 * carried out by its row of a table. A command that has had its effect already is answered with OK and
 * does nothing: brokers deliver twice.
 */
#include <assert.h>
#include <string.h>

#include "book_private.h"
#include "lifecycle.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/competence.h"
#include "nattvakt/text.h"

struct demand {
        struct book *book;
        struct task *task;
        const struct command *command;
        const struct worker *worker; /* NULL: CANCEL by a rule */
        const struct moment *now;
        struct change_list *changes;
};

static bool is_his(const struct demand *demand) {
        return *demand->command->who && text_equal(demand->task->by, demand->command->who);
}

static bool has_declined(const struct demand *demand) {
        for (size_t i = 0; i < ELEMENTS(demand->task->declined); i++)
                if (text_equal(demand->task->declined[i], demand->command->who))
                        return true;
        return false;
}

static void step(const struct demand *demand, bool ask) {
        book_step(demand->book, demand->task,
                  &(struct step){ .order = demand->command->order,
                                  .who = demand->command->who,
                                  .outcome = demand->command->order == TASK_ORDER_COMPLETE ||
                                                             demand->command->order ==
                                                                     TASK_ORDER_CANCEL
                                                     ? demand->task->outcome
                                                     : OUTCOME_NONE,
                                  .rule = "command",
                                  .detail = demand->command->reason,
                                  .ask = ask },
                  demand->now, demand->changes);
}

static enum reply receive(const struct demand *demand) {
        step(demand, false);
        return REPLY_OK;
}

/* ACCEPT and START. */
static enum reply take_on(const struct demand *demand) {
        struct task *task = demand->task;

        /* Who has it is the one asked: a later rung asks somebody else, who may take it over. */
        text_set(task->by, demand->worker->slot);
        if (!text_equal(task->asked, demand->worker->slot))
                task->because = TIEBREAK_NONE;
        task->queued = false;
        text_set(task->asked, demand->worker->slot);
        text_set(task->asked_role, demand->worker->role);
        step(demand, false);
        return REPLY_OK;
}

/* A look's outcome said once more must not end the visit that it led to. */
static bool settles_a_visit(enum outcome outcome) {
        return outcome != OUTCOME_NOT_SEEN && outcome != OUTCOME_CAMERA_DOWN &&
               outcome != OUTCOME_NEEDS_HELP;
}

static enum reply complete(const struct demand *demand) {
        struct task *task = demand->task;
        enum outcome outcome = demand->command->outcome;

        if (task->mode == TASK_MODE_DIGITAL) {
                if (!look_is_outcome(outcome))
                        return REPLY_OUTCOME_MISSING;
                /* The same "not seen" delivered twice must not be the second look. */
                if (task->state == TASK_STATE_ON_HOLD && outcome == OUTCOME_NOT_SEEN &&
                    demand->now->wall_us < task->hold_until_us)
                        return REPLY_NOT_NOW;
                look_done(demand->book, task, demand->command->who, NULL, outcome, demand->now,
                          demand->changes);
                return REPLY_OK;
        }
        if (!settles_a_visit(outcome))
                return REPLY_NOT_NOW;
        task->outcome = outcome == OUTCOME_NONE ? OUTCOME_DONE : outcome;
        text_set(task->by, demand->command->who);
        step(demand, false);
        return REPLY_OK;
}

static void add_declined(struct task *task, const char *slot) {
        size_t last = ELEMENTS(task->declined) - 1, i = 0;

        while (i <= last && *task->declined[i])
                i++;
        if (i > last) {
                memmove(task->declined[0], task->declined[1], last * sizeof(task->declined[0]));
                i = last;
        }
        text_set(task->declined[i], slot);
}

/* The one who was asked says no, or who had taken it gives it back: the next is asked. */
static enum reply decline(const struct demand *demand) {
        struct task *task = demand->task;
        bool gives_back = is_his(demand), was_asked = text_equal(task->asked, demand->command->who);

        if (*task->by && !gives_back)
                return REPLY_TAKEN_ALREADY;
        if (gives_back) {
                book_ladder_anew(task, book_code(demand->book, task), demand->now);
                task->by[0] = '\0';
        }
        if (!has_declined(demand))
                add_declined(task, demand->command->who);
        step(demand, was_asked || gives_back || *task->asked == '\0');
        return REPLY_OK;
}

static enum reply cancel(const struct demand *demand) {
        demand->task->outcome = OUTCOME_NOT_NEEDED;
        step(demand, false);
        return REPLY_OK;
}

/* A window that is over cannot be met any more; what is reopened then is a visit with the entry's own time. */
static enum reply reopen(const struct demand *demand) {
        struct task *task = demand->task;
        const struct task_code *code = book_code(demand->book, task);
        bool is_in_window = task->planned && task->window_end_us > demand->now->wall_us;

        if (demand->now->wall_us - task->ended_us >= BOOK_KEEPS_US)
                return REPLY_ENDED;
        if (!is_in_window) {
                task->mode = TASK_MODE_PHYSICAL;
                task->complete_by_us =
                        code->complete_by_min > 0
                                ? demand->now->wall_us + code->complete_by_min * US_PER_MIN
                                : 0;
        }
        task->look_by_us = task->hold_until_us = 0;
        task->overdue = false;
        task->outcome = OUTCOME_NONE;
        task->by[0] = '\0';
        book_ask_anew(task, code, demand->now);
        step(demand, true);
        return REPLY_OK;
}

/* What each order asks for before it is carried out. */
static const struct {
        bool takes;     /* competence, and that nobody else has it */
        bool own_is_ok; /* off duty, too, for who has accepted it */
        enum reply (*carry_out)(const struct demand *demand);
} orders[TASK_ORDER_COUNT] = {
        [TASK_ORDER_RECEIVE] = { .carry_out = receive },
        [TASK_ORDER_ACCEPT] = { .takes = true, .carry_out = take_on },
        [TASK_ORDER_START] = { .takes = true, .own_is_ok = true, .carry_out = take_on },
        [TASK_ORDER_COMPLETE] = { .own_is_ok = true, .carry_out = complete },
        [TASK_ORDER_DECLINE] = { .own_is_ok = true, .carry_out = decline },
        [TASK_ORDER_CANCEL] = { .own_is_ok = true, .carry_out = cancel },
        [TASK_ORDER_REOPEN] = { .carry_out = reopen },
};

static bool is_done_already(const struct demand *demand) {
        const struct task *task = demand->task;
        enum task_order order = demand->command->order;
        bool is_begun = task->state == TASK_STATE_IN_PROGRESS;

        if (order == TASK_ORDER_DECLINE)
                return has_declined(demand) && !is_his(demand);
        if (order == TASK_ORDER_RECEIVE)
                return task->state == TASK_STATE_RECEIVED;
        if (order == TASK_ORDER_CANCEL)
                return task->state == TASK_STATE_CANCELLED;
        if (!is_his(demand))
                return false;
        return (order == TASK_ORDER_ACCEPT && (is_begun || task->state == TASK_STATE_ACCEPTED)) ||
               (order == TASK_ORDER_START && is_begun) ||
               (order == TASK_ORDER_COMPLETE && task->state == TASK_STATE_COMPLETED);
}

static enum reply check_person(const struct demand *demand) {
        const struct zone *zone = &demand->book->site->zone;
        const struct task_code *code = book_code(demand->book, demand->task);
        const struct worker *worker = demand->worker;
        enum task_order order = demand->command->order;
        int64_t at_us = demand->now->wall_us;

        if (!worker)
                return REPLY_OK;
        if (staff_duty(demand->book->staff, zone, worker->slot, at_us) == DUTY_OFF &&
            !(orders[order].own_is_ok && is_his(demand)))
                return REPLY_OFF_SHIFT;
        if (is_his(demand))
                return REPLY_OK;
        if ((orders[order].takes || (order == TASK_ORDER_COMPLETE && code->must.count > 0)) &&
            competence_right(code, worker, zone_day(zone, at_us)) == RIGHT_NONE)
                return REPLY_NOT_COMPETENT; /* what only some may do, others cannot have done */
        if (orders[order].takes && *demand->task->by &&
            !text_equal(demand->task->asked, worker->slot))
                return REPLY_TAKEN_ALREADY;
        return REPLY_OK;
}

static enum reply check(const struct demand *demand) {
        const struct task *task = demand->task;
        enum task_order order = demand->command->order;
        enum reply reply;

        if (task_state_is_end(task->state) && order != TASK_ORDER_REOPEN)
                return REPLY_ENDED;
        reply = check_person(demand);
        if (reply != REPLY_OK)
                return reply;
        return lifecycle_next(task->state, order) < 0 ? REPLY_NOT_NOW : REPLY_OK;
}

static struct task *find(const struct book *book, const char *id) {
        struct task *task = shelf_find(&book->open, id);

        return task ? task : shelf_find(&book->ended, id);
}

enum reply book_command(struct book *book, const struct command *command, const struct moment *now,
                        struct change_list *changes) {
        struct demand demand = { book,    find(book, command->task),
                                 command, staff_worker(book->staff, command->who),
                                 now,     changes };
        bool is_by_rule = command->order == TASK_ORDER_CANCEL && *command->who == '\0';
        enum reply reply;

        assert((size_t)command->order < TASK_ORDER_COUNT);
        book->now_us = now->wall_us;
        if (!orders[command->order].carry_out)
                return REPLY_UNSUPPORTED;
        if (!demand.task)
                return REPLY_UNKNOWN_TASK;
        if (!demand.worker && !is_by_rule)
                return REPLY_UNKNOWN_WORKER;
        if (is_done_already(&demand))
                return REPLY_OK;
        reply = check(&demand);
        return reply == REPLY_OK ? orders[command->order].carry_out(&demand) : reply;
}
