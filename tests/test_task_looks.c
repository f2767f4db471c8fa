/* SPDX-License-Identifier: Apache-2.0 */
/* Look before you walk: scenes of alarm looks and planned looks. */
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
        struct scene_step steps[10]; /* one more than the longest scene */
} scenes[] = {
        { "an alarm look that is fine completes the task", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "event camera.check_done R1 seen_ok by=c-1", "complete(look)>completed digital by c-1" },
        } },
        { "an alarm look by command", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "do complete 1 c-1", "outcome_missing" },
                { 21, "do complete 1 c-1 done", "outcome_missing" },
                { 22, "do complete 1 c-1 seen_ok", "ok; complete(look)>completed digital by c-1 seen_ok" },
                { 23, "do complete 1 c-1 seen_ok", "ok" },
        } },
        { "an alarm that was none", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "do complete 1 c-1 nuisance", "ok; complete(look)>completed digital by c-1 nuisance" },
        } },
        { "an alarm look that did not see is a visit at once", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "event camera.check_done R1 not_seen", "looked(look)>requested digital; visit(not_seen)>requested; ask(share)>requested =c-1" },
        } },
        { "an alarm look that shows trouble is a visit at once", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "do complete 1 c-1 needs_help",
                  "ok; "
                  "looked(look)>requested digital by c-1 needs_help; "
                  "visit(needs_help)>requested; "
                  "ask(share)>requested =c-1" },
        } },
        { "a camera that is down is a visit at once", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "event camera.check_done R1 camera_down", "looked(look)>requested digital; visit(camera_down)>requested; ask(share)>requested =c-1" },
        } },
        { "an alarm look not done in its time is a visit", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 59, "tick", "" },
                { M(1), "tick", "visit(look_by)>requested; ask(share)>requested =c-1" },
                { 61, "tick", "" },
        } },
        { "also when somebody has taken it on", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 10, "do accept 1 c-2", "ok; accept(command)>accepted digital by c-2" },
                { M(1), "tick", "visit(look_by)>requested; ask(share)>requested =c-1" },
        } },
        { "a look's outcome said again does not end the visit", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "do complete 1 c-1 not_seen",
                  "ok; "
                  "looked(look)>requested digital by c-1 not_seen; "
                  "visit(not_seen)>requested; "
                  "ask(share)>requested =c-1" },
                { 21, "do complete 1 c-1 not_seen", "not_now" },
                { 90, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
        } },
        { "without the resident's decision nobody looks", {
                { 0, "event bed.exit R2", "open(opens)>requested; ask(share)>requested =c-1" },
        } },
        { "a fall is never looked at first", {
                { 0, "event person.fall R1", "open(opens)>requested; ask(share)>requested =n-1" },
        } },
        { "a planned look that sees completes its check", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 seen_ok by=c-2", "complete(look)>completed digital by c-2" },
        } },
        { "a check told as done on foot is the visit", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 done on-foot by=c-2",
                  "visit(told_on_foot)>requested; complete(told_on_foot)>completed by c-2" },
        } },
        { "told as done on foot, but not how it went: nothing is settled", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 not_seen on-foot", "" },
        } },
        { "an alarm look is not settled by a round", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 20, "event camera.check_done R1 done on-foot", "" },
        } },
        { "not seen: again after 15 min, then a visit", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 not_seen", "looked(look)>requested digital; hold(not_seen)>on-hold digital" },
                { M(76) + 39, "tick", "" },
                { M(76) + 40, "tick", "release(look_again)>requested digital; ask(share)>requested digital =c-1" },
                { M(78) + 20, "event camera.check_done R1 not_seen", "looked(look)>requested digital; visit(not_seen)>requested; ask(share)>requested =c-1" },
        } },
        { "seen at the second look", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 not_seen", "looked(look)>requested digital; hold(not_seen)>on-hold digital" },
                { M(76) + 40, "tick", "release(look_again)>requested digital; ask(share)>requested digital =c-1" },
                { M(78) + 20, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
        } },
        { "a second look before its time that sees is welcome", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 not_seen", "looked(look)>requested digital; hold(not_seen)>on-hold digital" },
                { M(63) + 20, "event camera.check_done R1 seen_ok", "complete(look)>completed digital" },
        } },
        { "the same answer delivered twice is not the second look", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "do complete 1 c-1 not_seen", "ok; looked(look)>requested digital by c-1 not_seen; hold(not_seen)>on-hold digital" },
                { M(61) + 41, "do complete 1 c-1 not_seen", "not_now" },
                { M(76) + 40, "tick", "release(look_again)>requested digital; ask(share)>requested digital =c-1" },
                { M(78) + 20, "do complete 1 c-1 not_seen",
                  "ok; "
                  "looked(look)>requested digital by c-1 not_seen; "
                  "visit(not_seen)>requested; "
                  "ask(share)>requested =c-1" },
        } },
        { "needs help: a visit at once", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 needs_help", "looked(look)>requested digital; visit(needs_help)>requested; ask(share)>requested =c-1" },
        } },
        { "not looked by the end of the window: a visit with as long again, then found as not done", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(119) + 59, "tick", "" },
                { H(2), "tick", "visit(window)>requested; ask(share)>requested =c-1" },
                { H(2), "tick", "" },
                { M(179) + 59, "tick", "" },
                { H(3), "tick",
                  "fail(window)>failed not_done; "
                  "open(plan)>requested #2; "
                  "ask(share)>requested #2 =c-1; "
                  "open(plan)>requested #3; "
                  "ask(share)>requested #3 =c-1" },
        } },
        { "not seen and then no visit: overdue, and never dropped", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "event camera.check_done R1 not_seen", "looked(look)>requested digital; hold(not_seen)>on-hold digital" },
                { M(76) + 40, "tick", "release(look_again)>requested digital; ask(share)>requested digital =c-1" },
                { M(78) + 20, "event camera.check_done R1 not_seen", "looked(look)>requested digital; visit(not_seen)>requested; ask(share)>requested =c-1" },
                { H(2), "tick", "overdue(complete_by)>requested" },
                { H(3), "tick",
                  "open(plan)>requested #2; "
                  "ask(share)>requested #2 =c-1; "
                  "open(plan)>requested #3; "
                  "ask(share)>requested #3 =c-1" },
        } },
        { "the window ends while the second look is waited for", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(116) + 40, "event camera.check_done R1 not_seen", "looked(look)>requested digital; hold(not_seen)>on-hold digital" },
                { H(2), "tick", "visit(window)>requested; ask(share)>requested =c-1" },
        } },
        { "the alarm's look comes before the planned one, then the oldest window", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(60) + 50, "event bed.exit R1", "open(opens)>requested #2 digital; ask(share)>requested #2 digital =c-1" },
                { M(61), "event camera.check_done R1 seen_ok", "complete(look)>completed #2 digital" },
                { M(61) + 10, "event camera.check_done R1 seen_ok", "complete(look)>completed #1 digital" },
                { M(61) + 20, "event camera.check_done R1 seen_ok", "" },
        } },
        { "a look without a task, without outcome or of another is a note", {
                { 0, "event camera.check_done R1 seen_ok", "" },
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(60) + 10, "event camera.check_done R1", "" },
                { M(60) + 20, "event camera.check_done R2 seen_ok", "" },
                { M(60) + 30, "event camera.check_done R1 seen_ok test", "" },
                { M(60) + 40, "event camera.check_done R1 seen_ok replay ago=1000", "" },
        } },
        { "all of it survives the program's death", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(60) + 1, "down", "" },
                { M(61) + 40, "event camera.check_done R1 not_seen", "looked(look)>requested digital; hold(not_seen)>on-hold digital" },
                { M(61) + 41, "down", "" },
                { M(76) + 40, "tick", "release(look_again)>requested digital; ask(share)>requested digital =c-1" },
                { M(76) + 41, "down", "" },
                { M(78) + 20, "event camera.check_done R1 not_seen", "looked(look)>requested digital; visit(not_seen)>requested; ask(share)>requested =c-1" },
                { M(78) + 21, "down", "" },
                { M(78) + 22, "do complete 1 c-1", "ok; complete(command)>completed by c-1 done" },
        } },
        { "on hold nobody can take it", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(61) + 40, "do complete 1 c-1 not_seen", "ok; looked(look)>requested digital by c-1 not_seen; hold(not_seen)>on-hold digital" },
                { M(61) + 50, "do accept 1 c-1", "not_now" },
                { M(61) + 51, "do start 1 c-1", "not_now" },
                { M(61) + 52, "do decline 1 c-1", "not_now" },
                { M(61) + 53, "do cancel 1 c-1", "ok; cancel(command)>cancelled digital by c-1 not_needed" },
        } },
        { "who declined the first look can be asked for the second", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(60) + 10, "do decline 1 c-1", "ok; decline(command)>requested digital by c-1; ask(share)>requested digital =c-2" },
                { M(61) + 40, "event camera.check_done R1 not_seen", "looked(look)>requested digital; hold(not_seen)>on-hold digital" },
                { M(76) + 40, "tick", "release(look_again)>requested digital; ask(share)>requested digital =c-1" },
        } },
        { "who had the look has not got the visit", {
                { 0, "event bed.exit R1", "open(opens)>requested digital; ask(share)>requested digital =c-1" },
                { 10, "do accept 1 c-1", "ok; accept(command)>accepted digital by c-1" },
                { M(1), "tick", "visit(look_by)>requested; ask(share)>requested =c-1" },
                { 70, "do accept 1 n-1", "ok; accept(command)>accepted by n-1" },
        } },
        { "who had the look has not got the next look", {
                { H(1), "tick", "open(plan)>requested digital; ask(share)>requested digital =c-1" },
                { M(60) + 10, "do accept 1 c-1", "ok; accept(command)>accepted digital by c-1" },
                { M(61) + 40, "event camera.check_done R1 not_seen", "looked(look)>accepted digital; hold(not_seen)>on-hold digital" },
                { M(76) + 40, "tick", "release(look_again)>requested digital; ask(share)>requested digital =c-1" },
                { M(76) + 50, "do accept 1 n-1", "ok; accept(command)>accepted digital by n-1" },
        } },
};
/* clang-format on */

