/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One line of text for a task as it stands on the wire, and the columns that it is made of. */

#include "nattvakt/json.h"
#include "nattvakt/settings.h"
#include "nattvakt/text.h"

/**
 * Appends to @ret_line what the task JSON @payload says, in the language of the texts: time, urgency, what, place,
 * resident, state, who. Nothing for what is no task.
 */
void show_task_line(const struct configuration *configuration, const char *payload, size_t size,
                    int64_t at_us, struct text_buffer *ret_line);

/** Something is still expected of somebody; false also for a state that this version does not know. */
bool show_is_open(struct json_object *task);

/** How urgent, in a column of @width characters; coloured on a terminal that wants it. */
void show_urgency(struct json_object *task, size_t width, struct text_buffer *text);

/** How urgent, in a word. */
const char *show_urgency_word(struct json_object *task);

/** What is to be done, into @text of PHRASE_SIZE; returns @text. */
const char *show_what(const struct configuration *configuration, struct json_object *task,
                      char *text);

/** Where: the device for tasks about technology, the place, or else the department. Borrowed. */
const char *show_where(const struct configuration *configuration, struct json_object *task);

/** Appends what does not work either while the device of @task is silent; nothing when that is no bridge or chip. */
void show_behind(const struct configuration *configuration, struct json_object *task,
                 struct text_buffer *text);

/** How it stands and with whom. */
void show_state(const struct configuration *configuration, struct json_object *task,
                struct text_buffer *text);
