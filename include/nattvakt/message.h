/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A message on its way out: a row of the outbox (ARCHITECTURE, invariant 3). */

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "nattvakt/names.h"
#include "nattvakt/words.h"

/* What is given up first when the outbox is full: the later in this list the dearer. */
/* clang-format off */
#define MESSAGE_CLASSES(X) \
        X(EVENT, "event") \
        X(REPORT, "report") \
        X(TASK, "task")
/* clang-format on */
#define MESSAGE_CLASS_VALUE(class, word) MESSAGE_CLASS_##class,
enum message_class { MESSAGE_CLASSES(MESSAGE_CLASS_VALUE) MESSAGE_CLASS_COUNT };
WORDS_DECLARE(message_class)

struct message {
        char topic[TOPIC_SIZE];
        char *payload; /* owned, NUL-terminated JSON; "" empties a retained topic */
        size_t size;   /* bytes without the NUL */
        bool retained;
        int qos;
        enum message_class class;
        char content_type[48];
        char correlation[64]; /* replies; "" none */
};

static inline void message_done(struct message *message) {
        free(message->payload);
        message->payload = NULL;
}
