/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Care event kinds (CONTRACT, "Care events") with the national code where there is one: code system
 * http://ehelse.no/fhir/CodeSystem/vkp-alert-code-v090, published 2025-11; the suffix is the version.
 * A code in a device.* row is the dispensers' and is told of dispensers alone (KIND_DISPENSER).
 */

#include <stdbool.h>

#include "nattvakt/words.h"

#define VKP_VERSION "v090"

#define KIND_MOMENTARY 1 /* a press, a call: happens, does not last; never dropped as a repeat */
#define KIND_DISPENSER 2 /* the VKP code holds for medicine dispensers only */
#define KIND_LOUD \
        4 /* help call, fall, smoke, gas, water: a visit at once, no mute, no look first */
#define KIND_NOTE 8 /* evidence and figures only: never an alert by itself */

/* clang-format off */
/* identifier, word, VKP alert code ("" where the list has none), severity (VKP 0 10 20 30 40), flags */
#define EVENT_KINDS(X) \
        X(MED_DOSE_DUE,             "med.dose_due",             "1.10",  0, KIND_NOTE) \
        X(MED_DOSE_DISPENSED,       "med.dose_dispensed",       "",      0, KIND_NOTE) \
        X(MED_DOSE_TAKEN,           "med.dose_taken",           "",      0, KIND_NOTE) \
        X(MED_DOSE_LATE,            "med.dose_late",            "",     20, 0) \
        X(MED_DOSE_MISSED,          "med.dose_missed",          "1.1",  30, 0) \
        X(MED_DOSE_UNCONFIRMED,     "med.dose_unconfirmed",     "1.3",  30, 0) \
        X(MED_DISPENSED_IN_ADVANCE, "med.dispensed_in_advance", "",      0, KIND_NOTE) \
        X(MED_MESSAGE_UNREAD,       "med.message_unread",       "1.4",  20, 0) \
        X(MED_MESSAGE_ACKNOWLEDGED, "med.message_acknowledged", "",      0, KIND_NOTE) \
        X(MED_STOCK_LOW,            "med.stock_low",            "1.12", 10, 0) \
        X(MED_STOCK_EMPTY,          "med.stock_empty",          "1.13", 20, 0) \
        X(MED_REFILLED,             "med.refilled",             "1.16",  0, KIND_NOTE) \
        X(MED_DISPENSE_STOPPED,     "med.dispense_stopped",     "1.6",  30, 0) \
        X(MED_PLAN_PROBLEM,         "med.plan_problem",         "1.14", 20, 0) \
        X(MED_DEVICE_OPEN,          "med.device_open",          "1.21", 20, 0) \
        X(PERSON_HELP_CALL,         "person.help_call",         "4.13", 30, KIND_MOMENTARY | KIND_LOUD) \
        X(PERSON_FALL_SUSPECTED,    "person.fall_suspected",    "",     30, KIND_LOUD) \
        X(PERSON_FALL,              "person.fall",              "4.1",  40, KIND_LOUD) \
        X(PERSON_ABSENCE_LONG,      "person.absence_long",      "4.12", 20, 0) \
        X(PERSON_BATHROOM_LONG,     "person.bathroom_long",     "4.23", 20, 0) \
        X(PERSON_INACTIVITY,        "person.inactivity",        "4.9",  20, 0) \
        X(PERSON_LEFT_HOME,         "person.left_home",         "4.21", 30, 0) \
        X(PERSON_SEIZURE,           "person.seizure",           "4.24", 40, 0) \
        X(PERSON_VITAL_ALARM,       "person.vital_alarm",       "",     40, 0) \
        X(PERSON_INCONTINENCE,      "person.incontinence",      "7.1",  10, 0) \
        X(BED_EXIT,                 "bed.exit",                 "4.2",  20, 0) \
        X(BED_ENTER,                "bed.enter",                "4.20",  0, KIND_NOTE) \
        X(BED_SIT_UP,               "bed.sit_up",               "4.3",  10, 0) \
        X(CHAIR_EXIT,               "chair.exit",               "4.4",  20, 0) \
        X(ROOM_ENTER,               "room.enter",               "4.5",   0, KIND_NOTE) \
        X(ROOM_EXIT,                "room.exit",                "4.6",  20, 0) \
        X(ROOM_ACTIVITY,            "room.activity",            "4.8",   0, KIND_NOTE) \
        X(DOOR_OPENED,              "door.opened",              "4.15", 10, 0) \
        X(DOOR_CLOSED,              "door.closed",              "4.16",  0, KIND_NOTE) \
        X(DOOR_OPEN_LONG,           "door.open_long",           "",     20, 0) \
        X(SOUND_LOUD,               "sound.loud",               "4.10", 10, 0) \
        X(ENV_SMOKE,                "env.smoke",                "4.11", 40, KIND_LOUD) \
        X(ENV_WATER,                "env.water",                "4.17", 30, KIND_LOUD) \
        X(ENV_GAS,                  "env.gas",                  "",     40, KIND_LOUD) \
        X(ENV_TEMPERATURE,          "env.temperature",          "",     10, 0) \
        X(CAMERA_CHECK_DUE,         "camera.check_due",         "4.26",  0, KIND_NOTE) \
        X(CAMERA_CHECK_DONE,        "camera.check_done",        "4.26",  0, KIND_NOTE) \
        X(CAMERA_PERSON_SEEN,       "camera.person_seen",       "",      0, KIND_NOTE) \
        X(STAFF_PRESENT,            "staff.present",            "",      0, KIND_NOTE) \
        X(STAFF_LEFT,               "staff.left",               "",      0, KIND_NOTE) \
        X(DEVICE_OFFLINE,           "device.offline",           "1.20", 10, KIND_DISPENSER) \
        X(DEVICE_ONLINE,            "device.online",            "",      0, KIND_NOTE) \
        X(DEVICE_BATTERY_LOW,       "device.battery_low",       "1.17", 10, KIND_DISPENSER) \
        X(DEVICE_BATTERY_EMPTY,     "device.battery_empty",     "1.18", 20, KIND_DISPENSER) \
        X(DEVICE_POWER_LOST,        "device.power_lost",        "1.19", 20, KIND_DISPENSER) \
        X(DEVICE_POWER_RESTORED,    "device.power_restored",    "",      0, KIND_NOTE) \
        X(DEVICE_TAMPER,            "device.tamper",            "1.22", 20, KIND_DISPENSER) \
        X(DEVICE_MISPLACED,         "device.misplaced",         "1.23", 10, KIND_DISPENSER) \
        X(DEVICE_FAULT,             "device.fault",             "1.5",  20, KIND_DISPENSER) \
        X(DEVICE_TEST,              "device.test",              "",      0, KIND_NOTE)
