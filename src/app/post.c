/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox's rows become publishes; libmosquitto's own queue never holds more than the window. */
#include "post.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/hash.h"
#include "notify.h"

/* MQTT 5, 3.4.2.1: what a PUBACK says of the message itself, or of our right to send it. */
static const struct {
        int reason;
        const char *says;
} finals[] = {
        { 0x87, "the broker does not allow it: check its ACL" },
        { 0x90, "the broker does not take its topic" },
        { 0x99, "the broker does not take its form" },
};

#define REASON_FAILURE 0x80 /* MQTT 5, 2.4: from here on */

/* Also what was put off: its time has come. */
static void begin_again(struct post *post) {
        post->cursor = 0;
        post->behind_count = 0;
        post->put_off_count = 0;
        post->again_us = 0;
}

int post_connected(struct post *post, int window) {
        post->window = window < 1 ? 1 : (size_t)window;
        if (post->window > POST_WINDOW_MAX)
                post->window = POST_WINDOW_MAX;
        post->flying_count = 0;
        begin_again(post);
        return journal_outbox_again(post->journal);
}

void post_disconnected(struct post *post) {
        post->flying_count = 0;
        post->window = 0;
        begin_again(post);
}

static void note_delivered(struct post *post, int64_t id) {
        if (post->delivered_count < POST_DELIVERED_MAX)
                post->delivered[post->delivered_count++] = id;
}

/* Nobody will ever take it: the next turn drops it. */
static void drop(struct post *post, int64_t id, enum message_class class, const char *why) {
        note_delivered(post, id);
        post->dropped++;
        if (!post->told[class])
                notify_log(LOG_ERR, "undeliverable",
                           "A message of class %s cannot be delivered (%s) and is dropped. More of "
                           "them are only counted: metric/flow, undeliverable.",
                           message_class_word(class), why);
        post->told[class] = true;
}

/* The row stays where it is; what follows it on its topic waits too. */
static void put_off(struct post *post, uint64_t topic_hash, int reason, int64_t boot_us) {
        if (post->again_us == 0) {
                post->again_us = boot_us + POST_AGAIN_US;
                notify_log(
                        LOG_WARNING, "refused",
                        "The broker would not take a message of ours (reason 0x%02x); it is sent "
                        "again later.",
                        (unsigned)reason);
        }
        if (post->put_off_count < POST_PUT_OFF_MAX)
                post->put_off[post->put_off_count++] = topic_hash;
}

static const char *why_final(int reason) {
        for (size_t i = 0; i < ELEMENTS(finals); i++)
                if (finals[i].reason == reason)
                        return finals[i].says;
        return NULL;
}

void post_published(struct post *post, int mid, int reason, int64_t boot_us) {
        for (size_t i = 0; i < post->flying_count; i++) {
                const char *why = why_final(reason);

                if (post->flying[i].mid != mid)
                        continue;
                if (why) {
                        drop(post, post->flying[i].id, post->flying[i].class, why);
                } else if (reason >= REASON_FAILURE) {
                        put_off(post, post->flying[i].topic_hash, reason, boot_us);
                } else {
                        note_delivered(post, post->flying[i].id);
                        post->published++;
                }
                post->flying[i] = post->flying[--post->flying_count];
                post->freed = true;
                return;
        }
}

int post_note(struct post *post) {
        for (size_t i = 0; i < post->delivered_count; i++) {
                int r = journal_outbox_delivered(post->journal, post->delivered[i]);

                if (r < 0)
                        return r;
        }
        post->delivered_count = 0;
        return 0;
}

static bool is_known(const struct post *post, int64_t id) {
        for (size_t i = 0; i < post->flying_count; i++)
                if (post->flying[i].id == id)
                        return true;
        for (size_t i = 0; i < post->delivered_count; i++)
                if (post->delivered[i] == id)
                        return true;
        return false;
}

static bool is_topic_flying(const struct post *post, uint64_t topic_hash) {
        for (size_t i = 0; i < post->flying_count; i++)
                if (post->flying[i].topic_hash == topic_hash)
                        return true;
        return false;
}

