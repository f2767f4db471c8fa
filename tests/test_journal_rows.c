/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/journal_world.h"

/* A struct whose members all have a column: what no column covers is padding, shorter than 8 bytes. */
static void mark(const struct table *table, char *covered) {
        for (size_t i = 0; i < table->count; i++) {
                const struct column *c = &table->columns[i];

                if (c->type == COLUMN_ASSIGNMENT) {
                        memset(covered + c->offset, 1, sizeof(struct assignment));
                        covered[c->size] = 1;
                } else if (c->type == COLUMN_LADDER) {
                        memset(covered + c->offset, 1, sizeof(struct ladder_step[LADDER_MAX]));
                        memset(covered + c->size, 1, sizeof(size_t));
                } else if (c->type != COLUMN_MADE && c->type != COLUMN_PAYLOAD) {
                        memset(covered + c->offset, 1, c->size * (c->many ? c->many : 1));
                }
        }
}

static void every_member_has_its_column(void **state) {
        static const struct {
                enum table_id table;
                size_t size;
        } rows[] = { { TABLE_EVENT, sizeof(struct event) },
                     { TABLE_TASK, sizeof(struct task) },
                     { TABLE_TRANSITION, sizeof(struct transition) },
                     { TABLE_DEVICE_STATE, sizeof(struct device_state) },
                     { TABLE_COMMAND, sizeof(struct command_row) },
                     { TABLE_QUARANTINE, sizeof(struct quarantine_slot) },
                     { TABLE_BLIND, sizeof(struct blind_row) },
                     { TABLE_REPEAT, sizeof(struct repeat_slot) } };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                _cleanup_(freep) char *covered = calloc(rows[i].size, 1);
                size_t gap = 0;

                mark(&tables[rows[i].table], covered);
                for (size_t at = 0; at < rows[i].size; at++) {
                        gap = covered[at] ? 0 : gap + 1;
                        if (gap >= 8)
                                fail_msg("table %s: byte %zu stands in no column",
                                         tables[rows[i].table].name, at);
                }
        }
}

static void an_event_comes_back_as_it_was(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct event event = { 0 }, found = { 0 };

        fill(TABLE_EVENT, &event, 1);
        journal_begin(journal);
        assert_int_equal(journal_event(journal, &event), 1);
        assert_int_equal(journal_commit(journal), 1);
        assert_int_equal(journal_find_event(journal, event.id, &found), 1);
        assert_memory_equal(&found, &event, sizeof(event));
        assert_int_equal(journal_find_event(journal, "another", &found), 0);
        assert_memory_equal(&found, &event, sizeof(event));
}

static void an_event_told_twice_is_there_once_and_as_told_first(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct event event = event_made("e1", AT_US), again = event, found;

        again.severity = 40;
        journal_begin(journal);
        assert_int_equal(journal_event(journal, &event), 1);
        assert_int_equal(journal_event(journal, &again), 0);
        assert_int_equal(journal_commit(journal), 1);
        journal_begin(journal);
        assert_int_equal(journal_event(journal, &again), 0);
        assert_int_equal(journal_commit(journal), 0);
        assert_int_equal(journal_find_event(journal, "e1", &found), 1);
        assert_int_equal(found.severity, 0);
}

static int keep_task(void *userdata, const struct task *task) {
        *(struct task *)userdata = *task;
        return 0;
}

static void a_task_comes_back_as_it_was(void **state) {
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct task task = { 0 }, found = { 0 };

        fill(TABLE_TASK, &task, 3);
        task.ended_us = 0;
        task.evidence_count = TASK_EVIDENCE_MAX + 3;
        journal_begin(journal);
        assert_int_equal(journal_task(journal, &task), 0);
        journal_commit(journal);
        assert_int_equal(journal_each_task(journal, 0, keep_task, &found), 0);
        assert_memory_equal(&found, &task, sizeof(task));

        /* Replaced: every member but the id takes a new value, the times that are indexed too. */
        memset((char *)&task + sizeof(task.id), 0, sizeof(task) - sizeof(task.id));
        task.opened_us = 5;
        task.ended_us = 9;
        journal_begin(journal);
        assert_int_equal(journal_task(journal, &task), 0);
        journal_commit(journal);
        assert_int_equal(journal_each_task(journal, 8, keep_task, &found), 0);
        assert_memory_equal(&found, &task, sizeof(task));
}

