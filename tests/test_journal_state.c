/* SPDX-License-Identifier: Apache-2.0 */
/* The rows beside events and tasks: state, counters, facts, blind stretches, commands, repeats, quarantine. */
#include "lib/journal_world.h"

static int count_state(void *userdata, const struct device_state *row) {
        struct device_state *expected = userdata;

        assert_memory_equal(row, expected, sizeof(*row));
        return 17;
}

static void a_device_state_is_replaced(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct device_state row = { 0 };

        fill(TABLE_DEVICE_STATE, &row, 5);
        journal_begin(journal);
        assert_int_equal(journal_device_state(journal, &row), 0);
        row.active = false;
        row.value = -2.5;
        row.since_us = row.heard_us = 12;
        row.step = 2;
        text_set(row.event, "e2");
        /* What is behind the NUL is not kept. */
        memset(row.event + 3, 0, sizeof(row.event) - 3);
        assert_int_equal(journal_device_state(journal, &row), 0);
        journal_commit(journal);
        assert_int_equal(journal_each_device_state(journal, count_state, &row), 17);
}

static int sum_counter(void *userdata, enum adapter adapter, enum refusal reason, int64_t count) {
        char *text = userdata;

        sprintf(text + strlen(text), "%s/%s=%d ", adapter_word(adapter), refusal_word(reason),
                (int)count);
        return 0;
}

static void counters_add_up(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char text[200] = "";

        journal_begin(journal);
        journal_counter_add(journal, ADAPTER_NATIVE, REFUSAL_UNREADABLE, 2);
        journal_counter_add(journal, ADAPTER_NATIVE, REFUSAL_UNREADABLE, 3);
        journal_counter_add(journal, ADAPTER_COMMAND, REFUSAL_TOO_LARGE, 1);
        journal_commit(journal);
        assert_int_equal(journal_each_counter(journal, sum_counter, text), 0);
        assert_string_equal(text, "command/too_large=1 native/unreadable=5 ");
}

static void facts_are_kept_and_an_equal_one_is_no_write(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        int64_t value = 77;

        assert_int_equal(journal_fact(journal, "birth", &value), 0);
        assert_int_equal(value, 77);
        journal_begin(journal);
        journal_fact_set(journal, "birth", 4);
        assert_int_equal(journal_commit(journal), 1);
        journal_begin(journal);
        journal_fact_set(journal, "birth", 4);
        assert_int_equal(journal_commit(journal), 0);
        assert_int_equal(journal_fact(journal, "birth", &value), 1);
        assert_int_equal(value, 4);
}

static int print_blind(void *userdata, const struct blind_row *row) {
        char *text = userdata;

        sprintf(text + strlen(text), "%s %d-%d, ", blind_cause_word(row->cause), (int)row->from_us,
                (int)row->to_us);
        return 0;
}

static void a_blind_stretch_is_closed_in_place_and_found_where_it_overlaps(void **state) {
        static const struct blind_row rows[] = { { BLIND_CAUSE_BROKER, 10, 0 },
                                                 { BLIND_CAUSE_BROKER, 10, 20 },
                                                 { BLIND_CAUSE_DOWN, 5, 8 },
                                                 { BLIND_CAUSE_CLOCK, 30, 0 } };
        static const struct {
                int from, to;
                const char *found;
        } cases[] = { { 0, 100, "down 5-8, broker 10-20, clock 30-0, " },
                      { 8, 10, "" },
                      { 7, 11, "down 5-8, broker 10-20, " },
                      { 20, 30, "" },
                      { 50, 60, "clock 30-0, " } };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);

        journal_begin(journal);
        for (size_t i = 0; i < ELEMENTS(rows); i++)
                assert_int_equal(journal_blind(journal, &rows[i]), 0);
        journal_commit(journal);
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                char text[200] = "";

                journal_each_blind(journal, cases[i].from, cases[i].to, print_blind, text);
                assert_string_equal(text, cases[i].found);
        }
}

static void commands_and_corrections_are_appended(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct command_row row = { 0 };
        int64_t count = 0;

        fill(TABLE_COMMAND, &row, 2);
        journal_begin(journal);
        for (int i = 0; i < 2; i++) {
                assert_int_equal(journal_command(journal, &row.command, row.reply, row.at_us), 0);
                assert_int_equal(journal_correction(journal, "e1", 1, 2, 3), 0);
        }
        journal_commit(journal);
        sql_integer(journal->db, "SELECT count(*) FROM command WHERE reply = 'unsupported'",
                    &count);
        assert_int_equal(count, 2);
        sql_integer(journal->db,
                    "SELECT count(*) FROM correction WHERE event = 'e1' AND from_us = 1 "
                    "AND to_us = 2 AND at_us = 3",
                    &count);
        assert_int_equal(count, 2);
}

static int check_repeat(void *userdata, const struct repeat_row *row) {
        int *next = userdata;

        assert_int_equal(row->mid, *next);
        assert_true(row->topic_hash == UINT64_MAX - (uint64_t)*next);
        (*next)++;
        return 0;
}

static void put_repeats(struct journal *journal, int from, int to) {
        journal_begin(journal);
        for (int i = from; i < to; i++) {
                struct repeat_row row = { i, UINT64_MAX - (uint64_t)i, 5 };

                assert_int_equal(journal_repeat(journal, &row), 0);
        }
}

static void the_newest_repeats_stay_in_their_order(void **state) {
        struct world *world = *state;
        struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        int next = 952;

        put_repeats(journal, 0, 2500);
        journal_commit(journal);
        put_repeats(journal, 2500, 2600); /* and what is thrown away leaves no gap */
        journal_rollback(journal);
        put_repeats(journal, 2500, 2600);
        journal_commit(journal);
        journal_close(journal);
        journal = opened(world->path, JOURNAL_DAEMON);
        put_repeats(journal, 2600, 3000);
        journal_commit(journal);
        assert_int_equal(journal_each_repeat(journal, check_repeat, &next), 0);
        assert_int_equal(next, 3000);
        journal_close(journal);
}

static void the_newest_thousand_stay_in_quarantine(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        int64_t value = 0;

        journal_begin(journal);
        for (int i = 0; i < 2345; i++) {
                struct quarantine_row row = { i, ADAPTER_NATIVE, REFUSAL_UNREADABLE, 10, 1, 2 };

                assert_int_equal(journal_quarantine(journal, &row), 0);
        }
        journal_commit(journal);
        sql_integer(journal->db, "SELECT count(*) FROM quarantine", &value);
        assert_int_equal(value, 1000);
        sql_integer(journal->db, "SELECT min(at_us) FROM quarantine", &value);
        assert_int_equal(value, 1345);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                world_test(a_device_state_is_replaced),
                world_test(counters_add_up),
                world_test(facts_are_kept_and_an_equal_one_is_no_write),
                world_test(a_blind_stretch_is_closed_in_place_and_found_where_it_overlaps),
                world_test(commands_and_corrections_are_appended),
                world_test(the_newest_repeats_stay_in_their_order),
                world_test(the_newest_thousand_stay_in_quarantine),
        };

        return cmocka_run_group_tests_name("journal/state", tests, NULL, NULL);
}
