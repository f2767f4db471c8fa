/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transitions of a time zone as a table, through libical and the IANA zone files of the system.
 * libical answers what the offset is at an instant; where it differs between two instants the change
 * is found by halves. Instants are asked a week apart: no zone changes there and back in a week.
 * The last one is asked first, so that libical expands its rules once (4 ms for Europe/Oslo in place
 * of 42). It expands them as far as it is asked, beyond 2037 as well; where it differs from the zone
 * files is before 1984 and, in zones with half-hour summer time, after 2037.
 */
#include <errno.h>
#include <libical/ical.h>
#include <stdlib.h>

#include "config.h"
#include "nattvakt/alloc.h"
#include "nattvakt/cleanup.h"
#include "zone.h"

#define STEP_S (INT64_C(7) * 86400)
#define END_S  INT64_C(4102444800) /* 2100-01-01T00:00:00Z */

static int offset_at(icaltimezone *zone, int64_t at_s) {
        int is_daylight;
        struct icaltimetype time =
                icaltime_from_timet_with_zone((time_t)at_s, 0, icaltimezone_get_utc_timezone());
        return icaltimezone_get_utc_offset_of_utc_time(zone, &time, &is_daylight);
}

/* The first second in (@from_s, @to_s] at which the offset is no longer @offset_s. */
static int64_t find_change(icaltimezone *zone, int64_t from_s, int64_t to_s, int offset_s) {
        while (to_s - from_s > 1) {
                int64_t middle_s = from_s + (to_s - from_s) / 2;
                if (offset_at(zone, middle_s) == offset_s)
                        from_s = middle_s;
                else
                        to_s = middle_s;
        }
        return to_s;
}

static void add(struct zone *zone, size_t *capacity, int64_t from_us, int offset_s) {
        alloc_room(&zone->transitions, zone->count, capacity, sizeof(*zone->transitions));
        zone->transitions[zone->count++] = (struct zone_transition){ from_us, offset_s };
}

static struct zone scan(icaltimezone *named) {
        struct zone zone = { 0 };
        size_t capacity = 0;

        offset_at(named, END_S);
        int offset_s = offset_at(named, 0);
        add(&zone, &capacity, INT64_MIN, offset_s);
        for (int64_t at_s = 0; at_s < END_S; at_s += STEP_S) {
                int next_s = offset_at(named, at_s + STEP_S);
                if (next_s == offset_s)
                        continue;
                int64_t change_s = find_change(named, at_s, at_s + STEP_S, offset_s);
                offset_s = next_s;
                add(&zone, &capacity, change_s * US_PER_S, offset_s);
        }
        return zone;
}

int config_zone(const char *name, struct zone *ret_zone) {
        icaltimezone *named = name[0] ? icaltimezone_get_builtin_timezone(name) : NULL;
        if (!named)
                return -EINVAL;
        *ret_zone = scan(named);
        return 0;
}

const char *zone_near(const char *name, char ret[NEAR_SIZE]) {
        icalarray *zones = icaltimezone_get_builtin_timezones();
        _cleanup_(freep) const char **names = alloc_zero(zones->num_elements, sizeof(*names));
        size_t count = 0;

        for (size_t i = 0; i < zones->num_elements; i++) {
                const char *location = icaltimezone_get_location(icalarray_element_at(zones, i));
                if (location)
                        names[count++] = location;
        }
        return near_word(name, names, count, ret);
}
