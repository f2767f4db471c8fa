/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking things up in the files as written, and what follows from elsewhere where it is left out:
 * a device stands where its resident lives, and belongs to the department of its place.
 */
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "raw.h"

#define S_PER_MIN 60
#define MIN_PER_H 60

struct near_names raw_departments(const struct raw *raw) {
        return RAW_NAMES(struct raw_department, name, &raw->site.departments);
}

struct near_names raw_places(const struct raw *raw) {
        return RAW_NAMES(struct raw_place, place.name, &raw->site.places);
}

struct near_names raw_residents(const struct raw *raw) {
        return RAW_NAMES(struct raw_resident, resident.name, &raw->site.residents);
}

struct near_names raw_devices(const struct raw *raw) {
        return RAW_NAMES(struct raw_device, device.id, &raw->site.devices);
}

struct near_names raw_lines(const struct raw *raw) {
        return RAW_NAMES(struct raw_line, name, &raw->gateway.lines);
}

struct near_names raw_codes(const struct raw *raw) {
        return RAW_NAMES(struct raw_task, code, &raw->tasks.tasks);
}

struct near_names raw_workers(const struct raw *raw) {
        return RAW_NAMES(struct raw_worker, slot, &raw->staff.workers);
}

struct near_names raw_roles(const struct raw *raw) {
        return (struct near_names){ raw->roles, raw->role_count, sizeof(*raw->roles), 0 };
}

bool raw_lists(const struct node *list, const char *name) {
        for (const struct node *at = NULL; (at = tree_next(list, at));)
                if (strcmp(at->text, name) == 0)
                        return true;
        return false;
}

static int compare_int(const void *a, const void *b) {
        int left = *(const int *)a, right = *(const int *)b;
        return (left > right) - (left < right);
}

size_t raw_minutes(const struct node *at, int ret_minutes[PLAN_TIMES_MAX]) {
        size_t count = 0;
        for (const struct node *time = NULL; (time = tree_next(at, time));)
                if (count < PLAN_TIMES_MAX)
                        ret_minutes[count++] = field_minute(time);
        qsort(ret_minutes, count, sizeof(*ret_minutes), compare_int);
        return count;
}

unsigned raw_weekdays(const struct node *list) {
        unsigned bits = 0;
        if (!list)
                return (1u << WEEKDAYS) - 1;
        for (const struct node *at = NULL; (at = tree_next(list, at));)
                bits |= 1u << (unsigned)field_word(at, raw_weekday_words, WEEKDAYS);
        return bits;
}

static const void *find(const struct near_names *names, const char *name) {
        long index = name[0] ? near_find(names, name) : -1;
        return index < 0 ? NULL : (const char *)names->items + (size_t)index * names->size;
}

const struct raw_resident *raw_resident(const struct raw *raw, const char *name) {
        struct near_names names = raw_residents(raw);
        return find(&names, name);
}

const struct raw_place *raw_place(const struct raw *raw, const char *name) {
        struct near_names names = raw_places(raw);
        return find(&names, name);
}

const struct raw_device *raw_device(const struct raw *raw, const char *id) {
        struct near_names names = raw_devices(raw);
        return find(&names, id);
}

const struct raw_task *raw_task(const struct raw *raw, const char *code) {
        struct near_names names = raw_codes(raw);
        return find(&names, code);
}

const char *raw_device_place(const struct raw *raw, const struct raw_device *device) {
        const struct raw_resident *resident = raw_resident(raw, device->device.resident);
        if (device->device.place[0] || !resident)
                return device->device.place;
        return resident->resident.place;
}

const char *raw_device_department(const struct raw *raw, const struct raw_device *device) {
        const struct raw_place *place = raw_place(raw, raw_device_place(raw, device));
        if (device->device.department[0] || !place)
                return device->device.department;
        return place->place.department;
}

const char *raw_resident_department(const struct raw *raw, const char *name) {
        const struct raw_resident *resident = raw_resident(raw, name);
        const struct raw_place *place = resident ? raw_place(raw, resident->resident.place) : NULL;
        return place ? place->place.department : "";
}

/* What Zigbee2MQTT hears is heard through its bridge, which is called as its base topic. */
const char *raw_bridge(const struct raw *raw, const struct raw_device *device) {
        if (device->device.bridge[0] || device->source != ADAPTER_ZIGBEE2MQTT)
                return device->device.bridge;
        return raw->gateway.zigbee2mqtt.base_topic;
}

int raw_heartbeat_s(const struct raw_device *device) {
        return (device->heartbeat_min + device->heartbeat_h * MIN_PER_H) * S_PER_MIN;
}
