/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection: a fresh libmosquitto client, its CONNECT, and what the broker answers. MQTT 5,
 * because only it has the properties that we need: a session that does not expire (section
 * 3.1.2.11.2) and a receive maximum above the broker's usual 20 in flight (3.1.2.11.3).
 *
 * libmosquitto takes CONNECT properties only in mosquitto_connect_bind_v5, and that one blocks in
 * connect(2): for minutes, when the accept queue of a frozen broker is full. Version 2.0 stores the
 * properties before it looks at the host, so it is called without one, and the connection is made
 * by the call that does not block. Of other versions we believe what is documented. The tests
 * restart a session, so they fail where the properties were lost.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <mqtt_protocol.h>

#include "clock.h"
#include "mqtt_private.h"
#include "nattvakt/cleanup.h"

#define SESSION_FOREVER UINT32_MAX /* MQTT 5, 3.1.2.11.2: does not expire */
#define WINDOW_UNSAID   65535      /* MQTT 5, 3.2.2.3.3: the broker's receive maximum when unsaid */
#define REASON_FAILURE  0x80       /* MQTT 5, 2.4: reason codes from here on are failures */
#define ADDRESS_SIZE    NI_MAXHOST

void mqtt_reason(struct mqtt *m, const char *text) {
        if (m->reason[0] == '\0') /* the first reason is the cause, what follows is fallout */
                (void)snprintf(m->reason, sizeof(m->reason), "%s", text);
}

static void on_connect(struct mosquitto *client, void *userdata, int rc, int flags,
                       const mosquitto_property *properties) {
        struct mqtt *m = userdata;
        uint16_t window = WINDOW_UNSAID;

        if (rc != 0) {
                mqtt_reason(m, mosquitto_reason_string(rc));
                return;
        }

        (void)mosquitto_property_read_int16(properties, MQTT_PROP_RECEIVE_MAXIMUM, &window, false);
        m->state = MQTT_STATE_UP;
        m->failures = m->drops;
        m->tried = m->addresses;
        m->send_window = window;
        m->told[0] = '\0';
        m->canary_next_us = 0;
        m->heard_us = clock_boot_us();
        if (m->filter_count > 0)
                m->dropping =
                        mosquitto_subscribe_multiple(client, &m->subscribe_mid, m->filter_count,
                                                     m->filters, 1, 0, NULL) != MOSQ_ERR_SUCCESS;

        if (m->handlers.connected)
                m->handlers.connected(m->userdata, flags & 1, window);
        m->seen = MQTT_READ_MAX; /* what was said now leaves before anything is heard */
}

static void on_disconnect(struct mosquitto *client, void *userdata, int rc,
                          const mosquitto_property *properties) {
        struct mqtt *m = userdata;

        (void)client, (void)properties;
        if (rc >= REASON_FAILURE)
                mqtt_reason(m, mosquitto_reason_string(rc));
        else if (rc == MOSQ_ERR_ERRNO)
                mqtt_reason(m, strerror(errno));
        else
                mqtt_reason(m, rc == 0 ? "the broker ended it" : mosquitto_strerror(rc));
}

static void on_subscribe(struct mosquitto *client, void *userdata, int mid, int count,
                         const int *granted, const mosquitto_property *properties) {
        struct mqtt *m = userdata;

        (void)client, (void)properties;
        if (mid != m->subscribe_mid)
                return;

        m->subscribed = true;
        for (int i = 0; i < count && i < m->filter_count; i++)
                if (granted[i] >= REASON_FAILURE && m->handlers.refused)
                        m->handlers.refused(m->userdata, m->filters[i],
                                            mosquitto_reason_string(granted[i]));
}

static void on_publish(struct mosquitto *client, void *userdata, int mid, int reason,
                       const mosquitto_property *properties) {
        struct mqtt *m = userdata;

        (void)client, (void)properties;
        if (m->writing) /* QoS 0 is reported as it leaves, and nobody waits for that */
                return;

        m->calls++;
        m->in_flight--;
        if (m->handlers.published)
                m->handlers.published(m->userdata, mid, reason);
}

static void on_message(struct mosquitto *client, void *userdata,
                       const struct mosquitto_message *message,
                       const mosquitto_property *properties) {
        struct mqtt *m = userdata;
        _cleanup_(freep) char *response_topic = NULL;
        _cleanup_(freep) void *correlation = NULL;
        uint16_t correlation_size = 0;

        (void)client;
        m->calls++;
        if (mqtt_canary_is(m, message))
                return;

        m->seen++;
        (void)mosquitto_property_read_string(properties, MQTT_PROP_RESPONSE_TOPIC, &response_topic,
                                             false);
        (void)mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &correlation,
                                             &correlation_size, false);

        struct mqtt_arrival arrival = {
                .topic = message->topic,
                .payload = message->payloadlen == 0 ? "" : message->payload,
                .size = (size_t)message->payloadlen,
                .qos = message->qos,
                .retained = message->retain,
                .mid = (uint16_t)message->mid,
                .response_topic = response_topic,
                .correlation = correlation,
                .correlation_size = correlation_size,
        };
        if (arrival.size > m->options.payload_max)
                arrival.payload = NULL;
        m->handlers.message(m->userdata, &arrival);
}

