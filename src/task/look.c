/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look before you walk (PRODUCT): what becomes of a task when somebody has looked. A planned look that
 * did not see the resident waits for the next one, the last one becomes a visit; an alarm look that is
 * not fine is a visit at once. It is one task all the way, so one id tells the whole story.
 */
#include <assert.h>
#include <string.h>

#include "book_private.h"
#include "nattvakt/text.h"

#define LOOK_TIMES_DEFAULT 2 /* PRODUCT: again after 15 min, then a visit */

enum look_result { LOOK_SAYS_NOTHING, LOOK_FINE, LOOK_AGAIN, LOOK_GO };

static const enum look_result results[OUTCOME_COUNT] = {
        [OUTCOME_SEEN_OK] = LOOK_FINE,   [OUTCOME_NUISANCE] = LOOK_FINE,
        [OUTCOME_NOT_SEEN] = LOOK_AGAIN, [OUTCOME_NEEDS_HELP] = LOOK_GO,
        [OUTCOME_CAMERA_DOWN] = LOOK_GO,
};

bool look_is_outcome(enum outcome outcome) {
        return results[outcome] != LOOK_SAYS_NOTHING;
}

/* How long the planned window is, by the plan as it is now; as long as the look had where it has gone. */
static int64_t window_us(const struct book *book, const struct task *task) {
        for (size_t i = 0; i < book->site->plan_count; i++) {
                const struct plan_entry *entry = &book->site->plan[i];
                const char *item = task->origin + strlen(PLAN_ORIGIN);

                if (text_equal(entry->resident, task->resident) &&
                    text_equal(entry->code, task->code) && text_starts_with(item, entry->name) &&
                    item[strlen(entry->name)] == '/')
                        return plan_window_us(entry);
        }
        return task->window_end_us - task->opened_us;
}

void look_visit(struct book *book, struct task *task, const char *rule, int64_t due_us,
                const struct moment *now, struct change_list *changes) {
        const struct task_code *code = book_code(book, task);

        task->mode = TASK_MODE_PHYSICAL;
        task->look_by_us = task->hold_until_us = 0;
        task->by[0] = '\0';
        book_ask_anew(task, code, now);
        if (task->planned && task->window_end_us <= now->wall_us)
                task->complete_by_us = now->wall_us + window_us(book, task);
        book_step(book, task,
                  &(struct step){
                          .order = TASK_ORDER_VISIT, .rule = rule, .due_us = due_us, .ask = true },
                  now, changes);
}

static bool is_again(const struct task *task, const struct task_code *code, enum outcome outcome) {
        int times = code->look_times > 0 ? code->look_times : LOOK_TIMES_DEFAULT;

        return results[outcome] == LOOK_AGAIN && task->planned && task->look_count < times &&
               code->look_again_min > 0;
}

static void hold(struct book *book, struct task *task, const struct moment *now,
                 struct change_list *changes) {
        task->hold_until_us = now->wall_us + book_code(book, task)->look_again_min * US_PER_MIN;
        task->by[0] = '\0';
        book_step(book, task, &(struct step){ .order = TASK_ORDER_HOLD, .rule = "not_seen" }, now,
                  changes);
}

void look_done(struct book *book, struct task *task, const char *who, const struct event *event,
               enum outcome outcome, const struct moment *now, struct change_list *changes) {
        bool is_fine = results[outcome] == LOOK_FINE;
        struct step step = {
                .order = is_fine ? TASK_ORDER_COMPLETE : TASK_ORDER_LOOKED,
                .who = who,
                .event = event ? event->id : NULL,
                .rule = "look",
                .outcome = event ? OUTCOME_NONE : outcome,
        };

        assert(task->mode == TASK_MODE_DIGITAL && look_is_outcome(outcome));
        task->look_count++;
        if (is_fine) {
                task->outcome = outcome;
                if (*who)
                        text_set(task->by, who);
        }
        book_step(book, task, &step, now, changes);
        if (is_fine)
                return;
        if (is_again(task, book_code(book, task), outcome))
                hold(book, task, now, changes);
        else
                look_visit(book, task, outcome_word(outcome), 0, now, changes);
}

/* The alarm look stands before the planned one, then the one whose window ends first. */
static bool stands_before(const struct task *a, const struct task *b) {
        if (a->planned != b->planned)
                return b->planned;
        return a->window_end_us < b->window_end_us;
}

/* A check that was done on foot is the visit, whatever had been asked for: no look is booked for it. */
static void visit_told(struct book *book, struct task *task, const struct event *event,
                       const struct moment *now, struct change_list *changes) {
        if (task->mode == TASK_MODE_DIGITAL) {
                task->mode = TASK_MODE_PHYSICAL;
                task->look_by_us = task->hold_until_us = 0;
                book_step(book, task,
                          &(struct step){ .order = TASK_ORDER_VISIT, .rule = "told_on_foot" }, now,
                          changes);
        }
        task->outcome = event->outcome;
        if (event->by[0])
                text_set(task->by, event->by);
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_COMPLETE,
                                  .who = event->by,
                                  .event = event->id,
                                  .rule = "told_on_foot" },
                  now, changes);
}

static bool is_done_on_foot(enum outcome outcome) {
        return outcome == OUTCOME_SEEN_OK || outcome == OUTCOME_DONE || outcome == OUTCOME_HELPED;
}

static bool is_told_of(const struct task *task, const struct event *event, bool on_foot) {
        if (task->test != event->test || !text_equal(task->resident, event->resident) ||
            (event->replay && event->occurred_us < task->opened_us))
                return false;
        return on_foot ? task->planned && task->cause == TASK_CAUSE_CHECK
                       : task->mode == TASK_MODE_DIGITAL;
}

void look_told(struct book *book, const struct event *event, const struct moment *now,
               struct change_list *changes) {
        bool on_foot = event->mode == TASK_MODE_PHYSICAL;
        struct task *found = NULL;

        if (*event->resident == '\0' ||
            !(on_foot ? is_done_on_foot(event->outcome) : look_is_outcome(event->outcome)))
                return;
        for (size_t i = 0; i < book->open.count; i++) {
                struct task *task = book->open.at[i];

                if (is_told_of(task, event, on_foot) && (!found || stands_before(task, found)))
                        found = task;
        }
        if (found && on_foot)
                visit_told(book, found, event, now, changes);
        else if (found)
                look_done(book, found, event->by, event, event->outcome, now, changes);
}
