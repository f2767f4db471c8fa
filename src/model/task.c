/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/task.h"

#define STATE_WORD(state, word) [TASK_STATE_##state] = word,
static const char *const task_state_words[] = { TASK_STATES(STATE_WORD) };
WORDS_DEFINE(task_state)

#define ORDER_WORD(order, word) [TASK_ORDER_##order] = word,
static const char *const task_order_words[] = { TASK_ORDERS(ORDER_WORD) };
WORDS_DEFINE(task_order)

#define VERDICT_WORD(verdict, word) [VERDICT_##verdict] = word,
static const char *const verdict_words[] = { VERDICTS(VERDICT_WORD) };
WORDS_DEFINE(verdict)

#define RIGHT_WORD(right, word) [RIGHT_##right] = word,
static const char *const right_words[] = { RIGHTS(RIGHT_WORD) };
WORDS_DEFINE(right)

#define TIEBREAK_WORD(tiebreak, word) [TIEBREAK_##tiebreak] = word,
static const char *const tiebreak_words[] = { TIEBREAKS(TIEBREAK_WORD) };
WORDS_DEFINE(tiebreak)

#define REASON_WORD(reason, word) [COMMAND_REASON_##reason] = word,
static const char *const command_reason_words[] = { COMMAND_REASONS(REASON_WORD) };
WORDS_DEFINE(command_reason)

#define REPLY_WORD(reply, word) [REPLY_##reply] = word,
static const char *const reply_words[] = { REPLIES(REPLY_WORD) };
WORDS_DEFINE(reply)

bool task_state_is_end(enum task_state state) {
        switch (state) {
        case TASK_STATE_REJECTED:
        case TASK_STATE_COMPLETED:
        case TASK_STATE_FAILED:
        case TASK_STATE_CANCELLED:
                return true;
        case TASK_STATE_REQUESTED:
        case TASK_STATE_RECEIVED:
        case TASK_STATE_ACCEPTED:
        case TASK_STATE_IN_PROGRESS:
        case TASK_STATE_ON_HOLD:
        case TASK_STATE_COUNT:
                break;
        }
        return false;
}
