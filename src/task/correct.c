/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting times right: tasks that were opened while the clock was not trusted carry a substitute time; when the
 * clock comes they are moved by what it was off, deadlines with them (they run on CLOCK_BOOTTIME, so how much
 * is left of each stays as it was). Tasks from before keep their true times, and what is overdue fires.
 */
#include <stdio.h>
#include <stdlib.h>

#include "book_private.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"

static void move(struct task *task, int64_t delta_us) {
        int64_t *times[] = { &task->opened_us,      &task->ladder_us,  &task->accept_by_us,
                             &task->complete_by_us, &task->look_by_us, &task->hold_until_us,
                             &task->window_end_us,  &task->evidence_us };

        for (size_t i = 0; i < ELEMENTS(times); i++)
                if (*times[i])
                        *times[i] += delta_us;
}

static void correct(struct book *book, struct task *task, int64_t delta_us,
                    const struct moment *now, struct change_list *changes) {
        char detail[LABEL_SIZE];

        snprintf(detail, sizeof(detail), "%+lld s", (long long)(delta_us / US_PER_S));
        shelf_take(&book->open, task);
        move(task, delta_us);
        shelf_put(&book->open, task);
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_CORRECT, .rule = "clock", .detail = detail },
                  now, changes);
}

void book_correct(struct book *book, int64_t since_us, int64_t delta_us, const struct moment *now,
                  void (*each)(void *userdata, const struct change_list *changes), void *userdata) {
        size_t count = book->open.count;
        _cleanup_(freep) struct task **tasks = alloc_zero(count, sizeof(struct task *));
        struct change_list changes;

        for (size_t i = 0; i < count; i++)
                tasks[i] = book->open.at[i];
        for (size_t i = 0; i < count; i++) {
                if (tasks[i]->opened_us < since_us)
                        continue;
                changes.count = 0;
                correct(book, tasks[i], delta_us, now, &changes);
                each(userdata, &changes);
        }
}
