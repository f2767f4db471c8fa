/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/entry.h"

#define WHAT_WORD(what, word) [ENTRY_##what] = word,
static const char *const entry_what_words[] = { ENTRY_WHATS(WHAT_WORD) };
WORDS_DEFINE(entry_what)
