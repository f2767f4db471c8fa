/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table's columns as SQL text, as parameters and as members of a struct. Parameters are numbered
 * by SQLite in the order of their first occurrence (https://www.sqlite.org/lang_expr.html#varparam),
 * and a column's write expression names only itself and columns before it, so the parameters have
 * the order of the columns.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/json.h"
#include "nattvakt/words.h"
#include "private.h"

static void append_check(const struct column *column, struct text_buffer *sql) {
        switch (column->type) {
        case COLUMN_TEXT:
        case COLUMN_PAYLOAD:
                text_append(sql, " TEXT NOT NULL DEFAULT ''");
                break;
        case COLUMN_WORD:
                text_appendf(sql, " TEXT NOT NULL DEFAULT '%s' CHECK (%s IN (",
                             column->words->at[0], column->name);
                for (size_t i = 0; i < column->words->count; i++)
                        text_appendf(sql, "%s'%s'", i ? ", " : "", column->words->at[i]);
                text_append(sql, "))");
                break;
        case COLUMN_BOOL:
                text_appendf(sql, " INTEGER NOT NULL DEFAULT 0 CHECK (%s IN (0, 1))", column->name);
                break;
        case COLUMN_INT:
        case COLUMN_INT64:
                text_append(sql, " INTEGER NOT NULL DEFAULT 0");
                break;
        case COLUMN_REAL:
                text_append(sql, " REAL NOT NULL DEFAULT 0");
                break;
        case COLUMN_LIST:
        case COLUMN_LADDER:
                text_appendf(sql, " TEXT NOT NULL DEFAULT '[]' CHECK (substr(%s, 1, 1) = '[')",
                             column->name);
                break;
        case COLUMN_ASSIGNMENT:
                text_appendf(sql, " TEXT CHECK (substr(%s, 1, 1) = '{')", column->name);
                break;
        case COLUMN_MADE:
                break;
        }
}

void table_create(const struct table *table, struct text_buffer *sql) {
        text_appendf(sql, "CREATE TABLE %s (%s", table->name, table->first);
        for (size_t i = 0; i < table->count; i++) {
                if (table->columns[i].type == COLUMN_MADE)
                        continue;
                text_append(sql, table->columns[i].name);
                append_check(&table->columns[i], sql);
                text_append(sql, ", ");
        }
        text_append(sql, table->last);
}

void table_insert(const struct table *table, struct text_buffer *sql) {
        text_appendf(sql, "INSERT INTO %s (", table->name);
        for (size_t i = 0; i < table->count; i++)
                text_appendf(sql, "%s%s", i ? ", " : "", table->columns[i].name);
        text_append(sql, ") VALUES (");
        for (size_t i = 0; i < table->count; i++) {
                const struct column *column = &table->columns[i];

                text_append(sql, i ? ", " : "");
                if (column->write)
                        text_append(sql, column->write);
                else
                        text_appendf(sql, ":%s", column->name);
        }
        text_append(sql, ") ");
}

void table_upsert(const struct table *table, const char *key, struct text_buffer *sql) {
        bool first = true;

        text_appendf(sql, "ON CONFLICT (%s) DO UPDATE SET ", key);
        for (size_t i = 0; i < table->count; i++) {
                const char *name = table->columns[i].name;

                if (table->columns[i].key)
                        continue;
                text_appendf(sql, "%s%s = excluded.%s", first ? "" : ", ", name, name);
                first = false;
        }
}

void table_select(const struct table *table, struct text_buffer *sql) {
        bool first = true;

        text_append(sql, "SELECT ");
        for (size_t i = 0; i < table->count; i++) {
                const struct column *column = &table->columns[i];

                if (column->type == COLUMN_MADE)
                        continue;
                text_appendf(sql, "%s%s", first ? "" : ", ",
                             column->read ? column->read : column->name);
                first = false;
        }
        text_appendf(sql, " FROM %s ", table->name);
}

static char *list_text(const struct column *column, const char *field) {
        _cleanup_(json_freep) struct json_object *list = json_object_new_array();

        for (size_t i = 0; i < column->many && field[i * column->size]; i++)
                json_object_array_add(list, json_object_new_string(field + i * column->size));
        return alloc_text(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN));
}

static int bind_word(const struct column *column, sqlite3_stmt *statement, int at,
                     const char *field) {
        unsigned value;

        memcpy(&value, field, sizeof(value));
        assert(value < column->words->count);
        return sqlite3_bind_text(statement, at, column->words->at[value], -1, SQLITE_STATIC);
}

