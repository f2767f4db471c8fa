/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The simulated staff: hears the tasks as they are published and answers them as night workers do. Urgent
 * ones are begun within half a minute by whoever was asked; rounds are shared among all who may and are free
 * first. Nobody sends `start`, so all minutes are standard minutes, as in PRODUCT's reference period.
 */
#include <stdio.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/competence.h"
#include "nattvakt/json.h"
#include "nattvakt/task.h"
#include "nattvakt/text.h"
#include "world_private.h"

#define LOOK_TAKES_US \
        (25 * US_PER_S)           /* a look at a camera: 20 to 30 s (PRODUCT, "Anchoring facts") */
#define LOOK_EVERY_US  US_PER_MIN /* one planned look a minute */
#define REACTS_MIN_US  (8 * US_PER_S)
#define REACTS_MORE_US (20 * US_PER_S)

/* What the answer needs to know of a task. */
struct asked {
        const char *id, *code, *resident, *department, *worker;
        enum task_mode mode;
        enum task_priority priority;
        int64_t looks;
        const struct task_code *entry;
};

static bool read_asked(struct world *world, struct json_object *object, struct asked *asked) {
        const char *state = json_text(object, "state"), *mode = json_text(object, "mode");
        const char *priority = json_text(object, "priority");
        struct json_object *who;

        asked->id = json_text(object, "id");
        asked->code = json_text(object, "code");
        asked->resident = json_text(object, "resident");
        asked->department = json_text(object, "department");
        if (!asked->id || !asked->code || !text_equal(state, "requested") || !mode || !priority ||
            !json_object_object_get_ex(object, "asked", &who))
                return false;
        asked->worker = json_text(who, "worker");
        asked->mode = (enum task_mode)task_mode_from_word(mode);
        asked->priority = (enum task_priority)task_priority_from_word(priority);
        asked->entry = catalogue_code(&world->configuration->catalogue, asked->code);
        asked->looks = 0;
        return asked->worker && asked->entry && json_integer(object, "looks", &asked->looks) >= 0;
}

/* Each attempt (first look, second look, visit) is answered once, however often it is published. */
static bool is_new(struct world *world, const struct asked *asked) {
        int attempt = 1 + (int)asked->looks * 2 + (asked->mode == TASK_MODE_PHYSICAL);

        for (size_t i = 0; i < WORLD_TASKS_MAX; i++) {
                struct world_task *task = &world->tasks[i];

                if (!text_equal(task->id, asked->id))
                        continue;
                if (task->answered >= attempt)
                        return false;
                task->answered = attempt;
                return true;
        }
        text_set(world->tasks[world->task_next].id, asked->id);
        world->tasks[world->task_next].answered = attempt;
        world->task_next = (world->task_next + 1) % WORLD_TASKS_MAX;
        return true;
}

static bool works_in(const struct worker *worker, const char *department) {
        for (size_t i = 0; i < worker->department_count; i++)
                if (text_equal(worker->departments[i], department))
                        return true;
        return false;
}

/* Who of the register will do it, and from when: the one who is free first and may. */
static size_t pick_worker(struct world *world, const struct asked *asked, int64_t now_us,
                          int64_t *ret_from_us) {
        const struct configuration *configuration = world->configuration;
        const struct staff *staff = &configuration->staff;
        const struct zone *zone = &configuration->site.zone;
        bool urgent = asked->priority != TASK_PRIORITY_ROUTINE;
        size_t best = staff->worker_count;

        *ret_from_us = TIME_NEVER;
        for (size_t i = 0; i < staff->worker_count; i++) {
                const struct worker *worker = &staff->workers[i];
                bool is_asked = text_equal(worker->slot, asked->worker);
                int64_t from = world->free_us[i] > now_us ? world->free_us[i] : now_us;

                if (urgent && !is_asked)
                        continue;
                while (!urgent && staff_duty(staff, zone, worker->slot, from) == DUTY_PAUSE)
                        from += US_PER_MIN;
                if (!is_asked &&
                    (!works_in(worker, asked->department) ||
                     staff_duty(staff, zone, worker->slot, from) != DUTY_ON ||
                     competence_right(asked->entry, worker, zone_day(zone, from)) == RIGHT_NONE))
                        continue;
                if (from < *ret_from_us || (from == *ret_from_us && is_asked)) {
                        *ret_from_us = from;
                        best = i;
                }
        }
        if (urgent)
                *ret_from_us = now_us;
        return best;
}

/* Chooses exactly @chosen of @left, one at a time (selection sampling, Knuth vol. 2, 3.4.2 S). */
static bool draw(struct world *world, int64_t *left, int64_t *chosen) {
        bool drawn = *chosen > 0 && world_below(world, *left) < *chosen;

        *left -= *left > 1;
        *chosen -= drawn;
        return drawn;
}

