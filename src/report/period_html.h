/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Parts of the period's page. Private to the report. */

#include "report.h"

/** Visits and minutes before and after as bars, and what was saved with what it cost. */
void period_bars(struct text_buffer *text, const struct period *period);

/** Coverage hour by hour, before and after. */
void period_hours(struct text_buffer *text, const struct period *period);

/** The nights of both sides, those without record too. */
void period_nights(struct text_buffer *text, const struct period *period);
