/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "All that is retained" has an end that can be seen: the broker sends what it has kept when it handles our
 * SUBSCRIBE, and QoS 1 messages to one client keep their order (MQTT 5, section 4.6), so an echo that we publish to
 * ourselves after the SUBSCRIBE comes behind all of it. No sleep, no guess.
 */
#include "wait.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "clock.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

struct wait {
        const struct wait_options *options;
        sd_event *event;
        struct mqtt *mqtt;
        sd_event_source *timer;
        char host[128];
        int port;
        char name
                [48]; /* of this talk alone, also among tools on other machines with the same pid */
        char echo_topic[TOPIC_SIZE], reply_topic[TOPIC_SIZE];
        bool heard_echo, lasting, timed_out, lost, interrupted;
};

/* Behind the subscriptions, which the link has just sent. */
static void on_connected(void *userdata, bool session_present, int window) {
        struct wait *wait = userdata;
        struct mqtt_departure echo = { .topic = wait->echo_topic, .qos = 1 };

        (void)session_present, (void)window;
        mqtt_publish(wait->mqtt, &echo, NULL);
}

static void on_message(void *userdata, const struct mqtt_arrival *arrival) {
        struct wait *wait = userdata;

        if (text_equal(arrival->topic, wait->echo_topic))
                wait->heard_echo = true;
        else
                wait->options->heard(wait->options->userdata, arrival);
}

static void on_disconnected(void *userdata, const char *reason) {
        struct wait *wait = userdata;

        wait->lost = true;
        fprintf(stderr, "nattvakt: no broker at %s:%d: %s%s\n", wait->host, wait->port, reason,
                wait->lasting ? "; trying again" : "");
}

static void on_refused(void *userdata, const char *filter, const char *reason) {
        struct wait *wait = userdata;

        wait->lost = !wait->lasting;
        fprintf(stderr, "nattvakt: the broker at %s:%d refuses us %s: %s\n", wait->host, wait->port,
                filter, reason);
}

static int on_timer(sd_event_source *source, uint64_t due_us, void *userdata) {
        struct wait *wait = userdata;

        (void)source, (void)due_us;
        wait->timed_out = true;
        return 0;
}

static int on_signal(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata) {
        struct wait *wait = userdata;

        (void)source, (void)info;
        wait->interrupted = true;
        return 0;
}

static int find_broker(struct wait *wait) {
        const struct broker_settings *broker = &wait->options->configuration->settings.broker;
        const char *given = wait->options->broker, *colon = given ? strrchr(given, ':') : NULL;
        char *end;
        long port;

        text_set(wait->host, broker->host);
        wait->port = broker->port;
        if (!given)
                return 0;
        port = colon ? strtol(colon + 1, &end, 10) : 0;
        if (!colon || colon == given || (size_t)(colon - given) >= sizeof(wait->host) ||
            *end != '\0' || port < 1 || port > UINT16_MAX) {
                fprintf(stderr, "nattvakt: --broker %s: expected HOST:PORT\n", given);
                return TOOL_EXIT_USAGE;
        }
        memcpy(wait->host, given, (size_t)(colon - given));
        wait->host[colon - given] = '\0';
        wait->port = (int)port;
        return 0;
}

static int read_password(const char *path, char *ret_password, size_t size) {
        _cleanup_(fclosep) FILE *file = fopen(path, "re");

        if (!file || !fgets(ret_password, (int)size, file)) {
                fprintf(stderr, "nattvakt: %s: %s\n", path,
                        file ? "there is no password in it" : strerror(errno));
                return TOOL_EXIT_BROKER;
        }
        ret_password[strcspn(ret_password, "\r\n")] = '\0';
        return 0;
}

static const char *or_null(const char *text) {
        return text[0] ? text : NULL;
}

static int open_link(struct wait *wait) {
        static const struct mqtt_handlers handlers = { .message = on_message,
                                                       .connected = on_connected,
                                                       .disconnected = on_disconnected,
                                                       .refused = on_refused };
        const struct broker_settings *broker = &wait->options->configuration->settings.broker;
        const char *subscriptions[WAIT_SUBSCRIPTIONS_MAX + 3] = { wait->echo_topic,
                                                                  wait->reply_topic };
        char id[64], password[256];
        struct mqtt_options options = { .host = wait->host,
                                        .port = wait->port,
                                        .client_id = id,
                                        .username = or_null(broker->username),
                                        .ca = or_null(broker->ca),
                                        .cert = or_null(broker->cert),
                                        .key = or_null(broker->key),
                                        .clean = true,
                                        .subscriptions = subscriptions };
        int r;

        snprintf(id, sizeof(id), "nattvakt-%s", wait->name);
        for (size_t i = 0; i < WAIT_SUBSCRIPTIONS_MAX && wait->options->subscriptions[i][0]; i++)
                subscriptions[i + 2] = wait->options->subscriptions[i];
        if (broker->password_file[0]) {
                r = read_password(broker->password_file, password, sizeof(password));
                if (r)
                        return r;
                options.password = password;
        }
        r = mqtt_new(&options, &handlers, wait, &wait->mqtt);
        if (r < 0)
                fprintf(stderr, "nattvakt: the broker's settings: %s\n", strerror(-r));
        return r < 0 ? TOOL_EXIT_BROKER : 0;
}

