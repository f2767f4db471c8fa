/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Who may do a task, by role or by a personal, dated delegation (PRODUCT, "The task-sharing model").
 * Where `must` is given only its roles suffice; else those of `should` and `can`; an entry without
 * any requirement may be done by everybody. A valid delegation of the code suffices always.
 */

#include "nattvakt/staff.h"
#include "nattvakt/task.h"

/** By which right @worker may do @code on local day @day; RIGHT_NONE: may not. */
enum right competence_right(const struct task_code *code, const struct worker *worker, int64_t day);

/** Whether @worker has a delegation of @code and none of them holds on @day. */
bool competence_is_lapsed(const struct task_code *code, const struct worker *worker, int64_t day);
