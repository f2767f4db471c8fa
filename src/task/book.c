/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The container: which tasks there are, in an order that does not depend on how they came in, and the one
 * place where a step of a task's life becomes a change. Ended tasks stay for a day, for the repeat
 * count, the minutes of the night and reopening.
 */
#include "book.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "book_private.h"
#include "lifecycle.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

struct book *book_new(const struct site *site, const struct catalogue *catalogue,
                      const struct staff *staff) {
        struct book *book = alloc_zero(1, sizeof(*book));

        book->site = site;
        book->catalogue = catalogue;
        book->staff = staff;
        return book;
}

void book_free(struct book *book) {
        if (!book)
                return;
        shelf_done(&book->open);
        shelf_done(&book->ended);
        plan_done(&book->plan);
        free(book);
}

void book_freep(struct book **book) {
        book_free(*book);
}

static void take_ladder(struct task *task, const struct task_code *code) {
        memcpy(task->ladder, code->ladder, sizeof(task->ladder));
        task->ladder_count = code->ladder_count;
}

/* A row of an earlier version has no ladder, nor has what was taken from its topic: the catalogue's is what is known. */
static void complete_ladder(const struct book *book, struct task *task) {
        if (task->ladder_count > 0 || task_state_is_end(task->state))
                return;
        take_ladder(task, book_code(book, task));
        if (task->ladder_count > 0 && (size_t)task->step > task->ladder_count)
                task->step = (int)task->ladder_count;
}

void book_load(struct book *book, const struct task *task) {
        struct task *copy;

        if (book_task(book, task->id))
                return;
        copy = alloc_zero(1, sizeof(*copy));
        *copy = *task;
        complete_ladder(book, copy);
        shelf_put(task_state_is_end(task->state) ? &book->ended : &book->open, copy);
}

bool book_forget(struct book *book, const struct moment *now, char ret_id[ID_SIZE]) {
        for (size_t i = 0; i < book->ended.count; i++) {
                struct task *task = book->ended.at[i];

                if (now->wall_us - task->ended_us < BOOK_KEEPS_US)
                        continue;
                memcpy(ret_id, task->id, ID_SIZE);
                shelf_take(&book->ended, task);
                free(task);
                return true;
        }
        return false;
}

void book_set_planned_until(struct book *book, int64_t us) {
        plan_set(&book->plan, book->site, us);
}

int64_t book_planned_until(const struct book *book) {
        return book->plan.until_us;
}

const struct task *book_task(const struct book *book, const char *id) {
        struct task *task = shelf_find(&book->open, id);

        return task ? task : shelf_find(&book->ended, id);
}

const struct task *book_open(const struct book *book, size_t index) {
        return index < book->open.count ? book->open.at[index] : NULL;
}

static bool is_at_work(const struct task *task, const char *slot) {
        return (task->state == TASK_STATE_ACCEPTED || task->state == TASK_STATE_IN_PROGRESS) &&
               text_equal(task->by, slot);
}

bool book_is_busy(const struct book *book, const char *slot) {
        for (size_t i = 0; i < book->open.count; i++)
                if (is_at_work(book->open.at[i], slot))
                        return true;
        return false;
}

int64_t book_night_from(const struct book *book, int64_t us) {
        int64_t night = site_night_at(book->site, us), from_us, to_us;

        if (night >= 0) {
                site_night_bounds(book->site, night, &from_us, &to_us);
                return from_us;
        }
        site_night_bounds(book->site, zone_day(&book->site->zone, us) - 1, &from_us, &to_us);
        return to_us;
}

double book_minutes(const struct book *book, const char *slot) {
        int64_t from_us = book_night_from(book, book->now_us);
        double minutes = 0;

        for (size_t i = 0; i < book->ended.count; i++) {
                const struct task *task = book->ended.at[i];

                if (task->state == TASK_STATE_COMPLETED && task->ended_us >= from_us &&
                    text_equal(task->by, slot))
                        minutes += task_code_minutes(book_code(book, task), task->mode);
        }
        return minutes;
}

const struct task_code *book_code(const struct book *book, const struct task *task) {
        static const struct task_code lost = { .persons = 1 };
        const struct task_code *code = catalogue_code(book->catalogue, task->code);

        return code ? code : &lost;
}

void book_task_id(const struct book *book, const struct task_code *code, const char *origin,
                  char ret_id[ID_SIZE]) {
        hash_parts(ret_id, book->site->name, code->code, origin);
}

