/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Site and rota against Europe/Oslo in 2026: nights 22:00-07:15 of four workers with half an hour's
 * pause are 2,100 minutes; 240 less on 28-29 March, 240 more on 24-25 October.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/staff.h"

#define EVERY_DAY 0x7f
#define MONDAY    0x01
#define SATURDAY  0x20

static struct zone_transition oslo_2026[] = {
        { INT64_MIN, 3600 },
        { INT64_C(1774746000000000), 7200 }, /* 2026-03-29T01:00:00Z */
        { INT64_C(1792890000000000), 3600 }, /* 2026-10-25T01:00:00Z */
};
static const struct zone oslo = { oslo_2026, ELEMENTS(oslo_2026) };

static int64_t at(const char *text) {
        int64_t us = 0;

        assert_int_equal(time_parse(text, &us), 0);
        return us;
}

static int64_t day(const char *text) {
        int64_t number = 0;

        assert_int_equal(date_parse(text, &number), 0);
        return number;
}

#define NIGHT(slot, pause_from, pause_to)                                               \
        {                                                                               \
                .worker = slot, .from_min = 1320, .to_min = 435, .weekdays = EVERY_DAY, \
                .pause_from_min = pause_from, .pause_to_min = pause_to, .from_day = 0,  \
                .until_day = INT64_MAX                                                  \
        }

static char roles[][NAME_SIZE] = { "assistant", "hcw", "rn" };
static struct worker workers[] = {
        { .slot = "hcw-1", .role = "hcw", .departments = { "north" }, .department_count = 1 },
        { .slot = "hcw-2", .role = "hcw", .departments = { "north" }, .department_count = 1 },
        { .slot = "hcw-3", .role = "hcw", .departments = { "south" }, .department_count = 1 },
        { .slot = "rn-1",
          .role = "rn",
          .departments = { "north", "south" },
          .department_count = 2 },
};
static struct shift nights[] = {
        NIGHT("hcw-1", 60, 90),   /* 01:00-01:30 */
        NIGHT("hcw-2", 150, 180), /* 02:30-03:00, where the clock is changed */
        NIGHT("hcw-3", 1420, 10), /* 23:40-00:10, across midnight */
        NIGHT("rn-1", 180, 210),
};
static const struct staff staff = { roles,  ELEMENTS(roles), workers, ELEMENTS(workers),
                                    nights, ELEMENTS(nights) };

static void finds_workers_and_ranks(void **state) {
        (void)state;
        assert_ptr_equal(staff_worker(&staff, "rn-1"), &workers[3]);
        assert_null(staff_worker(&staff, "rn-2"));
        assert_int_equal(staff_rank(&staff, "assistant"), 0);
        assert_int_equal(staff_rank(&staff, "rn"), 2);
        assert_int_equal(staff_rank(&staff, "doctor"), -1);
}

/* clang-format off */
static const struct {
        const char *says, *worker, *at;
        enum duty duty;
} duties[] = {
        { "a second before",                 "hcw-1", "2026-11-01T20:59:59Z", DUTY_OFF },
        { "at 22:00 sharp",                  "hcw-1", "2026-11-01T21:00:00Z", DUTY_ON },
        { "after midnight",                  "hcw-1", "2026-11-01T23:30:00Z", DUTY_ON },
        { "as the pause begins",             "hcw-1", "2026-11-02T00:00:00Z", DUTY_PAUSE },
        { "as the pause ends",               "hcw-1", "2026-11-02T00:30:00Z", DUTY_ON },
        { "the last second",                 "hcw-1", "2026-11-02T06:14:59Z", DUTY_ON },
        { "at 07:15 sharp",                  "hcw-1", "2026-11-02T06:15:00Z", DUTY_OFF },
        { "at noon",                         "hcw-1", "2026-11-02T11:00:00Z", DUTY_OFF },
        { "a pause across midnight, before", "hcw-3", "2026-11-01T22:50:00Z", DUTY_PAUSE },
        { "a pause across midnight, after",  "hcw-3", "2026-11-01T23:05:00Z", DUTY_PAUSE },
        { "and behind it",                   "hcw-3", "2026-11-01T23:10:00Z", DUTY_ON },
        { "a summer night",                  "hcw-1", "2026-07-01T20:00:00Z", DUTY_ON },
        { "a summer night's end",            "hcw-1", "2026-07-02T05:15:00Z", DUTY_OFF },
        { "spring: 02:30 is 03:30",          "hcw-2", "2026-03-29T01:30:00Z", DUTY_PAUSE },
        { "spring: and lasts half an hour",  "hcw-2", "2026-03-29T01:59:59Z", DUTY_PAUSE },
        { "spring: until 04:00",             "hcw-2", "2026-03-29T02:00:00Z", DUTY_ON },
        { "spring: 07:15 comes early",       "hcw-2", "2026-03-29T05:15:00Z", DUTY_OFF },
        { "autumn: the first 02:30",         "hcw-2", "2026-10-25T00:30:00Z", DUTY_PAUSE },
        { "autumn: the second 02:00",        "hcw-2", "2026-10-25T01:00:00Z", DUTY_ON },
        { "autumn: the second 02:30",        "hcw-2", "2026-10-25T01:30:00Z", DUTY_ON },
        { "autumn: 07:15 comes late",        "hcw-2", "2026-10-25T06:14:59Z", DUTY_ON },
        { "nobody",                          "hcw-9", "2026-11-01T21:00:00Z", DUTY_OFF },
};
/* clang-format on */

