/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "nattvakt/task.h"

/** The state to which @order leads from @from, or -EPERM where it is refused. */
int lifecycle_next(enum task_state from, enum task_order order);
