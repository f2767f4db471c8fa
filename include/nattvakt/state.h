/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * State rows: what must survive a crash beside events and tasks (ARCHITECTURE, invariant 4). A row
 * is written when it changes; last heard at most once a minute.
 */

#include "nattvakt/hash.h"
#include "nattvakt/reading.h"

/* Last value of one measure of one device (or resident: DOSE, ACTIVITY). */
struct device_state {
        char device
                [DEVICE_NAME_SIZE]; /* device id; sense's own measures: the plan item or resident */
        enum measure measure;
        bool active;
        double value;
        int64_t since_us; /* when it took this value; DOSE: when the newest was due that nobody took, 0 none */
        int64_t heard_us; /* HEARD: last sign of life, to the minute; DOSE: when it was due */
        int step; /* sense's own small state: supervision (0 fine, 1 late, 2 lost), dose phase */
        char event[ID_SIZE]; /* the event that told the last change, or "" */
};

/* An arrival that made news, to know the broker's repeats by (invariant 2). */
struct repeat_row {
        int mid;
        uint64_t topic_hash, payload_hash;
};

/* Why an input was refused. */
/* clang-format off */
#define REFUSALS(X) \
        X(UNREADABLE, "unreadable") \
        X(WRONG_TYPE, "wrong_type") \
        X(TOO_LARGE, "too_large") \
        X(TOO_LONG, "name_too_long") \
        X(BAD_TOPIC, "bad_topic") \
        X(UNKNOWN_DEVICE, "unknown_device") \
        X(UNKNOWN_RESIDENT, "unknown_resident") \
        X(UNKNOWN_WORKER, "unknown_worker") /* the rest of the message stands */ \
        X(ABSURD_TIME, "absurd_time") \
        X(TOO_MANY, "too_many") \
        X(BAD_COMMAND, "bad_command") \
        X(NO_ADAPTER, "no_adapter")
/* clang-format on */
#define REFUSAL_VALUE(refusal, word) REFUSAL_##refusal,
enum refusal { REFUSALS(REFUSAL_VALUE) REFUSAL_COUNT };
WORDS_DECLARE(refusal)

/* A quarantine row: never the bytes, they may name a person (invariant 6). */
struct quarantine_row {
        int64_t at_us;
        enum adapter adapter;
        enum refusal reason;
        size_t size; /* bytes of the payload */
        uint64_t payload_hash;
        uint64_t topic_hash;
};

/* A stretch in which the gateway could not see. */
/* clang-format off */
#define BLIND_CAUSES(X) \
        X(DOWN, "down") \
        X(BROKER, "broker") \
        X(JOURNAL, "journal") \
        X(CLOCK, "clock")
/* clang-format on */
#define BLIND_CAUSE_VALUE(cause, word) BLIND_CAUSE_##cause,
enum blind_cause { BLIND_CAUSES(BLIND_CAUSE_VALUE) BLIND_CAUSE_COUNT };
WORDS_DECLARE(blind_cause)

struct blind_row {
        enum blind_cause cause;
        int64_t from_us, to_us; /* to 0: still blind */
};
