/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/journal_world.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static int64_t number(const char *path, const char *sql) {
        sqlite3 *db = NULL;
        int64_t value = -1;

        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
        assert_true(sql_integer(db, sql, &value) >= 0);
        sqlite3_close(db);
        return value;
}

static int64_t size_of(const char *path, const char *ending) {
        char name[120];
        struct stat file;

        snprintf(name, sizeof(name), "%s%s", path, ending);
        return stat(name, &file) < 0 ? -1 : file.st_size;
}

static void put_event(struct journal *journal, const char *id) {
        struct event event = event_made(id, AT_US);

        assert_int_equal(journal_event(journal, &event), 1);
}

static void a_turn_that_writes_nothing_commits_nothing(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        int64_t log = size_of(world->path, "-wal"), value;

        for (int i = 0; i < 3; i++) {
                assert_int_equal(journal_begin(journal), 0);
                journal_fact(journal, "none", &value);
                assert_int_equal(journal_commit(journal), 0);
        }
        assert_int_equal(journal_commit(journal), 0);
        assert_int_equal(size_of(world->path, "-wal"), log);
}

static void a_turn_rolled_back_leaves_nothing(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct event found;

        journal_begin(journal);
        put_event(journal, "e1");
        journal_rollback(journal);
        journal_rollback(journal);
        assert_int_equal(journal_find_event(journal, "e1", &found), 0);
        journal_begin(journal);
        put_event(journal, "e1");
        assert_int_equal(journal_commit(journal), 1);
}

static void after_an_error_a_turn_is_not_committed(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct transition step = transition_made("t", 1, AT_US);
        struct event event = event_made("e2", AT_US), found;

        journal_begin(journal);
        put_event(journal, "e1");
        assert_int_equal(journal_transition(journal, &step), 0);
        assert_int_equal(journal_transition(journal, &step), -EINVAL);
        assert_int_equal(journal_event(journal, &event), -EINVAL);
        assert_int_equal(journal_fact_set(journal, "f", 1), -EINVAL);
        assert_int_equal(journal_commit(journal), -EINVAL);
        assert_int_equal(journal_find_event(journal, "e1", &found), 0);

        journal_begin(journal);
        put_event(journal, "e1");
        assert_int_equal(journal_commit(journal), 1);
}

static void a_second_writer_is_told(void **state) {
        static const enum journal_use uses[] = { JOURNAL_DAEMON, JOURNAL_NEW };
        struct world *world = *state;
        struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char name[128] = "as before";

        for (size_t i = 0; i < ELEMENTS(uses); i++) {
                struct journal *second = NULL;

                assert_int_equal(journal_open(world->path, uses[i], &second), -EBUSY);
                assert_null(second);
        }
        assert_int_equal(journal_set_aside(world->path, AT_US, name, sizeof(name)), -EBUSY);
        assert_string_equal(name, "as before");
        journal_close(journal);
        journal_close(opened(world->path, JOURNAL_DAEMON));
}

static void a_reader_sees_what_was_committed_and_changes_nothing(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *writer = opened(world->path, JOURNAL_DAEMON);
        _cleanup_(journal_closep) struct journal *reader = opened(world->path, JOURNAL_READ);
        struct event event = event_made("e9", AT_US), found;

        journal_begin(writer);
        put_event(writer, "e1");
        assert_int_equal(journal_find_event(reader, "e1", &found), 0);
        journal_commit(writer);
        assert_int_equal(journal_find_event(reader, "e1", &found), 1);

        /* A reader's turn is one view, and does not stand in the writer's way. */
        journal_begin(reader);
        assert_int_equal(journal_find_event(reader, "e2", &found), 0);
        journal_begin(writer);
        put_event(writer, "e2");
        assert_int_equal(journal_commit(writer), 1);
        assert_int_equal(journal_find_event(reader, "e2", &found), 0);
        assert_int_equal(journal_commit(reader), 0);
        assert_int_equal(journal_find_event(reader, "e2", &found), 1);

        journal_begin(reader);
        assert_int_equal(journal_event(reader, &event), -EROFS);
        assert_int_equal(journal_commit(reader), -EROFS);
        assert_int_equal(journal_find_event(writer, "e9", &found), 0);
}

static void put_much(struct journal *journal, int bytes) {
        _cleanup_(freep) char *text = calloc((size_t)bytes + 1, 1);
        struct message message = { .topic = "t", .payload = text, .size = (size_t)bytes };

        memset(text, 'x', (size_t)bytes);
        journal_outbox_put(journal, &message);
}

