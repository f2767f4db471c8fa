/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times against Europe/Oslo in 2026, by hand: summer time from 29 March 01:00 UTC to 25 October
 * 01:00 UTC (Directive 2000/84/EC articles 2 and 3). The instants were computed with date(1).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/times.h"

#define SPRING_US INT64_C(1774746000000000) /* 2026-03-29T01:00:00Z */
#define AUTUMN_US INT64_C(1792890000000000) /* 2026-10-25T01:00:00Z */

static struct zone_transition oslo_2026[] = {
        { INT64_MIN, 3600 },
        { SPRING_US, 7200 },
        { AUTUMN_US, 3600 },
};
static const struct zone oslo = { oslo_2026, ELEMENTS(oslo_2026) };

static struct zone_transition newfoundland[] = { { INT64_MIN, -(3 * 60 + 30) * 60 } };
static const struct zone st_johns = { newfoundland, 1 };

static int64_t at(const char *text) {
        int64_t us = 0;

        assert_int_equal(time_parse(text, &us), 0);
        return us;
}

static struct civil local_time(const char *text) {
        static struct zone_transition greenwich[] = { { INT64_MIN, 0 } };
        static const struct zone utc = { greenwich, 1 };
        char with_zone[TIME_TEXT_SIZE];

        snprintf(with_zone, sizeof(with_zone), "%sZ", text);
        return zone_local(&utc, at(with_zone));
}

/* An instant, what Oslo's clocks then show, and the instant that this local time means. */
/* clang-format off */
static const struct {
        const char *says, *utc, *local;
        int offset_s;
        const char *back; /* NULL: the same */
} instants[] = {
        { "a winter evening",          "2026-01-15T21:00:00Z", "2026-01-15T22:00:00", 3600, NULL },
        { "a summer night",            "2026-06-30T22:30:00Z", "2026-07-01T00:30:00", 7200, NULL },
        { "just before the gap",       "2026-03-29T00:59:59Z", "2026-03-29T01:59:59", 3600, NULL },
        { "just after the gap",        "2026-03-29T01:00:00Z", "2026-03-29T03:00:00", 7200, NULL },
        { "the first 02:00",           "2026-10-25T00:00:00Z", "2026-10-25T02:00:00", 7200, NULL },
        { "the first 02:30",           "2026-10-25T00:30:00Z", "2026-10-25T02:30:00", 7200, NULL },
        { "the second 02:00",          "2026-10-25T01:00:00Z", "2026-10-25T02:00:00", 3600, "2026-10-25T00:00:00Z" },
        { "the second 02:59:59",       "2026-10-25T01:59:59Z", "2026-10-25T02:59:59", 3600, "2026-10-25T00:59:59Z" },
        { "03:00, once again one",     "2026-10-25T02:00:00Z", "2026-10-25T03:00:00", 3600, NULL },
        { "before 1970",               "1969-12-31T23:30:00Z", "1970-01-01T00:30:00", 3600, NULL },
};
/* clang-format on */

static void shows_and_finds_local_time(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(instants); i++) {
                struct civil shown = zone_local(&oslo, at(instants[i].utc));
                struct civil meant = local_time(instants[i].local);
                const char *back = instants[i].back ? instants[i].back : instants[i].utc;
                char text[64];

                print_message("  %s\n", instants[i].says);
                snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d", shown.year,
                         shown.month, shown.day, shown.hour, shown.minute, shown.second);
                assert_string_equal(text, instants[i].local);
                assert_int_equal(shown.offset_s, instants[i].offset_s);
                assert_int_equal(zone_utc(&oslo, &meant), at(back));
        }
}

static void a_time_in_the_gap_moves_on_by_the_gap(void **state) {
        struct civil half_past_two = local_time("2026-03-29T02:30:00");
        struct civil two = local_time("2026-03-29T02:00:00");
        struct civil last = local_time("2026-03-29T02:59:59");

        (void)state;
        assert_int_equal(zone_utc(&oslo, &half_past_two), at("2026-03-29T03:30:00+02:00"));
        assert_int_equal(zone_utc(&oslo, &two), at("2026-03-29T03:00:00+02:00"));
        assert_int_equal(zone_utc(&oslo, &last), at("2026-03-29T03:59:59+02:00"));
}

static void minutes_of_a_day_run_into_the_next(void **state) {
        int64_t day = days_from_civil(2026, 3, 28);

        (void)state;
        assert_int_equal(zone_day_minute(&oslo, day, 1320), at("2026-03-28T21:00:00Z"));
        assert_int_equal(zone_day_minute(&oslo, day, 1440 + 150), at("2026-03-29T01:30:00Z"));
        assert_int_equal(zone_day_minute(&oslo, day, 1440 + 435), at("2026-03-29T05:15:00Z"));
        day = days_from_civil(2026, 10, 24);
        assert_int_equal(zone_day_minute(&oslo, day, 1440 + 150), at("2026-10-25T00:30:00Z"));
        assert_int_equal(zone_day_minute(&oslo, day, 1440 + 435), at("2026-10-25T06:15:00Z"));
        assert_int_equal(zone_day_minute(&oslo, day, 2879), at("2026-10-25T22:59:00Z"));
}

