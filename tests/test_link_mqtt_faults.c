/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The MQTT link when things go wrong: a broker that is away, dies, freezes or refuses, a message
 * that is too large, an owner that asks for nonsense. Each fault is told once and gets over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mqtt_world.h"
#include "nattvakt/cleanup.h"

#define MEGABYTE 1000000

static int setup(void **state) {
        *state = broker_start("max_inflight_messages 7\n");
        return *state ? 0 : -1;
}

static int teardown(void **state) {
        broker_stop(*state);
        return 0;
}

static struct peer *peer_ready(struct broker *broker) {
        struct peer *peer = peer_new(broker_port(broker), "peer");

        peer_subscribe(peer, "out/#");
        return peer;
}

/* Until the peer hears @topic with @payload from the link, which may need turns of its own. */
static void until_peer(struct world *world, struct peer *peer, const char *topic,
                       const char *payload) {
        until(world, (peer_turn(peer, 0), strcmp(peer_last(peer)->topic, topic) == 0 &&
                                                  strcmp(peer_last(peer)->payload, payload) == 0));
}

static void is_told_once_that_there_is_no_broker(void **state) {
        broker_end(*state);
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));
        struct mqtt_departure departure = { .topic = "out/x", .qos = 1 };

        until(world, world->losses == 1);
        assert_string_equal(world->reason, "Connection refused");
        assert_int_equal(mqtt_publish(world->m, &departure, NULL), -ENOTCONN);
        for (int64_t by_us = clock_boot_us() + 400000; clock_boot_us() < by_us;)
                world_run(world, 10000);
        assert_int_equal(world->losses, 1);
        assert_int_equal(world->connects, 0);

        broker_restart(*state);
        until(world, world->connects == 1);
}

static void comes_back_when_the_broker_was_killed(void **state) {
        struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));

        for (int round = 1; round <= 3; round++) {
                until(world, world->connects == round);
                until_canary(world, peer);
                peer_publish(peer, "in/a", "heard", 1, false);
                peer_settle(peer);
                until(world, world->count == (size_t)round);
                peer_free(peer);

                broker_kill(*state);
                until(world, world->losses >= round);
                broker_restart(*state);
                peer = peer_ready(*state);
        }
        peer_free(peer);
        assert_int_equal(world->deaf_times, 0);
}

static void a_frozen_broker_makes_us_deaf(void **state) {
        int64_t began_us = clock_boot_us();
        struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));

        until_canary(world, peer);
        peer_free(peer);
        broker_freeze(*state);
        until(world, world->deaf);
        assert_true(world->heard_us > began_us);
        assert_true(clock_boot_us() - world->heard_us > 500 * US_PER_MS); /* canary_within_ms */
        until(world, strcmp(world->reason, "the broker does not answer") == 0);
        assert_int_equal(world->deaf_times, 1);
        assert_true(world->losses >= 2);

        broker_thaw(*state);
        until(world, !world->deaf);
        assert_true(mqtt_is_connected(world->m));
        assert_true(world->session_present);
}

/* A COMMIT that takes longer than the canary may, is no deafness. */
static void a_long_turn_is_no_deafness(void **state) {
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));

        until_canary(world, peer);
        mqtt_hold(world->m);
        for (int64_t by_us = clock_boot_us() + 700000; clock_boot_us() < by_us;)
                ; /* the process itself stands still, as in COMMIT */
        mqtt_release(world->m);
        until_canary(world, peer);
        assert_int_equal(world->deaf_times, 0);
        assert_int_equal(world->connects, 1);
}

static void finds_a_local_broker_by_name(void **state) {
        struct mqtt_options options = world_options(broker_port(*state));

        options.host = "localhost"; /* ::1 first, where this broker does not listen */
        _cleanup_(world_freep) struct world *world = world_with(&options);
        until(world, world->connects == 1);
        assert_int_equal(world->losses, 0);
}

