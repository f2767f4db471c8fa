/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemon's wired part between a link that is made up here and a real turn, flow and journal, without a
 * broker: when lamps are driven, what a failed commit leaves, what is said of what does not work. The real
 * link on a kernel's chip: tests/vm.
 */
#include "app_wired.h"

#include "app_damage.h"

static void accept(struct world *world) {
        const struct task *task = flow_open_task(world->d.flow, 0);
        struct moment now = turn_now(&world->d);
        char topic[256];
        const char *payload = "{\"command\":\"accept\",\"who\":\"c-1\"}";
        struct flow_arrival arrival = { .topic = topic,
                                        .payload = payload,
                                        .size = strlen(payload) };

        assert_non_null(task);
        snprintf(topic, sizeof(topic), "nattvakt/house/task/%s/command", task->id);
        turn_begin(&world->d);
        flow_message(world->d.flow, &arrival, &now);
}

static void a_lamp_is_lit_when_the_call_is_on_disk_and_not_before(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        assert_false(fake.gpio->lit[EAST]);
        pull(true);
        assert_true(d->open);
        assert_int_equal(flow_open_tasks(d->flow), 1);
        assert_false(fake.gpio->lit[EAST]);
        wired_show(d); /* a pattern moves in the middle of a turn */
        assert_false(fake.gpio->lit[EAST]);
        assert_false(fake.gpio->lit[BUZZER]);

        turn_commit(d);
        assert_false(d->open);
        assert_true(fake.gpio->lit[EAST]);
        assert_true(fake.gpio->lit[BUZZER]);
        assert_false(fake.gpio->lit[WEST]);
        assert_true(sd_event_source_get_enabled(d->wired.beat, NULL) > 0);
}

static void a_lamp_goes_dark_when_the_task_is_accepted(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        pull(true);
        turn_commit(d);
        assert_true(fake.gpio->lit[EAST]);
        accept(world);
        assert_true(fake.gpio->lit[EAST]); /* not yet on disk */
        turn_commit(d);
        assert_int_equal(flow_open_task(d->flow, 0)->state, TASK_STATE_ACCEPTED);
        assert_false(fake.gpio->lit[EAST]);
        assert_false(fake.gpio->lit[BUZZER]);
}

static void a_call_that_cannot_be_written_is_shown_by_all_lamps_and_written_later(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        fill_disk(true);
        pull(true);
        turn_commit(d);
        assert_true(d->failing);
        assert_int_equal(flow_open_tasks(d->flow), 0);
        assert_true(fake.gpio->lit[EAST] && fake.gpio->lit[WEST] && fake.gpio->lit[BUZZER]);
        assert_int_equal(d->wired.at[STATUS].pattern, LAMP_PATTERN_BLINK);
        assert_true(d->urgent.count > 0);
        turn_commit(d);
        assert_true(d->failing);
        assert_int_equal(d->wired.at[WEST].pattern, LAMP_PATTERN_BLINK);

        fill_disk(false);
        turn_commit(d);
        assert_false(d->failing);
        assert_int_equal(flow_open_tasks(d->flow), 1);
        assert_int_equal(calls(world), 1);
        assert_int_equal(d->wired.edges.count, 0);
        assert_int_equal(d->wired.at[EAST].pattern, LAMP_PATTERN_BLINK);
        assert_int_equal(d->wired.at[WEST].pattern, LAMP_PATTERN_DARK);
        turn_commit(d);
        assert_int_equal(calls(world), 1);
}

static void what_is_no_call_is_not_shown_though_it_cannot_be_written(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        fill_disk(true);
        fake.gpio->handlers.line(d, EAST, -EBUSY);
        turn_commit(d);
        assert_true(d->failing);
        assert_int_equal(d->wired.at[WEST].pattern, LAMP_PATTERN_DARK);
        assert_int_equal(d->wired.at[STATUS].pattern, LAMP_PATTERN_BLINK);
}

static void a_task_that_somebody_took_on_is_no_alarm_though_that_cannot_be_written(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        pull(true);
        turn_commit(d);
        fill_disk(true);
        accept(world);
        turn_commit(d);
        assert_true(d->failing);
        assert_true(d->urgent.count > 0);                                /* it is said */
        assert_int_equal(d->wired.at[EAST].pattern, LAMP_PATTERN_BLINK); /* the journal's word */
        assert_int_equal(d->wired.at[WEST].pattern, LAMP_PATTERN_DARK);
}

