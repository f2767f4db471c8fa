/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables: which member of which struct stands in which column. Enumerations stand there as their
 * words and times as µs since 1970 UTC, so that an auditor needs sqlite3 and nothing of ours. Names
 * that SQL keeps for itself (by, order, from, to) are told otherwise: worker, task_order, from_state.
 *
 * What grows is appended: event, task and transition have a number for a key, so a turn's new rows lie
 * side by side in the last page, and only the small index of ids (hashes) is written all over the
 * place. An event's number is the µs in which it was received, or the next that is free, within a second:
 * so events of a time are found without an index of their own. What is replaced (states, facts) is
 * WITHOUT ROWID: one page, found by its key. The figures stand in docs/journal.md.
 *
 * The outcome of a look stands in one place: in the event's row when an event told it, else in the
 * transition's. Reading a transition goes through its event, writing does not say it a second time.
 */
#include <assert.h>

#include "private.h"

#define WORD_OF(id, word, ...) word,
#define WORDS_OF(name, LIST)                                        \
        static const char *const name##_list[] = { LIST(WORD_OF) }; \
        static const struct words name = { name##_list, ELEMENTS(name##_list) }

WORDS_OF(kinds, EVENT_KINDS);
WORDS_OF(phases, EVENT_PHASES);
WORDS_OF(adapters, ADAPTERS);
WORDS_OF(qualities, TIME_QUALITIES);
WORDS_OF(outcomes, OUTCOMES);
WORDS_OF(modes, TASK_MODES);
WORDS_OF(causes, TASK_CAUSES);
WORDS_OF(states, TASK_STATES);
WORDS_OF(priorities, TASK_PRIORITIES);
WORDS_OF(orders, TASK_ORDERS);
WORDS_OF(measures, MEASURES);
WORDS_OF(replies, REPLIES);
WORDS_OF(refusals, REFUSALS);
WORDS_OF(blind_causes, BLIND_CAUSES);
WORDS_OF(classes, MESSAGE_CLASSES);
WORDS_OF(tiebreaks, TIEBREAKS);

#define SIZE_OF(s, member) sizeof(((struct s *)NULL)->member)
#define PLACE(s, member)   .offset = offsetof(struct s, member), .size = SIZE_OF(s, member)
#define TEXT(s, n, member) \
        { .name = n, .type = COLUMN_TEXT, PLACE(s, member) }
#define BOOL(s, n, member) \
        { .name = n, .type = COLUMN_BOOL, PLACE(s, member) }
#define INT(s, n, member) \
        { .name = n, .type = COLUMN_INT, PLACE(s, member) }
#define INT64(s, n, member) \
        { .name = n, .type = COLUMN_INT64, PLACE(s, member) }
#define REAL(s, n, member) \
        { .name = n, .type = COLUMN_REAL, PLACE(s, member) }
#define WORD(s, n, member, list) \
        { .name = n, .type = COLUMN_WORD, PLACE(s, member), .words = &(list) }
#define LIST(s, n, member)                                                                  \
        {                                                                                   \
                .name = n, .type = COLUMN_LIST, .offset = offsetof(struct s, member),       \
                .size = SIZE_OF(s, member[0]), .many = ELEMENTS(((struct s *)NULL)->member) \
        }
#define KEY_TEXT(s, n, member) \
        { .name = n, .type = COLUMN_TEXT, PLACE(s, member), .key = true }
#define KEY_INT64(s, n, member) \
        { .name = n, .type = COLUMN_INT64, PLACE(s, member), .key = true }
#define KEY_WORD(s, n, member, list) \
        { .name = n, .type = COLUMN_WORD, PLACE(s, member), .key = true, .words = &(list) }

/* clang-format off */
static const struct column event_columns[] = {
        KEY_TEXT(event, "id", id),
        INT64(event, "received_us", received_us),
        { .name = "number", .type = COLUMN_MADE, .key = true,
          .write = "coalesce((SELECT max(e.number) FROM event AS e WHERE e.number >= :received_us"
                   " AND e.number < :received_us + " NUMBER_LEAD "), :received_us - 1) + 1" },
        INT64(event, "occurred_us", occurred_us),
        WORD(event, "quality", quality, qualities),
        WORD(event, "kind", kind, kinds),
        WORD(event, "phase", phase, phases),
        WORD(event, "adapter", adapter, adapters),
        TEXT(event, "device", device),
        TEXT(event, "department", department),
        TEXT(event, "place", place),
        TEXT(event, "resident", resident),
        INT(event, "severity", severity),
        BOOL(event, "replay", replay),
        BOOL(event, "test", test),
        BOOL(event, "baseline", baseline),
        BOOL(event, "maybe_repeat", maybe_repeat),
        BOOL(event, "simulated", simulated),
        BOOL(event, "dispenser", dispenser),
        BOOL(event, "has_value", has_value),
        REAL(event, "value", value),
        TEXT(event, "unit", unit),
        WORD(event, "outcome", outcome, outcomes),
        WORD(event, "mode", mode, modes),
        TEXT(event, "worker", by),
        TEXT(event, "dose", dose),
        INT(event, "seconds", seconds),
        TEXT(event, "detail", detail),
};

static const struct column task_columns[] = {
        KEY_TEXT(task, "id", id),
        KEY_INT64(task, "opened_us", opened_us),
        KEY_INT64(task, "ended_us", ended_us),
        TEXT(task, "code", code),
        TEXT(task, "origin", origin),
        TEXT(task, "department", department),
        TEXT(task, "place", place),
        TEXT(task, "resident", resident),
        TEXT(task, "device", device),
        TEXT(task, "incident", incident),
        TEXT(task, "dose", dose),
        WORD(task, "cause", cause, causes),
        WORD(task, "state", state, states),
        WORD(task, "mode", mode, modes),
        WORD(task, "priority", priority, priorities),
        INT(task, "severity", severity),
        BOOL(task, "planned", planned),
        BOOL(task, "test", test),
        BOOL(task, "simulated", simulated),
        BOOL(task, "durable", durable),
        INT(task, "look_count", look_count),
        INT(task, "repeats", repeats),
        INT(task, "night_count", night_count),
        TEXT(task, "asked_role", asked_role),
        TEXT(task, "asked", asked),
        WORD(task, "because", because, tiebreaks),
        BOOL(task, "queued", queued),
        INT(task, "considered", considered),
        TEXT(task, "worker", by),
        LIST(task, "declined", declined),
        INT(task, "step", step),
        INT64(task, "sequence", sequence),
        { .name = "ladder", .type = COLUMN_LADDER, .offset = offsetof(struct task, ladder),
          .size = offsetof(struct task, ladder_count) },
        INT64(task, "ladder_us", ladder_us),
        INT64(task, "accept_by_us", accept_by_us),
        INT64(task, "complete_by_us", complete_by_us),
        INT64(task, "look_by_us", look_by_us),
        INT64(task, "hold_until_us", hold_until_us),
        INT64(task, "window_end_us", window_end_us),
        INT64(task, "evidence_us", evidence_us),
        BOOL(task, "overdue", overdue),
        WORD(task, "outcome", outcome, outcomes),
        INT64(task, "evidence_count", evidence_count),
        LIST(task, "evidence", evidence),
};

static const struct column transition_columns[] = {
        TEXT(transition, "task", task),
        INT64(transition, "sequence", sequence),
        INT64(transition, "at_us", at_us),
        WORD(transition, "task_order", order, orders),
        WORD(transition, "from_state", from, states),
        WORD(transition, "to_state", to, states),
        WORD(transition, "mode", mode, modes),
        TEXT(transition, "who", who),
        TEXT(transition, "role", role),
        TEXT(transition, "event", event),
        { .name = "outcome", .type = COLUMN_WORD, PLACE(transition, outcome), .words = &outcomes,
          .read = "CASE transition.outcome WHEN 'none' THEN coalesce((SELECT e.outcome FROM event AS e"
                  " WHERE e.id = transition.event), 'none') ELSE transition.outcome END",
          .write = "CASE WHEN :outcome = (SELECT e.outcome FROM event AS e WHERE e.id = :event)"
                   " THEN 'none' ELSE :outcome END" },
        TEXT(transition, "rule", rule),
        TEXT(transition, "detail", detail),
        INT64(transition, "due_us", due_us),
        { .name = "assignment", .type = COLUMN_ASSIGNMENT, .offset = offsetof(struct transition, assignment),
          .size = offsetof(struct transition, has_assignment) },
};

static const struct column device_state_columns[] = {
        KEY_TEXT(device_state, "device", device),
        KEY_WORD(device_state, "measure", measure, measures),
        BOOL(device_state, "active", active),
        REAL(device_state, "value", value),
        INT64(device_state, "since_us", since_us),
        INT64(device_state, "heard_us", heard_us),
        INT(device_state, "step", step),
        TEXT(device_state, "event", event),
};

static const struct column command_columns[] = {
        INT64(command_row, "at_us", at_us),
        TEXT(command_row, "task", command.task),
        WORD(command_row, "task_order", command.order, orders),
        TEXT(command_row, "who", command.who),
        WORD(command_row, "outcome", command.outcome, outcomes),
        TEXT(command_row, "reason", command.reason),
        TEXT(command_row, "correlation", command.correlation),
        WORD(command_row, "reply", reply, replies),
};

static const struct column counter_columns[] = {
        KEY_WORD(counter_row, "adapter", adapter, adapters),
        KEY_WORD(counter_row, "reason", reason, refusals),
        INT64(counter_row, "count", count),
};

static const struct column quarantine_columns[] = {
        KEY_INT64(quarantine_slot, "slot", slot),
        INT64(quarantine_slot, "number", number),
        INT64(quarantine_slot, "at_us", row.at_us),
        WORD(quarantine_slot, "adapter", row.adapter, adapters),
        WORD(quarantine_slot, "reason", row.reason, refusals),
        INT64(quarantine_slot, "size", row.size),
        INT64(quarantine_slot, "payload_hash", row.payload_hash),
        INT64(quarantine_slot, "topic_hash", row.topic_hash),
};

static const struct column blind_columns[] = {
        KEY_WORD(blind_row, "cause", cause, blind_causes),
        KEY_INT64(blind_row, "from_us", from_us),
        INT64(blind_row, "to_us", to_us),
};

static const struct column correction_columns[] = {
        TEXT(correction_row, "event", event),
        INT64(correction_row, "from_us", from_us),
        INT64(correction_row, "to_us", to_us),
        INT64(correction_row, "at_us", at_us),
};

static const struct column fact_columns[] = {
        KEY_TEXT(fact_row, "name", name),
        INT64(fact_row, "value", value),
};

static const struct column repeat_columns[] = {
        KEY_INT64(repeat_slot, "slot", slot),
        INT64(repeat_slot, "number", number),
        INT(repeat_slot, "mid", row.mid),
        INT64(repeat_slot, "topic_hash", row.topic_hash),
        INT64(repeat_slot, "payload_hash", row.payload_hash),
};

static const struct column outbox_columns[] = {
        KEY_INT64(queued, "id", row.id),
        BOOL(queued, "waiting", waiting),
        BOOL(queued, "retained", row.message.retained),
        WORD(queued, "class", row.message.class, classes),
        INT64(queued, "bytes", bytes),
        INT(queued, "qos", row.message.qos),
        TEXT(queued, "topic", row.message.topic),
        TEXT(queued, "content_type", row.message.content_type),
        TEXT(queued, "correlation", row.message.correlation),
        { .name = "payload", .type = COLUMN_PAYLOAD, .offset = offsetof(struct queued, row.message.payload),
          .size = offsetof(struct queued, row.message.size) },
};

#define NUMBER        "number INTEGER PRIMARY KEY, "
#define TABLE(n, before, after) { #n, before, n##_columns, ELEMENTS(n##_columns), after, NULL, NULL }
#define NUMBERED(n, after, by)  { #n, NUMBER, n##_columns, ELEMENTS(n##_columns), after, by, NULL }

const struct table tables[] = {
        [TABLE_EVENT] =        { "event", NUMBER, event_columns, ELEMENTS(event_columns), "UNIQUE (id)) STRICT", "received_us, number", "received_us" },
        [TABLE_TASK] =         NUMBERED(task, "UNIQUE (id)) STRICT", "opened_us, number"),
        [TABLE_TRANSITION] =   NUMBERED(transition, "UNIQUE (task, sequence)) STRICT", "task, sequence"),
        [TABLE_DEVICE_STATE] = TABLE(device_state, "", "PRIMARY KEY (device, measure)) STRICT, WITHOUT ROWID"),
        [TABLE_COMMAND] =      NUMBERED(command, "CHECK (at_us IS NOT NULL)) STRICT", "number"),
        [TABLE_COUNTER] =      TABLE(counter, "", "PRIMARY KEY (adapter, reason)) STRICT, WITHOUT ROWID"),
        [TABLE_QUARANTINE] =   TABLE(quarantine, "", "PRIMARY KEY (slot)) STRICT"),
        [TABLE_BLIND] =        TABLE(blind, "", "PRIMARY KEY (cause, from_us)) STRICT, WITHOUT ROWID"),
        [TABLE_CORRECTION] =   NUMBERED(correction, "CHECK (at_us IS NOT NULL)) STRICT", "number"),
        [TABLE_FACT] =         TABLE(fact, "", "PRIMARY KEY (name)) STRICT, WITHOUT ROWID"),
        [TABLE_REPEAT] =       TABLE(repeat, "", "PRIMARY KEY (slot)) STRICT"),
        [TABLE_OUTBOX] =       TABLE(outbox, "", "PRIMARY KEY (id)) STRICT"),
};
/* clang-format on */
static_assert(ELEMENTS(tables) == TABLE_COUNT, "each table has its columns");
