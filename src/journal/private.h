/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What the files of this folder share. A table is described once, by its columns (tables.c); the
 * CREATE statement with its CHECKs, INSERT, SELECT, binding and reading all come from that one
 * description, so that they cannot disagree.
 */

#include <assert.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

/* "NtVk": what file(1) and we know the file by (https://www.sqlite.org/fileformat.html, 1.3.14). */
#define JOURNAL_APPLICATION_ID 0x4e74566b

/*
 * A commit writes each page that it touched whole to the log, so the smaller the page, the less a card
 * wears. Compared in docs/journal.md, "What is written to the card".
 */
#define JOURNAL_PAGE_SIZE 1024

#define WAL_IDLE_BYTES (INT64_C(1) << 20) /* journal_idle checkpoints from here on */
#define WAL_HARD_BYTES \
        (INT64_C(32) << 20) /* nothing was ever idle: a commit checkpoints all the same */
#define BUSY_MS 2000        /* an administrator's sqlite3 may hold the write lock for a moment */

#define NUMBER_LEAD "1000000" /* µs by which an event's number is ahead of its time at most */

#define QUARANTINE_MAX 1000
#define REPEAT_MAX     2048

/* The outbox. Days without a broker at a home's pace; the reserve is for task messages alone. */
#define OUTBOX_ROWS_MAX      50000
#define OUTBOX_ROWS_RESERVE  10000
#define OUTBOX_BYTES_MAX     (INT64_C(64) << 20)
#define OUTBOX_BYTES_RESERVE (INT64_C(16) << 20)

enum column_type {
        COLUMN_TEXT,       /* char[size] */
        COLUMN_WORD,       /* enum, written as its word */
        COLUMN_BOOL,       /* bool */
        COLUMN_INT,        /* int */
        COLUMN_INT64,      /* int64_t, uint64_t and size_t: the same 64 bits */
        COLUMN_REAL,       /* double */
        COLUMN_LIST,       /* char[many][size], written as a JSON array */
        COLUMN_ASSIGNMENT, /* struct assignment, written as JSON; size is where has_assignment is */
        COLUMN_LADDER, /* struct ladder_step[LADDER_MAX], written as JSON; size is where its count is */
        COLUMN_PAYLOAD, /* char *, owned; size is where its size_t is */
        COLUMN_MADE /* the number, which the INSERT itself makes: in no struct, and first in the table */
};
static_assert(sizeof(size_t) == sizeof(int64_t), "COLUMN_INT64 serves for size_t");

struct words {
        const char *const *at;
        size_t count;
};

struct column {
        const char *name;
        enum column_type type;
        bool key; /* not changed by an UPSERT */
        size_t offset, size, many;
        const struct words *words; /* WORD */
        const char *read, *write;  /* SQL in place of the column and of its parameter, or NULL */
};

struct table {
        const char *name;
        const char *first; /* "number INTEGER PRIMARY KEY, " or "" */
        const struct column *columns;
        size_t count;
        const char *last;  /* what follows the columns: the key, STRICT, WITHOUT ROWID */
        const char *order; /* in which former rows get numbers, the key; NULL: there are none */
        const char
                *instant; /* the column that numbers begin from: they are times, in µs; or NULL */
};

/* Rows that are no noun of the model's. */
struct command_row {
        struct command command;
        enum reply reply;
        int64_t at_us;
};

struct correction_row {
        char event[ID_SIZE];
        int64_t from_us, to_us, at_us;
};

struct counter_row {
        enum adapter adapter;
        enum refusal reason;
        int64_t count;
};

struct fact_row {
        char name[NAME_SIZE];
        int64_t value;
};

/* Rings: slot is number % size, so that a full ring dirties one page and not two. */
struct quarantine_slot {
        int64_t slot, number;
        struct quarantine_row row;
};

struct repeat_slot {
        int64_t slot, number;
        struct repeat_row row;
};

struct queued {
        struct outbox_row row;
        bool waiting;
        int64_t bytes;
};

/* clang-format off */
enum table_id {
        TABLE_EVENT, TABLE_TASK, TABLE_TRANSITION, TABLE_DEVICE_STATE, TABLE_COMMAND, TABLE_COUNTER,
        TABLE_QUARANTINE, TABLE_BLIND, TABLE_CORRECTION, TABLE_FACT, TABLE_REPEAT, TABLE_OUTBOX,
        TABLE_COUNT
};
/* clang-format on */

