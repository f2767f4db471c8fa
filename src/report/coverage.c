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

/* A device fell silent or was heard again. */
struct contact {
        const char *device;
        int64_t at_us;
        bool is_back;
};

static int compare_contacts(const void *a, const void *b) {
        const struct contact *left = a, *right = b;
        int r = strcmp(left->device, right->device);

        return r != 0 ? r : (left->at_us > right->at_us) - (left->at_us < right->at_us);
}

static size_t collect_contacts(const struct report_input *input, struct contact *contacts) {
        size_t count = 0;

        for (size_t i = 0; i < input->event_count; i++) {
                const struct event *event = &input->events[i];
                bool is_back = event->kind == EVENT_KIND_DEVICE_ONLINE;

                if ((!is_back && event->kind != EVENT_KIND_DEVICE_OFFLINE) || event->test)
                        continue;
                if (input->department[0] == '\0' || event->department[0] == '\0' ||
                    text_equal(event->department, input->department))
                        contacts[count++] =
                                (struct contact){ event->device, event->occurred_us, is_back };
        }
        if (count > 1)
                qsort(contacts, count, sizeof(contacts[0]), compare_contacts);
        return count;
}

static bool touches_night(const struct report *report, int64_t from_us, int64_t to_us) {
        for (size_t i = 0; i < report->nights; i++) {
                int64_t night_us, end_us;

                site_night_bounds(&report->input->configuration->site, report->days[i], &night_us,
                                  &end_us);
                if (from_us < end_us && to_us > night_us)
                        return true;
        }
        return false;
}

/* Silent is also who fell silent by day and was not heard again before the night. */
static void count_devices(const struct report_input *input, struct report *report) {
        _cleanup_(freep) struct contact *contacts =
                alloc_zero(input->event_count, sizeof(contacts[0]));
        size_t count = collect_contacts(input, contacts);
        int64_t from_us, end_us;

        site_night_bounds(&input->configuration->site, input->to_day, &from_us, &end_us);
        for (size_t i = 0; i < count;) {
                const char *device = contacts[i].device;
                int64_t back_us = TIME_NEVER, silent_us = TIME_NEVER;
                bool was_silent = false;

                for (; i < count && text_equal(contacts[i].device, device); i++) {
                        if (!contacts[i].is_back && silent_us == TIME_NEVER)
                                silent_us = contacts[i].at_us;
                        if (!contacts[i].is_back || silent_us == TIME_NEVER)
                                continue;
                        back_us = contacts[i].at_us;
                        was_silent |= touches_night(report, silent_us, back_us);
                        silent_us = TIME_NEVER;
                }
                if (silent_us != TIME_NEVER)
                        back_us = TIME_NEVER;
                was_silent |=
                        silent_us != TIME_NEVER && touches_night(report, silent_us, TIME_NEVER);
                report->devices_silent += was_silent;
                report->devices_back += was_silent && back_us < end_us;
        }
}

void coverage_build(const struct report_input *input, struct report *report) {
        count_blind(input, report);
        count_time(input, report);
        count_checks(input, report);
        count_devices(input, report);
        response_build(input, report);
        load_build(input, report);
}