static void checkpoints_wait_until_nothing_is_going_on(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        int64_t size = size_of(world->path, "");

        assert_int_equal(journal_idle(journal), 0);
        for (int i = 0; i < 30; i++) {
                journal_begin(journal);
                put_much(journal, 100000);
                assert_int_equal(journal_commit(journal), 1);
        }
        assert_int_equal(size_of(world->path, ""), size);
        assert_int_equal(journal_idle(journal), 1);
        assert_true(size_of(world->path, "") > 3000000);
        assert_int_equal(journal_idle(journal), 0);
        /* The log begins anew and does not grow further. */
        size = size_of(world->path, "-wal");
        for (int i = 0; i < 20; i++) {
                journal_begin(journal);
                put_much(journal, 100000);
                journal_commit(journal);
        }
        assert_true(size_of(world->path, "-wal") <= size);
}

/* A program of calls; each returns how many commits it completed. */
static int call(struct journal *journal, int step) {
        struct event event;
        struct task task;
        struct transition transition;
        struct message message = { .topic = "t", .payload = (char *)"1", .size = 1 };
        char id[ID_SIZE];
        int turn = step / 8;

        id_of(turn, id);
        event = event_made(id, AT_US + turn);
        task = task_made(id, AT_US + turn);
        transition = transition_made(id, 1, AT_US + turn);
        switch (step % 8) {
        case 0:
                return journal_begin(journal);
        case 1:
                return journal_event(journal, &event) * 0;
        case 2:
                return journal_task(journal, &task);
        case 3:
                return journal_transition(journal, &transition);
        case 4:
                return journal_outbox_put(journal, &message);
        case 5:
                return journal_fact_set(journal, "turns", turn + 1);
        case 6:
                return journal_commit(journal);
        }
        return journal_idle(journal);
}

static void run_and_die(const char *path, int calls) {
        struct journal *journal = NULL;

        if (journal_open(path, JOURNAL_DAEMON, &journal) == 0)
                for (int step = 0; step < calls; step++)
                        call(journal, step);
        kill(getpid(), SIGKILL);
}

static void what_was_committed_survives_a_kill_between_any_two_calls(void **state) {
        static const char *const tables_of_a_turn[] = { "event", "task", "transition", "outbox" };
        struct world *world = *state;

        for (int calls = 0; calls <= 24; calls++) {
                int64_t turns = 0, commits = (calls + 1) / 8;
                int status = 0;
                pid_t child = fork();

                assert_true(child >= 0);
                if (child == 0)
                        run_and_die(world->path, calls);
                assert_int_equal(waitpid(child, &status, 0), child);
                assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

                struct journal *journal = opened(world->path, JOURNAL_DAEMON);
                journal_fact(journal, "turns", &turns);
                assert_int_equal(turns, commits);
                assert_int_equal(journal_outbox_depth(journal), commits);
                for (size_t i = 0; i < ELEMENTS(tables_of_a_turn); i++) {
                        char sql[60];

                        snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", tables_of_a_turn[i]);
                        assert_int_equal(number(world->path, sql), commits);
                }
                journal_close(journal);
                unlink(world->path);
        }
}

static void a_kill_at_any_time_loses_nothing_that_was_answered(void **state) {
        struct world *world = *state;
        int64_t base = 0;

        for (int round = 0; round < 10; round++) {
                int pipes[2], told = 0, status;
                int64_t turns = 0;
                pid_t child;

                assert_int_equal(pipe(pipes), 0);
                child = fork();
                if (child == 0) {
                        struct journal *journal = NULL;

                        journal_open(world->path, JOURNAL_DAEMON, &journal);
                        for (int step = (int)base * 8;; step++)
                                if (call(journal, step) == 1 &&
                                    write(pipes[1], &step, sizeof(step)) < 0)
                                        break;
                }
                close(pipes[1]);
                for (int i = 0; i < 20 + round; i++)
                        assert_int_equal(read(pipes[0], &told, sizeof(told)), sizeof(told));
                kill(child, SIGKILL);
                assert_int_equal(waitpid(child, &status, 0), child);
                while (read(pipes[0], &told, sizeof(told)) == sizeof(told))
                        ;
                close(pipes[0]);

                struct journal *journal = opened(world->path, JOURNAL_DAEMON);
                journal_fact(journal, "turns", &turns);
                /* One commit may have been done and not told. */
                assert_in_range(turns, told / 8 + 1, told / 8 + 2);
                assert_int_equal(number(world->path, "SELECT count(*) FROM event"), turns);
                assert_int_equal(number(world->path, "SELECT count(*) FROM outbox"), turns);
                journal_close(journal);
                base = turns;
        }
}

/* Fills turns until one fails, and says how; then gives room back and goes on. */
static int write_until_it_fails(struct journal *journal) {
        for (int i = 0; i < 100; i++) {
                journal_begin(journal);
                journal_fact_set(journal, "turn", i);
                put_much(journal, 50000);
                int r = journal_commit(journal);

                if (r < 0)
                        return r;
        }
        return 0;
}