static void tells_who_is_on_duty(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(duties); i++) {
                print_message("  %s\n", duties[i].says);
                assert_int_equal(staff_duty(&staff, &oslo, duties[i].worker, at(duties[i].at)),
                                 duties[i].duty);
        }
}

static void a_shift_holds_on_its_weekdays_and_dates(void **state) {
        struct shift shift = NIGHT("hcw-1", 0, 0);
        struct staff one = { roles, ELEMENTS(roles), workers, ELEMENTS(workers), &shift, 1 };

        (void)state;
        shift.weekdays = SATURDAY; /* 2026-10-31 is one */
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-10-31T22:00:00Z")), DUTY_ON);
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-11-01T03:00:00Z")), DUTY_ON);
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-11-01T22:00:00Z")), DUTY_OFF);
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-10-30T22:00:00Z")), DUTY_OFF);
        shift.from_day = day("2026-11-07");
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-10-31T22:00:00Z")), DUTY_OFF);
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-11-07T22:00:00Z")), DUTY_ON);
        shift.until_day = day("2026-11-07");
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-11-08T03:00:00Z")), DUTY_ON);
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-11-14T22:00:00Z")), DUTY_OFF);
        shift.weekdays = MONDAY;
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-11-07T22:00:00Z")), DUTY_OFF);
}

static void a_pause_may_begin_with_the_shift(void **state) {
        struct shift shift = NIGHT("hcw-1", 1320, 1350);
        struct staff one = { roles, ELEMENTS(roles), workers, ELEMENTS(workers), &shift, 1 };

        (void)state;
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-11-01T21:00:00Z")), DUTY_PAUSE);
        assert_int_equal(staff_duty(&one, &oslo, "hcw-1", at("2026-11-01T21:30:00Z")), DUTY_ON);
        assert_true(staff_minutes(&one, &oslo, "", at("2026-11-01T21:00:00Z"),
                                  at("2026-11-02T06:15:00Z")) == 525);
}

/* clang-format off */
static const struct {
        const char *says, *department, *from, *to;
        double minutes;
} sums[] = {
        { "the reference night",       "",      "2026-11-01T21:00:00Z", "2026-11-02T06:15:00Z", 2100 },
        { "an hour less in March",     "",      "2026-03-28T21:00:00Z", "2026-03-29T05:15:00Z", 1860 },
        { "an hour more in October",   "",      "2026-10-24T20:00:00Z", "2026-10-25T06:15:00Z", 2340 },
        { "two and half of a third",   "north", "2026-11-01T21:00:00Z", "2026-11-02T06:15:00Z", 1312.5 },
        { "one and half of another",   "south", "2026-11-01T21:00:00Z", "2026-11-02T06:15:00Z", 787.5 },
        { "no such department",        "west",  "2026-11-01T21:00:00Z", "2026-11-02T06:15:00Z", 0 },
        { "a whole day holds it once", "",      "2026-11-01T11:00:00Z", "2026-11-02T11:00:00Z", 2100 },
        { "by day nobody",             "",      "2026-11-01T06:15:00Z", "2026-11-01T21:00:00Z", 0 },
        { "three nights",              "",      "2026-11-01T11:00:00Z", "2026-11-04T11:00:00Z", 6300 },
        { "half an hour with a pause", "",      "2026-11-02T00:15:00Z", "2026-11-02T00:45:00Z", 105 },
        { "no time at all",            "",      "2026-11-02T00:15:00Z", "2026-11-02T00:15:00Z", 0 },
        { "backwards",                 "",      "2026-11-02T00:15:00Z", "2026-11-01T21:00:00Z", 0 },
};
/* clang-format on */

