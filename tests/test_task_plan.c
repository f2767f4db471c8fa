/* SPDX-License-Identifier: Apache-2.0 */
/* Planned work, in time, late and missed. */
#include "lib/task_world.h"

/* clang-format off */
static const struct plan_entry plan[] = {
        { .name = "look", .code = "look", .department = "a", .resident = "R1", .mode = TASK_MODE_DIGITAL,
          .minute = { 1380 }, .minute_count = 1, .weekdays = 127, .window_min = 60 },
        { .name = "round", .code = "glance", .department = "a", .resident = "R2", .mode = TASK_MODE_PHYSICAL,
          .minute = { 60 }, .minute_count = 1, .weekdays = 127, .window_min = 30 },
        { .name = "round", .code = "glance", .department = "a", .resident = "R1", .mode = TASK_MODE_PHYSICAL,
          .minute = { 60 }, .minute_count = 1, .weekdays = 127, .window_min = 30 },
        { .name = "dose", .code = "dose", .department = "a", .resident = "R1", .is_dose = true,
          .minute = { 60 }, .minute_count = 1, .weekdays = 127, .window_min = 30 },
};
/* clang-format on */

/* clang-format off */
static const struct {
        const char *says;
        struct scene_step steps[8]; /* one more than the longest scene */
} scenes[] = {
        { "planned work is opened at its time, by item and resident", {
                { M(59) + 59, "tick", "" },
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { H(1), "tick", "" },
                { M(61) + 40, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
                { H(3), "tick",
                  "open(plan)>requested #2; "
                  "ask(share)>requested #2 =c-1; "
                  "open(plan)>requested #3; "
                  "ask(share)>requested #3 =c-1" },
        } },
        { "a round nobody makes is found when its window ends", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
                { H(3), "tick",
                  "open(plan)>requested #2; "
                  "ask(share)>requested #2 =c-1; "
                  "open(plan)>requested #3; "
                  "ask(share)>requested #3 =c-1" },
                { M(209) + 59, "tick", "" },
                { M(210), "tick", "fail(window)>failed #3 not_done; fail(window)>failed #2 not_done" },
                { M(210) + 1, "tick", "" },
        } },
        { "a round that somebody has taken on is only overdue", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
                { H(3), "tick",
                  "open(plan)>requested #2; "
                  "ask(share)>requested #2 =c-1; "
                  "open(plan)>requested #3; "
                  "ask(share)>requested #3 =c-1" },
                { M(181) + 40, "do accept 2 c-1", "ok; accept(command)>accepted #2 by c-1" },
                { M(210), "tick", "fail(window)>failed #3 not_done; overdue(complete_by)>accepted #2" },
                { M(211) + 40, "do complete 2 c-1", "ok; complete(command)>completed #2 by c-1 done" },
        } },
        { "accepted, overdue, given back: then it is found at once", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
                { H(3), "tick",
                  "open(plan)>requested #2; "
                  "ask(share)>requested #2 =c-1; "
                  "open(plan)>requested #3; "
                  "ask(share)>requested #3 =c-1" },
                { M(181) + 40, "do accept 2 c-1", "ok; accept(command)>accepted #2 by c-1" },
                { M(210), "tick", "fail(window)>failed #3 not_done; overdue(complete_by)>accepted #2" },
                { M(211) + 40, "do decline 2 c-1", "ok; decline(command)>requested #2 by c-1; ask(share)>requested #2 =c-2" },
                { M(211) + 40, "tick", "fail(window)>failed #2 not_done late 100s" },
        } },
        { "missed while down: opened late while its window lasts", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
                { M(61) + 50, "down", "" },
                { M(183) + 20, "tick",
                  "open(plan)>requested #2 late 200s; "
                  "ask(share)>requested #2 =c-1; "
                  "open(plan)>requested #3 late 200s; "
                  "ask(share)>requested #3 =c-1" },
                { M(210), "tick", "fail(window)>failed #3 not_done; fail(window)>failed #2 not_done" },
        } },
        { "missed while down and over: opened and found at once", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
                { M(61) + 50, "down", "" },
                { M(333) + 20, "tick",
                  "open(plan)>requested #2 late 9200s; "
                  "fail(window)>failed #2 not_done late 7400s; "
                  "open(plan)>requested #3 late 9200s; "
                  "fail(window)>failed #3 not_done late 7400s" },
                { M(333) + 21, "tick", "" },
                { M(333) + 22, "down", "" },
                { M(333) + 23, "tick", "" },
        } },
        { "a look missed while down and over is no visit now", {
                { 10, "down", "" },
                { H(2), "tick", "open(plan)>requested digital late 3600s; fail(window)>failed digital not_done" },
        } },
        { "a week in a drawer: begins with today", {
                { M(11666) + 40, "tick", "" },
        } },
        { "tomorrow again", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
                { H(3), "tick",
                  "open(plan)>requested #2; "
                  "ask(share)>requested #2 =c-1; "
                  "open(plan)>requested #3; "
                  "ask(share)>requested #3 =c-1" },
                { M(180) + 10, "do complete 2 c-1", "ok; complete(command)>completed #2 by c-1 done" },
                { M(180) + 20, "do complete 3 c-1", "ok; complete(command)>completed #3 by c-1 done" },
                { H(25), "tick", "open(plan)>requested #4 digital; ask(share)>requested #4 digital =c-1" },
        } },
};
/* clang-format on */

