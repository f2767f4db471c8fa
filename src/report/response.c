/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long residents waited: from a task's opening to its acceptance, and to the first time somebody
 * was there (began or ended a visit, or staff.present in the same place). Calls, alarms and dose
 * deviations only: a planned check waits for its round by plan. How many of the tasks have an answer at
 * all stands beside the times, or an unanswered call would make the night look faster; and to whom nobody
 * came because a look showed that nobody need, or those would look forgotten.
 */
#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "hours.h"
#include "nattvakt/alloc.h"
#include "number.h"

struct presence {
        const char *place;
        int64_t at_us;
};

struct presences {
        struct presence *at;
        size_t count, capacity;
};

struct spans {
        int64_t *us;
        size_t count, capacity;
};

static int compare_presence(const void *a, const void *b) {
        const struct presence *left = a, *right = b;
        int r = strcmp(left->place, right->place);

        return r != 0 ? r : (left->at_us > right->at_us) - (left->at_us < right->at_us);
}

static struct presences presences(const struct report_input *input) {
        struct presences found = { 0 };

        for (size_t i = 0; i < input->event_count; i++) {
                const struct event *event = &input->events[i];

                if (event->kind != EVENT_KIND_STAFF_PRESENT || event->test ||
                    event->place[0] == '\0')
                        continue;
                alloc_room(&found.at, found.count, &found.capacity, sizeof(found.at[0]));
                found.at[found.count++] = (struct presence){ event->place, event->occurred_us };
        }
        if (found.count > 1)
                qsort(found.at, found.count, sizeof(found.at[0]), compare_presence);
        return found;
}

/* The first presence in @place within [from, to], or -1. */
static int64_t present_at(const struct presences *presences, const char *place, int64_t from_us,
                          int64_t to_us) {
        struct presence wanted = { place, from_us };
        size_t low = 0, high = presences->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (compare_presence(&presences->at[middle], &wanted) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        if (low < presences->count && strcmp(presences->at[low].place, place) == 0 &&
            presences->at[low].at_us <= to_us)
                return presences->at[low].at_us;
        return -1;
}

int64_t response_accepted_at(const struct history *history) {
        for (size_t i = 0; i < history->count; i++)
                if (history->steps[i].order == TASK_ORDER_ACCEPT ||
                    history->steps[i].order == TASK_ORDER_START)
                        return history->steps[i].at_us;
        return -1;
}

/* The step that tells first of somebody's visit, or NULL. */
static const struct transition *first_visit(const struct history *history) {
        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];

                if (step->mode == TASK_MODE_PHYSICAL &&
                    (step->order == TASK_ORDER_START || step->order == TASK_ORDER_COMPLETE))
                        return step;
        }
        return NULL;
}

/* Whether a look settled it. */
static bool is_seen_well(const struct history *history) {
        bool is_well = false;

        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];

                if (step->order == TASK_ORDER_REOPEN)
                        is_well = false;
                else if ((step->order == TASK_ORDER_COMPLETE || step->order == TASK_ORDER_CLOSE) &&
                         step->mode == TASK_MODE_DIGITAL)
                        is_well = step->outcome == OUTCOME_SEEN_OK ||
                                  step->outcome == OUTCOME_NUISANCE;
        }
        return is_well;
}

static void note(struct spans *spans, int64_t us) {
        if (us < 0)
                return;
        alloc_room(&spans->us, spans->count, &spans->capacity, sizeof(spans->us[0]));
        spans->us[spans->count++] = us;
}

static int compare_spans(const void *a, const void *b) {
        int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

        return (left > right) - (left < right);
}

/* The smallest span that is not exceeded by @percent of them (nearest rank). */
static int64_t rank(const struct spans *spans, size_t percent) {
        return spans->us[(spans->count * percent + 99) / 100 - 1];
}

static struct spread spread(struct spans *spans, size_t of) {
        struct spread spread = { .count = spans->count, .of = of };

        if (spans->count > 0) {
                qsort(spans->us, spans->count, sizeof(spans->us[0]), compare_spans);
                spread.median_us = rank(spans, 50);
                spread.p90_us = rank(spans, 90);
                spread.worst_us = rank(spans, 100);
        }
        free(spans->us);
        return spread;
}

static bool waits_for_somebody(enum task_cause cause) {
        return cause == TASK_CAUSE_CALL || cause == TASK_CAUSE_ALARM || cause == TASK_CAUSE_DOSE;
}

/* One who waited. */
struct wait {
        const struct task *task;
        int64_t night;
        int64_t accept_us, presence_us; /* since it was opened, or -1 */
        bool is_end;                    /* presence_us: of a visit whose beginning was not told */
        bool is_cleared;                /* nobody came, and a look showed that nobody need */
};

typedef int (*wait_fn)(void *userdata, const struct wait *wait);

