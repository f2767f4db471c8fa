/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kind that a line is given says what its active side is; sense wants to know of a device's measure
 * and role (src/sense/meaning.c). Here the one becomes the other, so that a wire and a radio sensor of the
 * same use mean the same. A door that is nobody's way out has the role of a room: a contact on a
 * resident's device of role door would be the room's exit.
 */
#include <assert.h>
#include <stdio.h>

#include "line_kind.h"
#include "nattvakt/cleanup.h"
#include "raw.h"

/* clang-format off */
static const struct line_kind kinds[] = {
        /* kind                            role                      measure              inverted of_resident */
        { EVENT_KIND_PERSON_HELP_CALL,  DEVICE_ROLE_CALL,         MEASURE_CALL,        false, false },
        { EVENT_KIND_PERSON_FALL,       DEVICE_ROLE_FALL,         MEASURE_FALL,        false, false },
        { EVENT_KIND_BED_EXIT,          DEVICE_ROLE_BED,          MEASURE_OCCUPANCY,   true,  false },
        { EVENT_KIND_CHAIR_EXIT,        DEVICE_ROLE_CHAIR,        MEASURE_OCCUPANCY,   true,  false },
        { EVENT_KIND_ROOM_EXIT,         DEVICE_ROLE_DOOR,         MEASURE_CONTACT,     false, true  },
        { EVENT_KIND_ROOM_ACTIVITY,     DEVICE_ROLE_ROOM,         MEASURE_OCCUPANCY,   false, false },
        { EVENT_KIND_DOOR_OPENED,       DEVICE_ROLE_ROOM,         MEASURE_CONTACT,     false, false },
        { EVENT_KIND_ENV_SMOKE,         DEVICE_ROLE_SMOKE,        MEASURE_SMOKE,       false, false },
        { EVENT_KIND_ENV_GAS,           DEVICE_ROLE_GAS,          MEASURE_GAS,         false, false },
        { EVENT_KIND_ENV_WATER,         DEVICE_ROLE_WATER,        MEASURE_WATER,       false, false },
        { EVENT_KIND_MED_DEVICE_OPEN,   DEVICE_ROLE_DISPENSER,    MEASURE_CONTACT,     false, false },
        { EVENT_KIND_STAFF_PRESENT,     DEVICE_ROLE_STAFF_BUTTON, MEASURE_PRESS,       false, false },
        { EVENT_KIND_DEVICE_TAMPER,     DEVICE_ROLE_APP,          MEASURE_TAMPER,      false, false },
        { EVENT_KIND_DEVICE_POWER_LOST, DEVICE_ROLE_APP,          MEASURE_POWER_LOST,  false, false },
};
/* clang-format on */

const struct line_kind *line_kind_of(enum event_kind kind) {
        for (size_t i = 0; i < ELEMENTS(kinds); i++)
                if (kinds[i].kind == kind)
                        return &kinds[i];
        return NULL;
}

const char *line_kind_list(char ret[LINE_KINDS_SIZE]) {
        size_t used = 0;

        for (size_t i = 0; i < ELEMENTS(kinds); i++) {
                int n = snprintf(ret + used, LINE_KINDS_SIZE - used, "%s%s", i > 0 ? ", " : "",
                                 raw_event_kind_words[kinds[i].kind]);

                assert(n > 0 && used + (size_t)n < LINE_KINDS_SIZE);
                used += (size_t)n;
        }
        return ret;
}
