/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold of the MQTT link against a real broker while all goes well: nothing is acknowledged
 * before its turn is on disk, the session outlives the process, and what is said arrives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "mqtt_world.h"
#include "nattvakt/cleanup.h"

#define STORM 1000

static int setup(void **state) {
        *state = broker_start(NULL);
        return *state ? 0 : -1;
}

static int teardown(void **state) {
        broker_stop(*state);
        return 0;
}

/* Clears a session that an earlier test left. */
static void forget(struct broker *broker) {
        peer_free(peer_new(broker_port(broker), "nattvakt-test"));
}

static struct world *world_up(struct broker *broker) {
        struct world *world = world_new(broker_port(broker));

        until(world, world->connects > 0);
        return world;
}

static struct world *world_ready(struct broker *broker, struct peer *peer) {
        struct world *world = world_up(broker);

        until_canary(world, peer);
        return world;
}

static struct peer *peer_ready(struct broker *broker) {
        struct peer *peer = peer_new(broker_port(broker), "peer");

        peer_subscribe(peer, "out/#");
        return peer;
}

static void publish_numbers(struct peer *peer, unsigned from, unsigned to) {
        char payload[16];

        for (unsigned i = from; i < to; i++) {
                snprintf(payload, sizeof(payload), "%u", i);
                peer_publish(peer, "in/number", payload, 1, false);
        }
        peer_settle(peer);
}

static void assert_numbers(const struct world *world, unsigned from, unsigned to) {
        char payload[16];

        assert_int_equal(world->count, to - from);
        for (unsigned i = from; i < to; i++) {
                snprintf(payload, sizeof(payload), "%u", i);
                assert_string_equal(world->heard[i - from].payload, payload);
        }
}

/* The broker handles what we sent in order: an answered publish means that it has all before it. */
static void fence(struct world *world) {
        struct mqtt_departure departure = { .topic = "out/fence", .qos = 1 };
        int before = world->published;

        assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
        until(world, world->published > before);
}

static void an_open_turn_comes_again_after_a_crash(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        struct world *first = world_ready(*state, peer);
        struct world *second;

        first->holds = true;
        publish_numbers(peer, 0, 100);
        until(first, first->count == 100);

        second = world_up(*state); /* same id: the broker ends the first one's connection */
        until(second, second->count == 100);
        assert_true(second->session_present);
        assert_numbers(second, 0, 100);
        for (size_t i = 0; i < 100; i++)
                assert_int_equal(second->heard[i].mid, first->heard[i].mid);
        world_free(first);
        world_free(second);
}

static void a_closed_turn_does_not_come_again(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        struct world *world = world_ready(*state, peer);

        world->holds = true;
        publish_numbers(peer, 0, 100);
        until(world, world->count == 100);
        assert_true(mqtt_wants_write(world->m));
        mqtt_release(world->m);
        fence(world);
        assert_false(mqtt_wants_write(world->m));
        world_free(world);

        world = world_up(*state);
        assert_true(world->session_present);
        publish_numbers(peer, 100, 101);
        until(world, world->count > 0);
        assert_numbers(world, 100, 101);
        world_free(world);
}

static uint64_t bytes_sent(int fd) {
        struct tcp_info info = { 0 };
        socklen_t size = sizeof(info);

        assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
        assert_true(size >= offsetof(struct tcp_info, tcpi_bytes_sent) + sizeof(uint64_t));
        return info.tcpi_bytes_sent;
}

static void no_byte_leaves_while_a_turn_is_open(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_ready(*state, peer);
        uint64_t before;
        int64_t by_us;

        publish_numbers(peer, 0, 1);
        until(world, world->count == 1 && !mqtt_wants_write(world->m));
        mqtt_hold(world->m);
        before = bytes_sent(mqtt_fd(world->m));

        /* long enough for several canaries, a tick of the ping timer and the acknowledgements */
        by_us = clock_boot_us() + INT64_C(1200000);
        publish_numbers(peer, 1, 50);
        while (clock_boot_us() < by_us)
                world_run(world, 10000);
        assert_int_equal(world->count, 50);
        assert_true(bytes_sent(mqtt_fd(world->m)) == before);

        mqtt_release(world->m);
        assert_true(bytes_sent(mqtt_fd(world->m)) > before);
        fence(world);
}