static int64_t since(const struct task *task, int64_t at_us) {
        if (at_us < 0)
                return -1;
        return at_us > task->opened_us ? at_us - task->opened_us : 0;
}

static struct wait wait_of(const struct history *history, const struct presences *presences,
                           int64_t night, int64_t night_end_us) {
        const struct task *task = &history->task;
        const struct transition *visit = first_visit(history);
        int64_t until_us = task->ended_us != 0 ? task->ended_us : night_end_us;
        int64_t present_us = present_at(presences, task->place, task->opened_us, until_us);
        bool is_visit = visit && (present_us < 0 || visit->at_us <= present_us);
        int64_t there_us = is_visit ? visit->at_us : present_us;

        return (struct wait){ .task = task,
                              .night = night,
                              .accept_us = since(task, response_accepted_at(history)),
                              .presence_us = since(task, there_us),
                              .is_end = is_visit && visit->order == TASK_ORDER_COMPLETE,
                              .is_cleared = there_us < 0 && is_seen_well(history) };
}

static int each_wait(const struct report_input *input, wait_fn each, void *userdata) {
        struct presences there = presences(input);
        int r = 0;

        for (size_t i = 0; i < input->history_count && r == 0; i++) {
                const struct history *history = &input->histories[i];
                int64_t night, from_us, to_us;

                if (!waits_for_somebody(history->task.cause) ||
                    !coverage_holds(input, history, &night))
                        continue;
                site_night_bounds(&input->configuration->site, night, &from_us, &to_us);
                struct wait wait = wait_of(history, &there, night, to_us);
                r = each(userdata, &wait);
        }
        free(there.at);
        return r;
}

struct waits {
        struct spans accept, presence;
        size_t count;
        struct report *report;
        struct spans hours[REPORT_HOURS_MAX]; /* to accept */
        size_t hour_counts[REPORT_HOURS_MAX];
};

static int note_wait(void *userdata, const struct wait *wait) {
        struct waits *waits = userdata;
        struct report *report = waits->report;
        const struct report_hour *hour = hours_at(report, wait->night, wait->task->opened_us);

        waits->count++;
        note(&waits->accept, wait->accept_us);
        note(&waits->presence, wait->presence_us);
        report->presence_at_end += wait->is_end;
        report->cleared_by_look += wait->is_cleared;
        if (hour) {
                waits->hour_counts[hour - report->hours]++;
                note(&waits->hours[hour - report->hours], wait->accept_us);
        }
        return 0;
}

void response_build(const struct report_input *input, struct report *report) {
        struct waits waits = { .report = report };

        each_wait(input, note_wait, &waits);
        report->accept = spread(&waits.accept, waits.count);
        report->presence = spread(&waits.presence, waits.count);
        for (size_t i = 0; i < report->hour_count; i++)
                report->hours[i].accept = spread(&waits.hours[i], waits.hour_counts[i]);
}

/* What a wait weighs as evidence, in 1/1000; below 0: it is none. */
typedef int64_t (*weigh_fn)(const struct wait *wait);

static int64_t seconds(int64_t us) {
        return us < 0 ? -1 : number_round(us * THOUSAND, US_PER_S);
}

static int64_t weigh_accept(const struct wait *wait) {
        return seconds(wait->accept_us);
}

static int64_t weigh_presence(const struct wait *wait) {
        return seconds(wait->presence_us);
}

static int64_t weigh_at_end(const struct wait *wait) {
        return wait->is_end ? THOUSAND : -1;
}

static int64_t weigh_cleared(const struct wait *wait) {
        return wait->is_cleared ? THOUSAND : -1;
}

struct telling {
        evidence_fn each;
        void *userdata;
        weigh_fn weigh;
};

static int tell_wait(void *userdata, const struct wait *wait) {
        const struct telling *telling = userdata;
        int64_t weight = telling->weigh(wait);
        struct evidence item =
                coverage_item(wait->task, task_cause_word(wait->task->cause), wait->night, weight);

        return weight < 0 ? 0 : telling->each(telling->userdata, &item);
}

static int tell(const struct report_input *input, weigh_fn weigh, evidence_fn each,
                void *userdata) {
        struct telling telling = { each, userdata, weigh };

        return each_wait(input, tell_wait, &telling);
}

int response_evidence_accept(const struct report_input *input, evidence_fn each, void *userdata) {
        return tell(input, weigh_accept, each, userdata);
}

int response_evidence_presence(const struct report_input *input, evidence_fn each, void *userdata) {
        return tell(input, weigh_presence, each, userdata);
}

int response_evidence_at_end(const struct report_input *input, evidence_fn each, void *userdata) {
        return tell(input, weigh_at_end, each, userdata);
}

int response_evidence_cleared(const struct report_input *input, evidence_fn each, void *userdata) {
        return tell(input, weigh_cleared, each, userdata);
}
