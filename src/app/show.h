/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One line of text for a task as it stands on the wire. */

#include "nattvakt/settings.h"
#include "nattvakt/text.h"

/**
 * Appends to @ret_line what the task JSON @payload says, in the language of the texts: time, place, resident, what,
 * state, who. Nothing for what is no task.
 */
void show_task_line(const struct configuration *configuration, const char *payload, size_t size,
                    int64_t at_us, struct text_buffer *ret_line);
