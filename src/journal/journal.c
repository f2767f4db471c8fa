/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening and closing. The writer holds a lock on <path>.lock for as long as it has the journal, so
 * that a second daemon is told and readers are not kept out; the lock file stays, it is empty. A file
 * that SQLite cannot read, or that is somebody else's, is -EUCLEAN: the caller sets it aside.
 *
 * What is looked at before the file is called good: SQLite's header, its size against the header's
 * page count, our application_id, the schema, and both ends of every table and index. That reads
 * some forty pages, however large the file is; a whole integrity check is another program's work.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nattvakt/alloc.h"
#include "private.h"

/* For all; the checkpoints are turn.c's. */
static const char setup[] =
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA secure_delete = FAST;" /* Debian's default writes zeros over each row of the outbox */
        "PRAGMA cell_size_check = ON;"
        "PRAGMA journal_size_limit = 4194304;" /* a log that grew once does not stay that large */
        "PRAGMA cache_size = -4096;";

/* By use: what a replay writes can be made again until it is closed, and memory is there for it. */
static const char *const setup_writer[] = {
        [JOURNAL_DAEMON] = "PRAGMA synchronous = FULL",
        [JOURNAL_NEW] = "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536",
};

static int note_wal(void *userdata, sqlite3 *db, const char *name, int pages) {
        struct journal *journal = userdata;

        (void)db;
        (void)name;
        journal->wal_pages = pages;
        return SQLITE_OK;
}

/* Events and transitions are appended, never changed: a statement of ours that would is not prepared. */
static int authorize(void *userdata, int action, const char *table, const char *column,
                     const char *database, const char *trigger) {
        (void)userdata;
        (void)column;
        (void)database;
        (void)trigger;
        if ((action == SQLITE_UPDATE || action == SQLITE_DELETE) &&
            (text_equal(table, "event") || text_equal(table, "transition")))
                return SQLITE_DENY;
        return SQLITE_OK;
}

/* A file of no pages is new; one with tables and another id is somebody else's. */
static int check_owner(sqlite3 *db, bool *ret_is_new) {
        int64_t id = 0, tables_there = 0;
        int r = sql_integer(db, "PRAGMA application_id", &id);

        if (r >= 0)
                r = sql_integer(db, "SELECT count(*) FROM sqlite_schema", &tables_there);
        if (r < 0)
                return r;
        if (id != JOURNAL_APPLICATION_ID && tables_there)
                return -EUCLEAN;
        *ret_is_new = id != JOURNAL_APPLICATION_ID;
        return 0;
}

/* SQLite takes a part of a page for a whole one. Only a log that is not yet in the file excuses it. */
static int check_size(const struct journal *journal) {
        _cleanup_(text_buffer_done) struct text_buffer log = { 0 };
        struct stat file, beside;
        int64_t page = 0;
        int r = sql_integer(journal->db, "PRAGMA page_size", &page);

        if (r < 0)
                return r;
        text_appendf(&log, "%s-wal", journal->path);
        if (stat(journal->path, &file) < 0)
                return -errno;
        if (page <= 0 || file.st_size % page == 0)
                return 0;
        return stat(log.data, &beside) == 0 && beside.st_size > 0 ? 0 : -EUCLEAN;
}

static int set_header(sqlite3 *db) {
        _cleanup_(text_buffer_done) struct text_buffer sql = { 0 };

        text_appendf(&sql, "PRAGMA page_size = %d; PRAGMA application_id = %d", JOURNAL_PAGE_SIZE,
                     JOURNAL_APPLICATION_ID);
        return sql_run(db, sql.data);
}

/* On a file system without shared memory SQLite stays with what was, and does not call it an error. */
static int set_wal(sqlite3 *db) {
        _cleanup_(statement_freep) sqlite3_stmt *statement = NULL;
        int r = sql_prepare(db, "PRAGMA journal_mode = WAL", &statement);

        if (r < 0)
                return r;
        r = sqlite3_step(statement);
        if (r != SQLITE_ROW)
                return r == SQLITE_DONE ? -EIO : sqlite_errno(db, r);
        return text_equal((const char *)sqlite3_column_text(statement, 0), "wal") ? 0 : -EOPNOTSUPP;
}

static int open_writer(struct journal *journal) {
        bool is_new = false;
        int r = check_owner(journal->db, &is_new);

        if (r >= 0)
                r = check_size(journal);
        if (r >= 0 && is_new)
                r = set_header(journal->db);
        if (r >= 0 &&
            journal->use == JOURNAL_NEW) /* before the log: then it needs no shared index */
                r = sql_run(journal->db, "PRAGMA locking_mode = EXCLUSIVE");
        if (r >= 0)
                r = set_wal(journal->db);
        if (r >= 0)
                r = sql_run(journal->db, setup_writer[journal->use]);
        if (r >= 0)
                r = schema_migrate(journal->db);
        if (r >= 0)
                r = sync_folder(journal->path);
        return r;
}

