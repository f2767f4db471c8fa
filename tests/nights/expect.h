/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The expectations of a night file: `expect …`. */

#include "house.h"

/** Whether @text (behind the word expect) holds. If not, appends to @says what was there. */
bool expect(struct house *house, const char *text, struct text_buffer *says);

/** The id of the task that @word names: a number (1 is the first opened in this night) or "last". NULL: no such. */
const char *expect_task_id(const struct said *said, const char *word);
