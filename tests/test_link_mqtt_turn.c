/* SPDX-License-Identifier: Apache-2.0 */
/* The MQTT link's turn at its edges: dropped inside a handler, filled by halves, without a broker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "mqtt_world.h"
#include "nattvakt/cleanup.h"

static int setup(void **state) {
        *state = broker_start(NULL);
        return *state ? 0 : -1;
}

static int teardown(void **state) {
        broker_stop(*state);
        return 0;
}

/* Also clears the session that an earlier test left. */
static struct peer *peer_ready(struct broker *broker) {
        peer_free(peer_new(broker_port(broker), "nattvakt-test"));
        struct peer *peer = peer_new(broker_port(broker), "peer");

        peer_subscribe(peer, "out/canary");
        return peer;
}

static void publish_many(struct peer *peer, unsigned count) {
        for (unsigned i = 0; i < count; i++)
                peer_publish(peer, "in/many", "x", 1, false);
        peer_settle(peer);
}

/* For a while: what must not happen has no condition to wait for. */
static void run_for(struct world *world, int64_t us) {
        for (int64_t by_us = clock_boot_us() + us; clock_boot_us() < by_us;)
                world_run(world, 10000);
}

static void drop_the_third(void *userdata, const struct mqtt_arrival *arrival) {
        struct world *world = userdata;

        world_message(world, arrival);
        if (world->count == 3)
                mqtt_drop(world->m);
}

static void a_handler_may_drop(void **state) {
        static const struct mqtt_handlers handlers = {
                .message = drop_the_third,
                .connected = world_connected,
                .disconnected = world_disconnected,
        };
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        struct mqtt_options options = world_options(broker_port(*state));
        _cleanup_(world_freep) struct world *world = world_with(&options);

        mqtt_free(world->m); /* the same owner with a handler of its own */
        assert_int_equal(mqtt_new(&options, &handlers, world, &world->m), 0);
        assert_int_equal(mqtt_attach(world->m, world->event), 0);
        until_canary(world, peer);
        world->holds = true;
        publish_many(peer, 3);
        until(world, world->count == 6); /* all three again */
        assert_int_equal(world->losses, 1);
        assert_int_equal(world->connects, 2);
        assert_int_equal(world->heard[5].mid, world->heard[2].mid);
        mqtt_release(world->m);
}

static void a_turn_filled_by_halves_keeps_its_bound(void **state) {
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));

        until_canary(world, peer);
        world->holds = true;
        publish_many(peer, MQTT_READ_MAX - 50);
        until(world, world->count == MQTT_READ_MAX - 50);
        publish_many(peer, MQTT_READ_MAX);
        until(world, world->count >= MQTT_READ_MAX);
        run_for(world, 100000);
        assert_int_equal(world->count, MQTT_READ_MAX);

        mqtt_release(world->m);
        until(world, world->count == 2 * MQTT_READ_MAX - 50);
        mqtt_release(world->m);
}

/* The new connection's first packet would be a byte that leaves before COMMIT. */
static void does_not_reconnect_while_a_turn_is_open(void **state) {
        struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));

        until_canary(world, peer);
        peer_free(peer);
        mqtt_hold(world->m);
        broker_kill(*state);
        until(world, world->losses == 1);
        broker_restart(*state);
        run_for(world, 1500000); /* longer than retry and tick */
        assert_int_equal(world->connects, 1);
        assert_int_equal(mqtt_fd(world->m), -1);

        mqtt_release(world->m);
        until(world, world->connects == 2);
}

/* What we leave unread must not turn the goodbye into a reset, or the will goes out after all. */
static void a_stop_under_load_is_heard(void **state) {
        for (int i = 0; i < 5; i++) {
                _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
                struct world *world = world_new(broker_port(*state));

                until_canary(world, peer);
                publish_many(peer, 300);
                mqtt_disconnect(world->m, false);
                world_free(world);
                peer_subscribe(peer, "out/status"); /* the will is retained */
                peer_publish(peer, "out/status", "fence", 0, false);
                while (strcmp(peer_last(peer)->payload, "fence") != 0) {
                        peer_turn(peer, 20);
                        assert_string_not_equal(peer_last(peer)->payload, "offline");
                }
        }
}

static void answer(void *userdata, bool session_present, int window) {
        struct world *world = userdata;
        struct mqtt_departure online = { .topic = "in/self", .payload = "on", .size = 2, .qos = 1 };

        world_connected(world, session_present, window);
        assert_int_equal(mqtt_publish(world->m, &online, NULL), 0);
}

static void an_owner_may_answer_from_its_handlers(void **state) {
        static const struct mqtt_handlers handlers = {
                .message = world_message,
                .connected = answer,
                .published = world_published,
        };
        struct mqtt_options options = world_options(broker_port(*state));

        options.client_id = "nattvakt-answer";
        _cleanup_(world_freep) struct world *world = world_with(&options);
        mqtt_free(world->m);
        assert_int_equal(mqtt_new(&options, &handlers, world, &world->m), 0);
        assert_int_equal(mqtt_attach(world->m, world->event), 0);
        until(world, world->published == 1 && world->count == 1);
        assert_string_equal(world->heard[0].payload, "on");
}

/* What the dead connection had in flight must not count against the new one's window. */
static void a_new_connection_has_its_whole_window(void **state) {
        _cleanup_(broker_stopp) struct broker *broker = broker_start("max_inflight_messages 2\n");
        _cleanup_(world_freep) struct world *world = world_new(broker_port(broker));
        struct mqtt_departure departure = { .topic = "in/x", .qos = 1 };

        (void)state;
        for (int round = 1; round <= 2; round++) {
                until(world, world->connects == round);
                assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
                assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
                assert_int_equal(mqtt_publish(world->m, &departure, NULL), -EAGAIN);
                mqtt_drop(world->m);
        }
}

/* The first canary is due when the subscription stands; a turn that is open then only puts it off. */
static void a_turn_at_the_subscription_does_not_stop_the_clock(void **state) {
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));

        until(world, world->connects == 1);
        mqtt_hold(world->m);
        run_for(world, 100 * US_PER_MS); /* the broker's answer to the subscription is read */
        mqtt_release(world->m);
        until_canary(world, peer);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_stop_under_load_is_heard),
                cmocka_unit_test(a_handler_may_drop),
                cmocka_unit_test(a_turn_filled_by_halves_keeps_its_bound),
                cmocka_unit_test(does_not_reconnect_while_a_turn_is_open),
                cmocka_unit_test(an_owner_may_answer_from_its_handlers),
                cmocka_unit_test(a_new_connection_has_its_whole_window),
                cmocka_unit_test(a_turn_at_the_subscription_does_not_stop_the_clock),
        };

        return cmocka_run_group_tests_name("link/mqtt turn", tests, setup, teardown);
}
