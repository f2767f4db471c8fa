/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What leaves is on the disk first (ARCHITECTURE, invariant 3): nothing that the daemon says reaches the
 * broker, it is killed, and after the next start all of it is said, in order per topic.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nattvakt/json.h"
#include "system_world.h"

#define CALLS 60 /* more than the broker's receive maximum, and than one window of ours */
#define TASKS 8
/* Without a number mosquitto 2.0.11 ends a connection on which it refused something. */
#define QUEUED  "max_queued_messages 10000\n"
#define SOON_US (10 * US_PER_S) /* ARCHITECTURE says 1 s; a loaded machine, and still no minute */

static size_t count_steps(const struct system_world *world) {
        struct system_tasks tasks;
        size_t steps = 0;

        system_open_tasks(world, &tasks);
        for (size_t i = 0; i < tasks.count; i++)
                steps += (size_t)tasks.at[i].sequence;
        return steps;
}

static void call_often(struct system_world *world) {
        char resident[16], id[32];

        for (int i = 0; i < CALLS; i++) {
                snprintf(resident, sizeof(resident), "R%d", 1 + i % TASKS);
                snprintf(id, sizeof(id), "call-%d", i);
                system_call(world, resident, id);
        }
        until(world, system_events(world) == CALLS);
}

/* The step that a task-event tells of; false: another message. */
static bool read_step(const struct ear_message *message, const char *task, int64_t *ret_sequence) {
        _cleanup_(json_freep) struct json_object *event = NULL;
        struct json_object *data;

        if (strcmp(message->topic, HOUSE "task-event") != 0)
                return false;
        event = json_parse_object(message->payload, strlen(message->payload));
        assert_non_null(event);
        assert_true(json_object_object_get_ex(event, "data", &data));
        return text_equal(json_text(data, "task"), task) &&
               json_integer(data, "sequence", ret_sequence) > 0;
}

/* Each step is told, the first time in order; a step may be told twice, never left out. */
static bool is_told_in_order(const struct system_world *world, const struct task *task) {
        int64_t told = 0, sequence;

        for (size_t i = 0; i < ear_count(world->ear); i++) {
                if (!read_step(ear_message(world->ear, i), task->id, &sequence))
                        continue;
                if (sequence > told + 1)
                        fail_msg("step %lld of a task was told after step %lld",
                                 (long long)sequence, (long long)told);
                if (sequence == told + 1)
                        told = sequence;
        }
        return told >= task->sequence;
}

static bool are_told_in_order(const struct system_world *world) {
        struct system_tasks tasks;
        bool told = true;

        system_open_tasks(world, &tasks);
        assert_int_equal(tasks.count, TASKS);
        for (size_t i = 0; i < tasks.count; i++)
                told = told && is_told_in_order(world, &tasks.at[i]);
        return told;
}

static size_t count_calls(const struct system_world *world) {
        size_t different = 0;

        for (size_t i = 0; i < ear_count(world->ear); i++) {
                const struct ear_message *message = ear_message(world->ear, i);
                bool again = false;

                if (strcmp(message->topic, HOUSE "event/person.help_call") != 0)
                        continue;
                for (size_t k = 0; k < i && !again; k++)
                        again = strcmp(ear_message(world->ear, k)->payload, message->payload) == 0;
                different += !again;
        }
        return different;
}

static void says_all_that_was_written_when_nothing_had_left(void **state) {
        struct system_world world;

        (void)state;
        if (!system_build_behind_proxy(&world))
                skip();
        system_start(&world);
        proxy_mute(world.proxy, true);
        call_often(&world);
        assert_true(count_steps(&world) >= CALLS);
        assert_int_equal(ear_hits(world.ear, HOUSE "task-event", ""), 0);
        nattvaktd_kill(world.daemon);
        proxy_mute(world.proxy, false);

        nattvaktd_start(world.daemon);
        until(&world, are_told_in_order(&world));
        until(&world, count_calls(&world) == CALLS);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static void says_all_in_order_to_a_broker_that_stood_still(void **state) {
        struct system_world world;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        call_often(&world);
        broker_freeze(world.broker); /* what was said last is unanswered, perhaps unheard */
        nattvaktd_kill(world.daemon);
        broker_thaw(world.broker);

        nattvaktd_start(world.daemon);
        until(&world, are_told_in_order(&world));
        until(&world, count_calls(&world) == CALLS);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static int64_t depth(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);

        return journal_outbox_depth(journal);
}

/* Noted in a turn of its own when nothing else happens, or a crash would say all of it again. */
static void forgets_soon_what_the_broker_has(void **state) {
        struct system_world world;
        int64_t began_us;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        until(&world, depth(&world) == 0);
        ear_say(world.ear, HOUSE "in/dispenser-3", "{\"kind\":\"med.dose_missed\",\"id\":\"d\"}");
        until(&world, system_task(&world, "dose-missed", "R3"));
        began_us = clock_boot_us();
        until(&world, depth(&world) == 0);
        assert_true(clock_boot_us() - began_us < SOON_US);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static size_t count_words(const struct system_world *world, const char *words) {
        size_t count = 0;

        for (const char *at = nattvaktd_words(world->daemon); (at = strstr(at, words)); at++)
                count++;
        return count;
}

/* An ACL that forgot a topic: it is said once, the outbox does not fill up, and tasks go out. */
static void says_once_what_the_broker_does_not_allow(void **state) {
        char path[] = "/tmp/nattvakt-acl-XXXXXX", more[96];
        FILE *file = fdopen(mkstemp(path), "we");
        struct system_world world;
        bool built;

        (void)state;
        assert_non_null(file);
        fputs("topic readwrite #\ntopic deny " HOUSE "event/#\n", file);
        assert_int_equal(fchmod(fileno(file), 0644), 0);
        assert_int_equal(fclose(file), 0);
        snprintf(more, sizeof(more), "acl_file %s\n" QUEUED, path);
        built = system_build(&world, more, NULL);
        unlink(path); /* the broker has read it */
        if (!built)
                skip();

        system_start(&world);
        call_often(&world);
        until(&world, are_told_in_order(&world));
        until(&world, depth(&world) == 0);
        assert_int_equal(count_calls(&world), 0);
        assert_int_equal(count_words(&world, "A message of class event cannot be delivered"), 1);
        assert_int_equal(count_words(&world, "cannot be delivered"), 1);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(says_all_that_was_written_when_nothing_had_left),
                cmocka_unit_test(says_all_in_order_to_a_broker_that_stood_still),
                cmocka_unit_test(forgets_soon_what_the_broker_has),
                cmocka_unit_test(says_once_what_the_broker_does_not_allow),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
