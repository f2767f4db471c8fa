/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/state.h"

#define REFUSAL_WORD(refusal, word) [REFUSAL_##refusal] = word,
static const char *const refusal_words[] = { REFUSALS(REFUSAL_WORD) };
WORDS_DEFINE(refusal)

#define BLIND_WORD(cause, word) [BLIND_CAUSE_##cause] = word,
static const char *const blind_cause_words[] = { BLIND_CAUSES(BLIND_WORD) };
WORDS_DEFINE(blind_cause)
