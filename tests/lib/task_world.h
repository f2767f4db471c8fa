/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A small home in which the tests of src/task play scenes: a scene is a list of inputs with their time and
 * what comes of each, in words. Whom to ask is answered by a stand-in for share: the first of a fixed list who
 * is on shift, may do it and has not declined, and at a further rung the one behind the one asked.
 *
 * Inputs:  event KIND SUBJECT [FLAG…]   SUBJECT: R1, at:PLACE or dev:DEVICE; FLAG: test replay repeat end
 *                                       update baseline ago=SECONDS by=SLOT severity=N, or an outcome
 *          do ORDER N WHO [OUTCOME]     on the Nth task of the scene; WHO - : nobody
 *          tick                         all that is due
 *          down                         the program dies and takes up what was written
 *          forget                       tasks that are over for a day are forgotten: their count
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/competence.h"
#include "nattvakt/text.h"

#define EVENING_US INT64_C(1793566800000000) /* 2026-11-01T22:00 in Oslo: 21:00Z */

#define M(minutes) ((minutes)*60)
#define H(hours)   ((hours)*3600)

/* clang-format off */
static struct zone_transition world_offsets[] = { { INT64_MIN, 3600 } };
static struct department world_departments[] = { { .name = "a" }, { .name = "b" } };
static struct place world_places[] = { { .name = "room-1", .department = "a" }, { .name = "room-2", .department = "a" } };
static struct resident world_residents[] = {
        { .name = "R1", .place = "room-1", .alarm_look = true, .digital_check = true },
        { .name = "R2", .place = "room-2" },
};
static const struct site world_site = {
        .name = "home", .zone = { world_offsets, 1 }, .night_from_min = 1320, .night_to_min = 435,
        .departments = world_departments, .department_count = ELEMENTS(world_departments),
        .places = world_places, .place_count = ELEMENTS(world_places),
        .residents = world_residents, .resident_count = ELEMENTS(world_residents),
};

#define ROLES(...) { .role = { __VA_ARGS__ }, .count = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *) }
#define KINDS(...) { __VA_ARGS__ }

static struct task_code world_codes[] = {
        { .code = "call", .incident = "call", .cause = TASK_CAUSE_CALL, .priority = TASK_PRIORITY_ASAP,
          .opens = KINDS(EVENT_KIND_PERSON_HELP_CALL), .opens_count = 1, .window_min = 30, .repeat_raise = 3,
          .visit_min = 8, .accept_by_s = 60, .complete_by_min = 15,
          .should = ROLES("carer"), .can = ROLES("nurse"),
          .ladder = { { 60, RUNG_NEXT, "" }, { 120, RUNG_ROLE, "nurse" }, { 300, RUNG_OUTSIDE, "" } }, .ladder_count = 3 },
        { .code = "bed-exit", .incident = "fall", .cause = TASK_CAUSE_ALARM, .priority = TASK_PRIORITY_URGENT,
          .opens = KINDS(EVENT_KIND_BED_EXIT), .opens_count = 1,
          .closes = KINDS(EVENT_KIND_BED_ENTER), .closes_count = 1, .window_min = 10,
          .visit_min = 6, .handling_min = 1, .look = true, .look_within_s = 60, .accept_by_s = 90,
          .complete_by_min = 20, .can = ROLES("carer", "nurse") },
        { .code = "fall", .incident = "fall", .cause = TASK_CAUSE_ALARM, .priority = TASK_PRIORITY_STAT,
          .opens = KINDS(EVENT_KIND_PERSON_FALL, EVENT_KIND_PERSON_FALL_SUSPECTED), .opens_count = 2, .window_min = 10,
          .visit_min = 15, .look = true, .accept_by_s = 30, .complete_by_min = 10, .must = ROLES("nurse"),
          .ladder = { { 30, RUNG_ALL, "" } }, .ladder_count = 1 },
        { .code = "sit-up", .incident = "fall", .cause = TASK_CAUSE_ALARM, .priority = TASK_PRIORITY_ROUTINE,
          .opens = KINDS(EVENT_KIND_BED_SIT_UP), .opens_count = 1, .window_min = 10, .can = ROLES("carer", "nurse") },
        { .code = "vital", .incident = "fall", .cause = TASK_CAUSE_ALARM, .priority = TASK_PRIORITY_STAT,
          .opens = KINDS(EVENT_KIND_PERSON_VITAL_ALARM), .opens_count = 1, .window_min = 10, .look = true, .can = ROLES("carer", "nurse") },
        { .code = "seizure", .cause = TASK_CAUSE_ALARM, .priority = TASK_PRIORITY_STAT,
          .opens = KINDS(EVENT_KIND_PERSON_SEIZURE), .opens_count = 1, .must = ROLES("doctor") },
        { .code = "dose", .incident = "dose", .cause = TASK_CAUSE_DOSE, .priority = TASK_PRIORITY_URGENT,
          .opens = KINDS(EVENT_KIND_MED_DOSE_MISSED), .opens_count = 1,
          .closes = KINDS(EVENT_KIND_MED_DOSE_TAKEN), .closes_count = 1, .window_min = 5,
          .visit_min = 5, .must = ROLES("nurse") },
        { .code = "stopped", .incident = "dose", .cause = TASK_CAUSE_DOSE, .priority = TASK_PRIORITY_ROUTINE,
          .opens = KINDS(EVENT_KIND_MED_DISPENSE_STOPPED), .opens_count = 1,
          .closes = KINDS(EVENT_KIND_MED_DOSE_TAKEN), .closes_count = 1, .window_min = 5, .can = ROLES("carer", "nurse") },
        { .code = "silent", .incident = "silent", .cause = TASK_CAUSE_DEVICE, .priority = TASK_PRIORITY_ROUTINE,
          .opens = KINDS(EVENT_KIND_DEVICE_OFFLINE), .opens_count = 1,
          .closes = KINDS(EVENT_KIND_DEVICE_ONLINE), .closes_count = 1, .window_min = 60, .visit_min = 4 },
        { .code = "look", .incident = "look", .cause = TASK_CAUSE_CHECK, .priority = TASK_PRIORITY_ROUTINE,
          .visit_min = 3, .look_min = 1, .look = true, .look_again_min = 15, .look_times = 2,
          .can = ROLES("carer", "nurse") },
        { .code = "glance", .incident = "glance", .cause = TASK_CAUSE_CHECK, .priority = TASK_PRIORITY_ROUTINE,
          .visit_min = 3, .can = ROLES("carer", "nurse") },
};
static const struct catalogue world_catalogue = { world_codes, ELEMENTS(world_codes) };

