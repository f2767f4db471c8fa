/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far a night was covered: true length, worker minutes, blind time, recorded outcomes, devices
 * that fell silent. Blind time is the union of all causes, so that two at once count once.
 */
#include "coverage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hours.h"
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

/* The blind stretches of one night, none of them twice; @rows rising by from. */
static int each_blind_of_night(const struct report_input *input, const struct blind_row *rows,
                               int64_t night, blind_fn each, void *userdata) {
        int64_t seen_to_us, night_end_us;
        int r = 0;

        site_night_bounds(&input->configuration->site, night, &seen_to_us, &night_end_us);
        for (size_t i = 0; i < input->blind_count && r == 0; i++) {
                const struct blind_row *row = &rows[i];
                int64_t begin_us = row->from_us > seen_to_us ? row->from_us : seen_to_us;
                bool is_open = row->to_us == 0 || row->to_us > night_end_us;
                int64_t end_us = is_open ? night_end_us : row->to_us;

                if (end_us <= begin_us)
                        continue;
                r = each(userdata, row->cause, night, begin_us, end_us);
                seen_to_us = end_us;
        }
        return r;
}

int coverage_each_blind(const struct report_input *input, blind_fn each, void *userdata) {
        _cleanup_(freep) struct blind_row *rows =
                alloc_zero(input->blind_count, sizeof(input->blind[0]));
        int r = 0;

        if (input->blind_count > 0) {
                memcpy(rows, input->blind, input->blind_count * sizeof(rows[0]));
                qsort(rows, input->blind_count, sizeof(rows[0]), compare_blind);
        }
        for (int64_t day = input->from_day; day <= input->to_day && r == 0; day++)
                r = each_blind_of_night(input, rows, day, each, userdata);
        return r;
}

static int add_blind(void *userdata, enum blind_cause cause, int64_t night, int64_t from_us,
                     int64_t to_us) {
        struct report *report = userdata;

        (void)cause;
        (void)night;
        report->blind_us += to_us - from_us;
        return 0;
}

struct telling {
        evidence_fn each;
        void *userdata;
};

static int tell_blind(void *userdata, enum blind_cause cause, int64_t night, int64_t from_us,
                      int64_t to_us) {
        static const struct task nothing = { 0 };
        const struct telling *telling = userdata;
        struct evidence item =
                coverage_item(&nothing, blind_cause_word(cause), night,
                              number_round((to_us - from_us) * THOUSAND, US_PER_MIN));

        item.at_us = from_us;
        return telling->each(telling->userdata, &item);
}

int coverage_evidence_blind(const struct report_input *input, evidence_fn each, void *userdata) {
        struct telling telling = { each, userdata };

        return coverage_each_blind(input, tell_blind, &telling);
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

struct evidence coverage_item(const struct task *task, const char *what, int64_t night,
                              int64_t weight) {
        return (struct evidence){ .what = what,
                                  .task = task->id,
                                  .event = task->evidence[0],
                                  .code = task->code,
                                  .department = task->department,
                                  .place = task->place,
                                  .resident = task->resident,
                                  .night = night,
                                  .at_us = task->opened_us,
                                  .weight = weight };
}

static int each_check(const struct report_input *input, bool recorded_only, evidence_fn each,
                      void *userdata) {
        int r = 0;

        for (size_t i = 0; i < input->history_count && r == 0; i++) {
                const struct history *history = &input->histories[i];
                struct evidence item;
                int64_t night;

                if (history->task.cause != TASK_CAUSE_CHECK || !history->task.planned ||
                    !coverage_holds(input, history, &night) ||
                    (recorded_only && !has_outcome(history)))
                        continue;
                item = coverage_item(&history->task, task_state_word(history->task.state), night,
                                     THOUSAND);
                r = each(userdata, &item);
        }
        return r;
}

int coverage_evidence_planned(const struct report_input *input, evidence_fn each, void *userdata) {
        return each_check(input, false, each, userdata);
}

int coverage_evidence_recorded(const struct report_input *input, evidence_fn each, void *userdata) {
        return each_check(input, true, each, userdata);
}

static int count_one(void *userdata, const struct evidence *item) {
        size_t *count = userdata;

        (void)item;
        (*count)++;
        return 0;
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
        coverage_each_blind(input, add_blind, report);
        count_time(input, report);
        coverage_evidence_planned(input, count_one, &report->planned_checks);
        coverage_evidence_recorded(input, count_one, &report->recorded_checks);
        count_devices(input, report);
        hours_begin(report);
        response_build(input, report);
        load_build(input, report);
}
