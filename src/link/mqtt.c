/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The owner's side of the MQTT link: what it is made of, the turn's hold and release, publishing,
 * and the two ways of ending a connection. Nothing here reads or writes a socket but through
 * mqtt_loop.c, except the goodbye, which comes after all turns.
 */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mqtt_protocol.h>

#include "clock.h"
#include "mqtt_private.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"

#define GOODBYE_US INT64_C(1000000) /* how long we wait for the broker to hear our DISCONNECT */

#define KEEPALIVE_MIN_S 5 /* libmosquitto refuses less */

static const size_t texts[] = {
        offsetof(struct mqtt_options, host),         offsetof(struct mqtt_options, client_id),
        offsetof(struct mqtt_options, username),     offsetof(struct mqtt_options, password),
        offsetof(struct mqtt_options, ca),           offsetof(struct mqtt_options, cert),
        offsetof(struct mqtt_options, key),          offsetof(struct mqtt_options, will_topic),
        offsetof(struct mqtt_options, canary_topic),
};

static const char **text_at(struct mqtt_options *options, size_t i) {
        return (const char **)((char *)options + texts[i]);
}

static void copy_options(struct mqtt *m, const struct mqtt_options *options) {
        struct mqtt_options *own = &m->options;
        char *will = alloc_zero(options->will_size + 1, 1);

        *own = *options;
        for (size_t i = 0; i < ELEMENTS(texts); i++)
                if (*text_at(own, i))
                        *text_at(own, i) = alloc_text(*text_at(own, i));

        if (options->will_size > 0)
                memcpy(will, options->will_payload, options->will_size);
        own->will_payload = will;

        while (options->subscriptions && options->subscriptions[m->filter_count])
                m->filter_count++;
        m->filters = alloc_zero((size_t)m->filter_count + 1, sizeof(char *));
        for (int i = 0; i < m->filter_count; i++)
                m->filters[i] = alloc_text(options->subscriptions[i]);
        own->subscriptions = NULL;
        if (options->canary_topic)
                m->filters[m->filter_count++] = alloc_text(options->canary_topic);
}

static void fill(int *number, int otherwise) {
        if (*number == 0)
                *number = otherwise;
}

static void fill_defaults(struct mqtt_options *options) {
        fill(&options->keepalive_s, MQTT_KEEPALIVE_S);
        fill(&options->canary_every_ms, MQTT_CANARY_EVERY_MS);
        fill(&options->canary_within_ms, MQTT_CANARY_WITHIN_MS);
        fill(&options->retry_first_ms, MQTT_RETRY_FIRST_MS);
        fill(&options->retry_last_ms, MQTT_RETRY_LAST_MS);
        fill(&options->connect_within_ms, MQTT_CONNECT_MS);
        if (options->payload_max == 0)
                options->payload_max = MQTT_PAYLOAD_MAX;
        if (options->packet_max == 0)
                options->packet_max = MQTT_PACKET_MAX;
}

static bool is_topic(const char *topic) {
        return !topic || (*topic && mosquitto_pub_topic_check(topic) == MOSQ_ERR_SUCCESS);
}

/* A key is no use without its certificate, nor either without TLS. */
static bool are_readable(const struct mqtt_options *o) {
        if (!o->ca)
                return !o->cert && !o->key;

        return !o->cert == !o->key && access(o->ca, R_OK) == 0 &&
               (!o->cert || access(o->cert, R_OK) == 0) && (!o->key || access(o->key, R_OK) == 0);
}

static bool is_valid(const struct mqtt *m) {
        const struct mqtt_options *o = &m->options;

        for (int i = 0; i < m->filter_count; i++)
                if (!*m->filters[i] || mosquitto_sub_topic_check(m->filters[i]) != MOSQ_ERR_SUCCESS)
                        return false;

        if (mosquitto_validate_utf8(o->client_id, (int)strlen(o->client_id)) != MOSQ_ERR_SUCCESS)
                return false;

        return o->port > 0 && o->port <= UINT16_MAX && o->keepalive_s >= KEEPALIVE_MIN_S &&
               o->keepalive_s <= UINT16_MAX && o->canary_every_ms > 0 && o->canary_within_ms > 0 &&
               o->retry_first_ms > 0 && o->retry_last_ms >= o->retry_first_ms &&
               o->connect_within_ms > 0 && is_topic(o->will_topic) && is_topic(o->canary_topic) &&
               are_readable(o);
}

int mqtt_new(const struct mqtt_options *options, const struct mqtt_handlers *handlers,
             void *userdata, struct mqtt **ret) {
        _cleanup_(mqtt_freep) struct mqtt *m = NULL;

        assert(options->host && options->client_id && *options->client_id);
        assert(handlers->message);

        (void)mosquitto_lib_init();
        m = alloc_zero(1, sizeof(*m));
        m->fd = -1;
        m->handlers = *handlers;
        m->userdata = userdata;
        copy_options(m, options);
        fill_defaults(&m->options);
        if (!is_valid(m))
                return -EINVAL;

        (void)signal(SIGPIPE, SIG_IGN); /* libmosquitto 2.0.11 writes without MSG_NOSIGNAL */
        *ret = take(m);
        return 0;
}

