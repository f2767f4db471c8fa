/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Parts of the night's page that are tables of what happened. Private to the report. */

#include "timeline.h"

/** Tasks outside the plan, and planned ones that did not go as planned, in order of time. */
void night_happened(struct text_buffer *text, const struct timeline *timeline);

/** Everything that the time line shows, place by place, in words. */
void night_linear(struct text_buffer *text, const struct timeline *timeline);

/** Blind stretches, when there are any. */
void night_blind(struct text_buffer *text, const struct timeline *timeline);

/** Coverage hour by hour of a report, as columns and as a table. */
void night_hours(struct text_buffer *text, const struct report *report);
