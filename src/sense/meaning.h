/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a measure means on a device of a role: the one table that turns contacts into doors and beds. */

#include "nattvakt/reading.h"
#include "nattvakt/site.h"

/* Which sides of a measure only a person brings about (life.h). */
enum meaning_life {
        MEANING_LIFE_NONE,
        MEANING_LIFE_ACTIVE,   /* the active side: a press */
        MEANING_LIFE_MOVEMENT, /* the active side: motion; its end is a timeout, no sign. Sensors
                                  fire by themselves, too: life.c */
        MEANING_LIFE_BOTH,     /* both: a bed is entered and left by somebody */
        MEANING_LIFE_DOOR,     /* both, and whoever it was may have gone out through it */
};

#define MEANING_SILENT EVENT_KIND_COUNT /* a side that is stored and told to nobody */

struct meaning_side {
        enum event_kind kind; /* or MEANING_SILENT */
        enum event_phase phase;
};

struct meaning {
        unsigned measures; /* bits 1 << enum measure */
        unsigned roles;    /* bits 1 << enum device_role */
        bool of_resident;  /* only on a device that belongs to a resident */
        enum meaning_life life;
        struct meaning_side active, inactive;
};

/** What @measure means on @device, or NULL: it means nothing there. */
const struct meaning *meaning_of(const struct device *device, enum measure measure);

/** Whether a device with `inverted` changes the sides of @measure: what a polarity decides, no more. */
bool meaning_can_invert(enum measure measure);

/** Whether an event that a source tells in our own words shows that its resident is up and about. */
bool meaning_is_sign(enum event_kind kind, enum outcome outcome);

/** Whether @kind happens to one person, so that it is whose place it is who is meant. */
bool meaning_is_of_person(enum event_kind kind);
