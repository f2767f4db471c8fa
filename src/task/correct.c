/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting times right: tasks that were opened while the clock was not trusted carry a substitute time; when the
 * clock comes they are moved by what it was off, deadlines with them (they run on CLOCK_BOOTTIME, so how much
 * is left of each stays as it was). Tasks from before keep their true times, and what is overdue fires. When a
 * trusted clock is set, deadlines alone move with it: nobody waits two hours longer for an answer because
 * somebody set the clock back.
 */
#include <stdio.h>
#include <stdlib.h>

#include "book_private.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"

struct correction {
        struct book *book;
        const struct moment *now;
        int64_t since_us, delta_us;
        void (*move)(struct task *task, int64_t delta_us);
};

static void move_time(int64_t *time_us, int64_t delta_us) {
        if (*time_us)
                *time_us += delta_us;
}

static void move_deadlines(struct task *task, int64_t delta_us) {
        int64_t *times[] = { &task->ladder_us, &task->accept_by_us, &task->look_by_us,
                             &task->hold_until_us, &task->evidence_us };

        for (size_t i = 0; i < ELEMENTS(times); i++)
                move_time(times[i], delta_us);
        if (task->complete_by_us != task->window_end_us) /* the plan goes by the wall clock */
                move_time(&task->complete_by_us, delta_us);
}

static void move_all(struct task *task, int64_t delta_us) {
        bool is_window = task->complete_by_us == task->window_end_us;

        move_deadlines(task, delta_us);
        task->opened_us += delta_us;
        move_time(&task->window_end_us, delta_us);
        if (is_window)
                task->complete_by_us = task->window_end_us;
}

static void correct(const struct correction *correction, struct task *task,
                    struct change_list *changes) {
        struct book *book = correction->book;
        char detail[LABEL_SIZE];

        snprintf(detail, sizeof(detail), "%+lld s", (long long)(correction->delta_us / US_PER_S));
        shelf_take(&book->open, task);
        correction->move(task, correction->delta_us);
        shelf_put(&book->open, task);
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_CORRECT, .rule = "clock", .detail = detail },
                  correction->now, changes);
}

static void correct_open(const struct correction *correction,
                         void (*each)(void *userdata, const struct change_list *changes),
                         void *userdata) {
        struct book *book = correction->book;
        size_t count = book->open.count;
        _cleanup_(freep) struct task **tasks = alloc_zero(count, sizeof(struct task *));
        struct change_list changes;

        for (size_t i = 0; i < count; i++)
                tasks[i] = book->open.at[i];
        for (size_t i = 0; i < count; i++) {
                if (tasks[i]->opened_us < correction->since_us)
                        continue;
                changes.count = 0;
                correct(correction, tasks[i], &changes);
                each(userdata, &changes);
        }
}

void book_correct(struct book *book, int64_t since_us, int64_t delta_us, const struct moment *now,
                  void (*each)(void *userdata, const struct change_list *changes), void *userdata) {
        correct_open(&(struct correction){ book, now, since_us, delta_us, move_all }, each,
                     userdata);
}

void book_shift(struct book *book, int64_t delta_us, const struct moment *now,
                void (*each)(void *userdata, const struct change_list *changes), void *userdata) {
        correct_open(&(struct correction){ book, now, INT64_MIN, delta_us, move_deadlines }, each,
                     userdata);
}