static void a_ladder_that_cannot_be_read_is_no_ladder(void **state) {
        static const struct {
                const char *text;
                int returns;
        } texts[] = {
                { "[[60,\"next\",\"\"],[300,\"role\",\"nurse\"]]", 0 },
                { "[]", 0 },
                { "", -EUCLEAN },
                { "[60]", -EUCLEAN },
                { "[[60,\"next\"]]", -EUCLEAN },
                { "[[\"60\",\"next\",\"\"]]", -EUCLEAN },
                { "[[60,null,\"\"]]", -EUCLEAN },
                { "[[60,\"next\",7]]", -EUCLEAN },
                { "[[99999999999,\"next\",\"\"]]", -EUCLEAN },
                { "[[60,\"everybody\",\"\"]]", -EPROTO },
                { "[[1,\"all\",\"\"],[1,\"all\",\"\"],[1,\"all\",\"\"],[1,\"all\",\"\"],"
                  "[1,\"all\",\"\"],[1,\"all\",\"\"],[1,\"all\",\"\"]]",
                  -EUCLEAN },
        };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(texts); i++) {
                struct ladder_step ladder[LADDER_MAX] = { { .after_s = 7 } };
                size_t count = 77;
                _cleanup_(freep) char *text = NULL;

                assert_int_equal(ladder_parse(texts[i].text, ladder, &count), texts[i].returns);
                if (texts[i].returns < 0) {
                        assert_int_equal(count, 77);
                        assert_int_equal(ladder[0].after_s, 7);
                        continue;
                }
                text = ladder_text(ladder, count);
                assert_string_equal(text, texts[i].text);
        }
}

static void fill_assignment(struct assignment *assignment, size_t count) {
        *assignment = (struct assignment){ .role = "rn",
                                           .slot = "rn-1",
                                           .because = TIEBREAK_COUNT - 1,
                                           .queued = true,
                                           .interrupts = true,
                                           .count = count,
                                           .more = 7 };
        for (size_t i = 0; i < count; i++) {
                struct candidate *one = &assignment->candidates[i];

                fill_text(one->slot, sizeof(one->slot), (int)i);
                fill_text(one->role, sizeof(one->role), (int)i + 100);
                one->verdict = (enum verdict)(i % VERDICT_COUNT);
                one->right = (enum right)(i % RIGHT_COUNT);
                one->busy = i % 2;
                one->rank = (int)i - 2;
                one->zone = (int)(i % 4);
                one->minutes = 0.1 * (double)i;
        }
}

static void a_transition_comes_back_with_its_assignment(void **state) {
        static const size_t counts[] = { 0, 1, CANDIDATES_MAX };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        struct transition steps[ELEMENTS(counts) + 1] = { 0 };
        struct history history;
        struct task task = task_made("0123456789", AT_US);

        journal_begin(journal);
        assert_int_equal(journal_task(journal, &task), 0);
        for (size_t i = 0; i < ELEMENTS(steps); i++) {
                fill(TABLE_TRANSITION, &steps[i], 9);
                memset(steps[i].task, 0, sizeof(steps[i].task));
                text_set(steps[i].task, task.id);
                steps[i].sequence = (int64_t)i + 1;
                if (i < ELEMENTS(counts)) {
                        steps[i].has_assignment = true;
                        fill_assignment(&steps[i].assignment, counts[i]);
                }
                assert_int_equal(journal_transition(journal, &steps[i]), 0);
        }
        assert_int_equal(journal_commit(journal), 1);
        assert_int_equal(journal_history(journal, task.id, &history), 1);
        assert_int_equal(history.count, ELEMENTS(steps));
        for (size_t i = 0; i < ELEMENTS(steps); i++)
                assert_memory_equal(&history.steps[i], &steps[i], sizeof(steps[i]));
        free(history.steps);
}

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

static int print_event(void *userdata, const struct event *event) {
        char *text = userdata;

        sprintf(text + strlen(text), "%s", event->id);
        return 0;
}

static void events_of_one_instant_come_in_the_order_they_were_written(void **state) {
        static const struct {
                const char *id;
                int at;
        } rows[] = { { "z", 1 }, { "m", 2 }, { "c", 2 }, { "x", 2 }, { "a", 3 } };
        struct world *world = *state;
        _cleanup_(journal_closep) struct journal *journal = opened(world->path, JOURNAL_DAEMON);
        char text[16] = "";

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                struct event event = event_made(rows[i].id, rows[i].at);

                journal_begin(journal);
                assert_int_equal(journal_event(journal, &event), 1);
                journal_commit(journal);
        }
        assert_int_equal(journal_each_event(journal, 1, 3, print_event, text), 0);
        assert_string_equal(text, "zmcx");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_member_has_its_column),
                world_test(an_event_comes_back_as_it_was),
                world_test(an_event_told_twice_is_there_once_and_as_told_first),
                world_test(a_task_comes_back_as_it_was),
                cmocka_unit_test(a_ladder_that_cannot_be_read_is_no_ladder),
                world_test(a_transition_comes_back_with_its_assignment),
                world_test(a_device_state_is_replaced),
                world_test(counters_add_up),
                world_test(facts_are_kept_and_an_equal_one_is_no_write),
                world_test(a_blind_stretch_is_closed_in_place_and_found_where_it_overlaps),
                world_test(commands_and_corrections_are_appended),
                world_test(the_newest_repeats_stay_in_their_order),
                world_test(the_newest_thousand_stay_in_quarantine),
                world_test(events_of_one_instant_come_in_the_order_they_were_written),
        };

        return cmocka_run_group_tests_name("journal/rows", tests, NULL, NULL);
}
