/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox's rows become publishes; libmosquitto's own queue never holds more than the window. */
#include "post.h"

#include <errno.h>
#include <string.h>

#include "nattvakt/hash.h"

int post_connected(struct post *post, int window) {
        post->window = window < 1 ? 1 : (size_t)window;
        if (post->window > POST_WINDOW_MAX)
                post->window = POST_WINDOW_MAX;
        post->flying_count = 0;
        post->cursor = 0;
        return journal_outbox_again(post->journal);
}

void post_disconnected(struct post *post) {
        post->flying_count = 0;
        post->window = 0;
        post->cursor = 0;
}

void post_published(struct post *post, int mid) {
        for (size_t i = 0; i < post->flying_count; i++) {
                if (post->flying[i].mid != mid)
                        continue;
                if (post->delivered_count < POST_DELIVERED_MAX)
                        post->delivered[post->delivered_count++] = post->flying[i].id;
                post->flying[i] = post->flying[--post->flying_count];
                post->published++;
                if (post->skipped) {
                        post->cursor = 0;
                        post->skipped = false;
                }
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

/* 1: sent; 0: no room for more now; -errno. */
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

        if (is_known(post, row->id))
                return 1;
        if (is_topic_flying(post, topic_hash)) {
                post->skipped = true;
                return 1;
        }

        r = mqtt_publish(post->mqtt, &departure, &mid);
        if (r == -EMSGSIZE || r == -EINVAL) { /* nobody will ever take it: the next turn drops it */
                post->delivered[post->delivered_count++] = row->id;
                return 1;
        }
        if (r < 0)
                return 0;

        post->flying[post->flying_count].mid = mid;
        post->flying[post->flying_count].id = row->id;
        post->flying[post->flying_count++].topic_hash = topic_hash;
        return 1;
}

int post_pump(struct post *post) {
        while (post->flying_count < post->window &&
               post->delivered_count + post->flying_count < POST_DELIVERED_MAX) {
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

        if (post->flying_count || post->skipped || post->window == 0)
                return false;
        if (journal_outbox_next(post->journal, post->cursor, &row) != 1)
                return true;
        message_done(&row.message);
        return false;
}