void mqtt_free(struct mqtt *m) {
        if (!m)
                return;

        mqtt_connect_close(m);
        m->timer = sd_event_source_disable_unref(m->timer);
        m->event = sd_event_unref(m->event);
        for (size_t i = 0; i < ELEMENTS(texts); i++)
                free((char *)*text_at(&m->options, i));
        free((void *)m->options.will_payload);
        for (int i = 0; i < m->filter_count; i++)
                free(m->filters[i]);
        free(m->filters);
        free(m);
        (void)mosquitto_lib_cleanup();
}

void mqtt_freep(struct mqtt **m) {
        mqtt_free(*m);
}

void mqtt_hold(struct mqtt *m) {
        m->held = true;
}

void mqtt_release(struct mqtt *m) {
        m->held = false;
        m->drops = 0;
        mqtt_loop_flush(m);
        m->seen = 0;
        mqtt_loop_wake(m);
}

void mqtt_drop(struct mqtt *m) {
        m->held = false;
        m->seen = 0;
        m->drops++;
        mqtt_reason(m, "what came in could not be written down");
        if (m->inside) {
                m->dropping = true;
                return;
        }
        if (m->client) {
                mqtt_connect_close(m);
                m->state = MQTT_STATE_LOST;
        }
        mqtt_loop_wake(m);
}

/* Out of memory is an abort here as in base. */
static void must(int rc) {
        assert(rc == MOSQ_ERR_SUCCESS);
}

static mosquitto_property *properties_of(const struct mqtt_departure *d) {
        mosquitto_property *list = NULL;

        if (d->expiry_s > 0)
                must(mosquitto_property_add_int32(&list, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
                                                  d->expiry_s));
        if (d->content_type)
                must(mosquitto_property_add_string(&list, MQTT_PROP_CONTENT_TYPE, d->content_type));
        if (d->response_topic)
                must(mosquitto_property_add_string(&list, MQTT_PROP_RESPONSE_TOPIC,
                                                   d->response_topic));
        if (d->correlation)
                must(mosquitto_property_add_binary(&list, MQTT_PROP_CORRELATION_DATA,
                                                   d->correlation, (uint16_t)d->correlation_size));
        return list;
}

int mqtt_publish(struct mqtt *m, const struct mqtt_departure *d, int *ret_mid) {
        mosquitto_property *properties;
        int mid, rc;

        assert(!m->held);
        assert(d->topic && d->qos >= 0 && d->qos <= 1 && d->correlation_size <= UINT16_MAX);

        if (m->state != MQTT_STATE_UP || mosquitto_socket(m->client) < 0)
                return -ENOTCONN;
        if (d->qos > 0 && m->in_flight >= m->send_window)
                return -EAGAIN;
        if (d->size > MQTT_MAX_PAYLOAD)
                return -EMSGSIZE;
        if (!is_topic(d->response_topic))
                return -EINVAL;

        properties = properties_of(d);
        rc = mosquitto_publish_v5(m->client, &mid, d->topic, (int)d->size, d->payload, d->qos,
                                  d->retained, properties);
        mosquitto_property_free_all(&properties);
        if (rc == MOSQ_ERR_OVERSIZE_PACKET || rc == MOSQ_ERR_PAYLOAD_SIZE)
                return -EMSGSIZE;
        if (rc == MOSQ_ERR_INVAL || rc == MOSQ_ERR_MALFORMED_UTF8)
                return -EINVAL;
        if (rc != MOSQ_ERR_SUCCESS) /* of this broker or this moment, and not of the message */
                return -EAGAIN;

        m->in_flight += d->qos;
        mqtt_loop_flush(m);
        mqtt_loop_wake(m);
        if (ret_mid)
                *ret_mid = mid;
        return 0;
}

static bool wait_for(int fd, short events, int64_t until_us) {
        int64_t left_us = until_us - clock_boot_us();
        struct pollfd pollfd = { .fd = fd, .events = events };

        return left_us > 0 && poll(&pollfd, 1, (int)(left_us / US_PER_MS)) > 0;
}

/* What we have not read makes close() send a reset, which can overtake our DISCONNECT: so read on. */
static void linger(int fd, int64_t until_us) {
        char rest[4096];

        (void)shutdown(fd, SHUT_WR);
        while (wait_for(fd, POLLIN, until_us))
                if (recv(fd, rest, sizeof(rest), MSG_DONTWAIT) <= 0)
                        return;
}

void mqtt_disconnect(struct mqtt *m, bool with_will) {
        int64_t until_us = clock_boot_us() + GOODBYE_US;

        assert(!m->held && !m->inside);
        if (m->state == MQTT_STATE_UP &&
            mosquitto_disconnect_v5(m->client, with_will ? MQTT_RC_DISCONNECT_WITH_WILL_MSG : 0,
                                    NULL) == MOSQ_ERR_SUCCESS) {
                m->inside = true; /* handlers may publish, and must not get far with it */
                while (mosquitto_socket(m->client) >= 0 && wait_for(m->fd, POLLOUT, until_us))
                        if (mosquitto_loop_write(m->client, 1) != MOSQ_ERR_SUCCESS)
                                break;
                m->inside = false;
                linger(m->fd, until_us);
        }
        mqtt_connect_close(m);
        m->state = MQTT_STATE_STOPPED;
        mqtt_loop_wake(m);
}

bool mqtt_is_connected(const struct mqtt *m) {
        return m->state == MQTT_STATE_UP;
}

int mqtt_fd(const struct mqtt *m) {
        return m->fd;
}

bool mqtt_wants_write(const struct mqtt *m) {
        return m->client && mosquitto_want_write(m->client);
}
