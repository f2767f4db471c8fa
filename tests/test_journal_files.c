/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/journal_world.h"
#include "nattvakt/alloc.h"

#include <sys/stat.h>
#include <sys/wait.h>

#define ROWS 200

static int64_t size_of(const char *path) {
        struct stat file;

        return stat(path, &file) < 0 ? -1 : file.st_size;
}

static void put_rows(struct journal *journal, int count) {
        char id[ID_SIZE];

        journal_begin(journal);
        for (int i = 0; i < count; i++) {
                struct event event = event_made(id_of(i, id), AT_US + i);
                struct task task = task_made(id, AT_US + i);
                struct transition step = transition_made(id, 1, AT_US + i);

                assert_int_equal(journal_event(journal, &event), 1);
                assert_int_equal(journal_task(journal, &task), 0);
                assert_int_equal(journal_transition(journal, &step), 0);
        }
        assert_int_equal(journal_commit(journal), 1);
}

static void write_file(const char *path, const void *bytes, size_t size) {
        _cleanup_(fclosep) FILE *file = fopen(path, "w");

        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, size, file), size);
}

static void write_zeros(const char *path, long at, size_t size) {
        _cleanup_(freep) char *zeros = calloc(size, 1);
        _cleanup_(fclosep) FILE *file = fopen(path, "r+");

        fseek(file, at, SEEK_SET);
        fwrite(zeros, 1, size, file);
}

static char *read_file(const char *path, size_t *ret_size) {
        _cleanup_(fclosep) FILE *file = fopen(path, "r");
        char *bytes = alloc_zero((size_t)size_of(path), 1);

        *ret_size = fread(bytes, 1, (size_t)size_of(path), file);
        return bytes;
}

static void damage_text(const char *path) {
        write_file(path, "a text, and no database at all\n", 31);
}

static void damage_nuls(const char *path) {
        write_zeros(path, 0, (size_t)size_of(path));
}

static void damage_header(const char *path) {
        write_zeros(path, 0, 100);
}

static void damage_first_page(const char *path) {
        write_zeros(path, 100, JOURNAL_PAGE_SIZE - 100);
}

static void damage_cut_in_half(const char *path) {
        assert_int_equal(truncate(path, size_of(path) / 2), 0);
}

static void damage_cut_to_a_page(const char *path) {
        assert_int_equal(truncate(path, JOURNAL_PAGE_SIZE), 0);
}

static void damage_cut_to_a_header(const char *path) {
        assert_int_equal(truncate(path, 100), 0);
}

static void damage_cut_by_a_byte(const char *path) {
        assert_int_equal(truncate(path, size_of(path) - 1), 0);
}

static void damage_foreign(const char *path) {
        sqlite3 *db = NULL;

        unlink(path);
        sqlite3_open(path, &db);
        assert_int_equal(sql_run(db, "CREATE TABLE recipes (name TEXT)"), 0);
        sqlite3_close(db);
}

static void damage_all_but_the_first_page(const char *path) {
        write_zeros(path, JOURNAL_PAGE_SIZE, (size_t)size_of(path) - JOURNAL_PAGE_SIZE);
}

static const struct {
        const char *says;
        void (*damage)(const char *path);
} damages[] = {
        { "a text file", damage_text },
        { "NULs alone", damage_nuls },
        { "NULs in the header", damage_header },
        { "NULs where the schema is", damage_first_page },
        { "NULs behind the first page", damage_all_but_the_first_page },
        { "cut in half", damage_cut_in_half },
        { "cut to a page", damage_cut_to_a_page },
        { "cut to a header", damage_cut_to_a_header },
        { "cut by a byte", damage_cut_by_a_byte },
        { "somebody else's database", damage_foreign },
};

static void a_damaged_file_is_told_and_left_as_it_is(void **state) {
        static const enum journal_use uses[] = { JOURNAL_READ, JOURNAL_DAEMON };
        struct world *world = *state;

        for (size_t i = 0; i < ELEMENTS(damages); i++) {
                struct journal *journal = opened(world->path, JOURNAL_DAEMON);

                put_rows(journal, ROWS);
                journal_close(journal);
                damages[i].damage(world->path);
                for (size_t use = 0; use < ELEMENTS(uses); use++) {
                        _cleanup_(freep) char *before = NULL, *after = NULL;
                        size_t size, size_after;
                        struct journal *none = NULL;
                        int r;

                        before = read_file(world->path, &size);
                        r = journal_open(world->path, uses[use], &none);
                        if (r != -EUCLEAN)
                                fail_msg("%s: %s", damages[i].says, strerror(-r));
                        assert_null(none);
                        after = read_file(world->path, &size_after);
                        assert_int_equal(size_after, size);
                        assert_memory_equal(after, before, size);
                }
                unlink(world->path);
        }
}

