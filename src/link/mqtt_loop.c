/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The MQTT link in the event loop, and the heart of invariant 1. libmosquitto queues a PUBACK before
 * it hands the message over (lib/handle_publish.c; upstream issue 2884); as it believes that another
 * thread writes, the PUBACK stays queued until mosquitto_loop_write(). That is called in exactly one
 * function here, which does nothing while a turn is open. Not documented, so guarded by tests.
 *
 * One packet is read at a time until the socket is empty or the turn is full. (A dry read returns
 * success like a good one: whether there is more poll(2) knows, and it is asked only when a read told
 * us nothing.) While we have publishes in flight libmosquitto may read that many packets more at a
 * time, so a turn can be longer by the send window.
 *
 * The acknowledgements of a turn leave corked: libmosquitto writes each by itself, and with
 * TCP_NODELAY each would be a segment, and a wake-up of the broker, of its own.
 *
 * One timer serves all: pings, the canary, the time to wait for an answer, the time until the next
 * attempt. While a turn is open it does nothing, and release sets it again.
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#include "clock.h"
#include "mqtt_private.h"

#define TICK_US     INT64_C(1000000) /* mosquitto_loop_misc counts in seconds */
#define ACCURACY_US 1000
#define CANARY_SIZE 24 /* bytes: a 64-bit number, NUL-terminated */
#define FLUSH_MAX   64 /* attempts; a TLS handshake can want to write and yet wait for the peer */

static bool is_ready(int fd, short events) {
        struct pollfd pollfd = { .fd = fd, .events = events };

        return poll(&pollfd, 1, 0) > 0;
}

static bool is_open(const struct mqtt *m) {
        return m->client && !m->dropping && mosquitto_socket(m->client) >= 0;
}