static void a_dropped_turn_comes_again_in_order(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_ready(*state, peer);

        world->holds = true;
        publish_numbers(peer, 0, 20);
        until(world, world->count == 20);
        mqtt_drop(world->m);
        assert_false(mqtt_is_connected(world->m));
        assert_int_equal(mqtt_fd(world->m), -1);
        until(world, world->losses == 1);
        assert_string_equal(world->reason, "what came in could not be written down");

        until(world, world->count == 40);
        assert_int_equal(world->connects, 2);
        assert_true(world->session_present);
        for (size_t i = 0; i < 20; i++) {
                assert_string_equal(world->heard[20 + i].payload, world->heard[i].payload);
                assert_int_equal(world->heard[20 + i].mid, world->heard[i].mid);
        }
        mqtt_release(world->m);
        fence(world);
}

static int on_idle(sd_event_source *source, void *userdata) {
        struct world *world = userdata;

        (void)source;
        mqtt_release(world->m);
        return 0;
}

/* The owner commits from a source of IDLE priority, which must have its chance under any load. */
static void a_turn_is_never_longer_than_its_bound(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_ready(*state, peer);
        sd_event_source *idle = NULL;

        world->holds = true;
        publish_numbers(peer, 0, STORM);
        until(world, world->count >= MQTT_READ_MAX);
        for (int i = 0; i < 10; i++)
                world_run(world, 1000);
        assert_int_equal(world->count, MQTT_READ_MAX);

        assert_true(sd_event_add_defer(world->event, &idle, on_idle, world) >= 0);
        assert_true(sd_event_source_set_priority(idle, SD_EVENT_PRIORITY_IDLE) >= 0);
        assert_true(sd_event_source_set_enabled(idle, SD_EVENT_ON) >= 0);
        until(world, world->count == STORM);
        sd_event_source_disable_unref(idle);
        assert_numbers(world, 0, STORM);
        mqtt_release(world->m);
        fence(world);
}

static void a_session_keeps_what_comes_while_we_are_away(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        struct world *world = world_ready(*state, peer);

        assert_false(world->session_present);
        mqtt_disconnect(world->m, false);
        world_free(world);
        publish_numbers(peer, 0, STORM);

        world = world_up(*state);
        until(world, world->count == STORM);
        assert_true(world->session_present);
        assert_numbers(world, 0, STORM);
        fence(world);
        world_free(world);
}

static void a_session_outlives_the_brokers_restart(void **state) {
        forget(*state);
        struct peer *peer = peer_ready(*state);
        struct world *world = world_ready(*state, peer);

        world->holds = true;
        publish_numbers(peer, 0, 10);
        until(world, world->count == 10);
        peer_free(peer);
        broker_end(*state);
        mqtt_drop(world->m);
        broker_restart(*state);
        until(world, world->count == 20);
        assert_true(world->session_present);
        mqtt_release(world->m);
        fence(world);
        world_free(world);
}

static void retained_means_kept_by_the_broker(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        peer_publish(peer, "in/kept", "old", 1, true);
        peer_settle(peer);
        _cleanup_(world_freep) struct world *world = world_ready(*state, peer);

        until(world, world->count == 1);
        assert_true(world->heard[0].retained);
        assert_string_equal(world->heard[0].payload, "old");

        peer_publish(peer, "in/kept", "", 1, true); /* live, and empties the topic */
        peer_settle(peer);
        until(world, world->count == 2);
        assert_false(world->heard[1].retained);
        assert_int_equal(world->heard[1].size, 0);
        assert_string_equal(world->heard[1].payload, "");
        assert_int_equal(world->heard[1].qos, 1);
        assert_true(world->heard[1].mid > 0);
}

