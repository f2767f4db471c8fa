/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * An MQTT 3.1.1 client on a bare socket for the bench: so little code that what is measured is the
 * others. QoS 1 both ways, a clean session, no keepalive, TCP_NODELAY. Whatever goes wrong ends the
 * program with a message and status 1.
 */

#include <stddef.h>
#include <stdint.h>

/* What arrived: topic and payload are borrowed for the call, and not terminated. */
typedef void (*speaker_heard_fn)(void *userdata, const char *topic, size_t topic_size,
                                 const char *payload, size_t size);

struct speaker {
        int fd;
        uint8_t *in;
        size_t in_size;
        size_t acknowledged; /* PUBACKs so far */
        uint16_t mid;        /* of the last publish_one */
        speaker_heard_fn heard;
        void *userdata;
};

/** Connects to 127.0.0.1:@port and waits for CONNACK. */
void speaker_open(struct speaker *speaker, int port, const char *client_id);
void speaker_close(struct speaker *speaker);

/** Subscribes with QoS 1 and waits for SUBACK. */
void speaker_subscribe(struct speaker *speaker, const char *filter);

/** Writes one PUBLISH (QoS 1) into @to, of at least speaker_publish_max bytes. Returns its size. */
size_t speaker_publish_make(uint8_t *to, uint16_t mid, const char *topic, const char *payload);
size_t speaker_publish_max(const char *topic, const char *payload);

/** Sends one PUBLISH at once. */
void speaker_publish_one(struct speaker *speaker, const char *topic, const char *payload);

/** Sends what the socket takes of these bytes without waiting. Returns how many it took. */
size_t speaker_send(struct speaker *speaker, const uint8_t *bytes, size_t size);

/** Waits at most @wait_ms for something to read, and reads it: counts PUBACKs, answers and tells PUBLISHes. */
void speaker_turn(struct speaker *speaker, int wait_ms);

/** Reads what poll(2) said is there. */
void speaker_read(struct speaker *speaker);

/** Says what went wrong and ends the program; with errno when it is set. */
__attribute__((noreturn, format(printf, 1, 2))) void speaker_fail(const char *format, ...);
