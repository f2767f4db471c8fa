/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lock step: say everything that is said now, then send sim/clock with the same time; when sim/done comes back, all of
 * it has been stored, answered and published, and what was published has been heard, for the broker
 * keeps the order. Then time moves to whatever either side has to do next.
 */
#include "simulator.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "clock.h"
#include "mqtt.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"

#define ANSWER_US (60 * US_PER_S) /* the watchdog's: a daemon slower than that is gone */

struct simulator {
        const struct simulator_options *options;
        struct player *player;
        struct mqtt *mqtt;
        sd_event *event;
        sd_event_source *timer;
        struct message *queue; /* to be published: owned */
        size_t queue_count, queue_capacity, queue_first;
        int64_t now_us, next_us; /* the daemon's next, 0: none */
        bool online, waiting;    /* for sim/done */
        int status;
        char done_topic[TOPIC_SIZE], status_topic[TOPIC_SIZE], clock_topic[TOPIC_SIZE];
};

static void push(struct simulator *s, const struct message *message) {
        alloc_room(&s->queue, s->queue_count, &s->queue_capacity, sizeof(*s->queue));
        s->queue[s->queue_count++] = *message;
}

static void pump(struct simulator *s) {
        while (s->queue_first < s->queue_count) {
                struct message *message = &s->queue[s->queue_first];
                struct mqtt_departure departure = { .topic = message->topic,
                                                    .payload = message->payload,
                                                    .size = message->size,
                                                    .retained = message->retained,
                                                    .qos = 1 };

                if (mqtt_publish(s->mqtt, &departure, NULL) < 0)
                        return;
                message_done(message);
                s->queue_first++;
        }
        s->queue_first = s->queue_count = 0;
}

static void push_clock(struct simulator *s) {
        struct message message = { .qos = 1 };
        char text[64];

        snprintf(text, sizeof(text), "{\"now_us\":%lld}", (long long)s->now_us);
        text_set(message.topic, s->clock_topic);
        message.payload = alloc_text(text);
        message.size = strlen(text);
        push(s, &message);
        s->waiting = true;
        sd_event_source_set_time(s->timer, (uint64_t)(clock_boot_us() + ANSWER_US));
        sd_event_source_set_enabled(s->timer, SD_EVENT_ONESHOT);
}

static bool say_now(struct simulator *s) {
        struct message message;
        bool said = false;

        while (s->player->say(s->player->userdata, s->now_us, &message)) {
                push(s, &message);
                said = true;
        }
        return said;
}

/* One step of the lock: what is said now, or else the next time that matters to either side. */
static void step(struct simulator *s) {
        int64_t next;

        if (!say_now(s)) {
                next = s->player->next_us(s->player->userdata);
                if (s->next_us && s->next_us < next)
                        next = s->next_us;
                if (next > s->options->until_us) {
                        if (s->now_us >= s->options->until_us) {
                                sd_event_exit(s->event, 0);
                                return;
                        }
                        next = s->options->until_us;
                }
                if (next > s->now_us)
                        s->now_us = next;
        }
        push_clock(s);
        pump(s);
}

/* Live: what is due by the real clock, then sleep until the next. */
static void live(struct simulator *s) {
        int64_t next;

        s->now_us = clock_now(CLOCK_MODE_TRUSTED).wall_us;
        say_now(s);
        pump(s);
        next = s->player->next_us(s->player->userdata) - s->now_us;
        if (next > US_PER_MIN)
                next = US_PER_MIN;
        sd_event_source_set_time(s->timer, (uint64_t)(clock_boot_us() + (next > 0 ? next : 0)));
        sd_event_source_set_enabled(s->timer, SD_EVENT_ONESHOT);
}

static void on_done(struct simulator *s, const struct mqtt_arrival *arrival) {
        _cleanup_(json_freep) struct json_object *object =
                json_parse_object(arrival->payload, arrival->size);
        int64_t now;

        if (!object || json_integer(object, "now_us", &now) <= 0 || now != s->now_us || !s->waiting)
                return;
        s->next_us = 0;
        json_integer(object, "next_us", &s->next_us);
        s->waiting = false;
        step(s);
}

static void on_status(struct simulator *s, const struct mqtt_arrival *arrival) {
        _cleanup_(json_freep) struct json_object *object =
                json_parse_object(arrival->payload, arrival->size);
        bool simulated = false;

        if (!object || s->online || !text_equal(json_text(object, "state"), "online"))
                return;
        json_truth(object, "simulated", &simulated);
        if (!simulated && !s->options->live) {
                fprintf(stderr,
                        "nattvakt: that nattvaktd runs in real time; lock step needs one with "
                        "`clock: simulated` (or use --live)\n");
                s->status = TOOL_EXIT_REFUSED;
                sd_event_exit(s->event, 0);
                return;
        }
        s->online = true;
        if (s->options->live) {
                live(s);
                return;
        }
        push_clock(s); /* what time it is comes first: a new journal knows of none */
        pump(s);
}