static int bind_column(const struct column *column, sqlite3_stmt *statement, int at,
                       const char *row) {
        const char *field = row + column->offset;

        switch (column->type) {
        case COLUMN_TEXT:
                return sqlite3_bind_text(statement, at, field, -1, SQLITE_STATIC);
        case COLUMN_WORD:
                return bind_word(column, statement, at, field);
        case COLUMN_BOOL:
                return sqlite3_bind_int(statement, at, *(const bool *)field ? 1 : 0);
        case COLUMN_INT:
                return sqlite3_bind_int(statement, at, *(const int *)(const void *)field);
        case COLUMN_INT64: {
                int64_t value;

                memcpy(&value, field, sizeof(value));
                return sqlite3_bind_int64(statement, at, value);
        }
        case COLUMN_REAL:
                return sqlite3_bind_double(statement, at, *(const double *)(const void *)field);
        case COLUMN_LIST:
                return sqlite3_bind_text(statement, at, list_text(column, field), -1, free);
        case COLUMN_ASSIGNMENT:
                if (!*(const bool *)(row + column->size))
                        return sqlite3_bind_null(statement, at);
                return sqlite3_bind_text(statement, at, assignment_text((const void *)field), -1,
                                         free);
        case COLUMN_LADDER:
                return sqlite3_bind_text(
                        statement, at,
                        ladder_text((const void *)field,
                                    *(const size_t *)(const void *)(row + column->size)),
                        -1, free);
        case COLUMN_PAYLOAD:
                return sqlite3_bind_text64(statement, at, *(char *const *)(const void *)field,
                                           *(const size_t *)(const void *)(row + column->size),
                                           SQLITE_STATIC, SQLITE_UTF8);
        case COLUMN_MADE:
                break;
        }
        return SQLITE_OK;
}

int table_bind(const struct table *table, sqlite3_stmt *statement, const void *row) {
        int at = 0;

        for (size_t i = 0; i < table->count; i++) {
                if (table->columns[i].type == COLUMN_MADE)
                        continue;
                int rc = bind_column(&table->columns[i], statement, ++at, row);
                if (rc != SQLITE_OK)
                        return sqlite_errno(NULL, rc);
        }
        return 0;
}

static int read_list(const struct column *column, const char *text, char *field) {
        _cleanup_(json_freep) struct json_object *list = json_tokener_parse(text);
        size_t count = list && json_object_is_type(list, json_type_array)
                               ? json_object_array_length(list)
                               : SIZE_MAX;

        if (count > column->many)
                return -EUCLEAN;
        for (size_t i = 0; i < count; i++) {
                struct json_object *item = json_object_array_get_idx(list, i);
                const char *word = json_object_is_type(item, json_type_string)
                                           ? json_object_get_string(item)
                                           : NULL;

                if (!word || text_copy(field + i * column->size, column->size, word) < 0)
                        return -EUCLEAN;
        }
        return 0;
}

static int read_payload(sqlite3_stmt *statement, int at, const char *text, char **ret_payload,
                        size_t *ret_size) {
        size_t size = (size_t)sqlite3_column_bytes(statement, at);
        char *payload = alloc_zero(size + 1, 1);

        memcpy(payload, text, size);
        *ret_payload = payload;
        *ret_size = size;
        return 0;
}

static int read_text(const struct column *column, sqlite3_stmt *statement, int at, char *row,
                     size_t size) {
        const char *text = (const char *)sqlite3_column_text(statement, at);
        char *field = row + column->offset;
        int word;

        if (!text && column->type == COLUMN_ASSIGNMENT)
                return 0;
        if (!text)
                return -EUCLEAN;
        switch (column->type) {
        case COLUMN_TEXT:
                return text_copy(field, column->size, text) < 0 ? -EUCLEAN : 0;
        case COLUMN_WORD:
                word = words_find(column->words->at, column->words->count, text);
                if (word < 0)
                        return -EPROTO;
                memcpy(field, &word, sizeof(word));
                return 0;
        case COLUMN_LIST:
                return read_list(column, text, field);
        case COLUMN_ASSIGNMENT:
                *(bool *)(row + column->size) = true;
                return column->offset + sizeof(struct assignment) > size
                               ? assignment_parse_head(text, (void *)field)
                               : assignment_parse(text, (void *)field);
        case COLUMN_LADDER:
                return ladder_parse(text, (void *)field, (void *)(row + column->size));
        case COLUMN_PAYLOAD:
                return read_payload(statement, at, text, (void *)field,
                                    (void *)(row + column->size));
        case COLUMN_BOOL:
        case COLUMN_INT:
        case COLUMN_INT64:
        case COLUMN_REAL:
        case COLUMN_MADE:
                break;
        }
        return 0;
}

static int read_column(const struct column *column, sqlite3_stmt *statement, int at, char *row,
                       size_t size) {
        char *field = row + column->offset;
        int64_t integer;

        switch (column->type) {
        case COLUMN_BOOL:
                *(bool *)field = sqlite3_column_int(statement, at) != 0;
                return 0;
        case COLUMN_INT:
                *(int *)(void *)field = sqlite3_column_int(statement, at);
                return 0;
        case COLUMN_INT64:
                integer = sqlite3_column_int64(statement, at);
                memcpy(field, &integer, sizeof(integer));
                return 0;
        case COLUMN_REAL:
                *(double *)(void *)field = sqlite3_column_double(statement, at);
                return 0;
        case COLUMN_TEXT:
        case COLUMN_WORD:
        case COLUMN_LIST:
        case COLUMN_ASSIGNMENT:
        case COLUMN_LADDER:
        case COLUMN_PAYLOAD:
                return read_text(column, statement, at, row, size);
        case COLUMN_MADE:
                break;
        }
        return 0;
}

int table_read(const struct table *table, sqlite3_stmt *statement, void *row, size_t size) {
        int at = 0;

        memset(row, 0, size);
        for (size_t i = 0; i < table->count; i++) {
                if (table->columns[i].type == COLUMN_MADE)
                        continue;
                int r = read_column(&table->columns[i], statement, at++, row, size);
                if (r < 0)
                        return r;
        }
        return 0;
}