static void a_day_is_the_local_one(void **state) {
        (void)state;
        assert_int_equal(zone_day(&oslo, at("2026-10-24T21:59:59Z")),
                         days_from_civil(2026, 10, 24));
        assert_int_equal(zone_day(&oslo, at("2026-10-24T22:00:00Z")),
                         days_from_civil(2026, 10, 25));
        assert_int_equal(zone_day(&oslo, at("2026-10-25T22:59:59Z")),
                         days_from_civil(2026, 10, 25));
        assert_int_equal(zone_day(&st_johns, at("2026-01-01T03:29:59Z")),
                         days_from_civil(2025, 12, 31));
}

static void days_and_dates_agree_over_four_centuries(void **state) {
        int64_t first = days_from_civil(1900, 1, 1), last = days_from_civil(2300, 1, 1);

        (void)state;
        assert_int_equal(days_from_civil(1970, 1, 1), 0);
        assert_int_equal(days_from_civil(2000, 3, 1), 11017);
        assert_int_equal(days_from_civil(2026, 11, 1), 20758);
        assert_int_equal(last - first, 146097);
        for (int64_t day = first; day < last; day++) {
                struct civil c = civil_from_days(day);

                assert_int_equal(days_from_civil(c.year, c.month, c.day), day);
                assert_int_equal(c.weekday, ((day % 7 + 7) % 7 + 3) % 7 + 1);
        }
        assert_int_equal(civil_from_days(days_from_civil(2026, 11, 1)).weekday, 7); /* a Sunday */
}

static void months_and_days_carry_over(void **state) {
        (void)state;
        assert_int_equal(days_from_civil(2026, 13, 1), days_from_civil(2027, 1, 1));
        assert_int_equal(days_from_civil(2026, 0, 1), days_from_civil(2025, 12, 1));
        assert_int_equal(days_from_civil(2026, 2, 29), days_from_civil(2026, 3, 1));
        assert_int_equal(days_from_civil(2026, 1, 0), days_from_civil(2025, 12, 31));
        assert_int_equal(days_from_civil(2026, -11, 1), days_from_civil(2025, 1, 1));
}

static void writes_times(void **state) {
        char text[TIME_TEXT_SIZE];

        (void)state;
        assert_string_equal(time_text(INT64_C(1793570400000000), text), "2026-11-01T22:00:00.000Z");
        assert_string_equal(time_text(INT64_C(1793570400123999), text), "2026-11-01T22:00:00.123Z");
        assert_string_equal(time_text(-1, text), "1969-12-31T23:59:59.999Z");
        assert_string_equal(date_text(20758, text), "2026-11-01");
        assert_string_equal(clock_text(&oslo, AUTUMN_US, false, text), "02:00");
        assert_string_equal(clock_text(&oslo, AUTUMN_US - US_PER_S, true, text), "02:59:59");
}