static int set_options(struct mqtt *m) {
        const struct mqtt_options *o = &m->options;
        struct mosquitto *client = m->client;
        int rc = MOSQ_ERR_SUCCESS;

        /* Threaded: then libmosquitto only queues, and what is queued leaves when we say so. */
        (void)mosquitto_threaded_set(client, true);
        (void)mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
        (void)mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
        (void)mosquitto_int_option(client, MOSQ_OPT_SEND_MAXIMUM, WINDOW_UNSAID);
        mosquitto_connect_v5_callback_set(client, on_connect);
        mosquitto_disconnect_v5_callback_set(client, on_disconnect);
        mosquitto_subscribe_v5_callback_set(client, on_subscribe);
        mosquitto_publish_v5_callback_set(client, on_publish);
        mosquitto_message_v5_callback_set(client, on_message);

        if (o->username)
                rc = mosquitto_username_pw_set(client, o->username, o->password);
        if (rc == MOSQ_ERR_SUCCESS && o->ca)
                rc = mosquitto_tls_set(client, o->ca, NULL, o->cert, o->key, NULL);
        if (rc == MOSQ_ERR_SUCCESS && o->will_topic)
                rc = mosquitto_will_set_v5(client, o->will_topic, (int)o->will_size,
                                           o->will_payload, 1, true, NULL);
        return rc;
}

/* The host's addresses in turn: libmosquitto's own loop stops at the first that does not fail at
 * once, and "localhost" is ::1 first, where a broker on 127.0.0.1 does not listen. Blocks for a name
 * that is not in /etc/hosts; the broker is a local one. Returns 0 or a getaddrinfo(3) error. */
static int next_address(struct mqtt *m, char address[ADDRESS_SIZE]) {
        struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
        struct addrinfo *list, *chosen;
        int r = getaddrinfo(m->options.host, NULL, &hints, &list);

        if (r != 0)
                return r;

        m->addresses = 0;
        for (chosen = list; chosen; chosen = chosen->ai_next)
                m->addresses++;
        assert(m->addresses > 0); /* a list of none would have been an error */
        chosen = list;
        for (unsigned i = m->tried++ % m->addresses; i > 0; i--)
                chosen = chosen->ai_next;

        r = getnameinfo(chosen->ai_addr, chosen->ai_addrlen, address, ADDRESS_SIZE, NULL, 0,
                        NI_NUMERICHOST);
        freeaddrinfo(list);
        return r;
}

static bool keeps_refused_properties(void) {
        int major, minor, revision;

        (void)mosquitto_lib_version(&major, &minor, &revision);
        return major == 2 && minor == 0;
}

/* With TLS the certificate is checked against the name, so the name is what libmosquitto gets. */
static int connect_with(struct mqtt *m, const mosquitto_property *properties) {
        const struct mqtt_options *o = &m->options;
        char address[ADDRESS_SIZE];

        if (o->ca || !keeps_refused_properties())
                return mosquitto_connect_bind_v5(m->client, o->host, o->port, o->keepalive_s, NULL,
                                                 properties);

        int r = next_address(m, address);
        if (r != 0) {
                mqtt_reason(m, gai_strerror(r));
                return MOSQ_ERR_EAI;
        }

        r = mosquitto_connect_bind_v5(m->client, NULL, 0, o->keepalive_s, NULL, properties);
        assert(r == MOSQ_ERR_INVAL);
        return mosquitto_connect_bind_async(m->client, address, o->port, o->keepalive_s, NULL);
}

static int say_connect(struct mqtt *m) {
        mosquitto_property *list = NULL;
        int rc = mosquitto_property_add_int32(&list, MQTT_PROP_SESSION_EXPIRY_INTERVAL,
                                              m->options.clean ? 0 : SESSION_FOREVER);

        if (rc == MOSQ_ERR_SUCCESS)
                rc = mosquitto_property_add_int16(&list, MQTT_PROP_RECEIVE_MAXIMUM,
                                                  MQTT_RECEIVE_MAXIMUM);
        if (rc == MOSQ_ERR_SUCCESS)
                rc = mosquitto_property_add_int32(&list, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                                  m->options.packet_max);
        if (rc == MOSQ_ERR_SUCCESS)
                rc = connect_with(m, list);
        mosquitto_property_free_all(&list);
        return rc;
}

void mqtt_connect_start(struct mqtt *m) {
        int rc;

        assert(!m->client && !m->held);
        m->reason[0] = '\0';
        m->state = MQTT_STATE_CONNECTING;
        m->connack_by_us = clock_boot_us() + m->options.connect_within_ms * US_PER_MS;
        m->client = mosquitto_new(m->options.client_id, m->options.clean, m);
        assert(m->client);

        rc = set_options(m);
        if (rc == MOSQ_ERR_SUCCESS)
                rc = say_connect(m);
        if (mosquitto_socket(m->client) >= 0)
                m->fd = fcntl(mosquitto_socket(m->client), F_DUPFD_CLOEXEC, 0);
        if (rc <= MOSQ_ERR_SUCCESS && m->fd >= 0) {
                mqtt_loop_watch(m);
                return;
        }

        mqtt_reason(m, rc > MOSQ_ERR_SUCCESS && rc != MOSQ_ERR_ERRNO ? mosquitto_strerror(rc)
                                                                     : strerror(errno));
        mqtt_connect_close(m);
        m->state = MQTT_STATE_LOST;
}

void mqtt_connect_close(struct mqtt *m) {
        assert(!m->inside);
        m->io = sd_event_source_disable_unref(m->io);
        if (m->client)
                mosquitto_destroy(m->client);
        m->client = NULL;
        if (m->fd >= 0)
                (void)close(m->fd);
        m->fd = -1;
        m->send_window = 0;
        m->in_flight = 0;
        m->subscribed = false;
        m->canary_by_us = 0;
}
