/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deadlines. All that is due follows from the fields of the task, which the journal keeps, so a deadline
 * survives a crash and a catalogue that has changed; firing it changes those fields, so each step of it is
 * taken once. One table row per kind of deadline: when it is due, and what happens then.
 *
 * Complete-by may have two steps. A planned task that nobody has taken on and nobody has looked at fails with
 * it; any other is overdue, which is said once, and takes its next rung. A planned one that is given back after
 * that fails then: OVERDUE, and later FAIL. An overdue task that somebody has stays his: nothing further is due
 * of it until he ends it or gives it back (the ladder counts anew then), or whom the rung asked takes it over.
 * What is not planned never fails by time; overdue and not accepted, it climbs its ladder to the end.
 */
#include <assert.h>
#include <stdio.h>

#include "book_private.h"
#include "nattvakt/cleanup.h"

static bool is_asked(const struct task *task) {
        return task->state == TASK_STATE_REQUESTED || task->state == TASK_STATE_RECEIVED;
}

static bool is_planned_look(const struct task *task) {
        return task->planned && task->mode == TASK_MODE_DIGITAL;
}

/* Where nobody has looked or gone, the end of the time ends the task: the not-done are found. A resident
 * who was looked for and not seen is never dropped. */
static bool is_failable(const struct task *task) {
        return task->planned && is_asked(task) && task->look_count == 0;
}

static int64_t due_or_never(bool is_due, int64_t at_us) {
        return is_due && at_us != 0 ? at_us : TIME_NEVER;
}

static int64_t hold_due(const struct book *book, const struct task *task) {
        (void)book;
        return due_or_never(task->state == TASK_STATE_ON_HOLD, task->hold_until_us);
}

static int64_t look_due(const struct book *book, const struct task *task) {
        (void)book;
        return due_or_never(task->mode == TASK_MODE_DIGITAL, task->look_by_us);
}

static int64_t window_due(const struct book *book, const struct task *task) {
        (void)book;
        return due_or_never(is_planned_look(task), task->window_end_us);
}

static int64_t complete_due(const struct book *book, const struct task *task) {
        (void)book;
        return due_or_never(!is_planned_look(task) && (!task->overdue || is_failable(task)),
                            task->complete_by_us);
}

static int64_t ladder_due(const struct book *book, const struct task *task) {
        size_t step = (size_t)task->step;

        (void)book;
        if (!is_asked(task))
                return TIME_NEVER;
        if (task->ladder_count == 0)
                return due_or_never(step == 0, task->accept_by_us);
        if (step >= task->ladder_count)
                return TIME_NEVER;
        return task->ladder_us + task->ladder[step].after_s * US_PER_S;
}

bool deadline_climb(struct book *book, struct task *task, int64_t due_us, const struct moment *now,
                    struct change_list *changes) {
        const struct ladder_step *rung;
        char rule[NAME_SIZE];

        if ((size_t)task->step >= task->ladder_count)
                return false;
        rung = &task->ladder[task->step++];
        snprintf(rule, sizeof(rule), "ladder:%d", task->step);
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_ESCALATE,
                                  .rule = rule,
                                  .detail = rung_word(rung->to),
                                  .due_us = due_us,
                                  .ask = true,
                                  .rung = rung->to,
                                  .role = rung->role },
                  now, changes);
        return true;
}

bool deadline_is_outside(const struct task *task) {
        size_t taken = (size_t)task->step;

        return taken > 0 && taken <= task->ladder_count &&
               task->ladder[taken - 1].to == RUNG_OUTSIDE;
}

static void hold_fire(struct book *book, struct task *task, int64_t due_us,
                      const struct moment *now, struct change_list *changes) {
        task->hold_until_us = 0;
        book_ask_anew(task, book_code(book, task), now);
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_RELEASE,
                                  .rule = "look_again",
                                  .due_us = due_us,
                                  .ask = true },
                  now, changes);
}

static void look_fire(struct book *book, struct task *task, int64_t due_us,
                      const struct moment *now, struct change_list *changes) {
        look_visit(book, task, "look_by", due_us, now, changes);
}

static void fail(struct book *book, struct task *task, int64_t due_us, const struct moment *now,
                 struct change_list *changes) {
        task->outcome = OUTCOME_NOT_DONE;
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_FAIL,
                                  .rule = "window",
                                  .outcome = OUTCOME_NOT_DONE,
                                  .due_us = due_us },
                  now, changes);
}

