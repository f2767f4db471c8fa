/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line that never rests must not keep a turn from its end: a real event loop with a descriptor that is
 * always readable, as a noisy line's is, and how long a commit takes to come. And what it says is limited.
 */
#include "app_wired.h"

#include <sys/eventfd.h>

#define LONGEST_US (2 * US_PER_S)    /* then it will not come */
#define LATE_US    (200 * US_PER_MS) /* so much later may a busy machine do anything */

struct noise {
        sd_event_source *source;
        bool pulls; /* each time the cord; or only keeps the loop busy */
        bool level;
};

static int on_noise(sd_event_source *source, int fd, uint32_t revents, void *userdata) {
        struct noise *noise = userdata;

        (void)source, (void)fd, (void)revents;
        if (noise->pulls)
                pull(noise->level = !noise->level);
        return 0;
}

static void start_noise(struct world *world, struct noise *noise) {
        int fd = eventfd(1, EFD_CLOEXEC);

        assert_true(fd >= 0);
        assert_true(sd_event_add_io(world->d.event, &noise->source, fd, EPOLLIN, on_noise, noise) >=
                    0);
        assert_true(sd_event_source_set_io_fd_own(noise->source, true) >= 0);
        sd_event_source_set_enabled(world->d.tick, SD_EVENT_OFF); /* which ends turns, too */
}

/* How long the open turn still takes. */
static int64_t end_of_turn(struct world *world) {
        int64_t began_us = clock_boot_us();

        assert_true(world->d.open);
        while (world->d.open && clock_boot_us() - began_us < LONGEST_US)
                assert_true(sd_event_run(world->d.event, UINT64_MAX) >= 0);
        return clock_boot_us() - began_us;
}

static size_t open_calls(struct world *world) {
        size_t count = 0;

        for (size_t i = 0; i < flow_open_tasks(world->d.flow); i++)
                count += strcmp(flow_open_task(world->d.flow, i)->code, "help-call") == 0;
        return count;
}

/* How many pulls a turn holds is the machine's matter: of many the fault may be a second task. */
static void a_call_is_written_while_a_line_makes_noise(void **state) {
        struct world *world = *state;
        struct noise noise = { .pulls = true };

        start_noise(world, &noise);
        pull(true);
        assert_true(end_of_turn(world) < DAEMON_URGENT_US + LATE_US);
        assert_int_equal(open_calls(world), 1);
        assert_true(fake.gpio->lit[EAST]);
        sd_event_source_disable_unref(noise.source);
}

static void so_is_what_is_no_call(void **state) {
        struct world *world = *state;
        struct noise noise = { .pulls = false };
        int64_t took_us;

        start_noise(world, &noise);
        pull(false);
        assert_false(flow_is_urgent(world->d.flow));
        took_us = end_of_turn(world);
        assert_true(took_us > DAEMON_TURN_US / 2 && took_us < DAEMON_TURN_US + LATE_US);
        sd_event_source_disable_unref(noise.source);
}

static void a_full_turn_ends_at_once(void **state) {
        struct world *world = *state;
        struct noise noise = { .pulls = false };
        struct moment now = turn_now(&world->d);

        start_noise(world, &noise);
        turn_begin(&world->d);
        for (int i = 0; i < DAEMON_TURN_INPUTS; i++)
                flow_message(world->d.flow,
                             &(struct flow_arrival){ .topic = BED, .payload = "{}", .size = 2 },
                             &now);
        turn_touch(&world->d);
        assert_true(end_of_turn(world) < LATE_US);
        sd_event_source_disable_unref(noise.source);
}

/* A turn that something else than an input began: the clock, the broker. */
static void every_turn_has_an_end(void **state) {
        struct world *world = *state;
        struct noise noise = { .pulls = false };

        start_noise(world, &noise);
        turn_begin(&world->d);
        assert_true(end_of_turn(world) < DAEMON_TURN_US + LATE_US);
        sd_event_source_disable_unref(noise.source);
}

