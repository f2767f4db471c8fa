/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wire: what the broker's link hears goes into the turn; what it says about itself becomes blind
 * minutes and lines for the operator.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "daemon_private.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/json.h"
#include "nattvakt/text.h"
#include "notify.h"
#include "outlet.h"
#include "source.h"

#define FILTERS_MAX 16

void wire_status(struct daemon *d, bool online, struct message *ret_message) {
        struct outlet_status status = {
                .online = online,
                .birth = d->birth,
                .since_us = d->since_us,
                .version = NATTVAKT_VERSION,
                .clock_trusted = d->time.trusted || d->simulated,
                .simulated = d->simulated,
                .said = d->deaf      ? "The broker's messages do not reach the gateway."
                        : d->said[0] ? d->said
                                     : d->wired.said,
        };

        outlet_status(&d->configuration->site, &status, ret_message);
}

void wire_say_status(struct daemon *d, const struct moment *now) {
        struct message message;

        wire_status(d, true, &message);
        flow_say(d->flow, &message, now);
}

/* sim/clock: {"now_us": …}. Time moves forward only. */
static void on_sim_clock(struct daemon *d, const struct mqtt_arrival *arrival) {
        _cleanup_(json_freep) struct json_object *object = NULL;
        struct moment now;
        int64_t us, was_us;

        if (arrival->retained || !arrival->payload)
                return;
        object = json_parse_object(arrival->payload, arrival->size);
        if (!object || json_integer(object, "now_us", &us) <= 0 || us < d->time.anchor_wall_us) {
                notify_log(LOG_WARNING, "sim-clock",
                           "A message on sim/clock was no time from now on; it was ignored.");
                return;
        }

        was_us = d->time.anchor_wall_us;
        d->time.anchor_wall_us = us;
        now = turn_now(d);
        if (!d->sim_started && was_us && us - was_us > US_PER_MIN) /* not silence: nobody ran */
                flow_blind(d->flow, BLIND_CAUSE_DOWN, was_us, us);
        d->sim_started = d->sim_asked = true;
        flow_tick(d->flow, &now);
        sd_event_source_set_enabled(d->commit, SD_EVENT_ONESHOT);
}

/* nattvakt/<site>/task/<id>: our own word. A session that adopted tasks once hears it ever after. */
static bool is_own_task(const struct daemon *d, const char *topic) {
        return text_starts_with(topic, d->task_topic) &&
               !strchr(topic + strlen(d->task_topic), '/');
}

static void on_message(void *userdata, const struct mqtt_arrival *arrival) {
        struct daemon *d = userdata;
        char correlation[64] = "";
        struct flow_arrival message = { .topic = arrival->topic,
                                        .payload = arrival->payload,
                                        .size = arrival->size,
                                        .retained = arrival->retained,
                                        .mid = arrival->mid,
                                        .response_topic = arrival->response_topic,
                                        .correlation = correlation };
        struct moment now;

        now = turn_begin(d);
        d->heard = true;
        if (strcmp(arrival->topic, d->sim_clock_topic) == 0) {
                if (d->simulated)
                        on_sim_clock(d, arrival);
                else
                        notify_log(LOG_WARNING, "sim-clock",
                                   "sim/clock is refused: the configuration does not say clock: "
                                   "simulated.");
                turn_touch(d);
                return;
        }

        if (arrival->correlation_size > 0 && arrival->correlation_size < sizeof(correlation) &&
            text_is_utf8(arrival->correlation, arrival->correlation_size))
                memcpy(correlation, arrival->correlation, arrival->correlation_size);
        if (!is_own_task(d, arrival->topic))
                flow_message(d->flow, &message, &now);
        else if (d->adopting && arrival->retained)
                flow_adopt(d->flow, arrival->topic, arrival->payload, arrival->size, &now);
        turn_touch(d);
}

void wire_say_urgent(struct daemon *d) {
        if (!mqtt_is_connected(d->mqtt))
                return;
        for (size_t i = 0; i < d->urgent.count; i++) {
                struct message *message = &d->urgent.at[i];
                struct mqtt_departure departure = { .topic = message->topic,
                                                    .payload = message->payload,
                                                    .size = message->size,
                                                    .qos = 0 };

                mqtt_publish(d->mqtt, &departure, NULL);
                message_done(message);
        }
        d->urgent.count = 0;
}

