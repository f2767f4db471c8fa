/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new journal's turns (JOURNAL_NEW: a replay's, a simulation's) stand to each other as a daemon's
 * do, but need not be on the disk one by one: what was lost can be played again. So they are
 * savepoints of one transaction, committed every GROUP_TURNS turns and by journal_flush; a page that
 * a thousand turns touch is written once and not a thousand times. Should a whole group be lost (the
 * disk is full), no turn begins any more: its rows would stand on what is not there.
 */
#include <errno.h>

#include "private.h"

#define GROUP_TURNS 1000

int group_begin(struct journal *journal) {
        int r = journal->lost;

        if (r >= 0 && sqlite3_get_autocommit(journal->db))
                r = statement_run(journal, STATEMENT_BEGIN);
        if (r >= 0)
                r = statement_run(journal, STATEMENT_SAVEPOINT);
        return r;
}

int group_rollback(struct journal *journal) {
        if (sqlite3_get_autocommit(journal->db)) { /* an error took the whole transaction away */
                if (journal->grouped > 0)
                        journal->lost = -EIO;
                return 0;
        }
        int r = statement_run(journal, STATEMENT_ROLLBACK_TO);
        return r < 0 ? r : statement_run(journal, STATEMENT_RELEASE);
}

int group_commit(struct journal *journal) {
        int r = statement_run(journal, STATEMENT_RELEASE);

        if (r < 0 || ++journal->grouped < GROUP_TURNS)
                return r;
        return journal_flush(journal);
}

int journal_flush(struct journal *journal) {
        int r;

        if (journal->use != JOURNAL_NEW || sqlite3_get_autocommit(journal->db))
                return journal->lost;
        r = statement_run(journal, STATEMENT_COMMIT);
        journal->grouped = 0;
        if (r >= 0)
                return 0;
        if (!sqlite3_get_autocommit(journal->db))
                statement_run(journal, STATEMENT_ROLLBACK);
        journal->lost = r;
        return r;
}