static const struct world_alarm *alarm_of(const struct world *world, const struct asked *asked,
                                          int64_t now_us) {
        const struct world_alarm *found = NULL;

        for (size_t i = 0; i < world->alarm_count; i++) {
                const struct world_alarm *alarm = &world->alarms[i];

                if (text_equal(alarm->device->resident, asked->resident) &&
                    alarm->at_us <= now_us && (!found || alarm->at_us > found->at_us))
                        found = alarm;
        }
        return found;
}

static enum outcome decide(struct world *world, const struct asked *asked, int64_t now_us) {
        const struct world_alarm *alarm =
                asked->entry->cause == TASK_CAUSE_ALARM ? alarm_of(world, asked, now_us) : NULL;

        if (alarm && asked->mode == TASK_MODE_DIGITAL)
                return !alarm->nuisance ? OUTCOME_NEEDS_HELP
                       : alarm->walked  ? OUTCOME_NOT_SEEN
                                        : OUTCOME_SEEN_OK;
        if (alarm)
                return alarm->nuisance ? OUTCOME_NUISANCE : OUTCOME_HELPED;
        if (asked->entry->cause == TASK_CAUSE_CALL)
                return OUTCOME_HELPED;
        if (asked->mode != TASK_MODE_DIGITAL)
                return OUTCOME_DONE;
        if (asked->looks == 0)
                return draw(world, &world->looks_left, &world->not_seen_left) ? OUTCOME_NOT_SEEN
                                                                              : OUTCOME_SEEN_OK;
        return draw(world, &world->seconds_left, &world->second_not_seen_left) ? OUTCOME_NOT_SEEN
                                                                               : OUTCOME_SEEN_OK;
}

static void command_at(struct world *world, int64_t at_us, const struct asked *asked,
                       const char *order, const char *worker, enum outcome outcome) {
        char topic[TOPIC_SIZE], payload[256], told[48] = "";

        if (outcome != OUTCOME_NONE)
                snprintf(told, sizeof(told), ",\"outcome\":\"%s\"", outcome_word(outcome));
        snprintf(topic, sizeof(topic), "nattvakt/%s/task/%s/command",
                 world->configuration->site.name, asked->id);
        snprintf(payload, sizeof(payload), "{\"command\":\"%s\",\"who\":\"%s\"%s}", order, worker,
                 told);
        world_say_at(world, at_us, topic, payload);
}

/* A planned look is told by the camera platform, not by a command. */
static void look_at(struct world *world, int64_t at_us, const struct asked *asked,
                    const char *worker, enum outcome outcome) {
        char topic[TOPIC_SIZE], payload[384], text[TIME_TEXT_SIZE];

        snprintf(topic, sizeof(topic), "nattvakt/%s/in/%s", world->configuration->site.name,
                 world->camera->name);
        snprintf(payload, sizeof(payload),
                 "{\"kind\":\"camera.check_done\",\"id\":\"look-%.16s-%d\",\"at\":\"%s\","
                 "\"resident\":\"%s\",\"by\":\"%s\",\"mode\":\"digital\",\"outcome\":\"%s\","
                 "\"seconds\":%d}",
                 asked->id, (int)asked->looks + 1, time_text(at_us, text), asked->resident, worker,
                 outcome_word(outcome), 20 + (int)world_below(world, 11));
        world_say_at(world, at_us, topic, payload);
}

void world_answer(struct world *world, int64_t now_us, const char *payload, size_t size) {
        const struct staff *staff = &world->configuration->staff;
        _cleanup_(json_freep) struct json_object *object = json_parse_object(payload, size);
        struct asked asked;
        enum outcome outcome;
        bool look, urgent;
        int64_t from, takes;
        size_t who;

        if (!object || !read_asked(world, object, &asked) || !is_new(world, &asked))
                return;
        who = pick_worker(world, &asked, now_us, &from);
        if (who == staff->worker_count)
                return;

        look = asked.mode == TASK_MODE_DIGITAL;
        urgent = asked.priority != TASK_PRIORITY_ROUTINE;
        outcome = decide(world, &asked, now_us);
        from += REACTS_MIN_US + (urgent ? world_below(world, REACTS_MORE_US) : 0);
        takes = look ? LOOK_TAKES_US
                     : (int64_t)(task_code_minutes(asked.entry, asked.mode) * (double)US_PER_MIN);
        command_at(world, from, &asked, "accept", staff->workers[who].slot, OUTCOME_NONE);
        if (look && !urgent && world->camera)
                look_at(world, from + takes, &asked, staff->workers[who].slot, outcome);
        else
                command_at(world, from + takes, &asked, "complete", staff->workers[who].slot,
                           outcome);
        if (look && !urgent)
                takes = LOOK_EVERY_US;
        if (urgent && world->free_us[who] > now_us)
                world->free_us[who] += takes;
        else
                world->free_us[who] = from + takes;
}