static void plays_every_scene(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(scenes); i++)
                world_scene(scenes[i].says, plan, ELEMENTS(plan), scenes[i].steps);
}

/* Opens all that is due until @until_us and gives the origins in their order. */
static size_t open_all(struct world *world, int64_t until_us, char origins[][TOPIC_SIZE],
                       size_t room) {
        struct change_list changes = { .count = 0 };
        size_t count = 0;

        world->now.wall_us = until_us;
        while (changes.count = 0, book_tick(world->book, &world->now, &changes) > 0)
                for (size_t i = 0; i < changes.count; i++)
                        if (changes.at[i].transition.order == TASK_ORDER_OPEN) {
                                assert_true(count < room);
                                text_set(origins[count++], changes.at[i].task.origin);
                        }
        return count;
}

/* Europe/Oslo: summer time until 2026-10-25T01:00Z, and from 2027-03-28T01:00Z. */
static struct zone_transition oslo[] = {
        { INT64_MIN, 7200 },
        { INT64_C(1792890000000000), 3600 },
        { INT64_C(1806195600000000), 7200 },
};

static void opens_each_time_once_on_the_nights_when_the_clock_changes(void **state) {
        static const struct plan_entry round = { .name = "r",
                                                 .code = "glance",
                                                 .resident = "R1",
                                                 .minute = { 90, 150, 180, 210 },
                                                 .minute_count = 4,
                                                 .weekdays = 127,
                                                 .window_min = 30 };
        /* clang-format off */
        static const struct {
                const char *says, *from, *to, *origins[4];
                size_t count;
        } nights[] = {
                { "autumn: the first of the two half past two", "2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z",
                  { "plan:r/R1@2026-10-24T23:30:00.000Z", "plan:r/R1@2026-10-25T00:30:00.000Z",
                    "plan:r/R1@2026-10-25T02:00:00.000Z", "plan:r/R1@2026-10-25T02:30:00.000Z" }, 4 },
                { "spring: half past two is half past three, once", "2027-03-27T21:00:00Z", "2027-03-28T05:00:00Z",
                  { "plan:r/R1@2027-03-28T00:30:00.000Z", "plan:r/R1@2027-03-28T01:00:00.000Z",
                    "plan:r/R1@2027-03-28T01:30:00.000Z" }, 3 },
        };
        /* clang-format on */

        (void)state;
        for (size_t i = 0; i < ELEMENTS(nights); i++) {
                char origins[8][TOPIC_SIZE];
                int64_t from_us, to_us;
                struct world world;

                print_message("  %s\n", nights[i].says);
                assert_int_equal(time_parse(nights[i].from, &from_us), 0);
                assert_int_equal(time_parse(nights[i].to, &to_us), 0);
                world_init(&world, &round, 1);
                world.site.zone = (struct zone){ oslo, ELEMENTS(oslo) };
                book_set_planned_until(world.book, from_us);
                assert_int_equal(open_all(&world, to_us, origins, ELEMENTS(origins)),
                                 nights[i].count);
                for (size_t n = 0; n < nights[i].count; n++)
                        assert_string_equal(origins[n], nights[i].origins[n]);
                world_done(&world);
        }
}

#define MANY 300

/* Items in no order, at times in no order: opened by time, then item, then resident. */
static void opens_many_in_the_order_of_time_item_and_resident(void **state) {
        static struct plan_entry many[MANY];
        static char origins[MANY][TOPIC_SIZE];
        struct world world;

        (void)state;
        for (int i = 0; i < MANY; i++) {
                int mixed = i * 77 % MANY;

                many[i] = (struct plan_entry){ .code = "glance",
                                               .minute = { mixed / 30 * 7 },
                                               .minute_count = 1,
                                               .weekdays = 127,
                                               .window_min = 600 };
                snprintf(many[i].name, NAME_SIZE, "i%d", mixed / 10 % 3);
                snprintf(many[i].resident, NAME_SIZE, "R%d", mixed % 10);
        }
        world_init(&world, many, MANY);
        assert_int_equal(open_all(&world, EVENING_US + H(5) * US_PER_S, origins, MANY), MANY);
        for (int i = 0; i < MANY; i++) {
                char expected[TOPIC_SIZE], at[TIME_TEXT_SIZE];

                time_text(EVENING_US + (H(2) + M(i / 30 * 7)) * US_PER_S, at);
                snprintf(expected, sizeof(expected), "plan:i%d/R%d@%s", i / 10 % 3, i % 10, at);
                assert_string_equal(origins[i], expected);
        }
        world_done(&world);
}

