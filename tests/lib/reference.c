/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 48 residents in two departments of 24; of each, the first 14 have digital checks and sensors. What
 * varies from night to night is spread by the night's number, so that totals are exact.
 *
 * Source: PRODUCT.md, "Reference period". Instants of the clock's changes in Oslo: last Sundays of
 * March and October, 01:00 UTC (directive 2000/84/EC).
 */
#include "reference.h"

#include <stdio.h>
#include <stdlib.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

#define RESIDENTS       48
#define DEPARTMENT_SIZE 24
#define DIGITAL         14 /* per department */
#define CARE_CHECKS     36
#define CALLS           20
#define TRUE_ALARMS     11
#define NUISANCES       5
#define PAUSE_MIN       30
#define SECOND_LOOK_MIN 15
#define MARCH_2026_S    INT64_C(1774746000) /* 2026-03-29T01:00Z */
#define OCTOBER_2026_S  INT64_C(1792890000) /* 2026-10-25T01:00Z */

static const char *const departments[][2] = {
        { "tyttebaertunet", "Tyttebærtunet" },
        { "blabaerlyngen", "Blåbærlyngen" },
};

static const struct {
        const char *slot, *role;
        int department, pause_from_min;
} workers[] = {
        { "hcw-1", "health_care_worker", 0, 2 * 60 },
        { "ca-1", "care_assistant", 0, 3 * 60 },
        { "hcw-2", "health_care_worker", 1, 2 * 60 },
        { "rn-1", "registered_nurse", 1, 3 * 60 },
};

static const char *const roles[] = { "care_assistant", "health_care_worker", "registered_nurse" };

/* clang-format off */
static const struct {
        const char *code;
        enum task_cause cause;
        enum task_priority priority;
        double visit_min, look_min, handling_min;
} codes[] = {
        { "check",    TASK_CAUSE_CHECK, TASK_PRIORITY_ROUTINE, 3,  1, 0 },
        { "care",     TASK_CAUSE_CARE,  TASK_PRIORITY_ROUTINE, 12, 0, 0 },
        { "call",     TASK_CAUSE_CALL,  TASK_PRIORITY_ASAP,    8,  0, 0 },
        { "bed-exit", TASK_CAUSE_ALARM, TASK_PRIORITY_URGENT,  6,  0, 1 },
        { "dose",     TASK_CAUSE_DOSE,  TASK_PRIORITY_URGENT,  5,  0, 0 },
        { "device",   TASK_CAUSE_DEVICE, TASK_PRIORITY_ROUTINE, 4, 0, 0 },
};
/* clang-format on */

static void make_site(struct site *site) {
        static const struct zone_transition oslo[] = {
                { INT64_MIN, 3600 },
                { MARCH_2026_S * US_PER_S, 7200 },
                { OCTOBER_2026_S * US_PER_S, 3600 },
        };

        text_set(site->name, "solskinnstoppen");
        text_set(site->label, "Solskinnstoppen sykehjem");
        site->night_from_min = 22 * 60;
        site->night_to_min = 7 * 60 + 15;
        site->zone.count = ELEMENTS(oslo);
        site->zone.transitions = alloc_zero(ELEMENTS(oslo), sizeof(oslo[0]));
        for (size_t i = 0; i < ELEMENTS(oslo); i++)
                site->zone.transitions[i] = oslo[i];
        site->department_count = ELEMENTS(departments);
        site->departments = alloc_zero(ELEMENTS(departments), sizeof(site->departments[0]));
        for (size_t i = 0; i < ELEMENTS(departments); i++) {
                text_set(site->departments[i].name, departments[i][0]);
                text_set(site->departments[i].label, departments[i][1]);
        }
}

