/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The post: takes what the outbox holds to the broker (ARCHITECTURE, invariant 3). One message of a topic
 * is under way at a time, so each topic keeps its order; no more than the broker's window over all.
 * A delivery is noted with the next turn, so a crash in between sends once more. What can never be
 * delivered is dropped like that too, counted, and said once for each class of message.
 */

#include "journal.h"
#include "mqtt.h"
#include "nattvakt/times.h"

#define POST_WINDOW_MAX    64   /* at most so many under way, whatever the broker allows */
#define POST_DELIVERED_MAX 128  /* delivered and not yet noted: then a turn is due */
#define POST_PUT_OFF_MAX   64   /* topics that the broker would not take: then nothing is sent */
#define POST_BEHIND_MAX    4096 /* rows that wait for another of their topic; later ones wait too */
#define POST_AGAIN_US      (60 * US_PER_S) /* what it would not take is sent again so much later */

struct post {
        struct journal *journal; /* borrowed */
        struct mqtt *mqtt;       /* borrowed */
        struct {
                int mid;
                int64_t id;
                uint64_t topic_hash;
                enum message_class class;
        } flying[POST_WINDOW_MAX];
        size_t flying_count, window;
        int64_t delivered[POST_DELIVERED_MAX];
        size_t delivered_count;
        int64_t cursor; /* rows up to here are under way, delivered, or behind one of their topic */
        struct {
                int64_t id;
                uint64_t topic_hash;
        } behind[POST_BEHIND_MAX]; /* rows that wait for another of their topic, in order */
        size_t behind_count;
        bool freed;                         /* a topic has been answered: one behind it may go */
        uint64_t put_off[POST_PUT_OFF_MAX]; /* topics that wait for again_us, to keep their order */
        size_t put_off_count;
        int64_t again_us; /* CLOCK_BOOTTIME; 0: nothing is put off */
        int64_t published;
        int64_t dropped; /* what nobody will ever take */
        bool told[MESSAGE_CLASS_COUNT];
};

/** The broker is there and takes @window at once. All retained rows wait again: in an open turn. 0 or -errno. */
int post_connected(struct post *post, int window);

/** The connection is gone: what was under way is not known to have arrived. */
void post_disconnected(struct post *post);

/**
 * The broker answered @mid with @reason (MQTT 5, 3.4.2.1): it has it, will never take it, or will not take
 * it now. @boot_us: CLOCK_BOOTTIME.
 */
void post_published(struct post *post, int mid, int reason, int64_t boot_us);

/** Notes deliveries, in an open turn. 0 or -errno. */
int post_note(struct post *post);

/** Sends what may go now. Not while held. @boot_us: CLOCK_BOOTTIME. 0 or -errno of the journal. */
int post_pump(struct post *post, int64_t boot_us);

/** Whether everything has been sent and answered. */
bool post_is_empty(struct post *post);
