/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A damaged journal (TRAPS 13): set aside with its date, a new one begun, open tasks taken from our own
 * retained topics with their deadlines, what is nobody's emptied, the operator told, nothing deleted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system_world.h"

#define ORPHAN HOUSE "task/0123456789abcdef0123456789abcdef"

#define CALLS    100              /* events for more than two pages */
#define HOME     8                /* residents: tasks for more than two pages */
#define FEW      5                /* of which one at least belongs between them */
#define OFTEN_US (50 * US_PER_MS) /* less than a turn's age */
#define SOON_US  (2 * US_PER_S)

enum damage { DAMAGE_ZEROS, DAMAGE_CUT, DAMAGE_TEXT };

static off_t size_of(const char *path) {
        struct stat st;

        assert_int_equal(stat(path, &st), 0);
        return st.st_size;
}

/* As a power cut, a full disk, and a helping hand leave a file. */
static void damage(const char *path, enum damage how) {
        static const char zeros[4096], text[] = "this is no journal\n";
        off_t size = size_of(path);
        FILE *file = fopen(path, "r+e");

        assert_non_null(file);
        switch (how) {
        case DAMAGE_ZEROS:
                for (off_t i = 0; i < size; i += (off_t)sizeof(zeros))
                        assert_int_equal(fwrite(zeros, sizeof(zeros), 1, file), 1);
                break;
        case DAMAGE_CUT:
                assert_int_equal(ftruncate(fileno(file), size / 3), 0);
                break;
        case DAMAGE_TEXT:
                assert_int_equal(ftruncate(fileno(file), 0), 0);
                assert_true(fputs(text, file) >= 0);
                break;
        }
        assert_int_equal(fclose(file), 0);
}

/* NULs over @table's pages between its first and its last one: its ends are as they were. */
static void damage_middle(const char *path, const char *table) {
        static const char zeros[65536];
        FILE *file = fopen(path, "r+e");
        sqlite3_stmt *statement;
        sqlite3 *db;
        int pages[64], count = 0, size = 0;

        assert_non_null(file);
        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_prepare_v2(db,
                                            "SELECT pageno, pgsize FROM dbstat WHERE name = ?1 AND "
                                            "pagetype = 'leaf' ORDER BY path",
                                            -1, &statement, NULL),
                         SQLITE_OK);
        sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC);
        while (count < (int)ELEMENTS(pages) && sqlite3_step(statement) == SQLITE_ROW) {
                pages[count++] = sqlite3_column_int(statement, 0);
                size = sqlite3_column_int(statement, 1);
        }
        sqlite3_finalize(statement);
        sqlite3_close(db);
        assert_true(count >= 3);

        for (int i = 1; i < count - 1; i++) {
                fseek(file, (long)(pages[i] - 1) * size, SEEK_SET);
                assert_int_equal(fwrite(zeros, (size_t)size, 1, file), 1);
        }
        assert_int_equal(fclose(file), 0);
}

/* The file set aside, whole: as many bytes as the damaged one had. */
static bool is_set_aside(const struct system_world *world, off_t size) {
        DIR *folder = opendir(nattvaktd_folder(world->daemon));
        char path[PATH_SIZE];
        const struct dirent *entry;
        bool found = false;

        assert_non_null(folder);
        while ((entry = readdir(folder))) {
                if (!text_starts_with(entry->d_name, "journal.sqlite.damaged-20") ||
                    text_ends_with(entry->d_name, "-wal") || text_ends_with(entry->d_name, "-shm"))
                        continue;
                snprintf(path, sizeof(path), "%s/%.200s", nattvaktd_folder(world->daemon),
                         entry->d_name);
                found = found || size_of(path) == size;
        }
        closedir(folder);
        return found;
}

static const struct task *find(const struct system_tasks *tasks, const char *id) {
        for (size_t i = 0; i < tasks->count; i++)
                if (strcmp(tasks->at[i].id, id) == 0)
                        return &tasks->at[i];
        return NULL;
}

/* Topics keep milliseconds. */
static int64_t ms(int64_t us) {
        return us / US_PER_MS;
}

static bool are_adopted(const struct system_world *world, const struct system_tasks *before) {
        struct system_tasks tasks;

        system_open_tasks(world, &tasks);
        for (size_t i = 0; i < before->count; i++)
                if (!find(&tasks, before->at[i].id))
                        return false;
        return true;
}

