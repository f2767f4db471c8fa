/* SPDX-License-Identifier: Apache-2.0 */
/* Writing rows. What a row looks like stands in tables.c; here is only what is more than one INSERT. */
#include <errno.h>

#include "private.h"

static int plain(int r) {
        return r < 0 ? r : 0;
}

int journal_event(struct journal *journal, const struct event *event) {
        return turn_put(journal, STATEMENT_EVENT_PUT, TABLE_EVENT, event);
}

/*
 * The two times that indexes hold change once in a task's life, so they are no part of the replacing:
 * SQLite writes an index's page whenever its column is named, changed or not.
 */
int journal_task(struct journal *journal, const struct task *task) {
        sqlite3_stmt *statement;
        int r = turn_put(journal, STATEMENT_TASK_PUT, TABLE_TASK, task);

        if (r < 0)
                return r;
        r = statement_get(journal, STATEMENT_TASK_TIMES, &statement);
        if (r < 0)
                return turn_note(journal, r);
        sqlite3_bind_text(statement, 1, task->id, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 2, task->opened_us);
        sqlite3_bind_int64(statement, 3, task->ended_us);
        return plain(turn_step(journal, statement));
}

int journal_transition(struct journal *journal, const struct transition *transition) {
        return plain(turn_put(journal, STATEMENT_TRANSITION_PUT, TABLE_TRANSITION, transition));
}

int journal_device_state(struct journal *journal, const struct device_state *row) {
        return plain(turn_put(journal, STATEMENT_DEVICE_STATE_PUT, TABLE_DEVICE_STATE, row));
}

int journal_command(struct journal *journal, const struct command *command, enum reply reply,
                    int64_t at_us) {
        struct command_row row = { *command, reply, at_us };

        return plain(turn_put(journal, STATEMENT_COMMAND_PUT, TABLE_COMMAND, &row));
}

int journal_blind(struct journal *journal, const struct blind_row *row) {
        return plain(turn_put(journal, STATEMENT_BLIND_PUT, TABLE_BLIND, row));
}

int journal_correction(struct journal *journal, const char *event_id, int64_t from_us,
                       int64_t to_us, int64_t at_us) {
        struct correction_row row = { .from_us = from_us, .to_us = to_us, .at_us = at_us };
        int r = text_set(row.event, event_id);

        if (r < 0)
                return r;
        return plain(turn_put(journal, STATEMENT_CORRECTION_PUT, TABLE_CORRECTION, &row));
}

int journal_counter_add(struct journal *journal, enum adapter adapter, enum refusal reason,
                        int64_t count) {
        struct counter_row row = { adapter, reason, count };

        return plain(turn_put(journal, STATEMENT_COUNTER_ADD, TABLE_COUNTER, &row));
}

static int fact_write(struct journal *journal, enum statement which, const char *name,
                      int64_t value) {
        struct fact_row row = { .value = value };
        int r = text_set(row.name, name);

        return r < 0 ? r : plain(turn_put(journal, which, TABLE_FACT, &row));
}

int journal_fact_set(struct journal *journal, const char *name, int64_t value) {
        return fact_write(journal, STATEMENT_FACT_PUT, name, value);
}

int fact_add(struct journal *journal, const char *name, int64_t value) {
        return fact_write(journal, STATEMENT_FACT_ADD, name, value);
}

int journal_fact(struct journal *journal, const char *name, int64_t *ret_value) {
        sqlite3_stmt *statement;
        int r = statement_get(journal, STATEMENT_FACT_FIND, &statement);

        if (r < 0)
                return r;
        sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
        r = statement_row(journal, statement);
        if (r > 0)
                *ret_value = sqlite3_column_int64(statement, 0);
        sqlite3_reset(statement);
        return r;
}

/* The number of a ring's newest row, read from the rows when it is not known. */
static int ring_last(struct journal *journal, enum statement which, int64_t *last) {
        sqlite3_stmt *statement;
        int r;

        if (*last >= 0)
                return 0;
        r = statement_get(journal, which, &statement);
        if (r < 0)
                return turn_note(journal, r);
        r = statement_row(journal, statement);
        if (r > 0)
                *last = sqlite3_column_int64(statement, 0);
        sqlite3_reset(statement);
        return turn_note(journal, plain(r));
}

int journal_quarantine(struct journal *journal, const struct quarantine_row *row) {
        struct quarantine_slot slot = { .row = *row };
        int r = turn_write(journal);

        if (r >= 0)
                r = ring_last(journal, STATEMENT_QUARANTINE_LAST, &journal->quarantine_last);
        if (r < 0)
                return r;
        slot.number = ++journal->quarantine_last;
        slot.slot = slot.number % QUARANTINE_MAX;
        return plain(turn_put(journal, STATEMENT_QUARANTINE_PUT, TABLE_QUARANTINE, &slot));
}

int journal_repeat(struct journal *journal, const struct repeat_row *row) {
        struct repeat_slot slot = { .row = *row };
        int r = turn_write(journal);

        if (r >= 0)
                r = ring_last(journal, STATEMENT_REPEAT_LAST, &journal->repeat_last);
        if (r < 0)
                return r;
        slot.number = ++journal->repeat_last;
        slot.slot = slot.number % REPEAT_MAX;
        return plain(turn_put(journal, STATEMENT_REPEAT_PUT, TABLE_REPEAT, &slot));
}