/* A look whose time has passed becomes a visit; one that was opened too late for it has failed. */
static void window_fire(struct book *book, struct task *task, int64_t due_us,
                        const struct moment *now, struct change_list *changes) {
        if (task->opened_us >= due_us)
                fail(book, task, due_us, now, changes);
        else
                look_visit(book, task, "window", due_us, now, changes);
}

static void complete_fire(struct book *book, struct task *task, int64_t due_us,
                          const struct moment *now, struct change_list *changes) {
        if (is_failable(task)) {
                fail(book, task, due_us, now, changes);
                return;
        }
        task->overdue = true;
        book_step(book, task,
                  &(struct step){
                          .order = TASK_ORDER_OVERDUE, .rule = "complete_by", .due_us = due_us },
                  now, changes);
        deadline_climb(book, task, due_us, now, changes);
}

static void ladder_fire(struct book *book, struct task *task, int64_t due_us,
                        const struct moment *now, struct change_list *changes) {
        if (deadline_climb(book, task, due_us, now, changes))
                return;
        task->step++;
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_ESCALATE,
                                  .rule = "accept_by",
                                  .detail = rung_word(RUNG_NEXT),
                                  .due_us = due_us,
                                  .ask = true },
                  now, changes);
}

/* Of two that are due at the same time the upper one fires first. */
static const struct {
        int64_t (*due)(const struct book *book, const struct task *task);
        void (*fire)(struct book *book, struct task *task, int64_t due_us, const struct moment *now,
                     struct change_list *changes);
} deadlines[] = {
        { window_due, window_fire },     { look_due, look_fire },     { hold_due, hold_fire },
        { complete_due, complete_fire }, { ladder_due, ladder_fire },
};

static size_t first_due(const struct book *book, const struct task *task, int64_t *ret_due_us) {
        size_t first = 0;

        *ret_due_us = TIME_NEVER;
        for (size_t i = 0; i < ELEMENTS(deadlines); i++) {
                int64_t due_us = deadlines[i].due(book, task);

                if (due_us < *ret_due_us) {
                        *ret_due_us = due_us;
                        first = i;
                }
        }
        return first;
}

int64_t deadline_next_us(const struct book *book, const struct task *task) {
        int64_t due_us;

        first_due(book, task, &due_us);
        return due_us;
}

void deadline_fire(struct book *book, struct task *task, const struct moment *now,
                   struct change_list *changes) {
        int64_t due_us;
        size_t first = first_due(book, task, &due_us);

        assert(due_us <= now->wall_us);
        deadlines[first].fire(book, task, due_us, now, changes);
}

static struct task *task_due_first(const struct book *book, int64_t *ret_due_us) {
        struct task *first = NULL;

        *ret_due_us = TIME_NEVER;
        for (size_t i = 0; i < book->open.count; i++) {
                int64_t due_us = deadline_next_us(book, book->open.at[i]);

                if (due_us < *ret_due_us) {
                        *ret_due_us = due_us;
                        first = book->open.at[i];
                }
        }
        return first;
}

int64_t book_next_us(const struct book *book) {
        int64_t due_us, planned_us = plan_next_us(book), forget_us = TIME_NEVER;

        task_due_first(book, &due_us);
        for (size_t i = 0; i < book->ended.count; i++)
                if (book->ended.at[i]->ended_us + BOOK_KEEPS_US < forget_us)
                        forget_us = book->ended.at[i]->ended_us + BOOK_KEEPS_US;
        if (planned_us < due_us)
                due_us = planned_us;
        return forget_us < due_us ? forget_us : due_us;
}

int book_tick(struct book *book, const struct moment *now, struct change_list *changes) {
        int64_t due_us;
        struct task *task = task_due_first(book, &due_us);

        book->now_us = now->wall_us;
        if (!book->plan.is_set)
                plan_set(&book->plan, book->site, now->wall_us - 1);
        if (plan_next_us(book) < due_us && plan_open(book, now, changes) > 0)
                return 1;
        if (!task || due_us > now->wall_us)
                return 0;

        deadline_fire(book, task, now, changes);
        return 1;
}
