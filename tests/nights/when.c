/* SPDX-License-Identifier: Apache-2.0 */
#include "when.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"

/* The two digits at @text, below @limit; -1: there are none. */
static int digits(const char *text, int limit) {
        int value;

        if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
                return -1;
        value = (text[0] - '0') * 10 + text[1] - '0';
        return value < limit ? value : -1;
}

/* Two digits each; the seconds may be left out. */
static int parse_clock(const char *text, struct civil *civil) {
        bool has_second;

        civil->hour = digits(text, 24);
        if (civil->hour < 0 || text[2] != ':')
                return -EINVAL;
        civil->minute = digits(text + 3, 60);
        has_second = civil->minute >= 0 && text[5] == ':';
        civil->second = has_second ? digits(text + 6, 60) : 0;
        civil->us = 0;
        return civil->minute < 0 || civil->second < 0 ? -EINVAL : 0;
}

int when_local(const struct zone *zone, int64_t now_us, const char *text, int64_t *ret_us) {
        struct civil civil = zone_local(zone, now_us);
        const char *offset = strpbrk(text, "+-");
        struct civil ahead = { .year = 1970, .month = 1, .day = 1 };
        int64_t us;

        if (parse_clock(text, &civil) < 0 || (offset && parse_clock(offset + 1, &ahead) < 0))
                return -EINVAL;
        for (int day = 0; day < 2; day++, civil.day++) {
                us = zone_utc(zone, &civil);
                if (offset) { /* as if the clock showed UTC, less what it is ahead of it */
                        us = days_from_civil(civil.year, civil.month, civil.day) * US_PER_DAY +
                             (civil.hour * 60 + civil.minute) * US_PER_MIN +
                             civil.second * US_PER_S -
                             (ahead.hour * 60 + ahead.minute) * US_PER_MIN;
                }
                if (us >= now_us)
                        break;
        }
        *ret_us = us;
        return 0;
}

int when_length(const char *text, int64_t *ret_us) {
        static const struct {
                const char *unit;
                int64_t us;
        } units[] = { { "s", US_PER_S }, { "min", US_PER_MIN }, { "h", US_PER_H } };
        char *unit;
        long long number = strtoll(text, &unit, 10);

        for (size_t i = 0; i < ELEMENTS(units); i++)
                if (text_equal(unit, units[i].unit)) {
                        *ret_us = number * units[i].us;
                        return 0;
                }
        return -EINVAL;
}
