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
                } else if (c->type != COLUMN_PAYLOAD) {
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

/* Of many tasks the same without candidates. */
static int expect_heads(void *userdata, const struct history *history) {
        struct transition *steps = userdata;

        for (size_t i = 0; i < history->count; i++) {
                steps[i].assignment.count = 0;
                assert_memory_equal(&history->steps[i], &steps[i],
                                    offsetof(struct transition, assignment.candidates));
        }
        return (int)history->count;
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
        assert_int_equal(journal_each_history(journal, 0, TIME_NEVER, expect_heads, steps),
                         ELEMENTS(steps));
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
                world_test(events_of_one_instant_come_in_the_order_they_were_written),
        };

        return cmocka_run_group_tests_name("journal/rows", tests, NULL, NULL);
}
