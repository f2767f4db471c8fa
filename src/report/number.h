/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Numbers, dates and columns as people read them, in the language of the texts. */

#include <stdint.h>

#include "nattvakt/text.h"

#define NUMBER_TEXT_SIZE 48

#define THOUSAND 1000 /* figures are integers of 1/1000 */

/** @numerator / @denominator (> 0) rounded half away from zero. */
int64_t number_round(int64_t numerator, int64_t denominator);

/**
 * @numerator / (1000 * @denominator) with @decimals (0..3) into @text of NUMBER_TEXT_SIZE; returns @text.
 * @denominator 0 gives a dash.
 */
const char *number_text(int64_t numerator, int64_t denominator, int decimals, char *text);

/** The same with a plus or minus before it ("±0.0" has none). */
const char *number_change_text(int64_t numerator, int64_t denominator, int decimals, char *text);

/** 100 * @part / @whole with one decimal and a percent sign; a dash when @whole is 0. */
const char *number_percent_text(int64_t part, int64_t whole, bool with_plus, char *text);

/** "1:05" minutes and seconds of a span. */
const char *number_span_text(int64_t us, char *text);

/** A day number as a date. */
const char *number_date_text(int64_t day, char *text);

/** Appends @words in a column of @width characters, on the left or the right; longer ones are not cut. */
void number_left(struct text_buffer *text, const char *words, int width);
void number_right(struct text_buffer *text, const char *words, int width);
