/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A night as marks. A task is known by its history, a look or visit by its entry, and what neither of
 * them tells by its event: an event that a mark tells already is not told twice. A planned task leaves a
 * span only when it did not go as planned, so that a quiet night looks quiet.
 */
#include "timeline.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "figure.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "say.h"

/* Names by which something is found again, rising once sorted. Borrowed. */
struct names {
        const char **at;
        size_t count, capacity;
};

struct builder {
        struct timeline *timeline;
        const struct history **histories; /* by task id */
        size_t history_count;
        struct names told;      /* events that a mark tells */
        struct names breached;  /* tasks of which a deadline passed */
        struct names unplanned; /* planned tasks that did not go as planned */
};

static void add_name(struct names *names, const char *name) {
        if (name[0] == '\0')
                return;
        alloc_room(&names->at, names->count, &names->capacity, sizeof(names->at[0]));
        names->at[names->count++] = name;
}

static int compare_names(const void *a, const void *b) {
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(struct names *names) {
        if (names->count > 1)
                qsort(names->at, names->count, sizeof(names->at[0]), compare_names);
}

static bool has_name(const struct names *names, const char *name) {
        return names->count > 0 &&
               bsearch(&name, names->at, names->count, sizeof(names->at[0]), compare_names);
}

static int compare_histories(const void *a, const void *b) {
        const struct history *const *left = a, *const *right = b;

        return strcmp((*left)->task.id, (*right)->task.id);
}

static int compare_id(const void *key, const void *item) {
        const struct history *const *history = item;

        return strcmp(key, (*history)->task.id);
}

static const struct history *history_of(const struct builder *builder, const char *task) {
        const struct history *const *found =
                builder->history_count == 0
                        ? NULL
                        : bsearch(task, builder->histories, builder->history_count,
                                  sizeof(builder->histories[0]), compare_id);

        return found ? *found : NULL;
}

/* Rows stand as the site names departments and places; what it does not know comes after. */
static size_t department_order(const struct site *site, const char *name) {
        const struct department *department = site_department(site, name);

        return department ? (size_t)(department - site->departments) : site->department_count;
}

static size_t place_order(const struct site *site, const char *name) {
        const struct place *place = site_place(site, name);

        if (place)
                return (size_t)(place - site->places);
        return site->place_count + (name[0] == '\0' ? 1 : 0);
}

static struct timeline_mark *add_mark(struct builder *builder, enum timeline_what what,
                                      int64_t at_us, const char *department, const char *place) {
        struct timeline *timeline = builder->timeline;
        const struct site *site = &timeline->input->configuration->site;
        struct timeline_mark *mark;

        alloc_room(&timeline->marks, timeline->count, &timeline->capacity,
                   sizeof(timeline->marks[0]));
        mark = &timeline->marks[timeline->count++];
        *mark = (struct timeline_mark){
                .what = what,
                .at_us = at_us,
                .department = department,
                .place = place,
                .department_order = department_order(site, department),
                .place_order = place_order(site, place),
        };
        return mark;
}

/* clang-format off */
static const enum timeline_what opened_by[TASK_CAUSE_COUNT] = {
        [TASK_CAUSE_CHECK] = TIMELINE_SPAN, [TASK_CAUSE_CARE] = TIMELINE_SPAN,
        [TASK_CAUSE_CALL] = TIMELINE_CALL, [TASK_CAUSE_ALARM] = TIMELINE_ALARM,
        [TASK_CAUSE_DOSE] = TIMELINE_DOSE, [TASK_CAUSE_DEVICE] = TIMELINE_DEVICE,
};

/* What an entry is on the time line; the others are told by their task. */
static const enum timeline_what entry_marks[ENTRY_WHAT_COUNT] = {
        [ENTRY_PHYSICAL_CHECK] = TIMELINE_VISIT, [ENTRY_CARE] = TIMELINE_VISIT,
        [ENTRY_CALL] = TIMELINE_VISIT, [ENTRY_ALARM_VISIT] = TIMELINE_VISIT,
        [ENTRY_DOSE_VISIT] = TIMELINE_VISIT, [ENTRY_DEVICE_CARE] = TIMELINE_VISIT,
        [ENTRY_DIGITAL_CHECK] = TIMELINE_LOOK, [ENTRY_SECOND_LOOK] = TIMELINE_LOOK,
        [ENTRY_ALARM_LOOK] = TIMELINE_LOOK, [ENTRY_NOT_DONE] = TIMELINE_UNDONE,
};
/* clang-format on */

static enum outcome outcome_at(const struct history *history, int64_t sequence) {
        for (size_t i = 0; history && i < history->count; i++)
                if (history->steps[i].sequence == sequence)
                        return history->steps[i].outcome;
        return OUTCOME_NONE;
}

/* A visit that a look became is no longer the plan. */
static bool became_visit(const struct history *history) {
        for (size_t i = 0; i < history->count; i++)
                if (history->steps[i].order == TASK_ORDER_VISIT)
                        return true;
        return false;
}

/* How a look went that did not find all well. */
static enum timeline_what look_mark(enum outcome outcome) {
        if (outcome == OUTCOME_NEEDS_HELP)
                return TIMELINE_HELP;
        return outcome == OUTCOME_NUISANCE ? TIMELINE_LOOK : TIMELINE_UNSEEN;
}

static void add_entry(struct builder *builder, const struct entry *entry) {
        const struct history *history = history_of(builder, entry->task);
        enum timeline_what what = entry_marks[entry->what];
        struct timeline_mark *mark;

        if (what == TIMELINE_SPAN)
                return;
        mark = add_mark(builder, what, entry->at_us, entry->department, entry->place);
        mark->history = history;
        mark->outcome = outcome_at(history, entry->sequence);
        mark->planned = history && history->task.planned && what != TIMELINE_UNDONE;
        if (what == TIMELINE_LOOK && mark->outcome != OUTCOME_SEEN_OK) {
                mark->what = look_mark(mark->outcome);
                mark->planned = false;
        }
        if (what == TIMELINE_VISIT && history && became_visit(history))
                mark->planned = false;
        if (what == TIMELINE_VISIT && entry->measured) {
                mark->to_us = entry->at_us;
                mark->at_us = entry->at_us - llround(entry->minutes * (double)US_PER_MIN);
        }
}

/* What entries say of a task: a deadline passed, it was not done. */
static void note_entry(struct builder *builder, const struct entry *entry) {
        if (entry_marks[entry->what] == TIMELINE_LOOK || entry_marks[entry->what] == TIMELINE_VISIT)
                add_name(&builder->told, entry->event);
        if (entry->what == ENTRY_BREACH)
                add_name(&builder->breached, entry->task);
        if (entry->what == ENTRY_BREACH || entry->what == ENTRY_NOT_DONE)
                add_name(&builder->unplanned, entry->task);
}

static void add_entries(struct builder *builder) {
        const struct report_input *input = builder->timeline->input;

        for (size_t i = 0; i < input->entry_count; i++) {
                if (!figure_holds(input, &input->entries[i]))
                        continue;
                note_entry(builder, &input->entries[i]);
                add_entry(builder, &input->entries[i]);
        }
        sort_names(&builder->breached);
        sort_names(&builder->unplanned);
}

static void add_task(struct builder *builder, const struct history *history) {
        const struct task *task = &history->task;
        const struct timeline *timeline = builder->timeline;
        enum timeline_what opened = opened_by[task->cause];
        struct timeline_mark *span;

        for (size_t i = 0; i < history->count; i++)
                if (history->steps[i].order == TASK_ORDER_OPEN)
                        add_name(&builder->told, history->steps[i].event);
        if (task->planned && task->ended_us != 0 && !became_visit(history) &&
            !has_name(&builder->unplanned, task->id))
                return;
        span = add_mark(builder, TIMELINE_SPAN, task->opened_us, task->department, task->place);
        span->history = history;
        span->to_us = task->ended_us != 0 ? task->ended_us : timeline->to_us;
        span->breached = has_name(&builder->breached, task->id);
        span->outcome = task->outcome;
        if (opened != TIMELINE_SPAN)
                add_mark(builder, opened, task->opened_us, task->department, task->place)->history =
                        history;
}

static void add_tasks(struct builder *builder) {
        const struct report_input *input = builder->timeline->input;

        for (size_t i = 0; i < input->history_count; i++)
                if (coverage_holds(input, &input->histories[i], NULL))
                        add_task(builder, &input->histories[i]);
}

static void add_events(struct builder *builder) {
        const struct timeline *timeline = builder->timeline;
        const struct report_input *input = timeline->input;

        for (size_t i = 0; i < input->event_count; i++) {
                const struct event *event = &input->events[i];
                bool is_staff = event->kind == EVENT_KIND_STAFF_PRESENT;

                if (event->test || event->occurred_us < timeline->from_us ||
                    event->occurred_us >= timeline->to_us || has_name(&builder->told, event->id))
                        continue;
                if (input->department[0] != '\0' &&
                    !text_equal(event->department, input->department))
                        continue;
                add_mark(builder, is_staff ? TIMELINE_STAFF : TIMELINE_TICK, event->occurred_us,
                         event->department, event->place)
                        ->event = event;
        }
}

static int compare_sizes(size_t left, size_t right) {
        return (left > right) - (left < right);
}

/* Names after the order: two departments or places that the site does not know have the same one. */
static int compare_rows(const struct timeline_mark *left, const struct timeline_mark *right) {
        int r = compare_sizes(left->department_order, right->department_order);

        if (r == 0)
                r = strcmp(left->department, right->department);
        if (r == 0)
                r = compare_sizes(left->place_order, right->place_order);
        return r != 0 ? r : strcmp(left->place, right->place);
}

static int compare_marks(const void *a, const void *b) {
        const struct timeline_mark *left = a, *right = b;
        int r = compare_rows(left, right);

        if (r == 0)
                r = (left->at_us > right->at_us) - (left->at_us < right->at_us);
        if (r == 0)
                r = (left->what > right->what) - (left->what < right->what);
        if (r == 0 && left->event && right->event)
                r = strcmp(left->event->id, right->event->id);
        if (r == 0 && left->history && right->history)
                r = strcmp(left->history->task.id, right->history->task.id);
        return r;
}

static int add_blind(void *userdata, enum blind_cause cause, int64_t night, int64_t from_us,
                     int64_t to_us) {
        struct timeline *timeline = userdata;

        (void)night;
        alloc_room(&timeline->blind, timeline->blind_count, &timeline->blind_capacity,
                   sizeof(timeline->blind[0]));
        timeline->blind[timeline->blind_count++] = (struct timeline_blind){ cause, from_us, to_us };
        return 0;
}

void timeline_build(const struct report_input *input, struct timeline *ret_timeline) {
        struct timeline timeline = { .input = input };
        struct builder builder = { .timeline = &timeline, .history_count = input->history_count };

        assert(input->from_day == input->to_day);
        site_night_bounds(&input->configuration->site, input->from_day, &timeline.from_us,
                          &timeline.to_us);
        builder.histories = alloc_zero(input->history_count, sizeof(builder.histories[0]));
        for (size_t i = 0; i < input->history_count; i++)
                builder.histories[i] = &input->histories[i];
        if (input->history_count > 1)
                qsort(builder.histories, input->history_count, sizeof(builder.histories[0]),
                      compare_histories);
        add_entries(&builder);
        add_tasks(&builder);
        sort_names(&builder.told);
        add_events(&builder);
        coverage_each_blind(input, add_blind, &timeline);
        if (timeline.count > 1)
                qsort(timeline.marks, timeline.count, sizeof(timeline.marks[0]), compare_marks);
        free(builder.histories);
        free(builder.told.at);
        free(builder.breached.at);
        free(builder.unplanned.at);
        *ret_timeline = timeline;
}

void timeline_done(struct timeline *timeline) {
        free(timeline->marks);
        free(timeline->blind);
        *timeline = (struct timeline){ 0 };
}
