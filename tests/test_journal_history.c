/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/journal_world.h"

#define TASK_ID "aaaaaaaa000000000000000000000001"

static void sql(const char *path, const char *text) {
        sqlite3 *db = NULL;

        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
                fail_msg("%s: %s", text, sqlite3_errmsg(db));
        sqlite3_close(db);
}

/* One look, told by an event, and a visit, told by a command. */
static void write_look_and_visit(struct journal *journal, enum outcome outcome_in_look) {
        struct event event = event_made("look-1", AT_US);
        struct task task = task_made(TASK_ID, AT_US);
        struct transition look = transition_made(TASK_ID, 1, AT_US);
        struct transition visit = transition_made(TASK_ID, 2, AT_US + 5);

        event.kind = EVENT_KIND_CAMERA_CHECK_DONE;
        event.outcome = OUTCOME_SEEN_OK;
        look.order = TASK_ORDER_CLOSE;
        look.outcome = outcome_in_look;
        text_set(look.event, event.id);
        visit.order = TASK_ORDER_COMPLETE;
        visit.outcome = OUTCOME_HELPED;
        journal_begin(journal);
        assert_int_equal(journal_event(journal, &event), 1);
        assert_int_equal(journal_task(journal, &task), 0);
        assert_int_equal(journal_transition(journal, &look), 0);
        assert_int_equal(journal_transition(journal, &visit), 0);
        assert_int_equal(journal_commit(journal), 1);
}

static void check_outcomes(struct journal *journal, enum outcome look, enum outcome visit) {
        struct history history;

        assert_int_equal(journal_history(journal, TASK_ID, &history), 1);
        assert_int_equal(history.count, 2);
        assert_int_equal(history.steps[0].outcome, look);
        assert_int_equal(history.steps[1].outcome, visit);
        free(history.steps);
}

static void an_outcome_stands_in_one_place(void **state) {
        static const enum outcome told[] = { OUTCOME_NONE, OUTCOME_SEEN_OK };

        for (size_t i = 0; i < ELEMENTS(told); i++) {
                struct world *world = *state;
                struct journal *journal = opened(world->path, JOURNAL_DAEMON);

                write_look_and_visit(journal, told[i]);
                check_outcomes(journal, OUTCOME_SEEN_OK, OUTCOME_HELPED);
                sql(world->path, "UPDATE event SET outcome = 'not_seen' WHERE id = 'look-1'");
                check_outcomes(journal, OUTCOME_NOT_SEEN, OUTCOME_HELPED);
                sql(world->path, "UPDATE transition SET outcome = 'not_done' WHERE sequence = 2");
                check_outcomes(journal, OUTCOME_NOT_SEEN, OUTCOME_NOT_DONE);
                journal_close(journal);
                unlink(world->path);
        }
}

static void our_own_code_cannot_change_an_event_or_a_transition(void **state) {
        static const struct {
                const char *sql;
                int returns;
        } cases[] = { { "UPDATE event SET severity = 0", -EPERM },
                      { "DELETE FROM event", -EPERM },
                      { "UPDATE transition SET outcome = 'none'", -EPERM },
                      { "DELETE FROM transition WHERE sequence = 1", -EPERM },
                      { "UPDATE task SET severity = 0", 0 } };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);

        write_look_and_visit(journal, OUTCOME_NONE);
        for (size_t i = 0; i < ELEMENTS(cases); i++)
                assert_int_equal(sql_run(journal->db, cases[i].sql), cases[i].returns);
}

static void a_step_told_twice_fails_its_turn(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct transition again = transition_made(TASK_ID, 2, AT_US);

        write_look_and_visit(journal, OUTCOME_NONE);
        journal_begin(journal);
        assert_int_equal(journal_transition(journal, &again), -EINVAL);
        assert_int_equal(journal_commit(journal), -EINVAL);
        check_outcomes(journal, OUTCOME_SEEN_OK, OUTCOME_HELPED);
}

static void a_task_is_found_by_the_beginning_of_its_id(void **state) {
        static const struct {
                const char *id;
                int returns;
        } cases[] = { { "aaaaaaaa000000000000000000000001", 1 },
                      { "aaaaaaaa", -ENOTUNIQ },
                      { "aaaaaaaa00000000000000000000000", -ENOTUNIQ },
                      { "aaaaaaaab", 1 },
                      { "aaa", -EINVAL },
                      { "aaaa", -ENOTUNIQ },
                      { "zzzz", 0 },
                      { "", -EINVAL },
                      { "aaaaaaaac", 0 },
                      { "bbbbbbbb", 1 }, /* an id, and another begins with it */
                      { "aaaaaaaa%", 0 },
                      { "zzzzzzzz", 0 } };
        static const char *const ids[] = { "aaaaaaaa000000000000000000000001",
                                           "aaaaaaaa000000000000000000000002", "aaaaaaaabbbb",
                                           "bbbbbbbb", "bbbbbbbbcc" };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);

        journal_begin(journal);
        for (size_t i = 0; i < ELEMENTS(ids); i++) {
                struct task task = task_made(ids[i], AT_US);

                assert_int_equal(journal_task(journal, &task), 0);
        }
        journal_commit(journal);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct history history = { .count = 99 };

                assert_int_equal(journal_history(journal, cases[i].id, &history), cases[i].returns);
                if (cases[i].returns != 1)
                        assert_int_equal(history.count, 99);
                else
                        assert_true(text_starts_with(history.task.id, cases[i].id));
                if (cases[i].returns == 1)
                        free(history.steps);
        }
}

static void append(char *text, const char *more) {
        sprintf(text + strlen(text), "%s", more);
}

