/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much came at once: the most tasks above routine that were open together, and how long nobody on
 * shift was free. Busy is who has accepted or begun a task and not ended it. The rota changes on whole
 * minutes, so duty is asked once for each minute of the night and the time in it is cut where somebody
 * became busy or free.
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

/* A worker has work in hand. */
struct busy {
        const char *slot;
        int64_t from_us, to_us;
};

struct busy_list {
        struct busy *at;
        size_t count, capacity;
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

static void note_busy(struct busy_list *list, const char *slot, int64_t from_us, int64_t to_us) {
        if (slot[0] == '\0' || to_us <= from_us)
                return;
        alloc_room(&list->at, list->count, &list->capacity, sizeof(list->at[0]));
        list->at[list->count++] = (struct busy){ slot, from_us, to_us };
}

static bool frees_worker(enum task_order order) {
        return order == TASK_ORDER_COMPLETE || order == TASK_ORDER_CLOSE ||
               order == TASK_ORDER_CANCEL || order == TASK_ORDER_FAIL ||
               order == TASK_ORDER_DECLINE || order == TASK_ORDER_HOLD ||
               order == TASK_ORDER_REOPEN;
}

/* Who had this task in hand, and when; work still in hand goes on to the end of time. */
static void collect_busy(const struct history *history, struct busy_list *list) {
        const struct transition *since = NULL;

        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];
                bool takes = step->order == TASK_ORDER_ACCEPT || step->order == TASK_ORDER_START;

                if (since &&
                    (frees_worker(step->order) || (takes && !text_equal(step->who, since->who)))) {
                        note_busy(list, since->who, since->at_us, step->at_us);
                        since = NULL;
                }
                if (takes && !since)
                        since = step;
        }
        if (since)
                note_busy(list, since->who, since->at_us, TIME_NEVER);
}

static int compare_busy(const void *a, const void *b) {
        const struct busy *left = a, *right = b;

        return (left->from_us > right->from_us) - (left->from_us < right->from_us);
}

static bool works_in(const struct worker *worker, const char *department) {
        for (size_t i = 0; i < worker->department_count; i++)
                if (text_equal(worker->departments[i], department))
                        return true;
        return department[0] == '\0';
}

static bool is_busy(const struct busy_list *list, const char *slot, int64_t us) {
        for (size_t i = 0; i < list->count && list->at[i].from_us <= us; i++)
                if (us < list->at[i].to_us && text_equal(list->at[i].slot, slot))
                        return true;
        return false;
}

/* Whether one of those on duty at minute @minute_us is free at @us of that minute. */
static bool anyone_free(const struct report_input *input, const struct busy_list *list,
                        int64_t minute_us, int64_t us) {
        const struct configuration *configuration = input->configuration;

        for (size_t i = 0; i < configuration->staff.worker_count; i++) {
                const struct worker *worker = &configuration->staff.workers[i];

                if (works_in(worker, input->department) && !is_busy(list, worker->slot, us) &&
                    staff_duty(&configuration->staff, &configuration->site.zone, worker->slot,
                               minute_us) == DUTY_ON)
                        return true;
        }
        return false;
}

/* The next instant after @us and not after @limit_us at which somebody becomes busy or free. */
static int64_t next_edge(const struct busy_list *list, int64_t us, int64_t limit_us) {
        for (size_t i = 0; i < list->count && list->at[i].from_us < limit_us; i++) {
                if (list->at[i].from_us > us)
                        return list->at[i].from_us < limit_us ? list->at[i].from_us : limit_us;
                if (list->at[i].to_us > us && list->at[i].to_us < limit_us)
                        limit_us = list->at[i].to_us;
        }
        return limit_us;
}

static int64_t nobody_free(const struct report_input *input, const struct busy_list *list,
                           int64_t from_us, int64_t to_us) {
        int64_t nobody_us = 0;

        for (int64_t minute_us = from_us; minute_us < to_us; minute_us += US_PER_MIN) {
                int64_t end_us = minute_us + US_PER_MIN < to_us ? minute_us + US_PER_MIN : to_us;

                for (int64_t us = minute_us; us < end_us;) {
                        int64_t next_us = next_edge(list, us, end_us);

                        if (!anyone_free(input, list, minute_us, us))
                                nobody_us += next_us - us;
                        us = next_us;
                }
        }
        return nobody_us;
}

static void count_free_of_night(const struct report_input *input, int64_t day,
                                const struct busy_list *list, struct report *report) {
        struct night_hour hours[REPORT_HOURS_MAX];
        size_t count = hours_of_night(&input->configuration->site, day, hours);

        for (size_t i = 0; i < count; i++) {
                int64_t us = nobody_free(input, list, hours[i].from_us, hours[i].to_us);

                hours_at(report, day, hours[i].from_us)->nobody_free_us += us;
                report->nobody_free_us += us;
        }
}

static void count_nobody_free(const struct report_input *input, struct report *report) {
        for (size_t n = 0; n < report->nights; n++) {
                struct busy_list list = { 0 };
                int64_t from_us, to_us;

                site_night_bounds(&input->configuration->site, report->days[n], &from_us, &to_us);
                for (size_t i = 0; i < input->history_count; i++) {
                        const struct task *task = &input->histories[i].task;

                        if (!task->test && task->opened_us < to_us &&
                            task->opened_us >= from_us - FORGOTTEN_US &&
                            (task->ended_us == 0 || task->ended_us > from_us))
                                collect_busy(&input->histories[i], &list);
                }
                if (list.count > 1)
                        qsort(list.at, list.count, sizeof(list.at[0]), compare_busy);
                count_free_of_night(input, report->days[n], &list, report);
                free(list.at);
        }
}

void load_build(const struct report_input *input, struct report *report) {
        count_tasks(input, report);
        count_nobody_free(input, report);
}