static void lamps_stay_as_they_were_while_the_tasks_cannot_be_read(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        pull(true);
        turn_commit(d);
        set_state_word(world->house, "nonsense");
        fill_disk(true);
        fake.gpio->handlers.line(d, WEST, -EBUSY);
        turn_commit(d);
        assert_true(flow_is_stale(d->flow));
        assert_int_equal(flow_open_tasks(d->flow), 0);
        assert_int_equal(d->wired.at[EAST].pattern, LAMP_PATTERN_BLINK);
        assert_int_equal(d->wired.at[BUZZER].pattern, LAMP_PATTERN_BLINK);
        assert_int_equal(d->wired.at[WEST].pattern, LAMP_PATTERN_DARK);
        assert_int_equal(d->wired.at[STATUS].pattern, LAMP_PATTERN_BLINK);

        fill_disk(false);
        set_state_word(world->house, "requested");
        turn_commit(d);
        accept(world);
        turn_commit(d);
        assert_false(flow_is_stale(d->flow));
        assert_int_equal(d->wired.at[EAST].pattern, LAMP_PATTERN_DARK);
}

static bool status_says(struct world *world, const char *text) {
        struct outbox_row row;
        int64_t after = 0;
        bool says = false;

        while (journal_outbox_next(world->d.journal, after, &row) == 1) {
                after = row.id;
                if (strcmp(row.message.topic, "nattvakt/house/status") == 0)
                        says = strstr(row.message.payload, text) != NULL;
                message_done(&row.message);
        }
        return says;
}

static void a_chip_that_goes_is_said_and_is_a_task(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        assert_int_equal(wired_down(d), 0);
        fake.gpio->handlers.chip(d, "c1", -ENODEV);
        turn_commit(d);
        assert_int_equal(wired_down(d), 2);
        assert_int_equal(flow_open_tasks(d->flow), 1);
        assert_string_equal(flow_open_task(d->flow, 0)->device, "c1");
        assert_true(status_says(world, "The GPIO chip c1 does not work."));
        assert_int_equal(d->wired.at[STATUS].pattern, LAMP_PATTERN_BLINK);

        fake.gpio->handlers.chip(d, "c1", 0);
        turn_commit(d);
        assert_int_equal(wired_down(d), 0);
        assert_int_equal(flow_open_tasks(d->flow), 0);
        assert_false(status_says(world, "GPIO"));
}

static void the_status_is_said_though_its_turn_failed(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        fill_disk(true);
        fake.gpio->handlers.chip(d, "c1", -ENODEV);
        turn_commit(d);
        fill_disk(false);
        turn_commit(d);
        assert_true(status_says(world, "The GPIO chip c1 does not work."));
        assert_int_equal(flow_open_tasks(d->flow), 1);
}

static void an_output_that_fails_is_a_task_until_it_works(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        fake.gpio->handlers.line(d, EAST, -EBUSY);
        turn_commit(d);
        assert_int_equal(wired_down(d), 1);
        assert_string_equal(flow_open_task(d->flow, 0)->device, "lamp-east");
        fake.gpio->handlers.line(d, EAST, 0);
        turn_commit(d);
        assert_int_equal(flow_open_tasks(d->flow), 0);
}

static void without_a_broker_it_is_deaf_after_a_minute(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        assert_int_equal(d->wired.at[STATUS].pattern, LAMP_PATTERN_STEADY);
        assert_true(d->wired.away_us > 0); /* there never was one */
        assert_true(sd_event_source_get_enabled(d->wired.beat, NULL) > 0);
        d->wired.away_us -= WIRED_DEAF_US;
        wired_show(d);
        assert_int_equal(d->wired.at[STATUS].pattern, LAMP_PATTERN_DEAF);
        assert_int_equal(d->wired.at[EAST].pattern, LAMP_PATTERN_DEAF);
}

