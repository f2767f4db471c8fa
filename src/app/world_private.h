/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the world's files share: world.c is time and devices, world_night.c what happens, world_staff.c who answers. */

#include "world.h"

#define WORLD_ALARMS_MAX 512
#define WORLD_TASKS_MAX  2048

/* Something to be said later. */
struct saying {
        int64_t at_us, order; /* order: of being queued, so that equal times keep it */
        struct message message;
};

/* One alarm of the night: what it truly was. */
struct world_alarm {
        const struct device *device;
        int64_t at_us;
        bool nuisance, walked; /* walked: the look does not clear it */
};

/* What is known of a task: which attempt was answered last. */
struct world_task {
        char id[48];
        int answered; /* 1 + looks * 2 + (physical); 0: none */
};

struct world {
        const struct configuration *configuration;
        struct scenario scenario;
        uint64_t random;
        struct saying *queue; /* rising by at_us, order */
        size_t queue_count, queue_capacity, queue_first;
        int64_t order;
        int64_t *free_us;      /* per worker of the register: until when busy */
        bool *active;          /* per device of the site: alarm side now */
        int64_t *report_us;    /* per device: next hourly report */
        int night;             /* 1.. ; 0 before the first */
        int64_t next_night_us; /* when the next night is made */
        int64_t end_us;
        struct world_alarm alarms[WORLD_ALARMS_MAX];
        size_t alarm_count;
        struct world_task tasks[WORLD_TASKS_MAX]; /* a ring */
        size_t task_next;
        /* selection sampling of looks: how many are still to come, and of these not seen */
        int64_t looks_left, not_seen_left, seconds_left, second_not_seen_left;
        int64_t call_number;
        const struct device *caller, *camera; /* native devices that calls and looks come through */
};

uint64_t world_random(struct world *world);
/** 0 .. @below - 1. */
int64_t world_below(struct world *world, int64_t below);

/** Queues @payload on @topic for @at_us. */
void world_say_at(struct world *world, int64_t at_us, const char *topic, const char *payload);
/** Queues the report of @device as it stands then. */
void world_report_at(struct world *world, const struct device *device, bool active, int64_t at_us);

/** Makes the calls and alarms of the next night. */
void world_make_night(struct world *world);
/** The simulated staff hears a task. */
void world_answer(struct world *world, int64_t now_us, const char *payload, size_t size);