static void make_staff(struct staff *staff) {
        staff->role_count = ELEMENTS(roles);
        staff->roles = alloc_zero(ELEMENTS(roles), sizeof(staff->roles[0]));
        for (size_t i = 0; i < ELEMENTS(roles); i++)
                text_set(staff->roles[i], roles[i]);
        staff->worker_count = staff->shift_count = ELEMENTS(workers);
        staff->workers = alloc_zero(ELEMENTS(workers), sizeof(staff->workers[0]));
        staff->shifts = alloc_zero(ELEMENTS(workers), sizeof(staff->shifts[0]));
        for (size_t i = 0; i < ELEMENTS(workers); i++) {
                struct worker *worker = &staff->workers[i];
                struct shift *shift = &staff->shifts[i];

                text_set(worker->slot, workers[i].slot);
                text_set(worker->role, workers[i].role);
                text_set(worker->departments[0], departments[workers[i].department][0]);
                worker->department_count = 1;
                text_set(shift->worker, workers[i].slot);
                shift->from_min = 22 * 60;
                shift->to_min = 7 * 60 + 15;
                shift->weekdays = 0x7f;
                shift->pause_from_min = workers[i].pause_from_min;
                shift->pause_to_min = workers[i].pause_from_min + PAUSE_MIN;
                shift->until_day = INT64_MAX;
        }
}

static void make_catalogue(double glance_min, bool has_technology, struct catalogue *catalogue) {
        catalogue->count = ELEMENTS(codes);
        catalogue->codes = alloc_zero(ELEMENTS(codes), sizeof(catalogue->codes[0]));
        for (size_t i = 0; i < ELEMENTS(codes); i++) {
                struct task_code *code = &catalogue->codes[i];

                text_set(code->code, codes[i].code);
                code->cause = codes[i].cause;
                code->priority = codes[i].priority;
                code->visit_min = i == 0 ? glance_min : codes[i].visit_min;
                code->look_min = codes[i].look_min;
                code->handling_min = codes[i].handling_min;
                code->look = has_technology && codes[i].look_min > 0;
        }
}

void reference_home(double glance_min, bool has_technology, struct reference *ret_reference) {
        struct reference reference = { 0 };

        make_site(&reference.configuration.site);
        make_staff(&reference.configuration.staff);
        make_catalogue(glance_min, has_technology, &reference.configuration.catalogue);
        text_set(reference.configuration.fingerprint,
                 has_technology ? "5a17ab1e0000cafe" : "0ddba11500000001");
        *ret_reference = reference;
}

void reference_done(struct reference *reference) {
        for (size_t i = 0; i < reference->count; i++)
                free(reference->histories[i].steps);
        free(reference->histories);
        free(reference->configuration.site.zone.transitions);
        free(reference->configuration.site.departments);
        free(reference->configuration.staff.roles);
        free(reference->configuration.staff.workers);
        free(reference->configuration.staff.shifts);
        free(reference->configuration.catalogue.codes);
        *reference = (struct reference){ 0 };
}

int64_t reference_time(const struct reference *reference, int64_t day, int hour, int minute) {
        int of_day = hour * 60 + minute;

        return zone_day_minute(&reference->configuration.site.zone, day,
                               hour < 12 ? of_day + 24 * 60 : of_day);
}

struct transition *reference_step(struct history *history, enum task_order order,
                                  enum task_mode mode, enum outcome outcome, int64_t at_us) {
        struct task *task = &history->task;
        size_t worker = text_equal(task->department, departments[0][0]) ? 0 : 2;
        size_t capacity = history->count; /* nothing to spare: a step is some kilobytes */
        struct transition *step;

        alloc_room(&history->steps, history->count, &capacity, sizeof(history->steps[0]));
        step = &history->steps[history->count++];

        worker += order == TASK_ORDER_OPEN ? 0 : (size_t)(at_us / US_PER_MIN) % 2;
        text_set(step->task, task->id);
        step->sequence = (int64_t)history->count;
        step->order = order;
        step->mode = task->mode = mode;
        step->outcome = outcome;
        step->at_us = at_us;
        if (order != TASK_ORDER_OPEN && order != TASK_ORDER_VISIT && order != TASK_ORDER_HOLD) {
                text_set(step->who, workers[worker].slot);
                text_set(step->role, workers[worker].role);
        }
        if (order == TASK_ORDER_COMPLETE) {
                task->state = TASK_STATE_COMPLETED;
                task->outcome = outcome;
                task->ended_us = at_us;
        }
        return step;
}