static int count_history(void *userdata, const struct history *history) {
        *(int *)userdata += (int)history->count;
        return 0;
}

static int count_event(void *userdata, const struct event *event) {
        (void)event;
        (*(int *)userdata)++;
        return 0;
}

/* Whatever page is lost: opening or walking tells it, or all rows are there (the page held none). */
static void a_page_of_nuls_is_told_at_the_latest_when_it_is_read(void **state) {
        struct world *world = *state;
        struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        _cleanup_(freep) char *good = NULL;
        int opens = 0, walks = 0;
        size_t size;

        put_rows(journal, ROWS);
        journal_close(journal);
        good = read_file(world->path, &size);
        for (size_t page = 1; page < size / JOURNAL_PAGE_SIZE; page++) {
                int steps = 0, events = 0, r;

                write_file(world->path, good, size);
                write_zeros(world->path, (long)(page * JOURNAL_PAGE_SIZE), JOURNAL_PAGE_SIZE);
                journal = NULL;
                r = journal_open(world->path, JOURNAL_READ, &journal);
                opens += r == -EUCLEAN;
                if (r == -EUCLEAN)
                        continue;
                assert_int_equal(r, 0);
                r = journal_each_history(journal, 0, TIME_NEVER, count_history, &steps);
                if (r == 0)
                        r = journal_each_event(journal, 0, TIME_NEVER, count_event, &events);
                journal_close(journal);
                walks += r == -EUCLEAN;
                if (r != -EUCLEAN) {
                        assert_int_equal(r, 0);
                        assert_int_equal(steps, ROWS);
                        assert_int_equal(events, ROWS);
                }
        }
        assert_true(opens > 0);
        assert_true(walks > 0);
}

/* The pages that every search begins with, but for the outbox's index of topics. */
static size_t root_pages(const char *path, long *pages, size_t size) {
        _cleanup_(statement_freep) sqlite3_stmt *statement = NULL;
        struct journal *journal = opened(path, JOURNAL_READ);
        size_t count = 0;

        assert_int_equal(sql_prepare(journal->db,
                                     "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0 AND "
                                     "name <> 'outbox_retained'",
                                     &statement),
                         0);
        while (sqlite3_step(statement) == SQLITE_ROW) {
                assert_true(count < size);
                pages[count++] = sqlite3_column_int64(statement, 0);
        }
        sqlite3_finalize(take(statement));
        journal_close(journal);
        return count;
}

static void a_table_without_its_first_page_is_told_when_opened(void **state) {
        struct world *world = *state;
        struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        _cleanup_(freep) char *good = NULL;
        long pages[40];
        size_t size, count;

        put_rows(journal, ROWS);
        journal_close(journal);
        good = read_file(world->path, &size);
        count = root_pages(world->path, pages, ELEMENTS(pages));
        assert_true(count >= TABLE_COUNT);
        for (size_t i = 0; i < count; i++) {
                struct journal *none = NULL;

                write_file(world->path, good, size);
                write_zeros(world->path, (pages[i] - 1) * JOURNAL_PAGE_SIZE, JOURNAL_PAGE_SIZE);
                assert_int_equal(journal_open(world->path, JOURNAL_DAEMON, &none), -EUCLEAN);
                assert_null(none);
        }
}

static void an_empty_file_is_a_new_journal(void **state) {
        struct world *world = *state;
        struct journal *none = NULL;

        write_file(world->path, "", 0);
        assert_int_equal(journal_open(world->path, JOURNAL_NEW, &none), -EEXIST);
        assert_int_equal(journal_open(world->path, JOURNAL_READ, &none), -EUCLEAN);
        assert_null(none);
        assert_int_equal(size_of(world->path), 0);
        journal_close(opened(world->path, JOURNAL_DAEMON));
        journal_close(opened(world->path, JOURNAL_READ));
}

static void what_is_not_there_is_not_made_by_reading(void **state) {
        struct world *world = *state;
        struct journal *none = NULL;
        char name[120];

        assert_int_equal(journal_open(world->path, JOURNAL_READ, &none), -ENOENT);
        assert_int_equal(size_of(world->path), -1);
        snprintf(name, sizeof(name), "%s/none/journal.db", world->folder);
        assert_int_equal(journal_open(name, JOURNAL_DAEMON, &none), -ENOENT);
        assert_null(none);
}