static char world_roles[][NAME_SIZE] = { "helper", "carer", "nurse" };
static struct worker world_workers[] = {
        { .slot = "c-1", .role = "carer", .departments = { "a" }, .department_count = 1 },
        { .slot = "c-2", .role = "carer", .departments = { "a" }, .department_count = 1 },
        { .slot = "n-1", .role = "nurse", .departments = { "a" }, .department_count = 1 },
        { .slot = "h-1", .role = "helper", .departments = { "a" }, .department_count = 1 },
        { .slot = "h-2", .role = "helper", .departments = { "a" }, .department_count = 1 },
        { .slot = "day", .role = "nurse", .departments = { "a" }, .department_count = 1 },
};
#define NIGHT_OF(slot) { .worker = slot, .from_min = 1320, .to_min = 435, .weekdays = 127, .until_day = INT64_MAX }
static struct shift world_shifts[] = { NIGHT_OF("c-1"), NIGHT_OF("c-2"), NIGHT_OF("n-1"), NIGHT_OF("h-1"), NIGHT_OF("h-2") };
static const struct staff world_staff = {
        world_roles, ELEMENTS(world_roles), world_workers, ELEMENTS(world_workers), world_shifts, ELEMENTS(world_shifts),
};
/* clang-format on */

#define WORLD_TASKS_MAX 64

struct world {
        struct site site;
        struct book *book;
        struct moment now;
        struct task tasks[WORLD_TASKS_MAX]; /* as last written, in order of opening */
        size_t task_count;
        int event_count;
        struct text_buffer says; /* what came of the input that is played */
};

struct scene_step {
        int at_s; /* after 22:00 */
        const char *input, *comes;
};

static inline void world_open_book(struct world *world) {
        world->book = book_new(&world->site, &world_catalogue, &world_staff);
}

static inline void world_init(struct world *world, const struct plan_entry *plan, size_t count) {
        memset(world, 0, sizeof(*world));
        world->site = world_site;
        world->site.plan = (struct plan_entry *)plan;
        world->site.plan_count = count;
        world->now = (struct moment){ .wall_us = EVENING_US, .wall_trusted = true };
        world_open_book(world);
        book_set_planned_until(world->book, EVENING_US - 1);
}

static inline void world_done(struct world *world) {
        book_free(world->book);
        text_buffer_done(&world->says);
}