static void plays_every_scene(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(scenes); i++)
                world_scene(scenes[i].says, plan, ELEMENTS(plan), scenes[i].steps);
}

static void nothing_is_left_of_a_look_that_is_over(void **state) {
        struct world world;

        (void)state;
        world_init(&world, plan, ELEMENTS(plan));
        world_play(&world, 0, "event bed.exit R1");
        assert_true(world.tasks[0].look_by_us == EVENING_US + 60 * US_PER_S);
        world_play(&world, 60, "tick");
        assert_true(world.tasks[0].look_by_us == 0);
        world_play(&world, 70, "do complete 1 c-1");
        world_play(&world, H(1), "tick");
        world_play(&world, H(1), "event camera.check_done R1 not_seen");
        assert_true(world.tasks[1].hold_until_us == EVENING_US + (H(1) + M(15)) * US_PER_S);
        world_play(&world, H(1) + M(15), "tick");
        assert_true(world.tasks[1].hold_until_us == 0);
        assert_int_equal(world.tasks[1].look_count, 1);
        world_done(&world);
}

static void the_window_that_ends_first_is_looked_into_first(void **state) {
        static const struct plan_entry two[] = {
                { .name = "long",
                  .code = "look",
                  .resident = "R1",
                  .mode = TASK_MODE_DIGITAL,
                  .minute = { 1380 },
                  .minute_count = 1,
                  .weekdays = 127,
                  .window_min = 120 },
                { .name = "short",
                  .code = "look",
                  .resident = "R1",
                  .mode = TASK_MODE_DIGITAL,
                  .minute = { 1390 },
                  .minute_count = 1,
                  .weekdays = 127,
                  .window_min = 30 },
        };
        struct world world;

        (void)state;
        world_init(&world, two, ELEMENTS(two));
        world_play(&world, H(1) + M(10), "tick");
        assert_string_equal(world_play(&world, H(1) + M(11), "event camera.check_done R1 seen_ok"),
                            "complete(look)>completed #2 digital");
        world_done(&world);
}

static void a_window_that_passed_is_as_long_again_for_the_visit(void **state) {
        static const struct plan_entry short_look = { .name = "l",
                                                      .code = "look",
                                                      .resident = "R1",
                                                      .mode = TASK_MODE_DIGITAL,
                                                      .minute = { 1380 },
                                                      .minute_count = 1,
                                                      .weekdays = 127,
                                                      .window_min = 20 };
        struct world world;

        (void)state;
        world_init(&world, &short_look, 1);
        world_play(&world, H(1), "tick");
        world_play(&world, H(1) + M(20), "tick");
        assert_true(world.tasks[0].complete_by_us == EVENING_US + (H(1) + M(40)) * US_PER_S);
        assert_true(world.tasks[0].window_end_us == EVENING_US + (H(1) + M(20)) * US_PER_S);
        world_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plays_every_scene),
                cmocka_unit_test(nothing_is_left_of_a_look_that_is_over),
                cmocka_unit_test(the_window_that_ends_first_is_looked_into_first),
                cmocka_unit_test(a_window_that_passed_is_as_long_again_for_the_visit),
        };

        return cmocka_run_group_tests_name("task/looks", tests, NULL, NULL);
}