struct history *reference_task(struct reference *reference, const char *code, int resident,
                               int64_t at_us) {
        const struct task_code *known = catalogue_code(&reference->configuration.catalogue, code);
        struct history *history;
        struct task *task;

        alloc_room(&reference->histories, reference->count, &reference->capacity,
                   sizeof(reference->histories[0]));
        history = &reference->histories[reference->count++];
        *history = (struct history){ 0 };
        task = &history->task;
        snprintf(task->id, sizeof(task->id), "%032x", ++reference->next_id);
        text_set(task->code, code);
        text_set(task->department, departments[resident / DEPARTMENT_SIZE][0]);
        snprintf(task->resident, sizeof(task->resident), "R%d", resident + 1);
        snprintf(task->place, sizeof(task->place), "room-%d",
                 100 * (1 + resident / DEPARTMENT_SIZE) + 1 + resident % DEPARTMENT_SIZE);
        text_set(task->asked_role, "care_assistant");
        task->cause = known->cause;
        task->priority = known->priority;
        task->opened_us = at_us;
        task->planned = known->cause == TASK_CAUSE_CHECK || known->cause == TASK_CAUSE_CARE;
        task->window_end_us = task->planned ? at_us + US_PER_H : 0;
        task->night_count = 1;
        reference_step(history, TASK_ORDER_OPEN, TASK_MODE_PHYSICAL, OUTCOME_NONE, at_us);
        return history;
}

static void visit(struct reference *reference, const char *code, int resident, int64_t opened_us,
                  int64_t done_us) {
        struct history *history = reference_task(reference, code, resident, opened_us);

        reference_step(history, TASK_ORDER_COMPLETE, TASK_MODE_PHYSICAL, OUTCOME_DONE, done_us);
}

static bool is_digital(int resident) {
        return resident % DEPARTMENT_SIZE < DIGITAL;
}

static void common_night(struct reference *reference, int night, int64_t day) {
        for (int i = 0; i < CARE_CHECKS; i++) {
                int64_t at_us = reference_time(reference, day, 0, 30) + i * 4 * US_PER_MIN;

                visit(reference, "care", i * 4 / 3, at_us, at_us + 12 * US_PER_MIN);
        }
        for (int i = 0; i < CALLS; i++) {
                int64_t at_us = reference_time(reference, day, 22, 20) + i * 26 * US_PER_MIN;

                visit(reference, "call", (night * 7 + i * 5) % RESIDENTS, at_us,
                      at_us + 90 * US_PER_S);
        }
}

/* One planned look; unseen: a second look; still unseen: a visit. */
static void look(struct reference *reference, int resident, int64_t at_us, bool unseen,
                 bool visited) {
        struct history *history = reference_task(reference, "check", resident, at_us);
        int64_t seen_us = at_us + resident * 20 * US_PER_S;

        history->steps[0].mode = history->task.mode = TASK_MODE_DIGITAL;
        if (!unseen) {
                reference_step(history, TASK_ORDER_COMPLETE, TASK_MODE_DIGITAL, OUTCOME_SEEN_OK,
                               seen_us);
                return;
        }
        reference_step(history, TASK_ORDER_LOOKED, TASK_MODE_DIGITAL, OUTCOME_NOT_SEEN, seen_us);
        reference_step(history, TASK_ORDER_HOLD, TASK_MODE_DIGITAL, OUTCOME_NONE, seen_us);
        seen_us += SECOND_LOOK_MIN * US_PER_MIN;
        if (!visited) {
                reference_step(history, TASK_ORDER_COMPLETE, TASK_MODE_DIGITAL, OUTCOME_SEEN_OK,
                               seen_us);
                return;
        }
        reference_step(history, TASK_ORDER_LOOKED, TASK_MODE_DIGITAL, OUTCOME_NOT_SEEN, seen_us);
        reference_step(history, TASK_ORDER_VISIT, TASK_MODE_PHYSICAL, OUTCOME_NONE, seen_us);
        reference_step(history, TASK_ORDER_COMPLETE, TASK_MODE_PHYSICAL, OUTCOME_DONE,
                       seen_us + 5 * US_PER_MIN);
}