/** All tables, TABLE_COUNT of them. */
extern const struct table tables[];

/** Appends the CREATE TABLE statement. */
void table_create(const struct table *table, struct text_buffer *sql);
/** Appends "INSERT INTO table (…) VALUES (…) ". */
void table_insert(const struct table *table, struct text_buffer *sql);
/** Appends "ON CONFLICT (key) DO UPDATE SET …" over all columns that are no key. */
void table_upsert(const struct table *table, const char *key, struct text_buffer *sql);
/** Appends "SELECT … FROM table " in the order that table_read expects. */
void table_select(const struct table *table, struct text_buffer *sql);
/** Binds the struct at @row to a statement that begins with table_insert. */
int table_bind(const struct table *table, sqlite3_stmt *statement, const void *row);
/**
 * Fills the struct at @row, zeroed first, of which there are @size bytes: an assignment for whose candidates they
 * do not suffice has none. 0, -EPROTO (a word of a later version) or -EUCLEAN.
 */
int table_read(const struct table *table, sqlite3_stmt *statement, void *row, size_t size);

/** @assignment as JSON; the caller frees it. */
char *assignment_text(const struct assignment *assignment);
/** 0, -EPROTO (a word of a later version) or -EUCLEAN. */
int assignment_parse(const char *text, struct assignment *ret_assignment);
/** The same without the candidates: count is 0, and candidates[] is not touched. */
int assignment_parse_head(const char *text, struct assignment *ret_assignment);

/** @count rungs as JSON, [[after_s, "to", "role"], …]; the caller frees it. */
char *ladder_text(const struct ladder_step *ladder, size_t count);
/** Room for LADDER_MAX in @ret_ladder. 0, -EPROTO (a rung of a later version) or -EUCLEAN. */
int ladder_parse(const char *text, struct ladder_step *ret_ladder, size_t *ret_count);

/* clang-format off */
enum statement {
        STATEMENT_EVENT_PUT, STATEMENT_EVENT_FIND, STATEMENT_EVENT_EACH,
        STATEMENT_TASK_PUT, STATEMENT_TASK_TIMES, STATEMENT_TASK_EACH, STATEMENT_TASK_HISTORY,
        STATEMENT_TASK_FIND,
        STATEMENT_TRANSITION_PUT, STATEMENT_TRANSITION_EACH,
        STATEMENT_DEVICE_STATE_PUT, STATEMENT_DEVICE_STATE_EACH,
        STATEMENT_COMMAND_PUT, STATEMENT_CORRECTION_PUT,
        STATEMENT_COUNTER_ADD, STATEMENT_COUNTER_EACH,
        STATEMENT_QUARANTINE_PUT, STATEMENT_QUARANTINE_LAST,
        STATEMENT_REPEAT_PUT, STATEMENT_REPEAT_LAST, STATEMENT_REPEAT_EACH,
        STATEMENT_BLIND_PUT, STATEMENT_BLIND_EACH,
        STATEMENT_FACT_PUT, STATEMENT_FACT_ADD, STATEMENT_FACT_FIND,
        STATEMENT_OUTBOX_PUT, STATEMENT_OUTBOX_NEXT, STATEMENT_OUTBOX_FORGET,
        STATEMENT_OUTBOX_DELIVERED, STATEMENT_OUTBOX_AGAIN, STATEMENT_OUTBOX_REMOVE,
        STATEMENT_OUTBOX_OLDEST, STATEMENT_OUTBOX_COUNTS, STATEMENT_OUTBOX_LAST,
        STATEMENT_BEGIN, STATEMENT_COMMIT, STATEMENT_ROLLBACK, STATEMENT_SNAPSHOT,
        STATEMENT_SAVEPOINT, STATEMENT_RELEASE, STATEMENT_ROLLBACK_TO,
        STATEMENT_COUNT
};
/* clang-format on */

/* What the outbox holds, kept beside it so that a full one costs no scan; read again after a rollback. */
struct outbox_counts {
        bool known;
        int64_t rows, bytes, waiting;
        int64_t droppable[MESSAGE_CLASS_COUNT]; /* rows that are not retained */
};

struct journal {
        sqlite3 *db;
        enum journal_use use;
        int lock_fd;
        char *path;
        sqlite3_stmt *kept[STATEMENT_COUNT];

