/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The post with a real outbox and a real broker. What the broker answers is told by the test, for no
 * broker that one can have refuses a message for each of the reasons that the standard knows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "mqtt_world.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "post.h"

#define NOW INT64_C(5000000000)

struct office {
        struct broker *broker;
        struct world *world;
        struct peer *peer;
        char folder[64], path[96];
        struct journal *journal;
        struct post post;
};

static void turn_connected(struct office *office) {
        assert_int_equal(journal_begin(office->journal), 0);
        assert_int_equal(post_connected(&office->post, 20), 0);
        assert_true(journal_commit(office->journal) >= 0);
}

static void turn_note(struct office *office) {
        assert_int_equal(journal_begin(office->journal), 0);
        assert_int_equal(post_note(&office->post), 0);
        assert_true(journal_commit(office->journal) >= 0);
}

static int setup(void **state) {
        struct office *office = calloc(1, sizeof(*office));

        assert_non_null(office);
        *state = office;
        office->broker = broker_start(NULL);
        if (!office->broker)
                return 0;
        snprintf(office->folder, sizeof(office->folder), "/tmp/nattvakt-post-XXXXXX");
        assert_non_null(mkdtemp(office->folder));
        snprintf(office->path, sizeof(office->path), "%s/journal", office->folder);
        assert_int_equal(journal_open(office->path, JOURNAL_DAEMON, &office->journal), 0);
        office->peer = peer_new(broker_port(office->broker), "peer");
        peer_subscribe(office->peer, "say/#");
        office->world = world_new(broker_port(office->broker));
        office->post.journal = office->journal;
        office->post.mqtt = office->world->m;
        until(office->world, office->world->connects == 1);
        turn_connected(office);
        return 0;
}

static int teardown(void **state) {
        static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
        struct office *office = *state;

        world_free(office->world);
        peer_free(office->peer);
        journal_close(office->journal);
        broker_stop(office->broker);
        for (size_t i = 0; i < ELEMENTS(endings); i++) {
                char path[128];

                snprintf(path, sizeof(path), "%s%s", office->path, endings[i]);
                unlink(path);
        }
        rmdir(office->folder);
        free(office);
        return 0;
}

static struct office *open_office(void **state) {
        struct office *office = *state;

        if (office->broker)
                return office;
        printf("skipped: there is no mosquitto on this machine\n");
        skip();
        return NULL;
}

static void put(struct office *office, const char *topic, const char *payload,
                enum message_class class) {
        struct message message = { .qos = 1, .class = class, .size = strlen(payload) };

        text_set(message.topic, topic);
        message.payload = strdup(payload);
        assert_int_equal(journal_begin(office->journal), 0);
        assert_int_equal(journal_outbox_put(office->journal, &message), 0);
        assert_int_equal(journal_commit(office->journal), 1);
        message_done(&message);
}

/* Pumps, and waits until the broker has answered all of it. Returns how much that was. */
static size_t pump(struct office *office, int64_t boot_us) {
        int before = office->world->published;

        assert_int_equal(post_pump(&office->post, boot_us), 0);
        until(office->world, office->world->published - before == (int)office->post.flying_count);
        return office->post.flying_count;
}

static void answer(struct office *office, int reason) {
        post_published(&office->post, office->post.flying[0].mid, reason, NOW);
}

static void expect_heard(struct office *office, size_t count, const char *payload) {
        until(office->world, (peer_turn(office->peer, 0), peer_heard(office->peer) == count));
        assert_string_equal(peer_last(office->peer)->payload, payload);
}

static void drops_what_is_delivered(void **state) {
        struct office *office = open_office(state);

        put(office, "say/a", "one", MESSAGE_CLASS_TASK);
        put(office, "say/a", "two", MESSAGE_CLASS_TASK);
        assert_int_equal(pump(office, NOW), 1);
        answer(office, 0);
        assert_int_equal(pump(office, NOW), 1);
        answer(office, 0x10); /* nobody listens */
        turn_note(office);
        assert_int_equal(journal_outbox_depth(office->journal), 0);
        assert_int_equal(office->post.published, 2);
        assert_int_equal(office->post.dropped, 0);
        assert_true(post_is_empty(&office->post));
        expect_heard(office, 2, "two");
}

