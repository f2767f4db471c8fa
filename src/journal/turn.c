/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A turn is one transaction. It begins with its first write, so that a turn without news costs
 * nothing. The first error is kept: whatever comes after it is refused with the same error and the
 * commit fails, for SQLite may have rolled back already and later rows would stand alone.
 */
#include <assert.h>

#include "private.h"

int turn_note(struct journal *journal, int r) {
        if (r < 0 && journal->in_turn && !journal->failed)
                journal->failed = r;
        return r;
}

int turn_write(struct journal *journal) {
        assert(journal->in_turn);
        if (journal->failed)
                return journal->failed;
        if (journal->begun)
                return 0;
        int r = journal->use == JOURNAL_NEW ? group_begin(journal)
                                            : statement_run(journal, STATEMENT_BEGIN);
        if (r < 0)
                return turn_note(journal, r);
        journal->begun = true;
        journal->changes = sqlite3_total_changes64(journal->db);
        return 0;
}

int turn_step(struct journal *journal, sqlite3_stmt *statement) {
        int rc = sqlite3_step(statement);
        int r = rc == SQLITE_DONE ? sqlite3_changes(journal->db) : sqlite_errno(journal->db, rc);

        sqlite3_reset(statement);
        return turn_note(journal, r);
}

int turn_put(struct journal *journal, enum statement which, enum table_id table, const void *row) {
        sqlite3_stmt *statement;
        int r = turn_write(journal);

        if (r < 0)
                return r;
        r = statement_get(journal, which, &statement);
        if (r < 0)
                return turn_note(journal, r);
        r = table_bind(&tables[table], statement, row);
        if (r < 0)
                return turn_note(journal, r);
        return turn_step(journal, statement);
}

int turn_run(struct journal *journal, enum statement which, const int64_t *values, size_t count) {
        sqlite3_stmt *statement;
        int r = turn_write(journal);

        if (r < 0)
                return r;
        r = statement_get(journal, which, &statement);
        if (r < 0)
                return turn_note(journal, r);
        for (size_t i = 0; i < count; i++)
                sqlite3_bind_int64(statement, (int)i + 1, values[i]);
        return turn_step(journal, statement);
}

void turn_forget(struct journal *journal) {
        journal->quarantine_last = journal->repeat_last = -1;
        journal->outbox = (struct outbox_counts){ 0 };
        journal->outbox_first = 0;
}

int journal_begin(struct journal *journal) {
        assert(!journal->in_turn);
        journal->in_turn = true;
        journal->begun = false;
        journal->failed = 0;
        if (journal->use != JOURNAL_READ)
                return 0;
        /* A reader's turn is one view of the file, however long it reads. */
        int r = statement_run(journal, STATEMENT_SNAPSHOT);
        if (r < 0) {
                journal->in_turn = false;
                return r;
        }
        journal->begun = true;
        return 0;
}

void journal_rollback(struct journal *journal) {
        if (journal->begun && journal->use == JOURNAL_NEW)
                group_rollback(journal);
        else if (journal->begun && !sqlite3_get_autocommit(journal->db))
                statement_run(journal, STATEMENT_ROLLBACK);
        if (journal->begun || journal->failed)
                turn_forget(journal);
        journal->in_turn = journal->begun = false;
        journal->failed = 0;
}

int journal_commit(struct journal *journal) {
        bool wrote;
        int r = journal->failed;

        if (r < 0) {
                journal_rollback(journal);
                return r;
        }
        if (!journal->begun) {
                journal->in_turn = false;
                return 0;
        }
        wrote = sqlite3_total_changes64(journal->db) != journal->changes;
        r = journal->use == JOURNAL_NEW ? group_commit(journal)
                                        : statement_run(journal, STATEMENT_COMMIT);
        if (r < 0) {
                journal_rollback(journal);
                return r;
        }
        journal->in_turn = journal->begun = false;
        if (journal->wal_pages * journal->page_size > WAL_HARD_BYTES)
                sqlite3_wal_checkpoint_v2(journal->db, NULL, SQLITE_CHECKPOINT_PASSIVE,
                                          &journal->wal_pages, NULL);
        return wrote && journal->use != JOURNAL_READ;
}

int journal_idle(struct journal *journal) {
        int rc;

        assert(!journal->in_turn);
        if (journal->use == JOURNAL_READ ||
            journal->wal_pages * journal->page_size < WAL_IDLE_BYTES)
                return 0;
        rc = sqlite3_wal_checkpoint_v2(journal->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        if (rc != SQLITE_OK)
                return sqlite_errno(journal->db, rc);
        /* The next commit tells how long the log is then; until it there is nothing to do again. */
        journal->wal_pages = 0;
        return 1;
}
