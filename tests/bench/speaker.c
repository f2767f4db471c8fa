/* SPDX-License-Identifier: Apache-2.0 */
/* The packets: OASIS MQTT 3.1.1, chapters 2 and 3. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "speaker.h"

#define IN_MAX      (1024 * 1024) /* larger than any packet that is sent here */
#define PATIENCE_MS 10000

#define TYPE_BIT(type) (1U << ((type) >> 4))

enum {
        CONNECT = 0x10,
        CONNACK = 0x20,
        PUBLISH = 0x30,
        PUBACK = 0x40,
        SUBSCRIBE = 0x82,
        SUBACK = 0x90
};

void speaker_fail(const char *format, ...) {
        int error = errno;
        va_list list;

        va_start(list, format);
        vfprintf(stderr, format, list);
        va_end(list);
        fprintf(stderr, error ? ": %s\n" : "\n", strerror(error));
        exit(1);
}

static size_t put_length(uint8_t *to, size_t length) {
        size_t size = 0;

        do {
                to[size++] = (uint8_t)((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
                length >>= 7;
        } while (length);
        return size;
}

static size_t put_number(uint8_t *to, size_t number) {
        to[0] = (uint8_t)(number >> 8);
        to[1] = (uint8_t)number;
        return 2;
}

static size_t put_text(uint8_t *to, const char *text) {
        size_t size = strlen(text);

        put_number(to, size);
        memcpy(to + 2, text, size);
        return size + 2;
}

static void send_whole(struct speaker *speaker, const uint8_t *bytes, size_t size) {
        while (size) {
                ssize_t n = send(speaker->fd, bytes, size, MSG_NOSIGNAL);

                if (n < 0)
                        speaker_fail("the broker went away");
                bytes += n;
                size -= (size_t)n;
        }
}

size_t speaker_send(struct speaker *speaker, const uint8_t *bytes, size_t size) {
        ssize_t n = send(speaker->fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n < 0 && errno != EAGAIN)
                speaker_fail("the broker went away");
        return n < 0 ? 0 : (size_t)n;
}

static void answer(struct speaker *speaker, const uint8_t *mid) {
        uint8_t puback[] = { PUBACK, 2, mid[0], mid[1] };

        send_whole(speaker, puback, sizeof(puback));
}

static void take_publish(struct speaker *speaker, uint8_t first, const uint8_t *body, size_t size) {
        size_t topic_size, from;

        if (size < 2)
                speaker_fail("a PUBLISH without a topic");
        topic_size = (size_t)(body[0] << 8 | body[1]);
        from = 2 + topic_size + (first & 0x06 ? 2 : 0);
        if (from > size)
                speaker_fail("a PUBLISH that ends in its head");
        if (first & 0x06)
                answer(speaker, body + 2 + topic_size);
        if (speaker->heard)
                speaker->heard(speaker->userdata, (const char *)body + 2, topic_size,
                               (const char *)body + from, size - from);
}

/* Takes whole packets from the front of what was read. Returns their types, one bit each. */
static unsigned take_packets(struct speaker *speaker) {
        size_t at = 0;
        unsigned types = 0;

        for (;;) {
                size_t length = 0, head = 1;
                bool more = true;
                uint8_t type;

                for (unsigned shift = 0; more && at + head < speaker->in_size; shift += 7) {
                        length |= (size_t)(speaker->in[at + head] & 0x7f) << shift;
                        more = speaker->in[at + head++] & 0x80;
                }
                if (more || at + head + length > speaker->in_size)
                        break;
                type = speaker->in[at] & 0xf0;
                types |= TYPE_BIT(type);
                if (type == PUBACK)
                        speaker->acknowledged++;
                else if (type == PUBLISH)
                        take_publish(speaker, speaker->in[at], speaker->in + at + head, length);
                else if (type == CONNACK && speaker->in[at + head + 1] != 0)
                        speaker_fail("the broker refuses us: %d", speaker->in[at + head + 1]);
                at += head + length;
        }
        memmove(speaker->in, speaker->in + at, speaker->in_size - at);
        speaker->in_size -= at;
        return types;
}

static unsigned read_some(struct speaker *speaker) {
        ssize_t n = recv(speaker->fd, speaker->in + speaker->in_size, IN_MAX - speaker->in_size,
                         MSG_DONTWAIT);

        if (n < 0 && errno == EAGAIN)
                return 0;
        if (n <= 0)
                speaker_fail("the broker closed the connection");
        speaker->in_size += (size_t)n;
        return take_packets(speaker);
}

void speaker_read(struct speaker *speaker) {
        read_some(speaker);
}

void speaker_turn(struct speaker *speaker, int wait_ms) {
        struct pollfd wait = { .fd = speaker->fd, .events = POLLIN };

        if (poll(&wait, 1, wait_ms) > 0)
                read_some(speaker);
}

static void wait_for(struct speaker *speaker, uint8_t type) {
        struct pollfd wait = { .fd = speaker->fd, .events = POLLIN };

        while (poll(&wait, 1, PATIENCE_MS) > 0)
                if (read_some(speaker) & TYPE_BIT(type))
                        return;
        errno = 0;
        speaker_fail("the broker does not answer");
}

void speaker_open(struct speaker *speaker, int port, const char *client_id) {
        struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
        uint8_t packet[256], body[200];
        size_t size = put_text(body, "MQTT"), head = 1;
        int yes = 1;

        speaker->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        speaker->in = malloc(IN_MAX);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (!speaker->in || speaker->fd < 0 ||
            connect(speaker->fd, (struct sockaddr *)&to, sizeof(to)) < 0 ||
            setsockopt(speaker->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) < 0)
                speaker_fail("no broker on port %d", port);

        body[size++] = 4; /* version 3.1.1 */
        body[size++] = 2; /* a clean session */
        size += put_number(body + size, 0);
        size += put_text(body + size, client_id);
        packet[0] = CONNECT;
        head += put_length(packet + 1, size);
        memcpy(packet + head, body, size);
        send_whole(speaker, packet, head + size);
        wait_for(speaker, CONNACK);
}

void speaker_close(struct speaker *speaker) {
        static const uint8_t disconnect[] = { 0xe0, 0 };

        send_whole(speaker, disconnect, sizeof(disconnect));
        close(speaker->fd);
        free(speaker->in);
}

void speaker_subscribe(struct speaker *speaker, const char *filter) {
        uint8_t packet[512];
        size_t size = 1 + put_length(packet + 1, strlen(filter) + 5);

        packet[0] = SUBSCRIBE;
        size += put_number(packet + size, 1);
        size += put_text(packet + size, filter);
        packet[size++] = 1; /* QoS */
        send_whole(speaker, packet, size);
        wait_for(speaker, SUBACK);
}

size_t speaker_publish_max(const char *topic, const char *payload) {
        return strlen(topic) + strlen(payload) + 9; /* type, length of 4 at most, two numbers */
}

size_t speaker_publish_make(uint8_t *to, uint16_t mid, const char *topic, const char *payload) {
        size_t payload_size = strlen(payload);
        size_t size = 1 + put_length(to + 1, strlen(topic) + 4 + payload_size);

        to[0] = PUBLISH | 0x02; /* QoS 1 */
        size += put_text(to + size, topic);
        size += put_number(to + size, mid);
        memcpy(to + size, payload, payload_size);
        return size + payload_size;
}

void speaker_publish_one(struct speaker *speaker, const char *topic, const char *payload) {
        uint8_t packet[4096];

        errno = 0;
        if (speaker_publish_max(topic, payload) > sizeof(packet))
                speaker_fail("a message too long");
        if (++speaker->mid == 0)
                speaker->mid = 1;
        send_whole(speaker, packet, speaker_publish_make(packet, speaker->mid, topic, payload));
}
