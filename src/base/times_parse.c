/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading times as text: RFC 3339 section 5.6, with the space that its note allows in place of the
 * T, and nothing around it. A leap second (:60, section 5.7) is taken only where UTC can have one
 * and is the next second here, as in POSIX time.
 */
#include <errno.h>
#include <string.h>

#include "nattvakt/times.h"

#define FRACTION_DIGITS 6 /* µs; what is finer is cut off */

/* @digits decimal digits at *@at, which moves on; -EINVAL when there are fewer. */
static int take_number(const char **at, int digits) {
        int number = 0;

        for (int i = 0; i < digits; i++) {
                if ((*at)[i] < '0' || (*at)[i] > '9')
                        return -EINVAL;
                number = number * 10 + ((*at)[i] - '0');
        }
        *at += digits;
        return number;
}

/* The same between @low and @high, into *@ret. */
static bool take_field(const char **at, int digits, int low, int high, int *ret) {
        int number = take_number(at, digits);

        if (number < low || number > high)
                return false;
        *ret = number;
        return true;
}

static bool take_one_of(const char **at, const char *characters) {
        if (**at == '\0' || !strchr(characters, **at))
                return false;
        (*at)++;
        return true;
}

static bool take_date(const char **at, int64_t *ret_day) {
        int year, month, day;
        struct civil back;
        int64_t days;

        if (!take_field(at, 4, 0, 9999, &year) || !take_one_of(at, "-") ||
            !take_field(at, 2, 1, 12, &month) || !take_one_of(at, "-") ||
            !take_field(at, 2, 1, 31, &day))
                return false;

        days = days_from_civil(year, month, day);
        back = civil_from_days(days);
        if (back.month != month || back.day != day) /* 30 February carried over */
                return false;
        *ret_day = days;
        return true;
}

static bool take_clock(const char **at, int *ret_s) {
        int hour, minute, second;

        if (!take_field(at, 2, 0, 23, &hour) || !take_one_of(at, ":") ||
            !take_field(at, 2, 0, 59, &minute) || !take_one_of(at, ":") ||
            !take_field(at, 2, 0, 60, &second))
                return false;
        *ret_s = (hour * 60 + minute) * 60 + second;
        return true;
}

static bool take_fraction(const char **at, int *ret_us) {
        int us = 0, digits = 0;

        if (**at != '.') {
                *ret_us = 0;
                return true;
        }
        for ((*at)++; **at >= '0' && **at <= '9'; (*at)++, digits++)
                if (digits < FRACTION_DIGITS)
                        us = us * 10 + (**at - '0');
        if (digits == 0)
                return false;
        for (; digits < FRACTION_DIGITS; digits++)
                us *= 10;
        *ret_us = us;
        return true;
}

static bool take_offset(const char **at, int *ret_s) {
        int hour, minute, sign = **at == '-' ? -1 : 1;

        if (take_one_of(at, "Zz")) {
                *ret_s = 0;
                return true;
        }
        if (!take_one_of(at, "+-") || !take_field(at, 2, 0, 23, &hour) || !take_one_of(at, ":") ||
            !take_field(at, 2, 0, 59, &minute))
                return false;
        *ret_s = sign * (hour * 60 + minute) * 60;
        return true;
}

int time_parse(const char *text, int64_t *ret_us) {
        const char *at = text;
        int64_t day, us;
        int clock_s, fraction_us, offset_s;

        if (!take_date(&at, &day) || !take_one_of(&at, "Tt ") || !take_clock(&at, &clock_s) ||
            !take_fraction(&at, &fraction_us) || !take_offset(&at, &offset_s) || *at != '\0')
                return -EINVAL;

        us = day * US_PER_DAY + (clock_s - offset_s) * US_PER_S;
        if (text[17] == '6' && us % US_PER_DAY != 0)
                return -EINVAL;
        *ret_us = us + fraction_us;
        return 0;
}

int date_parse(const char *text, int64_t *ret_day) {
        const char *at = text;
        int64_t day;

        if (!take_date(&at, &day) || *at != '\0')
                return -EINVAL;
        *ret_day = day;
        return 0;
}

int minute_parse(const char *text, int *ret_minute) {
        const char *at = text;
        int hour, minute;

        if (!take_field(&at, 2, 0, 23, &hour) || !take_one_of(&at, ":") ||
            !take_field(&at, 2, 0, 59, &minute) || *at != '\0')
                return -EINVAL;
        *ret_minute = hour * 60 + minute;
        return 0;
}
