/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measure x role -> event. The first row that fits holds. For a bed `active` is somebody in it, so
 * its alarm is the inactive side; a resident's door is the room's exit; another door is a door.
 * A press is a call whatever it sits on (but a button of the staff), and that a battery is empty
 * changes nothing about it (https://github.com/Koenkk/zigbee2mqtt/issues/31821).
 *
 * Kinds and national codes: kind.h. Measures and their active side: reading.h.
 */
#include <assert.h>

#include "meaning.h"
#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

#define M(measure) (1U << MEASURE_##measure)
#define R(role)    (1U << DEVICE_ROLE_##role)

static_assert(MEASURE_COUNT <= 32 && DEVICE_ROLE_COUNT <= 32, "they are bits of an unsigned");

#define ANY_ROLE   (~0U)
#define SOMEBODY   (M(OCCUPANCY) | M(PRESENCE))
#define WITH_DOORS (R(DOOR) | R(HOME_DOOR) | R(ROOM) | R(BATHROOM))
#define WITH_ROOMS (WITH_DOORS | R(FALL))

/* clang-format off */
#define SILENT           { MEANING_SILENT, EVENT_PHASE_POINT }
#define POINT(kind)      { EVENT_KIND_##kind, EVENT_PHASE_POINT }
#define LASTS(kind)      { EVENT_KIND_##kind, EVENT_PHASE_START }, { EVENT_KIND_##kind, EVENT_PHASE_END }

static const struct meaning meanings[] = {
        /* measures               roles            resident  a sign of life        active, inactive */
        { SOMEBODY | M(CONTACT),  R(BED),          false,    MEANING_LIFE_BOTH,    POINT(BED_ENTER), POINT(BED_EXIT) },
        { SOMEBODY | M(CONTACT),  R(CHAIR),        false,    MEANING_LIFE_BOTH,    SILENT, POINT(CHAIR_EXIT) },
        { M(CONTACT),             R(DOOR),         true,     MEANING_LIFE_DOOR,    POINT(ROOM_EXIT), POINT(DOOR_CLOSED) },
        { M(CONTACT),             R(HOME_DOOR),    true,     MEANING_LIFE_DOOR,    POINT(DOOR_OPENED), POINT(DOOR_CLOSED) },
        { M(CONTACT),             WITH_DOORS,      false,    MEANING_LIFE_BOTH,    POINT(DOOR_OPENED), POINT(DOOR_CLOSED) },
        { M(CONTACT),             R(DISPENSER),    false,    MEANING_LIFE_NONE,    LASTS(MED_DEVICE_OPEN) },
        { SOMEBODY,               R(CAMERA),       false,    MEANING_LIFE_NONE,    LASTS(CAMERA_PERSON_SEEN) },
        { SOMEBODY,               WITH_ROOMS,      false,    MEANING_LIFE_MOVEMENT, LASTS(ROOM_ACTIVITY) },
        { M(VIBRATION),           ANY_ROLE,        false,    MEANING_LIFE_MOVEMENT, SILENT, SILENT },
        { M(PRESS) | M(BUTTON),   R(STAFF_BUTTON), false,    MEANING_LIFE_NONE,    POINT(STAFF_PRESENT), SILENT },
        { M(PRESS),               ANY_ROLE,        false,    MEANING_LIFE_ACTIVE,  POINT(PERSON_HELP_CALL), SILENT },
        { M(CALL),                ANY_ROLE,        false,    MEANING_LIFE_ACTIVE,  POINT(PERSON_HELP_CALL), SILENT },
        { M(FALL),                ANY_ROLE,        false,    MEANING_LIFE_NONE,    LASTS(PERSON_FALL) },
        { M(FALL_SUSPECTED),      ANY_ROLE,        false,    MEANING_LIFE_NONE,    LASTS(PERSON_FALL_SUSPECTED) },
        { M(WATER),               ANY_ROLE,        false,    MEANING_LIFE_NONE,    LASTS(ENV_WATER) },
        { M(SMOKE),               ANY_ROLE,        false,    MEANING_LIFE_NONE,    LASTS(ENV_SMOKE) },
        { M(GAS),                 ANY_ROLE,        false,    MEANING_LIFE_NONE,    LASTS(ENV_GAS) },
        { M(BATTERY_LOW),         ANY_ROLE,        false,    MEANING_LIFE_NONE,    LASTS(DEVICE_BATTERY_LOW) },
        { M(TAMPER),              ANY_ROLE,        false,    MEANING_LIFE_NONE,    LASTS(DEVICE_TAMPER) },
        { M(POWER_LOST),          ANY_ROLE,        false,    MEANING_LIFE_NONE,    POINT(DEVICE_POWER_LOST), POINT(DEVICE_POWER_RESTORED) },
        { M(TEST),                ANY_ROLE,        false,    MEANING_LIFE_NONE,    LASTS(DEVICE_TEST) },
};

/* Native events that only a resident who is up and about brings forth. */
static const enum event_kind signs[] = {
        EVENT_KIND_BED_ENTER,        EVENT_KIND_BED_EXIT,      EVENT_KIND_BED_SIT_UP,
        EVENT_KIND_CHAIR_EXIT,       EVENT_KIND_ROOM_ENTER,    EVENT_KIND_ROOM_EXIT,
        EVENT_KIND_ROOM_ACTIVITY,    EVENT_KIND_DOOR_OPENED,   EVENT_KIND_DOOR_CLOSED,
        EVENT_KIND_PERSON_HELP_CALL, EVENT_KIND_MED_DOSE_TAKEN,
        EVENT_KIND_MED_MESSAGE_ACKNOWLEDGED,
};
/* Kinds that happen to one person: who lives alone where they happen is meant. Smoke and doors do not. */
static const char *const of_person[] = { "person.", "bed.", "chair.", "room.exit", "med." };
/* clang-format on */

const struct meaning *meaning_of(const struct device *device, enum measure measure) {
        unsigned measure_bit = 1U << measure, role_bit = 1U << device->role;

        for (size_t i = 0; i < ELEMENTS(meanings); i++) {
                const struct meaning *meaning = &meanings[i];

                if (!(meaning->measures & measure_bit) || !(meaning->roles & role_bit))
                        continue;
                if (!meaning->of_resident || device->resident[0])
                        return meaning;
        }
        return NULL;
}

bool meaning_can_invert(enum measure measure) {
        return ((1U << measure) & (SOMEBODY | M(CONTACT) | M(WATER) | M(SMOKE) | M(GAS))) != 0;
}

bool meaning_is_sign(enum event_kind kind, enum outcome outcome) {
        if (kind == EVENT_KIND_CAMERA_CHECK_DONE)
                return outcome == OUTCOME_SEEN_OK;
        for (size_t i = 0; i < ELEMENTS(signs); i++)
                if (signs[i] == kind)
                        return true;
        return false;
}

bool meaning_is_of_person(enum event_kind kind) {
        for (size_t i = 0; i < ELEMENTS(of_person); i++)
                if (text_starts_with(event_kind_word(kind), of_person[i]))
                        return true;
        return false;
}
