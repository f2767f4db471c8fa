/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Sharing: whose task, and why (PRODUCT, "The task-sharing model"). Candidates are on shift, not on
 * pause, and competent by role or a valid delegation. Order: free before busy, should before can,
 * lowest sufficient competence, nearest zone, fewest minutes tonight, slot. Pure and deterministic:
 * the same question has the same answer whatever the order of its lists.
 */

#include "nattvakt/site.h"
#include "nattvakt/staff.h"
#include "nattvakt/task.h"

/* How loaded a worker is now: one per worker of the register, in any order. */
struct workload {
        char slot[NAME_SIZE];
        bool busy;      /* has accepted or begun a task */
        double minutes; /* booked so far tonight */
};

struct share_question {
        const struct task *task;
        const struct task_code *code;
        const struct site *site;
        const struct staff *staff;
        const struct workload *workloads;
        size_t workload_count;
        int64_t at_us;
        enum rung rung;   /* NEXT; ROLE: only @role; ALL, OUTSIDE as NEXT with the task marked so */
        const char *role; /* RUNG_ROLE; else NULL */
        bool again;       /* escalation: not the one asked already, when there is another */
};

/**
 * Answers @question. Returns 1: somebody was found; 0: nobody on shift may do it (slot and role are ""; role
 * names the requirement's first role, so that it can be said whom it waits for). *@ret_assignment is
 * written in both cases.
 */
int share_choose(const struct share_question *question, struct assignment *ret_assignment);

/** Whether @worker may do @code on day @day, and by which right. */
enum right share_right(const struct task_code *code, const struct worker *worker, int64_t day);
