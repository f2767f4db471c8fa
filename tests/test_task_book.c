/* SPDX-License-Identifier: Apache-2.0 */
/* The container: what stands on a task, who is busy, how much he has done, and the order of it all. */
#include "lib/task_world.h"

static struct world *begin(struct world *world) {
        world_init(world, NULL, 0);
        return world;
}

static void a_task_says_where_it_comes_from(void **state) {
        struct world world;
        const struct task *task;
        char id[ID_SIZE];

        (void)state;
        world_play(begin(&world), 5, "event person.help_call R1");
        task = book_open(world.book, 0);
        hash_parts(id, "home", "call", "event:e1");
        assert_string_equal(task->id, id);
        assert_string_equal(task->origin, "event:e1");
        assert_string_equal(task->incident, "call");
        assert_string_equal(task->department, "a");
        assert_string_equal(task->evidence[0], "e1");
        assert_int_equal(task->severity, 30);
        assert_int_equal(task->night_count, 1);
        assert_true(task->durable && !task->planned && !task->test);
        assert_true(task->opened_us == EVENING_US + 5 * US_PER_S);
        assert_true(task->accept_by_us == task->opened_us + 60 * US_PER_S);
        assert_true(task->complete_by_us == task->opened_us + 15 * US_PER_MIN);
        assert_ptr_equal(book_task(world.book, id), task);
        assert_null(book_task(world.book, "x"));
        world_done(&world);
}

static void the_same_event_is_the_same_task(void **state) {
        struct world world;

        (void)state;
        world_play(begin(&world), 0, "event person.fall R1");
        world.event_count = 0;
        assert_string_equal(world_play(&world, H(1), "event person.fall R1"), "");
        assert_null(book_open(world.book, 1));
        world_done(&world);
}

static void raising_takes_all_of_the_graver_entry(void **state) {
        struct world world;
        const struct task *task;
        int64_t raised_us = EVENING_US + 80 * US_PER_S;

        (void)state;
        world_play(begin(&world), 0, "event bed.exit R1");
        assert_true(world.tasks[0].look_by_us == EVENING_US + 60 * US_PER_S);
        world_play(&world, 50, "do accept 1 c-1");
        world_play(&world, 80, "event person.fall R1");
        task = book_open(world.book, 0);
        assert_string_equal(task->code, "fall");
        assert_int_equal(task->priority, TASK_PRIORITY_STAT);
        assert_int_equal(task->severity, 40);
        assert_int_equal(task->mode, TASK_MODE_PHYSICAL);
        assert_int_equal(task->look_by_us, 0);
        assert_int_equal(task->evidence_count, 2);
        assert_int_equal(task->repeats, 1);
        assert_string_equal(task->by, "c-1");
        assert_string_equal(task->asked, "n-1");
        assert_true(task->opened_us == EVENING_US && task->ladder_us == raised_us);
        assert_true(task->accept_by_us == raised_us + 30 * US_PER_S);
        assert_true(task->complete_by_us == raised_us + 10 * US_PER_MIN);
        world_done(&world);
}

static void keeps_counting_evidence_it_has_no_room_for(void **state) {
        struct world world;

        (void)state;
        begin(&world);
        for (int i = 0; i < TASK_EVIDENCE_MAX + 4; i++)
                world_play(&world, i, "event person.help_call R1");
        assert_int_equal(world.tasks[0].evidence_count, TASK_EVIDENCE_MAX + 4);
        assert_int_equal(world.tasks[0].repeats, TASK_EVIDENCE_MAX + 3);
        assert_string_equal(world.tasks[0].evidence[TASK_EVIDENCE_MAX - 1], "e8");
        assert_int_equal(world.tasks[0].sequence, 2 + TASK_EVIDENCE_MAX + 3);
        world_done(&world);
}

