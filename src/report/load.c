/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much came at once: the most tasks above routine that were open together, and how long nobody on
 * shift was free. Busy is who has accepted or begun a task and not ended it. The rota changes on whole
 * minutes, so duty is asked once for each minute of the night and the time in it is cut where somebody
 * became busy or free. Both go through time once, with what begins and ends in order.
 */
#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "hours.h"
#include "nattvakt/alloc.h"

/* What was accepted so long before the night and never ended was forgotten, and nobody is busy with it. */
#define FORGOTTEN_US (12 * US_PER_H)

/* The number of something rises or falls. */
struct edge {
        int64_t at_us;
        int by;
};

struct edges {
        struct edge *at;
        size_t count, capacity;
};

/* A worker has one task more or less in hand. */
struct hand {
        int64_t at_us;
        size_t worker;
        int by;
};

/* The workers of a night as time goes on. */
struct hands {
        struct hand *at; /* rising */
        size_t count, capacity;
        size_t next; /* the first that is yet to come */
        int *tasks;  /* in hand now, of each worker */
        size_t *on_duty, on_duty_count;
};

static void add_edge(struct edges *edges, int64_t at_us, int by) {
        alloc_room(&edges->at, edges->count, &edges->capacity, sizeof(edges->at[0]));
        edges->at[edges->count++] = (struct edge){ at_us, by };
}

/* What ends comes before what begins in the same instant. */
static int compare_edges(const void *a, const void *b) {
        const struct edge *left = a, *right = b;

        if (left->at_us != right->at_us)
                return left->at_us < right->at_us ? -1 : 1;
        return (left->by > right->by) - (left->by < right->by);
}

/* The most that were open at once in [from, to); @at and @open go on from hour to hour. */
static int most_open(const struct edges *edges, int64_t from_us, int64_t to_us, size_t *at,
                     int *open) {
        int most;

        /* what ends as the hour begins is not open in it */
        for (; *at < edges->count && (edges->at[*at].at_us < from_us ||
                                      (edges->at[*at].at_us == from_us && edges->at[*at].by < 0));
             (*at)++)
                *open += edges->at[*at].by;
        most = *open;
        for (; *at < edges->count && edges->at[*at].at_us < to_us; (*at)++) {
                *open += edges->at[*at].by;
                most = *open > most ? *open : most;
        }
        return most;
}

static void count_most_open(const struct edges *edges, struct report *report) {
        struct night_hour hours[REPORT_HOURS_MAX];
        size_t at = 0;
        int open = 0;

        for (size_t n = 0; n < report->nights; n++) {
                int64_t day = report->days[n];
                size_t count = hours_of_night(&report->input->configuration->site, day, hours);

                for (size_t i = 0; i < count; i++) {
                        struct report_hour *hour = hours_at(report, day, hours[i].from_us);
                        int most = most_open(edges, hours[i].from_us, hours[i].to_us, &at, &open);

                        if ((size_t)most > hour->simultaneous_max)
                                hour->simultaneous_max = (size_t)most;
                        if ((size_t)most > report->simultaneous_max)
                                report->simultaneous_max = (size_t)most;
                }
        }
}

static void count_tasks(const struct report_input *input, struct report *report) {
        struct edges edges = { 0 };

        for (size_t i = 0; i < input->history_count; i++) {
                const struct task *task = &input->histories[i].task;
                struct report_hour *hour;
                int64_t night;

                if (!coverage_holds(input, &input->histories[i], &night))
                        continue;
                hour = hours_at(report, night, task->opened_us);
                if (hour)
                        (*(task->planned ? &hour->planned : &hour->unplanned))++;
                if (task->priority == TASK_PRIORITY_ROUTINE)
                        continue;
                add_edge(&edges, task->opened_us, +1);
                if (task->ended_us != 0)
                        add_edge(&edges, task->ended_us, -1);
        }
        if (edges.count > 1)
                qsort(edges.at, edges.count, sizeof(edges.at[0]), compare_edges);
        count_most_open(&edges, report);
        free(edges.at);
}

static void add_hand(struct hands *hands, int64_t at_us, size_t worker, int by) {
        alloc_room(&hands->at, hands->count, &hands->capacity, sizeof(hands->at[0]));
        hands->at[hands->count++] = (struct hand){ at_us, worker, by };
}

/* Who is not in the register is on no rota. */
static void note_busy(struct hands *hands, const struct staff *staff, const char *slot,
                      int64_t from_us, int64_t to_us) {
        const struct worker *worker = staff_worker(staff, slot);

        if (!worker || to_us <= from_us)
                return;
        add_hand(hands, from_us, (size_t)(worker - staff->workers), +1);
        add_hand(hands, to_us, (size_t)(worker - staff->workers), -1);
}

static bool frees_worker(enum task_order order) {
        return order == TASK_ORDER_COMPLETE || order == TASK_ORDER_CLOSE ||
               order == TASK_ORDER_CANCEL || order == TASK_ORDER_FAIL ||
               order == TASK_ORDER_DECLINE || order == TASK_ORDER_HOLD ||
               order == TASK_ORDER_REOPEN;
}