static void says_that_a_name_is_unknown(void **state) {
        struct mqtt_options options = world_options(broker_port(*state));

        options.host = "no-such-host.invalid";
        _cleanup_(world_freep) struct world *world = world_with(&options);
        until(world, world->losses == 1);
        assert_true(strlen(world->reason) > 0);
}

static void keeps_to_the_send_window(void **state) {
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));
        struct mqtt_departure departure = { .topic = "in/x", .qos = 1 };
        int mid = -1, mids[7];

        until(world, world->connects == 1);
        assert_int_equal(world->window, 7);
        for (int i = 0; i < 7; i++)
                assert_int_equal(mqtt_publish(world->m, &departure, &mids[i]), 0);
        assert_int_equal(mqtt_publish(world->m, &departure, &mid), -EAGAIN);
        assert_int_equal(mid, -1);
        departure.qos = 0;
        assert_int_equal(mqtt_publish(world->m, &departure, NULL), 0);

        until(world, world->published == 7);
        assert_int_equal(world->last_mid, mids[6]);
        departure.qos = 1;
        assert_int_equal(mqtt_publish(world->m, &departure, &mid), 0);
        until(world, world->published == 8);
        assert_int_equal(world->last_mid, mid);
        assert_true(world->last_reason < 0x80);
}

static void publishing_nonsense_is_refused(void **state) {
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));
        static const char *const topics[] = { "out/+", "out/#", "", "out/\xff" };
        int mid = -1;

        until(world, world->connects == 1);
        for (size_t i = 0; i < ELEMENTS(topics); i++) {
                struct mqtt_departure departure = { .topic = topics[i], .qos = 1 };

                assert_int_equal(mqtt_publish(world->m, &departure, &mid), -EINVAL);
        }
        struct mqtt_departure large = { .topic = "out/x", .payload = "", .size = 300000000 };
        assert_int_equal(mqtt_publish(world->m, &large, &mid), -EMSGSIZE);
        assert_int_equal(mid, -1);
}

static void a_large_message_is_counted_but_not_shown(void **state) {
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(world_freep) struct world *world = world_new(broker_port(*state));
        _cleanup_(freep) char *large = calloc(1, MEGABYTE);

        until_canary(world, peer);
        peer_publish_bytes(peer, "in/limit", large, MQTT_PAYLOAD_MAX, 1, false);
        peer_publish_bytes(peer, "in/large", large, MQTT_PAYLOAD_MAX + 1, 1, false);
        peer_publish_bytes(peer, "in/large", large, MEGABYTE, 1, false);
        peer_publish(peer, "in/small", "next", 1, false);
        until(world, (peer_turn(peer, 0), world->count == 4));
        assert_string_equal(world->heard[0].payload, "");
        assert_int_equal(world->heard[0].size, MQTT_PAYLOAD_MAX);
        for (int i = 1; i <= 2; i++)
                assert_string_equal(world->heard[i].payload, "-");
        assert_int_equal(world->heard[1].size, MQTT_PAYLOAD_MAX + 1);
        assert_int_equal(world->heard[2].size, MEGABYTE);
        assert_string_equal(world->heard[2].topic, "in/large");
        assert_string_equal(world->heard[3].payload, "next");
}

static void a_packet_above_the_limit_is_not_sent_to_us(void **state) {
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        _cleanup_(freep) char *large = calloc(1, MEGABYTE);
        struct mqtt_options options = world_options(broker_port(*state));

        options.packet_max = MEGABYTE / 2;
        _cleanup_(world_freep) struct world *world = world_with(&options);
        until_canary(world, peer);
        peer_publish_bytes(peer, "in/large", large, MEGABYTE, 1, false);
        peer_publish(peer, "in/small", "next", 1, false);
        until(world, (peer_turn(peer, 0), world->count == 1));
        assert_string_equal(world->heard[0].payload, "next");
        assert_int_equal(world->losses, 0);
}

