/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site.yaml: departments, places, residents by pseudonym, devices, and what is planned for whom.
 */
#include <assert.h>

#include "nattvakt/cleanup.h"
#include "raw.h"

#define WORD(value, word, ...) word,

#define MINUTES_A_DAY   1440
#define HEARTBEAT_MAX_H 168 /* a week: slower than that nobody can call supervised */

const char *const raw_weekday_words[WEEKDAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const char *const check_words[] = { "physical", "digital" };
static const char *const role_words[] = { DEVICE_ROLES(WORD) };

/* clang-format off */
static const struct field night_fields[] = {
        { "from", FIELD_MINUTE, FIELD_REQUIRED, FIELD_AT(struct raw_hours, from_min) },
        { "to",   FIELD_MINUTE, FIELD_REQUIRED, FIELD_AT(struct raw_hours, to_min) },
};
static const struct raw_hours night_defaults = { .from_min = MINUTE_NONE, .to_min = MINUTE_NONE };
static const struct table night_table = { "night", NULL,
        TABLE_OF(struct raw_hours, night_fields), .defaults = &night_defaults };

static const struct field department_fields[] = {
        { "name",       FIELD_NAME,  FIELD_REQUIRED, FIELD_AT(struct raw_department, name) },
        { "label",      FIELD_TEXT,  0,              FIELD_AT(struct raw_department, label) },
        { "neighbours", FIELD_NAMES, 0,              FIELD_AT(struct raw_department, neighbours) },
};
const struct table raw_department_table = { "department", "name", TABLE_OF(struct raw_department, department_fields) };

static const struct field place_fields[] = {
        { "name",       FIELD_NAME, FIELD_REQUIRED, FIELD_AT(struct raw_place, place.name) },
        { "department", FIELD_NAME, FIELD_REQUIRED, FIELD_AT(struct raw_place, place.department) },
        { "label",      FIELD_TEXT, 0,              FIELD_AT(struct raw_place, place.label) },
};
const struct table raw_place_table = { "place", "name", TABLE_OF(struct raw_place, place_fields) };

static const struct field resident_fields[] = {
        { "name",           FIELD_NAME, FIELD_REQUIRED | FIELD_PERSON, FIELD_AT(struct raw_resident, resident.name) },
        { "place",          FIELD_NAME, FIELD_REQUIRED, FIELD_AT(struct raw_resident, resident.place) },
        { "checks",         FIELD_WORD, 0, FIELD_AT(struct raw_resident, checks), FIELD_AMONG(check_words) },
        { "alarm_look",     FIELD_BOOL, 0, FIELD_AT(struct raw_resident, resident.alarm_look) },
        { "inactivity_min", FIELD_INT,  0, FIELD_AT(struct raw_resident, resident.inactivity_min), .min = 1, .max = 7 * MINUTES_A_DAY },
        { "absence_min",    FIELD_INT,  0, FIELD_AT(struct raw_resident, resident.absence_min), .min = 1, .max = 7 * MINUTES_A_DAY },
        { "bathroom_min",   FIELD_INT,  0, FIELD_AT(struct raw_resident, resident.bathroom_min), .min = 1, .max = MINUTES_A_DAY },
};
const struct table raw_resident_table = { "resident", "name", TABLE_OF(struct raw_resident, resident_fields) };

static const struct field device_fields[] = {
        { "id",            FIELD_TOPIC, FIELD_REQUIRED, FIELD_AT(struct raw_device, device.id) },
        { "name",          FIELD_TOPIC, 0, FIELD_AT(struct raw_device, device.name) },
        { "source",        FIELD_WORD,  FIELD_REQUIRED, FIELD_AT(struct raw_device, source), FIELD_AMONG(raw_source_words) },
        { "role",          FIELD_WORD,  FIELD_REQUIRED, FIELD_AT(struct raw_device, role), FIELD_AMONG(role_words) },
        { "place",         FIELD_NAME,  0, FIELD_AT(struct raw_device, device.place) },
        { "resident",      FIELD_NAME,  0, FIELD_AT(struct raw_device, device.resident) },
        { "department",    FIELD_NAME,  0, FIELD_AT(struct raw_device, device.department) },
        { "bridge",        FIELD_TOPIC, 0, FIELD_AT(struct raw_device, device.bridge) },
        { "heartbeat_min", FIELD_INT,   0, FIELD_AT(struct raw_device, heartbeat_min), .min = 1, .max = HEARTBEAT_MAX_H * 60 },
        { "heartbeat_h",   FIELD_INT,   0, FIELD_AT(struct raw_device, heartbeat_h), .min = 1, .max = HEARTBEAT_MAX_H },
        { "inverted",      FIELD_BOOL,  0, FIELD_AT(struct raw_device, device.inverted) },
};
static const struct raw_device device_defaults = { .source = ADAPTER_COUNT, .role = DEVICE_ROLE_COUNT };
const struct table raw_device_table = { "device", "id",
        TABLE_OF(struct raw_device, device_fields), .defaults = &device_defaults };

static const struct field plan_fields[] = {
        { "name",       FIELD_NAME,    0,              FIELD_AT(struct raw_plan, name) },
        { "code",       FIELD_NAME,    FIELD_REQUIRED, FIELD_AT(struct raw_plan, code) },
        { "at",         FIELD_MINUTES, FIELD_REQUIRED, FIELD_AT(struct raw_plan, at) },
        { "residents",  FIELD_NAMES,   0,              FIELD_AT(struct raw_plan, residents) },
        { "department", FIELD_NAME,    0,              FIELD_AT(struct raw_plan, department) },
        { "weekdays",   FIELD_WORDS,   0, FIELD_AT(struct raw_plan, weekdays), FIELD_AMONG(raw_weekday_words) },
        { "window_min", FIELD_INT,     0, FIELD_AT(struct raw_plan, window_min), .min = 1, .max = MINUTES_A_DAY },
};
/* 60 min unless said otherwise: PRODUCT, "What it may never do". */
static const struct raw_plan plan_defaults = { .window_min = 60 };
const struct table raw_plan_table = { "plan", "name",
        TABLE_OF(struct raw_plan, plan_fields), .defaults = &plan_defaults };

static const struct field dose_fields[] = {
        { "name",       FIELD_NAME,    FIELD_REQUIRED, FIELD_AT(struct raw_dose, name) },
        { "resident",   FIELD_NAME,    FIELD_REQUIRED, FIELD_AT(struct raw_dose, resident) },
        { "device",     FIELD_TOPIC,   FIELD_REQUIRED, FIELD_AT(struct raw_dose, device) },
        { "at",         FIELD_MINUTES, FIELD_REQUIRED, FIELD_AT(struct raw_dose, at) },
        { "weekdays",   FIELD_WORDS,   0, FIELD_AT(struct raw_dose, weekdays), FIELD_AMONG(raw_weekday_words) },
        { "late_min",   FIELD_INT,     FIELD_REQUIRED, FIELD_AT(struct raw_dose, late_min), .min = 1, .max = MINUTES_A_DAY },
        { "missed_min", FIELD_INT,     FIELD_REQUIRED, FIELD_AT(struct raw_dose, missed_min), .min = 1, .max = MINUTES_A_DAY },
};
const struct table raw_dose_table = { "dose", "name", TABLE_OF(struct raw_dose, dose_fields) };

static const struct field site_fields[] = {
        { "label",       FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct raw_site, label) },
        { "night",       FIELD_MAP,  FIELD_REQUIRED, FIELD_AT(struct raw_site, night), .table = &night_table },
        { "departments", FIELD_LIST, FIELD_REQUIRED, FIELD_AT(struct raw_site, departments), .table = &raw_department_table },
        { "places",      FIELD_LIST, FIELD_REQUIRED, FIELD_AT(struct raw_site, places), .table = &raw_place_table },
        { "residents",   FIELD_LIST, 0, FIELD_AT(struct raw_site, residents), .table = &raw_resident_table },
        { "devices",     FIELD_LIST, 0, FIELD_AT(struct raw_site, devices), .table = &raw_device_table },
        { "plan",        FIELD_LIST, 0, FIELD_AT(struct raw_site, plan), .table = &raw_plan_table },
        { "doses",       FIELD_LIST, 0, FIELD_AT(struct raw_site, doses), .table = &raw_dose_table },
};
/* clang-format on */
const struct table raw_site_table = { NULL, NULL, TABLE_OF(struct raw_site, site_fields) };

static_assert(ADAPTER_ZIGBEE2MQTT == 0 && ADAPTER_NATIVE == 1,
              "raw_source_words are the first words of ADAPTERS");
