/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docs/journal.md names each table and each of its columns, and each query in it is one that SQLite
 * takes against the schema as it is.
 */
#include "journal_world.h"

#include "docs.h"

#define FENCE     "```sql\n"
#define SQL_SIZE  4096
#define FRAGMENTS 1 /* the rule of how to read an outcome is no whole query */

static void each_column_is_told_of(void **state) {
        (void)state;
        struct docs docs = docs_open("journal.md");

        for (size_t i = 0; i < TABLE_COUNT; i++) {
                docs_want(&docs, "table", tables[i].name);
                for (size_t k = 0; k < tables[i].count; k++)
                        docs_want(&docs, "column", tables[i].columns[k].name);
        }
        docs_close(&docs);
}

static void each_query_fits_the_schema(void **state) {
        struct world *world = *state;
        struct docs docs = docs_open("journal.md");
        int queries = 0, fragments = 0;

        journal_close(opened(world->path, JOURNAL_DAEMON));
        sqlite3 *db = NULL;
        assert_int_equal(sqlite3_open_v2(world->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        for (const char *at = docs.text; (at = strstr(at, FENCE)) != NULL;) {
                char sql[SQL_SIZE];
                sqlite3_stmt *statement = NULL;

                at += strlen(FENCE);
                const char *end = strstr(at, "```");
                assert_true(end && end - at < SQL_SIZE);
                snprintf(sql, sizeof(sql), "%.*s", (int)(end - at), at);
                if (strncmp(sql, "SELECT", 6) != 0) {
                        fragments++;
                        continue;
                }
                queries++;
                if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
                        fail_msg("%s\n%s", sqlite3_errmsg(db), sql);
                assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
        }
        sqlite3_close(db);
        assert_true(queries > 5);
        assert_int_equal(fragments, FRAGMENTS);
        docs_close(&docs);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_column_is_told_of),
                world_test(each_query_fits_the_schema),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
