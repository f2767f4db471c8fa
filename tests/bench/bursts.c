/* SPDX-License-Identifier: Apache-2.0 */
/*
 * News, so many at once: a burst goes out in one write, and the next follows when the events of this
 * one have come out at the other end. For what one turn costs.
 *
 *   bench_bursts --port N --devices N --size N --count N --listen FILTER
 *
 * All devices are taken to be at rest. Prints one JSON object.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "home.h"
#include "speaker.h"

#define PATIENCE_US 20000000
#define TURN_MS     10

static void on_heard(void *userdata, const char *topic, size_t topic_size, const char *payload,
                     size_t size) {
        size_t *heard = userdata;

        (void)topic, (void)topic_size, (void)payload, (void)size;
        (*heard)++;
}

static size_t add(uint8_t *to, struct speaker *speaker, size_t device, bool active, size_t turn) {
        char topic[HOME_TOPIC_SIZE], payload[HOME_PAYLOAD_SIZE];

        home_topic(device, topic);
        home_payload(device, active, turn, payload);
        if (++speaker->mid == 0)
                speaker->mid = 1;
        return speaker_publish_make(to, speaker->mid, topic, payload);
}

static void send_all(struct speaker *speaker, const uint8_t *bytes, size_t size) {
        for (size_t sent = 0; sent < size;)
                sent += speaker_send(speaker, bytes + sent, size - sent);
}

static void wait_for(struct speaker *speaker, struct speaker *listener, const size_t *have,
                     size_t wanted) {
        int64_t by_us = clock_boot_us() + PATIENCE_US;

        errno = 0;
        while (*have < wanted) {
                speaker_turn(listener, TURN_MS);
                speaker_turn(speaker, 0);
                if (clock_boot_us() > by_us)
                        speaker_fail("%zu came of %zu", *have, wanted);
        }
}

/* Active and at rest by turns: burst @turn flips @size devices after those of the burst before. */
static void burst(struct speaker *speaker, uint8_t *bytes, bool *active, size_t devices,
                  size_t size, size_t turn) {
        size_t used = 0;

        for (size_t i = 0; i < size; i++) {
                size_t device = (turn * size + i) % devices;

                active[device] = !active[device];
                used += add(bytes + used, speaker, device, active[device], turn);
        }
        send_all(speaker, bytes, used);
}

int main(int argc, char **argv) {
        static const struct option options[] = {
                { "port", required_argument, NULL, 0 },   { "devices", required_argument, NULL, 1 },
                { "size", required_argument, NULL, 2 },   { "count", required_argument, NULL, 3 },
                { "listen", required_argument, NULL, 4 }, { NULL, 0, NULL, 0 },
        };
        size_t numbers[4] = { 0 }, heard = 0;
        const char *filter = NULL;
        struct speaker speaker = { 0 }, listener = { .heard = on_heard, .userdata = &heard };
        uint8_t *bytes;
        bool *active;
        int64_t began_us;
        int option;

        while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
                if (option == 4)
                        filter = optarg;
                else if (option == '?')
                        return 2;
                else
                        numbers[option] = strtoull(optarg, NULL, 10);
        }
        errno = 0;
        if (!numbers[0] || !numbers[1] || !numbers[2] || !numbers[3] || !filter)
                speaker_fail("--port, --devices, --size, --count and --listen are wanted");

        bytes = malloc(numbers[2] * (HOME_TOPIC_SIZE + HOME_PAYLOAD_SIZE + 16));
        active = calloc(numbers[1], sizeof(*active));
        if (!bytes || !active)
                speaker_fail("memory");
        speaker_open(&speaker, (int)numbers[0], "bench-bursts");
        speaker_open(&listener, (int)numbers[0], "bench-listen");
        speaker_subscribe(&listener, filter);
        heard = 0;
        began_us = clock_boot_us();
        for (size_t i = 0; i < numbers[3]; i++) {
                burst(&speaker, bytes, active, numbers[1], numbers[2], i);
                wait_for(&speaker, &listener, &heard, (i + 1) * numbers[2]);
        }
        printf("{\"news\":%zu,\"heard\":%zu,\"took_us\":%" PRId64 "}\n", numbers[2] * numbers[3],
               heard, clock_boot_us() - began_us);
        speaker_close(&speaker);
        speaker_close(&listener);
        free(bytes);
        free(active);
        return 0;
}