/* Who had this task in hand, and when; work still in hand goes on to the end of time. */
static void collect_busy(const struct history *history, const struct staff *staff,
                         struct hands *hands) {
        const struct transition *since = NULL;

        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];
                bool takes = step->order == TASK_ORDER_ACCEPT || step->order == TASK_ORDER_START;

                if (since &&
                    (frees_worker(step->order) || (takes && !text_equal(step->who, since->who)))) {
                        note_busy(hands, staff, since->who, since->at_us, step->at_us);
                        since = NULL;
                }
                if (takes && !since)
                        since = step;
        }
        if (since)
                note_busy(hands, staff, since->who, since->at_us, TIME_NEVER);
}

static int compare_hands(const void *a, const void *b) {
        const struct hand *left = a, *right = b;

        return (left->at_us > right->at_us) - (left->at_us < right->at_us);
}

static bool works_in(const struct worker *worker, const char *department) {
        for (size_t i = 0; i < worker->department_count; i++)
                if (text_equal(worker->departments[i], department))
                        return true;
        return department[0] == '\0';
}

static void ask_duty(const struct report_input *input, int64_t minute_us, struct hands *hands) {
        const struct staff *staff = &input->configuration->staff;

        hands->on_duty_count = 0;
        for (size_t i = 0; i < staff->worker_count; i++)
                if (works_in(&staff->workers[i], input->department) &&
                    staff_duty(staff, &input->configuration->site.zone, staff->workers[i].slot,
                               minute_us) == DUTY_ON)
                        hands->on_duty[hands->on_duty_count++] = i;
}

static bool anyone_free(const struct hands *hands) {
        for (size_t i = 0; i < hands->on_duty_count; i++)
                if (hands->tasks[hands->on_duty[i]] == 0)
                        return true;
        return false;
}

/* Goes on to @us. Returns the next instant, @limit_us at the latest, at which somebody becomes busy or free. */
static int64_t go_on(struct hands *hands, int64_t us, int64_t limit_us) {
        for (; hands->next < hands->count && hands->at[hands->next].at_us <= us; hands->next++)
                hands->tasks[hands->at[hands->next].worker] += hands->at[hands->next].by;
        if (hands->next < hands->count && hands->at[hands->next].at_us < limit_us)
                return hands->at[hands->next].at_us;
        return limit_us;
}

static int64_t nobody_free(const struct report_input *input, struct hands *hands, int64_t from_us,
                           int64_t to_us) {
        int64_t nobody_us = 0;

        for (int64_t minute_us = from_us; minute_us < to_us; minute_us += US_PER_MIN) {
                int64_t end_us = minute_us + US_PER_MIN < to_us ? minute_us + US_PER_MIN : to_us;

                ask_duty(input, minute_us, hands);
                for (int64_t us = minute_us, next_us; us < end_us; us = next_us) {
                        next_us = go_on(hands, us, end_us);
                        if (!anyone_free(hands))
                                nobody_us += next_us - us;
                }
        }
        return nobody_us;
}

static void count_free_of_night(const struct report_input *input, int64_t day, struct hands *hands,
                                struct report *report) {
        struct night_hour hours[REPORT_HOURS_MAX];
        size_t count = hours_of_night(&input->configuration->site, day, hours);

        for (size_t i = 0; i < count; i++) {
                int64_t us = nobody_free(input, hands, hours[i].from_us, hours[i].to_us);

                hours_at(report, day, hours[i].from_us)->nobody_free_us += us;
                report->nobody_free_us += us;
        }
}

static void collect_hands(const struct report_input *input, int64_t day, struct hands *hands) {
        int64_t from_us, to_us;

        site_night_bounds(&input->configuration->site, day, &from_us, &to_us);
        for (size_t i = 0; i < input->history_count; i++) {
                const struct task *task = &input->histories[i].task;

                if (!task->test && task->opened_us < to_us &&
                    task->opened_us >= from_us - FORGOTTEN_US &&
                    (task->ended_us == 0 || task->ended_us > from_us))
                        collect_busy(&input->histories[i], &input->configuration->staff, hands);
        }
        if (hands->count > 1)
                qsort(hands->at, hands->count, sizeof(hands->at[0]), compare_hands);
}

static void count_nobody_free(const struct report_input *input, struct report *report) {
        size_t worker_count = input->configuration->staff.worker_count;

        for (size_t n = 0; n < report->nights; n++) {
                struct hands hands = {
                        .tasks = alloc_zero(worker_count, sizeof(hands.tasks[0])),
                        .on_duty = alloc_zero(worker_count, sizeof(hands.on_duty[0])),
                };

                collect_hands(input, report->days[n], &hands);
                count_free_of_night(input, report->days[n], &hands, report);
                free(hands.at);
                free(hands.tasks);
                free(hands.on_duty);
        }
}

void load_build(const struct report_input *input, struct report *report) {
        count_tasks(input, report);
        count_nobody_free(input, report);
}