static bool is_topic_put_off(const struct post *post, uint64_t topic_hash) {
        for (size_t i = 0; i < post->put_off_count; i++)
                if (post->put_off[i] == topic_hash)
                        return true;
        return false;
}

static bool has_window(const struct post *post) {
        return post->flying_count < post->window && post->put_off_count < POST_PUT_OFF_MAX &&
               post->delivered_count + post->flying_count < POST_DELIVERED_MAX;
}

/* 1: it is under way, or settled, or waits behind one of its topic; 0: no room for more now; -errno. */
static int send_row(struct post *post, const struct outbox_row *row) {
        const struct message *message = &row->message;
        uint64_t topic_hash = hash_bytes(message->topic, strlen(message->topic));
        struct mqtt_departure departure = {
                .topic = message->topic,
                .payload = message->payload,
                .size = message->size,
                .qos = 1,
                .retained = message->retained,
                .content_type = message->content_type[0] ? message->content_type : NULL,
                .correlation = message->correlation[0] ? message->correlation : NULL,
                .correlation_size = strlen(message->correlation),
        };
        int mid, r;

        if (is_known(post, row->id) || is_topic_put_off(post, topic_hash))
                return 1;
        if (is_topic_flying(post, topic_hash)) {
                if (post->behind_count == POST_BEHIND_MAX)
                        return 0;
                post->behind[post->behind_count].id = row->id;
                post->behind[post->behind_count++].topic_hash = topic_hash;
                return 1;
        }

        r = mqtt_publish(post->mqtt, &departure, &mid);
        if (r == -EMSGSIZE || r == -EINVAL) {
                drop(post, row->id, message->class,
                     r == -EINVAL ? "it is no message of MQTT" : "the broker takes none so large");
                return 1;
        }
        if (r < 0)
                return 0;

        post->flying[post->flying_count].mid = mid;
        post->flying[post->flying_count].id = row->id;
        post->flying[post->flying_count].class = message->class;
        post->flying[post->flying_count++].topic_hash = topic_hash;
        return 1;
}

/* Row @at of those behind: 1 when it need not wait there any more, 0 when there is no room, -errno. */
static int send_behind(struct post *post, size_t at) {
        int64_t id = post->behind[at].id;
        struct outbox_row row;
        int r = journal_outbox_next(post->journal, id - 1, &row);

        if (r <= 0)
                return r < 0 ? r : 1;
        if (row.id == id) /* else a newer one has replaced it */
                r = send_row(post, &row);
        message_done(&row.message);
        return r;
}

/*
 * What waited for a topic that has been answered meanwhile; without walking over all that waits. 1, 0 when it
 * must go on waiting (and all that is later with it, to keep the order), -errno.
 */
static int pump_behind(struct post *post) {
        for (size_t i = 0; i < post->behind_count && has_window(post);) {
                int r;

                if (is_topic_flying(post, post->behind[i].topic_hash)) {
                        i++;
                        continue;
                }
                r = send_behind(post, i);
                if (r <= 0)
                        return r;
                post->behind_count--;
                memmove(&post->behind[i], &post->behind[i + 1],
                        (post->behind_count - i) * sizeof(post->behind[0]));
        }
        post->freed = !has_window(post);
        return 1;
}

int post_pump(struct post *post, int64_t boot_us) {
        if (post->again_us && boot_us >= post->again_us)
                begin_again(post);

        if (post->freed) {
                int r = pump_behind(post);

                if (r <= 0)
                        return r;
        }
        while (has_window(post)) {
                struct outbox_row row;
                int r = journal_outbox_next(post->journal, post->cursor, &row);

                if (r <= 0)
                        return r;

                r = send_row(post, &row);
                if (r > 0)
                        post->cursor = row.id;
                message_done(&row.message);
                if (r <= 0)
                        return r;
        }
        return 0;
}

bool post_is_empty(struct post *post) {
        struct outbox_row row;

        if (post->flying_count || post->behind_count || post->put_off_count || post->window == 0)
                return false;
        if (journal_outbox_next(post->journal, post->cursor, &row) != 1)
                return true;
        message_done(&row.message);
        return false;
}
