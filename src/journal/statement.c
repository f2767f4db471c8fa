/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All SQL that runs on an open journal: one const table. What is asked again and again is prepared
 * once and kept; a walk has a statement of its own, so that whoever walks may ask for something else
 * in between. Every order ends in a column that is unique, so that the same rows come the same way.
 */
#include <assert.h>
#include <errno.h>

#include "private.h"

enum verb {
        VERB_PLAIN,  /* sql as it is */
        VERB_INSERT, /* INSERT of the table's columns, then sql */
        VERB_UPSERT, /* the same, and a row with the key sql has the other columns replaced */
        VERB_SELECT  /* SELECT of the table's columns, then sql */
};

/* clang-format off */
static const struct {
        enum verb verb;
        enum table_id table;
        const char *sql;
} specs[] = {
        [STATEMENT_EVENT_PUT] =         { VERB_INSERT, TABLE_EVENT, "ON CONFLICT (id) DO NOTHING" },
        [STATEMENT_EVENT_FIND] =        { VERB_SELECT, TABLE_EVENT, "WHERE id = ?1" },
        [STATEMENT_EVENT_EACH] =        { VERB_SELECT, TABLE_EVENT, "WHERE number >= ?1 AND number < ?2 + " NUMBER_LEAD " AND received_us >= ?1 AND received_us < ?2 ORDER BY number" },

        [STATEMENT_TASK_PUT] =          { VERB_UPSERT, TABLE_TASK, "id" },
        [STATEMENT_TASK_TIMES] =        { VERB_PLAIN, TABLE_TASK, "UPDATE task SET opened_us = ?2, ended_us = ?3 WHERE id = ?1 AND (opened_us <> ?2 OR ended_us <> ?3)" },
        [STATEMENT_TASK_EACH] =         { VERB_SELECT, TABLE_TASK, "WHERE ended_us = 0 OR ended_us > ?1 ORDER BY opened_us, number" },
        [STATEMENT_TASK_HISTORY] =      { VERB_SELECT, TABLE_TASK, "WHERE opened_us >= ?1 AND opened_us < ?2 ORDER BY opened_us, number" },
        [STATEMENT_TASK_FIND] =         { VERB_SELECT, TABLE_TASK, "WHERE id >= ?1 AND id < ?1 || '~' ORDER BY id LIMIT 2" },

        [STATEMENT_TRANSITION_PUT] =    { VERB_INSERT, TABLE_TRANSITION, "" },
        [STATEMENT_TRANSITION_EACH] =   { VERB_SELECT, TABLE_TRANSITION, "WHERE task = ?1 ORDER BY sequence" },

        [STATEMENT_DEVICE_STATE_PUT] =  { VERB_UPSERT, TABLE_DEVICE_STATE, "device, measure" },
        [STATEMENT_DEVICE_STATE_EACH] = { VERB_SELECT, TABLE_DEVICE_STATE, "ORDER BY device, measure" },

        [STATEMENT_COMMAND_PUT] =       { VERB_INSERT, TABLE_COMMAND, "" },
        [STATEMENT_CORRECTION_PUT] =    { VERB_INSERT, TABLE_CORRECTION, "" },

        [STATEMENT_COUNTER_ADD] =       { VERB_INSERT, TABLE_COUNTER, "ON CONFLICT (adapter, reason) DO UPDATE SET count = count + excluded.count" },
        [STATEMENT_COUNTER_EACH] =      { VERB_SELECT, TABLE_COUNTER, "ORDER BY adapter, reason" },

        [STATEMENT_QUARANTINE_PUT] =    { VERB_UPSERT, TABLE_QUARANTINE, "slot" },
        [STATEMENT_QUARANTINE_LAST] =   { VERB_PLAIN, TABLE_QUARANTINE, "SELECT coalesce(max(number), 0) FROM quarantine" },
        [STATEMENT_REPEAT_PUT] =        { VERB_UPSERT, TABLE_REPEAT, "slot" },
        [STATEMENT_REPEAT_LAST] =       { VERB_PLAIN, TABLE_REPEAT, "SELECT coalesce(max(number), 0) FROM repeat" },
        [STATEMENT_REPEAT_EACH] =       { VERB_SELECT, TABLE_REPEAT, "ORDER BY number" },

        [STATEMENT_BLIND_PUT] =         { VERB_UPSERT, TABLE_BLIND, "cause, from_us" },
        [STATEMENT_BLIND_EACH] =        { VERB_SELECT, TABLE_BLIND, "WHERE from_us < ?2 AND (to_us = 0 OR to_us > ?1) ORDER BY from_us, cause" },

        [STATEMENT_FACT_PUT] =          { VERB_INSERT, TABLE_FACT, "ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value" },
        [STATEMENT_FACT_ADD] =          { VERB_INSERT, TABLE_FACT, "ON CONFLICT (name) DO UPDATE SET value = value + excluded.value" },
        [STATEMENT_FACT_FIND] =         { VERB_PLAIN, TABLE_FACT, "SELECT value FROM fact WHERE name = ?1" },

        [STATEMENT_OUTBOX_PUT] =        { VERB_INSERT, TABLE_OUTBOX, "" },
        [STATEMENT_OUTBOX_NEXT] =       { VERB_SELECT, TABLE_OUTBOX, "WHERE id > ?1 AND waiting = 1 ORDER BY id LIMIT 1" },
        [STATEMENT_OUTBOX_FORGET] =     { VERB_PLAIN, TABLE_OUTBOX, "DELETE FROM outbox WHERE topic = ?1 AND retained = 1 RETURNING class, 1, bytes, waiting, retained = 0" },
        [STATEMENT_OUTBOX_DELIVERED] =  { VERB_PLAIN, TABLE_OUTBOX, "UPDATE outbox SET waiting = 0 WHERE id = ?1 AND retained = 1 AND payload <> '' AND waiting = 1" },
        [STATEMENT_OUTBOX_REMOVE] =     { VERB_PLAIN, TABLE_OUTBOX, "DELETE FROM outbox WHERE id = ?1 AND (retained = 0 OR payload = '') RETURNING class, 1, bytes, waiting, retained = 0" },
        [STATEMENT_OUTBOX_AGAIN] =      { VERB_PLAIN, TABLE_OUTBOX, "UPDATE outbox SET waiting = 1 WHERE retained = 1 AND waiting = 0" },
        [STATEMENT_OUTBOX_OLDEST] =     { VERB_PLAIN, TABLE_OUTBOX, "SELECT id FROM outbox WHERE retained = 0 AND class = ?1 ORDER BY id LIMIT 1" },
        [STATEMENT_OUTBOX_COUNTS] =     { VERB_PLAIN, TABLE_OUTBOX, "SELECT class, count(*), sum(bytes), sum(waiting), sum(retained = 0) FROM outbox GROUP BY class" },
        [STATEMENT_OUTBOX_LAST] =       { VERB_PLAIN, TABLE_OUTBOX, "SELECT coalesce(max(id), 0) FROM outbox" },

        /* IMMEDIATE: who writes second is told at the first statement and not at the last. */
        [STATEMENT_BEGIN] =             { VERB_PLAIN, TABLE_EVENT, "BEGIN IMMEDIATE" },
        [STATEMENT_COMMIT] =            { VERB_PLAIN, TABLE_EVENT, "COMMIT" },
        [STATEMENT_ROLLBACK] =          { VERB_PLAIN, TABLE_EVENT, "ROLLBACK" },
        [STATEMENT_SAVEPOINT] =         { VERB_PLAIN, TABLE_EVENT, "SAVEPOINT turn" },
        [STATEMENT_RELEASE] =           { VERB_PLAIN, TABLE_EVENT, "RELEASE turn" },
        [STATEMENT_ROLLBACK_TO] =       { VERB_PLAIN, TABLE_EVENT, "ROLLBACK TO turn" },
        [STATEMENT_SNAPSHOT] =          { VERB_PLAIN, TABLE_EVENT, "BEGIN DEFERRED" },
};
/* clang-format on */
static_assert(ELEMENTS(specs) == STATEMENT_COUNT, "each statement has its SQL");

