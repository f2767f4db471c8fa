/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Readings: what a source said, before anyone decides whether it is news. An adapter speaks of
 * measures (a contact, an occupancy); what they mean (a door, a bed) is the device's role in the
 * site. Values; nothing to free.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nattvakt/kind.h"
#include "nattvakt/names.h"

/* active means the care-relevant side: open, occupied, present, moving, wet, smoke, low, opened. */
/* clang-format off */
#define MEASURES(X) \
        X(HEARD, "heard")                   /* a sign of life and nothing more */ \
        X(CONTACT, "contact")               /* active: open */ \
        X(OCCUPANCY, "occupancy") \
        X(PRESENCE, "presence") \
        X(VIBRATION, "vibration") \
        X(PRESS, "press")                   /* SOS: momentary */ \
        X(BUTTON, "button")                 /* any other button action: momentary */ \
        X(CALL, "call")                     /* a wired call: lasts until its cord is put back */ \
        X(POWER_LOST, "power_lost")         /* a relay that drops with the mains */ \
        X(FALL, "fall") \
        X(FALL_SUSPECTED, "fall_suspected") \
        X(WATER, "water") \
        X(SMOKE, "smoke") \
        X(GAS, "gas") \
        X(BATTERY_LOW, "battery_low") \
        X(BATTERY, "battery")               /* value: per cent 0..100 */ \
        X(TAMPER, "tamper") \
        X(TEST, "test")                     /* the device is being tested: all of the message is a test */ \
        X(ONLINE, "online")                 /* availability as the ecosystem sees it */ \
        X(BRIDGE_ONLINE, "bridge_online")   /* the ecosystem's bridge itself; device is the bridge's name */ \
        X(EVENT, "event")                   /* the source speaks our kinds: native */ \
        X(DOSE, "dose")                     /* sense's own: a planned dose being waited for */ \
        X(ACTIVITY, "activity")             /* sense's own: last sign of a resident */
/* clang-format on */
#define MEASURE_VALUE(measure, word) MEASURE_##measure,
enum measure { MEASURES(MEASURE_VALUE) MEASURE_COUNT };
WORDS_DECLARE(measure)

#define SOURCE_ID_SIZE 64

struct reading {
        enum measure measure;
        bool active;
        bool momentary; /* happens and is over: a retained or re-published one is no event */
        bool test;      /* the source marked it a test */
        double value;   /* BATTERY: per cent; EVENT: as the kind says */
        bool has_value;
        char device[DEVICE_NAME_SIZE]; /* as the ecosystem names it: sense finds the device by it */
        char source_id[SOURCE_ID_SIZE]; /* the source's own id of this message, or "" */
        int64_t source_us;              /* the source's time, µs since 1970 UTC; 0: said none */
        enum time_quality quality;      /* of source_us: DEVICE or SOURCE; GATEWAY when 0 */

        /* EVENT only: */
        enum event_kind kind;
        enum event_phase phase;
        enum outcome outcome;
        enum task_mode mode;
        char by[NAME_SIZE];       /* worker slot, or "" */
        char resident[NAME_SIZE]; /* or "": the device's */
        char place[NAME_SIZE];    /* or "": the device's */
        char unit[16];
        int32_t seconds; /* how long a check took; -1: not said */
};

#define READING_LIST_MAX 16

struct reading_list {
        size_t count;
        struct reading at[READING_LIST_MAX];
};

/** Appends @reading. Returns 0 or -ENOSPC, the list as before. */
int reading_list_add(struct reading_list *list, const struct reading *reading);
