/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Care events: what is news. A value with fixed fields, as it stands in the journal and goes out as
 * event/<kind> (CONTRACT, "Care events"). The id is a function of what identifies the event at its
 * source, so the same event twice has the same id (ARCHITECTURE, invariant 2).
 */

#include "nattvakt/hash.h"
#include "nattvakt/moment.h"
#include "nattvakt/reading.h"

struct event {
        char id[ID_SIZE];
        enum event_kind kind;
        enum event_phase phase;
        enum adapter adapter;
        char device
                [DEVICE_NAME_SIZE]; /* the site's stable device id; "" for derived ones without */
        char department[NAME_SIZE];
        char place[NAME_SIZE];    /* or "" */
        char resident[NAME_SIZE]; /* pseudonym, or "" */
        int64_t occurred_us;      /* best known, µs since 1970 UTC */
        int64_t received_us;
        enum time_quality quality;
        int severity; /* VKP 0 10 20 30 40 */
        bool replay;  /* stored and late: older than its limit; never an alarm */
        bool test;
        bool baseline; /* first sight of a state that already held */
        bool maybe_repeat;
        bool simulated;
        bool dispenser; /* the device is a medicine dispenser: its VKP codes hold */
        bool has_value;
        double value;
        char unit[16];
        enum outcome outcome;      /* camera.check_done, doses; NONE else */
        enum task_mode mode;       /* camera.check_done: DIGITAL */
        char by[NAME_SIZE];        /* worker slot or "" */
        char dose[DOSE_NAME_SIZE]; /* med.dose_*: the planned dose that it was counted for, or "" */
        int32_t seconds; /* camera.check_done: camera time, never ledger minutes; -1 unknown */
        char detail
                [LABEL_SIZE]; /* device events: what of it ("never heard", "behind bridge x") or "" */
};

#define EVENT_LIST_MAX 32

struct event_list {
        size_t count;
        struct event at[EVENT_LIST_MAX];
};
