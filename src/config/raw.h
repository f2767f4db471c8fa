/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The four files as they were written: structs that mirror the YAML, filled by const tables. Names are
 * not looked up yet and defaults that depend on another file are not in yet; rule_*.c says what is
 * wrong between them, make_*.c makes the model of them.
 */

#include "field.h"
#include "nattvakt/settings.h"
#include "near.h"

/* Not said, or told to be unreadable. */
#define MINUTE_NONE (-1)
#define DAY_NONE    INT64_MIN

struct raw_device {
        const struct node *node;
        struct device device;  /* as written; department and place may follow from others */
        unsigned source, role; /* role: DEVICE_ROLE_COUNT when it is not said or unreadable */
        int heartbeat_min, heartbeat_h;
};

/* nattvakt.yaml */
struct raw_span {
        const struct node *node;
        int64_t from_day, to_day;
        char journal[PATH_SIZE], config[PATH_SIZE], method[LABEL_SIZE];
};

struct raw_period {
        const struct node *node;
        char name[NAME_SIZE];
        int64_t from_day, to_day;
        struct raw_span baseline;
};

struct raw_tls {
        const struct node *node;
        char ca[PATH_SIZE], cert[PATH_SIZE], key[PATH_SIZE];
};

struct raw_broker {
        const struct node *node;
        char host[128], client_id[NAME_SIZE * 2], username[NAME_SIZE], password_file[PATH_SIZE];
        int port, keepalive_s; /* port 0: not said */
        struct raw_tls tls;
};

struct raw_zigbee2mqtt {
        const struct node *node;
        char base_topic[NAME_SIZE];
};

struct raw_line {
        const struct node *node;
        char chip[NAME_SIZE], name[NAME_SIZE];
        int offset;                /* -1: not said, or unreadable */
        unsigned active, bias;     /* active: 0 high, 1 low */
        unsigned kind, output;     /* …_COUNT: not said, or unreadable */
        int debounce_ms, pulse_ms; /* pulse 0: not said */
        struct raw_device device;  /* where and whose it is, and stuck_min */
};

struct raw_gateway {
        const struct node *node;
        char site[NAME_SIZE], timezone[64], journal[PATH_SIZE];
        unsigned language, clock;
        const struct node *sources;
        struct raw_broker broker;
        struct raw_zigbee2mqtt zigbee2mqtt;
        struct field_list periods, lines;
};

/* site.yaml */
struct raw_hours {
        const struct node *node;
        int from_min, to_min;
};

struct raw_department {
        const struct node *node;
        char name[NAME_SIZE], label[LABEL_SIZE];
        const struct node *neighbours;
};

struct raw_place {
        const struct node *node;
        struct place place;
};

struct raw_resident {
        const struct node *node;
        struct resident resident;
        unsigned checks; /* 0 physical, 1 digital */
};

struct raw_plan {
        const struct node *node;
        char name[NAME_SIZE], code[NAME_SIZE], department[NAME_SIZE];
        const struct node *at, *residents, *weekdays;
        int window_min;
};

struct raw_dose {
        const struct node *node;
        char name[NAME_SIZE], resident[NAME_SIZE], device[DEVICE_NAME_SIZE];
        const struct node *at, *weekdays;
        int late_min, missed_min;
};

struct raw_site {
        const struct node *node;
        char label[LABEL_SIZE];
        struct raw_hours night;
        struct field_list departments, places, residents, devices, plan, doses;
};

/* tasks.yaml */
struct raw_text {
        const struct node *node;
        char nb[LABEL_SIZE], en[LABEL_SIZE];
};

struct raw_minutes {
        const struct node *node;
        double visit, look, handling;
        unsigned measured;
};

struct raw_look {
        const struct node *node; /* NULL: the task has no digital mode */
        int within_s, again_min, times;
};

struct raw_competence {
        const struct node *node;
        const struct node *must, *should, *can;
};

struct raw_step {
        const struct node *node;
        int after_s, after_min; /* -1: not said */
        unsigned to;            /* index in raw_rungs; RAW_RUNGS: not said */
        char role[NAME_SIZE];
};

