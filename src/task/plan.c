/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Planned work becomes tasks at its time: local times of the day become instants, night by night, so
 * that a round at 02:30 is neither doubled nor lost when the clock changes (times.h says how). What was
 * missed while we were down is opened late with its true time; when its window is over already it is
 * opened and failed at once, so that the not-done are found.
 */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book_private.h"
#include "nattvakt/alloc.h"
#include "nattvakt/text.h"

/* Longer than this nobody waits for missed rounds: a board out of the drawer begins with today. */
#define CATCH_UP_US (7 * US_PER_DAY)

#define DAYS_PER_WEEK      7
#define WINDOW_DEFAULT_MIN 60 /* PRODUCT: 60 min unless said otherwise */

/* Bit 0 is Monday; 1970-01-01 was a Thursday. */
static bool falls_on(unsigned weekdays, int64_t day) {
        return weekdays >> (((day + 3) % DAYS_PER_WEEK + DAYS_PER_WEEK) % DAYS_PER_WEEK) & 1;
}

/* The first time of @entry after @us. All times of a day are compared: in spring they can change places. */
static int64_t next_after(const struct site *site, const struct plan_entry *entry, int64_t us) {
        int64_t today = zone_day(&site->zone, us);

        for (int64_t day = today; day <= today + DAYS_PER_WEEK; day++) {
                int64_t first = TIME_NEVER;

                for (size_t i = 0; falls_on(entry->weekdays, day) && i < entry->minute_count; i++) {
                        int64_t at = zone_day_minute(&site->zone, day, entry->minute[i]);

                        if (at > us && at < first)
                                first = at;
                }
                if (first != TIME_NEVER)
                        return first;
        }
        return TIME_NEVER;
}

int64_t plan_window_us(const struct plan_entry *entry) {
        return (entry->window_min > 0 ? entry->window_min : WINDOW_DEFAULT_MIN) * US_PER_MIN;
}

static bool is_before(const struct plan_due *a, const struct plan_due *b) {
        int order;

        if (a->at_us != b->at_us)
                return a->at_us < b->at_us;
        order = strcmp(a->entry->name, b->entry->name);
        if (order == 0)
                order = strcmp(a->entry->resident, b->entry->resident);
        if (order == 0)
                order = strcmp(a->entry->place, b->entry->place);
        return order < 0;
}

static void swap(struct plan_due *a, struct plan_due *b) {
        struct plan_due kept = *a;

        *a = *b;
        *b = kept;
}

static void sink(struct plan *plan, size_t at) {
        for (size_t child = 2 * at + 1; child < plan->count; child = 2 * at + 1) {
                if (child + 1 < plan->count &&
                    is_before(&plan->heap[child + 1], &plan->heap[child]))
                        child++;
                if (!is_before(&plan->heap[child], &plan->heap[at]))
                        return;
                swap(&plan->heap[at], &plan->heap[child]);
                at = child;
        }
}

void plan_set(struct plan *plan, const struct site *site, int64_t us) {
        if (!plan->heap)
                plan->heap = alloc_zero(site->plan_count, sizeof(*plan->heap));
        plan->count = 0;
        plan->until_us = us;
        plan->is_set = true;

        for (size_t i = 0; i < site->plan_count; i++) {
                const struct plan_entry *entry = &site->plan[i];
                int64_t at_us = entry->is_dose ? TIME_NEVER : next_after(site, entry, us);

                if (at_us != TIME_NEVER)
                        plan->heap[plan->count++] = (struct plan_due){ at_us, entry };
        }
        for (size_t i = plan->count / 2; i-- > 0;)
                sink(plan, i);
}

void plan_done(struct plan *plan) {
        free(plan->heap);
        *plan = (struct plan){ 0 };
}

/* Takes the first off the heap and puts its next time in. */
static struct plan_due advance(struct plan *plan, const struct site *site) {
        struct plan_due due = plan->heap[0];
        int64_t next_us = next_after(site, due.entry, due.at_us);

        if (next_us == TIME_NEVER)
                plan->heap[0] = plan->heap[--plan->count];
        else
                plan->heap[0].at_us = next_us;
        sink(plan, 0);
        /* Others may be due at the same instant: after a crash between them all are looked at again. */
        plan->until_us =
                plan->count > 0 && plan->heap[0].at_us == due.at_us ? due.at_us - 1 : due.at_us;
        return due;
}

static void write_origin(char *origin, size_t size, const struct plan_due *due) {
        const struct plan_entry *entry = due->entry;
        char at[TIME_TEXT_SIZE];

        snprintf(origin, size, PLAN_ORIGIN "%s/%s@%s", entry->name,
                 *entry->resident ? entry->resident : entry->place, time_text(due->at_us, at));
}

static void fill(struct task *task, const struct task_code *code, const struct site *site,
                 const struct plan_due *due) {
        const struct plan_entry *entry = due->entry;
        const struct resident *resident = site_resident(site, entry->resident);

        text_set(task->department, entry->department);
        text_set(task->resident, entry->resident);
        text_set(task->place, *entry->place ? entry->place : resident ? resident->place : "");
        task->mode = code->look ? entry->mode : TASK_MODE_PHYSICAL;
        task->planned = true;
        task->window_end_us = task->complete_by_us = due->at_us + plan_window_us(entry);
}

static void open_planned(struct book *book, const struct plan_due *due, const struct moment *now,
                         struct change_list *changes) {
        const struct task_code *code = catalogue_code(book->catalogue, due->entry->code);
        char origin[TOPIC_SIZE], id[ID_SIZE];
        struct task *task;
        bool is_over;

        if (!code)
                return;
        write_origin(origin, sizeof(origin), due);
        book_task_id(book, code, origin, id);
        if (book_task(book, id))
                return;

        task = book_new_task(book, code, origin, now);
        fill(task, code, book->site, due);
        is_over = task->window_end_us <= now->wall_us;
        book_step(book, task,
                  &(struct step){ .order = TASK_ORDER_OPEN,
                                  .rule = "plan",
                                  .due_us = due->at_us,
                                  .ask = !is_over },
                  now, changes);
        if (is_over)
                deadline_fire(book, task, now, changes);
}

int64_t plan_next_us(const struct book *book) {
        const struct plan *plan = &book->plan;

        if (!plan->is_set)
                return book->site->plan_count > 0 ? 0 : TIME_NEVER;
        return plan->count > 0 ? plan->heap[0].at_us : TIME_NEVER;
}

int plan_open(struct book *book, const struct moment *now, struct change_list *changes) {
        struct plan *plan = &book->plan;
        struct plan_due due;

        if (plan->count > 0 && plan->heap[0].at_us < now->wall_us - CATCH_UP_US)
                plan_set(plan, book->site, now->wall_us);
        if (plan->count == 0 || plan->heap[0].at_us > now->wall_us)
                return 0;

        due = advance(plan, book->site);
        open_planned(book, &due, now, changes);
        return 1;
}