static int print_history(void *userdata, const struct history *history) {
        char *text = userdata;

        sprintf(text + strlen(text), "%s:", history->task.id);
        for (size_t i = 0; i < history->count; i++)
                sprintf(text + strlen(text), "%d", (int)history->steps[i].sequence);
        append(text, " ");
        return 0;
}

static void histories_come_by_opening_and_steps_by_sequence(void **state) {
        /* task, opened, steps as written */
        static const struct {
                const char *id;
                int opened;
                const char *steps;
        } rows[] = { { "late", 30, "1" },
                     { "two", 20, "312" },
                     { "one", 20, "" },
                     { "early", 10, "12" },
                     { "out", 40, "1" } };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char text[200] = "";

        journal_begin(journal);
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                struct task task = task_made(rows[i].id, rows[i].opened);

                assert_int_equal(journal_task(journal, &task), 0);
                for (const char *step = rows[i].steps; *step; step++) {
                        struct transition row = transition_made(rows[i].id, *step - '0', AT_US);

                        assert_int_equal(journal_transition(journal, &row), 0);
                }
        }
        journal_commit(journal);
        assert_int_equal(journal_each_history(journal, 10, 40, print_history, text), 0);
        assert_string_equal(text, "early:12 two:123 one: late:1 ");
}

static int print_task(void *userdata, const struct task *task) {
        append(userdata, task->id);
        return 0;
}

static int stop_at_b(void *userdata, const struct task *task) {
        append(userdata, task->id);
        return task->id[0] == 'b' ? -ECANCELED : 0;
}

static void open_tasks_and_those_that_ended_lately_come_in_their_order(void **state) {
        static const struct {
                const char *id;
                int opened, ended;
        } rows[] = { { "d", 7, 50 }, { "a", 1, 0 }, { "b", 5, 99 }, { "c", 5, 0 }, { "e", 9, 0 } };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char text[20] = "";

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                struct task task = task_made(rows[i].id, rows[i].opened);

                journal_begin(journal);
                assert_int_equal(journal_task(journal, &task), 0);
                task.ended_us = rows[i].ended;
                assert_int_equal(journal_task(journal, &task), 0);
                journal_commit(journal);
        }
        assert_int_equal(journal_each_task(journal, 50, print_task, text), 0);
        assert_string_equal(text, "abce");
        text[0] = '\0';
        assert_int_equal(journal_each_task(journal, 49, print_task, text), 0);
        assert_string_equal(text, "abcde");
        text[0] = '\0';
        assert_int_equal(journal_each_task(journal, TIME_NEVER, print_task, text), 0);
        assert_string_equal(text, "ace");
        text[0] = '\0';
        assert_int_equal(journal_each_task(journal, 0, stop_at_b, text), -ECANCELED);
        assert_string_equal(text, "ab");
}

static void rows_that_we_could_not_have_written_are_told(void **state) {
        static const struct {
                const char *says, *sql;
                int returns;
        } cases[] = {
                { "a later version's word", "UPDATE transition SET task_order = 'sing'", -EPROTO },
                { "a text that is too long", "UPDATE transition SET rule = printf('%100s', 'x')",
                  -EUCLEAN },
                { "an assignment that is no JSON", "UPDATE transition SET assignment = '{'",
                  -EUCLEAN },
                { "an assignment without members", "UPDATE transition SET assignment = '{}'",
                  -EUCLEAN },
                { "a list that is none", "UPDATE task SET evidence = '[1]'", -EUCLEAN },
                { "a list that is too long",
                  "UPDATE task SET declined = '[\"a\",\"b\",\"c\",\"d\",\"e\"]'", -EUCLEAN },
        };

        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                struct world *world = *state;
                struct journal *journal = opened(world->path, JOURNAL_DAEMON);
                struct history history = { .count = 99 };
                char text[200];

                write_look_and_visit(journal, OUTCOME_NONE);
                snprintf(text, sizeof(text), "PRAGMA ignore_check_constraints = 1; %s",
                         cases[i].sql);
                sql(world->path, text);
                if (journal_history(journal, TASK_ID, &history) != cases[i].returns)
                        fail_msg("%s", cases[i].says);
                assert_int_equal(history.count, 99);
                journal_close(journal);
                unlink(world->path);
        }
}

static void words_are_checked_by_the_file_itself(void **state) {
        static const char *const refused[] = {
                "INSERT INTO event (id, kind) VALUES ('x', 'bed.dance')",
                "INSERT INTO task (id, state) VALUES ('x', 'lost')",
                "INSERT INTO task (id, planned) VALUES ('x', 2)",
                "INSERT INTO device_state (device, measure) VALUES ('x', 'mood')",
                "INSERT INTO task (id, severity) VALUES ('x', 'high')",
                "INSERT INTO task (id) VALUES (NULL)",
        };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);

        for (size_t i = 0; i < ELEMENTS(refused); i++)
                assert_int_equal(sql_run(journal->db, refused[i]), -EINVAL);
        assert_int_equal(sql_run(journal->db, "INSERT INTO task (id) VALUES ('x')"), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                world_test(an_outcome_stands_in_one_place),
                world_test(our_own_code_cannot_change_an_event_or_a_transition),
                world_test(a_step_told_twice_fails_its_turn),
                world_test(a_task_is_found_by_the_beginning_of_its_id),
                world_test(histories_come_by_opening_and_steps_by_sequence),
                world_test(open_tasks_and_those_that_ended_lately_come_in_their_order),
                world_test(rows_that_we_could_not_have_written_are_told),
                world_test(words_are_checked_by_the_file_itself),
        };

        return cmocka_run_group_tests_name("journal/history", tests, NULL, NULL);
}