static void a_command_says_where_its_answer_goes(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_ready(*state, peer);

        assert_int_equal(peer_ask(peer, "in/command", "{}", "out/reply", "c-17"), 0);
        until(world, world->count == 1);
        assert_string_equal(world->response_topic, "out/reply");
        assert_string_equal(world->correlation, "c-17");

        peer_publish(peer, "in/command", "{}", 0, false);
        until(world, world->count == 2);
        assert_string_equal(world->response_topic, "");
        assert_string_equal(world->correlation, "");
        assert_int_equal(world->heard[1].qos, 0);
}

static void an_answer_carries_its_properties(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_new(broker_port(*state), "peer");
        _cleanup_(world_freep) struct world *world = world_up(*state);
        struct mqtt_departure departure = {
                .topic = "out/reply",
                .payload = "{\"ok\":true}",
                .size = 11,
                .qos = 1,
                .retained = true,
                .expiry_s = 60,
                .content_type = "application/json",
                .correlation = "c-17",
                .correlation_size = 4,
        };
        int mid = 0;

        assert_int_equal(mqtt_publish(world->m, &departure, &mid), 0);
        until(world, world->published == 1);
        assert_int_equal(world->last_mid, mid);
        peer_subscribe(peer, "out/reply");
        while (peer_heard(peer) == 0)
                peer_turn(peer, 20);
        assert_string_equal(peer_last(peer)->payload, "{\"ok\":true}");
        assert_string_equal(peer_last(peer)->content_type, "application/json");
        assert_string_equal(peer_last(peer)->correlation, "c-17");
        assert_true(peer_last(peer)->retained);
        departure = (struct mqtt_departure){ .topic = "out/reply", .qos = 1, .retained = true };
        assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
        until(world, world->published == 2);
}

static void a_question_of_ours_says_where_its_answer_goes(void **state) {
        forget(*state);
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_ready(*state, peer);
        struct mqtt_departure departure = { .topic = "in/command",
                                            .payload = "{}",
                                            .size = 2,
                                            .qos = 1,
                                            .response_topic = "out/#",
                                            .correlation = "c-18",
                                            .correlation_size = 4 };

        /* MQTT 5, 3.3.2.3.5: a response topic has no wildcards. */
        assert_int_equal(mqtt_publish(world->m, &departure, NULL), -EINVAL);
        departure.response_topic = "out/answer";
        assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
        until(world, world->count == 1);
        assert_string_equal(world->response_topic, "out/answer");
        assert_string_equal(world->correlation, "c-18");
}

/* Another broker may take it, or this one tomorrow: the message itself has no fault. */
static void a_broker_without_qos_1_is_no_fault_of_the_message(void **state) {
        _cleanup_(broker_stopp) struct broker *broker = broker_start("max_qos 0\n");
        struct mqtt_options options = world_options(broker_port(broker));
        struct mqtt_departure departure = { .topic = "out/x", .qos = 1 };
        struct world *world;
        int mid = -1;

        (void)state;
        options.will_topic = NULL; /* wants QoS 1 too */
        world = world_with(&options);
        until(world, world->connects == 1);
        assert_int_equal(mqtt_publish(world->m, &departure, &mid), -EAGAIN);
        assert_int_equal(mid, -1);
        departure.qos = 0;
        assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);
        world_free(world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_open_turn_comes_again_after_a_crash),
                cmocka_unit_test(a_closed_turn_does_not_come_again),
                cmocka_unit_test(no_byte_leaves_while_a_turn_is_open),
                cmocka_unit_test(a_dropped_turn_comes_again_in_order),
                cmocka_unit_test(a_turn_is_never_longer_than_its_bound),
                cmocka_unit_test(a_session_keeps_what_comes_while_we_are_away),
                cmocka_unit_test(a_session_outlives_the_brokers_restart),
                cmocka_unit_test(retained_means_kept_by_the_broker),
                cmocka_unit_test(a_command_says_where_its_answer_goes),
                cmocka_unit_test(an_answer_carries_its_properties),
                cmocka_unit_test(a_question_of_ours_says_where_its_answer_goes),
                cmocka_unit_test(a_broker_without_qos_1_is_no_fault_of_the_message),
        };

        return cmocka_run_group_tests_name("link/mqtt", tests, setup, teardown);
}
