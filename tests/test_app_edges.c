/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What wired lines say, through a real flow and journal: a pulled cord is a call at the time of its edge, and
 * a commit that fails loses none and doubles none. A full disk is a limit on the size of files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HOUSE_GATEWAY                                                                      \
        "gpio:\n"                                                                          \
        "  - { chip: c0, line: 1, name: cord-1, kind: person.help_call, place: room-1 }\n" \
        "  - { chip: c0, line: 2, name: cord-2, kind: person.help_call, place: room-2 }\n" \
        "  - { chip: c0, line: 3, name: here-3, kind: staff.present, place: room-3 }\n"    \
        "  - { chip: c0, line: 4, name: lamp, output: open-task, department: east }\n"
#include "app_house.h"
#include "edges.h"

enum { CORD_1, CORD_2, BUTTON, LAMP };

static const struct gpio_line *lines_of(const struct house *house) {
        return house->configuration->settings.lines;
}

static bool add(struct house *house, struct edges *edges, size_t line, bool active, bool baseline) {
        pass(house, US_PER_MS);
        return edges_add(
                edges, lines_of(house),
                &(struct edge){
                        .what = EDGE_LEVEL, .line = line, .active = active, .baseline = baseline },
                house->now.boot_us - 300, &house->now);
}

/* As the daemon's turn: hears, commits, and keeps what was not written. */
static int turn(struct house *house, struct edges *edges) {
        int r;

        pass(house, US_PER_MS);
        flow_begin(house->flow, &house->now);
        edges_hear(edges, lines_of(house), house->flow, &house->now);
        r = commit(house, NULL);
        edges_end(edges, r >= 0);
        return r;
}

static int64_t events(const struct house *house) {
        return flow_counts(house->flow)->events;
}

static int count_event(void *userdata, const struct event *event) {
        struct event *last = userdata;
        double count = last->value + 1;

        *last = *event;
        last->value = count;
        return 0;
}

/* The last event in the journal; its value is how many there are. */
static struct event written(struct house *house) {
        struct event last = { .value = 0 };

        assert_int_equal(journal_each_event(house->journal, 0, INT64_MAX, count_event, &last), 0);
        return last;
}

static void a_pulled_cord_is_a_call_at_the_time_of_its_edge(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };
        struct event event;

        assert_true(add(house, &edges, CORD_2, false, true));
        assert_true(add(house, &edges, CORD_2, true, false));
        assert_int_equal(turn(house, &edges), 1);
        assert_int_equal(edges.count, 0);
        assert_int_equal(flow_open_tasks(house->flow), 1);
        event = written(house);
        assert_int_equal((int)event.value, 1);
        assert_int_equal(event.kind, EVENT_KIND_PERSON_HELP_CALL);
        assert_int_equal(event.adapter, ADAPTER_GPIO);
        assert_string_equal(event.device, "cord-2");
        assert_string_equal(event.place, "room-2");
        assert_true(event.occurred_us == START_US + 2 * US_PER_MS - 300);
        assert_false(event.baseline);

        assert_true(add(house, &edges, CORD_2, true, true)); /* the same level, found once more */
        assert_true(turn(house, &edges) >= 0);
        assert_int_equal(events(house), 1);
}

static void a_level_found_is_a_baseline(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };

        assert_true(add(house, &edges, CORD_1, true, true));
        assert_true(add(house, &edges, CORD_2, false, true));
        assert_int_equal(turn(house, &edges), 1);
        assert_int_equal(events(house), 1);
        assert_true(written(house).baseline);
}

static void a_button_speaks_only_when_it_is_pressed(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };

        assert_false(add(house, &edges, BUTTON, true, true));
        assert_false(add(house, &edges, BUTTON, false, true));
        assert_false(add(house, &edges, BUTTON, false, false));
        assert_int_equal(edges.count, 0);
        assert_true(add(house, &edges, BUTTON, true, false));
        assert_int_equal(turn(house, &edges), 1);
        assert_int_equal(written(house).kind, EVENT_KIND_STAFF_PRESENT);
}

static void what_could_not_be_written_is_heard_again(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };
        int64_t pulled_us;

        assert_true(turn(house, &edges) >= 0);
        fill_disk(true);
        assert_true(add(house, &edges, CORD_1, true, false));
        pulled_us = house->now.wall_us - 300;
        assert_true(turn(house, &edges) < 0);
        assert_int_equal(edges.count, 1);
        assert_int_equal(flow_open_tasks(house->flow), 0);
        assert_true(add(house, &edges, CORD_1, false, false)); /* the cord is put back meanwhile */
        assert_true(turn(house, &edges) < 0);
        assert_int_equal(edges.count, 2);
        pass(house, 20 * US_PER_MIN);
        fill_disk(false);

        assert_int_equal(turn(house, &edges), 1);
        assert_int_equal(edges.count, 0);
        assert_int_equal(flow_open_tasks(house->flow), 1);
        assert_int_equal((int)written(house).value, 1);
        assert_true(written(house).occurred_us == pulled_us);
        assert_false(written(house).replay);
}

static void a_commit_that_failed_though_it_was_written_doubles_nothing(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };
        struct event first;

        assert_true(add(house, &edges, CORD_1, true, false));
        assert_true(add(house, &edges, CORD_1, false, false));
        flow_begin(house->flow, &house->now);
        edges_hear(&edges, lines_of(house), house->flow, &house->now);
        assert_int_equal(commit(house, NULL), 1);
        edges_end(&edges, false);
        first = written(house);

        assert_true(turn(house, &edges) >= 0);
        assert_int_equal(edges.count, 0);
        assert_int_equal((int)written(house).value, 1);
        assert_string_equal(written(house).id, first.id);
        assert_int_equal(flow_open_tasks(house->flow), 1);
}

