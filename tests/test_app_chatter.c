/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines that chatter, by the hour: how much is told, how soon, and that no call is lost in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "chatter.h"

#define START_US INT64_C(500000000)

struct world {
        struct chatter chatter;
        int64_t now_us;
        size_t pulls, rests, began, over;
        bool told;
        int64_t told_us, last_pull_us, longest_us; /* without a pull told */
};

static void hear(struct world *world, const struct chatter_news *news, size_t count) {
        assert_true(count <= CHATTER_NEWS_MAX);
        for (size_t i = 0; i < count; i++) {
                if (!news[i].is_level) {
                        world->began += news[i].active;
                        world->over += !news[i].active;
                        continue;
                }
                assert_true(news[i].active != world->told); /* or it would be no news */
                assert_true(news[i].at_us >= world->told_us && news[i].at_us <= world->now_us);
                world->told = news[i].active;
                world->told_us = news[i].at_us;
                world->pulls += news[i].active;
                world->rests += !news[i].active;
                if (!news[i].active)
                        continue;
                if (world->now_us - world->last_pull_us > world->longest_us)
                        world->longest_us = world->now_us - world->last_pull_us;
                world->last_pull_us = world->now_us;
        }
}

/* Time passes; what is due is told when it is. */
static void pass(struct world *world, int64_t us) {
        int64_t until_us = world->now_us + us;
        struct chatter_news news[CHATTER_NEWS_MAX];

        while (chatter_due_us(&world->chatter) <= until_us) {
                size_t count;

                world->now_us = chatter_due_us(&world->chatter);
                count = chatter_due(&world->chatter, world->now_us, news);
                assert_true(count > 0); /* or it would be due for ever */
                hear(world, news, count);
        }
        world->now_us = until_us;
}

static void turn(struct world *world, bool active) {
        struct chatter_news news[CHATTER_NEWS_MAX];

        hear(world, news,
             chatter_level(&world->chatter, active, world->now_us, world->now_us, news));
}

static void chatter_for(struct world *world, int64_t us, int64_t half_us) {
        for (int64_t at_us = 0; at_us < us; at_us += 2 * half_us) {
                turn(world, true);
                pass(world, half_us);
                turn(world, false);
                pass(world, half_us);
        }
}

static struct world start(void) {
        return (struct world){ .now_us = START_US, .last_pull_us = START_US };
}

static void a_person_is_heard_each_time(void **state) {
        struct world world = start();

        (void)state;
        chatter_for(&world, 30 * US_PER_MIN, US_PER_MIN / CHATTER_PULLS / 2);
        assert_int_equal(world.pulls, 30 * CHATTER_PULLS);
        assert_int_equal(world.rests, world.pulls);
        assert_int_equal(world.began, 0);
        assert_true(chatter_due_us(&world.chatter) == TIME_NEVER);
}

/* clang-format off */
static const struct {
        const char *says;
        int64_t half_us;
} noises[] = {
        { "10 kHz", 50 },
        { "100 Hz", 5000 },
        { "with the debounce's pace", 30000 },
        { "a little more often than a person", 1400000 },
};
/* clang-format on */

static void noise_is_few_calls_but_one_each_minute(void **state) {
        (void)state;
        for (size_t i = 0; i < sizeof(noises) / sizeof(noises[0]); i++) {
                struct world world = start();

                print_message("%s\n", noises[i].says);
                chatter_for(&world, 10 * US_PER_MIN, noises[i].half_us);
                assert_int_equal(world.began, 1);
                assert_int_equal(world.over, 0);
                assert_true(world.pulls <= CHATTER_PULLS + 1 + 10 * US_PER_MIN / CHATTER_EVERY_US);
                assert_true(world.rests <= world.pulls);
                assert_true(world.longest_us <= US_PER_MIN);
                assert_true(world.pulls >= CHATTER_PULLS + 10);

                pass(&world, CHATTER_QUIET_US);
                assert_int_equal(world.over, 1);
                assert_false(world.told);
                assert_true(chatter_due_us(&world.chatter) == TIME_NEVER);
                turn(&world, true);
                assert_true(world.told);
        }
}

