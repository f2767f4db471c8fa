/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/journal_world.h"

static sqlite3 *db_of(const char *path) {
        sqlite3 *db = NULL;

        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        return db;
}

static int64_t number(sqlite3 *db, const char *sql) {
        int64_t value = -1;

        assert_true(sql_integer(db, sql, &value) >= 0);
        return value;
}

static int add_note(sqlite3 *db) {
        return sql_run(db, "CREATE TABLE note (text TEXT) STRICT");
}

static int add_note_and_fail(sqlite3 *db) {
        int r = add_note(db);

        return r < 0 ? r : -EIO;
}

static void a_file_of_each_older_version_is_brought_to_this_one(void **state) {
        struct world *world = *state;

        for (int version = 0; version < schema_version(); version++) {
                sqlite3 *db = db_of(world->path);
                struct journal *journal;
                struct event found;
                char pragma[60];

                snprintf(pragma, sizeof(pragma), "PRAGMA application_id = %d",
                         JOURNAL_APPLICATION_ID);
                assert_int_equal(sql_run(db, pragma), 0);
                assert_int_equal(schema_migrate_by(db, schema_steps(), version), 0);
                assert_int_equal(number(db, "PRAGMA user_version"), version);
                if (version > 0)
                        assert_int_equal(
                                sql_run(db, "INSERT INTO event (id, number) VALUES ('e1', 1)"), 0);
                sqlite3_close(db);

                assert_int_equal(journal_open(world->path, JOURNAL_READ, &journal), -EPROTO);
                journal = opened(world->path, JOURNAL_DAEMON);
                assert_int_equal(number(journal->db, "PRAGMA user_version"), schema_version());
                assert_int_equal(journal_find_event(journal, "e1", &found), version > 0);
                assert_int_equal(number(journal->db, "SELECT count(*) FROM sqlite_schema WHERE "
                                                     "type = 'index' AND name = 'task_opened'"),
                                 1);
                journal_close(journal);
                journal_close(opened(world->path, JOURNAL_READ));
                unlink(world->path);
        }
}

static void a_later_version_is_refused_and_left_as_it_is(void **state) {
        struct world *world = *state;
        struct schema_step steps[4] = {
                schema_steps()[0], schema_steps()[1], schema_steps()[2], { "a note", add_note }
        };
        struct journal *none = NULL;
        sqlite3 *db;

        assert_int_equal(schema_version(), 3); /* else add the steps above */
        journal_close(opened(world->path, JOURNAL_DAEMON));
        db = db_of(world->path);
        assert_int_equal(schema_migrate_by(db, steps, 4), 0);
        assert_int_equal(number(db, "PRAGMA user_version"), 4);
        assert_int_equal(journal_open(world->path, JOURNAL_DAEMON, &none), -EPROTO);
        assert_int_equal(journal_open(world->path, JOURNAL_READ, &none), -EPROTO);
        assert_null(none);
        assert_int_equal(number(db, "PRAGMA user_version"), 4);
        assert_int_equal(number(db, "SELECT count(*) FROM note"), 0);
        sqlite3_close(db);
}