static void a_reload_touches_lines_only_if_they_changed(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        d->configuration->settings.lines[CORD].at_line += 3; /* a comment above it */
        assert_true(wired_reload(d) >= 0);
        assert_int_equal(fake.made, 1);
        d->configuration->settings.lines[CORD].place[20] = 'x'; /* behind its end */
        assert_true(wired_reload(d) >= 0);
        assert_int_equal(fake.made, 1);
        d->configuration->settings.lines[CORD].debounce_ms += 3;
        assert_true(wired_reload(d) >= 0);
        assert_int_equal(fake.made, 2);
        assert_int_equal(fake.freed, 1);
        pull(true);
        turn_commit(d);
        assert_true(fake.gpio->lit[EAST]);
}

static void what_was_not_read_yet_is_heard_before_lines_are_taken_anew(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        fake.gpio->is_unread = fake.gpio->unread = true;
        d->configuration->settings.lines[WEST].offset++; /* another line than the one that speaks */
        assert_true(wired_reload(d) >= 0);
        assert_int_equal(fake.made, 2);
        assert_int_equal(calls(world), 1);
        assert_int_equal(flow_open_tasks(d->flow), 1);
        assert_false(d->open);
}

static void what_could_not_be_written_is_kept_though_lines_are_taken_anew(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        fill_disk(true);
        fake.gpio->is_unread = fake.gpio->unread = true;
        memmove(&d->configuration->settings.lines[CORD], &d->configuration->settings.lines[EAST],
                sizeof(struct gpio_line)); /* the cord is another one in the list */
        d->configuration->settings.lines[EAST] = d->wired.lines[CORD];
        assert_true(wired_reload(d) >= 0);
        assert_int_equal(fake.made, 2);
        assert_int_equal(d->wired.edges.count, 1);
        assert_int_equal(d->wired.edges.at[0].line, EAST);
        fill_disk(false);
        turn_commit(d);
        assert_int_equal(calls(world), 1);
}

static void what_was_not_read_yet_is_heard_at_the_end(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        fake.gpio->is_unread = fake.gpio->unread = true;
        wired_drain(d);
        turn_commit(d);
        assert_int_equal(calls(world), 1);
}

static void lines_do_not_change_while_what_they_said_is_not_written(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        fill_disk(true);
        pull(true);
        turn_commit(d);
        assert_true(wired_fits(d, d->configuration));
        d->configuration->settings.lines[CORD].offset++;
        assert_false(wired_fits(d, d->configuration));
        fill_disk(false);
        turn_commit(d);
        assert_true(wired_fits(d, d->configuration));
}

static void a_lamp_that_does_not_move_is_driven_once(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;
        int driven = fake.driven;

        turn_commit(d);
        turn_commit(d);
        assert_int_equal(fake.driven, driven);
}

static void in_simulated_time_no_line_is_touched(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;

        wired_close(d);
        d->simulated = true;
        assert_int_equal(wired_open(d), 0);
        assert_int_equal(fake.made, 1);
        assert_null(d->wired.gpio);
        d->simulated = false;
}

int main(void) {
#define WIRED(name) cmocka_unit_test_setup_teardown(name, begin, end)
        const struct CMUnitTest tests[] = {
                WIRED(a_lamp_is_lit_when_the_call_is_on_disk_and_not_before),
                WIRED(a_lamp_goes_dark_when_the_task_is_accepted),
                WIRED(a_call_that_cannot_be_written_is_shown_by_all_lamps_and_written_later),
                WIRED(what_is_no_call_is_not_shown_though_it_cannot_be_written),
                WIRED(a_task_that_somebody_took_on_is_no_alarm_though_that_cannot_be_written),
                WIRED(lamps_stay_as_they_were_while_the_tasks_cannot_be_read),
                WIRED(a_chip_that_goes_is_said_and_is_a_task),
                WIRED(the_status_is_said_though_its_turn_failed),
                WIRED(an_output_that_fails_is_a_task_until_it_works),
                WIRED(without_a_broker_it_is_deaf_after_a_minute),
                WIRED(a_reload_touches_lines_only_if_they_changed),
                WIRED(what_was_not_read_yet_is_heard_before_lines_are_taken_anew),
                WIRED(what_could_not_be_written_is_kept_though_lines_are_taken_anew),
                WIRED(what_was_not_read_yet_is_heard_at_the_end),
                WIRED(lines_do_not_change_while_what_they_said_is_not_written),
                WIRED(a_lamp_that_does_not_move_is_driven_once),
                WIRED(in_simulated_time_no_line_is_touched),
        };

        return cmocka_run_group_tests_name("app/wired", tests, NULL, NULL);
}