/* clang-format off */
static const struct {
        const char *text;
        int returns;
        int64_t us;
} times[] = {
        { "2026-11-01T22:00:00Z",                   0, INT64_C(1793570400000000) },
        { "2026-11-01t22:00:00z",                   0, INT64_C(1793570400000000) },
        { "2026-11-01 22:00:00Z",                   0, INT64_C(1793570400000000) },
        { "2026-11-01T23:00:00+01:00",              0, INT64_C(1793570400000000) },
        { "2026-11-01T18:30:00-03:30",              0, INT64_C(1793570400000000) },
        { "2026-11-01T22:00:00-00:00",              0, INT64_C(1793570400000000) },
        { "2026-11-02T00:00:00+02:00",              0, INT64_C(1793570400000000) },
        { "2026-11-01T22:00:00.5Z",                 0, INT64_C(1793570400500000) },
        { "2026-11-01T22:00:00.000001Z",            0, INT64_C(1793570400000001) },
        { "2026-11-01T22:00:00.123456789+00:00",    0, INT64_C(1793570400123456) },
        { "1970-01-01T00:00:00Z",                   0, 0 },
        { "1969-12-31T23:59:59.999999Z",            0, -1 },
        { "2024-02-29T00:00:00Z",                   0, INT64_C(1709164800000000) },
        { "2016-12-31T23:59:60Z",                   0, INT64_C(1483228800000000) },
        { "2017-01-01T00:59:60+01:00",              0, INT64_C(1483228800000000) },
        { "2016-12-31T12:00:60Z",                   -EINVAL, 0 },
        { "2026-02-29T00:00:00Z",                   -EINVAL, 0 },
        { "2026-13-01T00:00:00Z",                   -EINVAL, 0 },
        { "2026-00-01T00:00:00Z",                   -EINVAL, 0 },
        { "2026-11-31T00:00:00Z",                   -EINVAL, 0 },
        { "2026-11-01T24:00:00Z",                   -EINVAL, 0 },
        { "2026-11-01T22:60:00Z",                   -EINVAL, 0 },
        { "2026-11-01T22:00:61Z",                   -EINVAL, 0 },
        { "2026-11-01T22:00:00",                    -EINVAL, 0 }, /* local without a zone */
        { "2026-11-01T22:00Z",                      -EINVAL, 0 },
        { "2026-11-01T22:00:00.Z",                  -EINVAL, 0 },
        { "2026-11-01T22:00:00,5Z",                 -EINVAL, 0 },
        { "2026-11-01T22:00:00+0100",               -EINVAL, 0 },
        { "2026-11-01T22:00:00+24:00",              -EINVAL, 0 },
        { "2026-11-01T22:00:00+01:60",              -EINVAL, 0 },
        { "2026-11-01T22:00:00+01",                 -EINVAL, 0 },
        { "2026-11-01T22:00:00Zx",                  -EINVAL, 0 },
        { " 2026-11-01T22:00:00Z",                  -EINVAL, 0 },
        { "2026-11-01T22:00:00Z ",                  -EINVAL, 0 },
        { "26-11-01T22:00:00Z",                     -EINVAL, 0 },
        { "2026-11-1T22:00:00Z",                    -EINVAL, 0 },
        { "2026-11-01",                             -EINVAL, 0 },
        { "+026-11-01T22:00:00Z",                   -EINVAL, 0 },
        { "2026/11/01T22:00:00Z",                   -EINVAL, 0 },
        { "1793570400",                             -EINVAL, 0 },
        { "now",                                    -EINVAL, 0 },
        { "",                                       -EINVAL, 0 },
};
/* clang-format on */

static void reads_rfc_3339_and_nothing_else(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(times); i++) {
                int64_t us = 4711;

                print_message("  %s\n", times[i].text);
                assert_int_equal(time_parse(times[i].text, &us), times[i].returns);
                assert_int_equal(us, times[i].returns < 0 ? 4711 : times[i].us);
        }
}

static void reads_every_cut_of_a_time_as_none(void **state) {
        static const char whole[] = "2026-11-01T22:00:00.123+01:00";

        (void)state;
        for (size_t size = 0; size < sizeof(whole) - 1; size++) {
                char cut[sizeof(whole)] = "";
                int64_t us;

                memcpy(cut, whole, size);
                assert_int_equal(time_parse(cut, &us), -EINVAL);
        }
}

static void reads_dates_and_minutes(void **state) {
        int64_t day = 4711;
        int minute = 4711;

        (void)state;
        assert_int_equal(date_parse("2026-02-29", &day), -EINVAL);
        assert_int_equal(date_parse("2026-11-01x", &day), -EINVAL);
        assert_int_equal(date_parse("2026-11-1", &day), -EINVAL);
        assert_int_equal(day, 4711);
        assert_int_equal(date_parse("2026-11-01", &day), 0);
        assert_int_equal(day, 20758);

        assert_int_equal(minute_parse("24:00", &minute), -EINVAL);
        assert_int_equal(minute_parse("7:15", &minute), -EINVAL);
        assert_int_equal(minute_parse("07:60", &minute), -EINVAL);
        assert_int_equal(minute_parse("07:15:00", &minute), -EINVAL);
        assert_int_equal(minute_parse("", &minute), -EINVAL);
        assert_int_equal(minute, 4711);
        assert_int_equal(minute_parse("07:15", &minute), 0);
        assert_int_equal(minute, 435);
        assert_int_equal(minute_parse("23:59", &minute), 0);
        assert_int_equal(minute, 1439);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(shows_and_finds_local_time),
                cmocka_unit_test(a_time_in_the_gap_moves_on_by_the_gap),
                cmocka_unit_test(minutes_of_a_day_run_into_the_next),
                cmocka_unit_test(a_day_is_the_local_one),
                cmocka_unit_test(days_and_dates_agree_over_four_centuries),
                cmocka_unit_test(months_and_days_carry_over),
                cmocka_unit_test(writes_times),
                cmocka_unit_test(reads_rfc_3339_and_nothing_else),
                cmocka_unit_test(reads_every_cut_of_a_time_as_none),
                cmocka_unit_test(reads_dates_and_minutes),
        };

        return cmocka_run_group_tests_name("base/times", tests, NULL, NULL);
}
