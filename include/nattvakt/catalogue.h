/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The task catalogue (tasks.yaml), grown from the task mapping: what a task is called, how long it
 * takes, who may do it, by when, who is asked next, what opens and what closes it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "nattvakt/kind.h"
#include "nattvakt/names.h"

/* FHIR request-priority, R4. */
/* clang-format off */
#define TASK_PRIORITIES(X) \
        X(ROUTINE, "routine") \
        X(URGENT, "urgent") \
        X(ASAP, "asap") \
        X(STAT, "stat")
/* clang-format on */
#define TASK_PRIORITY_VALUE(priority, word) TASK_PRIORITY_##priority,
enum task_priority { TASK_PRIORITIES(TASK_PRIORITY_VALUE) TASK_PRIORITY_COUNT };
WORDS_DECLARE(task_priority)

/* What a task's minutes are booked as. */
/* clang-format off */
#define TASK_CAUSES(X) \
        X(CHECK, "check")   /* a planned check: glance or look */ \
        X(CARE, "care")     /* planned care */ \
        X(CALL, "call")     /* a resident called */ \
        X(ALARM, "alarm")   /* a sensor asked for somebody */ \
        X(DOSE, "dose")     /* a medicine deviation */ \
        X(DEVICE, "device") /* technology wants care itself */
/* clang-format on */
#define TASK_CAUSE_VALUE(cause, word) TASK_CAUSE_##cause,
enum task_cause { TASK_CAUSES(TASK_CAUSE_VALUE) TASK_CAUSE_COUNT };
WORDS_DECLARE(task_cause)

/* How standard minutes were found. */
/* clang-format off */
#define MEASUREDS(X) \
        X(ASSUMED, "assumed") \
        X(SELF_REPORTED, "self-reported") \
        X(TIMED, "timed")
/* clang-format on */
#define MEASURED_VALUE(measured, word) MEASURED_##measured,
enum measured { MEASUREDS(MEASURED_VALUE) MEASURED_COUNT };
WORDS_DECLARE(measured)

/* Whom a rung of the ladder asks. */
/* clang-format off */
#define RUNGS(X) \
        X(NEXT, "next")       /* the next candidate in order */ \
        X(ROLE, "role")       /* the first with that role */ \
        X(ALL, "all")         /* everybody on shift */ \
        X(OUTSIDE, "outside") /* outside the house: said on the task, lamp and topic */
/* clang-format on */
#define RUNG_VALUE(rung, word) RUNG_##rung,
enum rung { RUNGS(RUNG_VALUE) RUNG_COUNT };
WORDS_DECLARE(rung)

#define ENTRY_KINDS_MAX 8
#define ENTRY_ROLES_MAX 6
#define LADDER_MAX      6

struct ladder_step {
        int after_s; /* since the task was opened, or raised; rising */
        enum rung to;
        char role[NAME_SIZE]; /* RUNG_ROLE */
};

struct role_set {
        char role[ENTRY_ROLES_MAX][NAME_SIZE];
        size_t count;
};

/* One catalogue entry. */
struct task_code {
        char code[NAME_SIZE];
        char text_nb[LABEL_SIZE], text_en[LABEL_SIZE];
        enum task_cause cause;
        enum task_priority priority;
        enum event_kind opens[ENTRY_KINDS_MAX];
        size_t opens_count;
        enum event_kind closes[ENTRY_KINDS_MAX]; /* a written rule: such an event completes it */
        size_t closes_count;
        char incident
                [NAME_SIZE]; /* entries with the same word speak of one incident; default: code */
        int window_min;      /* evidence within so long of the last joins the open task */
        int repeat_raise;    /* so many in one night raise the severity a step; 0: never */

        double visit_min;    /* standard minutes of a physical visit */
        double look_min;     /* of a digital look; 0 in alarms whose handling holds it */
        double handling_min; /* of handling each alarm, looked at or not */
        enum measured measured;

        bool look;          /* has a digital mode: planned, or first on an alarm where allowed */
        int look_within_s;  /* alarm look: not done within is a visit */
        int look_again_min; /* planned look not seen: again after */
        int look_times;     /* planned looks before a visit: 2 */

        int persons;         /* 1 or 2 */
        int accept_by_s;     /* 0: none */
        int complete_by_min; /* 0: none (planned: the end of the window) */
        struct role_set must, should, can;
        struct ladder_step ladder[LADDER_MAX];
        size_t ladder_count;
};

struct catalogue {
        struct task_code *codes;
        size_t count;
};

/** The entry with that code, borrowed, or NULL. */
const struct task_code *catalogue_code(const struct catalogue *catalogue, const char *code);

/** The entry that an event of @kind opens, or NULL: first in the file wins. */
const struct task_code *catalogue_opened_by(const struct catalogue *catalogue,
                                            enum event_kind kind);

/** Standard minutes of @code done in @mode. */
double task_code_minutes(const struct task_code *code, enum task_mode mode);