/* clang-format on */

#define EVENT_KIND_VALUE(kind, word, vkp, severity, flags) EVENT_KIND_##kind,
enum event_kind { EVENT_KINDS(EVENT_KIND_VALUE) EVENT_KIND_COUNT };

WORDS_DECLARE(event_kind)

/** The national alert code, "" where there is none or (@dispenser false) it is the dispensers' only. */
const char *event_kind_vkp(enum event_kind kind, bool dispenser);

/** VKP severity: 0, 10, 20, 30 or 40 (vkp-severity-level-v090). */
int event_kind_severity(enum event_kind kind);

/** Happens and is over: never dropped as a repeat. */
bool event_kind_is_momentary(enum event_kind kind);

/** A visit at once: no mute, no look first. */
bool event_kind_is_loud(enum event_kind kind);

/** Evidence and figures only: never an alert by itself. */
bool event_kind_is_note(enum event_kind kind);

/* Which stretch of what lasts an event tells of. */
/* clang-format off */
#define EVENT_PHASES(X) \
        X(POINT, "point") \
        X(START, "start") \
        X(UPDATE, "update") \
        X(END, "end")
/* clang-format on */
#define EVENT_PHASE_VALUE(phase, word) EVENT_PHASE_##phase,
enum event_phase { EVENT_PHASES(EVENT_PHASE_VALUE) EVENT_PHASE_COUNT };
WORDS_DECLARE(event_phase)

/* Whose clock told the time. */
/* clang-format off */
#define TIME_QUALITIES(X) \
        X(DEVICE, "device") \
        X(SOURCE, "source") \
        X(GATEWAY, "gateway") \
        X(SUSPECT, "suspect")
/* clang-format on */
#define TIME_QUALITY_VALUE(quality, word) TIME_QUALITY_##quality,
enum time_quality { TIME_QUALITIES(TIME_QUALITY_VALUE) TIME_QUALITY_COUNT };
WORDS_DECLARE(time_quality)

/* How a check or a visit ended; NONE where nobody said. */
/* clang-format off */
#define OUTCOMES(X) \
        X(NONE, "none") \
        X(SEEN_OK, "seen_ok") \
        X(NOT_SEEN, "not_seen") \
        X(NEEDS_HELP, "needs_help") \
        X(CAMERA_DOWN, "camera_down") \
        X(DONE, "done") \
        X(HELPED, "helped") \
        X(NUISANCE, "nuisance") \
        X(NOT_NEEDED, "not_needed") \
        X(TAKEN, "taken") \
        X(NOT_TAKEN, "not_taken") \
        X(NOT_DONE, "not_done")
/* clang-format on */
#define OUTCOME_VALUE(outcome, word) OUTCOME_##outcome,
enum outcome { OUTCOMES(OUTCOME_VALUE) OUTCOME_COUNT };
WORDS_DECLARE(outcome)

/* How a task is done. */
/* clang-format off */
#define TASK_MODES(X) \
        X(PHYSICAL, "physical") \
        X(DIGITAL, "digital") \
        X(CALL, "call") \
        X(DEVICE, "device")
/* clang-format on */
#define TASK_MODE_VALUE(mode, word) TASK_MODE_##mode,
enum task_mode { TASK_MODES(TASK_MODE_VALUE) TASK_MODE_COUNT };
WORDS_DECLARE(task_mode)

/* The ecosystems we hear; each has an adapter in src/source, of which GPIO speaks through link/gpio;
 * COMMAND and GATEWAY are ourselves. */
/* clang-format off */
#define ADAPTERS(X) \
        X(ZIGBEE2MQTT, "zigbee2mqtt") \
        X(NATIVE, "native") \
        X(GPIO, "gpio") \
        X(COMMAND, "command") \
        X(GATEWAY, "gateway")
/* clang-format on */
#define ADAPTER_VALUE(adapter, word) ADAPTER_##adapter,
enum adapter { ADAPTERS(ADAPTER_VALUE) ADAPTER_COUNT };
WORDS_DECLARE(adapter)