/* MQTT 5, 3.4.2.1: unspecified, implementation specific, packet id in use, quota; and one of no standard. */
static void sends_again_later_what_the_broker_would_not_take(void **state) {
        static const int reasons[] = { 0x80, 0x83, 0x91, 0x97, 0xf0 };
        struct office *office = open_office(state);

        for (size_t i = 0; i < ELEMENTS(reasons); i++) {
                put(office, "say/a", "one", MESSAGE_CLASS_TASK);
                put(office, "say/a", "two", MESSAGE_CLASS_TASK);
                assert_int_equal(pump(office, NOW), 1);
                answer(office, reasons[i]);
                put(office, "say/b", "other", MESSAGE_CLASS_TASK);
                assert_int_equal(pump(office, NOW), 1); /* another topic; "two" keeps its place */
                answer(office, 0);
                assert_int_equal(pump(office, NOW + POST_AGAIN_US - 1), 0);
                assert_false(post_is_empty(&office->post));
                turn_note(office);
                assert_int_equal(journal_outbox_depth(office->journal), 2);
                expect_heard(office, i * 4 + 2, "other");

                assert_int_equal(pump(office, NOW + POST_AGAIN_US), 1);
                answer(office, 0);
                expect_heard(office, i * 4 + 3, "one");
                assert_int_equal(pump(office, NOW + POST_AGAIN_US), 1);
                answer(office, 0);
                expect_heard(office, i * 4 + 4, "two");
                turn_note(office);
                assert_int_equal(journal_outbox_depth(office->journal), 0);
        }
        assert_int_equal(office->post.dropped, 0);
}

static void sends_it_again_to_a_broker_that_came_back(void **state) {
        struct office *office = open_office(state);

        put(office, "say/a", "one", MESSAGE_CLASS_TASK);
        assert_int_equal(pump(office, NOW), 1);
        answer(office, 0x97);
        assert_int_equal(pump(office, NOW), 0);
        post_disconnected(&office->post);
        turn_connected(office);
        assert_int_equal(pump(office, NOW), 1);
        answer(office, 0);
        assert_int_equal(office->post.published, 1);
        assert_int_equal(office->post.again_us, 0);
}

static void gives_up_and_counts_what_the_broker_will_never_take(void **state) {
        static const int reasons[] = { 0x87, 0x90, 0x99 };
        struct office *office = open_office(state);

        for (size_t i = 0; i < ELEMENTS(reasons); i++) {
                put(office, "say/a", "one", MESSAGE_CLASS_EVENT);
                put(office, "say/a", "two", MESSAGE_CLASS_EVENT);
                assert_int_equal(pump(office, NOW), 1);
                answer(office, reasons[i]);
                assert_int_equal(office->post.dropped, i + 1);
                assert_int_equal(pump(office, NOW), 1);
                answer(office, 0);
                turn_note(office);
                assert_int_equal(journal_outbox_depth(office->journal), 0);
                assert_int_equal(office->post.published, i + 1);
        }
        assert_true(office->post.told[MESSAGE_CLASS_EVENT]);
        assert_false(office->post.told[MESSAGE_CLASS_TASK]);
}

static void gives_up_what_is_no_message_of_mqtt(void **state) {
        struct office *office = open_office(state);

        put(office, "say/+/a", "nowhere", MESSAGE_CLASS_REPORT);
        put(office, "say/\xff", "nowhere", MESSAGE_CLASS_REPORT);
        put(office, "say/a", "one", MESSAGE_CLASS_TASK);
        assert_int_equal(pump(office, NOW), 1);
        answer(office, 0);
        assert_int_equal(office->post.dropped, 2);
        assert_true(office->post.told[MESSAGE_CLASS_REPORT]);
        turn_note(office);
        assert_int_equal(journal_outbox_depth(office->journal), 0);
        expect_heard(office, 1, "one");
}

