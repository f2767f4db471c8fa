/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The tasks as the broker's retained topics have them: kept by id, found by a beginning of it, shown as a table. */

#include <stdbool.h>

#include "nattvakt/hash.h"
#include "nattvakt/json.h"
#include "nattvakt/settings.h"
#include "nattvakt/text.h"

struct tasklist_row {
        char id[ID_SIZE];
        struct json_object *task; /* as published; owned */
};

/* {0} is an empty one; release with tasklist_done. */
struct tasklist {
        struct tasklist_row *rows;
        size_t count, capacity;
};

void tasklist_done(struct tasklist *list);

/**
 * Takes what was published on a task's topic: a new task, a change of one, or (@size 0) its end.
 * 1: news; 0: known already; -EBADMSG: no task, the list as before.
 */
int tasklist_take(struct tasklist *list, const char *id, const char *payload, size_t size);

/** The task whose id is or begins with @start, into @ret_task, borrowed. 1, 0: none, -ENOTUNIQ: several. */
int tasklist_find(const struct tasklist *list, const char *start, struct json_object **ret_task);

/** The most urgent first, then the oldest. */
void tasklist_sort(struct tasklist *list);

/** Appends the open ones as a table with a heading; a sentence where there is none. */
void tasklist_table(const struct tasklist *list, const struct configuration *configuration,
                    struct text_buffer *text);

/** Appends the open ones as one JSON object and a newline; on one line, unless it is to be @pretty. */
void tasklist_json(const struct tasklist *list, const struct configuration *configuration,
                   bool pretty, struct text_buffer *text);