static void check_goes_on(struct journal *journal, const char *path) {
        int64_t turn = -1, rows = journal_outbox_depth(journal);

        assert_int_equal(journal_fact(journal, "turn", &turn), 1);
        assert_int_equal(turn + 1, rows); /* the failed turn left neither of its rows */
        journal_begin(journal);
        put_much(journal, 50000);
        assert_int_equal(journal_commit(journal), 1);
        assert_int_equal(journal_outbox_depth(journal), rows + 1);
        assert_int_equal(number(path, "SELECT count(*) FROM outbox"), rows + 1);
}

static void a_full_disk_fails_the_turn_and_room_heals_it(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);

        assert_int_equal(sql_run(journal->db, "PRAGMA max_page_count = 200"), 0);
        assert_int_equal(write_until_it_fails(journal), -ENOSPC);
        assert_int_equal(write_until_it_fails(journal), -ENOSPC);
        assert_int_equal(sql_run(journal->db, "PRAGMA max_page_count = 100000"), 0);
        check_goes_on(journal, world->path);
}

static void a_write_that_the_system_refuses_fails_the_turn_and_room_heals_it(void **state) {
        struct rlimit before, narrow;
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
        int r;

        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        narrow = before;
        narrow.rlim_cur = 600000;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &narrow), 0);
        r = write_until_it_fails(journal);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        signal(SIGXFSZ, handler);
        assert_int_equal(r, -EFBIG);
        check_goes_on(journal, world->path);
}

/* A new journal's turns are savepoints of one transaction: each can be taken back, and none is lost. */
static void turns_of_a_new_journal_stand_for_themselves(void **state) {
        struct world *world = *state;
        struct journal *journal = opened(world->path, JOURNAL_NEW);
        char id[ID_SIZE];

        for (int i = 0; i < 2500; i++) {
                assert_int_equal(journal_begin(journal), 0);
                put_event(journal, id_of(i, id));
                if (i % 100 == 7) {
                        journal_rollback(journal);
                        continue;
                }
                assert_int_equal(journal_commit(journal), 1);
        }
        assert_int_equal(journal_begin(journal), 0);
        assert_int_equal(journal_commit(journal), 0);
        assert_int_equal(journal_flush(journal), 0);
        assert_true(sqlite3_get_autocommit(journal->db));
        assert_int_equal(journal_flush(journal), 0);
        assert_int_equal(journal_begin(journal), 0);
        put_event(journal, "last");
        assert_int_equal(journal_commit(journal), 1);
        assert_int_equal(journal_begin(journal), 0);
        put_event(journal, "open");
        journal_close(journal); /* in mid-turn: that one is not kept, the one before it is */
        assert_int_equal(number(world->path, "SELECT count(*) FROM event"), 2500 - 25 + 1);
        assert_int_equal(number(world->path, "SELECT count(*) FROM event WHERE id = 'last'"), 1);
        journal_close(opened(world->path, JOURNAL_DAEMON));
}

/* The disk is full: what was said to be written is not, so nothing may stand on it. */
static void a_group_of_turns_that_is_lost_ends_a_new_journal(void **state) {
        struct world *world = *state;
        struct journal *journal = opened(world->path, JOURNAL_NEW);

        assert_int_equal(journal_begin(journal), 0);
        put_event(journal, "e1");
        assert_int_equal(journal_commit(journal), 1);
        assert_int_equal(sql_run(journal->db, "ROLLBACK"), 0); /* as SQLite does of itself */
        assert_int_equal(journal_begin(journal), 0);
        journal->begun = true;
        journal_rollback(journal);
        assert_int_equal(journal_begin(journal), 0);
        assert_int_equal(journal_fact_set(journal, "birth", 1), -EIO);
        assert_int_equal(journal_commit(journal), -EIO);
        assert_int_equal(journal_flush(journal), -EIO);
        journal_close(journal);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                world_test(a_turn_that_writes_nothing_commits_nothing),
                world_test(a_turn_rolled_back_leaves_nothing),
                world_test(after_an_error_a_turn_is_not_committed),
                world_test(a_second_writer_is_told),
                world_test(turns_of_a_new_journal_stand_for_themselves),
                world_test(a_group_of_turns_that_is_lost_ends_a_new_journal),
                world_test(a_reader_sees_what_was_committed_and_changes_nothing),
                world_test(checkpoints_wait_until_nothing_is_going_on),
                world_test(what_was_committed_survives_a_kill_between_any_two_calls),
                world_test(a_kill_at_any_time_loses_nothing_that_was_answered),
                world_test(a_full_disk_fails_the_turn_and_room_heals_it),
                world_test(a_write_that_the_system_refuses_fails_the_turn_and_room_heals_it),
        };

        return cmocka_run_group_tests_name("journal/turns", tests, NULL, NULL);
}
