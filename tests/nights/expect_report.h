/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the report of a night says: computed from the journal, as `nattvakt report` does. */

#include "house.h"

/** @text: DATE [DEPARTMENT] FIGURE=VALUE … Appends to @says the figures that are others. */
bool expect_report(struct house *house, const char *text, struct text_buffer *says);