static void sums_true_minutes_less_pauses(void **state) {
        (void)state;
        for (size_t i = 0; i < ELEMENTS(sums); i++) {
                double minutes = staff_minutes(&staff, &oslo, sums[i].department, at(sums[i].from),
                                               at(sums[i].to));

                print_message("  %s: %g\n", sums[i].says, minutes);
                assert_true(minutes == sums[i].minutes);
        }
}

static void a_night_has_its_first_days_number(void **state) {
        struct site site = { .zone = oslo, .night_from_min = 1320, .night_to_min = 435 };
        int64_t from_us = 0, to_us = 0;

        (void)state;
        assert_int_equal(site_night_at(&site, at("2026-11-01T21:00:00Z")), day("2026-11-01"));
        assert_int_equal(site_night_at(&site, at("2026-11-02T06:14:59Z")), day("2026-11-01"));
        assert_int_equal(site_night_at(&site, at("2026-11-02T06:15:00Z")), -1);
        assert_int_equal(site_night_at(&site, at("2026-11-01T20:59:59Z")), -1);

        site_night_bounds(&site, day("2026-03-28"), &from_us, &to_us);
        assert_int_equal(from_us, at("2026-03-28T21:00:00Z"));
        assert_int_equal(to_us - from_us, 495 * US_PER_MIN);
        site_night_bounds(&site, day("2026-10-24"), &from_us, &to_us);
        assert_int_equal(from_us, at("2026-10-24T20:00:00Z"));
        assert_int_equal(to_us - from_us, 615 * US_PER_MIN);
}

static void finds_places_and_people_by_name(void **state) {
        struct department departments[] = { { .name = "north" }, { .name = "south" } };
        struct place places[] = { { .name = "room-1" } };
        struct resident residents[] = { { .name = "R1" }, { .name = "R2" } };
        struct site site = { .departments = departments,
                             .department_count = 2,
                             .places = places,
                             .place_count = 1,
                             .residents = residents,
                             .resident_count = 2 };

        (void)state;
        assert_ptr_equal(site_department(&site, "south"), &departments[1]);
        assert_null(site_department(&site, "nor"));
        assert_ptr_equal(site_place(&site, "room-1"), &places[0]);
        assert_null(site_place(&site, ""));
        assert_ptr_equal(site_resident(&site, "R2"), &residents[1]);
        assert_null(site_resident(&site, "R3"));
        assert_null(site_device(&site, "x"));
        site_sort(&site);
        assert_null(site_device_by_name(&site, ADAPTER_NATIVE, "x"));
}

static void finds_each_device_by_adapter_and_name(void **state) {
        struct device devices[] = {
                { .id = "5", .name = "bed", .adapter = ADAPTER_NATIVE },
                { .id = "1", .name = "room-2/door", .adapter = ADAPTER_ZIGBEE2MQTT },
                { .id = "2", .name = "bed", .adapter = ADAPTER_ZIGBEE2MQTT },
                { .id = "3", .name = "rom-ø", .adapter = ADAPTER_ZIGBEE2MQTT },
                { .id = "4", .name = "Bed", .adapter = ADAPTER_ZIGBEE2MQTT },
        };
        struct site site = { .devices = devices, .device_count = ELEMENTS(devices) };
        struct device before[ELEMENTS(devices)];

        (void)state;
        memcpy(before, devices, sizeof(before));
        site_sort(&site);
        for (size_t i = 0; i < ELEMENTS(before); i++) {
                const struct device *found =
                        site_device_by_name(&site, before[i].adapter, before[i].name);

                assert_non_null(found);
                assert_string_equal(found->id, before[i].id);
                assert_ptr_equal(site_device(&site, before[i].id), found);
        }
        assert_null(site_device_by_name(&site, ADAPTER_NATIVE, "Bed"));
        assert_null(site_device_by_name(&site, ADAPTER_ZIGBEE2MQTT, "be"));
        assert_null(site_device_by_name(&site, ADAPTER_GATEWAY, "bed"));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(finds_workers_and_ranks),
                cmocka_unit_test(tells_who_is_on_duty),
                cmocka_unit_test(a_shift_holds_on_its_weekdays_and_dates),
                cmocka_unit_test(a_pause_may_begin_with_the_shift),
                cmocka_unit_test(sums_true_minutes_less_pauses),
                cmocka_unit_test(a_night_has_its_first_days_number),
                cmocka_unit_test(finds_places_and_people_by_name),
                cmocka_unit_test(finds_each_device_by_adapter_and_name),
        };

        return cmocka_run_group_tests_name("model/rota", tests, NULL, NULL);
}
