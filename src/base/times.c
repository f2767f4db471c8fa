/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Civil time and zones. A zone is a table of offsets; a local time is tried against the stretches
 * around it in rising order, so that of a time that comes twice the first is found, and of one that
 * never comes the stretch before the gap decides.
 *
 * Days and dates: the civil calendar repeats every 400 years (an era) of 146,097 days; years are
 * counted from 1 March, so that the leap day comes last (ISO 8601-1:2019, 4.2.1).
 */
#include <assert.h>
#include <stdio.h>

#include "nattvakt/times.h"

#define DAYS_PER_ERA 146097
#define DAYS_TO_1970 719468 /* from 0000-03-01 */
#define MIN_PER_DAY  1440

static int64_t floor_div(int64_t a, int64_t b) {
        return a / b - (a % b < 0);
}

int64_t days_from_civil(int year, int month, int day) {
        int64_t months = (int64_t)year * 12 + month - 3; /* since March of year 0 */
        int64_t y = floor_div(months, 12), m = months - y * 12;
        int64_t era = floor_div(y, 400), year_of_era = y - era * 400;
        int64_t day_of_year = (153 * m + 2) / 5;
        int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

        return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970 + day - 1;
}

struct civil civil_from_days(int64_t days) {
        int64_t shifted = days + DAYS_TO_1970;
        int64_t era = floor_div(shifted, DAYS_PER_ERA), day_of_era = shifted - era * DAYS_PER_ERA;
        int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                               day_of_era / (DAYS_PER_ERA - 1)) /
                              365;
        int64_t day_of_year =
                day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        int64_t m = (5 * day_of_year + 2) / 153; /* 0 is March */
        int month = (int)(m < 10 ? m + 3 : m - 9);
        int64_t weekday = days + 3 - floor_div(days + 3, 7) * 7; /* 1970-01-01 was a Thursday */

        return (struct civil){ .year = (int)(year_of_era + era * 400 + (month <= 2)),
                               .month = month,
                               .day = (int)(day_of_year - (153 * m + 2) / 5 + 1),
                               .weekday = (int)weekday + 1 };
}

/* Index of the stretch that holds @us. */
static size_t stretch_at(const struct zone *zone, int64_t us) {
        size_t low = 0, high = zone->count;

        assert(zone->count > 0);
        while (high - low > 1) {
                size_t middle = low + (high - low) / 2;

                if (zone->transitions[middle].from_us <= us)
                        low = middle;
                else
                        high = middle;
        }
        return low;
}

static struct civil civil_at(int64_t us, int offset_s) {
        int64_t local = us + offset_s * US_PER_S, day = floor_div(local, US_PER_DAY);
        int64_t rest = local - day * US_PER_DAY;
        struct civil civil = civil_from_days(day);

        civil.hour = (int)(rest / US_PER_H);
        civil.minute = (int)(rest / US_PER_MIN % 60);
        civil.second = (int)(rest / US_PER_S % 60);
        civil.us = (int)(rest % US_PER_S);
        civil.offset_s = offset_s;
        return civil;
}

struct civil zone_local(const struct zone *zone, int64_t us) {
        return civil_at(us, zone->transitions[stretch_at(zone, us)].offset_s);
}

/* The instant at which @zone's clocks first show @local, µs since 1970 as if it were UTC. */
static int64_t utc_of_local(const struct zone *zone, int64_t local) {
        size_t i = stretch_at(zone, local - US_PER_DAY);

        for (;; i++) {
                const struct zone_transition *stretch = &zone->transitions[i];
                int64_t us = local - stretch->offset_s * US_PER_S;

                if (i + 1 < zone->count && us >= stretch[1].from_us)
                        continue;
                if (i > 0 && us < stretch->from_us) /* in the gap before this stretch */
                        return local - stretch[-1].offset_s * US_PER_S;
                return us;
        }
}

int64_t zone_utc(const struct zone *zone, const struct civil *civil) {
        int64_t local = days_from_civil(civil->year, civil->month, civil->day) * US_PER_DAY +
                        civil->hour * US_PER_H + civil->minute * US_PER_MIN +
                        civil->second * US_PER_S + civil->us;

        return utc_of_local(zone, local);
}

int64_t zone_day(const struct zone *zone, int64_t us) {
        int offset_s = zone->transitions[stretch_at(zone, us)].offset_s;

        return floor_div(us + offset_s * US_PER_S, US_PER_DAY);
}

int64_t zone_day_minute(const struct zone *zone, int64_t day, int minute) {
        assert(minute >= 0 && minute < 2 * MIN_PER_DAY);
        return utc_of_local(zone, day * US_PER_DAY + minute * US_PER_MIN);
}

const char *time_text(int64_t us, char *text) {
        struct civil c = civil_at(us, 0);

        snprintf(text, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month,
                 c.day, c.hour, c.minute, c.second, c.us / 1000);
        return text;
}

const char *date_text(int64_t day, char *text) {
        struct civil c = civil_from_days(day);

        snprintf(text, DATE_TEXT_SIZE, "%04d-%02d-%02d", c.year, c.month, c.day);
        return text;
}

const char *clock_text(const struct zone *zone, int64_t us, bool seconds, char *text) {
        struct civil c = zone_local(zone, us);

        if (seconds)
                snprintf(text, TIME_TEXT_SIZE, "%02d:%02d:%02d", c.hour, c.minute, c.second);
        else
                snprintf(text, TIME_TEXT_SIZE, "%02d:%02d", c.hour, c.minute);
        return text;
}
