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

/* What the system said last about one of the two files; a failing COMMIT tells it nowhere else. */
static int file_errno(sqlite3 *db, int which) {
        sqlite3_file *file = NULL;
        int error = 0;

        if (sqlite3_file_control(db, "main", which, &file) != SQLITE_OK || !file ||
            !file->pMethods ||
            file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error) != SQLITE_OK)
                return 0;
        return error;
}

/* The disk's own answer says more than "I/O error": no room, a quota, a limit. */
static int system_errno(sqlite3 *db, int rc) {
        static const int told[] = { ENOSPC, EDQUOT, EFBIG, EROFS };
        const int last[] = { file_errno(db, SQLITE_FCNTL_JOURNAL_POINTER),
                             file_errno(db, SQLITE_FCNTL_FILE_POINTER) };

        if ((rc & 0xff) == SQLITE_CANTOPEN)
                return sqlite3_system_errno(db);
        for (size_t i = 0; i < ELEMENTS(last); i++)
                for (size_t known = 0; known < ELEMENTS(told); known++)
                        if (last[i] == told[known])
                                return last[i];
        return EIO;
}

int sqlite_errno(sqlite3 *db, int rc) {
        int primary = rc & 0xff;

        assert(rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE && rc != SQLITE_MISUSE);
        if (db && (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN)) {
                int error = system_errno(db, rc);

                return error > 0 ? -error : -EIO;
        }
        for (size_t i = 0; i < ELEMENTS(errors); i++)
                if (errors[i].rc == primary)
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