static void a_damaged_journal_is_set_aside_with_its_log(void **state) {
        static const char *const endings[] = { "", "-wal", "-shm" };
        struct world *world = *state;
        char to[160], name[170];

        for (int round = 0; round < 2; round++) {
                for (size_t i = 0; i < ELEMENTS(endings); i++) {
                        snprintf(name, sizeof(name), "%s%s", world->path, endings[i]);
                        write_file(name, "damaged", 7 - i);
                }
                assert_int_equal(journal_set_aside(world->path, AT_US + 900 * US_PER_S, to, 50),
                                 -ENAMETOOLONG);
                assert_int_equal(
                        journal_set_aside(world->path, AT_US + 900 * US_PER_S, to, sizeof(to)), 0);
                snprintf(name, sizeof(name), "%s.damaged-2026-11-02T031500Z%s", world->path,
                         round ? "-1" : "");
                assert_string_equal(to, name);
                for (size_t i = 0; i < ELEMENTS(endings); i++) {
                        snprintf(name, sizeof(name), "%s%s", to, endings[i]);
                        assert_int_equal(size_of(name), 7 - (int)i);
                        snprintf(name, sizeof(name), "%s%s", world->path, endings[i]);
                        assert_int_equal(size_of(name), -1);
                }
        }
        assert_int_equal(journal_set_aside(world->path, AT_US, to, sizeof(to)), -ENOENT);
        journal_close(opened(world->path, JOURNAL_DAEMON));
}

static void a_new_journal_is_filled_and_left_whole(void **state) {
        struct world *world = *state;
        struct journal *journal = opened(world->path, JOURNAL_NEW), *none = NULL;
        int steps = 0;
        char name[120];

        put_rows(journal, ROWS);
        journal_close(journal);
        snprintf(name, sizeof(name), "%s-wal", world->path);
        assert_int_equal(size_of(name), -1);
        assert_int_equal(journal_open(world->path, JOURNAL_NEW, &none), -EEXIST);
        journal = opened(world->path, JOURNAL_READ);
        assert_int_equal(journal_each_history(journal, 0, TIME_NEVER, count_history, &steps), 0);
        assert_int_equal(steps, ROWS);
        journal_close(journal);
}

static void the_file_is_ours_and_safe(void **state) {
        static const struct {
                const char *pragma;
                int64_t value;
        } cases[] = { { "PRAGMA application_id", JOURNAL_APPLICATION_ID },
                      { "PRAGMA page_size", JOURNAL_PAGE_SIZE },
                      { "PRAGMA synchronous", 2 },
                      { "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'", 1 },
                      { "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND "
                        "type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'",
                        0 } };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct stat file;

        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                int64_t value = -1;

                assert_int_equal(sql_integer(journal->db, cases[i].pragma, &value), 1);
                assert_int_equal(value, cases[i].value);
        }
        assert_int_equal(stat(world->path, &file), 0);
        assert_int_equal(file.st_mode & 07, 0);
}

/* Who may read the file and not write into its folder; the number is nobody's on every Debian. */
static int read_as_another(const char *path) {
        struct journal *journal = NULL;
        int steps = 0, r;

        if (setgid(65534) < 0 || setuid(65534) < 0)
                return 77;
        r = journal_open(path, JOURNAL_READ, &journal);
        if (r < 0)
                return -r;
        r = journal_each_history(journal, 0, TIME_NEVER, count_history, &steps);
        journal_close(journal);
        return r < 0 ? -r : steps == ROWS ? 0 : 255;
}

static int status_of_another(const char *path) {
        int status = -1;
        pid_t child = fork();

        if (child == 0)
                _exit(read_as_another(path));
        assert_int_equal(waitpid(child, &status, 0), child);
        return WEXITSTATUS(status);
}

static void who_may_only_read_can_read(void **state) {
        struct world *world = *state;
        struct journal *journal;
        char name[120];

        if (geteuid() != 0) {
                print_message("skipped: only root can become somebody else\n");
                skip();
        }
        /* A name that a URI would take apart. */
        snprintf(name, sizeof(name), "%s/a?b#c%%20.db", world->folder);
        journal = opened(name, JOURNAL_DAEMON);
        put_rows(journal, ROWS);
        assert_int_equal(chmod(world->folder, 0755), 0);
        assert_int_equal(chmod(name, 0644), 0);
        journal_close(journal);
        assert_int_equal(status_of_another(name), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                world_test(a_damaged_file_is_told_and_left_as_it_is),
                world_test(a_page_of_nuls_is_told_at_the_latest_when_it_is_read),
                world_test(a_table_without_its_first_page_is_told_when_opened),
                world_test(an_empty_file_is_a_new_journal),
                world_test(what_is_not_there_is_not_made_by_reading),
                world_test(a_damaged_journal_is_set_aside_with_its_log),
                world_test(a_new_journal_is_filled_and_left_whole),
                world_test(the_file_is_ours_and_safe),
                world_test(who_may_only_read_can_read),
        };

        return cmocka_run_group_tests_name("journal/files", tests, NULL, NULL);
}
