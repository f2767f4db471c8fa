/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * What was published in a night, in order: everything that an expectation looks at, for what counts is
 * what others heard. A message may be there twice, as with a broker (QoS 1); CloudEvents are told apart
 * by their id.
 */

#include <stdio.h>

#include "nattvakt/hash.h"
#include "nattvakt/json.h"
#include "nattvakt/message.h"
#include "nattvakt/names.h"

struct said_message {
        int64_t at_us;
        char *topic, *payload; /* owned */
        bool is_again;         /* a CloudEvent whose id was heard before */
        bool retained;
};

struct said {
        struct said_message *at;
        size_t count, capacity;
        char (*tasks)[ID_SIZE]; /* ids in the order in which they were opened */
        size_t task_count, task_capacity;
};

/** Notes a copy of @message. */
void said_hear(struct said *said, int64_t at_us, const struct message *message);
void said_done(struct said *said);

/** What stands on the retained topic that ends with /@end, or NULL: nothing was ever published there. */
const char *said_retained(const struct said *said, const char *end);

/** The task as it was published last; the caller owns it. NULL: nothing is on its topic (any more). */
struct json_object *said_task(const struct said *said, const char *id);

/** Prints the last @count messages. */
void said_print(const struct said *said, FILE *file, size_t count);
