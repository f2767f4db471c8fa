/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/journal_world.h"

static int put(struct journal *journal, enum message_class class, const char *topic,
               const char *payload, bool retained) {
        struct message message = { .payload = (char *)payload,
                                   .size = strlen(payload),
                                   .retained = retained,
                                   .qos = 1,
                                   .class = class };

        text_set(message.topic, topic);
        return journal_outbox_put(journal, &message);
}

/* "topic=payload " of each row that waits, in order. */
static const char *waiting(struct journal *journal, char *text) {
        struct outbox_row row;
        int64_t after = 0;

        text[0] = '\0';
        while (journal_outbox_next(journal, after, &row) == 1) {
                sprintf(text + strlen(text), "%s=%s ", row.message.topic, row.message.payload);
                after = row.id;
                message_done(&row.message);
        }
        return text;
}

static int64_t first_id(struct journal *journal, int64_t after) {
        struct outbox_row row = { 0 };

        if (journal_outbox_next(journal, after, &row) != 1)
                return 0;
        message_done(&row.message);
        return row.id;
}

static void a_message_comes_back_as_it_was(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct message message = { .topic = "nattvakt/s/task-event",
                                   .payload = (char *)"{\"a\":\"\xc3\xa6\"}",
                                   .size = 10,
                                   .qos = 1,
                                   .class = MESSAGE_CLASS_TASK,
                                   .content_type = "application/json",
                                   .correlation = "c-1" };
        struct outbox_row row = { .id = -1 };

        assert_int_equal(journal_outbox_next(journal, 0, &row), 0);
        assert_int_equal(row.id, -1);
        journal_begin(journal);
        assert_int_equal(journal_outbox_put(journal, &message), 0);
        assert_int_equal(journal_commit(journal), 1);
        assert_int_equal(journal_outbox_next(journal, 0, &row), 1);
        assert_int_equal(row.message.size, 10);
        assert_string_equal(row.message.payload, message.payload);
        assert_string_equal(row.message.topic, message.topic);
        assert_string_equal(row.message.content_type, message.content_type);
        assert_string_equal(row.message.correlation, message.correlation);
        assert_int_equal(row.message.class, MESSAGE_CLASS_TASK);
        assert_int_equal(row.message.qos, 1);
        assert_false(row.message.retained);
        message_done(&row.message);
}

static void rows_wait_in_their_order_until_they_are_delivered(void **state) {
        struct world *world = *state;
        struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char text[200];

        journal_begin(journal);
        put(journal, MESSAGE_CLASS_EVENT, "e", "1", false);
        put(journal, MESSAGE_CLASS_TASK, "t", "2", false);
        put(journal, MESSAGE_CLASS_EVENT, "e", "3", false);
        journal_commit(journal);
        assert_string_equal(waiting(journal, text), "e=1 t=2 e=3 ");
        assert_int_equal(journal_outbox_depth(journal), 3);
        journal_begin(journal);
        assert_int_equal(journal_outbox_delivered(journal, first_id(journal, 0)), 0);
        assert_int_equal(journal_outbox_delivered(journal, 4711), 0);
        journal_commit(journal);
        assert_string_equal(waiting(journal, text), "t=2 e=3 ");
        journal_close(journal);
        journal = opened(world->path, JOURNAL_DAEMON);
        assert_string_equal(waiting(journal, text), "t=2 e=3 ");
        assert_int_equal(journal_outbox_depth(journal), 2);
        journal_close(journal);
}

static void a_retained_topic_is_one_row_at_the_end_of_the_order(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char text[200];
        int64_t old;

        journal_begin(journal);
        put(journal, MESSAGE_CLASS_TASK, "r", "old", true);
        put(journal, MESSAGE_CLASS_TASK, "s", "1", true);
        put(journal, MESSAGE_CLASS_TASK, "r", "event", false); /* the same topic, not retained */
        journal_commit(journal);
        old = first_id(journal, 0);

        journal_begin(journal);
        put(journal, MESSAGE_CLASS_TASK, "r", "new", true);
        journal_commit(journal);
        assert_string_equal(waiting(journal, text), "s=1 r=event r=new ");
        assert_int_equal(journal_outbox_depth(journal), 3);

        /* The answer for the older version came late: the newer one still waits. */
        journal_begin(journal);
        assert_int_equal(journal_outbox_delivered(journal, old), 0);
        journal_commit(journal);
        assert_string_equal(waiting(journal, text), "s=1 r=event r=new ");
}

static void an_id_is_not_given_twice_even_to_the_newest_row(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char text[200];
        int64_t old;

        journal_begin(journal);
        put(journal, MESSAGE_CLASS_TASK, "r", "old", true);
        journal_commit(journal);
        old = first_id(journal, 0);
        journal_begin(journal);
        put(journal, MESSAGE_CLASS_TASK, "r", "lost", true);
        journal_rollback(journal);
        assert_int_equal(first_id(journal, 0), old);
        journal_begin(journal);
        put(journal, MESSAGE_CLASS_TASK, "r", "new", true);
        journal_outbox_delivered(journal, old);
        journal_commit(journal);
        assert_string_equal(waiting(journal, text), "r=new ");
}

static void retained_rows_wait_again_after_a_new_connection(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char text[200];
        int64_t id;

        journal_begin(journal);
        put(journal, MESSAGE_CLASS_TASK, "r", "1", true);
        put(journal, MESSAGE_CLASS_EVENT, "e", "2", false);
        put(journal, MESSAGE_CLASS_TASK, "gone", "", true);
        while ((id = first_id(journal, 0)))
                assert_int_equal(journal_outbox_delivered(journal, id), 0);
        assert_int_equal(journal_commit(journal), 1);
        assert_string_equal(waiting(journal, text), "");
        assert_int_equal(journal_outbox_depth(journal), 0);

        journal_begin(journal);
        put(journal, MESSAGE_CLASS_EVENT, "e", "3", false);
        assert_int_equal(journal_outbox_again(journal), 0);
        journal_commit(journal);
        assert_string_equal(waiting(journal, text), "r=1 e=3 ");
        assert_int_equal(journal_outbox_depth(journal), 2);
}

