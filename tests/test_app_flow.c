/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The flow on a journal of its own: what a turn keeps, and what is left of one that could not be written. A
 * full disk is a limit on the size of files (setrlimit(2)), so that SQLite's own writes fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_damage.h"

static int count_event(void *userdata, const struct event *event) {
        size_t *count = userdata;

        (void)event;
        ++*count;
        return 0;
}

static size_t events(const struct house *house) {
        size_t count = 0;

        assert_int_equal(journal_each_event(house->journal, 0, TIME_NEVER, count_event, &count), 0);
        return count;
}

static int keep_task(void *userdata, const struct task *task) {
        *(struct task *)userdata = *task;
        return 0;
}

static struct task newest_task(const struct house *house) {
        struct task task = { .sequence = 0 };

        assert_int_equal(journal_each_task(house->journal, 0, keep_task, &task), 0);
        return task;
}

static void hears_the_same_event_twice_as_one(void **state) {
        struct house *house = *state;

        kept(house, CALL, HELP("a"));
        say(house, CALL, HELP("a"));
        assert_true(commit(house, NULL) >= 0);
        close_flow(house); /* and when it starts again */
        open_flow(house);
        say(house, CALL, HELP("a"));
        assert_true(commit(house, NULL) >= 0);
        assert_int_equal(events(house), 1);
        assert_int_equal(flow_open_tasks(house->flow), 1);
        assert_int_equal(newest_task(house).evidence_count, 1);

        kept(house, CALL, HELP("b"));
        assert_int_equal(events(house), 2);
        assert_int_equal(newest_task(house).evidence_count, 2);
}

static int keep_counter(void *userdata, enum adapter adapter, enum refusal reason, int64_t count) {
        int64_t *kept_count = userdata;

        if (adapter == ADAPTER_NATIVE && reason == REFUSAL_UNREADABLE)
                *kept_count = count;
        return 0;
}

static void counts_what_it_refuses(void **state) {
        struct house *house = *state;
        int64_t count = 0;

        say(house, CALL, "{");
        say(house, CALL, "no");
        assert_int_equal(commit(house, NULL), 1);
        kept(house, CALL, "");
        assert_int_equal(flow_counts(house->flow)->refused[ADAPTER_NATIVE][REFUSAL_UNREADABLE], 3);
        assert_int_equal(journal_each_counter(house->journal, keep_counter, &count), 0);
        assert_int_equal(count, 3);
        assert_int_equal(events(house), 0);
}

static void is_urgent_for_an_alarm_alone(void **state) {
        struct house *house = *state;

        say(house, CALL, "{\"kind\":\"room.activity\",\"id\":\"x\"}");
        assert_false(flow_is_urgent(house->flow));
        assert_int_equal(flow_inputs(house->flow), 1);
        say(house, CALL, HELP("a"));
        assert_true(flow_is_urgent(house->flow));
        assert_int_equal(commit(house, NULL), 1);
        assert_false(flow_is_urgent(house->flow));
        assert_int_equal(flow_inputs(house->flow), 0);
        assert_int_equal(commit(house, NULL), 0);
}

static void expect_urgent(struct flow_urgent *urgent, const char *holds) {
        assert_int_equal(urgent->count, 1);
        assert_non_null(strstr(urgent->at[0].payload, "\"durable\":false"));
        assert_non_null(strstr(urgent->at[0].payload, holds));
        message_done(&urgent->at[0]);
        urgent->count = 0;
}

static void hands_out_a_call_that_it_cannot_write(void **state) {
        struct house *house = *state;
        struct flow_urgent urgent = { .count = 0 };

        kept(house, CALL, "{\"kind\":\"room.activity\",\"id\":\"x\"}");
        fill_disk(true);
        say(house, CALL, HELP("a"));
        assert_true(commit(house, &urgent) < 0);
        expect_urgent(&urgent, "\"resident\":\"R2\"");
        assert_int_equal(flow_open_tasks(house->flow), 0);
        assert_int_equal(events(house), 1);
        assert_int_equal(flow_counts(house->flow)->failed_commits, 1);

        say(house, CALL, HELP("a")); /* the broker says it again, and the disk is full still */
        assert_true(commit(house, &urgent) < 0);
        expect_urgent(&urgent, "\"resident\":\"R2\"");

        fill_disk(false);
        kept(house, CALL, HELP("a"));
        assert_int_equal(flow_open_tasks(house->flow), 1);
        assert_int_equal(events(house), 2);
        assert_true(newest_task(house).durable);
}

