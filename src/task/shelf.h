/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A shelf of tasks in the order they were opened (then by id), whatever order they were put there. */

#include "nattvakt/task.h"

struct shelf {
        struct task **at; /* each owned by the shelf it stands on */
        size_t count, capacity;
};

/** Puts @task, which the shelf owns from now on. */
void shelf_put(struct shelf *shelf, struct task *task);

/** Takes @task, which stands there, off the shelf; the caller owns it. */
void shelf_take(struct shelf *shelf, struct task *task);

/** The task with that id, or NULL. */
struct task *shelf_find(const struct shelf *shelf, const char *id);

void shelf_done(struct shelf *shelf);
