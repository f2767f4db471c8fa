/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tasks.yaml: the catalogue (PRODUCT, "The task-sharing model").
 */
#include "nattvakt/cleanup.h"
#include "raw.h"

#define WORD(value, word, ...) word,

#define DAY_S   86400
#define DAY_MIN 1440

const char *const raw_event_kind_words[EVENT_KIND_COUNT] = { EVENT_KINDS(WORD) };
static const char *const cause_words[] = { TASK_CAUSES(WORD) };
static const char *const priority_words[] = { TASK_PRIORITIES(WORD) };
static const char *const measured_words[] = { MEASUREDS(WORD) };
/* RUNG_ROLE is not said as a word but by `role:`. */
static const char *const rung_words[RAW_RUNGS] = { "next", "all", "outside" };
const enum rung raw_rungs[RAW_RUNGS] = { RUNG_NEXT, RUNG_ALL, RUNG_OUTSIDE };

/* clang-format off */
static const struct field text_fields[] = {
        { "nb", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct raw_text, nb) },
        { "en", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct raw_text, en) },
};
static const struct table text_table = { "text", NULL, TABLE_OF(struct raw_text, text_fields) };

static const struct field minutes_fields[] = {
        { "visit",    FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct raw_minutes, visit), .max = 240 },
        { "look",     FIELD_NUMBER, 0, FIELD_AT(struct raw_minutes, look), .max = 60 },
        { "handling", FIELD_NUMBER, 0, FIELD_AT(struct raw_minutes, handling), .max = 60 },
        { "measured", FIELD_WORD,   0, FIELD_AT(struct raw_minutes, measured), FIELD_AMONG(measured_words) },
};
static const struct table minutes_table = { "minutes", NULL, TABLE_OF(struct raw_minutes, minutes_fields) };

static const struct field look_fields[] = {
        { "within_s",  FIELD_INT, 0, FIELD_AT(struct raw_look, within_s), .min = 10, .max = 3600 },
        { "again_min", FIELD_INT, 0, FIELD_AT(struct raw_look, again_min), .min = 1, .max = 240 },
        { "times",     FIELD_INT, 0, FIELD_AT(struct raw_look, times), .min = 1, .max = 4 },
};
/* 60 s, 15 min and two looks: PRODUCT, "Look before you walk". */
static const struct raw_look look_defaults = { .within_s = 60, .again_min = 15, .times = 2 };
static const struct table look_table = { "look", NULL,
        TABLE_OF(struct raw_look, look_fields), .defaults = &look_defaults };

static const struct field competence_fields[] = {
        { "must",   FIELD_NAMES, 0, FIELD_AT(struct raw_competence, must) },
        { "should", FIELD_NAMES, 0, FIELD_AT(struct raw_competence, should) },
        { "can",    FIELD_NAMES, 0, FIELD_AT(struct raw_competence, can) },
};
static const struct table competence_table = { "competence", NULL, TABLE_OF(struct raw_competence, competence_fields) };

static const struct field step_fields[] = {
        { "after_s",   FIELD_INT,  0, FIELD_AT(struct raw_step, after_s), .min = 5, .max = DAY_S },
        { "after_min", FIELD_INT,  0, FIELD_AT(struct raw_step, after_min), .min = 1, .max = DAY_MIN },
        { "to",        FIELD_WORD, 0, FIELD_AT(struct raw_step, to), FIELD_AMONG(rung_words) },
        { "role",      FIELD_NAME, 0, FIELD_AT(struct raw_step, role) },
};
static const struct raw_step step_defaults = { .after_s = -1, .after_min = -1, .to = RAW_RUNGS };
static const struct table step_table = { "escalation", NULL,
        TABLE_OF(struct raw_step, step_fields), .defaults = &step_defaults };

static const struct field task_fields[] = {
        { "code",            FIELD_NAME,  FIELD_REQUIRED, FIELD_AT(struct raw_task, code) },
        { "text",            FIELD_MAP,   FIELD_REQUIRED, FIELD_AT(struct raw_task, text), .table = &text_table },
        { "cause",           FIELD_WORD,  FIELD_REQUIRED, FIELD_AT(struct raw_task, cause), FIELD_AMONG(cause_words) },
        { "priority",        FIELD_WORD,  0, FIELD_AT(struct raw_task, priority), FIELD_AMONG(priority_words) },
        { "opens",           FIELD_WORDS, 0, FIELD_AT(struct raw_task, opens), FIELD_AMONG(raw_event_kind_words) },
        { "closes",          FIELD_WORDS, 0, FIELD_AT(struct raw_task, closes), FIELD_AMONG(raw_event_kind_words) },
        { "incident",        FIELD_NAME,  0, FIELD_AT(struct raw_task, incident) },
        { "window_min",      FIELD_INT,   0, FIELD_AT(struct raw_task, window_min), .min = 1, .max = DAY_MIN },
        { "repeat_raise",    FIELD_INT,   0, FIELD_AT(struct raw_task, repeat_raise), .min = 0, .max = 100 },
        { "minutes",         FIELD_MAP,   FIELD_REQUIRED, FIELD_AT(struct raw_task, minutes), .table = &minutes_table },
        { "look",            FIELD_MAP,   0, FIELD_AT(struct raw_task, look), .table = &look_table },
        { "persons",         FIELD_INT,   0, FIELD_AT(struct raw_task, persons), .min = 1, .max = 2 },
        { "accept_by_s",     FIELD_INT,   0, FIELD_AT(struct raw_task, accept_by_s), .min = 5, .max = DAY_S },
        { "complete_by_min", FIELD_INT,   0, FIELD_AT(struct raw_task, complete_by_min), .min = 1, .max = 7 * DAY_MIN },
        { "competence",      FIELD_MAP,   FIELD_REQUIRED, FIELD_AT(struct raw_task, competence), .table = &competence_table },
        { "escalation",      FIELD_LIST,  0, FIELD_AT(struct raw_task, escalation), .table = &step_table },
};
/* Evidence within a quarter of an hour of the last speaks of the same incident, unless said otherwise. */
static const struct raw_task task_defaults = {
        .window_min = 15, .persons = 1, .cause = TASK_CAUSE_COUNT, .priority = TASK_PRIORITY_ROUTINE };
const struct table raw_task_table = { "task", "code",
        TABLE_OF(struct raw_task, task_fields), .defaults = &task_defaults };

static const struct field tasks_fields[] = {
        { "tasks", FIELD_LIST, FIELD_REQUIRED, FIELD_AT(struct raw_tasks, tasks), .table = &raw_task_table },
};
/* clang-format on */
const struct table raw_tasks_table = { NULL, NULL, TABLE_OF(struct raw_tasks, tasks_fields) };