static inline void world_write(struct world *world, const struct task *task) {
        for (size_t i = 0; i < world->task_count; i++)
                if (text_equal(world->tasks[i].id, task->id)) {
                        world->tasks[i] = *task;
                        return;
                }
        assert_true(world->task_count < WORLD_TASKS_MAX);
        world->tasks[world->task_count++] = *task;
}

static inline void world_down(struct world *world) {
        int64_t until_us = book_planned_until(world->book);

        book_free(world->book);
        world_open_book(world);
        for (size_t i = world->task_count; i-- > 0;) /* the order must not matter */
                book_load(world->book, &world->tasks[i]);
        book_set_planned_until(world->book, until_us);
}

static inline void world_answer(const struct world *world, const struct change *change,
                                struct assignment *assignment) {
        const struct task_code *code = catalogue_code(&world_catalogue, change->task.code);
        size_t count = ELEMENTS(world_shifts), from = 0;

        memset(assignment, 0, sizeof(*assignment));
        for (size_t i = 0; i < count && change->transition.order == TASK_ORDER_ESCALATE; i++)
                if (text_equal(world_workers[i].slot, change->task.asked))
                        from = i + 1;
        for (size_t i = 0; i < count; i++) {
                const struct worker *worker = &world_workers[(from + i) % count];
                bool declined = false;

                for (size_t d = 0; d < ELEMENTS(change->task.declined); d++)
                        declined = declined || text_equal(change->task.declined[d], worker->slot);
                if (declined || competence_right(code, worker, 0) == RIGHT_NONE ||
                    (change->ask_rung == RUNG_ROLE && !text_equal(worker->role, change->ask_role)))
                        continue;
                text_set(assignment->slot, worker->slot);
                text_set(assignment->role, worker->role);
                return;
        }
        (void)world;
}

/* One change in words: order(rule)>state, and what else there is to say. */
static inline void world_say(struct world *world, const struct change *change) {
        const struct transition *step = &change->transition;
        struct text_buffer *says = &world->says;

        text_appendf(says, "%s%s(%s)>%s", says->size ? "; " : "", task_order_word(step->order),
                     step->rule, task_state_word(step->to));
        for (size_t i = 0; world->task_count > 1 && i < world->task_count; i++)
                if (text_equal(world->tasks[i].id, change->task.id))
                        text_appendf(says, " #%d", (int)i + 1);
        if (change->task.mode == TASK_MODE_DIGITAL)
                text_append(says, " digital");
        if (step->has_assignment)
                text_appendf(says, " =%s", *step->assignment.slot ? step->assignment.slot : "-");
        if (step->order == TASK_ORDER_OPEN && change->task.night_count > 1)
                text_appendf(says, " no %d severity %d", change->task.night_count,
                             change->task.severity);
        if (*step->who)
                text_appendf(says, " by %s", step->who);
        if (step->outcome != OUTCOME_NONE)
                text_appendf(says, " %s", outcome_word(step->outcome));
        if (*step->detail)
                text_appendf(says, " \"%s\"", step->detail);
        if (step->due_us && step->due_us < step->at_us)
                text_appendf(says, " late %lds", (long)((step->at_us - step->due_us) / US_PER_S));
}

static inline void world_settle(struct world *world, const struct change_list *changes) {
        for (size_t i = 0; i < changes->count; i++) {
                const struct change *change = &changes->at[i];
                const struct task *before = NULL;

                for (size_t t = 0; t < world->task_count; t++)
                        if (text_equal(world->tasks[t].id, change->task.id))
                                before = &world->tasks[t];
                assert_int_equal(change->transition.sequence, before ? before->sequence + 1 : 1);
                assert_int_equal(change->transition.to, change->task.state);
                assert_int_equal(change->transition.from,
                                 before ? before->state : TASK_STATE_REQUESTED);
                world_write(world, &change->task);
                world_say(world, change);
        }
        for (size_t i = 0; i < changes->count; i++) {
                _cleanup_(freep) struct change_list *answer = calloc(1, sizeof(*answer));
                struct assignment assignment;

                if (!changes->at[i].ask)
                        continue;
                world_answer(world, &changes->at[i], &assignment);
                book_assign(world->book, changes->at[i].task.id, &assignment, &world->now, answer);
                world_settle(world, answer);
        }
}