static int attach(struct wait *wait) {
        int r = sd_event_new(&wait->event);

        if (r >= 0)
                r = sd_event_add_time(wait->event, &wait->timer, CLOCK_BOOTTIME, 0, 1000, on_timer,
                                      wait);
        if (r >= 0)
                r = sd_event_source_set_enabled(wait->timer, SD_EVENT_OFF);
        if (r >= 0)
                r = mqtt_attach(wait->mqtt, wait->event);
        if (r < 0)
                fprintf(stderr, "nattvakt: %s\n", strerror(-r));
        return r < 0 ? TOOL_EXIT_BROKER : 0;
}

int wait_open(const struct wait_options *options, struct wait **ret_wait) {
        _cleanup_(wait_closep) struct wait *wait = alloc_zero(1, sizeof(*wait));
        const char *site = options->configuration->site.name;
        int r;

        assert(options->heard);
        wait->options = options;
        snprintf(wait->name, sizeof(wait->name), "tool-%d-%llx", (int)getpid(),
                 (unsigned long long)clock_boot_us());
        snprintf(wait->echo_topic, TOPIC_SIZE, "nattvakt/%s/%s/echo", site, wait->name);
        snprintf(wait->reply_topic, TOPIC_SIZE, "nattvakt/%s/%s/reply", site, wait->name);
        r = find_broker(wait);
        if (r == 0)
                r = open_link(wait);
        if (r == 0)
                r = attach(wait);
        if (r == 0)
                *ret_wait = take(wait);
        return r;
}

void wait_close(struct wait *wait) {
        if (!wait)
                return;
        if (wait->mqtt && mqtt_is_connected(wait->mqtt))
                mqtt_disconnect(wait->mqtt, false);
        sd_event_source_disable_unref(wait->timer);
        mqtt_free(wait->mqtt);
        sd_event_unref(wait->event);
        free(wait);
}

void wait_closep(struct wait **wait) {
        wait_close(*wait);
}

const char *wait_reply_topic(const struct wait *wait) {
        return wait->reply_topic;
}

static int run_once(struct wait *wait) {
        int r = sd_event_run(wait->event, UINT64_MAX);

        if (r >= 0)
                return 0;
        fprintf(stderr, "nattvakt: %s\n", strerror(-r));
        return TOOL_EXIT_BROKER;
}

static int wait_bounded(struct wait *wait, bool (*is_done)(void *userdata), void *userdata,
                        const char *awaited) {
        wait->timed_out = wait->lost = false;
        sd_event_source_set_time(wait->timer, (uint64_t)(clock_boot_us() + WAIT_BOUND_US));
        sd_event_source_set_enabled(wait->timer, SD_EVENT_ONESHOT);
        while (!is_done(userdata)) {
                if (wait->lost)
                        return TOOL_EXIT_BROKER;
                if (wait->timed_out) {
                        fprintf(stderr, "nattvakt: %s did not come within %d s from %s:%d\n",
                                awaited, (int)(WAIT_BOUND_US / US_PER_S), wait->host, wait->port);
                        return TOOL_EXIT_BROKER;
                }
                if (run_once(wait))
                        return TOOL_EXIT_BROKER;
        }
        sd_event_source_set_enabled(wait->timer, SD_EVENT_OFF);
        return 0;
}

int wait_until(struct wait *wait, bool (*is_done)(void *userdata), const char *awaited) {
        return wait_bounded(wait, is_done, wait->options->userdata, awaited);
}

static bool has_heard_echo(void *userdata) {
        const struct wait *wait = userdata;

        return wait->heard_echo;
}

int wait_for_retained(struct wait *wait) {
        return wait_bounded(wait, has_heard_echo, wait, "the broker's tasks");
}

/* What nobody heard while we waited expires: it must not take effect after we said that it did not. */
int wait_ask(struct wait *wait, const char *topic, const char *payload, const char *correlation) {
        struct mqtt_departure departure = { .topic = topic,
                                            .payload = payload,
                                            .size = strlen(payload),
                                            .qos = 1,
                                            .expiry_s = WAIT_EXPIRY_S,
                                            .content_type = "application/json",
                                            .response_topic = wait->reply_topic,
                                            .correlation = correlation,
                                            .correlation_size = strlen(correlation) };
        int r = mqtt_publish(wait->mqtt, &departure, NULL);

        if (r < 0)
                fprintf(stderr, "nattvakt: the broker at %s:%d: %s\n", wait->host, wait->port,
                        strerror(-r));
        return r < 0 ? TOOL_EXIT_BROKER : 0;
}

int wait_until_interrupted(struct wait *wait) {
        sigset_t blocked;
        int r;

        sigemptyset(&blocked);
        sigaddset(&blocked, SIGINT);
        sigaddset(&blocked, SIGTERM);
        sigprocmask(SIG_BLOCK, &blocked, NULL);
        r = sd_event_add_signal(wait->event, NULL, SIGINT, on_signal, wait);
        if (r >= 0)
                r = sd_event_add_signal(wait->event, NULL, SIGTERM, on_signal, wait);
        if (r < 0) {
                fprintf(stderr, "nattvakt: %s\n", strerror(-r));
                return TOOL_EXIT_BROKER;
        }

        wait->lasting = true;
        while (!wait->interrupted)
                if (run_once(wait))
                        return TOOL_EXIT_BROKER;
        return TOOL_EXIT_OK;
}
