/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A player gives messages at their times and hears what is published: a recording, or a simulated world. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nattvakt/message.h"

struct player {
        void *userdata;
        /** When it has something to say next, wall µs; TIME_NEVER when nothing any more. */
        int64_t (*next_us)(void *userdata);
        /** Fills *@ret_message (the caller owns the payload) with the next thing said at or before @now_us; false: nothing. */
        bool (*say)(void *userdata, int64_t now_us, struct message *ret_message);
        /** Something was published at @now_us; may be NULL. */
        void (*hear)(void *userdata, int64_t now_us, const char *topic, const char *payload,
                     size_t size);
};
