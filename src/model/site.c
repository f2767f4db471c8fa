/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/site.h"
#include "nattvakt/text.h"

static_assert(NAME_SIZE == TEXT_NAME_MAX + 1, "what text_is_name accepts fits a name");

#define MIN_PER_DAY 1440

#define ROLE_WORD(role, word) [DEVICE_ROLE_##role] = word,
static const char *const device_role_words[] = { DEVICE_ROLES(ROLE_WORD) };
WORDS_DEFINE(device_role)

const struct department *site_department(const struct site *site, const char *name) {
        for (size_t i = 0; i < site->department_count; i++)
                if (text_equal(site->departments[i].name, name))
                        return &site->departments[i];
        return NULL;
}

const struct place *site_place(const struct site *site, const char *name) {
        for (size_t i = 0; i < site->place_count; i++)
                if (text_equal(site->places[i].name, name))
                        return &site->places[i];
        return NULL;
}

const struct resident *site_resident(const struct site *site, const char *name) {
        for (size_t i = 0; i < site->resident_count; i++)
                if (text_equal(site->residents[i].name, name))
                        return &site->residents[i];
        return NULL;
}

const struct device *site_device(const struct site *site, const char *id) {
        for (size_t i = 0; i < site->device_count; i++)
                if (text_equal(site->devices[i].id, id))
                        return &site->devices[i];
        return NULL;
}

static int compare(const struct device *device, enum adapter adapter, const char *name) {
        if (device->adapter != adapter)
                return device->adapter < adapter ? -1 : 1;
        return strcmp(device->name, name);
}

const struct device *site_device_by_name(const struct site *site, enum adapter adapter,
                                         const char *name) {
        size_t low = 0, high = site->device_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = compare(&site->devices[middle], adapter, name);

                if (order == 0)
                        return &site->devices[middle];
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}

static int compare_devices(const void *a, const void *b) {
        const struct device *other = b;

        return compare(a, other->adapter, other->name);
}

void site_sort(struct site *site) {
        if (site->device_count > 0)
                qsort(site->devices, site->device_count, sizeof(site->devices[0]), compare_devices);
}

int64_t site_night_at(const struct site *site, int64_t us) {
        int64_t today = zone_day(&site->zone, us);

        for (int64_t day = today - 1; day <= today; day++) {
                int64_t from_us, to_us;

                site_night_bounds(site, day, &from_us, &to_us);
                if (us >= from_us && us < to_us)
                        return day;
        }
        return -1;
}

void site_night_bounds(const struct site *site, int64_t day, int64_t *ret_from_us,
                       int64_t *ret_to_us) {
        int to_min = site->night_to_min;

        if (to_min <= site->night_from_min)
                to_min += MIN_PER_DAY;
        *ret_from_us = zone_day_minute(&site->zone, day, site->night_from_min);
        *ret_to_us = zone_day_minute(&site->zone, day, to_min);
}