static void a_level_that_stands_is_told(void **state) {
        struct world world = start();
        size_t before;

        (void)state;
        chatter_for(&world, US_PER_MIN, 5000);
        before = world.pulls;
        turn(&world, true);
        pass(&world, CHATTER_EVERY_US);
        assert_true(world.told);
        assert_int_equal(world.pulls, before + 1);
        pass(&world, CHATTER_QUIET_US);
        assert_int_equal(world.over, 1);
        assert_int_equal(world.pulls, before + 1);
        turn(&world, false);
        assert_false(world.told);
}

/* It was told to be pulled; that it was put back and pulled again is another call. */
static void a_pull_after_a_pull_is_two_calls(void **state) {
        struct world world = start();
        size_t before;

        (void)state;
        for (int i = 0; i < CHATTER_PULLS; i++) {
                turn(&world, true);
                turn(&world, false);
        }
        turn(&world, true);
        assert_int_equal(world.began, 1);
        before = world.pulls;
        pass(&world, US_PER_S);
        turn(&world, false);
        pass(&world, US_PER_S);
        turn(&world, true);
        assert_int_equal(world.pulls, before);
        pass(&world, CHATTER_EVERY_US);
        assert_int_equal(world.pulls, before + 1);
        assert_true(world.told_us == START_US + 2 * US_PER_S);
}

static void a_rare_pull_of_a_line_that_chatters_is_told_at_once(void **state) {
        struct world world = start();
        size_t before;

        (void)state;
        chatter_for(&world, US_PER_S, 5000);
        pass(&world, CHATTER_EVERY_US + US_PER_S);
        before = world.pulls;
        pass(&world, CHATTER_EVERY_US - 2 * US_PER_S);
        turn(&world, true);
        assert_int_equal(world.over, 0);
        assert_int_equal(world.pulls, before); /* the last was told less than 30 s ago */
        pass(&world, 2 * US_PER_S);
        assert_int_equal(world.pulls, before + 1);
        turn(&world, false);
        pass(&world, CHATTER_EVERY_US + US_PER_S);
        turn(&world, true);
        assert_int_equal(world.pulls, before + 2);
}

static void what_is_held_back_is_told_when_the_line_is_let_go(void **state) {
        struct chatter_news news[CHATTER_NEWS_MAX];
        struct world world = start();
        size_t before;

        (void)state;
        chatter_for(&world, US_PER_S, 5000);
        before = world.pulls;
        assert_true(world.told); /* that it was put back is not told yet */
        hear(&world, news, chatter_flush(&world.chatter, news));
        assert_int_equal(world.pulls, before + 1);
        assert_false(world.told);
        assert_int_equal(chatter_flush(&world.chatter, news), 0);
}

static void a_line_found_anew_holds_nothing_back(void **state) {
        struct world world = start();

        (void)state;
        chatter_for(&world, US_PER_S, 5000);
        turn(&world, true);
        chatter_found(&world.chatter, true, world.now_us);
        world.told = true;
        pass(&world, CHATTER_EVERY_US);
        assert_true(world.told);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_person_is_heard_each_time),
                cmocka_unit_test(noise_is_few_calls_but_one_each_minute),
                cmocka_unit_test(a_level_that_stands_is_told),
                cmocka_unit_test(a_pull_after_a_pull_is_two_calls),
                cmocka_unit_test(a_rare_pull_of_a_line_that_chatters_is_told_at_once),
                cmocka_unit_test(what_is_held_back_is_told_when_the_line_is_let_go),
                cmocka_unit_test(a_line_found_anew_holds_nothing_back),
        };

        return cmocka_run_group_tests_name("app/chatter", tests, NULL, NULL);
}