static void the_will_goes_out_when_we_crash(void **state) {
        _cleanup_(peer_freep) struct peer *peer = peer_ready(*state);
        struct world *other = world_new(broker_port(*state));
        struct world *world;
        struct mqtt_options options = world_options(broker_port(*state));

        options.client_id = "nattvakt-other";
        options.will_payload = "crashed";
        world = world_with(&options);
        until(world, world->connects == 1);
        until(other, other->connects == 1);
        world_free(world);
        until_peer(other, peer, "out/status", "crashed");
        world_free(other);
}

static void a_stop_keeps_the_session_and_chooses_the_will(void **state) {
        _cleanup_(peer_freep) struct peer *peer = peer_new(broker_port(*state), "peer");
        struct mqtt_departure online = {
                .topic = "out/status", .payload = "on", .size = 2, .qos = 1
        };
        static const struct {
                bool with_will;
                size_t heard; /* by the time of the next life's sign: the will, and that sign */
        } stops[] = { { true, 2 }, { false, 1 } };
        struct world *world = world_new(broker_port(*state));

        until(world, world->connects == 1);
        peer_subscribe(peer, "out/status");
        assert_int_equal(mqtt_publish(world->m, &online, NULL), 0);
        until_peer(world, peer, "out/status", "on");
        for (size_t i = 0; i < ELEMENTS(stops); i++) {
                size_t before = peer_heard(peer);
                char sign[] = { (char)('0' + i), '\0' };

                mqtt_disconnect(world->m, stops[i].with_will);
                assert_false(mqtt_is_connected(world->m));
                assert_int_equal(mqtt_publish(world->m, &online, NULL), -ENOTCONN);
                world_free(world);

                world = world_new(broker_port(*state));
                until(world, world->connects == 1);
                assert_true(world->session_present);
                online.payload = sign;
                online.size = 1;
                assert_int_equal(mqtt_publish(world->m, &online, NULL), 0);
                until_peer(world, peer, "out/status", sign);
                assert_int_equal(peer_heard(peer) - before, stops[i].heard);
        }
        world_free(world);
}

/* A broker of a few bytes: what mosquitto cannot be made to answer. */
struct puppet {
        int listener, port;
};

static struct puppet puppet_new(void) {
        struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        socklen_t size = sizeof(address);
        struct puppet puppet = { .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };

        assert_true(puppet.listener >= 0);
        assert_int_equal(bind(puppet.listener, (struct sockaddr *)&address, size), 0);
        assert_int_equal(listen(puppet.listener, 8), 0);
        assert_int_equal(getsockname(puppet.listener, (struct sockaddr *)&address, &size), 0);
        puppet.port = ntohs(address.sin_port);
        return puppet;
}

/* Waits for a packet of @type and answers with @size bytes; a packet id of 0 is filled in. */
static void puppet_answer(struct world *world, int fd, uint8_t type, uint8_t *bytes, size_t size) {
        uint8_t packet[512];
        ssize_t n = -1;

        until(world, (n = recv(fd, packet, sizeof(packet), MSG_DONTWAIT)) > 0);
        assert_int_equal(packet[0], type);
        if (type == 0x82) /* SUBSCRIBE: its id follows the one byte of length */
                memcpy(bytes + 2, packet + 2, 2);
        assert_int_equal(send(fd, bytes, size, MSG_NOSIGNAL), size);
}

static int puppet_accept(struct world *world, const struct puppet *puppet) {
        int fd = -1;

        until(world, (fd = accept4(puppet->listener, NULL, NULL, SOCK_NONBLOCK)) >= 0);
        return fd;
}

/* MQTT 5, 3.2, 3.9: CONNACK, and SUBACK for in/# (not authorized) and the canary (granted) */
static void a_refused_subscription_is_told(void **state) {
        (void)state;
        struct puppet puppet = puppet_new();
        uint8_t connack[] = { 0x20, 3, 0, 0, 0 }, suback[] = { 0x90, 5, 0, 0, 0, 0x87, 0 };
        int flags = fcntl(puppet.listener, F_GETFL);

        assert_int_equal(fcntl(puppet.listener, F_SETFL, flags | O_NONBLOCK), 0);
        _cleanup_(world_freep) struct world *world = world_new(puppet.port);
        int fd = puppet_accept(world, &puppet);
        puppet_answer(world, fd, 0x10, connack, sizeof(connack));
        until(world, world->connects == 1);
        assert_int_equal(world->window, 65535); /* the broker said nothing about it */
        puppet_answer(world, fd, 0x82, suback, sizeof(suback));
        until(world, world->refused[0] != '\0');
        assert_string_equal(world->refused, "in/#");

        until(world, world->deaf); /* and it never sends the canary back */
        close(fd);
        close(puppet.listener);
}