        bool in_turn, begun;
        int failed;        /* the first error of this turn: it cannot be committed any more */
        int64_t changes;   /* sqlite3_total_changes64 when it began */
        int64_t page_size; /* bytes; a file keeps that of the version which made it */
        int wal_pages;

        int grouped; /* turns of a new journal since its last COMMIT */
        int lost;    /* -errno: such turns could not be written */

        int64_t quarantine_last, repeat_last; /* numbers; -1: read them first */
        struct outbox_counts outbox;
        int64_t outbox_last;  /* highest id ever given by this process, 0: read it first */
        int64_t outbox_first; /* no row below it waits */
};

void fd_closep(const int *fd);
/** Takes the writer's lock beside @path until the fd is closed. 0, -EBUSY, -errno. */
int lock_take(const char *path, int *ret_fd);
/** Waits until the file at @path, opened with @flags, is on the disk. 0 or -errno. */
int sync_path(const char *path, int flags);
/** Waits until the name @path is on the disk. 0 or -errno. */
int sync_folder(const char *path);

/** What @rc (SQLITE_…) of the last call on @db (or NULL) means, as -errno. */
int sqlite_errno(sqlite3 *db, int rc);

/** Runs SQL text without parameters. 0 or -errno. */
int sql_run(sqlite3 *db, const char *sql);
/** The first column of the first row of @sql: 1, 0 no row, -errno. */
int sql_integer(sqlite3 *db, const char *sql, int64_t *ret_value);
/** Prepares; the caller finalizes. */
int sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret_statement);
void statement_freep(sqlite3_stmt **statement);

/** Brings the file to the newest version in one transaction. 0, -EPROTO (a later version), -errno. */
int schema_migrate(sqlite3 *db);
/** The version that schema_migrate leads to. */
int schema_version(void);

struct schema_step {
        const char *says;
        int (*run)(sqlite3 *db);
};

/** As schema_migrate, with other steps: step i leads from version i to i + 1. */
int schema_migrate_by(sqlite3 *db, const struct schema_step *list, int count);
/** The steps of schema_migrate. */
const struct schema_step *schema_steps(void);

/** Reads both ends of every table and index that is ordered. 0 or -errno. */
int schema_look(sqlite3 *db);

/** The kept statement, reset. 0 or -errno. */
int statement_get(struct journal *journal, enum statement which, sqlite3_stmt **ret_statement);
/** A new statement for a walk of its own, with @count int64_t parameters. The caller finalizes. */
int statement_walk(struct journal *journal, enum statement which, const int64_t *values,
                   size_t count, sqlite3_stmt **ret_statement);
/** Steps a walk. 1 and the row of @table in @row, 0 at the end, -errno. */
int statement_next(struct journal *journal, sqlite3_stmt *statement, enum table_id table, void *row,
                   size_t size);
/** Steps a kept statement to its first row. 1, 0 none, -errno; the caller resets. */
int statement_row(struct journal *journal, sqlite3_stmt *statement);

/** Runs a kept statement without parameters. 1 a row, 0 none, -errno. */
int statement_run(struct journal *journal, enum statement which);

/* group.c: what BEGIN, ROLLBACK and COMMIT of a turn are in a new journal. 0 or -errno. */
int group_begin(struct journal *journal);
int group_rollback(struct journal *journal);
int group_commit(struct journal *journal);

/** Makes sure that the turn can write: its transaction has begun and nothing failed. 0 or -errno. */
int turn_write(struct journal *journal);
/** Notes the turn's first error and returns @r. */
int turn_note(struct journal *journal, int r);
/** turn_write, binds @row of @table, runs. Rows changed, or -errno, noted. */
int turn_put(struct journal *journal, enum statement which, enum table_id table, const void *row);
/** turn_write and runs with @count int64_t parameters. Rows changed, or -errno, noted. */
int turn_run(struct journal *journal, enum statement which, const int64_t *values, size_t count);
/** Runs a bound, kept statement of a turn. Rows changed, or -errno, noted. */
int turn_step(struct journal *journal, sqlite3_stmt *statement);
/** What is kept in memory beside the rows is read again. */
void turn_forget(struct journal *journal);

/** Adds @value to a fact, within the turn. 0 or -errno. */
int fact_add(struct journal *journal, const char *name, int64_t value);