static void lets_a_broker_be_that_takes_nothing(void **state) {
        struct office *office = open_office(state);
        char topic[TOPIC_SIZE];

        for (int i = 0; i < POST_PUT_OFF_MAX + 1; i++) {
                snprintf(topic, sizeof(topic), "say/%d", i);
                put(office, topic, "x", MESSAGE_CLASS_TASK);
        }
        for (int i = 0; i < POST_PUT_OFF_MAX; i += (int)office->post.window) {
                assert_true(pump(office, NOW) > 0);
                while (office->post.flying_count > 0)
                        answer(office, 0x97);
        }
        assert_int_equal(pump(office, NOW), 0);
        assert_int_equal(journal_outbox_depth(office->journal), POST_PUT_OFF_MAX + 1);
        assert_int_equal(pump(office, NOW + POST_AGAIN_US), office->post.window);
}

static void keeps_each_topics_order_and_lets_others_pass(void **state) {
        static const char *const payloads[] = { "one", "two", "three", "four", "five" };
        struct office *office = open_office(state);

        for (size_t i = 0; i < ELEMENTS(payloads); i++)
                put(office, "say/a", payloads[i], MESSAGE_CLASS_EVENT);
        assert_int_equal(pump(office, NOW), 1);
        expect_heard(office, 1, payloads[0]);
        assert_int_equal(office->post.behind_count, 4);
        put(office, "say/b", "other", MESSAGE_CLASS_TASK);
        assert_int_equal(post_pump(&office->post, NOW), 0);
        until(office->world, office->world->published == 2);
        assert_int_equal(office->post.flying_count, 2); /* it does not wait for those before it */
        expect_heard(office, 2, "other");
        answer(office, 0);
        answer(office, 0);
        for (size_t i = 1; i < ELEMENTS(payloads); i++) {
                turn_note(office);
                assert_int_equal(pump(office, NOW), 1);
                assert_int_equal(office->post.behind_count, ELEMENTS(payloads) - 1 - i);
                expect_heard(office, i + 2, payloads[i]);
                answer(office, 0);
        }
        turn_note(office);
        assert_true(post_is_empty(&office->post));
        assert_int_equal(journal_outbox_depth(office->journal), 0);
}

/* A retained row that waits is replaced by a newer one: what is gone is passed over, what is newer goes. */
static void passes_over_what_was_replaced_while_it_waited(void **state) {
        struct office *office = open_office(state);
        static const char *const payloads[] = { "one", "two", "three" };

        for (size_t i = 0; i < ELEMENTS(payloads); i++) {
                struct message message = { .qos = 1,
                                           .retained = true,
                                           .class = MESSAGE_CLASS_TASK };

                text_set(message.topic, "say/a");
                message.payload = strdup(payloads[i]);
                message.size = strlen(payloads[i]);
                assert_int_equal(journal_begin(office->journal), 0);
                assert_int_equal(journal_outbox_put(office->journal, &message), 0);
                assert_int_equal(journal_commit(office->journal), 1);
                message_done(&message);
                assert_int_equal(post_pump(&office->post, NOW), 0);
                assert_int_equal(office->post.flying_count, 1);
        }
        until(office->world, office->world->published == 1);
        expect_heard(office, 1, "one");
        assert_int_equal(office->post.behind_count, 2);
        answer(office, 0);
        assert_int_equal(pump(office, NOW), 1);
        expect_heard(office, 2, "three");
        answer(office, 0);
        turn_note(office);
        assert_true(post_is_empty(&office->post));
        assert_int_equal(journal_outbox_depth(office->journal), 0);
}

#define office_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                office_test(drops_what_is_delivered),
                office_test(sends_again_later_what_the_broker_would_not_take),
                office_test(sends_it_again_to_a_broker_that_came_back),
                office_test(gives_up_and_counts_what_the_broker_will_never_take),
                office_test(gives_up_what_is_no_message_of_mqtt),
                office_test(lets_a_broker_be_that_takes_nothing),
                office_test(keeps_each_topics_order_and_lets_others_pass),
                office_test(passes_over_what_was_replaced_while_it_waited),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
