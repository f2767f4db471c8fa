/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What histories, events, the rota and blind rows say of the nights, beside the ledger. Private. */

#include "report.h"

/** Whether @history belongs to @input's nights and department (no test tasks); its night if @ret_night. */
bool coverage_holds(const struct report_input *input, const struct history *history,
                    int64_t *ret_night);

/** Fills what is not a sum of entries. days, nights and figures are there already. */
void coverage_build(const struct report_input *input, struct report *report);

/** Times to accept and to first presence. */
void response_build(const struct report_input *input, struct report *report);

/** When @history's task was accepted or begun for the first time, or -1. */
int64_t response_accepted_at(const struct history *history);

/** Simultaneous tasks and minutes with nobody free. */
void load_build(const struct report_input *input, struct report *report);

/* Evidence of what is no sum over entries: each calls @each for every part and returns what that did, or 0. */

/** Planned checks, all or those with a recorded outcome; each counts 1. */
int coverage_evidence_planned(const struct report_input *input, evidence_fn each, void *userdata);
int coverage_evidence_recorded(const struct report_input *input, evidence_fn each, void *userdata);

/** Stretches in which the gateway was blind, in minutes. */
int coverage_evidence_blind(const struct report_input *input, evidence_fn each, void *userdata);

/** Tasks with their time to accept, or to first presence, in seconds. They do not add up to a median. */
int response_evidence_accept(const struct report_input *input, evidence_fn each, void *userdata);
int response_evidence_presence(const struct report_input *input, evidence_fn each, void *userdata);

/** Tasks whose first presence is a visit's end; tasks that a look cleared without a walk. Each counts 1. */
int response_evidence_at_end(const struct report_input *input, evidence_fn each, void *userdata);
int response_evidence_cleared(const struct report_input *input, evidence_fn each, void *userdata);

/* A stretch of blind time in one night. */
typedef int (*blind_fn)(void *userdata, enum blind_cause cause, int64_t night, int64_t from_us,
                        int64_t to_us);

/** Calls @each for every blind stretch of the nights, rising and none of them twice. @each returns 0 to go on. */
int coverage_each_blind(const struct report_input *input, blind_fn each, void *userdata);

/** @task as evidence that weighs @weight. */
struct evidence coverage_item(const struct task *task, const char *what, int64_t night,
                              int64_t weight);
