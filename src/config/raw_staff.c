/* SPDX-License-Identifier: Apache-2.0 */
/*
 * staff.yaml: the competence register and the rota. Worker slots and roles, never people.
 */
#include "nattvakt/cleanup.h"
#include "raw.h"

/* clang-format off */
static const struct field delegation_fields[] = {
        { "code",       FIELD_NAME, FIELD_REQUIRED, FIELD_AT(struct raw_delegation, delegation.code) },
        { "granted_by", FIELD_NAME, FIELD_REQUIRED, FIELD_AT(struct raw_delegation, delegation.granted_by) },
        { "from",       FIELD_DATE, FIELD_REQUIRED, FIELD_AT(struct raw_delegation, delegation.from_day) },
        { "until",      FIELD_DATE, FIELD_REQUIRED, FIELD_AT(struct raw_delegation, delegation.until_day) },
};
static const struct raw_delegation delegation_defaults = {
        .delegation = { .from_day = DAY_NONE, .until_day = DAY_NONE } };
const struct table raw_delegation_table = { "delegation", "code",
        TABLE_OF(struct raw_delegation, delegation_fields), .defaults = &delegation_defaults };

static const struct field worker_fields[] = {
        { "slot",        FIELD_NAME,  FIELD_REQUIRED | FIELD_PERSON, FIELD_AT(struct raw_worker, slot) },
        { "role",        FIELD_NAME,  FIELD_REQUIRED, FIELD_AT(struct raw_worker, role) },
        { "departments", FIELD_NAMES, FIELD_REQUIRED, FIELD_AT(struct raw_worker, departments) },
        { "delegations", FIELD_LIST,  0, FIELD_AT(struct raw_worker, delegations), .table = &raw_delegation_table },
};
const struct table raw_worker_table = { "worker", "slot", TABLE_OF(struct raw_worker, worker_fields) };

static const struct field pause_fields[] = {
        { "from", FIELD_MINUTE, FIELD_REQUIRED, FIELD_AT(struct raw_hours, from_min) },
        { "to",   FIELD_MINUTE, FIELD_REQUIRED, FIELD_AT(struct raw_hours, to_min) },
};
static const struct raw_hours pause_defaults = { .from_min = MINUTE_NONE, .to_min = MINUTE_NONE };
static const struct table pause_table = { "pause", NULL,
        TABLE_OF(struct raw_hours, pause_fields), .defaults = &pause_defaults };

static const struct field shift_fields[] = {
        { "workers",    FIELD_NAMES,  FIELD_REQUIRED, FIELD_AT(struct raw_shift, workers) },
        { "from",       FIELD_MINUTE, FIELD_REQUIRED, FIELD_AT(struct raw_shift, from_min) },
        { "to",         FIELD_MINUTE, FIELD_REQUIRED, FIELD_AT(struct raw_shift, to_min) },
        { "weekdays",   FIELD_WORDS,  0, FIELD_AT(struct raw_shift, weekdays), FIELD_AMONG(raw_weekday_words) },
        { "pause",      FIELD_MAP,    0, FIELD_AT(struct raw_shift, pause), .table = &pause_table },
        { "from_date",  FIELD_DATE,   0, FIELD_AT(struct raw_shift, from_day) },
        { "until_date", FIELD_DATE,   0, FIELD_AT(struct raw_shift, until_day) },
};
static const struct raw_shift shift_defaults = {
        .from_min = MINUTE_NONE, .to_min = MINUTE_NONE, .until_day = INT64_MAX };
const struct table raw_shift_table = { "shift", "workers",
        TABLE_OF(struct raw_shift, shift_fields), .defaults = &shift_defaults };

static const struct field staff_fields[] = {
        { "roles",   FIELD_NAMES, FIELD_REQUIRED, FIELD_AT(struct raw_staff, roles) },
        { "workers", FIELD_LIST,  FIELD_REQUIRED, FIELD_AT(struct raw_staff, workers), .table = &raw_worker_table },
        { "rota",    FIELD_LIST,  FIELD_REQUIRED, FIELD_AT(struct raw_staff, rota), .table = &raw_shift_table,
          .says = "a rota in a calendar file is not built yet" },
};
/* clang-format on */
const struct table raw_staff_table = { NULL, NULL, TABLE_OF(struct raw_staff, staff_fields) };