void wire_notify_status(const struct daemon *d) {
        const char *how = "Connected to the broker";

        if (!mqtt_is_connected(d->mqtt))
                how = "NO BROKER";
        else if (d->deaf)
                how = "DEAF: the broker does not reach us";
        notify_status("%s, %zu open tasks", how, flow_open_tasks(d->flow));
}

static void end_blind(struct daemon *d, const struct moment *now) {
        if (d->broker_lost_us)
                flow_blind(d->flow, BLIND_CAUSE_BROKER, d->broker_lost_us, now->wall_us);
        d->broker_lost_us = 0;
}

void wire_found(struct daemon *d) {
        int64_t lost_us = d->broker_lost_us;
        struct moment now;

        d->found = false;
        turn_begin(d);
        now = turn_now(d);
        if (!d->deaf) /* else not before our canary comes back */
                end_blind(d, &now);
        if (post_connected(&d->post, d->found_window) < 0)
                notify_log(LOG_ERR, "outbox", "The outbox could not be read again.");
        notify_log(LOG_INFO, "broker-found", "Connected to the broker%s.",
                   d->resumed ? "; it kept our session" : "");
        turn_commit(d);
        wire_notify_status(d);
        if (d->failing) { /* once more when it works again */
                d->broker_lost_us = lost_us;
                d->found = true;
        }
}

/* While nothing can be written, what is urgent goes out before the broker says anything again. */
static void on_connected(void *userdata, bool session_present, int send_window) {
        struct daemon *d = userdata;

        d->found = true;
        d->resumed = session_present;
        d->found_window = send_window;
        if (session_present)
                flow_resumed(d->flow, MQTT_RECEIVE_MAXIMUM);
        if (d->failing)
                wire_say_urgent(d);
        else
                wire_found(d);
}

static void on_disconnected(void *userdata, const char *reason) {
        struct daemon *d = userdata;
        struct moment now = turn_now(d);

        d->found = false;
        post_disconnected(&d->post);
        if (!d->broker_lost_us) {
                d->broker_lost_us = now.wall_us;
                turn_begin(d);
                flow_blind(d->flow, BLIND_CAUSE_BROKER, now.wall_us, 0);
                turn_commit(d);
        }
        notify_log(LOG_WARNING, "broker-lost",
                   "No broker (%s). Trying again; deadlines go on meanwhile.", reason);
        wire_notify_status(d);
}

/* What was delivered is noted with the next turn; when none is on its way, one is made. */
static void note_soon(struct daemon *d) {
        if (d->simulated || !d->post.delivered_count ||
            sd_event_source_get_enabled(d->turn_age, NULL) > 0)
                return;
        sd_event_source_set_time(d->turn_age, (uint64_t)(clock_boot_us() + DAEMON_NOTE_US));
        sd_event_source_set_enabled(d->turn_age, SD_EVENT_ONESHOT);
}

static void on_published(void *userdata, int mid, int reason) {
        struct daemon *d = userdata;

        post_published(&d->post, mid, reason, clock_boot_us());
        turn_let_out(d);
        note_soon(d);
}

static void on_refused(void *userdata, const char *filter, const char *reason) {
        (void)userdata;
        notify_log(LOG_ERR, "deaf", "The broker refuses us %s (%s): nothing is heard there.",
                   filter, reason);
}

/* Nothing was heard since @heard_us (CLOCK_BOOTTIME): that was blind too, not only what follows. */
static void note_deaf(struct daemon *d, const struct moment *now, int64_t heard_us) {
        if (d->broker_lost_us)
                return;
        d->broker_lost_us = now->wall_us - (d->simulated ? 0 : now->boot_us - heard_us);
        flow_blind(d->flow, BLIND_CAUSE_BROKER, d->broker_lost_us, 0);
}

