/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file's version and how it gets there. PRAGMA user_version counts the steps that were taken;
 * what is missing is taken in one transaction. A table is brought to its present form by comparing
 * the CREATE statement that SQLite keeps (https://www.sqlite.org/schematab.html) with ours: when
 * they differ (a column or a word came), it is built anew and its rows are copied. That is looked at
 * on every opening, so a new word of an enumeration needs no step of its own. A file with words that
 * we do not know fails our CHECKs while copying: it is a later program's, and stays as it is.
 */
#include <errno.h>
#include <string.h>

#include "private.h"

/* name and the rest of CREATE INDEX; each is a page more per row, so only what a walk needs. */
/* clang-format off */
static const struct { const char *name, *on; } indexes[] = {
        { "task_opened",     "task (opened_us)" },
        { "task_ended",      "task (ended_us)" },
        { "outbox_retained", "outbox (topic) WHERE retained = 1" },
};
/* clang-format on */

/* Whether the former table's rows have numbers of their own: else they get theirs while being copied. */
static int is_numbered(sqlite3 *db, const struct table *table) {
        _cleanup_(text_buffer_done) struct text_buffer sql = { 0 };
        int64_t pk = 0;
        int r;

        text_appendf(&sql, "SELECT pk FROM pragma_table_info('%s') WHERE name = 'number'",
                     table->name);
        r = sql_integer(db, sql.data, &pk);
        return r < 0 ? r : pk > 0;
}

static int columns_in_common(sqlite3 *db, const struct table *table, struct text_buffer *list) {
        for (size_t i = 0; i < table->count; i++) {
                _cleanup_(text_buffer_done) struct text_buffer sql = { 0 };
                int64_t count = 0;

                if (table->columns[i].type == COLUMN_MADE)
                        continue;
                text_appendf(&sql, "SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%s'",
                             table->name, table->columns[i].name);
                int r = sql_integer(db, sql.data, &count);
                if (r < 0)
                        return r;
                if (count)
                        text_appendf(list, "%s%s", list->size ? ", " : "", table->columns[i].name);
        }
        return 0;
}

/* What the former rows give the new table, number first where there is one to give. */
static void copy(const struct table *table, bool numbered, const char *list,
                 struct text_buffer *sql) {
        const char *number = numbered ? "number, " : "";

        text_appendf(sql, "INSERT INTO %s (%s%s) ", table->name,
                     numbered || table->instant ? "number, " : "", list);
        if (table->instant && !numbered)
                text_appendf(sql,
                             "SELECT n + max(%s - n) OVER (ORDER BY n), %s FROM (SELECT "
                             "row_number() OVER (ORDER BY %s) AS n, %s FROM former_%s)",
                             table->instant, list, table->order, list, table->name);
        else
                text_appendf(sql, "SELECT %s%s FROM former_%s", number, list, table->name);
        if (table->order && !table->instant)
                text_appendf(sql, " ORDER BY %s", numbered ? "number" : table->order);
}

/* The old one is renamed, not the new one: RENAME would change the text that is compared. */
static int rebuild(sqlite3 *db, const struct table *table, const char *create) {
        _cleanup_(text_buffer_done) struct text_buffer list = { 0 }, sql = { 0 };
        int numbered = is_numbered(db, table), r = columns_in_common(db, table, &list);

        if (numbered < 0 || r < 0)
                return r < 0 ? r : numbered;
        text_appendf(&sql, "ALTER TABLE %s RENAME TO former_%s; %s;", table->name, table->name,
                     create);
        copy(table, numbered > 0, list.data, &sql);
        text_appendf(&sql, "; DROP TABLE former_%s;", table->name);
        r = sql_run(db, sql.data);
        return r == -EINVAL ? -EPROTO : r; /* a CHECK failed */
}

static int shape(sqlite3 *db, const struct table *table) {
        _cleanup_(text_buffer_done) struct text_buffer create = { 0 };
        _cleanup_(statement_freep) sqlite3_stmt *statement = NULL;
        const char *kept;
        int r = sql_prepare(db, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1",
                            &statement);
        if (r < 0)
                return r;
        sqlite3_bind_text(statement, 1, table->name, -1, SQLITE_STATIC);
        table_create(table, &create);
        r = sqlite3_step(statement);
        if (r == SQLITE_DONE)
                return sql_run(db, create.data);
        if (r != SQLITE_ROW)
                return sqlite_errno(db, r);
        kept = (const char *)sqlite3_column_text(statement, 0);
        if (kept && strcmp(kept, create.data) == 0)
                return 0;
        sqlite3_reset(statement);
        return rebuild(db, table, create.data);
}

static int make_tables(sqlite3 *db) {
        for (size_t i = 0; i < TABLE_COUNT; i++) {
                int r = shape(db, &tables[i]);

                if (r < 0)
                        return r;
        }
        return 0;
}

static int make_indexes(sqlite3 *db) {
        for (size_t i = 0; i < ELEMENTS(indexes); i++) {
                _cleanup_(text_buffer_done) struct text_buffer sql = { 0 };

                text_appendf(&sql, "CREATE INDEX IF NOT EXISTS %s ON %s", indexes[i].name,
                             indexes[i].on);
                int r = sql_run(db, sql.data);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* Indexes of a table that was built anew went with it. */
static int make_present(sqlite3 *db) {
        int r = make_tables(db);

        return r < 0 ? r : make_indexes(db);
}

/* A program without these columns must not drop them; a dose's since_us meant another thing before. */
static int name_doses(sqlite3 *db) {
        int r = make_present(db);

        return r < 0 ? r
                     : sql_run(db, "UPDATE device_state SET since_us = 0 WHERE measure = 'dose'");
}

static const struct schema_step steps[] = {
        { "the tables", make_tables },
        { "the indexes that walks need", make_indexes },
        { "events and tasks name their dose", name_doses },
};

const struct schema_step *schema_steps(void) {
        return steps;
}

int schema_version(void) {
        return (int)ELEMENTS(steps);
}

static int set_version(sqlite3 *db, int version) {
        _cleanup_(text_buffer_done) struct text_buffer sql = { 0 };

        text_appendf(&sql, "PRAGMA user_version = %d", version);
        return sql_run(db, sql.data);
}

static int take_steps(sqlite3 *db, const struct schema_step *list, int count) {
        int64_t version = 0;
        int r = sql_integer(db, "PRAGMA user_version", &version);

        if (r < 0)
                return r;
        if (version > count)
                return -EPROTO;
        for (int64_t i = version; i < count; i++) {
                r = list[i].run(db);
                if (r < 0)
                        return r;
        }
        if (version < count)
                return set_version(db, count);
        return make_present(db); /* nothing to step: a word may have come */
}

int schema_migrate_by(sqlite3 *db, const struct schema_step *list, int count) {
        int r = sql_run(db, "BEGIN IMMEDIATE");

        if (r < 0)
                return r;
        r = take_steps(db, list, count);
        if (r >= 0)
                r = sql_run(db, "COMMIT");
        if (r < 0)
                sql_run(db, "ROLLBACK");
        return r;
}

int schema_migrate(sqlite3 *db) {
        return schema_migrate_by(db, steps, schema_version());
}

/* clang-format off */
static const struct { const char *table, *column; } ends[] = {
        { "event", "number" },        { "event", "id" },
        { "task", "number" },         { "task", "id" },
        { "task", "opened_us" },      { "task", "ended_us" },
        { "transition", "number" },   { "transition", "task" },
        { "device_state", "device" }, { "command", "number" },    { "counter", "adapter" },
        { "quarantine", "slot" },     { "blind", "cause" },       { "correction", "number" },
        { "fact", "name" },           { "repeat", "slot" },       { "outbox", "id" },
};
/* clang-format on */

int schema_look(sqlite3 *db) {
        for (size_t i = 0; i < ELEMENTS(ends); i++) {
                _cleanup_(text_buffer_done) struct text_buffer sql = { 0 };
                int64_t value;

                /* Two searches and no walk: SQLite answers a lone min or max from the index's end. */
                text_appendf(&sql, "SELECT (SELECT min(%s) FROM %s) IS (SELECT max(%s) FROM %s)",
                             ends[i].column, ends[i].table, ends[i].column, ends[i].table);
                int r = sql_integer(db, sql.data, &value);
                if (r < 0)
                        return r;
        }
        return 0;
}
