/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bench's publisher: as many messages as asked, as fast as the broker takes them or at a rate,
 * all QoS 1. They are made before the clock starts, so that making them costs nobody anything. With
 * --listen it also counts what comes out at the other end, until as much came as was news.
 *
 *   bench_publish --port N --devices N --count N [--news PER-MILLE] [--rate PER-SECOND]
 *                 [--listen FILTER] [--patience SECONDS]
 *
 * --news 0 says each device's state once, all at rest, and then goes on without news. What it found
 * out is one JSON object on stdout.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "home.h"
#include "speaker.h"

#define WINDOW    5000 /* on their way: a packet id must not come twice among them */
#define CHUNK_MAX (256 * 1024)

struct load {
        size_t devices, count, per_mille, rate;
        uint8_t *bytes;
        size_t *at; /* where message i begins; one more than there are */
        size_t news;
};

struct listener {
        struct speaker speaker;
        size_t heard;
        int64_t last_us;
};

/* Marsaglia's xorshift: any order will do that is the same each time. */
static size_t shuffle(uint64_t *state) {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        return (size_t)(*state >> 11);
}

static void *must_have(void *memory) {
        if (!memory)
                speaker_fail("memory");
        return memory;
}

static void make(struct load *load) {
        uint64_t state = 88172645463325252U;
        bool *active = must_have(calloc(load->devices, sizeof(*active)));
        char topic[HOME_TOPIC_SIZE], payload[HOME_PAYLOAD_SIZE];
        size_t size = 0, room = 0;

        load->at = must_have(calloc(load->count + 1, sizeof(*load->at)));
        for (size_t i = 0; i < load->count; i++) {
                bool first = load->per_mille == 0 && i < load->devices;
                size_t device = first ? i : shuffle(&state) % load->devices;

                if (i * load->per_mille / 1000 != (i + 1) * load->per_mille / 1000) {
                        active[device] = !active[device];
                        load->news++;
                }
                home_topic(device, topic);
                home_payload(device, active[device], i, payload);
                if (size + speaker_publish_max(topic, payload) > room) {
                        room = room * 2 + CHUNK_MAX;
                        load->bytes = must_have(realloc(load->bytes, room));
                }
                size += speaker_publish_make(load->bytes + size, (uint16_t)(1 + i % UINT16_MAX),
                                             topic, payload);
                load->at[i + 1] = size;
        }
        free(active);
}

static size_t least(size_t a, size_t b) {
        return a < b ? a : b;
}

/* How far may be sent now, as a number of messages. */
static size_t allowed(const struct load *load, const struct speaker *speaker, int64_t began_us) {
        size_t count = least(load->count, speaker->acknowledged + WINDOW);

        if (load->rate)
                count = least(count, (size_t)(clock_boot_us() - began_us) * load->rate / 1000000);
        return count;
}

static void wait_for_either(struct speaker *speaker, struct listener *listener, bool more,
                            int wait_ms) {
        struct pollfd waits[] = {
                { .fd = speaker->fd, .events = (short)(more ? POLLIN | POLLOUT : POLLIN) },
                { .fd = listener ? listener->speaker.fd : -1, .events = POLLIN },
        };

        (void)poll(waits, 2, wait_ms);
        if (waits[0].revents & POLLIN)
                speaker_read(speaker);
        if (waits[1].revents & POLLIN)
                speaker_read(&listener->speaker);
}

/* Returns when the last of them was acknowledged. */
static int64_t send_all(const struct load *load, struct speaker *speaker, struct listener *listener,
                        int64_t began_us) {
        size_t sent = 0;

        while (speaker->acknowledged < load->count) {
                size_t until = load->at[allowed(load, speaker, began_us)];

                if (sent < until)
                        sent += speaker_send(speaker, load->bytes + sent,
                                             least(until - sent, CHUNK_MAX));
                wait_for_either(speaker, listener, sent < until, load->rate ? 1 : 100);
        }
        return clock_boot_us();
}

static void on_heard(void *userdata, const char *topic, size_t topic_size, const char *payload,
                     size_t size) {
        struct listener *listener = userdata;

        (void)topic, (void)topic_size, (void)payload, (void)size;
        listener->heard++;
        listener->last_us = clock_boot_us();
}

/* Until all of the news came out, or nothing for so long. */
static void wait_for_news(const struct load *load, struct speaker *speaker,
                          struct listener *listener, int64_t patience_us) {
        int64_t quiet_us = clock_boot_us();

        while (listener->heard < load->news) {
                size_t before = listener->heard;

                wait_for_either(speaker, listener, false, 100);
                if (listener->heard != before)
                        quiet_us = clock_boot_us();
                else if (clock_boot_us() - quiet_us > patience_us)
                        return;
        }
}

static size_t number(const char *text) {
        char *end;
        unsigned long long value = strtoull(text, &end, 10);

        errno = 0;
        if (*end || end == text)
                speaker_fail("'%s' is no number", text);
        return (size_t)value;
}

static void run(struct load *load, int port, const char *filter, int64_t patience_us) {
        struct speaker speaker = { 0 };
        struct listener listener = { .speaker = { .heard = on_heard, .userdata = &listener } };
        int64_t began_us, sent_us;

        make(load);
        speaker_open(&speaker, port, "bench-publish");
        if (filter) {
                speaker_open(&listener.speaker, port, "bench-listen");
                speaker_subscribe(&listener.speaker, filter);
                listener.heard = 0; /* what was retained */
        }
        began_us = clock_boot_us();
        sent_us = send_all(load, &speaker, filter ? &listener : NULL, began_us);
        if (filter)
                wait_for_news(load, &speaker, &listener, patience_us);
        printf("{\"published\":%zu,\"bytes\":%zu,\"news\":%zu,\"heard\":%zu,\"began_us\":%" PRId64
               ",\"publish_us\":%" PRId64 ",\"heard_us\":%" PRId64 "}\n",
               load->count, load->at[load->count], load->news, listener.heard, began_us,
               sent_us - began_us, listener.heard ? listener.last_us - began_us : 0);
        speaker_close(&speaker);
        if (filter)
                speaker_close(&listener.speaker);
}

int main(int argc, char **argv) {
        static const struct option options[] = {
                { "port", required_argument, NULL, 'p' },
                { "devices", required_argument, NULL, 'd' },
                { "count", required_argument, NULL, 'c' },
                { "news", required_argument, NULL, 'n' },
                { "rate", required_argument, NULL, 'r' },
                { "listen", required_argument, NULL, 'l' },
                { "patience", required_argument, NULL, 's' },
                { NULL, 0, NULL, 0 },
        };
        struct load load = { .devices = 200, .per_mille = 10 };
        const char *filter = NULL;
        size_t port = 0, patience_s = 30;
        int option;

        while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
                size_t *numbers[] = {
                        ['p'] = &port,           ['d'] = &load.devices, ['c'] = &load.count,
                        ['n'] = &load.per_mille, ['r'] = &load.rate,    ['s'] = &patience_s
                };

                if (option == 'l')
                        filter = optarg;
                else if (option == '?')
                        return 2;
                else
                        *numbers[option] = number(optarg);
        }
        errno = 0;
        if (!port || !load.devices || !load.count)
                speaker_fail("--port, --devices and --count are wanted");
        run(&load, (int)port, filter, (int64_t)patience_s * 1000000);
        free(load.bytes);
        free(load.at);
        return 0;
}