/* A reader changes nothing, so it cannot bring the file to its version either. */
static int open_reader(struct journal *journal) {
        bool is_new = false;
        int64_t version = 0;
        int r = check_owner(journal->db, &is_new);

        if (r >= 0)
                r = check_size(journal);
        if (r >= 0)
                r = sql_integer(journal->db, "PRAGMA user_version", &version);
        if (r < 0)
                return r;
        if (is_new)
                return -EUCLEAN;
        return version == schema_version() ? 0 : -EPROTO;
}

static int connect(struct journal *journal, const char *name, int flags) {
        int rc = sqlite3_open_v2(name, &journal->db,
                                 flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

        if (rc != SQLITE_OK)
                return sqlite_errno(journal->db, rc);
        sqlite3_busy_timeout(journal->db, BUSY_MS);
        sqlite3_db_config(journal->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        sqlite3_db_config(journal->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        return sql_run(journal->db, setup);
}

static int connect_reader(struct journal *journal) {
        int r = connect(journal, journal->path, SQLITE_OPEN_READONLY);

        return r < 0 ? r : open_reader(journal);
}

/*
 * A reader makes the log's index where there is none, and may not do so in another's folder. Without
 * a log nobody has the file open, so it can be read as one that does not change
 * (https://www.sqlite.org/wal.html, "Read-Only Databases").
 */
static int connect_still(struct journal *journal) {
        _cleanup_(text_buffer_done) struct text_buffer name = { 0 };
        struct stat log;
        int r;

        text_appendf(&name, "%s-wal", journal->path);
        if (stat(name.data, &log) == 0)
                return -EACCES;
        name.size = 0;
        text_append(&name, "file:");
        for (const char *at = journal->path; *at; at++)
                text_appendf(&name, strchr("%?#", *at) ? "%%%02x" : "%c", (unsigned char)*at);
        text_append(&name, "?immutable=1");
        r = connect(journal, name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
        return r < 0 ? r : open_reader(journal);
}

static int connect_writer(struct journal *journal) {
        int r = connect(journal, journal->path, SQLITE_OPEN_READWRITE);

        return r < 0 ? r : open_writer(journal);
}

static int open_db(struct journal *journal) {
        int r;

        if (journal->use != JOURNAL_READ) {
                r = connect_writer(journal);
        } else {
                r = connect_reader(journal);
                if (r == -EACCES || r == -EROFS || r == -EIO) {
                        sqlite3_close(take(journal->db));
                        r = connect_still(journal);
                }
        }
        if (r >= 0)
                r = schema_look(journal->db);
        if (r >= 0)
                r = sql_integer(journal->db, "PRAGMA page_size", &journal->page_size);
        if (r < 0)
                return r;
        /* In the place of SQLite's own hook, which would checkpoint within a commit. */
        sqlite3_wal_hook(journal->db, note_wal, journal);
        sqlite3_set_authorizer(journal->db, authorize, NULL);
        return 0;
}

/* The file is made here and not by SQLite, for its mode: the log and its index inherit it. */
static int make_file(struct journal *journal) {
        _cleanup_(fd_closep) int fd = -1;
        int r = lock_take(journal->path, &journal->lock_fd);

        if (r < 0)
                return r;
        fd = open(journal->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
        if (fd < 0 && (errno != EEXIST || journal->use == JOURNAL_NEW))
                return -errno;
        return 0;
}

int journal_open(const char *path, enum journal_use use, struct journal **ret_journal) {
        _cleanup_(journal_closep) struct journal *journal = alloc_zero(1, sizeof(*journal));
        struct stat there;
        int r;

        journal->use = use;
        journal->lock_fd = -1;
        journal->path = alloc_text(path);
        turn_forget(journal);
        if (use == JOURNAL_READ)
                r = stat(path, &there) < 0 ? -errno : 0;
        else
                r = make_file(journal);
        if (r >= 0)
                r = open_db(journal);
        if (r < 0) {
                journal->use = JOURNAL_READ; /* nothing to sync */
                return r;
        }
        *ret_journal = take(journal);
        return 0;
}

/* What was written without waiting for the disk is waited for now, once. */
static void settle(struct journal *journal) {
        sql_run(journal->db, "PRAGMA synchronous = FULL");
        sqlite3_wal_checkpoint_v2(journal->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

void journal_close(struct journal *journal) {
        if (!journal)
                return;
        if (journal->db && journal->in_turn)
                journal_rollback(journal);
        if (journal->db && journal->use == JOURNAL_NEW)
                journal_flush(journal);
        for (size_t i = 0; i < STATEMENT_COUNT; i++)
                sqlite3_finalize(journal->kept[i]);
        if (journal->db && journal->use == JOURNAL_NEW)
                settle(journal);
        sqlite3_close(journal->db);
        if (journal->use == JOURNAL_NEW) {
                sync_path(journal->path, 0);
                sync_folder(journal->path);
        }
        fd_closep(&journal->lock_fd);
        free(journal->path);
        free(journal);
}

void journal_closep(struct journal **journal) {
        journal_close(*journal);
}