/* Two rounds at one o'clock; dead between them, the first is known by its id and not opened again. */
static void dead_between_two_of_the_same_instant_loses_and_doubles_nothing(void **state) {
        struct change_list changes = { .count = 0 };
        struct world world;

        (void)state;
        world_init(&world, plan, ELEMENTS(plan));
        book_set_planned_until(world.book, EVENING_US + H(2) * US_PER_S);
        world.now.wall_us = EVENING_US + H(3) * US_PER_S;
        assert_int_equal(book_tick(world.book, &world.now, &changes), 1);
        world_settle(&world, &changes);
        assert_true(book_planned_until(world.book) == world.now.wall_us - 1);
        world_down(&world);
        assert_string_equal(world_play(&world, H(3), "tick"),
                            "open(plan)>requested #2; ask(share)>requested #2 =c-1");
        assert_true(book_planned_until(world.book) == world.now.wall_us);
        assert_int_equal(world.task_count, 2);
        assert_string_equal(world.tasks[0].resident, "R1");
        assert_string_equal(world.tasks[1].resident, "R2");
        world_down(&world);
        assert_string_equal(world_play(&world, H(3), "tick"), "");
        world_done(&world);
}

static void a_planned_task_says_where_it_comes_from(void **state) {
        struct world world;
        const struct task *task = world.tasks;
        char id[ID_SIZE];

        (void)state;
        world_init(&world, plan, ELEMENTS(plan));
        world_play(&world, H(1) + 60, "tick");
        hash_parts(id, "home", "look", "plan:look/R1@2026-11-01T22:00:00.000Z");
        assert_string_equal(task->id, id);
        assert_string_equal(task->origin, "plan:look/R1@2026-11-01T22:00:00.000Z");
        assert_string_equal(task->place, "room-1");
        assert_true(task->planned && task->mode == TASK_MODE_DIGITAL);
        assert_true(task->opened_us == EVENING_US + (H(1) + 60) * US_PER_S);
        assert_true(task->window_end_us == EVENING_US + H(2) * US_PER_S);
        assert_int_equal(task->night_count, 0);
        world_done(&world);
}

static void a_book_that_was_told_nothing_begins_now(void **state) {
        struct world world;

        (void)state;
        world_init(&world, plan, ELEMENTS(plan));
        book_free(world.book);
        world_open_book(&world);
        assert_true(book_next_us(world.book) <= EVENING_US);
        assert_string_equal(world_play(&world, H(1), "tick"),
                            "open(plan)>requested digital; ask(share)>requested digital =c-1");
        assert_true(book_next_us(world.book) == EVENING_US + H(2) * US_PER_S);
        world_done(&world);
}

static void keeps_to_the_days_of_the_week(void **state) {
        static const struct plan_entry bath = { .name = "bath",
                                                .code = "glance",
                                                .resident = "R1",
                                                .minute = { 60 },
                                                .minute_count = 1,
                                                .weekdays = 1 << 2 };
        struct world world;

        (void)state;
        world_init(&world, &bath, 1); /* Sunday evening; Wednesday at one */
        assert_true(book_next_us(world.book) == EVENING_US + (H(3) + 2 * H(24)) * US_PER_S);
        world_play(&world, H(51), "tick");
        assert_true(world.tasks[0].window_end_us == EVENING_US + H(52) * US_PER_S);
        world_play(&world, H(51), "do complete 1 c-1");
        world_play(&world, H(75), "forget");
        assert_true(book_next_us(world.book) == EVENING_US + (H(51) + 7 * H(24)) * US_PER_S);
        world_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plays_every_scene),
                cmocka_unit_test(opens_each_time_once_on_the_nights_when_the_clock_changes),
                cmocka_unit_test(opens_many_in_the_order_of_time_item_and_resident),
                cmocka_unit_test(dead_between_two_of_the_same_instant_loses_and_doubles_nothing),
                cmocka_unit_test(a_planned_task_says_where_it_comes_from),
                cmocka_unit_test(a_book_that_was_told_nothing_begins_now),
                cmocka_unit_test(keeps_to_the_days_of_the_week),
        };

        return cmocka_run_group_tests_name("task/plan", tests, NULL, NULL);
}