/* 9 not seen on six nights, else 8; 5 of them visited on three nights, else 4. */
static void looks_of_night(struct reference *reference, int night, int64_t day,
                           const struct reference_options *options) {
        int unseen = night < 6 ? 9 : 8, visited = night % 5 == 0 ? 5 : 4, looked = 0;
        static const int hours[] = { 23, 2, 5 };

        for (size_t h = 0; h < ELEMENTS(hours); h++)
                for (int resident = 0; resident < RESIDENTS; resident++) {
                        int64_t at_us = reference_time(reference, day, hours[h], 0);
                        /* spread over the night: every ninth look, as long as there are some */
                        int order = looked % 9 == 4 ? looked / 9 : RESIDENTS;

                        if (!is_digital(resident) || options->rounds_kept)
                                visit(reference, "check", resident, at_us,
                                      at_us + (10 + resident / 2) * US_PER_MIN);
                        if (!is_digital(resident))
                                continue;
                        look(reference, resident, at_us, order < unseen,
                             order < visited && !options->rounds_kept);
                        looked++;
                }
}

static void alarm(struct reference *reference, int resident, int64_t at_us, bool is_true,
                  bool walked) {
        struct history *history = reference_task(reference, "bed-exit", resident, at_us);

        history->steps[0].mode = history->task.mode = TASK_MODE_DIGITAL;
        if (!walked) {
                reference_step(history, TASK_ORDER_COMPLETE, TASK_MODE_DIGITAL, OUTCOME_SEEN_OK,
                               at_us + 40 * US_PER_S);
                return;
        }
        reference_step(history, TASK_ORDER_VISIT, TASK_MODE_PHYSICAL, OUTCOME_NONE,
                       at_us + 60 * US_PER_S);
        reference_step(history, TASK_ORDER_COMPLETE, TASK_MODE_PHYSICAL,
                       is_true ? OUTCOME_HELPED : OUTCOME_NUISANCE, at_us + 5 * US_PER_MIN);
}

/* The first nuisance alarm is walked for on seven nights. */
static void alarms_of_night(struct reference *reference, int night, int64_t day,
                            const struct reference_options *options) {
        int nuisances = options->nuisances_a_night > 0 ? options->nuisances_a_night : NUISANCES;
        int alarms = TRUE_ALARMS + nuisances;

        for (int i = 0; i < alarms; i++) {
                bool is_true = i < TRUE_ALARMS;
                bool walked =
                        is_true || options->all_walked || (i == TRUE_ALARMS && night % 2 == 1);
                int resident = (night * 3 + i * 5) % DIGITAL + DEPARTMENT_SIZE * (i % 2);
                int64_t at_us = reference_time(reference, day, 22, 10) + i * 9 * US_PER_MIN;

                alarm(reference, resident, at_us, is_true, walked);
        }
}

static void set_nights(const struct reference_options *options, int64_t day,
                       struct reference *reference) {
        reference->from_day = day;
        reference->to_day = day + (options->nights > 0 ? options->nights : REFERENCE_NIGHTS) - 1;
}

void reference_before(const struct reference_options *options, struct reference *ret_reference) {
        struct reference reference;
        static const int hours[] = { 23, 2, 5 };

        reference_home(options->glance_min, false, &reference);
        set_nights(options, REFERENCE_BEFORE_DAY, &reference);
        for (int64_t day = reference.from_day; day <= reference.to_day; day++) {
                common_night(&reference, (int)(day - reference.from_day), day);
                for (int i = 0; i < RESIDENTS * (int)ELEMENTS(hours); i++) {
                        int64_t at_us = reference_time(&reference, day, hours[i / RESIDENTS], 0);

                        visit(&reference, "check", i % RESIDENTS, at_us,
                              at_us + (10 + i % RESIDENTS / 2) * US_PER_MIN);
                }
        }
        *ret_reference = reference;
}

void reference_after(const struct reference_options *options, struct reference *ret_reference) {
        struct reference reference;

        reference_home(options->glance_min, true, &reference);
        reference.next_id = 0x100000;
        set_nights(options, REFERENCE_AFTER_DAY, &reference);
        for (int64_t day = reference.from_day; day <= reference.to_day; day++) {
                int night = (int)(day - reference.from_day);

                common_night(&reference, night, day);
                looks_of_night(&reference, night, day, options);
                alarms_of_night(&reference, night, day, options);
        }
        *ret_reference = reference;
}