static void knows_who_is_busy_and_what_he_has_done(void **state) {
        struct world world;

        (void)state;
        world_play(begin(&world), 0, "event person.help_call R1");
        world_play(&world, 0, "event bed.exit R1");
        assert_false(book_is_busy(world.book, "c-1"));
        world_play(&world, 1, "do accept 1 c-1");
        assert_true(book_is_busy(world.book, "c-1"));
        assert_false(book_is_busy(world.book, "c-2"));
        world_play(&world, 2, "do complete 1 c-1");
        world_play(&world, 3, "do complete 2 c-1 not_seen");
        world_play(&world, 4, "do complete 2 c-1");
        assert_false(book_is_busy(world.book, "c-1"));
        assert_true(book_minutes(world.book, "c-1") == 8 + 6);
        assert_true(book_minutes(world.book, "c-2") == 0);
        world_play(&world, H(10), "tick"); /* by day: since the night's end */
        assert_true(book_minutes(world.book, "c-1") == 0);
        world_done(&world);
}

static void order_of_loading_does_not_matter(void **state) {
        struct world world;
        const struct task *last = NULL;

        (void)state;
        begin(&world);
        for (int i = 0; i < 12; i++)
                world_play(&world, i / 4,
                           i % 2 ? "event person.fall dev:x test" : "event device.offline dev:y");
        world_play(&world, 9, "event person.help_call R2");
        world_down(&world);
        for (size_t i = 0; book_open(world.book, i); i++) {
                const struct task *task = book_open(world.book, i);

                assert_true(!last || last->opened_us < task->opened_us ||
                            strcmp(last->id, task->id) < 0);
                last = task;
        }
        assert_non_null(last);
        world_done(&world);
}

static void says_when_something_is_due(void **state) {
        struct world world;

        (void)state;
        assert_true(book_next_us(begin(&world)->book) == TIME_NEVER);
        world_play(&world, 0, "event person.help_call R1");
        assert_true(book_next_us(world.book) == EVENING_US + 60 * US_PER_S);
        world_play(&world, 60, "tick");
        assert_true(book_next_us(world.book) == EVENING_US + 120 * US_PER_S);
        world_play(&world, 70, "do accept 1 c-1");
        assert_true(book_next_us(world.book) == EVENING_US + 15 * US_PER_MIN);
        world_play(&world, 80, "do complete 1 c-1"); /* a day later it is forgotten */
        assert_true(book_next_us(world.book) == EVENING_US + 80 * US_PER_S + BOOK_KEEPS_US);
        assert_string_equal(world_play(&world, H(24) + 80, "forget"), "gone ");
        assert_true(book_next_us(world.book) == TIME_NEVER);
        world_done(&world);
}

static void writes_the_role_of_who_did_it_and_the_mode_it_was_done_in(void **state) {
        struct change_list changes = { .count = 0 };
        struct command command = { .order = TASK_ORDER_COMPLETE,
                                   .who = "n-1",
                                   .outcome = OUTCOME_NOT_SEEN };
        struct world world;

        (void)state;
        world_play(begin(&world), 0, "event bed.exit R1");
        text_set(command.task, world.tasks[0].id);
        assert_int_equal(book_command(world.book, &command, &world.now, &changes), REPLY_OK);
        assert_int_equal(changes.count, 2);
        assert_string_equal(changes.at[0].transition.role, "nurse");
        assert_int_equal(changes.at[0].transition.mode, TASK_MODE_DIGITAL);
        assert_int_equal(changes.at[0].transition.outcome, OUTCOME_NOT_SEEN);
        assert_string_equal(changes.at[1].transition.role, "");
        assert_int_equal(changes.at[1].transition.mode, TASK_MODE_PHYSICAL);
        assert_true(changes.at[1].ask && changes.at[1].ask_rung == RUNG_NEXT);
        world_done(&world);
}

static void a_refused_command_changes_nothing(void **state) {
        struct change_list changes = { .count = 0 };
        struct command command = { .order = TASK_ORDER_ACCEPT, .who = "h-1" };
        struct world world;
        struct task before;

        (void)state;
        world_play(begin(&world), 0, "event person.help_call R1");
        before = world.tasks[0];
        text_set(command.task, before.id);
        assert_int_equal(book_command(world.book, &command, &world.now, &changes),
                         REPLY_NOT_COMPETENT);
        assert_int_equal(changes.count, 0);
        assert_memory_equal(book_open(world.book, 0), &before, sizeof(before));
        world_done(&world);
}

