/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "nattvakt/catalogue.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

#define PRIORITY_WORD(priority, word) [TASK_PRIORITY_##priority] = word,
static const char *const task_priority_words[] = { TASK_PRIORITIES(PRIORITY_WORD) };
WORDS_DEFINE(task_priority)

#define CAUSE_WORD(cause, word) [TASK_CAUSE_##cause] = word,
static const char *const task_cause_words[] = { TASK_CAUSES(CAUSE_WORD) };
WORDS_DEFINE(task_cause)

#define MEASURED_WORD(measured, word) [MEASURED_##measured] = word,
static const char *const measured_words[] = { MEASUREDS(MEASURED_WORD) };
WORDS_DEFINE(measured)

#define RUNG_WORD(rung, word) [RUNG_##rung] = word,
static const char *const rung_words[] = { RUNGS(RUNG_WORD) };
WORDS_DEFINE(rung)

const struct task_code *catalogue_code(const struct catalogue *catalogue, const char *code) {
        for (size_t i = 0; i < catalogue->count; i++)
                if (text_equal(catalogue->codes[i].code, code))
                        return &catalogue->codes[i];
        return NULL;
}

static bool opens(const struct task_code *code, enum event_kind kind) {
        for (size_t i = 0; i < code->opens_count; i++)
                if (code->opens[i] == kind)
                        return true;
        return false;
}

const struct task_code *catalogue_opened_by(const struct catalogue *catalogue,
                                            enum event_kind kind) {
        for (size_t i = 0; i < catalogue->count; i++)
                if (opens(&catalogue->codes[i], kind))
                        return &catalogue->codes[i];
        return NULL;
}

double task_code_minutes(const struct task_code *code, enum task_mode mode) {
        switch (mode) {
        case TASK_MODE_DIGITAL:
                return code->look_min;
        case TASK_MODE_PHYSICAL:
        case TASK_MODE_CALL:
        case TASK_MODE_DEVICE:
        case TASK_MODE_COUNT:
                break;
        }
        return code->visit_min;
}
