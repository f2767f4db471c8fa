/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The world of a system test: a broker, the real daemon, and an ear on all that the daemon says.
 * Waiting is for conditions: until(world, heard) turns the ear until it holds, and fails with the
 * condition's text and the daemon's own words when it does not. Include after cmocka.
 */

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker.h"
#include "clock.h"
#include "ear.h"
#include "journal.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "nattvaktd.h"
#include "proxy.h"

#define SYSTEM_PATIENCE_US (30 * US_PER_S) /* a loaded machine, a sanitized daemon */
#define SYSTEM_TURN_MS     5

#define HOUSE      "nattvakt/house/"
#define STATUS     HOUSE "status"
#define NURSE_CALL HOUSE "in/nurse-call"

struct system_world {
        struct broker *broker;
        struct nattvaktd *daemon;
        struct ear *ear;
        struct proxy *proxy; /* NULL: the daemon speaks to the broker itself */
};

#define until(world, condition)                                                             \
        do {                                                                                \
                int64_t _by_us = clock_boot_us() + SYSTEM_PATIENCE_US;                      \
                while (!(condition)) {                                                      \
                        if (clock_boot_us() > _by_us)                                       \
                                fail_msg("still not: %s\nthe daemon said:\n%s", #condition, \
                                         nattvaktd_words((world)->daemon));                 \
                        system_turn(world);                                                 \
                }                                                                           \
        } while (0)

static inline void system_turn(struct system_world *world) {
        if (world->proxy)
                proxy_turn(world->proxy);
        if (world->ear)
                ear_turn(world->ear, SYSTEM_TURN_MS);
        else
                (void)poll(NULL, 0, SYSTEM_TURN_MS);
}

static inline bool system_is(const struct system_world *world, const char *state) {
        const char *status = ear_last(world->ear, STATUS);
        char part[64];

        snprintf(part, sizeof(part), "\"state\":\"%s\"", state);
        return status && strstr(status, part);
}

static inline void system_listen(struct system_world *world) {
        world->ear = ear_new(broker_port(world->broker), "nattvakt/#");
}

/* Broker and daemon, which has said that it is online and hears: its own canary came back. */
static inline void system_start(struct system_world *world) {
        nattvaktd_start(world->daemon);
        ear_forget(world->ear);
        until(world, system_is(world, "online") && ear_last(world->ear, HOUSE "canary"));
}

/* False: there is no mosquitto here, and the test is to be skipped. */
static inline bool system_build(struct system_world *world, const char *broker_more,
                                const char *more) {
        *world = (struct system_world){ .broker = broker_start(broker_more) };
        if (!world->broker) {
                printf("skipped: there is no mosquitto on this machine\n");
                return false;
        }
        world->daemon = nattvaktd_new(broker_port(world->broker), more);
        system_listen(world);
        return true;
}

/* The same with a proxy between the two. */
static inline bool system_build_behind_proxy(struct system_world *world) {
        *world = (struct system_world){ .broker = broker_start(NULL) };
        if (!world->broker) {
                printf("skipped: there is no mosquitto on this machine\n");
                return false;
        }
        world->proxy = proxy_new(broker_port(world->broker));
        world->daemon = nattvaktd_new(proxy_port(world->proxy), NULL);
        system_listen(world);
        return true;
}

static inline void system_done(struct system_world *world) {
        ear_free(world->ear);
        nattvaktd_free(world->daemon);
        proxy_free(world->proxy);
        broker_stop(world->broker);
}

/* A help call with an id of its own, for @resident. */
static inline void system_call(struct system_world *world, const char *resident, const char *id) {
        char payload[128];

        snprintf(payload, sizeof(payload),
                 "{\"kind\":\"person.help_call\",\"id\":\"%s\",\"resident\":\"%s\"}", id, resident);
        ear_say(world->ear, NURSE_CALL, payload);
}

/* The newest retained task of @code for @resident that the ear heard, or NULL. */
static inline const char *system_task(const struct system_world *world, const char *code,
                                      const char *resident) {
        char of[96], whom[96];

        snprintf(of, sizeof(of), "\"code\":\"%s\"", code);
        snprintf(whom, sizeof(whom), "\"resident\":\"%s\"", resident);
        for (size_t i = ear_count(world->ear); i-- > 0;) {
                const struct ear_message *message = ear_message(world->ear, i);

                if (text_starts_with(message->topic, HOUSE "task/") &&
                    !text_ends_with(message->topic, "/reply") && strstr(message->payload, of) &&
                    strstr(message->payload, whom))
                        return message->payload;
        }
        return NULL;
}

/* Opens the journal beside the daemon, or after it. */
static inline struct journal *system_journal(const struct system_world *world) {
        struct journal *journal = NULL;

        assert_int_equal(journal_open(nattvaktd_journal(world->daemon), JOURNAL_READ, &journal), 0);
        return journal;
}

static inline int system_count_event(void *userdata, const struct event *event) {
        size_t *count = userdata;

        (void)event;
        ++*count;
        return 0;
}

/* How many events the journal holds. */
static inline size_t system_events(const struct system_world *world) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);
        size_t count = 0;

        assert_true(journal_each_event(journal, 0, TIME_NEVER, system_count_event, &count) >= 0);
        return count;
}

struct system_tasks {
        struct task at[64];
        size_t count;
};

static inline int system_keep_task(void *userdata, const struct task *task) {
        struct system_tasks *tasks = userdata;

        if (!task_state_is_end(task->state) && tasks->count < ELEMENTS(tasks->at))
                tasks->at[tasks->count++] = *task;
        return 0;
}

/* The journal's open tasks, in the order they were opened. */
static inline void system_open_tasks(const struct system_world *world,
                                     struct system_tasks *ret_tasks) {
        _cleanup_(journal_closep) struct journal *journal = system_journal(world);

        ret_tasks->count = 0;
        assert_true(journal_each_task(journal, TIME_NEVER, system_keep_task, ret_tasks) >= 0);
}

/* The one for @resident, into @ret_task; false: there is none. */
static inline bool system_open_task(const struct system_world *world, const char *resident,
                                    struct task *ret_task) {
        struct system_tasks tasks;

        system_open_tasks(world, &tasks);
        for (size_t i = 0; i < tasks.count; i++) {
                if (strcmp(tasks.at[i].resident, resident) != 0)
                        continue;
                *ret_task = tasks.at[i];
                return true;
        }
        return false;
}

/* A command on @task. */
static inline void system_command(struct system_world *world, const struct task *task,
                                  const char *payload) {
        char topic[TOPIC_SIZE];

        snprintf(topic, sizeof(topic), HOUSE "task/%s/command", task->id);
        ear_say(world->ear, topic, payload);
}