static void takes_edges_back_that_it_could_not_write(void **state) {
        struct house *house = *state;

        kept(house, BED, "{\"occupancy\":true}");
        size_t before = events(house);
        fill_disk(true);
        say(house, BED, "{\"occupancy\":false}");
        assert_true(commit(house, NULL) < 0);
        fill_disk(false);
        assert_int_equal(events(house), before);
        kept(house, BED, "{\"occupancy\":false}"); /* news still, or the bed's exit were lost */
        assert_int_equal(events(house), before + 1);
        assert_string_equal(newest_task(house).code, "bed-exit");
}

static void climbs_the_ladder_once_when_it_can_be_written(void **state) {
        struct house *house = *state;
        struct flow_urgent urgent = { .count = 0 };
        int64_t due_us;

        kept(house, CALL, HELP("a"));
        due_us = flow_next_us(house->flow);
        pass(house, 6 * US_PER_S);
        fill_disk(true);
        flow_tick(house->flow, &house->now);
        assert_true(commit(house, &urgent) < 0);
        expect_urgent(&urgent, "\"step\":1");
        assert_int_equal(newest_task(house).step, 0);
        assert_true(flow_next_us(house->flow) <= due_us); /* it is due as it was */

        fill_disk(false);
        flow_tick(house->flow, &house->now);
        assert_int_equal(commit(house, NULL), 1);
        assert_int_equal(newest_task(house).step, 1);
        flow_tick(house->flow, &house->now);
        assert_true(commit(house, NULL) >= 0);
        assert_int_equal(newest_task(house).step, 1);
}

static void takes_up_later_what_it_could_not_read(void **state) {
        struct house *house = *state;

        kept(house, CALL, HELP("a"));
        set_state_word(house, "nonsense");
        fill_disk(true);
        say(house, CALL, HELP("b"));
        assert_true(commit(house, NULL) < 0);
        fill_disk(false);
        say(house, CALL, HELP("b")); /* it could be written; but as a second incident */
        assert_true(commit(house, NULL) < 0);

        set_state_word(house, "requested");
        kept(house, CALL, HELP("b"));
        assert_int_equal(flow_open_tasks(house->flow), 1);
        assert_int_equal(newest_task(house).evidence_count, 2);
}

static void keeps_a_place_with_an_open_task(void **state) {
        struct house *house = *state;
        struct configuration other = *house->configuration;
        char name[NAME_SIZE] = "";

        kept(house, CALL, HELP("a"));
        assert_true(flow_fits(house->flow, &other, name));
        other.site.place_count = 1; /* the duty room alone */
        assert_false(flow_fits(house->flow, &other, name));
        assert_string_equal(name, "room-2");
        other = *house->configuration;
        other.catalogue.count = 0;
        assert_false(flow_fits(house->flow, &other, name));
        assert_string_equal(name, "help-call");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(hears_the_same_event_twice_as_one, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(counts_what_it_refuses, build, tear_down),
                cmocka_unit_test_setup_teardown(is_urgent_for_an_alarm_alone, build, tear_down),
                cmocka_unit_test_setup_teardown(hands_out_a_call_that_it_cannot_write, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(takes_edges_back_that_it_could_not_write, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(climbs_the_ladder_once_when_it_can_be_written,
                                                build, tear_down),
                cmocka_unit_test_setup_teardown(takes_up_later_what_it_could_not_read, build,
                                                tear_down),
                cmocka_unit_test_setup_teardown(keeps_a_place_with_an_open_task, build, tear_down),
        };

        return cmocka_run_group_tests_name("app/flow", tests, NULL, NULL);
}
