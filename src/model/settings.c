/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/settings.h"

#define CLOCK_WORD(mode, word) [CLOCK_MODE_##mode] = word,
static const char *const clock_mode_words[] = { CLOCK_MODES(CLOCK_WORD) };
WORDS_DEFINE(clock_mode)