/* The flow leaves a task that waits for an answer to be written with the answer. */
static void each_answer_ends_with_a_change_of_the_task_as_it_stands(void **state) {
        static const char *const before[] = { "tick", "do receive 1 c-1", "do accept 1 c-1",
                                              "do start 1 c-1", "do decline 1 c-1" };
        static const char *const slots[] = { "c-1", "" };

        (void)state;
        for (size_t i = 0; i < ELEMENTS(before) * ELEMENTS(slots); i++) {
                struct change_list changes = { .count = 0 };
                struct assignment assignment = { 0 };
                struct world world;

                text_set(assignment.slot, slots[i / ELEMENTS(before)]);
                world_play(begin(&world), 0, "event person.help_call R1");
                world_play(&world, 1, before[i % ELEMENTS(before)]);
                book_assign(world.book, world.tasks[0].id, &assignment, &world.now, &changes);
                assert_true(changes.count > 0);
                assert_memory_equal(&changes.at[changes.count - 1].task,
                                    book_task(world.book, world.tasks[0].id), sizeof(struct task));
                world_done(&world);
        }
}

static void loading_twice_is_loading_once(void **state) {
        struct world world;

        (void)state;
        world_play(begin(&world), 0, "event person.help_call R1");
        book_load(world.book, &world.tasks[0]);
        assert_null(book_open(world.book, 1));
        world_play(&world, 1, "do complete 1 c-1");
        assert_true(world.tasks[0].ended_us == EVENING_US + US_PER_S);
        book_load(world.book, &world.tasks[0]);
        assert_string_equal(world_play(&world, H(24) + 1, "forget"), "gone ");
        world_done(&world);
}

static void who_says_no_twice_stands_once(void **state) {
        struct world world;

        (void)state;
        world_play(begin(&world), 0, "event person.help_call R1");
        world_play(&world, 1, "do decline 1 c-1");
        world_play(&world, 2, "do accept 1 c-1");
        world_play(&world, 3, "do decline 1 c-1");
        assert_string_equal(world.tasks[0].declined[0], "c-1");
        assert_string_equal(world.tasks[0].declined[1], "");
        world_done(&world);
}

static void what_is_reopened_has_not_ended(void **state) {
        struct world world;

        (void)state;
        world_play(begin(&world), 0, "event person.help_call R1");
        world_play(&world, 1, "do complete 1 c-1");
        world_play(&world, 2, "do reopen 1 c-2");
        assert_int_equal(world.tasks[0].ended_us, 0);
        assert_int_equal(world.tasks[0].outcome, OUTCOME_NONE);
        assert_string_equal(world.tasks[0].by, "");
        assert_true(world.tasks[0].complete_by_us == EVENING_US + 2 * US_PER_S + 15 * US_PER_MIN);
        world_done(&world);
}

static void a_task_whose_entry_is_gone_can_still_be_done(void **state) {
        struct world world;
        struct task task;

        (void)state;
        world_play(begin(&world), 0, "event person.help_call R1");
        task = world.tasks[0];
        text_set(task.code, "gone");
        text_set(task.id, "another");
        book_load(world.book, &task);
        world_write(&world, &task);
        assert_string_equal(world_play(&world, 1, "do accept 2 h-1"),
                            "ok; accept(command)>accepted #2 by h-1");
        assert_string_equal(world_play(&world, M(15), "do complete 2 h-1"),
                            "ok; complete(command)>completed #2 by h-1 done");
        world_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_task_says_where_it_comes_from),
                cmocka_unit_test(the_same_event_is_the_same_task),
                cmocka_unit_test(raising_takes_all_of_the_graver_entry),
                cmocka_unit_test(keeps_counting_evidence_it_has_no_room_for),
                cmocka_unit_test(knows_who_is_busy_and_what_he_has_done),
                cmocka_unit_test(order_of_loading_does_not_matter),
                cmocka_unit_test(says_when_something_is_due),
                cmocka_unit_test(writes_the_role_of_who_did_it_and_the_mode_it_was_done_in),
                cmocka_unit_test(a_refused_command_changes_nothing),
                cmocka_unit_test(each_answer_ends_with_a_change_of_the_task_as_it_stands),
                cmocka_unit_test(loading_twice_is_loading_once),
                cmocka_unit_test(who_says_no_twice_stands_once),
                cmocka_unit_test(what_is_reopened_has_not_ended),
                cmocka_unit_test(a_task_whose_entry_is_gone_can_still_be_done),
        };

        return cmocka_run_group_tests_name("task/book", tests, NULL, NULL);
}