static void cork(const struct mqtt *m, int on) {
        (void)setsockopt(m->fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
}

void mqtt_loop_flush(struct mqtt *m) {
        bool many = m->seen > 1;

        if (m->held || m->inside)
                return;

        if (many)
                cork(m, 1);
        for (int i = 0; i < FLUSH_MAX && is_open(m) && mosquitto_want_write(m->client) &&
                        is_ready(m->fd, POLLOUT);
             i++) {
                m->inside = m->writing = true;
                (void)mosquitto_loop_write(m->client, 1); /* a lost connection shows in is_open */
                m->inside = m->writing = false;
        }
        if (many)
                cork(m, 0);
}

static void read_some(struct mqtt *m) {
        for (int i = 0; i < MQTT_READ_MAX && m->seen < MQTT_READ_MAX && is_open(m); i++) {
                unsigned calls = m->calls;

                m->inside = true;
                (void)mosquitto_loop_read(m->client, 1);
                m->inside = false;
                if (m->calls == calls && !is_ready(m->fd, POLLIN))
                        return;
        }
}

/* After a full turn the owner must come to its COMMIT before more is read. */
static void watch(struct mqtt *m) {
        uint32_t events = 0;

        if (!m->io)
                return;
        if (!m->held || m->seen < MQTT_READ_MAX)
                events |= EPOLLIN;
        if (!m->held && mosquitto_want_write(m->client))
                events |= EPOLLOUT;

        (void)sd_event_source_set_io_events(m->io, events);
        /* Off, not just deaf: epoll reports a hang-up whether one asks or not. */
        (void)sd_event_source_set_enabled(m->io, events ? SD_EVENT_ON : SD_EVENT_OFF);
}

static int64_t least(int64_t a, int64_t b) {
        return a < b ? a : b;
}

static int64_t next_due_us(const struct mqtt *m, int64_t now_us) {
        int64_t canary_us = m->canary_by_us > 0 ? m->canary_by_us : m->canary_next_us;
        int64_t tick_us = now_us + TICK_US;

        if (m->held)
                return tick_us;

        switch (m->state) {
        case MQTT_STATE_LOST:
                return now_us;
        case MQTT_STATE_WAITING:
                return m->retry_at_us;
        case MQTT_STATE_CONNECTING:
                return least(tick_us, m->connack_by_us);
        case MQTT_STATE_UP:
                if (!is_open(m))
                        return now_us;
                if (!m->options.canary_topic || !m->subscribed)
                        return tick_us;
                return canary_us > 0 ? least(tick_us, canary_us) : now_us; /* 0: the first */
        case MQTT_STATE_IDLE:
        case MQTT_STATE_STOPPED:
                break;
        }
        return 0;
}

static void arm(struct mqtt *m) {
        int64_t due_us = next_due_us(m, clock_boot_us());

        if (!m->timer)
                return;
        (void)sd_event_source_set_time(m->timer, (uint64_t)due_us);
        (void)sd_event_source_set_enabled(m->timer, due_us > 0 ? SD_EVENT_ONESHOT : SD_EVENT_OFF);
}

void mqtt_loop_wake(struct mqtt *m) {
        if (m->inside) /* the dispatch that we are in ends with this */
                return;

        watch(m);
        arm(m);
}

static int64_t pause_us(const struct mqtt *m) {
        int64_t pause = m->options.retry_first_ms * US_PER_MS;
        int64_t last = m->options.retry_last_ms * US_PER_MS;

        for (unsigned i = 1; i < m->failures && pause < last; i++)
                pause *= 2;
        return least(pause, last);
}

/* The owner is told once per reason, not once per attempt. */
static void tell_loss(struct mqtt *m) {
        if (strcmp(m->told, m->reason) == 0)
                return;

        memcpy(m->told, m->reason, sizeof(m->told));
        if (m->handlers.disconnected)
                m->handlers.disconnected(m->userdata, m->told);
}

/* Ends every dispatch: notices a lost connection and says what is waited for next. */
static void settle(struct mqtt *m) {
        if (m->client && !is_open(m)) {
                mqtt_connect_close(m);
                m->state = MQTT_STATE_LOST;
        }
        m->dropping = false;
        if (m->state == MQTT_STATE_LOST) {
                bool more = m->tried < m->addresses;

                m->state = MQTT_STATE_WAITING;
                m->retry_at_us = clock_boot_us();
                if (!more) {
                        m->tried = 0;
                        m->failures++;
                        m->retry_at_us += pause_us(m);
                        tell_loss(m);
                }
        }
        mqtt_loop_wake(m);
}

static void give_up(struct mqtt *m, const char *reason) {
        mqtt_reason(m, reason);
        mqtt_connect_close(m);
        m->state = MQTT_STATE_LOST;
}

void mqtt_canary_tick(struct mqtt *m, int64_t now_us) {
        char payload[CANARY_SIZE];
        int size;

        if (!m->options.canary_topic || !m->subscribed || m->canary_by_us > 0 ||
            now_us < m->canary_next_us)
                return;
        size = snprintf(payload, sizeof(payload), "%" PRIu64, m->canary + 1);
        if (mosquitto_publish(m->client, NULL, m->options.canary_topic, size, payload, 0, false) !=
            0)
                return;

        m->canary++;
        m->canary_next_us = now_us + m->options.canary_every_ms * US_PER_MS;
        m->canary_by_us = now_us + m->options.canary_within_ms * US_PER_MS;
}

bool mqtt_canary_is(struct mqtt *m, const struct mosquitto_message *message) {
        char expected[CANARY_SIZE];
        int size;

        if (!m->options.canary_topic || strcmp(message->topic, m->options.canary_topic) != 0)
                return false;
        size = snprintf(expected, sizeof(expected), "%" PRIu64, m->canary);
        if (message->payloadlen != size || memcmp(message->payload, expected, (size_t)size) != 0)
                return true; /* one that came too late, or somebody else's: proves nothing */

        m->canary_by_us = 0;
        m->heard_us = clock_boot_us();
        if (m->deaf && m->handlers.deaf)
                m->handlers.deaf(m->userdata, false, m->heard_us);
        m->deaf = false;
        return true;
}

/* After a long COMMIT the canary may be waiting in the socket: read before judging. */
static bool is_deaf(struct mqtt *m, int64_t now_us) {
        if (m->canary_by_us == 0 || now_us < m->canary_by_us)
                return false;

        read_some(m);
        return m->canary_by_us > 0 && is_open(m) && !is_ready(m->fd, POLLIN);
}

static void on_up(struct mqtt *m, int64_t now_us) {
        if (is_deaf(m, now_us)) {
                bool news = !m->deaf;

                m->deaf = true;
                give_up(m, "connected, but what we send to ourselves does not come back");
                if (news && m->handlers.deaf)
                        m->handlers.deaf(m->userdata, true, m->heard_us);
                return;
        }
        if (m->held || !is_open(m))
                return;

        m->inside = true;
        (void)mosquitto_loop_misc(m->client);
        m->inside = false;
        if (is_open(m))
                mqtt_canary_tick(m, now_us);
        mqtt_loop_flush(m);
}

static int on_timer(sd_event_source *source, uint64_t due_us, void *userdata) {
        struct mqtt *m = userdata;
        int64_t now_us = clock_boot_us();

        (void)source, (void)due_us;
        if (!m->held) {
                m->seen = 0;
                if (m->state == MQTT_STATE_WAITING && now_us >= m->retry_at_us)
                        mqtt_connect_start(m);
                else if (m->state == MQTT_STATE_CONNECTING && now_us >= m->connack_by_us)
                        give_up(m, "the broker does not answer");
                else if (m->state == MQTT_STATE_UP)
                        on_up(m, now_us);
        }
        settle(m);
        return 0;
}

static int on_io(sd_event_source *source, int fd, uint32_t events, void *userdata) {
        struct mqtt *m = userdata;

        (void)source, (void)fd;
        if (!m->held)
                m->seen = 0;
        if (events & ~(uint32_t)EPOLLOUT) /* a hang-up is read as the end */
                read_some(m);
        if (m->subscribed && m->state == MQTT_STATE_UP && !m->held && is_open(m))
                mqtt_canary_tick(m, clock_boot_us());
        mqtt_loop_flush(m);
        settle(m);
        return 0;
}

void mqtt_loop_watch(struct mqtt *m) {
        int r = sd_event_add_io(m->event, &m->io, m->fd, EPOLLIN | EPOLLOUT, on_io, m);

        if (r < 0) {
                errno = -r;
                give_up(m, strerror(errno));
        }
}

int mqtt_attach(struct mqtt *m, sd_event *event) {
        int r;

        assert(!m->event);
        r = sd_event_add_time(event, &m->timer, CLOCK_BOOTTIME, 0, ACCURACY_US, on_timer, m);
        if (r < 0)
                return r;

        m->event = sd_event_ref(event);
        m->state = MQTT_STATE_WAITING;
        m->retry_at_us = clock_boot_us();
        arm(m);
        return 0;
}