static void what_came_after_the_turn_heard_is_not_forgotten_with_it(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };

        assert_true(add(house, &edges, CORD_1, true, false));
        flow_begin(house->flow, &house->now);
        edges_hear(&edges, lines_of(house), house->flow, &house->now);
        assert_true(add(house, &edges, CORD_2, true, false));
        assert_int_equal(commit(house, NULL), 1);
        edges_end(&edges, true);
        assert_int_equal(edges.count, 1);
        assert_int_equal(turn(house, &edges), 1);
        assert_int_equal(events(house), 2);
}

static void of_too_much_the_newest_pull_and_the_newest_level_remain(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };

        for (int i = 0; i < 2000; i++)
                assert_true(add(house, &edges, CORD_1, i % 2 == 0, false));
        assert_true(add(house, &edges, CORD_2, true, false));
        assert_true(edges.count <= EDGES_MAX);
        assert_true(edges.dropped > 0);
        assert_int_equal(turn(house, &edges), 1);
        assert_int_equal(flow_open_tasks(house->flow), 2);
        assert_true(add(house, &edges, CORD_1, false, true)); /* put back: that is known */
        assert_true(turn(house, &edges) >= 0);
}

/* Every line says all that it can, several times over. */
static void any_number_of_all_lines_fits(void **state) {
        struct house *house = *state;
        struct gpio_line lines[LINES_MAX] = { 0 };
        struct edges edges = { .count = 0 };
        const enum edge_what whats[] = { EDGE_LEVEL, EDGE_LEVEL, EDGE_WORKS, EDGE_CHIP,
                                         EDGE_CHATTERS };
        size_t pulls = 0, last = 0;

        for (size_t i = 0; i < LINES_MAX; i++)
                lines[i].measure = MEASURE_CALL;
        for (size_t round = 0; round < 5; round++)
                for (size_t i = 0; i < LINES_MAX * 5; i++)
                        assert_true(edges_add(&edges, lines,
                                              &(struct edge){ .what = whats[i % 5],
                                                              .line = i / 5,
                                                              .active = i % 5 == 0 },
                                              (int64_t)(round * 1000 + i), &house->now));
        assert_true(edges.count <= EDGES_MAX);
        for (size_t i = 0; i < edges.count; i++) {
                pulls += edges.at[i].what == EDGE_LEVEL && edges.at[i].active;
                last += edges.at[i].what == EDGE_LEVEL && !edges.at[i].active;
        }
        assert_int_equal(pulls, LINES_MAX);
        assert_int_equal(last, LINES_MAX);
}

static void an_edge_is_never_on_a_whole_second(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };
        struct edge edge = { .what = EDGE_LEVEL, .line = CORD_1, .active = true };

        assert_true(edges_add(&edges, lines_of(house), &edge, house->now.boot_us, &house->now));
        assert_true(edges.at[0].at_us == START_US + 1);
}

static void a_chip_that_goes_is_one_event_and_its_return_ends_the_task(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };
        struct edge chip = { .what = EDGE_CHIP, .line = CORD_1, .active = false };

        pass(house, US_PER_MS);
        assert_true(edges_add(&edges, lines_of(house), &chip, house->now.boot_us, &house->now));
        assert_int_equal(turn(house, &edges), 1);
        assert_int_equal(events(house), 1);
        assert_int_equal(written(house).kind, EVENT_KIND_DEVICE_OFFLINE);
        assert_string_equal(written(house).device, "c0");
        assert_int_equal(flow_open_tasks(house->flow), 1);

        pass(house, US_PER_MIN);
        chip.active = true;
        assert_true(edges_add(&edges, lines_of(house), &chip, house->now.boot_us, &house->now));
        assert_int_equal(turn(house, &edges), 1);
        assert_int_equal(flow_open_tasks(house->flow), 0);
}

static void a_lamp_that_does_not_work_is_a_task(void **state) {
        struct house *house = *state;
        struct edges edges = { .count = 0 };
        struct edge lamp = { .what = EDGE_WORKS, .line = LAMP, .active = false };

        assert_true(edges_add(&edges, lines_of(house), &lamp, house->now.boot_us, &house->now));
        assert_int_equal(turn(house, &edges), 1);
        assert_string_equal(written(house).device, "lamp");
        assert_int_equal(flow_open_tasks(house->flow), 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, build, tear_down)
        const struct CMUnitTest tests[] = {
                TEST(a_pulled_cord_is_a_call_at_the_time_of_its_edge),
                TEST(a_level_found_is_a_baseline),
                TEST(a_button_speaks_only_when_it_is_pressed),
                TEST(what_could_not_be_written_is_heard_again),
                TEST(a_commit_that_failed_though_it_was_written_doubles_nothing),
                TEST(what_came_after_the_turn_heard_is_not_forgotten_with_it),
                TEST(of_too_much_the_newest_pull_and_the_newest_level_remain),
                TEST(any_number_of_all_lines_fits),
                TEST(an_edge_is_never_on_a_whole_second),
                TEST(a_chip_that_goes_is_one_event_and_its_return_ends_the_task),
                TEST(a_lamp_that_does_not_work_is_a_task),
        };

        return cmocka_run_group_tests_name("app/edges", tests, NULL, NULL);
}
