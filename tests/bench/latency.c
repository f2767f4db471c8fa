/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a help call takes to become a task that another client reads, beside one fsync: after each
 * call and its task 4 KiB are appended to a file on the journal's disk and waited for (fdatasync). The
 * call goes out and the task comes in on two connections, both TCP_NODELAY; each task is completed
 * before the next call, out of the measured time.
 *
 *   bench_latency --port N --calls N --residents N --probe FILE
 *
 * Prints one JSON object with all times in µs: {"call_us":[…],"fsync_us":[…]}
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "speaker.h"

#define SITE        "nattvakt/bench/"
#define TASK        SITE "task/"
#define PROBE_SIZE  4096
#define PATIENCE_US 20000000
#define TURN_MS     10

struct ear {
        struct speaker speaker;
        char resident[64]; /* as it stands in the task: "resident":"R7" */
        char task[64];     /* its id, once it is heard */
        bool completed;
        int64_t heard_us;
};

static bool holds(const char *payload, size_t size, const char *text) {
        return memmem(payload, size, text, strlen(text)) != NULL;
}

static void on_heard(void *userdata, const char *topic, size_t topic_size, const char *payload,
                     size_t size) {
        struct ear *ear = userdata;
        size_t start = strlen(TASK);

        if (topic_size <= start || topic_size - start >= sizeof(ear->task) ||
            !holds(payload, size, ear->resident))
                return;
        if (!ear->task[0] && holds(payload, size, "\"state\":\"requested\"")) {
                ear->heard_us = clock_boot_us();
                memcpy(ear->task, topic + start, topic_size - start);
                ear->task[topic_size - start] = '\0';
        } else if (ear->task[0] && strncmp(topic + start, ear->task, topic_size - start) == 0) {
                ear->completed |= holds(payload, size, "\"state\":\"completed\"");
        }
}

static void turn_until(struct ear *ear, struct speaker *speaker, const bool *done,
                       const char *text) {
        int64_t by_us = clock_boot_us() + PATIENCE_US;

        errno = 0;
        while (!(done ? *done : ear->task[0] != '\0')) {
                speaker_turn(&ear->speaker, TURN_MS);
                speaker_turn(speaker, 0);
                if (clock_boot_us() > by_us)
                        speaker_fail("no %s of %s", text, ear->resident);
        }
}

static int64_t call(struct ear *ear, struct speaker *speaker, size_t i, size_t residents) {
        char payload[160];
        int64_t said_us;

        ear->task[0] = '\0';
        ear->completed = false;
        snprintf(ear->resident, sizeof(ear->resident), "\"resident\":\"R%zu\"", i % residents);
        snprintf(payload, sizeof(payload),
                 "{\"kind\":\"person.help_call\",\"id\":\"c-%" PRId64 "\",%s}", clock_boot_us(),
                 ear->resident);
        said_us = clock_boot_us();
        speaker_publish_one(speaker, SITE "in/nurse-call", payload);
        turn_until(ear, speaker, NULL, "task");
        return ear->heard_us - said_us;
}

static void complete(struct ear *ear, struct speaker *speaker) {
        char topic[160];

        snprintf(topic, sizeof(topic), TASK "%s/command", ear->task);
        speaker_publish_one(speaker, topic,
                            "{\"command\":\"complete\",\"who\":\"c-1\",\"outcome\":\"helped\"}");
        turn_until(ear, speaker, &ear->completed, "end");
}

static int64_t probe(int fd) {
        static const char zeros[PROBE_SIZE];
        int64_t began_us = clock_boot_us();

        if (write(fd, zeros, sizeof(zeros)) != sizeof(zeros) || fdatasync(fd) < 0)
                speaker_fail("the probe");
        return clock_boot_us() - began_us;
}

static void print(const char *before, const int64_t *at, size_t count, const char *after) {
        printf("%s", before);
        for (size_t i = 0; i < count; i++)
                printf("%s%" PRId64, i ? "," : "", at[i]);
        printf("%s", after);
}

static void run(int port, size_t calls, size_t residents, int fd) {
        struct ear ear = { .speaker = { .heard = on_heard, .userdata = &ear } };
        struct speaker speaker = { 0 };
        int64_t *call_us = calloc(calls, sizeof(*call_us));
        int64_t *fsync_us = calloc(calls, sizeof(*fsync_us));

        if (!call_us || !fsync_us)
                speaker_fail("memory");
        speaker_open(&speaker, port, "bench-caller");
        speaker_open(&ear.speaker, port, "bench-staff");
        speaker_subscribe(&ear.speaker, TASK "+");
        for (size_t i = 0; i < calls; i++) {
                call_us[i] = call(&ear, &speaker, i, residents);
                complete(&ear, &speaker);
                fsync_us[i] = probe(fd);
        }
        print("{\"call_us\":[", call_us, calls, "],");
        print("\"fsync_us\":[", fsync_us, calls, "]}\n");
        speaker_close(&speaker);
        speaker_close(&ear.speaker);
        free(call_us);
        free(fsync_us);
}

int main(int argc, char **argv) {
        static const struct option options[] = {
                { "port", required_argument, NULL, 'p' },
                { "calls", required_argument, NULL, 'c' },
                { "residents", required_argument, NULL, 'r' },
                { "probe", required_argument, NULL, 'f' },
                { NULL, 0, NULL, 0 },
        };
        const char *probe_file = NULL;
        long port = 0, calls = 0, residents = 0;
        int option, fd;

        while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
                if (option == 'p')
                        port = strtol(optarg, NULL, 10);
                else if (option == 'c')
                        calls = strtol(optarg, NULL, 10);
                else if (option == 'r')
                        residents = strtol(optarg, NULL, 10);
                else if (option == 'f')
                        probe_file = optarg;
                else
                        return 2;
        }
        errno = 0;
        if (port <= 0 || calls <= 0 || residents <= 0 || !probe_file)
                speaker_fail("--port, --calls, --residents and --probe are wanted");
        fd = open(probe_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd < 0)
                speaker_fail("%s", probe_file);
        run((int)port, (size_t)calls, (size_t)residents, fd);
        return close(fd) < 0;
}