static void a_refusal_is_told_with_the_brokers_reason(void **state) {
        (void)state;
        struct puppet puppet = puppet_new();
        uint8_t connack[] = { 0x20, 3, 0, 0x87, 0 };
        int flags = fcntl(puppet.listener, F_GETFL);

        assert_int_equal(fcntl(puppet.listener, F_SETFL, flags | O_NONBLOCK), 0);
        _cleanup_(world_freep) struct world *world = world_new(puppet.port);
        for (int i = 0; i < 3; i++) {
                int fd = puppet_accept(world, &puppet);

                puppet_answer(world, fd, 0x10, connack, sizeof(connack));
                until(world, world->losses == 1);
                close(fd);
        }
        assert_string_equal(world->reason, "Not authorized");
        assert_int_equal(world->losses, 1);
        assert_int_equal(world->connects, 0);
        close(puppet.listener);
}

static void refuses_options_that_cannot_work(void **state) {
        static const struct mqtt_handlers handlers = { .message = world_message };
        static const char *const bad_filter[] = { "in/#/x", NULL }, *const no_filter[] = { "",
                                                                                           NULL };
        struct mqtt_options good = world_options(broker_port(*state)), bad[11];
        struct mqtt *m = (struct mqtt *)&good;

        for (size_t i = 0; i < ELEMENTS(bad); i++)
                bad[i] = good;
        bad[0].port = 0;
        bad[1].port = 65536;
        bad[2].keepalive_s = 4;
        bad[3].subscriptions = bad_filter;
        bad[4].subscriptions = no_filter;
        bad[5].will_topic = "out/+";
        bad[6].canary_topic = "";
        bad[7].ca = "/does/not/exist.pem";
        bad[8].key = "/does/not/exist.pem";
        bad[9].retry_last_ms = 5;
        bad[10].client_id = "\xff";
        for (size_t i = 0; i < ELEMENTS(bad); i++) {
                assert_int_equal(mqtt_new(&bad[i], &handlers, NULL, &m), -EINVAL);
                assert_ptr_equal(m, &good);
        }
        assert_int_equal(mqtt_new(&good, &handlers, NULL, &m), 0);
        assert_int_equal(mqtt_fd(m), -1);
        assert_false(mqtt_wants_write(m));
        mqtt_free(m);
        mqtt_free(NULL);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(is_told_once_that_there_is_no_broker),
                cmocka_unit_test(comes_back_when_the_broker_was_killed),
                cmocka_unit_test(a_frozen_broker_makes_us_deaf),
                cmocka_unit_test(a_long_turn_is_no_deafness),
                cmocka_unit_test(finds_a_local_broker_by_name),
                cmocka_unit_test(says_that_a_name_is_unknown),
                cmocka_unit_test(keeps_to_the_send_window),
                cmocka_unit_test(publishing_nonsense_is_refused),
                cmocka_unit_test(a_large_message_is_counted_but_not_shown),
                cmocka_unit_test(a_packet_above_the_limit_is_not_sent_to_us),
                cmocka_unit_test(the_will_goes_out_when_we_crash),
                cmocka_unit_test(a_stop_keeps_the_session_and_chooses_the_will),
                cmocka_unit_test(a_refused_subscription_is_told),
                cmocka_unit_test(a_refusal_is_told_with_the_brokers_reason),
                cmocka_unit_test(refuses_options_that_cannot_work),
        };

        return cmocka_run_group_tests_name("link/mqtt faults", tests, setup, teardown);
}