static int statement_make(struct journal *journal, enum statement which,
                          sqlite3_stmt **ret_statement) {
        _cleanup_(text_buffer_done) struct text_buffer sql = { 0 };
        const struct table *table = &tables[specs[which].table];

        switch (specs[which].verb) {
        case VERB_PLAIN:
                text_append(&sql, specs[which].sql);
                break;
        case VERB_INSERT:
                table_insert(table, &sql);
                text_append(&sql, specs[which].sql);
                break;
        case VERB_UPSERT:
                table_insert(table, &sql);
                table_upsert(table, specs[which].sql, &sql);
                break;
        case VERB_SELECT:
                table_select(table, &sql);
                text_append(&sql, specs[which].sql);
                break;
        }
        return sql_prepare(journal->db, sql.data, ret_statement);
}

int statement_get(struct journal *journal, enum statement which, sqlite3_stmt **ret_statement) {
        if (!journal->kept[which]) {
                int r = statement_make(journal, which, &journal->kept[which]);

                if (r < 0)
                        return r;
        }
        sqlite3_reset(journal->kept[which]); /* its error was told when it was stepped */
        *ret_statement = journal->kept[which];
        return 0;
}

int statement_walk(struct journal *journal, enum statement which, const int64_t *values,
                   size_t count, sqlite3_stmt **ret_statement) {
        int r = statement_make(journal, which, ret_statement);

        if (r < 0)
                return r;
        for (size_t i = 0; i < count; i++)
                sqlite3_bind_int64(*ret_statement, (int)i + 1, values[i]);
        return 0;
}

int statement_row(struct journal *journal, sqlite3_stmt *statement) {
        int rc = sqlite3_step(statement);

        if (rc == SQLITE_ROW)
                return 1;
        return rc == SQLITE_DONE ? 0 : sqlite_errno(journal->db, rc);
}

int statement_run(struct journal *journal, enum statement which) {
        sqlite3_stmt *statement;
        int r = statement_get(journal, which, &statement);

        if (r < 0)
                return r;
        r = statement_row(journal, statement);
        sqlite3_reset(statement);
        return r;
}

int statement_next(struct journal *journal, sqlite3_stmt *statement, enum table_id table, void *row,
                   size_t size) {
        int r = statement_row(journal, statement);

        if (r <= 0)
                return r;
        r = table_read(&tables[table], statement, row, size);
        return r < 0 ? r : 1;
}
