/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The competence register and the rota (staff.yaml): worker slots, never people; who is on shift
 * where and when, with pauses. Local times become instants with the site's zone.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nattvakt/names.h"
#include "nattvakt/site.h"
#include "nattvakt/times.h"

#define WORKER_DEPARTMENTS_MAX 6
#define DELEGATIONS_MAX        8

/* A personal, dated delegation of one task code. */
struct delegation {
        char code[NAME_SIZE];
        char granted_by[NAME_SIZE];  /* the role that granted it */
        int64_t from_day, until_day; /* day numbers, both inclusive */
};

struct worker {
        char slot[NAME_SIZE]; /* hcw-1 */
        char role[NAME_SIZE];
        char departments[WORKER_DEPARTMENTS_MAX][NAME_SIZE]; /* own; more than one: shared */
        size_t department_count;
        struct delegation delegations[DELEGATIONS_MAX];
        size_t delegation_count;
};

/* A recurring shift of one worker. */
struct shift {
        char worker[NAME_SIZE];
        int from_min, to_min; /* local minutes of the day; to <= from: ends the next day */
        unsigned weekdays;    /* bit 0 Monday .. of the local date on which it begins */
        int pause_from_min, pause_to_min; /* equal: none */
        int64_t from_day, until_day;      /* first and last date; 0 and INT64_MAX: always */
};

struct staff {
        char (*roles)[NAME_SIZE]; /* lowest rank first: rank is the index */
        size_t role_count;
        struct worker *workers;
        size_t worker_count;
        struct shift *shifts;
        size_t shift_count;
};

/** The worker of that slot, borrowed, or NULL. */
const struct worker *staff_worker(const struct staff *staff, const char *slot);

/** Rank of @role: index in roles, or -1. */
int staff_rank(const struct staff *staff, const char *role);

enum duty { DUTY_OFF, DUTY_ON, DUTY_PAUSE };

/** What @worker is doing at @us by the rota. */
enum duty staff_duty(const struct staff *staff, const struct zone *zone, const char *worker,
                     int64_t us);

/**
 * Minutes on shift less pauses between two instants, summed over the workers of @department
 * ("" for all). A worker of several departments counts in each with an equal share.
 */
double staff_minutes(const struct staff *staff, const struct zone *zone, const char *department,
                     int64_t from_us, int64_t to_us);
