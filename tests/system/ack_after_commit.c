/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the broker may forget is on the disk, and what it may not know yet stays there (ARCHITECTURE,
 * invariants 1 and 3). The kill storm finds a wrong order by chance; here it is certain: COMMIT fails
 * because a file may not grow, and the broker is frozen while something is sent to it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "system_world.h"

#define FIRST      400   /* events that are written: enough for a write-ahead log above the limit */
#define LIMIT      65536 /* bytes; above what the daemon says on stderr, which is a file too */
#define WHILE_FULL 50    /* events that cannot be written */

static void say_number(struct system_world *world, unsigned number) {
        char payload[128];

        snprintf(payload, sizeof(payload),
                 "{\"kind\":\"room.activity\",\"id\":\"n-%u\",\"value\":%u}", number, number);
        ear_say(world->ear, HOUSE "in/staff-app", payload);
}

struct numbers {
        uint8_t seen[FIRST + WHILE_FULL + 1];
};

static int mark_number(void *userdata, const struct event *event) {
        struct numbers *numbers = userdata;

        if (event->has_value)
                numbers->seen[(size_t)event->value]++;
        return 0;
}

static struct numbers written(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);
        struct numbers numbers = { 0 };

        assert_true(journal_each_event(journal, 0, TIME_NEVER, mark_number, &numbers) >= 0);
        return numbers;
}

static off_t log_size(const struct system_world *world) {
        char path[PATH_SIZE];
        struct stat st;

        snprintf(path, sizeof(path), "%s-wal", nattvaktd_journal(world->daemon));
        return stat(path, &st) == 0 ? st.st_size : 0;
}

static void what_cannot_be_written_is_not_acknowledged(void **state) {
        const unsigned fence = FIRST + WHILE_FULL;
        struct system_world world;
        struct numbers numbers;
        unsigned missing = 0;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        for (unsigned i = 0; i < FIRST; i++)
                say_number(&world, i);
        until(&world, written(&world).seen[FIRST - 1]);
        assert_true(log_size(&world) > LIMIT);

        nattvaktd_limit_files(world.daemon, LIMIT);
        for (unsigned i = FIRST; i < fence; i++)
                say_number(&world, i);
        until(&world, ear_unanswered(world.ear) == 0);
        until(&world, nattvaktd_says(world.daemon, "The journal could not be written"));
        assert_int_equal(written(&world).seen[FIRST], 0);
        nattvaktd_kill(world.daemon);

        system_start(&world);
        say_number(&world, fence); /* comes behind all that the broker still has */
        until(&world, written(&world).seen[fence]);
        numbers = written(&world);
        for (unsigned i = 0; i < fence; i++) {
                assert_in_range(numbers.seen[i], 0, 1);
                missing += !numbers.seen[i];
        }
        printf("figures: %d messages while the disk was full, %u lost\n", WHILE_FULL, missing);
        assert_int_equal(missing, 0);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

static bool has_escalated(const struct system_world *world) {
        struct task task;

        return system_open_task(world, "R2", &task) && task.step > 0;
}

static int64_t waiting(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);

        return journal_outbox_depth(journal);
}

/* How many rows of the outbox tell of an escalation; those of retained topics are never removed. */
static unsigned waiting_escalations(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);
        struct outbox_row row = { 0 };
        unsigned count = 0;

        while (journal_outbox_next(journal, row.id, &row) > 0) {
                count += !row.message.retained && strstr(row.message.payload, "escalate");
                message_done(&row.message);
        }
        return count;
}

static void what_is_not_acknowledged_stays_in_the_outbox(void **state) {
        struct system_world world;

        (void)state;
        if (!system_build(&world, NULL, NULL))
                skip();
        system_start(&world);
        system_call(&world, "R2", "call-1");
        until(&world, system_task(&world, "help-call", "R2"));
        until(&world, waiting(&world) == 0); /* or its topics would be busy, and nothing be sent */
        broker_freeze(world.broker);
        until(&world, has_escalated(&world));
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        assert_int_equal(waiting_escalations(&world), 1);
        broker_thaw(world.broker);

        system_start(&world);
        until(&world, ear_hits(world.ear, HOUSE "task-event", "escalate") > 0);
        until(&world, waiting_escalations(&world) == 0);
        assert_int_equal(nattvaktd_stop(world.daemon), 0);
        system_done(&world);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_cannot_be_written_is_not_acknowledged),
                cmocka_unit_test(what_is_not_acknowledged_stays_in_the_outbox),
        };

        return cmocka_run_group_tests_name("system/ack_after_commit", tests, NULL, NULL);
}
