/* SPDX-License-Identifier: Apache-2.0 */
/* The words of GPIO lines. */
#include "nattvakt/line.h"

#include <assert.h>

#include "nattvakt/cleanup.h"

#define WORD(value, word) word,

static const char *const line_bias_words[] = { LINE_BIASES(WORD) };
static const char *const line_output_words[] = { LINE_OUTPUTS(WORD) };
static const char *const lamp_pattern_words[] = { LAMP_PATTERNS(WORD) };

WORDS_DEFINE(line_bias)
WORDS_DEFINE(line_output)
WORDS_DEFINE(lamp_pattern)