static void a_step_that_fails_leaves_the_file_as_it_was(void **state) {
        struct world *world = *state;
        struct schema_step steps[4] = { schema_steps()[0],
                                        schema_steps()[1],
                                        schema_steps()[2],
                                        { "a note", add_note_and_fail } };
        sqlite3 *db;

        journal_close(opened(world->path, JOURNAL_DAEMON));
        db = db_of(world->path);
        assert_int_equal(schema_migrate_by(db, steps, 4), -EIO);
        assert_int_equal(number(db, "PRAGMA user_version"), 3);
        assert_int_equal(number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'note'"), 0);
        sqlite3_close(db);
        journal_close(opened(world->path, JOURNAL_DAEMON));
}

/* Makes the file's own description of a table another one, as another version would have written it. */
static void describe(sqlite3 *db, const char *table, const char *from, const char *to) {
        sqlite3_stmt *statement = NULL;

        assert_int_equal(sql_run(db, "PRAGMA writable_schema = 1"), 0);
        assert_int_equal(sql_prepare(db,
                                     "UPDATE sqlite_schema SET sql = replace(sql, ?1, ?2) "
                                     "WHERE type = 'table' AND name = ?3",
                                     &statement),
                         0);
        sqlite3_bind_text(statement, 1, from, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, to, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 3, table, -1, SQLITE_STATIC);
        assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
        sqlite3_finalize(statement);
        assert_int_equal(sql_run(db, "PRAGMA writable_schema = RESET"), 0);
}

static void a_word_that_came_is_taken_in_and_rows_stay(void **state) {
        struct world *world = *state;
        struct journal *journal;
        struct command command = { .task = "t1", .order = TASK_ORDER_CANCEL };
        struct event found;
        sqlite3 *db;

        journal_close(opened(world->path, JOURNAL_DAEMON));
        db = db_of(world->path);
        describe(db, "event", "'bed.exit', ", "");
        describe(db, "command", ", 'cancel'", "");
        assert_int_equal(
                sql_run(db, "INSERT INTO event (id, number, severity) VALUES ('e1', 7, 30)"), 0);
        assert_int_equal(sql_run(db, "INSERT INTO command (number, task) VALUES (41, 't0')"), 0);
        assert_int_equal(sql_run(db, "INSERT INTO event (id, kind) VALUES ('e2', 'bed.exit')"),
                         -EINVAL);
        sqlite3_close(db);

        journal = opened(world->path, JOURNAL_DAEMON);
        assert_int_equal(journal_find_event(journal, "e1", &found), 1);
        assert_int_equal(found.severity, 30);
        found = event_made("e2", AT_US);
        journal_begin(journal);
        assert_int_equal(journal_event(journal, &found), 1);
        assert_int_equal(journal_command(journal, &command, REPLY_OK, AT_US), 0);
        assert_int_equal(journal_commit(journal), 1);
        assert_int_equal(number(journal->db, "SELECT number FROM event WHERE id = 'e1'"), 7);
        assert_int_equal(number(journal->db, "SELECT number FROM command WHERE task = 't1'"), 42);
        assert_int_equal(number(journal->db, "SELECT count(*) FROM sqlite_schema WHERE "
                                             "name = 'task_opened' OR name LIKE 'former%'"),
                         1);
        journal_close(journal);
}

static void a_word_that_we_do_not_know_is_a_later_versions(void **state) {
        struct world *world = *state;
        struct journal *none = NULL, *journal;
        struct event found;
        sqlite3 *db;

        journal_close(opened(world->path, JOURNAL_DAEMON));
        db = db_of(world->path);
        describe(db, "event", "'bed.exit', ", "'bed.exit', 'bed.dance', ");
        assert_int_equal(sql_run(db, "INSERT INTO event (id, kind) VALUES ('e1', 'bed.dance')"), 0);
        assert_int_equal(journal_open(world->path, JOURNAL_DAEMON, &none), -EPROTO);
        assert_null(none);
        assert_int_equal(number(db, "SELECT count(*) FROM event WHERE kind = 'bed.dance'"), 1);
        journal = opened(world->path, JOURNAL_READ);
        assert_int_equal(journal_find_event(journal, "e1", &found), -EPROTO);
        journal_close(journal);

        /* Without such a row there is nothing that we could not read. */
        assert_int_equal(sql_run(db, "DELETE FROM event"), 0);
        sqlite3_close(db);
        journal_close(opened(world->path, JOURNAL_DAEMON));
}

static void a_column_that_came_has_its_default_in_rows_that_were_there(void **state) {
        struct world *world = *state;
        struct journal *journal;
        sqlite3 *db;

        journal_close(opened(world->path, JOURNAL_DAEMON));
        db = db_of(world->path);
        assert_int_equal(sql_run(db, "INSERT INTO command (number, who) VALUES (5, 'hcw-1');"
                                     "ALTER TABLE command DROP COLUMN reason"),
                         0);
        sqlite3_close(db);
        journal = opened(world->path, JOURNAL_DAEMON);
        assert_int_equal(number(journal->db, "SELECT count(*) FROM command WHERE number = 5 AND "
                                             "who = 'hcw-1' AND reason = ''"),
                         1);
        journal_close(journal);
}

static void a_column_that_is_gone_goes_and_rows_stay(void **state) {
        struct world *world = *state;
        struct journal *journal;
        sqlite3 *db;

        journal_close(opened(world->path, JOURNAL_DAEMON));
        db = db_of(world->path);
        assert_int_equal(sql_run(db, "ALTER TABLE task ADD COLUMN undelivered INTEGER NOT NULL "
                                     "DEFAULT 0; INSERT INTO task (id, step) VALUES ('t1', 3)"),
                         0);
        sqlite3_close(db);
        journal = opened(world->path, JOURNAL_DAEMON);
        assert_int_equal(number(journal->db, "SELECT step FROM task WHERE id = 't1'"), 3);
        assert_int_equal(number(journal->db, "SELECT count(*) FROM pragma_table_info('task') "
                                             "WHERE name = 'undelivered'"),
                         0);
        journal_close(journal);
}

/* An event's number was its order among those of one instant; now it is the instant, or the next that is free. */
static void rows_without_numbers_of_their_own_get_them_in_order(void **state) {
        struct world *world = *state;
        struct journal *journal;
        sqlite3 *db;

        journal_close(opened(world->path, JOURNAL_DAEMON));
        db = db_of(world->path);
        assert_int_equal(
                sql_run(db, "DROP TABLE event; CREATE TABLE event (id TEXT NOT NULL DEFAULT '', "
                            "received_us INTEGER NOT NULL DEFAULT 0, number INTEGER NOT NULL "
                            "DEFAULT 0, PRIMARY KEY (id)) STRICT, WITHOUT ROWID;"
                            "INSERT INTO event VALUES ('a', 9, 1), ('b', 5, 2), ('c', 5, 1), ('d', "
                            "6, 1);"
                            "DROP TABLE transition; CREATE TABLE transition (task TEXT NOT NULL, "
                            "sequence INTEGER NOT NULL, PRIMARY KEY (task, sequence)) STRICT, "
                            "WITHOUT ROWID; INSERT INTO transition VALUES ('t', 2), ('t', 1)"),
                0);
        sqlite3_close(db);
        journal = opened(world->path, JOURNAL_DAEMON);
        assert_int_equal(number(journal->db, "SELECT number FROM event WHERE id = 'c'"), 5);
        assert_int_equal(number(journal->db, "SELECT number FROM event WHERE id = 'b'"), 6);
        assert_int_equal(number(journal->db, "SELECT number FROM event WHERE id = 'd'"), 7);
        assert_int_equal(number(journal->db, "SELECT number FROM event WHERE id = 'a'"), 9);
        assert_int_equal(number(journal->db, "SELECT sequence FROM transition WHERE number = 2"),
                         2);
        journal_close(journal);
}

static void opening_what_is_of_this_version_writes_nothing(void **state) {
        struct world *world = *state;
        int64_t before, after;
        sqlite3 *db;

        journal_close(opened(world->path, JOURNAL_DAEMON));
        db = db_of(world->path);
        before = number(db, "PRAGMA data_version");
        journal_close(opened(world->path, JOURNAL_DAEMON));
        after = number(db, "PRAGMA data_version");
        assert_int_equal(after, before);
        sqlite3_close(db);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                world_test(a_file_of_each_older_version_is_brought_to_this_one),
                world_test(a_later_version_is_refused_and_left_as_it_is),
                world_test(a_step_that_fails_leaves_the_file_as_it_was),
                world_test(a_word_that_came_is_taken_in_and_rows_stay),
                world_test(a_word_that_we_do_not_know_is_a_later_versions),
                world_test(a_column_that_came_has_its_default_in_rows_that_were_there),
                world_test(a_column_that_is_gone_goes_and_rows_stay),
                world_test(rows_without_numbers_of_their_own_get_them_in_order),
                world_test(opening_what_is_of_this_version_writes_nothing),
        };

        return cmocka_run_group_tests_name("journal/schema", tests, NULL, NULL);
}
