/* SPDX-License-Identifier: Apache-2.0 */
/* A broker that is always there, and time that only moves when it is told to. */
#include "stage.h"

#include <string.h>

#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

int stage_open(struct stage *stage, const struct configuration *configuration, const char *path,
               enum journal_use use, const struct moment *now) {
        int r;

        stage->configuration = configuration;
        stage->now = *now;
        stage->journal = NULL;
        stage->flow = NULL;
        r = text_set(stage->path, path);
        if (r >= 0)
                r = journal_open(path, use, &stage->journal);
        if (r >= 0)
                r = flow_open(configuration, stage->journal, now, &stage->flow);
        return r;
}

void stage_close(struct stage *stage) {
        flow_close(stage->flow);
        journal_close(stage->journal);
        free(stage->delivered);
        stage->flow = NULL;
        stage->journal = NULL;
        stage->delivered = NULL;
        stage->delivered_count = stage->delivered_capacity = 0;
        stage->cursor = 0;
}

int stage_crash(struct stage *stage) {
        stage_close(stage);
        return stage_open(stage, stage->configuration, stage->path, JOURNAL_DAEMON, &stage->now);
}

/* Hands over all that waits; that it was delivered is noted with the next turn, as the daemon does. */
static int deliver(struct stage *stage) {
        struct outbox_row row;
        int r;

        while ((r = journal_outbox_next(stage->journal, stage->cursor, &row)) > 0) {
                stage->cursor = row.id;
                alloc_room(&stage->delivered, stage->delivered_count, &stage->delivered_capacity,
                           sizeof(*stage->delivered));
                stage->delivered[stage->delivered_count++] = row.id;
                if (stage->hear)
                        stage->hear(stage->userdata, stage->now.wall_us, &row.message);
                message_done(&row.message);
        }
        return r;
}

int stage_commit(struct stage *stage) {
        int r = 0;

        flow_begin(stage->flow, &stage->now);
        for (size_t i = 0; r >= 0 && i < stage->delivered_count; i++)
                r = journal_outbox_delivered(stage->journal, stage->delivered[i]);
        stage->delivered_count = 0;
        if (r >= 0)
                r = flow_commit(stage->flow, &stage->now, NULL);
        if (r < 0)
                return r;
        stage->turns++;
        return deliver(stage);
}

void stage_message(struct stage *stage, const struct flow_arrival *arrival) {
        stage->messages++;
        flow_message(stage->flow, arrival, &stage->now);
}

static void set_time(struct stage *stage, int64_t us) {
        stage->now.boot_us += us - stage->now.wall_us;
        stage->now.wall_us = us;
}

int stage_advance(struct stage *stage, int64_t to_us) {
        int r;

        for (;;) {
                int64_t next = flow_next_us(stage->flow);

                if (next > to_us)
                        break;
                if (next > stage->now.wall_us)
                        set_time(stage, next);
                flow_tick(stage->flow, &stage->now);
                r = stage_commit(stage);
                if (r < 0)
                        return r;
        }

        if (to_us > stage->now.wall_us)
                set_time(stage, to_us);
        flow_tick(stage->flow, &stage->now);
        return stage_commit(stage);
}

struct audience {
        struct player *player;
        stage_hear_fn hear;
        void *userdata;
};

static void hear_both(void *userdata, int64_t now_us, const struct message *message) {
        const struct audience *audience = userdata;

        if (audience->player->hear)
                audience->player->hear(audience->player->userdata, now_us, message->topic,
                                       message->payload, message->size);
        if (audience->hear)
                audience->hear(audience->userdata, now_us, message);
}

/* Everything that the player says now is one turn, as messages that arrive together are. */
static int play_now(struct stage *stage, struct player *player) {
        struct message message;
        bool said = false;

        while (player->say(player->userdata, stage->now.wall_us, &message)) {
                struct flow_arrival arrival = { .topic = message.topic,
                                                .payload = message.payload,
                                                .size = message.size,
                                                .retained = message.retained };

                stage_message(stage, &arrival);
                message_done(&message);
                said = true;
        }
        return said ? stage_commit(stage) : 0;
}

int stage_play(struct stage *stage, struct player *player, int64_t until_us,
               void (*each)(void *userdata, int64_t now_us), void *userdata) {
        struct audience audience = { player, stage->hear, stage->userdata };
        int r = 0;

        stage->hear = hear_both;
        stage->userdata = &audience;
        for (;;) {
                int64_t next = player->next_us(player->userdata);

                if (next == TIME_NEVER || next > until_us)
                        break;
                if (flow_next_us(stage->flow) <
                    next) /* what falls due may make the player speak sooner */
                        next = flow_next_us(stage->flow);
                if (next < stage->now.wall_us)
                        next = stage->now.wall_us;
                r = stage_advance(stage, next);
                if (r >= 0)
                        r = play_now(stage, player);
                if (r < 0)
                        break;
                if (each)
                        each(userdata, stage->now.wall_us);
        }
        if (r >= 0 && until_us != TIME_NEVER)
                r = stage_advance(stage, until_us);
        if (r >= 0)
                r = journal_flush(stage->journal);

        stage->hear = audience.hear;
        stage->userdata = audience.userdata;
        return r;
}