static inline void world_flag(struct event *event, const char *flag) {
        if (text_equal(flag, "test"))
                event->test = true;
        else if (text_equal(flag, "replay"))
                event->replay = true;
        else if (text_equal(flag, "repeat"))
                event->maybe_repeat = true;
        else if (text_equal(flag, "baseline"))
                event->baseline = true;
        else if (text_equal(flag, "end"))
                event->phase = EVENT_PHASE_END;
        else if (text_equal(flag, "update"))
                event->phase = EVENT_PHASE_UPDATE;
        else if (text_equal(flag, "on-foot"))
                event->mode = TASK_MODE_PHYSICAL;
        else if (text_starts_with(flag, "ago="))
                event->occurred_us -= atoi(flag + 4) * US_PER_S;
        else if (text_starts_with(flag, "severity="))
                event->severity = atoi(flag + 9);
        else if (text_starts_with(flag, "dose="))
                text_set(event->dose, flag + 5);
        else if (text_starts_with(flag, "by="))
                text_set(event->by, flag + 3);
        else
                event->outcome = (enum outcome)outcome_from_word(flag);
}

static inline void world_event(struct world *world, char *words, struct change_list *changes) {
        int kind = event_kind_from_word(strtok(words, " "));
        const char *subject = strtok(NULL, " "), *flag;
        struct event event = { .kind = (enum event_kind)kind,
                               .occurred_us = world->now.wall_us,
                               .mode = kind == EVENT_KIND_CAMERA_CHECK_DONE ? TASK_MODE_DIGITAL
                                                                            : TASK_MODE_PHYSICAL };

        assert_true(kind >= 0 && subject);
        event.received_us = event.occurred_us;
        event.severity = event_kind_severity(event.kind);
        snprintf(event.id, sizeof(event.id), "e%d", ++world->event_count);
        text_set(event.department, "a");
        if (text_starts_with(subject, "at:"))
                text_set(event.place, subject + 3);
        else if (text_starts_with(subject, "dev:"))
                text_set(event.device, subject + 4);
        else
                text_set(event.resident, subject);
        while ((flag = strtok(NULL, " ")))
                world_flag(&event, flag);
        while (book_event(world->book, &event, &world->now, changes) > 0) {
                world_settle(world, changes);
                changes->count = 0;
        }
}

static inline void world_command(struct world *world, char *words, struct change_list *changes) {
        int order = task_order_from_word(strtok(words, " "));
        size_t task = (size_t)atoi(strtok(NULL, " "));
        const char *who = strtok(NULL, " "), *outcome = strtok(NULL, " ");
        struct command command = { .order = (enum task_order)order };

        assert_true(order >= 0 && who);
        text_set(command.task,
                 task > 0 && task <= world->task_count ? world->tasks[task - 1].id : "x");
        text_set(command.who, text_equal(who, "-") ? "" : who);
        if (outcome)
                command.outcome = (enum outcome)outcome_from_word(outcome);
        text_append(&world->says,
                    reply_word(book_command(world->book, &command, &world->now, changes)));
}

/* Plays one input; what came of it stands in world->says. */
static inline const char *world_play(struct world *world, int at_s, const char *input) {
        _cleanup_(freep) struct change_list *changes = calloc(1, sizeof(*changes));
        char words[160], gone[ID_SIZE];

        world->now.wall_us = EVENING_US + at_s * US_PER_S;
        text_buffer_done(&world->says);
        text_append(&world->says, "");
        snprintf(words, sizeof(words), "%s", input);
        if (text_starts_with(input, "event "))
                world_event(world, words + 6, changes);
        else if (text_starts_with(input, "do "))
                world_command(world, words + 3, changes);
        else if (text_equal(input, "down"))
                world_down(world);
        else if (text_equal(input, "forget"))
                while (book_forget(world->book, &world->now, gone))
                        text_append(&world->says, "gone ");
        else
                while (changes->count = 0, book_tick(world->book, &world->now, changes) > 0)
                        world_settle(world, changes);
        world_settle(world, changes);
        return world->says.data;
}

static inline void world_scene(const char *says, const struct plan_entry *plan, size_t plan_count,
                               const struct scene_step *steps) {
        struct world world;

        print_message("  %s\n", says);
        world_init(&world, plan, plan_count);
        for (const struct scene_step *step = steps; step->input; step++) {
                const char *comes = world_play(&world, step->at_s, step->input);

                if (!text_equal(comes, step->comes))
                        print_message("    at %d s: %s\n", step->at_s, step->input);
                assert_string_equal(comes, step->comes);
        }
        world_done(&world);
}