static void on_message(void *userdata, const struct mqtt_arrival *arrival) {
        struct simulator *s = userdata;

        if (!arrival->payload)
                return;
        if (text_equal(arrival->topic, s->done_topic)) {
                on_done(s, arrival);
                return;
        }
        if (text_equal(arrival->topic, s->status_topic)) {
                on_status(s, arrival);
                return;
        }
        if (s->player->hear && !(arrival->retained && !s->online))
                s->player->hear(s->player->userdata, s->now_us, arrival->topic, arrival->payload,
                                arrival->size);
        if (s->options->heard && !arrival->retained)
                s->options->heard(s->options->userdata, s->now_us, arrival->topic, arrival->payload,
                                  arrival->size);
        if (s->options->live && s->online)
                live(s);
}

static void on_published(void *userdata, int mid, int reason) {
        (void)mid;
        (void)reason;
        pump(userdata);
}

static void on_disconnected(void *userdata, const char *reason) {
        struct simulator *s = userdata;

        fprintf(stderr, "nattvakt: no broker at %s:%d: %s\n", s->options->host, s->options->port,
                reason);
        if (s->options->live)
                return;
        s->status = TOOL_EXIT_BROKER;
        sd_event_exit(s->event, 0);
}

static int on_timer(sd_event_source *source, uint64_t due_us, void *userdata) {
        struct simulator *s = userdata;

        (void)source;
        (void)due_us;
        if (s->options->live) {
                live(s);
                return 0;
        }
        fprintf(stderr, "nattvakt: nattvaktd did not answer within %d s\n",
                (int)(ANSWER_US / US_PER_S));
        s->status = TOOL_EXIT_BROKER;
        return sd_event_exit(s->event, 0);
}

static int on_signal(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata) {
        (void)info;
        (void)userdata;
        return sd_event_exit(sd_event_source_get_event(source), 0);
}

static int attach(struct simulator *s) {
        sigset_t blocked;
        int r = sd_event_default(&s->event);

        sigemptyset(&blocked);
        sigaddset(&blocked, SIGINT);
        sigaddset(&blocked, SIGTERM);
        sigprocmask(SIG_BLOCK, &blocked, NULL);
        if (r >= 0)
                r = sd_event_add_signal(s->event, NULL, SIGINT, on_signal, s);
        if (r >= 0)
                r = sd_event_add_signal(s->event, NULL, SIGTERM, on_signal, s);
        if (r >= 0)
                r = sd_event_add_time(s->event, &s->timer, CLOCK_BOOTTIME,
                                      (uint64_t)(clock_boot_us() + ANSWER_US), 1000, on_timer, s);
        if (r >= 0)
                r = mqtt_attach(s->mqtt, s->event);
        return r;
}

static int open_link(struct simulator *s) {
        static const struct mqtt_handlers handlers = { .message = on_message,
                                                       .published = on_published,
                                                       .disconnected = on_disconnected };
        const char *site = s->options->configuration->site.name;
        char tasks[TOPIC_SIZE], events[TOPIC_SIZE], id[64];
        const char *subscriptions[] = { s->done_topic, tasks, events, s->status_topic, NULL };
        struct mqtt_options options = { .host = s->options->host,
                                        .port = s->options->port,
                                        .client_id = id,
                                        .clean = true,
                                        .subscriptions = subscriptions };

        snprintf(id, sizeof(id), "nattvakt-simulator-%d", (int)getpid());
        snprintf(tasks, sizeof(tasks), "nattvakt/%s/task/+", site);
        snprintf(events, sizeof(events), "nattvakt/%s/task-event", site);
        snprintf(s->done_topic, TOPIC_SIZE, "nattvakt/%s/sim/done", site);
        snprintf(s->status_topic, TOPIC_SIZE, "nattvakt/%s/status", site);
        snprintf(s->clock_topic, TOPIC_SIZE, "nattvakt/%s/sim/clock", site);
        return mqtt_new(&options, &handlers, s, &s->mqtt);
}

int simulator_run(const struct simulator_options *options, struct player *player) {
        struct simulator s = { .options = options, .player = player };
        int r;

        s.now_us = options->live ? clock_now(CLOCK_MODE_TRUSTED).wall_us
                                 : player->next_us(player->userdata);
        r = open_link(&s);
        if (r >= 0)
                r = attach(&s);
        if (r >= 0)
                r = sd_event_loop(s.event);
        if (r < 0) {
                fprintf(stderr, "nattvakt: %s\n", strerror(-r));
                s.status = TOOL_EXIT_BROKER;
        }

        for (size_t i = s.queue_first; i < s.queue_count; i++)
                message_done(&s.queue[i]);
        free(s.queue);
        sd_event_source_disable_unref(s.timer);
        mqtt_free(s.mqtt);
        sd_event_unref(s.event);
        return s.status;
}
