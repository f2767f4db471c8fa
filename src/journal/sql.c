/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's calls with our errors (https://www.sqlite.org/rescode.html). */
#include <assert.h>
#include <errno.h>

#include "private.h"

/* clang-format off */
static const struct { int rc, error; } errors[] = {
        { SQLITE_FULL,       -ENOSPC },
        { SQLITE_CORRUPT,    -EUCLEAN },
        { SQLITE_NOTADB,     -EUCLEAN },
        { SQLITE_BUSY,       -EBUSY },
        { SQLITE_LOCKED,     -EBUSY },
        { SQLITE_READONLY,   -EROFS },
        { SQLITE_PERM,       -EACCES },
        { SQLITE_AUTH,       -EPERM },
        { SQLITE_CONSTRAINT, -EINVAL },
        { SQLITE_MISMATCH,   -EINVAL },
        { SQLITE_TOOBIG,     -E2BIG },
        { SQLITE_NOMEM,      -ENOMEM },
        { SQLITE_SCHEMA,     -EPROTO },
        { SQLITE_ERROR,      -EPROTO }, /* no such table or column: not our version */
};
/* clang-format on */

int sqlite_errno(sqlite3 *db, int rc) {
        int of_system = db ? sqlite3_system_errno(db) : 0;

        assert(rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE && rc != SQLITE_MISUSE);
        /* The disk's own answer says more than "I/O error": no room, a quota, a limit. */
        if (((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN) && of_system > 0)
                return -of_system;
        for (size_t i = 0; i < ELEMENTS(errors); i++)
                if (errors[i].rc == (rc & 0xff))
                        return errors[i].error;
        return -EIO;
}

int sql_run(sqlite3 *db, const char *sql) {
        int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

        return rc == SQLITE_OK ? 0 : sqlite_errno(db, rc);
}

int sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret_statement) {
        int rc = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, ret_statement, NULL);

        return rc == SQLITE_OK ? 0 : sqlite_errno(db, rc);
}

void statement_freep(sqlite3_stmt **statement) {
        sqlite3_finalize(*statement);
}

int sql_integer(sqlite3 *db, const char *sql, int64_t *ret_value) {
        _cleanup_(statement_freep) sqlite3_stmt *statement = NULL;
        int r = sql_prepare(db, sql, &statement);

        if (r < 0)
                return r;
        r = sqlite3_step(statement);
        if (r == SQLITE_DONE)
                return 0;
        if (r != SQLITE_ROW)
                return sqlite_errno(db, r);
        *ret_value = sqlite3_column_int64(statement, 0);
        return 1;
}