struct raw_task {
        const struct node *node;
        char code[NAME_SIZE], incident[NAME_SIZE];
        struct raw_text text;
        unsigned cause, priority;
        const struct node *opens, *closes;
        int window_min, repeat_raise, persons, accept_by_s, complete_by_min;
        struct raw_minutes minutes;
        struct raw_look look;
        struct raw_competence competence;
        struct field_list escalation;
};

struct raw_tasks {
        const struct node *node;
        struct field_list tasks;
};

/* staff.yaml */
struct raw_delegation {
        const struct node *node;
        struct delegation delegation;
};

struct raw_worker {
        const struct node *node;
        char slot[NAME_SIZE], role[NAME_SIZE];
        const struct node *departments;
        struct field_list delegations;
};

struct raw_shift {
        const struct node *node;
        const struct node *workers, *weekdays;
        int from_min, to_min;
        struct raw_hours pause; /* node NULL: none */
        int64_t from_day, until_day;
};

struct raw_staff {
        const struct node *node;
        const struct node *roles;
        struct field_list workers, rota;
};

/* All of it. A file that could not be read has a node of NULL: then nothing is said of what should be in it. */
struct raw {
        const char *folder; /* borrowed */
        struct raw_gateway gateway;
        struct raw_site site;
        struct raw_tasks tasks;
        struct raw_staff staff;
        char (*roles)[NAME_SIZE]; /* of staff.roles, owned */
        size_t role_count;
        struct config_faults *faults; /* borrowed */
};

extern const struct table raw_gateway_table, raw_site_table, raw_tasks_table, raw_staff_table;
extern const struct table raw_period_table, raw_line_table, raw_device_table, raw_resident_table,
        raw_place_table, raw_department_table, raw_plan_table, raw_dose_table, raw_task_table,
        raw_worker_table, raw_shift_table, raw_delegation_table;

#define WEEKDAYS 7
extern const char *const raw_event_kind_words[EVENT_KIND_COUNT];
extern const char *const raw_source_words[2];
#define RAW_RUNGS 3
extern const enum rung raw_rungs[RAW_RUNGS];
extern const char *const raw_weekday_words[WEEKDAYS];
extern const char *const raw_language_words[2];

/** Elements of a list, as structs of their type. */
#define RAW_EACH(type, at, list)                                                         \
        for (const type *at = (list)->items, *at##_end = at ? at + (list)->count : NULL; \
             at != at##_end; at++)

/** The names in @member of the structs in @list. */
#define RAW_NAMES(type, member, list) \
        ((struct near_names){ (list)->items, (list)->count, sizeof(type), offsetof(type, member) })

struct near_names raw_departments(const struct raw *raw);
struct near_names raw_places(const struct raw *raw);
struct near_names raw_residents(const struct raw *raw);
struct near_names raw_devices(const struct raw *raw);
struct near_names raw_lines(const struct raw *raw);
struct near_names raw_codes(const struct raw *raw);
struct near_names raw_workers(const struct raw *raw);
struct near_names raw_roles(const struct raw *raw);

/** Whether @name is written in a FIELD_NAMES list. */
bool raw_lists(const struct node *list, const char *name);

/** The times in @at, rising, at most PLAN_TIMES_MAX of them. Returns how many. */
size_t raw_minutes(const struct node *at, int ret_minutes[PLAN_TIMES_MAX]);

/** Bits of the weekdays in @list, bit 0 Monday; all of them when it is NULL. */
unsigned raw_weekdays(const struct node *list);

/** What follows from elsewhere when a device does not say it: from its resident, then from its place. "" if nothing does. */
const char *raw_device_place(const struct raw *raw, const struct raw_device *device);
const char *raw_device_department(const struct raw *raw, const struct raw_device *device);
const struct raw_resident *raw_resident(const struct raw *raw, const char *name);
const struct raw_place *raw_place(const struct raw *raw, const char *name);
const struct raw_device *raw_device(const struct raw *raw, const char *id);
const struct raw_task *raw_task(const struct raw *raw, const char *code);
const char *raw_resident_department(const struct raw *raw, const char *name);
const char *raw_bridge(const struct raw *raw, const struct raw_device *device);
int raw_heartbeat_s(const struct raw_device *device);