static void expect_as_before(const struct system_world *world, const struct system_tasks *before) {
        struct system_tasks tasks;

        system_open_tasks(world, &tasks);
        assert_int_equal(tasks.count, before->count);
        for (size_t i = 0; i < before->count; i++) {
                const struct task *old = &before->at[i], *task = find(&tasks, old->id);

                assert_string_equal(task->code, old->code);
                assert_string_equal(task->resident, old->resident);
                assert_string_equal(task->place, old->place);
                assert_string_equal(task->by, old->by);
                assert_int_equal(task->state, old->state);
                assert_int_equal(task->priority, old->priority);
                assert_int_equal(ms(task->opened_us), ms(old->opened_us));
                assert_int_equal(ms(task->accept_by_us), ms(old->accept_by_us));
                assert_int_equal(ms(task->complete_by_us), ms(old->complete_by_us));
                assert_true(task->sequence > old->sequence);
        }
}

/* Two calls and a missed dose are open, one of them accepted; a third call is over. */
static void fill(struct system_world *world, struct system_tasks *ret_tasks) {
        struct task task;

        system_start(world);
        system_call(world, "R2", "call-2");
        system_call(world, "R5", "call-5");
        system_call(world, "R6", "call-6");
        ear_say(world->ear, HOUSE "in/dispenser-3", "{\"kind\":\"med.dose_missed\",\"id\":\"d\"}");
        until(world, system_task(world, "dose-missed", "R3"));
        until(world, system_task(world, "help-call", "R6"));
        assert_true(system_open_task(world, "R5", &task));
        system_command(world, &task, "{\"command\":\"accept\",\"who\":\"c-2\"}");
        assert_true(system_open_task(world, "R6", &task));
        system_command(world, &task,
                       "{\"command\":\"complete\",\"who\":\"c-2\",\"outcome\":\"helped\"}");
        until(world, ear_hits(world->ear, HOUSE "task/", "\"state\":\"completed\"") > 0);
        until(world, ear_hits(world->ear, HOUSE "task/", "\"state\":\"accepted\"") > 0);
        assert_int_equal(nattvaktd_stop(world->daemon), 0);
        system_open_tasks(world, ret_tasks);
        assert_int_equal(ret_tasks->count, 3);
        ear_say_bytes(world->ear, ORPHAN, "no task", 7, true);
        until(world, ear_unanswered(world->ear) == 0);
}

