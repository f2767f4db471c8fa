/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/kind.h"

#define KIND_WORD(kind, word, vkp, severity, flags) [EVENT_KIND_##kind] = word,
static const char *const event_kind_words[] = { EVENT_KINDS(KIND_WORD) };
WORDS_DEFINE(event_kind)

#define KIND_FACTS(kind, word, code, level, bits) \
        [EVENT_KIND_##kind] = { .vkp = code, .severity = level, .flags = bits },
static const struct {
        const char *vkp;
        int severity;
        unsigned flags;
} facts[] = { EVENT_KINDS(KIND_FACTS) };

#define PHASE_WORD(phase, word) [EVENT_PHASE_##phase] = word,
static const char *const event_phase_words[] = { EVENT_PHASES(PHASE_WORD) };
WORDS_DEFINE(event_phase)

#define QUALITY_WORD(quality, word) [TIME_QUALITY_##quality] = word,
static const char *const time_quality_words[] = { TIME_QUALITIES(QUALITY_WORD) };
WORDS_DEFINE(time_quality)

#define OUTCOME_WORD(outcome, word) [OUTCOME_##outcome] = word,
static const char *const outcome_words[] = { OUTCOMES(OUTCOME_WORD) };
WORDS_DEFINE(outcome)

#define MODE_WORD(mode, word) [TASK_MODE_##mode] = word,
static const char *const task_mode_words[] = { TASK_MODES(MODE_WORD) };
WORDS_DEFINE(task_mode)

#define ADAPTER_WORD(adapter, word) [ADAPTER_##adapter] = word,
static const char *const adapter_words[] = { ADAPTERS(ADAPTER_WORD) };
WORDS_DEFINE(adapter)

const char *event_kind_vkp(enum event_kind kind, bool dispenser) {
        assert(kind < EVENT_KIND_COUNT);
        if (facts[kind].flags & KIND_DISPENSER && !dispenser)
                return "";
        return facts[kind].vkp;
}

int event_kind_severity(enum event_kind kind) {
        assert(kind < EVENT_KIND_COUNT);
        return facts[kind].severity;
}

static bool has_flag(enum event_kind kind, unsigned flag) {
        assert(kind < EVENT_KIND_COUNT);
        return facts[kind].flags & flag;
}

bool event_kind_is_momentary(enum event_kind kind) {
        return has_flag(kind, KIND_MOMENTARY);
}

bool event_kind_is_loud(enum event_kind kind) {
        return has_flag(kind, KIND_LOUD);
}

bool event_kind_is_note(enum event_kind kind) {
        return has_flag(kind, KIND_NOTE);
}
