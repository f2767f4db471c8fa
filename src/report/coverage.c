/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far a night was covered: true length, worker minutes, blind time, recorded outcomes, devices
 * that fell silent. Blind time is the union of all causes, so that two at once count once.
 */
#include "coverage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "number.h"

bool coverage_holds(const struct report_input *input, const struct history *history,
                    int64_t *ret_night) {
        const struct task *task = &history->task;
        int64_t night = site_night_at(&input->configuration->site, task->opened_us);

        if (task->test || night < 0 || night < input->from_day || night > input->to_day)
                return false;
        if (input->department[0] != '\0' && !text_equal(task->department, input->department))
                return false;
        if (ret_night)
                *ret_night = night;
        return true;
}

static int compare_blind(const void *a, const void *b) {
        const struct blind_row *left = a, *right = b;

        return (left->from_us > right->from_us) - (left->from_us < right->from_us);
}

/* Blind time of one night; @rows rising by from. */
static int64_t blind_in(const struct blind_row *rows, size_t count, int64_t from_us,
                        int64_t to_us) {
        int64_t seen_to_us = from_us, blind_us = 0;

        for (size_t i = 0; i < count; i++) {
                int64_t begin_us = rows[i].from_us > seen_to_us ? rows[i].from_us : seen_to_us;
                int64_t end_us =
                        rows[i].to_us == 0 || rows[i].to_us > to_us ? to_us : rows[i].to_us;

                if (end_us <= begin_us)
                        continue;
                blind_us += end_us - begin_us;
                seen_to_us = end_us;
        }
        return blind_us;
}

static void count_blind(const struct report_input *input, struct report *report) {
        _cleanup_(freep) struct blind_row *rows =
                alloc_zero(input->blind_count, sizeof(input->blind[0]));

        if (input->blind_count > 0) {
                memcpy(rows, input->blind, input->blind_count * sizeof(rows[0]));
                qsort(rows, input->blind_count, sizeof(rows[0]), compare_blind);
        }
        for (int64_t day = input->from_day; day <= input->to_day; day++) {
                int64_t from_us, to_us;

                site_night_bounds(&input->configuration->site, day, &from_us, &to_us);
                report->blind_us += blind_in(rows, input->blind_count, from_us, to_us);
        }
}

static void count_time(const struct report_input *input, struct report *report) {
        const struct site *site = &input->configuration->site;

        for (size_t i = 0; i < report->nights; i++) {
                int64_t from_us, to_us;
                double minutes;

                site_night_bounds(site, report->days[i], &from_us, &to_us);
                minutes = staff_minutes(&input->configuration->staff, &site->zone,
                                        input->department, from_us, to_us);
                report->length_us += to_us - from_us;
                report->available += llround(minutes * THOUSAND);
        }
}

static bool has_outcome(const struct history *history) {
        for (size_t i = 0; i < history->count; i++) {
                const struct transition *step = &history->steps[i];
                bool tells = step->order == TASK_ORDER_LOOKED ||
                             step->order == TASK_ORDER_COMPLETE || step->order == TASK_ORDER_CLOSE;

                if (tells && step->outcome != OUTCOME_NONE)
                        return true;
        }
        return false;
}

static void count_checks(const struct report_input *input, struct report *report) {
        for (size_t i = 0; i < input->history_count; i++) {
                const struct history *history = &input->histories[i];

                if (history->task.cause != TASK_CAUSE_CHECK || !history->task.planned ||
                    !coverage_holds(input, history, NULL))
                        continue;
                report->planned_checks++;
                report->recorded_checks += has_outcome(history);
        }
}

static int compare_names(const void *a, const void *b) {
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t count_different(const char **names, size_t count) {
        size_t different = 0;

        if (count > 1)
                qsort(names, count, sizeof(names[0]), compare_names);
        for (size_t i = 0; i < count; i++)
                different += i == 0 || strcmp(names[i], names[i - 1]) != 0;
        return different;
}

/* A device that missed its heartbeat once is late; more than that, it is silent. */
static void count_devices(const struct report_input *input, struct report *report) {
        _cleanup_(freep) const char **silent = alloc_zero(input->event_count, sizeof(silent[0]));
        _cleanup_(freep) const char **late = alloc_zero(input->event_count, sizeof(late[0]));
        size_t silent_count = 0, late_count = 0;

        for (size_t i = 0; i < input->event_count; i++) {
                const struct event *event = &input->events[i];
                int64_t night = site_night_at(&input->configuration->site, event->occurred_us);

                if (event->kind != EVENT_KIND_DEVICE_OFFLINE || event->test || night < 0 ||
                    night < input->from_day || night > input->to_day)
                        continue;
                if (input->department[0] != '\0' &&
                    !text_equal(event->department, input->department))
                        continue;
                if (text_starts_with(event->detail, "late"))
                        late[late_count++] = event->device;
                else
                        silent[silent_count++] = event->device;
        }
        report->devices_silent = count_different(silent, silent_count);
        report->devices_late = count_different(late, late_count);
}

void coverage_build(const struct report_input *input, struct report *report) {
        count_blind(input, report);
        count_time(input, report);
        count_checks(input, report);
        count_devices(input, report);
        response_build(input, report);
        load_build(input, report);
}
