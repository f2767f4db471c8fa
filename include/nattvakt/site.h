/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The site: departments, places, residents by pseudonym, devices and what is planned for whom
 * (site.yaml). Made and owned by config; read-only for everyone else.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nattvakt/kind.h"
#include "nattvakt/names.h"
#include "nattvakt/times.h"

#define DEPARTMENT_NEIGHBOURS_MAX 4

struct department {
        char name[NAME_SIZE];
        char label[LABEL_SIZE];                                /* "Tyttebærtunet" */
        char neighbours[DEPARTMENT_NEIGHBOURS_MAX][NAME_SIZE]; /* "" beyond the last */
};

struct place {
        char name[NAME_SIZE];
        char department[NAME_SIZE];
        char label[LABEL_SIZE]; /* or "": the name is shown */
};

struct resident {
        char name[NAME_SIZE]; /* pseudonym: R17 */
        char place[NAME_SIZE];
        bool digital_check; /* the decision grants digital in place of physical checks */
        bool alarm_look;    /* the decision allows a look before the walk on bed and room exits */
        int inactivity_min; /* no sign of life for so long is person.inactivity; 0: not watched */
        int absence_min;    /* left through the door and no sign for so long; 0: not watched */
        int bathroom_min; /* in the bathroom for so long is person.bathroom_long; 0: not watched */
};

/* What a device is for: gives its measures their meaning (sense). */
/* clang-format off */
#define DEVICE_ROLES(X) \
        X(BED, "bed") \
        X(CHAIR, "chair") \
        X(DOOR, "door") \
        X(HOME_DOOR, "home-door") \
        X(ROOM, "room") \
        X(BATHROOM, "bathroom") \
        X(FALL, "fall") \
        X(CALL, "call") \
        X(SMOKE, "smoke") \
        X(GAS, "gas") \
        X(WATER, "water") \
        X(CLIMATE, "climate") \
        X(STAFF_BUTTON, "staff-button") \
        X(CAMERA, "camera") \
        X(DISPENSER, "dispenser") \
        X(APP, "app")
/* clang-format on */
#define DEVICE_ROLE_VALUE(role, word) DEVICE_ROLE_##role,
enum device_role { DEVICE_ROLES(DEVICE_ROLE_VALUE) DEVICE_ROLE_COUNT };
WORDS_DECLARE(device_role)

struct device {
        char id[DEVICE_NAME_SIZE];   /* stable hardware id */
        char name[DEVICE_NAME_SIZE]; /* as the ecosystem's topics call it now */
        enum adapter adapter;
        enum device_role role;
        char department[NAME_SIZE];
        char place[NAME_SIZE];    /* or "" */
        char resident[NAME_SIZE]; /* or "" */
        char bridge[NAME_SIZE];   /* the bridge it is heard through ("zigbee2mqtt"), or "" */
        int heartbeat_s; /* silent for longer is late, half as long again lost; 0: not supervised */
        bool inverted;   /* true and false changed places on this one */
        int stuck_min; /* a wired call that lasts longer hides the next one: device.fault; 0: not watched */
};

#define PLAN_TIMES_MAX 12

/* One thing planned for one resident (or a place): config has expanded lists of residents. */
struct plan_entry {
        char name[NAME_SIZE]; /* of the plan item; with resident and time it is the task's origin */
        char code[NAME_SIZE]; /* catalogue code */
        char department[NAME_SIZE];
        char place[NAME_SIZE];
        char resident[NAME_SIZE];
        enum task_mode mode; /* DIGITAL where the decision grants it and the catalogue has a look */
        bool is_dose;        /* an expectation for sense, no task by itself */
        int minute[PLAN_TIMES_MAX]; /* local minutes of the day, rising */
        size_t minute_count;
        unsigned weekdays; /* bit 0 Monday .. bit 6 Sunday of the local date of the time itself */
        int window_min;    /* done within; also the window in which a visit undoes "avoided" */
        int late_min;      /* doses: late after so long */
        int missed_min;    /* doses: missed after so long */
        char device[DEVICE_NAME_SIZE]; /* doses: the dispenser's id */
};

struct site {
        char name[NAME_SIZE];
        char label[LABEL_SIZE];
        char timezone[64];
        struct zone zone;
        int night_from_min,
                night_to_min; /* local minutes of the day: 1320 and 435 for 22:00-07:15 */
        struct department *departments;
        size_t department_count;
        struct place *places;
        size_t place_count;
        struct resident *residents;
        size_t resident_count;
        struct device
                *devices; /* rising by (adapter, name): site_device_by_name searches by halves */
        size_t device_count;
        struct plan_entry *plan;
        size_t plan_count;
};

/** The one with that name (a device: with that id), borrowed, or NULL. */
const struct department *site_department(const struct site *site, const char *name);
const struct place *site_place(const struct site *site, const char *name);
const struct resident *site_resident(const struct site *site, const char *name);
const struct device *site_device(const struct site *site, const char *id);

/** The device that @adapter's ecosystem calls @name, borrowed, or NULL. */
const struct device *site_device_by_name(const struct site *site, enum adapter adapter,
                                         const char *name);

/** Sorts the devices as the struct says; config calls it once. */
void site_sort(struct site *site);

/** The night at @us: day number of the local date on which it begins, or -1 when it is day. */
int64_t site_night_at(const struct site *site, int64_t us);

/** The bounds of the night that begins on local day @day; true minutes on DST nights too. */
void site_night_bounds(const struct site *site, int64_t day, int64_t *ret_from_us,
                       int64_t *ret_to_us);