static void begin_again_after(enum damage how) {
        struct system_world world;
        struct system_tasks before;
        off_t size;

        if (!system_build(&world, NULL, NULL))
                skip();
        fill(&world, &before);
        damage(nattvaktd_journal(world.daemon), how);
        size = size_of(nattvaktd_journal(world.daemon));

        system_start(&world);
        assert_true(is_set_aside(&world, size));
        assert_true(nattvaktd_says(world.daemon, "It was set aside as "));
        assert_non_null(strstr(ear_last(world.ear, STATUS), "was damaged and set aside"));
        until(&world, are_adopted(&world, &before));
        until(&world, ear_last(world.ear, ORPHAN) && *ear_last(world.ear, ORPHAN) == '\0');
        expect_as_before(&world, &before);

        /* It is a journal like any other: it hears, and what was adopted goes on. */
        system_call(&world, "R1", "after");
        until(&world, system_task(&world, "help-call", "R1"));
        system_command(&world, &before.at[0], "{\"command\":\"accept\",\"who\":\"c-1\"}");
        until(&world, ear_hits(world.ear, HOUSE "task-event", "\"order\":\"accept\"") == 1);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void begins_again_after_a_file_of_zeros(void **state) {
        (void)state;
        begin_again_after(DAMAGE_ZEROS);
}

static void begins_again_after_a_cut_file(void **state) {
        (void)state;
        begin_again_after(DAMAGE_CUT);
}

static void begins_again_after_a_file_of_text(void **state) {
        (void)state;
        begin_again_after(DAMAGE_TEXT);
}

/* All residents call, again and again. */
static void call_often(struct system_world *world, struct system_tasks *ret_tasks) {
        char resident[16], id[32];

        system_start(world);
        for (int i = 0; i < CALLS; i++) {
                snprintf(resident, sizeof(resident), "R%d", 1 + i % HOME);
                snprintf(id, sizeof(id), "often-%d", i);
                system_call(world, resident, id);
        }
        until(world, system_events(world) > CALLS);
        assert_int_equal(nattvaktd_stop(world->daemon), 0);
        system_open_tasks(world, ret_tasks);
}

static void begins_again_after_a_page_in_the_middle(void **state) {
        struct system_world world;
        struct system_tasks before;
        off_t size;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        fill(&world, &before);
        call_often(&world, &before);
        damage_middle(nattvaktd_journal(world.daemon), "task");
        size = size_of(nattvaktd_journal(world.daemon));

        system_start(&world);
        assert_true(is_set_aside(&world, size));
        assert_true(nattvaktd_says(world.daemon, "It was set aside as "));
        until(&world, are_adopted(&world, &before));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

/* Old ids are not looked at when it starts: the first new one between them meets the damage. */
static void ends_where_a_write_meets_damage_and_begins_again(void **state) {
        struct system_world world;
        struct system_tasks before;
        char id[32];

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        fill(&world, &before);
        call_often(&world, &before);
        damage_middle(nattvaktd_journal(world.daemon), "sqlite_autoindex_event_1");

        system_start(&world);
        for (int i = 0; i < FEW; i++) {
                snprintf(id, sizeof(id), "after-%d", i);
                system_call(&world, "R4", id);
        }
        assert_int_equal(nattvaktd_wait(world.daemon), 3);
        assert_true(nattvaktd_says(world.daemon, "turned out to be damaged"));

        system_start(&world);
        assert_non_null(strstr(ear_last(world.ear, STATUS), "was damaged and set aside"));
        until(&world, are_adopted(&world, &before));
        until(&world, system_task(&world, "help-call", "R4"));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static int sum_strangers(void *userdata, enum adapter adapter, enum refusal reason, int64_t count) {
        int64_t *sum = userdata;

        (void)adapter;
        *sum += reason == REFUSAL_NO_ADAPTER ? count : 0;
        return 0;
}

/* Messages that were nobody's input. */
static int64_t strangers(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);
        int64_t sum = 0;

        assert_int_equal(journal_each_counter(journal, sum_strangers, &sum), 0);
        return sum;
}

static void adopts_also_when_a_crash_comes_before_the_broker(void **state) {
        struct system_world world;
        struct system_tasks before;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        fill(&world, &before);
        ear_free(world.ear);
        world.ear = NULL;
        broker_end(world.broker);
        damage(nattvaktd_journal(world.daemon), DAMAGE_TEXT);
        nattvaktd_start(world.daemon);
        until(&world, nattvaktd_says(world.daemon, "No broker"));
        nattvaktd_kill(world.daemon);

        broker_restart(world.broker);
        system_listen(&world);
        system_start(&world);
        until(&world, are_adopted(&world, &before));
        expect_as_before(&world, &before);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void takes_its_own_words_for_no_input_ever_after(void **state) {
        struct system_world world;
        struct system_tasks before;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        fill(&world, &before);
        damage(nattvaktd_journal(world.daemon), DAMAGE_TEXT);
        system_start(&world);
        until(&world, are_adopted(&world, &before));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);

        system_start(&world);
        system_call(&world, "R1", "after");
        until(&world, system_task(&world, "help-call", "R1"));
        system_call(&world, "R1", "once more");
        until(&world, ear_hits(world.ear, HOUSE "task-event", "\"order\":\"evidence\"") == 1);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        assert_int_equal(strangers(&world), 0);
        system_done(&world);
}

static int64_t depth(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);

        return journal_outbox_depth(journal);
}

/* An event waits for the end of its turn, at most for so long; what is no input comes more often. */
static void is_not_held_up_by_what_is_no_input(void **state) {
        struct system_world world;
        struct system_tasks before;
        int64_t began_us, said_us = 0;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        fill(&world, &before);
        damage(nattvaktd_journal(world.daemon), DAMAGE_TEXT);
        system_start(&world);
        until(&world, are_adopted(&world, &before));
        until(&world, depth(&world) == 0); /* nor does a note of what was delivered end the turn */
        ear_say(world.ear, NURSE_CALL,
                "{\"kind\":\"room.activity\",\"id\":\"a\",\"resident\":\"R4\"}");
        began_us = clock_boot_us();
        while (system_events(&world) == 0 && clock_boot_us() - began_us < SOON_US) {
                if (clock_boot_us() - said_us > OFTEN_US) {
                        said_us = clock_boot_us();
                        ear_say(world.ear, HOUSE "task/nobodys", "no task");
                }
                system_turn(&world);
        }
        assert_int_equal(system_events(&world), 1);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(begins_again_after_a_file_of_zeros),
                cmocka_unit_test(begins_again_after_a_cut_file),
                cmocka_unit_test(begins_again_after_a_file_of_text),
                cmocka_unit_test(begins_again_after_a_page_in_the_middle),
                cmocka_unit_test(ends_where_a_write_meets_damage_and_begins_again),
                cmocka_unit_test(adopts_also_when_a_crash_comes_before_the_broker),
                cmocka_unit_test(takes_its_own_words_for_no_input_ever_after),
                cmocka_unit_test(is_not_held_up_by_what_is_no_input),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