struct task *book_new_task(struct book *book, const struct task_code *code, const char *origin,
                           const struct moment *now) {
        struct task *task = alloc_zero(1, sizeof(*task));

        book_task_id(book, code, origin, task->id);
        text_set(task->code, code->code);
        text_set(task->origin, origin);
        text_set(task->incident, *code->incident ? code->incident : code->code);
        task->cause = code->cause;
        task->priority = code->priority;
        task->durable = true;
        task->simulated = now->simulated;
        task->opened_us = now->wall_us;
        book_ladder_anew(task, code, now);
        if (code->complete_by_min > 0)
                task->complete_by_us = now->wall_us + code->complete_by_min * US_PER_MIN;
        shelf_put(&book->open, task);
        return task;
}

void book_ladder_anew(struct task *task, const struct task_code *code, const struct moment *now) {
        task->ladder_us = now->wall_us;
        task->step = 0;
        if (*code->code) /* of an entry that the catalogue has lost the task knows more */
                take_ladder(task, code);
        task->accept_by_us =
                code->accept_by_s > 0 ? now->wall_us + code->accept_by_s * US_PER_S : 0;
}

void book_ask_anew(struct task *task, const struct task_code *code, const struct moment *now) {
        book_ladder_anew(task, code, now);
        memset(task->declined, 0, sizeof(task->declined));
}

static void set_text(char *field, size_t size, const char *text) {
        if (text)
                text_copy(field, size, text);
}

static void write_transition(const struct book *book, const struct task *task,
                             const struct step *step, enum task_state from,
                             const struct moment *now, struct transition *transition) {
        const struct worker *worker = step->who ? staff_worker(book->staff, step->who) : NULL;

        memcpy(transition->task, task->id, ID_SIZE);
        transition->sequence = task->sequence;
        transition->at_us = now->wall_us;
        transition->order = step->order;
        transition->from = from;
        transition->to = task->state;
        transition->mode = task->mode;
        transition->outcome = step->outcome;
        transition->due_us = step->due_us;
        set_text(transition->who, sizeof(transition->who), step->who);
        set_text(transition->role, sizeof(transition->role), worker ? worker->role : NULL);
        set_text(transition->event, sizeof(transition->event), step->event);
        set_text(transition->rule, sizeof(transition->rule), step->rule);
        set_text(transition->detail, sizeof(transition->detail), step->detail);
        if (step->assignment) {
                transition->has_assignment = true;
                transition->assignment = *step->assignment;
        }
}

/* Which shelf a task stands on follows from its state. */
static void end_or_revive(struct book *book, struct task *task, bool was_end,
                          const struct moment *now) {
        bool is_end = task_state_is_end(task->state);

        if (is_end == was_end)
                return;
        task->ended_us = is_end ? now->wall_us : 0;
        shelf_take(was_end ? &book->ended : &book->open, task);
        shelf_put(is_end ? &book->ended : &book->open, task);
}

void book_step(struct book *book, struct task *task, const struct step *step,
               const struct moment *now, struct change_list *changes) {
        enum task_state from = task->state;
        int to = lifecycle_next(from, step->order);
        struct change *change;

        assert(to >= 0 && changes->count < CHANGE_LIST_MAX);
        task->state = (enum task_state)to;
        task->sequence++;
        end_or_revive(book, task, task_state_is_end(from), now);

        change = &changes->at[changes->count++];
        memset(change, 0, sizeof(*change));
        write_transition(book, task, step, from, now, &change->transition);
        change->task = *task;
        change->ask = step->ask;
        change->ask_rung = step->rung;
        set_text(change->ask_role, sizeof(change->ask_role), step->role);
}

/* All who may do it have said no: the next rung is due now, and without one the task is over. Who was asked
 * outside the house has not said no. */
static void nobody_is_left(struct book *book, struct task *task, const struct moment *now,
                           struct change_list *changes) {
        if (task->state != TASK_STATE_REQUESTED || *task->declined[0] == '\0' ||
            deadline_is_outside(task) || deadline_climb(book, task, 0, now, changes))
                return;
        task->outcome = OUTCOME_NOT_DONE;
        book_step(book, task, &(struct step){ .order = TASK_ORDER_REJECT, .rule = "declined" }, now,
                  changes);
}

void book_assign(struct book *book, const char *task_id, const struct assignment *assignment,
                 const struct moment *now, struct change_list *changes) {
        struct task *task = shelf_find(&book->open, task_id);

        book->now_us = now->wall_us;
        assert(task);
        text_set(task->asked, assignment->slot);
        text_set(task->asked_role, assignment->role);
        task->because = assignment->because;
        task->queued = assignment->queued;
        task->considered = (int)(assignment->count + assignment->more);
        book_step(book, task,
                  &(struct step){
                          .order = TASK_ORDER_ASK, .rule = "share", .assignment = assignment },
                  now, changes);
        if (*assignment->slot == '\0')
                nobody_is_left(book, task, now, changes);
}
