/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Time arithmetic without a clock: an instant is µs since 1970-01-01T00:00Z without leap seconds
 * (POSIX), civil time is proleptic Gregorian (ISO 8601), a time zone is a table of its transitions
 * that the configuration made. Nothing here asks what time it is.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define US_PER_MS  INT64_C(1000)
#define US_PER_S   INT64_C(1000000)
#define US_PER_MIN (60 * US_PER_S)
#define US_PER_H   (60 * US_PER_MIN)
#define US_PER_DAY (24 * US_PER_H)
#define TIME_NEVER INT64_MAX

#define TIME_TEXT_SIZE 32 /* "2026-11-01T22:00:00.000Z" and its NUL, with room */
#define DATE_TEXT_SIZE 16 /* "2026-11-01" and its NUL */

struct civil {
        int year, month, day;     /* 1..12, 1..31 */
        int hour, minute, second; /* local */
        int us;                   /* 0..999999 */
        int weekday;              /* ISO 8601: 1 Monday .. 7 Sunday; ignored on input */
        int offset_s;             /* local minus UTC; ignored on input */
};

struct zone_transition {
        int64_t from_us; /* the offset holds from this instant (UTC) on; the first is INT64_MIN */
        int offset_s;    /* local minus UTC, seconds */
};

/* A time zone: @count >= 1 transitions in rising order. Owned by whoever made it (config). */
struct zone {
        struct zone_transition *transitions;
        size_t count;
};

/** Local time at @us. */
struct civil zone_local(const struct zone *zone, int64_t us);

/**
 * The instant of local time @civil. A time that the clock skips in spring is moved on by the gap
 * (02:30 becomes 03:30 summer time); of a time that comes twice in autumn the first is meant
 * (RFC 5545 section 3.3.5).
 */
int64_t zone_utc(const struct zone *zone, const struct civil *civil);

/** Days since 1970-01-01 of a civil date, and back. Months and days beyond their range carry over. */
int64_t days_from_civil(int year, int month, int day);
struct civil civil_from_days(int64_t days);

/** Day number (days since 1970-01-01) of the local date at @us. */
int64_t zone_day(const struct zone *zone, int64_t us);

/** The instant at which local day @day has minute @minute (0..2879: beyond 1439 is the next day). */
int64_t zone_day_minute(const struct zone *zone, int64_t day, int minute);

/** "2026-11-01T22:00:00.000Z" into @text of TIME_TEXT_SIZE; returns @text. */
const char *time_text(int64_t us, char *text);

/** "2026-11-01" of a day number into @text of DATE_TEXT_SIZE; returns @text. */
const char *date_text(int64_t day, char *text);

/** "22:04" or with @seconds "22:04:10" in @zone's local time into @text of TIME_TEXT_SIZE; returns @text. */
const char *clock_text(const struct zone *zone, int64_t us, bool seconds, char *text);

/** An RFC 3339 date-time with Z or offset, any fraction. Returns 0 or -EINVAL. */
int time_parse(const char *text, int64_t *ret_us);

/** "2026-11-01" to a day number. Returns 0 or -EINVAL. */
int date_parse(const char *text, int64_t *ret_day);

/** "22:00" to minutes of the day, 0..1439. Returns 0 or -EINVAL. */
int minute_parse(const char *text, int *ret_minute);