static int64_t number(struct journal *journal, const char *sql) {
        int64_t value = -1;

        assert_true(sql_integer(journal->db, sql, &value) >= 0);
        return value;
}

/* What is kept in memory is what the rows say. */
static void check_counts(struct journal *journal) {
        assert_int_equal(journal->outbox.rows, number(journal, "SELECT count(*) FROM outbox"));
        assert_int_equal(journal->outbox.bytes,
                         number(journal, "SELECT coalesce(sum(bytes), 0) FROM outbox"));
        assert_int_equal(journal->outbox.waiting,
                         number(journal, "SELECT count(*) FROM outbox WHERE waiting = 1"));
}

static void fill_rows(struct journal *journal, enum message_class class, int count, int *returns) {
        for (int i = 0; i < count; i++) {
                int r = put(journal, class, "t", "1", false);

                assert_true(r == 0 || r == 1);
                returns[r]++;
        }
}

static void at_its_bound_the_lowest_class_goes_first_and_is_counted(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_NEW);
        int returns[2] = { 0 };
        char text[40];

        journal_begin(journal);
        put(journal, MESSAGE_CLASS_EVENT, "kept", "1", true);
        put(journal, MESSAGE_CLASS_EVENT, "oldest", "1", false);
        fill_rows(journal, MESSAGE_CLASS_EVENT, OUTBOX_ROWS_MAX - OUTBOX_ROWS_RESERVE - 2, returns);
        assert_int_equal(returns[1], 0);
        assert_int_equal(journal_outbox_dropped(journal), 0);

        /* An event more pushes out the oldest that is not retained; a report does too. */
        assert_int_equal(put(journal, MESSAGE_CLASS_EVENT, "t", "1", false), 1);
        assert_int_equal(number(journal, "SELECT count(*) FROM outbox WHERE topic = 'oldest'"), 0);
        assert_int_equal(put(journal, MESSAGE_CLASS_REPORT, "t", "1", false), 1);
        assert_int_equal(journal_outbox_dropped(journal), 2);

        /* Tasks have the reserve, then the events' room, then their own oldest goes. */
        fill_rows(journal, MESSAGE_CLASS_TASK, OUTBOX_ROWS_RESERVE, returns);
        assert_int_equal(returns[1], 0);
        fill_rows(journal, MESSAGE_CLASS_TASK, OUTBOX_ROWS_MAX - OUTBOX_ROWS_RESERVE - 1, returns);
        assert_int_equal(returns[1], OUTBOX_ROWS_MAX - OUTBOX_ROWS_RESERVE - 1);
        assert_int_equal(number(journal, "SELECT count(*) FROM outbox WHERE class <> 'task'"), 1);
        assert_int_equal(put(journal, MESSAGE_CLASS_TASK, "last", "1", false), 1);

        /* An event finds nothing that it may push out: it is not taken, and counted. */
        assert_int_equal(put(journal, MESSAGE_CLASS_EVENT, "refused", "1", false), 1);
        assert_int_equal(number(journal, "SELECT count(*) FROM outbox WHERE topic = 'refused'"), 0);
        /* A retained message is always taken, and still drops nothing dearer. */
        assert_int_equal(put(journal, MESSAGE_CLASS_EVENT, "retained", "1", true), 0);
        check_counts(journal);
        assert_int_equal(journal_commit(journal), 1);

        assert_int_equal(journal_outbox_dropped(journal),
                         2 + OUTBOX_ROWS_MAX - OUTBOX_ROWS_RESERVE - 1 + 2);
        snprintf(
                text, sizeof(text), "%d %d %d",
                (int)number(journal, "SELECT value FROM fact WHERE name = 'outbox_dropped_event'"),
                (int)number(journal, "SELECT value FROM fact WHERE name = 'outbox_dropped_report'"),
                (int)number(journal, "SELECT value FROM fact WHERE name = 'outbox_dropped_task'"));
        assert_string_equal(text, "40001 1 1");
}

static void it_is_bounded_in_bytes_as_well(void **state) {
        enum { SIZE = 1 << 20 };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_NEW);
        _cleanup_(freep) char *payload = calloc(SIZE + 1, 1);
        int dropped = 0;

        memset(payload, 'x', SIZE);
        journal_begin(journal);
        for (int i = 0; i < 60; i++)
                dropped += put(journal, MESSAGE_CLASS_EVENT, "t", payload, false);
        check_counts(journal);
        assert_int_equal(journal->outbox.rows, 47); /* 48 MiB, less the topics */
        assert_int_equal(dropped, 13);
        assert_int_equal(put(journal, MESSAGE_CLASS_TASK, "t", payload, false), 0);
        journal_rollback(journal);
        assert_int_equal(journal_outbox_depth(journal), 0);
        assert_int_equal(journal_outbox_dropped(journal), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                world_test(a_message_comes_back_as_it_was),
                world_test(rows_wait_in_their_order_until_they_are_delivered),
                world_test(a_retained_topic_is_one_row_at_the_end_of_the_order),
                world_test(an_id_is_not_given_twice_even_to_the_newest_row),
                world_test(retained_rows_wait_again_after_a_new_connection),
                world_test(at_its_bound_the_lowest_class_goes_first_and_is_counted),
                world_test(it_is_bounded_in_bytes_as_well),
        };

        return cmocka_run_group_tests_name("journal/outbox", tests, NULL, NULL);
}