/* What watches the turn's age costs no second commit. */
static void without_noise_a_call_is_one_commit(void **state) {
        struct world *world = *state;
        const struct flow_counts *counts = flow_counts(world->d.flow);
        int64_t turns = counts->turns, until_us;

        pull(true);
        fake.gpio->handlers.line(&world->d, EAST, -EBUSY);
        assert_true(end_of_turn(world) < LATE_US);
        until_us = clock_boot_us() + 2 * DAEMON_TURN_US;
        sd_event_source_set_enabled(world->d.tick, SD_EVENT_OFF); /* which has turns of its own */
        while (clock_boot_us() < until_us)
                assert_true(sd_event_run(world->d.event, 10 * US_PER_MS) >= 0);
        assert_int_equal(counts->turns - turns, 1);
}

static int64_t events(struct world *world) {
        return flow_counts(world->d.flow)->events;
}

static void a_line_that_chatters_is_a_fault_and_few_calls(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;
        int64_t before = events(world);

        for (int i = 0; i < 5000; i++)
                pull(i % 2 == 0);
        assert_true(d->wired.at[CORD].chatter.is_on);
        assert_true(sd_event_source_get_enabled(d->wired.calm, NULL) > 0);
        turn_commit(d);
        assert_int_equal(calls(world), CHATTER_PULLS + 1);
        assert_int_equal(events(world) - before, CHATTER_PULLS + 2);
        assert_int_equal(flow_open_tasks(d->flow), 2); /* the call's, and the device's */

        d->wired.at[CORD].chatter.passed_us -= CHATTER_EVERY_US; /* half a minute passes */
        pull(true);
        turn_commit(d);
        assert_int_equal(calls(world), CHATTER_PULLS + 2);
}

static void what_a_line_that_chatters_held_back_is_told_by_a_timer(void **state) {
        struct world *world = *state;
        struct daemon *d = &world->d;
        struct chatter *chatter = &d->wired.at[CORD].chatter;
        uint64_t due_us;
        int told;

        for (int i = 0; i < 100; i++)
                pull(i % 2 == 0);
        turn_commit(d);
        told = calls(world);
        sd_event_source_set_enabled(d->tick, SD_EVENT_OFF);
        assert_true(sd_event_source_get_time(d->wired.calm, &due_us) >= 0);
        assert_true((int64_t)due_us == chatter_due_us(chatter));
        chatter->passed_us -= CHATTER_EVERY_US;
        chatter->changed_us -= CHATTER_QUIET_US;
        sd_event_source_set_time(d->wired.calm, 0);
        while (chatter->is_on || d->open)
                assert_true(sd_event_run(d->event, UINT64_MAX) >= 0);
        assert_int_equal(calls(world), told + 1);
        assert_int_equal(sd_event_source_get_enabled(d->wired.calm, NULL), 0);
}

static void what_it_held_back_is_told_when_its_chip_comes_back(void **state) {
        struct world *world = *state;
        int told;

        for (int i = 0; i < 100; i++)
                pull(i % 2 == 0);
        turn_commit(&world->d);
        told = calls(world);
        fake.gpio->handlers.level(&world->d, CORD, false, clock_boot_us(), GPIO_NEWS_FIRST);
        turn_commit(&world->d);
        assert_int_equal(calls(world), told + 1);
}

int main(void) {
#define NOISE(name) cmocka_unit_test_setup_teardown(name, begin, end)
        const struct CMUnitTest tests[] = {
                NOISE(a_call_is_written_while_a_line_makes_noise),
                NOISE(so_is_what_is_no_call),
                NOISE(a_full_turn_ends_at_once),
                NOISE(every_turn_has_an_end),
                NOISE(without_noise_a_call_is_one_commit),
                NOISE(a_line_that_chatters_is_a_fault_and_few_calls),
                NOISE(what_a_line_that_chatters_held_back_is_told_by_a_timer),
                NOISE(what_it_held_back_is_told_when_its_chip_comes_back),
        };

        return cmocka_run_group_tests_name("app/noise", tests, NULL, NULL);
}