static void on_deaf(void *userdata, bool deaf, int64_t heard_us) {
        struct daemon *d = userdata;
        struct moment now;

        if (deaf)
                notify_log(LOG_CRIT, "deaf",
                           "Connected to the broker but deaf: our own message does not come back.");
        else
                notify_log(LOG_NOTICE, "hearing", "The broker's messages reach us again.");
        d->deaf = deaf;
        wire_notify_status(d);
        turn_begin(d);
        now = turn_now(d);
        if (deaf)
                note_deaf(d, &now, heard_us);
        else
                end_blind(d, &now);
        wire_say_status(d, &now);
        sd_event_source_set_enabled(d->commit, SD_EVENT_ONESHOT);
}

static const struct mqtt_handlers handlers = { .message = on_message,
                                               .connected = on_connected,
                                               .disconnected = on_disconnected,
                                               .published = on_published,
                                               .refused = on_refused,
                                               .deaf = on_deaf };

static const char *or_null(const char *text) {
        return text[0] ? text : NULL;
}

/* The first line of @path. Without it the broker would refuse us for ever, and say only that. */
static int read_password(const char *path, char *ret_password, size_t size) {
        _cleanup_(fclosep) FILE *file = fopen(path, "re");
        int error = file ? 0 : errno;

        if (file && !fgets(ret_password, (int)size, file))
                error = ferror(file) ? errno : 0;
        ret_password[strcspn(ret_password, "\r\n")] = '\0';
        if (!error && ret_password[0])
                return 0;

        notify_log(
                LOG_ERR, "password",
                "The broker's password cannot be read from %s (%s). Write it into the file's first "
                "line, readable for the user that nattvaktd runs as, or take password_file out of "
                "nattvakt.yaml.",
                path, error ? strerror(error) : "its first line is empty");
        return error ? -error : -ENODATA;
}

/* The adapters' filters, commands, and where time and our own tasks come from. */
static size_t list_filters(struct daemon *d, char filters[FILTERS_MAX][TOPIC_SIZE]) {
        const struct configuration *configuration = d->configuration;
        const char *site = configuration->site.name;
        size_t count = source_filters(&configuration->settings, site, filters);

        snprintf(filters[count++], TOPIC_SIZE, "nattvakt/%s/task/+/command", site);
        snprintf(filters[count++], TOPIC_SIZE, "nattvakt/%s/command", site);
        if (d->simulated)
                snprintf(filters[count++], TOPIC_SIZE, "nattvakt/%s/sim/clock", site);
        if (d->adopting)
                snprintf(filters[count++], TOPIC_SIZE, "nattvakt/%s/task/+", site);
        return count;
}

int wire_open(struct daemon *d) {
        const struct broker_settings *broker = &d->configuration->settings.broker;
        char filters[FILTERS_MAX][TOPIC_SIZE], canary[TOPIC_SIZE], password[256] = "";
        const char *subscriptions[FILTERS_MAX + 1] = { NULL };
        struct message will;
        struct mqtt_options options = { .host = broker->host,
                                        .port = broker->port,
                                        .client_id = broker->client_id,
                                        .username = or_null(broker->username),
                                        .ca = or_null(broker->ca),
                                        .cert = or_null(broker->cert),
                                        .key = or_null(broker->key),
                                        .keepalive_s = broker->keepalive_s,
                                        .subscriptions = subscriptions,
                                        .canary_topic = canary };
        const char *site = d->configuration->site.name;
        size_t count = list_filters(d, filters);
        int r;

        snprintf(d->task_topic, sizeof(d->task_topic), "nattvakt/%s/task/", site);
        snprintf(d->sim_clock_topic, sizeof(d->sim_clock_topic), "nattvakt/%s/sim/clock", site);
        for (size_t i = 0; i < count; i++)
                subscriptions[i] = filters[i];
        snprintf(canary, sizeof(canary), "nattvakt/%s/canary", d->configuration->site.name);
        if (broker->password_file[0]) {
                r = read_password(broker->password_file, password, sizeof(password));
                if (r < 0)
                        return r;
                options.password = password;
        }

        wire_status(d, false, &will);
        options.will_topic = will.topic;
        options.will_payload = will.payload;
        options.will_size = will.size;
        r = mqtt_new(&options, &handlers, d, &d->mqtt);
        message_done(&will);
        d->post.mqtt = d->mqtt;
        return r;
}
